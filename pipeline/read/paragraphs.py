"""Lines that were cut to a width, joined to paragraphs again, and words that were divided at their ends mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_DIVIDED = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COMPOUND = re.compile(r"\w-$")
_GOES_ON = re.compile(r"[^\W\d_]+")
_WRAPPED_LEAST, _WRAPPED_MOST = 40, 100


def joined(lines: Sequence[str], words: frozenset[str]) -> str:
    """One paragraph of its lines.

    A hyphen at a line's end goes if the whole word stands elsewhere in the text, or if nothing speaks for it; it stays
    where the text writes the word with it elsewhere ("long-term"), or a capital or number follows.

    Args:
        lines: The paragraph's lines.
        words: As `words_of` gives them for the whole text.
    """
    text = ""
    for line in lines:
        line = " ".join(line.translate(_LIGATURES).split())
        divided, next_word = _DIVIDED.search(text), _GOES_ON.match(line)
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif divided and next_word and next_word[0][0].islower():
            whole, hyphened = divided[1] + next_word[0], f"{divided[1]}-{next_word[0]}"
            stays = hyphened.lower() in words and whole.lower() not in words
            text = (text if stays else text[:-1]) + line
        elif _COMPOUND.search(text) and line[:1].isalnum():
            text += line
        else:
            text = f"{text} {line}" if text and line else text or line
    return text.replace("\u00ad", "")


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """All words in small letters that stand inside a line, compounds with their hyphens also."""
    return frozenset(word for line in lines for word in _WORD.findall(line.translate(_LIGATURES).lower()))


def unwrapped(text: str) -> str:
    """A mail's plain text with its hard-wrapped paragraphs in one line each, divided by a blank line."""
    blocks = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").replace("\r", "\n"))
    found: list[str] = []
    for block in blocks:
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        wrapped = all(_WRAPPED_LEAST <= len(line) <= _WRAPPED_MOST for line in lines[:-1])
        found += [" ".join(lines)] if wrapped and lines else lines
    return "\n\n".join(found)
