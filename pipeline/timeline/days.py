"""The days that a claim's date stands for, and the order of dates that are not equally exact.

Month and year come behind all that is known to lie in them: "in April" stands after April 30 and before May 1, since
whatever is dated by the day cannot be later than what may be its last day. A stretch comes behind the events of its
first day: that is when it began.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")

Exactness = Literal["day", "month", "year", "stretch"]
_RANK: dict[Exactness, int] = {"day": 0, "stretch": 1, "month": 2, "year": 3}


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day that a date may mean, and how it was written."""

    first: date
    last: date
    exactness: Exactness
    text: str

    @property
    def place(self) -> tuple[date, int, date]:
        """The key that sorts dates on a line."""
        at = self.last if self.exactness in ("month", "year") else self.first
        return at, _RANK[self.exactness], self.last

    def holds(self, other: Days) -> bool:
        """Whether every day of the other is one of these days."""
        return self.first <= other.first and other.last <= self.last

    def days_to(self, other: Days) -> int:
        """Days between the two, 0 where they touch."""
        return max(0, (other.first - self.last).days, (self.first - other.last).days)


def read_days(when: str | None) -> Days | None:
    """What `Claim.when` stands for; None for None, and for what is no date."""
    ends = (when or "").split("/")
    found = [_one(end) for end in ends]
    first, last = found[0], found[-1]
    if len(found) > 2 or first is None or last is None or first.first > last.last:
        return None
    if len(found) == 1 or first == last:
        return first
    return Days(first.first, last.last, "stretch", f"{first.text}/{last.text}")


def _one(text: str) -> Days | None:
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.group("year", "month", "day"))
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day is not None:
        return Days(first, first, "day", found.group())
    if month is not None:
        return Days(first, first.replace(day=monthrange(first.year, month)[1]), "month", found.group())
    return Days(first, first.replace(month=12, day=31), "year", found.group())
