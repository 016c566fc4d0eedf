"""The claims that are watched: `.txt` (one a line), `.jsonl` (objects with "claim") or `.csv` (a column "claim").

A line that cannot be read fails alone, with its number.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.text import one_line

MAX_CLAIM_LENGTH = 1000
MAX_BYTES = 64 * 1024 * 1024
_LONGEST_FIELD = 131_072  # characters


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim of a file.

    Attributes:
        line: 1-based, where it begins.
        claim: On one line; "" where there is none.
        problem: Why it cannot be checked, or "".
    """

    line: int
    claim: str
    problem: str = ""


def read_claims(path: str) -> list[ClaimLine]:
    """The claims of a file, in its order; blank lines are left out.

    Args:
        path: "-" reads lines of text from stdin.

    Raises:
        InputError: It cannot be read, is not UTF-8, has no column "claim", or has no claim at all.
    """
    text = _text(path)
    suffix = Path(path).suffix.lower()
    found = _rows(text, path) if suffix == ".csv" else _objects(text) if suffix == ".jsonl" else _lines(text)
    claims = [_checked(line, claim, problem) for line, claim, problem in found]
    if not claims:
        raise InputError("there is no claim in it.", path=path, mend="Give one claim a line.")
    return claims


def _text(path: str) -> str:
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == "-" else _bytes(Path(path))
    except OSError as e:
        raise InputError(f"cannot be read: {e.strerror or e}.", path=path, mend="Check the path.") from e
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES >> 20} MB.", path=path, mend="Split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise InputError("is not UTF-8.", path=path, line=line, mend="Save it as UTF-8.") from e


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line, ""


def _objects(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line, _ in _lines(text):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "", "it is not JSON"
            continue
        claim = value.get("claim") if isinstance(value, dict) else None
        yield number, claim if isinstance(claim, str) else "", "" if isinstance(claim, str) else 'it has no "claim"'


def _rows(text: str, path: str) -> Iterator[tuple[int, str, str]]:
    csv.field_size_limit(_LONGEST_FIELD)  # the limit is one for the whole process, and readers of articles widen it
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        if "claim" not in names:
            raise InputError('has no column "claim".', path=path, line=1, mend="Name the column in the first line.")
        column, begin = names.index("claim"), rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield begin, row[column] if column < len(row) else "", ""
            begin = rows.line_num + 1
    except csv.Error as e:
        raise InputError(f"is no CSV: {e}.", path=path, line=rows.line_num, mend="Mend the line.") from e


def _checked(line: int, claim: str, problem: str) -> ClaimLine:
    text = one_line(claim)
    if problem:
        return ClaimLine(line, text, problem)
    if not any(c.isalnum() for c in text):
        return ClaimLine(line, text, "there is no claim in it")
    if len(text) > MAX_CLAIM_LENGTH:
        return ClaimLine(line, text[:80], f"it has {len(text):,} characters; at most {MAX_CLAIM_LENGTH:,} are read")
    return ClaimLine(line, text)
