"""Screening: what a sentence promises, and what is left out before any call."""

from __future__ import annotations

import pytest

from pipeline.retrieve import Candidate
from pipeline.screen import LEAST_PROMISE, promise, screen
from store import Article, Passage

CLAIM = "The council of Orl approved the budget on May 3."
SAME = "The council of Orl approved the budget on May 3 after a long debate."
ELSEWHERE = "Spring has come to the harbour."


def candidate(text: str, similarity: float) -> Candidate:
    article = Article.make(text)
    span = (0, len(text))
    return Candidate(article, Passage.make(article.id, *span, (span,)), span, similarity)


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
    found, left_out = screen(CLAIM, [candidate(text, similarity)])
    assert (len(found), left_out) == ((1, 0) if kept else (0, 1))


def test_the_order_stays() -> None:
    given = [candidate(SAME, 0.5), candidate(ELSEWHERE, 0.1), candidate(SAME + " It did.", 0.9)]
    assert screen(CLAIM, given) == ([given[0], given[2]], 1)
