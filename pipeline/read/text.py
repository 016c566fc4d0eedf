"""Finds article files and reads one of them.

The text of an article is what the file holds, decoded and otherwise unchanged: line ends stay as they are, only
a byte order mark goes and, in Markdown, the front matter. What cannot be read for certain is an `InputError`
with the next step; nothing is skipped, replaced or guessed.
"""

from __future__ import annotations

import codecs
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read.front_matter import split_front_matter
from pipeline.read.metadata import metadata_from_text
from store.records import Article

SIZE_LIMIT = 5_000_000
"""Bytes. News articles have a few thousand; a larger file is an archive or a mistake."""
SUFFIXES = (".txt", ".md", ".markdown")
_MARKDOWN = (".md", ".markdown")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def find_files(paths: Iterable[Path | str]) -> Iterator[Path]:
    """All article files under some files and folders, each file once.

    Paths keep the order in which they are given; inside a folder files are sorted by path. Hidden files and
    folders are skipped unless they are named themselves, and so are files of other kinds inside a folder.

    Raises:
        InputError: A path is missing, cannot be listed, or names a file of a kind that is not read.
    """
    seen: set[str] = set()
    for given in paths:
        for path in _files_under(given):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                yield path


def read_article(path: Path | str, *, given: str) -> Article:
    """One file as an article, with the metadata that its front matter or its first and last lines state.

    Args:
        path: The file.
        given: The path as the user gave it, kept in `Article.path` and named in errors.

    Raises:
        InputError: The file cannot be read, is too large, empty, binary or in another encoding, or its front
            matter is malformed.
    """
    # A file name that is not UTF-8 holds lone surrogates, which can be neither printed nor stored.
    given = given.encode("utf-8", "replace").decode("utf-8")
    text = _decoded(_contents(Path(path), given), given)
    front, body = None, text
    if Path(path).suffix.lower() in _MARKDOWN:
        front, body = split_front_matter(text, given)
    if not any(character.isalnum() for character in body):
        what = "is empty" if not text else "has front matter but no text" if front else "holds no words"
        raise InputError(what, path=given, mend="Put the article's text into the file, or leave it out.")
    found = metadata_from_text(body, Path(path).name, publisher=front.publisher if front else None)
    if front:
        found = found.overlaid(front)
    return Article.make(
        body,
        title=found.title or "",
        publisher=found.publisher,
        url=found.url,
        published=found.published,
        language=found.language,
        byline=found.byline,
        origin=found.origin,
        path=given,
    )


def _files_under(given: Path | str) -> Iterator[Path]:
    if not str(given):  # Path("") is the current folder, which nobody asked for
        raise InputError("an empty path", mend="Name a file or a folder.")
    path = Path(given)
    try:
        exists = path.exists()
        if exists and path.is_dir():
            yield from _files_in(path)
            return
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise InputError(f"cannot be opened: {_reason(error)}", path=_shown(given)) from error
    if not exists:
        raise InputError("no such file or folder", path=_shown(given), mend="Check the path's spelling.")
    if path.suffix.lower() not in SUFFIXES:
        kind = f"{path.suffix} files are" if path.suffix else "a file without a suffix is"
        mend = f"Files that can be read today: {', '.join(SUFFIXES)}. Save the article as plain text."
        raise InputError(f"{kind} not read", path=_shown(given), mend=mend)
    yield path


def _files_in(folder: Path) -> list[Path]:
    """Article files below a folder. A link to a folder that was seen already, a loop for one, is not followed."""
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    for here, folders, files in os.walk(folder, followlinks=True, onerror=_cannot_list):
        status = Path(here).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        candidates = (Path(here, name) for name in files if not name.startswith("."))
        found += [file for file in candidates if file.suffix.lower() in SUFFIXES and file.is_file()]
    return sorted(found)


def _cannot_list(error: OSError) -> None:
    # os.walk would leave the folder out without a word.
    raise InputError(f"cannot list the folder: {_reason(error)}", path=_shown(error.filename or "")) from error


def _contents(path: Path, given: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError("is a folder, not a file", path=given, mend="Ingest the folder itself, or a file in it.")
        if path.exists() and not path.is_file():
            raise InputError("is not a regular file", path=given, mend="Save its text to a file first.")
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise InputError("no such file", path=given, mend="Check the path's spelling.") from error
    except (OSError, ValueError) as error:
        mend = f"chmod u+r {shlex.quote(given)}" if isinstance(error, PermissionError) else ""
        raise InputError(f"cannot be read: {_reason(error)}", path=given, mend=mend) from error
    if len(data) > SIZE_LIMIT:
        mend = "One file is one article: split an archive into a file per article."
        raise InputError(f"is larger than {SIZE_LIMIT // 1_000_000} MB", path=given, mend=mend)
    return data


def _decoded(data: bytes, given: str) -> str:
    """The text in UTF-8, or in UTF-16 if a byte order mark says so; anything else is an error."""
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
        mend = _iconv(_likely_encoding(data), given)
        raise InputError(message, path=given, line=before.count("\n") + 1, mend=mend) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError("holds NUL characters: it is not plain text", path=given, line=line, mend=_SAVE_AS_TEXT)
    return text


_SAVE_AS_TEXT = "Save the article as plain text in UTF-8."


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


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _shown(path: Path | str) -> str:
    return str(path).encode("utf-8", "replace").decode("utf-8")
