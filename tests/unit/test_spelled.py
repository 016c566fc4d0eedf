"""Days spelled out for a model: which mentions get one, which day it is, and that twice is once. Sentences invented."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.slots import spell_out
from pipeline.slots.lexicon import word_list

TUESDAY = date(2025, 4, 22)
MONDAY = date(2025, 4, 21)
ADDED = re.compile(r" \((\d{1,2} [A-Z][a-z]+ \d+)\)")


def days(text: str, reference: date = TUESDAY) -> list[str]:
    """The days that were added, without month and year where they are the reference's."""
    spelled = spell_out(text, reference)
    assert ADDED.sub("", spelled) == ADDED.sub("", text)
    return [day.removesuffix(" April 2025") for day in ADDED.findall(spelled)][len(ADDED.findall(text)) :]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The dam opened on Monday.", "The dam opened on Monday (21 April 2025)."),
        ("Monday's vote was close.", "Monday's (21 April 2025) vote was close."),
        ("It burned down yesterday, she said.", "It burned down yesterday (21 April 2025), she said."),
        ("Two days ago the ferry sank.", "Two days ago (20 April 2025) the ferry sank."),
        ("Schools are shut today.", "Schools are shut today (22 April 2025)."),
        ("It plays tonight and tomorrow.", "It plays tonight (22 April 2025) and tomorrow (23 April 2025)."),
        ("“We won on Sunday”, he said.", "“We won on Sunday (20 April 2025)”, he said."),
        ("Le pont a rouvert lundi.", "Le pont a rouvert lundi (21 April 2025)."),
    ],
)
def test_where_the_day_stands(text: str, spelled: str) -> None:
    assert spell_out(text, TUESDAY) == spelled


def test_without_a_reference_nothing_changes() -> None:
    assert spell_out("The dam opened on Monday.", None) == "The dam opened on Monday."


@pytest.mark.parametrize(
    "text",
    [
        # The date stands beside it.
        "It opened on Monday, April 21.",
        "It opened on Tuesday, 22 April, in rain.",
        "It opened on Monday (April 21).",
        "It opened on Monday the 21st.",
        "It opened on Monday morning, April 21.",
        "It opened yesterday (20 April 2025).",
        "It opened on April 21 (Monday).",
        "It opened on April 21, Monday.",
        "On Monday, 21.04.2025, it opened.",
        # Habits, and days that only another day makes known.
        "It opens on Mondays.",
        "It opens every Monday and each Friday.",
        "It opens every other Monday.",
        "It is quiet on Monday mornings.",
        "Open Monday to Friday and Saturday-Sunday.",
        "It was the first Monday in May.",
        "They met the following Monday.",
        "It falls on Easter Monday.",
        "It rained on a Monday.",
        # Vague.
        "It opened last week, and closes next month or this year.",
        "It opened about ten days ago, or two or three days ago.",
        "It opened 3.5 days ago.",
        # Names and addresses.
        "USA Today wrote of it; the Today programme did not.",
        "Write to desk@today.example or #Today.",
        "Sheffield Wednesday won.",
        "The Sunday Times wrote of it.",
    ],
)
def test_left_alone(text: str) -> None:
    assert spell_out(text, TUESDAY) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The council met on Tuesday.", "22"),
        ("The council met on Wednesday.", "16"),
        ("The council met last Tuesday.", "15"),
        ("The council met this past Tuesday.", "15"),
        ("The council met last week on Wednesday.", "16"),
        ("The council met on Monday of last week.", "14"),
        ("The council met later on Tuesday.", "22"),
        # A plan that another verb has closed, and words that are none.
        ("The mayor will resign, his office said on Monday.", "21"),
        ("The firm that will build the bridge said on Monday it was ready.", "21"),
        ("A law that will raise the tax was passed on Monday.", "21"),
        ("He will be freed after being arrested on Monday.", "21"),
        ("The pass was closed due to flooding on Monday.", "21"),
        ("The delay was due to flooding on Monday.", "21"),
        ("The diver was found to be dead on Monday.", "21"),
        ("It was done against their will on Monday.", "21"),
        ("The firm would not comment on Monday.", "21"),
        ("She was arrested by police on Monday.", "21"),
        ("By Monday, the toll had reached 40.", "21"),
        ("The road has been shut since Monday and will stay so.", "21"),
        ("It will rain. The dam opened on Monday.", "21"),
        ("On Monday, the council said it will vote.", "21"),
        ("He said on Monday that the council will vote.", "21"),
        ("Monday's flood will be looked into.", "21"),
    ],
)
def test_days_that_have_passed(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The council will vote on Monday.", "28"),
        ("The council will vote on Tuesday.", "29"),
        ("The council will vote later on Tuesday.", "22"),
        ("The council meets next Tuesday.", "29"),
        ("The council meets next Wednesday.", "23"),
        ("The council meets next week on Wednesday.", "30"),
        ("The council meets this coming Monday.", "28"),
        ("The council will, he said, vote by Monday.", "28"),
        ("Bids must be in by Monday.", "28"),
        ("Police were posted ahead of Monday's vote.", "28"),
        ("The road will stay shut until Monday.", "28"),
        ("The bridge is due to open on Monday.", "28"),
        ("The bridge was due to open on Monday.", "28"),
        ("The bridge is expected to open on Monday.", "28"),
        ("The prize is to be given on Monday.", "28"),
        ("She plans to fly to Lund on Monday.", "28"),
        ("The march is scheduled for Monday.", "28"),
        ("The results are expected Monday.", "28"),
        ("He will meet U.S. Senators on Monday.", "28"),
        ("He will visit Lund, Oslo and Turku on Monday.", "28"),
        ("It will be announced on Monday.", "28"),
        ("On Monday, the council will vote.", "28"),
        ("“We will win on Monday,” she said.", "28"),
    ],
)
def test_days_to_come(text: str, day: str) -> None:
    assert days(text) == [day]


