"""When the next call may go out: one pace for all calls to a model.

Three things hold a call back, and each holds all of them: the server's limits (by flag, or as its replies state them),
a refusal (429: nobody asks until the pause is over, and then fewer at once), and money. Invariant: what was spent and
what calls under way may still cost never exceeds the budget, as far as a prompt's tokens can be told beforehand; so a
run oversteps it by less than the calls that are under way.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.errors import NotAsked
from pipeline.llm import retry
from pipeline.llm.failures import Failure
from pipeline.llm.limits import Bucket, bucket_of, read_limit
from pipeline.llm.records import Usage

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LONGEST_ASKED = 900.0
"""A server that asks for a longer pause than so many seconds ends the run: it can be taken up again then."""
MOST_FAILURES = 40
"""So many calls in a row that failed for good, with no answer between them, are no bad luck."""

Reason = Literal["budget", "drain", "pause", "failures"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a call will take at most: tokens in and out, and dollars or None where the price is not known."""

    tokens: float
    cost: float | None


class Turns(retry.Turns, Protocol):
    """One ask on its way through a pace."""

    def answered(self, usage: Usage) -> None:
        """The attempt was answered."""
        ...

    def gave_up(self, message: str) -> None:
        """No attempt was answered, and none will follow."""
        ...


class Paced(Protocol):
    """What a model asks when a call may go out: a `Pace`, or somebody who passes it on to one elsewhere."""

    def call(self, need: Need) -> Turns:
        """One ask, with all its attempts."""
        ...

    def heard(self, headers: Mapping[str, str]) -> None:
        """Takes in what a reply's headers say of the limits."""
        ...


