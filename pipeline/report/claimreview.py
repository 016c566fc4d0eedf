"""Findings as drafts of schema.org's ClaimReview (JSON-LD), for people to finish and publish.

Nothing is invented. What a publisher has to say (who reviews, on which page, on which scale) comes from settings and
is asked for where it is missing; who made the claim and where it appeared come from the sources, and are left out
where these do not tell. A review stays a draft (`creativeWorkStatus`) until a person's verdict is recorded.

Required here: `claimReviewed`, `url`, `author.name` and a rating with words (`reviewRating.alternateName`).
`twosource schema claimreview` prints the JSON Schema of what is written; all in it is schema.org's.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import SettingsError, UsageError
from pipeline.findings import Finding, Source
from pipeline.report.records import Report, Reported
from pipeline.report.view import address, anchors, person_of
from pipeline.report.words import counted, outlet, plain
from pipeline.settings import Settings
from pipeline.slots.lexicon import word_set
from store import Article

SCALE = (
    "refuted=1 Refuted; conflicting=2 Sources conflict; supported=3 Supported; not_enough_evidence=Not enough evidence"
)
"""Our own verdicts in their own words. A house with another scale sets `review_scale`."""

_POINT = re.compile(r"\s*([a-z_]+)\s*=\s*(?:(-?\d{1,6}(?:\.\d{1,3})?)\s+)?(\S.*?)\s*")
_ORGANISATION = word_set("""
    administration agency army assembly association authority bank board broadcaster bureau cabinet campaign
    centre center chamber chronicle church club coalition college commission committee company congress corporation
    council court
    courier department directorate embassy federation foundation fund gazette government group herald hospital house
    inc industry institute journal league ledger ltd mail media ministry movement nations navy network news newspaper
    observer office operator organisation organization parliament party police post press radio senate service society
    star states street sun team telegraph television times tribune trust union university watch
""")
# A person may be named by the house that they speak for: these words say that it is a person.
_PERSON = word_set("""
    adviser advisor ambassador archbishop attorney captain chairman chairwoman chief colonel deputy director dr general
    governor head judge king lawmaker lawyer mayor minister mr mrs ms president prime prince princess professor queen
    secretary senator sheikh spokesman spokesperson spokeswoman
""")
_PERSON_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]* ){1,4}[^\W\d_][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that no review can be drafted of, and the fields that are missing, as schema.org names them."""

    claim: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafts:
    """Reviews that could be drafted, and claims that could not.

    Attributes:
        reviews: JSON-LD, one object a claim, in the order of the findings.
        unnamed: How many of them do not say who made the claim, since the sources do not.
        untold: Who is left out as author, since it cannot be told whether it is a person or an organisation.
    """

    reviews: tuple[dict[str, Any], ...]
    refused: tuple[Refused, ...]
    unnamed: int
    untold: tuple[str, ...] = ()


def draft_reviews(report: Report, settings: Settings, articles: Mapping[str, Article] | None = None) -> Drafts:
    """Drafts a ClaimReview of each finding.

    Args:
        articles: The articles at hand, by id, for their addresses. None is needed.

    Raises:
        UsageError: Settings that every review needs are missing; all of them are named.
        SettingsError: An address or the scale cannot be read.
    """
    _complete(settings)
    scale = read_scale(settings.review_scale or SCALE)
    reviews: list[dict[str, Any]] = []
    refused: list[Refused] = []
    unnamed, untold = 0, list[str]()
    for anchor, reported in zip(anchors(report.findings), report.findings, strict=True):
        rating, text = _rating(reported, scale), plain(reported.finding.claim.text)
        if rating is not None and text:
            reviews.append(_review(reported, anchor, rating, settings, articles or {}))
            speakers = _speakers(reported)
            unnamed += "author" not in reviews[-1]["itemReviewed"] and not speakers
            untold += [name for name in speakers if _kind(name) is None]
        else:
            missing = {"claimReviewed": bool(text), "reviewRating": rating is not None}
            refused.append(Refused(text, tuple(name for name, there in missing.items() if not there)))
    refused += [Refused(m.claim, ("reviewRating",)) for m in report.missing]
    return Drafts(tuple(reviews), tuple(refused), unnamed, tuple(dict.fromkeys(untold)))


def reviews_text(drafts: Drafts) -> str:
    """The reviews as one JSON list. It may be put into a page's script element: nothing in it ends that."""
    text = json.dumps(drafts.reviews, ensure_ascii=False, indent=2)
    return text.replace("<", "\\u003c").replace("&", "\\u0026") + "\n"


def refusals(drafts: Drafts) -> list[str]:
    """What is missing where, a line each, for stderr."""
    lines = [f"no review of “{r.claim}”: missing {', '.join(r.missing)}" for r in drafts.refused]
    if drafts.unnamed:
        lines.append(f"{counted(drafts.unnamed, 'review')} without itemReviewed.author: the sources name nobody")
    if drafts.untold:
        names = ", ".join(drafts.untold)
        lines.append(f"left out of itemReviewed.author, as they may be persons or organisations: {names}")
    return lines


@dataclass(frozen=True, slots=True)
class Point:
    """A verdict on a house's scale: its words, and its number where it has one."""

    words: str
    value: float | None


