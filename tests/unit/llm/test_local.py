"""The embedded server's life, without a real model: a stand-in for llama.cpp that serves real HTTP."""

from __future__ import annotations

import os
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ModelCallError, ModelUnavailable
from pipeline.llm import ChatModel, Reply, local, open_model
from store.cache import CallCache
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply, json_reply
from tests.unit.llm.conftest import QUESTION, run
from tests.unit.llm.test_weights import ADAPTER, GGUF


class Settings:
    """As xllamacpp.CommonParams: takes any attribute, and has those that are set on parts of it."""

    def __init__(self) -> None:
        self.model = types.SimpleNamespace()
        self.cpuparams = types.SimpleNamespace()
        self.cpuparams_batch = types.SimpleNamespace()


class Engine:
    """As xllamacpp: `Server` loads or raises."""

    def __init__(self) -> None:
        self.started: list[Any] = []
        self.stub = StubServer(self.answer)
        self.fail = False
        self.deaf = False
        self.keys: list[str] = []

    CommonParams = Settings

    @staticmethod
    def CommonAdapterLoraInfo(path: str, scale: float) -> tuple[str, float]:
        return path, scale

    def Server(self, parameters: Any) -> Any:
        self.started.append(parameters)
        if self.fail:
            raise RuntimeError("Failed to init server, please check the input params.")
        return types.SimpleNamespace(listening_address=self.stub.url)

    def answer(self, request: Recorded) -> Scripted:
        if request.path == "/health":
            return json_reply({"status": "ok"})
        if self.deaf or request.headers.get("authorization") != f"Bearer {self.started[-1].api_keys[0]}":
            return json_reply({"error": {"message": "Invalid API Key"}}, 401)
        return json_reply({"data": []}) if request.path == "/v1/models" else chat_reply("Yes")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    engine = Engine()
    monkeypatch.setitem(sys.modules, "xllamacpp", engine)
    monkeypatch.setattr("pipeline.llm.weights.find_spec", lambda name: object())
    with engine.stub:
        yield engine
    assert local.running() == []


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(GGUF)
    return path


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    path = tmp_path / "mine.gguf"
    path.write_bytes(ADAPTER)
    return path


@pytest.fixture
def chat(gguf: Path, tmp_path: Path) -> ChatModel:
    environ = {"TWOSOURCE_LOCAL_MODEL": str(gguf), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}
    return open_model("local", cache=None, environ=environ)


def test_how_the_server_is_set_up(engine: Engine, gguf: Path) -> None:
    server = local.acquire(gguf)
    try:
        (given,) = engine.started
        assert given.model.path == str(gguf)
        assert (given.hostnames, given.port) == (["127.0.0.1"], 0)
        assert (given.n_ctx, given.n_parallel) == (4096, 1)
        assert given.cpuparams.n_threads == given.cpuparams_batch.n_threads == len(os.sched_getaffinity(0))
        assert given.verbosity == 0
        assert given.api_keys == [server.api_key]
        assert len(server.api_key) >= 32
        assert server.base_url == engine.stub.base_url
    finally:
        local.release(server)
    assert server.base_url == ""


