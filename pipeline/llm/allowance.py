"""How many calls some work may still make, and for how many dollars.

An allowance is for the calls of one task and of those that it starts, whichever model they go to, and not for a model:
others may ask the same one meanwhile. Invariants: no more asks go out than are allowed, those that fail counted; what
was spent and what asks under way may still cost never exceeds the money, as far as a prompt's tokens can be told
beforehand. An answer from the cache takes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pipeline.errors import NotAsked
from pipeline.llm.pace import Need
from pipeline.llm.records import Reply, Usage

Ask = Callable[[], Awaitable[Reply]]


class Allowance:
    """What may still be asked. Belongs to one event loop.

    Args:
        max_calls: Asks, retries of one not counted; None for any number.
        max_cost: Dollars; None for any sum.

    Attributes:
        calls: Asks that went out.
        usage: Of those that were answered.
    """

    def __init__(self, *, max_calls: int | None = None, max_cost: float | None = None) -> None:
        self.calls = 0
        self.usage = Usage(cost_usd=0.0)
        self._max_calls, self._max_cost = max_calls, max_cost
        self._spent = 0.0
        self._under_way: list[float] = []
        self._changed = asyncio.Event()

    @property
    def calls_left(self) -> int | None:
        """Asks that may still go out; None for any number."""
        return None if self._max_calls is None else self._max_calls - self.calls

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """For all that is asked here, and by tasks that are started here."""
        token = _in_force.set(self)
        try:
            yield
        finally:
            _in_force.reset(token)

    async def spend(self, need: Need, ask: Ask) -> Reply:
        """Asks, if there is room.

        Raises:
            NotAsked: There is none.
        """
        most = need.cost or 0.0
        await self._take(most)
        paid = 0.0  # what failed has no price that is known
        try:
            reply = await ask()
            self.usage += reply.usage
            paid = most if reply.usage.cost_usd is None else reply.usage.cost_usd
            return reply
        finally:
            self._under_way.remove(most)
            self._spent += paid
            self._changed.set()

    async def _take(self, most: float) -> None:
        """Waits where an ask that comes back may leave room."""
        while True:
            if self.calls_left is not None and self.calls_left <= 0:
                raise NotAsked(f"all {self._max_calls:,} calls are made", reason="budget")
            if self._max_cost is None or self._spent + sum(self._under_way) + most <= self._max_cost:
                break
            if not self._under_way:
                raise NotAsked(f"the rest of ${self._max_cost:.2f} does not reach for another call", reason="budget")
            self._changed.clear()
            await self._changed.wait()
        self.calls += 1
        self._under_way.append(most)


_in_force: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


async def spend(need: Callable[[], Need], ask: Ask) -> Reply:
    """Asks within the allowance that is in force, if any is.

    Raises:
        NotAsked: There is one, and it has no room.
    """
    allowance = _in_force.get()
    return await (ask() if allowance is None else allowance.spend(need(), ask))
