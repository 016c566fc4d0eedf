"""Exit codes, and how an error is told: what is wrong on one line, what to do on the next."""

from __future__ import annotations

import click

from pipeline.errors import EnvironmentFault, NotComparable, TwosourceError, UsageError
from pipeline.text import one_line
from prompts import PromptError
from store.errors import StoreError

DONE = 0
FAILED_ON = 1
USAGE = 2
NOT_COMPARABLE = 3
ENVIRONMENT = 4
PARTIAL = 5
INTERRUPTED = 130

# The first class that an error is an instance of decides.
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (click.UsageError, USAGE),
    (click.ClickException, USAGE),
    (UsageError, USAGE),
    (NotComparable, NOT_COMPARABLE),
    (EnvironmentFault, ENVIRONMENT),
    (StoreError, ENVIRONMENT),
    (PromptError, ENVIRONMENT),
    (TwosourceError, ENVIRONMENT),
)


def code_of(error: BaseException) -> int | None:
    """The exit code of an error, or None for one that is a bug."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)


def explain(error: BaseException) -> str:
    """The error for stderr: one line, and the mend on a second where there is one."""
    if isinstance(error, click.UsageError):
        hint = f"\n  {error.ctx.command_path} --help" if error.ctx else ""
        return f"twosource: {error.format_message()}{hint}\n"
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    return told(message, getattr(error, "mend", ""))


def told(message: str, mend: str) -> str:
    """What is wrong on one line and what to do on the next, without control characters."""
    return f"twosource: {one_line(message)}\n" + (f"  {one_line(mend)}\n" if mend else "")
