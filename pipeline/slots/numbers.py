"""Numbers in text: value, bound, unit. Dates are not numbers; ordinals are kept apart.

"20-year", "20 years" and "twenty years" are one number with one unit. Vague amounts ("thousands of") are found
but never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.slots.dates import find_dates
from pipeline.slots.lexicon import STOP_WORDS, word_list, word_set
from pipeline.slots.words import Token, concept, is_verb, tokens

Bound = Literal["exact", "about", "nearly", "at_least", "more_than", "at_most", "less_than"]

_ONES = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: float(n) for n, word in enumerate(_ONES)} | {word: 10.0 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_GLUED = {"m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "k": 1e3, "million": 1e6, "billion": 1e9}
_ORDINALS = {w: n for n, w in enumerate(
    word_list("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), 1)}  # fmt: skip
_VAGUE = word_set("dozens hundreds thousands millions billions scores several many tens half thirds "
                   "quarters fifths")  # fmt: skip
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₽": "ruble", "₴": "hryvnia"}
_MEASURES = frozenset(
    concept(word)
    for word in word_list(
        "meter foot feet mile kilometer barrel ton liter litre gallon hectare acre dollar euro pound yen ruble "
        "rouble rupee yuan degree watt megawatt gigawatt gram kilogram kg tonne percent point hour minute second day "
        "week month year decade mph knot seat vote"
    )
)
_LABELS = word_set("article resolution section chapter no number room flight route channel phase chapter clause "
                    "protocol paragraph page group line")  # fmt: skip
_BOUNDS: tuple[tuple[tuple[str, ...], Bound], ...] = (
    (("no", "more", "than"), "at_most"), (("not", "more", "than"), "at_most"), (("no", "fewer", "than"), "at_least"),
    (("no", "less", "than"), "at_least"), (("more", "than"), "more_than"), (("greater", "than"), "more_than"),
    (("less", "than"), "less_than"), (("fewer", "than"), "less_than"), (("at", "least"), "at_least"),
    (("at", "most"), "at_most"), (("up", "to"), "at_most"), (("as", "many", "as"), "at_most"),
    (("as", "much", "as"), "at_most"), (("a", "minimum", "of"), "at_least"), (("a", "maximum", "of"), "at_most"),
    (("close", "to"), "nearly"), (("nearly",), "nearly"), (("almost",), "nearly"), (("about",), "about"),
    (("around",), "about"), (("some",), "about"), (("roughly",), "about"), (("approximately",), "about"),
    (("an", "estimated"), "about"), (("over",), "more_than"), (("above",), "more_than"), (("exceeding",), "more_than"),
    (("under",), "less_than"), (("below",), "less_than"), (("~",), "about"),
)  # fmt: skip
_SKIPPED = word_set("of the new more other additional different separate further such us american")
_PEOPLE_PLURALS = word_set("people men women children troops police mps")
_CASUALTIES = word_set("dead killed injured wounded missing arrested detained others")
_TIMES = word_set("am pm o'clock a.m. p.m. gmt")
_LONGEST_UNIT = 5


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number as written.

    Attributes:
        low, high: The value, or both ends of a range.
        step: The place of the last digit that counts (0.1 for 54.7, 1e6 for "5 million"), for rounding.
        unit: Concepts of the words that it counts, the head last; empty where none was found.
        kind: "count", "ordinal", or "label" ("Article 5").
        vague: "thousands of", "several": an amount that is not compared.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    step: float
    bound: Bound = "exact"
    unit: tuple[str, ...] = ()
    kind: str = "count"
    vague: bool = False


@dataclass(slots=True)
class _Read:
    value: float
    step: float
    after: int  # index of the first token behind the number
    scale: float = 1.0


def _adjacent(found: Sequence[Token], index: int) -> bool:
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


def _scaled(found: Sequence[Token], read: _Read) -> _Read:
    """Takes in "billion" behind digits, or a glued "m" in "$5m"."""
    index = read.after
    if index >= len(found):
        return read
    word = found[index].lower
    glued = _adjacent(found, index) and word in _GLUED
    scale = _SCALES.get(word) or (_GLUED[word] if glued else None)
    if scale is None:
        return read
    step = (read.step if read.step < 1 else 1.0) * scale
    return _Read(read.value * scale, step, index + 1, scale)


def _spelled(found: Sequence[Token], index: int) -> _Read | None:
    """ "twenty-five", "two hundred and fifty thousand", "a dozen", "half a million" is left alone."""
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
    return _Read(total + current, step, last, step)


def _joins(found: Sequence[Token], index: int) -> bool:
    """Whether a hyphen or "and" holds two number words together: "twenty-five", "hundred and six"."""
    if index + 1 >= len(found):
        return False
    before, after = found[index - 1].lower, found[index + 1].lower
    if found[index].lower == "and":
        return before in ("hundred", "thousand", "million") and after in _WORDS
    return before in _TENS and after in _WORDS and _WORDS[after] < 10


def _read_number(found: Sequence[Token], index: int) -> _Read | None:
    token = found[index]
    if token.is_number:
        plain = _digits(token)
        return None if plain is None else _scaled(found, _Read(plain[0], plain[1], index + 1))
    if token.lower in _WORDS or (token.lower in ("a", "an")):
        return _spelled(found, index)
    return None


def _is_name_part(found: Sequence[Token], index: int) -> bool:
    """ "F-16", "Covid-19", "9/11", "MH17": letters or a slash glued to the digits."""
    before = found[index - 1] if index else None
    if before is not None and before.end == found[index].start:
        if before.is_word or before.text in "/\\#_@":
            return True
        if before.text == "-" and index > 1 and found[index - 2].end == before.start:
            return found[index - 2].is_word or found[index - 2].is_number
    behind = index + 1
    return behind < len(found) and found[behind].text == "/" and _adjacent(found, behind)


def _is_pronoun_one(found: Sequence[Token], index: int) -> bool:
    """ "one of the ...", "no one", "this one"."""
    if found[index].lower not in ("one", "zero"):
        return False
    before = found[index - 1].lower if index else ""
    after = found[index + 1] if index + 1 < len(found) else None
    return before in STOP_WORDS - {"least", "than", "about", "only", "and", "with", "of", "in", "as", "for"} or (
        after is None or not (after.is_word or after.text == "-") or after.lower in STOP_WORDS - {"more"}
    )


def _unit(found: Sequence[Token], index: int, currency: str | None) -> tuple[str, ...]:
    """Concepts of the nouns behind the number, up to the first plural or measure."""
    if currency is not None:
        return (currency,)
    words: list[str] = []
    hyphen = index < len(found) and found[index].text == "-"
    for position in range(index, min(index + _LONGEST_UNIT + hyphen, len(found))):
        token = found[position]
        if token.text == "%" or token.lower in ("percent", "pct") or _is_per_cent(found, position):
            return ("%p",) if _next_is(found, position, "points", "point") else ("percent",)
        if (token.text in "-‑'’" and position > 0) or (token.lower in _SKIPPED and not hyphen):
            continue
        if _ends_unit(found, position, bool(words)):
            break
        if not words and token.lower in _CASUALTIES:
            return (concept("people"),)
        words.append(token.concept)
        if token.concept in _MEASURES:
            return ("age",) if _is_age(found, position) else (token.concept,)
        if hyphen or _is_plural(token.lower):
            break
    return tuple(words)


def _ends_unit(found: Sequence[Token], position: int, begun: bool) -> bool:
    token = found[position]
    return not token.is_word or token.lower in STOP_WORDS or (begun and is_verb(token, found[position - 1]))


def _is_plural(word: str) -> bool:
    return word in _PEOPLE_PLURALS or (word.endswith("s") and not word.endswith(("ss", "us")))


def _is_age(found: Sequence[Token], position: int) -> bool:
    """ "20 years old", "a 20-year-old"."""
    return _next_is(found, position, "old") or (_next_is(found, position, "-") and _next_is(found, position + 1, "old"))


def _is_per_cent(found: Sequence[Token], position: int) -> bool:
    return found[position].lower == "per" and _next_is(found, position, "cent")


def _next_is(found: Sequence[Token], position: int, *words: str) -> bool:
    return position + 1 < len(found) and found[position + 1].lower in words


def _bound(found: Sequence[Token], index: int) -> tuple[Bound, int]:
    """The bound written before the number, and how many tokens it takes."""
    for words, bound in _BOUNDS:
        size = len(words)
        if index >= size and all(found[index - size + i].lower == word for i, word in enumerate(words)):
            return bound, size
    return "exact", 0


class _Scanner:
    """One pass over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = tokens(text)
        self.dates = find_dates(text)
        self.date = 0

    def numbers(self) -> list[NumberMention]:
        mentions: list[NumberMention] = []
        index = 0
        while index < len(self.found):
            mention, after = self._at(index)
            if mention is not None:
                mentions.append(mention)
            index = max(after, index + 1)
        return mentions

    def _in_date(self, token: Token) -> bool:
        while self.date < len(self.dates) and self.dates[self.date].end <= token.start:
            self.date += 1
        return self.date < len(self.dates) and self.dates[self.date].start < token.end

    def _at(self, index: int) -> tuple[NumberMention | None, int]:
        token = self.found[index]
        if self._in_date(token):
            return None, index + 1
        fraction = token.lower in ("third", "quarter", "fourth", "fifth") and _next_is(self.found, index, "of")
        if fraction or (token.lower in _VAGUE and not token.is_capital):
            return self._vague(index), index + 1
        ordinal = self._ordinal(index)
        if ordinal is not None:
            return ordinal, index + 2
        read = _read_number(self.found, index)
        if read is None or _is_name_part(self.found, index) or _is_pronoun_one(self.found, index):
            return None, index + 1
        if read.after < len(self.found) and self._ends_oddly(read.after):
            return None, read.after
        return self._counted(index, read)

    def _ends_oddly(self, after: int) -> bool:
        token = self.found[after]
        fraction = token.text == "-" and _next_is(self.found, after, "thirds", "third", "quarters", "fifths", "quarter")
        return token.lower in _TIMES or fraction

    def _vague(self, index: int) -> NumberMention | None:
        unit = _unit(self.found, index + 1, None)
        token = self.found[index]
        return NumberMention(token.start, token.end, token.text, 0.0, 0.0, 1.0, unit=unit, vague=True)

    def _ordinal(self, index: int) -> NumberMention | None:
        token = self.found[index]
        value, last = _ORDINALS.get(token.lower), index
        if token.is_number and token.text.isdecimal() and _adjacent(self.found, index + 1) and len(token.text) < 6:
            if self.found[index + 1].lower not in ("st", "nd", "rd", "th"):
                return None
            value, last = int(token.text), index + 1
        if value is None or (token.is_capital and index > 0):
            return None
        end = self.found[last].end
        unit = _unit(self.found, last + 1, None)
        return NumberMention(
            token.start, end, self.text[token.start : end], value, value, 1.0, unit=unit, kind="ordinal"
        )

    def _counted(self, index: int, read: _Read) -> tuple[NumberMention | None, int]:
        first = index
        currency = _CURRENCY.get(self.found[index - 1].text) if index else None
        if currency is not None:
            first -= 1
            if first and _adjacent(self.found, first) and self.found[first - 1].text.upper() == "US":
                first -= 1
        high = self._range_end(index, read)
        low, after, step = read.value, read.after, read.step
        if high is not None:
            low = read.value * (high.scale if read.scale == 1.0 else 1.0)
            after, step = high.after, high.step
            if high.value < low:
                return None, after
        bound, size = _bound(self.found, first)
        if self.found[index].lower in ("a", "an"):
            bound = "about" if bound == "exact" else bound
        label = self._label(index)
        start, end = self.found[first - size].start, self.found[after - 1].end
        mention = NumberMention(
            start=start,
            end=end,
            text=self.text[start:end],
            low=low,
            high=low if high is None else high.value,
            step=step,
            bound=bound,
            unit=(label,) if label else _unit(self.found, after, currency),
            kind="label" if label else "count",
        )
        return mention, after

    def _label(self, index: int) -> str | None:
        if not index:
            return None
        before = self.found[index - 1]
        if before.text == "." and index > 1 and self.found[index - 2].lower == "no":
            return "no"
        return before.lower if before.is_capital and before.lower in _LABELS else None

    def _range_end(self, index: int, read: _Read) -> _Read | None:
        """The upper end of "5-7 million", "20 to 30", "between 5 and 7"; not of "from 20 to 30"."""
        after = read.after
        if after + 1 >= len(self.found):
            return None
        joiner = self.found[after].lower
        before = self.found[index - 1].lower if index else ""
        if joiner not in ("-", "–", "—", "to", "and") or (joiner == "to" and before == "from"):
            return None
        if joiner == "and" and before != "between":
            return None
        behind = after + 1 + (self.found[after + 1].text in _CURRENCY)
        if behind >= len(self.found) or self._in_date(self.found[behind]):
            return None
        return _read_number(self.found, behind) if self.found[behind].lower not in ("a", "an") else None


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """All numbers in the text that are not dates, in order, not overlapping."""
    return tuple(_Scanner(text).numbers())
