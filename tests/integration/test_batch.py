"""`twosource batch` from the command line, against a server that answers, misbehaves, charges and does batches."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from pipeline.cli.batch import batch
from pipeline.llm import instant_retries
from pipeline.report import schema_of
from store.ledger import open_ledger, read_ledger
from tests.day_reader import grade_reply, read_days
from tests.integration.conftest import Ran, Run
from tests.stub_batches import BatchDesk
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubServer]:
    with StubServer(otherwise=read_days) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        with instant_retries():
            yield server


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the library of the three articles: it is made once, and copied."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture
def call(
    run: Run, stub: StubServer, articles: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, libraries: Path
) -> Callable[..., Ran]:
    """`twosource batch ...` with a library of three articles and a model at the stub."""
    monkeypatch.setenv("TWOSOURCE_LIBRARY", str(tmp_path / "lib"))
    monkeypatch.setenv("TWOSOURCE_MODEL", "openai:tiny")
    if not (libraries / "lib").exists():
        assert run("ingest", str(articles)).code == 0
        shutil.copytree(tmp_path / "lib", libraries / "lib")
    else:
        shutil.copytree(libraries / "lib", tmp_path / "lib")
    return lambda *arguments: run("batch", *map(str, arguments))


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    return written(tmp_path, [f"The council of Orl approved the budget on May {n}." for n in range(1, 9)])


def written(folder: Path, texts: list[str], name: str = "claims.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps({"id": f"c{n}", "claim": text}) + "\n" for n, text in enumerate(texts, 1)))
    return path


def lines(folder: Path, name: str = "findings.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def findings(folder: Path) -> list[dict[str, Any]]:
    """Without what they have cost this time."""
    rows = lines(folder)
    for row in rows:
        row.get("finding", {}).pop("usage", None)
    return rows


def priced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, price: tuple[float, float]) -> None:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"prices": {"openai:tiny@*": price}}))
    monkeypatch.setenv("TWOSOURCE_PRICES", str(path))


# -- input, manifest, output ----------------------------------------------------------------------------------


def test_every_row_has_a_line_in_its_order(call: Callable[..., Ran], stub: StubServer, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        "no,said,by,when\n"
        "x1,The council of Orl approved the budget on May 3.,Kol,2024-05-06\n"
        "x2,...,,\n"
        "x3,“the council of Orl  approved the budget on May 3”,,2024-05-06\n"
        "x4,The council of Orl approved the budget on May 3.,,2024-05-05\n"
        "x5,The council of Orl approved the budget on May 4.,,soon\n"
    )
    named = ("--column", "said", "--id-column", "no", "--speaker-column", "by", "--as-of-column", "when")
    done = call(path, "-o", tmp_path / "run", *named)
    assert done.code == 5  # two rows hold nothing that can be checked
    rows = lines(tmp_path / "run")
    assert [(r["number"], r["line"], r.get("id"), r["state"]) for r in rows] == [
        (1, 2, "x1", "done"),
        (2, 3, None, "unreadable"),
        (3, 4, "x3", "done"),
        (4, 5, "x4", "done"),
        (5, 6, None, "unreadable"),
    ]
    assert rows[0]["speaker"] == "Kol"
    assert (rows[0]["as_of"], rows[3]["as_of"]) == ("2024-05-06", "2024-05-05")
    assert rows[2]["same_as"] == 1
    assert rows[2]["finding"]["verdict"] == rows[0]["finding"]["verdict"]
    assert rows[2]["finding"]["claim"]["text"].startswith("“the council")
    assert "same words" in rows[2]["finding"]["provenance"]["notes"][0]
    assert "as-of date 'soon': is no date" in rows[4]["error"]
    assert rows[0]["finding"]["provenance"]["as_of"] == "2024-05-06"
    schema = json.loads(schema_of("finding"))
    for row in rows:
        if "finding" in row:
            jsonschema.validate(row["finding"], schema)
    assert "claim 2: holds no claim" in done.out


def test_the_manifest_names_all_that_was_used(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path
) -> None:
    assert call(claims, "-o", tmp_path / "run", "--concurrency", "3").code == 0
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["arguments"] == {"claims": str(claims), "folder": str(tmp_path / "run"), "concurrency": 3}
    assert manifest["settings"]["concurrency"] == 3
    assert manifest["model"] == f"openai:tiny@{stub.base_url}"
    assert manifest["claims"] == hashlib.sha256(claims.read_bytes()).hexdigest()
    assert set(manifest["prompt_hashes"]) == {"grade"}
    assert manifest["library_fingerprint"]
    assert {"python", "openai", "chromadb"} <= set(manifest["versions"])
    assert "sk-test" not in json.dumps(manifest)
    assert stub.most_at_once <= 3


def test_findings_as_they_come(call: Callable[..., Ran], claims: Path, tmp_path: Path) -> None:
    done = call(claims, "-o", tmp_path / "run", "--stream")
    streamed = [json.loads(line) for line in done.out.splitlines()]
    assert sorted(streamed, key=lambda row: row["number"]) == lines(tmp_path / "run")


def test_a_reader_that_leaves_does_not_end_the_run(
    call: Callable[..., Ran], claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def emit(text: str) -> None:
        printed.append(text)
        if len(printed) > 1:  # as the real one where the pipe is broken
            sys.exit(0)

    monkeypatch.setattr("pipeline.cli.batch.emit", emit)
    assert call(claims, "-o", tmp_path / "run", "--stream").code == 0
    assert {row["state"] for row in lines(tmp_path / "run")} == {"done"}
    assert len(printed) == 2


def test_findings_are_those_of_check(call: Callable[..., Ran], run: Run, claims: Path, tmp_path: Path) -> None:
    call(claims, "-o", tmp_path / "run", "--no-early-stop")
    for row in findings(tmp_path / "run"):
        alone = json.loads(run("check", row["claim"], "--json").out)
        del alone["usage"]
        assert row["finding"] == alone


def test_findings_are_kept_in_the_history(call: Callable[..., Ran], run: Run, stub: StubServer, tmp_path: Path) -> None:
    texts = ["The council of Orl approved the budget on May 3.", "the council of Orl approved the budget on May 3"]
    assert run("judge", texts[0], "--verdict", "supported", "--note", "seen").code == 0
    assert call(written(tmp_path, texts), "-o", tmp_path / "run").code == 0
    first, second = lines(tmp_path / "run")
    assert (first["finding"]["person"]["note"], second["finding"]["person"]) == ("seen", None)
    for row in (first, second):  # in its own words each
        kept = json.loads(run("history", row["claim"], "--json").out)
        assert [f["verdict"] for f in kept["findings"]] == [row["finding"]["verdict"]]
    asked = len(stub.requests)
    assert run("watch", str(tmp_path / "claims.jsonl")).code == 0
    assert len(stub.requests) == asked  # nothing new touches them

    assert call(written(tmp_path, ["Orl has a mayor."], "b.jsonl"), "-o", tmp_path / "b", "--no-history").code == 0
    assert not json.loads(run("history", "Orl has a mayor.", "--json").out)["findings"]


def test_spans_of_a_run_name_its_claims(call: Callable[..., Ran], claims: Path, tmp_path: Path) -> None:
    assert call(claims, "-o", tmp_path / "run", "--trace", tmp_path / "t.jsonl").code == 0
    spans = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()]
    ids = {row["finding"]["claim"]["id"] for row in lines(tmp_path / "run")}
    for name in ("check", "screen", "grade", "chat tiny", "verdict"):
        assert {s["attributes"].get("twosource.claim.id") for s in spans if s["name"] == name} == ids, name


def test_a_folder_is_not_written_over(call: Callable[..., Ran], claims: Path, tmp_path: Path) -> None:
    assert call(claims, "-o", tmp_path / "run").code == 0
    again = call(claims, "-o", tmp_path / "run")
    assert (again.code, "--resume" in again.err) == (2, True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    assert call(claims, "-o", tmp_path / "mine").code == 2
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "No claims are given"),
        (("claims.jsonl",), "no folder"),
        (("nowhere.txt", "-o", "run"), "nowhere.txt: cannot be read"),
        (("--resume", "nowhere"), "holds no batch run"),
        (("claims.jsonl", "-o", "run", "--resume", "run"), "Give one of the two"),
        (("claims.jsonl", "-o", "run", "--max-cost", "1"), "price of openai:tiny"),
        (("status", "nowhere"), "no batch run"),
        (("claims.jsonl", "-o", "run", "--engine", "openai-batch", "--second-model", "openai:b"), "asks one model"),
        (("claims.jsonl", "-o", "run", "--by-file"), "--by-file is for --engine openai-batch"),
        (("claims.jsonl", "--dry-run", "--by-file"), "--by-file is for --engine openai-batch"),
        (("claims.jsonl", "-o", "run", "--answers", "claims.jsonl"), "--answers is for --engine openai-batch"),
        (("claims.jsonl", "-o", "run", "--poll", "3"), "--poll is for --engine openai-batch"),
        (("claims.jsonl", "-o", "run", "--ray-workers", "3"), "--ray-workers is for --engine ray"),
    ],
)
def test_what_cannot_be_begun(
    call: Callable[..., Ran], claims: Path, stub: StubServer, arguments: Any, words: str
) -> None:
    done = call(*arguments)
    assert done.code in (2, 4)
    assert words in done.err
    assert not stub.requests
    assert not Path("run").exists()


# -- going on -------------------------------------------------------------------------------------------------


def test_a_run_that_is_done_stays_done(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path
) -> None:
    call(claims, "-o", tmp_path / "run")
    before, asked = (tmp_path / "run" / "findings.jsonl").read_bytes(), len(stub.requests)
    done = call("--resume", tmp_path / "run")
    assert done.code == 0
    assert "nothing is left to grade" in done.err
    assert (len(stub.requests), (tmp_path / "run" / "findings.jsonl").read_bytes()) == (asked, before)


@pytest.mark.parametrize("what", ["claims", "model", "library", "bounds"])
def test_a_change_is_refused_unless_forced(
    call: Callable[..., Ran],
    run: Run,
    stub: StubServer,
    claims: Path,
    articles: Path,
    tmp_path: Path,
    what: str,
) -> None:
    folder = tmp_path / "run"
    call(claims, "-o", folder)
    before, asked = lines(folder), len(stub.requests)
    flags: tuple[str, ...] = ()
    if what == "claims":
        claims.write_text(claims.read_text() + json.dumps({"claim": "Orl has a harbour."}) + "\n")
    elif what == "library":
        (articles / "late.txt").write_text("Late\n\nThe council of Orl approved nothing on May 3, officials said.\n")
        assert run("ingest", str(articles)).code == 0
    else:
        flags = ("--model", "openai:other") if what == "model" else ("--since", "2024-05-05")
    refused = call("--resume", folder, *flags)
    assert refused.code == 3
    assert {
        "claims": "the claims",
        "model": "openai:other",
        "library": "the library's articles",
        "bounds": "which articles count",
    }[what] in refused.err
    assert (lines(folder), len(stub.requests)) == (before, asked)

    assert call("--resume", folder, "--force", *flags).code == 0
    with read_ledger(folder) as ledger:
        assert ledger.history() == len(before)
        assert ledger.counts() == {"done": len(before) + (what == "claims")}
    assert json.loads((folder / "manifest.1.json").read_text())["claims"]
    assert (folder / "findings.1.jsonl").exists()
    if what == "claims":  # what was there is not graded again
        assert lines(folder)[: len(before)] == before
    if what == "model":
        assert {row["finding"]["provenance"]["model"] for row in lines(folder)} == {f"openai:other@{stub.base_url}"}
    assert call("--resume", folder, *flags).code == 0


def test_the_claims_file_is_gone(call: Callable[..., Ran], claims: Path, tmp_path: Path) -> None:
    assert call(claims, "-o", tmp_path / "run").code == 0
    moved = claims.rename(tmp_path / "moved.jsonl")
    gone = call("--resume", tmp_path / "run")
    assert (gone.code, "is gone" in gone.err, "--force" in gone.err) == (2, True, True)
    assert call(moved, "--resume", tmp_path / "run").code == 0
    assert call("--resume", tmp_path / "run", "--force").code == 0


def test_a_claim_that_comes_in_and_says_the_same_is_graded(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])
    assert call(claims, "-o", tmp_path / "run").code == 0
    asked = len(stub.requests)
    with claims.open("a") as file:
        file.write(json.dumps({"id": "c2", "claim": "the council of Orl approved the budget on May 3"}) + "\n")
    dry = call("--resume", tmp_path / "run", "--force", "--dry-run", "--json")
    assert (json.loads(dry.out)["claims"], json.loads(dry.out)["calls"]) == (1, 0)
    done = call("--resume", tmp_path / "run", "--force", "--json")
    assert (done.code, json.loads(done.out)["ended"]) == (0, "done")
    first, second = findings(tmp_path / "run")
    assert (first["state"], second["state"], second["same_as"]) == ("done", "done", 1)
    assert second["finding"]["verdict"] == first["finding"]["verdict"]
    assert len(stub.requests) == asked


def test_limits_stay_in_force_until_others_are_given(
    call: Callable[..., Ran], claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    priced(monkeypatch, tmp_path, (5.0, 50.0))
    run = tmp_path / "run"
    assert call(claims, "-o", run, "--max-cost", "0.05", "--rpm", "9000").code == 5
    with claims.open("a") as file:
        file.write(json.dumps({"claim": "Orl has a harbour."}) + "\n")

    def ended(*arguments: object) -> tuple[str, float]:
        outcome = json.loads(call("--resume", run, "--json", *arguments).out)
        return outcome["ended"], outcome["status"]["cost_usd"]

    for arguments in (("--force",), ()):
        how, cost = ended(*arguments)
        assert (how, cost <= 0.05) == ("budget", True), arguments
    assert ended("--max-cost", "0.08")[0] == "budget"
    how, cost = ended()
    assert (how, 0.05 < cost <= 0.08) == ("budget", True)
    with read_ledger(run) as ledger:
        assert json.loads(ledger.about("limits") or "")["rpm"] == 9000
    # A run of before they were noted has them among its arguments.
    with open_ledger(run) as ledger:
        ledger.note("limits", json.dumps({"engine": "local"}))
    with sqlite3.connect(run / "ledger.sqlite") as db:
        db.execute("DELETE FROM about WHERE name = 'limits'")
    db.close()
    manifest = json.loads((run / "manifest.json").read_text())
    (run / "manifest.json").write_text(json.dumps(manifest | {"arguments": {"max_cost": cost}}))
    assert ended() == ("budget", cost)


def test_what_a_resume_would_take_is_told_and_nothing_written(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    call(claims, "-o", run)
    with claims.open("a") as file:
        file.write(json.dumps({"claim": "Orl has a harbour."}) + "\n")

    def content() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in run.iterdir() if not p.name.endswith(("-wal", "-shm"))}

    before, asked = content(), len(stub.requests)
    done = call("--resume", run, "--force", "--dry-run", "--model", "openai:other")
    assert (done.code, "9 claims to grade" in done.out) == (0, True)
    assert "1 claim to grade" in call("--resume", run, "--force", "--dry-run").out
    assert call("--resume", run, "--dry-run").code == 3
    with open_ledger(run):  # another process is at work on it
        assert "1 claim to grade" in call("--resume", run, "--force", "--dry-run").out
    assert (content(), len(stub.requests)) == (before, asked)


def test_what_failed_is_in_the_estimate(call: Callable[..., Ran], stub: StubServer, tmp_path: Path) -> None:
    claims = written(tmp_path, [f"The council of Orl approved the budget on May {n}." for n in (3, 4)])
    stub.otherwise = lambda r: (
        error_reply(500) if "The council of Orl approved the budget on May 4" in str(r.json) else read_days(r)
    )
    assert call(claims, "-o", tmp_path / "run").code == 5
    stub.otherwise = read_days
    assert "1 claim to grade" in call("--resume", tmp_path / "run", "--dry-run").out
    done = call("--resume", tmp_path / "run")
    assert (done.code, "1 claim to grade" in done.err) == (0, True)
    assert "nothing is left" in call("--resume", tmp_path / "run", "--dry-run").out


def test_a_verdict_stays_while_it_is_tried_again(
    call: Callable[..., Ran],
    stub: StubServer,
    articles: Path,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for n in range(5):
        text = "The city council of Orl approved the budget on May 3."
        (articles / f"more{n}.md").write_text(f"---\ntitle: More\npublisher: Outlet {n}\n---\n{text}\n")
    run("ingest", str(articles))
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])
    stub.otherwise = lambda r: error_reply(500) if "Outlet 4" in json.dumps(r.json["messages"]) else read_days(r)
    folder = tmp_path / "run"
    assert call(claims, "-o", folder).code == 0
    (before,) = findings(folder)
    assert len(before["finding"]["coverage"]["ungraded"]) == 1

    # The money does not reach for the call that is tried again.
    priced(monkeypatch, tmp_path, (5.0, 50.0))
    done = call("--resume", folder, "--max-cost", "0.000001", "--json")
    assert (done.code, json.loads(done.out)["ended"]) == (5, "budget")
    assert json.loads(done.out)["status"]["done"] == 1
    assert findings(folder) == [before]
    assert not (folder / "findings.partial.jsonl").exists()

    # Nor is it taken away where the cache is gone and nothing is answered.
    os.environ["TWOSOURCE_CACHE_DIR"] += "-2"
    stub.otherwise = lambda request: error_reply(500)
    assert call("--resume", folder, "--max-cost", "9").code == 0
    assert findings(folder) == [before]
    stub.otherwise = read_days
    assert call("--resume", folder).code == 0
    assert not findings(folder)[0]["finding"]["coverage"]["ungraded"]


def test_from_stdin_and_on(
    call: Callable[..., Ran], claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with claims.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert call("-", "-o", tmp_path / "run").code == 0
    assert call("--resume", tmp_path / "run").code == 0
    assert len(lines(tmp_path / "run")) == 8


def test_a_second_process_is_refused(call: Callable[..., Ran], claims: Path, tmp_path: Path, stub: StubServer) -> None:
    call(claims, "-o", tmp_path / "run")
    asked = len(stub.requests)
    with open_ledger(tmp_path / "run"):
        second = call("--resume", tmp_path / "run")
        assert second.code == 4
        assert "Another twosource process is at work" in second.err
        assert "running" in call("status", tmp_path / "run").out
    assert len(stub.requests) == asked


def test_two_processes_that_begin_one_run(call: Callable[..., Ran], claims: Path, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "run"):  # the other one has just begun
        second = call(claims, "-o", tmp_path / "run")
    assert second.code == 4
    assert "Another twosource process" in second.err


def test_the_first_ctrl_c_lets_what_is_in_flight_end(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    claims = written(tmp_path, [f"The council of Orl approved the budget on May {n}." for n in range(1, 31)])
    counted = threading.Lock()
    seen = 0

    def interrupting(request: Recorded) -> Scripted:
        nonlocal seen
        with counted:
            seen += 1
            if seen == 12:
                os.kill(os.getpid(), signal.SIGINT)
        return grade_reply("neutral", delay=0.05)

    stub.otherwise = interrupting
    done = call(claims, "-o", tmp_path / "run", "--concurrency", "4")
    assert done.code == 130
    with read_ledger(tmp_path / "run") as ledger:
        counts = ledger.counts()
        assert ledger.spent().calls == len(stub.requests)  # every call that went out was waited for
    assert 0 < counts["done"] < 30
    assert len(lines(tmp_path / "run", "findings.partial.jsonl")) == counts["done"]
    assert not (tmp_path / "run" / "findings.jsonl").exists()

    stub.otherwise = read_days
    asked = len(stub.requests)
    assert call("--resume", tmp_path / "run").code == 0
    bodies = Counter(json.dumps(r.json["messages"]) for r in stub.requests)
    assert len(stub.requests) > asked
    assert set(bodies.values()) == {1}
    assert not (tmp_path / "run" / "findings.partial.jsonl").exists()


def test_the_second_ctrl_c_stops_at_once(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path
) -> None:
    def hanging(request: Recorded) -> Scripted:
        if stub.requests[1:2] == [request]:
            os.kill(os.getpid(), signal.SIGINT)
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        return grade_reply("neutral", delay=20)

    stub.otherwise = hanging
    done = call(claims, "-o", tmp_path / "run")
    assert done.code == 130
    assert "stopped at once" in done.out
    stub.otherwise = read_days
    assert call("--resume", tmp_path / "run").code == 0


# -- faults ---------------------------------------------------------------------------------------------------


def faulty(share: float, always: str, seed: str = "8") -> Callable[[Recorded], Scripted]:
    """Faults for a share of the requests, by what is asked and how often it was; always, where a claim says so."""
    times: Counter[str] = Counter()
    lock = threading.Lock()
    kinds = (
        lambda body: error_reply(429, headers={"Retry-After": "1"}),
        lambda body: error_reply(500),
        lambda body: Scripted(reset=True),
        lambda body: grade_reply("supports", delay=1.2),  # later than the timeout
        lambda body: grade_reply("contradicts", truncate=True),
        lambda body: Scripted(body=b"<html>supports</html>"),
        lambda body: Scripted(body=b'{"choices": [{"message": {"content": "{\\"stance\\": \\"supports\\"'),
    )

    def answered(request: Recorded) -> Scripted:
        messages = json.dumps(request.json["messages"])
        with lock:
            times[messages] += 1
            digest = hashlib.sha256(f"{seed} {times[messages]} {messages}".encode()).digest()
        if always in messages or digest[0] < 256 * share:
            return kinds[digest[1] % len(kinds)](messages)
        return read_days(request)

    return answered


@pytest.mark.slow
def test_a_fifth_of_the_replies_are_faults(call: Callable[..., Ran], stub: StubServer, tmp_path: Path) -> None:
    days = [*(f"May {n}" for n in range(1, 29)), *(f"June {n}" for n in range(1, 13))]
    texts = [f"The council of Orl approved the budget on {day}." for day in days]
    claims = written(tmp_path, texts)
    assert call(claims, "-o", tmp_path / "calm", "--concurrency", "8").code == 0
    expected = findings(tmp_path / "calm")

    os.environ["TWOSOURCE_CACHE_DIR"] += "-2"
    stub.otherwise = faulty(0.2, "on June 10.")
    done = call(claims, "-o", tmp_path / "run", "--concurrency", "8", "--timeout", "1", "--json")
    assert done.code == 5
    outcome = json.loads(done.out)
    assert [f["number"] for f in outcome["status"]["failures"]] == [38]
    assert "could not be graded" in outcome["status"]["failures"][0]["reason"]
    found = findings(tmp_path / "run")
    assert found[37]["finding"]["verdict"] == "ungraded"
    assert "could not be graded" in found[37]["error"]
    assert found[:37] + found[38:] == expected[:37] + expected[38:]

    # The faults are over: only what has failed is done again.
    stub.otherwise = read_days
    asked = len(stub.requests)
    assert call("--resume", tmp_path / "run").code == 0
    assert findings(tmp_path / "run") == expected
    assert 0 < len(stub.requests) - asked <= 3


def test_a_reply_that_cannot_be_read_is_asked_for_again(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])
    stub.otherwise = lambda request: chat_reply("I would say that it does.")
    assert call(claims, "-o", tmp_path / "run").code == 5
    stub.otherwise = read_days
    assert call("--resume", tmp_path / "run").code == 0
    assert lines(tmp_path / "run")[0]["finding"]["verdict"] == "conflicting"


def test_rows_with_one_claim_and_several_dates_ask_once(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    rows = [
        {"claim": "The council of Orl approved the budget on May 3.", "as_of": f"2024-05-{day:02}"} for day in (7, 8, 9)
    ]
    claims = tmp_path / "dates.jsonl"
    claims.write_text("\n".join(map(json.dumps, rows)))
    stub.otherwise = lambda request: read_days(request, delay=0.05)
    assert call(claims, "-o", tmp_path / "run").code == 0
    assert len({json.dumps(r.json["messages"]) for r in stub.requests}) == len(stub.requests) == 1


def test_a_server_that_is_gone_ends_the_run_and_not_the_claims(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    claims = written(tmp_path, [f"The council of Orl approved the budget on May {n}." for n in range(1, 29)])
    begun = 0

    def dying(request: Recorded) -> Scripted:
        nonlocal begun
        begun += 1
        return read_days(request) if begun < 20 else error_reply(500)

    stub.otherwise = dying
    done = call(claims, "-o", tmp_path / "run", "--concurrency", "4")
    assert done.code == 5
    assert "calls in a row failed" in done.out
    with read_ledger(tmp_path / "run") as ledger:
        assert ledger.counts()["waiting"] > 0
    stub.otherwise = read_days
    assert call("--resume", tmp_path / "run").code == 0
    assert {row["state"] for row in lines(tmp_path / "run")} == {"done"}


# -- money ----------------------------------------------------------------------------------------------------


def test_a_dry_run_asks_nothing_and_knows_the_calls(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpriced = call(claims, "--dry-run")
    assert "at an unknown price" in unpriced.out
    assert "$" not in unpriced.out
    priced(monkeypatch, tmp_path, (1000.0, 1000.0))
    told = json.loads(call(claims, "--dry-run", "--json").out)
    assert not stub.requests
    assert not (tmp_path / "run").exists()
    assert told["claims"] == told["looked_at"] == 8
    assert 0 < told["cost_usd"] <= told["most_usd"]

    call(claims, "-o", tmp_path / "run", "--no-early-stop")
    # Not the second questions, which hold the first with its answer.
    fewest = min(len(r.json["messages"]) for r in stub.requests)
    assert told["calls"] == sum(len(r.json["messages"]) == fewest for r in stub.requests)
    again = json.loads(call(claims, "--dry-run", "--json").out)
    assert (again["calls"], again["cached"] > 0) == (0, True)


def test_an_estimate_asks_no_second_model_either(
    call: Callable[..., Ran], run: Run, stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"prices": {"openai:tiny@*": [5.0, 50.0], "openai:big@*": [50.0, 500.0]}}))
    monkeypatch.setenv("TWOSOURCE_PRICES", str(path))
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])

    def told(*arguments: str) -> dict[str, Any]:
        return dict(json.loads(call(claims, "--dry-run", "--json", *arguments).out))

    second = ("--second-model", "openai:big")
    most = told()["most_usd"]
    assert told(*second)["most_usd"] == pytest.approx(11 * most)  # it may be asked about each of them
    assert run("check", "The council of Orl approved the budget on May 3.").code == 0
    asked = len(stub.requests)
    found = told(*second)
    assert len(stub.requests) == asked
    assert (found["calls"], told()["calls"]) == (3, 0)  # three passages take a side
    assert 0 < found["cost_usd"] <= found["most_usd"]
    call(claims, "-o", tmp_path / "run", *second, "--no-early-stop")
    assert len(stub.requests) == asked + found["calls"]


def test_the_money_holds(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    priced(monkeypatch, tmp_path, (5.0, 50.0))  # a call: 900 in, 50 out: $0.007
    claims = written(tmp_path, [f"The council of Orl approved the budget on May {n}." for n in range(1, 29)])
    concurrency = 4
    done = call(claims, "-o", tmp_path / "run", "--max-cost", "0.20", "--concurrency", concurrency, "--json")
    assert done.code == 5
    outcome = json.loads(done.out)
    assert outcome["ended"] == "budget"
    assert "the next call could cost more than is left" in outcome["why"]
    assert outcome["status"]["cost_usd"] == pytest.approx(0.007 * len(stub.requests))
    # No call goes out that might not fit; the dearest one can cost 3 cents.
    assert 0.20 - 0.03 <= outcome["status"]["cost_usd"] <= 0.20
    assert outcome["status"]["waiting"] > 0

    again = call("--resume", tmp_path / "run", "--json")  # what was spent counts, and so does what was given then
    assert json.loads(again.out)["status"]["cost_usd"] <= 0.20
    assert call("--resume", tmp_path / "run", "--max-cost", "50").code == 0
    assert set(Counter(json.dumps(r.json["messages"]) for r in stub.requests).values()) == {1}
    told = call("status", tmp_path / "run").out
    assert f"paid: {len(stub.requests)} calls" in told
    assert f"${0.007 * len(stub.requests):.4f}" in told


def test_an_unknown_price_is_told_as_tokens(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path
) -> None:
    done = call(claims, "-o", tmp_path / "run", "--json")
    status = json.loads(done.out)["status"]
    assert status["cost_usd"] is None
    assert status["tokens_in"] == 900 * len(stub.requests)
    assert "price unknown" in call("status", tmp_path / "run").out


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"prices": {"openai:tiny@*": [1]}}', '{"prices": {"openai:tiny@*": [1, -1]}}']
)
def test_a_table_of_prices_that_cannot_be_read(
    call: Callable[..., Ran], claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    (tmp_path / "p.json").write_text(content)
    monkeypatch.setenv("TWOSOURCE_PRICES", str(tmp_path / "p.json"))
    done = call(claims, "-o", tmp_path / "run", "--max-cost", "1")
    assert (done.code, "p.json is no table of prices" in done.err) == (2, True)


# -- less work ------------------------------------------------------------------------------------------------


def test_an_early_stop_says_what_was_not_tried(
    call: Callable[..., Ran], run: Run, stub: StubServer, articles: Path, tmp_path: Path
) -> None:
    for n in range(5):
        text = f"The city council of Orl approved the budget on May {3 + n % 2}."
        (articles / f"more{n}.md").write_text(f"---\ntitle: More\npublisher: Outlet {n}\n---\n{text}\n")
    run("ingest", str(articles))

    claims = written(tmp_path, ["The city council of Orl approved the budget on May 3."])
    call(claims, "-o", tmp_path / "early", "--no-screen")
    early = len(stub.requests)
    os.environ["TWOSOURCE_CACHE_DIR"] += "-2"
    call(claims, "-o", tmp_path / "whole", "--no-screen", "--no-early-stop")
    whole = len(stub.requests) - early
    (short,), (full,) = lines(tmp_path / "early"), lines(tmp_path / "whole")
    assert early < whole
    kept = json.loads(run("history", "The city council of Orl approved the budget on May 3.", "--json").out)
    assert [f["limits"].get("passages") for f in kept["findings"]] == ["that settle the verdict", None]
    assert short["finding"]["verdict"] == full["finding"]["verdict"] == "conflicting"
    note = next(n for n in short["finding"]["provenance"]["notes"] if "not tried" in n)
    assert note.startswith(
        f"{full['finding']['coverage']['attempted'] - short['finding']['coverage']['attempted']} of "
    )
    assert not any("not tried" in n for n in full["finding"]["provenance"]["notes"])


# -- calls by file --------------------------------------------------------------------------------------------


@pytest.fixture
def expected(call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """The findings of the engine `local`; the cache is another one afterwards."""
    assert call(claims, "-o", tmp_path / "local").code == 0
    stub.requests.clear()
    os.environ["TWOSOURCE_CACHE_DIR"] += "-2"
    return findings(tmp_path / "local")


BY_FILE = ("--engine", "openai-batch", "--poll", "0.05")


def asked_live(stub: StubServer) -> int:
    return sum(r.path.endswith("/chat/completions") for r in stub.requests)


@pytest.mark.parametrize("case", ["plain", "partial failure", "expired", "slow"])
def test_calls_by_file_give_the_same_findings(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, expected: list[Any], case: str
) -> None:
    desk = BatchDesk(
        read_days,
        fail={1: {2, 5}} if case == "partial failure" else None,
        expire={1} if case == "expired" else None,
        looks=4 if case == "slow" else 1,
    )
    stub.otherwise = desk
    done = call(claims, "-o", tmp_path / "run", *BY_FILE)
    assert done.code == 0, done.err
    assert findings(tmp_path / "run") == expected
    assert asked_live(stub) == 0
    first, rest = desk.orders[0], [line for order in desk.orders[1:] for line in order]
    again = {line["custom_id"] for line in first} & {line["custom_id"] for line in rest}
    assert len(again) == {"partial failure": 2, "expired": -(-len(first) // 2)}.get(case, 0)
    assert all(set(line) == {"custom_id", "method", "url", "body"} for line in first)
    assert "stream" not in first[0]["body"]
    assert first[0]["body"]["temperature"] == 0


def test_a_call_that_fails_in_every_order_fails_its_claim(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])
    stub.otherwise = BatchDesk(lambda request: error_reply(500, "the server had an error"))
    done = call(claims, "-o", tmp_path / "run", *BY_FILE)
    assert done.code == 5
    (row,) = lines(tmp_path / "run")
    assert (row["state"], row["finding"]["verdict"]) == ("failed", "ungraded")
    assert "the server had an error" in row["error"]


def test_a_parameter_that_is_refused_is_left_out_of_the_next_order(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, expected: list[Any]
) -> None:
    def strict(request: Recorded) -> Scripted:
        if "seed" in request.json:
            return error_reply(400, "Unsupported parameter: 'seed'", param="seed")
        return read_days(request)

    desk = BatchDesk(strict)
    stub.otherwise = desk
    assert call(claims, "-o", tmp_path / "run", *BY_FILE).code == 0
    assert "seed" not in desk.orders[1][0]["body"]
    assert findings(tmp_path / "run") == expected


def test_parameters_that_are_refused_one_after_the_other_fail_no_call(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, expected: list[Any]
) -> None:
    refused = ("response_format", "seed", "temperature", "max_completion_tokens")

    def strict(request: Recorded) -> Scripted:
        for name in refused:
            if name in request.json:
                return error_reply(400, f"Unsupported parameter: '{name}'", param=name)
        return read_days(request)

    desk = BatchDesk(strict)
    stub.otherwise = desk
    assert call(claims, "-o", tmp_path / "run", *BY_FILE).code == 0
    assert len(desk.orders) > len(refused)
    assert not set(refused) & desk.orders[-1][0]["body"].keys()
    assert findings(tmp_path / "run") == expected


def test_an_order_that_is_refused_as_a_whole_says_so(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, expected: list[Any]
) -> None:
    desk = BatchDesk(read_days)
    desk.refuse_all = True
    stub.otherwise = desk
    done = call(claims, "-o", tmp_path / "run", *BY_FILE)
    assert (done.code, "not a valid batch" in done.err) == (4, True)
    desk.refuse_all = False
    assert call("--resume", tmp_path / "run").code == 0
    assert findings(tmp_path / "run") == expected


@pytest.mark.parametrize("moment", ["uploaded", "made", "noted"])
def test_a_process_that_ends_while_it_orders_orders_once(
    call: Callable[..., Ran],
    stub: StubServer,
    claims: Path,
    tmp_path: Path,
    expected: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """As a kill would leave it: the exception is no error of ours, nothing is tidied up."""
    from pipeline.llm.batches import BatchApi

    desk = BatchDesk(read_days)
    stub.otherwise = desk
    name = {"uploaded": "create", "made": "create", "noted": "look"}[moment]
    plain = getattr(BatchApi, name)

    async def dying(self: BatchApi, *arguments: Any) -> Any:
        if moment == "made":
            await plain(self, *arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(BatchApi, name, dying)
        with pytest.raises(click.Abort):
            batch.main([str(claims), "-o", str(tmp_path / "run"), *BY_FILE], standalone_mode=False)
    made = len(desk.orders)
    assert made == (moment != "uploaded")
    assert call("--resume", tmp_path / "run").code == 0
    ids = [line["custom_id"] for order in desk.orders for line in order]
    assert len(ids) == len(set(ids))
    assert findings(tmp_path / "run") == expected


def answered(order: Path, answer: Callable[[Recorded], Scripted] = read_days) -> str:
    """The replies to an order's calls, as a provider would write them."""
    replies = []
    for line in map(json.loads, order.read_text().splitlines()):
        body = json.loads(answer(Recorded("POST", "", {}, line["body"], 0)).body)
        replies.append({"custom_id": line["custom_id"], "response": {"status_code": 200, "body": body}})
    return "\n".join(map(json.dumps, replies))


