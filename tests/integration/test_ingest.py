"""Ingest as a user runs it, again and again: rows and files that change, workers that fail, kills, two writers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy
import pytest

from pipeline.ingest import IngestOptions, ingest, library_format
from pipeline.read.fetch import Page
from store.vectors import Library, open_library
from store.vectors.verify import verify
from tests.conftest import WordEmbedder
from tests.integration.conftest import Run
from tests.stub_server import StubServer

ROOT = Path(__file__).parents[2]
COLUMNS = ("--columns", "text=body,title=headline,published=day")
BRIDGE = "The bridge at Orl reopened on Monday after eleven weeks of repairs. Lorries must still take the ferry."
HARVEST = "Farmers in the Teyl valley brought in the smallest harvest for decades. They blame the frost of April."
MUSEUM = "A museum of clocks opens in Karv this autumn. Its oldest piece was made in 1612."
STRIKE = "Tram drivers walked out at noon over a pay offer of two percent. Night buses run as usual."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedder that needs no model, also for the command."""
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())


def taken_in(run: Run, *arguments: str, code: int = 0) -> dict[str, Any]:
    ran = run("ingest", *arguments, "--library", "lib", "--json")
    assert ran.code == code, ran.err
    return dict(json.loads(ran.out))


def counts(summary: Mapping[str, Any]) -> dict[str, int]:
    """What the summary counts, without what is none."""
    names = ("added", "updated", "unchanged", "same", "removed", "failed")
    return {name: len(summary[name]) for name in names if summary[name]}


def listed(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("library", "list", "--library", "lib", "--json").out.splitlines()]


def shown(run: Run, article_id: str) -> dict[str, Any]:
    return dict(json.loads(run("library", "show", article_id, "--library", "lib", "--json").out))


def by_text(run: Run) -> dict[str, dict[str, Any]]:
    """Everything about the articles of the library, by their text."""
    whole = [shown(run, article["id"]) for article in listed(run)]
    assert len({article["text"].strip() for article in whole}) == len(whole)
    return {article["text"].strip(): article for article in whole}


def assert_sound(run: Run, gone: str = "") -> None:
    """Nothing is wrong with the library, and a word that should be gone is found in no way."""
    assert run("library", "verify", "--library", "lib").code == 0
    with open_library("lib", None) as library:
        hits = library.search(WordEmbedder().embed([gone or "x"])[0], 10_000)
        assert len(hits) == library.passage_count()
        articles = library.get([hit.article_id for hit in hits])
        passages = library.index.passages([hit.passage_id for hit in hits])
        texts = [articles[p.article_id].text[p.start : p.end] for p in passages.values()]
        assert not gone or not [text for text in texts if gone in text]
        assert not gone or not library.search_words([gone], 10)


def jsonl(path: str, *texts: str) -> None:
    Path(path).write_text(
        "".join(
            text if text.startswith("{") else json.dumps({"headline": text.split()[1], "body": text}) + "\n"
            for text in texts
        )
    )


def set_publisher(run: Run, text: str, publisher: str) -> None:
    assert run("library", "set", by_text(run)[text]["id"], "--publisher", publisher, "--library", "lib").code == 0


# -- rows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_rows_come_in_and_a_broken_one_fails_alone(run: Run, kind: str) -> None:
    rows = [("Bridge", BRIDGE, "2025-05-01"), ("Harvest", HARVEST, "some day"), ("Museum", MUSEUM, "2025-05-03")]
    path = Path(f"rows.{kind}")
    if kind == "csv":
        path.write_text("headline,body,day\n" + "".join(f'{a},"{b}",{c}\n' for a, b, c in rows))
    else:
        path.write_text("".join(json.dumps({"headline": a, "body": b, "day": c}) + "\n" for a, b, c in rows))
    broken = 3 if kind == "csv" else 2
    summary = taken_in(run, str(path), *COLUMNS, code=5)
    assert counts(summary) == {"added": 2, "failed": 1}
    assert summary["added"] == [f"rows.{kind}#{broken - 1}", f"rows.{kind}#{broken + 1}"]
    assert f"rows.{kind}:{broken}: day: 'some day' is not a date" in summary["failed"][0]["reason"]
    assert {(a["title"], a["published"], a["path"]) for a in listed(run)} == {
        ("Bridge", "2025-05-01", f"rows.{kind}#{broken - 1}"),
        ("Museum", "2025-05-03", f"rows.{kind}#{broken + 1}"),
    }
    assert_sound(run)


