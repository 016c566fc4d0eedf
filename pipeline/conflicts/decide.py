"""From two grades to a conflict, or to none. No model has a say here.

Claim 1 was graded against the sentence of claim 2, and claim 2 against the sentence of claim 1.

    both sides contradict                                                   -> conflict
    one side contradicts, and code names a number, date or "not" that differs -> conflict
    one side contradicts, and the other denies what it says                 -> conflict, type attribution
    a plan, and the same thing done in an article that is not older, where
    a side supports or contradicts, or is read as the plan of it            -> superseded
    a conflict in which the later article takes the value back, corrects one
    that both name, or tells that what was pending has come                 -> superseded
    yes on one day and no on another, or by one country and by another      -> none
    anything else                                                           -> none

A number or a date that one side names and takes back is enough by itself, once the pair is graded. With a side that
could not be graded the pair is ungraded, and no conflict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.clashes.find import corrects
from pipeline.clashes.readings import Reading
from pipeline.conflicts.candidates import Pair, turned
from pipeline.conflicts.records import Clash, ConflictKind
from pipeline.findings import Grade, Ungraded
from pipeline.slots.places import COUNTRIES, STANDS_FOR
from store import Span

LEAST_NAMED: Mapping[ConflictKind, float] = {"number": 0.45, "date": 0.45, "polarity": 0.35}
"""Strength from which a clash of this kind lets one contradicting side be enough."""
LEAST_TYPED = 0.2
"""Strength from which a clash says what a conflict is about that both sides see."""
LEAST_DENIED, LEAST_NAMED_DENIED = 0.25, 0.3
"""The same for denials: where code reads the sentence as denying the claim, and where it only holds a denial."""
LEAST_TAKEN_BACK = 0.65
"""Strength from which "not 62" needs nobody to say that it contradicts 62: both share a third of their words."""
LEAST_OVERTAKEN = 0.3
"""Share of words from which a plan and a deed may be one thing, where the model sees that they meet ..."""
LEAST_PLANNED, LEAST_PLANNED_NEAR = 0.4, 0.6
"""... and the share, and the nearness of both statements, from which they are without."""
# What holds only so far: "no one has been charged", "has yet to vote", "still missing".
_PENDING = re.compile(
    r"\b(?:yet|still|so far|until now|(?:no one|nobody|none|nothing|no \w+) (?:has|have|had|was|were)|"
    r"(?:has|have|had) (?:not|no|never))\b",
    re.IGNORECASE,
)
_VALUES = ("number", "date", "place", "name")
_QUANTIFIERS = re.compile(
    r"\b(?:all|every|each|whole|entire|none|nobody|no one|only|most|some|part of|unanimous\w*)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Half:
    """What one side's sentence does to the other side's claim: what is remembered of a grade.

    Attributes:
        stance: None where it could not be graded; then `reason` says why.
        bears: The grade rests on the very sentence of the other claim.
        whole: All who were to read it have; what is remembered is.
    """

    stance: str | None
    voice: str
    bears: bool
    reason: str
    whole: bool = True

    @staticmethod
    def of(result: Grade | Ungraded, span: Span) -> Half:
        """The part of a grade that decides.

        Args:
            span: The sentence of the other claim: a grade that rests on another sentence says nothing about it.
        """
        if isinstance(result, Ungraded):
            return Half(None, "asserts", False, result.reason, whole=False)
        bears = any(start < span[1] and span[0] < end for start, end in result.quotes)
        # Both sides are asked here: what one of them alone cannot settle may be settled by the other. Not so what a
        # second model reads the other way: it has been given the same words.
        stance = result.stance if result.second == "opposed" else result.contested or result.stance
        return Half(stance, result.voice, bears, result.reason, whole=result.second != "failed")

    @staticmethod
    def read(value: Mapping[str, Any]) -> Half:
        """As `as_value` has written it.

        Raises:
            KeyError, TypeError: It is not of that shape.
        """
        return Half(value["stance"], value["voice"], bool(value["bears"]), value["reason"])

    def as_value(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {name: value for name, value in asdict(self).items() if name != "whole"}

    @property
    def contradicts(self) -> bool:
        return self.stance == "contradicts" and self.bears


@dataclass(frozen=True, slots=True)
class Decision:
    """What a pair comes to.

    Attributes:
        swapped: For a superseded pair: the second claim's statement is the older one.
        carried_out: The older statement is a plan, the newer one tells that it was done.
        words: Both values, where it is two values that differ.
    """

    type: ConflictKind
    difference: str
    agreed: bool
    swapped: bool = False
    carried_out: bool = False
    words: frozenset[str] = frozenset()


def needs_other_side(pair: Pair, first: Half) -> bool:
    """Whether the second grade can still change anything."""
    return first.contradicts or pair.clash is not None


def decide(pair: Pair, first: Half, second: Half | None) -> Decision | None:
    """What the pair comes to; None if it is no conflict.

    Args:
        first: The first claim against the second one's sentence.
        second: The other way round; None where it was not asked for.
    """
    other = second or Half("neutral", "asserts", False, "")
    if first.stance is None or other.stance is None:
        return None
    plan = next((c for c in pair.clashes if c.kind == "superseded" and c.strength >= LEAST_OVERTAKEN), None)
    if plan is not None and _plan_meets_deed(pair, plan, first, other):
        swapped = pair.theirs.located.claim.voice == "plans" and not pair.theirs.is_done
        older, newer = (plan.theirs, plan.ours) if swapped else (plan.ours, plan.theirs)
        difference = f'"{older}" was planned; "{newer}" is done'
        return Decision("superseded", difference, first.contradicts and other.contradicts, swapped, carried_out=True)
    denial = next((c for c in pair.clashes if c.kind == "attribution"), None)
    if denial is not None and _denied(denial, first, other):
        return Decision("attribution", "one side says it, the other denies it", False)
    agreed = first.contradicts and other.contradicts
    named = next((c for c in pair.clashes if c.strength >= LEAST_NAMED.get(c.kind, 9)), None)
    if named is not None and named.taken_back and named.strength >= LEAST_TAKEN_BACK:
        return _typed(pair, named, agreed)
    if not agreed and not (named is not None and (first.contradicts or other.contradicts)):
        return None
    return _typed(pair, named or _weak(pair), agreed)


def _denied(denial: Clash, first: Half, second: Half) -> bool:
    """Whether a side contradicts: as a denial by its words, or the denial is of most of what the other side says."""
    least = min(
        (LEAST_DENIED if h.voice == "denies" else LEAST_NAMED_DENIED for h in (first, second) if h.contradicts),
        default=9,
    )
    return denial.strength >= least


def _plan_meets_deed(pair: Pair, plan: Clash, first: Half, second: Half) -> bool:
    """Whether a side was seen to speak of the same thing: as planned, as done, or as not so.

    A model that is asked whether "is expected to ratify" bears out "has ratified" rightly says no; then the words
    decide, where code reads the sentence as planning what the claim tells.
    """
    halves = (first, second)
    if any(half.bears and (half.voice == "plans" or half.stance in ("supports", "contradicts")) for half in halves):
        return True
    read = any(half.voice == "plans" for half in halves)
    return read and plan.strength >= LEAST_PLANNED and pair.nearness >= LEAST_PLANNED_NEAR


def _weak(pair: Pair) -> Clash | None:
    """What may have differed, where both sides contradict and code alone would not have said so."""
    if pair.ours.denies != pair.theirs.denies:
        return None
    return next((c for c in pair.clashes if c.kind in LEAST_NAMED and c.strength >= LEAST_TYPED), None)


def _typed(pair: Pair, clash: Clash | None, agreed: bool) -> Decision | None:
    """A conflict with its type; where a later article puts an earlier one right, or things have moved on, it is
    superseded, and where two days differ without that, it is none."""
    kind, difference = _kind(pair, clash)
    words = frozenset((clash.ours, clash.theirs)) if clash is not None else frozenset[str]()
    late = _later(pair)
    swapped = late is pair.ours
    if late is not None and _puts_right(late, pair, clash):
        if swapped:  # the older value is named first
            its = clash and replace(clash, ours=clash.theirs, theirs=clash.ours)
            _, difference = _kind(turned(pair), its)
        return Decision("superseded", difference, agreed, swapped, words=words)
    earlier = pair.theirs if swapped else pair.ours
    sure = clash is not None and clash.kind in ("number", "date") and clash.strength >= LEAST_NAMED[clash.kind]
    if not sure and late is not None and _PENDING.search(earlier.text):
        return Decision("superseded", "what was so has changed", agreed, swapped)
    if not sure and (_other_days(pair) or _other_country(pair)):
        return None
    return Decision(kind, difference, agreed, words=words)


def _puts_right(late: Reading, pair: Pair, clash: Clash | None) -> bool:
    """Whether the later side takes a value back, or speaks of a correction where both name a value of one kind.

    Words of correction alone may be about anything: "wrongly accused", "retracted his signature".
    """
    if clash is not None and clash.taken_back:
        return True
    return corrects(late.sentence) and any(c.kind in _VALUES and c.strength >= LEAST_TYPED for c in pair.clashes)


def _other_days(pair: Pair) -> bool:
    """Whether both sides name days, none of them the same."""
    return bool(pair.ours.days and pair.theirs.days and not pair.ours.days & pair.theirs.days)


def _other_country(pair: Pair) -> bool:
    """Whether two countries act: that one parliament has voted says nothing of another one."""
    verbs = pair.ours.verbs & pair.theirs.verbs
    ours, theirs = ({STANDS_FOR.get(n, n) for n in r.doers(verbs)} & COUNTRIES for r in (pair.ours, pair.theirs))
    return bool(verbs and ours and theirs) and not ours & theirs


def _later(pair: Pair) -> Reading | None:
    """The claim of the newer article, where both dates are stated and differ."""
    ours, theirs = pair.ours.published, pair.theirs.published
    if not ours or not theirs or ours == theirs:
        return None
    if any(side.located.article.guessed("published") for side in (pair.ours, pair.theirs)):
        return None
    return pair.ours if ours > theirs else pair.theirs


def _kind(pair: Pair, clash: Clash | None) -> tuple[ConflictKind, str]:
    if clash is not None:
        what = {"number": "the number", "date": "the date"}.get(clash.kind, "whether it is so")
        return clash.kind, f'{what}: "{clash.ours}" against "{clash.theirs}"'
    if pair.ours.denies != pair.theirs.denies:
        return "attribution", "one side says it, the other denies it"
    named = next((c for c in pair.clashes if c.kind in ("place", "name") and c.strength >= LEAST_TYPED), None)
    if named is not None:
        return named.kind, f'the {named.kind}: "{named.ours}" against "{named.theirs}"'
    left, right = pair.ours.text, pair.theirs.text
    if bool(_QUANTIFIERS.search(left)) != bool(_QUANTIFIERS.search(right)):
        return "scope", "how far it goes"
    return "polarity", "whether it is so"
