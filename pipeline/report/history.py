"""A claim's history, what changed, and what was watched, for a terminal. What comes from articles, models or people is
put on one line, control characters taken out, and never read as markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.history.records import Change, ClaimHistory, LastVerdict, Watched, WatchReport
from pipeline.report.text import drawn, person_line, verdict_label
from pipeline.report.words import cost_words, counted
from pipeline.text import one_line
from store.history import KeptFinding

_STATUSES = {
    "untouched": "not touched",
    "same": "checked again, the same",
    "changed": "changed",
    "first": "checked for the first time",
    "failed": "failed",
}


def history_text(history: ClaimHistory) -> str:
    """The findings of a claim, each with what it changed, and what people decided."""
    return drawn(lambda out: _print_history(history, out))


def claims_text(claims: Sequence[LastVerdict]) -> str:
    """All claims with their last verdicts."""
    return drawn(lambda out: _print_claims(claims, out))


def claims_value(claims: Sequence[LastVerdict]) -> Any:
    """All claims with their last verdicts, as JSON-able values."""
    from pydantic import TypeAdapter

    return TypeAdapter(Sequence[LastVerdict]).dump_python(claims, mode="json")


def change_text(change: Change) -> str:
    """What changed between two findings, and why."""
    return drawn(lambda out: _print_change(change, out))


def watch_text(report: WatchReport) -> str:
    """What became of the watched claims: those that changed in full, the rest in a line each."""
    return drawn(lambda out: _print_watch(report, out))


def _print_history(history: ClaimHistory, out: Console) -> None:
    out.print(Text(one_line(history.claim), style="bold"))
    out.print(Text(history.claim_id, style="dim"))
    if not history.findings:
        out.print(Text("Not checked yet."))
    changes = {change.after: change for change in history.changes}
    for finding in history.findings:
        label, style = verdict_label(finding.verdict)
        out.print(Text.assemble(f"{_when(finding)}  ", (label, style), f"  {one_line(finding.summary)}"))
        if finding.id in changes:
            _print_change(changes[finding.id], out)
        out.print(Padding(Text(_made(finding), style="dim"), (0, 0, 0, 2), expand=False))
    for person in history.persons:
        out.print(Text(person_line(person), style="bold cyan"))


def _when(finding: KeptFinding) -> str:
    first, last = one_line(finding.at), one_line(finding.last_at)
    return first if finding.times == 1 else f"{first} to {last} ({finding.times} times)"


def _made(finding: KeptFinding) -> str:
    as_of = f"as of {finding.as_of}" if finding.as_of else ""
    limits = ", ".join(f"{k} {one_line(v)}" for k, v in sorted(finding.limits.items()))
    second = f", read again by {one_line(finding.second_model)}" if finding.second_model else ""
    return " · ".join(filter(None, [finding.id, one_line(finding.model) + second, as_of, limits]))


def _print_change(change: Change, out: Console) -> None:
    before, after = ((one_line(v).replace("_", " ")) for v in change.verdicts)
    what = f"{before} → {after}" if before != after else f"still {after}"
    out.print(Padding(Text(f"changed {one_line(change.at)}: {what}", style="yellow"), (0, 0, 0, 2), expand=False))
    for reason in change.reasons:
        out.print(Padding(Text(f"· {one_line(reason.text)}"), (0, 0, 0, 4), expand=False))


def _print_claims(claims: Sequence[LastVerdict], out: Console) -> None:
    if not claims:
        out.print(Text("No claim was checked yet."))
    for claim in claims:
        label, style = verdict_label(claim.verdict) if claim.verdict else ("not checked", "dim")
        as_of = f"  (as of {claim.as_of})" if claim.as_of else ""
        out.print(Text.assemble(f"{one_line(claim.at)[:10]}  ", (label, style), f"  {one_line(claim.claim)}{as_of}"))
        if claim.person is not None:
            out.print(Padding(Text(person_line(claim.person), style="bold cyan"), (0, 0, 0, 2), expand=False))


def _print_watch(report: WatchReport, out: Console) -> None:
    for one in sorted(report.claims, key=lambda w: w.status == "untouched"):
        _print_watched(one, out)
    counts: Counter[str] = Counter(one.status for one in report.claims)
    told = ", ".join(f"{counts[status]} {words}" for status, words in _STATUSES.items() if counts[status])
    out.print(Text(f"{counted(len(report.claims), 'claim')}: {told} · {cost_words(report.usage)}", style="dim"))


def _print_watched(one: Watched, out: Console) -> None:
    label, style = verdict_label(one.verdict) if one.verdict else ("! FAILED", "bold magenta")
    head = Text.assemble((label, style), f"  {one_line(one.claim)}  ", (f"({_STATUSES[one.status]})", "dim"))
    out.print(head)
    if one.problem:
        out.print(Padding(Text(f"line {one.line}: {one_line(one.problem)}"), (0, 0, 0, 2), expand=False))
    if one.status == "untouched" and one.why:
        out.print(Padding(Text(one_line(one.why), style="dim"), (0, 0, 0, 2), expand=False))
    for touch in one.touched_by if one.change is None else ():  # or the reasons name them
        name = one_line(touch.publisher or "") or PurePath(one_line(touch.path)).name
        out.print(
            Padding(Text(f"new: {name}, {touch.published or 'date unknown'}", style="dim"), (0, 0, 0, 2), expand=False)
        )
    if one.change is not None:
        _print_change(one.change, out)
    if one.person is not None:
        out.print(Padding(Text(person_line(one.person), style="bold cyan"), (0, 0, 0, 2), expand=False))
