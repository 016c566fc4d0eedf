"""What a server says of its limits in a reply's headers, and buckets that keep to them.

Providers name a limit, what is left of it, and when it is whole again. Not all of them mean a minute (some count
requests by the day), so the rate is worked out: (limit - left) / seconds until whole, which is what a bucket that fills
steadily needs. Headers that cannot be read are passed over: they shape, they never stop.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_SECONDS = (86400.0, 3600.0, 60.0, 1.0, 0.001)
# OpenAI and those who copy it; Anthropic.
_NAMES = ("x-ratelimit-{field}-{unit}", "anthropic-ratelimit-{unit}-{field}")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit, as a reply stated it.

    Attributes:
        most: What may be used until the limit is whole again.
        left: Of it.
        reset: Seconds until it is whole again, or None.
    """

    most: float
    left: float
    reset: float | None


@dataclass(slots=True)
class Bucket:
    """Fills steadily, and is drawn from.

    Attributes:
        rate: Units a second.
        capacity: Units that it holds.
        level: Units in it at `at`; under 0 where more was drawn than was there.
        at: Seconds on the caller's clock.
    """

    rate: float
    capacity: float
    level: float
    at: float

    @staticmethod
    def a_minute(units: float, now: float) -> Bucket:
        """For a limit by the minute: lets a second's worth out at once, and at least one unit."""
        rate = units / 60.0
        return Bucket(rate, max(1.0, rate), max(1.0, rate), now)

    def wait(self, amount: float, now: float) -> float:
        """Seconds until `amount` can be drawn. More than the bucket holds can be drawn when it is full."""
        missing = min(amount, self.capacity) - self._level(now)
        return max(0.0, missing / self.rate) if self.rate > 0 else (math.inf if missing > 0 else 0.0)

    def draw(self, amount: float, now: float) -> None:
        """Takes out `amount`, or puts it back where it is negative."""
        self.level, self.at = min(self.capacity, self._level(now) - amount), now

    def _level(self, now: float) -> float:
        return min(self.capacity, self.level + max(0.0, now - self.at) * self.rate)


def read_limit(headers: Mapping[str, str], unit: str, now: float | None = None) -> Limit | None:
    """The limit of "requests" or "tokens" that a reply's headers state, or None.

    Args:
        headers: Of any client; looked up in lower case.
        now: Seconds since the epoch, for tests.
    """
    for name in _NAMES:
        stated = [headers.get(name.format(field=field, unit=unit)) for field in ("limit", "remaining", "reset")]
        most, left = _number(stated[0]), _number(stated[1])
        if most is not None and left is not None and most > 0:
            return Limit(most, min(left, most), _reset(stated[2], now))
    return None


def bucket_of(limit: Limit, under_way: float, now: float) -> Bucket:
    """The bucket that the server seems to keep.

    Args:
        under_way: Units of calls that the server may not have counted yet.
    """
    used = limit.most - limit.left
    rate = used / limit.reset if limit.reset and used > 0 else limit.most / 60.0
    return Bucket(rate, limit.most, limit.left - under_way, now)


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _reset(value: str | None, now: float | None) -> float | None:
    """Seconds: of "1s", "6m0s", "20ms", "12.5", or until a moment in ISO format."""
    text = (value or "").strip()
    if (plain := _number(text or None)) is not None:
        return plain
    if text and (found := _DURATION.fullmatch(text)):
        return sum(float(part) * unit for part, unit in zip(found.groups(), _SECONDS, strict=True) if part)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - (time.time() if now is None else now))
