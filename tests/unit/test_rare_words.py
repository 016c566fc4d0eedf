"""How much of what a question asks for a text has: rare words count more than what all of the library is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.questions import read_question
from pipeline.rare_words import RareWords, names_are_in, worth
from pipeline.retrieve import Candidate
from pipeline.split import passages
from store import Article

TUNNEL = "Who cut the ribbon at the opening of the Hask tunnel?"
SENTENCES = [
    "The Hask tunnel opened on Tuesday.",
    "The tunnel cost four billion talens.",
    "The opening of the tunnel was put off three times.",
    "Minister Irena Dovik cut the ribbon.",
]


def test_a_rare_word_counts_more_than_one_that_many_sentences_have() -> None:
    rare = RareWords.of(TUNNEL, SENTENCES)
    assert rare.share("Minister Irena Dovik cut the ribbon.") > rare.share("The opening of the tunnel was put off.")
    assert rare.weights["ribbon"] > rare.weights["tunnel"]


def test_a_word_in_another_form_counts() -> None:
    rare = RareWords.of("When did the plant reopen?", SENTENCES)
    assert rare.share("The plant was reopened on May 3.") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "all_of_it"),
    [
        ("Where did Lena Brack sign the accord?", "The accord was signed."),
        ("How many ballots were spoiled in Orl's vote?", "Ballots of the vote were spoiled."),
        ("On which day in May 2025 was the name of the ship changed?", "The ship was changed."),
    ],
)
def test_names_dates_and_words_of_asking_do_not_count(question: str, all_of_it: str) -> None:
    rare = RareWords.of(question, [])
    assert rare.share(all_of_it) == pytest.approx(1.0)
    assert rare.share("Lena Brack was in Orl on a day in May 2025.") == 0.0


def test_according_to_is_no_accord_and_named_is_no_name() -> None:
    rare = RareWords.of("What does the treaty allow, according to the mayor, whom Norvik named?", [])
    assert set(rare.weights) == {"treati", "allow", "mayor", "appoint"}
    assert rare.share("It was so according to the Orl Courier.") == 0.0
    assert rare.share("The accord allows it.") > 0.4


def test_a_question_of_names_alone_has_no_share() -> None:
    assert RareWords.of("Who is Lena Brack?", SENTENCES).share("Lena Brack is the mayor.") == 0.0


def test_what_the_question_asks_for_is_worth_more_than_a_word() -> None:
    question = read_question(TUNNEL)
    rare = RareWords.of(TUNNEL, SENTENCES)
    by_name, by_nobody = "Minister Irena Dovik cut the ribbon.", "He cut the ribbon at the opening of the tunnel."
    assert rare.share(by_nobody) > rare.share(by_name)
    assert worth(question, rare, by_name) > worth(question, rare, by_nobody)


@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=5), st.text(max_size=80))
def test_a_share_is_a_share(question: str, sentences: list[str], text: str) -> None:
    rare = RareWords.of(question, sentences)
    assert 0.0 <= rare.share(text) <= 1.0 + 1e-9
    assert all(weight > 0 for weight in rare.weights.values())
    assert rare.share(question) == pytest.approx(1.0) or not rare.weights


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("When did Lena Brack sign in Orl?", True),  # one name in the headline, one in the text
        ("When did Lena Brack sign in Tarn?", False),
        ("What does the Orl Courier say?", True),  # the outlet
        ("When was it signed?", True),
    ],
)
def test_an_article_has_a_name_anywhere(text: str, there: bool) -> None:
    article = Article.make("She signed it in Orl.", title="Lena Brack signs", publisher="Orl Courier", path="a.txt")
    assert names_are_in(text, article) is there


def test_words_are_weighed_among_the_articles_that_have_the_names() -> None:
    """ "Mayor" is rare in the library, and in every article about the mayor of Orl."""
    about = [candidate(f"The mayor of Orl said {n}.", "Orl") for n in ("yes", "no", "perhaps")]
    others = [candidate(f"The ferry was {n} hours late.", "Tarn") for n in range(2, 9)]
    question = "When did the mayor of Orl resign?"
    among = RareWords.among(question, [*about, *others])
    assert among == RareWords.among(question, about)
    assert among.share("The mayor") < RareWords.of(question, [c.statement for c in (*about, *others)]).share(
        "The mayor"
    )
    # no article has the name: all of them count
    assert RareWords.among("When did the mayor of Varna resign?", others).weights


def candidate(text: str, title: str) -> Candidate:
    article = Article.make(text, title=title, publisher="P", path=f"{text}.txt")
    (passage,) = passages(article)
    return Candidate.at(article, passage, passage.sentences[0])
