"""Findings are read back whole, in each shape they come in; what is none is refused with file, line and next step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.findings import Answer, AnswerSentence, Citation
from pipeline.report import to_json
from pipeline.report.read import findings_json, findings_lines, read_report, report_of, report_of_all
from tests.made_findings import dispute, many


def value(number: int = 0) -> dict[str, Any]:
    return dict(report_of(many(number + 1)[number]).findings[0].value)


def written(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "findings.jsonl"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def answer() -> Answer:
    record, _ = dispute()
    source = record.sources[0]
    citation = Citation(1, source.article_id, source.path, "", source.publisher, source.published, source.quotes[0])
    sentence = AnswerSentence("On May 3.", (1,))
    return Answer(
        "When did the council decide?", (sentence,), (citation,), (record,), None, record.usage, record.provenance
    )


def test_a_line_a_finding_a_single_one_a_list_and_a_run(tmp_path: Path) -> None:
    records = many(3)
    lines = "".join(json.dumps(report_of(r).findings[0].value) + "\n" for r in records)
    for text in (
        lines,
        lines.replace("\n", "\r\n\r\n"),
        "\ufeff" + lines,
        json.dumps([json.loads(x) for x in lines.splitlines()]),
    ):
        report = read_report(written(tmp_path, text))
        assert [r.finding for r in report.findings] == records
        assert report.title == "3 claims checked"
    assert len(read_report(tmp_path).findings) == 3
    one = read_report(written(tmp_path, to_json(records[0])))
    assert [r.finding for r in one.findings] == [records[0]]
    assert one.title == records[0].claim.text


def test_an_answer_brings_its_findings(tmp_path: Path) -> None:
    report = read_report(written(tmp_path, to_json(answer())))
    assert report.answer == answer()
    assert report.title == "When did the council decide?"
    assert [r.finding for r in report.findings] == list(answer().findings)


def rows() -> str:
    """As `twosource batch` writes them: done, the same as another, failed, unreadable."""
    envelopes = [
        {
            "number": 1,
            "line": 1,
            "id": "c1",
            "claim": "One.",
            "speaker": "Ana Brandt",
            "state": "done",
            "finding": value(),
        },
        {"number": 2, "line": 2, "claim": "Two.", "state": "failed", "error": "the model timed out"},
        {"number": 3, "line": 4, "state": "unreadable", "error": "line 4 holds no claim"},
        {"number": 4, "line": 5, "claim": "One again.", "state": "done", "same_as": 1, "finding": value(1)},
        {"number": 5, "line": 6, "claim": "Five.", "state": "waiting"},
    ]
    return "".join(json.dumps(envelope) + "\n" for envelope in envelopes)


def test_rows_of_a_batch_run(tmp_path: Path) -> None:
    report = read_report(written(tmp_path, rows()))
    assert [(r.row_id, r.speaker, r.finding.claim.text) for r in report.findings] == [
        ("c1", "Ana Brandt", value()["claim"]["text"]),
        ("", "", value(1)["claim"]["text"]),
    ]
    assert [(m.claim, m.reason) for m in report.missing] == [
        ("Two.", "the model timed out"),
        ("line 3", "line 4 holds no claim"),
        ("Five.", "it is not done yet"),
    ]
    assert report.title == "2 of 5 claims checked"
    assert [json.loads(x) for x in findings_lines(report).splitlines()] == [json.loads(x) for x in rows().splitlines()]
    broken = rows().replace('"verdict":', '"verdikt":', 1)
    with pytest.raises(InputError, match=r":1: It is not a finding: verdict: Field required"):
        read_report(written(tmp_path, broken))


def test_a_run_that_has_not_ended(tmp_path: Path) -> None:
    written(tmp_path, rows()).rename(tmp_path / "findings.partial.jsonl")
    assert read_report(tmp_path).title == "2 of 5 claims checked so far"
    written(tmp_path, json.dumps(value()))
    assert len(read_report(tmp_path).findings) == 1


def test_nothing_is_lost_on_the_way_through(tmp_path: Path) -> None:
    person = {
        "id": "jdg_1",
        "claim_id": "clm_1",
        "claim": "x",
        "verdict": "refuted",
        "note": "",
        "by": "",
        "at": "2025-06-01",
    }
    person |= {"ours": None, "finding_id": None}
    newer = value() | {"person": person, "of_a_later_version": [1, {"a": "ü\u2028"}]}
    report = read_report(written(tmp_path, json.dumps(newer) + "\n" + json.dumps(value(1))))
    assert [json.loads(line) for line in findings_lines(report).split("\n")[:-1]] == [newer, value(1)]
    assert json.loads(findings_json(report)) == [newer, value(1)]
    assert read_report(written(tmp_path, findings_lines(report))) == report


@pytest.mark.parametrize(
    ("second", "what"),
    [
        ("{not json", "It is not JSON at character 2"),
        ('{"claim": "x"}', "It is not a finding: claim: "),
        ("[]x", "It is not JSON at character 3"),
        ("17", "It is not a finding: the line: "),
        ("[" * 100_000, "It cannot be read as JSON: it is nested too deeply"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -1e999}', "It cannot be read as JSON: -1e999 is too large a number"),
        ('{"a": ' + "9" * 20 + "}", "It cannot be read as JSON: a number has 20 digits"),
    ],
)
def test_a_line_that_is_no_finding_is_named(tmp_path: Path, second: str, what: str) -> None:
    file = written(tmp_path, json.dumps(value()) + "\n" + second + "\n")
    with pytest.raises(InputError) as caught:
        read_report(file)
    assert str(caught.value).startswith(f"{file}:2: ")
    assert what in str(caught.value)
    assert "twosource schema finding" in caught.value.mend


def test_the_field_that_does_not_fit_is_named(tmp_path: Path) -> None:
    wrong = value()
    wrong["verdict"] = "<script>"
    with pytest.raises(InputError, match=r":1: It is not a finding: verdict: Input should be 'supported'"):
        read_report(written(tmp_path, json.dumps(wrong)))
    wrong = value() | {"usage": {**value()["usage"], "calls": "many"}}
    with pytest.raises(InputError, match=r"usage\.calls: Input should be a valid integer"):
        read_report(written(tmp_path, json.dumps(wrong)))


def test_an_error_in_one_document_names_its_line(tmp_path: Path) -> None:
    text = json.dumps(value(), indent=1).replace('"verdict":', '"verdict"', 1)
    line = next(n for n, t in enumerate(text.split("\n"), 1) if t.startswith(' "verdict"'))
    with pytest.raises(InputError) as caught:
        read_report(written(tmp_path, text))
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["", "\n \n", b"\xff\xfe\x00"])
def test_files_without_findings(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_report(written(tmp_path, text))
    assert caught.value.mend


def test_a_folder_without_findings_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"findings\.jsonl: There is no such file"):
        read_report(tmp_path)


def test_what_is_written_can_be_printed_and_encoded(tmp_path: Path) -> None:
    odd = {"a": "\u202e\x9b\ud800 ü"}
    lines = findings_lines(read_report(written(tmp_path, json.dumps(value() | odd))))
    assert not set("\u202e\x9b\ud800") & set(lines)
    assert json.loads(lines.encode())["a"] == odd["a"]
    assert "ü" in lines


def test_several_findings_are_one_report() -> None:
    report = report_of_all(many(3))
    assert report.title == "3 claims checked"
    assert len(json.loads(findings_json(report))) == 3
    assert report_of_all(many(1), title="Mine").title == "Mine"
    assert report_of_all([]).findings == ()


def test_a_line_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.report.read.LONGEST_LINE", 100)
    with pytest.raises(InputError, match=r":1: The line has [\d,]+ characters; at most 100 are read"):
        read_report(written(tmp_path, json.dumps(value())))
