"""Other providers, by LangChain: Ollama against a stub of its API, and what happens when one is missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.errors import ModelCallError, ModelUnavailable, TwosourceError
from pipeline.llm import Reply, instant_retries, open_model
from pipeline.llm.providers import read_message
from tests.stub_server import Scripted, StubServer, error_reply, json_reply
from tests.unit.llm.conftest import QUESTION, run

pytest.importorskip("langchain_ollama")

SCHEMA = {"type": "object", "properties": {"stance": {"type": "string"}}, "required": ["stance"]}


def ollama_reply(text: str, done_reason: str = "stop", **message: Any) -> Scripted:
    """The last line of Ollama's stream."""
    return json_reply(
        {
            "model": "qwen3:4b",
            "created_at": "2026-01-01T00:00:00Z",
            "message": {"role": "assistant", "content": text, **message},
            "done": True,
            "done_reason": done_reason,
            "prompt_eval_count": 12,
            "eval_count": 3,
        },
        headers={"Content-Type": "application/x-ndjson"},
    )


@pytest.fixture
def ollama(stub: StubServer, monkeypatch: pytest.MonkeyPatch) -> StubServer:
    monkeypatch.setenv("OLLAMA_HOST", stub.url)
    return stub


def ask(**arguments: Any) -> Reply:
    async def work() -> Reply:
        async with open_model("ollama:qwen3:4b", cache=None, timeout=5, deadline=20, environ={}) as chat:
            return await chat.ask(QUESTION, **({"max_tokens": 5} | arguments))

    return run(work())


def test_what_is_sent_and_what_comes_back(ollama: StubServer) -> None:
    ollama.reply(ollama_reply("Yes"))
    reply = ask()
    assert (reply.text, reply.finish, reply.dropped) == ("Yes", "stop", ())
    assert (reply.usage.calls, reply.usage.tokens_in, reply.usage.tokens_out) == (1, 12, 3)
    assert reply.usage.cost_usd is None
    (request,) = ollama.requests
    assert request.path == "/api/chat"
    assert request.json["model"] == "qwen3:4b"
    assert [message["content"] for message in request.json["messages"]] == [m.content for m in QUESTION]
    options = request.json["options"]
    assert (options["temperature"], options["seed"], options["num_predict"]) == (0, 7, 5)


def test_a_schema_is_passed_on(ollama: StubServer) -> None:
    ollama.reply(ollama_reply('{"stance": "supports"}'))
    assert ask(schema=SCHEMA).text == '{"stance": "supports"}'
    assert ollama.requests[0].json["format"]["properties"] == SCHEMA["properties"]


def test_prose_instead_of_json_comes_back_as_it_is(ollama: StubServer) -> None:
    ollama.reply(ollama_reply("I think so."))
    assert ask(schema=SCHEMA).text == "I think so."


def test_a_reply_cut_short_says_so(ollama: StubServer) -> None:
    ollama.reply(ollama_reply("Ye", done_reason="length"))
    assert ask().finish == "length"


def test_failures_go_through_the_same_layer(ollama: StubServer) -> None:
    ollama.reply(error_reply(503), ollama_reply("Yes"))
    with instant_retries() as waits:
        assert ask().text == "Yes"
    assert len(waits) == 1
    ollama.reply(json_reply({"error": "model 'qwen3:4b' not found"}, 404))
    with pytest.raises(ModelUnavailable, match="no such model"):
        ask()
    ollama.reply(json_reply({"error": "no"}, 400))
    with pytest.raises(ModelCallError) as caught:
        ask()
    assert caught.value.kind == "bad_request"


def test_a_server_that_refuses_a_schema_is_asked_without(ollama: StubServer) -> None:
    ollama.reply(json_reply({"error": "response_format is not supported"}, 400), ollama_reply("Yes"))
    reply = ask(schema=SCHEMA)
    assert (reply.text, reply.dropped) == ("Yes", ("response_format",))
    assert not ollama.requests[1].json.get("format")


def test_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    with instant_retries(), pytest.raises(ModelUnavailable, match="no server answers"):
        ask()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mistralai:x", "pip install langchain-mistralai"),
        ("nosuchprovider:x", "nosuchprovider:x cannot be set up"),
    ],
)
def test_a_provider_that_is_not_there_is_named(name: str, words: str) -> None:
    async def work() -> None:
        async with open_model(name, cache=None, environ={}) as chat:
            await chat.ask(QUESTION, max_tokens=5)

    with pytest.raises(TwosourceError) as caught:
        run(work())
    assert isinstance(caught.value, ModelUnavailable)
    assert words in f"{caught.value} {caught.value.mend}"


def message(**fields: Any) -> SimpleNamespace:
    given: dict[str, Any] = {
        "text": "",
        "response_metadata": {},
        "additional_kwargs": {},
        "usage_metadata": None,
        "tool_calls": [],
        "invalid_tool_calls": [],
    }
    return SimpleNamespace(**(given | fields))


def test_tool_calls_are_the_answer_and_two_of_them_stay_two() -> None:
    calls = [{"name": "grade", "args": {"stance": "supports"}}, {"name": "grade", "args": {"stance": "contradicts"}}]
    assert read_message(message(text="thinking", tool_calls=calls[:1])).text == '{"stance": "supports"}'
    both = read_message(message(tool_calls=calls)).text.splitlines()
    assert both == ['{"stance": "supports"}', '{"stance": "contradicts"}']
    assert read_message(message(invalid_tool_calls=[{"args": '{"sta'}])).text == '{"sta'


@pytest.mark.parametrize(
    ("metadata", "finish"),
    [
        ({"stop_reason": "end_turn"}, "stop"),
        ({"stop_reason": "max_tokens"}, "length"),
        ({"stop_reason": "refusal"}, "refusal"),
        ({"finish_reason": "MAX_TOKENS"}, "length"),
        ({"finish_reason": "SAFETY"}, "content_filter"),
        ({"finish_reason": "STOP"}, "stop"),
        ({}, None),
    ],
)
def test_each_providers_word_for_the_end(metadata: dict[str, str], finish: str | None) -> None:
    assert read_message(message(response_metadata=metadata)).finish == finish