def test_a_failed_row_is_named_by_its_path(run: Run) -> None:
    jsonl("rows.jsonl", BRIDGE, "{broken\n")
    assert [f["path"] for f in taken_in(run, "rows.jsonl", *COLUMNS, code=5)["failed"]] == ["rows.jsonl#2"]


def test_an_edited_row_replaces_its_older_version(run: Run) -> None:
    jsonl("rows.jsonl", BRIDGE, HARVEST, MUSEUM)
    taken_in(run, "rows.jsonl", *COLUMNS)
    older = by_text(run)[HARVEST]["id"]
    newer = HARVEST.replace("smallest", "largest").replace("frost", "sun")
    jsonl("rows.jsonl", BRIDGE, newer, MUSEUM)
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS)) == {"updated": 1, "unchanged": 2}
    assert_sound(run, gone="frost")
    found = by_text(run)
    assert found.keys() == {BRIDGE, newer, MUSEUM}
    assert [version["id"] for version in found[newer]["older"]] == [older]
    assert found[BRIDGE]["older"] == found[MUSEUM]["older"] == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_removed_row_goes_and_is_nobody_s_older_version(run: Run, place: int) -> None:
    texts = [BRIDGE, HARVEST, MUSEUM]
    jsonl("rows.jsonl", *texts)
    taken_in(run, "rows.jsonl", *COLUMNS)
    set_publisher(run, texts[place], "Orl Post")
    removed = texts.pop(place)
    jsonl("rows.jsonl", *texts)
    ran = run("ingest", "rows.jsonl", *COLUMNS, "--library", "lib")
    assert_sound(run, gone=removed.split()[-1].strip("."))
    found = by_text(run)
    assert found.keys() == set(texts)
    assert [article["older"] for article in found.values()] == [[], []]
    assert [article["publisher"] for article in found.values()] == [None, None]
    assert "0 added, 0 updated, 2 unchanged, 0 failed, 1 no longer in their file" in ran.out


def test_a_row_inserted_at_the_top_moves_the_others(run: Run) -> None:
    jsonl("rows.jsonl", BRIDGE, HARVEST)
    taken_in(run, "rows.jsonl", *COLUMNS)
    jsonl("rows.jsonl", MUSEUM, BRIDGE, HARVEST)
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS)) == {"added": 1, "unchanged": 2}
    assert_sound(run)
    assert {text: article["path"] for text, article in by_text(run).items()} == {
        MUSEUM: "rows.jsonl#1",
        BRIDGE: "rows.jsonl#2",
        HARVEST: "rows.jsonl#3",
    }


def test_a_row_that_moved_keeps_its_mends_when_it_is_edited(run: Run) -> None:
    jsonl("rows.jsonl", BRIDGE, HARVEST)
    taken_in(run, "rows.jsonl", *COLUMNS)
    set_publisher(run, BRIDGE, "Orl Post")
    jsonl("rows.jsonl", MUSEUM, BRIDGE, HARVEST)
    taken_in(run, "rows.jsonl", *COLUMNS)
    newer = BRIDGE.replace("Monday", "Tuesday")
    jsonl("rows.jsonl", MUSEUM, newer, HARVEST)
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS)) == {"updated": 1, "unchanged": 2}
    found = by_text(run)
    assert {text: article["publisher"] for text, article in found.items()} == {
        MUSEUM: None,
        newer: "Orl Post",
        HARVEST: None,
    }
    assert [len(found[text]["older"]) for text in (MUSEUM, newer, HARVEST)] == [0, 1, 0]


