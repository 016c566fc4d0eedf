"""Files of watched claims: a bad line fails alone, with its number; a bad file is told with the next step."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.history import ClaimLine, read_claims


def written(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "c.txt", "\ufeffOne claim.\r\n\r\n  Two\tclaims. \n...\n" + "x" * 1001 + "\n")
    assert read_claims(path) == [
        ClaimLine(1, "One claim."),
        ClaimLine(3, "Two claims."),
        ClaimLine(4, "...", "there is no claim in it"),
        ClaimLine(5, "x" * 80, "it has 1,001 characters; at most 1,000 are read"),
    ]


def test_objects(tmp_path: Path) -> None:
    lines = ['{"claim": "One.", "id": 7}', "{", '{"text": "x"}', "[]", '{"claim": 5}', "[" * 100_000, '{"claim": " "}']
    found = read_claims(written(tmp_path, "c.jsonl", "\n".join(lines)))
    assert found[0] == ClaimLine(1, "One.")
    assert [(c.line, c.problem) for c in found[1:]] == [
        (2, "it is not JSON"),
        (3, 'it has no "claim"'),
        (4, 'it has no "claim"'),
        (5, 'it has no "claim"'),
        (6, "it is not JSON"),
        (7, "there is no claim in it"),
    ]


def test_rows_with_line_breaks_in_cells_keep_their_line_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", 'id, Claim \n1,"One\nclaim, here."\n\n2,Two.\n3\n')
    assert read_claims(path) == [
        ClaimLine(2, "One claim, here."),
        ClaimLine(5, "Two."),
        ClaimLine(6, "", "there is no claim in it"),
    ]


def test_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Ein Anspruch: ü.\n".encode())))
    assert read_claims("-") == [ClaimLine(1, "Ein Anspruch: ü.")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("c.txt", b"", "no claim"),
        ("c.txt", b"\n \n", "no claim"),
        ("c.txt", b"good\nbad \xff\n", "c.txt:2: is not UTF-8"),
        ("c.csv", b"text\nx\n", 'c.csv:1: has no column "claim"'),
        ("c.csv", b"", 'has no column "claim"'),
        ("c.csv", b"claim\n" + b"x" * 200_000 + b"\n", "c.csv:2: is no CSV"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_claims(written(tmp_path, name, content))
    assert words in str(caught.value)
    assert caught.value.mend


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_claims(str(path))


@given(st.binary(max_size=300), st.sampled_from(["c.txt", "c.csv", "c.jsonl"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_claims_or_an_input_error(tmp_path: Path, content: bytes, name: str) -> None:
    path = written(tmp_path, name, content)
    try:
        found = read_claims(path)
    except InputError:
        return
    assert all(c.claim.isprintable() and len(c.claim) <= 1000 for c in found)
    assert [c.line for c in found] == sorted({c.line for c in found})
