"""The index beside Chroma: what goes in comes out, no word is an operator, copies and stamps are kept true."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.split import passages
from store.index import Edge, Entry, Index, Within
from store.index.index import packed, unpacked
from store.records import Article, Passage
from store.sketch import sketch
from tests.conftest import WordEmbedder

BRIDGE = Article.make("The bridge at Orl reopened on Monday. Cars may use it again.", title="Crossing", publisher="Orl")
RAIN = Article.make("Rain fell on the harbour of Karv all day long.", published="2025-05-01", language="en")


def entry(article: Article, mends: str = "") -> Entry:
    parts = passages(article)
    vectors = [WordEmbedder().embed([article.text[a:b] for a, b in part.sentences]) for part in parts]
    return Entry(article, parts, vectors, sketch(article.text), mends)


def plain(number: int, hashes: Sequence[int] = ()) -> Entry:
    """An article with a sketch of our choice."""
    article = Article.make(f"Report {number}.")
    return Entry(article, [Passage.make(article.id, 0, 9, ((0, 9),))], [None], hashes)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index(tmp_path / "lib" / "index.sqlite")
    opened.write([entry(BRIDGE), entry(RAIN)], generation="g1")
    yield opened
    opened.close()


# -- what goes in ---------------------------------------------------------------------------------------------


def test_passages_come_out_as_they_went_in(index: Index) -> None:
    for article in (BRIDGE, RAIN):
        parts = passages(article)
        assert index.passages_of(article.id) == parts
        assert index.passages([p.id for p in parts] + ["psg_0"]) == {p.id: p for p in parts}
        assert index.articles_of([p.id for p in parts] + ["psg_0"]) == {p.id: article.id for p in parts}
    assert index.article_ids() == {BRIDGE.id, RAIN.id}
    assert index.passage_ids() == {p.id for article in (BRIDGE, RAIN) for p in passages(article)}
    assert index.generation() == "g1"
    assert list(index.mends()) == sorted([(BRIDGE.id, "", "{}"), (RAIN.id, "", "{}")])


def test_writing_again_replaces_and_removing_leaves_nothing(index: Index, tmp_path: Path) -> None:
    index.write([entry(BRIDGE, '{"publisher": ["Orl", null]}')], removed=["art_0"], generation="g2")
    assert len(index.passage_ids()) == 2
    assert len(index.search_words(["bridge"], 9)) == 1
    assert {i: now for i, _, now in index.mends()}[BRIDGE.id] == '{"publisher": "Orl"}'
    index.write([], removed=[BRIDGE.id, RAIN.id], generation="g3")
    assert index.generation() == "g3"
    assert index.search_words(["bridge", "rain", "crossing"], 9) == []
    database = sqlite3.connect(tmp_path / "lib" / "index.sqlite")
    tables = ("articles", "passages", "sketches", "copies", "words")
    assert [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0] * 5
    database.close()


def test_a_write_that_fails_leaves_everything_as_it_was(index: Index) -> None:
    article = Article.make("The council met. It voted.")
    parts = passages(article)
    broken = Entry(article, [*parts, *parts], [None, None], [])  # a passage twice
    with pytest.raises(sqlite3.IntegrityError):
        index.write([broken], removed=[RAIN.id], generation="g2")
    assert index.generation() == "g1"
    assert index.article_ids() == {BRIDGE.id, RAIN.id}
    assert index.search_words(["rain"], 9)


def test_clear_takes_everything_out_and_notes_the_format(index: Index) -> None:
    index.note_file("/x/a.txt", "1", {BRIDGE.id: "a.txt"})
    index.clear("made with b")
    assert (index.format(), index.generation(), index.article_ids(), index.file("/x/a.txt")) == (
        "made with b",
        "",
        set(),
        None,
    )
    assert index.search_words(["bridge"], 9) == []


def test_several_processes_may_share_the_file(index: Index) -> None:
    other = Index(index.path)
    index.write([], removed=[RAIN.id], generation="g2")
    assert other.generation() == "g2"
    assert other.article_ids() == {BRIDGE.id}
    other.close()


@pytest.mark.parametrize("damage", ["rubbish", "version", "foreign", "empty", "cut"])
def test_a_file_that_is_no_index_of_ours_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "index.sqlite"
    first = Index(path)
    first.write([entry(BRIDGE)], generation="g1")
    first.close()
    if damage == "version":
        database = sqlite3.connect(path)
        database.execute("UPDATE about SET value = '0' WHERE name = 'version'")
        database.commit()
        database.close()
    elif damage == "foreign":
        path.unlink()
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE words (something TEXT)")
        database.execute("CREATE TABLE articles (something TEXT)")
        database.close()
    else:
        path.write_bytes({"rubbish": b"rubbish" * 999, "empty": b"", "cut": path.read_bytes()[:5000]}[damage])
    opened = Index(path)
    assert opened.generation() == ""
    assert opened.article_ids() == set()
    opened.write([entry(RAIN)], generation="g2")
    assert [hit.article_id for hit in opened.search_words(["rain"], 9)] == [RAIN.id]
    opened.close()


# -- vectors --------------------------------------------------------------------------------------------------


def _unit(rows: numpy.ndarray[Any, Any]) -> numpy.ndarray[Any, Any]:
    return numpy.asarray(rows / numpy.linalg.norm(rows, axis=1, keepdims=True))


@pytest.mark.parametrize("dimension", [64, 384, 1536])
def test_packed_vectors_keep_their_cosines(dimension: int) -> None:
    random = numpy.random.default_rng(dimension)
    vectors = _unit(random.standard_normal((50, dimension))).astype(numpy.float32)
    found = unpacked(packed(vectors))
    assert found.shape == vectors.shape
    assert found.dtype == numpy.float32
    assert numpy.allclose(numpy.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert numpy.abs(found @ vectors.T - vectors @ vectors.T).max() < 0.005
    assert len(packed(vectors)) == 4 + vectors.size


@given(arrays(numpy.float32, (3, 16), elements=st.floats(-1, 1, width=32)))
def test_any_direction_is_kept(rows: numpy.ndarray[Any, Any]) -> None:
    rows = rows[numpy.linalg.norm(rows, axis=1) > 1e-3]
    if len(rows):
        vectors = _unit(rows.astype(numpy.float64)).astype(numpy.float32)
        assert ((unpacked(packed(vectors)) * vectors).sum(axis=1) > 0.999).all()


def test_no_vectors_and_vectors_of_nothing_are_no_fault() -> None:
    assert unpacked(packed(numpy.zeros((0, 64), dtype=numpy.float32))).shape == (0, 64)
    nothing = unpacked(packed(numpy.zeros((2, 64), dtype=numpy.float32)))
    assert nothing.shape == (2, 64)
    assert numpy.isfinite(nothing).all()


def test_sentence_vectors_can_be_put_in_later(index: Index) -> None:
    late = Article.make("The council met on May 3. It voted for the plan.")
    parts = passages(late)
    index.write([Entry(late, parts, [None] * len(parts), ())], generation="g2")
    known = passages(BRIDGE)[0].id
    wanted = [parts[0].id, known, "psg_0"]
    assert index.sentence_vectors(wanted).keys() == {known}
    vectors = WordEmbedder().embed([late.text[a:b] for a, b in parts[0].sentences])
    index.put_sentence_vectors({parts[0].id: vectors, "psg_0": vectors})
    found = index.sentence_vectors(wanted)
    assert found.keys() == {known, parts[0].id}
    assert numpy.allclose(found[parts[0].id], vectors, atol=0.01)


# -- words ----------------------------------------------------------------------------------------------------

HOSTILE = ['"', '""', "*", "NEAR", "NEAR(a b)", "AND", "a OR b", "NOT", "text:rain", "rowid", "-rain", "^rain", "("]
HOSTILE += [
    ")",
    "\0",
    "ra\0in",
    "😀",
    "\ud800",
    "'; DROP TABLE words; --",
    "+",
    "{text}",
    "",
    " ",
    "?",
    "?1",
    "\\",
    "%",
]
HOSTILE += ["\u202e", "col:val", "rain*", '"rain" "harbour"']


@pytest.mark.parametrize("word", HOSTILE)
def test_no_word_is_an_operator(index: Index, word: str) -> None:
    alone = index.search_words([word], 9)
    assert {hit.article_id for hit in alone} <= {RAIN.id}
    beside = index.search_words([word, "bridge"], 9)
    assert BRIDGE.id in {hit.article_id for hit in beside}
    assert index.article_ids() == {BRIDGE.id, RAIN.id}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_words_can_be_looked_for(index: Index, words: list[str]) -> None:
    found = index.search_words([*words, "harbour"], 9)
    assert RAIN.id in {hit.article_id for hit in found}
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_a_phrase_in_one_word_is_a_phrase(index: Index) -> None:
    assert index.search_words(["reopened on"], 9)
    assert not index.search_words(["on reopened"], 9)
    assert not index.search_words(["bridge OR rain"], 9)


def test_a_claim_of_five_hundred_words(index: Index) -> None:
    words = [f"word{n}" for n in range(500)]
    assert [hit.article_id for hit in index.search_words([*words, "bridge"], 9)] == [BRIDGE.id]


def test_words_are_found_in_headlines_other_forms_and_without_accents(index: Index) -> None:
    accented = Article.make("Le maire a été réélu à Besançon. Ελλάδα 1,200.", title="Élection")
    index.write([entry(accented)], generation="g2")
    for word, article in (
        ("crossings", BRIDGE),
        ("REOPEN", BRIDGE),
        ("reelu", accented),
        ("besancon", accented),
        ("ΕΛΛΆΔΑ", accented),
        ("1,200", accented),
    ):
        assert [hit.article_id for hit in index.search_words([word], 9)] == [article.id], word


def test_limits_of_a_search(index: Index) -> None:
    assert index.search_words([], 9) == []
    assert index.search_words(["bridge"], 0) == []
    assert len(index.search_words(["the"], 1)) == 1
    assert index.search_words(["the"], 9, Within(languages=("EN",)))[0].article_id == RAIN.id
    assert [h.article_id for h in index.search_words(["the"], 9, Within(publishers=("ORL",)))] == [BRIDGE.id]
    assert index.search_words(["the"], 9, Within(since="2026-01-01")) == []


def test_which_articles_are_allowed(index: Index) -> None:
    ids = [BRIDGE.id, RAIN.id, "art_0", *(f"art_{n}" for n in range(1200))]
    assert index.allowed(ids, Within()) == {BRIDGE.id, RAIN.id}
    assert index.allowed(ids, Within(until="2025-04-30")) == set()
    assert index.allowed(ids, Within(since="2025-05-01", until="2025-05-01", languages=("en",))) == {RAIN.id}
    assert index.allowed([], Within()) == set()


def test_equal_scores_come_in_the_order_of_ids(index: Index) -> None:
    twins = [Article.make("Twenty swans landed.", path=str(n), publisher=str(n)) for n in range(5)]
    index.write([entry(twin) for twin in twins], generation="g2")
    ids = [hit.passage_id for hit in index.search_words(["swans"], 9)]
    assert ids == sorted(ids)
    assert len(ids) == 5


# -- copies ---------------------------------------------------------------------------------------------------


def test_sharing_counts_hashes_most_first(index: Index) -> None:
    one, two, three = (plain(1, range(1000, 2000)), plain(2, range(1990, 2010)), plain(3, [1999, 5]))
    index.write([one, two, three], generation="g2")
    asked = [*range(1500, 2000), *range(1500, 2000)]  # more than fit into one query, and each twice
    assert index.sharing(asked, 1) == [
        (one.article.id, 500),
        (two.article.id, 10),
        (three.article.id, 1),
    ]
    assert [i for i, _ in index.sharing(asked, 2)] == [one.article.id, two.article.id]
    assert index.sharing([], 1) == []
    assert index.sharing([2**63 - 1], 1) == []
    same = index.sharing([1999], 1)
    assert same == sorted(same)
    assert len(same) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.frozensets(st.integers(0, 40)), min_size=1, max_size=6), st.frozensets(st.integers(0, 40)))
def test_sharing_is_the_size_of_the_intersection(
    index: Index, sketches: list[frozenset[int]], asked: frozenset[int]
) -> None:
    entries = [plain(number, sorted(hashes)) for number, hashes in enumerate(sketches)]
    index.write(entries, removed=index.article_ids(), generation="g")
    expected = {e.article.id: len(asked & h) for e, h in zip(entries, sketches, strict=True) if asked & h}
    assert dict(index.sharing(sorted(asked), 1)) == expected


def chained(index: Index, count: int) -> list[str]:
    """Articles each of which is a copy of the next, all compared; and two others that are copies of each other."""
    entries = [plain(n) for n in range(count + 2)]
    ids = [e.article.id for e in entries]
    index.write(entries, generation="g2")
    pairs = [(n, n + 1) for n in range(count - 1)] + [(count, count + 1)]
    index.note_compared(index.uncompared(9999), [Edge(ids[b], ids[a], f"why {a}") for a, b in pairs])
    return ids


def test_edges_of_one_article_are_those_of_its_whole_group(index: Index) -> None:
    ids = chained(index, 7)
    chain = index.edges([ids[3]])
    assert len(chain) == 6
    assert {i for e in chain for i in (e.one, e.other)} == set(ids[:7])
    assert all(e.one < e.other for e in chain)
    assert chain == sorted(chain, key=lambda e: (e.one, e.other))
    assert [e.why for e in index.edges([ids[8]])] == ["why 7"]
    assert len(index.edges([ids[0], ids[8]])) == len(index.edges()) == 7
    assert index.edges([BRIDGE.id, "art_0"]) == index.edges([]) == []


def test_a_group_may_be_larger_than_a_query_takes(index: Index) -> None:
    ids = chained(index, 3)
    spokes = [plain(n) for n in range(100, 1300)]
    index.write(spokes, generation="g3")
    index.note_compared([], [Edge(ids[0], spoke.article.id, "x") for spoke in spokes])
    assert len(index.edges([ids[2]])) == 1202
    assert len(index.edges([spoke.article.id for spoke in spokes])) == 1202


def test_what_was_found_twice_is_kept_once_and_strangers_are_not_kept(index: Index) -> None:
    index.note_compared([], [Edge(BRIDGE.id, RAIN.id, "first"), Edge(RAIN.id, BRIDGE.id, "second")])
    index.note_compared([], [Edge(BRIDGE.id, "art_0", "x"), Edge("art_0", "art_1", "x")])
    assert index.edges() == [Edge(min(BRIDGE.id, RAIN.id), max(BRIDGE.id, RAIN.id), "second")]


def test_a_removal_has_its_neighbours_compared_again(index: Index) -> None:
    ids = chained(index, 5)
    assert index.uncompared(99) == []
    index.write([], removed=[ids[2]], generation="g3")
    assert set(index.uncompared(99)) == {ids[1], ids[3]}
    assert len(index.edges()) == 3
    assert len(index.edges([ids[0]])) == 1
    index.note_compared([ids[1]], [])
    assert index.uncompared(99) == [ids[3]]


def test_an_article_that_is_written_again_is_compared_again(index: Index) -> None:
    ids = chained(index, 3)
    index.write([plain(1)], generation="g3")
    assert set(index.uncompared(99)) == set(ids[:3])
    assert index.uncompared(2) == index.uncompared(99)[:2]
    assert index.edges([ids[0]]) == []


# -- files ----------------------------------------------------------------------------------------------------


def test_stamps_of_files_are_kept_until_they_are_forgotten(index: Index) -> None:
    assert index.file("/x/a.txt") is None
    index.note_file("/x/a.txt", "stamp 1", {BRIDGE.id: "a.txt#1", RAIN.id: "ä😀.txt#2"})
    index.note_file("/x/b\\xff.txt", "", {})
    assert index.file("/x/a.txt") == ("stamp 1", {BRIDGE.id: "a.txt#1", RAIN.id: "ä😀.txt#2"})
    assert index.file("/x/b\\xff.txt") == ("", {})
    index.note_file("/x/a.txt", "stamp 2", {RAIN.id: "a.txt"})
    assert index.file("/x/a.txt") == ("stamp 2", {RAIN.id: "a.txt"})
    index.write([], removed=[RAIN.id], generation="g2")
    assert index.file("/x/a.txt") == ("stamp 2", {RAIN.id: "a.txt"})  # the library tells that it is gone
    again = Index(index.path)
    assert again.file("/x/a.txt") is not None
    again.forget_files()
    again.close()
    assert index.file("/x/a.txt") is index.file("/x/b\\xff.txt") is None
