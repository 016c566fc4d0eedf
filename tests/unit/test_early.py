"""Grading stops early only where nothing that is left can change the verdict: held against `judge` itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.early import first_wave, settled
from pipeline.findings import Grade, Stance, Ungraded, Verdict, Voice
from pipeline.verdict import judge
from store import Article

ARTICLES = [Article.make(f"The council approved item {n}. The mayor said so.", path=f"{n}.txt") for n in range(8)]
BY_ID = {a.id: a for a in ARTICLES}
# What a passage can come to: every stance and voice, with and without a quote, or nothing.
KINDS: list[tuple[Stance, Voice, bool] | None] = [
    ("supports", "asserts", True),
    ("supports", "attributes", True),
    ("supports", "hedges", True),
    ("contradicts", "asserts", True),
    ("contradicts", "attributes", True),
    ("contradicts", "denies", True),
    ("neutral", "plans", True),
    ("neutral", "asserts", False),
    None,
]
Kind = tuple[Stance, Voice, bool] | None


def made(kind: Kind, place: int) -> Grade | Ungraded:
    article = ARTICLES[place % len(ARTICLES)]
    if kind is None:
        return Ungraded("c", article.id, "p", "no answer")
    stance, voice, quoted = kind
    quotes = ((0, 30),) if quoted else ()
    return Grade("c", article.id, "p", stance, voice, None, quotes, None, "", "m", "h")


def verdict_of(kinds: Sequence[Kind]) -> Verdict:
    return judge([made(kind, place) for place, kind in enumerate(kinds)], BY_ID).verdict


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=16), st.integers(0, 6), st.data())
def test_what_is_settled_stays(known: list[Kind], left: int, data: st.DataObject) -> None:
    verdict = settled([made(kind, place) for place, kind in enumerate(known)], len(known) + left)
    if verdict is not None:
        rest = data.draw(st.lists(st.sampled_from(KINDS), min_size=left, max_size=left))
        assert verdict_of([*known, *rest]) == verdict
        # ... and it is what the finding says that left the rest out.
        assert verdict_of(known) == verdict


@pytest.mark.parametrize("known", list(product(KINDS, repeat=2)), ids=str)
def test_what_is_not_settled_could_still_change(known: tuple[Kind, ...]) -> None:
    """With two passages open, every verdict that is not settled has two completions that differ."""
    results = [made(kind, place) for place, kind in enumerate(known)]
    outcomes = {verdict_of([*known, *rest]) for rest in product(KINDS, repeat=2)}
    assert (settled(results, 4) is None) == (len(outcomes) > 1)


def test_both_sides_and_three_quarters_settle_it() -> None:
    both: list[Kind] = [("supports", "asserts", True), ("contradicts", "asserts", True), KINDS[7]]
    assert settled([made(k, n) for n, k in enumerate(both)], 4) == "conflicting"
    assert settled([made(k, n) for n, k in enumerate(both[:2])], 4) is None


def test_a_quarter_and_more_that_failed_settle_it() -> None:
    failed: list[Kind] = [None, None, KINDS[0]]
    assert settled([made(k, n) for n, k in enumerate(failed)], 4) == "ungraded"


@pytest.mark.parametrize("total", range(40))
def test_the_first_wave_is_the_least_that_can_settle_anything(total: int) -> None:
    wave = first_wave(total)
    assert wave <= total
    both: list[Kind] = [KINDS[0], KINDS[3], *[KINDS[7]] * total]
    if wave > 2:
        assert settled([made(k, n) for n, k in enumerate(both[: wave - 1])], total) is None
        assert settled([made(k, n) for n, k in enumerate(both[:wave])], total) == "conflicting"
