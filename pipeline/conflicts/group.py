"""Conflicts that are one: the same two statements in several articles make one conflict, its origins counted.

Merging goes by the words and values of both sides, so an edited agency report and its copies stand on one side, and the
outcome of a plan that several outlets tell in nearly the same words is one outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.clashes.readings import Reading, Weights
from pipeline.clashes.values import may_be_one
from pipeline.conflicts.candidates import Pair
from pipeline.conflicts.decide import Decision
from pipeline.conflicts.records import Conflict, Side, Voiced
from pipeline.conflicts.statements import Statement
from pipeline.findings import Grade, Quote
from pipeline.origins import group_origins

SAME_SIDE = 0.55
"""Share of words, by weight, from which two statements that clash with one are one side of one conflict."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pair with what it came to; of a superseded pair the older statement is the first."""

    decision: Decision
    first: Statement
    second: Statement

    @staticmethod
    def of(pair: Pair, decision: Decision) -> Found:
        sides = (pair.other, pair.one) if decision.swapped else (pair.one, pair.other)
        return Found(decision, *sides)


def merged(found: Sequence[Found], weights: Weights, copies: Mapping[str, str]) -> list[Conflict]:
    """The conflicts, in the order in which their first pair stands.

    Args:
        found: Most promising first: it is the first pair that says what a conflict is about.
    """
    groups: list[tuple[Found, list[Statement], list[Statement]]] = []
    for one in found:
        for lead, left, right in groups:
            turned = _same_conflict(lead, one, weights)
            if turned is not None:
                _add(left, one.second if turned else one.first)
                _add(right, one.first if turned else one.second)
                break
        else:
            groups.append((one, [one.first], [one.second]))
    return [_conflict(lead.decision, left, right, copies) for lead, left, right in groups]


def _add(side: list[Statement], statement: Statement) -> None:
    if statement not in side:
        side.append(statement)


def _same_conflict(lead: Found, one: Found, weights: Weights) -> bool | None:
    """Whether two pairs are one conflict: False as they stand, True with the sides turned, None if they are two."""
    mine, its = lead.decision, one.decision
    if mine.type != its.type or mine.carried_out != its.carried_out:
        return None
    if mine.carried_out:
        same = _same_event(lead.first, one.first, weights) and _same_event(lead.second, one.second, weights)
        return False if same else None
    values = bool(mine.words) and mine.words == its.words
    straight = _same_side(lead.first, one.first, weights, values) and _same_side(
        lead.second, one.second, weights, values
    )
    if straight:
        return False
    turned = _same_side(lead.first, one.second, weights, values) and _same_side(lead.second, one.first, weights, values)
    return True if turned and mine.type != "superseded" else None


def _same_side(one: Statement, other: Statement, weights: Weights, values: bool) -> bool:
    """The same statement, or another with most of the words and the same values.

    Args:
        values: The values that differ are the same ones, so that what else each side dates or counts does not matter.
    """
    if one is other:
        return True
    left, right = one.first, other.first
    alike = values or left.values == right.values or left.sentence == right.sentence
    return alike and weights.shared(left.words, right.words) >= SAME_SIDE


def _same_event(one: Statement, other: Statement, weights: Weights) -> bool:
    """Two tellings of one plan, or of one deed: the same one acts, and most of the words are the same. Each outlet
    gives dates and numbers of its own."""
    if one is other:
        return True
    left, right = one.first, other.first
    verbs = (left.verbs | left.planned) & (right.verbs | right.planned)
    same_one = may_be_one(left.doers(verbs), right.doers(verbs))
    return bool(verbs) and same_one and weights.shared(left.words, right.words) >= SAME_SIDE


def _conflict(
    decision: Decision, left: Sequence[Statement], right: Sequence[Statement], copies: Mapping[str, str]
) -> Conflict:
    sides = (_side(left, copies), _side(right, copies))
    return Conflict(decision.type, decision.difference, sides, decision.agreed)


def _side(statements: Sequence[Statement], copies: Mapping[str, str]) -> Side:
    """Every article once, oldest first, with the origins that they go back to."""
    by_article: dict[str, Reading] = {}
    for statement in statements:
        for reading in statement.readings:
            by_article.setdefault(reading.located.article.id, reading)
    readings = sorted(by_article.values(), key=lambda r: (r.published or "9999", r.located.article.path))
    leads = [(r.located.article, r.sentence, _as_grade(r)) for r in readings]
    origins = group_origins(leads, copies=copies)
    said_by = tuple(_voiced(r, origin.id) for r, origin in zip(readings, origins, strict=True))
    return Side(readings[0].text, said_by, len({origin.id for origin in origins}))


def _voiced(reading: Reading, origin: str) -> Voiced:
    article, claim = reading.located.article, reading.located.claim
    end = claim.end or 0
    words = reading.sentence  # without a dateline
    return Voiced(
        article_id=article.id,
        path=article.path,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        voice=claim.voice,
        speaker=claim.speaker,
        quote=Quote(words, end - len(words), end),
        origin=origin,
        date_guessed=article.guessed("published"),
    )


def _as_grade(reading: Reading) -> Grade:
    """The claim as the grade that `group_origins` reads: whose words, where, and who holds them."""
    claim = reading.located.claim
    return Grade(
        claim_id=claim.id,
        article_id=reading.located.article.id,
        passage_id=claim.passage_id or "",
        stance="supports",
        voice=claim.voice,
        speaker=claim.speaker,
        quotes=((claim.start or 0, claim.end or 0),),
        confidence=None,
        reason="",
        model="",
        prompt_hash="",
    )
