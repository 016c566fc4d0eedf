"""Small things about text that several steps need, in one place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePath

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("‐‑‒–—―−", "-"))

_OPENING = ('"', "“", "„", "«")


# Persian and the scripts of India write these inside words: the one parts letters, the other joins them.
_JOINERS = "\u200c\u200d"
# Fillers and variation selectors are no format characters by name, and are seen as little.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
# What a terminal obeys in JSON text, and halves of characters, which nothing can print: JSON has escapes for them.
_OBEYED_IN_JSON = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def json_escaped(text: str) -> str:
    """JSON text with escapes for whatever a terminal would obey: the same JSON, and what all `--json` prints."""
    return _OBEYED_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def without_unseen(text: str) -> str:
    """The text without the characters that nobody sees and a model reads: zero-width ones, tags, turns of direction,
    soft hyphens. A joiner between letters of a script that needs it becomes a blank."""
    # What is printable has no format characters, which are most of what is not seen.
    if text.isascii() or (text.isprintable() and not _UNSEEN.search(text)):
        return text
    kept: list[str] = []
    for place, c in enumerate(_UNSEEN.sub("", text)):
        if c in _JOINERS:
            before = kept[-1] if place and kept else ""
            kept.append(" " if before.isalpha() and not _latin(before) else "")
        elif unicodedata.category(c) != "Cf":
            kept.append(c)
    return "".join(kept)


def _latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def one_line(text: str) -> str:
    """The text on one line, and nothing in it that is not seen: white space and control characters become single
    blanks, so that an article cannot forge the line structure of a prompt."""
    seen = without_unseen(text)
    printable = seen if seen.isprintable() else "".join(c if c.isprintable() else " " for c in seen)
    return " ".join(printable.split())


def name_of(publisher: str | None, title: str, path: str, *, clean: Callable[[str], str] = one_line) -> str:
    """What an article is called where there is room for one name: its outlet, else its headline, else its file.

    Args:
        clean: Puts a name on one line.
    """
    return clean(publisher or "") or clean(title) or PurePath(clean(path)).name


def quoted(text: str) -> str:
    """The text on one line in quotation marks, unless it brings its own."""
    line = one_line(text)
    return line if line[:1] in _OPENING else f"“{line}”"


def normalised(text: str) -> str:
    """Quotes, dashes and white space made alike, for comparing a quote with its source."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()
