"""The thread that FactChecker lives in: its connections and its event loop belong to one thread.

Jobs are done one at a time, in order. A job can be stopped; what it had by then is the job's own affair. Starting up
goes on beside the first jobs, so that an answer that needs no model does not wait for one.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker

Job = Callable[["FactChecker"], Coroutine[Any, Any, Any]]


class Worker:
    """Runs jobs on a FactChecker of its own."""

    def __init__(self, make: Callable[[], FactChecker], *, warm: bool = True) -> None:
        """Starts nothing yet.

        Args:
            make: Makes the FactChecker; called in the thread.
            warm: Load library, embedder and model at once.
        """
        self._make = make
        self._warm = warm
        self._jobs: deque[tuple[Job, Future[Any]] | None] = deque()
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None
        self._task: asyncio.Task[Any] | None = None
        self._ended: BaseException | None = None
        self._thread = threading.Thread(target=self._live, name="twosource", daemon=True)

    def start(self) -> None:
        """Starts the thread; returns at once."""
        self._thread.start()

    def submit(self, job: Job) -> Future[Any]:
        """Has a job done; its result or exception comes in the future."""
        future: Future[Any] = Future()
        self._add((job, future))
        return future

    def stop(self) -> None:
        """Cancels the job that is being done, if one is; it is done with when its future is."""
        with self._guard:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._cancel)

    def close(self, patience: float) -> bool:
        """Ends the thread after the jobs at hand; False where it has not ended after so many seconds."""
        self._add(None)
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _add(self, job: tuple[Job, Future[Any]] | None) -> None:
        with self._guard:
            if self._ended is not None and job is not None:
                job[1].set_exception(self._ended)
                return
            self._jobs.append(job)
            if self._loop is not None and self._wake is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._wake.set)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _live(self) -> None:
        try:
            checker = self._make()
            try:
                checker.run(self._serve(checker))
            finally:
                checker.close()
        except BaseException as error:  # noqa: BLE001 - the one who waits for a job has to hear of it
            self._end(error)
        else:
            self._end(RuntimeError("the session is over"))

    def _end(self, error: BaseException) -> None:
        with self._guard:
            self._ended, left = error, [job for job in self._jobs if job is not None]
            self._jobs.clear()
        for _, future in left:
            future.set_exception(error)

    async def _serve(self, checker: FactChecker) -> None:
        wake = asyncio.Event()
        with self._guard:
            self._loop, self._wake = asyncio.get_running_loop(), wake
        warming = asyncio.ensure_future(self._warm_up(checker)) if self._warm else None
        while (job := await self._next(wake)) is not None:
            await self._do(checker, *job)
        if warming is not None:
            warming.cancel()

    async def _next(self, wake: asyncio.Event) -> tuple[Job, Future[Any]] | None:
        """The next job, waited for; None where there will be none."""
        while True:
            with self._guard:
                if self._jobs:
                    return self._jobs.popleft()
                wake.clear()
            await wake.wait()

    async def _do(self, checker: FactChecker, job: Job, future: Future[Any]) -> None:
        self._task = asyncio.ensure_future(job(checker))
        try:
            result = await self._task
        except BaseException as error:  # noqa: BLE001 - handed to the one who waits for it
            future.set_exception(error)
        else:
            future.set_result(result)
        finally:
            self._task = None

    async def _warm_up(self, checker: FactChecker) -> None:
        with contextlib.suppress(Exception):  # told by the first question that needs what is missing
            await checker.awarm_up()
