"""Files of claims whose other columns do not count: a bad line fails alone; a bad file is told with the next step."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.batch import read_claim_lines
from pipeline.errors import InputError
from pipeline.history import ClaimLine


def written(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def read_lines(path: str) -> list[ClaimLine]:
    return read_claim_lines(path, io.BytesIO())


def test_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "c.txt", "\ufeffOne claim.\r\n\r\n  Two\tclaims. \n...\n" + "x" * 1001 + "\n")
    assert read_lines(path) == [
        ClaimLine(1, "One claim."),
        ClaimLine(3, "Two claims."),
        ClaimLine(4, "", "holds no claim"),
        ClaimLine(5, "", "claim: has 1,001 characters; at most 1,000 are read"),
    ]


def test_objects(tmp_path: Path) -> None:
    lines = ['{"claim": "One.", "id": 7}', "{", '{"note": "x"}', "[]", '{"claim": 5}', "[" * 100_000, '{"claim": " "}']
    found = read_lines(written(tmp_path, "c.jsonl", "\n".join(lines)))
    assert found[0] == ClaimLine(1, "One.")
    assert [(c.line, c.problem.partition(":")[0]) for c in found[1:]] == [
        (2, "is not JSON"),
        (3, "holds no claim"),
        (4, "is not a JSON object"),
        (5, "claim"),
        (6, "is not JSON"),
        (7, "holds no claim"),
    ]


def test_rows_are_numbered_as_a_table_shows_them(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", 'id, Claim \n1,"One\nclaim, here."\n\n2,Two.\n3\n')
    assert read_lines(path) == [
        ClaimLine(2, "One claim, here."),
        ClaimLine(4, "Two."),
        ClaimLine(5, "", "has 1 values, the header has 2 columns"),
    ]


def test_other_columns_are_not_looked_at(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", "id,claim,date\n1,One.,soon\n1,Two.,\n")
    assert read_lines(path) == [ClaimLine(2, "One."), ClaimLine(3, "Two.")]


def test_a_file_of_any_other_name_is_one_of_text(tmp_path: Path) -> None:
    assert read_lines(written(tmp_path, "claims", "One.\n")) == [ClaimLine(1, "One.")]


def test_stdin() -> None:
    assert read_claim_lines("-", io.BytesIO("Ein Anspruch: ü.\n".encode())) == [ClaimLine(1, "Ein Anspruch: ü.")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("c.txt", b"", "no claim"),
        ("c.txt", b"\n \n", "no claim"),
        ("c.txt", b"bad \xff\n", "c.txt:1: "),
        ("c.csv", b"note\nx\n", "c.csv:1: has no column that is known to hold the claim"),
        ("c.csv", b"", "has no header"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_lines(written(tmp_path, name, content))
    assert words in str(caught.value)
    assert caught.value.mend


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_lines(str(path))


@given(st.binary(max_size=300), st.sampled_from(["c.txt", "c.csv", "c.jsonl"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_claims_or_an_input_error(tmp_path: Path, content: bytes, name: str) -> None:
    path = written(tmp_path, name, content)
    try:
        found = read_lines(path)
    except InputError:
        return
    assert all(c.claim.isprintable() and len(c.claim) <= 1000 for c in found)
    assert [c.line for c in found] == sorted({c.line for c in found})
