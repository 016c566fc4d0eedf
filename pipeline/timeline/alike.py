"""Which statements are about the same thing. Cautious: two lines for one event cost a reader a glance, one line for
two events a correction."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.slots import DateMention, NumberMention, find_dates, find_numbers
from pipeline.slots.binding import Binding, bind
from pipeline.slots.clauses import CONDITIONS, clauses, region, verb_flags
from pipeline.slots.coverage import other_object as _other_object
from pipeline.slots.coverage import same_agent
from pipeline.slots.lexicon import word_set
from pipeline.slots.places import STANDS_FOR
from pipeline.slots.same_date import compare_dates
from pipeline.slots.same_number import compare_numbers, same_unit
from pipeline.slots.words import meets, tokens
from pipeline.timeline.days import Days
from pipeline.timeline.nearby import ANSWERED
from pipeline.timeline.statements import Statement, names_of, verbs_of

# Shares of words that two statements of one thing have in common: of the longer one's and of the shorter one's.
SAME_OF_LONGER = 0.6
SAME_OF_SHORTER = 0.75
# And of one thing on one day, where they share `SAME_DAY_LEAST` words or more.
SAME_DAY_OF_LONGER = 0.5
SAME_DAY_OF_SHORTER = 0.6
SAME_DAY_LEAST = 4
ANSWERED_WITHOUT_VERB = 0.8
"""And where it names nobody, or no verb in it is known."""
_LEAST_WORDS = 2
_LEAST_BODIES = 2
_MOST_DATES = 4  # of a sentence: more of them are a table
_DENIED_THAT = re.compile(r"\bden\w+\s(?:\w+\s)?that\b", re.IGNORECASE)
_MOODS = word_set("will would shall should must may might can could cannot")
_MOOD_REACH = 10  # tokens before a verb
_DIGIT = re.compile(r"\d")


def same_thing(one: Statement, other: Statement) -> bool:
    """Whether two statements tell the same, dates and numbers left out: most words of both, and no other names."""
    if one.negated != other.negated or min(len(one.words), len(other.words)) < _LEAST_WORDS:
        return one.text == other.text
    if one.words == other.words:
        return True
    longer, shorter = sorted((one, other), key=lambda s: -len(s.words))
    of_longer, of_shorter = covered(longer, shorter), covered(shorter, longer)
    most = of_longer >= SAME_OF_LONGER and of_shorter >= SAME_OF_SHORTER
    if not most and _same_day(one, other) and len(one.words & other.words) >= SAME_DAY_LEAST:
        most = of_longer >= SAME_DAY_OF_LONGER and of_shorter >= SAME_DAY_OF_SHORTER
    return most and not other_names(one, other)


def _same_day(one: Statement, other: Statement) -> bool:
    return one.days is not None and one.days == other.days and one.days.exactness == "day"


def covered(one: Statement, other: Statement) -> float:
    """Share of one statement's words that the other has, implied words and capitals for countries counted."""
    return _share(one.words, other)


def _share(words: frozenset[str], other: Statement) -> float:
    present = _with_countries(other.words)
    return sum(meets(word, present) for word in words) / max(1, len(words))


def _with_countries(words: frozenset[str] | set[str]) -> frozenset[str]:
    """The words, and the countries that capitals among them stand for."""
    return frozenset(words) | {STANDS_FOR[word] for word in words if word in STANDS_FOR}


def answers(one: Statement, other: Statement) -> bool:
    """Whether the other tells what became of what this one plans, or whether it is what this one denies."""
    if len(one.core) < _LEAST_WORDS or not other.words or other_names(one, other):
        return False
    verbs = verbs_of(one.text) & one.core
    if verbs and not any(meets(verb, other.words) for verb in verbs):
        return False
    least = ANSWERED if verbs and names_of(one) else ANSWERED_WITHOUT_VERB
    if _share(one.core, other) < least:
        return False
    if one.status == "denied":
        return _concerns(one, other)
    return _same_actor(one, other) and _tells_as_done(verbs, other)


