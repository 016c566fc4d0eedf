"""Two runs of one case set, held against each other case by case.

A case that a run has no row for, or could not grade, counts as wrong in it. A fall is significant when the exact
McNemar test over paired units says so at 5 %, or a `must_pass` case fails that passed; what the sample is too small to
tell is called inconclusive, not fine. The first stage that falls, on gold input from the stage before, is the one that
a fall is put down to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy

from eval.metrics.counts import case_is_right, holds, verdict_of
from eval.metrics.scores import METRICS, STAGES, StageName, difference, estimate, units
from eval.metrics.statistics import Estimate, Vector, bootstrap, mcnemar
from eval.run.file import Run, rows_of
from eval.run.records import External, Row
from eval.suite.records import QuestionCase
from pipeline.errors import NotComparable

ALPHA = 0.05
# A fall of so many points that the interval cannot rule out makes a result inconclusive rather than unchanged.
MARGIN = 0.05
_HASH = re.compile(r"[0-9a-f]{16,}")
_MADE_FROM = (
    "model",
    "embedder",
    "grader",
    "prompt_hashes",
    "layer_hash",
    "calibration_hash",
    "code",
    "git_revision",
    "settings",
)
Outcome = Literal["fall", "rise", "unchanged", "inconclusive"]

STAGE_TITLES: dict[StageName, str] = {
    "retrieve": "retrieval: deciding articles found, by a deciding sentence",
    "grade": "grading: stance of gold passages",
    "quotes": "quote gate: quotes of grades exact",
    "verdict": "verdict: verdict and origin counts, given gold grades",
    "all": "end to end: verdicts and answers",
}


@dataclass(frozen=True, slots=True)
class StageComparison:
    """One stage, over paired units.

    Attributes:
        share_a, share_b: Units right.
        only_a, only_b: Units that only one run has right.
        change: B's share less A's, clustered by event.
    """

    stage: StageName
    n: int
    share_a: float
    share_b: float
    only_a: int
    only_b: int
    p: float
    change: Estimate
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in both runs, and the difference with its interval."""

    name: str
    title: str
    a: Estimate
    b: Estimate
    difference: Estimate
    lower_is_better: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that one run has right and the other has not, with what both found."""

    case_id: str
    kind: str
    text: str
    gold: str
    a: str
    b: str
    better: bool
    row_a: Row | None
    row_b: Row | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two runs.

    Attributes:
        changed: What the runs were made from that differs (model, prompts, code ...), one line each.
        must_pass: Ids of must-pass cases that A holds and B does not, with what it no longer holds.
        culprit: The first stage that falls; None where none does.
    """

    cases: int
    changed: tuple[str, ...]
    stages: tuple[StageComparison, ...]
    metrics: tuple[Change, ...]
    flips: tuple[Flip, ...]
    must_pass: tuple[tuple[str, str], ...]
    missing_a: tuple[str, ...]
    missing_b: tuple[str, ...]
    left_out: int
    culprit: StageName | None

    @property
    def regression(self) -> bool:
        """Whether B must not replace A."""
        return bool(self.must_pass) or any(s.outcome == "fall" for s in self.stages)

    @property
    def outcome(self) -> str:
        """`regression | inconclusive | rise | unchanged`."""
        if self.regression:
            return "regression"
        outcomes = {s.outcome for s in self.stages}
        return next((o for o in ("inconclusive", "rise") if o in outcomes), "unchanged")


