"""A stub server, and models that talk to it."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pipeline.llm import ChatModel, Message, Reply, open_model
from store.cache import CallCache
from tests.stub_server import StubServer

T = TypeVar("T")

KEY = "sk-secret0123456789abcdef"
QUESTION = [Message("system", "Answer in one word."), Message("user", "Is Paris in France?")]


ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the machine's certificates takes most of the time of making a client; nothing here speaks TLS."""
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *args, **settings: None)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer() as stub:
        yield stub


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[CallCache]:
    with CallCache(tmp_path / "calls.sqlite3") as cache:
        yield cache


@pytest.fixture
def model(stub: StubServer) -> Callable[..., ChatModel]:
    """Makes models at the stub. Names of models are `openai:tiny` unless given."""

    def make(name: str = "openai:tiny", **settings: Any) -> ChatModel:
        environ = {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": KEY}
        return open_model(name, **({"cache": None, "timeout": 5, "deadline": 20, "environ": environ} | settings))

    return make


@pytest.fixture
def ask(model: Callable[..., ChatModel]) -> Callable[..., Reply]:
    """One question to a model at the stub, in a loop of its own; closes the model."""

    def once(given: ChatModel | None = None, **arguments: Any) -> Reply:
        async def work() -> Reply:
            async with given or model() as chat:
                return await chat.ask(QUESTION, **({"max_tokens": 5} | arguments))

        return run(work())

    return once


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine."""
    return asyncio.run(work)


def python(code: str, *arguments: str, environ: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """A Python process in the project's folder."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output(process: subprocess.Popen[str]) -> str:
    """What a process printed; its error output must be empty and its exit status 0."""
    out, err = process.communicate(timeout=60)
    assert (err, process.returncode) == ("", 0)
    return out