def test_one_server_for_all_who_ask_and_a_new_key_for_the_next(engine: Engine, gguf: Path) -> None:
    found: list[local.LocalServer] = []
    threads = [threading.Thread(target=lambda: found.append(local.acquire(gguf))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == len(engine.started) == 1
    for server in found[:3]:
        local.release(server)
    assert local.running() == [found[3]]
    local.release(found[3])
    again = local.acquire(gguf)
    assert again.api_key != found[0].api_key
    local.release(again)


def test_the_model_starts_it_at_the_first_question_and_stops_it(
    engine: Engine, chat: ChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy must not come between this process and itself.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_PROXY", "http://127.0.0.1:9")
    assert (chat.name, chat.small, chat.concurrency, engine.started) == ("local", True, 1, [])

    async def work() -> Reply:
        async with chat:
            await chat.ask(QUESTION, max_tokens=5)
            return await chat.ask(QUESTION, max_tokens=5, repeat=1)

    reply = run(work())
    assert (reply.text, reply.usage.cost_usd, len(engine.started)) == ("Yes", 0.0, 1)
    (sent,) = {str(request.json["model"]) for request in engine.stub.requests if request.json}
    assert sent == chat.identity.removeprefix("local:")


def test_a_cached_answer_starts_nothing(engine: Engine, gguf: Path, tmp_path: Path) -> None:
    environ = {"TWOSOURCE_LOCAL_MODEL": str(gguf), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}

    async def work(cache: CallCache) -> Reply:
        async with open_model("local", cache=cache, environ=environ) as chat:
            return await chat.ask(QUESTION, max_tokens=5)

    with CallCache(tmp_path / "calls.sqlite3") as cache:
        assert [run(work(cache)).cached, run(work(cache)).cached] == [False, True]
    assert len(engine.started) == 1


def test_a_model_that_llama_cpp_refuses_is_named(engine: Engine, gguf: Path) -> None:
    engine.fail = True
    with pytest.raises(ModelUnavailable, match=r"llama\.cpp cannot load") as caught:
        local.acquire(gguf)
    assert str(gguf) in str(caught.value)
    assert "TWOSOURCE_LOCAL_MODEL" in caught.value.mend


def test_a_file_that_is_no_gguf_never_reaches_llama_cpp(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"<html>not found</html>          ")
    with pytest.raises(ModelUnavailable, match="not a GGUF"):
        local.acquire(tmp_path / "bad.gguf")
    assert engine.started == []


def test_a_server_that_is_not_ours_or_never_gets_healthy_is_an_error(
    engine: Engine, gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "HEALTHY_WITHIN", 0.2)
    engine.deaf = True
    with pytest.raises(ModelUnavailable, match="does not answer"):
        local.acquire(gguf)
    assert len(engine.stub.requests) >= 2


def test_an_adapter_is_loaded_switched_off_and_no_state_outlives_a_switch(
    engine: Engine, gguf: Path, adapter: Path
) -> None:
    plain, adapted = local.acquire(gguf), local.acquire(gguf, adapter)
    try:
        assert plain is not adapted
        assert local.acquire(gguf, adapter) is adapted
        assert not hasattr(engine.started[0], "lora_adapters")
        assert engine.started[0].cache_ram_mib == local.PROMPT_CACHE_MIB
        assert engine.started[1].lora_adapters == [(str(adapter), 0.0)]
        assert engine.started[1].cache_ram_mib == 0
        assert len(engine.started) == 2
    finally:
        for server in (plain, adapted, adapted):
            local.release(server)


def test_an_adapter_that_llama_cpp_refuses_is_named(engine: Engine, gguf: Path, adapter: Path) -> None:
    engine.fail = True
    with pytest.raises(ModelUnavailable, match=r"llama\.cpp cannot load the adapter") as caught:
        local.acquire(gguf, adapter)
    assert str(adapter) in str(caught.value)
    assert str(gguf) in str(caught.value)
    assert "TWOSOURCE_LOCAL_ADAPTER" in caught.value.mend


def test_a_file_that_is_no_adapter_never_reaches_llama_cpp(engine: Engine, gguf: Path) -> None:
    with pytest.raises(ModelUnavailable, match="not an adapter"):
        local.acquire(gguf, gguf)
    assert engine.started == []


def sent_lora(engine: Engine) -> list[object]:
    return [request.json.get("lora") for request in engine.stub.requests if request.path.endswith("completions")]


def test_every_request_says_whether_it_wants_the_adapter(
    engine: Engine, gguf: Path, adapter: Path, tmp_path: Path
) -> None:
    environ = {"TWOSOURCE_LOCAL_MODEL": str(gguf), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}
    both = environ | {"TWOSOURCE_LOCAL_ADAPTER": str(adapter)}

    async def work(cache: CallCache, environ: dict[str, str], *adapted: bool) -> list[bool]:
        async with open_model("local", cache=cache, environ=environ) as chat:
            assert chat.adapted == (environ is both)
            return [(await chat.ask(QUESTION, max_tokens=5, adapted=wanted)).cached for wanted in adapted]

    with CallCache(tmp_path / "calls.sqlite3") as cache:
        # Without an adapter the wish for one changes nothing: neither what is sent nor the key of the cache.
        assert run(work(cache, environ, True, False)) == [False, True]
        assert sent_lora(engine) == [None]
        # A plain answer of the time before the adapter still holds; an adapted one has a key of its own.
        assert run(work(cache, both, False, True, True)) == [True, False, True]
        assert sent_lora(engine)[1:] == [[{"id": 0, "scale": 1.0}]]
    assert run(work_without_cache(both)) == ["Yes", "Yes"]
    assert sent_lora(engine)[2:] == [[{"id": 0, "scale": 1.0}], [{"id": 0, "scale": 0.0}]]


async def work_without_cache(environ: dict[str, str]) -> list[str]:
    async with open_model("local", cache=None, environ=environ) as chat:
        return [(await chat.ask(QUESTION, max_tokens=5, adapted=wanted)).text for wanted in (True, False)]


def test_the_identity_names_the_adapter_and_the_cache_who_was_asked(
    engine: Engine, gguf: Path, adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"TWOSOURCE_LOCAL_MODEL": str(gguf), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}
    plain = open_model("local", cache=None, environ=environ)
    stored: list[str] = []
    with CallCache(tmp_path / "calls.sqlite3") as cache:
        put = cache.put

        def watched(key: str, value: dict[str, Any], *, model: str) -> None:
            stored.append(model)
            put(key, value, model=model)

        monkeypatch.setattr(cache, "put", watched)
        chat = open_model("local", cache=cache, environ=environ | {"TWOSOURCE_LOCAL_ADAPTER": str(adapter)})

        async def work() -> None:
            async with chat:
                for wanted in (False, True):
                    await chat.ask(QUESTION, max_tokens=5, adapted=wanted)

        run(work())
    assert plain.base_identity == plain.identity == chat.base_identity
    assert chat.adapter is not None
    assert chat.identity == f"{plain.identity}+{chat.adapter.sha256[:12]}"
    assert stored == [plain.identity, chat.identity]


def test_a_refusal_of_the_adapter_is_an_error_and_never_an_answer_without_it(
    engine: Engine, gguf: Path, adapter: Path, tmp_path: Path
) -> None:
    healthy = engine.stub.otherwise
    assert healthy is not None
    engine.stub.otherwise = lambda request: (
        error_reply(400, "lora is bad", param="lora") if request.path.endswith("completions") else healthy(request)
    )
    environ = {"TWOSOURCE_LOCAL_MODEL": str(gguf), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}
    with pytest.raises(ModelCallError, match="lora is bad"):
        run(work_without_cache(environ | {"TWOSOURCE_LOCAL_ADAPTER": str(adapter)}))
    assert len(sent_lora(engine)) == 1


def test_a_missing_llama_cpp_is_told_with_the_command(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelUnavailable) as caught:
        local.acquire(gguf)
    assert caught.value.mend.startswith("pip install 'twosource[local]'")