FILES = ("--engine", "openai-batch", "--by-file")


def test_calls_that_come_up_later_are_written_and_not_held_to_have_failed(
    call: Callable[..., Ran], run: Run, stub: StubServer, articles: Path, tmp_path: Path
) -> None:
    """Eight passages, which all contradict: six are in the first order, and the other two might support."""
    for n in range(5):
        text = f"The city council of Orl approved the budget on May {n + 10}."
        (articles / f"more{n}.md").write_text(f"---\ntitle: More\npublisher: Outlet {n}\n---\n{text}\n")
    run("ingest", str(articles))
    claims = written(tmp_path, ["The city council of Orl approved the budget on May 9."])
    assert call(claims, "-o", tmp_path / "local", "--no-screen").code == 0
    os.environ["TWOSOURCE_CACHE_DIR"] += "-2"
    stub.requests.clear()

    folder, answers = tmp_path / "run", tmp_path / "answers.jsonl"
    assert call(claims, "-o", folder, "--no-screen", *FILES).code == 5
    orders = sorted((folder / "calls").glob("order-*.jsonl"))
    for number in range(1, 4):
        assert [p.name for p in orders] == [f"order-{n}.jsonl" for n in range(1, number + 1)]
        answers.write_text(answered(orders[-1]))
        done = call("--resume", folder, "--answers", answers, "--json")
        orders = sorted((folder / "calls").glob("order-*.jsonl"))
        if done.code == 0:
            break
        assert json.loads(done.out)["ended"] == "written"
    assert len(orders) > 1
    with read_ledger(folder) as ledger:
        assert not ledger.attempts(1)
    assert findings(folder) == findings(tmp_path / "local")
    assert not stub.requests


