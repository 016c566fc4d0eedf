"""What a date in a sentence says about a date in a claim.

Only fields that both write are compared, so that a missing year fits any. A year that came from the article's
date never contradicts by itself.
"""

from __future__ import annotations

from datetime import date

from pipeline.slots.dates import DateMention, DateOutcome, Parts


def compare_dates(claim: DateMention, sentence: DateMention) -> DateOutcome:
    """Whether the sentence's date is the claim's, a coarser one, another one, or nobody can tell."""
    if claim.weekday is not None and claim.first[1] is None:
        return _against_weekday(claim, sentence)
    if claim.granularity == "relative" or claim.loose:
        return "match" if claim.text.lower() == sentence.text.lower() else "unclear"
    if sentence.days:
        return _against_days(claim, sentence)
    if sentence.granularity in ("weekday", "relative"):
        return "unclear"
    outcome = _against_range(claim, sentence) if claim.last or sentence.last else _fields(claim.first, sentence.first)
    if outcome == "differs" and _only_year(claim) != _only_year(sentence):
        return "unclear"  # "signed in 2001" and "signed on January 17" are likely two events
    guessed = sentence.loose or claim.loose or _only_guessed_year(claim, sentence)
    return "unclear" if outcome == "differs" and guessed else outcome


def _only_year(mention: DateMention) -> bool:
    return mention.first[1] is None


def _only_guessed_year(claim: DateMention, sentence: DateMention) -> bool:
    if not (claim.filled or sentence.filled):
        return False
    without = _fields((None, *claim.first[1:]), (None, *sentence.first[1:]))
    return without != "differs"


def _against_weekday(claim: DateMention, sentence: DateMention) -> DateOutcome:
    if sentence.weekday is not None:
        return "match" if sentence.weekday == claim.weekday else "differs"
    year, month, day = sentence.first
    if year and month and day and date(year, month, day).weekday() == claim.weekday:
        return "match"
    return "unclear"


def _against_days(claim: DateMention, sentence: DateMention) -> DateOutcome:
    """A claim's date against days that a weekday or "yesterday" may stand for."""
    outcomes = [
        _against_range(claim, _as_day(day)) if claim.last else _fields(claim.first, _day(day)) for day in sentence.days
    ]
    if any(outcome == "match" for outcome in outcomes):
        return "match"
    if sentence.loose or not all(outcome == "differs" for outcome in outcomes):
        return "unclear"
    # "Yesterday" moves by a day with the time zone and the hour of printing.
    beside = [
        _fields(claim.first, _day(date.fromordinal(day.toordinal() + step)))
        for day in sentence.days
        for step in (-1, 1)
        if sentence.weekday is None and 1 < day.toordinal() < date.max.toordinal()
    ]
    return "unclear" if "match" in beside else "differs"


def _day(day: date) -> Parts:
    return (day.year, day.month, day.day)


def _as_day(day: date) -> DateMention:
    return DateMention(0, 0, "", first=_day(day))


def _fields(claim: Parts, sentence: Parts) -> DateOutcome:
    """Field by field: year, month, day."""
    shared = False
    coarser = False
    for depth, (ours, theirs) in enumerate(zip(claim, sentence, strict=True)):
        if ours is not None and theirs is not None:
            shared = True
            if ours != theirs:
                return "differs"
        elif ours is not None and depth > 0:
            coarser = True
    if not shared:
        return "unclear"
    # A claim's year that only the sentence lacks ("April 16, 2025" against "April 16") is no lack of precision.
    return "coarser" if coarser else "match"


def _against_range(claim: DateMention, sentence: DateMention) -> DateOutcome:
    ours, theirs = _ends(claim), _ends(sentence)
    if ours is None or theirs is None or len(ours[0]) != len(theirs[0]):
        return "unclear"
    if ours == theirs:
        return "match"
    if ours[1] < theirs[0] or theirs[1] < ours[0]:
        return "differs"
    inside = theirs[0] <= ours[0] and ours[1] <= theirs[1]
    return "coarser" if inside else "unclear"


def _ends(mention: DateMention) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Both ends as comparable tuples; the year is left out unless both ends have it."""
    first, last = mention.first, mention.last or mention.first
    if first[0] is not None and last[0] is not None and not mention.filled:
        if first[1] is None:
            return (first[0],), (last[0],)
        return (first[0], first[1], first[2] or 0), (last[0], last[1] or 12, last[2] or 31)
    if first[1] is None or last[1] is None:
        return None
    return (first[1], first[2] or 0), (last[1], last[2] or 31)
