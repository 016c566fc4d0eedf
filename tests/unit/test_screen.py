"""Screening: what a sentence promises, and what is left out before any call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import pytest

from pipeline.retrieve import Candidate
from pipeline.screen import LEAST_PROMISE, promise, screen
from store import Article, Passage

CLAIM = "The council of Orl approved the budget on May 3."
SAME = "The council of Orl approved the budget on May 3 after a long debate."
ELSEWHERE = "Spring has come to the harbour."


class Told:
    """An embedder in which each text is as near to the claim as it is told to be."""

    name = "test:told"
    dimension = 2

    def __init__(self, similarities: dict[str, float]) -> None:
        self._similarities = {CLAIM: 1.0, **similarities}

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        near = numpy.array([self._similarities[text] for text in texts], dtype=numpy.float64)
        return numpy.stack([near, numpy.sqrt(1 - near**2)], axis=1)  # type: ignore[return-value]


def candidate(text: str) -> Candidate:
    article = Article.make(text)
    span = (0, len(text))
    return Candidate(article, Passage.make(article.id, *span, (span,)), span, 0.0)


def test_meaning_and_words_both_promise_something() -> None:
    assert promise(CLAIM, ELSEWHERE, 0.2) == pytest.approx(0.2)
    assert promise(CLAIM, SAME, 0.2) == pytest.approx(0.7)
    assert promise(CLAIM, SAME, 0.3) > promise(CLAIM, SAME, 0.2)


@pytest.mark.parametrize(
    ("text", "similarity", "kept"),
    [
        (ELSEWHERE, LEAST_PROMISE - 0.01, False),
        (ELSEWHERE, LEAST_PROMISE, True),
        # All the claim's words: worth a call whatever the embedder thinks of it.
        (SAME, 0.0, True),
        # A sentence in a language that the embedder knows badly shares names with the claim.
        ("Der Rat von Orl hat das Budget am 3. May gebilligt.", 0.3, True),
    ],
)
def test_what_surely_says_nothing_is_left_out(text: str, similarity: float, kept: bool) -> None:
    found, left_out = screen(CLAIM, [candidate(text)], Told({text: similarity}))
    assert (len(found), left_out) == ((1, 0) if kept else (0, 1))


def test_the_order_stays() -> None:
    near = {SAME: 0.5, ELSEWHERE: 0.1, SAME + " It did.": 0.9}
    given = [candidate(text) for text in near]
    assert screen(CLAIM, given, Told(near)) == ([given[0], given[2]], 1)
