"""Workers that die, and who does their claims then: with a Ray of a few lines, in one process."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.batch.crew import MOST_DEATHS, Crew, WorkerLost, share
from pipeline.batch.desk import Desk
from pipeline.errors import EnvironmentFault, NotComparable
from pipeline.findings import Finding
from pipeline.llm import Usage
from store.errors import RunInvalid
from tests.unit.batch.test_desk import Handle


class RayError(Exception):
    pass


class RayActorError(RayError):
    pass


class FakeWorker:
    """Does as it was told when the cluster was made: `deeds` has a function for each worker, in the order of hiring."""

    numbers = itertools.count()
    deeds: Callable[[int, str], Any]

    def __init__(self) -> None:
        self.number = next(FakeWorker.numbers)

    async def open(self, terms: Any) -> Any:
        return await FakeWorker.deeds(self.number, "open")

    async def find(self, evidence: str) -> Any:
        return await FakeWorker.deeds(self.number, evidence)


class FakeRay:
    """As much of Ray as a crew uses."""

    exceptions = SimpleNamespace(RayError=RayError, RayActorError=RayActorError)
    util = SimpleNamespace(scheduling_strategies=SimpleNamespace(NodeAffinitySchedulingStrategy=lambda *a, **n: None))

    def get_runtime_context(self) -> Any:
        return SimpleNamespace(get_node_id=lambda: "here")

    def remote(self, **options: Any) -> Callable[[type], Any]:
        def wrapped(made: type) -> Any:
            actual = made if made is Desk else FakeWorker
            return SimpleNamespace(remote=lambda *arguments: Handle(actual(*arguments)))

        return wrapped

    def kill(self, handle: Any) -> None:
        pass


FINDING = Finding.__new__(Finding)


@pytest.fixture
def crew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Crew]:
    monkeypatch.setattr(Handle, "__getattr__", plain)
    monkeypatch.setattr(FakeWorker, "numbers", itertools.count())

    def made(deeds: Callable[[int, str], Any], workers: int = 2) -> Crew:
        monkeypatch.setattr(FakeWorker, "deeds", staticmethod(deeds), raising=False)
        cache, pace = str(tmp_path / "calls.sqlite"), {"concurrency": 2}
        told: list[Any] = []
        return Crew(
            FakeRay(),
            workers,
            lambda n, desk: n,
            pace=pace,
            cache=cache,
            paid=lambda usage, most: told.append(usage),
            note=told.append,
        )

    return made


def plain(self: Handle, name: str) -> Any:
    """A method of a handle, without pickling."""
    method = getattr(self._there, name)
    return SimpleNamespace(remote=lambda *arguments: asyncio.ensure_future(method(*arguments)))


def test_the_claims_of_a_worker_that_died_are_done_once_more(crew: Callable[..., Crew]) -> None:
    asked: list[tuple[int, str]] = []
    dying = asyncio.Event()

    async def deeds(worker: int, what: str) -> Any:
        if what == "open":
            return None
        asked.append((worker, what))
        if len(asked) == 4:
            dying.set()
        await dying.wait()
        if worker == 0:
            raise RayActorError("killed")
        return FINDING

    async def work() -> list[Any]:
        async with crew(deeds) as made:
            return await asyncio.gather(*(made.find(f"claim {n}") for n in range(4)))  # type: ignore[arg-type]

    assert asyncio.run(work()) == [FINDING] * 4
    lost = [what for worker, what in asked if worker == 0]
    kept = [what for worker, what in asked if worker != 0]
    assert lost
    assert sorted(kept) == [f"claim {n}" for n in range(4)]


def test_a_claim_that_kills_its_workers_fails_alone(crew: Callable[..., Crew]) -> None:
    deaths = 0

    async def deeds(worker: int, what: str) -> Any:
        nonlocal deaths
        if what == "bad":
            deaths += 1
            raise RayActorError("out of memory")
        return None if what == "open" else FINDING

    async def work() -> list[Any]:
        async with crew(deeds) as made:
            finds = [made.find(what) for what in ("good", "bad", "good")]  # type: ignore[arg-type]
            return await asyncio.gather(*finds, return_exceptions=True)

    first, second, third = asyncio.run(work())
    assert (first, third) == (FINDING, FINDING)
    assert isinstance(second, WorkerLost)
    assert "out of memory" in str(second)
    assert deaths == MOST_DEATHS


def test_a_cluster_on_which_nobody_lives_ends_the_run(crew: Callable[..., Crew]) -> None:
    async def deeds(worker: int, what: str) -> Any:
        raise RayActorError("no module named pipeline")

    async def work() -> Any:
        async with crew(deeds) as made:
            return await made.find("claim")  # type: ignore[arg-type]

    with pytest.raises(EnvironmentFault, match=r"died in a row.*no module named pipeline"):
        asyncio.run(work())


def test_a_worker_that_grades_otherwise_ends_the_run(crew: Callable[..., Crew]) -> None:
    async def deeds(worker: int, what: str) -> Any:
        return NotComparable("another prompt") if what == "open" else FINDING

    async def work() -> Any:
        async with crew(deeds) as made:
            return await made.find("claim")  # type: ignore[arg-type]

    with pytest.raises(NotComparable, match="another prompt"):
        asyncio.run(work())


def test_claims_that_may_ask_the_same_are_with_one_worker(crew: Callable[..., Crew]) -> None:
    with_whom: dict[str, int] = {}

    async def deeds(worker: int, what: str) -> Any:
        if what == "open":
            return None
        with_whom[what] = worker
        await asyncio.sleep(0.01)
        return FINDING

    async def work() -> None:
        async with crew(deeds) as made:
            while len(made._ready) < 2:
                await asyncio.sleep(0)
            given = [("a 1", "a"), ("b", "b"), ("a 2", "a"), ("a 3", "a"), ("c", "")]
            await asyncio.gather(*(made.find(what, alike=alike) for what, alike in given))  # type: ignore[arg-type]

    asyncio.run(work())
    assert with_whom["a 1"] == with_whom["a 2"] == with_whom["a 3"] != with_whom["b"]
    assert with_whom["c"] == with_whom["b"]


def test_a_payment_that_cannot_be_written_down_ends_the_run(
    crew: Callable[..., Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not only where somebody waits for a worker: one that has a claim waits at the desk then, for ever."""

    async def deeds(worker: int, what: str) -> Any:
        if what == "claim":
            await asyncio.Event().wait()

    def full(usage: Usage, most: float) -> None:
        raise RunInvalid("disk full")

    async def news(self: Desk, patience: float) -> Any:
        await asyncio.sleep(0.01)
        return [(Usage(calls=1), 0.0)], 1

    monkeypatch.setattr(Desk, "news", news)

    async def work() -> Any:
        made = crew(deeds)
        made._paid = full
        async with made:
            return await asyncio.wait_for(made.find("claim"), 5)  # type: ignore[arg-type]

    with pytest.raises(RunInvalid, match="disk full"):
        asyncio.run(work())


def test_a_hire_that_cannot_be_made_ends_the_run(crew: Callable[..., Crew]) -> None:
    async def deeds(worker: int, what: str) -> Any:
        raise TypeError("cannot be pickled")

    async def work() -> Any:
        async with crew(deeds) as made:
            return await asyncio.wait_for(made.find("claim"), 5)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="pickled"):
        asyncio.run(work())


def test_how_many_workers_there_are_is_told_from_the_beginning(crew: Callable[..., Crew]) -> None:
    async def deeds(worker: int, what: str) -> Any:
        await asyncio.Event().wait()

    told: list[str] = []

    async def work() -> None:
        made = crew(deeds)
        made._note = told.append
        async with made:
            await asyncio.sleep(0)

    asyncio.run(work())
    assert told == ["0 of 2 workers"]


def test_what_a_worker_may_want_at_once() -> None:
    assert [share(8, 1), share(8, 2), share(32, 5), share(1, 100)] == [16, 8, 13, 2]
