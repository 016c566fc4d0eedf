"""A run that is killed at any moment ends, once it is gone on with, as if nothing had happened.

Seven kills in a run of 60 claims, one at each of the worker's moments; TWOSOURCE_KILLS=25 TWOSOURCE_KILL_CLAIMS=300 for
as many as are asked for before a release, and TWOSOURCE_KILL_SEED for other places in the run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.factcheck import FactChecker
from pipeline.grade.replies import grade_schema
from pipeline.settings import Settings
from store.cache import call_key
from store.ledger import read_ledger
from tests.conftest import WordEmbedder
from tests.day_reader import read_days
from tests.integration.batch_worker import MOMENTS
from tests.stub_server import Recorded, Scripted, StubServer

KILLS = int(os.environ.get("TWOSOURCE_KILLS", "7"))
SEED = int(os.environ.get("TWOSOURCE_KILL_SEED", "8"))
CLAIMS = int(os.environ.get("TWOSOURCE_KILL_CLAIMS", "60"))
ROOT = Path(__file__).parents[2]
WAYS = (
    "The council of Orl approved the budget on {}.",
    "On {} the council of Orl approved the budget.",
    "The budget was approved by the council of Orl on {}.",
    "The council of Orl passed the budget on {}.",
    "On {} the budget was approved by the council of Orl.",
    "It was on {} that the council of Orl approved the budget.",
    "The council of Orl voted for the budget on {}.",
    "The budget passed in the council of Orl on {}.",
    "The council in Orl approved its budget on {}.",
    "On {} the council in Orl voted for its budget.",
    "The budget had the votes of the council of Orl on {}.",
)


def answer(request: Recorded) -> Scripted:
    """By the days, after a time that depends on the messages alone."""
    digest = hashlib.sha256(json.dumps(request.json["messages"]).encode()).digest()
    return read_days(request, delay=digest[0] / 255 * 0.02)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer(otherwise=answer) as server:
        yield server


@pytest.fixture
def library(tmp_path: Path) -> str:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n, outlet in enumerate(("Courier", "Gazette", "Diary", "Post")):
        text = f"The council of Orl approved the budget on May {3 + n // 2}. The {outlet} was told so by the mayor."
        (folder / f"{n}.md").write_text(
            f"---\ntitle: Budget {n}\npublisher: {outlet}\npublished: 2024-05-0{n + 5}\n---\n{text}\n"
        )
    where = str(tmp_path / "library")
    with FactChecker(Settings(library=where, model="openai:tiny"), embedder=WordEmbedder()) as checker:
        checker.ingest([str(folder)])
    return where


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """Claims, every tenth written once more in another way."""
    path = tmp_path / "claims.jsonl"
    texts = [way.format(f"May {day}") for way in WAYS for day in range(1, 29)][:CLAIMS]
    rows = [{"id": f"c{n}", "claim": texts[n] if n % 10 else f"“{texts[max(0, n - 1)]}”"} for n in range(CLAIMS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def findings(folder: Path) -> list[dict[str, Any]]:
    """The findings of a run, without what they have cost this time."""
    rows = [json.loads(line) for line in (folder / "findings.jsonl").read_text().splitlines()]
    for row in rows:
        del row["finding"]["usage"]
    return rows


def cached(cache: Path) -> set[str]:
    path = cache / "llm-calls.sqlite"
    if not path.exists():
        return set()
    with contextlib.closing(sqlite3.connect(path)) as db:
        return {key for (key,) in db.execute("SELECT key FROM calls")}


def key_of(request: Recorded, identity: str) -> str:
    return call_key(
        model=identity,
        messages=[(m["role"], m["content"]) for m in request.json["messages"]],
        max_tokens=400,
        schema=grade_schema(),
        top_logprobs=0,
        repeat=0,
    )


class Worker:
    """Does sessions of runs in processes that die."""

    def __init__(self, stub: StubServer, library: str, claims: Path) -> None:
        self.stub, self.library, self.claims = stub, library, claims
        command = [sys.executable, "-m", "tests.integration.batch_worker"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, folder: Path, cache: Path, moment: str = "", number: int = 0) -> int:
        """How the session's process ended: 0, or -9."""
        environ = {"OPENAI_BASE_URL": self.stub.base_url, "OPENAI_API_KEY": "sk-test-0123456789"}
        environ |= {"TWOSOURCE_CACHE_DIR": str(cache)}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = [str(folder), str(self.claims), self.library, environ, moment, number]
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture
def session(stub: StubServer, library: str, claims: Path) -> Iterator[Worker]:
    worker = Worker(stub, library, claims)
    with worker.process:
        yield worker


def test_a_run_that_is_killed_again_and_again(stub: StubServer, session: Worker, tmp_path: Path) -> None:
    identity = f"openai:tiny@{stub.base_url}"
    assert session(tmp_path / "calm", tmp_path / "calm-cache") == 0
    expected, calls = findings(tmp_path / "calm"), len(stub.requests)
    assert len(cached(tmp_path / "calm-cache")) == calls

    dice, folder, cache = random.Random(SEED), tmp_path / "killed", tmp_path / "killed-cache"
    killed = lost = 0
    for kill in range(KILLS):
        moment = MOMENTS[kill % len(MOMENTS)]
        ends = CLAIMS * 5 // 6 // KILLS
        most = {"opened": 1, "before finish": ends, "after finish": ends}.get(moment, calls // KILLS)
        known, first = cached(cache), len(stub.requests)
        killed += session(folder, cache, moment, dice.randint(1, max(1, most))) == -9
        again = {key_of(asked, identity) for asked in stub.requests[first:]} & known
        assert not again, f"{moment}: {len(again)} completed calls were paid again"
        lost += len(stub.requests) - first - len(cached(cache) - known)
    known, first = cached(cache), len(stub.requests)
    assert session(folder, cache) == 0
    assert not {key_of(asked, identity) for asked in stub.requests[first:]} & known

    assert killed == KILLS
    assert findings(folder) == expected
    assert [row["number"] for row in findings(folder)] == list(range(1, CLAIMS + 1))
    assert lost <= KILLS * 16  # what was under way at a kill, and nothing else, was asked again
    with read_ledger(folder) as ledger:
        assert abs(ledger.spent().calls - len(cached(cache))) <= KILLS
    sys.stderr.write(f"{killed} kills, {calls} calls, {lost} asked again\n")
