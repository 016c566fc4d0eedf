"""The formulas, against figures worked out by hand and against other ways to work them out."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.statistics import (
    Estimate,
    Vector,
    bootstrap,
    bootstrap_difference,
    calibration_error,
    class_f1,
    f1,
    macro_f1,
    mcnemar,
    ndcg,
)

COUNTS = st.integers(0, 50)


def ratio(total: Vector) -> float | None:
    """The score of all bootstraps here: hits of how many."""
    return float(total[0] / total[1]) if total[1] else None


def shares(*pairs: tuple[float, float]) -> dict[str, Vector]:
    """Clusters of hits and of how many, named in order."""
    return {f"c{n:03}": numpy.array(pair, dtype=float) for n, pair in enumerate(pairs)}


# -- F1


@pytest.mark.parametrize(
    ("true_positive", "false_positive", "false_negative", "expected"),
    [
        (6, 2, 4, 12 / 18),  # precision 6/8, recall 6/10
        (5, 0, 0, 1.0),
        (0, 3, 0, 0.0),
        (0, 0, 3, 0.0),
        (0, 0, 0, None),
    ],
)
def test_f1(true_positive: int, false_positive: int, false_negative: int, expected: float | None) -> None:
    assert f1(true_positive, false_positive, false_negative) == (
        expected if expected is None else pytest.approx(expected)
    )


@given(st.integers(1, 50), COUNTS, COUNTS)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(hit: int, wrong: int, lost: int) -> None:
    precision, recall = hit / (hit + wrong), hit / (hit + lost)
    assert f1(hit, wrong, lost) == pytest.approx(2 / (1 / precision + 1 / recall))


# Gold: 10 of class 0, 5 of class 1, none of class 2. Given classes: the three, and "ungraded".
CONFUSION = numpy.array([[6, 1, 1, 2], [2, 3, 0, 0], [0, 0, 0, 0]], dtype=float)


def test_f1_of_a_class_counts_the_ungraded_as_lost() -> None:
    assert class_f1(CONFUSION, 0) == pytest.approx(2 * 6 / (2 * 6 + 2 + 4))
    assert class_f1(CONFUSION, 1) == pytest.approx(2 * 3 / (2 * 3 + 1 + 2))


def test_a_class_that_gold_has_none_of_has_no_f1_though_it_was_given() -> None:
    assert CONFUSION[:, 2].sum() == 1
    assert class_f1(CONFUSION, 2) is None


def test_macro_f1_is_the_mean_over_gold_classes_that_occur() -> None:
    assert macro_f1(CONFUSION) == pytest.approx((12 / 18 + 6 / 9) / 2)
    assert macro_f1(numpy.zeros((3, 4))) is None


# -- calibration


@pytest.mark.parametrize(
    ("bins", "expected"),
    [
        # |9.0 - 8| and |2.0 - 3|, of 15 grades.
        ([[10, 9.0, 8], [5, 2.0, 3]], 2 / 15),
        # Each band is held against its own share: too sure here and too careful there do not cancel out.
        ([[4, 4.0, 0], [4, 0.0, 4]], 1.0),
        ([[4, 3.0, 3], [0, 0, 0], [8, 2.0, 2]], 0.0),
        ([[0, 0, 0]], None),
    ],
)
def test_calibration_error(bins: list[list[float]], expected: float | None) -> None:
    assert calibration_error(numpy.array(bins, dtype=float)) == (
        expected if expected is None else pytest.approx(expected)
    )


# -- nDCG


@pytest.mark.parametrize(
    ("relevant", "in_all", "expected"),
    [
        ([True, True], 2, 1.0),
        # Gains 1 at the first place and 1 / log2(4) = 1/2 at the third; at best 1 and 1 / log2(3) = 0.63093.
        ([True, False, True], 2, 1.5 / 1.6309297535714575),
        # A third that was never retrieved adds 1/2 to the best.
        ([True, False, True], 3, 1.5 / 2.1309297535714578),
        ([False, True], 1, 0.6309297535714575),
        ([False, False, False], 1, 0.0),
        ([], 1, 0.0),
        ([False, False], 0, None),
    ],
)
def test_ndcg(relevant: list[bool], in_all: int, expected: float | None) -> None:
    assert ndcg(relevant, in_all) == (expected if expected is None else pytest.approx(expected))


@given(st.lists(st.booleans(), min_size=2, max_size=12), st.integers(0, 5), st.data())
def test_ndcg_grows_when_a_relevant_item_moves_up_and_never_passes_one(
    relevant: list[bool], lost: int, data: st.DataObject
) -> None:
    in_all = sum(relevant) + lost
    value = ndcg(relevant, in_all)
    if not in_all:
        assert value is None
        return
    assert value is not None
    assert 0 <= value <= 1 + 1e-12
    place = data.draw(st.integers(1, len(relevant) - 1))
    if relevant[place] and not relevant[place - 1]:
        moved = [*relevant[: place - 1], True, False, *relevant[place + 1 :]]
        better = ndcg(moved, in_all)
        assert better is not None
        assert better > value


# -- McNemar


@pytest.mark.parametrize(
    ("only_a", "only_b", "expected"),
    [
        (0, 0, 1.0),
        (0, 1, 1.0),  # 2 * 1/2
        (0, 5, 2 / 32),  # five flips one way are not enough for 5 %
        (0, 6, 2 / 64),  # six are
        (1, 9, 2 * (1 + 10) / 1024),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
        (3, 4, 1.0),  # 2 * (1 + 7 + 21 + 35) / 128
        (5, 5, 1.0),  # twice the tail is over one
    ],
)
def test_exact_mcnemar_by_hand(only_a: int, only_b: int, expected: float) -> None:
    assert mcnemar(only_a, only_b) == pytest.approx(expected, rel=1e-12)
    assert mcnemar(only_b, only_a) == mcnemar(only_a, only_b)


@given(st.integers(0, 40), st.integers(0, 40))
def test_exact_mcnemar_is_the_chance_of_a_toss_as_unlikely_as_this_one(only_a: int, only_b: int) -> None:
    n = only_a + only_b
    seen = math.comb(n, only_a)
    as_unlikely = sum(math.comb(n, k) for k in range(n + 1) if math.comb(n, k) <= seen)
    assert mcnemar(only_a, only_b) == pytest.approx(as_unlikely / 2**n)


def test_mcnemar_of_thousands_neither_overflows_nor_leaves_zero_to_one() -> None:
    assert mcnemar(600, 600) == 1.0
    assert mcnemar(0, 2000) == pytest.approx(0.0, abs=1e-300)
    # 50 apart of 2,500 is one standard deviation; the normal law with the usual correction says 32.7 %.
    assert mcnemar(1225, 1275) == pytest.approx(math.erfc(0.98 / math.sqrt(2)), abs=2e-3)


# -- bootstrap


def test_nothing_to_score_has_no_value() -> None:
    assert bootstrap({}, ratio, n=7) == Estimate(None, None, None, 0)
    assert bootstrap_difference({}, {}, ratio) == Estimate(None, None, None, 0)


def test_one_cluster_has_a_value_and_no_interval() -> None:
    assert bootstrap(shares((3, 4)), ratio, n=4) == Estimate(0.75, None, None, 4)
    assert bootstrap_difference(shares((3, 4)), shares((2, 4)), ratio) == Estimate(-0.25, None, None, 0)


def test_the_value_is_that_of_all_counts_and_not_the_mean_of_clusters() -> None:
    assert bootstrap(shares((1, 1), (0, 9)), ratio).value == pytest.approx(0.1)


def test_clusters_that_are_all_alike_leave_no_doubt() -> None:
    found = bootstrap(shares(*[(3, 4)] * 8), ratio, n=32)
    assert found == Estimate(0.75, 0.75, 0.75, 32)


def test_the_same_counts_give_the_same_interval_in_any_order() -> None:
    clusters = shares((1, 4), (4, 4), (2, 3), (0, 2), (3, 3))
    first = bootstrap(clusters, ratio, n=16)
    assert bootstrap(dict(reversed(clusters.items())), ratio, n=16) == first
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.high


def test_the_interval_is_as_wide_as_theory_says() -> None:
    """100 clusters of one case, half of them right: 0.5 and 1.96 times sqrt(0.25 / 100) to either side."""
    found = bootstrap(shares(*[(n % 2, 1) for n in range(100)]), ratio, n=100)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)


def test_whole_clusters_are_drawn_so_that_likeness_within_them_widens_the_interval() -> None:
    """The same 80 cases, half right: mixed in every cluster, or each cluster all right or all wrong."""
    mixed, alike = (bootstrap(shares(*pairs), ratio) for pairs in ([(4, 8)] * 10, [(8, 8), (0, 8)] * 5))
    assert mixed.value == alike.value == 0.5
    assert (mixed.low, mixed.high) == (0.5, 0.5)
    # Ten clusters: 1.96 * sqrt(0.25 / 10) = 0.31.
    assert alike.low == pytest.approx(0.2, abs=0.11)
    assert alike.high == pytest.approx(0.8, abs=0.11)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(6, 9)), min_size=8, max_size=30))
def test_the_interval_of_a_share_holds_its_value(pairs: list[tuple[int, int]]) -> None:
    found = bootstrap(shares(*pairs), ratio, resamples=400)
    assert found.value is not None
    assert found.value == pytest.approx(sum(hits for hits, _ in pairs) / sum(of for _, of in pairs))
    assert found.low is not None
    assert found.high is not None
    # Up to rounding: where all clusters are alike all three are the same.
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_resamples_in_which_nothing_can_be_scored_are_left_out() -> None:
    """Of two clusters one is empty: a draw of only that one scores nothing, and all others score 1/2."""
    assert bootstrap(shares((2, 4), (0, 0)), ratio, n=4) == Estimate(0.5, 0.5, 0.5, 4)
    never: Callable[[Vector], float | None] = lambda total: None  # noqa: E731
    assert bootstrap(shares((2, 4), (1, 4)), never, n=8) == Estimate(None, None, None, 8)


def test_a_difference_is_paired() -> None:
    """Clusters differ wildly and B is one case of ten better in each: there is no doubt about the difference."""
    hits = [0, 9, 1, 8, 2, 7, 3, 6, 4, 5]
    a, b = shares(*[(h, 10) for h in hits]), shares(*[(h + 1, 10) for h in hits])
    found = bootstrap_difference(a, b, ratio, n=100)
    assert found.n == 100
    for value in (found.value, found.low, found.high):
        assert value == pytest.approx(0.1)
    alone = bootstrap(a, ratio)
    assert alone.low is not None
    assert alone.high is not None
    assert alone.high - alone.low > 0.2


def test_a_difference_turns_its_sign_with_the_runs() -> None:
    a, b = shares((1, 4), (2, 4), (4, 4), (0, 4)), shares((2, 4), (2, 4), (3, 4), (4, 4))
    there, back = bootstrap_difference(a, b, ratio), bootstrap_difference(b, a, ratio)
    assert there.value == pytest.approx(4 / 16)
    assert back.value == pytest.approx(-4 / 16)
    assert there.low is not None
    assert there.high is not None
    # The percentiles are of 2,000 draws and not quite symmetric: a draw's place may differ by one.
    assert back.low == pytest.approx(-there.high, abs=0.07)
    assert back.high == pytest.approx(-there.low, abs=0.07)


def test_a_difference_is_over_the_clusters_that_both_have() -> None:
    a, b = shares((1, 4), (2, 4)), shares((3, 4), (2, 4), (0, 4))
    assert bootstrap_difference(a, b, ratio).value == pytest.approx(5 / 8 - 3 / 8)
    assert bootstrap_difference({"x": numpy.ones(2)}, {"y": numpy.ones(2)}, ratio) == Estimate(None, None, None, 0)


def test_a_difference_with_a_side_that_has_no_value_has_none() -> None:
    assert bootstrap_difference(shares((0, 0), (0, 0)), shares((1, 2), (1, 2)), ratio) == Estimate(None, None, None, 0)
