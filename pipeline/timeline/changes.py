"""What changed between articles: planned and done, moved, corrected, disputed, denied.

A difference is only told where two articles tell the same thing; where one article itself tells both, they are two
things that happened, unless it says that one of them was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.slots import compare
from pipeline.timeline.alike import (
    answers,
    bound_to_other_dates,
    corrected,
    names_date,
    other_number,
    other_object,
    same_thing,
    written_dates,
)
from pipeline.timeline.events import STRENGTH, UNKNOWN, Group, published_order
from pipeline.timeline.nearby import Nearby
from pipeline.timeline.records import ChangeKind, Status
from pipeline.timeline.statements import Statement, verbs_of

MOST_APART = 120
"""Days between two dates of one event that may be in dispute: what is further apart is likelier to be two events."""
MOST_CORRECTIONS = 100
"""Statements that name what they replace, each of which is held against all others."""
MOST_PAIRS = 4_000
"""Pairs of events that are near each other in their words and are held against each other at all."""
MOST_COMPARED = 400
"""Pairs whose sentences are held against each other slot by slot, nearest first."""
_HAPPENED: tuple[Status, ...] = ("done", "hedged")
_MONTH_DAY = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}\b|\b\d{1,2} [A-Z][a-z]{2,8}\b")
_AGAIN = re.compile(r"\b(?:again|repeat\w*|another|once more|(?:second|third|fourth|fifth) time)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two statements, with the words of each side where it is a date or a number.

    Attributes:
        groups: Numbers of the groups of `earlier` and `later`.
    """

    kind: ChangeKind
    earlier: Statement
    later: Statement
    groups: tuple[int, int]
    words: tuple[str, str] = ("", "")


def find_differences(groups: Sequence[Group], nearby: Nearby) -> tuple[list[Difference], int]:
    """All differences, and how many pairs were left uncompared as there were too many."""
    pairs = _pairs(groups, nearby)
    found = [d for number, g in enumerate(groups) for d in _within(number, g)]
    found += _said_wrong(groups)
    known = {frozenset(difference.groups) for difference in found}
    open_pairs = []
    for i, j in (pair for pair in pairs[:MOST_PAIRS] if frozenset(pair) not in known):
        difference = _between(groups, i, j)
        if difference is not None:
            found.append(difference)
        elif _worth_comparing(groups[i], groups[j]):
            open_pairs.append((i, j))
    for i, j in open_pairs[:MOST_COMPARED]:
        if (difference := _by_slots(groups, i, j)) is not None:
            found.append(difference)
    uncompared = max(0, len(pairs) - MOST_PAIRS) + max(0, len(open_pairs) - MOST_COMPARED)
    return list(_once(found)), uncompared


def _pairs(groups: Sequence[Group], nearby: Nearby) -> list[tuple[int, int]]:
    """The pairs of groups that are near each other, nearest first: limits leave out the others."""
    ranks: dict[tuple[int, int], int] = {}
    for i, members in enumerate(groups):
        for rank, j in enumerate(nearby.near(members[0])):
            if i != j:
                pair = (min(i, j), max(i, j))
                ranks[pair] = min(rank, ranks.get(pair, rank))
    return sorted(ranks, key=lambda pair: (ranks[pair], pair))


def _once(found: Sequence[Difference]) -> Iterator[Difference]:
    """Each difference once, and of a plan only what came of it first."""
    seen: set[tuple[object, ...]] = set()
    for difference in sorted(found, key=lambda d: (*_told_at(d.later), d.groups)):
        answer = difference.kind in ("carried_out", "not_done")
        key: tuple[object, ...] = (difference.kind, difference.groups, difference.words, difference.later.key[:2])
        key = ("answer", difference.groups[0]) if answer else key
        if key not in seen:
            seen.add(key)
            yield difference


def _told_at(statement: Statement) -> tuple[str, str, tuple[str, int, str]]:
    return statement.days.text if statement.days is not None else UNKNOWN, *published_order(statement)


