"""What a run comes to: scores over all, by kind and by group, tables, costs. The text and the page are made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.compare import kind_of, outcome_of
from eval.metrics import counts
from eval.metrics.counts import BINS, GIVEN_STANCES, GIVEN_VERDICTS, STANCES, VERDICTS
from eval.metrics.scores import metric, point, scores, stance_table, total, verdict_table
from eval.metrics.statistics import Estimate, Vector
from eval.run.file import Run
from eval.run.records import External, Row


@dataclass(frozen=True, slots=True)
class Table:
    """A confusion matrix: gold down, given across."""

    title: str
    gold: tuple[str, ...]
    given: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of one kind, event or dataset: how many, how many right, and what else is scored there.

    Attributes:
        right: None where no case has an end result, as in a run of one stage.
    """

    name: str
    cases: int
    right: int | None
    ungraded: int
    scores: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Bin:
    """Grades of one band of confidence: how many, their mean confidence, the share that was right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What the run took.

    Attributes:
        seconds_a_claim: Mean over the cases for which a model was asked; None where the cache answered all.
        seconds_a_call: Likewise, by calls.
    """

    cases: int
    calls: int
    cached: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    seconds_a_claim: float | None
    seconds_a_call: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures."""

    scores: dict[str, Estimate]
    kinds: tuple[Part, ...]
    groups: tuple[Part, ...]
    tables: tuple[Table, ...]
    bins: tuple[Bin, ...]
    cost: Cost
    must_pass: tuple[tuple[str, str], ...]
    must_pass_cases: int
    errors: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


_KIND_METRICS = ("verdict_accuracy", "stance_accuracy", "found_stance_accuracy", "answer_recall")
_GROUP_METRICS = (
    "verdict_accuracy",
    "verdict_macro_f1",
    *(f"f1_{v}" for v in VERDICTS),
    "false_supported_per_100",
    "false_refuted_per_100",
    "coverage",
)


def summarise(run: Run) -> Summary:
    """The figures of a run. Cases that have no row yet are listed, and scored nowhere."""
    rows = list(run.rows.values())
    failing = [(r.id, ", ".join(n for n, ok in counts.holds(r).items() if not ok)) for r in rows if done(r)]
    return Summary(
        scores=scores(rows),
        kinds=_parts(rows, kind_of, _KIND_METRICS),
        groups=_parts(rows, _group, _GROUP_METRICS),
        tables=_tables(rows),
        bins=reliability(rows),
        cost=_cost(rows),
        must_pass=tuple((i, what) for i, what in failing if what),
        must_pass_cases=sum(bool(counts.holds(r)) for r in rows if done(r)),
        errors=tuple((r.id, r.error) for r in rows if r.error is not None),
        missing=tuple(run.missing),
    )


def done(row: Row) -> bool:
    """Whether the row has an end result to be right or wrong, as runs of one stage have not."""
    return row.finding is not None or row.answer is not None or row.error is not None


def _group(row: Row) -> str:
    return row.group if isinstance(row.case, External) else f"{row.group}: {row.case.event}"


def _parts(rows: Sequence[Row], key: Callable[[Row], str], names: Sequence[str]) -> tuple[Part, ...]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    found = []
    for name, part in sorted(grouped.items()):
        of = {n: e for n in names if (e := point(part, metric(n))).n}
        ended = [r for r in part if done(r)]
        right = sum(counts.case_is_right(r) for r in ended) if ended else None
        found.append(Part(name, len(part), right, sum(outcome_of(r) == "ungraded" for r in part), of))
    return tuple(found)


def _tables(rows: Sequence[Row]) -> tuple[Table, ...]:
    if not rows:
        return ()
    tables = (
        ("Verdicts, end to end", VERDICTS, GIVEN_VERDICTS, verdict_table(total(rows, counts.verdict_confusion))),
        ("Stances of gold passages", STANCES, GIVEN_STANCES, stance_table(total(rows, counts.graded_confusion))),
        ("Stances of articles, end to end", STANCES, GIVEN_STANCES, stance_table(total(rows, counts.found_confusion))),
    )
    return tuple(Table(t, gold, given, _cells(cells)) for t, gold, given, cells in tables if cells.any())


def _cells(table: Vector) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(n) for n in row) for row in table)


def reliability(rows: Sequence[Row]) -> tuple[Bin, ...]:
    """The bands of confidence that hold any grade."""
    if not rows:
        return ()
    bins = total(rows, counts.reliability).reshape(-1, 3)
    return tuple(
        Bin(b / BINS, (b + 1) / BINS, int(n), float(sure / n), float(right / n))
        for b, (n, sure, right) in enumerate(bins)
        if n
    )


def _cost(rows: Sequence[Row]) -> Cost:
    asked = [r for r in rows if r.calls and not isinstance(r.error, str)]
    seconds, calls = sum(r.seconds for r in asked), sum(r.calls for r in asked)
    costs = [r.cost_usd for r in rows]
    return Cost(
        cases=len(rows),
        calls=sum(r.calls for r in rows),
        cached=sum(r.cached for r in rows),
        tokens_in=sum(r.tokens_in for r in rows),
        tokens_out=sum(r.tokens_out for r in rows),
        cost_usd=None if any(c is None for c in costs) else sum(c for c in costs if c is not None),
        seconds_a_claim=seconds / len(asked) if asked and seconds else None,
        seconds_a_call=seconds / calls if calls and seconds else None,
    )
