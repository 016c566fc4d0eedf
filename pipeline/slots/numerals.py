"""Numerals: digits with a scale ("55 billion", "$5m") and number words ("two hundred and six", "a dozen")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.slots.lexicon import word_list
from pipeline.slots.words import Token

_ONES = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: float(n) for n, word in enumerate(_ONES)} | {word: 10.0 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_GLUED = {"m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "k": 1e3, "million": 1e6, "billion": 1e9}


@dataclass(slots=True)
class Numeral:
    """A value read from the text, and where it ends.

    Attributes:
        step: The place of the last digit that counts.
        after: Index of the first token behind the numeral.
        scale: What "million" and alike multiplied it by.
    """

    value: float
    step: float
    after: int
    scale: float = 1.0


def adjacent(found: Sequence[Token], index: int) -> bool:
    """Whether nothing stands between the token at `index` and the one before."""
    return 0 < index < len(found) and found[index - 1].end == found[index].start


def _digits(token: Token) -> tuple[float, float] | None:
    """Value and step of "1,250", "54.7"; None for clock times and anything odd."""
    text = token.text
    if ":" in text or len(text) > 18:
        return None
    parts = text.split(",")
    if len(parts) > 1 and not all(len(part.split(".")[0]) == 3 for part in parts[1:]):
        return None
    plain = text.replace(",", "")
    if plain.count(".") > 1:
        return None
    value = float(plain)
    if "." in plain:
        return value, 10.0 ** -len(plain.split(".")[1])
    zeros = len(plain) - len(plain.rstrip("0")) if value >= 100 else 0
    return value, 10.0**zeros


def _scaled(found: Sequence[Token], read: Numeral) -> Numeral:
    """Takes in "billion" behind digits, or a glued "m" in "$5m"."""
    index = read.after
    if index >= len(found):
        return read
    word = found[index].lower
    glued = adjacent(found, index) and word in _GLUED
    scale = _SCALES.get(word) or (_GLUED[word] if glued else None)
    if scale is None:
        return read
    step = (read.step if read.step < 1 else 1.0) * scale
    return Numeral(read.value * scale, step, index + 1, scale)


def _spelled(found: Sequence[Token], index: int) -> Numeral | None:
    """As in "twenty-five", "two hundred and fifty thousand", "a dozen", "half a million" is left alone."""
    total, current, last, step = 0.0, 0.0, index, 1.0
    if found[index].lower in ("a", "an"):
        if index + 1 >= len(found) or found[index + 1].lower not in _SCALES:
            return None
        current, last = 1.0, index + 1
    used = False
    while last < len(found) and last - index < 12:
        word = found[last].lower
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "hundred" or word == "dozen":
            current, step = (current or 1.0) * _SCALES[word], _SCALES[word]
        elif word in _SCALES:
            total, current, step = total + (current or 1.0) * _SCALES[word], 0.0, _SCALES[word]
        elif not (used and word in ("-", "and") and _joins(found, last)):
            break
        used = True
        last += 1
    if not used:
        return None
    return Numeral(total + current, step, last, step)


def _joins(found: Sequence[Token], index: int) -> bool:
    """Whether a hyphen or "and" holds two number words together: "twenty-five", "hundred and six"."""
    if index + 1 >= len(found):
        return False
    before, after = found[index - 1].lower, found[index + 1].lower
    if found[index].lower == "and":
        return before in ("hundred", "thousand", "million") and after in _WORDS
    return before in _TENS and after in _WORDS and _WORDS[after] < 10


def read_numeral(found: Sequence[Token], index: int) -> Numeral | None:
    """The numeral that begins at the token, or None."""
    token = found[index]
    if token.is_number:
        plain = _digits(token)
        return None if plain is None else _scaled(found, Numeral(plain[0], plain[1], index + 1))
    if token.lower in _WORDS or (token.lower in ("a", "an")):
        return _spelled(found, index)
    return None
