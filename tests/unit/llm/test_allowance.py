"""An allowance: calls and dollars for one piece of work, and for nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from pipeline.errors import ModelCallError, NotAsked
from pipeline.llm import ChatModel, Message, Reply, Usage, instant_retries
from pipeline.llm.allowance import Allowance
from pipeline.llm.pace import Need
from store.cache import CallCache
from tests.stub_server import StubServer, chat_reply, error_reply
from tests.unit.llm.conftest import run

Make = Callable[..., ChatModel]


async def ask(model: ChatModel, number: int) -> Reply:
    return await model.ask([Message("user", f"Is {number} even?")], max_tokens=5)


async def outcomes(*asks: asyncio.Future[Reply]) -> list[str]:
    found = await asyncio.gather(*asks, return_exceptions=True)
    return [type(one).__name__ for one in found]


def test_no_more_calls_go_out_than_are_allowed_whichever_model_is_asked(model: Make, stub: StubServer) -> None:
    stub.otherwise = lambda request: chat_reply("yes", delay=0.01)

    async def work() -> tuple[list[str], Allowance]:
        allowance = Allowance(max_calls=5)
        async with model() as one, model("openai:other") as other:
            with allowance.in_force():
                asks = [asyncio.ensure_future(ask(m, n)) for n in range(8) for m in (one, other)]
            return await outcomes(*asks), allowance

    names, allowance = run(work())
    assert (names.count("Reply"), names.count("NotAsked"), len(stub.requests)) == (5, 11, 5)
    assert (allowance.calls, allowance.calls_left, allowance.usage.calls) == (5, 0, 5)


def test_others_may_ask_meanwhile_and_afterwards(model: Make, stub: StubServer) -> None:
    stub.otherwise = lambda request: chat_reply("yes")

    async def work() -> None:
        async with model() as chat:
            beside = asyncio.ensure_future(asyncio.sleep(0, chat))
            with Allowance(max_calls=0).in_force(), pytest.raises(NotAsked):
                await ask(chat, 1)
            await ask(await beside, 2)

    run(work())
    assert len(stub.requests) == 1


def test_an_answer_from_the_cache_takes_nothing(model: Make, stub: StubServer, cache: CallCache) -> None:
    stub.otherwise = lambda request: chat_reply("yes")

    async def work() -> Allowance:
        async with model(cache=cache) as chat:
            await ask(chat, 1)
            allowance = Allowance(max_calls=0)
            with allowance.in_force():
                assert (await ask(chat, 1)).cached
                return allowance

    assert run(work()).calls == 0


def test_a_call_that_fails_is_one_of_those_allowed_its_retries_are_not(model: Make, stub: StubServer) -> None:
    stub.reply(error_reply(500), error_reply(400))

    async def work() -> Allowance:
        allowance = Allowance(max_calls=1, max_cost=1.0)
        async with model() as chat:
            with allowance.in_force():
                with pytest.raises(ModelCallError):
                    await ask(chat, 1)
                with pytest.raises(NotAsked, match="all 1 calls"):
                    await ask(chat, 2)
        return allowance

    with instant_retries():
        allowance = run(work())
    assert len(stub.requests) == 2
    assert (allowance.calls, allowance.usage) == (1, Usage(cost_usd=0.0))


def spends(allowance: Allowance, need: float, costs: float | None, times: int) -> list[str]:
    async def answered() -> Reply:
        await asyncio.sleep(0)
        return Reply("yes", "stop", None, False, Usage(calls=1, cost_usd=costs))

    async def work() -> list[str]:
        asks = [asyncio.ensure_future(allowance.spend(Need(10, need), answered)) for _ in range(times)]
        return await outcomes(*asks)

    return run(work())


@pytest.mark.parametrize(
    ("need", "costs", "made"),
    [
        (0.25, 0.25, 4),
        (0.3, 0.3, 3),
        (0.5, 0.0625, 9),  # each waits for those before it, which cost less than they might have
        (0.25, None, 4),  # what is not told is taken for what it might have been
        (2.0, 0.01, 0),
    ],
)
def test_money_holds_with_calls_under_way(need: float, costs: float | None, made: int) -> None:
    names = spends(Allowance(max_cost=1.0), need, costs, 20)
    assert (names.count("Reply"), names.count("NotAsked")) == (made, 20 - made)
