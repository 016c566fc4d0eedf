"""A statement as code reads it for holding it against others: its words with their weights, names, dates, numbers.

Everything here is computed once for a statement, however many others it is held against.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.located import Located
from pipeline.retrieve import statement
from pipeline.slots.binding import Binding, Mention, bind, place
from pipeline.slots.clauses import clauses, region, verb_flags
from pipeline.slots.coverage import content_tokens
from pipeline.slots.dates import DateMention, find_dates
from pipeline.slots.lexicon import AUXILIARIES, PLANNED, REPORTING, word_set
from pipeline.slots.names import find_names
from pipeline.slots.numbers import NumberMention, find_numbers
from pipeline.slots.polarity import negations
from pipeline.slots.words import concept, tokens
from pipeline.voice import cues

_AHEAD = PLANNED | word_set("should originally original")
_BE = word_set("was were been being is are be")
_NEAR = 4  # tokens
_BEGINNING = 5  # letters
_SAYING = frozenset(concept(word) for word in REPORTING | AUXILIARIES)
LIGHT = frozenset(concept(word) for word in word_set("be have do make take give get go come hold become"))
"""Verbs that say little of what is done."""


@dataclass(eq=False)
class Reading:
    """One statement, read.

    Attributes:
        located: The claim and its article.
        before: The sentences before its sentence in the passage.
    """

    located: Located
    before: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.located.claim.text

    @property
    def published(self) -> str | None:
        return self.located.article.published

    @cached_property
    def words(self) -> frozenset[str]:
        """Concepts of its content words; dates, numbers and verbs of saying are none."""
        return frozenset(token.concept for token in content_tokens(self.text)) - _SAYING

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How its longer words begin, and its numbers in digits: what related words of two languages share too."""
        found = re.findall(r"\w+", self.text.casefold())
        return frozenset(word[:_BEGINNING] for word in found if len(word) > 3 or word.isdecimal())

    @cached_property
    def foreign(self) -> bool:
        """Whether its article is in another language than English."""
        return (self.located.article.language or "en") != "en"

    @cached_property
    def names(self) -> frozenset[str]:
        """Parts of the proper names in it, as concepts."""
        return frozenset(part for name in find_names(self.text) for part in name.parts)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Concepts of its full verbs; those of saying are none."""
        found, flags = tokens(self.text), verb_flags(self.text)
        return frozenset(t.concept for t, verb in zip(found, flags, strict=True) if verb) & self.words

    @cached_property
    def deeds(self) -> frozenset[str]:
        """Concepts of what it tells to be done: its verbs without those that go along ("..., enhancing ties")."""
        found, flags = tokens(self.text), verb_flags(self.text)
        done = (t.concept for t, verb in zip(found, flags, strict=True) if verb and not t.lower.endswith("ing"))
        return frozenset(done) & self.words

    @cached_property
    def planned(self) -> frozenset[str]:
        """Concepts of the first content words behind each word of planning: what is planned, if not a "will not"."""
        found = content_tokens(self.text)
        if negations(tokens(self.text), range(len(tokens(self.text)))):
            return frozenset()
        heads = (
            [t.concept for t in found if t.start >= cue.end][:2] for cue in cues(self.text) if cue.voice == "plans"
        )
        return frozenset(word for head in heads for word in head) - LIGHT

    @cached_property
    def is_done(self) -> bool:
        """Whether it tells of something done: nobody plans, denies or doubts it, and nothing in it is to come."""
        if self.located.claim.voice not in ("asserts", "attributes") or negations(
            tokens(self.text), range(len(tokens(self.text)))
        ):
            return False
        return not any(cue.voice in ("plans", "denies", "hedges") for cue in cues(self.text))

    @cached_property
    def sentence(self) -> str:
        """The sentence that it was drawn from, without a dateline."""
        claim = self.located.claim
        return statement(self.located.article, (claim.start or 0, claim.end or 0))

    @cached_property
    def denies(self) -> bool:
        """Whether its sentence has a word of denial at all."""
        return self.located.claim.voice == "denies" or any(cue.voice == "denies" for cue in cues(self.sentence))

    @cached_property
    def words_before(self) -> frozenset[str]:
        """Concepts of the two sentences before it, to which "denied this" looks back."""
        return frozenset(token.concept for text in self.before[-2:] for token in content_tokens(text))

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return find_dates(self.text, self.published)

    @cached_property
    def numbers(self) -> tuple[NumberMention, ...]:
        return tuple(n for n in find_numbers(self.text) if not n.vague)

    @cached_property
    def values(self) -> tuple[object, ...]:
        """Its dates and numbers, for telling whether two claims have the same ones."""
        return (
            tuple(sorted(repr((d.first, d.last, d.days)) for d in self.dates)),
            tuple(sorted((n.low, n.high, n.kind) for n in self.numbers)),
        )

    @cached_property
    def days(self) -> frozenset[date]:
        """The days that it names, a weekday resolved against the article's date."""
        return frozenset(day for mention in self.dates for day in _days(mention))

    def binding(self, mention: DateMention | NumberMention) -> Binding:
        """The noun phrase and the verb that a date or number belongs to."""
        others: Sequence[Mention] = self.dates if isinstance(mention, DateMention) else self.numbers
        return bind(self.text, mention, others)

    def around(self, mention: DateMention | NumberMention) -> frozenset[str]:
        """The concepts of the clause that a date or number stands in, and of those that it hangs on."""
        parts = clauses(self.text)
        if not parts:
            return self.words
        inside = set(region(parts, place(self.text, mention).clause))
        return frozenset(t.concept for i, t in enumerate(tokens(self.text)) if i in inside) & self.words

    def actors(self, mention: DateMention | NumberMention) -> frozenset[str]:
        """Parts of the names of those who act in the clause that a date or number stands in."""
        return self._actors(place(self.text, mention).clause)

    def is_ahead(self, mention: DateMention | NumberMention) -> bool:
        """Whether the clause that a date or number stands in tells of a plan."""
        found = tokens(self.text)
        return bool(_AHEAD & {found[i].lower for i in self._clause(mention)})

    def is_negated(self, mention: DateMention | NumberMention) -> bool:
        """Whether the clause that a date or number stands in tells what is not so."""
        return bool(negations(tokens(self.text), self._clause(mention)))

    def _clause(self, mention: DateMention | NumberMention) -> tuple[int, ...]:
        parts = clauses(self.text)
        return parts[place(self.text, mention).clause].indices if parts else ()

    def doers(self, verbs: frozenset[str]) -> frozenset[str]:
        """Parts of the names of those who act in the clause that one of these verbs stands in."""
        found = tokens(self.text)
        wanted = (n for n, part in enumerate(clauses(self.text)) if verbs & {found[i].concept for i in part.indices})
        return self._actors(next(wanted, 0))

    def _actors(self, clause: int) -> frozenset[str]:
        """Before the first verb; in the passive behind "by", and nobody where there is none."""
        parts, found, verbs = clauses(self.text), tokens(self.text), verb_flags(self.text)
        if not parts:
            return frozenset()
        indices = parts[clause].indices
        first = next((i for i in indices if verbs[i]), None)
        if first is None:
            return frozenset()
        start, end = found[indices[0]].start, found[first].start
        behind = [i for i in indices if first < i]
        if self._is_passive(first, behind):
            by = next((i for i in behind if found[i].lower == "by"), None)
            start, end = (found[by].end, found[indices[-1]].end) if by is not None else (0, 0)
        names = (name for name in find_names(self.text) if start <= name.start and name.end <= end)
        return frozenset(part for name in names for part in name.parts)

    def _is_passive(self, first: int, behind: Sequence[int]) -> bool:
        """As in "was approved", "has been charged"; not "has signed", nor "is expected to sign"."""
        found = tokens(self.text)
        if not any(found[i].lower in _BE for i in (first, *behind[:2])):
            return False
        near = [i for i in behind[:_NEAR] if found[i].lower.endswith("ed")]
        return any(i + 1 == len(found) or found[i + 1].lower != "to" for i in near)


