"""What a body of OpenAI's protocol says, and what it says where it says something odd."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.llm import Message
from pipeline.llm.calls import Answer, Request
from pipeline.llm.completions import OpenAIClient, read_body, read_reply
from pipeline.llm.failures import classify
from pipeline.llm.names import Endpoint
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
