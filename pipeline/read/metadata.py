"""What an article says about itself in its first and last lines.

Only what is stated counts. A dateline without a year gives no date, a name in a dateline's parenthesis is the
publisher unless it is an agency (then it is the origin), and where nothing is stated there is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from pipeline.read.agencies import agency, known_agency
from pipeline.split import paragraph_spans

TITLE_LIMIT = 140
_HEAD = 4000  # characters in which titles, bylines and datelines are looked for
_HEADER_LINES = 6

_PARTICLES = {"al", "and", "am", "an", "bin", "d'", "da", "de", "del", "der", "di", "do", "dos", "du", "el", "la", "le"}
_PARTICLES |= {"of", "on", "sur", "the", "upon", "van", "von", "y", "&"}

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
_WHEN = (
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
    rf"(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})|(?P<day_first>\d{{1,2}})\s+(?P<month_last>{_MONTH}))"
    r"(?:,?\s+(?P<year>\d{4}))?"
)
# "KARVALA, May 14, 2025 (Agency) -", "Karvala (Outlet) –", "(Agency) —", "KARVALA, May 14. /AGENCY/."
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_][^()\n/–—:;!?]{{0,60}}?)??(?:[.,]?\s*(?<!\w){_WHEN})?[.,]?\s*"
    r"(?:/(?P<slashed>[^/\n]{2,40})/|(?:\((?P<credit>[^()\n]{2,60})\)\s*)?(?:–|—|--|-(?=\s)))",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\(?(?:Source|Sources|Agency|Agencies|Via)\s*:\s*(?P<name>[^:]{2,60}?)\)?\.?$", re.IGNORECASE)
_SIGNED = re.compile(r"[(/–—-]+\s*(?P<name>[^()/]{2,40}?)\s*[)/]?\.?$")
_BYLINE = re.compile(r"by:?\s+(?P<names>[^,|–—]{2,80}?)(?:\s*[,|–—]\s*(?P<desk>.{2,60}))?$", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<!\b[A-Z]\.[A-Z])\.[\"'”’»)\]]*$")
_OUTLET_WORDS = re.compile(
    r"news|press|times|post|daily|herald|tribune|journal|gazette|telegraph|radio|tv|television|media|online|today|wire"
    r"|review|weekly|courier|observer|chronicle|monitor|broadcast|ledger",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article states about itself; the fields mean what they mean in `store.records.Article`."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    byline: str | None = None
    origin: str | None = None

    def overlaid(self, other: Metadata) -> Metadata:
        """This, with whatever the other one states put over it."""
        stated = {field.name: getattr(other, field.name) for field in fields(other)}
        return replace(self, **{name: value for name, value in stated.items() if value is not None})


def metadata_from_text(text: str, file_name: str, *, publisher: str | None = None) -> Metadata:
    """What the first and last lines of a text state, and a date that its file name begins with.

    Args:
        text: The article's text; it is only read.
        file_name: Its ISO date prefix is the publication date if the text states none.
        publisher: The outlet, where it is known already: a dateline that credits another one names the origin.
    """
    found = _from_header(text[:_HEAD], publisher)
    origin = found.origin or _closing_credit(text) or known_agency(publisher or found.publisher)
    dated = re.match(r"(\d{4}-\d{2}-\d{2})(?!\d)", file_name)
    published = found.published or (iso_date(dated[1]) if dated else None)
    return replace(found, origin=origin, published=published)


def _from_header(head: str, publisher: str | None) -> Metadata:
    """Title, date and byline lines in any order, then the dateline of the first line of the story."""
    paragraphs = [head[start:end] for start, end in paragraph_spans(head)]
    found = Metadata()
    for index, line in enumerate(paragraphs[:_HEADER_LINES]):
        published, rest = _leading_date(line)
        found = replace(found, published=found.published or published)
        byline = _byline(rest)
        last = index == len(paragraphs) - 1
        if byline:
            found = found.overlaid(byline)
        elif rest and not last and found.title is None and _is_title(rest):
            found = replace(found, title=re.sub(r"^#{1,6}\s+|\s+#+$", "", line))
        elif rest:
            return _dateline(rest, publisher).overlaid(found)
    return found


def _leading_date(line: str) -> tuple[str | None, str]:
    """A date that the line begins with, and the line after it."""
    match = ISO_DATE.match(line)
    if not match:
        return None, line
    rest = line[match.end() :].lstrip("|.,:–—- ")
    # "2025-05-14 was a wet day" tells of a date, it does not bear one.
    if match["word"] or not rest or not rest[0].islower():
        return iso_date(match["date"]), rest
    return None, line


def _is_title(line: str) -> bool:
    short = "\n" not in line and "\r" not in line and len(line) <= TITLE_LIMIT
    return short and not _FULL_STOP.search(line) and _dateline_match(line) is None


def _byline(line: str) -> Metadata | None:
    match = _BYLINE.match(line) if len(line) <= TITLE_LIMIT else None
    if not match or not _is_name(match["names"], most=10):
        return None
    return Metadata(byline=match["names"].strip(), origin=known_agency(match["desk"]) or known_agency(match["names"]))


def _dateline_match(line: str) -> re.Match[str] | None:
    match = _DATELINE.match(line)
    if not match or (match["place"] and not _is_name(match["place"], most=7)):
        return None
    if not match["place"] and not agency(match["credit"] or match["slashed"]):
        return None
    return match


def dateline_length(line: str) -> int:
    """Characters at the beginning of a line that are its dateline ("KARVALA, May 14 (Agency) – "), 0 if it has none.

    It says where and when an article was filed, nothing about the event: a claim about Karvala must not be held
    against it. A place alone counts only in capitals: "Karvala – a town of 3,000 – ..." is prose.
    """
    start = len(line) - len(line.lstrip())
    dated = ISO_DATE.match(line, start)
    start = dated.end() if dated else start
    match = _dateline_match(line[start:])
    if match and (dated or match["credit"] or match["slashed"] or match["month"] or match["day_first"]):
        return start + match.end()
    if match and match["place"].isupper():
        return start + match.end()
    return start if dated else 0


def _dateline(line: str, publisher: str | None) -> Metadata:
    match = _dateline_match(line)
    if not match:
        return Metadata()
    name = (match["credit"] or match["slashed"] or "").strip()
    if not name:  # "Karvala, AGENCY – ..."
        return Metadata(published=_dateline_date(match), origin=known_agency(re.split(r"[.,]\s*", match["place"])[-1]))
    origin, outlet = agency(name), None
    if not origin and _is_outlet(name):
        origin, outlet = (name, None) if publisher and publisher.casefold() != name.casefold() else (None, name)
    return Metadata(published=_dateline_date(match), publisher=outlet, origin=origin)


def _dateline_date(match: re.Match[str]) -> str | None:
    if not match["year"]:
        return None
    month = _MONTHS.index((match["month"] or match["month_last"])[:3].lower()) + 1
    return iso_date(f"{match['year']}-{month:02}-{int(match['day'] or match['day_first']):02}")


def _is_outlet(name: str) -> bool:
    """Whether a name in a dateline's parenthesis can be an outlet's: "(Texas)" and "(May 14)" cannot."""
    if re.search(r"\d", name) or not _is_name(name, most=6):
        return False
    return " " in name or bool(_OUTLET_WORDS.search(name)) or name != name.capitalize()


def _is_name(text: str, *, most: int) -> bool:
    words = text.replace(",", " ").split()
    capital = all(word[0].isupper() or not word[0].isalpha() or word.lower() in _PARTICLES for word in words)
    return 0 < len(words) <= most and capital and words[0][0].isalpha()


def _closing_credit(text: str) -> str | None:
    """The agency that a last line such as "Source: TASS" or "(AFP)" credits."""
    lines = text[-300:].rstrip().splitlines()
    if len(lines) < 2:
        return None
    source, signed = _SOURCE.match(lines[-1].strip()), _SIGNED.match(lines[-1].strip())
    return agency(source["name"]) if source else known_agency(signed["name"]) if signed else None


def iso_date(text: str) -> str | None:
    """The ISO date if it is one that exists, else None."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