@pytest.mark.parametrize("broken", ["{broken\n", '{"headline": "x"}\n', '{"body": "Some words.", "day": "never"}\n'])
def test_a_row_that_breaks_keeps_what_it_held(run: Run, broken: str) -> None:
    jsonl("rows.jsonl", BRIDGE, HARVEST, MUSEUM)
    taken_in(run, "rows.jsonl", *COLUMNS)
    jsonl("rows.jsonl", BRIDGE, broken, MUSEUM)
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS, code=5)) == {"unchanged": 2, "failed": 1}
    assert by_text(run).keys() == {BRIDGE, HARVEST, MUSEUM}
    jsonl("rows.jsonl", BRIDGE, HARVEST, MUSEUM)
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS)) == {"unchanged": 3}


def test_the_same_text_in_two_rows_is_kept_once(run: Run) -> None:
    jsonl("rows.jsonl", BRIDGE, HARVEST, BRIDGE)
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS)) == {"added": 2, "same": 1}
    assert counts(taken_in(run, "rows.jsonl", *COLUMNS, "--reread")) == {"unchanged": 2, "same": 1}


def test_a_file_of_rows_that_cannot_be_read_keeps_its_articles(run: Run) -> None:
    jsonl("rows.jsonl", BRIDGE, HARVEST)
    taken_in(run, "rows.jsonl", *COLUMNS)
    Path("rows.jsonl").write_bytes(b"\xff\xfe\x00\xff\n")
    taken_in(run, "rows.jsonl", *COLUMNS, code=2)
    assert by_text(run).keys() == {BRIDGE, HARVEST}


# -- files that stay, change, move ----------------------------------------------------------------------------


