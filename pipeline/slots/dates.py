"""Dates in text, with their granularity, and what one date says about another.

A date keeps only what is written: "April 16" has no year and fits any. Weekdays and "yesterday" are resolved
against the article's date. Where more than one reading is possible, all are kept and none of them accuses.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from pipeline.slots.lexicon import word_list

Parts = tuple[int | None, int | None, int | None]
DateOutcome = Literal["match", "coarser", "differs", "unclear"]

_MONTHS = word_list("january february march april may june july august september october november december")
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_DAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_PAST, _AHEAD = 150, 60  # days around the article's date in which a year may be filled in
_FULL = "|".join(_MONTHS)
_ABBREVIATED = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_YEAR = r"(?:1[89]|20)\d\d(?!\d|[.,]\d)"
_TH = r"(?:st|nd|rd|th)?"
_SMALL = {word: n for n, word in enumerate(word_list("one two three four five six seven eight nine ten"), 1)}

_DATE = re.compile(
    rf"""
    (?<![\d-])(?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
  | (?<![\d/.])(?P<numeric>\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)\d\d)(?![\d/])
  | \b(?P<m1>{_FULL}|(?:{_ABBREVIATED})\b\.?)\s{{1,3}}(?P<d1>\d{{1,2}}){_TH}(?![\d%]|[.,:]\d)
      (?:\s?(?:[-–—]|to|until)\s?(?P<d1b>\d{{1,2}}){_TH}(?![\d%]|[.,:]\d))?(?:,?\s{{1,3}}(?P<y1>{_YEAR}))?
  | (?<![\d.,:$€£-])(?P<d2>\d{{1,2}}){_TH}(?:\s?(?:[-–—]|to)\s?(?P<d2b>\d{{1,2}}){_TH})?\s(?:of\s)?
      (?P<m2>{_FULL}|(?:{_ABBREVIATED})\b\.?)(?![a-z])(?:,?\s{{1,3}}(?P<y2>{_YEAR}))?
  | \b(?:(?P<near3>last|this|next)\s)?(?P<m3>{_FULL}|(?:{_ABBREVIATED})\b\.?)(?![a-z])
      (?:,?\s{{1,3}}(?:of\s)?(?P<y3>{_YEAR}))?
  | \b(?:(?P<nearw>last|this|next)\s)?(?P<weekday>{"|".join(_DAYS)})\b
  | \b(?P<relative>yesterday|today|tonight|tomorrow)\b
  | \b(?P<nearp>last|this|next)\s(?P<period>week|month|year)\b
  | \b(?P<ago>\d{{1,2}}|{"|".join(_SMALL)})\s(?P<agounit>days?)\sago\b
  | (?<![\d.,$€£])(?P<decade>(?:19|20)\d0)s\b
  | (?<![\d.,$€£/])(?<![A-Za-z]-)(?P<year>{_YEAR})(?!\s?%|{_TH[:-1]}\b)(?:[-–/]\d\d(?!\d))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_MONTH = re.compile(
    r"(?:^|\W)(?:in|of|since|until|till|by|last|next|this|late|early|mid|from|during|before|after|between|through|to)[\s-]+$",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    r"(?:^|\W)(?:in|of|since|until|till|by|last|next|this|late|early|mid|from|during|before|after|between|through|to|"
    r"the|its|their|his|her|a|year|and|for|back|around|spring|summer|autumn|winter|fall)[\s-]+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:people|persons|men|women|children|troops|soldiers|rebels|jobs|homes|houses|cases|deaths|euros?|dollars?|pounds|"
    r"million|billion|tons?|tonnes|kilometers|kilometres|km|miles|meters|metres|hectares|acres|barrels|members|"
    r"vehicles|tanks|drones|missiles|patients|employees|workers|students|refugees|migrants|protesters)\b"
)
_ENDS_CLAUSE = re.compile(r"\s*(?:[.,;:)\]!?—–\"”'’-]|$)")
_CAPITAL_AHEAD = re.compile(r"\s+(?!\d)[A-Z][a-z]")
_BETWEEN = re.compile(r"\s*(?:[-–—]|to|until|through|and)\s*$")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as written, and what it can mean.

    Attributes:
        first: (year, month, day), None where not written.
        last: The end of a range, or None.
        weekday: 0 for Monday, when only the weekday is written.
        days: Days that a weekday or relative word may stand for, given a reference date.
        filled: The year comes from the reference date, not from the text.
        loose: A relative word ("today", "last week") that is too vague to accuse with.
    """

    start: int
    end: int
    text: str
    first: Parts = (None, None, None)
    last: Parts | None = None
    weekday: int | None = None
    days: tuple[date, ...] = ()
    filled: bool = False
    loose: bool = False

    @property
    def granularity(self) -> str:
        """One of day, month, year, weekday, range, relative."""
        if self.weekday is not None:
            return "weekday"
        if self.last is not None:
            return "range"
        if self.first[2] is not None:
            return "day"
        return "month" if self.first[1] is not None else "year" if self.first[0] is not None else "relative"


def _month(name: str) -> int:
    lower = name.lower().rstrip(".")
    return _SHORT[lower if lower == "sept" else lower[:3]]


def _valid(year: int | None, month: int | None, day: int | None) -> bool:
    if month is None:
        return day is None
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= monthrange(year if year is not None and 1 <= year <= 9999 else 2024, month)[1]


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _make(match: re.Match[str], first: Parts, last: Parts | None = None, **more: object) -> DateMention | None:
    if not _valid(*first) or (last is not None and not _valid(*last)):
        return None
    return replace(DateMention(match.start(), match.end(), match.group(), first, last), **more)  # type: ignore[arg-type]


def _month_and_day(match: re.Match[str], which: str) -> DateMention | None:
    name = match[f"m{which}"]
    if not name[0].isupper():
        return None
    month, year, day = _month(name), _number(match[f"y{which}"]), _number(match[f"d{which}"])
    end = _number(match[f"d{which}b"])
    return _make(match, (year, month, day), (year, month, end) if end is not None else None)


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether a month name without a day is a month: not the verb "may", not "April Jones"."""
    name = match["m3"]
    if not name[0].isupper():
        return False
    if match["y3"] or match["near3"]:
        return True
    window = text[max(0, match.start() - 14) : match.start()]
    if _BEFORE_MONTH.search(window):
        return True
    plain = name.lower() in _MONTHS and name.lower() not in ("may", "march") and not name.isupper()
    return plain and not _CAPITAL_AHEAD.match(text, match.end())


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Whether four digits are a year: "in 2022", "the 2001 pact", but not "2000 people"."""
    if _COUNTED.match(text, match.end()):
        return False
    window = text[max(0, match.start() - 14) : match.start()]
    if re.search(r"(?:1[89]|20)\d\d\s?[-–—]\s?$", window):
        return True
    return bool(_BEFORE_YEAR.search(window) or not window.strip() or _ENDS_CLAUSE.match(text, match.end()))


def _shift_month(day: date, months: int) -> Parts:
    index = day.year * 12 + day.month - 1 + months
    return (index // 12, index % 12 + 1, None)


_STEPS = {"last": -1, "this": 0, "next": 1}


def _relative(match: re.Match[str], reference: date | None) -> DateMention | None:
    """As in "yesterday", "last week", "three days ago", resolved where there is a reference date."""
    mention = DateMention(match.start(), match.end(), match.group(), loose=True)
    if reference is None:
        return mention
    if match["period"]:
        step = _STEPS[match["nearp"].lower()]
        if match["period"].lower() == "year":
            return replace(mention, first=(reference.year + step, None, None), filled=True)
        if match["period"].lower() == "month":
            return replace(mention, first=_shift_month(reference, step), filled=True)
        monday = _plus(reference, 7 * step - reference.weekday())
        sunday = _plus(monday, 6)
        return replace(mention, first=_parts(monday), last=_parts(sunday), filled=True)
    if match["ago"]:
        count = int(match["ago"]) if match["ago"].isdigit() else _SMALL.get(match["ago"].lower(), 0)
        return replace(mention, days=(_plus(reference, -count),), loose=False)
    word = match["relative"].lower()
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    return replace(mention, days=(_plus(reference, step),), loose=step == 0)


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _parts(day: date) -> Parts:
    return (day.year, day.month, day.day)


def _weekday(text: str, match: re.Match[str], reference: date | None) -> DateMention | None:
    word = match["weekday"]
    before = text[max(0, match.start() - 12) : match.start()].split()
    named = before and before[-1][0].isupper() and before[-1].lower() in ("bloody", "black", "good", "super", "cyber")
    if (
        not word[0].isupper()
        or named
        or re.match(r"\s(?:Times|Telegraph|Mail|Express|Mirror)\b", text[match.end() : match.end() + 12])
    ):
        return None
    number = _DAYS.index(word.lower())
    mention = DateMention(match.start(), match.end(), match.group(), weekday=number)
    if reference is None:
        return mention
    past = _plus(reference, -((reference.weekday() - number) % 7))
    near = (match["nearw"] or "").lower()
    steps = {"last": (0, -7), "next": (7, 14)}.get(near, (0, 7))
    return replace(mention, days=tuple(_plus(past, step) for step in steps))


def _numeric(match: re.Match[str]) -> DateMention | None:
    one, two, year = (int(part) for part in re.split(r"[/.]", match["numeric"]))
    if one > 12 or one == two:
        return _make(match, (year, two, one))
    if two > 12:
        return _make(match, (year, one, two))
    return _make(match, (year, None, None))  # 04/05: nobody can tell, so only the year counts


def _read(text: str, match: re.Match[str], reference: date | None) -> DateMention | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return _make(match, (year, month, day))
    if match["numeric"]:
        return _numeric(match)
    if match["m1"] or match["m2"]:
        return _month_and_day(match, "1" if match["m1"] else "2")
    if match["m3"]:
        named = _make(match, (_number(match["y3"]), _month(match["m3"]), None), loose=bool(match["near3"]))
        return named if _is_month(text, match) else None
    if match["weekday"]:
        return _weekday(text, match, reference)
    if match["decade"]:
        return _make(match, (int(match["decade"]), None, None), (int(match["decade"]) + 9, None, None))
    if match["year"]:
        return _make(match, (int(match["year"]), None, None)) if _is_year(text, match) else None
    return _relative(match, reference)


def _fill_year(mention: DateMention, reference: date | None) -> DateMention:
    """The year that puts a written month and day nearest to the article's date, if that is beyond doubt."""
    year, month, day = mention.first
    if reference is None or year is not None or month is None or mention.weekday is not None:
        return mention
    fitting = [
        near
        for near in (reference.year - 1, reference.year, reference.year + 1)
        if 1 <= near <= 9999 and -_PAST <= (date(near, month, min(day or 15, 28)) - reference).days <= _AHEAD
    ]
    if len(fitting) != 1:
        return mention
    best = fitting[0]
    last = None if mention.last is None else (best, *mention.last[1:])
    return replace(mention, first=(best, month, day), last=last, filled=True)