def compare(a: Run, b: Run, *, within_b: bool = False) -> Comparison:
    """B against A.

    Args:
        within_b: Only the cases that both selected: for a part of the set against a baseline. Cases that A never
            had are left out, and counted in `left_out`.

    Raises:
        NotComparable: The runs are of different suites, case sets or articles, or share no stage or case.
    """
    _refuse_others(a, b)
    cases_a, cases_b = set(a.manifest.cases), set(b.manifest.cases)
    ids = sorted(cases_a & cases_b if within_b else cases_a | cases_b)
    common = _common_stages(a, b)
    # A run of all stages holds those of a run of one.
    rows_a, rows_b = ([_as_staged(row, common) for row in rows_of(run, ids)] for run in (a, b))
    lasts = ("all",) if "all" in common else common
    stages = tuple(_stage(stage, ids, rows_a, rows_b, last=stage in lasts) for stage in common)
    shared = {r.id for r in rows_a} & {r.id for r in rows_b}
    flips = _flips(ids, rows_a, rows_b)
    return Comparison(
        cases=len(ids),
        changed=_changed(a, b),
        stages=stages,
        metrics=_metrics([r for r in rows_a if r.id in shared], [r for r in rows_b if r.id in shared]),
        flips=flips,
        must_pass=_must_pass(rows_a, rows_b),
        missing_a=tuple(i for i in ids if i not in a.rows),
        missing_b=tuple(i for i in ids if i not in b.rows),
        left_out=len(cases_b - cases_a) if within_b else 0,
        culprit=next((s.stage for s in stages if s.outcome == "fall"), None),
    )


def _refuse_others(a: Run, b: Run) -> None:
    for name, what in (("suite", "suites"), ("case_set", "case sets"), ("corpus", "articles")):
        first, second = getattr(a.manifest, name), getattr(b.manifest, name)
        if first != second:
            raise NotComparable(
                f"The runs are over different {what}: {first} and {second}.", mend="Run both over the same set."
            )
    if not set(a.manifest.cases) & set(b.manifest.cases):
        raise NotComparable("The runs have no case in common.", mend="Run both over the same selection.")


# What each --stage of a run scores.
_SCORED: dict[str, tuple[StageName, ...]] = {
    "retrieve": ("retrieve",),
    "grade": ("grade", "quotes"),
    "verdict": ("verdict",),
    "all": STAGES,
}


def _common_stages(a: Run, b: Run) -> tuple[StageName, ...]:
    if a.manifest.suite.startswith("file:"):
        return ("all",)  # rows of others have no gold for the stages between
    first, second = (_SCORED[run.manifest.selection.stage] for run in (a, b))
    common = tuple(stage for stage in first if stage in second)
    if not common:
        raise NotComparable("The runs have no stage in common.", mend="Run both with the same --stage.")
    return common


def _as_staged(row: Row, common: tuple[StageName, ...]) -> Row:
    if "all" in common:
        return row
    kept = {"retrieve": {"retrieved"}, "grade": {"given"}, "verdict": {"judged"}}[common[0]]
    every = {"retrieved", "given", "judged", "finding", "answer", "stances", "origins"}
    return row.model_copy(update=dict.fromkeys(every - kept) | {"quotes_exact": (), "again": ()})


def _changed(a: Run, b: Run) -> tuple[str, ...]:
    lines = []
    for name in _MADE_FROM:
        first, second = getattr(a.manifest, name), getattr(b.manifest, name)
        if first != second:
            lines.append(f"{name.replace('_', ' ')}: {_shown(first, second)} -> {_shown(second, first)}")
    return tuple(lines)


def _shown(value: object, other: object) -> str:
    """The value; of a dictionary only what is not the same in the other, hashes cut short."""
    if not isinstance(value, dict) or not isinstance(other, dict):
        return str(value)
    differing = {k: v for k, v in sorted(value.items()) if other.get(k) != v}
    return ", ".join(f"{k} {str(v)[:12] if _HASH.fullmatch(str(v)) else v}" for k, v in differing.items()) or "none"


def _stage(
    stage: StageName, ids: Sequence[str], rows_a: Sequence[Row], rows_b: Sequence[Row], *, last: bool
) -> StageComparison:
    """One stage.

    Args:
        last: A row that is missing or failed counts as wrong here; once, and not against every stage.
    """
    by_a, by_b = {r.id: units(r, stage) for r in rows_a}, {r.id: units(r, stage) for r in rows_b}
    clusters = {r.id: r.cluster for r in (*rows_a, *rows_b)}
    pairs: list[tuple[str, bool, bool]] = []
    for i in ids:
        first, second = by_a.get(i, {}), by_b.get(i, {})
        if not last and (not first or not second):
            continue
        names = sorted(first.keys() | second.keys()) or ([""] if stage == "all" else [])
        pairs += [(clusters.get(i, i), first.get(n, False), second.get(n, False)) for n in names]
    n = max(len(pairs), 1)
    only_a, only_b = sum(a and not b for _, a, b in pairs), sum(b and not a for _, a, b in pairs)
    share_a, share_b = sum(a for _, a, _ in pairs) / n, sum(b for *_, b in pairs) / n
    p, change = mcnemar(only_a, only_b), _change(pairs)
    return StageComparison(
        stage, len(pairs), share_a, share_b, only_a, only_b, p, change, _outcome(only_a, only_b, p, change)
    )