def _within(number: int, members: Group) -> Iterator[Difference]:
    """Planned for the very day on which it was done; denied by somebody."""
    happened, planned = _first(members, *_HAPPENED), _first(members, "planned")
    if happened is not None and planned is not None and _follows(planned, happened):
        yield Difference("carried_out", planned, happened, (number, number))
    if happened is not None:
        speakers: set[str | None] = set()
        for denial in sorted((m for m in members if m.status == "denied"), key=published_order):
            if denial.speaker not in speakers:
                speakers.add(denial.speaker)
                yield Difference("denied", happened, denial, (number, number))


def _follows(plan: Statement, told: Statement) -> bool:
    """Whether another article, which is not older, tells what one has announced."""
    return _not_before(plan, told) and plan.located.article.id != told.located.article.id


def _between(groups: Sequence[Group], i: int, j: int) -> Difference | None:
    for one, other in ((i, j), (j, i)):
        plan, denial = _first(groups[one], "planned"), _first(groups[one], "denied")
        told = _first(groups[other], *_HAPPENED)
        if told is None or _first(groups[one], *_HAPPENED) is not None:
            continue
        if plan is not None and answers(plan, told) and _may_follow(plan, told):
            kind: ChangeKind = "not_done" if told.negated and not plan.negated else "carried_out"
            return Difference(kind, plan, told, (one, other))
        if denial is not None and answers(denial, told):
            return Difference("denied", told, denial, (other, one))
    return _other_date(groups, i, j) or _other_count(groups, i, j)


def _may_follow(plan: Statement, told: Statement) -> bool:
    """Whether what is told can be what came of the plan."""
    if plan.published is None or told.published is None:
        return plan.located.article.id != told.located.article.id
    looks_back = plan.days is not None and plan.days.last < plan.published.first
    if told.days is None:
        return told.published.first > plan.published.first
    return looks_back or (_not_before(plan, told) and told.days.last >= plan.published.first)


def _said_wrong(groups: Sequence[Group]) -> Iterator[Difference]:
    """Statements that name what they replace ("34.1 kilometres, not 31.4"), with who said it."""
    corrections = [(n, s) for n, g in enumerate(groups) for s in g if s.rejected]
    for home, correction in corrections[:MOST_CORRECTIONS]:
        for number, members in enumerate(groups):
            wrong = _first(members, *STRENGTH)
            if number == home or wrong is None or wrong.located.article.id == correction.located.article.id:
                continue
            words = corrected(correction, wrong) if _not_before(wrong, correction) else None
            if words is not None:
                yield Difference("corrected", wrong, correction, (number, home), words)


def _other_date(groups: Sequence[Group], i: int, j: int) -> Difference | None:
    """The same thing on two dates."""
    for one, other in _comparable(groups[i], groups[j]):
        if one.days is None or other.days is None or not 0 < one.days.days_to(other.days) <= MOST_APART:
            continue
        if max(len(written_dates(one)), len(written_dates(other))) > 1:  # which of them it is, `_by_slots` finds out
            continue
        if _recurs(one, other) or names_date(one, other.days.text) or names_date(other, one.days.text):
            continue
        if _same_at_other_time(one, other) and _same_verb(one, other) and other_number(one, other) is None:
            return _difference(one, other, (i, j), (one.days.text, other.days.text))
    return None


def _other_count(groups: Sequence[Group], i: int, j: int) -> Difference | None:
    """The same thing with two numbers, at one time."""
    for one, other in _comparable(groups[i], groups[j]):
        dates_fit = one.days is None or other.days is None or one.days.days_to(other.days) == 0
        same = dates_fit and same_thing(one, other) and not other_object(one, other)
        if same and (words := other_number(one, other)) is not None:
            return _difference(one, other, (i, j), words, number=True)
    return None


