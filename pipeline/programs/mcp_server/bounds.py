"""What a caller may have read into the library: files in one folder, and nothing else.

The caller is a model, and it may have read something that tells it what to ask for. So nothing is fetched, no path
leaves the folder (not by "..", not by a link in it), hidden files stay hidden, and an error does not tell whether
something outside is there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.read import find_files
from pipeline.text import one_line

LONGEST_PATH = 1_000
# Controls and marks that turn the direction of writing. Other blanks stand in names that people and machines make.
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ReadableFolder:
    """A folder that may be read from.

    Attributes:
        root: Its real path, without links.
    """

    root: Path

    @staticmethod
    def at(path: Path) -> ReadableFolder:
        """The folder at a path.

        Raises:
            InputError: There is none.
        """
        if not path.is_dir():
            raise InputError("is no folder", path=str(path), mend="Name the folder that may be read from.")
        return ReadableFolder(Path(os.path.realpath(path)))

    def files(self, given: Sequence[str]) -> list[str]:
        """The files that some paths in the folder stand for, as real paths: what is checked here is what is read.

        Args:
            given: Paths of files and folders, relative to the folder ("." for all of it) or absolute.

        Raises:
            UsageError: One is an address.
            InputError: One lies outside, is hidden, is not there, or is of a kind that is not read.
        """
        wanted = [self._inside(path) for path in given]
        found = [self._checked(path) for path in find_files(wanted, link=self._checked)]
        return [str(path) for path in dict.fromkeys(found)]

    def _inside(self, given: str) -> Path:
        shown = one_line(given)[:80]
        if "://" in given or given.lower().startswith(("file:", "data:", "http:", "https:")):
            raise UsageError(
                f"{shown} is an address, and nothing is fetched here.",
                mend="Save the page into the folder and name the file.",
            )
        if not given.strip() or len(given) > LONGEST_PATH or _NO_NAME.search(given):
            raise InputError(f"{shown!r} is no path.", mend="Name a file or folder.")
        path = Path(os.path.realpath(self.root / given))
        if not path.is_relative_to(self.root):
            raise self._outside(shown)
        return self._checked(path, shown)

    def _checked(self, path: Path, shown: str = "") -> Path:
        """The real path, if it lies in the folder and nothing on the way to it is hidden.

        Args:
            shown: What it is called where it does not; else its place in the folder: a link's, not what it points to.
        """
        real = Path(os.path.realpath(path))
        shown = shown or one_line(str(path.relative_to(self.root)))[:80]
        if not real.is_relative_to(self.root):
            raise self._outside(shown)
        if any(part.startswith(".") for part in real.relative_to(self.root).parts):
            raise InputError("is hidden", path=shown, mend="Copy it to another name if it is an article.")
        return real

    def _outside(self, shown: str) -> InputError:
        return InputError(
            "lies outside the folder that may be read from", path=shown, mend='Name files in it, or "." for all of it.'
        )