def _change(pairs: Sequence[tuple[str, bool, bool]]) -> Estimate:
    sums: dict[str, Vector] = {}
    for cluster, a, b in pairs:
        sums[cluster] = sums.get(cluster, numpy.zeros(2)) + numpy.array([b - a, 1.0])
    return bootstrap(sums, lambda total: float(total[0] / total[1]) if total[1] else None, n=len(pairs))


def _outcome(only_a: int, only_b: int, p: float, change: Estimate) -> Outcome:
    if not only_a and not only_b:
        return "unchanged"
    if p < ALPHA:
        return "fall" if only_a > only_b else "rise"
    too_wide = change.low is None or change.low < -MARGIN
    return "inconclusive" if too_wide else "unchanged"


def _metrics(rows_a: Sequence[Row], rows_b: Sequence[Row]) -> tuple[Change, ...]:
    found = []
    for m in METRICS:
        first, second = estimate(rows_a, m), estimate(rows_b, m)
        if first.n and second.n:
            change = difference(rows_a, rows_b, m)
            found.append(Change(m.name, m.title, first, second, change, m.lower_is_better))
    return tuple(found)


def _flips(ids: Sequence[str], rows_a: Sequence[Row], rows_b: Sequence[Row]) -> tuple[Flip, ...]:
    by_a, by_b = {r.id: r for r in rows_a}, {r.id: r for r in rows_b}
    found = []
    for i in ids:
        a, b = by_a.get(i), by_b.get(i)
        right_a, right_b = _right(a), _right(b)
        row = b or a
        if row is not None and right_a is not None and right_b is not None and right_a != right_b:
            found.append(Flip(i, kind_of(row), text_of(row), gold_of(row), outcome_of(a), outcome_of(b), right_b, a, b))
    return tuple(found)


def _right(row: Row | None) -> bool | None:
    """None where the run was of one stage only."""
    if row is None or row.error is not None:
        return False
    return case_is_right(row) if row.finding is not None or row.answer is not None else None


def _must_pass(rows_a: Sequence[Row], rows_b: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    by_b = {r.id: r for r in rows_b}
    found = []
    for a in rows_a:
        b = by_b.get(a.id)
        if b is not None and _right(b) is None:
            continue
        now = holds(b) if b is not None else {}
        lost = [name for name, held in holds(a).items() if held and not now.get(name, False)]
        if lost:
            found.append((a.id, ", ".join(lost)))
    return tuple(found)


def kind_of(row: Row) -> str:
    """The claim's kind, what the question asks, or the dataset."""
    if isinstance(row.case, External):
        return row.case.dataset
    return f"question: {row.case.asks}" if isinstance(row.case, QuestionCase) else row.case.kind


def text_of(row: Row) -> str:
    """The claim or question."""
    return row.case.question if isinstance(row.case, QuestionCase) else row.case.claim


def gold_of(row: Row) -> str:
    """The verdict wanted, or how many claims the answer must contain."""
    if isinstance(row.case, QuestionCase):
        wanted = len(row.case.contains)
        return f"answer with {wanted} claim" + ("s" if wanted != 1 else "") if wanted else "no answer"
    return row.case.verdict


def outcome_of(row: Row | None) -> str:
    """What the run found, in a word or two."""
    if row is None:
        return "missing"
    if row.error is not None:
        return f"error: {row.error}"
    if isinstance(row.case, QuestionCase):
        if row.answer is None:
            return "not asked"
        cited = len(row.answer["citations"])
        return f"answer with {cited} citation" + ("s" if cited != 1 else "") if row.answer["sentences"] else "no answer"
    return verdict_of(row) if row.finding is not None else "not checked"
