"""A FactChecker aside: one thread for it, any thread and any loop for those who ask."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingsError, UsageError
from pipeline.factcheck import FactChecker
from pipeline.programs.aside import Aside
from pipeline.settings import Settings
from store.cache import CallCache
from tests.conftest import WordEmbedder


def made() -> FactChecker:
    return FactChecker(Settings(library="lib"), embedder=WordEmbedder())


@pytest.fixture
def aside() -> Iterator[Aside]:
    with Aside(made) as one:
        yield one


async def where(checker: FactChecker) -> int:
    return threading.get_ident()


async def forever(checker: FactChecker) -> None:
    await asyncio.sleep(60)


def test_all_jobs_run_in_one_thread_that_is_none_of_the_callers(aside: Aside) -> None:
    with ThreadPoolExecutor(4) as pool:
        seen = set(pool.map(lambda _: aside.call(where), range(8)))

    async def twice() -> set[int]:
        return {await aside.acall(where), await aside.acall(where)}

    seen |= asyncio.run(twice()) | asyncio.run(twice())  # two loops, one after the other
    assert len(seen) == 1
    assert threading.get_ident() not in seen


def test_nothing_is_started_before_the_first_job_and_nothing_is_left() -> None:
    def running() -> int:
        return sum(thread.name == "twosource-aside" for thread in threading.enumerate())

    before, one = running(), Aside(made)
    assert running() == before
    one.call(where)
    assert running() == before + 1
    one.close()
    one.close()
    assert running() == before


def test_jobs_run_side_by_side(aside: Aside) -> None:
    async def both_at_once(checker: FactChecker) -> None:
        arrived.append(1)
        while len(arrived) < 2:
            await asyncio.sleep(0.01)

    arrived: list[int] = []
    first, second = aside.submit(both_at_once), aside.submit(both_at_once)
    first.result(10)
    second.result(10)


def test_an_exception_reaches_the_caller(aside: Aside) -> None:
    async def fails(checker: FactChecker) -> None:
        raise UsageError("no", mend="yes")

    with pytest.raises(UsageError, match="no"):
        aside.call(fails)
    assert aside.call(where)


def test_cancelling_cancels_the_job(aside: Aside) -> None:
    noticed = threading.Event()

    async def waits(checker: FactChecker) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            noticed.set()

    async def asked() -> None:
        task = asyncio.ensure_future(aside.acall(waits))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asked())
    assert noticed.wait(5)
    assert aside.call(where)


def test_closing_while_somebody_waits_is_told_them() -> None:
    one = Aside(made)
    future = one.submit(forever)
    told: list[BaseException] = []

    def waits() -> None:
        try:
            one.call(forever)
        except UsageError as error:
            told.append(error)

    thread = threading.Thread(target=waits)
    thread.start()
    time.sleep(0.1)
    one.close()
    thread.join(5)
    assert "is closed" in str(told[0])
    with pytest.raises(CancelledError):
        future.result(5)

    async def asked() -> None:
        with pytest.raises(UsageError, match="is closed"):
            await one.acall(where)

    asyncio.run(asked())
    with pytest.raises(UsageError, match="is closed"):
        one.call(where)


def test_closing_under_an_awaiting_caller_is_no_cancellation_of_theirs() -> None:
    one = Aside(made)

    async def asked() -> None:
        closing = asyncio.get_running_loop().run_in_executor(None, lambda: (time.sleep(0.1), one.close()))
        with pytest.raises(UsageError, match="is closed"):
            await one.acall(forever)
        await closing

    asyncio.run(asked())


def test_what_cannot_be_made_is_told_every_time() -> None:
    def fails() -> FactChecker:
        raise SettingsError("no such thing")

    with Aside(fails) as one:
        for _ in range(2):
            with pytest.raises(SettingsError):
                one.call(where)


def test_starting_keeps_no_loop_waiting() -> None:
    begun = threading.Event()

    def slowly() -> FactChecker:
        assert begun.wait(10)
        return made()

    async def work(one: Aside) -> int:
        call = asyncio.ensure_future(one.acall(where))
        await asyncio.sleep(0.05)  # would not come back before it has started
        assert not call.done()
        begun.set()
        return await call

    with Aside(slowly) as one:
        assert asyncio.run(asyncio.wait_for(work(one), 20)) != threading.get_ident()


def test_a_loop_that_does_not_begin_is_told() -> None:
    class Broken(FactChecker):
        def run(self, work: Any) -> Any:
            work.close()
            raise RuntimeError("no loop")

    with Aside(lambda: Broken(Settings(library="lib"), embedder=WordEmbedder())) as one:
        for _ in range(2):
            with pytest.raises(RuntimeError, match="no loop"):
                one.call(where)


def test_closing_a_checker_keeps_no_loop_waiting() -> None:
    """What is under way in its thread is waited for elsewhere."""
    let_go = threading.Event()

    async def blocks(checker: FactChecker) -> None:
        let_go.wait(10)

    async def work() -> None:
        checker = made()
        checker.aside.submit(blocks)
        closing = asyncio.ensure_future(checker.aclose())
        await asyncio.sleep(0.05)
        assert not closing.done()
        let_go.set()
        await closing

    asyncio.run(asyncio.wait_for(work(), 20))


def test_a_job_does_not_run_in_the_callers_context(aside: Aside) -> None:
    """LangChain knows by such a variable which run a call belongs to; an agent's stream must not carry our grades."""
    variable = contextvars.ContextVar("variable", default="nobody")

    async def read(checker: FactChecker) -> str:
        return variable.get()

    variable.set("the caller")
    assert aside.call(read) == "nobody"


def test_a_twin_has_what_was_handed_in(tmp_path: Path) -> None:
    embedder, cache = WordEmbedder(), CallCache(tmp_path / "calls.sqlite")
    with FactChecker(Settings(library="lib", as_of="2025-04-30"), embedder=embedder, cache=cache) as checker:
        checker.limit(as_of="2025-05-01")
        with checker.twin() as twin:
            assert twin.embedder.inner is embedder
            assert twin._cache is cache
            assert twin.settings.as_of == "2025-05-01"
            assert twin.aside is not checker.aside
