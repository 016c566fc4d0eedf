"""Small things about text that several steps need, in one place."""

from __future__ import annotations

import re

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("‐‑‒–—―−", "-"))

_OPENING = ('"', "“", "„", "«")


def one_line(text: str) -> str:
    """The text on one line: white space and control characters become single blanks, so that an article cannot
    forge the line structure of a prompt."""
    printable = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())


def quoted(text: str) -> str:
    """The text on one line in quotation marks, unless it brings its own."""
    line = one_line(text)
    return line if line[:1] in _OPENING else f"“{line}”"


def normalised(text: str) -> str:
    """Quotes, dashes and white space made alike, for comparing a quote with its source."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()
