"""The formulas: F1, calibration error, nDCG, exact McNemar, cluster bootstrap. Plain arithmetic, no models.

A value that cannot be computed (no case of that class, say) is None, never 0 and never NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

Vector = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
RESAMPLES = 2000
SEED = 20_26


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score with its 95 % interval.

    Attributes:
        value: None where nothing was there to score.
        low, high: Percentile bootstrap over clusters; None where there are fewer than two clusters.
        n: What was counted: cases, pairs, quotes.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def f1(true_positive: float, false_positive: float, false_negative: float) -> float | None:
    """F1 of one class; None where the class neither occurs nor is given."""
    total = 2 * true_positive + false_positive + false_negative
    return 2 * true_positive / total if total else None


def class_f1(confusion: Vector, k: int) -> float | None:
    """F1 of gold class `k`. None where gold has none of it.

    Args:
        confusion: Shape (gold classes, given classes); given classes may be more (ungraded).
    """
    if not confusion[k].sum():
        return None
    hit = float(confusion[k, k])
    return f1(hit, float(confusion[:, k].sum()) - hit, float(confusion[k].sum()) - hit)


def macro_f1(confusion: Vector) -> float | None:
    """Mean F1 of the gold classes that occur."""
    values = [v for k in range(confusion.shape[0]) if (v := class_f1(confusion, k)) is not None]
    return sum(values) / len(values) if values else None


def calibration_error(bins: Vector) -> float | None:
    """Expected calibration error.

    Args:
        bins: Shape (bins, 3): count, sum of confidences, number right.
    """
    total = bins[:, 0].sum()
    return float(numpy.abs(bins[:, 1] - bins[:, 2]).sum() / total) if total else None


def ndcg(relevant: Sequence[bool], in_all: int) -> float | None:
    """Normalised discounted cumulative gain of a ranking, binary relevance.

    Args:
        relevant: Whether each item retrieved is relevant, best first; each relevant one counted once.
        in_all: Relevant items that there are.
    """
    if not in_all:
        return None
    gain = sum(1 / math.log2(rank + 2) for rank, hit in enumerate(relevant) if hit)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(in_all))


def mcnemar(only_a: int, only_b: int) -> float:
    """Exact two-sided McNemar test: the p-value that A and B are right equally often.

    Args:
        only_a: Cases that only A has right.
        only_b: Cases that only B has right.
    """
    n = only_a + only_b
    if not n:
        return 1.0
    ways, tail = 1, 0
    for k in range(min(only_a, only_b) + 1):
        tail += ways
        ways = ways * (n - k) // (k + 1)
    return float(min(1.0, 2 * (tail / 2**n)))


def bootstrap(
    clusters: Mapping[str, Vector], value: Callable[[Vector], float | None], *, n: int = 0, resamples: int = RESAMPLES
) -> Estimate:
    """A score over all clusters, with an interval from resampling whole clusters.

    Args:
        clusters: Per cluster (event), counts that add up over clusters; all of one shape.
        value: The score that counts come to.
        n: What is reported as counted.
    """
    if not clusters:
        return Estimate(None, None, None, 0)
    counts = numpy.stack([clusters[name] for name in sorted(clusters)])
    low, high = _interval(counts, value, resamples)
    return Estimate(value(counts.sum(axis=0)), low, high, n)


def bootstrap_difference(
    a: Mapping[str, Vector],
    b: Mapping[str, Vector],
    value: Callable[[Vector], float | None],
    *,
    n: int = 0,
    resamples: int = RESAMPLES,
) -> Estimate:
    """B's score less A's, paired: both are resampled over the same clusters."""
    names = sorted(a.keys() & b.keys())
    if not names:
        return Estimate(None, None, None, 0)
    both = numpy.stack([numpy.stack([a[name], b[name]]) for name in names])

    def difference(counts: Vector) -> float | None:
        first, second = value(counts[0]), value(counts[1])
        return None if first is None or second is None else second - first

    low, high = _interval(both, difference, resamples)
    return Estimate(difference(both.sum(axis=0)), low, high, n)


def _interval(
    counts: Vector, value: Callable[[Vector], float | None], resamples: int
) -> tuple[float | None, float | None]:
    size = len(counts)
    if size < 2:
        return None, None
    # The same resamples for the same number of clusters: two scores of one run are comparable, and so are two runs.
    draws = numpy.random.default_rng(SEED).integers(size, size=(resamples, size))
    weights = numpy.apply_along_axis(numpy.bincount, 1, draws, minlength=size).astype(float)
    totals = numpy.tensordot(weights, counts, axes=1)
    values = sorted(v for total in totals if (v := value(total)) is not None)
    if not values:
        return None, None
    return values[int(0.025 * (len(values) - 1))], values[math.ceil(0.975 * (len(values) - 1))]
