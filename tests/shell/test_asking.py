"""Asking and weighing again, line by line: what is asked of the model, and what comes out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.shell.conftest import CLAIM, QUESTION, READS, Sat, made
from tests.stub_server import Recorded, Scripted, StubServer, error_reply


def verdict(sat: Sat) -> str:
    return str(sat.last.value["verdict"])


def test_a_claim_is_checked_and_its_sources_are_numbered(sat: Sat) -> None:
    screen = sat(CLAIM)
    assert sat.last.kind == "finding"
    assert verdict(sat) == "conflicting"
    assert all(f"[{n}] " in screen for n in (1, 2, 3))


def test_exclusion_asks_the_model_nothing(sat: Sat, model: StubServer) -> None:
    sat(CLAIM)
    asked = len(model.requests)
    contradicting = next(n for n in (1, 2, 3) if "contradicts" in sat(f"why {n}"))
    screen = sat(f"exclude {contradicting}")
    assert verdict(sat) == "supported"
    assert "was ≠ CONFLICTING, is ✔ SUPPORTED" in screen
    assert "left out by hand: 1 article" in screen
    assert "no new calls" in screen
    sat(f"include {contradicting}")
    assert verdict(sat) == "conflicting"
    sat("exclude publisher:orl gazette")
    sat("include all", "exclude origin:1", "include all")
    assert verdict(sat) == "conflicting"
    assert len(model.requests) == asked


def test_what_is_left_out_is_not_graded_until_it_is_taken_back(sat: Sat, model: StubServer) -> None:
    assert "From now on left out: Orl Gazette" in sat("exclude publisher:orl gazette")
    sat(CLAIM)
    assert len(model.requests) == 2
    assert all("Orl Gazette" not in json.dumps(request.json) for request in model.requests)
    assert "left out by hand: 1 article (Orl Gazette)" in sat.screen
    sat("include publisher:Orl Gazette")
    assert len(model.requests) == 3, "what was never graded is graded now"
    assert len(sat.last.value["sources"]) == 3


def test_as_of_grades_only_what_is_missing(sat: Sat, model: StubServer) -> None:
    sat("as-of 2024-05-06")
    assert "From now on" in sat.screen
    sat(CLAIM)
    first = len(model.requests)
    assert verdict(sat) == "supported"
    assert "as of 2024-05-06" in sat.screen
    sat("as-of off")
    assert verdict(sat) == "conflicting"
    assert len(model.requests) == first + 2, "the two articles without a date"
    sat("as-of 2024-05-06", "as-of off")
    assert len(model.requests) == first + 2


def test_only_one_publisher_counts_and_the_finding_says_so(sat: Sat, model: StubServer) -> None:
    sat(CLAIM)
    asked = len(model.requests)
    screen = sat("only publisher:Orl Gazette")
    assert len(sat.last.value["sources"]) == 1
    assert "only articles of Orl Gazette count" in screen
    assert sat("only publisher:orl gazette") == screen.replace(
        "was ≠ CONFLICTING, is ✔ SUPPORTED", "the verdict stays ✔ SUPPORTED"
    )
    assert len(model.requests) == asked
    sat("only off")
    assert verdict(sat) == "conflicting"


def test_numbers_keep_their_meaning(sat: Sat) -> None:
    sat(CLAIM)
    titles = {n: sat(f"open {n}").splitlines()[0] for n in (1, 2, 3)}
    sat("exclude 1", "exclude 2", "include all", "only publisher:Orl Gazette", "only off")
    assert {n: sat(f"open {n}").splitlines()[0] for n in (1, 2, 3)} == titles


def test_a_question_is_answered_and_weighed_again_without_a_call(sat: Sat, model: StubServer) -> None:
    screen = sat(QUESTION)
    assert sat.last.kind == "answer"
    assert "[1]" in screen
    asked = len(model.requests)
    without = sat("exclude 1")
    assert without != screen
    assert sat("include 1").splitlines()[-8:-2] == screen.splitlines()[-8:-2]
    assert len(model.requests) == asked
    assert "C1" in sat("sources")


def test_a_follow_up_keeps_the_subject_and_says_how_it_was_read(sat: Sat, model: StubServer) -> None:
    sat(CLAIM)
    screen = sat("and who denied it?")
    assert screen.startswith("→ Who denied that Orl's city council approved the budget on May 3?")
    assert sat("subject") == f"subject: {CLAIM}"
    assert sat("when did it vote?").startswith("→ When did Orl's city council vote?")
    sat("subject clear")
    assert sat("subject") == 'No subject: "it" means nothing yet.'
    sat("subject the Hask tunnel", "when did it open?")
    assert sat.screen.startswith("→ When did the Hask tunnel open?")


def test_a_statement_is_checked_a_question_asked_and_either_is_forced(sat: Sat) -> None:
    kinds = [(CLAIM, "finding"), (QUESTION, "answer"), (f"?{CLAIM}", "answer"), (f"!{QUESTION}", "finding")]
    for line, kind in kinds:
        sat(line)
        assert sat.last.kind == kind, line


def test_a_person_s_verdict_and_notes_stand_with_the_finding(sat: Sat) -> None:
    sat(CLAIM, 'judge refuted "called the ministry"', 'note "ask for the minutes"')
    screen = sat("findings 1")
    assert "A person decided: REFUTED (" in screen
    assert "where we had conflicting): called the ministry" in " ".join(screen.split())
    assert "note: ask for the minutes" in screen
    assert "refuted" in sat("findings")
    sat(QUESTION, "judge refuted")
    assert "goes with a claim" in sat.screen


def test_a_verdict_is_kept_with_what_the_person_saw(sat: Sat) -> None:
    with made()() as checker:
        checker.limit(publisher="Orl Gazette")
        assert checker.check(CLAIM).verdict == "supported"  # this one is kept, and is another than the shell's
    sat(CLAIM, 'judge refuted "called the ministry"')
    with made()() as checker:
        (person,) = checker.history(CLAIM).persons
    assert (person.verdict, person.note, person.ours) == ("refuted", "called the ministry", "conflicting")
    assert person.finding_id is None, "what the shell shows is not kept"
    assert sat.last.value["person"]["id"] == person.id
    sat("export x.json")
    assert json.loads(Path("x.json").read_text())["person"]["id"] == person.id
    sat("exclude 1")
    assert sat.last.value["person"]["id"] == person.id


def test_a_verdict_of_before_is_shown_when_the_claim_is_checked(sat: Sat) -> None:
    with made()() as checker:
        checker.judge(CLAIM, verdict="supported", note="Read the minutes.", by="Ana")
    assert "A person decided: SUPPORTED (Ana, " in sat(CLAIM)
    assert sat.last.value["person"]["note"] == "Read the minutes."


def test_a_verdict_goes_into_the_library_that_is_there_now(sat: Sat, library: str, articles: Path) -> None:
    sat(CLAIM, "judge refuted before")
    shutil.rmtree(library)
    sat(f'ingest "{articles}"')
    assert "3 added" in sat.screen, "nothing is written to the one that was deleted"
    sat(CLAIM, "judge supported after")
    with made()() as checker:
        assert [p.note for p in checker.history(CLAIM).persons] == ["after"]
        assert checker.check(CLAIM).verdict == "conflicting"


def test_numbers_mean_what_was_shown_last_also_behind_a_note_and_a_verdict(sat: Sat) -> None:
    sat(CLAIM, "timeline Spring has come to the harbour")
    opened = sat("open 1")
    sat('note "ask"', "judge refuted")
    assert sat("open 1") == opened
    first = sat(CLAIM, "open 1")
    sat("timeline Spring has come to the harbour", "exclude 2")
    assert sat("open 1") == first, "what is weighed again is shown"


def test_a_model_that_fails_half_way_leaves_what_came(sat: Sat, model: StubServer) -> None:
    working, left = READS, [2]

    def failing(request: Recorded) -> Scripted:
        left[0] -= 1
        return working(request) if left[0] >= 0 else error_reply(400, "the model is ill")

    model.otherwise = failing
    screen = sat(CLAIM)
    assert sat.last.value["coverage"]["graded"] == 2
    assert sat.last.value["coverage"]["attempted"] == 3
    assert verdict(sat) == "ungraded"
    assert "the model is ill" in " ".join(screen.split())
    assert "`again` tries them once more" in screen
    model.otherwise = working
    asked = len(model.requests)
    sat("again")
    assert verdict(sat) == "conflicting"
    assert len(model.requests) == asked + 1, "only what failed is asked for"
    assert "Nothing is missing" in sat("again")


def test_a_model_that_cannot_be_reached_is_an_error_and_no_finding(sat: Sat, model: StubServer) -> None:
    model.otherwise = lambda request: error_reply(401, "wrong key")
    sat(CLAIM)
    assert sat.last.kind == "error"
    assert sat("findings") == "Nothing has been asked yet."
    model.otherwise = READS
    sat(CLAIM)
    assert verdict(sat) == "conflicting"


def test_a_library_that_vanishes_is_told_and_the_session_goes_on(sat: Sat, library: str, articles: Path) -> None:
    sat(CLAIM)
    shutil.rmtree(library)
    sat("The mayor welcomed the outcome.")
    assert sat.last.kind == "error"
    assert "There is no library at lib" in sat.screen
    sat("exclude 1")
    assert sat.last.kind == "finding", "the grades at hand can still be weighed"
    sat("include 1", f'ingest "{articles}"')
    assert "3 added" in sat.screen
    sat(CLAIM)
    assert verdict(sat) == "conflicting"


def test_another_library_in_its_place_is_seen(sat: Sat, library: str, tmp_path: Path) -> None:
    sat(CLAIM)
    other = tmp_path / "other"
    other.mkdir()
    (other / "post.txt").write_text("Post\n\nThe city council of Orl approved the budget on May 4.\n")
    with made("new")() as checker:
        checker.ingest([str(other)])
    shutil.rmtree(library)
    Path("new").rename(library)
    sat(CLAIM)
    assert verdict(sat) == "refuted"


def test_articles_that_another_process_ingests_are_seen_at_the_next_question(sat: Sat, tmp_path: Path) -> None:
    sat(CLAIM)
    new = tmp_path / "new"
    new.mkdir()
    (new / "herald.md").write_text(
        "---\npublisher: Orl Herald\npublished: 2024-05-07\n---\nThe council of Orl approved the budget on May 3.\n"
    )
    with made()() as checker:
        checker.ingest([str(new)])
    assert "Orl Herald" in sat(CLAIM)


def test_the_model_is_switched_and_the_old_one_stays_if_the_new_one_cannot_be_had(sat: Sat, model: StubServer) -> None:
    sat(CLAIM)
    asked = len(model.requests)
    sat("model nonesuch:none")
    assert sat.last.kind == "error"
    assert "nonesuch" in sat.screen
    assert sat("model").startswith("model: openai:any@")
    sat("model openai:other", CLAIM)
    assert len(model.requests) > asked, "the other model has not graded it yet"
    assert "openai:other" in sat.screen
    assert model.requests[-1].json["model"] == "other"


def test_a_bug_costs_a_line_also_where_nothing_can_be_written(
    sat: Sat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr("pipeline.shell.looking.subject", lambda *_: 1 / 0)
    assert "a bug in twosource (ZeroDivisionError" in " ".join(sat("subject").split())
    assert "could not be written" in sat.screen
    monkeypatch.setattr("pipeline.shell.library.refresh_names", lambda desk: 1 / 0)
    sat("cost")
    assert sat.last.kind == "cost"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("open 99", "There is no source with the number 99"),
        ("open the door", "to check it as a claim, put ! in front"),
        ("opne", "Did you mean open?"),
        ("as-of tomorrow", "as-of 2025-04-21"),
        ("as-of 2025-02-31", "YYYY-MM-DD"),
        ('judge maybe "no"', "`help judge` says more"),
        ("export out.docx", "no form of export ends in .docx"),
        ("load nothing.session", "cannot be read"),
        ("exclude publisher:Nobody", "No article here is of an outlet called Nobody"),
        ("only publisher:Gazette", "Did you mean publisher:Orl Gazette?"),
        ("save ~nobodyx/f", "nobody is called so here"),
        ("load ~nobodyx/f", "nobody is called so here"),
        ("export ~nobodyx/f.json", "nobody is called so here"),
        ("export x.claimreview.json", "twosource report --claimreview"),
        ("note \"open", "a quotation mark is not closed"),
        ("ingest nowhere", "nowhere"),
        ("findings 9", "There is no finding 9"),
        ("only language:klingon", "language"),
        ("!?!", "empty"),
    ],
)  # fmt: skip
def test_bad_commands_are_explained(sat: Sat, line: str, told: str) -> None:
    sat(CLAIM, line)
    assert sat.last.kind == "error"
    assert told in " ".join(sat.screen.split())
    assert "bug" not in sat.screen
