"""Screening: what a sentence promises, and what is left out before any call."""

from __future__ import annotations

import pytest

from pipeline.retrieve import Candidate
from pipeline.screen import LEAST_PROMISE, promise, screen
from store import Article, Passage

CLAIM = "The council of Orl approved the budget on May 3."
SAME = "The council of Orl approved the budget on May 3 after a long debate."
ELSEWHERE = "Spring has come to the harbour."


def candidate(text: str, similarity: float, article: str = "") -> Candidate:
    made = Article.make(article or text)
    span = (0, len(text))
    return Candidate(made, Passage.make(made.id, *span, (span,)), span, similarity)


def test_meaning_words_and_the_rest_of_the_article_promise_something() -> None:
    assert promise(CLAIM, candidate(ELSEWHERE, 0.2), 0.2) == pytest.approx(0.3)
    assert promise(CLAIM, candidate(SAME, 0.2), 0.2) == pytest.approx(1.5)
    assert promise(CLAIM, candidate(SAME, 0.3), 0.3) > promise(CLAIM, candidate(SAME, 0.2), 0.3)
    assert promise(CLAIM, candidate(ELSEWHERE, 0.2), 0.6) > promise(CLAIM, candidate(ELSEWHERE, 0.2), 0.2)


# A sentence that shares no word is its article's best: 1.5 times its cosine counts.
LEAST = LEAST_PROMISE / 1.5


@pytest.mark.parametrize(
    ("text", "similarity", "kept"),
    [
        (ELSEWHERE, LEAST - 0.01, False),
        (ELSEWHERE, LEAST + 0.001, True),
        # All the claim's words: worth a call whatever the embedder thinks of it.
        (SAME, 0.0, True),
        # A sentence in a language that the embedder knows badly shares names with the claim.
        ("Der Rat von Orl hat das Budget am 3. May gebilligt.", 0.3, True),
    ],
)
def test_what_surely_says_nothing_is_left_out(text: str, similarity: float, kept: bool) -> None:
    found, left_out = screen(CLAIM, [candidate(text, similarity)])
    assert bool(found) is kept
    assert len(found) + left_out == 1


def test_a_sentence_is_kept_for_the_article_that_it_stands_in() -> None:
    near, far = candidate("The budget passed.", 0.9, "x"), candidate(ELSEWHERE, 0.3, "x")
    assert screen(CLAIM, [near, far]) == ([near, far], 0)
    assert screen(CLAIM, [far]) == ([], 1)


def test_the_order_stays() -> None:
    given = [candidate(SAME, 0.5), candidate(ELSEWHERE, 0.1), candidate(SAME + " It did.", 0.9)]
    assert screen(CLAIM, given) == ([given[0], given[2]], 1)
