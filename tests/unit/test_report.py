"""Findings on a terminal and as JSON: hostile text does no harm, and widths are kept."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict, replace

import jsonschema
import pytest
from rich.console import Console

from pipeline.cli.options import emit_json
from pipeline.findings import (
    ClaimText,
    Count,
    Counts,
    Coverage,
    Finding,
    Provenance,
    Quote,
    Source,
    UsageReport,
)
from pipeline.report import schema_of, to_json
from pipeline.report.read import findings_lines, report_of
from pipeline.report.text import print_finding

HOSTILE = (
    "[red]Injected[/red] \x1b[31mred\x1b[0m \x07bell \u202eright to left\u202c \r overwritten 📰 文字 [link=x]y[/link]"
)


def finding(text: str = HOSTILE) -> Finding:
    source = Source(
        article_id="art_1",
        path=text,
        title=text,
        publisher=text,
        published="2024-05-06",
        stance="supports",
        voice="attributes",
        speaker=text,
        quotes=(Quote(text, 0, len(text)),),
        origin="art_1",
        origin_why=text,
        confidence=0.87,
        reason=text,
    )
    return Finding(
        claim=ClaimText("clm_1", text),
        verdict="supported",
        summary=text,
        confirmed_by_two_origins=False,
        sources=(source,),
        counts=Counts(Count(1, 1), Count(0, 0)),
        conflict=None,
        coverage=Coverage(3, 3, 1, ()),
        usage=UsageReport(3, 0, 100, 3, None),
        provenance=Provenance("m", "e", {"grade": "0"}, None, "f", None, "0.1"),
    )


def printed(record: Finding, width: int) -> str:
    out = io.StringIO()
    print_finding(record, Console(file=out, width=width, highlight=False, emoji=False, markup=False))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_hostile_text_is_only_ever_text(width: int) -> None:
    text = printed(finding(), width)
    assert not any(c in text for c in "\x1b\x07\r\u202e")
    assert "[red]Injected" in text.replace("\n", " ")
    from rich.cells import cell_len

    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_guessed_date_is_shown_as_such() -> None:
    stated = finding("a")
    guessed = replace(stated, sources=tuple(replace(s, date_guessed=True) for s in stated.sources))
    assert "2024-05-06 (guessed)" in " ".join(printed(guessed, 200).split())
    assert "guessed" not in printed(stated, 200)


def test_a_word_of_ten_thousand_characters_is_folded() -> None:
    assert max(map(len, printed(finding("x" * 10_000), 80).splitlines())) <= 80


def test_an_unknown_price_is_not_shown_as_nothing() -> None:
    assert "103 tokens at an unknown price" in " ".join(printed(finding("a"), 200).split())


def test_json_holds_to_its_schema_and_to_its_bytes() -> None:
    record = finding()
    jsonschema.validate(json.loads(to_json(record)), json.loads(schema_of("finding")))
    assert to_json(record) == to_json(finding())
    assert json.loads(to_json(record))["sources"][0]["quotes"][0]["text"] == HOSTILE


def test_json_is_nothing_that_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever way it is written: as a record of ours, or as values."""
    text = f"{HOSTILE} \x9b31m \u2028 \u200f \u2066 half: \udcff"
    record = finding(text)
    emit_json(asdict(record))
    for written in (to_json(record), capsys.readouterr().out, findings_lines(report_of(record))):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", written)
        assert json.loads(written)["summary"] == text
        assert "文字" in written


def test_the_schema_names_every_promised_field() -> None:
    schema = json.loads(schema_of("finding"))
    promised = {"claim", "verdict", "sources", "counts", "conflict", "coverage", "usage", "provenance"}
    assert promised <= set(schema["required"])
    source = schema["$defs"]["Source"]["required"]
    fields = {"article_id", "path", "title", "publisher", "published", "stance", "voice", "speaker", "quotes"}
    assert fields <= set(source)
