"""Properties that hold for any text: no crash, exact spans, no self-contradiction, linear time."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.slots import compare, find_dates, find_names, find_numbers, missing_names, overlap, read_polarity
from pipeline.slots.clauses import clauses
from pipeline.slots.words import tokens

WORDS = [
    "the",
    "a",
    "mayor",
    "council",
    "Velden",
    "Norway's",
    "signed",
    "approved",
    "rejected",
    "did",
    "not",
    "no",
    "without",
    "on",
    "in",
    "May",
    "April",
    "16",
    "2031",
    "Monday",
    "12",
    "boats",
    "5%",
    "$3m",
    "and",
    "but",
    "which",
    ",",
    ".",
    ";",
    '"',
    "—",
    "said",
    "never",
    "if",
    "twenty-five",
    "thousand",
    "of",
    "to",
    "denied",
    "1,000",
    "per",
    "cent",
    "from",
    "U.S.",
    "more",
    "than",
]
NEWS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
TEXT = st.one_of(st.text(max_size=120), NEWS)


@given(TEXT, TEXT)
@settings(max_examples=300, deadline=None)
def test_compare_never_raises_and_spans_are_exact(claim: str, sentence: str) -> None:
    report = compare(claim, sentence, reference_date="2031-05-09", context=claim)
    assert 0.0 <= report.coverage <= 1.0
    for slot in report.comparisons:
        if slot.claim_span is not None:
            assert claim[slice(*slot.claim_span)] == slot.claim_words
        if slot.sentence_span is not None:
            assert sentence[slice(*slot.sentence_span)] == slot.sentence_words
        assert "\n" not in slot.why or "\n" in claim + sentence


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not compare(text, text, reference_date="2031-05-09").differing


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_finders_are_exact_and_ordered(text: str) -> None:
    for found in (find_dates(text, "2031-05-09"), find_numbers(text), find_names(text), tokens(text)):
        assert all(text[item.start : item.end] == item.text for item in found)
        assert all(left.end <= right.start for left, right in pairwise(found))
    assert not missing_names(text, text)


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_every_token_of_a_word_is_in_at_most_one_clause(text: str) -> None:
    indices = [i for clause in clauses(text) for i in clause.indices]
    assert len(indices) == len(set(indices))


UNITS = [
    "not ",
    "May 7 and ",
    "1",
    "March ",
    "the U.S.",
    "no, ",
    "A b ",
    "twenty-",
    '"',
    "1 to ",
    "said that ",
    "a.",
    " ",
    "Ana Kol ",
]


@pytest.mark.alone
@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    for work in (
        lambda: find_dates(text, "2031-05-09"),
        lambda: find_numbers(text),
        lambda: find_names(text),
        lambda: overlap("The mayor signed the lease.", text),
        lambda: compare("The mayor signed the lease on May 7.", text),
        lambda: compare(text, text),
        lambda: clauses(text),
        lambda: compare("The mayor signed 3 leases on May 7.", text[:7_900]),
        lambda: read_polarity("The mayor did not sign.", text[:7_900]),
    ):
        start = time.process_time()
        work()
        assert time.process_time() - start < 1.0
