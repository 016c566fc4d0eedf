"""The door: what is sent, what comes back, what is cached, what is dropped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from pipeline.errors import ModelCallError, ModelUnavailable
from pipeline.llm import ChatModel, Message, Reply, Usage, open_model
from pipeline.llm.calls import token_count
from store.cache import CallCache
from tests.stub_server import StubServer, chat_reply, error_reply, json_reply
from tests.unit.llm.conftest import KEY, QUESTION, output, python, run

SCHEMA = {"type": "object", "properties": {"stance": {"type": "string"}}, "required": ["stance"]}

Ask = Callable[..., Reply]
Make = Callable[..., ChatModel]


def test_what_is_sent_and_what_comes_back(stub: StubServer, ask: Ask) -> None:
    stub.reply(chat_reply("Yes", logprobs={"Yes": -0.1, "No": -2.5}, tokens_in=31, tokens_out=2))
    reply = ask(schema=SCHEMA, top_logprobs=2)
    (request,) = stub.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.json == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Answer in one word."},
            {"role": "user", "content": "Is Paris in France?"},
        ],
        "stream": False,
        "temperature": 0,
        "seed": 7,
        "max_completion_tokens": 5,
        "logprobs": True,
        "top_logprobs": 2,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "grade", "schema": SCHEMA, "strict": True},
        },
    }
    usage = Usage(calls=1, tokens_in=31, tokens_out=2, cost_usd=None)
    assert reply == Reply("Yes", "stop", {"Yes": -0.1, "No": -2.5}, cached=False, usage=usage)


def test_nothing_optional_is_sent_that_was_not_asked_for(stub: StubServer, ask: Ask) -> None:
    stub.reply(chat_reply("Yes"))
    assert ask().logprobs is None
    assert not {"logprobs", "top_logprobs", "response_format", "tools"} & set(stub.requests[0].json)


def test_a_reasoning_model_gets_room_to_think_and_no_temperature(stub: StubServer, ask: Ask, model: Make) -> None:
    stub.reply(chat_reply("Yes"))
    assert ask(model("openai:gpt-5-mini")).dropped == ()
    sent = stub.requests[0].json
    assert "temperature" not in sent
    assert sent["reasoning_effort"] == "low"
    assert sent["max_completion_tokens"] == 2005


def test_without_a_key_a_server_of_ones_own_gets_a_placeholder(stub: StubServer, ask: Ask, model: Make) -> None:
    stub.reply(chat_reply("Yes"))
    ask(model(environ={"OPENAI_BASE_URL": stub.base_url + "/"}))
    assert stub.requests[0].headers["authorization"] == "Bearer no-key-needed"


def test_the_base_url_is_pinned_whatever_the_real_environment_says(
    stub: StubServer, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/wrong")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/wrong")
    stub.reply(chat_reply("Yes"))
    assert ask().text == "Yes"


@pytest.mark.parametrize("schema", [None, SCHEMA])
@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_a_reply_cut_short_or_filtered_is_returned_and_not_cached(
    stub: StubServer, ask: Ask, model: Make, cache: CallCache, finish: str, schema: dict[str, object] | None
) -> None:
    stub.reply(chat_reply('{"sta', finish=finish), chat_reply('{"stance": "x"}'), chat_reply("third"))
    first = ask(model(cache=cache), schema=schema)
    assert (first.text, first.finish, first.cached) == ('{"sta', finish, False)
    second = ask(model(cache=cache), schema=schema)
    assert (second.text, second.finish, second.cached) == ('{"stance": "x"}', "stop", False)
    assert ask(model(cache=cache), schema=schema).cached
    assert stub.left == 1


def test_one_token_that_was_asked_for_is_a_whole_answer(
    stub: StubServer, ask: Ask, model: Make, cache: CallCache
) -> None:
    stub.reply(chat_reply("true", finish="length"), chat_reply("another"))
    assert not ask(model(cache=cache), max_tokens=1).cached
    again = ask(model(cache=cache), max_tokens=1)
    assert (again.text, again.cached) == ("true", True)
    assert stub.left == 1


def test_a_refusal_has_its_own_finish_and_is_not_cached(
    stub: StubServer, ask: Ask, model: Make, cache: CallCache
) -> None:
    stub.reply(chat_reply(None, refusal="I cannot help with that."), chat_reply("Yes"))
    first = ask(model(cache=cache))
    assert (first.text, first.finish) == ("I cannot help with that.", "refusal")
    assert ask(model(cache=cache)).text == "Yes"


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_an_empty_reply_is_not_cached(
    stub: StubServer, ask: Ask, model: Make, cache: CallCache, text: str | None
) -> None:
    stub.reply(chat_reply(text), chat_reply("Yes"))
    assert ask(model(cache=cache)).text.strip() == ""
    assert ask(model(cache=cache)).text == "Yes"


def test_errors_are_not_cached(stub: StubServer, ask: Ask, model: Make, cache: CallCache) -> None:
    stub.reply(error_reply(400, "no"), chat_reply("Yes"))
    with pytest.raises(ModelCallError):
        ask(model(cache=cache))
    assert ask(model(cache=cache)).text == "Yes"


def test_a_cache_hit_asks_nobody_and_costs_nothing(stub: StubServer, ask: Ask, model: Make, cache: CallCache) -> None:
    stub.reply(chat_reply("Yes", logprobs={"Yes": -0.1}))
    first, second = ask(model(cache=cache), top_logprobs=1), ask(model(cache=cache), top_logprobs=1)
    assert len(stub.requests) == 1
    assert (second.text, second.finish, second.logprobs) == (first.text, first.finish, first.logprobs)
    assert second.cached
    assert second.usage == Usage(cached=1, cost_usd=0.0)


def test_the_key_of_the_cache(stub: StubServer, model: Make, cache: CallCache) -> None:
    stub.reply(*[chat_reply(str(n)) for n in range(9)])

    async def work() -> list[str]:
        async with model(cache=cache) as chat, model("openai:other", cache=cache) as other:
            reworded = [*QUESTION[:-1], Message("user", QUESTION[-1].content + " ")]
            replies = [
                await chat.ask(QUESTION, max_tokens=5),
                await chat.ask(QUESTION, max_tokens=5),
                await chat.ask(QUESTION, max_tokens=6),
                await chat.ask(QUESTION, max_tokens=5, repeat=1),
                await chat.ask(QUESTION, max_tokens=5, schema=SCHEMA),
                await other.ask(QUESTION, max_tokens=5),
                await chat.ask(reworded, max_tokens=5),
            ]
            return [reply.text for reply in replies]

    assert run(work()) == ["0", "0", "1", "2", "3", "4", "5"]


def test_a_cached_row_of_another_version_is_asked_again(
    stub: StubServer, ask: Ask, model: Make, cache: CallCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.llm.door._stored", lambda reply: {"other": "shape"})
    stub.reply(chat_reply("Yes"), chat_reply("Again"))
    ask(model(cache=cache))
    assert ask(model(cache=cache)).text == "Again"


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    ("message", "param", "gone", "dropped"),
    [
        ("Unsupported value: 'temperature' does not support 0", "temperature", {"temperature"}, ("temperature",)),
        ("Unrecognized request argument supplied: seed", None, {"seed"}, ("seed",)),
        ("logprobs are not supported", None, {"logprobs", "top_logprobs"}, ("logprobs", "top_logprobs")),
        ("top_logprobs must be between 0 and 2", None, {"top_logprobs"}, ("top_logprobs",)),
        ("Invalid parameter", "response_format.json_schema", {"response_format"}, ("response_format",)),
    ],
)
def test_a_parameter_that_the_server_refuses_is_dropped(
    stub: StubServer,
    ask: Ask,
    status: int,
    message: str,
    param: str | None,
    gone: set[str],
    dropped: tuple[str, ...],
) -> None:
    stub.reply(error_reply(status, message, param=param), chat_reply("Yes"))
    reply = ask(schema=SCHEMA, top_logprobs=3)
    assert reply.dropped == dropped
    assert reply.text == "Yes"
    assert set(stub.requests[0].json) - set(stub.requests[1].json) == gone


def test_a_server_that_knows_the_older_name_of_the_limit_gets_it(stub: StubServer, ask: Ask) -> None:
    stub.reply(error_reply(400, "unknown field max_completion_tokens"), chat_reply("Yes"))
    assert ask().dropped == ("max_completion_tokens",)
    assert stub.requests[1].json["max_tokens"] == 5
    assert "max_completion_tokens" not in stub.requests[1].json


def test_what_was_refused_is_remembered_for_the_model(stub: StubServer, model: Make) -> None:
    refusals = [error_reply(400, "x", param="seed"), error_reply(400, "x", param="temperature")]
    stub.reply(*refusals, chat_reply("a"), chat_reply("b"))

    async def work() -> list[Reply]:
        async with model() as chat:
            return [await chat.ask(QUESTION, max_tokens=5) for _ in range(2)]

    first, second = run(work())
    assert first.dropped == second.dropped == ("seed", "temperature")
    assert len(stub.requests) == 4


def test_a_server_that_refuses_for_ever_ends_in_an_error(stub: StubServer, ask: Ask) -> None:
    stub.otherwise = lambda request: error_reply(400, "seed temperature max_completion_tokens max_tokens are bad")
    with pytest.raises(ModelCallError) as caught:
        ask()
    assert caught.value.kind == "bad_request"
    assert len(stub.requests) == 5


def test_a_prompt_that_is_too_long_drops_nothing(stub: StubServer, ask: Ask) -> None:
    stub.reply(error_reply(400, "max_completion_tokens is too large: 5. Maximum context length is 4 tokens"))
    with pytest.raises(ModelCallError, match="context length") as caught:
        ask()
    assert caught.value.kind == "bad_request"
    assert len(stub.requests) == 1


def test_no_more_calls_at_once_than_allowed(stub: StubServer, model: Make) -> None:
    stub.otherwise = lambda request: chat_reply("Yes", delay=0.05)

    async def work(concurrency: int | None) -> None:
        async with model(concurrency=concurrency) as chat:
            await asyncio.gather(*(chat.ask(QUESTION, max_tokens=n) for n in range(1, 13)))

    run(work(3))
    assert stub.most_at_once == 3
    run(work(None))
    assert 3 < stub.most_at_once <= 8


def test_equal_questions_that_wait_for_a_turn_are_asked_once(stub: StubServer, model: Make, cache: CallCache) -> None:
    stub.otherwise = lambda request: chat_reply("Yes", delay=0.02)

    async def work() -> list[Reply]:
        async with model(concurrency=1, cache=cache) as chat:
            return await asyncio.gather(*(chat.ask(QUESTION, max_tokens=5) for _ in range(4)))

    assert [reply.cached for reply in run(work())] == [False, True, True, True]
    assert len(stub.requests) == 1


def test_a_model_can_be_used_in_one_event_loop_after_another(stub: StubServer, ask: Ask, model: Make) -> None:
    stub.reply(chat_reply("a"), chat_reply("b"))
    chat = model()
    assert [ask(chat).text, ask(chat).text] == ["a", "b"]


def test_odd_log_probabilities_do_not_break_a_reply(stub: StubServer, ask: Ask) -> None:
    broken = json.loads(chat_reply("Yes", logprobs={"Yes": -0.1}).body)
    contents: list[object] = [[], None, [{}], [{"token": "Yes", "logprob": None}]]
    for content in contents:
        broken["choices"][0]["logprobs"]["content"] = content
        stub.reply(json_reply(broken))
        assert ask(top_logprobs=2).logprobs is None
    twice = [{"token": "�", "logprob": -3.0}, {"token": "�", "logprob": -1.0}, {"token": "x", "logprob": -9999.0}]
    broken["choices"][0]["logprobs"]["content"] = [{**twice[0], "top_logprobs": twice}]
    stub.reply(json_reply(broken))
    assert ask(top_logprobs=2).logprobs == {"�": -1.0, "x": -9999.0}


def test_a_reply_without_usage_has_an_unknown_cost(
    stub: StubServer, ask: Ask, model: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.llm.prices._table", lambda: {f"openai:tiny@{stub.base_url}": (1.0, 2.0)})
    whole = chat_reply("Yes", tokens_in=1_000_000, tokens_out=500_000)
    bare = json.loads(whole.body)
    del bare["usage"]
    stub.reply(whole, json_reply(bare))
    assert ask().usage.cost_usd == 2.0
    assert ask().usage == Usage(calls=1, cost_usd=None)


def test_identity_names_the_address_but_no_key_and_no_password() -> None:
    environ = {"OPENAI_BASE_URL": "http://me:hunter2@127.0.0.1:8080/v1/?api-key=abc", "OPENAI_API_KEY": KEY}
    assert open_model("openai:m", cache=None, environ=environ).identity == "openai:m@http://127.0.0.1:8080/v1"
    assert open_model("openai:m", cache=None, environ={"OPENAI_API_KEY": KEY}).identity == "openai:m"


def test_opening_a_model_that_cannot_be_reached_later_is_cheap_and_clear() -> None:
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY is not set"):
        open_model("openai:gpt-5-mini", cache=None, environ={})
    with pytest.raises(ModelUnavailable, match="not a web address"):
        open_model("openai:m", cache=None, environ={"OPENAI_BASE_URL": "localhost:8000"})


def test_a_cached_answer_and_the_import_load_no_client(
    stub: StubServer, ask: Ask, model: Make, cache: CallCache
) -> None:
    stub.reply(chat_reply("Yes"))
    ask(model(cache=cache))
    code = f"""
