"""One pace for all calls: limits, joint back-off, money, and an orderly end."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest

from pipeline.errors import ModelCallError, NotAsked
from pipeline.llm import ChatModel, Message, Pace, Usage, instant_retries, retry
from pipeline.llm.failures import Failure
from pipeline.llm.limits import Limit, bucket_of, read_limit
from pipeline.llm.pace import LONGEST_ASKED, MOST_FAILURES, Need
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply
from tests.unit.llm.conftest import run

Make = Callable[..., ChatModel]
NOTHING = Need(0, 0.0)


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("1s", 1),
        ("6m0s", 360),
        ("20ms", 0.02),
        ("1h2m3.5s", 3723.5),
        ("2m59.56s", 179.56),
        ("12.5", 12.5),
        ("soon", None),
    ],
)
def test_openais_headers(reset: str, seconds: float | None) -> None:
    stated = {"limit-requests": "60", "remaining-requests": "59", "reset-requests": reset}
    headers = {f"x-ratelimit-{name}": value for name, value in stated.items()}
    assert read_limit(headers, "requests") == Limit(60, 59, pytest.approx(seconds) if seconds is not None else None)
    assert read_limit(headers, "tokens") is None


def test_anthropics_headers() -> None:
    moment = datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC)
    headers = {
        "anthropic-ratelimit-tokens-limit": "8000",
        "anthropic-ratelimit-tokens-remaining": "1000",
        "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:40Z",
    }
    assert read_limit(headers, "tokens", moment.timestamp()) == Limit(8000, 1000, 10)


@pytest.mark.parametrize("bad", ["", "many", "nan", "-1", "inf"])
def test_headers_that_cannot_be_read_say_nothing(bad: str) -> None:
    assert read_limit({"x-ratelimit-limit-requests": bad, "x-ratelimit-remaining-requests": "1"}, "requests") is None


def test_a_limit_by_the_day_is_not_taken_for_one_by_the_minute() -> None:
    bucket = bucket_of(Limit(14_400, 14_370, 180), 0, 0.0)
    assert bucket.rate == pytest.approx(14_400 / 86_400)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Time is what a pace waits and a microsecond a look at the clock: how busy the machine is changes nothing."""
    monkeypatch.setattr(retry, "clock", itertools.count(0.0, 1e-6).__next__)
    with instant_retries():
        yield


async def _rush(pace: Pace, calls: int, need: Need = NOTHING, takes: float = 0.0) -> list[float]:
    """When each of these calls went out, in the pace's seconds from the beginning."""
    begun, out = pace._now(), []

    async def one() -> None:
        call = pace.call(need)
        await call.turn()
        out.append(pace._now() - begun)
        await asyncio.sleep(takes)
        call.answered(Usage(calls=1, tokens_in=10, tokens_out=0, cost_usd=need.cost))

    await asyncio.gather(*(one() for _ in range(calls)))
    return out


@pytest.mark.usefixtures("still")
def test_requests_a_minute() -> None:
    out = run(_rush(Pace(50, rpm=1200), 30))
    # 20 at once (a second's worth), then 20 a second.
    assert out == pytest.approx([0.0] * 20 + [n / 20 for n in range(1, 11)], abs=0.002)


@pytest.mark.usefixtures("still")
def test_tokens_a_minute() -> None:
    out = run(_rush(Pace(50, tpm=6000), 14, Need(20, 0.0)))
    # 100 a second, of which a call reserves 20 and takes 10: at first 5 go out, and half of what they reserved is back.
    assert 5 <= sum(at < 0.01 for at in out) < 14
    assert 0.499 < max(out) < 0.7  # 150 of which 100 were there; what a call gives back comes a little late


@pytest.mark.usefixtures("still")
def test_what_the_server_says_is_kept_to() -> None:
    async def work() -> list[float]:
        pace = Pace(50)
        headers = {"limit-requests": "100", "remaining-requests": "3", "reset-requests": "9.7s"}
        pace.heard({f"x-ratelimit-{name}": value for name, value in headers.items()})
        return await _rush(pace, 6)

    out = run(work())
    assert out == pytest.approx([0.0] * 3 + [0.1, 0.2, 0.3], abs=0.002)  # ten a second


def test_a_refusal_holds_all_back_and_halves_what_goes_out() -> None:
    async def work() -> tuple[float, int]:
        pace = Pace(8)
        calls = [pace.call(NOTHING) for _ in range(8)]
        for call in calls:
            await call.turn()
        for call in calls:  # they were out together: one refusal
            call.failed(Failure("rate_limit", "", 429, retry=True, retry_after=0.3))
        begun = time.monotonic()
        most = 0

        async def again() -> None:
            nonlocal most
            call = pace.call(NOTHING)
            await call.turn()
            most = max(most, pace.under_way)
            await asyncio.sleep(0.01)
            call.failed(None)

        await asyncio.gather(*(again() for _ in range(8)))
        assert pace.refusals == 1
        return time.monotonic() - begun, most

    took, most = run(work())
    assert took >= 0.3
    assert most == 4


def test_what_a_reply_may_have_cost_is_told_where_it_does_not_say() -> None:
    told: list[float] = []

    async def work() -> None:
        pace = Pace(1, max_cost=1.0, told=lambda usage, most: told.append(most))
        for cost in (0.25, None):
            call = pace.call(Need(10, 0.3))
            await call.turn()
            call.answered(Usage(calls=1, cost_usd=cost))
        assert pace.spent == pytest.approx(0.55)

    run(work())
    assert told == [0.0, 0.3]