def read_scale(text: str) -> dict[str, Point]:
    """A scale as it is set: "refuted=1 False; supported=5 True; not_enough_evidence=Unproven".

    Raises:
        SettingsError: It cannot be read.
    """
    scale: dict[str, Point] = {}
    for part in filter(str.strip, text.split(";")):
        match = _POINT.fullmatch(part)
        if match is None or match[1] in scale:
            raise SettingsError(
                f"review-scale: {part.strip()!r} is not VERDICT=NUMBER WORDS, once a verdict.",
                mend=f'As in: "{SCALE}"',
            )
        scale[match[1]] = Point(plain(match[3]), None if match[2] is None else float(match[2]))
    return scale


def _complete(settings: Settings) -> None:
    wanted = {"author.name (--review-author)": settings.review_author, "url (--review-url)": settings.review_url}
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        raise UsageError(
            f"A ClaimReview cannot be drafted without {' and '.join(missing)}.",
            mend="Give them as flags, or as review_author and review_url in twosource.toml.",
        )
    for name in ("review_url", "review_author_url"):
        value = getattr(settings, name)
        if value and address(value) is None:
            shown = name.replace("_", "-")
            raise SettingsError(f"{shown} = {value!r}: it is no http or https address.", mend=f"Correct {shown}.")


def _rating(reported: Reported, scale: Mapping[str, Point]) -> dict[str, Any] | None:
    """The rating of a person's verdict where there is one, else of ours; None where the scale has no word for it."""
    person = person_of(reported.finding)
    point = scale.get(person.verdict if person else reported.finding.verdict)
    if point is None:
        return None
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": point.words}
    if point.value is not None:
        values = [p.value for p in scale.values() if p.value is not None]
        rating |= {"ratingValue": _number(point.value)}
        rating |= {"worstRating": _number(min(values)), "bestRating": _number(max(values))}
    note = (person.note if person else None) or plain(reported.finding.summary)
    return rating | ({"ratingExplanation": note} if note else {})


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _review(
    reported: Reported, anchor: str, rating: Mapping[str, Any], settings: Settings, articles: Mapping[str, Article]
) -> dict[str, Any]:
    finding, person = reported.finding, person_of(reported.finding)
    page = str(settings.review_url).partition("#")[0]
    author = {"@type": "Organization", "name": plain(settings.review_author)}
    if settings.review_author_url:
        author["url"] = settings.review_author_url
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{page}#{anchor}",
        "claimReviewed": plain(finding.claim.text),
        "author": author,
        "reviewRating": dict(rating),
        "itemReviewed": _claim(reported, articles),
    }
    if person is None:
        return review | {"creativeWorkStatus": "Draft"}
    day = _day(person.at)
    return review | ({"dateCreated": day} if day else {})


def _day(text: str | None) -> str | None:
    """The day of an ISO date or time."""
    try:
        return datetime.datetime.fromisoformat(text).date().isoformat() if text else None
    except ValueError:
        return None


def _making(finding: Finding) -> list[Source]:
    """Who makes the claim, the earliest dated one first."""
    making = [s for s in finding.sources if s.stance == "supports" and s.quotes]
    return sorted(making, key=lambda s: (s.published is None or s.date_guessed, s.published or "", s.path))


def _claim(reported: Reported, articles: Mapping[str, Article]) -> dict[str, Any]:
    """The claim as the sources have it: who made it, and where it appeared, the earliest dated one first."""
    making = _making(reported.finding)
    claim: dict[str, Any] = {"@type": "Claim", "text": plain(reported.finding.claim.text)}
    if authors := _authors(reported):
        claim["author"] = authors[0] if len(authors) == 1 else authors
    appearances = [_work(s, articles.get(s.article_id)) for s in making]
    # Which was the first can only be said where that one's date is stated.
    if first := next((_day(s.published) for s in making[:1] if not s.date_guessed), None):
        claim |= {"datePublished": first, "firstAppearance": appearances.pop(0)}
    if appearances:
        claim["appearance"] = appearances
    return claim


def _speakers(reported: Reported) -> list[str]:
    """Who made it, as the input of the run says; else whom the sources cite as holding it, the earliest one first."""
    if reported.speaker:
        return [reported.speaker]
    cited: dict[str, str] = {}
    for source in _making(reported.finding):
        if name := plain(source.speaker):
            cited.setdefault(name.casefold(), name)
    return list(cited.values())


def _authors(reported: Reported) -> list[dict[str, str]]:
    """Speakers as schema.org has authors; those of whom it cannot be told what they are, are left out. Where nobody is
    cited, the outlet that first states it itself."""
    if speakers := _speakers(reported):
        return [{"@type": kind, "name": name} for name in speakers if (kind := _kind(name))]
    stating = next((s for s in _making(reported.finding) if s.voice == "asserts" and s.publisher), None)
    return [{"@type": "Organization", "name": plain(stating.publisher)}] if stating else []


def _kind(speaker: str) -> str | None:
    """ "Organization" or "Person" where the words tell; schema.org knows no third kind of author."""
    words = set(re.findall(r"[^\W\d_]+", speaker.casefold()))
    capitals = [word for word in speaker.split() if word[:1].isupper()]
    named = bool(_PERSON_NAME.fullmatch(speaker)) and len(capitals) > 1
    if words & _ORGANISATION and not words & _PERSON:
        return "Organization"
    return "Person" if named else None


def _work(source: Source, article: Article | None) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "CreativeWork", "name": outlet(None, source.title, source.path)}
    if source.publisher:
        work["publisher"] = {"@type": "Organization", "name": plain(source.publisher)}
    if not source.date_guessed and (day := _day(source.published)):
        work["datePublished"] = day
    url = address(article.url if article else None) or address(source.path)
    return work | ({"url": url} if url else {})
