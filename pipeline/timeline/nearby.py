"""Statements by their words: which of thousands are near enough to one to be held against it.

Only whole shared words count here. What is near is not the same yet: `pipeline.timeline.alike` decides that.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from pipeline.timeline.statements import Statement

RELATED = 0.34
"""Share of the longer one's words from which statements are looked at at all."""
ANSWERED = 0.7
"""Part of a plan's (or a denial's) words that what came of it (or the accusation) has."""
_MOST_READ = 300  # statements that share a rare word, of which each is held against a new one
_MOST_NEAR = 8


class Nearby:
    """Statements by their words: finds those that share `RELATED` of theirs with a new one, nearest first."""

    def __init__(self, everything: Iterable[Statement]) -> None:
        self._counts = Counter(word for one in everything for word in one.words)
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._words: list[frozenset[str]] = []

    def add(self, statement: Statement) -> None:
        """Takes in a statement; its number is how many there were before."""
        for word in statement.words:
            self._holders[word].append(len(self._words))
        self._words.append(statement.words)

    def near(self, statement: Statement) -> list[int]:
        """Numbers of the nearest statements, at most `_MOST_NEAR`; first those that have a plan's or denial's core."""
        found: dict[int, float] = {}
        if statement.core != statement.words:
            for number in self._sharing(statement.core, ANSWERED):
                had = len(statement.core & self._words[number]) / len(statement.core)
                if had >= ANSWERED:
                    found[number] = 1 + had
        for number in self._sharing(statement.words, RELATED):
            share = self._share(statement, number)
            if share >= RELATED:
                found.setdefault(number, share)
        return sorted(found, key=lambda number: (-found[number], number))[:_MOST_NEAR]

    def _sharing(self, words: frozenset[str], part: float) -> list[int]:
        """Numbers of statements that may have that part of the words, those with the rarest words first."""
        ordered = sorted(words, key=lambda word: (self._counts[word], word))
        # Whoever has that part of them has one of the rarest (prefix filter: Chaudhuri, Ganti and Kaushik 2006).
        least = max(1, math.ceil(part * len(ordered)))
        read: dict[int, None] = {}
        for word in ordered[: len(ordered) - least + 1]:
            read.update(dict.fromkeys(self._holders[word]))
            if len(read) > _MOST_READ:
                break
        return list(read)[:_MOST_READ]

    def _share(self, statement: Statement, number: int) -> float:
        other = self._words[number]
        return len(statement.words & other) / max(len(statement.words), len(other))