def _by_slots(groups: Sequence[Group], i: int, j: int) -> Difference | None:
    """Sentences that tell more than one thing, of which one differs."""
    for one, other in _comparable(groups[i], groups[j]):
        if not _recurs(one, other) and (dates := bound_to_other_dates(one, other)) is not None:
            return _difference(one, other, (i, j), dates)
        for ours, theirs, way in ((one, other, (i, j)), (other, one, (j, i))):
            report = compare(ours.text, theirs.text, reference_date=theirs.located.article.published)
            slot = next((s for s in report.differing if s.kind in ("date", "number")), None)
            if slot is not None and not (slot.kind == "date" and _recurs(ours, theirs)):
                words = (slot.claim_words, slot.sentence_words)
                return _difference(ours, theirs, way, words, number=slot.kind == "number")
    return None


def _worth_comparing(one: Group, other: Group) -> bool:
    pair = next(_comparable(one, other), None)
    if pair is None or not all(any(c.isdigit() for c in s.text) for s in pair):
        return False
    two_dates = all(len(_MONTH_DAY.findall(s.text)) > 1 for s in pair)
    return two_dates or bool(verbs_of(pair[0].text) & verbs_of(pair[1].text))


def _comparable(one: Group, other: Group) -> Iterator[tuple[Statement, Statement]]:
    """One statement of each side that may stand against each other: both of the past, or both plans.

    An article that tells of both sides tells of two events; a correction is what it says itself.
    """
    shared = {s.located.article.id for s in one} & {s.located.article.id for s in other}
    both: tuple[tuple[Status, ...], ...] = (_HAPPENED, ("planned",))
    for statuses in both:
        sides = [
            [s for s in side if s.status in statuses and (s.located.article.id not in shared or s.corrects)]
            for side in (one, other)
        ]
        if all(sides) and (not shared or any(s.corrects for side in sides for s in side)):
            # The correction itself, where there is one, else the first to say so.
            left, right = (min(side, key=lambda s: (not s.corrects, published_order(s))) for side in sides)
            if left.located.article.id != right.located.article.id:
                yield left, right
            return


def _difference(
    one: Statement, other: Statement, groups: tuple[int, int], words: tuple[str, str], *, number: bool = False
) -> Difference:
    if published_order(other) < published_order(one):
        one, other, groups, words = other, one, (groups[1], groups[0]), (words[1], words[0])
    return Difference(_kind(one, other, number), one, other, groups, words)


def _kind(earlier: Statement, later: Statement, number: bool) -> ChangeKind:
    known = earlier.published is not None and later.published is not None
    known = known and not any(s.located.article.guessed("published") for s in (earlier, later))
    newer = known and earlier.published.first < later.published.first  # type: ignore[union-attr]
    if not newer:
        return "disputed"
    if later.corrects:
        return "corrected"
    lay_ahead = earlier.days is not None and earlier.days.last >= earlier.published.first  # type: ignore[union-attr]
    if earlier.status == "planned":
        return "moved" if lay_ahead else "disputed"
    same_day = earlier.days is not None and later.days is not None
    if number and not same_day:
        return "updated" if earlier.tells_event and later.tells_event else "disputed"
    publishers = (earlier.located.article.publisher, later.located.article.publisher)
    return "corrected" if publishers[0] is not None and publishers[0] == publishers[1] else "disputed"


def _same_at_other_time(one: Statement, other: Statement) -> bool:
    """Plans may change in how exact they are, and say that nothing has come of the old one."""
    if other_object(one, other):
        return False
    if one.status == "planned" and answers(one, other) and answers(other, one):
        return True
    exact = one.days is not None and other.days is not None and one.days.exactness == other.days.exactness
    return exact and same_thing(one, other)


def _recurs(one: Statement, other: Statement) -> bool:
    """Whether it may well have happened twice: what is said, or said to happen again."""
    return one.of_saying or other.of_saying or bool(_AGAIN.search(one.text) or _AGAIN.search(other.text))


def _same_verb(one: Statement, other: Statement) -> bool:
    left, right = verbs_of(one.text), verbs_of(other.text)
    return bool(left & right) or not left or not right


def _not_before(one: Statement, other: Statement) -> bool:
    return one.published is None or other.published is None or one.published.first <= other.published.first


def _first(members: Group, *statuses: Status) -> Statement | None:
    return min((m for m in members if m.status in statuses), key=published_order, default=None)
