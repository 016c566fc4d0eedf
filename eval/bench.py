"""What a batch run costs beside the calls themselves: wall time, client CPU a call, memory.

Claims of the core suite, over its corpus, against a server of our own that takes a fixed time a call; then the very
same calls by LangChain's `.batch()` and, some of them, one after another. The ideal is calls x latency / concurrency.
A run also retrieves (its `CPU` says how much), grades and writes a ledger; the other two only call. Figures hold for
the machine, and for what else it did meanwhile: compare them within one run only.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite
from pipeline.batch import BatchOptions, Claims, Going, Row, begin
from pipeline.errors import NotAsked
from pipeline.factcheck import FactChecker
from pipeline.llm import Message
from pipeline.llm.baselines import Plain
from pipeline.llm.calls import Request
from pipeline.llm.outbox import written_down
from pipeline.settings import Settings

MODEL = "bench"


@dataclass(frozen=True, slots=True)
class Timed:
    """One way of making the calls.

    Attributes:
        seconds, ideal: Wall time, and calls x latency / concurrency.
        cpu: Milliseconds of the process's CPU time a call.
        cpu_calling: The same without the thread that retrieves: what it takes to make, read, grade and note a call.
        memory: Resident megabytes after a quarter and at the end, or None where it was not looked at.
    """

    name: str
    calls: int
    seconds: float
    ideal: float
    cpu: float
    cpu_calling: float | None = None
    memory: tuple[float, float] | None = None

    @property
    def ratio(self) -> float:
        """Wall time to the ideal."""
        return self.seconds / self.ideal


def bench(*, claims: int, latency: float, concurrency: int, loop: int, settings: Settings) -> list[Timed]:
    """The run first, then LangChain's `.batch()` and the loop over the same calls.

    Args:
        claims: How many; those of the suite again and again, each time with other words at its end.
        latency: Seconds that the server takes a call.
        loop: Calls of the naive loop.
    """
    with tempfile.TemporaryDirectory() as folder, _server(latency) as base_url, _environment(base_url, folder):
        own = settings.model_copy(
            update={
                "library": f"{folder}/library",
                "model": f"openai:{MODEL}",
                "grader": "full",
                "concurrency": concurrency,
            }
        )
        rows = _rows(claims)
        with FactChecker(own) as checker:
            _fill(checker)
            requests = checker.run(_requests(checker, rows))
            done = _run(checker, rows, Path(folder) / "run", latency / concurrency)
        plain = Plain(MODEL)
        plain.one_by_one(requests[:1])  # imports, connection
        batch = _timed("LangChain .batch()", len(requests), latency / concurrency)
        with batch:
            plain.batch(requests, concurrency)
        naive = _timed("naive loop", len(requests[:loop]), latency)
        with naive:
            plain.one_by_one(requests[:loop])
        return [done, batch.found, naive.found]


def _rows(count: int) -> list[Row]:
    cases = [case for case in load_suite("core").cases if isinstance(case, ClaimCase)]
    rows = []
    for number in range(count):
        turn, place = divmod(number, len(cases))
        claim = cases[place].claim
        claim = f"{claim.rstrip('.')}, file {turn} says." if turn else claim
        rows.append(Row(number + 1, number + 1, None, claim, cases[place].as_of))
    return rows


def _fill(checker: FactChecker) -> None:
    checker.ingest([article.path for article in load_suite("core").articles.values()])


async def _requests(checker: FactChecker, rows: Sequence[Row]) -> list[Request]:
    """The calls that a run over these claims makes first; nothing is asked."""
    with written_down(checker.models) as outboxes:
        for row in rows:
            with contextlib.suppress(NotAsked):
                await checker.afind_from(checker.evidence_for(row.claim, as_of=row.as_of))
    return list(outboxes[0].waiting.values())


def _run(checker: FactChecker, rows: Sequence[Row], folder: Path, ideal: float) -> Timed:
    # One call beforehand: imports and the client's start take seconds, once.
    checker.run(checker.model.ask([Message("user", "Ready?")], max_tokens=5))
    claims = Claims("bench", "bench", tuple(rows))
    memory: list[float] = []

    def look(going: Going) -> None:
        if going.done >= going.claims / 4 or memory:
            memory.append(_resident())

    options = BatchOptions(early_stop=False)
    with begin(folder, claims, checker, options, arguments={}, reading={}) as run:
        timed = _timed("twosource batch", 0, ideal)
        with timed:
            outcome = run.go(tell=look)
        timed.calls = outcome.status.calls
    return timed.result(memory=(memory[0], memory[-1]) if memory else None, calling=True)


class _timed:
    """Times a block: wall, CPU of the process, CPU of this thread."""

    def __init__(self, name: str, calls: int, ideal_a_call: float) -> None:
        self.name, self.calls, self._ideal = name, calls, ideal_a_call

    def __enter__(self) -> None:
        self._begun = (time.perf_counter(), time.process_time(), time.thread_time())

    def __exit__(self, *_: object) -> None:
        now = (time.perf_counter(), time.process_time(), time.thread_time())
        self._took = tuple(after - before for after, before in zip(now, self._begun, strict=True))

    @property
    def found(self) -> Timed:
        """What was timed."""
        return self.result()

    def result(self, *, memory: tuple[float, float] | None = None, calling: bool = False) -> Timed:
        """What was timed, with the CPU of this thread alone where that means something."""
        seconds, cpu, own = self._took
        return Timed(
            name=self.name,
            calls=self.calls,
            seconds=round(seconds, 2),
            ideal=round(self.calls * self._ideal, 2),
            cpu=round(cpu / self.calls * 1000, 2),
            cpu_calling=round(own / self.calls * 1000, 2) if calling else None,
            memory=memory,
        )


@contextlib.contextmanager
def _server(latency: float) -> Iterator[str]:
    command = [sys.executable, "-m", "eval.bench_server", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.terminate()


@contextlib.contextmanager
def _environment(base_url: str, folder: str) -> Iterator[None]:
    """Our server and a cache of our own, for this block."""
    own = {"OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "none-needed", "TWOSOURCE_CACHE_DIR": f"{folder}/cache"}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _resident() -> float:
    """Resident megabytes of this process."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
    except OSError:  # not Linux: the peak, which can only rise
        import resource

        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1)


def bench_text(rows: Sequence[Timed]) -> str:
    """The figures as a table."""
    out = [f"{'':22}{'calls':>7}{'wall s':>9}{'ideal s':>9}{'ratio':>7}{'CPU ms a call':>15}{'memory MB':>18}"]
    for row in rows:
        cpu = f"{row.cpu:.2f}" + (f" ({row.cpu_calling:.2f})" if row.cpu_calling is not None else "")
        memory = f"{row.memory[0]:.0f} -> {row.memory[1]:.0f}" if row.memory else ""
        out.append(
            f"{row.name:22}{row.calls:>7,}{row.seconds:>9.2f}{row.ideal:>9.2f}{row.ratio:>7.2f}{cpu:>15}{memory:>18}"
        )
    out.append("In brackets: without the thread that retrieves. The loop's ideal is calls x latency.")
    return "\n".join(out)


def as_json(rows: Sequence[Timed]) -> list[dict[str, Any]]:
    """The figures for programs."""
    from dataclasses import asdict

    return [{**asdict(row), "ratio": round(row.ratio, 3)} for row in rows]
