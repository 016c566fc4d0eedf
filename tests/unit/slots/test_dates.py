"""Dates: what is one, how exact it is, and what it says about another. All sentences are invented."""

from __future__ import annotations

import pytest

from pipeline.slots.dates import find_dates
from pipeline.slots.same_date import compare_dates

REFERENCE = "2031-09-18"  # a Thursday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam opened on April 16.", [(None, 4, 16)]),
        ("The dam opened on 16 April 2031.", [(2031, 4, 16)]),
        ("It opened on Apr. 16, 2031, in rain.", [(2031, 4, 16)]),
        ("Log entry 2031-04-16: opened.", [(2031, 4, 16)]),
        ("Work began in April 2031.", [(2031, 4, None)]),
        ("Work began in April.", [(None, 4, None)]),
        ("Work began in 2022.", [(2022, None, None)]),
        ("The 16th of April was a holiday.", [(None, 4, 16)]),
        ("It sailed on April 11th at dawn.", [(None, 4, 11)]),
        ("The council may vote on it.", []),
        ("May the best boat win.", []),
        ("It reopened in May.", [(None, 5, None)]),
        ("It reopened on May 7.", [(None, 5, 7)]),
        ("Farmers march on the capital.", []),
        ("The March on Velden drew crowds.", []),
        ("The strike ended in March.", [(None, 3, None)]),
        ("The 2001 pact still binds Velden.", [(2001, None, None)]),
        ("The blaze drove out 2000 people.", []),
        ("The ferry carried 1900 passengers and 2000 euros.", []),
        ("April Jonson won the race.", []),
        ("He earned $2020 a week.", []),
        ("Due by 31/12/2030, the fee was waived.", [(2030, 12, 31)]),
        ("Due by 04/05/2030, the fee was waived.", [(2030, None, None)]),
        ("On February 31 nothing happened.", []),
        ("Sales of 12.5 percent in Sept. 2029.", [(2029, 9, None)]),
        ("Founded in the 1990s.", [(1990, None, None)]),
    ],
)
def test_points(text: str, expected: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [mention.first for mention in find_dates(text)] == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The fair runs April 3-5.", (None, 4, 3), (None, 4, 5)),
        ("The fair runs 3-5 April 2030.", (2030, 4, 3), (2030, 4, 5)),
        ("She ruled from 2001 to 2021.", (2001, None, None), (2021, None, None)),
        ("She ruled between 2001 and 2021.", (2001, None, None), (2021, None, None)),
        ("The fair runs from April 3 to May 5.", (None, 4, 3), (None, 5, 5)),
        ("A drop over 2019-2022 was seen.", (2019, None, None), (2022, None, None)),
    ],
)
def test_ranges(text: str, first: object, last: object) -> None:
    (mention,) = find_dates(text)
    assert (mention.first, mention.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The vote took place on Monday.", "2031-09-15"),
        ("The vote took place on Thursday.", "2031-09-18"),
        ("The vote took place yesterday.", "2031-09-17"),
        ("The vote took place two days ago.", "2031-09-16"),
    ],
)
def test_relative_days_resolve(text: str, day: str) -> None:
    (mention,) = find_dates(text, REFERENCE)
    assert mention.days[0].isoformat() == day


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Output fell last year.", (2030, None, None)),
        ("Output fell last month.", (2031, 8, None)),
        ("Output fell last week.", (2031, 9, 8)),
        ("Output fell on August 30.", (2031, 8, 30)),
        ("Output fell on Monday, September 15.", (2031, 9, 15)),
        ("Output fell on January 2.", (None, 1, 2)),  # January is too far from September to guess the year
    ],
)
def test_reference_fills(text: str, first: object) -> None:
    (mention,) = find_dates(text, REFERENCE)
    assert mention.first == first


@pytest.mark.parametrize("reference", ["", "not a date", "2031-99-99", None])
def test_bad_reference_is_ignored(reference: str | None) -> None:
    (mention,) = find_dates("It closed on Monday.", reference)
    assert mention.weekday == 0
    assert not mention.days


@pytest.mark.parametrize(
    ("claim", "sentence", "outcome"),
    [
        ("on April 16", "on April 16", "match"),
        ("on April 16", "on April 15", "differs"),
        ("on April 16", "on 16 April 2030", "match"),
        ("on April 16, 2030", "on April 16", "match"),
        ("on April 16, 2030", "on April 16, 2029", "differs"),
        ("on April 16", "in April", "coarser"),
        ("in April", "on April 15", "match"),
        ("on April 16", "in May", "differs"),
        ("in 2022", "on April 16", "unclear"),
        ("in 2022", "on April 16, 2022", "match"),
        ("in 2021", "on April 16, 2022", "unclear"),
        ("in 2021", "in 2022", "differs"),
        ("on April 4", "from April 3 to April 5", "coarser"),
        ("on April 9", "from April 3 to April 5", "differs"),
        ("from 2001 to 2021", "from 2001 to 2021", "match"),
        ("on September 17", "yesterday", "match"),
        ("on September 16", "yesterday", "unclear"),
        ("on September 3", "yesterday", "differs"),
        ("on September 15", "on Monday", "match"),
        ("on September 22", "on Monday", "match"),  # or the Monday to come
        ("on September 16", "on Monday", "differs"),
        ("on Monday", "on September 15", "match"),
        ("on Monday", "on Tuesday", "differs"),
        ("yesterday", "on September 16", "unclear"),
        ("in 2030", "last year", "match"),
        ("on September 16, 2020", "on September 16", "unclear"),  # the sentence's year is only a guess
    ],
)
def test_one_date_against_another(claim: str, sentence: str, outcome: str) -> None:
    (ours,) = find_dates(claim)
    (theirs,) = find_dates(sentence, REFERENCE)
    assert compare_dates(ours, theirs) == outcome