def _joined(text: str, left: DateMention, right: DateMention) -> DateMention | None:
    """As in "Monday, April 21" is one date, "from 2001 to 2021" one range."""
    gap = text[left.end : right.start]
    if len(gap) > 9:
        return None
    whole = {"start": left.start, "end": right.end, "text": text[left.start : right.end]}
    if left.weekday is not None and right.first[2] is not None and re.fullmatch(r",?\s*\(?(?:the\s)?", gap):
        return replace(right, **whole)  # type: ignore[arg-type]
    if right.weekday is not None and left.first[2] is not None and re.fullmatch(r",?\s*\(", gap):
        return replace(left, **whole)  # type: ignore[arg-type]
    points = left.last is None and right.last is None and left.weekday is None and right.weekday is None
    same = points and left.granularity == right.granularity and left.granularity != "relative"
    if not same or not _BETWEEN.fullmatch(gap):
        return None
    if gap.strip() == "and" and not re.search(
        r"\bbetween\s$", text[max(0, left.start - 9) : left.start], re.IGNORECASE
    ):
        return None
    first = left.first if left.first[0] is not None else (right.first[0], *left.first[1:])
    ordered = [part or 0 for part in first] < [part or 0 for part in right.first]
    return replace(left, first=first, last=right.first, **whole) if ordered else None  # type: ignore[arg-type]


