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
        ("Which lawyer represents Jan Falk?", "Jan Falk is represented by Dina Haske.", True),
        ("Which lawyer represents Jan Falk?", "Jan Falk has a lawyer.", False),
        ("In which town was it signed?", "It was signed in Lund.", True),
        ("What is the name of the lookout?", "The lookout saw nothing.", False),
        ("What sum did Norvik pay?", "Norvik paid $3 million.", True),
        ("What sum did Norvik pay?", "Norvik paid.", False),
        # what the question has itself is no answer
        ("Who did Lena Brack meet in Orl?", "Lena Brack went to Orl.", False),
        ("How much of the $3 million did Norvik pay?", "Norvik owed $3 million.", False),
        ("When in May was it approved?", "It was approved in May.", False),
        ("How many of the 30 boats sank?", "3 boats sank.", True),
        ("When in May was it approved?", "It was approved on May 3.", True),
    ],
)
def test_what_a_question_asks_for(question: str, sentence: str, has: bool) -> None:
    wanted = expected_slot(question)
    assert wanted is not None
    assert wanted(sentence) is has
    assert read_question(question).has_wanted(sentence) is has


@pytest.mark.parametrize("question", ["Was it approved?", "Why was it approved?", "What did the treaty change?"])
def test_some_questions_ask_for_no_certain_kind(question: str) -> None:
    assert expected_slot(question) is None
    assert not read_question(question).has_wanted("It was approved on May 3.")


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
        ("Will Norvik sign?", None),
        ("Are there survivors?", None),
        ("Is the toll higher than 200?", None),
        ("Is?", None),
        ("Is the", None),
        ("Was Orl", None),
        ("Is the budget approved?", "The budget is approved."),
        ("Was the treaty signed in January?", "The treaty was signed in January."),
        ("Is the treaty valid for 20 years?", "The treaty is valid for 20 years."),
        (
            "Is Lena Brack of the Silver Hen related to the mayor?",
            "Lena Brack of the Silver Hen is related to the mayor.",
        ),
        ("Was the army used in the port of Orl?", "The army was used in the port of Orl."),
        ("Was the newly elected mayor sworn in on May 24?", "The newly elected mayor was sworn in on May 24."),
        ("Was the meeting in Lund cancelled?", "The meeting in Lund was cancelled."),
        (
            "Were the talks between Norvik and Tarn held in Lund?",
            "The talks between Norvik and Tarn were held in Lund.",
        ),
        ("Is Lena Brack the mayor of Orl?", "Lena Brack is the mayor of Orl."),
        ("Is Norvik a member of the union?", "Norvik is a member of the union."),
        ("Is the minister in Lund?", "The minister is in Lund."),
        ("Is Lena Brack in Lund?", "Lena Brack is in Lund."),
        ("Was Jan Falk not at home?", "Jan Falk was not at home."),
        ("Is the bridge safe?", "The bridge is safe."),
        ("Is the pact of Lund legally binding?", "The pact of Lund is legally binding."),
        ("Were 173 people rescued?", "173 people were rescued."),
        ("Is it true that the mayor resigned?", "The mayor resigned."),
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


@pytest.mark.parametrize(
    ("question", "doers"),
    [
        ("When did Norvik's Cod Council approve the accord with Tarn?", ["Cod Council"]),
        ("When did Norvik and Tarn sign the accord of Lund?", ["Norvik", "Tarn"]),
        ("Has the State Duma approved the accord with Tarn?", ["State Duma"]),
        ("What did Lena Brack, the mayor, buy in Orl?", ["Lena Brack"]),
        ("Where did the talks between Norvik and Tarn open?", []),
        ("Who signed the accord with Tarn?", []),
        ("Who is Lena Brack?", []),
    ],
)
def test_who_did_it_as_the_question_has_it(question: str, doers: list[str]) -> None:
    assert [name.text for name in read_question(question).doers] == doers


@given(st.text(max_size=200))
def test_any_question_can_be_read(text: str) -> None:
    question = read_question(text)
    assert question.queries[0] == question.text == text
    assert len(set(question.queries)) == len(question.queries)
    assert question.stated is None or question.stated in question.queries
    assert question.speaker is None or question.speaker in text
    question.has_wanted(text)
    assert all(name.text in text for name in question.doers)


def test_a_long_question_takes_little_time() -> None:
    import time

    began = time.perf_counter()
    read_question("What did " + "the mayor and the council " * 400 + "want?")
    assert time.perf_counter() - began < 2
