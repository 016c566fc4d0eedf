"""`twosource report`, and the pages of `check` and `ask`, as a user runs them."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sqlite3
import stat
from pathlib import Path

import jsonschema
import pytest

from pipeline.report.read import findings_lines, report_of
from pipeline.report.records import Report
from tests.integration.conftest import Run
from tests.integration.test_check import CLAIM, answers, reads_dates
from tests.made_findings import failed, many
from tests.stub_server import StubServer

HOUSE = ("--review-author", "Orl Gazette", "--review-url", "https://gazette.example/checks")


@pytest.fixture
def library(run: Run, articles: Path) -> str:
    assert run("ingest", str(articles), "--library", "lib").code == 0
    return "lib"


@pytest.fixture
def findings(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    kept = tuple(report_of(record).findings[0] for record in [*many(4), failed()])
    (folder / "findings.jsonl").write_text(
        findings_lines(Report("", kept, documents=tuple(r.value for r in kept))), encoding="utf-8"
    )
    return folder


def test_check_writes_a_page_with_the_sentences_around(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    asked = ("check", CLAIM, "--library", library, "--model", "openai:any")
    ran = run(*asked, "--html", "out.html")
    assert ran.code == 0, ran.err
    assert "CONFLICTING" in ran.out
    text = Path("out.html").read_text(encoding="utf-8")
    assert "Spring has come to the harbour." in text
    assert "Content-Security-Policy" in text
    kept = run(*asked, "--json").out
    Path("finding.json").write_text(kept, encoding="utf-8")
    # The same from what was kept: with the library the very page, without it the quotes alone.
    assert run("report", "finding.json", "--html", "again.html", "--library", library).code == 0
    # What it cost differs: the second time the cache answered.
    assert "Spring has come to the harbour." in Path("again.html").read_text(encoding="utf-8")
    assert run("report", "finding.json", "--html", "alone.html").code == 0
    assert "Spring has come to the harbour." not in Path("alone.html").read_text(encoding="utf-8")


def test_what_a_person_decided_goes_through_every_form(run: Run, library: str, stub: StubServer) -> None:
    """As `judge` keeps it and `check` writes it; what is no such record is named, with its field."""
    stub.otherwise = reads_dates
    note = "The minutes say May 4."
    assert run("judge", CLAIM, "--verdict", "refuted", "--note", note, "--by", "Ana", "--library", library).code == 0
    kept = run("check", CLAIM, "--library", library, "--model", "openai:any", "--json").out
    Path("finding.json").write_text(kept, encoding="utf-8")
    house = (*HOUSE, "--claimreview", "review.json")
    ran = run("report", "finding.json", "--html", "out.html", "--md", "out.md", "--csv", "out.csv", *house)
    assert ran.code == 0, ran.err
    assert "A person's verdict: <bdi>refuted</bdi>" in Path("out.html").read_text(encoding="utf-8").replace(
        "&#39;", "'"
    )
    assert "**A person's verdict: refuted** (Ana, " in Path("out.md").read_text(encoding="utf-8")
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {(r["person_verdict"], r["person"], r["person_note"]) for r in csv.DictReader(file)} == {
            ("refuted", "Ana", note)
        }
    (review,) = json.loads(Path("review.json").read_text(encoding="utf-8"))
    assert review["reviewRating"]["ratingExplanation"] == note
    assert "creativeWorkStatus" not in review
    value = json.loads(kept)
    for person in ({"verdict": "refuted"}, [value["person"]], value["person"] | {"verdict": "pants on fire"}):
        Path("other.json").write_text(json.dumps(value | {"person": person}), encoding="utf-8")
        ran = run("report", "other.json", "--md")
        assert (ran.code, ran.out) == (2, "")
        assert "It is not a finding: person" in ran.err


def test_a_run_that_was_killed_is_reported_from_its_ledger(run: Run, library: str, stub: StubServer) -> None:
    """`kill -9` leaves no findings.jsonl; a session that ends writes one."""
    stub.otherwise = answers(reads_dates)
    Path("claims.txt").write_text(f"{CLAIM}\nThe mayor left Orl.\n")
    begun = run("batch", "claims.txt", "-o", "night", "--library", library, "--model", "openai:any")
    assert begun.code == 0, begun.err
    whole = run("report", "night", "--jsonl").out
    Path("night/findings.jsonl").unlink()
    assert run("report", "night", "--jsonl").out == whole

    def waits(number: int) -> None:
        with contextlib.closing(sqlite3.connect("night/ledger.sqlite")) as ledger:
            ledger.execute("UPDATE claims SET state = 'waiting', finding = NULL WHERE number = ?", (number,))
            ledger.commit()

    waits(2)
    ran = run("report", "night", "--md", "--jsonl", "so-far.jsonl")
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"# {CLAIM} so far\n")
    assert Path("so-far.jsonl").read_text(encoding="utf-8") == whole.splitlines(keepends=True)[0]
    waits(1)
    ran = run("report", "night", "--md")
    assert (ran.code, ran.out) == (2, "")
    assert "No claim of it is done yet" in ran.err
    assert "twosource batch --resume night" in ran.err


def test_check_and_ask_as_markdown(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = answers(reads_dates)
    ran = run("check", CLAIM, "--library", library, "--model", "openai:any", "--format", "md")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("# Orl's city council approved the budget on May 3.\n")
    asked = (
        "ask",
        "When did the city council of Orl approve the budget?",
        "--library",
        library,
        "--model",
        "openai:any",
    )
    ran = run(*asked, "--format", "md", "--html", "answer.html")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("# When did the city council of Orl approve the budget?\n")
    page = Path("answer.html").read_text(encoding="utf-8")
    assert 'href="#source-1"' in page
    assert "<article" in page
    Path("answer.json").write_text(run(*asked, "--json").out, encoding="utf-8")
    assert run("report", "answer.json", "--md").out.startswith("# When did")


def test_a_page_that_cannot_be_written_is_told(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    ran = run("check", CLAIM, "--library", library, "--model", "openai:any", "--html", "missing/out.html")
    assert ran.code == 4
    assert "missing/out.html cannot be written" in ran.err


def test_all_forms_of_a_run_at_once(run: Run, findings: Path) -> None:
    forms = [x for f in ("html", "md", "csv", "jsonl", "json", "claimreview") for x in (f"--{f}", f"out.{f}")]
    ran = run("report", str(findings), *forms, *HOUSE, "--title", "A run")
    assert ran.code == 5, ran.err  # what could not be graded has no rating
    assert "missing reviewRating" in ran.err
    assert ran.out == ""
    assert '<h1 dir="auto">A run</h1>' in Path("out.html").read_text(encoding="utf-8")
    assert Path("out.md").read_text(encoding="utf-8").startswith("# A run\n")
    assert Path("out.jsonl").read_bytes() == (findings / "findings.jsonl").read_bytes()
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["number"] for row in csv.DictReader(file)} == {"1", "2", "3", "4", "5"}
    schema = json.loads(run("schema", "finding").out)
    for value in json.loads(Path("out.json").read_text(encoding="utf-8")):
        jsonschema.validate(value, schema)
    reviews = json.loads(Path("out.claimreview").read_text(encoding="utf-8"))
    jsonschema.validate(reviews, json.loads(run("schema", "claimreview").out))


def test_settings_name_the_house(run: Run, findings: Path) -> None:
    Path("twosource.toml").write_text(
        'review_author = "Orl Gazette"\nreview_url = "https://gazette.example/c"\nreview_scale = "ungraded=1 Open"\n'
    )
    ran = run("report", str(findings), "--claimreview", "-")
    assert ran.code == 5
    assert json.loads(ran.out)[-1]["reviewRating"]["alternateName"] == "Open"


def test_reviews_are_refused_with_what_is_missing(run: Run, findings: Path) -> None:
    ran = run("report", str(findings), "--claimreview", "r.json")
    assert ran.code == 2
    assert "author.name (--review-author) and url (--review-url)" in ran.err
    lines = (findings / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    Path("one.json").write_text(lines[-1], encoding="utf-8")
    ran = run("report", "one.json", "--claimreview", "r.json", *HOUSE)
    assert ran.code == 2
    assert "no review of “The bridge is closed.”: missing reviewRating" in ran.err
    assert not Path("r.json").exists()


def test_a_bad_line_is_named_and_nothing_is_written(run: Run, findings: Path) -> None:
    with (findings / "findings.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"claim": \x1b[31m}\n')
    ran = run("report", str(findings), "--html", "out.html")
    assert ran.code == 2
    assert f"{findings}/findings.jsonl:6: " in ran.err
    assert "twosource schema finding" in ran.err
    assert "\x1b" not in ran.err
    assert not Path("out.html").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run",), "There is nothing to write."),
        (("run", "--md", "--csv"), "Two forms cannot go to one place."),
        (("run", "--md", "a", "--csv", "./a"), "Two forms cannot go to one place."),
        (("run", "--jsonl", "run/findings.jsonl"), "run would be overwritten."),
        (("run", "--md", "run/findings.partial.jsonl"), "run would be overwritten."),
        (("run", "--md", "run/ledger.sqlite"), "run would be overwritten."),
        (("run/findings.jsonl", "--html", "run/../run/findings.jsonl"), "would be overwritten."),
        (("nowhere", "--md"), "nowhere: There is no such file."),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, findings: Path, arguments: tuple[str, ...], told: str) -> None:
    before = (findings / "findings.jsonl").read_bytes()
    ran = run("report", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert len(ran.err.splitlines()) == 2
    assert (findings / "findings.jsonl").read_bytes() == before


def test_where_one_form_cannot_be_made_none_is_written(run: Run, findings: Path) -> None:
    ran = run("report", str(findings), "--html", "out.html", "--claimreview", "review.json")
    assert ran.code == 2
    assert "author.name" in ran.err
    assert not Path("out.html").exists()


def test_a_report_that_is_there_is_replaced_whole(run: Run, findings: Path) -> None:
    target = Path("real.html")
    target.write_text("old")
    target.chmod(0o640)
    Path("link.html").symlink_to(target)
    assert run("report", str(findings), "--html", "link.html").code == 0
    assert Path("link.html").is_symlink()
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert not [name for name in os.listdir() if name.startswith(".twosource-")]  # noqa: PTH208


def test_pipes_are_written_to(run: Run, findings: Path) -> None:
    assert run("report", str(findings), "--html", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()
