"""Questions that lean on what was asked before, made to stand alone."""

from __future__ import annotations

import json
from pathlib import Path

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
        ("The Hask tunnel was opened in May", "But it was opened in June.", "The Hask tunnel was opened in June."),
        (
            "The Hask tunnel was opened in May",
            "It took five years to build.",
            "The Hask tunnel took five years to build.",
        ),
        ("The Hask tunnel was opened in May", "who said it would leak?", "Who said the Hask tunnel would leak?"),
        ("the Hask tunnel", "who denied it?", "Who denied the Hask tunnel?"),
        (BUDGET, "and then who signed it?", "Who signed the budget?"),
        (BUDGET, "and in Minsara?", "In Minsara (Orl's city council approved the budget on May 3)?"),
        (BUDGET, "The mayor denied it.", "The mayor denied that Orl's city council approved the budget on May 3."),
        (BUDGET, "when was this decision made?", f"When was this decision made ({BUDGET.rstrip('.')})?"),
    ],
)
def test_what_is_left_open_is_put_in(subject: str, asked: str, read: str) -> None:
    asks = asked.endswith("?")
    assert leans(asked, asks=asks)
    assert stand_alone(asked, subject, asks=asks) == read


@pytest.mark.parametrize(
    "asked",
    [
        "When was the treaty ratified?",
        "Who opposed the plan?",
        "How many voted for the budget?",
        "Did the company say it will cut 300 jobs?",
        "Is it true that the mayor of Orl resigned?",
        "So far, how many have died in Minsara?",
        BUDGET,
        "The company says it will cut 300 jobs.",
        "Police said they arrested two men.",
        "Iran announced it would ratify the treaty.",
        "The government denied it had paid a ransom.",
        "Orl Bank said it would close.",
        "A captain said that a sailor had told him that they were lost.",
        "It took 5 hours to put out the fire in Orl.",
        "It rained in Orl all night.",
        "It was the mayor who denied the report.",
        "So far, 12 people have died in Minsara.",
        "Well water in Orl is poisoned.",
        "But for the rain, the match was played.",
        "This decision was criticised by the unions.",
        "This was denied by the mayor.",
    ],
)
@pytest.mark.parametrize("subject", [BUDGET, "The Hask tunnel was opened in May", "Irena Dovik resigned on Monday"])
def test_what_stands_alone_stays_as_it_is(asked: str, subject: str) -> None:
    asks = asked.endswith("?")
    assert not leans(asked, asks=asks)
    assert stand_alone(asked, subject, asks=asks) == asked


def test_no_claim_or_question_of_the_eval_set_is_read_as_another_one() -> None:
    cases = Path(__file__).parents[2] / "eval" / "cases"
    rows = [json.loads(line) for path in sorted(cases.glob("*.jsonl")) for line in path.read_text().splitlines()]
    asked = [(row[kind], kind == "question") for row in rows for kind in ("claim", "question") if row.get(kind)]
    assert len(asked) > 400
    assert [text for text, asks in asked if stand_alone(text, BUDGET, asks=asks) != text] == []


def test_without_a_subject_nothing_is_put_in() -> None:
    assert stand_alone("and who denied it?", "", asks=True) == "and who denied it?"


def test_the_subject_of_a_question_is_what_it_asks_about() -> None:
    assert subject_of("When did the ferry sink off Osterhaven?") == "the ferry sink off Osterhaven"
    assert subject_of(BUDGET) == BUDGET


@given(st.text(), st.text(), st.booleans())
def test_any_text_gives_one_line(asked: str, subject: str, asks: bool) -> None:
    for read in (stand_alone(asked, subject, asks=asks), subject_of(asked)):
        assert read.isprintable()