def test_replies_that_cannot_be_used_are_paid_and_asked_for_again(
    call: Callable[..., Ran], stub: StubServer, tmp_path: Path
) -> None:
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])
    folder, answers = tmp_path / "run", tmp_path / "answers.jsonl"
    call(claims, "-o", folder, *FILES)
    order = folder / "calls" / "order-1.jsonl"
    cut, bare, odd, *rest = map(json.loads, answered(order).splitlines())
    assert not rest
    cut["response"]["body"]["choices"][0]["finish_reason"] = "length"
    lines_ = [cut, {**bare, "response": {"status_code": 200}}, {**odd, "custom_id": [odd["custom_id"]]}, 7]
    answers.write_text("\n".join(map(json.dumps, lines_)))
    done = call("--resume", folder, "--answers", answers, "--json")
    assert (done.code, json.loads(done.out)["ended"]) == (5, "written")
    status = json.loads(done.out)["status"]
    assert (status["calls"], status["tokens_out"]) == (1, 50)
    with read_ledger(folder) as ledger:
        assert sorted(ledger.attempts(1).values()) == [
            "the batch has no reply to it",
            "the line has no response",
            "the reply is not whole: length",
        ]
    other = call("--resume", folder, "--answers", claims)
    assert (other.code, "answers no call" in other.err, "order-2.jsonl" in other.err) == (2, True, True)
    answers.write_text(answered(folder / "calls" / "order-2.jsonl"))
    assert call("--resume", folder, "--answers", answers).code == 0


