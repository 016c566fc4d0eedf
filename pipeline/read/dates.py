"""Days that a text or a program states: ISO dates, and dates written out with their year.

"April 21" without a year is no date, and neither is "04/05/2025": nobody can tell its day from its month.
"""

from __future__ import annotations

import re
from datetime import date

ISO_DATE = re.compile(
    r"(?P<word>(?:date|dated|published|posted)(?:\s+on)?\s*:?\s*)?"
    r"(?P<date>\d{4}-\d{2}-\d{2})(?![\d-])(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|\s?[+-]\d{2}:?\d{2})?)?\s*",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
WHEN = (
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
    rf"(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})|(?P<day_first>\d{{1,2}})\s+(?P<month_last>{_MONTH}))"
    r"(?:,?\s+(?P<year>\d{4}))?"
)
"""A day with its month's name, for patterns that ignore case; `named_day` reads the match."""
_WRITTEN = re.compile(
    rf"{WHEN}(?:,?\s+(?:at\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{{1,4}}|[+-]\d{{2}}:?\d{{2}})?)?",
    re.IGNORECASE,
)
_BEGINS_WITH_DATE = re.compile(r"(\d{4})([-/]?)(\d{2})\2(\d{2})(?!\d)")
_EARLIEST = 1800


def iso_date(text: str) -> str | None:
    """The ISO date if it is one that exists, else None."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def named_day(match: re.Match[str]) -> str | None:
    """The ISO date of a match of `WHEN`, or None where it states no year or no such day exists."""
    if not match["year"]:
        return None
    month = _MONTHS.index((match["month"] or match["month_last"])[:3].lower()) + 1
    return iso_date(f"{match['year']}-{month:02}-{int(match['day'] or match['day_first']):02}")


def stated_date(text: str) -> str | None:
    """The ISO date of a value that a person wrote: "2025-04-21", "April 21, 2025", "Mon, 21 Apr 2025 10:00 GMT"."""
    match = ISO_DATE.fullmatch(text)
    if match:
        return iso_date(match["date"])
    written = _WRITTEN.fullmatch(text)
    return named_day(written) if written else None


def machine_date(text: str) -> str | None:
    """The ISO date that a program put into a page, or None where it cannot be meant.

    Also "2025/04/21" and "20250421". Programs write a date where they have none: January 1 of 1970 or of year 1.
    """
    match = _BEGINS_WITH_DATE.match(text.strip())
    found = iso_date("-".join(match.group(1, 3, 4))) if match else stated_date(text.strip())
    return found if found and int(found[:4]) >= _EARLIEST and found != "1970-01-01" else None
