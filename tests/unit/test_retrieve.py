"""Retrieval: the right sentences of the right articles, in an order that does not change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.ingest import library_format, store_article
from pipeline.retrieve import at_places, retrieve, statement
from pipeline.screen import screen
from store import Article
from store.index import Within
from store.vectors import Library, open_library
from tests.conftest import WordEmbedder

CLAIM = "The Orl council approved the budget on May 3."
NEAR = Article.make(
    "ORL, May 4 (Orl Post) - The council met. The Orl council approved the budget on May 3.\n\nRain fell.",
    published="2024-05-04",
    path="near.txt",
)
LATER = Article.make(
    "The budget of Orl was approved by the council, it said.", published="2024-06-01", path="later.txt"
)
UNDATED = Article.make("The council of Orl has a budget.", path="undated.txt")


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "lib"), library_format(embedder), create=True) as opened:
        for article in (NEAR, LATER, UNDATED):
            store_article(article, opened, embedder, location=article.path)
        yield opened


def test_a_sentence_is_as_near_where_it_was_placed_as_where_it_was_found(
    library: Library, embedder: WordEmbedder
) -> None:
    found = retrieve(library, embedder, CLAIM)
    assert len({c.similarity for c in found}) > 1
    places = [(c.article, c.passage, c.span) for c in reversed(found)]
    again = at_places(library, embedder, CLAIM, places)
    assert [(c.span, c.similarity, c.previous) for c in again] == [
        (c.span, c.similarity, c.previous) for c in reversed(found)
    ]
    assert at_places(library, embedder, CLAIM, []) == []


def test_sentences_come_best_first_within_their_article(library: Library, embedder: WordEmbedder) -> None:
    found = retrieve(library, embedder, CLAIM)
    first = [c for c in found if c.article.id == NEAR.id]
    assert first[0].text == "The Orl council approved the budget on May 3."
    assert [c.article.path for c in found if c.span[0] == 0] == list(
        dict.fromkeys(c.article.path for c in found if c.span[0] == 0)
    )
    for candidate in found:
        assert candidate.article.text[candidate.span[0] : candidate.span[1]] == candidate.text
        assert candidate.text in candidate.context
        assert -1 <= candidate.similarity <= 1.001


@pytest.mark.parametrize(("opens", "closes"), [("<!-- editors: council file.", "-->"), ("", "")])
def test_hidden_sentences_crowd_out_nothing(tmp_path: Path, embedder: WordEmbedder, opens: str, closes: str) -> None:
    near = "The Orl council approved the budget on May 3. On May 3 the council approved the Orl budget. "
    hidden = f"{opens} {near} The budget of Orl was approved on May 3 by the council. {closes}"
    told = "After hours of debate, councillors threw it out on May 3."
    article = Article.make(f"Orl, Tuesday. {hidden}\n\n{told}", path="hidden.txt")
    with open_library(str(tmp_path / "hidden"), library_format(embedder), create=True) as opened:
        store_article(article, opened, embedder, location=article.path)
        found = retrieve(opened, embedder, CLAIM)
    assert (told in [c.text for c in found]) == bool(opens), "without the comment they are sentences as others"
    assert not opens or all(near[:20] not in line for c in found for line in (c.text, *c.previous))


def test_limits_hold(library: Library, embedder: WordEmbedder) -> None:
    assert len({c.article.id for c in retrieve(library, embedder, CLAIM, articles=2)}) == 2
    one_each = retrieve(library, embedder, CLAIM, sentences=1)
    assert len(one_each) == len({c.article.id for c in one_each}) == 3


def test_as_of_leaves_out_what_came_later_and_what_has_no_date(library: Library, embedder: WordEmbedder) -> None:
    paths = {c.article.path for c in retrieve(library, embedder, CLAIM, within=Within(until="2024-05-31"))}
    assert paths == {"near.txt"}


def test_the_same_question_has_the_same_answer(library: Library, embedder: WordEmbedder) -> None:
    assert retrieve(library, embedder, CLAIM) == retrieve(library, embedder, CLAIM)


def test_a_dateline_is_no_part_of_the_statement() -> None:
    end = NEAR.text.index(".") + 1
    assert statement(NEAR, (0, end)) == "The council met."
    later = Article.make("x" * 400 + " ORL, May 4 (Orl Post) - The council met.")
    assert statement(later, (401, len(later.text))).startswith("ORL")


def test_screening_counts_what_it_drops(library: Library, embedder: WordEmbedder) -> None:
    candidates = retrieve(library, embedder, CLAIM)
    kept, dropped = screen(CLAIM, candidates)
    assert len(kept) + dropped == len(candidates)
    assert any(c.text.startswith("The Orl council approved") for c in kept)
    assert all(c.text != "Rain fell." for c in kept)