def _days(mention: DateMention) -> tuple[date, ...]:
    year, month, day = mention.first
    if mention.days:
        return mention.days if not mention.loose else ()
    return (date(year, month, day),) if year and month and day and mention.last is None else ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What a shared word is worth: the rarer among the statements, the more (inverse document frequency)."""

    counts: Mapping[str, int]
    total: int

    @staticmethod
    def of(readings: Iterable[Reading]) -> Weights:
        """The weights of these statements' words."""
        return Weights.of_sets(reading.words for reading in readings)

    @staticmethod
    def of_sets(sets: Iterable[frozenset[str]]) -> Weights:
        """The weights of what stands in these sets."""
        known = list(sets)
        return Weights(Counter(word for words in known for word in words), len(known))

    def of_word(self, word: str) -> float:
        """Of one word, from about 0.7 (in every statement) upward."""
        return math.log(1 + self.total / (self.counts.get(word, 0) + 0.5))

    def of_words(self, words: Iterable[str]) -> float:
        return sum(self.of_word(word) for word in words)

    def shared(self, ours: frozenset[str], theirs: frozenset[str]) -> float:
        """The share, 0 to 1, of the lighter side's words that the other side has too."""
        least = min(self.of_words(ours), self.of_words(theirs))
        return self.of_words(ours & theirs) / least if least else 0.0
