"""A second reader takes a side away, and never gives one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.findings import Grade, Stance, Ungraded
from pipeline.grade import weighed

FIRST = Grade("c", "a", "p", "supports", "asserts", None, ((0, 9),), 0.9, "so it says", "m", "h")


@pytest.mark.parametrize(
    ("first", "second", "stance", "contested"),
    [
        ("supports", "supports", "supports", None),
        ("supports", "neutral", "supports", None),
        ("supports", "contradicts", "neutral", "supports"),
        ("contradicts", "supports", "neutral", "contradicts"),
        ("contradicts", "contradicts", "contradicts", None),
    ],
)
def test_opposites_are_contested(first: Stance, second: Stance, stance: Stance, contested: str | None) -> None:
    found = weighed(replace(FIRST, stance=first), replace(FIRST, stance=second), "openai:second")
    assert (found.stance, found.contested) == (stance, contested)
    assert found.quotes == FIRST.quotes
    assert "openai:second" in " ".join((*found.flags, found.reason))
    assert (found.confidence is None) == (contested is not None)


def test_a_second_reader_who_fails_decides_nothing_and_is_named() -> None:
    found = weighed(FIRST, Ungraded("c", "a", "p", "it did not answer in time"), "openai:second")
    assert found.stance == "supports"
    assert "did not answer in time" in found.flags[0]
