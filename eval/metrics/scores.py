"""The scores of a run: every metric by name, with an interval from resampling whole events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy

from eval.metrics import counts
from eval.metrics.counts import GIVEN_STANCES, GIVEN_VERDICTS, STANCES, VERDICTS, Count
from eval.metrics.statistics import (
    Estimate,
    Vector,
    bootstrap,
    bootstrap_difference,
    calibration_error,
    class_f1,
    macro_f1,
)
from eval.run.records import Given, Row

# The stages that a claim goes through, in order; a fall is put down to the first that falls.
StageName = Literal["retrieve", "grade", "quotes", "verdict", "all"]
STAGES: tuple[StageName, ...] = ("retrieve", "grade", "quotes", "verdict", "all")
Value = Callable[[Vector], float | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """One score.

    Attributes:
        stage: Where it is measured: a stage on gold input from the one before, or "all" for end to end.
        title: For people.
        count: What a row adds.
        value: What the sum over rows comes to.
        size: How many were counted, from the same sum.
        lower_is_better: For rates of mistakes.
    """

    name: str
    stage: StageName
    title: str
    count: Count
    value: Value
    size: Callable[[Vector], float]
    lower_is_better: bool = False


def _ratio(total: Vector) -> float | None:
    return float(total[0] / total[1]) if total[1] else None


def _second(total: Vector) -> float:
    return float(total[1])


def _share(name: str, stage: StageName, title: str, count: Count, *, lower_is_better: bool = False) -> Metric:
    return Metric(name, stage, title, count, _ratio, _second, lower_is_better)


def stance_table(total: Vector) -> Vector:
    """Gold stances (rows) by given ones: supports, contradicts, neutral, both, ungraded."""
    return total.reshape(len(STANCES), len(GIVEN_STANCES))


def verdict_table(total: Vector) -> Vector:
    """Gold verdicts (rows) by given ones, "ungraded" last."""
    return total.reshape(len(VERDICTS), len(GIVEN_VERDICTS))


def _table(
    name: str,
    stage: StageName,
    title: str,
    count: Count,
    of: Callable[[Vector], Vector],
    value: Value,
    *,
    row: int | None = None,
    without: int | None = None,
    lower_is_better: bool = False,
) -> Metric:
    """A score of a confusion matrix; its size is that of one gold class, of all but one, or of all."""

    def size(total: Vector) -> float:
        table = of(total)
        if row is not None:
            return float(table[row].sum())
        return float(table.sum() if without is None else numpy.delete(table, without, axis=0).sum())

    return Metric(name, stage, title, count, lambda total: value(of(total)), size, lower_is_better)


def accuracy(table: Vector) -> float | None:
    """Share of a confusion matrix on its diagonal."""
    return float(numpy.trace(table) / table.sum()) if table.sum() else None


def _per_hundred(gold: int, given: int) -> Value:
    def value(table: Vector) -> float | None:
        return float(100 * table[gold, given] / table[gold].sum()) if table[gold].sum() else None

    return value


def _wrongly(given: int) -> Value:
    """Cases per 100 of the other gold classes that were given this one."""

    def value(table: Vector) -> float | None:
        others = numpy.delete(table, given, axis=0)
        return float(100 * others[:, given].sum() / others.sum()) if others.sum() else None

    return value


def _f1_of(k: int) -> Value:
    return lambda table: class_f1(table, k)


def _stance_metrics(stage: StageName, count: Count, what: str) -> list[Metric]:
    prefix = "" if stage == "grade" else "found_"
    neutral = STANCES.index("neutral")
    return [
        _table(f"{prefix}stance_accuracy", stage, f"Stance accuracy, {what}", count, stance_table, accuracy),
        _table(f"{prefix}stance_macro_f1", stage, f"Stance macro F1, {what}", count, stance_table, macro_f1),
        *(
            _table(f"{prefix}f1_{s}", stage, f"F1 {s}, {what}", count, stance_table, _f1_of(k), row=k)
            for k, s in enumerate(STANCES)
        ),
        *(
            _table(
                f"{prefix}false_{s}_per_100_neutral",
                stage,
                f"False “{s}” per 100 neutral, {what}",
                count,
                stance_table,
                _per_hundred(neutral, k),
                row=neutral,
                lower_is_better=True,
            )
            for k, s in enumerate(STANCES[:2])
        ),
    ]


METRICS: tuple[Metric, ...] = (
    *(
        _share(f"article_recall_at_{k}", "retrieve", f"Deciding articles in the first {k}", counts.article_recall(k))
        for k in (1, 3, 5, 12)
    ),
    _share("article_ndcg", "retrieve", "nDCG of articles", counts.article_ndcg),
    *(
        _share(
            f"sentence_recall_at_{k}",
            "retrieve",
            f"Articles whose deciding sentence is in their first {k}",
            counts.sentence_recall(k),
        )
        for k in (1, 3)
    ),
    _share("sentence_ndcg", "retrieve", "nDCG of sentences", counts.sentence_ndcg),
    *_stance_metrics("grade", counts.graded_confusion, "gold passages"),
    _share("voice_accuracy", "grade", "Voice right, where the side was seen", counts.voices),
    _share("graded", "grade", "Gold passages that could be graded", counts.covered),
    Metric(
        "ece",
        "grade",
        "Expected calibration error",
        counts.reliability,
        lambda total: calibration_error(total.reshape(-1, 3)),
        lambda total: float(total.reshape(-1, 3)[:, 0].sum()),
        lower_is_better=True,
    ),
    _share("quotes_exact_in_grades", "quotes", "Quotes of grades exact", counts.quotes_of_grades),
    _share("judged_verdict_accuracy", "verdict", "Verdict right, given gold grades", counts.judged_right),
    _share("judged_origin_accuracy", "verdict", "Origin counts right, given gold grades", counts.judged_origins),
    _share("judged_conflict_accuracy", "verdict", "Type of conflict right, given gold grades", counts.judged_conflicts),
    _table("verdict_accuracy", "all", "Verdict accuracy", counts.verdict_confusion, verdict_table, accuracy),
    _table("verdict_macro_f1", "all", "Verdict macro F1", counts.verdict_confusion, verdict_table, macro_f1),
    *(
        _table(f"f1_{v}", "all", f"F1 {v}", counts.verdict_confusion, verdict_table, _f1_of(k), row=k)
        for k, v in enumerate(VERDICTS)
    ),
    *(
        _table(
            f"false_{v}_per_100",
            "all",
            f"“{v}” per 100 claims that are not",
            counts.verdict_confusion,
            verdict_table,
            _wrongly(k),
            without=k,
            lower_is_better=True,
        )
        for k, v in enumerate(VERDICTS[:2])
    ),
    *_stance_metrics("all", counts.found_confusion, "articles of the event"),
    _share("origin_accuracy", "all", "Origin counts right", counts.found_origins),
    _share("quotes_exact", "all", "Quotes shown that stand in the article", counts.quotes_of_findings),
    _share("quotes_on_gold", "all", "Sources with the right side that quote a gold sentence", counts.quotes_on_gold),
    _share("coverage", "all", "Passages tried that could be graded", counts.ungraded_passages),
    _share("injection_flips", "all", "Injected pages that got their way", counts.injection_flips, lower_is_better=True),
    _share("flip_rate", "all", "Verdicts that flip when shuffled and asked again", counts.flips, lower_is_better=True),
    _share("answer_recall", "all", "Claims that answers must contain, cited", counts.answer_recall),
    _share("unanswerable_accuracy", "all", "Unanswerable questions left unanswered", counts.unanswered),
)
_BY_NAME = {metric.name: metric for metric in METRICS}


def metric(name: str) -> Metric:
    """The metric of that name."""
    return _BY_NAME[name]


def clusters(rows: Iterable[Row], count: Count) -> dict[str, Vector]:
    """Counts summed over each cluster's rows."""
    found: dict[str, Vector] = {}
    for row in rows:
        vector = count(row)
        found[row.cluster] = found[row.cluster] + vector if row.cluster in found else vector
    return found


