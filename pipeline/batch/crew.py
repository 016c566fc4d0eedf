"""The workers of a run on a Ray cluster: hired, given evidence, replaced when they die.

Invariant: each piece of evidence comes to one answer. A worker that dies loses what it had under way, which goes to
another worker; evidence that worker after worker dies over fails alone, and a cluster on which no worker lives ends the
run with an error instead of trying for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from pipeline.batch.desk import Desk
from pipeline.batch.ray_worker import RayWorker, Terms
from pipeline.errors import EnvironmentFault
from pipeline.findings import Finding
from pipeline.llm import Usage
from pipeline.text import one_line
from pipeline.weighing import Evidence

MOST_DEATHS = 3
"""Workers that may die over the same claim; and in a row, for each worker that was hired, with no finding between."""
_TICK = 0.25
_CLOSING = 2.0
_SHOWN = 300


class WorkerLost(Exception):
    """A claim whose workers have died, one after the other."""


@dataclass(eq=False, slots=True)
class _Worker:
    number: int
    handle: Any
    claims: list[str] = field(default_factory=list)


class Crew:
    """Use it as an async context manager, while Ray is connected.

    Args:
        ray: The module.
        workers: How many to hire.
        terms: Makes the terms of the worker with this number, given the desk's handle.
        pace: Arguments of the desk's `Pace`.
        cache: The file of the cache of calls, on this machine.
        paid: Told of each answer as `Pace` tells of it.
        note: Told in words how many workers there are.

    Attributes:
        under_way: Calls that are out, a moment ago.
    """

    def __init__(
        self,
        ray: Any,
        workers: int,
        terms: Callable[[int, Any], Terms],
        *,
        pace: Mapping[str, Any],
        cache: str,
        paid: Callable[[Usage, float], None],
        note: Callable[[str], None],
    ) -> None:
        self.under_way = 0
        self._ray, self._wanted, self._terms, self._paid, self._note = ray, workers, terms, paid, note
        self._desk_as = (cache, dict(pace))
        self._numbers = itertools.count(1)
        self._ready: list[_Worker] = []
        self._handles: dict[int, Any] = {}
        self._hires: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._broken: Exception | None = None
        self._deaths = 0
        self._closing = False

    async def __aenter__(self) -> Crew:
        at = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        here = at(self._ray.get_runtime_context().get_node_id(), soft=False)
        desk = self._ray.remote(num_cpus=0, max_concurrency=10_000, scheduling_strategy=here)(Desk)
        self._desk = desk.remote(*self._desk_as)
        self._hired = self._ray.remote(num_cpus=1, max_concurrency=10_000, scheduling_strategy="SPREAD")(RayWorker)
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen())
        self._tell()
        for _ in range(self._wanted):
            self._hire()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None
    ) -> None:
        self._closing = True
        for task in self._hires:
            task.cancel()
        for handle in self._handles.values():
            self._ray.kill(handle)
        with contextlib.suppress(Exception):  # the desk may be gone: the run ends anyhow
            await asyncio.wait_for(asyncio.gather(self._listener, *self._hires, return_exceptions=True), _CLOSING)
            await asyncio.wait_for(self._hear(0.0), _CLOSING)
        self._ray.kill(self._desk)

    async def find(self, evidence: Evidence, *, alike: str = "") -> Finding:
        """What the evidence comes to.

        Args:
            alike: Evidence with the same word here may ask for the same calls, and goes to one worker while it is under
                way: there each of them is made once.

        Raises:
            WorkerLost: Its workers have died.
            EnvironmentFault, NotComparable: There are no workers to be had.
            Exception: What the worker came upon.
        """
        why = ""
        for _ in range(MOST_DEATHS):
            worker = await self._free(alike)
            worker.claims.append(alike)
            try:
                found = await self._unless_broken(worker.handle.find.remote(evidence))
            except self._ray.exceptions.RayActorError as error:
                why = _words(error)
                await self._lose(worker, why)
                continue
            finally:
                worker.claims.remove(alike)
            self._deaths = 0
            if isinstance(found, Exception):
                raise found
            assert isinstance(found, Finding)
            return found
        raise WorkerLost(f"{MOST_DEATHS} workers died over it; the last one: {why}")

    async def _unless_broken(self, answer: Any) -> Any:
        """What a worker answers, or why no more can come of it."""
        asked = asyncio.ensure_future(answer)
        try:
            await asyncio.wait((asked, self._end), return_when=asyncio.FIRST_COMPLETED)
            if not asked.done() and self._broken is not None:
                raise self._broken
            return await asked
        finally:
            asked.cancel()

    async def _free(self, alike: str) -> _Worker:
        """The worker that has a claim like this one, or else the one with the fewest; waits until there is one."""
        while self._broken is None and not self._ready:
            self._changed.clear()
            await self._changed.wait()
        if self._broken is not None:
            raise self._broken
        same = (worker for worker in self._ready if alike and alike in worker.claims)
        return next(same, None) or min(self._ready, key=lambda worker: len(worker.claims))

    # -- hiring -----------------------------------------------------------------------------------------------

    def _hire(self) -> None:
        task = asyncio.create_task(self._make_ready())
        self._hires.add(task)
        task.add_done_callback(self._hires.discard)

    async def _make_ready(self) -> None:
        while self._broken is None and not self._closing:
            number = next(self._numbers)
            handle = self._handles[number] = self._hired.remote()
            try:
                problem = await handle.open.remote(self._terms(number, self._desk))
            except self._ray.exceptions.RayError as error:
                self._died(number, _words(error))
                continue
            except Exception as error:  # noqa: BLE001 - nobody else would hear of it, and the run would wait for ever
                self._break(error)
                return
            if problem is not None:
                self._break(problem)
                return
            self._ready.append(_Worker(number, handle))
            self._tell()
            return

    async def _lose(self, worker: _Worker, why: str) -> None:
        if worker not in self._ready:  # another claim of its has noticed before
            return
        self._ready.remove(worker)
        self._tell()
        self._died(worker.number, why)
        await self._desk.lost.remote(worker.number)
        self._hire()

    def _died(self, number: int, why: str) -> None:
        self._handles.pop(number, None)
        self._deaths += 1
        if self._deaths >= MOST_DEATHS * max(MOST_DEATHS, self._wanted):
            message = f"{self._deaths} workers of the Ray cluster died in a row; the last one: {why}"
            mend = (
                "Look into Ray's logs (/tmp/ray on the machines of a cluster); what is done so far is kept: --resume."
            )
            self._break(EnvironmentFault(message, mend=mend))

    def _break(self, error: Exception) -> None:
        self._broken = self._broken or error
        self._changed.set()
        if not self._end.done():
            self._end.set_result(None)

    def _tell(self) -> None:
        self._changed.set()
        self._note(f"{len(self._ready)} of {self._wanted} workers")

    # -- what the desk tells ----------------------------------------------------------------------------------

    async def _listen(self) -> None:
        try:
            while not self._closing:
                await self._hear(_TICK)
        except self._ray.exceptions.RayError as error:
            if not self._closing:
                message = f"the process that paces the workers is gone: {_words(error)}"
                self._break(EnvironmentFault(message, mend="What is done so far is kept: go on with --resume."))
        except Exception as error:  # noqa: BLE001 - as above: a payment that cannot be written down, for one
            self._break(error)

    async def _hear(self, patience: float) -> None:
        paid, self.under_way = await self._desk.news.remote(patience)
        for usage, most in paid:
            self._paid(usage, most)


def share(concurrency: int, workers: int) -> int:
    """Calls at once that one worker may want; the desk lets out `concurrency` in all.

    Twice an even share: workers whose claims have more to ask make up for those whose claims are just ending.
    """
    return max(2, math.ceil(2 * concurrency / workers))


def _words(error: Exception) -> str:
    """Ray's many lines as one, not too long."""
    text = one_line(str(error))
    return text if len(text) <= _SHOWN else f"... {text[-_SHOWN:]}"
