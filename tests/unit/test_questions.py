"""What a question asks for: the statement that "yes" would make, the kind of thing wanted, whose words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.questions import as_claim, expected_slot, read_question


@pytest.mark.parametrize(
    ("question", "sentence", "has"),
    [
        ("When was it approved?", "It was approved on May 3.", True),
        ("When was it approved?", "It was approved.", False),
        ("In which year was it approved?", "It was approved in 2021.", True),
        ("How many articles are there?", "It has 47 articles.", True),
        ("How many articles are there?", "It has articles.", False),
        ("How much did Norvik pay?", "Norvik paid $3 million.", True),
        ("Who approved it?", "The mayor of Tarn approved it.", True),
        ("Who approved it?", "Nobody did.", False),
        ("Where was it signed?", "It was signed in Lund.", True),
        ("Was it approved?", "It was approved on May 3.", False),
        ("Why was it approved?", "It was approved on May 3.", False),
    ],
)
def test_what_a_question_asks_for(question: str, sentence: str, has: bool) -> None:
    assert expected_slot(question)(sentence) is has
    assert read_question(question).has_wanted(sentence) is has


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Has Orl approved the budget?", "Orl approved the budget."),
        ("did the council of Orl meet ?", "The council of Orl meet."),
        ("Does Norvik sell ships", "Norvik sell ships."),
        ("Had Tarn left the pact?", "Tarn left the pact."),
        ("Has the treaty been ratified?", "The treaty has been ratified."),
        ("Had the treaty been ratified?", "The treaty had been ratified."),
        ("When did the council meet?", None),
        ("Is the budget approved?", None),
        ("Will Norvik sign?", None),
        ("Has Norvik signed? When?", None),
        ("Did?", None),
        ("", None),
    ],
)
def test_a_yes_or_no_question_is_a_claim(question: str, claim: str | None) -> None:
    assert as_claim(question) == claim
    assert read_question(question).stated == claim


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Lena Brack say?", "Lena Brack"),
        ("what did lena brack say?", "lena brack"),
        ("What did Norvik say about the accord?", "Norvik"),
        ("What has the mayor of Orl said about the ferry?", "the mayor of Orl"),
        ("How did Tarn react to the accord?", "Tarn"),
        ("What did Norvik announce?", "Norvik"),
        ("What is Lena Brack saying?", "Lena Brack"),
        ("What did Lena Brack not say?", "Lena Brack"),
        ("What did Lena Brack ever say?", "Lena Brack"),
        ("What did Lena Brack and Jan Falk say?", "Lena Brack and Jan Falk"),
        ("Who said that?", None),
        ("When did Norvik say so?", None),
        ("What happened in Orl?", None),
        ("Did Norvik say so?", None),
    ],
)
def test_whose_words_are_asked_for(question: str, speaker: str | None) -> None:
    assert read_question(question).speaker == speaker


@pytest.mark.parametrize(
    ("question", "queries"),
    [
        ("When did Norvik sign?", ["When did Norvik sign?"]),
        ("Has Norvik signed the accord?", ["Has Norvik signed the accord?", "Norvik signed the accord."]),
        (
            "When did Norvik sign the accord, and who was there?",
            ["When did Norvik sign the accord, and who was there?", "When did Norvik sign the accord", "who was there"],
        ),
        (
            "Where did Norvik sign? Who was there?",
            ["Where did Norvik sign? Who was there?", "Where did Norvik sign", "Who was there"],
        ),
        # "and" joins two things, not two questions
        ("When did Norvik and Tarn sign?", ["When did Norvik and Tarn sign?"]),
    ],
)
def test_what_is_looked_for(question: str, queries: list[str]) -> None:
    assert list(read_question(question).queries) == queries


def test_two_questions_make_no_one_statement() -> None:
    assert read_question("Did Norvik sign the accord, and who was there?").stated is None


@given(st.text(max_size=200))
def test_any_question_can_be_read(text: str) -> None:
    question = read_question(text)
    assert question.queries[0] == question.text == text
    assert len(set(question.queries)) == len(question.queries)
    assert question.stated is None or question.stated in question.queries
    assert question.speaker is None or question.speaker in text
    question.has_wanted(text)


def test_a_long_question_takes_little_time() -> None:
    import time

    began = time.perf_counter()
    read_question("What did " + "the mayor and the council " * 400 + "want?")
    assert time.perf_counter() - began < 2
