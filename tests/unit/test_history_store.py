"""The history's file: nothing that was kept is lost, by whoever, and a file that is not ours is never touched."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from store.errors import HistoryFault
from store.history import History, KeptFinding, KeptSource, PersonVerdict, Snapshot, history_path, tables
from store.history import history as history_module

ROOT = Path(__file__).resolve().parents[2]
NASTY = "Čeští \ud800 \x00 “x” \u202e'; DROP TABLE findings; --"


def source(article_id: str = "art_1", **more: Any) -> KeptSource:
    values = {
        "location": f"/a/{article_id}", "path": article_id, "title": "", "publisher": "Courier", "published": None,
        "stance": "supports", "voice": "asserts", "speaker": None, "origin": article_id, "quote": "It is so.",
    }  # fmt: skip
    return KeptSource(article_id=article_id, **(values | more))


def finding(verdict: str = "supported", **more: Any) -> KeptFinding:
    values: dict[str, Any] = {
        "id": "", "claim_id": "clm_1", "claim": NASTY, "summary": "s", "sources": (source(),), "ungraded": 0,
        "model": "m", "embedder": "e", "prompt_hashes": {"grade": "1"}, "layer_hash": None, "calibration_hash": None,
        "as_of": None, "limits": {}, "replaced": {}, "version": "0.1", "library_fingerprint": "f1",
        "at": "2026-01-01T00:00:00Z", "last_at": "", "times": 1, "evidence": "e1", "state": 0,
    }  # fmt: skip
    return KeptFinding(verdict=verdict, **(values | more))


def person(verdict: Any = "refuted", **more: Any) -> PersonVerdict:
    values: dict[str, Any] = {
        "id": "", "claim_id": "clm_1", "claim": NASTY, "note": NASTY, "by": "Ana", "at": "2026-01-01T00:00:00Z",
        "ours": None, "finding_id": None,
    }  # fmt: skip
    return PersonVerdict(verdict=verdict, **(values | more))


LIBRARY = Snapshot("f1", {"art_1": ""})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lib" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with History(path) as opened:
        yield opened


def test_what_is_kept_is_given_back_whole_by_another_connection(history: History, path: Path) -> None:
    kept = history.keep(finding(), LIBRARY)
    decided = history.judge(person())
    with History(path) as other:
        assert other.findings("clm_1") == [kept]
        assert other.verdicts("clm_1") == [decided]
        assert other.last("clm_1", as_of=None, limits={}) == kept
    assert kept.claim == decided.note == NASTY
    assert kept.id.startswith("fnd_")
    assert decided.id.startswith("psn_")


def test_the_same_again_is_counted_and_not_kept_twice(history: History) -> None:
    first = history.keep(finding(), LIBRARY)
    again = history.keep(
        finding(at="2026-01-02T00:00:00Z", library_fingerprint="f2", evidence="e2", summary="other words"),
        Snapshot("f2", {"art_1": "", "art_2": ""}),
    )
    assert again.id == first.id
    assert (again.times, again.at, again.last_at) == (2, first.at, "2026-01-02T00:00:00Z")
    assert (again.evidence, again.library_fingerprint, again.state) == ("e2", "f2", first.state + 1)
    assert history.findings("clm_1") == [again]


def test_a_file_that_was_moved_makes_no_other_finding(history: History) -> None:
    history.keep(finding(), LIBRARY)
    moved = history.keep(finding(sources=(source(location="/b", path="b"),)), LIBRARY)
    assert moved.times == 2
    assert history.findings("clm_1")[0].sources[0].location == "/b"


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": "refuted"},
        {"sources": (source(stance="contradicts"),)},
        {"sources": ()},
        {"model": "n"},
        {"prompt_hashes": {"grade": "2"}},
        {"layer_hash": "l"},
        {"ungraded": 1},
        {"second_model": "openai:x"},
        {"sources": (source(stance="neutral", contested="supports"),)},
        {"sources": (source(stance="neutral"),)},
        {"as_of": "2025-01-01"},
        {"limits": {"publisher": "Courier"}},
    ],
)
def test_whatever_a_reader_would_see_makes_another_finding(history: History, other: dict[str, Any]) -> None:
    first = history.keep(finding(), LIBRARY)
    second = history.keep(replace(finding(), **other), LIBRARY)
    assert second.id != first.id
    assert len(history.findings("clm_1")) == 2


def test_back_and_forth_is_three_findings_with_three_ids(history: History) -> None:
    verdicts = ["supported", "refuted", "supported"]
    kept = [history.keep(finding(v), LIBRARY) for v in verdicts]
    assert [f.verdict for f in history.findings("clm_1")] == verdicts
    assert len({f.id for f in kept}) == 3


def test_the_last_one_is_asked_for_by_what_limited_it(history: History) -> None:
    today = history.keep(finding(), LIBRARY)
    then = history.keep(finding("refuted", as_of="2025-01-01"), LIBRARY)
    narrow = history.keep(finding("conflicting", limits={"publisher": "C"}), LIBRARY)
    assert history.last("clm_1", as_of=None, limits={}) == today
    assert history.last("clm_1", as_of="2025-01-01", limits={}) == then
    assert history.last("clm_1", as_of=None, limits={"publisher": "C"}) == narrow
    assert history.last("clm_1", as_of="2024-01-01", limits={}) is None
    assert history.latest("clm_1") == narrow
    again = history.keep(finding(), LIBRARY)
    assert history.latest("clm_1") == again


def test_of_every_claim_the_last_is_listed_with_how_many_it_has(history: History) -> None:
    for n in range(3):
        for verdict in ("supported", "refuted")[: n + 1]:
            history.keep(finding(verdict, claim_id=f"clm_{n}"), LIBRARY)
    assert [(f.claim_id, f.verdict, count) for f, count in history.last_of_all()] == [
        ("clm_2", "refuted", 2),
        ("clm_1", "refuted", 2),
        ("clm_0", "supported", 1),
    ]


def test_what_the_library_held_in_each_state_is_known(history: History) -> None:
    states = [
        history.keep(finding(str(n)), snapshot).state
        for n, snapshot in enumerate(
            [
                Snapshot("f1", {"a": "", "b": ""}),
                Snapshot("f2", {"a": "", "b": "mended", "c": ""}),
                Snapshot("f3", {"a": ""}),
                Snapshot("f1", {"a": "", "b": ""}),
            ]
        )
    ]
    assert states == [1, 2, 3, 4]
    ids = ["a", "b", "c", "d"]
    assert [history.held(s, ids) for s in states] == [
        {"a": "", "b": ""},
        {"a": "", "b": "mended", "c": ""},
        {"a": ""},
        {"a": "", "b": ""},
    ]
    assert history.fingerprint_of(3) == "f3"
    assert history.fingerprint_of(9) is None


def test_a_state_costs_what_has_changed_and_not_what_is_there(history: History) -> None:
    articles = {f"art_{n}": "" for n in range(3000)}
    for n in range(5):
        articles[f"new_{n}"] = ""
        history.keep(finding(str(n)), Snapshot(f"f{n}", dict(articles)))
    (rows,) = history._db.execute("SELECT count(*) FROM presence").fetchone()
    assert rows == 3005
    assert len(history.held(1, list(articles))) == 3001


def test_passing_over_moves_the_state_and_nothing_else(history: History) -> None:
    kept = history.keep(finding(), LIBRARY)
    history.pass_over(kept, Snapshot("f2", {"art_1": "", "art_2": ""}), "2026-02-01T00:00:00Z")
    assert history.findings("clm_1") == [replace(kept, state=2)]


def test_people_may_change_their_minds_and_all_of_it_is_kept(history: History) -> None:
    for verdict in ("refuted", "supported", "refuted"):
        history.judge(person(verdict))
    assert [p.verdict for p in history.verdicts("clm_1")] == ["refuted", "supported", "refuted"]
    assert len({p.id for p in history.verdicts()}) == 3
    assert history.verdicts("clm_2") == []


def test_ids_may_be_shortened_and_wildcards_are_letters(history: History) -> None:
    kept = history.keep(finding(), LIBRARY)
    assert history.with_id(kept.id[:9]) == [kept]
    assert history.with_id("fnd_%") == history.with_id("fn_") == []
    assert history.claims_with_id("clm_") == {"clm_1": NASTY}
    assert history.claims_with_id("clm%") == {}


# -- files that are not as they should be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough" * 100, b"SQLite format 3\x00" + b"x" * 5000]
)
def test_a_damaged_file_is_told_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(HistoryFault) as caught:
        History(path)
    assert str(path) in str(caught.value)
    assert "copy" in caught.value.mend
    assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_pages_that_were_overwritten_are_told_when_they_are_read(path: Path) -> None:
    with History(path) as history:
        for n in range(300):
            history.keep(finding(str(n)), LIBRARY)
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(HistoryFault, match="damaged"), History(path) as history:
        history.findings("clm_1")
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "null", '{"sources": 1}', '{"sources": [{"x": 1}]}', '{"sources": [], "claim": "c"}']
)
def test_a_row_that_is_damaged_is_named(history: History, content: str) -> None:
    kept = history.keep(finding(), LIBRARY)
    history._db.execute("UPDATE findings SET content = ?", (content,))
    with pytest.raises(HistoryFault, match=kept.id):
        history.findings("clm_1")
    history.judge(person())
    history._db.execute("UPDATE verdicts SET content = ?", (content,))
    with pytest.raises(HistoryFault, match="verdict psn_"):
        history.verdicts("clm_1")


def test_another_programs_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(HistoryFault, match="another program"):
        History(path)
    assert path.read_bytes() == before


def test_a_file_of_version_1_is_read_and_gone_on_with(history: History, path: Path) -> None:
    """Its findings have no second model, its sources contest nothing; what was found since is kept beside them."""
    kept = history.keep(finding(), LIBRARY)
    (content,) = history._db.execute("SELECT content FROM findings").fetchone()
    value = json.loads(content)
    assert value.pop("second_model") is None
    assert [source.pop("contested") for source in value["sources"]] == [None]
    history._db.execute("UPDATE findings SET content = ?", (json.dumps(value),))
    history._db.execute("UPDATE about SET value = '1' WHERE name = 'version'")
    with History(path) as opened:
        assert opened.findings("clm_1") == [kept]
        assert opened.keep(finding(), LIBRARY).times == 2
        opened.keep(finding(second_model="openai:x"), LIBRARY)
        assert [f.second_model for f in opened.findings("clm_1")] == [None, "openai:x"]
        assert opened._db.execute("SELECT value FROM about WHERE name = 'version'").fetchone() == ("2",)


def test_another_version_is_refused(history: History, path: Path) -> None:
    history._db.execute("UPDATE about SET value = '9' WHERE name = 'version'")
    with pytest.raises(HistoryFault, match="another version"):
        History(path)


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(HistoryFault, match=str(path)):
        History(path)


def test_a_file_that_is_locked_for_long_is_told_and_nothing_is_half_written(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BUSY_SECONDS", 0.1)
    history.keep(finding(), LIBRARY)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with History(path) as second:
        with pytest.raises(HistoryFault, match="locked"):
            second.keep(finding("refuted"), Snapshot("f2", {}))
        assert len(second.findings("clm_1")) == 1  # reading goes on
    blocker.execute("ROLLBACK")
    blocker.close()
    assert len(history.findings("clm_1")) == 1
    assert history.keep(finding("refuted"), Snapshot("f2", {})).state == 2


def test_a_failure_in_the_middle_of_keeping_leaves_nothing_behind(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.keep(finding(), LIBRARY)
    with monkeypatch.context() as patched:
        patched.setattr(history_module.History, "_add", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            history.keep(finding("refuted"), Snapshot("f2", {"b": ""}))
    assert history.fingerprint_of(2) is None
    assert history.held(1, ["b"]) == {}
    assert len(history.findings("clm_1")) == 1


_WRITER = """
import sys
sys.path.insert(0, {root!r})
from tests.unit.test_history_store import finding, person
from store.history import History, Snapshot
from pathlib import Path
name = sys.argv[1]
with History(Path({path!r})) as history:
    for n in range(20):
        library = Snapshot(f"{{name}}{{n % 4}}", {{name: str(n % 4)}})
        history.keep(finding(f"{{name}} {{n}}", claim_id=f"clm_{{n % 3}}"), library)
        history.judge(person(note=f"{{name}} {{n}}"))
    print("done")
"""


def test_four_processes_lose_nothing_of_each_other_from_an_empty_file_on(path: Path) -> None:
    code = _WRITER.format(root=str(ROOT), path=str(path))
    running = [
        subprocess.Popen([sys.executable, "-c", code, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for name in "abcd"
    ]
    assert [p.communicate(timeout=120)[0] for p in running] == ["done\n"] * 4
    with History(path) as history:
        verdicts = sorted(f.verdict for n in range(3) for f in history.findings(f"clm_{n}"))
        assert verdicts == sorted(f"{name} {n}" for name in "abcd" for n in range(20))
        assert sorted(p.note for p in history.verdicts()) == verdicts
        assert history._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert history._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_servers_history_lies_in_the_cache_by_its_address(tmp_path: Path) -> None:
    one, other = history_path("http://host:8000"), history_path("http://host:8001")
    assert one != other
    assert one == history_path("http://host:8000/")
    assert one.is_relative_to(tmp_path / "cache")
    assert history_path("lib") == Path("lib/history.sqlite")
