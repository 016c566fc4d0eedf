"""`findings.jsonl`: one line for each row of the input, in its order, whatever became of it.

    {"number": 3, "line": 4, "id": "c3", "claim": "...", "state": "done", "finding": {...}}

`finding` has the shape of `twosource schema finding`; a claim that says the same as another one names it in `same_as`;
one without a verdict has `error`. The file is written beside the old one and then takes its place.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.findings import Finding, UsageReport
from store.ledger import Entry, Ledger

FINDINGS_NAME = "findings.jsonl"
PARTIAL_NAME = "findings.partial.jsonl"
_SAME = "graded once, with another claim of the run that says the same in the same words"


@functools.cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Finding)


def finding_json(finding: Finding) -> str:
    """A finding as one line of JSON; the same finding gives the same bytes."""
    text: str = _adapter().dump_json(finding).decode()
    return text


def as_same(finding: Finding) -> Finding:
    """The finding for a claim that was not graded itself: with a note that says so, and paid by nobody."""
    notes = (_SAME, *finding.provenance.notes)
    return replace(finding, usage=UsageReport(0, 0, 0, 0, 0.0), provenance=replace(finding.provenance, notes=notes))


def line_of(entry: Entry) -> str:
    """The line of one claim."""
    value: dict[str, Any] = {"number": entry.number, **entry.row}
    value.pop("unreadable", None)
    value.pop("mend", None)
    value["state"] = entry.state
    if entry.lead != entry.number:
        value["same_as"] = entry.lead
    if entry.state in ("failed", "unreadable"):
        value["error"] = entry.reason or "it could not be graded"
    head = json.dumps(value, ensure_ascii=False)
    # The finding goes in as it was stored, byte for byte.
    return head if entry.finding is None else f'{head[:-1]}, "finding": {entry.finding}}}'


def lines(ledger: Ledger, *, partial: bool = False) -> Iterator[str]:
    """The lines of all claims that have come to an end; `partial` leaves out those that have not."""
    for entry in ledger.entries():
        if entry.state != "waiting" or not partial:
            yield line_of(entry)


def write_findings(folder: Path, ledger: Ledger, *, whole: bool) -> Path:
    """Writes what there is; a whole file takes the place of a partial one, and never the other way round.

    Returns:
        The file that was written.
    """
    path = folder / (FINDINGS_NAME if whole else PARTIAL_NAME)
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8") as file:
        for line in lines(ledger, partial=not whole):
            file.write(line + "\n")
    aside.replace(path)
    if whole:
        (folder / PARTIAL_NAME).unlink(missing_ok=True)
    return path
