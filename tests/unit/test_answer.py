"""Answers: which sentences are taken as claims, and what is said when nothing answers."""

from __future__ import annotations

import pytest

from pipeline.answer import as_claim, compose_answer, expected_slot, question_claims
from pipeline.findings import Provenance
from pipeline.retrieve import Candidate
from pipeline.split import passages
from store import Article

HERALD = Article.make(
    "The council of Orl approved the budget on May 3. Will the council of Orl approve the budget? "
    "The council of Orl approved the budget after a debate. The mayor of Tarn likes the harbour."
)
PROVENANCE = Provenance("m", "e", {}, None, "f", None, "0")


def candidates() -> list[Candidate]:
    (passage,) = passages(HERALD)
    return [Candidate(HERALD, passage, span, 0.6) for span in passage.sentences]


@pytest.mark.parametrize(
    ("question", "sentence", "has"),
    [
        ("When was it approved?", "It was approved on May 3.", True),
        ("When was it approved?", "It was approved.", False),
        ("How many articles are there?", "It has 47 articles.", True),
        ("How many articles are there?", "It has articles.", False),
        ("Who approved it?", "The mayor of Tarn approved it.", True),
        ("Was it approved?", "It was approved on May 3.", False),
    ],
)
def test_what_a_question_asks_for(question: str, sentence: str, has: bool) -> None:
    assert expected_slot(question)(sentence) is has


def test_a_sentence_with_a_date_goes_first_when_one_is_asked_for() -> None:
    claims = question_claims("When did the council of Orl approve the budget?", candidates())
    assert claims[0] == "The council of Orl approved the budget on May 3."
    assert not any(claim.endswith("?") for claim in claims)
    assert not any("Tarn" in claim for claim in claims)


def test_a_question_about_somebody_else_is_not_answered_with_what_is_near() -> None:
    question = "When did the council of Varna approve the budget?"
    assert question_claims(question, candidates()) == []
    answer = compose_answer(question, [], candidates(), provenance=PROVENANCE)
    assert answer.sentences == ()
    assert answer.not_said == "The articles do not mention Varna."
    assert answer.usage.calls == 0


def test_silence_is_told_as_silence() -> None:
    answer = compose_answer("What did the mayor of Tarn eat?", [], candidates(), provenance=PROVENANCE)
    assert answer.not_said == "The articles do not say."


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Has Orl approved the budget?", "Orl approved the budget."),
        ("did the council of Orl meet ?", "The council of Orl meet."),
        ("When did the council meet?", None),
        ("Is the budget approved?", None),
        ("Did?", None),
    ],
)
def test_a_yes_or_no_question_is_a_claim(question: str, claim: str | None) -> None:
    assert as_claim(question) == claim


def test_the_claim_of_a_yes_or_no_question_is_checked_first() -> None:
    claims = question_claims("Did the council of Orl approve the budget?", candidates())
    assert claims[0] == "The council of Orl approve the budget."
    assert len(claims) > 1
    assert question_claims("Did the council of Varna approve the budget?", candidates()) == []
