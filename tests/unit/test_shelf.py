"""What retrieval keeps of a library between claims: asked for once, and never older than the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipeline.ingest import library_format, store_article
from pipeline.retrieve import prepare, retrieve
from store import Article
from store.recent import Recent
from store.vectors import Library, open_library
from tests.conftest import WordEmbedder

BRIDGE = Article.make(
    "Bridge reopens\n\nThe bridge at Orl reopened on Monday. Cars may use it again.\nThe ferry stops in June.",
    title="Bridge reopens",
    publisher="Orl Post",
    path="orl.txt",
)
COUNCIL = Article.make("The council met. It voted nine to four for the plan.", path="council.txt")


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "lib"), library_format(embedder), create=True) as opened:
        for article in (BRIDGE, COUNCIL):
            store_article(article, opened, embedder, location=article.path)
        yield opened


class Reader:
    """Gives the length of words, and notes which were asked for."""

    def __init__(self, *known: str) -> None:
        self.known = known
        self.asked: list[list[str]] = []

    def __call__(self, words: list[str]) -> dict[str, int]:
        self.asked.append(words)
        return {word: len(word) for word in words if word in self.known}


def test_what_is_kept_is_read_once_and_comes_in_the_order_asked_for() -> None:
    recent, read = Recent[str, int](10), Reader("a", "bb", "ccc")
    assert recent.all_of(["bb", "a", "bb"], read) == {"bb": 2, "a": 1}
    assert list(recent.all_of(["ccc", "a", "bb"], read)) == ["ccc", "a", "bb"]
    assert read.asked == [["bb", "a"], ["ccc"]]
    assert recent.all_of([], read) == {}


def test_what_is_not_there_is_left_out_and_asked_for_again() -> None:
    recent, read = Recent[str, int](10), Reader("a")
    assert recent.all_of(["a", "x"], read) == {"a": 1}
    read.known = ("a", "x")
    assert recent.all_of(["a", "x"], read) == {"a": 1, "x": 1}
    assert read.asked == [["a", "x"], ["x"]]


def test_what_was_not_asked_for_lately_goes_first() -> None:
    recent, read = Recent[str, int](2), Reader("a", "b", "c")
    for words in (["a"], ["b"], ["a"], ["c"]):
        recent.all_of(words, read)
    assert len(recent) == 2
    recent.all_of(["a", "c"], read)
    assert read.asked == [["a"], ["b"], ["c"]]
    recent.all_of(["b"], read)
    assert read.asked[-1] == ["b"]


def test_heavy_values_push_out_more_and_one_always_stays() -> None:
    recent, read = Recent[str, int](6, weight=lambda length: length), Reader("aa", "bbb", "cccc", "d" * 50)
    assert recent.all_of(["aa", "bbb"], read) == {"aa": 2, "bbb": 3}
    assert recent.all_of(["cccc"], read) == {"cccc": 4}
    assert len(recent) == 1
    assert recent.all_of(["d" * 50, "aa"], read) == {"d" * 50: 50, "aa": 2}
    assert len(recent) == 1


def test_a_second_claim_reads_no_article_again(
    library: Library, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = retrieve(library, embedder, "The council voted for the plan.")
    asked: list[object] = []
    monkeypatch.setattr(library, "get_kept", asked.append)
    monkeypatch.setattr(library.index, "sentence_vectors", asked.append)
    monkeypatch.setattr(library.index, "passages_of", asked.append)
    assert retrieve(library, embedder, "The council voted for the plan.") == first
    assert {c.article.id for c in retrieve(library, embedder, "The bridge reopened.")} == {BRIDGE.id, COUNCIL.id}
    assert asked == []


def test_after_a_mend_the_article_is_as_mended(library: Library, embedder: WordEmbedder) -> None:
    claim = "The bridge at Orl reopened."
    assert retrieve(library, embedder, claim)[0].article.publisher == "Orl Post"
    with library.writing() as writer:
        writer.mend(BRIDGE.id, {"publisher": "Orl Gazette"})
    assert retrieve(library, embedder, claim)[0].article.publisher == "Orl Gazette"


def test_after_a_removal_the_article_is_gone(library: Library, embedder: WordEmbedder) -> None:
    assert BRIDGE.id in library.shelf.articles([BRIDGE.id])
    with library.writing() as writer:
        writer.remove([BRIDGE.id])
    assert library.shelf.articles([BRIDGE.id]) == {}
    assert {c.article.id for c in retrieve(library, embedder, "The bridge at Orl reopened.")} == {COUNCIL.id}


def test_what_another_writer_changed_is_seen_after_a_refresh(
    library: Library, embedder: WordEmbedder, tmp_path: Path
) -> None:
    claim = "The bridge at Orl reopened."
    retrieve(library, embedder, claim)
    with open_library(str(tmp_path / "lib"), library_format(embedder)) as other, other.writing() as writer:
        writer.mend(BRIDGE.id, {"title": "Orl has its bridge back"})
    library.refresh()
    assert retrieve(library, embedder, claim)[0].article.title == "Orl has its bridge back"


def test_what_was_searched_before_a_refresh_is_searched_again(
    library: Library, embedder: WordEmbedder, tmp_path: Path
) -> None:
    # The index is shared: it is in step with the other's write before this client's search is.
    vector = embedder.embed(["the ferry sank"])[0]
    library.shelf.search(vector, 50)
    sunk = Article.make("The ferry sank. Nobody drowned.", path="sunk.txt")
    with open_library(str(tmp_path / "lib"), library_format(embedder)) as other:
        store_article(sunk, other, embedder, location="")
    library.shelf.search(vector, 50)
    library.refresh()
    assert sunk.id in {hit.article_id for hit in library.shelf.search(vector, 50)}


def test_vectors_searched_together_find_what_each_finds_alone(library: Library, embedder: WordEmbedder) -> None:
    vectors = list(embedder.embed(["the council voted", "the bridge reopened", "the ferry stops"]))
    assert library.searches(vectors, 5) == [library.search(vector, 5) for vector in vectors]
    assert library.searches(vectors, 0) == [[], [], []]
    assert library.searches([], 5) == []


def test_claims_that_were_prepared_are_retrieved_without_another_search(
    library: Library, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = ["The council voted for the plan.", "The bridge at Orl reopened.", "The ferry stops in June."]
    alone = [retrieve(library, embedder, claim) for claim in claims]
    library.index.write([], generation="another")  # an empty shelf
    prepare(library, embedder, claims)
    searched: list[object] = []
    monkeypatch.setattr(library, "searches", lambda vectors, limit: searched.append(np.shape(vectors)))
    assert [retrieve(library, embedder, claim) for claim in claims] == alone
    assert searched == []
