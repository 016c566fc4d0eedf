"""Runs and comparisons for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid

from eval.calibrate import Calibrated
from eval.compare import STAGE_TITLES, Comparison, Flip
from eval.metrics.scores import METRICS, STAGES
from eval.metrics.statistics import Estimate
from eval.report.summary import Cost, Part, Summary, Table, summarise
from eval.run.file import Run
from eval.run.records import Manifest
from pipeline.report.text import drawn
from pipeline.text import one_line

_MOST_FLIPS = 20
_SHORT = {
    "stance_accuracy": "stances of gold passages",
    "found_stance_accuracy": "stances of articles",
    "answer_recall": "claims cited",
    "verdict_macro_f1": "macro F1",
    "false_supported_per_100": "false sup. per 100",
    "false_refuted_per_100": "false ref. per 100",
}


def run_text(run: Run) -> str:
    """The figures of a run."""
    return drawn(lambda out: print_run(run, out))


def comparison_text(found: Comparison, *, whole: bool = True) -> str:
    """What differs between two runs.

    Args:
        whole: With every metric and flip; else the verdict on the change and what it rests on.
    """
    return drawn(lambda out: print_comparison(found, out, whole=whole))


def print_run(run: Run, out: Console) -> None:
    """Figures by stage, tables, kinds, and what failed."""
    summary = summarise(run)
    out.print(_headline(run.manifest, summary))
    _print_scores(summary, out)
    for table in summary.tables:
        out.print(_grid(table))
    if len(summary.kinds) > 1:
        out.print(_parts("By kind", summary.kinds))
    if len(summary.groups) > 1:
        out.print(_parts("By group", summary.groups))
    out.print(_cost_line(summary.cost))
    _print_failures(summary, out)


def _headline(manifest: Manifest, summary: Summary) -> str:
    selection = manifest.selection
    which = [f"split {selection.split}", f"stage {selection.stage}"]
    which += [f"{selection.most} by seed {selection.seed}"] if selection.most is not None else []
    which += [one_line(", ".join(selection.events))] if selection.events else []
    which += [", ".join(selection.kinds)] if selection.kinds else []
    which += [f"{len(selection.cases)} named"] if selection.cases else []
    which += ["must pass"] if selection.must_pass else []
    done = len(manifest.cases) - len(summary.missing)
    return (
        f"{one_line(manifest.suite)} ({'; '.join(which)}): {done} of {len(manifest.cases)} cases · "
        f"{one_line(manifest.model)} · {manifest.grader} grader"
    )


def _print_scores(summary: Summary, out: Console) -> None:
    grid = Grid("Score", "Value", "95 % interval", "n", title=None)
    for column in grid.columns[1:]:
        column.justify = "right"
    for stage in STAGES:
        rows = [m for m in METRICS if m.stage == stage and m.name in summary.scores]
        if rows:
            grid.add_section()
            grid.add_row(STAGE_TITLES[stage].split(":")[0].upper(), "", "", "")
        for m in rows:
            e = summary.scores[m.name]
            grid.add_row(m.title, shown(e.value), interval(e), f"{e.n:,}")
    out.print(grid)


def _cases(number: int) -> str:
    return f"{number} case" + ("s" if number != 1 else "")


def shown(value: float | None, *, signed: bool = False) -> str:
    """A score with three digits; "–" for none."""
    if value is None:
        return "–"
    return f"{value:+.3f}" if signed else f"{value:.3f}"


def interval(e: Estimate, *, signed: bool = False) -> str:
    """The interval; "–" where there is none, as with one event only."""
    if e.low is None or e.high is None:
        return "–"
    return f"{shown(e.low, signed=signed)} to {shown(e.high, signed=signed)}"


def _grid(table: Table) -> Grid:
    grid = Grid("gold \\ given", *table.given, title=table.title, title_justify="left")
    for column in grid.columns[1:]:
        column.justify = "right"
    for name, cells in zip(table.gold, table.cells, strict=True):
        grid.add_row(name, *(str(n) if n else "·" for n in cells))
    return grid


def _parts(title: str, parts: Sequence[Part]) -> Grid:
    names = list(dict.fromkeys(name for part in parts for name in part.scores))
    # Accuracy stands there as "right"; the classes one by one, in the page and the JSON, would not fit a terminal.
    names = [n for n in names if n in _SHORT]
    grid = Grid("", "cases", "right", "ungraded", *(_SHORT[n] for n in names), title=title, title_justify="left")
    grid.columns[0].no_wrap = True
    grid.columns[0].min_width = max((len(one_line(part.name)) for part in parts), default=0)
    for column in grid.columns[1:]:
        column.justify = "right"
    for part in parts:
        values = (_cell(part, n) for n in names)
        right = "–" if part.right is None else str(part.right)
        grid.add_row(one_line(part.name), str(part.cases), right, str(part.ungraded or ""), *values)
    return grid


def _cell(part: Part, name: str) -> str:
    if name not in part.scores:
        return ""
    value = part.scores[name].value
    return f"{value:.1f}" if value is not None and name.endswith("per_100") else shown(value)


def _cost_line(cost: Cost) -> str:
    parts = [f"findings: {cost.calls:,} calls ({cost.cached:,} more from the cache)", f"{cost.tokens_in:,} tokens in"]
    parts += [f"{cost.tokens_out:,} out", "cost unknown" if cost.cost_usd is None else f"${cost.cost_usd:.4f}"]
    if cost.seconds_a_claim is not None and cost.seconds_a_call is not None:
        parts.append(f"{cost.seconds_a_claim:.1f} s a case, {cost.seconds_a_call:.2f} s a call")
    return " · ".join(parts)


def _print_failures(summary: Summary, out: Console) -> None:
    if summary.must_pass_cases:
        passed = summary.must_pass_cases - len(summary.must_pass)
        out.print(f"must_pass: {passed} of {summary.must_pass_cases} hold")
    for case_id, what in summary.must_pass:
        out.print(f"  {one_line(case_id)}: not its {what}")
    for case_id, error in summary.errors:
        out.print(f"  {one_line(case_id)}: {one_line(error)}")
    if summary.missing:
        out.print(f"{_cases(len(summary.missing))} not done yet; the same command goes on from here.")


def print_comparison(found: Comparison, out: Console, *, whole: bool) -> None:
    """The verdict on the change, stage by stage, then metrics and flips."""
    for line in found.changed:
        out.print(f"changed: {one_line(line)}")
    grid = Grid("Stage", "n", "A", "B", "only A", "only B", "p", "B - A", "", title=None)
    for column in grid.columns[1:8]:
        column.justify = "right"
    for s in found.stages:
        share = (shown(s.share_a), shown(s.share_b), str(s.only_a), str(s.only_b), f"{s.p:.3g}")
        grid.add_row(STAGE_TITLES[s.stage], str(s.n), *share, interval(s.change, signed=True), s.outcome)
    out.print(grid)
    if whole:
        _print_changes(found, out)
        _print_flips(found.flips, out)
    for name, ids in (("A", found.missing_a), ("B", found.missing_b)):
        if ids:
            out.print(f"{_cases(len(ids))} missing in {name}, which counts as wrong there.")
    if found.left_out:
        out.print(f"{_cases(found.left_out)} that A never had: left out.")
    for case_id, what in found.must_pass:
        out.print(f"must_pass: {one_line(case_id)} no longer holds: {what}")
    out.print(verdict_line(found))


def verdict_line(found: Comparison) -> str:
    """What the comparison comes to, in one line."""
    if found.regression:
        where = f"; the first stage that falls: {STAGE_TITLES[found.culprit]}" if found.culprit else ""
        lost = f"{_cases(len(found.must_pass))} of must_pass flipped" if found.must_pass else "a significant fall"
        return f"REGRESSION: {lost}{where}."
    told = {
        "inconclusive": "INCONCLUSIVE: no significant fall, but the sample is too small to rule out one of 5 points.",
        "rise": "RISE: nothing falls, and at least one stage is significantly better.",
        "unchanged": "UNCHANGED: nothing falls.",
    }
    return told[found.outcome]


def _print_changes(found: Comparison, out: Console) -> None:
    grid = Grid("Score", "A", "B", "B - A", "95 % interval", title=None)
    for column in grid.columns[1:]:
        column.justify = "right"
    for change in found.metrics:
        d = change.difference
        if d.value:
            values = (shown(change.a.value), shown(change.b.value), shown(d.value, signed=True))
            grid.add_row(change.title, *values, interval(d, signed=True))
    if grid.row_count:
        out.print(grid)
    same = sum(not c.difference.value for c in found.metrics)
    out.print(f"{same} of {len(found.metrics)} scores are the same.")


def _print_flips(flips: Sequence[Flip], out: Console) -> None:
    out.print(f"{_cases(len(flips))} flipped.")
    for flip in flips[:_MOST_FLIPS]:
        mark = "better" if flip.better else "WORSE"
        out.print(f"  {mark}  {one_line(flip.case_id)} ({one_line(flip.kind)}): {one_line(flip.text)}")
        out.print(f"         gold {flip.gold}; A {one_line(flip.a)}; B {one_line(flip.b)}")
    if len(flips) > _MOST_FLIPS:
        out.print(f"  ... and {len(flips) - _MOST_FLIPS} more: --json and eval report list all of them.")


def calibration_text(done: Calibrated) -> str:
    """Scores before and after, and where the fit lies."""
    held = done.content.held_out

    def draw(out: Console) -> None:
        grid = Grid("on rows not fitted on", "before", "after", title=None)
        for name, title in (("ece", "Expected calibration error"), ("macro_f1", "Macro F1"), ("accuracy", "Accuracy")):
            grid.add_row(title, shown(held["before"][name]), shown(held["after"][name]))
        out.print(
            f"{one_line(done.content.model)}: {held['rows']} rows, {done.failed} without log-probabilities left out"
        )
        out.print(grid)
        out.print(f"written: {done.path} ({done.hash})")

    return drawn(draw)
