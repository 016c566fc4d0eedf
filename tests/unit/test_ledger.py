"""The ledger: one writer, all or nothing, nothing deleted."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from pathlib import Path

import pytest

from store.errors import RunBusy, RunInvalid
from store.ledger import LOCK_NAME, Entry, open_ledger, read_ledger
from store.ledger_file import LEDGER_NAME

ENTRIES = [Entry(1, "a", {"claim": "A"}, 1), Entry(2, "b", {"claim": "B"}, 2), Entry(3, "a", {"claim": "a"}, 1)]


def test_a_claim_and_those_that_say_the_same_end_together(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "run") as ledger:
        ledger.put_claims(ENTRIES, name="x")
        assert [e.number for e in ledger.members(1)] == [1, 3]
        ledger.finish([1, 3], "done", findings=["{}", "{ }"], verdict="supported", reason="")
        assert [(e.number, e.state, e.finding) for e in ledger.entries()] == [
            (1, "done", "{}"),
            (2, "waiting", None),
            (3, "done", "{ }"),
        ]
        assert (ledger.counts(), ledger.verdicts(), ledger.leads()) == ({"done": 2, "waiting": 1}, {"supported": 2}, 2)


def test_a_second_writer_is_refused_and_readers_are_not(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims(ENTRIES, name="x")
        with pytest.raises(RunBusy, match="Another twosource process"):
            open_ledger(tmp_path)
        with read_ledger(tmp_path) as reader:
            assert reader.counts() == {"waiting": 3}
    with open_ledger(tmp_path) as ledger:
        assert ledger.about("claims") == "x"


def test_whoever_looks_for_a_moment_is_no_second_writer(tmp_path: Path) -> None:
    with open_ledger(tmp_path):
        pass
    with (tmp_path / LOCK_NAME).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        threading.Timer(0.1, fcntl.flock, (file, fcntl.LOCK_UN)).start()
        with open_ledger(tmp_path) as ledger:
            assert ledger.counts() == {}


def test_what_is_replaced_is_kept(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims(ENTRIES, name="x")
        ledger.finish([2], "done", findings=["{}"], verdict="refuted", reason="")
        ledger.put_claims([Entry(1, "c", {"claim": "C"}, 1)], name="y", set_aside="another model")
        assert (ledger.history(), ledger.counts(), ledger.about("claims")) == (1, {"waiting": 1}, "y")


def test_what_failed_is_opened_again_and_what_has_an_end_is_not(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims(ENTRIES, name="x")
        ledger.finish([1], "done", findings=["{}"], verdict="supported", reason="")
        ledger.finish([2], "failed", findings=[None], verdict=None, reason="no answer")
        ledger.finish([3], "done", findings=["{}"], verdict="supported", reason="1 of 4 passages could not be graded")
        assert [e.number for e in ledger.to_grade(failed_too=True)] == [1, 2]
        assert list(ledger.to_grade()) == []
        assert ledger.reopen() == 2
        # The third claim is graded with the first one.
        assert [e.number for e in ledger.to_grade()] == [1, 2]
        assert ledger.left() == 3
        # What they have come to is there until they have come to something else.
        assert [e.state for e in ledger.entries()] == ["done", "failed", "done"]
        ledger.finish([1, 3], "done", findings=["{ }", "{ }"], verdict="refuted", reason="")
        assert ledger.fail(2, "again no answer") == [2]
        assert (ledger.left(), ledger.verdicts()) == (0, {"refuted": 2})


def test_what_fails_when_it_is_tried_again_keeps_its_finding(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims(ENTRIES, name="x")
        ledger.finish([1, 3], "done", findings=["{}", "{}"], verdict="supported", reason="1 of 4 failed")
        ledger.reopen()
        assert ledger.fail(1, "no embedder") == []
        assert [(e.state, e.finding) for e in ledger.members(1)] == [("done", "{}")] * 2
        assert [e.number for e in ledger.to_grade()] == [2]


def test_a_claim_that_waits_is_graded_with_its_lead_that_is_done(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims([Entry(1, "a", {"claim": "A"}, 1, "done", "supported", "{}"), ENTRIES[2]], name="x")
        assert [e.number for e in ledger.to_grade()] == [1]
        assert (ledger.left(), ledger.counts()) == (2, {"done": 1, "waiting": 1})


def test_money_adds_up_over_sessions(tmp_path: Path) -> None:
    for _ in range(2):
        with open_ledger(tmp_path) as ledger:
            ledger.begin_session()
            ledger.pay(calls=1, tokens_in=10, tokens_out=2, cost=0.25)
            ledger.pay(calls=1, tokens_in=10, tokens_out=2, cost=None)
    with read_ledger(tmp_path) as ledger:
        spent = ledger.spent()
        assert (spent.calls, spent.tokens_in, spent.cost, spent.unpriced) == (4, 40, 0.5, 2)


def test_what_is_not_known_is_reckoned_at_its_most_in_all_sessions(tmp_path: Path) -> None:
    for _ in range(2):
        with open_ledger(tmp_path) as ledger:
            ledger.begin_session()
            ledger.pay(calls=1, tokens_in=10, tokens_out=2, cost=0.25, most=0.5)
            for _ in range(2):
                ledger.pay(calls=1, tokens_in=0, tokens_out=0, cost=None, most=0.125)
    with read_ledger(tmp_path) as ledger:
        assert (ledger.spent().cost, ledger.most_spent()) == (0.5, 1.0)


def test_whoever_reads_writes_nothing(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims(ENTRIES, name="x")
    path = tmp_path / LEDGER_NAME
    with sqlite3.connect(path) as db:  # as version 0.1 left it
        db.executescript("DROP TABLE again; DROP TABLE estimates; PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    before = path.read_bytes()
    with read_ledger(tmp_path) as ledger:
        assert [e.number for e in ledger.to_grade(failed_too=True)] == [1, 2]
        assert ledger.most_spent() == 0.0
        with pytest.raises(RunInvalid, match="readonly"):
            ledger.note("x", "y")
    assert path.read_bytes() == before
    with open_ledger(tmp_path) as ledger:
        assert ledger.reopen() == 0


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims((Entry(n, str(n), {"claim": "x" * 500}, n) for n in range(1, 301)), name="x")
    path = tmp_path / LEDGER_NAME
    with path.open("r+b") as file:
        file.seek(16384)
        file.write(b"A" * (path.stat().st_size - 16384))
    with read_ledger(tmp_path) as ledger, pytest.raises(RunInvalid, match="cannot be read"):
        list(ledger.entries())


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / LEDGER_NAME
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(RunInvalid, match="another program"):
        open_ledger(tmp_path)
    assert path.read_bytes() == before


def test_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(RunInvalid, match="no batch run"):
        read_ledger(tmp_path)


def test_pages(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.put_claims((Entry(n, str(n), {"claim": str(n)}, n) for n in range(1, 1202)), name="x")
        assert [e.number for e in ledger.entries()] == list(range(1, 1202))