def _scan(text: str, reference: date | None) -> Iterator[DateMention]:
    """Matches in order; where a match turns out to be no date, the scan goes on inside it."""
    position = 0
    while (match := _DATE.search(text, position)) is not None:
        mention = _read(text, match, reference)
        position = match.end() if mention is not None else match.start() + 1
        if mention is None:
            inner = re.match(r"\w+\W?", text[match.start() : match.end()])
            position = match.start() + (inner.end() if inner else 1)
        if mention is not None:
            yield mention


def find_dates(text: str, reference_date: str | None = None) -> tuple[DateMention, ...]:
    """All dates in the text, in order, not overlapping.

    Args:
        text: Any text.
        reference_date: ISO date of the article, for weekdays, "yesterday" and missing years; ignored if not a date.
    """
    reference = as_date(reference_date)
    # Patterns that ignore case take these for s and k, look-ups in tables do not. As long as what they replace.
    text = text.translate({0x17F: "s", 0x212A: "k"})
    found: list[DateMention] = []
    for mention in _scan(text, reference):
        joint = _joined(text, found[-1], mention) if found else None
        if joint is not None:
            found[-1] = joint
        else:
            found.append(mention)
    return tuple(_fill_year(mention, reference) for mention in found)


def as_date(text: str | None) -> date | None:
    """The ISO date at the start of the text, or None."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
