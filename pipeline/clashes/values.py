"""Numbers and dates of two statements that may be of one thing: which differ, and which one side takes back.

A value belongs to a clause, a noun phrase and a verb; the more of these both sides share, the surer it is that the two
values are of one thing. A value that both sides have is no difference, whatever else stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.clashes.readings import LIGHT, Reading, Weights
from pipeline.clashes.records import Clash, ConflictKind
from pipeline.slots.binding import Binding
from pipeline.slots.dates import DateMention
from pipeline.slots.lexicon import word_set
from pipeline.slots.numbers import NumberMention
from pipeline.slots.places import COUNTRIES
from pipeline.slots.same_date import compare_dates
from pipeline.slots.same_number import compare_numbers, same_unit
from pipeline.slots.words import concept, meets

_Mention = TypeVar("_Mention", DateMention, NumberMention)
_Value = DateMention | NumberMention

OTHER_VERB = 0.6
"""What is left of a clash when something else is done: the day of signing is not the day of ratifying."""
OTHER_ACTOR = 0.4
"""What is left of a clash when somebody else acts: the council's vote and the president's are two events."""
OTHER_MOOD = 0.4
"""And when one side tells what was planned or not done, and the other what was done."""
FAR_APART, FAR = 12, 0.5
"""Two numbers of which one is so many times the other seldom count one thing."""
LEAST_CORRECTED = 0.12
"""Share of words without which "not 62" does not take back the other side's 62."""
MEASURES = frozenset(
    concept(word)
    for word in word_set(
        "percent people dollar euro pound meter kilometer mile hour minute day week month year vote point"
    )
)
"""What everything is counted in: sharing it says nothing."""

# "not 62", "not the 62 given", "rather than by 187": the figure behind it is taken back.
_TAKEN_BACK = re.compile(r"\b(?:not|rather than|instead of|no longer|contrary to)\b[^.;:]{0,24}$", re.IGNORECASE)
_OF = re.compile(r"\bof\s(?:the\s|its\s|their\s|all\s|[\w.-]+(?:\s[\w.-]+)?['’]s?\s)?$", re.IGNORECASE)


def value_clashes(ours: Reading, theirs: Reading, weights: Weights) -> Iterator[Clash]:
    """A value that one side takes back, and of numbers and of dates the pair that most surely belong to one thing."""
    yield from _corrections(ours, theirs, weights)
    yield from _values(ours, theirs, weights, "number", ours.numbers, theirs.numbers, _numbers_differ, _numbers_alike)
    yield from _values(ours, theirs, weights, "date", ours.dates, theirs.dates, _dates_differ, _dates_alike)


def _numbers_differ(one: NumberMention, other: NumberMention) -> bool:
    if one.kind != "count" or same_unit(one, other) != "same":
        return False
    return compare_numbers(one, other) == "differs" == compare_numbers(other, one)


def _numbers_alike(one: NumberMention, other: NumberMention) -> bool:
    return same_unit(one, other) != "other" and compare_numbers(one, other) in ("match", "coarser")


def _dates_differ(one: DateMention, other: DateMention) -> bool:
    if one.loose or other.loose:
        return False
    if one.granularity == "year" or other.granularity == "year":
        return one.granularity == other.granularity and compare_dates(one, other) == "differs"
    return compare_dates(one, other) == "differs" == compare_dates(other, one)


def _dates_alike(one: DateMention, other: DateMention) -> bool:
    return not one.loose and not other.loose and compare_dates(one, other) == "match"


def _values(
    ours: Reading,
    theirs: Reading,
    weights: Weights,
    kind: ConflictKind,
    left: tuple[_Mention, ...],
    right: tuple[_Mention, ...],
    differ: Callable[[_Mention, _Mention], bool],
    alike: Callable[[_Mention, _Mention], bool],
) -> Iterator[Clash]:
    """The pair of values that most surely belong to one thing, of those that differ."""
    best: Clash | None = None
    for x in left:
        for y in right:
            # A value that the other side has too is no difference, whatever else stands there.
            if not differ(x, y) or any(alike(x, o) for o in right) or any(alike(o, y) for o in left):
                continue
            if _is_total(ours, x) != _is_total(theirs, y):
                continue
            strength = _belonging(ours, theirs, x, y, weights)
            if strength > 0 and (best is None or strength > best.strength):
                best = Clash(kind, _words(x), _words(y), round(strength, 4))
    if best is not None:
        yield best


def _words(value: _Value) -> str:
    """The value as written; "Monday (21 April 2025", as dates end before what closes them, is closed."""
    return value.text + ")" if "(" in value.text and ")" not in value.text else value.text


def _is_total(reading: Reading, value: _Value) -> bool:
    """Whether it is what a part is taken of: the 6,400 of "1,200 of the firm's 6,400 jobs"."""
    return (
        isinstance(value, NumberMention)
        and _OF.search(reading.text[max(0, value.start - 40) : value.start]) is not None
    )


