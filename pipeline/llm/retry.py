"""The only layer that tries again: tenacity, on a named list of failures, within a deadline.

Clients have their own retries switched off. What is worth another attempt is decided in `failures.classify`;
how often, by kind, in ATTEMPTS; how long to wait, by the server (Retry-After) or else exponentially with jitter.
A wait that would end after the deadline is not begun: the call fails at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from pipeline.llm.failures import CallFailed, Failure, classify

T = TypeVar("T")

ATTEMPTS = {"rate_limit": 8, "server": 4, "timeout": 3, "connection": 4}
FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0

clock = time.monotonic
_recorded_waits: list[float] | None = None


@contextlib.contextmanager
def instant_retries() -> Iterator[list[float]]:
    """For tests: waits between attempts take no time; yields the list in which each (in seconds) is noted."""
    global _recorded_waits
    before, _recorded_waits = _recorded_waits, []
    try:
        yield _recorded_waits
    finally:
        _recorded_waits = before


def instant() -> bool:
    """Whether waits take no time: `instant_retries` is on."""
    return _recorded_waits is not None


class Turns(Protocol):
    """Whatever decides when an attempt may be made (`pipeline.llm.pace`)."""

    async def turn(self) -> float:
        """Waits for the attempt's turn; gives back the seconds that it took."""
        ...

    def failed(self, failure: Failure | None) -> None:
        """The attempt failed, or was broken off (None)."""
        ...


async def call_with_retries(
    call: Callable[[], Awaitable[T]], *, timeout: float, until: float, turns: Turns | None = None
) -> T:
    """The result of `call`, tried again while that makes sense.

    Args:
        call: Makes a fresh attempt each time it is called.
        timeout: Seconds for one attempt.
        until: When to give up, on this module's `clock`.
        turns: Asked before each attempt, and told of each that failed. What it waits is not counted as time; and as it
            holds back all calls after a refusal, one that was refused waits no more than the others.

    Raises:
        CallFailed: With the last failure and the number of attempts.
    """
    attempts = 0

    async def attempt() -> T:
        nonlocal attempts, until
        until += await turns.turn() if turns is not None else 0.0
        attempts += 1
        left = until - clock()
        try:
            if left <= 0:
                raise TimeoutError
            async with asyncio.timeout(min(timeout, left)):
                return await call()
        except Exception as error:  # noqa: BLE001 - every client has its own tree; `classify` sorts them
            failure = _timed(classify(error), timeout, until)
        except BaseException:
            if turns is not None:
                turns.failed(None)
            raise
        if turns is not None:
            turns.failed(failure)
        # Outside the `except`: the client's exception, which may quote a key, does not become the context.
        raise CallFailed(failure, attempts)

    first: CallFailed | None = None
    try:
        return await attempt()
    except CallFailed as failed:
        first = failed

    from tenacity import AsyncRetrying

    async def go_on() -> T:
        nonlocal first
        if first is not None:
            failed, first = first, None
            raise failed
        return await attempt()

    # Only now, for it takes a twentieth of a call's time: most are answered at once.
    return await AsyncRetrying(sleep=pause, **_policy(lambda: until, paced=turns is not None))(go_on)


def call_with_retries_blocking(call: Callable[[], T], *, timeout: float, until: float) -> T:
    """As `call_with_retries`, for clients without async; one attempt's timeout is the client's own duty.

    Raises:
        CallFailed: With the last failure and the number of attempts.
    """
    from tenacity import Retrying

    attempts = 0

    def attempt() -> T:
        nonlocal attempts
        attempts += 1
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - as above
            failure = _timed(classify(error), timeout, until)
        raise CallFailed(failure, attempts)

    return Retrying(sleep=_pause_blocking, **_policy(lambda: until))(attempt)


def _timed(failure: Failure, timeout: float, until: float) -> Failure:
    """Timeouts in words of their own, told apart from the end of the deadline."""
    if failure.kind != "timeout":
        return failure
    if clock() >= until:
        return replace(failure, kind="deadline", message="the overall deadline is over", retry=False)
    return replace(failure, message=f"no answer within {timeout:g} s") if failure.status is None else failure


def _policy(until: Callable[[], float], *, paced: bool = False) -> dict[str, Any]:
    def gives_up(state: Any) -> bool:
        often_enough: bool = state.attempt_number >= ATTEMPTS.get(_failure(state).kind, 1)
        return often_enough or clock() + float(state.upcoming_sleep) >= until()

    def wait(state: Any) -> float:
        failure = _failure(state)
        return 0.0 if paced and (failure.status == 429 or failure.retry_after is not None) else _wait(state)

    def worth_it(error: BaseException) -> bool:
        return isinstance(error, CallFailed) and error.failure.retry

    from tenacity import retry_if_exception

    return {"stop": gives_up, "wait": wait, "retry": retry_if_exception(worth_it), "reraise": True}


def _failure(state: Any) -> Failure:
    error = state.outcome.exception()
    assert isinstance(error, CallFailed)
    return error.failure


def _wait(state: Any) -> float:
    failure = _failure(state)
    if failure.retry_after is not None:
        # Never sooner than asked; the jitter keeps calls that were refused together from coming back together.
        return failure.retry_after + random.uniform(0.0, 0.25)
    longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (state.attempt_number - 1))
    return longest * random.uniform(0.5, 1.0)


async def pause(seconds: float) -> None:
    """Waits, or only notes that it would have."""
    if _recorded_waits is not None:
        _recorded_waits.append(seconds)
        seconds = 0.0
    await asyncio.sleep(seconds)


def _pause_blocking(seconds: float) -> None:
    if _recorded_waits is not None:
        _recorded_waits.append(seconds)
        seconds = 0.0
    time.sleep(seconds)
