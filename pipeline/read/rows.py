"""Files with an article a row: JSONL and CSV, read row by row, so that their size does not matter.

A row that cannot be read is an error with its line, and the next one is read. What a row says about files (a path, an
id) is never used as one: an article's path is the file's own with the row's number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from pipeline.errors import InputError
from pipeline.read.columns import keys_of, refuse_missing
from pipeline.read.csv_rows import csv_rows
from pipeline.read.document import Document
from pipeline.read.html import fragment_text
from pipeline.read.lines import lines_of
from pipeline.read.text import SIZE_LIMIT, decoded, refuse_other_encodings, refuse_unusable
from pipeline.read.written import WrongValue, written_fields
from store.records import STATED

COLUMNS = ("text", *STATED)
"""What a column can be mapped to."""
_USUAL = {
    "text": ("text", "body", "content", "article", "articletext", "articlebody", "fulltext", "maintext"),
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "outlet", "sourcename", "newspaper"),
    "url": ("url", "link", "permalink"),
    "published": (
        *("published", "date", "pubdate", "publishedat", "datepublished", "publishdate", "publisheddate"),
        "publicationdate",
    ),
    "language": ("language", "lang"),
    "byline": ("byline", "author", "authors", "creator"),
    "origin": ("origin", "agency"),
}
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|article|section|span)\b[^<>]*>|<!--", re.IGNORECASE)


def read_rows(
    file: BinaryIO, kind: str, *, given: str, columns: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Document | InputError]]:
    """The articles of a file with their row numbers, or what is wrong with a row.

    Args:
        file: At its beginning.
        kind: "jsonl" or "csv".
        given: The file's path, for errors.
        columns: Our field names to the file's; where it is not given, or leaves a field out, the usual names are tried.

    Raises:
        InputError: The whole file cannot be read: no header, no column that holds the text, another encoding.
    """
    named = columns or {}
    wrong = [name for name in named if name not in COLUMNS]
    if wrong:
        mend = f"Name one of {', '.join(COLUMNS)}."
        raise InputError(f"there is no field {wrong[0]!r} to map a column to", path=given, mend=mend)
    refuse_other_encodings(file, given)
    rows = _json_rows(file, given) if kind == "jsonl" else csv_rows(file, given)
    number = 0
    for number, row in rows:
        if isinstance(row, InputError):
            yield number, row
            continue
        keys = keys_of(row, named, _USUAL)
        if kind == "csv":
            refuse_missing(row, keys, named, holds="text", option="--columns text=NAME", given=given)
        yield number, _document(row, keys, number, given)
    if not number:
        raise InputError("holds no article", path=given, mend="Put a row for each article into it, or leave it out.")


def _json_rows(file: BinaryIO, given: str) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    for line in lines_of(file, SIZE_LIMIT):
        if line.data is None:
            message = f"is longer than {SIZE_LIMIT // 1_000_000} MB"
            yield line.number, InputError(message, path=given, line=line.number, mend="One row is one article.")
        elif line.data.strip():
            row = _json_row(line.data, line.number, given)
            if (line.number == 1 and line.data.strip() in (b"[", b"\xef\xbb\xbf[")) or isinstance(row, list):
                mend = "Write one object a line: jq -c '.[]' FILE.json > FILE.jsonl"
                raise InputError("is a JSON list, not one object a line", path=given, line=line.number, mend=mend)
            yield line.number, row


def _json_row(data: bytes, number: int, given: str) -> Any:
    """The row's object, a list where it is one, or what is wrong with it."""
    try:
        row = json.loads(decoded(data, given))
    except InputError as error:
        reason = str(error).removeprefix(given).partition(" ")[2]
        return InputError(reason, path=given, line=number, mend=error.mend)
    except (ValueError, RecursionError) as error:
        deep = "it is nested too deeply" if isinstance(error, RecursionError) else "it holds a number that is too long"
        reason = getattr(error, "msg", deep)
        mend = "Each line must be one JSON object."
        return InputError(f"is not JSON: {reason}", path=given, line=number, mend=mend)
    if not isinstance(row, dict | list):
        return InputError("is not a JSON object", path=given, line=number, mend="Each line must be one JSON object.")
    return row


def _document(row: Mapping[str, Any], keys: Mapping[str, str], number: int, given: str) -> Document | InputError:
    try:
        text = _text(row.get(keys["text"]) if "text" in keys else None, given)
        if text is None:
            mend = "Say which key holds it with --columns text=NAME, if it has one."
            raise InputError("has no text", path=given, line=number, mend=mend)
        refuse_unusable(text, given, number)
        found = written_fields({field: _flat(row[key]) for field, key in keys.items() if field != "text"})
    except WrongValue as error:
        field, reason = next(iter(error.reasons.items()))
        mend = f"Correct the value of {keys[field]!r}, or leave it empty."
        return InputError(f"{keys[field]}: {reason}", path=given, line=number, mend=mend)
    except InputError as error:
        reason = str(error).removeprefix(f"{given}:{number}: ").removeprefix(f"{given}: ")
        return InputError(reason, path=given, line=number, mend=error.mend)
    return Document(text, (found.by("column"),))


def _text(value: Any, given: str) -> str | None:
    """The article's text: text, or a list of paragraphs; pieces of HTML are turned into text."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        value = "\n\n".join(value)
    if not isinstance(value, str) or not value.strip():
        return None
    return fragment_text(value, given) if _MARKUP.search(value) else value


def _flat(value: Any) -> Any:
    """A value as written: numbers as text, {"name": ...} as the name, so also in lists."""
    if isinstance(value, dict) and "name" in value and isinstance(value["name"], str | None):
        return value.get("name")
    if isinstance(value, list):
        return [_flat(item) if isinstance(item, dict) else item for item in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
