"""Statements: claims that say the same in the same words, with every article that makes them.

An agency's report stands in many outlets, now and then with a word changed. Such claims are one statement, and it is
asked about once. Two claims are one statement when their texts are alike letter by letter, or when their articles are
copies of one text and they share nearly all words and every date and number; but never what is told, what is planned
and what is denied, whatever the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.clashes.readings import Reading, Weights
from pipeline.orders import order_in
from pipeline.slots.clauses import verb_flags
from pipeline.slots.words import tokens

SAME_WORDS = 0.7
"""Share of all words of two claims, by weight, that both must have where their articles are copies."""
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Statement:
    """Claims that say the same: the first is the oldest, and speaks for all."""

    readings: tuple[Reading, ...]

    @property
    def first(self) -> Reading:
        return self.readings[0]


def is_statement(reading: Reading) -> bool:
    """Whether a claim can be held against others: a whole sentence, no question, and nothing that orders its reader
    how to grade."""
    text = reading.text.strip()
    words = [token for token in tokens(text) if token.is_word]
    if len(words) < _LEAST_WORDS or text.endswith(("?", "?”", '?"')):
        return False
    # Headlines are often no sentences; code does not know every verb, and none of another language.
    whole = text.rstrip("\"'”’»)")[-1:] in (".", "!") or reading.foreign or any(verb_flags(text))
    return whole and not order_in(reading.sentence)


def gather(readings: Iterable[Reading], copies: Mapping[str, str], weights: Weights) -> list[Statement]:
    """The statements that these claims make, in the order of their oldest article.

    Args:
        copies: The copy group of each article that has one, by article id.
    """
    kept: list[list[Reading]] = []
    by_text: dict[tuple[str, str], list[Reading]] = {}
    by_group: dict[str, list[list[Reading]]] = defaultdict(list)
    for reading in sorted(readings, key=_age):
        key = (_manner(reading), " ".join(reading.text.casefold().split()))
        group = copies.get(reading.located.article.id)
        home = by_text.get(key) or _alike(reading, by_group.get(group or "", ()), weights)
        if home is None:
            home = []
            kept.append(home)
            if group:
                by_group[group].append(home)
        home.append(reading)
        by_text.setdefault(key, home)
    return [Statement(tuple(home)) for home in kept]


def _age(reading: Reading) -> tuple[str, str, str, int, str]:
    article, claim = reading.located.article, reading.located.claim
    return article.published or "9999", article.path, article.id, claim.start or 0, claim.id


def _manner(reading: Reading) -> str:
    """Whether it is told, planned or denied: a model may draw the same words of an accusation and of its denial."""
    voice = reading.located.claim.voice
    return voice if voice in ("plans", "denies") else "told"


def _alike(reading: Reading, homes: Sequence[list[Reading]], weights: Weights) -> list[Reading] | None:
    return next((home for home in homes if _same(reading, home[0], weights)), None)


def _same(one: Reading, other: Reading, weights: Weights) -> bool:
    if one.located.article.id == other.located.article.id or one.values != other.values:
        return False
    if _manner(one) != _manner(other):
        return False
    return weights.of_words(one.words & other.words) >= SAME_WORDS * weights.of_words(one.words | other.words)
