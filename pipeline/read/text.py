"""Bytes to plain text, for certain: UTF-8, or UTF-16 if a byte order mark says so.

The text is what the file holds, decoded and otherwise unchanged: line ends stay as they are, and only a byte order
mark goes. An encoding is never tried until one fits.
"""

from __future__ import annotations

import codecs
import re
import shlex
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError

SIZE_LIMIT = 5_000_000
"""Bytes of text. News articles have a few thousand; more is an archive or a mistake."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SAVE_AS_TEXT = "Save the article as plain text in UTF-8."
_SURROGATE = re.compile("[\ud800-\udfff]")


def decoded(data: bytes, given: str) -> str:
    """The text in UTF-8, or in UTF-16 if a byte order mark says so; anything else is an error.

    Raises:
        InputError: Another encoding, or no text at all; with its line, and the command that mends it.
    """
    if data.startswith(_UTF32):
        raise InputError("is UTF-32, not UTF-8", path=given, line=1, mend=_iconv("UTF-32", given))
    if data.startswith(_UTF16):
        codec, mark = ("utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"), 2
    else:
        codec, mark = "utf-8", len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        _refuse_binary(data, given)
    try:
        text = data[mark:].decode(codec)
    except UnicodeDecodeError as error:
        at = mark + error.start
        before = data[mark:at].decode(codec, "replace")
        message = f"is not {codec[:6].rstrip('-').upper()}: byte {at} (0x{data[at]:02x}) does not fit"
        mend = _iconv(_likely_encoding(data), given) if codec == "utf-8" else _SAVE_AS_TEXT
        raise InputError(message, path=given, line=before.count("\n") + 1, mend=mend) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError("holds NUL characters: it is not plain text", path=given, line=line, mend=_SAVE_AS_TEXT)
    return text


def refuse_other_encodings(file: BinaryIO, given: str) -> None:
    """Refuses a file of rows in UTF-16 or UTF-32, whose lines cannot be told by their bytes.

    Raises:
        InputError: It is in one of them; with the command that mends it.
    """
    head = file.read(4000)
    file.seek(0)
    nuls = head.count(0) > len(head) // 4 and not head.startswith(_UTF32)
    if head.startswith(_UTF32) or head.startswith(_UTF16) or nuls:
        even = head[::2].count(0) > head[1::2].count(0)
        name = "UTF-32" if head.startswith(_UTF32) else "UTF-16" if not nuls or head.startswith(_UTF16) else ""
        name = name or ("UTF-16BE" if even else "UTF-16LE")
        raise InputError(f"is {name}, not UTF-8", path=given, line=1, mend=_iconv(name, given))


def refuse_unusable(text: str, given: str, line: int | None = None) -> None:
    """Refuses a text that was taken out of something else (a page, a row) and cannot be stored or has no words.

    Raises:
        InputError: It holds NULs or halves of characters, is longer than `SIZE_LIMIT` bytes, or has no words.
    """
    if "\0" in text:
        raise InputError("holds NUL characters in its text", path=given, line=line, mend=_SAVE_AS_TEXT)
    if _SURROGATE.search(text):
        mend = "Write the text out again with a program that keeps all characters."
        raise InputError("holds halves of characters (lone surrogates) in its text", path=given, line=line, mend=mend)
    if len(text) > SIZE_LIMIT or len(text.encode()) > SIZE_LIMIT:
        mend = "One article is a few thousand words: split what holds several."
        raise InputError(f"has more than {SIZE_LIMIT // 1_000_000} MB of text", path=given, line=line, mend=mend)
    if not any(character.isalnum() for character in text):
        mend = "Put the article's text into it, or leave it out."
        raise InputError("holds no words", path=given, line=line, mend=mend)


def _refuse_binary(data: bytes, given: str) -> None:
    at = data.find(b"\0")
    if at < 0:
        return
    evens, odds = data[:4000:2].count(0), data[1:4000:2].count(0)
    mend = _SAVE_AS_TEXT
    if max(evens, odds) > 4 * (min(evens, odds) + 1):  # Latin letters in UTF-16: every other byte is NUL
        mend = _iconv("UTF-16LE" if odds > evens else "UTF-16BE", given)
    line = data.count(b"\n", 0, at) + 1
    raise InputError(f"is not plain text: byte {at} is NUL", path=given, line=line, mend=mend)


def _likely_encoding(data: bytes) -> str:
    """A name for the command that mends it: mostly high bytes look like Cyrillic, few like Western European."""
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in data[:4000])
    high = sum(byte > 127 for byte in data[:4000])
    return "WINDOWS-1251" if high > letters / 2 else "WINDOWS-1252"


def _iconv(encoding: str, given: str) -> str:
    source = Path(given)
    target = source.with_name(f"{source.stem}.utf8{source.suffix}")
    command = f"iconv -f {encoding} -t utf-8 {shlex.quote(given)} > {shlex.quote(str(target))}"
    return f"{command} (or the encoding that the file really has)"
