"""Findings as one self-contained page: it asks the network for nothing, and what articles say is only ever text.

Three walls, each enough by itself: the template engine escapes everything that is put in; the page's own policy
(CSP) runs no script and no style but the two whose hashes it names, and lets none of them write HTML; links are made
of http and https addresses only. The same report gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from pipeline.findings import Answer, Provenance, Quote, UsageReport
from pipeline.report.context import Surroundings
from pipeline.report.records import Marked, Report, Shown
from pipeline.report.view import show
from pipeline.report.words import SIDES, VERDICTS, cost_words, outlet, plain
from store import Article

MOST_OPEN = 5
"""A page with more claims than this begins with all of them closed."""


def page(report: Report, articles: Mapping[str, Article] | None = None) -> str:
    """The report as HTML.

    Args:
        articles: The articles at hand, by id, for the sentences around quotes. None is needed.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style, script = _packaged("page.css"), _packaged("page.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_packaged("page.html.jinja"))
    claims = show(report, articles)
    text = template.render(
        title=plain(report.title),
        version=plain(report.findings[0].finding.provenance.version) if report.findings else "",
        policy=policy(style, script),
        # Ours, from the package; nothing that was read is ever put here.
        style=Markup(style),
        script=Markup(script),
        claims=claims,
        missing=report.missing,
        open=len(claims) <= MOST_OPEN,
        segments=_segments(claims),
        ranks={name: rank for rank, name in enumerate(VERDICTS)},
        sides=SIDES,
        answer=_answer(report.answer, articles) if report.answer else None,
        cost=cost_words(total_usage(report), tokens=True),
        provenance=_provenance(report),
    )
    return text.strip() + "\n"


def policy(style: str, script: str) -> str:
    """The page's Content-Security-Policy: nothing from anywhere, our own style and script by their hashes."""
    return "; ".join((
        "default-src 'none'",
        f"style-src '{_hash(style)}'",
        f"script-src '{_hash(script)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ))  # fmt: skip


def total_usage(report: Report) -> UsageReport:
    """What all findings cost together; an answer's own sum, where there is one, has more in it than its findings."""
    if report.answer is not None:
        return report.answer.usage
    return UsageReport.together(reported.finding.usage for reported in report.findings)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _packaged(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8").replace("\r\n", "\n")


def _segments(claims: Sequence[Shown]) -> list[dict[str, Any]]:
    """The bar of verdicts, each with its share of 1,000 units."""
    counts = Counter(claim.verdict.name for claim in claims)
    segments: list[dict[str, Any]] = []
    at = 0.0
    for label in VERDICTS.values():
        if count := counts.get(label.name, 0):
            width = 1000 * count / len(claims)
            segments.append({"label": label, "count": count, "x": f"{at:.2f}", "width": f"{width:.2f}"})
            at += width
    return segments


def _answer(answer: Answer, articles: Mapping[str, Article] | None) -> dict[str, Any]:
    surroundings = Surroundings(dict(articles or {}))

    def words(article_id: str, quote: Quote) -> Marked:
        around = surroundings.around(article_id, quote)
        before, after = around or ("", "")
        return Marked(before, ((plain(quote.text), False),), after, altered=around is None)

    return {
        "sentences": [{"text": plain(s.text), "citations": s.citations} for s in answer.sentences],
        "not_said": plain(answer.not_said),
        "citations": [
            {
                "number": c.number,
                "name": outlet(c.publisher, c.title, c.path),
                "published": plain(c.published) or "date unknown",
                "words": words(c.article_id, c.quote),
            }
            for c in answer.citations
        ],
    }


def _provenance(report: Report) -> list[dict[str, Any]]:
    """What findings were made with, each different set once, with how many findings it made."""
    made: dict[tuple[tuple[str, str], ...], int] = {}
    kept = [report.answer.provenance] if report.answer and not report.findings else []
    for provenance in [*kept, *(r.finding.provenance for r in report.findings)]:
        rows = tuple(_rows(provenance))
        made[rows] = made.get(rows, 0) + 1
    return [{"rows": rows, "claims": claims} for rows, claims in made.items()]


def _rows(provenance: Provenance) -> list[tuple[str, str]]:
    prompts = ", ".join(f"{name} {value[:12]}" for name, value in sorted(provenance.prompt_hashes.items()))
    rows = [
        ("Model", provenance.model),
        ("Second model", provenance.second_model),
        ("Embedder", provenance.embedder),
        ("Prompts", prompts),
        ("Fitted layer", provenance.layer_hash),
        ("Calibration", provenance.calibration_hash),
        ("Library", provenance.library_fingerprint),
        ("As of", provenance.as_of),
        ("twosource", provenance.version),
    ]
    return [(name, plain(value)) for name, value in rows if value]
