"""Candidates for the next claims, looked up ahead in a thread of its own while the calls of others are under way.

Retrieval takes 30 ms of CPU a claim (library of 55 articles), and in the loop's thread every reply would wait for it.
A library belongs to the thread that opened it, so this one has a `FactChecker` of its own, which asks no model.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from pipeline.batch.records import Row
from pipeline.factcheck import FactChecker
from pipeline.retrieve import Candidate
from store.ledger import Entry

AHEAD = 6
"""Claims whose candidates wait: enough that a call never has to, few enough to weigh nothing."""


TOGETHER = 16
"""Claims that are embedded at once: one alone takes 10 ms, one of sixteen 3."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim and what it is held against."""

    entry: Entry
    row: Row
    candidates: tuple[Candidate, ...]


async def ready(entries: Iterator[Entry], open_checker: Callable[[], FactChecker]) -> AsyncIterator[Ready]:
    """The claims with their candidates, in the order given, `AHEAD` of them looked up before they are asked for.

    Args:
        open_checker: Makes the thread's own checker.

    Raises:
        StoreError: The library cannot be read.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Ready | BaseException | None] = asyncio.Queue(AHEAD)
    with ThreadPoolExecutor(1, thread_name_prefix="retrieve") as pool:
        checker = await loop.run_in_executor(pool, open_checker)

        async def feed() -> None:
            try:
                while some := list(islice(entries, TOGETHER)):
                    rows = [Row.restored(entry.number, entry.row) for entry in some]
                    await loop.run_in_executor(pool, checker.embedder.embed, [row.claim for row in rows])
                    for entry, row in zip(some, rows, strict=True):
                        found = await loop.run_in_executor(pool, _retrieve, checker, row)
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
            await loop.run_in_executor(pool, checker.close)


def _retrieve(checker: FactChecker, row: Row) -> tuple[Candidate, ...]:
    return tuple(checker.retrieve(row.claim, as_of=row.as_of))
