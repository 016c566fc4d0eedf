"""A batch run: begun in a folder, gone on with, done by an engine until nothing waits or something ends it.

Invariants: one process works on a run. A run goes on only with what it began with, unless it is told to take the
change; then what the change makes obsolete is kept as history and done again. However a session ends, every finding it
made is in the ledger, and `findings.jsonl` (or `findings.partial.jsonl`) is written from there.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.batch.by_file import FileWork
from pipeline.batch.entries import entries_of
from pipeline.batch.local import LocalWork
from pipeline.batch.manifest import (
    MANIFEST_NAME,
    Manifest,
    changed,
    keep_beside,
    make_manifest,
    read_manifest,
    refuse_change,
    write_manifest,
)
from pipeline.batch.output import FINDINGS_NAME, write_findings
from pipeline.batch.records import BatchOptions, Claims, Estimate, Going, Outcome, Row
from pipeline.batch.status import cost_of, status_of
from pipeline.errors import NotAsked, UsageError
from pipeline.factcheck import FactChecker
from pipeline.llm import Pace, Usage
from pipeline.llm.prices import price_of
from store.ledger import LEDGER_NAME, Entry, Ledger, open_ledger

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
        self._begun, self._ended_before = time.monotonic(), 0

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def waiting(self) -> list[Row]:
        """The claims that would be graded now."""
        entries = self.ledger.entries(["waiting"])
        return [Row.restored(e.number, e.row) for e in entries if e.lead == e.number]

    def estimate(self) -> Estimate:
        """What is left would take so much.

        Raises:
            StoreError, ModelUnavailable: As for `FactChecker.check`.
        """
        from pipeline.batch.estimate import estimate

        return self._checker.run(estimate(self._checker, self.waiting()))

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
        self._begun, self._ended_before = time.monotonic(), _ended(self.ledger.counts())
        held: NotAsked | None = None
        ended = "error"
        try:
            held = self._checker.run(self._session(tell or (lambda going: None), stream))
            ended = held.reason if held is not None else "done"
        except asyncio.CancelledError:
            held, ended = NotAsked("stopped at once", reason="drain"), "drain"
        finally:
            whole = not self.ledger.counts().get("waiting")
            self.ledger.end_session(ended)
            path = write_findings(self.folder, self.ledger, whole=whole)
        return Outcome(
            status=status_of(self.folder, self.ledger, running=False),
            ended="done" if whole else ended,
            why="" if whole or held is None else str(held),
            mend="" if whole or held is None else held.mend,
            findings=str(path),
        )

    async def _session(self, tell: Tell, stream: Stream | None) -> NotAsked | None:
        spent = self.ledger.spent()
        pace = Pace(
            self._checker.model.concurrency,
            rpm=self._options.rpm,
            tpm=self._options.tpm,
            max_cost=self._options.max_cost,
            spent=spent.cost,
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
                return NotAsked("interrupted", reason="drain") if self.ledger.counts().get("waiting") else None
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

    def _paid(self, usage: Usage) -> None:
        self.ledger.pay(calls=usage.calls, tokens_in=usage.tokens_in, tokens_out=usage.tokens_out, cost=usage.cost_usd)

    async def _tick(self, tell: Tell, work: Work) -> None:
        while True:
            tell(self._going(work))
            await asyncio.sleep(TICK)

    def _going(self, work: Work) -> Going:
        counts, spent = self.ledger.counts(), self.ledger.spent()
        ended = _ended(counts)
        seconds = time.monotonic() - self._begun
        rate = (ended - self._ended_before) / seconds if seconds > 1 and ended > self._ended_before else None
        return Going(
            done=ended + counts.get("unreadable", 0),
            claims=sum(counts.values()),
            calls=spent.calls,
            tokens=spent.tokens_in + spent.tokens_out,
            cost_usd=cost_of(spent),
            under_way=work.under_way,
            seconds=seconds,
            claims_a_second=rate,
            seconds_left=counts.get("waiting", 0) / rate if rate else None,
            note=self._note,
        )


def _ended(counts: Mapping[str, int]) -> int:
    return counts.get("done", 0) + counts.get("failed", 0)


def begin(
    folder: Path,
    claims: Claims,
    checker: FactChecker,
    options: BatchOptions,
    *,
    arguments: Mapping[str, Any],
    reading: Mapping[str, Any],
) -> Run:
    """Begins a run in a folder, which is made.

    Raises:
        UsageError: The folder holds a run, or something else; a cost is to be kept to whose price is not known.
        RunBusy, StoreError, ModelUnavailable: It cannot be begun.
    """
    if (folder / MANIFEST_NAME).exists():
        raise UsageError(f"{folder} holds a run already.", mend=f"Go on with it: twosource batch --resume {folder}")
    if folder.exists() and (not folder.is_dir() or any(_foreign(folder))):
        raise UsageError(f"{folder} is not an empty folder.", mend="Give another one with -o.")
    refuse_options(checker, options)
    manifest = make_manifest(checker, claims, options, arguments=arguments, reading=reading)
    ledger = open_ledger(folder)
    try:
        ledger.put_claims(entries_of(claims, merge=options.merge), name=claims.sha256)
        write_manifest(folder, manifest)
    except BaseException:
        ledger.close()
        raise
    return Run(folder, manifest, ledger, checker, options)


def _foreign(folder: Path) -> Iterator[Path]:
    """What stands in a folder, but for what a begin that was killed may have left there."""
    ours = (LEDGER_NAME, "writer.lock", MANIFEST_NAME)
    return (p for p in folder.iterdir() if not p.name.startswith(ours))


def resume(
    folder: Path, claims: Claims | None, checker: FactChecker, options: BatchOptions, *, arguments: Mapping[str, Any]
) -> Run:
    """Goes on with a run.

    Args:
        claims: The input as it is now; None to go on with the claims as the ledger has them.

    Raises:
        UsageError: The folder holds no run.
        NotComparable: Something has changed that decides about findings, and `options.force` is not set.
        RunBusy, StoreError, ModelUnavailable: It cannot go on.
    """
    before = read_manifest(folder)
    refuse_options(checker, options)
    as_kept = claims or Claims(before.source, before.claims, ())
    now = make_manifest(checker, as_kept, options, arguments=arguments, reading=before.reading)
    if not options.force:
        refuse_change(before, now, folder)
    ledger = open_ledger(folder)
    try:
        what = changed(before, now)
        if what:
            _take_change(folder, ledger, claims, what, options)
            now = replace(now, forced=(*before.forced, f"{now.created}: {', '.join(what)}"))
            write_manifest(folder, now)
    except BaseException:
        ledger.close()
        raise
    return Run(folder, now, ledger, checker, options)


def _take_change(
    folder: Path, ledger: Ledger, claims: Claims | None, what: Sequence[str], options: BatchOptions
) -> None:
    """Keeps as history what a change has made obsolete; findings of claims that are still there stay, unless it is
    what made them that has changed."""
    only_claims = list(what) == ["the claims"]
    entries = list(ledger.entries())
    if claims is not None:
        new = list(entries_of(claims, merge=options.merge, known=entries if only_claims else ()))
    else:
        new = [e if e.state == "unreadable" else _again(e) for e in entries]
    name = claims.sha256 if claims is not None else ledger.about("claims") or ""
    ledger.put_claims(new, name=name, set_aside=", ".join(what))
    ledger.forget_attempts()
    keep_beside(folder / FINDINGS_NAME)
    (folder / FINDINGS_NAME).unlink(missing_ok=True)


def _again(entry: Entry) -> Entry:
    return replace(entry, state="waiting", verdict=None, finding=None, reason=None)


def refuse_options(checker: FactChecker, options: BatchOptions) -> None:
    """Refuses options that cannot be kept to.

    Raises:
        UsageError: A cost is to be kept to, and a model's price is not known; or the engine cannot ask these models.
        EnvironmentFault: The engine is not installed.
    """
    if options.engine == "openai-batch" and len(checker.models) > 1:
        message = "--engine openai-batch asks one model."
        raise UsageError(message, mend="Leave out the second model, or use --engine local.")
    if options.engine == "ray":
        from pipeline.batch.ray_engine import refuse_ray

        refuse_ray(checker)
    unknown = [model.identity for model in checker.models if price_of(model.identity) is None]
    if options.max_cost is not None and unknown:
        from pipeline.llm.prices import prices_path

        message = f"--max-cost cannot be kept to: the price of {unknown[0]} is not known."
        raise UsageError(message, mend=f"Put its price into {prices_path()}, or leave out --max-cost.")
