"""Runs and comparisons for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from eval.compare import Comparison
from eval.report.summary import summarise
from eval.run.file import Run


def run_json(run: Run, comparison: Comparison | None = None) -> str:
    """Manifest and figures, with the comparison if there is one."""
    value: dict[str, Any] = {"manifest": run.manifest.model_dump(mode="json"), **asdict(summarise(run))}
    if comparison is not None:
        value["comparison"] = _compared(comparison)
    return json.dumps(value, ensure_ascii=False, indent=2)


def comparison_json(found: Comparison) -> str:
    """The whole comparison, every flip with both findings."""
    return json.dumps(_compared(found), ensure_ascii=False, indent=2)


def _compared(found: Comparison) -> dict[str, Any]:
    flips = [
        {
            "case_id": f.case_id,
            "kind": f.kind,
            "text": f.text,
            "gold": f.gold,
            "a": f.a,
            "b": f.b,
            "better": f.better,
            "finding_a": f.row_a and (f.row_a.finding or f.row_a.answer),
            "finding_b": f.row_b and (f.row_b.finding or f.row_b.answer),
        }
        for f in found.flips
    ]
    return {
        "outcome": found.outcome,
        "culprit": found.culprit,
        "cases": found.cases,
        "changed": list(found.changed),
        "stages": [asdict(s) for s in found.stages],
        "metrics": [asdict(m) for m in found.metrics],
        "flips": flips,
        "must_pass": [list(m) for m in found.must_pass],
        "missing_a": list(found.missing_a),
        "missing_b": list(found.missing_b),
        "left_out": found.left_out,
    }
