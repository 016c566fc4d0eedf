"""Statements about the same thing at the same time, put together.

A statement joins others only where its date allows it: the same date, a month for one of its days where only one day
fits, no date for the one date that fits. A plan without a date never joins what was done: that is a change to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.timeline.alike import answers, may_mean, on_other_dates, other_number, same_thing
from pipeline.timeline.days import Days
from pipeline.timeline.nearby import Nearby
from pipeline.timeline.records import Status
from pipeline.timeline.statements import Statement

STRENGTH: dict[Status, int] = {"done": 0, "hedged": 1, "planned": 2, "denied": 3}
_EXACT = {"day": 0, "stretch": 1, "month": 2, "year": 3}
UNKNOWN = "9999"
"""Behind every date."""

Group = list[Statement]


def group(statements: Iterable[Statement]) -> tuple[list[Group], Nearby]:
    """Groups of statements, each led by its most exact and strongest one, and the leads by their words.

    The order of the statements changes nothing.
    """
    ordered = sorted(statements, key=_reading_order)
    nearby = Nearby(ordered)
    groups: list[Group] = []
    for statement in ordered:
        fitting = [groups[n] for n in nearby.near(statement) if _fits(groups[n][0], statement)]
        home = _only_home(statement, fitting)
        if home is not None:
            home.append(statement)
        else:
            groups.append([statement])
            nearby.add(statement)
    return groups, nearby


def published_order(statement: Statement) -> tuple[str, tuple[str, int, str]]:
    """By the article's date; without one, behind all others."""
    return statement.published.text if statement.published else UNKNOWN, statement.key


def _reading_order(statement: Statement) -> tuple[int, int, bool, tuple[str, tuple[str, int, str]]]:
    exact = len(_EXACT) if statement.days is None else _EXACT[statement.days.exactness]
    return exact, STRENGTH[statement.status], not statement.asserted, published_order(statement)


def _fits(lead: Statement, statement: Statement) -> bool:
    if not _dates_fit(lead, statement):
        return False
    # A plan for the very day, a denial of the very thing: they tell less of it, or in other words.
    other = statement.status != lead.status and statement.status in ("planned", "denied")
    alike = same_thing(lead, statement) or (other and answers(statement, lead))
    return alike and other_number(lead, statement) is None


def _dates_fit(lead: Statement, statement: Statement) -> bool:
    planned = (lead.status == "planned", statement.status == "planned")
    if lead.days is not None and statement.days is not None:
        same = _same_days(lead.days, statement.days)
        return same or (statement.days.holds(lead.days) and planned[0] == planned[1])
    if lead.days is None and statement.days is None and on_other_dates(lead, statement):
        return False
    if lead.status == "denied" != statement.status:
        return False
    if lead.days is None or statement.status == "denied":
        return planned[0] == planned[1] or statement.status == "denied"
    # No date of its own: it must be able to mean the day that the others give.
    if not may_mean(statement, lead.days):
        return False
    told = statement.published
    if planned[1]:
        return planned[0] and (told is None or lead.days.last >= told.first)
    return not planned[0] and (told is None or lead.days.first <= told.last)


def _same_days(one: Days, other: Days) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _only_home(statement: Statement, fitting: Sequence[Group]) -> Group | None:
    """The nearest group, unless the statement could as well belong to another date."""
    if statement.days is not None:
        same = [g for g in fitting if g[0].days is not None and _same_days(g[0].days, statement.days)]
        if same:
            return same[0]
    dates = {(g[0].days.first, g[0].days.last) if g[0].days else None for g in fitting}
    return fitting[0] if len(dates) == 1 else None
