"""What is graded once must be one claim for every reader."""

from __future__ import annotations

import pytest

from pipeline.batch.groups import claim_key
from pipeline.batch.records import Row


def key(claim: str, as_of: str | None = None, *, merge: bool = True) -> str:
    return claim_key(Row(1, 1, None, claim, as_of), merge=merge)


@pytest.mark.parametrize(
    "other",
    [
        "the council approved the budget on May 3",
        "The council approved the budget on May 3.",
        "The  council approved\tthe budget on May 3 .",
        "“The council approved the budget on May 3.”",
        "The council approved\u00a0the budget on May\u202f3!",
        "The coun\u00adcil approved the budget on May 3\u200b.",
    ],
)
def test_how_it_is_written_does_not_matter(other: str) -> None:
    assert key(other) == key("The council approved the budget on May 3.")
    assert key(other, merge=False) != key("The council approved the budget on May 3, 2020.", merge=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The budget is 10² euros", "The budget is 102 euros"),
        ("US officials met.", "us officials met."),
        ("May resigned.", "MAY resigned."),
        ("The minister, said the president, lied.", "The minister said the president lied."),
        ("Orl beat Ansa.", "Ansa beat Orl."),
        ("The rate is 1.5 %.", "The rate is 15 %."),
        ("He did it.", "Did he do it?"),
        ("He did it", "He did it?"),
        ("The bridge opened on May 3.", "The bridge opened on May 4."),
        ("It cost 1,200 euros", "It cost 1.200 euros"),
        ("می\u200cخواهم", "میخواهم"),
        ('He said "no" and left', "He said no and left"),
    ],
)
def test_what_may_be_another_claim_is_another(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_the_date_counts() -> None:
    assert key("It rained.", "2024-05-03") != key("It rained.") != key("It rained.", "2024-05-04")


def test_without_merging_only_the_same_letters_are_one() -> None:
    assert key("It rained", merge=False) != key("It rained.", merge=False)
    assert key("It rained.", merge=False) == key("It rained.", merge=False)
