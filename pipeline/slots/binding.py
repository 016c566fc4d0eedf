"""Which date or number of a sentence belongs to which of its nouns.

In "the Senate on May 7 and the Assembly on May 15" each date belongs to the noun phrase before it; in "on May 7
the Senate and on May 15 the Assembly" to the one behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.slots.clauses import RELATIVES, clause_of, clauses, verb_flags
from pipeline.slots.coverage import governing_verb
from pipeline.slots.names import find_names
from pipeline.slots.numbers import NumberMention
from pipeline.slots.words import is_content, tokens


class Mention(Protocol):
    """A slot with its place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Outcome = Literal["match", "coarser", "differs", "unclear"]
_SEPARATORS = RELATIVES | frozenset({"and", "but", "while", "or", ",", ";", "—", "–"})
_BEHIND = 5  # tokens behind a number that may say what it counts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot stands: its first and last token and its clause."""

    first: int
    last: int
    clause: int


def place(text: str, mention: Mention) -> Place:
    """The tokens and the clause of a slot."""
    found = tokens(text)
    first = bisect_left(found, mention.start, key=lambda token: token.start)
    last = max(first, bisect_left(found, mention.end, key=lambda token: token.start) - 1)
    return Place(first, last, clause_of(text, first))


@dataclass(frozen=True, slots=True)
class Binding:
    """Concepts of the noun phrase that a slot belongs to, its verb's, and the names in that phrase."""

    words: frozenset[str]
    verb: str | None
    names: frozenset[str] = frozenset()

    def all_words(self) -> frozenset[str]:
        """Noun phrase and verb together."""
        return self.words | ({self.verb} if self.verb is not None else frozenset())


def bind(text: str, mention: Mention, others: Sequence[Mention]) -> Binding:
    """The noun phrase and the verb that the slot belongs to.

    The nearest noun phrase between the slot before (or the clause's start) and this slot; where nothing stands
    there, the words behind the slot, up to the next one. A number also has the words that it counts.
    """
    parts = clauses(text)
    if not parts:
        return Binding(frozenset(), None)
    here = place(text, mention)
    indices = parts[here.clause].indices
    taken = [place(text, other) for other in others if other.start != mention.start]
    floor = max((p.last for p in taken if p.last < here.first), default=-1)
    ceiling = min((p.first for p in taken if p.first > here.last), default=len(tokens(text)))
    before = _nearest(text, [i for i in indices if floor < i < here.first])
    behind = [i for i in indices if here.last < i < ceiling]
    words = before or _words(text, behind)
    if isinstance(mention, NumberMention):
        words |= _words(text, _until_break(text, behind))
    verb = governing_verb(text, [i for i in indices if i < ceiling], here.first)
    named = {part for name in find_names(text) for part in name.parts}
    return Binding(words, None if verb is None else verb.concept, before & named)


def separated(text: str, one: Mention, other: Mention) -> bool:
    """Whether a conjunction, a comma or a relative pronoun stands between two slots, as between members of a list."""
    first, second = sorted((place(text, one), place(text, other)), key=lambda p: p.first)
    return any(token.lower in _SEPARATORS for token in tokens(text)[first.last + 1 : second.first])


def _nearest(text: str, indices: Sequence[int]) -> frozenset[str]:
    """The last noun phrase among these tokens, and the verb between it and the slot."""
    found, verbs = tokens(text), verb_flags(text)
    words: set[str] = set()
    noun = False
    for index in reversed(indices):
        token = found[index]
        if is_content(token):
            words.add(token.concept)
            noun = noun or not verbs[index]
        elif noun:
            break
    return frozenset(words)


def _until_break(text: str, indices: Sequence[int]) -> list[int]:
    found = tokens(text)
    kept: list[int] = []
    for index in indices[:_BEHIND]:
        if found[index].lower in ("and", "but", "or", ",", ";"):
            break
        kept.append(index)
    return kept


def _words(text: str, indices: Sequence[int]) -> frozenset[str]:
    found = tokens(text)
    return frozenset(found[i].concept for i in indices if is_content(found[i]))


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome for one slot of the claim, and the slot of the sentence that decided it."""

    outcome: Outcome
    index: int | None


def settle(
    outcomes: Sequence[Outcome],
    bound: Sequence[Binding],
    wanted: frozenset[str],
    allowed: Callable[[int], bool],
    apart: Callable[[int, int], bool],
) -> Settled:
    """Picks the sentence's slot that the claim's slot must be held against.

    Args:
        outcomes: What each candidate says about the claim's slot.
        bound: What each candidate belongs to.
        wanted: The words that the claim's slot belongs to.
        allowed: Whether the candidate may contradict at all (coverage, verb, agent).
        apart: Whether two candidates stand in separate members of the sentence.
    """
    if len(outcomes) == 1:
        return _final(outcomes[0], 0, allowed)
    shared = frozenset.intersection(*(binding.all_words() for binding in bound))
    # The verb weighs more than a noun ("killed 12 people and injured 40"), and somebody else's name speaks against.
    scores = [
        len((b.words - shared) & wanted) + 2 * (b.verb in wanted - shared) - 2 * bool(b.names - shared - wanted)
        for b in bound
    ]
    best = max(range(len(outcomes)), key=lambda i: (scores[i], -i))
    alone = scores.count(scores[best]) == 1 and scores[best] > 0
    good: Outcome
    for good in ("match", "coarser"):
        if good not in outcomes:
            continue
        fitting = max((i for i, o in enumerate(outcomes) if o == good), key=lambda i: scores[i])
        if not alone or scores[fitting] == scores[best]:
            return Settled(good, fitting)
        # The right value stands in the sentence, but beside another noun.
        if not bound[fitting].all_words() - shared:
            return Settled(good, fitting)
        return _final(outcomes[best], best, allowed) if apart(best, fitting) else Settled("unclear", fitting)
    if alone:
        return _final(outcomes[best], best, allowed)
    return Settled("unclear", best)


def _final(outcome: Outcome, index: int, allowed: Callable[[int], bool]) -> Settled:
    if outcome == "differs" and not allowed(index):
        return Settled("unclear", index)
    return Settled(outcome, index)
