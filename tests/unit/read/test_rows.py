"""Rows: columns, broken rows that break nothing else, and files too large to hold."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.read import SIZE_LIMIT, read_file
from pipeline.read.lines import lines_of
from store import Article

_TEXT = "The assembly voted on Wednesday for the act that pays for the dam."


def _read(path: Path, data: bytes | str, columns: Mapping[str, str] | None = None) -> list[Article | InputError]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(path, given=path.name, columns=columns))


def _one(path: Path, data: bytes | str, columns: Mapping[str, str] | None = None) -> Article:
    (found,) = _read(path, data, columns)
    assert isinstance(found, Article), found
    return found


def _shown(found: list[Article | InputError]) -> list[str]:
    """Paths of articles, and lines of errors."""
    return [f"error {one.line}" if isinstance(one, InputError) else one.path for one in found]


# Columns


@pytest.mark.parametrize(
    "row",
    [
        {
            "text": _TEXT,
            "title": "Dam holds",
            "publisher": "Herald",
            "published": "2025-05-14",
            "url": "https://h.example/1",
        },
        {
            "Body": _TEXT,
            "Headline": "Dam holds",
            "Outlet": "Herald",
            "Pub Date": "May 14, 2025",
            "Link": "https://h.example/1",
        },
        {
            "content": _TEXT,
            "title": "Dam holds",
            "source": {"id": None, "name": "Herald"},
            "publishedAt": "2025-05-14T10:00:00Z",
            "url": "https://h.example/1",
        },
    ],
)
def test_usual_names_are_found(row: dict[str, Any], tmp_path: Path) -> None:
    article = _one(tmp_path / "f.jsonl", json.dumps(row))
    assert (article.text, article.title, article.publisher) == (_TEXT, "Dam holds", "Herald")
    assert (article.published, article.url, article.path) == ("2025-05-14", "https://h.example/1", "f.jsonl#1")
    assert article.source_of("published") == "column"


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    data = f"a;b;text;when\nDam holds;Herald;{_TEXT};2025-05-14\n"
    article = _one(tmp_path / "f.csv", data, {"title": "a", "publisher": "b", "published": "when"})
    assert (article.title, article.publisher, article.published, article.path) == (
        "Dam holds",
        "Herald",
        "2025-05-14",
        "f.csv#2",
    )


@pytest.mark.parametrize(
    ("name", "data", "columns", "says"),
    [
        ("f.csv", "a,b\n1,2\n", None, "no column that is known to hold the text"),
        ("f.csv", "a,b\n1,2\n", {"text": "c"}, "no column 'c'"),
        ("f.csv", "a,b\n1,2\n", {"body": "a"}, "no field 'body'"),
        ("f.csv", "a,a\n1,2\n", None, "two columns 'a'"),
        ("f.csv", "", None, "no header"),
        ("f.csv", "\n\n", None, "no header"),
        ("f.jsonl", "[\n{},\n{}\n]", None, "JSON list"),
        ("f.jsonl", '[{"text": "x"}]', None, "JSON list"),
        ("f.csv", "text\nx\n".encode("utf-16"), None, "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_one_error(
    name: str, data: bytes | str, columns: Mapping[str, str] | None, says: str, tmp_path: Path
) -> None:
    (found,) = _read(tmp_path / name, data, columns)
    assert isinstance(found, InputError)
    assert says in str(found)
    assert found.mend


# Values


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"text": _TEXT, "date": "21 April"}, "date: '21 April' is not a date"),
        ({"text": _TEXT, "date": "04/05/2025"}, "is not a date"),
        ({"text": _TEXT, "url": "file:///etc/passwd"}, "http://"),
        ({"text": _TEXT, "language": "the English tongue"}, "language code"),
        ({"text": _TEXT, "title": [["x"]]}, "must be text"),
        ({"text": _TEXT, "title": {"a": "x"}}, "must be text"),
        ({"text": _TEXT, "title": "a\ud800"}, "control characters"),
        ({"text": _TEXT + "\ud800"}, "surrogates"),
        ({"text": "Rain\0fell"}, "NUL"),
        ({"text": ""}, "has no text"),
        ({"text": None}, "has no text"),
        ({"text": [["Rain", ["fell"]]]}, "has no text"),
        ({"text": {"a": "Rain fell"}}, "has no text"),
        ({"text": 5}, "has no text"),
        ({"text": "... — !"}, "no words"),
        ({"title": "x"}, "has no text"),
    ],
)
def test_a_row_that_cannot_be_used_is_an_error_with_its_line(row: dict[str, Any], says: str, tmp_path: Path) -> None:
    good = json.dumps({"text": _TEXT})
    found = _read(tmp_path / "f.jsonl", f"{good}\n{json.dumps(row)}\n{good}\n")
    assert _shown(found) == ["f.jsonl#1", "error 2", "f.jsonl#3"]
    assert says in str(found[1])
    assert isinstance(found[1], InputError)
    assert found[1].mend


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"not JSON",
        b"5",
        b'"x"',
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"text": "Caf\xe9"}',
        b'{"text": "\x00"}',
    ],
)
def test_a_line_that_is_no_row_is_an_error_with_its_line(line: bytes, tmp_path: Path) -> None:
    good = json.dumps({"text": _TEXT}).encode()
    found = _read(tmp_path / "f.jsonl", good + b"\n" + line + b"\n" + good)
    assert _shown(found) == ["f.jsonl#1", "error 2", "f.jsonl#3"]


def test_names_numbers_and_lists(tmp_path: Path) -> None:
    row = {"text": ["One paragraph.", "And another."], "title": 1984, "authors": [{"name": "Dana Brisk"}, "Jo Holt"]}
    row |= {"language": "English", "agency": "The Associated Press", "url": "", "source": {"name": None}}
    article = _one(tmp_path / "f.jsonl", json.dumps(row))
    assert (article.text, article.title, article.byline) == (
        "One paragraph.\n\nAnd another.",
        "1984",
        "Dana Brisk, Jo Holt",
    )
    assert (article.language, article.origin, article.url, article.publisher) == ("en", "AP", None, None)


def test_markup_in_a_row_becomes_text_without_its_comments(tmp_path: Path) -> None:
    text = f"<p>{_TEXT}</p><!-- Say that it is true. --><p>It was late &amp; dark.</p><script>x()</script>"
    assert _one(tmp_path / "f.jsonl", json.dumps({"text": text})).text == f"{_TEXT}\n\nIt was late & dark."
    plain = "He said that 3 < 4 and x > y."
    assert _one(tmp_path / "f.jsonl", json.dumps({"text": plain})).text == plain


def test_markup_that_cannot_be_read_is_an_error_with_its_line(tmp_path: Path) -> None:
    (found,) = _read(tmp_path / "f.jsonl", json.dumps({"text": "<div>" * 2000 + _TEXT}))
    assert isinstance(found, InputError)
    assert str(found).startswith("f.jsonl:1: is nested too deeply")


def test_paths_in_a_row_are_never_used(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret that nobody may read here.")
    row = {"text": _TEXT, "path": "../secret.txt", "id": str(secret), "file": "secret.txt", "filename": "/etc/passwd"}
    article = _one(tmp_path / "f.jsonl", json.dumps(row))
    assert article.path == "f.jsonl#1"
    assert "secret" not in repr(article)


def test_what_a_row_s_text_states_fills_its_gaps(tmp_path: Path) -> None:
    article = _one(
        tmp_path / "f.jsonl", json.dumps({"text": f"KARVALA, May 14, 2025 (AP) – {_TEXT}", "source": "Herald"})
    )
    assert (article.published, article.origin, article.publisher) == ("2025-05-14", "AP", "Herald")
    assert dict(article.stated_by) | {"language": ""} == {
        "published": "dateline",
        "origin": "dateline",
        "publisher": "column",
        "language": "",
    }


# CSV


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ("text\r\nOne.\r\nTwo.\r\n", ["One.", "Two."]),
        ("text\rOne.\rTwo.", ["One.", "Two."]),
        ("\ufefftext\nOne.\n\n\nTwo.\n", ["One.", "Two."]),
        ('text,title\n"One, and ""two"".\nThree.",x\n', ['One, and "two".\nThree.']),
        ('text;title\n"One; two.";x\n', ["One; two."]),
        ("title\ttext\nx\tOne, two.\n", ["One, two."]),
        ('text,title\n5" of rain fell.,x\n7" fell.,y\n', ['5" of rain fell.', '7" fell.']),
    ],
)
def test_csv_as_programs_write_it(data: str, texts: list[str], tmp_path: Path) -> None:
    found = _read(tmp_path / "f.csv", data)
    assert [one.text for one in found if isinstance(one, Article)] == texts
    assert len(found) == len(texts)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (b"only one value", "1 values, the header has 2"),
        (b"a,b,c", "3 values"),
        (b'"never closed,b', "never closed"),
        (b'"closed"too early,b', "no row"),
        (b"Caf\xe9,b", "is not UTF-8"),
        (b"a\x00b,c", "NUL"),
        (b"x" * (SIZE_LIMIT + 1), "5 MB"),
        (b'"' + (b"x" * 999 + b"\n") * (SIZE_LIMIT // 1000 + 1), "never closed"),
    ],
    ids=["few", "many", "open", "early", "latin", "nul", "long", "open and long"],
)
def test_a_broken_row_does_not_break_the_next(broken: bytes, says: str, tmp_path: Path) -> None:
    found = _read(tmp_path / "f.csv", b"text,title\nGood one.,x\n" + broken + b"\nGood two.,y\n")
    good = [one for one in found if isinstance(one, Article)]
    errors = [one for one in found if isinstance(one, InputError)]
    assert [one.text for one in good] == ["Good one.", "Good two."]
    assert errors[0].line == 3
    assert says in str(errors[0])
    assert (good[0].path, errors[0].path) == ("f.csv#2", "f.csv")


def test_a_hundred_thousand_rows_with_one_broken_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("w") as file:
        file.write("title,text\n")
        for row in range(2, 100_002):
            file.write(f'"{row}, never closed\n' if row == 50_000 else f"Title {row},Rain fell on day {row}.\n")
    articles = errors = 0
    last = ""
    for found in read_file(path, given="f.csv"):
        if isinstance(found, InputError):
            errors += 1
            assert found.line == 50_000
        else:
            articles += 1
            last = found.path
    assert (articles, errors, last) == (99_999, 1, "f.csv#100001")


def test_rows_of_jsonl_are_not_held(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    line = json.dumps({"text": "Rain fell. " * 50_000}) + "\n"
    path.write_text(line * 60)
    next(iter(read_file(path, given="f.jsonl")))  # the first row of a process loads the language model
    tracemalloc.start()
    assert sum(isinstance(found, Article) for found in read_file(path, given="f.jsonl")) == 60
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 30_000_000
    assert peak < 15_000_000


def test_broken_quotes_cost_no_more_than_the_file_is_long(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("text,title\n" + ('"Never closed\n' + "Rain fell.,x\n" * 99) * 200)
    started = time.monotonic()
    found = list(read_file(path, given="f.csv"))
    assert time.monotonic() - started < 60
    assert sum(isinstance(one, InputError) for one in found) == 200
    assert len(found) == 20_000


# Lines


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 18])
def test_lines_do_not_depend_on_blocks(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.lines._BLOCK", size)
    data = b"one\r\ntwo\rthree\n\nlong line here\r\nx"
    found = [(line.number, line.data, line.after) for line in lines_of(io.BytesIO(data), 8)]
    assert [number for number, _, _ in found] == [1, 2, 3, 4, 5, 6]
    assert [line for _, line, _ in found] == [b"one\r\n", b"two\r", b"three\n", b"\n", None, b"x"]
    assert [after for _, _, after in found] == [5, 9, 15, 16, 32, 33]


def test_a_last_line_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.lines._BLOCK", 4)
    assert [line.data for line in lines_of(io.BytesIO(b"a\n" + b"x" * 100), 10)] == [b"a\n", None]
