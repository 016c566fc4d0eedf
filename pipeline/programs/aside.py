"""A FactChecker in a thread of its own, which any thread and any event loop may ask.

Connections (Chroma, SQLite, HTTP) belong to the thread and the loop that opened them; an agent calls its tools from
whichever worker thread is free. So the FactChecker lives here, its work is sent to it, and its results come back.

Invariant: whoever asked gets a result or an exception, whatever becomes of the thread; a call that is cancelled is
cancelled there too.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker

_Result = TypeVar("_Result")
Job = Callable[["FactChecker"], Coroutine[Any, Any, _Result]]
"""What is to be done, given the FactChecker; it runs in that one's thread and loop."""
_PATIENCE = 30.0
"""Seconds that closing waits for what is under way to notice that it was cancelled."""


@dataclass(frozen=True, slots=True)
class _Home:
    """What lives in the thread, and how it is told to end."""

    checker: FactChecker
    loop: asyncio.AbstractEventLoop
    over: asyncio.Event


class Aside:
    """Asks one FactChecker from anywhere. Jobs run side by side, as far as they wait for a model.

    Use it as a context manager or call `close`.
    """

    def __init__(self, make: Callable[[], FactChecker]) -> None:
        """Starts nothing yet.

        Args:
            make: Makes the FactChecker; called in the thread, at the first job.
        """
        self._make = make
        self._guard = threading.Lock()
        self._home: Future[_Home] | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def submit(self, job: Job[_Result]) -> Future[_Result]:
        """Has a job done; cancelling the future cancels the job.

        Raises:
            UsageError: It is closed.
        """
        with self._guard:
            if self._closed:
                raise _closed()
            home = self._started().result()
            # In a context of its own: a run of LangChain's around this call would take our calls to the model for parts
            # of itself, and have grades streamed as it has the agent's words.
            return contextvars.Context().run(asyncio.run_coroutine_threadsafe, job(home.checker), home.loop)

    def call(self, job: Job[_Result]) -> _Result:
        """Has a job done and waits for it; an interrupt cancels it.

        Raises:
            UsageError: It is closed, or was while the job was under way.
        """
        future = self.submit(job)
        try:
            return future.result()
        except CancelledError:
            raise _closed() from None
        except BaseException:
            future.cancel()
            raise

    async def acall(self, job: Job[_Result]) -> _Result:
        """`call` for callers that have an event loop, whichever one; cancelling it cancels the job.

        Raises:
            UsageError: As for `call`.
        """
        try:
            if self._home is None or not self._home.done():  # starting takes a while, and this loop serves others too
                await asyncio.to_thread(self._begin)
            return await asyncio.wrap_future(self.submit(job))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and (task is None or not task.cancelling()):
                raise _closed() from None
            raise

    def close(self) -> None:
        """Cancels what is under way and ends the thread. Safe to call twice, and from any thread."""
        with self._guard:
            self._closed = True
            home, thread = self._home, self._thread
            if home is not None and home.exception() is None:
                with_home = home.result()
                if not with_home.loop.is_closed():
                    with_home.loop.call_soon_threadsafe(with_home.over.set)
        if thread is not None and thread is not threading.current_thread():
            thread.join(_PATIENCE)

    def _begin(self) -> None:
        """Starts the thread, and waits until it has its FactChecker or failed to make it."""
        with self._guard:
            if not self._closed:
                self._started()

    def _started(self) -> Future[_Home]:
        if self._home is None or self._home.exception() is not None:
            self._home = Future()
            self._thread = threading.Thread(target=self._live, args=(self._home,), name="twosource-aside", daemon=True)
            self._thread.start()
            self._home.exception()  # waits
        return self._home

    def _live(self, home: Future[_Home]) -> None:
        try:
            checker = self._make()
        except BaseException as error:  # noqa: BLE001 - the one who asked has to hear of it
            home.set_exception(error)
            return
        try:
            checker.run(_serve(checker, home))
        except BaseException as error:
            if home.done():
                raise
            home.set_exception(error)
        finally:
            checker.close()


async def _serve(checker: FactChecker, home: Future[_Home]) -> None:
    """Keeps the loop running until it is over, then cancels what is left."""
    over = asyncio.Event()
    home.set_result(_Home(checker, asyncio.get_running_loop(), over))
    await over.wait()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _closed() -> UsageError:
    return UsageError(
        "The FactChecker behind this is closed.",
        mend="Keep it open for as long as its tools are used: `with FactChecker(...) as checker:` around all of it.",
    )
