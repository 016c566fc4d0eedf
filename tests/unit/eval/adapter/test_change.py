"""Claims made from a claim by changing one thing: which thing, to what, and when nothing is changed."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.adapter.change import changes
from eval.adapter.records import Label

SEEDS = range(60)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def drawn(claim: str, sentence: str) -> set[tuple[str, Label]]:
    """All that many seeds make of a claim."""
    return {change for seed in SEEDS for change in changes(claim, sentence, random.Random(seed))}


def put_in(claim: str, sentence: str, pattern: str) -> set[str]:
    """What stands where "@" stands in the pattern, in the changed claims; all of them must fit and be false."""
    before, after = pattern.split("@")
    found = drawn(claim, sentence)
    assert all(text.startswith(before) and text.endswith(after) and label == "false" for text, label in found), found
    return {text[len(before) : len(text) - len(after)] for text, _ in found}


# -- Numbers


def test_a_year_moves_by_a_few() -> None:
    years = put_in("The bridge opened in 1932.", "It opened on 19 March 1932.", "The bridge opened in @.")
    assert len(years) > 4
    assert all(0 < abs(int(year) - 1932) <= 12 for year in years)


@pytest.mark.parametrize("number", ["0", "1", "7", "12", "365", "999", "2150", "9999"])
def test_a_whole_number_becomes_another_that_is_not_below_nought(number: str) -> None:
    values = put_in(f"They sold {number} boats.", f"In all, {number} boats were sold.", "They sold @ boats.")
    assert values
    assert number not in values
    assert all(re.fullmatch(r"\d+", value) for value in values)


@pytest.mark.parametrize("number", ["3.5", "0.25", "12.75", "12,400", "1,250,000", "1,250.5"])
def test_decimals_and_thousands_keep_their_make(number: str) -> None:
    values = put_in(f"It cost {number} million.", f"The price was {number} million.", "It cost @ million.")
    assert values
    for value in values:
        assert re.sub(r"\d", "0", value) == re.sub(r"\d", "0", number)
        assert sum(a != b for a, b in zip(value, number, strict=True)) == 1


def test_a_percentage_is_a_number() -> None:
    assert put_in("Some 40% of them left.", "It was 40% that left.", "Some @% of them left.") >= {"60", "20"}


@pytest.mark.parametrize(
    ("claim", "sentence", "pattern"),
    [
        ("Three ships sank.", "A storm sank three ships.", "@ ships sank."),
        ("A storm sank three ships.", "Three ships sank.", "A storm sank @ ships."),
    ],
)
def test_a_number_in_words_stays_in_words_and_keeps_its_capital(claim: str, sentence: str, pattern: str) -> None:
    words = put_in(claim, sentence, pattern)
    assert len(words) > 5
    assert not words & {"three", "Three", "one", "One"}
    assert all(word.istitle() == pattern.startswith("@") for word in words)


def test_digits_go_before_words_and_one_number_is_changed_at_most() -> None:
    found = drawn("Two men caught 40 fish.", "The two men caught 40 fish.")
    assert found
    assert all(text.startswith("Two men caught ") for text, _ in found)


def test_a_number_that_stands_in_the_sentence_already_is_not_put_in() -> None:
    sentence = "Of the 12 boats 18 or 16 or 15 or 14 or 13 or 8 or 9 or 6 sank in 1999."
    assert not {text for text, _ in drawn("They had 12 boats.", sentence)} & {
        f"They had {n} boats." for n in (18, 16, 15, 8, 9, 6)
    }
    words = "two three four five six seven eight nine ten eleven twelve"
    assert drawn("They had two boats.", words) == set()


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("They sold 12 boats.", "They sold boats."),
        ("They sold 12 boats.", "They sold 112 boats."),
        ("They sold 12 boats.", "They sold 12.5 tons of boats."),
        ("They sold 12 boats.", "They sold 12,000 boats."),
        ("They sold twelve boats.", "They sold 12 boats."),
        ("A 12-year-old won.", "A 12-year-old won."),
        ("It happened in the 1990s.", "It happened in the 1990s."),
        ("The B52 flew.", "The B52 flew."),
        ("They sold no boats in March.", "They sold no boats in April."),
        ("They sold boats.", "They sold boats."),
        ("", ""),
    ],
)
def test_what_is_not_a_number_of_both_is_left_alone(claim: str, sentence: str) -> None:
    assert drawn(claim, sentence) == set()


# -- Months


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_becomes_another_month(month: str) -> None:
    months = put_in(f"It closed in {month}.", f"It closed late in {month}, after July and June.", "It closed in @.")
    assert len(months) > 5
    assert months <= set(MONTHS) - {month, "June", "July", "May"}


def test_a_sentence_with_all_months_leaves_none_to_put_in() -> None:
    assert drawn("It closed in June.", " ".join(MONTHS)) == set()


# -- Polarity


@pytest.mark.parametrize(
    ("claim", "changed"),
    [
        ("The bridge is open.", "The bridge is not open."),
        ("The bridges were built of stone.", "The bridges were not built of stone."),
        ("The mayor has been ill.", "The mayor has not been ill."),
        ("Boats can pass and are free.", "Boats can not pass and are free."),
    ],
)
def test_not_is_put_in_once(claim: str, changed: str) -> None:
    assert drawn(claim, "Whatever.") == {(changed, "false")}


@pytest.mark.parametrize(
    "claim",
    [
        "The bridge is not open.",
        "The bridge isn't open and is old.",
        "The bridge isn’t open and is old.",
        "The bridge was never open.",
        "No bridge is open.",
        "Nobody was hurt.",
        "None of them were hurt.",
        "Nothing was lost.",
        "Neither bridge is open.",
        "The bridge is without a rail.",
        "Only one bridge is open.",
        "Boats can't pass.",
        "Boats can’t pass.",
        "The bridge that is open leaks.",
        "The man who was hurt died.",
        "The mayor, as before, is ill.",
        "The mayor fell ill.",
    ],
)
def test_a_claim_that_is_negated_or_has_clauses_is_left_alone(claim: str) -> None:
    assert drawn(claim, claim) == set()


# -- Persons


PERSON = "Ada Byron married a baron."


def test_what_one_person_did_is_not_known_of_another() -> None:
    found = drawn(PERSON, "Ada Byron, a writer, married a baron.")
    assert len(found) > 5
    assert all(re.fullmatch(r"[A-Z]\w+ [A-Z]\w+ married a baron\.", text) for text, _ in found)
    assert {label for _, label in found} == {"unknown"}
    assert PERSON not in {text for text, _ in found}


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (PERSON, "The town lies on a river."),
        ("Byron married a baron.", "The writer Byron married a baron."),
        ("He said Ada Byron married a baron.", "She married a baron."),
    ],
)
def test_only_a_claim_that_begins_with_a_full_name_is_told_of_another(claim: str, sentence: str) -> None:
    assert drawn(claim, sentence) == set()


@pytest.mark.parametrize("name", ["Ivan Petrov", "Rosa Almeida"])
def test_a_person_of_the_list_is_not_put_in_for_himself(name: str) -> None:
    found = drawn(f"{name} married a baron.", "The singer married a baron.")
    assert found
    assert not [text for text, _ in found if name in text]
    assert not [text for text, _ in drawn(PERSON, f"The singer {name} knew her.") if name in text]


# -- All of them


NUMBERS = st.one_of(
    st.integers(0, 9999).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.decimals(0, 999, places=2).map(str),
    st.sampled_from(("two", "Seven", "TWELVE", "one")),
)
CLAIMS = st.builds(
    lambda person, verb, number, month, end: f"{person} {verb} {number} boats in {month}{end}",
    st.sampled_from(("Ada Byron", "Ivan Petrov", "The town", "We")),
    st.sampled_from(("was a seller of", "has won", "is not with", "will sell", "played", "can’t sell")),
    NUMBERS,
    st.sampled_from(MONTHS),
    st.sampled_from((".", ", 1999.", " 1999.", "")),
)
SENTENCES = st.builds(
    lambda *parts: " ".join(parts), NUMBERS, st.sampled_from(MONTHS), st.sampled_from(("She sang in 1999.", "", "It"))
)


@given(CLAIMS, SENTENCES, st.integers(0, 99))
def test_a_change_is_another_claim_with_a_label(claim: str, sentence: str, seed: int) -> None:
    for text in (sentence, f"{sentence} {claim}", claim):
        found = changes(claim, text, random.Random(seed))
        assert found == changes(claim, text, random.Random(seed))
        assert claim not in [changed for changed, _ in found]
        assert len({changed for changed, _ in found}) == len(found) <= 4
        assert {label for _, label in found} <= {"false", "unknown"}
        for changed, label in found:
            if label == "false":
                check_one_change(claim, changed, text)


def check_one_change(claim: str, changed: str, sentence: str) -> None:
    """One word is gone that the sentence has, for one that it lacks; or "not" has come."""
    gone, come = Counter(claim.split()), Counter(changed.split())
    gone, come = gone - come, come - gone
    if not gone:
        assert list(come) == ["not"]
        return
    (old,), (new,) = gone, come
    assert old.strip(".,").lower() in sentence.lower()
    assert new.strip(".,").lower() not in sentence.lower().split()


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 9))
def test_no_text_breaks_it(claim: str, sentence: str, seed: int) -> None:
    for changed, label in changes(claim, sentence + claim, random.Random(seed)):
        assert changed != claim
        assert label in ("false", "unknown")
