"""ClaimReview drafts: schema.org's own properties and types, all that is required, and nothing invented."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.errors import SettingsError, UsageError
from pipeline.findings import Finding
from pipeline.report import schema_of
from pipeline.report.claimreview import SCALE, Drafts, Refused, draft_reviews, read_scale, refusals, reviews_text
from pipeline.report.read import report_of
from pipeline.report.records import Missing, Report
from pipeline.settings import Settings
from store import Article
from store.history import PersonVerdict
from tests.core_findings import core_articles, core_gold
from tests.made_findings import decided, dispute, failed, finding, hostile, many

VOCABULARY: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "schema_org.json").read_text())["types"]
HOUSE = Settings(review_author="Orl Gazette", review_url="https://gazette.example/checks")
# What Google's documentation of ClaimReview requires, beside schema.org, which requires nothing.
REQUIRED = {"ClaimReview": ("claimReviewed", "reviewRating", "url"), "Rating": ("alternateName",)}


def drafts(
    *findings: Finding,
    settings: Settings = HOUSE,
    articles: list[Article] | None = None,
    person: PersonVerdict | None = None,
) -> Drafts:
    kept = [report_of(replace(f, person=person)).findings[0] for f in findings]
    report = Report("Report", tuple(kept))
    return draft_reviews(report, settings, {a.id: a for a in articles or []})


def ranges(kind: str, name: str) -> list[str]:
    """The types that schema.org lets a property of this type, or of one above it, hold."""
    above: str | None = kind
    while above:
        if name in VOCABULARY[above]["properties"]:
            return list(VOCABULARY[above]["properties"][name])
        above = VOCABULARY[above]["parent"]
    raise AssertionError(f"schema.org knows no {name} of {kind}")


def is_a(kind: str | None, wanted: str) -> bool:
    while kind and kind != wanted:
        kind = VOCABULARY[kind]["parent"]
    return kind == wanted


def fits_schema_org(value: dict[str, Any]) -> None:
    kind = value["@type"]
    for name in REQUIRED.get(kind, ()):
        assert value.get(name), f"{kind} without {name}"
    for name, held in value.items():
        if name in ("@type", "@context"):
            continue
        allowed = ranges(kind, name)
        for one in held if isinstance(held, list) else [held]:
            if isinstance(one, dict):
                assert any(is_a(one["@type"], wanted) for wanted in allowed), (name, one["@type"], allowed)
                fits_schema_org(one)
            else:
                plain = {"Text", "URL", "Date", "DateTime"} if isinstance(one, str) else {"Number", "Integer"}
                assert plain & set(allowed), (name, one, allowed)


def fits(made: Drafts) -> None:
    written = json.loads(reviews_text(made))
    jsonschema.Draft202012Validator(json.loads(schema_of("claimreview"))).validate(written)
    for review in written:
        assert review["@context"] == "https://schema.org"
        fits_schema_org(review)


def test_our_schema_has_nothing_that_schema_org_has_not() -> None:
    schema = json.loads(schema_of("claimreview"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for kind in ("ClaimReview", "Claim", "Rating", "CreativeWork", "Organization", "Person"):
        for name in schema["$defs"][kind]["properties"]:
            if not name.startswith("@"):
                assert ranges(kind, name)


def test_the_vocabulary_refuses_what_is_not_in_it() -> None:
    with pytest.raises(AssertionError, match="knows no verdict of ClaimReview"):
        fits_schema_org({"@type": "ClaimReview", "verdict": "w", "claimReviewed": "x", "reviewRating": "y", "url": "z"})
    with pytest.raises(AssertionError):
        fits_schema_org({"@type": "Claim", "author": {"@type": "Rating", "alternateName": "x"}})


def test_drafts_of_all_kinds_fit() -> None:
    made = drafts(*many(200), dispute()[0])
    fits(made)
    assert len(made.reviews) > 150
    assert {r.missing for r in made.refused} == {("reviewRating",)}
    fits(drafts(hostile()[0], articles=hostile()[1]))


def test_drafts_of_the_core_suite_fit() -> None:
    made = drafts(*core_gold(), articles=list(core_articles().values()))
    fits(made)
    assert len(made.reviews) == len(core_gold())
    assert made.refused == ()
    # Each supported claim names where it appeared, by the addresses that its articles state.
    works = [r["itemReviewed"]["firstAppearance"] for r in made.reviews if "firstAppearance" in r["itemReviewed"]]
    assert len(works) > 200
    assert all(work["url"].startswith("https://") for work in works if "url" in work)


def test_what_a_draft_says() -> None:
    record, articles = dispute()
    (review,) = drafts(record, articles=[replace(articles[0], url="https://orl.example/1"), *articles[1:]]).reviews
    assert review["creativeWorkStatus"] == "Draft"
    assert review["url"] == f"https://gazette.example/checks#{record.claim.id}"
    assert review["author"] == {"@type": "Organization", "name": "Orl Gazette"}
    rating = review["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"]) == ("Sources conflict", 2)
    assert (rating["worstRating"], rating["bestRating"]) == (1, 3)
    claim = review["itemReviewed"]
    assert claim["firstAppearance"]["url"] == "https://orl.example/1"
    assert claim["datePublished"] == "2025-05-01"
    # Only those who make the claim: neither who contradicts it nor who denies or plans.
    assert [work["name"] for work in claim["appearance"]] == ["Orl decides, part 2"]
    assert "url" not in claim["appearance"][0]


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        ("Ana Brandt", "Person"),
        ("Mayor Ana Brandt", "Person"),
        ("Foreign Ministry spokesman Ulf Sonn", "Person"),
        ("the interior ministry", "Organization"),
        ("The Harbour Journal", "Organization"),
        ("the mayor", None),
        ("Orl", None),
    ],
)
def test_who_made_the_claim(speaker: str, expected: str | None) -> None:
    record, _ = dispute()
    said = replace(record.sources[0], voice="attributes", speaker=speaker)
    made = drafts(replace(record, sources=(said, *record.sources[2:])))
    fits(made)
    author = made.reviews[0]["itemReviewed"].get("author")
    assert author == ({"@type": expected, "name": speaker} if expected else None)
    assert made.unnamed == 0
    left_out = f"left out of itemReviewed.author, as they may be persons or organisations: {speaker}"
    assert refusals(made) == ([] if expected else [left_out])


def test_the_speaker_of_the_input_goes_first() -> None:
    record, _ = dispute()
    given = replace(report_of(record).findings[0], speaker="Ulf Sonn")
    made = draft_reviews(Report("R", (given,), missing=(Missing("Two.", "timed out"),)), HOUSE)
    fits(made)
    assert made.reviews[0]["itemReviewed"]["author"] == {"@type": "Person", "name": "Ulf Sonn"}
    assert made.refused == (Refused("Two.", ("reviewRating",)),)


def test_several_speakers_and_none() -> None:
    record, _ = dispute()
    first, second = (
        replace(s, voice="attributes", speaker=n)
        for s, n in zip(record.sources, ("Ana Brandt", "Ulf Sonn"), strict=False)
    )
    made = drafts(replace(record, sources=(first, second)))
    fits(made)
    assert [a["name"] for a in made.reviews[0]["itemReviewed"]["author"]] == ["Ana Brandt", "Ulf Sonn"]
    stated = drafts(record).reviews[0]["itemReviewed"]["author"]
    assert stated == {"@type": "Organization", "name": "Orl Gazette"}
    nobody = drafts(finding("Nobody says so.", verdict="not_enough_evidence"))
    fits(nobody)
    assert set(nobody.reviews[0]["itemReviewed"]) == {"@type", "text"}
    assert "ratingValue" not in nobody.reviews[0]["reviewRating"]
    assert refusals(nobody) == ["1 review without itemReviewed.author: the sources name nobody"]


def test_speakers_come_by_their_first_article_and_none_is_dropped_without_a_word() -> None:
    record, _ = dispute()
    names = ("Ana Brandt", "Ulf Sonn", "the mayor", "Ana Brandt")
    cited = [
        replace(s, voice="attributes", stance="supports", speaker=name, published=f"2025-05-0{day}")
        for day, (s, name) in enumerate(zip(record.sources, names, strict=False), 1)
    ]
    made = drafts(replace(record, sources=tuple(cited)))
    fits(made)
    assert [a["name"] for a in made.reviews[0]["itemReviewed"]["author"]] == ["Ana Brandt", "Ulf Sonn"]
    assert (made.unnamed, made.untold) == (0, ("the mayor",))


@pytest.mark.parametrize("published", [None, "guessed", "last spring"])
def test_no_first_appearance_without_a_stated_date(published: str | None) -> None:
    record, _ = dispute()
    day = "2025-05-01" if published == "guessed" else published
    one = replace(record.sources[0], published=day, date_guessed=published == "guessed")
    made = drafts(replace(record, sources=(one,)))
    fits(made)
    claim = made.reviews[0]["itemReviewed"]
    assert "firstAppearance" not in claim
    assert "datePublished" not in claim
    assert len(claim["appearance"]) == 1
    assert "datePublished" not in claim["appearance"][0]


def test_a_persons_verdict_ends_the_draft() -> None:
    made = drafts(dispute()[0], person=decided("refuted", at="2025-06-01T10:00:00", note="Called the clerk."))
    fits(made)
    (review,) = made.reviews
    assert "creativeWorkStatus" not in review
    assert review["dateCreated"] == "2025-06-01"
    assert review["reviewRating"]["alternateName"] == "Refuted"
    assert review["reviewRating"]["ratingExplanation"] == "Called the clerk."
    # What the house's scale has no word for is refused, not translated.
    house = HOUSE.model_copy(update={"review_scale": "conflicting=2 Disputed"})
    assert drafts(dispute()[0], settings=house).refused == ()
    refused = drafts(dispute()[0], settings=house, person=decided("refuted")).refused
    assert refused[0].missing == ("reviewRating",)
    rescued = drafts(failed(), person=decided("supported"))
    assert rescued.refused == ()


def test_what_is_missing_is_listed_and_not_invented() -> None:
    with pytest.raises(UsageError) as caught:
        drafts(dispute()[0], settings=Settings())
    assert "author.name (--review-author) and url (--review-url)" in str(caught.value)
    with pytest.raises(UsageError, match=r"without url \(--review-url\)"):
        drafts(dispute()[0], settings=Settings(review_author="x"))
    made = drafts(failed(), dispute()[0], replace(failed(), claim=replace(failed().claim, text="\x00")))
    assert [r.missing for r in made.refused] == [("reviewRating",), ("claimReviewed", "reviewRating")]
    assert len(made.reviews) == 1


@pytest.mark.parametrize("url", ["gazette.example", "javascript:alert(1)", "https://"])
def test_addresses_of_the_house_are_addresses(url: str) -> None:
    for name in ("review_url", "review_author_url"):
        with pytest.raises(SettingsError, match=name.replace("_", "-")):
            drafts(dispute()[0], settings=HOUSE.model_copy(update={name: url}))


def test_a_scale_of_the_house() -> None:
    settings = HOUSE.model_copy(
        update={"review_scale": "refuted=0.5 False; conflicting = 3 Half: disputed;supported=5 True;"}
    )
    made = drafts(dispute()[0], settings=settings)
    fits(made)
    rating = made.reviews[0]["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"]) == ("Half: disputed", 3)
    assert (rating["worstRating"], rating["bestRating"]) == (0.5, 5)
    assert read_scale(SCALE).keys() == {"refuted", "conflicting", "supported", "not_enough_evidence"}
    for wrong in ("refuted", "refuted=", "=1 x", "refuted=1 a; refuted=2 b", "refuted:1 a"):
        with pytest.raises(SettingsError, match="review-scale"):
            read_scale(wrong)


def test_it_ends_no_script_element() -> None:
    text = reviews_text(drafts(hostile()[0], articles=hostile()[1]))
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text)[0]["claimReviewed"].startswith("<script>")
