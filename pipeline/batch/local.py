"""The engine `local`: many claims at once in one event loop, their calls let out by one pace.

Invariant: a claim's finding is written as soon as it is there, with those of the claims that say the same, in one
transaction; whatever ends the work before leaves the claims under way as they were, and their calls in the cache.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from pipeline.batch.endings import Endings
from pipeline.batch.retriever import Ready, Retriever
from pipeline.errors import EnvironmentFault, ModelCallError, NotAsked, NotComparable
from pipeline.factcheck import FactChecker, LookedUp
from pipeline.findings import Finding
from pipeline.llm import Pace
from pipeline.weighing import Evidence
from store.errors import StoreError
from store.ledger import Ledger


class LocalWork:
    """Grades the claims of a ledger that wait.

    Args:
        open_checker: Makes a checker for the thread that retrieves.
        fingerprint: Of the library that the run is made from.
        finished: Called with each claim's number and the finding's JSON, in the order in which they end.

    Attributes:
        draining: No claim is begun any more.
        full: Asked before a claim is begun; none is once it says yes.
        slack: Claims are begun until so many times the calls that may be under way are wanted: a call that ends finds
            another.
    """

    slack = 1.5

    def __init__(
        self,
        checker: FactChecker,
        ledger: Ledger,
        open_checker: Callable[[], FactChecker],
        *,
        fingerprint: str,
        early_stop: bool,
        finished: Callable[[Sequence[int]], None],
    ) -> None:
        self.draining = False
        self.full: Callable[[], bool] | None = None
        self._checker, self._ledger, self._open_checker = checker, ledger, open_checker
        self._fingerprint, self._early_stop = fingerprint, early_stop
        self._endings = Endings(ledger, finished)
        self._wanted: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._held: NotAsked | None = None

    @property
    def under_way(self) -> int:
        """Calls that are out."""
        pace = self._checker.model.pace
        return pace.under_way if isinstance(pace, Pace) else 0

    def wake(self) -> None:
        """Something has changed that whoever waits must look at."""
        self._wake.set()

    async def run(self) -> NotAsked | None:
        """Grades until no claim waits, or no more calls go out: then it says why.

        Raises:
            EnvironmentFault, StoreError: The model or the library cannot be used.
            NotComparable: The library's articles have changed under the run.
        """
        async with Retriever(self._open_checker) as retriever:
            try:
                async with aclosing(retriever.ready(self._ledger.to_grade())) as claims:
                    await self._begin_all(claims, retriever)
                await self._until(lambda: not self._tasks)
            except BaseException:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                raise
        return self._held

    async def _begin_all(self, claims: AsyncGenerator[Ready, None], retriever: Retriever) -> None:
        while not self._over():
            await self._until(lambda: self._over() or self._room())
            if self._over():
                return
            claim = await anext(claims, None)
            if claim is None:
                return
            if isinstance(claim.found, ModelCallError):
                self._endings.fail(claim.entry, str(claim.found))
                continue
            # Second questions are not counted.
            self._wanted[claim.entry.number] = len(claim.found.evidence.tried)
            self._tasks.add(asyncio.create_task(self._check(claim, claim.found, retriever)))

    def _over(self) -> bool:
        return self.draining or self._held is not None or (self.full is not None and self.full())

    def _room(self) -> bool:
        at_once = self._checker.model.concurrency
        return len(self._tasks) < 2 or sum(self._wanted.values()) < self.slack * at_once

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Waits, and raises what a claim's task has raised."""
        while True:
            self._wake.clear()
            for task in [t for t in self._tasks if t.done()]:
                self._tasks.discard(task)
                task.result()
            if holds():
                return
            await self._wake.wait()

    async def _check(self, claim: Ready, found: LookedUp, retriever: Retriever) -> None:
        number = claim.entry.number
        try:
            worded = self._endings.worded(claim.entry, await self._find(number, found))
            worded = await retriever.keep(worded, found)
        except NotAsked as held:
            if held.reason != "written":  # what is written down holds nobody else up
                self._held = self._held or held
        except (EnvironmentFault, StoreError, NotComparable):
            raise
        except Exception as error:  # noqa: BLE001 - one claim that cannot be done must not end a night's run
            self._endings.fail(claim.entry, f"{type(error).__name__}: {error}")
        else:
            self._endings.write(claim.entry, worded)
        finally:
            self._wanted.pop(number, None)
            self._wake.set()

    async def _find(self, number: int, found: LookedUp) -> Finding:
        with self._checker.checking(found.evidence.claim):
            finding = await self._graded(number, found.evidence)
        if finding.provenance.library_fingerprint != self._fingerprint:
            message = "The library's articles changed while the run was going on."
            raise NotComparable(message, mend="Go on with --resume RUN --force: what is done so far is done again.")
        return finding

    async def _graded(self, number: int, evidence: Evidence) -> Finding:
        def count(done: int, total: int, what: str) -> None:
            self._wanted[number] = total - done
            self._wake.set()

        return await self._checker.afind_from(evidence, early_stop=self._early_stop, progress=count)
