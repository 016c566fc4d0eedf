"""Small things about text that several steps need, in one place."""

from __future__ import annotations

import re
from pathlib import PurePath

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("‐‑‒–—―−", "-"))

_OPENING = ('"', "“", "„", "«")


def one_line(text: str) -> str:
    """The text on one line: white space and control characters become single blanks, so that an article cannot
    forge the line structure of a prompt."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())


def name_of(publisher: str | None, title: str, path: str) -> str:
    """What an article is called where there is room for one name: its outlet, else its headline, else its file."""
    return one_line(publisher or "") or one_line(title) or PurePath(one_line(path)).name


def quoted(text: str) -> str:
    """The text on one line in quotation marks, unless it brings its own."""
    line = one_line(text)
    return line if line[:1] in _OPENING else f"“{line}”"


def normalised(text: str) -> str:
    """Quotes, dashes and white space made alike, for comparing a quote with its source."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()
