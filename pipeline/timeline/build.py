"""Claims to a time line. Pure code: no model, no library; the same claims give the same line in whatever order.

No date is guessed. A claim without one is told of on the day of its article, and marked so; where the article has no
date either, it stands in the last group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.findings import Grade, Quote
from pipeline.origins import group_origins
from pipeline.text import one_line
from pipeline.timeline.about import About
from pipeline.timeline.changes import Difference, find_differences
from pipeline.timeline.days import Days
from pipeline.timeline.events import STRENGTH, Group, group, published_order
from pipeline.timeline.records import Change, ChangeSide, Event, LeftOut, Timeline, Told
from pipeline.timeline.statements import Statement, read_statement

if TYPE_CHECKING:  # it brings the library with it
    from pipeline.located import Located

MOST_ORIGINS = 12
"""Articles of one event whose origins are compared; each pair of texts costs."""
MOST_ENTRIES = 800
"""Entries of events with several articles: on a longer line no origins are compared. Each costs about a millisecond."""
_NO_COPIES: Mapping[str, str] = MappingProxyType({})


def build_timeline(subject: str, found: Sequence[Located], *, copies: Mapping[str, str] = _NO_COPIES) -> Timeline:
    """The time line of a subject.

    Args:
        subject: A name or a few words ("Hask tunnel").
        found: Claims that were retrieved for it, in any order; the same claim twice counts once.
        copies: The copy group of each article that has one in the library, by article id.
    """
    subject = one_line(subject)
    unique = {(located.article.id, located.claim.id): located for located in found}
    about = About(subject)
    kept: list[Located] = []
    strangers: list[Located] = []
    for key in sorted(unique):
        (kept if about(unique[key]) else strangers).append(unique[key])
    groups, nearby = group([read_statement(located) for located in kept])
    differences, uncompared = find_differences(groups, nearby)
    changed = {number for difference in differences for number in difference.groups}
    on_line = [n for n, g in enumerate(groups) if n in changed or any(s.tells_event for s in g)]
    order = sorted(on_line, key=lambda n: _place(groups[n]))
    numbers = {n: at for at, n in enumerate(order, 1)}
    chosen = {n: _one_per_article(groups[n]) for n in order}
    few = sum(len(c) for c in chosen.values() if _several(c)) <= MOST_ENTRIES
    left_out = [_left_out(located, "neither its names nor its words are the subject's") for located in strangers]
    left_out += [
        _left_out(s.located, "it has no date and nothing happens in it")
        for n, g in enumerate(groups) if n not in numbers for s in g
    ]  # fmt: skip
    return Timeline(
        subject=subject,
        events=tuple(_event(numbers[n], groups[n], chosen[n], copies if few else None) for n in order),
        changes=tuple(sorted((_change(d, numbers) for d in differences), key=_change_order)),
        left_out=tuple(sorted(left_out, key=lambda one: (one.reason, one.article_id, one.claim_id))),
        articles=len({s.located.article.id for n in order for s in groups[n]}),
        uncompared=uncompared,
    )


def _place(members: Group) -> tuple[date, int, date, tuple[str, int, str]]:
    """Where an event stands on the line; see `Days.place`. What is only reported stands behind what is dated."""
    days = members[0].days
    if days is not None:
        return *days.place, members[0].key
    told = _reported(members)
    at = told.first if told is not None else date.max
    return at, 9, at, members[0].key


def _reported(members: Group) -> Days | None:
    """The date of the first article that tells of it; a denial comes first only where nothing else is told."""
    strongest = members[0].status
    told = [s for s in members if s.published and (s.status != "denied" or strongest == "denied")]
    told = [s for s in told if not s.located.article.guessed("published")] or told
    return min((s.published for s in told if s.published), key=lambda days: days.first, default=None)


def _event(number: int, members: Group, chosen: Sequence[Statement], copies: Mapping[str, str] | None) -> Event:
    told = _with_origins(chosen, copies)
    lead, days = _spokesman(members), members[0].days
    published = _reported(members)
    speakers = {s.speaker or "others" for s in members if s.status == lead.status}
    articles = len({one.article_id for one in told})
    origins = {one.origin for one in told}
    return Event(
        number=number,
        when=days.text if days is not None else published.text if published else None,
        dated_by="stated" if days is not None else "reported" if published else None,
        status=lead.status,
        statement=one_line(lead.located.claim.text),
        said_by=", ".join(sorted(speakers)) if lead.voice == "attributes" else None,
        told=told,
        articles=articles,
        origins=None if None in origins else len(origins),
    )


def _spokesman(members: Group) -> Statement:
    """The statement that stands for all: the strongest, in an outlet's own voice, dated, and told first."""
    return min(
        members,
        key=lambda s: (STRENGTH[s.status], s.voice == "attributes", s.days is None, published_order(s)),
    )