def _tells_as_done(verbs: frozenset[str], told: Statement) -> bool:
    """Whether one of a plan's verbs is told as a fact: not "must ratify", "to ratify", "if it ratified".

    Where no verb of the plan is known, nothing that is told may be such.
    """
    if told.status == "planned":
        return True
    parts, found, flags = clauses(told.text), tokens(told.text), verb_flags(told.text)
    if not verbs:
        return not (_MOODS | CONDITIONS) & {token.lower for token in found}
    conditional = {i for clause in parts if clause.opener in CONDITIONS for i in clause.indices}
    for index, token in enumerate(found):
        if not flags[index] or index in conditional or not _meets_any(verbs, token.concept):
            continue
        before = [t.lower for t in found[max(0, index - _MOOD_REACH) : index]]
        if not _MOODS & set(before) and "to" not in before[-2:]:
            return True
    return False


def _meets_any(wanted: frozenset[str], word: str) -> bool:
    """Whether a concept is one of those wanted, or implies one."""
    return any(meets(one, frozenset({word})) for one in wanted)


def _same_actor(plan: Statement, told: Statement) -> bool:
    """Whether the one who was to act may be the one who acted: parliament's vote is not the president's signature."""
    parts, found = clauses(told.text), tokens(told.text)
    if not parts:
        return False
    best = max(range(len(parts)), key=lambda n: (len(plan.core & {found[i].concept for i in parts[n].indices}), -n))
    return same_agent(plan.text, told.text, parts[best].indices, region(parts, best))


def _concerns(denial: Statement, told: Statement) -> bool:
    """Whether what is told can be of the one who denies it: "X denied having bought shares" is no word on Y's.

    "X denied that Y bought shares" has its own subject, and is.
    """
    who = {token.concept for token in tokens(denial.speaker or "") if token.is_capital}
    if not who or who & denial.words or _DENIED_THAT.search(denial.text):
        return True
    return bool(_with_countries(who) & _with_countries(told.words))


def other_names(one: Statement, other: Statement) -> bool:
    """Whether each has a name that the other lacks: the State Duma's vote is not the Federation Council's."""
    return _lacks(one, other) and _lacks(other, one)


def _lacks(one: Statement, other: Statement) -> bool:
    return any(_is_missing(parts, other) for parts in names_of(one))


def _is_missing(parts: frozenset[str], other: Statement) -> bool:
    """Whether a name has no counterpart: not "Velo" for "Marta Velo", but "Rui Velo"."""
    if parts <= other.words:
        return False
    sharing = [name for name in names_of(other) if name & parts]
    return not parts & other.words or bool(sharing and not any(n <= parts or parts <= n for n in sharing))


def other_object(one: Statement, other: Statement) -> bool:
    """Whether what they speak of is another: the harbour budget is not the mill budget."""
    pairs = ((one.text, other.text), (other.text, one.text))
    return any(_other_object(claim, sentence, range(len(tokens(sentence)))) for claim, sentence in pairs)


def corrected(one: Statement, other: Statement) -> tuple[str, str] | None:
    """What the other says and this one says to be wrong, and what this one says instead; None where that is not so."""
    shared = len(one.words & other.words)
    if shared < _LEAST_WORDS or not _DIGIT.search(other.text) or (shared == _LEAST_WORDS and other_names(one, other)):
        return None
    for wrong, right, theirs in (
        (_numbers(one.rejected), _numbers(one.text), _numbers(other.text)),
        (_dates(one.rejected), _dates(one.text), _dates(other.text)),
    ):
        said = next((t for t in theirs for w in wrong if _equal(w, t)), None)
        instead = [r for r in right if said is not None and _counts_the_same(said, r)] or right
        if said is not None and instead:
            return said.text, instead[-1].text
    return None


