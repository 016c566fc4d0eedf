"""At most six lines that stay in place while a command works, and are gone when it is done.

Drawn over, not wiped: each line is written over the old one and cleared from its end on, all in one write, so that
nothing flickers. What does not fit into a line is cut by the cells that it takes up, which wide letters take two of.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipeline.shell.feed import Feed, Seen

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 6
# As `report.text` writes them, which brings rich: the prompt does not wait for it.
_SIGNS = {
    "supports": "✔ supports",
    "contradicts": "✘ contradicts",
    "neutral": "· open",
    "contested": "? contested",
}
_COUNTED = {
    "supports": "support",
    "contradicts": "contradict",
    "neutral": "open",
    "contested": "contested",
    "silent": "silent",
    "failed": "failed",
}
_COLOURS = {"supports": "32", "contradicts": "31"}
_BAR = 20


class Live:
    """The lines of one command."""

    def __init__(self, write: Callable[[str], None], width: Callable[[], int], *, colour: bool) -> None:
        """Draws nothing yet.

        Args:
            write: Writes to the terminal, and flushes.
            width: Columns of the terminal as it is now.
        """
        self._write, self._width, self._colour = write, width, colour
        self._drawn: list[str] = []
        self._begun = time.monotonic()

    def draw(self, feed: Feed) -> None:
        """Draws what the feed tells now; nothing is written where nothing has changed."""
        lines = lines_of(feed, self._width() - 1, time.monotonic() - self._begun)
        if lines == self._drawn:
            return
        self._write(self._back() + "".join(f"{self._coloured(line)}\x1b[K\n" for line in lines) + "\x1b[J")
        self._drawn = lines

    def wipe(self) -> None:
        """Takes the lines away."""
        if self._drawn:
            self._write(self._back() + "\x1b[J")
        self._drawn = []

    def _back(self) -> str:
        """To the beginning of the first line that is drawn."""
        return f"\x1b[{len(self._drawn)}A\r" if self._drawn else ""

    def _coloured(self, line: str) -> str:
        kind = next((kind for kind, sign in _SIGNS.items() if line.startswith(f"  {sign}")), "")
        return f"\x1b[{_COLOURS[kind]}m{line}\x1b[0m" if self._colour and kind in _COLOURS else line


def lines_of(feed: Feed, width: int, seconds: float) -> list[str]:
    """What is shown: how far it is, then what was graded last."""
    lines = [_progress(feed, int(seconds)), *(_told(seen) for seen in list(feed.seen))]
    return [cut(line, width) for line in lines[:LINES]]


def _progress(feed: Feed, seconds: int) -> str:
    if feed.stopping.is_set():
        return "stopping ..."
    counts = ", ".join(f"{feed.counts[kind]} {name}" for kind, name in _COUNTED.items() if feed.counts[kind])
    if not feed.total:
        return f"looking ... {seconds} s"
    filled = _BAR * min(feed.done, feed.total) // feed.total
    bar = "━" * filled + " " * (_BAR - filled)
    what = counts or feed.what
    return f"{bar} {feed.done:,} of {feed.total:,} · {seconds} s" + (f" · {what}" if what else "")


def _told(seen: Seen) -> str:
    sign = "! not graded" if seen.stance is None else _SIGNS[seen.stance] if seen.words else "  silent"
    return f"  {sign:<13} {seen.outlet}, {seen.published}" + (f": {seen.words}" if seen.words else "")


def cut(line: str, width: int) -> str:
    """The line in at most so many cells."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(line) <= width:
        return line
    return set_cell_size(line, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""
