"""Who acts in a claim, and who in a sentence."""

from __future__ import annotations

import pytest

from pipeline.slots.coverage import names_other_doer, plain_concepts

RATIFIED = "On April 16, the Russian Federation Council ratified the treaty with Iran."


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (RATIFIED, "On Wednesday, Iran's parliament ratified the partnership with Moscow."),
        (RATIFIED, "Iran's parliament ratified the treaty with Russia a month after Moscow."),
        ("Marta Velo praised the recount.", "Challenger Joren Haske conceded on Monday."),
    ],
)
def test_another_acts_there(claim: str, sentence: str) -> None:
    assert names_other_doer(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (RATIFIED, "In Moscow, the State Duma had given its consent on April 7, the Federation Council on April 15."),
        (RATIFIED, "The upper house has not ratified the treaty."),
        ("Joren Haske defeated Marta Velo.", "Marta Velo defeated Joren Haske by 187 votes."),
        ("All members of Orvenia's cabinet backed it.", "Finance Minister Marek Dovik voted against it."),
        ("The company won the contract.", "Tarn Motors won the contract."),
        ("Russia ratified the treaty.", "Iran's parliament rejected the treaty."),
        ("Marta Velo won the recount.", "Challenger Joren Haske won the recount."),
        ("The treaty was signed by Dmitry Medvedev.", "Putin and Pezeshkian signed a 20-year treaty."),
        ("The agreement with Tarn Motors raises pay.", "CORRECTION: Pay rises by 8 percent, not by 9."),
        ("Was it ratified?", "Iran ratified it."),
        ("", ""),
    ],
)
def test_where_it_cannot_be_told_nobody_else_acts(claim: str, sentence: str) -> None:
    assert not names_other_doer(claim, sentence)


def test_plain_concepts_are_what_is_no_name_and_no_date() -> None:
    assert plain_concepts("Did Iran ratify the treaty on May 3?") == plain_concepts("approved treaties")
    assert plain_concepts("Iran, Russia and Ana Brandt on May 3") == frozenset()
