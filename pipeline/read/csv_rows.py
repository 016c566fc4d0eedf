"""Rows of a CSV file as mappings, one at a time; a broken row is an error of its own, and the next one is read.

Python's csv module lets an unclosed quote swallow the rest of a file. Here a row is put together first, by counting
quotes, and then parsed alone: if it cannot be, its first line is the broken row, and reading goes on below that line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.read.lines import Line, lines_of
from pipeline.read.text import SIZE_LIMIT, decoded

_DELIMITERS = ",;\t"
_CLOSE_QUOTES = "Close the quotation marks, and double those inside a value."


def csv_rows(file: BinaryIO, given: str) -> Iterator[tuple[int, dict[str, str] | InputError]]:
    """Rows with their number, the header being row 1; values by column name.

    The delimiter is a comma, a semicolon or a tab: whichever the header has most of. Lines without anything in them
    count as rows and are not given out.

    Raises:
        InputError: There is no header, it has a column twice, or the file is in another encoding.
    """
    header = next(lines_of(file, SIZE_LIMIT), None)
    if header is None or header.data is None or not header.data.strip():
        raise InputError("has no header", path=given, line=1, mend="Put a line with the columns' names first.")
    delimiter = _delimiter(decoded(header.data, given))
    file.seek(0)
    rows = _rows(file, delimiter, given)
    _, names = next(rows)
    if isinstance(names, InputError):
        raise names
    names = [name.strip() for name in names]
    doubled = next((name for name in names if name and names.count(name) > 1), None)
    if doubled:
        mend = "Give each column a name of its own."
        raise InputError(f"has two columns {doubled!r}", path=given, line=1, mend=mend)
    for number, cells in rows:
        yield number, cells if isinstance(cells, InputError) else _by_name(cells, names, number, given)


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=outside.count)


def _by_name(cells: list[str], names: list[str], row: int, given: str) -> dict[str, str] | InputError:
    if len(cells) == len(names):
        return dict(zip(names, cells, strict=True))
    mend = "Put quotation marks around values that hold the delimiter."
    message = f"has {len(cells)} values, the header has {len(names)} columns"
    return InputError(message, path=given, line=row, mend=mend)


def _rows(file: BinaryIO, delimiter: str, given: str) -> Iterator[tuple[int, list[str] | InputError]]:
    """Each row's number and cells, or what is wrong with it. A row over several lines has one number."""
    lines, row = lines_of(file, SIZE_LIMIT), 0
    while (first := next(lines, None)) is not None:
        row += 1
        cells, end = _row(first, lines, delimiter, row, given)
        if isinstance(cells, InputError) and end > first.after:
            # Nothing is read a third time: the search ended at the next line with an odd number of quotes.
            file.seek(first.after)
            lines = lines_of(file, SIZE_LIMIT)
        if cells:
            yield row, cells


def _row(
    first: Line, lines: Iterator[Line], delimiter: str, row: int, given: str
) -> tuple[list[str] | InputError, int]:
    """One row from its first line on, and where it ended in the file, in bytes."""
    if first.data is None:
        message = f"is longer than {SIZE_LIMIT // 1_000_000} MB"
        return InputError(message, path=given, line=row, mend="One row is one article."), first.after
    cells = _cells(first.data, delimiter, row, given)
    pieces, quotes, size, end = [first.data], first.data.count(b'"'), len(first.data), first.after
    if not isinstance(cells, InputError) or quotes % 2 == 0:
        return cells, end
    while quotes % 2:
        line = next(lines, None)
        end = line.after if line else end
        size += len(line.data) if line and line.data is not None else 0
        if line is None or line.data is None or size > SIZE_LIMIT:
            message = "has a quotation mark that is never closed"
            return InputError(message, path=given, line=row, mend=_CLOSE_QUOTES), max(end, first.after + 1)
        pieces.append(line.data)
        quotes += line.data.count(b'"')
    return _cells(b"".join(pieces), delimiter, row, given), end


def _cells(data: bytes, delimiter: str, row: int, given: str) -> list[str] | InputError:
    csv.field_size_limit(2 * SIZE_LIMIT)  # the rows themselves are bounded
    try:
        return next(csv.reader([decoded(data, given)], delimiter=delimiter, strict=True), [])
    except InputError as error:
        reason = str(error).removeprefix(given).partition(" ")[2]
        return InputError(reason, path=given, line=row, mend=error.mend)
    except csv.Error as error:
        return InputError(f"is no row of a CSV file: {error}", path=given, line=row, mend=_CLOSE_QUOTES)
