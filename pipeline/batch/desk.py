"""One pace, one purse and one cache for workers on many machines.

The desk stands on the machine of whoever runs the batch; workers ask it before each attempt whether they may go, tell
it what came of it, and keep their replies there. So limits, money and "nothing is paid twice" hold for all of them
together, and a worker that dies takes nothing with it but what was under way. Nothing here knows Ray: a desk is reached
through a handle with `handle.method.remote(...)`, which gives an awaitable.

Invariants: a call that was let out leaves the pace again, also where its worker is gone or has broken it off. No call
goes out while more payments wait to be told than calls may be under way: whatever kills the run, so few are not in its
ledger.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Mapping
from typing import Any

from pipeline.errors import NotAsked
from pipeline.llm import Pace, Usage
from pipeline.llm.failures import Failure
from pipeline.llm.pace import Call, Need
from store.cache import CallCache

Name = tuple[int, int]
"""A call: its worker's number and its own there."""
Paid = tuple[Usage, float]
"""What an answer took, and the dollars that it may have cost where it does not say: what a `Pace` tells."""


class Desk:
    """What workers ask and tell.

    Args:
        cache: The file of the cache of calls.
        pace: Arguments of the `Pace`.
    """

    def __init__(self, cache: str, pace: Mapping[str, Any]) -> None:
        self._cache = CallCache(cache)
        self._pace = Pace(**pace, told=self._note)
        self._calls: dict[Name, Call] = {}
        self._broken_off: set[Name] = set()
        self._gone: set[int] = set()
        self._paid: list[Paid] = []
        self._most_untold = int(pace["concurrency"])
        self._news, self._taken = asyncio.Event(), asyncio.Event()

    # -- what workers ask -------------------------------------------------------------------------------------

    async def known(self, key: str) -> dict[str, Any] | None:
        """As `CallCache.get`."""
        return self._cache.get(key)

    async def keep(self, key: str, value: Mapping[str, Any], model: str) -> None:
        """As `CallCache.put`."""
        self._cache.put(key, value, model=model)

    async def turn(self, name: Name, need: Need) -> float | NotAsked:
        """As `Call.turn`, but that it gives back what that raises."""
        while len(self._paid) > self._most_untold:
            self._taken.clear()
            await self._taken.wait()
        call = self._calls.setdefault(name, self._pace.call(need))
        try:
            waited = await call.turn()
        except NotAsked as held:
            self._calls.pop(name, None)
            return held
        if name in self._broken_off or name[0] in self._gone:
            call.failed(None)
        return waited

    # -- what workers tell ------------------------------------------------------------------------------------

    async def failed(self, name: Name, failure: Failure | None) -> None:
        """As `Call.failed`."""
        if failure is None:  # perhaps while it waits for its turn
            self._broken_off.add(name)
        if name in self._calls:
            self._calls[name].failed(failure)

    async def answered(self, name: Name, usage: Usage) -> None:
        """As `Call.answered`."""
        if (call := self._calls.pop(name, None)) is not None:
            call.answered(usage)

    async def gave_up(self, name: Name, message: str) -> None:
        """As `Call.gave_up`."""
        if (call := self._calls.pop(name, None)) is not None:
            call.gave_up(message)

    async def heard(self, headers: Mapping[str, str]) -> None:
        """As `Pace.heard`."""
        self._pace.heard(headers)

    async def told_all(self) -> None:
        """Answers once all that the same worker has told before is taken in."""

    # -- for whoever runs the batch ---------------------------------------------------------------------------

    async def lost(self, worker: int) -> None:
        """A worker is gone: what it had under way is no longer."""
        self._gone.add(worker)
        for name, call in self._calls.items():
            if name[0] == worker:
                call.failed(None)

    async def news(self, patience: float) -> tuple[list[Paid], int]:
        """What was paid since the last time, as soon as there is something, and how many calls are under way.

        Args:
            patience: Seconds after which it answers though nothing was paid.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), patience)
        self._news.clear()
        paid, self._paid = self._paid, []
        self._taken.set()
        return paid, self._pace.under_way

    def _note(self, usage: Usage, most: float) -> None:
        self._paid.append((usage, most))
        self._news.set()


class DeskPace:
    """The desk's pace, for the models of one worker.

    Args:
        desk: The desk's handle.
        worker: The worker's number: no other worker has it, nor had one that is gone.
    """

    def __init__(self, desk: Any, worker: int) -> None:
        self._desk, self._worker, self._numbers = desk, worker, itertools.count()

    def call(self, need: Need) -> DeskCall:
        """One ask, with all its attempts."""
        return DeskCall(self._desk, (self._worker, next(self._numbers)), need)

    def heard(self, headers: Mapping[str, str]) -> None:
        """Passes on what a reply's headers say of limits."""
        limits = {name.lower(): value for name, value in headers.items() if "ratelimit" in name.lower()}
        if limits:
            self._desk.heard.remote(limits)


class DeskCall:
    """One ask on its way through the desk's pace; as `pipeline.llm.pace.Call`."""

    def __init__(self, desk: Any, name: Name, need: Need) -> None:
        self._desk, self._name, self._need = desk, name, need

    async def turn(self) -> float:
        """Waits for an attempt's turn; gives back the seconds that it took. Raises `NotAsked`."""
        try:
            waited: float | NotAsked = await self._desk.turn.remote(self._name, self._need)
        except asyncio.CancelledError:
            self.failed(None)
            raise
        if isinstance(waited, NotAsked):
            raise waited
        return waited

    def failed(self, failure: Failure | None) -> None:
        """The attempt failed, or was broken off (None)."""
        self._desk.failed.remote(self._name, failure)

    def answered(self, usage: Usage) -> None:
        """The attempt was answered."""
        self._desk.answered.remote(self._name, usage)

    def gave_up(self, message: str) -> None:
        """No attempt was answered, and none will follow."""
        self._desk.gave_up.remote(self._name, message)


class DeskCalls:
    """The desk's cache of calls, for the models of a worker; as `CallCache`, but that `get` gives an awaitable.

    A model looks twice, before and after it waits for its turn. The desk is asked once: what is not there cannot come
    from elsewhere meanwhile, for a claim is with one worker at a time, whatever its date (`Crew.find`).
    """

    def __init__(self, desk: Any) -> None:
        self._desk = desk
        self._missing: set[str] = set()

    async def get(self, key: str) -> dict[str, Any] | None:
        """The value stored under `key`, or None."""
        if key in self._missing:
            return None
        found: dict[str, Any] | None = await self._desk.known.remote(key)
        if found is None:
            self._missing.add(key)
        return found

    def put(self, key: str, value: Mapping[str, Any], *, model: str = "") -> None:
        """Stores `value`; the first value stays."""
        self._missing.discard(key)
        self._desk.keep.remote(key, dict(value), model)

    def close(self) -> None:
        """Nothing is held open here."""