class Pace:
    """Lets calls out. Belongs to one event loop.

    Args:
        concurrency: Calls under way at once.
        rpm, tpm: Requests and tokens a minute, where the user knows better than the server says.
        max_cost: Dollars, what was spent before included.
        spent: Dollars spent before.
        told: Called with each answer's usage, as soon as it is known, and with the dollars that it has cost at most
            where the usage does not say (0 where it does).

    Attributes:
        usage: Of the calls that were answered.
        waited: Seconds that calls were held back by refusals and limits, in all.
        refusals: How often a server refused to be asked so fast.
    """

    def __init__(
        self,
        concurrency: int,
        *,
        rpm: float | None = None,
        tpm: float | None = None,
        max_cost: float | None = None,
        spent: float = 0.0,
        told: Callable[[Usage, float], None] | None = None,
    ) -> None:
        self.usage = Usage(cost_usd=0.0)
        self.waited = 0.0
        self.refusals = 0
        self._concurrency, self._window = concurrency, float(concurrency)
        self._set: dict[str, Bucket] = {}
        self._heard: dict[str, Bucket] = {}
        self._max_cost, self._spent, self._told = max_cost, spent, told
        self._calls: set[Call] = set()
        self._paused_until = 0.0
        self._pause = FIRST_PAUSE
        self._failed_in_a_row = 0
        self._held: NotAsked | None = None
        self._line = asyncio.Lock()
        self._changed = asyncio.Event()
        self._skipped = 0.0
        for unit, limit in (("requests", rpm), ("tokens", tpm)):
            if limit is not None:
                self._set[unit] = Bucket.a_minute(limit, self._now())

    def call(self, need: Need) -> Call:
        """One ask, with all its attempts."""
        return Call(self, need)

    @property
    def spent(self) -> float:
        """Dollars, what was spent before included; estimated where a reply did not say what it took."""
        return self._spent

    @property
    def under_way(self) -> int:
        """Calls that are out."""
        return len(self._calls)

    @property
    def held(self) -> NotAsked | None:
        """Why no more calls go out, or None."""
        return self._held

    def hold(self, reason: Reason, message: str, *, mend: str = "") -> None:
        """No more calls go out; those under way come back. The first reason stays."""
        if self._held is None:
            self._held = NotAsked(message, reason=reason, mend=mend)
        self._changed.set()

    def heard(self, headers: Mapping[str, str]) -> None:
        """Takes in what a reply's headers say of the limits."""
        now = self._now()
        for unit, own in (("requests", 1.0), ("tokens", None)):
            limit = read_limit(headers, unit)
            if limit is not None:
                # The reply that says so is counted already; the others may not have reached the server.
                others = sum(own or call.need.tokens for call in self._calls) - (own or 0.0)
                self._heard[unit] = bucket_of(limit, max(0.0, others), now)

    # -- what a `Call` does -----------------------------------------------------------------------------------

    async def admit(self, call: Call) -> float:
        """Waits for this call's turn; gives back the seconds that it took.

        Raises:
            NotAsked: No more calls go out.
        """
        begun = self._now()
        async with self._line:  # in order of arrival: only the first one in line looks at the limits
            while True:
                if self._held is not None:
                    raise self._held
                wait = self._wait(call.need)
                if self._held is not None:
                    continue  # this very call does not fit the money any more
                if wait <= 0:
                    break
                await self._sleep(wait)
            now = self._now()
            for bucket, amount in self._buckets(call.need):
                bucket.draw(amount, now)
            self._calls.add(call)
        waited = self._now() - begun
        self.waited += waited
        return waited

    def left(self, call: Call, failure: Failure | None = None) -> None:
        """A call came back without an answer."""
        self._calls.discard(call)
        if failure is not None and failure.retry and (failure.status == 429 or failure.retry_after is not None):
            self._back_off(failure.retry_after)
        self._changed.set()

    def answered(self, call: Call, usage: Usage) -> None:
        """A call was answered."""
        self._calls.discard(call)
        self.usage += usage
        cost = usage.cost_usd if usage.cost_usd is not None else call.need.cost
        self._spent += cost or 0.0
        now, tokens = self._now(), usage.tokens_in + usage.tokens_out
        for buckets in (self._set, self._heard):
            if tokens and "tokens" in buckets:
                buckets["tokens"].draw(tokens - call.need.tokens, now)
        self._failed_in_a_row = 0
        if now >= self._paused_until:
            self._pause = FIRST_PAUSE
            self._window = min(float(self._concurrency), self._window + 1.0 / self._window)
        if self._told is not None:
            self._told(usage, call.need.cost or 0.0 if usage.cost_usd is None else 0.0)
        self._changed.set()

    def gave_up(self, message: str) -> None:
        """A call failed for good."""
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= MOST_FAILURES:
            self.hold("failures", f"{MOST_FAILURES} calls in a row failed; the last one: {message}")

    # -- how long to wait -------------------------------------------------------------------------------------

    def _wait(self, need: Need) -> float:
        """Seconds until a call may go out; infinite until something changes."""
        if len(self._calls) >= max(1, int(self._window)) or not self._affordable(need):
            return math.inf
        now = self._now()
        return max([self._paused_until - now, *(bucket.wait(amount, now) for bucket, amount in self._buckets(need))])

    def _affordable(self, need: Need) -> bool:
        if self._max_cost is None or need.cost is None:
            return True
        under_way = sum(call.need.cost or 0.0 for call in self._calls)
        if self._spent + under_way + need.cost <= self._max_cost:
            return True
        if not self._calls:  # nothing that comes back can make room
            message = (
                f"${self._spent:.4f} of ${self._max_cost:.2f} is spent: the next call could cost more than is left"
            )
            self.hold("budget", message, mend="Go on with a higher --max-cost.")
            return True
        return False

    def _buckets(self, need: Need) -> list[tuple[Bucket, float]]:
        amounts = {"requests": 1.0, "tokens": need.tokens}
        return [(buckets[unit], amounts[unit]) for buckets in (self._set, self._heard) for unit in buckets]

    def _back_off(self, after: float | None) -> None:
        """A pause for all, and fewer calls at once behind it. Refusals of calls that were out together count once."""
        now = self._now()
        if after is not None and after > LONGEST_ASKED:
            self.hold("pause", f"the server asks to wait {after:.0f} s", mend="Take the run up again then.")
            return
        if now >= self._paused_until:
            self.refusals += 1
            self._window = max(1.0, self._window / 2)
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
        pause = self._pause / 2 * random.uniform(0.75, 1.0) if after is None else after + random.uniform(0.0, 0.1)
        self._paused_until = max(self._paused_until, now + pause)

    async def _sleep(self, seconds: float) -> None:
        """Until the time is over or something has changed."""
        self._changed.clear()
        if retry.instant() and math.isfinite(seconds):
            await retry.pause(seconds)
            self._skipped += seconds
            return
        timeout = seconds if math.isfinite(seconds) else None
        try:
            await asyncio.wait_for(self._changed.wait(), timeout)
        except TimeoutError:
            return

    def _now(self) -> float:
        """Seconds; tests in which waits take no time skip them here too."""
        return retry.clock() + self._skipped


class Call:
    """One ask on its way through the pace."""

    def __init__(self, pace: Pace, need: Need) -> None:
        self.need = need
        self._pace = pace

    async def turn(self) -> float:
        """Waits for an attempt's turn; gives back the seconds that it took. Raises `NotAsked`."""
        return await self._pace.admit(self)

    def failed(self, failure: Failure | None) -> None:
        """The attempt failed, or was broken off (None)."""
        self._pace.left(self, failure)

    def answered(self, usage: Usage) -> None:
        """The attempt was answered."""
        self._pace.answered(self, usage)

    def gave_up(self, message: str) -> None:
        """No attempt was answered, and none will follow."""
        self._pace.gave_up(message)
