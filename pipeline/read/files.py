"""Finds article files, and takes their bytes: no more of them than a limit.

Nothing is skipped without a word: what cannot be listed or read is an `InputError` with the next step.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.read.kinds import SUFFIXES


def _any_link(link: Path) -> None:
    """Follows every link."""


def find_files(paths: Iterable[Path | str], *, link: Callable[[Path], object] = _any_link) -> Iterator[Path]:
    """All article files under some files and folders, each file once.

    Paths keep the order in which they are given; inside a folder files are sorted by path. Hidden files and
    folders are skipped unless they are named themselves, and so are files of other kinds inside a folder.

    Args:
        link: Called with each link inside a folder before it is followed; what it raises ends the search, what it gives
            is not looked at.

    Raises:
        InputError: A path is missing, cannot be listed, or names a file of a kind that is not read.
    """
    seen: set[str] = set()
    for given in paths:
        for path in _files_under(given, link):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                yield path


def opened(path: Path, given: str) -> BinaryIO:
    """A regular file, open for reading.

    Raises:
        InputError: It is missing, no regular file, or may not be read.
    """
    try:
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise InputError(
                    "is a folder that cannot be listed", path=given, mend="Give it read rights (chmod u+rx)."
                )
            raise InputError("is a folder, not a file", path=given, mend="Ingest the folder itself, or a file in it.")
        if path.exists() and not path.is_file():
            raise InputError("is not a regular file", path=given, mend="Save its text to a file first.")
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputError("no such file", path=given, mend="Check the path's spelling.") from error
    except (OSError, ValueError) as error:
        mend = f"chmod u+r {shlex.quote(given)}" if isinstance(error, PermissionError) else ""
        raise InputError(f"cannot be read: {_reason(error)}", path=given, mend=mend) from error


def contents(file: BinaryIO, given: str, limit: int) -> bytes:
    """The whole file.

    Raises:
        InputError: It is larger than the limit (bytes), or cannot be read.
    """
    try:
        data = file.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {_reason(error)}", path=given) from error
    refuse_larger(data, limit, given)
    return data


def refuse_larger(data: bytes, limit: int, given: str) -> None:
    """Raises InputError if there are more bytes than the limit."""
    if len(data) > limit:
        mend = "One file is one article: split an archive into a file per article."
        raise InputError(f"is larger than {limit // 1_000_000} MB", path=given, mend=mend)


def printable(path: Path | str) -> str:
    """The path as text: a name that is not UTF-8 holds lone surrogates, which can be neither printed nor stored."""
    return str(path).encode("utf-8", "replace").decode("utf-8")


def _files_under(given: Path | str, link: Callable[[Path], object]) -> Iterator[Path]:
    if not str(given):  # Path("") is the current folder, which nobody asked for
        raise InputError("an empty path", mend="Name a file or a folder.")
    path = Path(given)
    try:
        exists = path.exists()
        if exists and path.is_dir():
            yield from _files_in(path, link)
            return
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise InputError(f"cannot be opened: {_reason(error)}", path=printable(given)) from error
    if not exists:
        raise InputError("no such file or folder", path=printable(given), mend="Check the path's spelling.")
    if path.suffix.lower() not in SUFFIXES:
        kind = f"{path.suffix} files are" if path.suffix else "a file without a suffix is"
        mend = f"Files that can be read today: {', '.join(SUFFIXES)}. Save the article as plain text."
        raise InputError(f"{kind} not read", path=printable(given), mend=mend)
    yield path


def _files_in(folder: Path, link: Callable[[Path], object]) -> list[Path]:
    """Article files below a folder. A link to a folder that was seen already, a loop for one, is not followed.

    What only has an article's suffix (a pipe, a dangling link, a folder inside that cannot be listed) is among them: it
    fails when it is read, instead of being left out without a word.
    """
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:  # not by recursion: folders may be nested deeper than Python's stack
        here = waiting.pop()
        try:
            status = here.stat()
            entries = [] if (status.st_dev, status.st_ino) in seen else list(os.scandir(here))
        except OSError as error:
            if here == folder:
                message = f"cannot list the folder: {_reason(error)}"
                raise InputError(message, path=printable(here)) from error
            found.append(here)
            continue
        seen.add((status.st_dev, status.st_ino))
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path, is_folder = here / entry.name, _is_folder(entry)
            if not is_folder and path.suffix.lower() not in SUFFIXES:
                continue
            if entry.is_symlink():
                link(path)
            (waiting if is_folder else found).append(path)
    return sorted(found)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
