"""PDFs: paragraphs, hyphens, running heads, and what is wrong with a file that cannot be read."""

from __future__ import annotations

import io
import random
import time
from datetime import UTC, datetime
from textwrap import fill
from typing import Any

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from pipeline.errors import InputError
from pipeline.read import read_bytes
from pipeline.read.paragraphs import joined, unwrapped, words_of
from store import Article

_ONE = (
    "The assembly voted on Wednesday for the act that pays for the dam, after a debate that had lasted for nine hours"
    " and in which 41 deputies had spoken, some of them twice."
)
_TWO = (
    "It was late when the last deputy left the hall, and rain fell on the square in front of it, as it had on Tuesday."
)


def _printed(*blocks: tuple[str, int], title: str = "", author: str = "", foot: str = "", gap: float = 2.0) -> bytes:
    """A PDF of paragraphs, each with its size of type."""

    class Printed(FPDF):
        def footer(self) -> None:
            if foot:
                self.set_y(-15)
                self.set_font("helvetica", size=8)
                self.cell(0, 10, f"{foot} {self.page_no()}/{{nb}}")

    pdf = Printed()
    pdf.set_creation_date(datetime(2025, 6, 1, tzinfo=UTC))
    if title:
        pdf.set_title(title)
    if author:
        pdf.set_author(author)
    pdf.add_page()
    for text, size in blocks:
        pdf.set_font("helvetica", size=size)
        pdf.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(gap)
    return bytes(pdf.output())


