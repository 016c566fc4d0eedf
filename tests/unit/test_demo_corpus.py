"""The demo corpus says what `claims.json` says that it says."""

from __future__ import annotations

import difflib
import json
import re
from datetime import date

import pytest

from pipeline.demo import articles_folder, claims_file
from pipeline.read import find_files, read_article
from store.records import Article

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture(scope="module")
def corpus() -> dict[str, Article]:
    """The articles by publisher."""
    articles = [read_article(path, given=path.name) for path in find_files([articles_folder()])]
    return {str(article.publisher): article for article in articles}


def _saying(corpus: dict[str, Article], pattern: str) -> set[str]:
    return {name for name, article in corpus.items() if re.search(pattern, article.text, re.IGNORECASE)}


def _origins(corpus: dict[str, Article], names: set[str]) -> set[str]:
    return {corpus[name].origin or name for name in names}


def test_six_articles_with_the_metadata_that_a_finding_shows(corpus: dict[str, Article]) -> None:
    assert len(corpus) == 6
    for article in corpus.values():
        assert article.title
        assert article.publisher
        assert article.published
        assert 120 <= len(article.text.split()) <= 220, article.path
    assert {article.path.rpartition(".")[2] for article in corpus.values()} == {"md", "txt"}


def test_the_wire_story_and_its_copy_are_one_origin(corpus: dict[str, Article]) -> None:
    wire, copy = corpus["Meridian News Agency"], corpus["The Minsara Courier"]
    assert wire.origin == copy.origin == "Meridian News Agency"
    assert wire.text != copy.text
    assert difflib.SequenceMatcher(None, wire.text.split(), copy.text.split(), autojunk=False).ratio() > 0.7
    for name, article in corpus.items():
        if article not in (wire, copy):
            assert article.origin is None, name
            assert difflib.SequenceMatcher(None, wire.text.split(), article.text.split(), autojunk=False).ratio() < 0.3


def test_the_claims_file_has_one_claim_for_each_verdict() -> None:
    claims = json.loads(claims_file().read_text(encoding="utf-8"))
    assert [set(claim) for claim in claims] == [{"claim", "expected", "why"}] * 4
    assert sorted(claim["expected"] for claim in claims) == [
        "conflicting",
        "not_enough_evidence",
        "refuted",
        "supported",
    ]


def test_the_date_of_the_vote_conflicts(corpus: dict[str, Article]) -> None:
    fourteenth = {"Meridian News Agency", "The Minsara Courier", "Karvala Herald"}
    assert _saying(corpus, r"Wednesday, May 14, (?:clearing|when)") == fourteenth
    assert _saying(corpus, r"approved the Ostrel Repair Act on Thursday, May 15") == {"Eastern Ledger"}
    assert not _saying(corpus, "May 14") & _saying(corpus, r"Thursday, May 15")
    assert len(_origins(corpus, fourteenth)) == 2


def test_the_number_of_the_evacuated_has_three_outlets_and_two_origins(corpus: dict[str, Article]) -> None:
    outlets = _saying(corpus, "2,400")
    assert len(outlets) == 3
    assert len(_origins(corpus, outlets)) == 2


def test_one_outlet_says_that_charges_do_not_rise_and_none_that_they_do(corpus: dict[str, Article]) -> None:
    assert (
        _saying(corpus, "does not raise household water charges")
        == _saying(corpus, "charges")
        == {"Velmara Public Radio"}
    )


def test_nobody_mentions_an_army(corpus: dict[str, Article]) -> None:
    assert not _saying(corpus, r"army|military|soldier|troops|helicopter|airlift")


def test_accusation_denial_plan_and_its_end_are_there(corpus: dict[str, Article]) -> None:
    assert len(_saying(corpus, r"accused the operator, Teylwater, of hiding")) == 2
    assert _saying(corpus, r"We did not hide any inspection report") == {"Velmara Public Radio"}
    planned, done = (
        _saying(corpus, "is expected to sign the act on May 19"),
        _saying(corpus, "signed .* on Monday, May 19"),
    )
    assert done == {"Lantern Weekly"}
    assert all(str(corpus[name].published) < "2025-05-19" for name in planned)
    assert str(corpus["Lantern Weekly"].published) > "2025-05-19"


def test_weekdays_and_dates_agree_with_the_calendar_and_the_article(corpus: dict[str, Article]) -> None:
    for article in corpus.values():
        for day_name, day in re.findall(rf"({'|'.join(_DAYS)}), May (\d+)", article.text):
            assert _DAYS[date(2025, 5, int(day)).weekday()] == day_name, article.path
            assert date(2025, 5, int(day)) <= date.fromisoformat(str(article.published)), article.path
