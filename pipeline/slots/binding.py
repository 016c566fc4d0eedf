"""Which date or number of a sentence belongs to which of its nouns.

In "the Senate on May 7 and the Assembly on May 15" each date belongs to the noun phrase before it; in "on May 7
the Senate and on May 15 the Assembly" to the one behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.slots.clauses import Clause, clause_of, clauses, verb_flags
from pipeline.slots.coverage import governing_verb
from pipeline.slots.numbers import NumberMention
from pipeline.slots.words import is_content, tokens


class Mention(Protocol):
    """A slot with its place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Outcome = Literal["match", "coarser", "differs", "unclear"]
_BEHIND = 5  # tokens behind a number that may say what it counts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot stands: its first and last token and its clause."""

    first: int
    last: int
    clause: int


def place(text: str, mention: Mention, parts: Sequence[Clause]) -> Place:
    """The tokens and the clause of a slot."""
    inside = [i for i, token in enumerate(tokens(text)) if mention.start <= token.start < mention.end]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    return Place(first, last, clause_of(parts, first))


def bound_words(text: str, mention: Mention, others: Sequence[Mention]) -> frozenset[str]:
    """Concepts of the noun phrase that the slot belongs to, and of its verb.

    The nearest noun phrase between the slot before (or the clause's start) and this slot; where nothing stands
    there, the words behind the slot, up to the next one. A number also has the words that it counts.
    """
    parts = clauses(text)
    if not parts:
        return frozenset()
    here = place(text, mention, parts)
    indices = parts[here.clause].indices
    taken = [place(text, other, parts) for other in others if other.start != mention.start]
    floor = max((p.last for p in taken if p.last < here.first), default=-1)
    ceiling = min((p.first for p in taken if p.first > here.last), default=len(tokens(text)))
    before = _nearest(text, [i for i in indices if floor < i < here.first])
    behind = [i for i in indices if here.last < i < ceiling]
    verb = governing_verb(text, [i for i in indices if i < ceiling], here.first)
    words = before or _words(text, behind)
    if isinstance(mention, NumberMention):
        words |= _words(text, _until_break(text, behind))
    return words | ({verb.concept} if verb is not None else frozenset())


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
    outcomes: Sequence[Outcome], bound: Sequence[frozenset[str]], wanted: frozenset[str], allowed: Callable[[int], bool]
) -> Settled:
    """Picks the sentence's slot that the claim's slot must be held against.

    Args:
        outcomes: What each candidate says about the claim's slot.
        bound: Content words that each candidate belongs to.
        wanted: The words that the claim's slot belongs to.
        allowed: Whether the candidate may contradict at all (coverage, verb, agent).
    """
    if len(outcomes) == 1:
        return _final(outcomes[0], 0, allowed)
    shared = frozenset.intersection(*bound) if bound else frozenset()
    scores = [len((words - shared) & wanted) for words in bound]
    best = max(range(len(outcomes)), key=lambda i: (scores[i], -i))
    alone = scores.count(scores[best]) == 1 and scores[best] > 0
    for good in ("match", "coarser"):
        if good not in outcomes:
            continue
        fitting = max((i for i, o in enumerate(outcomes) if o == good), key=lambda i: scores[i])
        if not alone or scores[fitting] == scores[best]:
            return Settled("match" if good == "match" else "coarser", fitting)
        # The right value stands in the sentence, but beside another noun.
        elsewhere = bool(bound[fitting] - shared)
        return _final(outcomes[best], best, allowed) if elsewhere else Settled(outcomes[fitting], fitting)
    if alone:
        return _final(outcomes[best], best, allowed)
    return Settled("unclear", best)


def _final(outcome: Outcome, index: int, allowed: Callable[[int], bool]) -> Settled:
    if outcome == "differs" and not allowed(index):
        return Settled("unclear", index)
    return Settled(outcome, index)