def _counts_the_same(one: NumberMention | DateMention, other: NumberMention | DateMention) -> bool:
    return isinstance(one, NumberMention) and isinstance(other, NumberMention) and same_unit(one, other) == "same"


def _equal(one: NumberMention | DateMention, other: NumberMention | DateMention) -> bool:
    if isinstance(one, NumberMention) and isinstance(other, NumberMention):
        return one.kind == other.kind and (one.low, one.high) == (other.low, other.high)
    if isinstance(one, DateMention) and isinstance(other, DateMention):
        return one.first[2] is not None and compare_dates(one, other) == "match"
    return False


def other_number(one: Statement, other: Statement) -> tuple[str, str] | None:
    """Two numbers of the same things that cannot both be right, as written; None where there are none."""
    ours, theirs = _unmatched(one, other), _unmatched(other, one)
    for number in ours:
        same = next((n for n in theirs if same_unit(number, n) == "same"), None)
        if same is not None and compare_numbers(number, same) == "differs":
            return number.text, same.text
    return None


def _unmatched(one: Statement, other: Statement) -> list[NumberMention]:
    """Numbers of one that the other does not have in any form: "28 percent" twice leaves the "26 percent" beside it."""
    theirs = _numbers(other.text)
    return [
        n for n in _numbers(one.text)
        if not any(same_unit(n, t) != "other" and compare_numbers(n, t) != "differs" for t in theirs)
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[NumberMention, ...]:
    return tuple(find_numbers(text))


@lru_cache(maxsize=4096)
def _dates(text: str) -> tuple[DateMention, ...]:
    return find_dates(text)


def names_date(statement: Statement, text: str) -> bool:
    """Whether the statement's words have this date (as `Days.text`) somewhere."""
    return any(compare_dates(w, d) == "match" for w in find_dates(text) for d in written_dates(statement))


def may_mean(statement: Statement, days: Days) -> bool:
    """Whether a statement without a date of its own may be of that date: "on April 16" in no year is not of May 7."""
    written = written_dates(statement)
    return not written or names_date(statement, days.text.split("/")[0])


def on_other_dates(one: Statement, other: Statement) -> bool:
    """Whether both name dates in their words, none of which can be one of the other's: May 3 and May 4 of no year."""
    ours, theirs = written_dates(one), written_dates(other)
    outcomes = [compare_dates(mine, yours) for mine in ours for yours in theirs]
    return bool(outcomes) and all(outcome == "differs" for outcome in outcomes)


def bound_to_other_dates(one: Statement, other: Statement) -> tuple[str, str] | None:
    """Two dates on which the same named body is said to have done the same, as written; None where there are none.

    For sentences that tell more than one thing: "the Duma on April 7, the Federation Council on April 15". Two bodies
    with two dates each are known again even where the verb is another.
    """
    ours, theirs = written_dates(one), written_dates(other)
    if any(compare_dates(d, e) == "match" for d in ours for e in theirs):
        return None
    found = []
    for mine, here in _bound(one, ours):
        for yours, there in _bound(other, theirs):
            same = (here.names and here.names <= there.words) or (there.names and there.names <= here.words)
            whole = max(len(here.names), len(there.names)) >= _LEAST_WORDS
            if same and whole and compare_dates(mine, yours) == "differs":
                found.append((here.verb is not None and here.verb == there.verb, mine.text, yours.text))
    if not any(verb for verb, *_ in found) and len(found) < _LEAST_BODIES:
        return None
    _, mine_text, yours_text = max(found, key=lambda pair: pair[0])
    return mine_text, yours_text


def _bound(statement: Statement, dates: list[DateMention]) -> list[tuple[DateMention, Binding]]:
    return [(date, bind(statement.text, date, dates)) for date in dates[:_MOST_DATES]]


def written_dates(statement: Statement) -> list[DateMention]:
    """The days that the words name, with or without a year."""
    return [d for d in _dates(statement.text) if d.first[2] is not None]