def test_what_has_not_changed_is_not_read_again_unless_asked(
    run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonl(str(articles / "rows.jsonl"), BRIDGE, HARVEST)
    arguments = (str(articles), *COLUMNS)
    assert counts(taken_in(run, *arguments)) == {"added": 5}
    (articles / "diary.txt").write_text("City diary\n\nThe vote was on May 9.\n")
    taken_in(run, *arguments)  # noted also after an update

    def never(*_: object, **__: object) -> Iterator[Any]:
        raise AssertionError("a file was read")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.ingest.parse.read_file", never)
        assert counts(taken_in(run, *arguments)) == {"unchanged": 5}
        with pytest.raises(AssertionError, match="a file was read"):
            run("ingest", *arguments, "--library", "lib", "--reread")
    assert counts(taken_in(run, *arguments, "--reread")) == {"unchanged": 5}


def test_other_columns_or_meta_read_a_file_again(run: Run) -> None:
    Path("rows.jsonl").write_text(json.dumps({"body": BRIDGE, "head": "One", "kicker": "Two"}) + "\n")
    for column, counted in (("head", {"added": 1}), ("kicker", {"updated": 1})):
        assert counts(taken_in(run, "rows.jsonl", "--columns", f"text=body,title={column}")) == counted
    assert [a["title"] for a in listed(run)] == ["Two"]


def test_what_was_removed_by_hand_comes_back_with_its_file(run: Run) -> None:
    Path("a.txt").write_text(BRIDGE)
    taken_in(run, "a.txt")
    run("library", "remove", listed(run)[0]["id"], "--library", "lib")
    assert counts(taken_in(run, "a.txt")) == {"added": 1}


def test_the_history_of_a_file_is_shown(run: Run) -> None:
    ids = []
    for text in (BRIDGE, HARVEST, MUSEUM):
        Path("a.txt").write_text(text)
        taken_in(run, "a.txt")
        (article,) = listed(run)
        ids.append(article["id"])
    assert_sound(run, gone="frost")
    older = shown(run, ids[-1])["older"]
    assert {(v["id"], v["replaced_by"], v["text"]) for v in older} == {
        (ids[1], ids[2], HARVEST),
        (ids[0], ids[1], BRIDGE),
    }
    told = run("library", "show", ids[-1], "--library", "lib").out
    assert all(f"older version: {article_id}, replaced 20" in told for article_id in ids[:2])
    assert ids[0] not in {a["id"] for a in listed(run)}


@pytest.mark.parametrize("step", ["seconds", "microseconds"])
def test_a_file_that_goes_back_and_forth_keeps_its_whole_history(
    run: Run, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    import datetime

    class Clock(datetime.datetime):
        ticks = 0

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            cls.ticks += 1
            return cls(2025, 5, 1, 12, 0, tzinfo=tz) + datetime.timedelta(**{step: cls.ticks})

    monkeypatch.setattr("datetime.datetime", Clock)
    for text in (BRIDGE, HARVEST, BRIDGE, HARVEST):
        Path("a.txt").write_text(text)
        taken_in(run, "a.txt")
    (article,) = by_text(run).values()
    assert [version["text"] for version in article["older"]] == [BRIDGE, HARVEST, BRIDGE]
    assert_sound(run, gone="bridge")


def test_a_renamed_file_keeps_article_history_and_mends(run: Run) -> None:
    for text in (BRIDGE, HARVEST):
        Path("a.txt").write_text(text)
        taken_in(run, "a.txt")
    set_publisher(run, HARVEST, "Orl Post")
    Path("a.txt").rename("b.txt")
    assert counts(taken_in(run, "b.txt")) == {"unchanged": 1}
    (article,) = by_text(run).values()
    assert (article["path"], article["publisher"], len(article["older"])) == ("b.txt", "Orl Post", 1)
    assert Path(article["location"]).name == "b.txt"


def test_two_files_that_swap_their_texts_keep_their_own_mends(run: Run) -> None:
    Path("a.txt").write_text(BRIDGE)
    Path("b.txt").write_text(HARVEST)
    taken_in(run, "a.txt", "b.txt")
    set_publisher(run, BRIDGE, "Bridge Post")
    set_publisher(run, HARVEST, "Harvest Post")
    Path("a.txt").write_text(HARVEST)
    Path("b.txt").write_text(BRIDGE)
    for _ in range(2):
        assert counts(taken_in(run, "a.txt", "b.txt")) == {"unchanged": 2}
        found = by_text(run)
        assert {text: Path(a["location"]).name for text, a in found.items()} == {BRIDGE: "b.txt", HARVEST: "a.txt"}
        assert {text: a["publisher"] for text, a in found.items()} == {BRIDGE: "Bridge Post", HARVEST: "Harvest Post"}
    assert_sound(run)


def test_a_file_that_takes_another_file_s_text_leaves_that_one_s_mends_alone(run: Run) -> None:
    Path("a.txt").write_text(BRIDGE)
    Path("b.txt").write_text(HARVEST)
    taken_in(run, "a.txt", "b.txt")
    set_publisher(run, BRIDGE, "Bridge Post")
    Path("a.txt").write_text(HARVEST)
    assert counts(taken_in(run, "a.txt", "b.txt")) == {"unchanged": 1, "same": 1}
    assert {text: a["publisher"] for text, a in by_text(run).items()} == {HARVEST: None}


def test_one_text_under_two_names_outlives_either_of_them(run: Run) -> None:
    Path("a.txt").write_text(BRIDGE)
    Path("b.txt").write_text(BRIDGE)
    assert counts(taken_in(run, "a.txt", "b.txt")) == {"added": 1, "same": 1}
    Path("a.txt").write_text(HARVEST)
    taken_in(run, "a.txt", "b.txt")
    assert {t: a["path"] for t, a in by_text(run).items()} == {HARVEST: "a.txt", BRIDGE: "b.txt"}
    Path("b.txt").write_text(MUSEUM)
    taken_in(run, "a.txt", "b.txt")
    assert by_text(run).keys() == {HARVEST, MUSEUM}
    assert_sound(run, gone="ferry")


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b"\x7fELF\x00\x01" * 99])
def test_a_file_that_becomes_unreadable_keeps_its_article(run: Run, articles: Path, damage: bytes) -> None:
    taken_in(run, str(articles))
    before = listed(run)
    (articles / "diary.txt").write_bytes(damage)
    assert counts(taken_in(run, str(articles), code=5)) == {"unchanged": 2, "failed": 1}
    assert listed(run) == before


