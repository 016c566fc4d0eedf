"""What the commands work with, and how a line finds its command. An error never ends the session."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.errors import TwosourceError
from pipeline.llm.records import Usage
from pipeline.shell.feed import Feed, Stopped
from pipeline.shell.lines import Line, read_line
from pipeline.shell.outcome import Outcome, failed, told
from pipeline.shell.session import Session
from prompts import PromptError
from store.errors import StoreError

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker
    from pipeline.shell.history import History

Handler = Callable[["Desk", Line], Awaitable[Outcome]]


@dataclass(slots=True)
class Desk:
    """One session at work.

    Attributes:
        paid: What the FactChecker had spent when this session was taken up.
        names: Outlets and titles of the library, for completion; made in FactChecker's thread, read by the prompt's.
    """

    checker: FactChecker
    session: Session
    history: History
    feed: Feed = field(default_factory=Feed)
    names: Names = field(default_factory=lambda: Names())
    paid: Usage = field(default_factory=Usage)

    @property
    def spent(self) -> Usage:
        """What the session has cost so far, in earlier sittings too."""
        now, before = self.checker.spent, self.paid
        known = now.cost_usd is not None and before.cost_usd is not None
        since = Usage(
            calls=now.calls - before.calls,
            cached=now.cached - before.cached,
            tokens_in=now.tokens_in - before.tokens_in,
            tokens_out=now.tokens_out - before.tokens_out,
            cost_usd=(now.cost_usd or 0.0) - (before.cost_usd or 0.0) if known else None,
        )
        return self.session.spent + since

    def take_up(self, session: Session) -> None:
        """Goes on with another session."""
        self.session, self.paid = session, self.checker.spent


@dataclass(slots=True)
class Names:
    """What there is to choose from.

    Attributes:
        known: The library's state that it was read at.
    """

    publishers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    articles: int = 0
    known: str = ""


async def do(desk: Desk, typed: str) -> Outcome:
    """Does what a line asks for. Whatever goes wrong is an outcome too."""
    try:
        line = read_line(typed)
        return await _handler(line)(desk, line)
    except (Stopped, asyncio.CancelledError):
        go_on(desk)
        return told("Stopped. What has been read is kept: the same line goes on from there.", kind="stopped")
    except (TwosourceError, StoreError, PromptError, OSError) as error:
        return failed(error)
    except Exception as error:  # noqa: BLE001 - a bug costs one line, not the session
        return _bug(error)


def go_on(desk: Desk) -> None:
    """Called where a line was stopped: the task that was cancelled for it goes on to say what came.

    Raises:
        CancelledError, Stopped: It was not the user who stopped it.
    """
    if not desk.feed.stopping.is_set():
        raise
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


def _bug(error: Exception) -> Outcome:
    from store.cache import cache_dir

    path = cache_dir() / "shell" / "last-error.txt"
    trace = "".join(traceback.format_exception(error))
    message = f"This is a bug in twosource ({type(error).__name__}: {error}); the session goes on."
    mend = f"What happened stands in {path}."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(trace, encoding="utf-8", errors="backslashreplace")
    except OSError as e:
        mend = f"What happened could not be written to {path}: {e.strerror or e}."
    return failed(TwosourceError(message, mend=mend))


def _handler(line: Line) -> Handler:
    from pipeline.shell import asking, export, keeping, library, looking, marking

    if line.kind == "nothing":
        return looking.nothing
    if line.kind in ("claim", "question"):
        return asking.check if line.kind == "claim" else asking.ask
    handlers: dict[str, Any] = {
        "open": looking.open_passage,
        "why": looking.why,
        "sources": looking.sources,
        "findings": looking.findings,
        "cost": looking.cost,
        "subject": looking.subject,
        "history": looking.history,
        "help": looking.explain,
        "quit": looking.leave,
        "exclude": asking.exclude,
        "include": asking.include,
        "as-of": asking.as_of,
        "only": asking.only,
        "again": asking.again,
        "model": asking.model,
        "judge": marking.judge,
        "note": marking.note,
        "timeline": library.timeline,
        "conflicts": library.conflicts,
        "ingest": library.ingest,
        "export": export.export,
        "save": keeping.save,
        "load": keeping.load,
    }
    found: Handler = handlers[line.command]
    return found
