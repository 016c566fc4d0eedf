"""`conflicts` against a stub server: what a scan asks, what its caps keep to, and what it says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Run
from tests.integration.test_check import answers, grade, last_passage
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply

MODELS = ("--model", "openai:first", "--second-model", "openai:second")


def other_day(request: Recorded) -> Scripted:
    """A model that sees another day in a sentence than in the claim, whichever of the two it is."""
    claim, passage = last_passage(request).split("\n", 1)
    own = re.search(r"May \d", claim)
    found = re.search(r"^\[(\d+)\] .*(May \d)", passage, re.M)
    if own is None or found is None or own[0] == found[2]:
        return chat_reply(grade("neutral", []), tokens_in=500, tokens_out=50)
    differs = {"claim": own[0], "passage": found[2]}
    return chat_reply(grade("contradicts", [int(found[1])], differs=differs), tokens_in=500, tokens_out=50)


def another_end(request: Recorded) -> Scripted:
    """One of two models: the first sees that the budget was shelved where it was approved, the second that it was
    approved everywhere."""
    claim, passage = last_passage(request).split("\n", 1)
    words = ("approved", "shelved") if "approved" in claim else ("shelved", "approved")
    found = re.search(rf"^\[(\d+)\] .*{words[1]}", passage, re.M)
    if found is None:
        return chat_reply(grade("neutral", []))
    if request.json["model"] == "second":
        return chat_reply(grade("supports", [int(found[1])]))
    return chat_reply(grade("contradicts", [int(found[1])], differs={"claim": words[0], "passage": words[1]}))


@pytest.fixture
def library(run: Run, articles: Path, stub: StubServer) -> str:
    """A library whose claims are drawn."""
    stub.otherwise = answers(lambda request: error_reply(500))
    assert run("ingest", str(articles), "--library", "lib", "--extract", "--model", "openai:first").code == 0
    stub.requests.clear()
    return "lib"


def scanned(run: Run, library: str, *more: str) -> dict[str, Any]:
    ran = run("conflicts", "--library", library, *MODELS, "--json", *more)
    assert ran.code == 0, ran.err
    return dict(json.loads(ran.out))


def test_both_models_read_what_is_shown_as_a_conflict(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = other_day
    found = scanned(run, library)
    assert [c["type"] for c in found["conflicts"]] == ["date"]
    assert {request.json["model"] for request in stub.requests} == {"first", "second"}
    assert found["provenance"]["second_model"].startswith("openai:second")


def test_what_a_second_model_reads_the_other_way_is_no_conflict_though_it_was_remembered_as_one(
    run: Run, articles: Path, stub: StubServer
) -> None:
    (articles / "diary.txt").write_text(
        "City diary\n\nThe city council of Orl shelved the budget on May 3. Spring has come to the harbour.\n"
    )
    stub.otherwise = answers(another_end)
    run("ingest", str(articles), "--library", "lib", "--extract", "--model", "openai:first")
    alone = json.loads(run("conflicts", "--library", "lib", *MODELS[:2], "--json").out)
    assert alone["conflicts"]
    stub.requests.clear()
    assert scanned(run, "lib")["conflicts"] == []
    assert {request.json["model"] for request in stub.requests} == {"second"}


def test_calls_are_capped_whatever_a_pair_takes(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = other_day
    found, scans = scanned(run, library, "--max-calls", "1"), 1
    while found["left"]:
        assert found["usage"]["calls"] == 1
        assert len(stub.requests) == scans < 50, "it does not come to an end"
        found, scans = scanned(run, library, "--max-calls", "1"), scans + 1
    assert [c["type"] for c in found["conflicts"]] == ["date"]
    assert len(stub.requests) > 2


def test_a_call_that_fails_is_one_of_those_allowed(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: error_reply(400, "no")
    ran = run("conflicts", "--library", library, *MODELS, "--max-calls", "1")
    assert len(stub.requests) == 1
    assert "left by the cap" in ran.out


def test_money_is_capped_with_what_the_second_model_takes(
    run: Run, library: str, stub: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.otherwise = other_day
    priced = {"openai:first@*": [1.0, 1.0], "openai:second@*": [1000.0, 1000.0]}
    for name, known in (("one", ["openai:first@*"]), ("two", list(priced))):
        (tmp_path / name).write_text(json.dumps({"prices": {model: priced[model] for model in known}}))
    monkeypatch.setenv("TWOSOURCE_PRICES", str(tmp_path / "one"))
    refused = run("conflicts", "--library", library, *MODELS, "--max-cost", "1")
    assert refused.code == 2
    assert "openai:second" in refused.err
    assert stub.requests == []
    monkeypatch.setenv("TWOSOURCE_PRICES", str(tmp_path / "two"))
    found = scanned(run, library, "--max-cost", "0.5")
    assert found["left"] > 0
    assert {request.json["model"] for request in stub.requests} == {"first"}, "the second's next call costs more"
    assert found["usage"]["cost_usd"] <= 0.5


def test_caps_that_cannot_be_kept_are_refused_before_claims_are_drawn(
    run: Run, articles: Path, stub: StubServer
) -> None:
    stub.otherwise = answers(other_day)
    run("ingest", str(articles), "--library", "lib")
    ran = run("conflicts", "--library", "lib", *MODELS, "--max-cost", "1")
    assert ran.code == 2
    assert stub.requests == []


def test_what_drawing_took_is_told_and_what_could_not_be_read(run: Run, articles: Path, stub: StubServer) -> None:
    run("ingest", str(articles), "--library", "lib")
    stub.otherwise = lambda request: error_reply(400, "no")
    ran = run("conflicts", "--library", "lib", "--model", "openai:first")
    assert ran.code == 5
    assert "3 passages could not be read for claims" in ran.out
    stub.otherwise = answers(other_day)
    drawn = json.loads(
        run("conflicts", "--library", "lib", "--model", "openai:first", "--max-calls", "0", "--json").out
    )
    assert (drawn["usage"]["calls"], drawn["unread"]) == (3, 0)