def _drawn(stream: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages are drawn by these commands."""
    writer = PdfWriter()
    kind = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in kind.items()})
    for _ in range(pages):
        page = writer.add_blank_page(600, 800)
        content = DecodedStreamObject()
        content.set_data(stream)
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        fonts = DictionaryObject({NameObject("/F"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _lines(*lines: str, step: int = 14) -> bytes:
    shown = " ".join(f"1 0 0 1 50 {700 - step * n} Tm ({line}) Tj" for n, line in enumerate(lines))
    return _drawn(f"BT /F 10 Tf {shown} ET".encode())


def _encrypted(password: str) -> bytes:
    writer = PdfWriter(io.BytesIO(_printed((_ONE, 11))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _read(data: bytes) -> Article:
    return read_bytes(data, given="x.pdf", kind="pdf")


def _refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(data)
    assert str(caught.value).startswith("x.pdf: ")
    assert caught.value.mend
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("gap", [0.0, 2.0, 6.0])
def test_lines_become_paragraphs(gap: float) -> None:
    article = _read(
        _printed(("Dam holds", 18), ("By Dana Brisk", 11), ("May 14, 2025", 11), (_ONE, 11), (_TWO, 11), gap=gap)
    )
    assert article.text == f"Dam holds\n\nBy Dana Brisk\n\nMay 14, 2025\n\n{_ONE}\n\n{_TWO}"
    assert (article.title, article.byline, article.published) == ("Dam holds", "Dana Brisk", "2025-05-14")
    assert article.source_of("published") == "text"


def test_a_paragraph_goes_on_over_the_page_and_footers_go() -> None:
    words, draw = _ONE.split(), random.Random(1)
    blocks = [(" ".join(draw.choices(words, k=45)).capitalize() + ".", 14) for _ in range(36)]
    data = _printed(*blocks, foot="https://post.example/dam  page")
    article = _read(data)
    pages = len(PdfReader(io.BytesIO(data)).pages)
    assert pages > 2
    assert article.text.replace("\n\n", " ") == " ".join(text for text, _ in blocks)
    # Whether a paragraph ends with the page cannot be seen where its last line is full.
    assert abs(article.text.count("\n\n") + 1 - len(blocks)) < pages


def test_a_headline_that_the_pages_repeat_stands_once() -> None:
    lines = "".join(
        f"1 0 0 1 50 {700 - 14 * n} Tm (Rain fell on the square again and again, day after day.) Tj " for n in range(9)
    )
    page = f"BT /F 24 Tf 1 0 0 1 50 760 Tm (Dam holds) Tj /F 10 Tf {lines} ET".encode()
    assert _read(_drawn(page, pages=3)).text.count("Dam holds") == 1


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The govern-", "ment met."], "The government met."),
        (["A long-", "term plan, long-term and good."], "A long-term plan, long-term and good."),
        (["An anti-", "Russian law."], "An anti-Russian law."),
        (["The 2024-", "2025 season."], "The 2024-2025 season."),
        (["The gov\u00ad", "ernment met."], "The government met."),
        (["He came -", "and went."], "He came - and went."),
        (["The oﬃce was ﬁne."], "The office was fine."),
        (["One  two", "three"], "One two three"),
    ],
)
def test_words_divided_at_line_ends(lines: list[str], text: str) -> None:
    assert joined(lines, words_of(lines)) == text


def test_a_divided_word_is_mended_in_a_file() -> None:
    lines = ["The assembly voted late on Wednesday for the act that pays for the recon-", "struction of the dam."]
    assert (
        _read(_lines(*lines)).text
        == "The assembly voted late on Wednesday for the act that pays for the reconstruction of the dam."
    )


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("Dam holds", "Dana Brisk", ("Dam holds", "Dana Brisk")),
        ("Microsoft Word - draft7.docx", "PC-Lab-3", (None, None)),
        ("", "", (None, None)),
    ],
)
def test_properties_count_only_where_the_page_shows_them(title: str, author: str, expected: tuple[str, str]) -> None:
    article = _read(
        _printed((f"Late: Dam holds, writes Dana Brisk. {_ONE}", 11), (_TWO, 11), title=title, author=author)
    )
    assert (article.title or None, article.byline) == expected
    assert article.source_of("title") == ("PDF properties" if expected[0] else None)


def test_the_day_of_printing_is_a_guess() -> None:
    article = _read(_printed((_ONE, 11)))
    assert (article.published, article.source_of("published")) == ("2025-06-01", "guessed from the file")
    assert article.guessed("published")


def test_a_file_that_only_forbids_copying_is_read() -> None:
    assert _read(_encrypted("")).text == _ONE


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_encrypted("secret"), "encrypted"),
        (_printed((_ONE, 11))[:700], "broken PDF"),
        (b"%PDF-1.7\n", "broken PDF"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 500, "broken PDF"),
        (_drawn(b""), "without text"),
        (_drawn(b"0 0 m 100 100 l S"), "without text"),
        (_drawn(b"BT /F 9 Tf (Rain fell.) Tj ET", pages=101), "100 pages"),
        (_drawn(b" " * 11_000_000), "too large"),
        (_drawn(b" " * 120_000_000), "broken PDF"),
    ],
    ids=["encrypted", "truncated", "empty", "rubbish", "blank", "drawing", "pages", "large page", "bomb"],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    assert says in str(_refused(data))


def test_the_size_limit_of_a_pdf() -> None:
    assert "20 MB" in str(_refused(b"%PDF-1.7\n" + b" " * 20_000_000))


def test_pages_that_take_too_long_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.pdf._TIME_LIMIT", 0.2)
    started = time.monotonic()
    assert "too long" in str(_refused(_drawn(b"BT /F 1 Tf (a) Tj ET " * 8_000, pages=50)))
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    "error", [KeyError("/Root"), RecursionError(), TypeError("x\ny"), ZeroDivisionError(), NotImplementedError("xref")]
)
def test_whatever_the_library_stumbles_over_is_told(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("pypdf.PageObject.extract_text", stumble)
    assert "PDF" in str(_refused(_printed((_ONE, 11))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{fill(_ONE, 72)}\n\nLate.", f"{_ONE}\n\nLate."),
        ("Short line\nanother\n\nThird", "Short line\n\nanother\n\nThird"),
        ("One.\r\n\r\nTwo.\rThree.", "One.\n\nTwo.\n\nThree."),
        ("", ""),
    ],
)
def test_hard_wrapped_text(text: str, expected: str) -> None:
    assert unwrapped(text) == expected
