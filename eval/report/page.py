"""A run as one self-contained page: no scripts, no fonts, no pictures from elsewhere; figures are inline SVG.

Everything that comes from articles, models or run files is escaped by the template engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from eval.compare import STAGE_TITLES, Comparison, outcome_of
from eval.metrics.scores import METRICS, STAGES, Metric
from eval.metrics.statistics import Estimate
from eval.report.summary import Bin, Summary, done, summarise
from eval.report.text import interval, shown, verdict_line
from eval.run.file import Run
from eval.run.records import External, Row
from eval.suite.records import Evidence, QuestionCase
from pipeline.errors import EnvironmentFault

_HEADLINES = ("verdict_accuracy", "verdict_macro_f1", "false_supported_per_100", "stance_macro_f1", "origin_accuracy")
_CLASSES = ("f1_supported", "f1_refuted", "f1_conflicting", "f1_not_enough_evidence")


def write_page(path: Path, run: Run, comparison: Comparison | None = None) -> None:
    """Writes the page.

    Raises:
        EnvironmentFault: It cannot be written.
    """
    try:
        path.write_text(page(run, comparison), encoding="utf-8")
    except OSError as e:
        raise EnvironmentFault(f"{path} cannot be written: {e.strerror}.", mend="Name another file.") from e


def page(run: Run, comparison: Comparison | None = None) -> str:
    """The page as HTML. The same run gives the same bytes."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(shown=shown, interval=interval, percent=percent, verdict_line=verdict_line)
    template = environment.from_string(resources.files(__package__).joinpath("page.html.jinja").read_text("utf-8"))
    summary = summarise(run)
    by_name = {m.name: m for m in METRICS}
    return template.render(
        run=run,
        summary=summary,
        metrics=by_name,
        headlines=[by_name[n] for n in _HEADLINES if n in summary.scores],
        classes=[_bar(by_name[n], summary.scores[n]) for n in _CLASSES if n in summary.scores],
        stages=[(STAGE_TITLES[s], rows) for s in STAGES if (rows := _stage_rows(s, summary))],
        diagram=_diagram(summary.bins),
        kinds=[_kind(part) for part in summary.kinds],
        wrong=[_wrong(row) for row in run.rows.values() if _is_wrong(row)],
        ended=any(done(row) for row in run.rows.values()),
        comparison=comparison,
        stage_titles=STAGE_TITLES,
        flips=[(f, _sides(f.row_a), _sides(f.row_b)) for f in comparison.flips] if comparison else [],
        manifest=json.dumps(
            run.manifest.model_dump(mode="json", exclude={"cases"}), ensure_ascii=False, indent=2, sort_keys=True
        ),
    )


def percent(value: float | None) -> str:
    """Where a score between 0 and 1 stands on a bar, as CSS."""
    return f"{100 * min(1.0, max(0.0, value or 0.0)):.2f}%"


def _bar(metric: Metric, e: Estimate) -> dict[str, Any]:
    low, high = (e.low, e.high) if e.low is not None and e.high is not None else (e.value, e.value)
    title = metric.title.removeprefix("F1 ").replace("_", " ")
    return {"title": title, "estimate": e, "low": low, "width": (high or 0.0) - (low or 0.0)}


def _stage_rows(stage: str, summary: Summary) -> list[tuple[Metric, Estimate]]:
    return [(m, summary.scores[m.name]) for m in METRICS if m.stage == stage and m.name in summary.scores]


def _kind(part: Any) -> dict[str, Any]:
    return {"part": part, "share": (part.right or 0) / part.cases if part.cases else 0.0}


def _diagram(bins: tuple[Bin, ...]) -> list[dict[str, float]]:
    """Points of the reliability diagram on a square of 200; area grows with the number of grades."""
    most = max((b.n for b in bins), default=1)
    return [
        {
            "x": round(200 * b.confidence, 1),
            "y": round(200 * (1 - b.right), 1),
            "r": round(3 + 7 * (b.n / most) ** 0.5, 1),
            "n": b.n,
            "confidence": b.confidence,
            "right": b.right,
        }
        for b in bins
    ]


def _is_wrong(row: Row) -> bool:
    from eval.metrics.counts import case_is_right
    from eval.report.summary import done

    return done(row) and not case_is_right(row)


def _wrong(row: Row) -> dict[str, Any]:
    from eval.compare import gold_of, kind_of, text_of

    return {
        "id": row.id,
        "kind": kind_of(row),
        "text": text_of(row),
        "gold": gold_of(row),
        "found": outcome_of(row),
        "why": getattr(row.case, "why", ""),
        "sides": _sides(row),
        "wanted": _wanted(row),
    }


def _wanted(row: Row) -> list[tuple[str, str, str]]:
    """Gold: where, what, and in which words."""
    case = row.case
    if isinstance(case, External):
        return [(e.source or e.title or "evidence", e.stance or "", e.text[:400]) for e in case.evidence]
    if isinstance(case, QuestionCase):
        return [(e.article, c.claim, _words(e)) for c in case.contains for e in c.evidence]
    return [
        (e.article, f"{e.stance}, {e.voice}" + (f": {e.speaker}" if e.speaker else ""), _words(e))
        for e in case.evidence
    ]


def _words(evidence: Evidence) -> str:
    return " … ".join(span.text for span in evidence.spans)


def _sides(row: Row | None) -> dict[str, Any]:
    """What a run found for a case: the outcome, and each source's side with its words."""
    if row is None or (row.finding is None and row.answer is None):
        return {"outcome": outcome_of(row), "summary": "", "sources": []}
    if row.finding is not None:
        return {
            "outcome": outcome_of(row),
            "summary": row.finding["summary"],
            "sources": [_source(s) for s in row.finding["sources"]],
        }
    answer = row.answer or {}
    sources = [(c["path"], f"[{c['number']}]", c["quote"]["text"], "") for c in answer["citations"]]
    return {"outcome": outcome_of(row), "summary": " ".join(s["text"] for s in answer["sentences"]), "sources": sources}


def _source(source: Mapping[str, Any]) -> tuple[str, str, str, str]:
    who = f": {source['speaker']}" if source["speaker"] else ""
    stance = f"{source['stance']}, {source['voice']}{who}"
    return source["path"], stance, " … ".join(q["text"] for q in source["quotes"]), source["reason"]
