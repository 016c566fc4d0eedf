"""What kind of document some bytes are: by what they begin with, and only then by the file's suffix.

A PDF that is called `.txt` is a PDF, and so is one that a server sent as a page. Archives, images and the like are
refused by name and never unpacked, whatever they are called.
"""

from __future__ import annotations

import codecs
import re

from pipeline.errors import InputError

HEAD = 4096
"""Bytes that are enough to tell."""
KINDS = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".eml": "eml",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
SUFFIXES = tuple(KINDS)
"""Suffixes that are read, each with its dot."""
ROW_KINDS = ("jsonl", "csv")

_NO_ARTICLE = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a ZIP archive (a Word or OpenDocument file is one)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich-text file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_MENDS = {
    "archive": "Unpack it, and name the files that are in it.",
    "image": "Only text is read: save the page itself, or type its text into a .txt file.",
    "file": "Save it as PDF or as plain text.",
}
# White space, an XML declaration and comments may stand before a page's first tag.
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(head: bytes, kind: str, given: str) -> str:
    """The kind that a document really has: "txt", "md", "html", "pdf", "eml", "jsonl" or "csv".

    Args:
        head: The first `HEAD` bytes.
        kind: What its suffix, or the server that sent it, calls it.
        given: The path, for errors.

    Raises:
        InputError: It is an archive, an image or another kind that holds no article, or no PDF though called one.
    """
    if b"%PDF-" in head[:1024] and head.lstrip(b"\xef\xbb\xbf\x00\t\n\f\r ").startswith(b"%PDF-"):
        return "pdf"
    _refuse_others(head, given)
    if _PAGE.match(_shown(head)):
        return "html"
    if kind == "pdf":
        if b"%PDF-" in head[:1024]:  # readers of PDFs have to bear up to a kilobyte of rubbish before it
            return "pdf"
        raise InputError("is not a PDF, though it is called one", path=given, mend="Fetch or save the file again.")
    return kind


def _refuse_others(head: bytes, given: str) -> None:
    what = next((name for magic, name in _NO_ARTICLE if head.startswith(magic)), None)
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        what = "a WebP image" if head[8:12] == b"WEBP" else "a sound or film file"
    if head[4:8] == b"ftyp":
        what = "a film file" if head[8:10] != b"av" else "an AVIF image"
    if what:
        mend = next((text for word, text in _MENDS.items() if word in what), "Save the article as plain text.")
        raise InputError(f"is {what}, not an article", path=given, mend=mend)


def _shown(head: bytes) -> str:
    """The beginning as text, good enough to look for a tag in."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