def test_a_run_by_file_can_go_on_at_once(call: Callable[..., Ran], stub: StubServer, tmp_path: Path) -> None:
    claims = written(tmp_path, ["The council of Orl approved the budget on May 3."])
    call(claims, "-o", tmp_path / "run", *FILES)
    assert call("--resume", tmp_path / "run", "--engine", "local").code == 0
    assert asked_live(stub) == 3


def test_file_to_file(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, expected: list[Any]
) -> None:
    done = call(claims, "-o", tmp_path / "run", "--engine", "openai-batch", "--by-file")
    assert done.code == 5
    for number in range(1, 10):
        order = tmp_path / "run" / "calls" / f"order-{number}.jsonl"
        assert f"the calls are written to {order}" in done.out
        (tmp_path / "answers.jsonl").write_text(answered(order))
        done = call("--resume", tmp_path / "run", "--answers", tmp_path / "answers.jsonl")
        if done.code == 0:
            break
    assert findings(tmp_path / "run") == expected
    assert not stub.requests


def test_answers_that_were_cut_short_are_told_with_their_line(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path
) -> None:
    call(claims, "-o", tmp_path / "run", "--engine", "openai-batch", "--by-file")
    (tmp_path / "answers.jsonl").write_text('{"custom_id": "x", "response": nu')
    done = call("--resume", tmp_path / "run", "--answers", tmp_path / "answers.jsonl")
    assert (done.code, "answers.jsonl:1: is not JSON" in done.err) == (2, True)


def test_money_holds_for_files_too(
    call: Callable[..., Ran], stub: StubServer, claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    priced(monkeypatch, tmp_path, (5.0, 50.0))
    desk = BatchDesk(read_days)
    stub.otherwise = desk
    done = call(claims, "-o", tmp_path / "run", *BY_FILE, "--max-cost", "0.10", "--json")
    outcome = json.loads(done.out)
    assert (done.code, outcome["ended"]) == (5, "budget")
    assert 0.04 < outcome["status"]["cost_usd"] <= 0.10
    assert call("--resume", tmp_path / "run", "--max-cost", "9").code == 0
