"""Findings as rows for a spreadsheet: one row a claim and entry, in columns that stay.

A claim that no article speaks of has one row with empty article columns. New columns are only ever added at the
end. No cell is run as a formula: text that a spreadsheet would compute gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from pipeline.findings import Finding, Source
from pipeline.report.records import Report, Reported
from pipeline.report.view import person_of, side_of
from pipeline.report.words import plain

COLUMNS: Mapping[str, str] = {
    "number": "place of the claim in the report, from 1",
    "row_id": "id of the claim in the input of its run, or empty",
    "claim_id": "id of the claim",
    "claim": "the claim as it was checked",
    "verdict": "supported, refuted, conflicting, not_enough_evidence or ungraded",
    "summary": "the verdict in a sentence",
    "confirmed_by_two_origins": "true or false",
    "supporting_articles": "articles that support it",
    "supporting_origins": "independent origins that they go back to",
    "contradicting_articles": "articles that contradict it (denials are not counted)",
    "contradicting_origins": "independent origins that they go back to",
    "conflict": "type of the conflict, or empty",
    "conflict_difference": "what differs, or empty",
    "passages_graded": "passages that were graded",
    "passages_tried": "passages that were tried",
    "person_verdict": "what a person decided, or empty",
    "person": "who did",
    "person_at": "when",
    "person_note": "their note",
    "article_id": "id of the article",
    "publisher": "outlet",
    "title": "headline",
    "published": "date, YYYY-MM-DD",
    "date_guessed": "true where nobody states the date",
    "path": "file or address as given at ingest",
    "stance": "supports, contradicts or neutral",
    "column": "supports, contradicts or otherwise: the column of the matrix it stands in",
    "voice": "asserts, attributes, denies, plans or hedges",
    "speaker": "who is cited",
    "quote": "the deciding words; several are joined by ' … '",
    "quote_start": "where the first quote begins in the article's text, in characters",
    "quote_end": "where it ends",
    "origin": "entries with the same origin go back to one source",
    "origin_why": "why",
    "confidence": "calibrated probability of the stance, 0 to 1, or empty",
    "difference": "what kind of thing differs, for a contradiction",
    "contested": "true where model and code did not agree",
    "flags": "what the checks noticed; several are joined by '; '",
    "reason": "why it was graded so",
    "model": "the model that graded",
    "as_of": "later articles were left out",
    "library": "fingerprint of the library",
    "error": "why there is no finding; such rows come last and have no number",
    "second_model": "the model that read again what takes a side, or empty",
}
"""The columns in their order, and what each holds."""

_FORMULA = ("=", "+", "-", "@")


def rows_text(report: Report) -> str:
    """The rows as CSV (RFC 4180: commas, CRLF, quotation marks doubled), names of columns first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, reported in enumerate(report.findings, 1):
        common = _of_claim(number, reported)
        for source in reported.finding.sources or (None,):
            row = common | (_of_source(source) if source else {})
            writer.writerow([_cell(row.get(name)) for name in COLUMNS])
    for missing in report.missing:
        row = {"row_id": missing.row_id, "claim": missing.claim, "error": missing.reason}
        writer.writerow([_cell(row.get(name)) for name in COLUMNS])
    return out.getvalue()


def _of_claim(number: int, reported: Reported) -> dict[str, Any]:
    finding = reported.finding
    person = person_of(finding)
    return {
        "number": number,
        "row_id": reported.row_id,
        "claim_id": finding.claim.id,
        "claim": finding.claim.text,
        "verdict": finding.verdict,
        "summary": finding.summary,
        "confirmed_by_two_origins": finding.confirmed_by_two_origins,
        **_counts(finding),
        "conflict": finding.conflict.type if finding.conflict else None,
        "conflict_difference": finding.conflict.difference if finding.conflict else None,
        "person_verdict": person.verdict if person else None,
        "person": person.by if person else None,
        "person_at": person.at if person else None,
        "person_note": person.note if person else None,
        "model": finding.provenance.model,
        "second_model": finding.provenance.second_model,
        "as_of": finding.provenance.as_of,
        "library": finding.provenance.library_fingerprint,
    }


def _counts(finding: Finding) -> dict[str, int]:
    return {
        "supporting_articles": finding.counts.supports.articles,
        "supporting_origins": finding.counts.supports.origins,
        "contradicting_articles": finding.counts.contradicts.articles,
        "contradicting_origins": finding.counts.contradicts.origins,
        "passages_graded": finding.coverage.graded,
        "passages_tried": finding.coverage.attempted,
    }


def _of_source(source: Source) -> dict[str, Any]:
    first = source.quotes[0] if source.quotes else None
    return {
        "article_id": source.article_id,
        "publisher": source.publisher,
        "title": source.title,
        "published": source.published,
        "date_guessed": source.date_guessed,
        "path": source.path,
        "stance": source.stance,
        "column": side_of(source),
        "voice": source.voice,
        "speaker": source.speaker,
        "quote": " … ".join(q.text for q in source.quotes),
        "quote_start": first.start if first else None,
        "quote_end": first.end if first else None,
        "origin": source.origin,
        "origin_why": source.origin_why,
        "confidence": source.confidence,
        "difference": source.difference,
        "contested": source.contested is not None,
        "flags": "; ".join(source.flags),
        "reason": source.reason,
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = plain(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