def _one_per_article(members: Group) -> list[Statement]:
    """An article's best statement; one more where it also tells of the plan, or of the denial."""
    best: dict[tuple[str, str], Statement] = {}
    for statement in sorted(members, key=lambda s: (s.days is None, STRENGTH[s.status], _is_report(s, members), s.key)):
        kind = statement.status if statement.status in ("planned", "denied") else "happened"
        best.setdefault((statement.located.article.id, kind), statement)
    return sorted(best.values(), key=published_order)


def _is_report(statement: Statement, members: Group) -> bool:
    """Whether it is "X said that P" beside the P that X says: the second tells more plainly who says what."""
    claim = statement.located.claim
    return statement.asserted and any(
        other.voice == "attributes"
        and (other.located.claim.article_id, other.located.claim.start) == (claim.article_id, claim.start)
        for other in members
    )


def _several(chosen: Sequence[Statement]) -> bool:
    return len({s.located.article.id for s in chosen}) > 1


def _with_origins(chosen: Sequence[Statement], copies: Mapping[str, str] | None) -> tuple[Told, ...]:
    """The entries with their origins; without them where there are too many to compare (no `copies`)."""
    told = [_told(statement) for statement in chosen]
    if not _several(chosen):
        return tuple(replace(one, origin=one.article_id) for one in told)
    if copies is None or len(chosen) > MOST_ORIGINS:
        return tuple(told)
    entries = [(s.located.article, t.quote.text, _as_grade(s, t)) for s, t in zip(chosen, told, strict=True)]
    origins = group_origins(entries, copies=copies)
    return tuple(replace(t, origin=o.id, origin_why=o.why) for t, o in zip(told, origins, strict=True))


def _as_grade(statement: Statement, told: Told) -> Grade:
    """What `group_origins` asks of a grade: the deciding words, and who says them."""
    claim, quotes = statement.located.claim, ((told.quote.start, told.quote.end),)
    return Grade(
        claim.id,
        told.article_id,
        claim.passage_id or "",
        "supports",
        told.voice,
        told.speaker,
        quotes,
        None,
        "",
        "",
        "",
    )


def _told(statement: Statement) -> Told:
    claim, article = statement.located.claim, statement.located.article
    return Told(
        article_id=article.id,
        claim_id=claim.id,
        path=article.path,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        date_guessed=article.guessed("published"),
        status=statement.status,
        voice=statement.voice,
        speaker=statement.speaker,
        statement=one_line(claim.text),
        when=statement.days.text if statement.days is not None else None,
        quote=_quote(statement),
    )


def _quote(statement: Statement) -> Quote:
    claim, text = statement.located.claim, statement.located.article.text
    start, end = claim.start or 0, claim.end or 0
    return Quote(text[start:end], start, end)


def _change(difference: Difference, numbers: Mapping[int, int]) -> Change:
    sides = [
        ChangeSide(
            event=numbers[n],
            article_id=s.located.article.id,
            outlet=s.outlet,
            published=s.located.article.published,
            words=one_line(words),
            quote=_quote(s),
            date_guessed=s.located.article.guessed("published"),
        )
        for n, s, words in zip(difference.groups, (difference.earlier, difference.later), difference.words, strict=True)
    ]
    return Change(difference.kind, _summary(difference), sides[0], sides[1])


def _summary(difference: Difference) -> str:
    (a, b), (x, y) = (difference.earlier, difference.later), map(one_line, difference.words)
    first, then = _source(a), _source(b)
    planned, done = _planned_and_done(a, b)
    return {
        "carried_out": f"planned{planned} in {first}, done{done} in {then}",
        "not_done": f"planned in {first}, not done in {then}",
        "moved": f"planned for {x} in {first}, for {y} in {then}",
        "corrected": f"corrected: {first} says {x}, {then} says {y}",
        "updated": f"{x} in {first}, {y} in {then}",
        "disputed": f"disputed: {first} says {x}, {then} says {y}",
        "denied": f"denied by {one_line(b.speaker or 'somebody')} in {then}",
    }[difference.kind]


def _planned_and_done(plan: Statement, told: Statement) -> tuple[str, str]:
    """The days, where what was done came on another one than the plan had it."""
    if plan.days is None or told.days is None or plan.days.days_to(told.days) == 0:
        return "", ""
    if plan.published is not None and plan.days.last < plan.published.first:
        return "", ""
    return f" for {plan.days.text}", f" on {told.days.text}"


def _source(statement: Statement) -> str:
    article = statement.located.article
    guessed = ", guessed" if article.guessed("published") else ""
    return f"{statement.outlet} ({article.published or 'date unknown'}{guessed})"


def _change_order(change: Change) -> tuple[int, int, str, str]:
    return change.later.event, change.earlier.event, change.kind, change.summary


def _left_out(located: Located, reason: str) -> LeftOut:
    return LeftOut(located.claim.id, located.article.id, one_line(located.claim.text), reason)
