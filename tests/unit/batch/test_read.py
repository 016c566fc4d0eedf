"""Claims from files: each row comes out once, as a claim or with its line and what is wrong with it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pipeline.batch import Columns, Row, read_claims
from pipeline.batch.records import Claims, Unreadable
from pipeline.errors import InputError, UsageError


def read(path: Path, text: str | bytes, name: str, columns: Columns | None = None) -> Claims:
    file = path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_claims(str(file), io.BytesIO(), columns=columns)


def told(claims: Claims) -> list[tuple[int, int, str]]:
    return [(r.number, r.line, r.claim if isinstance(r, Row) else r.reason) for r in claims.rows]


def test_lines_of_text(tmp_path: Path) -> None:
    claims = read(tmp_path, "\ufeffIt rained.\r\n\r\n  It\tsnowed.  \n...\nIt froze.", "c.txt")
    assert told(claims) == [(1, 1, "It rained."), (2, 3, "It snowed."), (3, 4, "holds no claim"), (4, 5, "It froze.")]


def test_rows_of_json_with_all_fields(tmp_path: Path) -> None:
    rows = [
        {
            "id": 7,
            "claim": "It rained.",
            "as_of": "2024-05-03T10:00:00",
            "speaker": "Ana Kol",
            "context": "On the radio",
        },
        "It snowed.",
        {"text": "It froze.", "As of": "2024-05-04", "date": "2020-01-01"},
    ]
    claims = read(tmp_path, "\n".join(map(json.dumps, rows)), "c.jsonl")
    assert claims.rows[0] == Row(1, 1, "7", "It rained.", "2024-05-03", "Ana Kol", "On the radio")
    assert claims.rows[1] == Row(2, 2, None, "It snowed.")
    assert claims.rows[2] == Row(3, 3, None, "It froze.", "2024-05-04")


def test_columns_by_name(tmp_path: Path) -> None:
    text = 'nr;Behauptung;wer\n1;"It ""rained"";\nhard.";Kol\n2;It snowed.;\n'
    claims = read(tmp_path, text, "c.csv", Columns(claim="Behauptung", id="nr", speaker="wer"))
    assert claims.rows == (Row(1, 2, "1", 'It "rained"; hard.', speaker="Kol"), Row(2, 3, "2", "It snowed."))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("17", "is not a JSON object"),
        ('{"claim": 5}', "claim: is not text"),
        ('{"claim": " !? "}', "holds no claim"),
        ('{"other": "x"}', "holds no claim"),
        ('{"claim": "' + "a" * 1001 + '"}', "claim: has 1,001 characters"),
        ('{"claim": "It rained.", "as_of": "last May"}', "is no date"),
        ('{"claim": "It rained.", "as_of": "2024-05-03garbage"}', "is no date"),
        ('{"claim": "It \\ud800 rained."}', "halves of characters"),
        ('{"claim": "It rained.", "id": "a"}', "has the id 'a' of line 1"),
        ("[" * 100_000, "nested too deeply"),
    ],
    ids=lambda value: value[:30],
)
def test_a_row_that_cannot_be_read_is_told_and_the_next_is_read(tmp_path: Path, row: str, reason: str) -> None:
    good = json.dumps({"claim": "It rained.", "id": "a"})
    claims = read(tmp_path, f"{good}\n{row}\n" + json.dumps({"claim": "It snowed."}), "c.jsonl")
    bad = claims.rows[1]
    assert isinstance(bad, Unreadable)
    assert (bad.number, bad.line) == (2, 2)
    assert reason in bad.reason
    assert bad.mend
    assert isinstance(claims.rows[2], Row)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("c.xlsx", b"PK", "neither .jsonl nor .csv nor .txt"),
        ("c.txt", b"", "holds no claims"),
        ("c.txt", b"It rained.\xff\xfe", "c.txt:1"),
        ("c.txt", "It rained.".encode("utf-16"), "UTF-16"),
        ("c.csv", b"a,b\n1,2\n", "no column that is known to hold the claim"),
        ("c.csv", b"claim,claim\n1,2\n", "two columns"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(tmp_path, content, name)
    assert caught.value.mend


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'x'"):
        read(tmp_path, b"claim\nIt rained.\n", "c.csv", Columns(claim="x"))


def test_a_text_file_has_no_columns(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a text file has none"):
        read(tmp_path, b"It rained.\n", "c.txt", Columns(claim="x"))


def test_stdin_by_its_look() -> None:
    assert told(read_claims("-", io.BytesIO(b'{"claim": "It rained."}\n'))) == [(1, 1, "It rained.")]
    assert told(read_claims("-", io.BytesIO(b"It rained.\nIt froze."))) == [(1, 1, "It rained."), (2, 2, "It froze.")]


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, "a1.\n", "a.txt").sha256 != read(tmp_path, "a1. \n", "b.txt").sha256
