"""Sessions as files, findings as files, and what a stranger's file is not allowed to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.report import schema_of
from pipeline.shell.sitting import Sitting
from tests.shell.conftest import CLAIM, QUESTION, Sat, made
from tests.stub_server import StubServer

LOOKS = [
    "findings",
    "subject",
    "cost",
    "sources",
    "open 1",
    "why 1",
    "open 2",
    "why 2",
    "findings 1",
    "sources",
    "open 3",
]


def another(where: str = "lib") -> Sat:
    sitting = Sitting(made(where), where, warm=False)
    sitting.start()
    return Sat(sitting)


def test_a_session_saved_and_loaded_shows_the_same_and_weighs_the_same(sat: Sat, model: StubServer) -> None:
    sat(CLAIM, 'judge refuted "called"', "exclude 2", QUESTION, "and who denied it?", 'note "x"', "as-of 2024-06-01")
    sat("save monday.session")
    before = [sat(line) for line in LOOKS]
    asked = len(model.requests)
    other = another()
    assert "3 findings loaded from monday.session" in other("load monday.session")
    assert [other(line) for line in LOOKS] == before
    assert other("exclude 1") == sat("exclude 1")
    assert other("include all") == sat("include all")
    assert len(model.requests) == asked
    assert other.sitting.close(30)


def test_a_session_whose_articles_are_gone_can_be_read(sat: Sat, library: str) -> None:
    sat(CLAIM, "save monday.session")
    shown = sat("findings 1")
    shutil.rmtree(library)
    other = another()
    assert "they can be read, not weighed again" in " ".join(other("load monday.session").split())
    assert other("findings 1") == shown
    other("exclude 1")
    assert "not in the library any more" in " ".join(other.screen.split())
    assert other.last.kind == "error"
    assert other.sitting.desk is not None
    assert other.sitting.desk.session.rules == [], "what failed is not in force"
    assert other.sitting.close(30)


def test_what_is_left_out_of_a_session_whose_articles_are_gone_can_be_taken_back(sat: Sat, library: str) -> None:
    sat(CLAIM, "exclude 1", "save monday.session")
    shutil.rmtree(library)
    other = another()
    other("load monday.session")
    assert "it stays as it was weighed" in " ".join(other("include 1").split())
    assert other.sitting.desk is not None
    assert other.sitting.desk.session.rules == []
    assert other.sitting.close(30)


def test_a_session_that_was_loaded_may_be_saved_again(sat: Sat) -> None:
    sat(CLAIM, "save monday.session")
    other = another()
    other("load monday.session", 'note "on"', "save monday.session")
    assert other.last.kind == "save"
    assert "on" in other("load monday.session", "findings 1")
    assert other.sitting.close(30)


def test_a_session_of_before_with_a_persons_verdict_is_read(sat: Sat) -> None:
    sat(CLAIM, "save a.session")
    judged = {"verdict": "refuted", "note": "called", "kept": "library"}
    old = changed(json.loads(Path("a.session").read_text()), "turns", 0, "judged", to=judged)
    Path("b.session").write_text(old)
    assert "A person decided: REFUTED (where we had conflicting): called" in sat("load b.session", "findings 1")


def changed(saved: dict[str, Any], *path: Any, to: Any) -> str:
    """The saved session with one value changed."""
    place = saved
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(saved)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("format",), "twosource-session/9"),
        (("current",), 7),
        (("more",), 1),
        (("turns", 0, "evidence", "tried", 0, "span"), [0, 10**9]),
        (("turns", 0, "evidence", "tried", 0, "sentences"), [[-5, 4]]),
        (("turns", 0, "evidence", "grades"), []),
        (("turns", 0, "evidence", "grades", 0, 0, "quotes"), [[0, 10**9]]),
        (("turns", 0, "evidence", "grades", 0, 0, "article_id"), "art_0"),
        (("turns", 0, "finding"), None),
        (("turns", 0, "places"), "all"),
        (("turns", 0, "places", 0, "start"), -5),
        (("turns", 0, "places", 0, "end"), 10**9),
        (("turns", 0, "finding", "sources", 0, "quotes", 0, "text"), "a quote that stands nowhere"),
        (("turns", 0, "finding", "sources", 0, "quotes", 0, "start"), 1),
        (("turns", 0, "finding", "sources", 0, "article_id"), "art_0"),
        (("turns", 0, "finding", "conflict", "quotes", 0, "text"), "a quote that stands nowhere"),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(sat: Sat, path: tuple[Any, ...], to: Any) -> None:
    sat(CLAIM, "save a.session")
    Path("b.session").write_text(changed(json.loads(Path("a.session").read_text()), *path, to=to))
    sat("load b.session")
    assert sat.last.kind == "error"
    assert "b.session" in sat.screen
    assert "is not a session that can be loaded" in " ".join(sat.screen.split())
    assert "CONFLICTING" in sat("findings"), "the session at hand stays"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("shown", 0), {"article_id": None, "start": 7, "end": 3}),
        (("turns", 0, "answer", "citations", 0, "quote", "text"), "a quote that stands nowhere"),
        (("turns", 0, "answer", "findings", 0, "sources", 0, "quotes", 0, "end"), 10**9),
    ],
)
def test_an_answer_and_a_time_line_that_were_tampered_with_are_refused(
    sat: Sat, path: tuple[Any, ...], to: Any
) -> None:
    sat(QUESTION, "timeline the budget", "save a.session")
    saved = json.loads(Path("a.session").read_text())
    if isinstance(to, dict):
        to["article_id"] = saved["shown"][0]["article_id"]
    Path("b.session").write_text(changed(saved, *path, to=to))
    sat("load b.session")
    assert "is not a session that can be loaded" in " ".join(sat.screen.split())


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"format": "twosource-session/1"}', b"[" * 100_000])
def test_what_is_no_session_is_refused(sat: Sat, content: bytes) -> None:
    Path("b.session").write_bytes(content)
    sat("load b.session")
    assert "is not a session that can be loaded" in " ".join(sat.screen.split())


def test_json_of_one_finding_is_that_of_check_and_of_all_a_list(sat: Sat) -> None:
    sat(CLAIM, "export one.json", QUESTION, "export all.json all")
    assert "2 findings written to all.json" in sat.screen
    jsonschema.validate(json.loads(Path("one.json").read_text()), json.loads(schema_of("finding")))
    finding, answer = json.loads(Path("all.json").read_text())
    jsonschema.validate(finding, json.loads(schema_of("finding")))
    jsonschema.validate(answer, json.loads(schema_of("answer")))


def test_nothing_that_is_there_is_overwritten(sat: Sat) -> None:
    Path("mine.json").write_text("precious")
    Path("mine.session").write_text("precious")
    for line in ("export mine.json", "save mine.session"):
        sat(CLAIM, line)
        assert "is there already" in sat.screen
    assert {Path("mine.json").read_text(), Path("mine.session").read_text()} == {"precious"}
    sat("export own.json", "export own.json")
    assert sat.last.kind == "export", "what the session has written it may write again"


def test_time_lines_and_conflicts_have_numbers_too(sat: Sat) -> None:
    line = sat("timeline the budget")
    assert sat.last.kind == "timeline"
    assert "[1] " in line
    opened = sat("open 1")
    assert "⟦" in opened
    found = sat("conflicts")
    assert sat.last.kind == "conflicts"
    assert all(f"[{n}] " in found for n in (1, 2))
    assert "⟦" in sat("open 2")
    assert "It was not graded" in sat("why 1")


def test_history_is_kept_for_each_library(sat: Sat) -> None:
    for line in (CLAIM, QUESTION, "open 1"):
        sat.sitting.history.append_string(line)
    assert CLAIM in " ".join(sat("history approved the").split())
    assert sat("history nobody has typed this") == "No earlier line has these words."
    again = Sitting(made(), "lib").history
    assert again.found("council") == [QUESTION, CLAIM]
    assert Sitting(made("other"), "other").history.found("") == []
