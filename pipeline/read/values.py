"""Values that a program wrote into a page, a PDF or a feed: taken if they can be meant, else None, never an error."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from pipeline.read.written import language_code

_LONGEST = 500
# What content systems put where they have nothing to say.
_EMPTY = {"", "null", "none", "undefined", "n/a", "unknown", "admin", "untitled", "[object object]"}


def plain(value: Any) -> str | None:
    """One line of text without markup entities, or None: not text, empty, over-long, or with unusable characters."""
    if not isinstance(value, str) or len(value) > 4 * _LONGEST:
        return None
    line = " ".join(html.unescape(value).split())
    unusable = any(unicodedata.category(character) in ("Cc", "Cs") for character in line)
    return None if unusable or len(line) > _LONGEST or line.casefold() in _EMPTY else line


def name(value: Any) -> str | None:
    """A name of a person or an outlet, without "By" before it: an address, a handle or a number is none."""
    line = plain(value)
    if not line or re.match(r"https?:|www\.|@", line) or not any(character.isalpha() for character in line):
        return None
    return re.sub(r"^(?:[Bb]y|BY)\s+", "", line)


def code(value: Any) -> str | None:
    """A language code: "en" for "en_GB"."""
    line = plain(value)
    try:
        return language_code(re.split("[,;]", line)[0].strip()) if line else None
    except ValueError:
        return None


def address(value: Any) -> str | None:
    """An absolute http or https address."""
    line = plain(value)
    return line if line and re.match(r"https?://[^\s/]+\S*$", line) else None
