"""The desk that paces workers on other machines. What goes there and comes back is pickled, as on its way."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.desk import Desk, DeskCalls, DeskPace
from pipeline.batch.ray_worker import sendable
from pipeline.errors import ModelCallError, NotAsked
from pipeline.llm import Message, Usage, open_model
from pipeline.llm.failures import Failure
from pipeline.llm.pace import Need
from tests.stub_server import StubServer, chat_reply


class Handle:
    """A handle as Ray makes them: methods are called with `remote`, in the order of the calls, and can be awaited."""

    def __init__(self, there: Any) -> None:
        self._there = there

    def __getattr__(self, name: str) -> Any:
        async def call(arguments: bytes) -> Any:
            return pickle.loads(pickle.dumps(await getattr(self._there, name)(*pickle.loads(arguments))))

        class Method:
            @staticmethod
            def remote(*arguments: Any) -> asyncio.Task[Any]:
                return asyncio.ensure_future(call(pickle.dumps(arguments)))

        return Method


Desks = Callable[..., tuple[Desk, Handle]]


@pytest.fixture
def desk(tmp_path: Path) -> Desks:
    def made(**pace: Any) -> tuple[Desk, Handle]:
        there = Desk(str(tmp_path / "calls.sqlite"), {"concurrency": 1, **pace})
        return there, Handle(there)

    return made


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer() as server:
        yield server


NEED = Need(tokens=100, cost=0.5)
ANSWER = Usage(calls=1, tokens_in=90, tokens_out=10, cost_usd=0.4)


async def soon() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_calls_of_two_workers_go_out_one_after_the_other(desk: Desks) -> None:
    async def work() -> None:
        _, handle = desk()
        one, other = DeskPace(handle, 1).call(NEED), DeskPace(handle, 2).call(NEED)
        await one.turn()
        waiting = asyncio.create_task(other.turn())
        await soon()
        assert not waiting.done()
        assert await handle.news.remote(0) == ([], 1)
        one.answered(ANSWER)
        await waiting
        assert await handle.news.remote(0) == ([(ANSWER, 0.0)], 1)

    asyncio.run(work())


def test_a_worker_that_is_gone_holds_nobody_up(desk: Desks) -> None:
    async def work() -> None:
        _, handle = desk()
        dead, alive = DeskPace(handle, 1), DeskPace(handle, 2)
        await dead.call(NEED).turn()
        in_line = asyncio.create_task(dead.call(NEED).turn())
        await soon()
        await handle.lost.remote(1)
        await asyncio.wait_for(alive.call(NEED).turn(), 1)
        await in_line
        assert (await handle.news.remote(0))[1] == 1

    asyncio.run(work())


def test_a_call_that_is_broken_off_in_line_leaves_it(desk: Desks) -> None:
    async def work() -> None:
        _, handle = desk()
        pace = DeskPace(handle, 1)
        first = pace.call(NEED)
        await first.turn()
        second = asyncio.create_task(pace.call(NEED).turn())
        await soon()
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        first.failed(Failure("server", "overloaded", status=500, retry=False))
        await asyncio.wait_for(pace.call(NEED).turn(), 1)

    asyncio.run(work())


def test_no_call_goes_out_while_payments_wait_to_be_told(desk: Desks) -> None:
    async def work() -> None:
        _, handle = desk(concurrency=2)
        pace = DeskPace(handle, 1)
        for _ in range(3):
            call = pace.call(NEED)
            await asyncio.wait_for(call.turn(), 1)
            call.answered(ANSWER)
        await soon()
        next_one = asyncio.create_task(pace.call(NEED).turn())
        await soon()
        assert not next_one.done()
        paid, _ = await handle.news.remote(0)
        assert len(paid) == 3
        await asyncio.wait_for(next_one, 1)

    asyncio.run(work())


def test_the_purse_is_one_for_all(desk: Desks) -> None:
    async def work() -> None:
        _, handle = desk(concurrency=8, max_cost=1.0, spent=0.2)
        await DeskPace(handle, 1).call(NEED).turn()
        late = DeskPace(handle, 2).call(Need(tokens=1, cost=0.9))
        first = asyncio.create_task(late.turn())
        await soon()
        assert not first.done()  # what is under way may leave room
        await handle.lost.remote(1)
        with pytest.raises(NotAsked, match="more than is left") as caught:
            await first
        assert caught.value.reason == "budget"
        assert caught.value.mend == "Go on with a higher --max-cost."

    asyncio.run(work())


def test_a_reply_is_kept_at_the_desk_and_asked_for_once(desk: Desks, stub: StubServer) -> None:
    environ = {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": "sk-test-0123456789"}
    stub.reply(chat_reply("yes", tokens_in=7, tokens_out=1))

    async def work() -> None:
        there, handle = desk(concurrency=4)
        for worker in (1, 2):
            async with open_model("openai:tiny", cache=DeskCalls(handle), environ=environ) as model:
                model.pace = DeskPace(handle, worker)
                reply = await model.ask([Message("user", "Is it so?")], max_tokens=5)
                assert (reply.text, reply.cached) == ("yes", worker == 2)
                await handle.told_all.remote()
        paid, under_way = await there.news(0)
        assert [(u.calls, u.tokens_in, u.tokens_out) for u, _ in paid] == [(1, 7, 1)]
        assert under_way == 0

    asyncio.run(work())
    assert len(stub.requests) == 1


def test_errors_travel_or_are_told_in_words() -> None:
    for error in (
        NotAsked("no", reason="pause", mend="Later."),
        ModelCallError("no", kind="auth", attempts=2, mend="Set a key."),
    ):
        again = pickle.loads(pickle.dumps(sendable(error)))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))

    class Local(Exception):
        pass

    assert str(sendable(Local("x"))) == "Local: x"