# -- metadata that overrides ----------------------------------------------------------------------------------


def test_meta_overrides_what_files_and_rows_say(run: Run, articles: Path) -> None:
    jsonl(str(articles / "rows.jsonl"), BRIDGE, HARVEST)
    table = articles / "table.csv.meta"
    table.write_text(
        "path,publisher,published\ngazette.md,Karv Gazette,2024-05-07\nrows.jsonl#2,Teyl Post,2025-10-01\n"
    )
    arguments = (str(articles), *COLUMNS)
    taken_in(run, *arguments)
    assert counts(taken_in(run, *arguments, "--meta", str(table))) == {"unchanged": 3, "updated": 2}
    found = {Path(a["path"]).name: (a["publisher"], a["published"]) for a in listed(run)}
    assert found["gazette.md"] == ("Karv Gazette", "2024-05-07")
    assert found["rows.jsonl#2"] == ("Teyl Post", "2025-10-01")
    assert found["rows.jsonl#1"] == (None, None)
    assert {s for a in listed(run) for f, s in a["stated_by"].items() if f == "publisher"} == {"--meta"}
    table.write_text("path,published\ngazette.md,the other day\n")
    ran = run("ingest", *arguments, "--meta", str(table), "--library", "lib")
    assert ran.code == 2
    assert "table.csv.meta:2: published: 'the other day' is not a date" in ran.err


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Texts by address, as a server would give them; no connection is made."""
    texts: dict[str, str] = {}
    monkeypatch.setattr(
        "pipeline.read.fetch.fetch", lambda address: Page(address, texts[address].encode(), "txt", "utf-8")
    )
    return texts


def test_a_page_that_changes_replaces_its_older_version(run: Run, pages: dict[str, str]) -> None:
    address = "https://news.example/story"
    for text, counted in ((BRIDGE, {"added": 1}), (HARVEST, {"updated": 1}), (HARVEST, {"unchanged": 1})):
        pages[address] = text
        assert counts(taken_in(run, address, "--allow-fetch", "--jobs", "1")) == counted
    assert len(by_text(run)[HARVEST]["older"]) == 1


def test_meta_overrides_what_a_page_says(run: Run, pages: dict[str, str]) -> None:
    address = "https://news.example/story"
    pages[address] = BRIDGE
    Path("table.csv").write_text(f"path,publisher\n{address},Orl Post\n")
    taken_in(run, address, "--allow-fetch", "--meta", "table.csv", "--jobs", "1")
    assert [a["publisher"] for a in listed(run)] == ["Orl Post"]


def test_the_same_address_twice_is_one_page(run: Run, pages: dict[str, str]) -> None:
    address = "https://news.example/story"
    pages[address] = BRIDGE
    assert counts(taken_in(run, address, address, "--allow-fetch", "--jobs", "1"))["added"] == 1
    assert len(listed(run)) == 1


# -- workers --------------------------------------------------------------------------------------------------

DIED = "brought its reader down: it takes more memory than a file may take, or is damaged"
ODD = '''
"""Readers that fail as no reader should, by the name of the file."""

import os
import time

from pipeline.ingest import parse


def read(source, columns, meta):
    return _odd(source.given) or parse.read(source, columns, meta)


def cut(found):
    _odd(found[0].path)
    return parse.cut(found)


def _odd(name):
    if "hangs" in name:
        time.sleep(90)
    if "dies" in name:
        os._exit(3)
    if "hungry" in name:
        bytearray(2**40)
    if "nested" in name:
        raise RecursionError("maximum recursion depth exceeded")
'''


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by functions that hang, die or fail for some of them; one that hangs has two seconds."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "odd_readers.py").write_text(ODD)
    monkeypatch.syspath_prepend(tmp_path / "code")
    import odd_readers  # type: ignore[import-not-found]

    import pipeline.ingest.parse as parse

    scheduled = parse.Parser._scheduled

    def oddly(self: parse.Parser, function: Callable[..., Any], *arguments: Any) -> Any:
        # Only the file that hangs has little time: on a busy machine a worker's start alone takes seconds.
        self.seconds = 2.0 if "hangs" in str(arguments[0]) else 100.0
        task = scheduled(self, getattr(odd_readers, function.__name__), *arguments)
        self.seconds = 2.0
        return task

    monkeypatch.setattr(parse.Parser, "_scheduled", oddly)


def page(text: str) -> str:
    return f"<html><head><title>News</title></head><body><article><p>{text}</p></article></body></html>"


def test_files_that_break_their_workers_fail_alone(run: Run, odd: None) -> None:
    reasons = {
        "hangs.html": "could not be read within 2 seconds",
        "dies.html": DIED,
        "hungry.html": DIED,
    }
    texts = {"a.html": BRIDGE, **dict.fromkeys(reasons, STRIKE), "n.html": HARVEST, "z.html": MUSEUM}
    for name, text in texts.items():
        Path(name).write_text(page(text))
    summary = taken_in(run, *texts, "--jobs", "2", code=5)
    assert summary["added"] == ["a.html", "n.html", "z.html"]
    assert [failure["path"] for failure in summary["failed"]] == list(reasons)
    for failure in summary["failed"]:
        assert failure["reason"] == f"{failure['path']}: {reasons[failure['path']]}"
        assert failure["mend"]
    assert len(listed(run)) == 3


def test_a_file_that_no_reader_foresaw_fails_alone(run: Run, odd: None) -> None:
    texts = {"a.html": BRIDGE, "nested.html": HARVEST, "z.html": MUSEUM}
    for name, text in texts.items():
        Path(name).write_text(page(text))
    summary = taken_in(run, *texts, "--jobs", "2", code=5)
    assert counts(summary) == {"added": 2, "failed": 1}
    assert "nested.html" in summary["failed"][0]["reason"]


def test_rows_that_break_their_worker_keep_what_they_held(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    texts = [f"Report {n} of the council of Orl. It met on day {n} and voted on plan {n * 7}." for n in range(40)]
    jsonl("dies.jsonl", *texts)
    jsonl("good.jsonl", BRIDGE, HARVEST)
    taken_in(run, "dies.jsonl", "good.jsonl", *COLUMNS)
    assert len(listed(run)) == 42
    request.getfixturevalue("odd")
    monkeypatch.setattr("pipeline.ingest.run.few", lambda sources: False)
    # One row kills its worker: the others of its stretch are tried alone, and the rest of the file is read.
    code = tmp_path / "code" / "odd_readers.py"
    guilty = "[_odd(one.path) for one in found if one.path.endswith('#7')]"
    code.write_text(code.read_text().replace("_odd(found[0].path)", guilty))
    ran = run("ingest", "dies.jsonl", "good.jsonl", *COLUMNS, "--reread", "--library", "lib", "--jobs", "1")
    assert ran.code == 5
    assert "41 unchanged, 1 failed" in ran.out
    assert "dies.jsonl#7: brought its reader down" in ran.err
    assert len(listed(run)) == 42
    assert_sound(run)


def test_a_script_without_a_main_guard_can_ingest(tmp_path: Path) -> None:
    for number, text in enumerate((BRIDGE, HARVEST, MUSEUM)):
        (tmp_path / f"{number}.html").write_text(page(text))
    (tmp_path / "script.py").write_text(
        textwrap.dedent("""
        from pipeline.factcheck import FactChecker
        from pipeline.settings import Settings
        from tests.conftest import WordEmbedder

        print("begins")
        with FactChecker(Settings(library="lib"), embedder=WordEmbedder()) as checker:
            summary = checker.ingest(["0.html", "1.html", "2.html"])
        print(sorted(summary.added), summary.failed)
        """)
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "script.py"]
    ran = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["begins", "['0.html', '1.html', '2.html'] []"]


# -- kills ----------------------------------------------------------------------------------------------------

OLD = {"a.txt": BRIDGE, "b.txt": HARVEST, "c.txt": MUSEUM}
NEW = {"a.txt": BRIDGE.replace("Monday", "Sunday"), "b.txt": HARVEST.replace("April", "March"), "c.txt": MUSEUM}
NEW |= {"d.txt": STRIKE, "e.txt": "A storm tore the roof off the school in Teyl. Lessons move to the town hall."}

# What is called, the how many-th call of it that is the last thing done, and whether it is done itself.
KILLS = {
    "before anything is written": ("store.vectors.writing:Writer._upsert_passages", 1, "before"),
    "passages without their articles": ("store.vectors.writing:Writer._upsert_passages", 1, "after"),
    "articles, not in the index": ("store.index:Index.write", 1, "before"),
    "in the index, no generation": ("store.vectors.writing:note_generation", 1, "before"),
    "one batch is whole": ("store.vectors.writing:Writer.add", 1, "after"),
    "a mend not carried over": ("store.vectors.writing:Writer.mend", 1, "before"),
    "a mend half carried over": ("store.index:Index.write", 2, "before"),
    "the second batch": ("store.vectors.writing:Writer._upsert_passages", 2, "after"),
    "all batches, no older version removed": ("store.vectors.writing:Writer.remove", 1, "before"),
    "one older version kept as history": ("store.vectors.writing:Writer.keep_version", 1, "after"),
    "older articles gone, passages not": ("chromadb.api.models.Collection:Collection.delete", 1, "after"),
    "older versions gone, not in the index": ("chromadb.api.models.Collection:Collection.delete", 2, "after"),
    "nothing noted as read": ("store.vectors.writing:Writer.remove", 1, "after"),
    "nothing compared": ("store.index:Index.note_compared", 1, "before"),
}

KILLER = """
import importlib, json, os, signal, sys
from pathlib import Path