import asyncio, sys
from pipeline.llm.calls import token_count
from pipeline.llm import Message, open_model
from store.cache import CallCache
environ = {{"OPENAI_BASE_URL": {stub.base_url!r}, "OPENAI_API_KEY": "another-key"}}
async def main():
    with CallCache({str(cache.path)!r}) as cache:
        async with open_model("openai:tiny", cache=cache, environ=environ) as chat:
            messages = [Message("system", "Answer in one word."), Message("user", "Is Paris in France?")]
            print((await chat.ask(messages, max_tokens=5)).text)
asyncio.run(main())
heavy = {{"langchain", "langchain_core", "langchain_openai", "openai", "httpx2", "xllamacpp", "numpy", "pydantic"}}
print(sorted(heavy & set(sys.modules)))
"""
    assert output(python(code)).splitlines() == ["Yes", "[]"]
    assert len(stub.requests) == 1


def test_a_model_that_nobody_closes_closes_its_connections_and_says_nothing(stub: StubServer) -> None:
    stub.otherwise = lambda request: chat_reply("Yes")
    code = f"""
import asyncio, gc, threading
from pipeline.llm import Message, open_model
environ = {{"OPENAI_BASE_URL": {stub.base_url!r}, "OPENAI_API_KEY": "key"}}
async def ask(chat):
    print((await chat.ask([Message("user", "Yes?")], max_tokens=5)).text)
