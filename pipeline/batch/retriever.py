"""The library's side of a run, in a thread of its own: what the next claims are held against, looked up ahead, and
findings kept in the library's history.

Both would hold up every reply that comes in the loop's thread meanwhile (README.md says for how long). A library and
its history belong to the thread that opened them, so this one has a `FactChecker` of its own, which asks no model.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import TracebackType
from typing import TypeVar

from pipeline.batch.records import Row
from pipeline.errors import ModelCallError
from pipeline.factcheck import FactChecker, LookedUp
from pipeline.findings import Finding
from store import Claim
from store.ledger import Entry

AHEAD = 8
"""Claims that wait with what they are held against: enough that a call never has to, few enough to weigh nothing. As
many are looked up together."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim, and what was looked up for it, or why nothing was (an embedder that is asked over a network failed)."""

    entry: Entry
    row: Row
    found: LookedUp | ModelCallError


class Retriever:
    """The thread; use it as an async context manager.

    Args:
        open_checker: Makes the thread's own checker.
    """

    def __init__(self, open_checker: Callable[[], FactChecker]) -> None:
        self._open_checker = open_checker
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="retrieve")
        self._checker: FactChecker | None = None

    async def __aenter__(self) -> Retriever:
        try:
            self._checker = await self._there(self._open_checker)
        except BaseException:
            self._pool.shutdown(wait=False)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._checker is not None:
            await self._there(self._checker.close)
        self._pool.shutdown()

    async def ready(self, entries: Iterator[Entry]) -> AsyncGenerator[Ready, None]:
        """The claims with what is held against them, in the order given, `AHEAD` or more of them looked up before they
        are asked for.

        Raises:
            StoreError, ModelUnavailable: The library cannot be read, or the embedder not be had.
        """
        queue: asyncio.Queue[Ready | BaseException | None] = asyncio.Queue(AHEAD)

        async def feed() -> None:
            try:
                while group := [(e, Row.restored(e.number, e.row)) for e in islice(entries, AHEAD)]:
                    rows = [row for _, row in group]
                    ready = await self._there(partial(self._look_up, rows))
                    for (entry, row), found in zip(group, ready, strict=True):
                        await queue.put(Ready(entry, row, found))
                await queue.put(None)
            except Exception as error:  # noqa: BLE001 - raised where the claims are asked for
                await queue.put(error)

        feeder = asyncio.create_task(feed())
        try:
            while (item := await queue.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            feeder.cancel()
            await asyncio.gather(feeder, return_exceptions=True)

    async def keep(self, findings: Sequence[Finding], found: LookedUp) -> list[Finding]:
        """Findings of claims that are held against the same, kept, with what people have decided about each."""
        checker = self._opened
        return await self._there(lambda: [checker.keep(finding, found) for finding in findings])

    def _look_up(self, rows: Sequence[Row]) -> list[LookedUp | ModelCallError]:
        claims = [Claim.make(row.claim) for row in rows]
        with suppress(ModelCallError):  # of one claim; whose it is shows when each is looked up
            self._opened.prepare(claims)
        return [self._look_up_one(claim, row.as_of) for claim, row in zip(claims, rows, strict=True)]

    def _look_up_one(self, claim: Claim, as_of: str | None) -> LookedUp | ModelCallError:
        try:
            with self._opened.checking(claim):
                return self._opened.look_up(claim, as_of=as_of)
        except ModelCallError as error:
            return error

    @property
    def _opened(self) -> FactChecker:
        assert self._checker is not None
        return self._checker

    async def _there(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
