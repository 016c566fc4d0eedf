"""What an article says about itself in its first and last lines.

Only what is stated counts. A dateline without a year gives no date, a name in a dateline's parenthesis is the
publisher unless it is an agency (then it is the origin), and where nothing is stated there is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.read.agencies import agency, known_agency
from pipeline.read.dates import ISO_DATE, WHEN, iso_date, named_day, stated_date
from pipeline.slots.lexicon import STOP_WORDS, word_set
from pipeline.slots.places import COUNTRIES
from pipeline.split import paragraph_spans
from store.records import STATED

TITLE_LIMIT = 140
_HEAD = 4000  # characters in which titles, bylines and datelines are looked for
_HEADER_LINES = 6

_PARTICLES = {"al", "and", "am", "an", "bin", "d'", "da", "de", "del", "der", "di", "do", "dos", "du", "el", "la", "le"}
_PARTICLES |= {"for", "of", "on", "sur", "the", "upon", "van", "von", "y", "&"}

# "KARVALA, May 14, 2025 (Agency) -", "Karvala (Outlet) –", "(Agency) —", "KARVALA, May 14. /AGENCY/."
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_][^()\n/–—:;!?]{{0,60}}?)??(?:[.,]?\s*(?<!\w){WHEN})?[.,]?\s*"
    r"(?:/(?P<slashed>[^/\n]{2,40})/|(?:\((?P<credit>[^()\n]{2,60})\)\s*)?(?:–|—|--|-(?=\s)))",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\(?(?:Source|Sources|Agency|Agencies|Via)\s*:\s*(?P<name>[^:]{2,60}?)\)?\.?$", re.IGNORECASE)
_SIGNED = re.compile(r"[(/–—-]+\s*(?P<name>[^()/]{2,40}?)\s*[)/]?\.?$")
_BYLINE = re.compile(r"by:?\s+(?P<names>[^,;|–—]{2,80}?)(?:\s*[,;|–—]\s*(?P<desk>.{2,60}))?$", re.IGNORECASE)
_DESK = re.compile(  # "Courier staff and agencies", "The readers' editor"
    r"[A-Z][\w'’ ]{0,40}\b(?:staff|desk|editors?|team|reporters?|correspondents?|writers?)"
    r"(?: and (?:agencies|[A-Z]\w+))?$"
)
_SOURCE_NAME = re.compile(
    r"(?:News|Press|Times|Post|Daily|Herald|Tribune|Journal|Gazette|Telegraph|Radio|TV|Television|Wire|Review|Weekly"
    r"|Courier|Observer|Chronicle|Monitor|Broadcasting|Ledger)$"
)
_DATE_WORD = re.compile(r"(?:date|dated|published|posted)(?:\s+on)?\s*:?\s*", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<!\b[A-Z]\.[A-Z])\.[\"'”’»)\]]*$")
_PROVINCES = word_set("""
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
    nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming
    alberta manitoba ontario quebec saskatchewan queensland tasmania victoria bavaria saxony hesse brandenburg catalonia
    kashmir punjab kerala gujarat bihar crimea chechnya dagestan gaza
    file update updated photo video live exclusive analysis opinion correction corrected local archive
""")
_OUTLET_WORDS = re.compile(
    r"news|press|times|post|daily|herald|tribune|journal|gazette|telegraph|radio|tv|television|media|online|today|wire"
    r"|review|weekly|courier|observer|chronicle|monitor|broadcast|ledger",
    re.IGNORECASE,
)


"""What can be known about an article, by the names that `Article` and `Metadata` have for it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article states about itself; the fields mean what they mean in `store.records.Article`.

    Attributes:
        stated_by: By field name, where its value was found. No part of equality.
    """

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    byline: str | None = None
    origin: str | None = None
    stated_by: Mapping[str, str] = field(default_factory=dict, compare=False)

    @staticmethod
    def of(values: Mapping[str, str | None]) -> Metadata:
        """The fields' values by name; a name that is missing is None."""
        title, publisher, url, published, language, byline, origin = (values.get(name) for name in STATED)
        return Metadata(title, publisher, url, published, language, byline, origin)

    def by(self, source: str) -> Metadata:
        """This, with the source of each value that has none yet."""
        sources = {name: source for name in STATED if getattr(self, name) is not None}
        return replace(self, stated_by=sources | dict(self.stated_by)) if sources else self

    def overlaid(self, other: Metadata) -> Metadata:
        """This, with whatever the other one states put over it."""
        stated = {name: value for name in STATED if (value := getattr(other, name)) is not None}
        if not stated:
            return self
        kept = {name: source for name, source in self.stated_by.items() if name not in stated}
        taken = {name: source for name, source in other.stated_by.items() if name in stated}
        return replace(self, **stated, stated_by=kept | taken)