def total(rows: Iterable[Row], count: Count) -> Vector:
    """Counts summed over all rows; there must be at least one."""
    return numpy.asarray(numpy.sum([count(row) for row in rows], axis=0))


def estimate(rows: Sequence[Row], wanted: Metric) -> Estimate:
    """One score with its interval."""
    if not rows:
        return Estimate(None, None, None, 0)
    grouped = clusters(rows, wanted.count)
    size = round(wanted.size(numpy.sum(list(grouped.values()), axis=0)))
    # A cluster in which nothing was counted says nothing about how much the score varies.
    used = {name: vector for name, vector in grouped.items() if vector.any()}
    return bootstrap(used, wanted.value, n=size)


def point(rows: Sequence[Row], wanted: Metric) -> Estimate:
    """One score without an interval: for parts of a run that are too small for one."""
    counted = total(rows, wanted.count)
    return Estimate(wanted.value(counted), None, None, round(wanted.size(counted)))


def difference(a: Sequence[Row], b: Sequence[Row], wanted: Metric) -> Estimate:
    """B's score less A's over the same clusters, with its interval."""
    first, second = clusters(a, wanted.count), clusters(b, wanted.count)
    used = {name for name in first.keys() & second.keys() if first[name].any() or second[name].any()}
    if not used:
        return Estimate(None, None, None, 0)
    kept_a, kept_b = {k: first[k] for k in used}, {k: second[k] for k in used}
    size = round(wanted.size(numpy.sum(list(kept_b.values()), axis=0)))
    return bootstrap_difference(kept_a, kept_b, wanted.value, n=size)


def scores(rows: Sequence[Row]) -> dict[str, Estimate]:
    """Every metric for which the rows hold something."""
    found = {m.name: estimate(rows, m) for m in METRICS}
    return {name: e for name, e in found.items() if e.n}


def units(row: Row, stage: StageName) -> dict[str, bool]:
    """What a stage has to get right in one row, by a name that is the same in every run of the case.

    These are what McNemar's test pairs: deciding articles found, gold passages graded right, quotes that hold,
    verdict and origins given gold grades, and the finding's verdict.
    """
    if row.error is not None:
        return {"": False} if stage == "all" else {}
    if stage == "retrieve":
        return counts.found_sentences(row)
    if stage == "grade":
        return {_unit(g): counts.grade_is_right(g) for g in row.given or ()}
    if stage == "quotes":
        return {_unit(g): g.quote_exact is not False for g in row.given or ()}
    if stage == "verdict":
        parts = {"verdict": counts.judged_right(row), "origins": counts.judged_origins(row)}
        return {name: bool(hits) for name, (hits, of) in parts.items() if of}
    return {"": counts.case_is_right(row)} if row.finding is not None or row.answer is not None else {}


def _unit(given: Given) -> str:
    """Gold evidence by its place; a silent article by its name, as its nearest sentence is the embedder's choice."""
    return f"{given.article}:{given.start}-{given.end}" if given.gold_voice else given.article
