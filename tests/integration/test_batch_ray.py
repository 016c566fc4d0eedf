"""The engine `ray` with two workers on this machine: the findings of `local`, also where a worker is killed.

`TWOSOURCE_RAY_CLAIMS=300` for as many claims as are asked for before a release.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.batch import BatchOptions
from pipeline.batch.opening import refuse_options
from pipeline.cli.exits import code_of
from pipeline.errors import TwosourceError
from pipeline.factcheck import FactChecker
from pipeline.settings import Settings
from store.ledger import read_ledger
from tests.conftest import WordEmbedder
from tests.integration.test_batch_kills import answer, key_of
from tests.stub_server import Recorded, Scripted, StubServer

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed (extra 'ray')")
CLAIMS = int(os.environ.get("TWOSOURCE_RAY_CLAIMS", "60"))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer(otherwise=answer) as server:
        yield server


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """Every tenth claim is written once more in another way."""
    path = tmp_path / "claims.jsonl"
    texts = [f"The council of Orl approved item {n} on May {n % 28 + 1}" for n in range(CLAIMS)]
    rows = [{"id": f"c{n}", "claim": texts[n] + "." if n % 10 else texts[max(0, n - 1)]} for n in range(CLAIMS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def library(tmp_path: Path) -> str:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n, outlet in enumerate(("Courier", "Gazette", "Diary", "Post")):
        text = f"The council of Orl approved item {n} on May 3. The {outlet} was told of {n + 2} more by the mayor."
        head = f"---\ntitle: Items {n}\npublisher: {outlet}\npublished: 2024-05-0{n + 4}\n---\n"
        (folder / f"{n}.md").write_text(f"{head}{text}\n")
    where = str(tmp_path / "library")
    with FactChecker(Settings(library=where, model="openai:tiny"), embedder=WordEmbedder()) as checker:
        checker.ingest([str(folder)])
    return where


Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def begin(tmp_path: Path, stub: StubServer, claims: Path, library: str) -> Iterator[Begin]:
    """Begins a session in a process group of its own, as a terminal would.

    It takes a run's name, the engine, and more of the environment.
    """
    begun: list[subprocess.Popen[str]] = []

    def started(name: str, engine: str, **more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.integration.ray_driver", str(tmp_path / name), str(claims), library]
        environ = {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": "sk-test-0123456789"}
        environ |= {"TWOSOURCE_CACHE_DIR": str(tmp_path / f"{name}-cache"), "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            [*command, engine],
            cwd=ROOT,
            env=os.environ | environ | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield started
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    """How a session ended; nothing but that was printed."""
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    told: dict[str, Any] = json.loads(out)
    return told


def findings(folder: Path) -> list[dict[str, Any]]:
    """Without what they have cost this time."""
    rows = [json.loads(line) for line in (folder / "findings.jsonl").read_text().splitlines()]
    for row in rows:
        del row["finding"]["usage"]
    return rows


def below(pid: int) -> dict[int, str]:
    """The processes that descend from one, with their commands."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,command="], capture_output=True, text=True, check=True).stdout
    rows = [(int(p), int(parent), command) for p, parent, command in (x.split(None, 2) for x in listed.splitlines())]
    found, wanted = {}, {pid}
    while wanted:
        children = {p: command for p, parent, command in rows if parent in wanted and p not in found}
        found |= children
        wanted = set(children)
    return found


def workers(pid: int) -> list[int]:
    return [p for p, command in below(pid).items() if command.startswith("ray::RayWorker")]


def until(holds: Callable[[], Any], seconds: float = 60.0) -> Any:
    over = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < over, "it took too long"
        time.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def cached(cache: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(cache / "llm-calls.sqlite")) as db:
        return {key for (key,) in db.execute("SELECT key FROM calls")}


