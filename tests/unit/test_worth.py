"""Which sentences are worth a brief grade."""

from __future__ import annotations

import math

import pytest

from pipeline.grade.layer import load_layer
from pipeline.grade.worth import LEAST_NEAREST, is_english, load_worth, signals, worth_grading, worth_of
from pipeline.retrieve import Candidate
from pipeline.screen import LEAST_PROMISE
from store import Article, Passage

CLAIM = "The council of Orl approved the budget on May 3."
SAME = "The council of Orl approved the budget on May 3 after a long debate."
OTHER_DAY = "The council of Orl approved the budget on May 5."
DENIAL = "The council of Orl rejected the budget."
NEAR = "A new mayor will be chosen in the spring."
PARAPHRASE = "Lawmakers in the old port gave their consent to this year's spending plan after midnight."
ELSEWHERE = "Spring has come to the harbour, and with it the first boats from Norvik."


def candidate(text: str, similarity: float, *, language: str | None = "en") -> Candidate:
    made = Article.make(text, language=language)
    span = (0, len(text))
    return Candidate(made, Passage.make(made.id, *span, (span,)), span, similarity)


def kept(*candidates: Candidate, claim: str = CLAIM) -> list[str]:
    return [c.text for c in worth_grading(claim, candidates, load_layer())[0]]


@pytest.mark.parametrize("text", [SAME, OTHER_DAY, DENIAL])
def test_what_may_take_a_side_is_kept(text: str) -> None:
    assert kept(candidate(text, 0.7)) == [text]


@pytest.mark.parametrize(("text", "similarity"), [(ELSEWHERE, 0.25), (NEAR, 0.35)])
def test_what_is_about_something_else_is_left_out(text: str, similarity: float) -> None:
    found, left_out = worth_grading(CLAIM, [candidate(SAME, 0.8), candidate(text, similarity)], load_layer())
    assert ([c.text for c in found], left_out) == ([SAME], 1)


@pytest.mark.parametrize(("similarity", "worth"), [(LEAST_NEAREST, True), (LEAST_NEAREST - 0.01, False)])
def test_an_articles_nearest_sentence_is_kept_from_some_similarity_on(similarity: float, worth: bool) -> None:
    """It may say the same in other words altogether."""
    assert kept(candidate(PARAPHRASE, similarity)) == [PARAPHRASE] * worth


def test_one_that_is_not_its_articles_nearest_is_not() -> None:
    first, second = SAME, PARAPHRASE
    made = Article.make(f"{first} {second}", language="en")
    spans = ((0, len(first)), (len(first) + 1, len(first) + 1 + len(second)))
    passage = Passage.make(made.id, 0, len(made.text), spans)
    both = [Candidate(made, passage, span, similarity) for span, similarity in zip(spans, (0.8, 0.6), strict=True)]
    assert kept(*both) == [first]


@pytest.mark.parametrize("language", ["de", None])
def test_what_is_not_surely_english_is_screened_in_general_only(language: str | None) -> None:
    """The embedder knows little but English: how far a sentence in another language is says nothing."""
    least = LEAST_PROMISE / 1.5  # its article's best sentence, sharing no word
    strange = "Elf Boote liegen seit gestern im Hafen."
    assert kept(candidate(strange, least + 0.01, language=language)) == [strange]
    assert kept(candidate(strange, least - 0.01, language=language)) == []
    assert kept(candidate(strange, least + 0.01)) == []


def test_a_claim_that_is_not_surely_english_is_screened_in_general_only() -> None:
    claim = "Der Rat hat den Haushalt gebilligt."
    assert kept(candidate(ELSEWHERE, 0.45), claim=claim) == [ELSEWHERE]
    assert kept(candidate(ELSEWHERE, 0.45)) == []


@pytest.mark.parametrize(
    ("claim", "english"),
    [
        ("The minister resigned.", True),
        ("Orl's council met.", True),
        ("Norvik sank with all hands.", True),
        ("Norvik sank.", False),  # could be several languages
        ("Der Minister trat zurück.", False),
        ("Le ministre a démissionné.", False),
        ("El ministro dimitió el lunes.", False),
        ("Minister podał się do dymisji.", False),
        ("", False),
    ],
)
def test_english_claims(claim: str, english: bool) -> None:
    assert is_english(claim) is english


def test_worth_is_the_log_odds_of_a_side() -> None:
    weights = load_worth()["weights"]
    found = signals(CLAIM, candidate(SAME, 0.7), 0.7, load_layer())
    raw = {s: of["bias"] + sum(of[n] * v for n, v in found.items()) for s, of in weights.items()}
    side = math.exp(raw["supports"]) + math.exp(raw["contradicts"])
    assert worth_of(found, weights) == pytest.approx(math.log(side / math.exp(raw["neutral"])))


def test_coefficients_are_of_these_signals() -> None:
    names = set(signals(CLAIM, candidate(SAME, 0.7), 0.7, load_layer()))
    assert all(set(of) == names | {"bias"} for of in load_worth()["weights"].values())


def test_order_stays_and_nothing_is_nothing() -> None:
    assert kept(candidate(OTHER_DAY, 0.5), candidate(SAME, 0.9)) == [OTHER_DAY, SAME]
    assert kept() == []


def test_long_and_strange_text_is_no_trouble() -> None:
    assert worth_grading("the " * 5_000, [candidate("\x00 ” 3 " * 3_000, -1.0)], load_layer())[1] in (0, 1)
