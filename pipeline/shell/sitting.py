"""One sitting: the worker, the desk that lives in it, one line after the other. Terminal and pipe are faces on it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from pipeline.shell.feed import Feed
from pipeline.shell.history import History
from pipeline.shell.outcome import Outcome
from pipeline.shell.worker import Worker
from pipeline.text import one_line

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker
    from pipeline.shell.desk import Desk

TWICE = 2.0
"""Seconds within which a second Ctrl-C leaves."""


class Sitting:
    """A session and the thread that it is worked on in.

    Attributes:
        desk: None until the first line is worked on, or the library is loaded behind the prompt.
    """

    def __init__(self, make: Callable[[], FactChecker], where: str, *, warm: bool = True) -> None:
        """Starts nothing yet.

        Args:
            make: Makes the FactChecker, in its thread.
            where: The library.
            warm: Load library, embedder and model behind the prompt.
        """
        self.where = where
        self.history = History(where)
        self.desk: Desk | None = None
        self.worker = Worker(make, warm=warm)
        self.feed = Feed()
        self._interrupted = -TWICE

    def start(self) -> None:
        """Begins to load what the first question will need."""
        self.worker.start()
        self.worker.submit(self._opened)

    def submit(self, typed: str) -> Future[Outcome]:
        """Has a line done."""
        self.feed = feed = Feed()

        async def job(checker: FactChecker) -> Outcome:
            from pipeline.shell.desk import do
            from pipeline.shell.library import refresh_names

            desk = self._desk_of(checker)
            desk.feed = feed
            outcome = await do(desk, typed)
            with contextlib.suppress(Exception):  # what it costs is completion, not the outcome, which was paid for
                refresh_names(desk)
            return outcome

        return self.worker.submit(job)

    def interrupt(self) -> bool:
        """Stops what is running; True where it is the second time within two seconds, which leaves."""
        now = time.monotonic()
        twice, self._interrupted = now - self._interrupted < TWICE, now
        self.feed.stopping.set()
        self.worker.stop()
        return twice

    def close(self, patience: float = 1.0) -> bool:
        """Ends the thread; False where it is still busy after so many seconds."""
        self.feed.stopping.set()
        self.worker.stop()
        return self.worker.close(patience)

    @property
    def status(self) -> str:
        """Library, model and limits, in one line."""
        desk = self.desk
        if desk is None:
            return f"{one_line(self.where)} · loading"
        session, model = desk.session, desk.checker.settings.model
        count = f"{desk.names.articles:,} article{'s' if desk.names.articles != 1 else ''}"
        parts = [one_line(self.where), count if desk.names.known else "no library yet"]
        parts += [model] if model else []
        parts += [f"as of {session.as_of}"] if session.as_of else []
        parts += [f"only {one_line(name)}" for name in (session.publisher, session.language) if name]
        parts += [f"{len(session.rules)} left out"] if session.rules else []
        return " · ".join(parts)

    def _desk_of(self, checker: FactChecker) -> Desk:
        from pipeline.shell.desk import Desk
        from pipeline.shell.session import Session

        if self.desk is None:
            self.desk = Desk(checker, Session(), self.history)
        return self.desk

    async def _opened(self, checker: FactChecker) -> None:
        from pipeline.shell.library import refresh_names

        desk = self._desk_of(checker)
        _restore_limits(desk)
        refresh_names(desk)


def _restore_limits(desk: Desk) -> None:
    """A session begins with the limits that the settings have."""
    settings = desk.checker.settings
    desk.session.as_of, desk.session.publisher = settings.as_of, settings.publisher
    desk.session.language = settings.language
