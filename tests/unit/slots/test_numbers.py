"""Numbers: value, bound, unit, and what one says about another. All sentences are invented."""

from __future__ import annotations

import pytest

from pipeline.slots.numbers import find_numbers
from pipeline.slots.same_number import compare_numbers, same_unit
from pipeline.slots.words import concept


@pytest.mark.parametrize(
    ("text", "low", "head"),
    [
        ("a 20-year lease", 20, "year"),
        ("a lease of 20 years", 20, "year"),
        ("a lease of twenty years", 20, "year"),
        ("the code has 47 articles", 47, "article"),
        ("55 billion cubic meters of gas", 55e9, "meter"),
        ("2 percent", 2, "percent"),
        ("2%", 2, "percent"),
        ("two per cent", 2, "percent"),
        ("$5 million", 5e6, "dollar"),
        ("5m dollars", 5e6, "dollar"),
        ("€3.5bn", 3.5e9, "euro"),
        ("1,250 homes", 1250, "home"),
        ("twenty-five boats", 25, "boat"),
        ("two hundred and fifty thousand voters", 250_000, "voter"),
        ("a dozen boats", 12, "boat"),
        ("15 dead", 15, "person"),
        ("a 70-year-old sailor", 70, "age"),
        ("20 new fishing boats", 20, "boat"),
    ],
)
def test_value_and_unit(text: str, low: float, head: str) -> None:
    (number,) = find_numbers(text)
    assert number.low == low
    assert number.unit[-1] == concept(head)


@pytest.mark.parametrize(
    "text",
    [
        "on April 16, 2031",
        "the F-16 landed",
        "Covid-19 spread",
        "after 9/11",
        "at 10:30",
        "at 9 a.m.",
        "one of the boats",
        "no one came",
        "from 2001 to 2021",
    ],
)
def test_not_a_number(text: str) -> None:
    assert not find_numbers(text)


@pytest.mark.parametrize("text", ["thousands of boats", "several boats", "dozens of boats", "a third of the boats"])
def test_vague_amounts_are_marked(text: str) -> None:
    assert any(number.vague for number in find_numbers(text))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("nearly 50 boats", "nearly"),
        ("about 50 boats", "about"),
        ("more than 50 boats", "more_than"),
        ("at least 50 boats", "at_least"),
        ("up to 50 boats", "at_most"),
        ("no more than 50 boats", "at_most"),
        ("fewer than 50 boats", "less_than"),
        ("50 boats", "exact"),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    (number,) = find_numbers(text)
    assert number.bound == bound


@pytest.mark.parametrize(
    ("claim", "sentence", "outcome"),
    [
        ("20 boats", "20 boats", "match"),
        ("20 boats", "19 boats", "differs"),
        ("55 percent", "54.7 percent", "match"),
        ("54.7 percent", "55 percent", "match"),
        ("54.7 percent", "about 55 percent", "match"),
        ("about 55 percent", "54.7 percent", "match"),
        ("55 percent", "45 percent", "differs"),
        ("more than 50 boats", "55 boats", "match"),
        ("more than 50 boats", "45 boats", "differs"),
        ("55 boats", "more than 50 boats", "coarser"),
        ("at least 20 boats", "at least 30 boats", "match"),
        ("at least 30 boats", "at least 20 boats", "coarser"),
        ("20 boats", "at least 20 boats", "coarser"),
        ("nearly 50 boats", "49 boats", "match"),
        ("25 boats", "20 to 30 boats", "coarser"),
        ("25 boats", "5-7 boats", "differs"),
        ("$5 million", "$5,000,000", "match"),
        ("twelve boats", "a dozen boats", "match"),
        ("200 boats", "190 boats", "differs"),
        ("about 100 boats", "110 boats", "unclear"),
        ("three boats", "dozens of boats", "unclear"),
        ("5 million euros", "4.9 million euros", "match"),
    ],
)
def test_one_number_against_another(claim: str, sentence: str, outcome: str) -> None:
    (ours,) = find_numbers(claim)
    (theirs,) = find_numbers(sentence)
    assert compare_numbers(ours, theirs) == outcome


@pytest.mark.parametrize(
    ("claim", "sentence", "unit"),
    [
        ("20 boats", "20 vans", "other"),
        ("20 patrol boats", "20 boats", "same"),
        ("the third boat", "3 boats", "other"),
        ("Article 5", "5 articles", "other"),
        ("5 percent", "5 percentage points", "other"),
        ("20 years", "20-year", "same"),
        ("20 soldiers", "20 troops", "same"),
    ],
)
def test_units(claim: str, sentence: str, unit: str) -> None:
    (ours,), (theirs,) = find_numbers(claim), find_numbers(sentence)
    assert same_unit(ours, theirs) == unit


def test_from_to_is_two_numbers() -> None:
    assert [n.low for n in find_numbers("rose from 20 to 30 percent")] == [20, 30]