def _corrections(ours: Reading, theirs: Reading, weights: Weights) -> Iterator[Clash]:
    """A value of one side that the other side names and takes back, with the value that it gives instead."""
    if found := correction(ours, theirs, weights):
        yield found
    elif found := correction(theirs, ours, weights):
        yield replace(found, ours=found.theirs, theirs=found.ours)


def correction(said: Reading, takes_back: Reading, weights: Weights) -> Clash | None:
    """The value of one statement that another names and takes back, with the value that this one gives instead."""
    shared = weights.shared(said.words, takes_back.words)
    if shared < LEAST_CORRECTED:
        return None
    for wrong, right in (*_taken_back(takes_back, takes_back.numbers), *_taken_back(takes_back, takes_back.dates)):
        values: tuple[_Value, ...] = said.numbers if isinstance(wrong, NumberMention) else said.dates
        value = next((v for v in values if _is_same_value(v, wrong)), None)
        # The correction itself names both values: whoever has both is no side of its own.
        if value is not None and not any(_is_same_value(v, right) for v in values):
            kind: ConflictKind = "number" if isinstance(wrong, NumberMention) else "date"
            return Clash(kind, _words(value), _words(right), round((1 + shared) / 2, 4), taken_back=True)
    return None


def _taken_back(reading: Reading, values: Sequence[_Value]) -> Iterator[tuple[_Value, _Value]]:
    """Each value that the statement takes back, with the nearest one before it that counts the same."""
    for place, value in enumerate(values):
        if _TAKEN_BACK.search(reading.text[max(0, value.start - 40) : value.start]):
            before = [v for v in reversed(values[:place]) if _may_stand_for(v, value)]
            yield from ((value, v) for v in before[:1])


def _may_stand_for(one: _Value, other: _Value) -> bool:
    if isinstance(one, NumberMention) and isinstance(other, NumberMention):
        bare = not other.unit or other.unit[-1] not in MEASURES  # "not the 62 given"
        return same_unit(one, other) != "other" or (bare and one.unit[-1:] != () and one.unit[-1] not in MEASURES)
    return True


def _is_same_value(one: _Value, other: _Value) -> bool:
    if isinstance(one, NumberMention) and isinstance(other, NumberMention):
        return one.low == other.low and one.high == other.high and one.kind == other.kind and not one.vague
    if isinstance(one, DateMention) and isinstance(other, DateMention):
        return compare_dates(one, other) == "match"
    return False


def _belonging(ours: Reading, theirs: Reading, x: _Mention, y: _Mention, weights: Weights) -> float:
    """How much of what two values belong to is the same: their clauses' words, their noun phrases, their verbs."""
    left, right = ours.binding(x), theirs.binding(y)
    clause = weights.shared(ours.around(x), theirs.around(y))
    unit = _unit(x) | _unit(y)
    phrase = weights.shared(left.words - unit - LIGHT, right.words - unit - LIGHT)
    if isinstance(x, NumberMention) and isinstance(y, NumberMention):
        phrase = max(phrase, _same_count(x, y))
    verb = _same_verb(left, right)
    whole = (clause + phrase + verb) / 3 * (1.0 if verb else OTHER_VERB)
    if not may_be_one(ours.actors(x), theirs.actors(y)):
        whole *= OTHER_ACTOR
    if isinstance(x, NumberMention) and isinstance(y, NumberMention) and _far(x, y):
        whole *= FAR
    if ours.is_ahead(x) != theirs.is_ahead(y) or ours.is_negated(x) != theirs.is_negated(y):
        whole *= OTHER_MOOD
    # "the Federation Council on April 15": a body that both name says what the date belongs to, however vague the verb.
    named = left.names & right.names
    return max(whole, 0.75 * phrase) if len(named) > 1 and verb else whole


def _unit(value: _Value) -> frozenset[str]:
    return frozenset(value.unit) if isinstance(value, NumberMention) else frozenset()


def _same_count(x: NumberMention, y: NumberMention) -> float:
    """How surely two numbers count one thing by their units alone: "polling stations" does, "percent" does not."""
    if x.unit == y.unit and len(x.unit) > 1:
        return 1.0
    return 0.5 if x.unit[-1] not in MEASURES else 0.0


def _far(x: NumberMention, y: NumberMention) -> bool:
    low, high = sorted((abs(x.low), abs(y.low)))
    return high > FAR_APART * low


def _same_verb(left: Binding, right: Binding) -> float:
    if left.verb is None or right.verb is None or left.verb in LIGHT or right.verb in LIGHT:
        return 0.5
    same = meets(left.verb, frozenset({right.verb})) or meets(right.verb, frozenset({left.verb}))
    return 1.0 if same else 0.0


def may_be_one(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether these names may be those of one who acts; a country decides only where neither side names more."""
    special = (left - COUNTRIES, right - COUNTRIES)
    if all(special):
        return bool(special[0] & special[1])
    return not left or not right or bool(left & right)
