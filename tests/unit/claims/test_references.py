"""Words that stand for something said before: which are found, and which are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.references import MOST_REFERENCES, Reference, find_references
from pipeline.slots.lexicon import word_list


def found(sentence: str) -> list[str]:
    return [reference.text for reference in find_references(sentence)]


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("He left the room after an hour.", ["He"]),
        ("They met in Orl on Friday.", ["They"]),
        ("It was sold in May.", ["It"]),
        ("Its roof fell in.", ["Its"]),
        ("Her lawyer appealed.", ["Her"]),
        ("Velo denied it.", ["it"]),
        ("All of them voted for the budget.", ["them"]),
        ("She gave him her word.", ["She", "him"]),
        ("He said that his boat was lost.", ["He"]),  # the same man twice is asked for once
        ('"We need more time," he added.', ["he"]),
        ("“We need more time,” she added.", ["she"]),
        ('"He left," Jan Falk said.', ["He"]),
        ("The city of Orl gave them the money.", ["them"]),
        ("Jan Falk met him in Lund.", ["him"]),
        ("Jan Falk gave her a boat.", ["her"]),
    ],
)
def test_pronouns_that_look_back(sentence: str, texts: list[str]) -> None:
    assert found(sentence) == texts


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Brandt said she would resign.",
        "Mayor Ana Brandt said she would resign.",
        "Norvik and Tarn said they would meet again.",
        "Norvik said its parliament would vote in June.",
        "Joren Haske told his wife.",
        "Residents of Orl say their houses shook.",
        "A ship sank off Orl, and its crew drowned.",
        "Jan Falk told Lena Brack that he would leave.",
        "Norvik will close the harbour if it freezes.",
        '"I lost my ship," Jan Falk said.',
        '"We need more time," said Jan Falk.',
        "Norvik signed the accord in Lund.",
    ],
)
def test_a_pronoun_that_its_sentence_answers(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It rained for three days in Orl.",
        "It takes two hours to cross the sound.",
        "It is not clear who owns Norvik.",
        "It remains unclear whether Norvik signed.",
        "It's unclear who signed.",
        "It emerged that Norvik had signed.",
        "It is expected that Norvik will sign.",
        "It is likely that Norvik will sign.",
        "It turned out that Norvik had signed.",
        "It will be hard to say who won.",
    ],
)
def test_an_it_that_stands_for_nothing(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It is owned by Jan Falk.",
        "It is to be sold in Orl.",
        "It said that Norvik had signed.",
        "It was sold to whoever paid.",
        "It is planned for May.",
        "It was built for the king of Norvik.",
        "It took the prize.",
        "It happened in Orl.",
        "It is the largest ship in Orl.",
    ],
)
def test_an_it_that_stands_for_something(sentence: str) -> None:
    assert found(sentence) == ["It"]


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("During his visit, Jan Falk opened the bridge at Orl.", []),
        ("In its report, Harbour Bank said that losses had grown.", []),
        # The man is the minister, but which minister that is must be asked.
        ("During his visit, the minister opened the bridge at Orl.", ["the minister"]),
        ("During his visit to Orl, nobody opened anything.", ["his"]),
    ],
)
def test_an_answer_that_follows(sentence: str, texts: list[str]) -> None:
    assert found(sentence) == texts


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("This meeting lasted four hours.", ["This meeting"]),
        ("Those ships sank in May.", ["Those ships"]),
        ("Such claims are false.", ["Such claims"]),
        ("These allegations were denied by Jan Falk.", ["These allegations"]),
        ("This was denied.", ["This"]),
        ("These were sold in Orl.", ["These"]),
        ("The latter was closed in May.", ["The latter"]),
        ("The two countries signed in May.", ["The two countries"]),
        ("Both sides agreed to meet.", ["Both sides"]),
        ("Velo denied this.", ["this"]),
        ("Velo denied that.", ["that"]),
        ("The two nations, Iran and Russia, signed in May.", []),
        ("The two ministers, Lena Brack and Jan Falk, met in Lund.", []),
        ("Both Norvik and Tarn signed.", []),
        ("Those who stayed were evacuated.", []),
        ("Velo denied that Norvik had signed.", []),
        ("This led to protests in Orl.", ["This"]),
        ("This prompted Norvik to leave.", ["This"]),
        ("That made Norvik angry.", ["That"]),
        ("Both agreed in Orl.", ["Both"]),
        ("This means that Norvik will sign.", ["This"]),
        ("This came after a vote in Orl.", ["This"]),
        ("That he resigned surprised many in Orl.", ["he"]),
    ],
)
def test_words_that_point(sentence: str, texts: list[str]) -> None:
    assert found(sentence) == texts


@pytest.mark.parametrize(
    "sentence",
    [
        "This year, Norvik sold forty ships.",
        "This week, Norvik sold forty ships.",
        "That day, Norvik sold forty ships.",
        "That evening, Norvik sold forty ships.",
    ],
)
def test_days_are_not_asked_for(sentence: str) -> None:
    """They are spelled out by code, and nothing else can be put in their place."""
    assert found(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("The agreement takes effect in May.", ["The agreement"]),
        ("Under the agreement, Norvik will pay.", ["the agreement"]),
        ("The company said that sales fell.", ["The company"]),
        ("Nordfisk said that the treaty was void.", ["the treaty"]),
        ("The fire killed two people.", ["The fire"]),
        ("The statement said that the ship had sunk.", ["The statement", "the ship"]),
        ("The museum's roof fell in.", ["The museum's"]),
        # What follows, or a name, says which one.
        ("The agreement between Norvik and Tarn takes effect in May.", []),
        ("The treaty that was signed in Lund lapsed.", []),
        ("The fire in Orl killed two people.", []),
        ("The company Nordfisk said that sales fell.", []),
        ("The Norvik deal will lapse.", []),
        ("The French president met Jan Falk.", []),
        ("The ship Aurora sank off Tarn.", []),
        # It was brought in a few words before.
        ("An agreement was signed in Lund; the agreement takes effect in May.", []),
        ("The Cod Sound Agreement is old, and the agreement will lapse in May.", []),
        ("Jan Falk resigned, and the minister left Lund.", []),
        # It is the only one that there is.
        ("The harbour at Orl froze.", []),
    ],
)
def test_nouns_with_the(sentence: str, texts: list[str]) -> None:
    assert found(sentence) == texts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Its roof fell in.", ("it", True, "")),
        ("It fell in.", ("it", False, "")),
        ("The museum's roof fell in.", ("the", True, "museum")),
        ("The agreement lapsed in May.", ("the", False, "agreement")),
        ("The two countries signed in May.", ("they", False, "countries")),
        ("Nobody gave her a boat.", ("she", False, "")),
        ("Nobody gave her boat away.", ("she", True, "")),
    ],
)
def test_what_may_stand_for_it(sentence: str, expected: tuple[str, bool, str]) -> None:
    (reference,) = find_references(sentence)
    assert (reference.kind, reference.possessive, reference.head) == expected


def test_a_sentence_with_too_many_has_more_than_the_most() -> None:
    assert len(find_references("He gave her the ship, and they sold it under the treaty.")) > MOST_REFERENCES


_WORDS = st.sampled_from(
    word_list(
        "he She it its They their them This that These the The two both company agreement minister, Norvik Lena Brack "
        'said denied " “ ” was signed in and of Orl who, during 40 May . ; — ships'
    )
)


def _are_exact(sentence: str, references: tuple[Reference, ...]) -> None:
    end = 0
    for reference in references:
        assert sentence[reference.start : reference.end] == reference.text != ""
        assert reference.start >= end, "they are in order, and none stands in another"
        end = reference.end


@given(st.lists(_WORDS, max_size=20).map(" ".join))
def test_places_are_exact_and_apart(sentence: str) -> None:
    references = find_references(sentence)
    _are_exact(sentence, references)
    assert len({(r.kind, r.head) for r in references}) == len(references)
    assert find_references(sentence) == references


@given(st.text(max_size=200))
def test_any_text_can_be_read(sentence: str) -> None:
    _are_exact(sentence, find_references(sentence))


def test_a_long_sentence_takes_little_time() -> None:
    """60 kB on one line, as a page without full stops gives it."""
    import time

    began = time.perf_counter()
    find_references("Then it gave the company its boat and they denied this, " * 1_000)
    assert time.perf_counter() - began < 20
