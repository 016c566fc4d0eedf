"""Sentences taken apart: the report, and what is reported; and what must be left whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.statements import Statement, statements
from pipeline.slots.lexicon import word_list

CLOSED = "The bridge was closed in May."


def told(sentence: str, before: tuple[str, ...] = ()) -> list[tuple[str, str, str | None]]:
    return [(s.text, s.voice, s.speaker) for s in statements(sentence, before)]


@pytest.mark.parametrize(
    ("sentence", "said", "voice"),
    [
        ("Lena Brack said the bridge was closed in May.", CLOSED, "attributes"),
        ("Lena Brack said that the bridge was closed in May.", CLOSED, "attributes"),
        ("The bridge was closed in May, Lena Brack said.", CLOSED, "attributes"),
        ("The bridge was closed in May, said Lena Brack.", CLOSED, "attributes"),
        ("“The bridge was closed in May,” Lena Brack said.", CLOSED, "attributes"),
        ('"The bridge was closed in May," said Lena Brack.', CLOSED, "attributes"),
        ("The bridge was closed in May, according to Lena Brack.", CLOSED, "attributes"),
        ("According to Lena Brack, the bridge was closed in May.", CLOSED, "attributes"),
        ("Lena Brack admitted that the bridge was closed in May.", CLOSED, "attributes"),
        ("In a statement, Lena Brack said that the accord was void.", "The accord was void.", "attributes"),
        ("Lena Brack said no ships were sold to Tarn.", "No ships were sold to Tarn.", "attributes"),
        ("Lena Brack believes that Norvik sold the ships.", "Norvik sold the ships.", "attributes"),
        # Somebody's word on a plan stays a plan, and on a rumour a rumour.
        ("Lena Brack said the bridge would close in May.", "The bridge would close in May.", "plans"),
        ("The bridge will close in May, Lena Brack said.", "The bridge will close in May.", "plans"),
        ("Lena Brack said the bridge was reportedly closed.", "The bridge was reportedly closed.", "hedges"),
        ("Lena Brack warned that the bridge could fall.", "The bridge could fall.", "hedges"),
        # The one who speaks stands for the pronoun that the content begins with.
        ("Lena Brack said that she had signed the accord.", "Lena Brack had signed the accord.", "attributes"),
        ("Lena Brack said Tuesday that the bridge was closed.", "The bridge was closed.", "attributes"),
    ],
)
def test_a_report_and_what_it_reports(sentence: str, said: str, voice: str) -> None:
    assert told(sentence) == [(sentence, "asserts", None), (said, voice, "Lena Brack")]


@pytest.mark.parametrize(
    ("sentence", "said", "speaker"),
    [
        ("The Orl Courier reported that Norvik signed the pact.", "Norvik signed the pact.", "Orl Courier"),
        ("The Orl Courier reported on Friday that Norvik signed the pact.", "Norvik signed the pact.", "Orl Courier"),
        ("“The bridge was closed in May,” the mayor of Orl told the Orl Courier.", CLOSED, "mayor of Orl"),
        ("Norvik said it had not sold ships to Tarn.", "Norvik had not sold ships to Tarn.", "Norvik"),
        ("Norvik says its ships are safe.", "Norvik’s ships are safe.", "Norvik"),
    ],
)
def test_whose_report_it_is(sentence: str, said: str, speaker: str) -> None:
    assert told(sentence) == [(sentence, "asserts", None), (said, "attributes", speaker)]


@pytest.mark.parametrize(
    ("sentence", "voice", "speaker"),
    [
        ("Norvik signed the accord in June.", "asserts", None),
        ("Norvik is expected to sign the accord in June.", "plans", None),
        ("Norvik reportedly signed the accord in June.", "hedges", None),
        ("Lena Brack denied that Norvik had sold ships to Tarn.", "denies", "Lena Brack"),
        ("Norvik denied the reports.", "denies", "Norvik"),
        ("Norvik rejected claims that it had sold ships to Tarn.", "denies", "Norvik"),
        ("Lena Brack accused Jan Falk of selling ships to Tarn.", "attributes", "Lena Brack"),
        ("Lena Brack asked whether the bridge was closed.", "asserts", None),
        ("Did Lena Brack say that the bridge was closed?", "asserts", None),
    ],
)
def test_one_statement_with_its_own_voice(sentence: str, voice: str, speaker: str | None) -> None:
    assert told(sentence) == [(sentence, voice, speaker)]


def test_a_denial_that_is_reported_stays_a_denial() -> None:
    for statement in statements("Lena Brack said Norvik denied selling ships to Tarn."):
        assert statement.voice == "denies"


@pytest.mark.parametrize(
    "sentence",
    [
        "Lena Brack did not say that the bridge was closed.",
        "Lena Brack never said that the bridge was closed.",
        "Nobody said that the bridge was closed.",
        "Few said that the bridge was closed.",
        "Neither Norvik nor Tarn said that the bridge was closed.",
        "Norvik has not confirmed that the bridge was closed.",
        "Lena Brack refused to say that the bridge was closed.",
        "Lena Brack wants Norvik to say that the bridge was closed.",
        "Lena Brack could say that the bridge was closed.",
        "Lena Brack will say that the bridge was closed.",
        "It is false that Lena Brack said the bridge was closed.",
        "Lena Brack denied that Norvik said the bridge was closed.",
        "If Lena Brack said that the bridge was closed, she lied.",
        "Lena Brack was told that Norvik sold the ships to Tarn.",
        "The bridge, which Lena Brack said was closed, fell in May.",
        "It is said that Norvik sold the ships to Tarn.",
    ],
)
def test_what_nobody_has_said_is_nobodys_claim(sentence: str) -> None:
    assert [s.text for s in statements(sentence)] == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lena Brack, who said the bridge was closed, resigned in May.",
        "Lena Brack said that the bridge was closed, but Jan Falk said that it was open.",
        "Lena Brack said the bridge was closed, and she left the town.",
    ],
)
def test_the_content_ends_where_the_sentence_goes_on(sentence: str) -> None:
    """What the outlet adds is not put into anybody's mouth."""
    assert [s.text for s in statements(sentence) if s.inner] in ([], ["The bridge was closed."])


