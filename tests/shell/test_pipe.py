"""Lines from a pipe: what is printed where, and with which exit code the command ends."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.cli.shell import shell
from pipeline.report import schema_of
from tests.integration.conftest import Ran
from tests.shell.conftest import CLAIM, QUESTION, made
from tests.stub_server import StubServer


@pytest.fixture
def piped(library: str, model: StubServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `twosource shell` with lines on stdin; the embedder is the tests' own."""
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: made()().embedder.inner)

    def run(lines: bytes | str, *arguments: str) -> Ran:
        data = lines.encode() if isinstance(lines, str) else lines
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        code = shell.main(["--model", "openai:any", "--library", library, *arguments], standalone_mode=False)
        captured = capsys.readouterr()
        return Ran(int(code or 0), captured.out, captured.err)

    return run


def test_json_gives_one_line_a_line(piped: Any) -> None:
    ran = piped(f"{CLAIM}\n\n{QUESTION}\nopen 1\nsources\ncost\nhelp\nfindings\n", "--json")
    assert (ran.code, ran.err) == (0, "")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["kind"] for row in rows] == ["finding", "answer", "passage", "sources", "cost", "help", "findings"]
    assert [row["line"] for row in rows] == [1, 3, 4, 5, 6, 7, 8]
    jsonschema.validate(rows[0]["value"], json.loads(schema_of("finding")))
    jsonschema.validate(rows[1]["value"], json.loads(schema_of("answer")))


def test_text_goes_to_stdout_and_errors_to_stderr(piped: Any) -> None:
    ran = piped(f"{CLAIM}\nopen 99\n")
    assert ran.code == 5
    assert ran.out.startswith("≠ CONFLICTING")
    assert "There is no source with the number 99" in ran.err
    assert "\x1b" not in ran.out + ran.err


def test_the_exit_code_is_that_of_the_errors_where_nothing_went_right(piped: Any, library: str) -> None:
    assert piped("open 1\nwhy 2\n").code == 2
    assert piped(CLAIM, "--library", "nowhere").code == 4
    assert piped("").code == 0


def test_files_that_fail_are_told_by_the_exit_code_as_ingest_does(piped: Any) -> None:
    Path("broken.pdf").write_bytes(b"no pdf")
    Path("fine.txt").write_text("Fine\n\nThe council of Orl met on May 3.\n")
    assert piped("ingest broken.pdf\n").code == 2
    assert piped("ingest fine.txt broken.pdf\n").code == 5
    assert piped("ingest fine.txt\n").code == 0


def test_an_error_is_a_line_of_json_too(piped: Any) -> None:
    (row,) = [json.loads(line) for line in piped("open 1\n", "--json").out.splitlines()]
    assert row["kind"] == "error"
    assert row["value"] == {"error": "Nothing has been asked yet.", "mend": "Type a claim or a question."}


def test_bytes_that_are_no_text_and_endless_lines_are_a_line_s_own_fault(piped: Any) -> None:
    ran = piped(b"\xff\xfe\x00\n" + b"a b " * 200_000 + b"\nhelp cost\n", "--json")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["kind"] for row in rows] == ["error", "error", "help"]


def test_quit_ends_before_the_last_line(piped: Any) -> None:
    assert piped(f"quit\n{CLAIM}\n").out == ""


def test_an_article_cannot_write_to_the_terminal(piped: Any, library: str, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.mkdir()
    words = "The council of Orl approved the budget on May 3 \x1b]0;owned\x07 \x1b[2J [bold red]x[/] \u202egpj."
    (evil / "evil.jsonl").write_text(json.dumps({"text": words, "title": "[bold red]evil[/]"}) + "\n")
    with made(library)() as checker:
        assert checker.ingest([str(evil)]).added
    ran = piped(
        f"{CLAIM}\nopen 1\nopen 2\nopen 3\nopen 4\nwhy 1\nwhy 4\nsources\ntimeline budget\nconflicts\nfindings\n"
    )
    assert "[bold red]evil[/]" in ran.out
    assert not any(mark in ran.out + ran.err for mark in ("\x1b", "\x07", "\u202e"))
    assert "[bold red]x[/]" in ran.out, "markup is text"