def test_a_server_that_wants_a_long_pause_ends_the_run() -> None:
    async def work() -> None:
        pace = Pace(2)
        call = pace.call(NOTHING)
        await call.turn()
        call.failed(Failure("rate_limit", "", 429, retry=True, retry_after=LONGEST_ASKED + 1))
        await pace.call(NOTHING).turn()

    with pytest.raises(NotAsked, match="asks to wait"):
        run(work())


def test_money_holds_with_calls_under_way() -> None:
    async def work() -> Pace:
        pace = Pace(32, max_cost=1.0, spent=0.35)
        with pytest.raises(NotAsked, match="more than is left"):
            await _rush(pace, 40, Need(10, 0.1), takes=0.01)
        return pace

    pace = run(work())
    assert (pace.spent, pace.under_way) == (pytest.approx(0.95), 0)
    assert pace.held is not None
    assert pace.held.reason == "budget"


def test_calls_that_cost_less_than_they_might_leave_room() -> None:
    async def work() -> Pace:
        pace = Pace(4, max_cost=1.0)
        for _ in range(200):
            call = pace.call(Need(10, 0.4))
            await call.turn()
            call.answered(Usage(calls=1, tokens_in=1, tokens_out=1, cost_usd=0.003))
        return pace

    assert run(work()).spent == pytest.approx(0.6)


def test_an_unknown_cost_counts_as_what_it_might_have_been() -> None:
    async def work() -> float:
        pace = Pace(4, max_cost=1.0)
        call = pace.call(Need(10, 0.4))
        await call.turn()
        call.answered(Usage(calls=1, cost_usd=None))
        return pace.spent

    assert run(work()) == pytest.approx(0.4)


def test_nothing_that_is_answered_ends_the_run() -> None:
    pace = Pace(1)
    for n in range(MOST_FAILURES):
        assert pace.held is None, n
        pace.gave_up("down")
    assert pace.held is not None
    assert "down" in str(pace.held)


def test_whoever_waits_hears_that_it_is_over() -> None:
    async def work() -> None:
        pace = Pace(1)
        await pace.call(NOTHING).turn()
        waiting = asyncio.create_task(pace.call(NOTHING).turn())
        await asyncio.sleep(0.01)
        pace.hold("drain", "enough")
        with pytest.raises(NotAsked, match="enough"):
            await asyncio.wait_for(waiting, 1)

    run(work())


# -- at the door ----------------------------------------------------------------------------------------------


@pytest.fixture
def waits() -> Iterator[list[float]]:
    with instant_retries() as waits:
        yield waits


def _questions(chat: ChatModel, pace: Pace, count: int) -> list[object]:
    async def work() -> list[object]:
        chat.pace = pace
        async with chat:
            asked = (chat.ask([Message("user", f"Question {n}?")], max_tokens=5) for n in range(count))
            return list(await asyncio.gather(*asked, return_exceptions=True))

    return run(work())


def test_calls_that_are_refused_come_back_once_the_pause_is_over(
    stub: StubServer, model: Make, waits: list[float]
) -> None:
    refused = 0

    def answer(request: Recorded) -> Scripted:
        nonlocal refused
        refused += 1
        return error_reply(429, headers={"Retry-After": "7"}) if refused <= 4 else chat_reply("Yes")

    stub.otherwise = answer
    pace = Pace(4)
    replies = _questions(model(concurrency=4), pace, 12)
    assert all(getattr(reply, "text", None) == "Yes" for reply in replies)
    assert pace.usage.calls == 12
    assert 1 <= pace.refusals <= 4
    assert sum(waits) >= 7


class Listening(Pace):
    """Keeps what it hears."""

    def __init__(self) -> None:
        super().__init__(1)
        self.remaining: list[str | None] = []

    def heard(self, headers: Mapping[str, str]) -> None:
        self.remaining.append(headers.get("x-ratelimit-remaining-requests"))
        super().heard(headers)


def test_headers_of_refusals_are_heard(stub: StubServer, model: Make, waits: list[float]) -> None:
    limits = {"x-ratelimit-limit-requests": "100", "x-ratelimit-reset-requests": "1s"}
    left = "x-ratelimit-remaining-requests"
    stub.reply(error_reply(429, headers=limits | {left: "0"}), chat_reply("Yes", headers=limits | {left: "99"}))
    pace = Listening()
    (reply,) = _questions(model(concurrency=1), pace, 1)
    assert (getattr(reply, "text", reply), pace.remaining) == ("Yes", ["0", "99"])


def test_headers_of_replies_are_heard(stub: StubServer, model: Make) -> None:
    limits = {
        "x-ratelimit-limit-requests": "100",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1s",
    }
    stub.reply(chat_reply("Yes", headers=limits), chat_reply("Yes"))
    begun = time.monotonic()
    _questions(model(concurrency=1), Pace(1), 2)
    assert stub.requests[1].at - stub.requests[0].at > 0.008
    assert time.monotonic() - begun < 10


def test_a_call_that_fails_for_good_is_one_of_those_in_a_row(stub: StubServer, model: Make, waits: list[float]) -> None:
    stub.otherwise = lambda request: error_reply(500)
    pace = Pace(4)
    replies = _questions(model(concurrency=4), pace, MOST_FAILURES + 10)
    assert isinstance(replies[0], ModelCallError)
    assert isinstance(replies[-1], NotAsked)
    assert pace.under_way == 0
