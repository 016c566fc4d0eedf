"""What a body of OpenAI's protocol says, and what it says where it says something odd."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import openai
import pytest

from pipeline.llm import Message
from pipeline.llm.calls import Answer, Request
from pipeline.llm.completions import OpenAIClient, read_body, read_reply
from pipeline.llm.failures import classify
from pipeline.llm.names import Endpoint
from tests.stub_server import Scripted, StubServer, chat_reply, error_reply, json_reply
from tests.unit.llm.conftest import run

QUESTION = [Message("system", "One word."), Message("user", "Is Paris in France?")]


def body(message: Mapping[str, Any], **choice: Any) -> dict[str, Any]:
    usage = {"prompt_tokens": 3, "completion_tokens": 1}
    return {
        "choices": [{"message": {"role": "assistant", **message}, "finish_reason": "stop", **choice}],
        "usage": usage,
    }


def client(model: str) -> OpenAIClient:
    address = Endpoint("http://127.0.0.1:9/v1", "key", "http://127.0.0.1:9/v1")
    return OpenAIClient(model, address, timeout=1, own_server=False)


def sent(model: str, request: Request) -> dict[str, Any]:
    async def work() -> dict[str, Any]:
        made = client(model)
        found = made.body(request, frozenset())
        await made.aclose()
        return found

    return run(work())


def test_a_plain_answer() -> None:
    found = read_reply(json.dumps(body({"content": "Yes"})).encode())
    assert found == Answer("Yes", "stop", None, 3, 1)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": None}, ""),
        ({}, ""),
        ({"content": [{"type": "text", "text": "Ye"}, {"type": "image"}, {"type": "text", "text": "s"}]}, "Yes"),
        ({"content": "thinking", "tool_calls": [{"function": {"name": "g", "arguments": '{"a": 1}'}}]}, '{"a": 1}'),
    ],
)
def test_where_the_text_stands(message: dict[str, Any], text: str) -> None:
    assert read_body(body(message)).text == text


def test_two_tool_calls_stay_two() -> None:
    calls = [{"function": {"arguments": json.dumps({"stance": stance})}} for stance in ("supports", "contradicts")]
    assert len(read_body(body({"tool_calls": calls}, finish_reason="tool_calls")).text.splitlines()) == 2
    assert read_body(body({"tool_calls": calls}, finish_reason="tool_calls")).finish == "stop"


def test_a_refusal_is_no_answer() -> None:
    found = read_body(body({"content": None, "refusal": "I cannot."}))
    assert (found.text, found.finish) == ("I cannot.", "refusal")


def test_without_usage_the_tokens_are_unknown() -> None:
    assert read_body(body({"content": "Yes"}) | {"usage": None}) == Answer("Yes", "stop", None, None, None)


@pytest.mark.parametrize(
    "odd",
    [
        "<html>",
        [1],
        None,
        {},
        {"choices": None},
        {"choices": []},
        {"choices": ["Yes"]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": {"content": "Yes"}}], "usage": "much"},
        {"choices": [{"message": {"tool_calls": [{}]}}]},
    ],
)
def test_what_is_no_reply_is_told_as_one_that_cannot_be_read(odd: object) -> None:
    with pytest.raises((ValueError, LookupError, TypeError, AttributeError)) as caught:
        read_body(odd)
    failure = classify(caught.value)
    assert (failure.kind, failure.retry) == ("server", True)
    assert failure.message.startswith("unreadable reply")


def test_an_error_in_the_disguise_of_a_reply_keeps_its_code() -> None:
    with pytest.raises(ValueError, match="slow down") as caught:
        read_body({"error": {"code": 429, "message": "slow down"}, "choices": []})
    assert classify(caught.value).kind == "rate_limit"


def test_the_o_series_has_another_name_for_the_system() -> None:
    request = Request(QUESTION, 5, None, 0)
    assert [m["role"] for m in sent("o4-mini", request)["messages"]] == ["developer", "user"]
    assert [m["role"] for m in sent("olmo-3", request)["messages"]] == ["system", "user"]


def ask_each(stub: StubServer, *questions: str) -> list[Answer]:
    """The answers of one client to questions, one after another."""

    async def work() -> list[Answer]:
        made = OpenAIClient("gpt-4o", Endpoint(stub.base_url, "sk-abc", stub.base_url), timeout=5, own_server=False)
        try:
            return [await made.send(Request([Message("user", q)], 5, None, 0, False), frozenset()) for q in questions]
        finally:
            await made.aclose()

    return run(work())


def test_later_calls_are_what_openai_would_have_sent(stub: StubServer) -> None:
    stub.reply(chat_reply("Yes"), chat_reply("No"), chat_reply("Yes"))
    odd = 'Is "Zürich"\u2028\\ in\tFrance? \U0001f600'
    answers = ask_each(stub, odd, "Why?", odd)
    assert [answer.text for answer in answers] == ["Yes", "No", "Yes"]
    first, other, again = stub.requests
    assert first.headers["authorization"] == "Bearer sk-abc"
    assert "openai" in first.headers["user-agent"].lower()
    assert (again.method, again.path, again.headers, again.json) == (
        first.method, first.path, first.headers, first.json
    )  # fmt: skip
    assert {k: v for k, v in other.headers.items() if k != "content-length"} == {
        k: v for k, v in first.headers.items() if k != "content-length"
    }
    assert other.json == first.json | {"messages": [{"role": "user", "content": "Why?"}]}


def test_a_servers_cookie_goes_with_later_calls(stub: StubServer) -> None:
    sticky = chat_reply("Yes")
    stub.reply(replace(sticky, headers={**sticky.headers, "Set-Cookie": "node=7; Path=/"}), sticky, sticky)
    ask_each(stub, "One?", "Two?", "Three?")
    assert [request.headers.get("cookie") for request in stub.requests] == [None, "node=7", "node=7"]


def test_a_server_that_sends_on_is_followed_each_time(stub: StubServer) -> None:
    there = Scripted(status=307, headers={"Location": f"{stub.url}/there"})
    stub.reply(there, chat_reply("Yes"), there, chat_reply("No"))
    assert [answer.text for answer in ask_each(stub, "One?", "Two?")] == ["Yes", "No"]
    paths = [request.path for request in stub.requests]
    assert paths == ["/v1/chat/completions", "/there", "/v1/chat/completions", "/there"]


@pytest.mark.parametrize(
    "refusal",
    [
        error_reply(429, "slow down", headers={"Retry-After": "3"}),
        error_reply(400, "seed is not known"),
        error_reply(401, "no such key"),
        json_reply({"message": "flat"}, status=500),
        json_reply([1], status=500),
        Scripted(status=502, body=b"<html>Bad gateway</html>"),
        Scripted(status=503),
    ],
    ids=lambda scripted: f"{scripted.status}-{scripted.body[:20]!r}",
)
def test_a_later_call_is_refused_in_the_words_of_a_first_one(stub: StubServer, refusal: Scripted) -> None:
    failures = []
    for before in ([], [chat_reply("Yes")]):
        stub.reply(*before, refusal)
        with pytest.raises(openai.APIStatusError) as caught:
            ask_each(stub, *["One?"] * (len(before) + 1))
        failures.append(classify(caught.value))
    assert failures[0] == failures[1]
    assert failures[0].status == refusal.status
