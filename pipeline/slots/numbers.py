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
from pipeline.slots.numerals import Numeral, adjacent, read_numeral
from pipeline.slots.words import Token, concept, is_verb, tokens

Bound = Literal["exact", "about", "nearly", "at_least", "more_than", "at_most", "less_than"]

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


def _is_name_part(found: Sequence[Token], index: int) -> bool:
    """As in "F-16", "Covid-19", "9/11", "MH17": letters or a slash glued to the digits."""
    before = found[index - 1] if index else None
    if before is not None and before.end == found[index].start:
        if before.is_word or before.text in "/\\#_@":
            return True
        if before.text == "-" and index > 1 and found[index - 2].end == before.start:
            return found[index - 2].is_word or found[index - 2].is_number
    behind = index + 1
    return behind < len(found) and found[behind].text == "/" and adjacent(found, behind)


def _is_pronoun_one(found: Sequence[Token], index: int) -> bool:
    """As in "one of the ...", "no one", "this one"."""
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
        if token.lower == "percentage" and _next_is(found, position, "points", "point"):
            return ("%p",)
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
    """As in "20 years old", "a 20-year-old"."""
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
        read = read_numeral(self.found, index)
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
        if token.is_number and token.text.isdecimal() and adjacent(self.found, index + 1) and len(token.text) < 6:
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

    def _counted(self, index: int, read: Numeral) -> tuple[NumberMention | None, int]:
        first = index
        currency = _CURRENCY.get(self.found[index - 1].text) if index else None
        if currency is not None:
            first -= 1
            if first and adjacent(self.found, first) and self.found[first - 1].text.upper() == "US":
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

    def _range_end(self, index: int, read: Numeral) -> Numeral | None:
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
        return read_numeral(self.found, behind) if self.found[behind].lower not in ("a", "an") else None


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """All numbers in the text that are not dates, in order, not overlapping."""
    return tuple(_Scanner(text).numbers())