@needs_ray
@pytest.mark.slow
@pytest.mark.alone
def test_a_worker_that_is_killed_changes_no_finding(begin: Begin, stub: StubServer, tmp_path: Path) -> None:
    assert ended(begin("calm", "local"))["ended"] == "done"
    expected, calls = findings(tmp_path / "calm"), len(stub.requests)

    first = len(stub.requests)
    process = begin("killed", "ray")
    until(lambda: len(stub.requests) >= first + calls // 3)
    both = until(lambda: len(found := workers(process.pid)) == 2 and found)
    os.kill(both[0], signal.SIGKILL)
    told = ended(process)

    assert (told["ended"], told["waiting"]) == ("done", 0)
    assert told["lost"] == 1
    rows = findings(tmp_path / "killed")
    assert [row["number"] for row in rows] == list(range(1, CLAIMS + 1))
    assert rows == expected
    # What was under way in the worker that died, and nothing else, was asked again; all that came back was kept.
    identity = f"openai:tiny@{stub.base_url}"
    asked = Counter(key_of(request, identity) for request in stub.requests[first:])
    assert set(asked) == cached(tmp_path / "killed-cache")
    assert max(asked.values()) <= 2
    assert asked.total() - len(asked) <= 16
    with read_ledger(tmp_path / "killed") as ledger:
        assert abs(ledger.spent().calls - len(asked)) <= 1
        assert ledger.counts() == {"done": CLAIMS}
    sys.stderr.write(f"{calls} calls, {asked.total() - len(asked)} asked again\n")


@needs_ray
@pytest.mark.slow
@pytest.mark.alone
def test_ctrl_c_lets_claims_end_and_a_second_one_stops(begin: Begin, stub: StubServer, tmp_path: Path) -> None:
    folder = tmp_path / "run"

    def done() -> int:
        with read_ledger(folder) as ledger:
            return ledger.counts().get("done", 0)

    hung: list[str] = []

    def late(request: Recorded) -> Scripted:
        """After 40 calls one claim is never answered, and the others slowly."""
        if len(stub.requests) <= 40:
            return answer(request)
        claim = [m["content"] for m in request.json["messages"] if m["content"].startswith("Claim:")][-1].split("\n")[0]
        hung.extend([] if hung else [claim])
        return replace(answer(request), hang=True) if claim in hung else replace(answer(request), delay=0.3)

    stub.otherwise = late
    process = begin("run", "ray")
    until(lambda: hung)
    ours, before = [process.pid, *below(process.pid)], done()
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all processes of the group
    until(lambda: done() > before)
    time.sleep(0.5)
    assert process.poll() is None
    since = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    told = ended(process)
    assert time.monotonic() - since < 15
    assert told["ended"] == "drain"
    assert told["calls"] == len(cached(tmp_path / "run-cache"))
    assert 0 < told["waiting"] <= CLAIMS - before - 1
    until(lambda: not any(map(alive, ours)), 10)

    asked, stub.otherwise = len(stub.requests), answer
    kept = cached(tmp_path / "run-cache")
    assert ended(begin("run", "local"))["ended"] == "done"
    again = {key_of(request, f"openai:tiny@{stub.base_url}") for request in stub.requests[asked:]}
    assert not again & kept
    assert [row["number"] for row in findings(folder)] == list(range(1, CLAIMS + 1))


@pytest.fixture
def refused(stub: StubServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TwosourceError]:
    """With which error a run is refused before it begins."""
    monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)

    def error(**settings: Any) -> TwosourceError:
        with FactChecker(Settings(model="openai:tiny", **settings), embedder=WordEmbedder()) as checker:
            with pytest.raises(TwosourceError) as caught:
                refuse_options(checker, BatchOptions(engine="ray"))
            return caught.value

    return error


def test_without_ray_it_says_what_to_install(
    refused: Callable[..., TwosourceError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.batch.ray_engine.find_spec", lambda name: None)
    error = refused()
    assert (code_of(error), str(error)) == (4, "--engine ray needs Ray.")
    assert error.mend == "On all machines: uv pip install 'twosource[ray]'"


@needs_ray
def test_an_address_of_rays_client_is_refused(refused: Callable[..., TwosourceError]) -> None:
    error = refused(ray_address="ray://head:10001")
    assert code_of(error) == 2
    assert "the run must stand on a machine of the cluster" in str(error)


@needs_ray
def test_a_model_on_this_machine_is_refused(
    refused: Callable[..., TwosourceError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FactChecker, "models", (SimpleNamespace(small=True),))
    error = refused()
    assert code_of(error) == 2
    assert "the embedded one is on this machine" in str(error)


@needs_ray
def test_a_cluster_that_does_not_answer_is_named(begin: Begin) -> None:
    process = begin("none", "ray", TWOSOURCE_RAY_ADDRESS="127.0.0.1:1")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert err.startswith("twosource: No Ray cluster can be used at 127.0.0.1:1: ")