def made():
    return open_model("openai:tiny", cache=None, environ=environ)
async def dropped_in_its_loop():
    await ask(made())
    gc.collect()
    await asyncio.sleep(0.01)
asyncio.run(dropped_in_its_loop())
with_two_loops = made()
asyncio.run(ask(with_two_loops))
asyncio.run(ask(with_two_loops))
loop = asyncio.new_event_loop()
there = threading.Thread(target=loop.run_forever)
there.start()
from_another_thread = made()
asyncio.run_coroutine_threadsafe(ask(from_another_thread), loop).result()
del from_another_thread
gc.collect()
asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), loop).result()
loop.call_soon_threadsafe(loop.stop)
there.join()
loop.run_until_complete(ask(made()))
gc.collect()
async def drop(held):
    held.clear()
    gc.collect()
stopped = asyncio.new_event_loop()
stopped.run_until_complete(ask(made_there := made()))
held = [made_there]
del made_there
asyncio.run(drop(held))
stopped.run_until_complete(asyncio.sleep(0.01))
loop.run_until_complete(ask(left_to_the_end := made()))
"""
    assert output(python(code)).split() == ["Yes"] * 7


@pytest.mark.parametrize("said", ["many", -5, True, 1.5, None, [3]])
def test_a_count_of_tokens_that_is_none_is_not_believed(said: object) -> None:
    assert token_count(said) is None
    assert token_count(7) == 7


def _at_once(model: ChatModel, times: int, stop_first: bool = False) -> list[object]:
    async def work() -> list[object]:
        async with model:
            asked = [asyncio.create_task(model.ask(QUESTION, max_tokens=5)) for _ in range(times)]
            if stop_first:
                await asyncio.sleep(0.05)
                asked[0].cancel()
            return list(await asyncio.gather(*asked, return_exceptions=True))

    return run(work())


def test_equal_calls_at_once_are_made_once(stub: StubServer, model: Make, cache: CallCache) -> None:
    stub.otherwise = lambda request: chat_reply("Yes", delay=0.05)
    replies = _at_once(model(concurrency=4, cache=cache), 3)
    assert [(r.text, r.cached) for r in replies if isinstance(r, Reply)] == [
        ("Yes", False),
        ("Yes", True),
        ("Yes", True),
    ]
    assert len(stub.requests) == 1


def test_of_equal_calls_the_next_is_made_where_the_first_came_to_nothing(
    stub: StubServer, model: Make, cache: CallCache
) -> None:
    stub.reply(error_reply(400, "no"), chat_reply("Yes"))
    first, second = _at_once(model(concurrency=4, cache=cache), 2)
    assert isinstance(first, Exception)
    assert isinstance(second, Reply)
    stub.requests.clear()
    stub.otherwise = lambda request: chat_reply("Sure", delay=0.2)
    first, second = _at_once(model("openai:other", concurrency=4, cache=cache), 2, stop_first=True)
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(second, Reply)
    assert (second.cached, len(stub.requests)) == (False, 2)


@pytest.mark.parametrize(
    ("environ", "calls"),
    [
        ({"OPENAI_API_KEY": KEY}, 32),
        ({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, 8),
    ],
)
def test_a_server_of_ones_own_is_asked_less_at_once(environ: dict[str, str], calls: int) -> None:
    assert open_model("openai:tiny", cache=None, environ=environ).concurrency == calls
    assert open_model("openai:tiny", cache=None, environ=environ, concurrency=3).concurrency == 3