@pytest.mark.parametrize(
    ("sentence", "said", "speaker"),
    [
        (
            "The Orl Courier reported that Lena Brack said that Tarn left.",
            "Lena Brack said that Tarn left.",
            "Orl Courier",
        ),
        ("Asked by the Orl Courier, Lena Brack said that Tarn had left.", "Tarn had left.", "Lena Brack"),
        ("Lena Brack said so to Jan Falk, who said that Tarn had left.", "Tarn had left.", "Jan Falk"),
    ],
)
def test_with_two_who_speak_it_is_the_right_one_or_none(sentence: str, said: str, speaker: str) -> None:
    whole, *inner = told(sentence)
    assert whole[0] == sentence
    assert inner in ([], [(said, "attributes", speaker)])


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Lena Brack said that the court had fined her.", "her"),
        ("Norvik said that Tarn had attacked its ships.", "its"),
        ("Lena Brack said it was false that the bridge was closed.", "Lena Brack was false"),
        ("Lena Brack said it was time to go to Orl.", "Lena Brack was time"),
        ("Norvik said it was clear that Tarn had left.", "Norvik was clear"),
        ("Norvik and Tarn said they would sign in May.", "Tarn would sign"),
        ("Jan Falk said we must sign the accord.", "we"),
        ("“I never saw a single ship of Tarn,” Jan Falk said.", "I never"),
    ],
)
def test_content_that_cannot_be_read_alone_is_not_taken_out(sentence: str, wrong: str) -> None:
    for statement in statements(sentence):
        if statement.inner and not statement.text.startswith("Norvik and Tarn would"):
            assert wrong not in statement.text


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Vessel: I never ignored an alarm on the ship.", "Vessel said: “I never ignored an alarm on the ship.”"),
        ("Lena Brack: My brother sold the ferry.", "Lena Brack said: “My brother sold the ferry.”"),
        ("Lena Brack: We did not sell the ferry.", "Lena Brack said: “We did not sell the ferry.”"),
    ],
)
def test_an_interview_line_is_what_somebody_said(sentence: str, text: str) -> None:
    assert told(sentence) == [(text, "asserts", None)]


def test_a_label_with_a_colon_is_no_interview() -> None:
    assert told("Orl: The bridge was closed.") == [("Orl: The bridge was closed.", "asserts", None)]


@pytest.mark.parametrize(
    "sentence", ["Per Orr said the bridge was closed in May.", "Per Orr accused Jan Falk of theft."]
)
def test_who_speaks_stands_before_the_verb(sentence: str) -> None:
    """A first name that is also a preposition: nobody else may be given for it."""
    assert {s.speaker for s in statements(sentence)} <= {None, "Per Orr", "Orr"}


def test_a_quotation_belongs_to_who_spoke_last() -> None:
    (statement,) = statements("“The accord is void.”", ("Jan Falk said the ships had left.",))
    assert (statement.voice, statement.speaker) == ("attributes", "Jan Falk")


def test_a_pronoun_is_no_speaker() -> None:
    for sentence in ("She said the bridge was closed in May.", "The bridge was closed in May, he said."):
        assert [s.text for s in statements(sentence)] == [sentence]


_WORDS = st.sampled_from(
    word_list(
        'Lena Brack said says that the bridge was closed , . “ ” " Norvik denied reported according to told it she he '
        ": I We not will and but who in May Orl Courier ? ; its their 40 ships sold"
    )
)


@given(st.lists(_WORDS, min_size=1, max_size=22).map(" ".join))
def test_the_whole_comes_first_and_what_is_said_was_written(sentence: str) -> None:
    found = statements(sentence)
    assert 1 <= len(found) <= 2
    assert not found[0].inner
    assert found[0].text == sentence or " said: “" in found[0].text
    for statement in found[1:]:
        _is_somebodys(statement, sentence)


def _is_somebodys(statement: Statement, sentence: str) -> None:
    assert statement.inner
    assert statement.speaker is not None
    assert statement.voice != "asserts"
    assert statement.speaker in sentence
    written = sentence.lower() + " ’s"
    assert all(word.strip('.,“”";:').removesuffix("’s").lower() in written for word in statement.text.split())


@given(st.text(max_size=200))
def test_any_text_gives_a_statement(sentence: str) -> None:
    assert statements(sentence)