def test_one_clause_does_not_speak_for_another() -> None:
    assert days("He said on Monday that the council will vote on Friday.") == ["21", "25"]
    assert days("The march will be held on Friday, police said on Sunday.") == ["25", "20"]


def test_written_on_the_day_itself() -> None:
    assert days("The dam opened on Monday.", MONDAY) == ["21"]
    assert days("The dam will open on Monday.", MONDAY) == ["28"]
    assert days("The dam opened last Monday.", MONDAY) == ["14"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Die Brücke wurde am Montag eröffnet.", "21"),
        ("El puente abrió el lunes.", "21"),
        ("Il ponte ha riaperto lunedì.", "21"),
        ("A ponte reabriu na segunda-feira.", "21"),
        ("Le pont a rouvert mardi dernier.", "15"),
    ],
)
def test_weekdays_of_other_languages(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke wurde am Montag, 21. April, eröffnet.",
        "Jeden Montag ist Markt.",
        "Le marché a lieu le lundi.",
        "Le pont a rouvert lundi 21 avril et ferme lundi prochain.",
        "El mar, el dom y los lunes.",
        "Il sabato è festa per Domenica.",
        "A ponte reabriu na segunda vez e na segunda-feira (21).",
        "On Mardi Gras they dance.",
    ],
)
def test_other_languages_left_alone(text: str) -> None:
    assert spell_out(text, TUESDAY) == text


@pytest.mark.parametrize("reference", [date.min, date.max])
def test_the_ends_of_the_calendar(reference: date) -> None:
    text = "On Monday and next Friday, yesterday, tomorrow and ten days ago, lundi and dimanche."
    once = spell_out(text, reference)
    assert spell_out(once, reference) == once


WORDS = [
    word.replace("_", " ")
    for word in word_list(
        "Monday Monday's Tuesday Sunday monday last next this every the a on by will was said due to be of in week "
        "today Today yesterday tomorrow USA days ago two 10 21 21st 3.5 April 22_April April_21 (21_April_2025) 2025 "
        "2025-04-21 Montag am lundi dernier el domingo na segunda-feira morning mornings and or from Black Good later "
        "earlier before after"
    )
]
GLUE = st.sampled_from([" ", " ", " ", " ", ", ", ". ", "; ", " (", ") ", "-", " – ", "", "“", "” ", "\n", "'s ", ": "])
SENTENCES = st.lists(st.tuples(st.sampled_from(WORDS), GLUE), max_size=14).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


@settings(max_examples=600, deadline=None)
@given(st.one_of(SENTENCES, ANY_TEXT), st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_twice_is_once_and_nothing_is_lost(text: str, reference: date) -> None:
    once = spell_out(text, reference)
    assert spell_out(once, reference) == once
    assert ADDED.sub("", once) == ADDED.sub("", text)


@pytest.mark.parametrize(
    "unit", ["Monday ", "will ", "will, ended, ", "am Montag ", "today (", "1 April, ", " ", "a", "A. "]
)
def test_the_time_is_linear(unit: str) -> None:
    start = time.perf_counter()
    spell_out((unit * 100_000)[:100_000], TUESDAY)
    assert time.perf_counter() - start < 8


@pytest.mark.parametrize(
    "text",
    [
        "Los estibadores decidirán el martes si aceptan el acuerdo.",
        "Der Rat wird am Freitag abstimmen.",
        "Le conseil votera vendredi ; la décision sera publiée.",
        "Il consiglio voterà venerdì.",
    ],
)
def test_a_day_that_comes_is_left_alone_in_other_languages(text: str) -> None:
    assert spell_out(text, date(2025, 4, 19)) == text
