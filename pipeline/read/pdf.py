"""A PDF: the text of its pages by pypdf, its lines joined to paragraphs, page headers and footers left out.

A PDF knows nothing of paragraphs or hyphens: it holds lines at places. Two lines are one paragraph where they stand as
close as most lines do and are set as large. Its date is when it was printed, which nobody stated of the article.
"""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pipeline.errors import InputError
from pipeline.read.dates import machine_date
from pipeline.read.document import Document
from pipeline.read.metadata import Metadata
from pipeline.read.paragraphs import joined, words_of
from pipeline.read.quiet import silenced
from pipeline.read.text import SIZE_LIMIT, refuse_unusable
from pipeline.read.values import name, plain

PDF_LIMIT = 20_000_000
"""Bytes of a PDF."""
PAGE_LIMIT = 100
"""Pages. An article has a few; more is a report or a book."""
_CONTENT_LIMIT = 10_000_000  # bytes of drawing commands of one page, unpacked
_TIME_LIMIT = 30.0  # seconds for all pages
_EDGE = 2  # lines at the top and bottom of a page that may be its header or footer
_WIDER = 1.25  # a gap between lines so many times the usual one divides paragraphs
_FULL = 0.8  # of the longest line near it; letters differ in width
_NEAR = 3  # lines above and below: text may run narrow beside a picture
_PAGE_NUMBER = re.compile(r"(?:[Pp]age\s+)?\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?")
_PRINT_AGAIN = "Print the article to a PDF again, or save it as plain text."


@dataclass(slots=True)
class _Line:
    """A line of a page. `y` grows downwards; both numbers are in points."""

    text: str
    y: float
    size: float


def read_pdf(data: bytes, *, given: str) -> Document:
    """The article of a PDF.

    Args:
        data: The file, at most `PDF_LIMIT` bytes.
        given: The path, for errors.

    Raises:
        InputError: It is encrypted, cut short, too long, or has no text (a scan).
    """
    with silenced("pypdf"):
        pages, properties = _pages(data, given)
    lines = [line for page in _without_running_heads(pages) for line in [*page, None]]
    text = "\n\n".join(_paragraphs(lines))
    if not any(character.isalnum() for character in text):
        mend = "It is a scan or a picture: run text recognition over it, for example with ocrmypdf."
        raise InputError("is a PDF without text", path=given, mend=mend)
    refuse_unusable(text, given)
    title, byline, printed = properties
    stands = " ".join(text[:3000].split()).casefold()
    stated = Metadata(
        title=title if title and title.casefold() in stands else None,
        byline=byline if byline and byline.casefold() in stands else None,
    )
    guessed = Metadata(published=printed).by("guessed from the file")
    return Document(text, (stated.by("PDF properties"),), guess=lambda: guessed)