def metadata_from_text(text: str, file_name: str, *, publisher: str | None = None) -> Metadata:
    """What the first and last lines of a text state, and a date that its file name begins with.

    Args:
        text: The article's text; it is only read.
        file_name: Its ISO date prefix is the publication date if the text states none.
        publisher: The outlet, where it is known already: a dateline that credits another one names the origin. An
            outlet that is an agency is the origin itself; then `stated_by` leaves the origin out, as it is not known
            here who named the outlet.
    """
    found = _from_header(text[:_HEAD], publisher)
    closing = Metadata(origin=_closing_credit(text, publisher or found.publisher)).by("text")
    dated = re.match(r"(\d{4}-\d{2}-\d{2})(?!\d)", file_name)
    named = Metadata(published=iso_date(dated[1]) if dated else None).by("file name")
    itself = Metadata(origin=known_agency(publisher or found.publisher))
    if not publisher:
        itself = itself.by("dateline")
    return itself.overlaid(named).overlaid(closing).overlaid(found)


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
            return _dateline(rest, publisher).by("dateline").overlaid(found.by("text"))
    return found.by("text")


def _leading_date(line: str) -> tuple[str | None, str]:
    """A date that the line begins with, and the line after it."""
    match = ISO_DATE.match(line)
    if not match:
        written = stated_date(_DATE_WORD.sub("", line, count=1).strip()) if len(line) <= TITLE_LIMIT else None
        return written, "" if written else line
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
    if not match or not (_is_name(match["names"], most=10) or _DESK.match(match["names"])):
        return None
    return Metadata(byline=match["names"].strip(), origin=agency(match["desk"]) or agency(match["names"]))


def _dateline_match(line: str) -> re.Match[str] | None:
    match = _DATELINE.match(line)
    if not match or (match["place"] and not _is_name(match["place"], most=7)):
        return None
    if not match["place"] and not agency(match["credit"] or match["slashed"]):
        return None
    return match


@lru_cache(maxsize=1024)  # asked of the same sentences for claim after claim
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
        return Metadata(published=named_day(match), origin=agency(re.split(r"[.,]\s*", match["place"])[-1]))
    origin, outlet = agency(name), None
    if not origin and _is_outlet(name):
        origin, outlet = (name, None) if publisher and publisher.casefold() != name.casefold() else (None, name)
    elif not origin and match["place"].isupper() and _is_credit(name, line):
        origin = name
    return Metadata(published=named_day(match), publisher=outlet, origin=origin)


def _is_outlet(name: str) -> bool:
    """Whether a name in a dateline's parenthesis can be an outlet's: "(Texas)" and "(May 14)" cannot."""
    if re.search(r"\d", name) or not _is_name(name, most=6):
        return False
    return " " in name or bool(_OUTLET_WORDS.search(name)) or name != name.capitalize()


def _is_credit(name: str, line: str) -> bool:
    """Whether a single name in a dateline's parenthesis can be a wire's that nobody knows: a place or a word cannot."""
    if not re.fullmatch(r"[A-Z][^\W\d_]{2,}", name) or name.casefold() in COUNTRIES | _PROVINCES | STOP_WORDS:
        return False
    return not re.search(rf"\b(?:in|of|from|near|across)\s{re.escape(name)}\b", line)


def _is_name(text: str, *, most: int) -> bool:
    words = text.replace(",", " ").split()
    capital = all(word[0].isupper() or not word[0].isalpha() or word.lower() in _PARTICLES for word in words)
    return 0 < len(words) <= most and capital and words[0][0].isalpha()


def _closing_credit(text: str, publisher: str | None) -> str | None:
    """The agency that a last line such as "Source: TASS" or "(AFP)" credits, or another outlet than the article's."""
    lines = text[-300:].rstrip().splitlines()
    if len(lines) < 2:
        return None
    source, signed = _SOURCE.match(lines[-1].strip()), _SIGNED.match(lines[-1].strip())
    if not source:
        return agency(signed["name"]) if signed else None
    name = source["name"].strip()
    other = _is_name(name, most=6) and _SOURCE_NAME.search(name) and name.casefold() != (publisher or "").casefold()
    return agency(name) or (name if other else None)
