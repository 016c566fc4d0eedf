"""Export and import: a library that goes out as text comes back the same, whatever is in it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.exchange import FORMAT, export_lines, import_lines, opened_lines, write_whole
from pipeline.ingest import IngestSummary, library_format, store_article
from store import Article
from store.errors import LibraryBusy
from store.vectors import Library, open_library
from store.vectors.verify import verify
from tests.conftest import WordEmbedder

ONE = Article.make("The bridge at Orl reopened on Monday.", title="Bridge", publisher="Orl Post", path="one.txt")
TWO = Article.make("Rain fell on Karv.", language="en", stated_by={"language": "detected"}, path="two.txt")


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "lib"), library_format(embedder), create=True) as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "other"), library_format(embedder), create=True) as opened:
        yield opened


def taken(lines: list[str], library: Library) -> IngestSummary:
    data = (line.encode("utf-8", "surrogatepass") for line in lines)
    return import_lines(data, lambda: library, WordEmbedder(), path="in.jsonl")


def head(count: int = 1) -> str:
    return json.dumps({"format": FORMAT, "articles": count})


def line(**changes: Any) -> str:
    fields = {"text": ONE.text, "title": ONE.title, "publisher": ONE.publisher, "path": ONE.path}
    return json.dumps({"id": ONE.id, "article": fields} | changes)


def state(library: Library) -> list[Any]:
    return [(kept, library.older_versions(kept.article.id)) for kept in library.kept()]


def test_all_that_is_known_comes_back(library: Library, other: Library, embedder: WordEmbedder) -> None:
    for article in (ONE, TWO):
        store_article(article, library, embedder, location=f"/x/{article.path}")
    older = Article.make("The bridge at Orl is shut.", published="2025-05-01", stated_by={"published": "dateline"})
    oldest = Article.make("A bridge is planned at Orl.", language="en", stated_by={"language": "detected"})
    with library.writing() as writer:
        writer.mend(ONE.id, {"published": "2025-05-02", "publisher": None, "title": None})
        writer.keep_version(older, ONE.id, "2025-05-02T00:00:00+00:00")
        writer.keep_version(oldest, older.id, "2025-05-01T00:00:00+00:00")
    lines = list(export_lines(library))
    assert json.loads(lines[0]) == {"format": FORMAT, "articles": 2}
    assert all(text.isascii() and "\n" not in text for text in lines)
    summary = taken(lines, other)
    assert (summary.added, summary.unchanged, summary.failed) == (["one.txt", "two.txt"], [], [])
    assert state(other) == state(library)
    assert len(other.older_versions(ONE.id)) == 2
    assert other.fingerprint() == library.fingerprint()
    assert list(export_lines(other)) == lines
    assert list(verify(other)) == []


def test_a_version_that_was_mended_keeps_its_id(library: Library, other: Library, embedder: WordEmbedder) -> None:
    for article in (ONE, TWO):
        store_article(article, library, embedder, location="/x/one.txt")
    with library.writing() as writer:
        writer.mend(ONE.id, {"publisher": "Karv Post"})
        writer.remove([ONE.id], replaced_by={ONE.id: TWO.id}, at="2025-05-02T00:00:00+00:00")
    taken(list(export_lines(library)), other)
    assert [v.article.id for v in other.older_versions(TWO.id)] == [ONE.id]
    assert state(other) == state(library)


def test_twice_adds_nothing_and_what_is_there_stays(library: Library, other: Library, embedder: WordEmbedder) -> None:
    store_article(ONE, library, embedder, location="")
    lines = list(export_lines(library))
    taken([*lines, *lines[1:]], other)
    with other.writing() as writer:
        writer.mend(ONE.id, {"publisher": "Karv Post"})
    before = (state(other), other.fingerprint(), other.passage_count())
    summary = taken(lines, other)
    assert (summary.added, summary.unchanged, summary.passages) == ([], ["one.txt"], 0)
    assert (state(other), other.fingerprint(), other.passage_count()) == before


_TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
_FIELDS = st.fixed_dictionaries(
    {"text": _TEXT.filter(lambda text: any(c.isalnum() for c in text))},
    optional={
        "title": _TEXT,
        "publisher": st.none() | _TEXT.filter(bool),
        "byline": st.none() | _TEXT.filter(bool),
        "origin": st.none() | _TEXT.filter(bool),
        "published": st.none() | st.dates().map(lambda day: day.isoformat()),
        "path": _TEXT,
    },
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Library]]:
    folder, made = tmp_path_factory.mktemp("pair"), library_format(WordEmbedder())
    with (
        open_library(str(folder / "a"), made, create=True) as left,
        open_library(str(folder / "b"), made, create=True) as right,
    ):
        yield left, right


@settings(max_examples=12)
@given(fields=_FIELDS, publisher=st.none() | st.text("abc Ж-").map(lambda text: " ".join(text.split())).filter(bool))
def test_any_article_comes_back(pair: tuple[Library, Library], fields: dict[str, Any], publisher: str | None) -> None:
    article = Article.make(**fields)
    left, right = pair
    store_article(article, left, WordEmbedder(), location="")
    try:
        with left.writing() as writer:
            writer.mend(article.id, {"publisher": publisher})
        summary = taken(list(export_lines(left)), right)
        assert not summary.failed
        assert state(right) == state(left)
        assert right.fingerprint() == left.fingerprint()
    finally:
        for library in pair:
            with library.writing() as writer:
                writer.remove([article.id])


BAD = {
    "cut short": line()[:40],
    "no JSON": "rubbish",
    "a number": "1",
    "null": "null",
    "a list": "[]",
    "too deep": "[" * 100_000,
    "no id": json.dumps({"article": {"text": "x"}}),
    "no text": line(article={"title": "x"}),
    "text that is none": line(article={"text": 1}),
    "another text": line(article={"text": "Other words.", "title": ONE.title, "publisher": ONE.publisher}),
    "another publisher": line(article={"text": ONE.text, "title": ONE.title, "publisher": "Karv Post"}),
    "a field too many": line(surprise=1),
    "a field of an article too many": line(article={"text": "x", "vector": [1.0]}),
    "a date that is none": line(article={"text": "x", "published": "2025-5-1"}),
    "a mend of what cannot be mended": line(mends={"text": "Other words."}),
    "a mended date that is none": line(mends={"published": "yesterday"}),
    "a mended address that is none": line(mends={"url": "javascript:alert(1)"}),
    "a mend that is no text": line(mends={"publisher": 1}),
    "history without a date": line(older=[{"article": {"text": "x"}, "replaced_by": ONE.id}]),
    "a lone surrogate": '{"id": "x", "article": {"text": "\\ud800"}}',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_in(other: Library, bad: str) -> None:
    good = json.dumps({"id": TWO.id, "article": {"text": TWO.text, "language": "en", "stated_by": dict(TWO.stated_by)}})
    summary = taken([head(2), "", bad, good, " \n"], other)
    (failure,) = summary.failed
    assert failure.path == "in.jsonl:3"
    assert failure.reason.startswith("in.jsonl:3: ")
    assert failure.mend
    assert [article.id for article in other.articles()] == [TWO.id]
    assert list(verify(other)) == []


def test_a_line_that_is_too_long_is_told(other: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.exchange.LONGEST", 100)
    path = tmp_path / "out.jsonl"
    path.write_text(f"{head()}\n{line()}\n")
    with opened_lines(str(path)) as lines:
        summary = import_lines(lines, lambda: other, WordEmbedder(), path="out.jsonl")
    assert "is longer than" in summary.failed[0].reason


@pytest.mark.parametrize("first", ["", "{}", "[1]", "x", head().replace("/1", "/2"), f'{{"format": "{FORMAT}"}}'])
def test_nothing_is_opened_for_a_file_that_is_no_export(first: str, embedder: WordEmbedder) -> None:
    def never() -> Library:
        raise AssertionError("opened")

    for lines in ([first, line()], []):
        with pytest.raises(InputError, match=r"in\.jsonl:1: is not an exported library"):
            import_lines([line.encode() for line in lines], never, embedder, path="in.jsonl")


@pytest.mark.parametrize("count", [math.inf, math.nan, "many", None])
def test_a_count_that_is_none_is_told(other: Library, count: object) -> None:
    with pytest.raises(InputError, match="is not an exported library"):
        taken([json.dumps({"format": FORMAT, "articles": count}), line()], other)


def test_pages_are_taken_in_one_after_another(
    library: Library, other: Library, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.exchange._AT_ONCE", 2)
    for number in range(5):
        store_article(Article.make(f"Report {number}.", path=f"{number}"), library, embedder, location="")
    told: list[tuple[int, int]] = []
    lines = list(export_lines(library))
    lines.insert(3, "rubbish")
    import_lines(
        lines, lambda: other, embedder, path="x", progress=lambda done, total, what: told.append((done, total))
    )
    assert [article.id for article in other.articles()] == [article.id for article in library.articles()]
    assert [done for done, _ in told] == [2, 4, 6]
    assert {total for _, total in told} == {5}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("before")

    def breaks() -> Iterator[str]:
        yield "a"
        raise LibraryBusy("x")

    with pytest.raises(LibraryBusy):
        write_whole(str(target), breaks())
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert write_whole(str(target), ["a", "ä"]) == 2
    assert target.read_bytes() == "a\nä\n".encode()
    with pytest.raises(UsageError, match="cannot be written"):
        write_whole(str(tmp_path / "no" / "out"), ["a"])
    with pytest.raises(UsageError, match="cannot be written"):
        write_whole(str(tmp_path), ["a"])


def test_opening_names_the_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match=r"no such file|is a folder") as caught, opened_lines(str(path)):
            pass
        assert caught.value.path == str(path)
    (tmp_path / "a").write_bytes("a\u2028b\r\nc\n".encode())
    with opened_lines(str(tmp_path / "a")) as lines:
        assert list(lines) == ["a\u2028b\r\n".encode(), b"c\n"]
