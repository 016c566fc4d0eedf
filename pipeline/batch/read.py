"""Claims from a file or stdin: .jsonl, .csv, or .txt with one a line. A row that holds no claim is a row of its own.

Every non-empty row comes out, in order, so that a run accounts for each of them. All text is hostile: claims are put
on one line, and what a row says of files is never used as one.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.batch.records import Claims, Columns, Row, Unreadable
from pipeline.errors import InputError, UsageError
from pipeline.factcheck import MAX_CLAIM_LENGTH
from pipeline.history import ClaimLine
from pipeline.read.columns import keys_of, refuse_missing
from pipeline.read.csv_rows import csv_rows
from pipeline.read.lines import lines_of
from pipeline.read.text import decoded, refuse_other_encodings
from pipeline.text import one_line

STDIN = "-"
KINDS = ("jsonl", "csv", "txt")
MAX_BYTES = 512 * 1024 * 1024
_SUFFIXES = {"jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "tsv": "csv", "txt": "txt", "text": "txt"}
_LONGEST_ROW = 200_000
_LONGEST_FIELD = 2_000
_USUAL = {
    "claim": ("claim", "text", "statement", "claimtext"),
    "id": ("id", "claimid", "key"),
    # Not "date": that is mostly when a claim was made, and would leave out all that was reported since.
    "as_of": ("asof",),
    "speaker": ("speaker", "by", "claimant"),
    "context": ("context", "background"),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_claims(
    source: str,
    stdin: BinaryIO,
    *,
    kind: str | None = None,
    columns: Columns | None = None,
    fields: Collection[str] = tuple(_USUAL),
) -> Claims:
    """The claims of a file, or of stdin where `source` is "-".

    Args:
        kind: "jsonl", "csv" or "txt"; None tells it from the file's name, and stdin by its first line.
        columns: Which columns hold what.
        fields: What of a row is read: names as in `Columns`.

    Raises:
        InputError: The file is not there, is of another kind or encoding, lacks a column, or holds no claim at all.
    """
    given = "stdin" if source == STDIN else source
    data = _bytes_of(source, stdin)
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES >> 20} MB", path=given, mend="Split it.")
    file = io.BytesIO(data)
    refuse_other_encodings(file, given)
    kind = kind or (_kind_of(source) if source != STDIN else _kind_by_look(data))
    found = _rows(file, kind, given, (columns or Columns()).given())
    rows = tuple(_numbered(found, given, fields))
    if not rows:
        raise InputError("holds no claims", path=given, mend="Put a claim on each line.")
    if not any(isinstance(row, Row) for row in rows):
        first = rows[0]
        assert isinstance(first, Unreadable)
        raise InputError(first.reason, path=given, line=first.line, mend=first.mend)
    return Claims(source, hashlib.sha256(data).hexdigest(), rows)


def read_claim_lines(source: str, stdin: BinaryIO) -> list[ClaimLine]:
    """The claims of a file for whoever wants nothing else of its rows; a file of another name is one of text.

    Raises:
        InputError: As for `read_claims`.
    """
    kind = None if source == STDIN or Path(source).suffix.lower().lstrip(".") in _SUFFIXES else "txt"
    rows = read_claims(source, stdin, kind=kind, fields=("claim",)).rows
    return [ClaimLine(r.line, r.claim) if isinstance(r, Row) else ClaimLine(r.line, "", r.reason) for r in rows]


def _bytes_of(source: str, stdin: BinaryIO) -> bytes:
    try:
        if source == STDIN:
            return stdin.read(MAX_BYTES + 1)
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        why = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read: {why}", path=source, mend="Check the path.") from error


def _kind_of(source: str) -> str:
    suffix = Path(source).suffix.lower().lstrip(".")
    if suffix not in _SUFFIXES:
        mend = f"Say what it is with --input-format {'|'.join(KINDS)}."
        raise InputError("is neither .jsonl nor .csv nor .txt", path=source, mend=mend)
    return _SUFFIXES[suffix]


def _kind_by_look(data: bytes) -> str:
    """What stdin holds: objects, or lines of text. A CSV file has to be said to be one."""
    return "jsonl" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "txt"


def _rows(
    file: BinaryIO, kind: str, given: str, columns: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    if kind == "txt":
        if columns:
            raise UsageError("Columns are named, but a text file has none.", mend="Leave out --column and the like.")
        yield from _text_rows(file, given)
        return
    for line, row in csv_rows(file, given) if kind == "csv" else _json_rows(file, given):
        if isinstance(row, InputError):
            yield line, row
            continue
        keys = keys_of(row, columns, _USUAL)
        if kind == "csv":
            refuse_missing(row, keys, columns, holds="claim", option="--column NAME", given=given)
        yield line, {field: row[key] for field, key in keys.items()}


def _text_rows(file: BinaryIO, given: str) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    for line in lines_of(file, _LONGEST_ROW):
        if line.data is None:
            yield line.number, InputError("is too long for a claim", path=given, mend="One line is one claim.")
        elif line.data.strip():
            try:
                yield line.number, {"claim": decoded(line.data, given)}
            except InputError as error:
                yield line.number, error


def _json_rows(file: BinaryIO, given: str) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    for line in lines_of(file, _LONGEST_ROW):
        if line.data is None:
            yield line.number, InputError("is too long for a row", path=given, mend="One line is one object.")
        elif line.data.strip():
            yield line.number, _json_row(line.data, given)


def _json_row(data: bytes, given: str) -> dict[str, Any] | InputError:
    mend = 'Each line must be one JSON object, such as {"claim": "..."}.'
    try:
        row = json.loads(decoded(data, given))
    except InputError as error:
        return error
    except (ValueError, RecursionError) as error:
        return InputError(f"is not JSON: {getattr(error, 'msg', 'it is nested too deeply')}", path=given, mend=mend)
    if isinstance(row, str):
        return {"claim": row}
    return row if isinstance(row, dict) else InputError("is not a JSON object", path=given, mend=mend)


def _numbered(
    rows: Iterator[tuple[int, dict[str, Any] | InputError]], given: str, fields: Collection[str]
) -> Iterator[Row | Unreadable]:
    ids: dict[str, int] = {}
    for number, (line, row) in enumerate(rows, start=1):
        try:
            if isinstance(row, InputError):
                raise row
            made = _row(number, line, {name: value for name, value in row.items() if name in fields})
            if made.id is not None and (first := ids.setdefault(made.id, line)) != line:
                raise UsageError(f"has the id {made.id!r} of line {first}", mend="Give each claim an id of its own.")
            yield made
        except UsageError as error:
            reason = str(error).removeprefix(f"{given}:").lstrip("0123456789").removeprefix(":").strip()
            yield Unreadable(number, line, one_line(reason.removeprefix(given).strip()), one_line(error.mend))


def _row(number: int, line: int, fields: Mapping[str, Any]) -> Row:
    """A row's fields, each checked.

    Raises:
        UsageError: One of them cannot be used.
    """
    claim = _text(fields, "claim", MAX_CLAIM_LENGTH) or ""
    if not any(c.isalnum() for c in claim):
        raise UsageError("holds no claim", mend="Put one into it, or leave it out; name its column with --column.")
    return Row(
        number=number,
        line=line,
        id=_text(fields, "id", 200),
        claim=claim,
        as_of=_date(_text(fields, "as_of", 40)),
        speaker=_text(fields, "speaker", _LONGEST_FIELD),
        context=_text(fields, "context", _LONGEST_FIELD),
    )


def _text(fields: Mapping[str, Any], name: str, longest: int) -> str | None:
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and name == "id":
        value = str(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise UsageError(f"{name}: is not text", mend="Write it in quotation marks.")
    if _SURROGATE.search(value):
        raise UsageError(f"{name}: holds halves of characters", mend="Write the file out again as UTF-8.")
    line = one_line(value)
    if len(line) > longest:
        mend = "Give one statement at a time." if name == "claim" else "Shorten it."
        raise UsageError(f"{name}: has {len(line):,} characters; at most {longest:,} are read", mend=mend)
    return line or None


def _date(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return datetime.datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        raise UsageError(f"as-of date {value!r}: is no date", mend="A date is written YYYY-MM-DD.") from None
