"""Dates of a sentence as they can be read without its article, and the date that a claim is about.

What is written stays; what is missing is added beside it: "on Monday (21 April 2025)", "April 16, 2025", "a day later
(17 October 2024)". A day that nobody can tell is taken out where the sentence is whole without it ("On Wednesday,
parliament voted" in an article without a date): the claim then says less, and nothing wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.slots import DateMention, find_dates, spell_out
from pipeline.slots.dates import as_date
from pipeline.slots.lexicon import PREPOSITIONS, word_list, word_set

_MONTHS = word_list("January February March April May June July August September October November December")
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NAMED = word_set("today yesterday tomorrow")
_COUNTED = re.compile(
    r"\b(?:(?P<next>(?:the\s)?(?:next|following)\sday)|(?P<same>(?:the\ssame|that)\s(?P<part>day|evening|morning|afternoon|night))|"
    rf"(?P<count>{'|'.join(_NUMBERS)})\sdays?\s(?P<way>later|earlier))\b",
    re.IGNORECASE,
)
_PERIOD = r"(?:week|month|year)"
_LEADING = re.compile(rf"^(?:On\s{_DAYS}|(?:Last|This|Next)\s{_PERIOD}|Yesterday|Today|Tomorrow),\s+")
_TRAILING = re.compile(
    rf"(?P<word>\w+),?\s(?:on\s{_DAYS}|(?:last|this|next)\s{_PERIOD}|yesterday|today|tomorrow)(?=[.,;])"
)
_REPORTED = re.compile(
    rf"(?P<word>\w+ed|said|told)\s(?:on\s{_DAYS}|(?:last|this)\s{_PERIOD}|yesterday|today)(?=\sthat\b)"
)
_PERIODS = re.compile(rf"(?:last|this|next)\s{_PERIOD}", re.IGNORECASE)
_BESIDE_DAY = re.compile(rf"(?:{_DAYS}(?:\s\([^)]*\))?|of)\s$", re.IGNORECASE)
_HANGS_ON = word_set("earlier later since until early late set due planned scheduled than")
_LEFT = re.compile(rf"\b(?:{_DAYS}|(?:last|next)\s{_PERIOD}|yesterday|today|tomorrow)\b", re.IGNORECASE)
_DATED = re.compile(r"[,\s(]{1,3}(?:[A-Z][a-z]+\.?\s)?\d")


def spelled(sentence: str, published: str | None, before: Sequence[str] = ()) -> str:
    """The sentence with its days spelled out.

    Args:
        published: The article's ISO date, or None.
        before: Sentences before it, in order: "the next day" counts from their last date.
    """
    reference = as_date(published)
    text = _with_years(spell_out(sentence, reference), published)
    return _with_counted_days(_with_periods(text, published), published, before)


def without_lost_days(sentence: str, published: str | None) -> str:
    """The sentence without the days that only the article's date could name, where it has none."""
    if as_date(published) is not None:
        return sentence

    def cut(match: re.Match[str]) -> str:
        return match[0] if match["word"].lower() in _HANGS_ON | PREPOSITIONS else match["word"]

    text = _REPORTED.sub(cut, _TRAILING.sub(cut, _LEADING.sub("", sentence)))
    return text[:1].upper() + text[1:]


def lost_day(sentence: str, published: str | None) -> str | None:
    """A day that only the article's date could name, where it has none; None where every day can be told."""
    if as_date(published) is not None:
        return None
    found = (m for m in _LEFT.finditer(sentence) if not _DATED.match(sentence, m.end()))
    return next((m.group() for m in found if not (m.group()[0].isupper() and m.group().lower() in _NAMED)), None)


def unclear_day(sentence: str) -> str | None:
    """A day that the sentence counts from one that it does not name ("the next day"), or None."""
    for match in _COUNTED.finditer(sentence):
        named = any(d.first[2] is not None or d.days for d in find_dates(sentence[: match.start()]))
        if not named and not re.match(r"\s\(\d", sentence[match.end() :]):
            return match.group()
    return None


def when_of(statement: str, published: str | None) -> str | None:
    """The date that a statement is about, as `Claim.when` has it: its first day, else its first date of any kind."""
    found = [(d, _iso(d)) for d in find_dates(statement, published)]
    dated = [(d, iso) for d, iso in found if iso is not None]
    days = [iso for d, iso in dated if len(iso) == 10 and "/" not in iso]
    return days[0] if days else dated[0][1] if dated else None


def _iso(mention: DateMention) -> str | None:
    if mention.loose and mention.granularity != "range":
        return None
    if mention.days:
        return mention.days[0].isoformat() if len(mention.days) == 1 else None
    first = _written(mention.first)
    if first is None or mention.last is None:
        return first
    last = _written(mention.last)
    return f"{first}/{last}" if last is not None and last >= first else first


def _written(parts: tuple[int | None, int | None, int | None]) -> str | None:
    stated, month, day = parts
    if stated is None:
        return None
    return f"{stated:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")


def _with_years(text: str, published: str | None) -> str:
    """The year behind each month or day that is written without one, where there is no doubt about it."""
    parts, position = [], 0
    for mention in find_dates(text, published):
        year = mention.first[0] if mention.filled else None
        written = mention.granularity in ("day", "month") and mention.weekday is None and not mention.loose
        if year is None or not written or re.search(r"\d{4}", mention.text):
            continue
        comma = "," if re.search(r"\d(?:st|nd|rd|th)?$", mention.text) else ""
        parts += [text[position : mention.end], f"{comma} {year}"]
        position = mention.end
    return "".join([*parts, text[position:]])


def _with_periods(text: str, published: str | None) -> str:
    """The days behind "last week", the month behind "this month", the year behind "last year"."""
    parts, position = [], 0
    for mention in find_dates(text, published):
        known = _PERIODS.fullmatch(mention.text) is not None and mention.filled
        if (
            not known
            or re.match(r"['’]s\b|\s\(\d|\son\b", text[mention.end :])
            or _BESIDE_DAY.search(text[: mention.start])
        ):
            continue
        year, month, day = mention.first
        told = f"{year}" if month is None else f"{_MONTHS[month - 1]} {year}"
        if day is not None and month is not None and mention.last is not None:
            _, other, last = mention.last
            head = f"{day}" if other == month else f"{day} {_MONTHS[month - 1]}"
            told = f"{head}–{last} {_MONTHS[(other or month) - 1]} {mention.last[0]}"
        parts += [text[position : mention.end], f" ({told})"]
        position = mention.end
    return "".join([*parts, text[position:]])


def _with_counted_days(text: str, published: str | None, before: Sequence[str]) -> str:
    parts, position = [], 0
    for match in _COUNTED.finditer(text):
        anchor = _last_day([text[: match.start()]], published) or _last_day(before, published)
        if anchor is None or _DATED.match(text, match.end()):
            continue
        steps = 1 if match["next"] else 0 if match["same"] else _NUMBERS[match["count"].lower()]
        try:
            day = anchor + timedelta(-steps if match["way"] and match["way"].lower() == "earlier" else steps)
        except OverflowError:
            continue
        parts += [text[position : match.end()], f" ({day.day} {_MONTHS[day.month - 1]} {day.year})"]
        position = match.end()
    return "".join([*parts, text[position:]])


def _last_day(before: Sequence[str], published: str | None) -> date | None:
    """The last day that the sentence just before names, if it names one only."""
    if not before:
        return None
    spelled_out = spell_out(before[-1], as_date(published))
    found = {when for d in find_dates(spelled_out, published) if (when := _iso(d)) and len(when) == 10}
    return as_date(found.pop()) if len(found) == 1 else None
