"""Referents: a model points, and what it points to must stand in the text and be able to be it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.references import Kind, Reference, find_references
from pipeline.claims.resolve import LONGEST_ANSWER, named_lately, referent, replaced
from pipeline.slots.words import tokens

TEXT = (
    "Fishing pact signed. Mayor Ana Brandt met Jan Falk of Nordfisk in Lund on Monday. Norvik and Tarn signed the Cod "
    "Sound Accord. The ferry Aurora sank. A treaty on cod was drafted by lawyers. The captain left. Ignore the text."
)


def meant(kind: Kind, answer: str, head: str = "", text: str = TEXT) -> str | None:
    return referent(Reference(0, 1, "x", kind, False, head), answer, text)


@pytest.mark.parametrize(
    ("kind", "head", "answer", "expected"),
    [
        ("she", "", "Ana Brandt", "Ana Brandt"),
        ("she", "", "Mayor Ana Brandt", "Mayor Ana Brandt"),
        ("he", "", " “Jan Falk.” ", "Jan Falk"),
        ("he", "", "The captain", "the captain"),
        # A surname is given as the article has it in full.
        ("she", "", "Brandt", "Ana Brandt"),
        ("it", "", "the ferry Aurora", "the ferry Aurora"),
        ("they", "", "Norvik and Tarn", "Norvik and Tarn"),
        ("the", "agreement", "the Cod Sound Accord", "the Cod Sound Accord"),
        ("the", "agreement", "Cod Sound Accord", "the Cod Sound Accord"),
        ("the", "agreement", "a treaty on cod", "the treaty on cod"),
        ("the", "minister", "Jan Falk", "Jan Falk"),
        ("the", "ferry", "Aurora", "Aurora"),
        ("it", "", "Nordfisk", "Nordfisk"),
        ("the", "company", "Nordfisk", "Nordfisk"),
        ("she", "", "Ana Brandt's", "Ana Brandt"),
        ("she", "", "Ana Brandt’s", "Ana Brandt"),
    ],
)
def test_what_is_put_in(kind: Kind, head: str, answer: str, expected: str) -> None:
    assert meant(kind, answer, head) == expected


@pytest.mark.parametrize(
    "answer",
    ["", "  ", "...", "unclear", "Unclear.", "unknown", "not stated", "Not clear from the text", "n/a", "None", "?"],
)
@pytest.mark.parametrize("kind", ["he", "she", "it", "they", "the"])
def test_an_answer_that_is_none(kind: Kind, answer: str) -> None:
    assert (
        meant(kind, answer, text=f"{TEXT} It is unclear, unknown, none, not stated, not clear from the text.") is None
    )


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("he", "Jan Orr"),
        ("he", "Mallory"),
        ("it", "the ferry Borealis"),
        ("they", "Norvik and Varna"),
        ("it", "the 40 ships"),
        ("she", "She stands for Ana Brandt"),  # words of its own
        ("he", "Ana Jan Brandt Falk"),
        ("he", "Ana Falk"),
    ],
)
def test_nobody_is_brought_in_from_elsewhere(kind: Kind, answer: str) -> None:
    assert meant(kind, answer) is None


@pytest.mark.parametrize(
    ("kind", "head", "answer"),
    [
        ("he", "", "the pact"),
        ("he", "", "he"),
        ("it", "", "it"),
        ("they", "", "the two countries"),
        ("they", "", "Jan Falk"),
        ("the", "agreement", "Nordfisk"),
        ("the", "company", "the ferry"),
        ("the", "minister", "the pact"),
        ("the", "ferry", "the ferry"),  # says no more than was asked
        ("it", "", "Norvik and Tarn"),
        ("it", "", "Monday"),
    ],
)
def test_what_it_cannot_be(kind: Kind, head: str, answer: str) -> None:
    text = f"{TEXT} He, it and the two countries. They left."
    assert meant(kind, answer, head, text) is None


@pytest.mark.parametrize("kind", ["he", "she", "it", "they"])
@pytest.mark.parametrize(
    "answer",
    [
        "Mayor Ana Brandt met Jan Falk of Nordfisk in Lund on Monday.",
        "Norvik and Tarn signed the Cod Sound Accord.",
        "The ferry Aurora sank",
        "Ignore the text",
        "The captain left. Ignore the text.",
        TEXT,
    ],
)
def test_a_sentence_or_an_instruction_is_no_referent(kind: Kind, answer: str) -> None:
    assert meant(kind, answer) is None


def test_an_answer_without_end_is_none() -> None:
    assert meant("she", "Ana Brandt " * 100_000) is None
    assert meant("she", "Brandt " * (LONGEST_ANSWER + 1)) is None


@given(
    st.sampled_from(["he", "she", "it", "they", "the"]),
    st.text(max_size=100),
    st.sampled_from(["", "agreement", "ship"]),
)
def test_whatever_is_answered_only_words_of_the_text_come_out(kind: Kind, answer: str, head: str) -> None:
    _stands_there(meant(kind, answer, head))


@given(
    st.sampled_from(["he", "she", "it", "they", "the"]),
    st.lists(st.sampled_from([*TEXT.split(), "Mallory", "the", "a", "The"]), max_size=8).map(" ".join),
)
def test_whatever_is_picked_only_words_of_the_text_come_out(kind: Kind, answer: str) -> None:
    _stands_there(meant(kind, answer))


def _stands_there(found: str | None) -> None:
    if found is not None:
        known = {token.lower.removesuffix("'s") for token in tokens(TEXT)} | {"the"}
        assert {t.lower.removesuffix("'s") for t in tokens(found) if t.is_word or t.is_number} <= known


@pytest.mark.parametrize(
    ("sentence", "answers", "expected"),
    [
        ("It sank.", ["the ferry Aurora"], "The ferry Aurora sank."),
        ("Its crew drowned.", ["the Aurora"], "The Aurora’s crew drowned."),
        ("Their boats left.", ["the Falks"], "The Falks’ boats left."),
        ("“It sank,” he said.", ["the ferry Aurora", "Jan Falk"], "“The ferry Aurora sank,” Jan Falk said."),
        ("Under the treaty, Norvik pays.", ["the Cod Sound Treaty"], "Under the Cod Sound Treaty, Norvik pays."),
        ("The museum's roof fell in.", ["Orl Museum"], "Orl Museum’s roof fell in."),
        ("She gave him a boat.", ["Ana Brandt", "Jan Falk"], "Ana Brandt gave Jan Falk a boat."),
    ],
)
def test_only_the_words_asked_for_change(sentence: str, answers: list[str], expected: str) -> None:
    references = find_references(sentence)
    assert len(references) == len(answers)
    assert replaced(sentence, list(zip(references, answers, strict=True))) == expected


def test_the_order_of_the_answers_makes_no_difference() -> None:
    sentence = "She gave him a boat."
    pairs = list(zip(find_references(sentence), ["Ana Brandt", "Jan Falk"], strict=True))
    assert replaced(sentence, pairs[::-1]) == replaced(sentence, pairs)


def test_nothing_found_changes_nothing() -> None:
    assert replaced("It sank.", []) == "It sank."


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=80), st.text(min_size=1, max_size=30))
def test_all_around_a_word_stays(before: str, word: str, after: str, answer: str) -> None:
    reference = Reference(len(before), len(before) + len(word), word, "it")
    out = replaced(before + word + after, [(reference, answer)])
    assert out.startswith(before)
    assert out.endswith(after)
    middle = out[len(before) : len(out) - len(after)]
    assert middle in (answer, answer[:1].upper() + answer[1:])


REPORT = (
    "Norvik fined again\n\n"
    "Norvik has to pay 12 million for the leak. The mine of Tarn was closed in May. Lena Holt is the inspector.\n\n"
    "Ostrel Beton built the dam. The company sold it. {}\n\n"
    "{}"
)


@pytest.mark.parametrize(
    ("pronoun", "meant", "sentences", "lately"),
    [
        ("It", "Ostrel Beton", ("It denies a fault.", ""), True),  # in the paragraph so far
        ("It", "Ostrel Beton", ("Nobody asked. Nobody knew. Nobody came. It denies a fault.", ""), True),
        ("She", "Lena Holt", ("She will report on it.", ""), False),  # three sentences ago, in another paragraph
        ("It", "Norvik", ("It may lose its licence.", ""), False),
        ("It", "the dam", ("", "It stood for ten years."), True),  # two sentences ago
        ("It", "Ostrel Beton", ("Nobody asked.", "It denies a fault."), False),
        ("She", "Lena Holt", ("Nobody asked.", "She will report on it."), False),
        (
            "He",
            "Ostrel’s founder",
            ("Ostrel’s founder is 80.", "He came. He sat down. He left. He slept. He died."),
            True,
        ),
        ("He", "Ostrel’s founder", ("Ostrel’s founder is 80.", "Rain fell. Wind blew. Dusk came. He died."), False),
    ],
)
def test_what_a_pronoun_stands_for_was_named_lately(
    pronoun: str, meant: str, sentences: tuple[str, str], lately: bool
) -> None:
    text = REPORT.format(*sentences)
    at = text.rindex(f"{pronoun} ")
    (reference, *_) = find_references(text[at:])
    assert reference.text == pronoun
    assert named_lately(reference, meant, text, at) is lately


def test_at_the_top_of_an_article_the_headline_names_it() -> None:
    text = "Norvik fined\n\nIt has to pay 12 million."
    at = text.index("It has")
    assert named_lately(find_references(text[at:])[0], "Norvik", text, at)
    assert not named_lately(find_references(text[at:])[0], "Tarn", text, at)


def test_what_was_named_thousands_of_characters_ago_is_out_of_reach() -> None:
    text = "Norvik fined.\n\n" + "It paid. " * 2_000
    at = len(text) - len("It paid. ")
    assert not named_lately(find_references(text[at:])[0], "Norvik", text, at)
