"""The embedded LLM for real: joined, loaded, asked, stopped. Few calls: each costs seconds on two cores."""

from __future__ import annotations

import asyncio
import http.client
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.errors import ModelUnavailable
from pipeline.llm import ChatModel, Message, Reply, local, open_model, weights

pytestmark = pytest.mark.llm

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = [
    Message("system", "Answer with one word: yes or no."),
    Message("user", "Is Paris the capital of France?"),
]
SCHEMA = {
    "type": "object",
    "properties": {"stance": {"enum": ["supports", "contradicts"]}},
    "required": ["stance"],
    "additionalProperties": False,
}


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: the model is joined once, in the real cache folder."""


@pytest.fixture(scope="module")
def server() -> Iterator[local.LocalServer]:
    """Kept running between the tests: loading takes seconds."""
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model = weights.local_model(os.environ)
    server = local.acquire(model.materialise(), model.adapter.path if model.adapter else None)
    yield server
    local.release(server)
    assert local.running() == []


def ask(model: ChatModel, **arguments: object) -> Reply:
    async def work() -> Reply:
        async with model:
            return await model.ask(MESSAGES, **({"max_tokens": 4} | arguments))  # type: ignore[arg-type]

    return asyncio.run(work())


def get(server: local.LocalServer, path: str, key: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_answers_with_log_probabilities_and_costs_nothing(server: local.LocalServer) -> None:
    reply = ask(open_model("local", cache=None), top_logprobs=5)
    assert reply.text.strip().lower().startswith("yes")
    assert reply.dropped == ()
    assert reply.logprobs is not None
    assert 5 <= len(reply.logprobs) <= 6
    best = max(reply.logprobs, key=lambda token: reply.logprobs[token] if reply.logprobs else 0.0)
    assert best.strip().lower() == "yes"
    assert sum(math.exp(value) for value in reply.logprobs.values()) <= 1.01
    assert reply.usage.cost_usd == 0.0
    assert reply.usage.tokens_in > 10


def test_a_schema_binds_it_and_a_limit_cuts_it_short(server: local.LocalServer) -> None:
    model = open_model("local", cache=None)
    whole = ask(model, schema=SCHEMA, max_tokens=24)
    assert json.loads(whole.text)["stance"] in ("supports", "contradicts")
    cut = ask(model, schema=SCHEMA, max_tokens=2)
    assert (cut.finish, cut.usage.tokens_out) == ("length", 2)


def test_it_is_reached_as_any_openai_compatible_server_and_only_with_its_key(server: local.LocalServer) -> None:
    environ = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": server.api_key}
    reply = ask(open_model("openai:whatever", cache=None, environ=environ))
    assert reply.text.strip().lower().startswith("yes")
    assert get(server, "/v1/models", server.api_key) == 200
    assert get(server, "/v1/models", "wrong") == 401
    wrong = environ | {"OPENAI_API_KEY": "wrong"}
    with pytest.raises(ModelUnavailable, match="key was refused"):
        ask(open_model("openai:whatever", cache=None, environ=wrong))


@pytest.mark.parametrize("kind", ["truncated", "noise"])
def test_a_damaged_model_is_a_clear_error_not_a_crash(server: local.LocalServer, tmp_path: Path, kind: str) -> None:
    bad = tmp_path / "bad.gguf"
    with server.model_path.open("rb") as whole:
        head = whole.read(20_000_000 if kind == "truncated" else 24)
    bad.write_bytes(head if kind == "truncated" else head + os.urandom(100_000))
    environ = {**os.environ, "TWOSOURCE_LOCAL_MODEL": str(bad), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}
    with pytest.raises(ModelUnavailable, match="cannot load"):
        ask(open_model("local", cache=None, environ=environ))


def test_it_is_silent_and_stops_at_exit_also_when_nobody_closes_it(server: local.LocalServer) -> None:
    code = """
import asyncio
from pipeline.llm import Message, open_model
model = open_model("local", cache=None)
print(asyncio.run(model.ask([Message("user", "Say yes.")], max_tokens=2)).usage.calls)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
