"""Lines of a file of any size, one at a time: memory holds a line and a block, whatever the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file.

    Attributes:
        number: 1-based.
        data: The line with its end, or None if it is longer than the limit.
        after: Where in the file the next line begins, in bytes.
    """

    number: int
    data: bytes | None
    after: int


def lines_of(file: BinaryIO, limit: int, *, number: int = 1) -> Iterator[Line]:
    r"""The lines from the file's present place on; they end with \n, \r\n or \r.

    Args:
        file: Open for reading; only this reads from it while the lines last.
        limit: Bytes of the longest line that is given out.
        number: The first line's number.
    """
    at, held, too_long = file.tell(), b"", False
    while True:
        block = file.read(_BLOCK)
        parts = (held + block).splitlines(keepends=True)
        # The last part may go on in the next block; "\r" may have its "\n" there.
        held = parts.pop() if block and parts else b""
        for part in parts:
            at += len(part)
            yield Line(number, None if too_long or len(part) > limit else part, at)
            number, too_long = number + 1, False
        if not block:
            if too_long:
                yield Line(number, None, at)
            return
        if len(held) > limit and not held.endswith((b"\n", b"\r")):
            at, held, too_long = at + len(held), b"", True
