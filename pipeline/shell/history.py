"""Lines of earlier sessions, a file for each library: in the order in which they were typed, oldest first."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.history import FileHistory

from store.cache import cache_dir

LONGEST = 4_000


class History(FileHistory):
    """Earlier lines, which prompt_toolkit writes and reads; a file that cannot be used is a history of this session."""

    def __init__(self, where: str) -> None:
        """For the library at a folder or address."""
        folder = cache_dir() / "shell"
        place = where if where.startswith(("http://", "https://")) else str(Path(where).resolve())
        name = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        path = folder / f"{name}.history"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # what is asked is nobody else's business
        super().__init__(str(path))

    def load_history_strings(self) -> Iterable[str]:
        """Earlier lines, newest first."""
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Writes a line down."""
        with contextlib.suppress(OSError):
            super().store_string(string[:LONGEST])

    def found(self, words: str) -> list[str]:
        """The lines that have all of these words, newest first."""
        wanted = words.casefold().split()
        lines = self._loaded_strings if self._loaded else list(self.load_history_strings())
        own = [line for line in lines if line.split(" ", 1)[0] != "history"]
        return [line for line in own if all(word in line.casefold() for word in wanted)]
