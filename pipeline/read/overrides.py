"""The --meta table: a CSV file that says, by path, what is to be taken instead of whatever an article states."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read.csv_rows import csv_rows
from pipeline.read.files import opened, printable
from pipeline.read.written import WrongValue, written_fields
from store.records import STATED

_COLUMNS = ("path", *STATED)


def read_meta(path: Path | str) -> Mapping[str, dict[str, str]]:
    """Values by path: fields that an article's own are overridden with, validated as front matter is.

    A path is a key as the table has it, and also as an absolute path, taken from the table's folder: so a table that
    lies next to the articles may name them alone. A row of a file is "FILE#ROW", a page its address.

    Args:
        path: A CSV file with a column `path` and any of title, publisher, url, published, language, byline, origin.
            An empty cell overrides nothing.

    Raises:
        InputError: It cannot be read, has an unknown column, a value that cannot be used or a path twice.
    """
    given = printable(path)
    found: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    with opened(Path(path), given) as file:
        for line, row in csv_rows(file, given):
            if isinstance(row, InputError):
                raise row
            _refuse_columns(row, given)
            named = row["path"].strip()
            keys = _keys(named, Path(path).parent)
            if not named or any(key in lines for key in keys):
                what = f"names {named!r} again, after line {lines[keys[-1]]}" if named else "has no path"
                mend = "Keep one line a path." if named else "Name the file, or take the line out."
                raise InputError(what, path=given, line=line, mend=mend)
            values = _values(row, line, given)
            for key in keys:
                found[key], lines[key] = values, line
    return found


def override_for(
    meta: Mapping[str, Mapping[str, str]] | None, given: str, path: Path | None, row: int | None = None
) -> dict[str, str]:
    """The table's values for an article: those for its whole file, with those for its row over them.

    Args:
        meta: What `read_meta` returned.
        given: The file's path as the user gave it, or a page's address.
        path: The file, or None for a page.
        row: The article's row in it, if it is one of several.
    """
    if not meta:
        return {}
    names = [given, os.path.realpath(path)] if path else [given]
    whole = next((meta[name] for name in names if name in meta), {})
    single = next((meta[f"{name}#{row}"] for name in names if f"{name}#{row}" in meta), {}) if row is not None else {}
    return {**whole, **single}


def _keys(named: str, folder: Path) -> list[str]:
    """The path as it stands and resolved from the table's folder; an address has no folder."""
    if not named or "://" in named or "\0" in named:
        return [named]
    return list(dict.fromkeys([named, os.path.realpath(folder / named)]))


def _refuse_columns(row: Mapping[str, str], given: str) -> None:
    unknown = [name for name in row if name not in _COLUMNS]
    if unknown or "path" not in row:
        what = f"has an unknown column {unknown[0]!r}" if unknown else "has no column 'path'"
        raise InputError(what, path=given, line=1, mend=f"Its columns may be {', '.join(_COLUMNS)}.")


def _values(row: Mapping[str, str], line: int, given: str) -> dict[str, str]:
    try:
        known = written_fields({field: row[field] for field in STATED if field in row})
    except WrongValue as error:
        field, reason = next(iter(error.reasons.items()))
        mend = f"Correct the value of `{field}`, or leave it empty."
        raise InputError(f"{field}: {reason}", path=given, line=line, mend=mend) from None
    return {field: value for field in STATED if (value := getattr(known, field)) is not None}
