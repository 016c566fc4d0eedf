"""Questions that lean on what was asked before, made to stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.followups import leans, stand_alone, subject_of

BUDGET = "Orl's city council approved the budget on May 3."


@pytest.mark.parametrize(
    ("subject", "asked", "read"),
    [
        (BUDGET, "and who denied it?", "Who denied that Orl's city council approved the budget on May 3?"),
        (BUDGET, "who confirmed this?", "Who confirmed that Orl's city council approved the budget on May 3?"),
        (BUDGET, "when did it vote?", "When did Orl's city council vote?"),
        (BUDGET, "who signed it?", "Who signed the budget?"),
        (BUDGET, "and why?", "Why (Orl's city council approved the budget on May 3)?"),
        (BUDGET, "what about the mayor?", "What about the mayor (Orl's city council approved the budget on May 3)?"),
        ("Irena Dovik resigned on Monday", "what was her reason?", "What was Irena Dovik's reason?"),
        ("The Hask tunnel was opened in May", "when did it open?", "When did the Hask tunnel open?"),
        ("The Hask tunnel was opened in May", "It was opened in June.", "The Hask tunnel was opened in June."),
        ("the Hask tunnel", "who denied it?", "Who denied the Hask tunnel?"),
    ],
)
def test_what_is_left_open_is_put_in(subject: str, asked: str, read: str) -> None:
    assert leans(asked)
    assert stand_alone(asked, subject) == read


@pytest.mark.parametrize(
    "asked", ["When was the treaty ratified?", "Who opposed the plan?", "How many voted for the budget?", BUDGET]
)
def test_what_stands_alone_stays_as_it_is(asked: str) -> None:
    assert not leans(asked)
    assert stand_alone(asked, "The Hask tunnel was opened in May") == asked


def test_without_a_subject_nothing_is_put_in() -> None:
    assert stand_alone("and who denied it?", "") == "and who denied it?"


def test_the_subject_of_a_question_is_what_it_asks_about() -> None:
    assert subject_of("When did the ferry sink off Osterhaven?") == "the ferry sink off Osterhaven"
    assert subject_of(BUDGET) == BUDGET


@given(st.text(), st.text())
def test_any_text_gives_one_line(asked: str, subject: str) -> None:
    read = stand_alone(asked, subject)
    assert "\n" not in read
    assert subject_of(asked) is not None
