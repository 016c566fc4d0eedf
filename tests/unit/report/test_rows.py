"""Rows for a spreadsheet: columns that stay and are documented, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

from pipeline.findings import Finding
from pipeline.report.read import report_of
from pipeline.report.records import Missing, Report
from pipeline.report.rows import COLUMNS, rows_text
from store.history import PersonVerdict
from tests.made_findings import decided, dispute, failed, finding, hostile, many

README = Path(__file__).parents[3] / "pipeline" / "report" / "README.md"


def rows(*findings: Finding, person: PersonVerdict | None = None) -> list[dict[str, str]]:
    kept = [report_of(replace(f, person=person)).findings[0] for f in findings]
    text = rows_text(Report("Report", tuple(kept)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_a_claim_and_article() -> None:
    record, _ = dispute()
    found = rows(record, failed())
    assert [r["number"] for r in found] == ["1"] * 5 + ["2"]
    assert list(found[0]) == list(COLUMNS)
    assert [r["column"] for r in found] == ["supports", "supports", "contradicts", "otherwise", "otherwise", ""]
    assert found[0]["quote"] == record.sources[0].quotes[0].text
    assert (found[0]["confidence"], found[1]["confidence"]) == ("0.91", "")
    assert (found[5]["verdict"], found[5]["passages_graded"], found[5]["passages_tried"]) == ("ungraded", "1", "4")
    assert found[0]["supporting_origins"] == "1"


def test_a_persons_verdict_has_its_columns() -> None:
    (row,) = rows(failed(), person=decided("refuted", by="M. Ode", note="Called."))
    assert (row["person_verdict"], row["person"], row["person_at"]) == ("refuted", "M. Ode", "2025-06-01T10:00:00Z")


def test_no_cell_is_a_formula_or_breaks_its_row() -> None:
    for claim in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", 'a\r\nb,"c"\x00'):
        (row,) = rows(finding(claim, verdict="not_enough_evidence"))
        assert not re.match(r"[=+\-@\t\r]", row["claim"])
        assert len(row) == len(COLUMNS)
        assert None not in row.values()
    assert len(rows(hostile()[0])) == 2


def test_rows_without_a_finding_come_last() -> None:
    text = rows_text(Report("R", report_of(failed()).findings, missing=(Missing("=Two", "timed out", "c2"),)))
    last = list(csv.DictReader(io.StringIO(text, newline="")))[-1]
    assert (last["number"], last["row_id"], last["claim"], last["error"]) == ("", "c2", "'=Two", "timed out")


def test_numbers_stay_numbers() -> None:
    record, _ = dispute()
    odd = replace(record, sources=(replace(record.sources[0], confidence=-0.5),))
    assert rows(odd)[0]["confidence"] == "-0.5"


def test_a_thousand_claims() -> None:
    found = rows(*many(1000))
    assert len({r["claim_id"] for r in found}) == 1000


def test_the_columns_are_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \| (.+) \|$", README.read_text(encoding="utf-8"), re.M)
    assert documented == list(COLUMNS.items())