def _pages(data: bytes, given: str) -> tuple[list[list[_Line]], tuple[str | None, str | None, str | None]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not _unlocked(reader, DependencyError):
            mend = "Open it with its password and print it to a new PDF."
            raise InputError("is an encrypted PDF", path=given, mend=mend)
        if len(reader.pages) > PAGE_LIMIT:
            mend = "Print the pages of the article to a PDF of their own."
            raise InputError(f"has more than {PAGE_LIMIT} pages", path=given, mend=mend)
        return list(_read_pages(reader, given)), _properties(reader)
    except InputError:
        raise
    except (RecursionError, NotImplementedError, MemoryError) as e:
        raise InputError("is a PDF that cannot be read", path=given, mend=_PRINT_AGAIN) from e
    except Exception as e:
        reason = " ".join(str(e).split())[:120] or type(e).__name__
        raise InputError(f"is a broken PDF: {reason}", path=given, mend=_PRINT_AGAIN) from e


def _unlocked(reader: Any, missing: type[Exception]) -> bool:
    """Whether the empty password opens it, as with PDFs that only forbid printing or copying."""
    try:
        return bool(reader.decrypt(""))
    except missing:
        return False


def _read_pages(reader: Any, given: str) -> Iterator[list[_Line]]:
    started, size = time.monotonic(), 0
    for page in reader.pages:
        drawn = page.get_contents()
        if drawn is not None and len(drawn.get_data()) > _CONTENT_LIMIT:
            raise InputError("has a page that is too large to read", path=given, mend=_PRINT_AGAIN)
        lines = _lines(page)
        size += sum(len(line.text) for line in lines)
        if size > SIZE_LIMIT or time.monotonic() - started > _TIME_LIMIT:
            raise InputError("takes too long, or holds too much text, for an article", path=given, mend=_PRINT_AGAIN)
        yield lines


def _lines(page: Any) -> list[_Line]:
    """The lines of a page in the order in which they are drawn."""
    found = [_Line("", 0.0, 0.0)]

    def visit(text: str, outer: list[float], inner: list[float], _: Any, size: float) -> None:
        for index, part in enumerate(text.split("\n")):
            if index:
                found.append(_Line("", 0.0, 0.0))
            if part.strip() and not found[-1].text.strip():
                y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
                # The matrices scale: browsers draw in units of a quarter point, upside down.
                scale = abs(inner[3] * outer[3] + inner[2] * outer[1]) or 1.0
                found[-1].y, found[-1].size = -y, round(size * scale, 1)
            found[-1].text += part

    page.extract_text(visitor_text=visit)
    return [line for line in found if line.text.strip()]


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Pages without the lines at their edges that stand on most pages, whatever number is in them."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_masked(line.text) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    most = max(2, len(pages) // 2 + 1)
    running = {text for text, count in edges.items() if count >= most}
    usual = median([line.size for page in pages for line in page] or [0.0])
    kept = []
    for number, page in enumerate(pages):
        heads = [number == 0 and line.size > usual for line in page]  # the title that the other pages repeat
        kept.append([line for i, line in enumerate(page) if heads[i] or not _is_running(i, page, running)])
    return kept


def _is_running(index: int, page: list[_Line], running: set[str]) -> bool:
    """Whether a line is a page's header, footer or number; a number alone must be the page's first or last line."""
    if _EDGE <= index < len(page) - _EDGE:
        return False
    text = page[index].text.strip()
    return _masked(text) in running or (index in (0, len(page) - 1) and bool(_PAGE_NUMBER.fullmatch(text)))


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.split()))


def _paragraphs(lines: list[_Line | None]) -> Iterator[str]:
    """Lines joined to paragraphs; None is a page's end, over which a sentence may go on."""
    present = [line for line in lines if line]
    words = words_of(line.text for line in present)
    gaps = _usual_gaps(lines)
    block: list[str] = []
    for index, line in enumerate(present):
        near = present[max(0, index - 1 - _NEAR) : index + 1 + _NEAR]
        if index and _divides(present[index - 1], line, gaps, _width(near, line.size)):
            yield joined(block, words)
            block = []
        block.append(line.text)
    if block:
        yield joined(block, words)


def _width(lines: list[_Line], size: float) -> int:
    return max(len(line.text.strip()) for line in lines if line.size == size)


def _usual_gaps(lines: list[_Line | None]) -> dict[float, float]:
    """By size of type, how far one line stands below another."""
    gaps: dict[float, list[float]] = {}
    for one, other in pairwise(lines):
        if one and other and one.size == other.size and other.y > one.y:
            gaps.setdefault(one.size, []).append(other.y - one.y)
    return {size: median(values) for size, values in gaps.items()}


def _divides(above: _Line, below: _Line, gaps: dict[float, float], width: int) -> bool:
    """Whether a paragraph ends between two lines.

    Args:
        width: Characters of the longest line near them.
    """
    if above.size != below.size:
        return True
    gap, usual = below.y - above.y, gaps.get(above.size, 0.0)
    if gap > 0 and usual and gap > _WIDER * usual:
        return True
        # Where all gaps are alike, a paragraph's last line tells: the next word would still have had its place there.
    start = below.text.split(maxsplit=1)[0]
    return len(above.text.strip()) + len(start) < _FULL * width and not start[0].islower()


def _properties(reader: Any) -> tuple[str | None, str | None, str | None]:
    """Title, author and the ISO date of printing, each None where it is not there or cannot be read."""
    found = reader.metadata or {}
    printed = plain(found.get("/CreationDate"))
    day = re.match(r"D:(\d{8})", printed) if printed else None
    return plain(found.get("/Title")), name(found.get("/Author")), machine_date(day[1]) if day else None
