"""The same words in every form: who made a finding, what it cost, who holds what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.findings import UsageReport
from pipeline.report.markdown import markdown
from pipeline.report.page import page
from pipeline.report.read import report_of
from pipeline.report.rows import COLUMNS, rows_text
from pipeline.report.text import VERDICTS, finding_text, voice_of
from pipeline.report.view import show
from pipeline.report.words import cost_words, graded_words, made_by, outlet, verdict_label, voice_words
from tests.made_findings import dispute, failed


def test_that_a_second_model_read_it_again_is_told_in_every_form() -> None:
    record = dispute()[0]
    record = replace(record, provenance=replace(record.provenance, second_model="openai:second"))
    report = report_of(record)
    for text in (page(report), markdown(report), finding_text(record)):
        assert "read again by openai:second" in " ".join(text.split())
    assert '<th scope="row">Second model</th> <td><bdi>openai:second</bdi></td>' in page(report)
    assert list(COLUMNS)[-1] == "second_model"
    assert rows_text(report).splitlines()[1].endswith(",openai:second")
    assert "Second model" not in page(report_of(dispute()[0]))


def test_page_and_terminal_say_the_same() -> None:
    for record in (dispute()[0], failed()):
        (shown,) = show(report_of(record))
        text = " ".join(finding_text(record).split())
        for part in (*graded_words(record.coverage), made_by(record.provenance), cost_words(record.usage)):
            assert part in text
        assert shown.graded == "; ".join(graded_words(record.coverage))
        assert VERDICTS[record.verdict][0] == f"{shown.verdict.sign} {shown.verdict.title.upper()}"
        voices = [voice_of(s) for s in record.sources if s.quotes]
        entries = [e for o in shown.origins for a in o.articles for side in a.cells.values() for e in side]
        assert sorted(voices) == sorted(entry.voice for entry in entries)


@pytest.mark.parametrize(
    ("usage", "short", "long"),
    [
        (UsageReport(1, 0, 1000, 5, 0.02), "1 call, $0.0200", "1 call, 1,000 tokens in, 5 out, $0.0200"),
        (UsageReport(0, 3, 0, 0, 0.0), "no new calls (3 from the cache)", "no new calls (3 from the cache), 0 tokens"),
        (
            UsageReport(1200, 3, 10, 5, None),
            "1,200 calls (3 from the cache), 15 tokens at an unknown price",
            "1,200 calls (3 from the cache), 10 tokens in, 5 out, at an unknown price",
        ),
    ],
)
def test_what_it_cost(usage: UsageReport, short: str, long: str) -> None:
    assert cost_words(usage) == short
    assert cost_words(usage, tokens=True).startswith(long)


def test_names_that_are_none() -> None:
    assert outlet(None, "", "") == "unnamed article"
    assert outlet("\x1b ", "", "a/b.md") == "b.md"
    assert verdict_label("pants_on_fire").title == "pants on fire"
    assert voice_words("denies", " \x00") == "denial by others"