import chromadb, chromadb.api.models.Collection, numpy, filelock, pebble, syntok.segmenter
import pipeline.ingest.run
from pipeline.ingest import IngestOptions, ingest, library_format
from pipeline.read import read_file
from store.vectors import open_library
from tests.conftest import WordEmbedder

OLD, NEW, KILLS = json.loads(sys.argv[1])


def bomb(place, left, when):
    module, _, name = place.partition(":")
    owner, name = importlib.import_module(module), name.split(".")
    for part in name[:-1]:
        owner = getattr(owner, part)
    called = getattr(owner, name[-1])

    def counted(*arguments, **named):
        nonlocal left
        left -= 1
        if left == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = called(*arguments, **named)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name[-1], counted)


def work(place, left, when):
    for texts in (OLD, NEW):
        for name, text in texts.items():
            Path(name).write_text(text)
        with open_library("lib", library_format(WordEmbedder()), create=True) as library:
            if texts is NEW:
                bomb(place, left, when)
            ingest(sorted(texts), lambda create: library, WordEmbedder())
            if texts is OLD:
                (article_id,) = library.at([str(Path("a.txt").resolve())])[str(Path("a.txt").resolve())]
                with library.writing() as writer:
                    writer.mend(article_id, {"publisher": "Orl Post", "published": "2025-05-01"})


