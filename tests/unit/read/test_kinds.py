"""What a file is, whatever it is called."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.read import read_article, read_bytes
from pipeline.read.kinds import SUFFIXES, kind_of

_PROSE = "The assembly voted on Wednesday for the act that pays for the dam. "


def _zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "called", "kind"),
    [
        (b"Rain fell.", "txt", "txt"),
        (b"%PDF-1.7\n", "txt", "pdf"),
        (b"\xef\xbb\xbf\n %PDF-1.4", "html", "pdf"),
        (b"junk before %PDF-1.4", "pdf", "pdf"),
        (b"He wrote %PDF-1.4 on the wall", "txt", "txt"),
        (b"<!DOCTYPE html><html>", "txt", "html"),
        (b"  <!-- saved --> <!-- twice -->\n<html lang=en>", "md", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE HTML PUBLIC "x">', "txt", "html"),
        ("<html>".encode("utf-16"), "txt", "html"),
        (b"<!DOCTYPE html>", "pdf", "html"),
        (b"<htmlish> is no word", "txt", "txt"),
        (b"<p>A paragraph", "md", "md"),
        (b"<!-- an open comment " + b"<!-- x " * 500, "txt", "txt"),
        (b"<div>", "html", "html"),
        (b"PK is a word", "txt", "txt"),
        (b"", "csv", "csv"),
    ],
)
def test_content_goes_before_the_suffix(head: bytes, called: str, kind: str) -> None:
    assert kind_of(head, called, "x") == kind


@pytest.mark.parametrize("called", ["html", "txt", "pdf", "eml", "csv"])
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(b"x", mtime=0), "gzip archive"),
        (_zipped("word/document.xml"), "ZIP archive"),
        (b"7z\xbc\xaf\x27\x1c\x00", "7z archive"),
        (b"Rar!\x1a\x07\x01\x00", "RAR archive"),
        (b"BZh91AY", "bzip2 archive"),
        (b"\x28\xb5\x2f\xfd\x00", "Zstandard archive"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"GIF89a", "GIF image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP image"),
        (b"\x00\x00\x00\x20ftypavif", "AVIF image"),
        (b"\x00\x00\x00\x20ftypisom", "film"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
        (b"{\\rtf1\\ansi", "rich-text"),
        (b"\x7fELF\x02", "program"),
    ],
)
def test_what_holds_no_article_is_refused_by_name(data: bytes, says: str, called: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        kind_of(data, called, "x")
    assert caught.value.mend


def test_an_archive_called_html_is_never_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    path = tmp_path / "bomb.html"
    path.write_bytes(bomb)
    started = time.monotonic()
    with pytest.raises(InputError, match="gzip archive"):
        read_article(path, given="bomb.html")
    assert time.monotonic() - started < 0.1, "unpacking it takes longer"


def test_a_page_saved_as_text_is_read_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"<!DOCTYPE html><html><body><p>{_PROSE * 3}</p></body></html>")
    assert read_article(path, given="x").text == (_PROSE * 3).strip()


def test_a_page_sent_for_a_pdf_is_read_as_a_page() -> None:
    page = f"<html><body><p>{_PROSE * 3}</p></body></html>".encode()
    assert read_bytes(page, given="x", kind="pdf").text == (_PROSE * 3).strip()
    with pytest.raises(InputError, match="not a PDF"):
        read_bytes(b"Service unavailable", given="x", kind="pdf")


def test_rows_are_not_taken_from_memory() -> None:
    with pytest.raises(InputError, match="rows"):
        read_bytes(b'{"text": "x"}', given="x", kind="jsonl")


def test_every_suffix_begins_with_a_dot() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)
