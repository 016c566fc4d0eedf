"""Days of a sentence: spelled out, left out, or unclear, and the date that a statement is about."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.claims.days import lost_day, spelled, unclear_day, when_of, without_lost_days
from pipeline.slots.lexicon import word_list

WEDNESDAY = "2024-05-15"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The council met on Monday.", "The council met on Monday (13 May 2024)."),
        ("The council met yesterday.", "The council met yesterday (14 May 2024)."),
        ("The council met on May 3.", "The council met on May 3, 2024."),
        ("The council met on May 3rd.", "The council met on May 3rd, 2024."),
        ("The 3 May vote is void.", "The 3 May 2024 vote is void."),
        ("The council met in May.", "The council met in May 2024."),
        ("In May and June it rained.", "In May 2024 and June 2024 it rained."),
        ("Last week it rained.", "Last week (6–12 May 2024) it rained."),
        # It has its year, or could be of either.
        ("The council met on May 3, 2021.", "The council met on May 3, 2021."),
        ("The 2021 budget grew.", "The 2021 budget grew."),
        ("The vote was held in December.", "The vote was held in December."),
        ("On May 40 it rained.", "On May 40 it rained."),
        ("It rains there every Monday.", "It rains there every Monday."),
        ("Every Monday it rains.", "Every Monday it rains."),
        ("May 3, 2021 was a Monday.", "May 3, 2021 was a Monday."),
    ],
)
def test_days_are_spelled_out_by_the_articles_date(sentence: str, expected: str) -> None:
    assert spelled(sentence, WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("sentence", "before", "expected"),
    [
        ("The ferry sank two days later.", "It left Orl on May 3.", "The ferry sank two days later (5 May 2024)."),
        ("The ferry sank a day earlier.", "It was due on 3 May 2023.", "The ferry sank a day earlier (2 May 2023)."),
        ("The next day the ferry sank.", "It left on May 3, 2023.", "The next day (4 May 2023) the ferry sank."),
        ("That evening, the ferry sank.", "It left on May 3.", "That evening (3 May 2024), the ferry sank."),
        ("The ferry sank the same day.", "It left on Monday.", "The ferry sank the same day (13 May 2024)."),
        ("It sank six days later.", "It left on 28 December 2023.", "It sank six days later (3 January 2024)."),
        # Nobody says from which day, or two are named.
        ("The next day the ferry sank.", "It left Orl.", "The next day the ferry sank."),
        ("The next day it sank.", "It left on 3 May 2023 and not on 4 May 2023.", "The next day it sank."),
        # Its own day goes before those of other sentences.
        (
            "It left on May 3, 2021 and sank two days later.",
            "It came on 1 May 2020.",
            "It left on May 3, 2021 and sank two days later (5 May 2021).",
        ),
        ("A day later (4 May 2024) it sank.", "It left on May 3.", None),
    ],
)
def test_a_day_counted_from_the_sentence_before(sentence: str, before: str, expected: str | None) -> None:
    assert spelled(sentence, WEDNESDAY, ("On 9 April 2022 it rained.", before)) == (expected or sentence)


def test_a_counted_day_without_the_articles_date() -> None:
    assert spelled("The next day it sank.", None, ("It left on May 3, 2023.",)) == "The next day (4 May 2023) it sank."
    assert spelled("The next day it sank.", None, ("It left on Monday.",)) == "The next day it sank."


@pytest.mark.parametrize(
    ("sentence", "published", "before"),
    [
        ("The next day it sank.", "9999-12-31", "It left today."),
        ("It sank two days earlier.", "0001-01-01", "It left today."),
        ("It sinks tomorrow.", "9999-12-31", ""),
        ("It sank yesterday.", "0001-01-01", ""),
        ("It sank on Monday.", "2024-13-45", ""),
    ],
)
def test_where_the_calendar_ends_the_sentence_stays(sentence: str, published: str, before: str) -> None:
    assert spelled(sentence, published, (before,)) == sentence


_SOME = st.sampled_from(
    word_list(
        "the The ferry sank on Monday Tuesday, yesterday tomorrow. May 3 3rd 31 February 2021 2024, in next day same a "
        "That evening two days later, earlier last week (4 May 2024) — “ 30 December from to and early about 1990s ago"
    )
)
_SENTENCES = st.lists(_SOME, max_size=16).map(" ".join) | st.text(max_size=120)
_DATES = st.dates().map(date.isoformat) | st.sampled_from([None, WEDNESDAY, "2024-02-29", "2024-13-45"])


def _holds(longer: str, shorter: str) -> bool:
    """Whether the shorter is the longer with some characters left out."""
    characters = iter(longer)
    return all(c in characters for c in shorter)


@given(_SENTENCES, _DATES, st.lists(_SENTENCES, max_size=2))
@example("The next day it sank.", "9999-12-31", ["It left today."])
@example("On 30 February it rained.", WEDNESDAY, [])
def test_nothing_is_taken_away_and_added_days_are_days(sentence: str, published: str | None, before: list[str]) -> None:
    out = spelled(sentence, published, tuple(before))
    assert _holds(out, sentence)
    for day, month, year in re.findall(r"\((\d{1,2}) ([A-Z][a-z]+) (\d{1,4})\)", out):
        if f"({day} {month} {year})" not in sentence:
            date.fromisoformat(f"{int(year):04}-{_MONTHS.index(month) + 1:02}-{int(day):02}")


_MONTHS = word_list("January February March April May June July August September October November December")


@given(_SENTENCES, _DATES)
def test_dates_of_a_statement_are_dates(sentence: str, published: str | None) -> None:
    when = when_of(sentence, published)
    if when is None:
        return
    parts = when.split("/")
    assert len(parts) <= 2
    for part in parts:
        year, month, day = (*part.split("-"), "01", "01")[:3]
        assert len(part) in (4, 7, 10)
        date(int(year), int(month), int(day))
    assert parts == sorted(parts)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("On Wednesday, parliament voted.", "Parliament voted."),
        ("Parliament voted on Wednesday.", "Parliament voted."),
        ("Parliament voted on Wednesday, 89 to 4.", "Parliament voted, 89 to 4."),
        ("The law takes effect next year.", "The law takes effect."),
        ("The bank said on Monday that Norvik had left.", "The bank said that Norvik had left."),
        # Not surely whole without it, or it is written out.
        ("Parliament voted yesterday in Orl.", None),
        ("Parliament met last week to vote.", None),
        ("Yesterday's vote was close.", None),
        ("On Monday evening, it rained.", None),
        ("Parliament voted on May 3.", None),
        ("Parliament voted.", None),
        ("The USA Today report is out.", None),
        ("Norvik must pay by Friday evening in Orl.", None),
        ("Parliament voted on Wednesday night to leave.", None),
        ("Since last year the price has risen.", None),
        ("Prices have risen compared with last year, the bank said.", None),
        ("Until today it stood.", None),
        ("As of today, it is law.", None),
        ("The vote is set for next month.", None),
        ("No later than next year Norvik leaves.", None),
        ("Earlier this year Norvik left.", None),
        ("The meeting of last week failed.", None),
    ],
)
def test_days_that_nobody_can_tell_are_left_out_where_the_sentence_stays_whole(
    sentence: str, expected: str | None
) -> None:
    """Or the sentence stays as it is, to be dropped or to be unclear."""
    assert without_lost_days(sentence, None) == (expected or sentence)
    assert without_lost_days(sentence, "not a date") == (expected or sentence)
    assert without_lost_days(sentence, WEDNESDAY) == sentence


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Parliament voted yesterday in Orl.", "yesterday"),
        ("Since last year the price has risen.", "last year"),
        ("Norvik must pay by Friday evening in Orl.", "Friday"),
        ("Parliament voted on Wednesday, 3 May 2021.", None),
        ("Parliament voted on Wednesday (3 May 2021).", None),
        ("The USA Today report is out.", None),
        ("Parliament voted in 2021.", None),
    ],
)
def test_a_day_that_only_the_articles_date_could_name(sentence: str, day: str | None) -> None:
    assert lost_day(sentence, None) == day
    assert lost_day(sentence, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The next day the ferry sank.", "The next day"),
        ("The ferry sank two days later.", "two days later"),
        ("The ferry sank a day earlier.", "a day earlier"),
        ("That evening it sank.", "That evening"),
        ("It left on May 3 and sank two days later.", None),
        ("The next day (4 May 2024) it sank.", None),
        ("The ferry sank on May 3.", None),
        # A month is no day to count from.
        ("In May it left, and two days later it sank.", "two days later"),
    ],
)
def test_a_day_counted_from_one_that_is_not_named(sentence: str, day: str | None) -> None:
    assert unclear_day(sentence) == day


@given(st.text(max_size=200) | _SENTENCES)
def test_an_unclear_day_stands_in_the_sentence(sentence: str) -> None:
    day = unclear_day(sentence)
    assert day is None or day in sentence


@pytest.mark.parametrize(
    ("statement", "when"),
    [
        ("The council met on 3 May 2021.", "2021-05-03"),
        ("The council met on May 3.", "2024-05-03"),
        ("The council met on Monday (13 May 2024).", "2024-05-13"),
        ("The council met in May 2021.", "2021-05"),
        ("The council met in 2021.", "2021"),
        ("The council met from 3 May 2021 to 7 May 2021.", "2021-05-03/2021-05-07"),
        ("The council met between 2019 and 2021.", "2019/2021"),
        ("Last week the council met.", "2024-05-06/2024-05-12"),
        # The first day goes before what is less exact, wherever it stands.
        ("In 2021, on 4 May 2021, it met.", "2021-05-04"),
        ("It met on 3 May 2021 and on 4 May 2021.", "2021-05-03"),
        ("From 2021 to 2019 it met.", "2021"),  # no stretch ends before it begins
        ("The council met.", None),
        ("In mid-2021 it met.", None),
    ],
)
def test_the_date_that_a_statement_is_about(statement: str, when: str | None) -> None:
    assert when_of(statement, WEDNESDAY) == when


def test_without_the_articles_date_only_what_is_written_counts() -> None:
    assert when_of("The council met on Monday.", None) is None
    assert when_of("The council met on May 3.", None) is None
    assert when_of("The council met on May 3, 2021.", None) == "2021-05-03"