pipeline.ingest.run._AT_ONCE = 2
for number, (place, left, when) in enumerate(KILLS):
    child = os.fork()
    if child == 0:
        Path(str(number)).mkdir()
        os.chdir(str(number))
        try:
            work(place, left, when)
        finally:
            os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class CountingEmbedder(WordEmbedder):
    """Notes what it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        self.texts += texts
        return super().embed(texts)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By kill, the folder in which an ingest was killed; one process imports everything and forks for each."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-c", KILLER, json.dumps([OLD, NEW, list(KILLS.values())])]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environ, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert ran.stdout.split() == ["-9"] * len(KILLS), ran.stderr
    return {name: folder / str(number) for number, name in enumerate(KILLS)}


@contextmanager
def opened() -> Iterator[Library]:
    with open_library("lib", library_format(WordEmbedder())) as library:
        yield library


@pytest.mark.parametrize("kill", KILLS)
def test_a_kill_loses_nothing_and_repeats_no_finished_work(
    killed: dict[str, Path], kill: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(killed[kill])
    with opened() as library:
        texts = {article.text for article in library.articles()}
        assert MUSEUM in texts
        for name in OLD:
            assert {OLD[name], NEW[name]} & texts
        embedder = CountingEmbedder()
        summary = ingest(sorted(NEW), lambda create: library, embedder)
        assert not summary.failed
        finished = texts & set(NEW.values())
        assert not [text for text in embedder.texts if any(text in whole for whole in finished)]
        assert list(verify(library)) == []
        kept = {k.article.path: k.article for k in library.kept()}
        assert {path: article.text for path, article in kept.items()} == NEW
        assert library.count() == len(NEW)
        assert (kept["a.txt"].publisher, kept["a.txt"].published) == ("Orl Post", "2025-05-01")
        history = {path: [v.article.text for v in library.older_versions(a.id)] for path, a in kept.items()}
        assert {path: set(older) for path, older in history.items()} == {
            path: {OLD[path]} if OLD.get(path, text) != text else set() for path, text in NEW.items()
        }
        assert len(library.search(embedder.embed(["frost"])[0], 99)) == library.passage_count()
        before, embedder.texts = library.fingerprint(), []
        third = ingest(sorted(NEW), lambda create: library, embedder, options=IngestOptions(reread=True))
        assert len(third.unchanged) == len(NEW)
        assert embedder.texts == []
        assert library.fingerprint() == before


# -- two writers ----------------------------------------------------------------------------------------------


def test_a_second_ingest_is_told_and_reading_goes_on(
    run: Run, articles: Path, stub: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(run, str(articles))
    before = listed(run)
    monkeypatch.setitem(Library.writing.__wrapped__.__kwdefaults__, "patience", 0.3)  # type: ignore[attr-defined]
    holder = "import sys; from store.vectors import open_library\n"
    holder += "with open_library('lib', None) as l, l.writing(): print('holds', flush=True); sys.stdin.read()"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", holder], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        (articles / "diary.txt").write_text(HARVEST)
        for arguments in (
            ("ingest", str(articles)),
            ("library", "set", before[0]["id"], "--publisher", "x"),
            ("library", "remove", before[0]["id"]),
        ):
            ran = run(*arguments, "--library", "lib")
            assert (ran.code, ran.out) == (4, "")
            assert "Another twosource process is writing to the library lib" in ran.err
            assert "Wait until it is done" in ran.err
        assert listed(run) == before
        assert run("library", "verify", "--library", "lib").code == 0
        assert run("library", "show", before[0]["id"], "--library", "lib").code == 0
        assert run("library", "origins", "--library", "lib").code == 0
        check = run("check", "The council approved the budget on May 3.", "--library", "lib", "--model", "openai:x")
        assert check.code == 0, check.err
        process.kill()
    assert counts(taken_in(run, str(articles))) == {"updated": 1, "unchanged": 2}
