"""A batch run at work: done by an engine until nothing waits or something ends it. `opening` begins it.

Invariants: however a session ends, every finding it made is in the ledger, and `findings.jsonl` (or
`findings.partial.jsonl`) is written from there. Nothing is called done while a claim waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.batch.by_file import FileWork
from pipeline.batch.local import LocalWork
from pipeline.batch.manifest import Manifest
from pipeline.batch.output import write_findings
from pipeline.batch.records import BatchOptions, Estimate, Going, Outcome, Row
from pipeline.batch.status import cost_of, status_of
from pipeline.errors import NotAsked
from pipeline.factcheck import FactChecker
from pipeline.llm import Pace, Usage
from store.ledger import Ledger

Tell = Callable[[Going], None]
Work = LocalWork | FileWork
Stream = Callable[[Sequence[int], Ledger], None]
TICK = 0.5
LOOK_AGAIN = 2.0
"""Seconds between two looks at whether the library's articles have changed under the run."""


class Run:
    """A run that this process works on. Made by `begin` or `resume`; close it."""

    def __init__(
        self, folder: Path, manifest: Manifest, ledger: Ledger, checker: FactChecker, options: BatchOptions
    ) -> None:
        self.folder, self.manifest, self.ledger = folder, manifest, ledger
        self._checker, self._options = checker, options
        self._note = ""
        self._begun, self._left_before = time.monotonic(), 0

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def estimate(self) -> Estimate:
        """What is left would take so much.

        Raises:
            StoreError, ModelUnavailable: As for `FactChecker.check`.
        """
        from pipeline.batch.estimate import estimate

        rows = [Row.restored(e.number, e.row) for e in self.ledger.to_grade(failed_too=True)]
        return self._checker.run(estimate(self._checker, rows))

    def go(self, *, tell: Tell | None = None, stream: Stream | None = None) -> Outcome:
        """Works until all is done, or until the first Ctrl-C, the money, the server or an error ends it.

        Args:
            tell: Called a few times a second with how it goes.
            stream: Called with the numbers of claims that have just come to an end.

        Raises:
            EnvironmentFault, StoreError, NotComparable: What ends the run with an error; what was done is kept.
        """
        self.ledger.begin_session()
        self.ledger.reopen()
        self.ledger.forget_attempts()
        self._begun, self._left_before = time.monotonic(), self.ledger.left()
        held: NotAsked | None = None
        ended = "error"
        try:
            held = self._checker.run(self._session(tell or (lambda going: None), stream))
            ended = held.reason if held is not None else "done" if not self.ledger.left() else "error"
        except asyncio.CancelledError:
            held, ended = NotAsked("stopped at once", reason="drain"), "drain"
        finally:
            self.ledger.end_session(ended)
            path = write_findings(self.folder, self.ledger, whole=not self.ledger.counts().get("waiting"))
        done = not self.ledger.left()
        return Outcome(
            status=status_of(self.folder, self.ledger, running=False),
            ended="done" if done else ended,
            why="" if done or held is None else str(held),
            mend="" if done or held is None else held.mend,
            findings=str(path),
        )

    async def _session(self, tell: Tell, stream: Stream | None) -> NotAsked | None:
        pace = Pace(
            self._checker.model.concurrency,
            rpm=self._options.rpm,
            tpm=self._options.tpm,
            max_cost=self._options.max_cost,
            spent=self.ledger.most_spent(),
            told=self._paid,
        )
        for model in self._checker.models:  # one purse and one number of calls at once, whoever is asked
            model.pace = pace
        work = self._work(stream)
        ticker = asyncio.create_task(self._tick(tell, work))
        try:
            with self._signals(work):
                return await self._rounds(work)
        finally:
            ticker.cancel()
            await asyncio.gather(ticker, return_exceptions=True)
            tell(self._going(work))

    def _work(self, stream: Stream | None) -> Work:
        def finished(numbers: Sequence[int]) -> None:
            if stream is not None:
                stream(numbers, self.ledger)

        def apart() -> FactChecker:
            return FactChecker(self._checker.settings, embedder=self._checker.embedder.inner, look_again=LOOK_AGAIN)

        fingerprint = self.manifest.library_fingerprint
        if self._options.engine == "ray":
            from pipeline.batch.ray_engine import RayWork

            return RayWork(
                self._checker,
                self.ledger,
                apart,
                fingerprint=fingerprint,
                options=self._options,
                finished=finished,
                paid=self._paid,
                note=self._say,
            )
        local = LocalWork(
            self._checker,
            self.ledger,
            apart,
            fingerprint=fingerprint,
            early_stop=self._options.early_stop,
            finished=finished,
        )
        if self._options.engine == "local":
            return local
        return FileWork(self._checker, self.ledger, local, self.folder, self._options, note=self._say)

    async def _rounds(self, work: Work) -> NotAsked | None:
        """All that waits, and then once more what has failed: the faults of an hour ago may be over."""
        for left in range(self._options.rounds, -1, -1):
            held = await work.run()
            if held is not None:
                return held
            if work.draining:
                return NotAsked("interrupted", reason="drain") if self.ledger.left() else None
            if not left or not self.ledger.reopen():
                return None
            self._say("once more what has failed")
        return None

    @contextlib.contextmanager
    def _signals(self, work: Work) -> Iterator[None]:
        """The first Ctrl-C lets what is in flight end, the second stops at once."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop() -> None:
            if work.draining and task is not None:
                task.cancel()
                return
            work.draining = True
            work.wake()
            self._say("finishing what is in flight; Ctrl-C again stops at once")

        names: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM)
        try:
            for name in names:
                loop.add_signal_handler(name, stop)
        except (ValueError, RuntimeError, NotImplementedError):  # not in the main thread: whoever owns it gets them
            names = ()
        try:
            yield
        finally:
            for name in names:
                loop.remove_signal_handler(name)

    def _say(self, note: str) -> None:
        self._note = note

    def _paid(self, usage: Usage, most: float) -> None:
        self.ledger.pay(
            calls=usage.calls, tokens_in=usage.tokens_in, tokens_out=usage.tokens_out, cost=usage.cost_usd, most=most
        )

    async def _tick(self, tell: Tell, work: Work) -> None:
        while True:
            tell(self._going(work))
            await asyncio.sleep(TICK)

    def _going(self, work: Work) -> Going:
        claims, left, spent = sum(self.ledger.counts().values()), self.ledger.left(), self.ledger.spent()
        ended = self._left_before - left
        seconds = time.monotonic() - self._begun
        rate = ended / seconds if seconds > 1 and ended > 0 else None
        return Going(
            done=claims - left,
            claims=claims,
            calls=spent.calls,
            tokens=spent.tokens_in + spent.tokens_out,
            cost_usd=cost_of(spent),
            under_way=work.under_way,
            seconds=seconds,
            claims_a_second=rate,
            seconds_left=left / rate if rate else None,
            note=self._note,
        )
