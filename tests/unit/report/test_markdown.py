"""Markdown: what articles say makes no markup of its own, as a real renderer reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.findings import Finding
from pipeline.report.markdown import escaped, markdown
from pipeline.report.read import report_of
from pipeline.report.records import Missing, Report
from pipeline.report.words import plain
from store.history import PersonVerdict
from tests.made_findings import HOSTILE, decided, dispute, failed, hostile, many, superseded


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        found += [token, *(token.children or [])]
    return found


def of(*findings: Finding, person: PersonVerdict | None = None) -> str:
    kept = [report_of(replace(f, person=person)).findings[0] for f in findings]
    return markdown(Report("Report", tuple(kept)))


def words(text: str) -> str:
    return "".join(t.content for t in tokens(text) if t.type in ("text", "text_special", "softbreak"))


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*"\\`*_{}[]<>()#+-.!|~:@=&$^1 \n", "a", "www.", "://"])).map("".join)
    )
)
def test_escaped_text_reads_as_the_text(text: str) -> None:
    read = tokens(escaped(text))
    assert {t.type for t in read} <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
    assert words(escaped(text)) == plain(text)


def test_hostile_text_is_text() -> None:
    record, _ = hostile()
    text = of(record, person=decided("refuted", by=HOSTILE[1], note=HOSTILE[4]))
    calm, shape = [t.type for t in tokens(of(dispute()[0]))], tokens(text)
    assert not [t for t in shape if t.type in ("html_inline", "html_block", "link_open", "image", "code_inline")]
    assert sum(t.type == "heading_open" for t in shape) == calm.count("heading_open") == 2
    rows = sum(t.type == "tr_open" for t in shape)
    assert sum(t.type in ("td_open", "th_open") for t in shape) == 5 * rows
    assert HOSTILE[0] in words(text)


def test_tables_of_the_matrix() -> None:
    text = of(dispute()[0], *many(3))
    rows = sum(t.type == "tr_open" for t in tokens(of(dispute()[0])))
    assert rows == 1 + 5
    assert "| Verdict | Claims |" in text
    assert "“Orl's council approved the budget on **May 3** after a long debate.”" in text
    assert "Origin 1: 2 articles that go back to one source (one text in two papers)." in text


def test_what_was_overtaken_failed_and_judged() -> None:
    text = of(superseded()[0], failed(), person=decided("refuted", by="M. Ode", note="Called."))
    assert "**Overtaken: the later one overtook the earlier one**" in text
    assert "Could not be graded (the model timed out): 3 of art\\_lost." in text
    assert "**A person's verdict: refuted** (M. Ode, 2025-06-01T10:00:00Z): Called." in text


def test_rows_without_a_finding() -> None:
    text = markdown(Report("R", report_of(failed()).findings, missing=(Missing("1. *Two*", "timed <out>"),)))
    assert text.endswith("## Claims without a finding\n\n* &#49;. \\*Two\\*: timed &#60;out\\>\n")


@pytest.mark.parametrize("url", ["https://a.example/x|y>z`", "https://a.example/(b)[c]"])
def test_addresses_end_neither_link_nor_cell(url: str) -> None:
    record, articles = dispute()
    report = report_of(record)
    text = markdown(report, {articles[0].id: replace(articles[0], url=url)})
    links = [t for t in tokens(text) if t.type == "link_open"]
    assert len(links) == 1
    assert str(links[0].attrs["href"]).startswith("https://a.example/")
    shape = tokens(text)
    assert sum(t.type in ("td_open", "th_open") for t in shape) == 5 * sum(t.type == "tr_open" for t in shape)
