"""Errors of the pipeline, in one tree.

    TwosourceError
    ├── UsageError            what the user gave cannot be used (exit 2)
    │   └── InputError        a file or its text cannot be read as an article
    ├── SettingsError         a setting is malformed (exit 2)
    ├── NotComparable         two results that were made from different things (exit 3)
    └── EnvironmentFault      something on the machine is missing (exit 4)
        └── ModelUnavailable  no model, or the model cannot be started or reached
    ModelCallError            one call to a model failed for good; becomes `Ungraded`, never an exit
    NotAsked                  no call was made: the run is ending, or calls are written down for later

`store.errors.StoreError` and `prompts.PromptError` are trees of their own (those packages import nothing of
ours); `pipeline.cli.exits` maps all of them to exit codes. What a user can mend carries `mend`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal


class TwosourceError(Exception):
    """Root of the pipeline's errors.

    Attributes:
        mend: The next step for the user, or an empty string where there is none.
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class UsageError(TwosourceError):
    """An argument cannot be used as it is."""


class InputError(UsageError):
    """A file, or its text, cannot be read as an article.

    Attributes:
        path: The file as the user gave it.
        line: 1-based line, or None where the whole file is meant.
    """

    def __init__(self, message: str, *, path: str = "", line: int | None = None, mend: str = "") -> None:
        where = f"{path}:{line}: " if path and line is not None else f"{path}: " if path else ""
        super().__init__(where + message, mend=mend)
        self.path = path
        self.line = line


class SettingsError(UsageError):
    """A setting (flag, TWOSOURCE_* variable, twosource.toml) has a value that cannot be used."""


class NotComparable(TwosourceError):
    """Two results cannot be held against each other: they were made from different cases or articles."""


class EnvironmentFault(TwosourceError):
    """Something that the machine should have is missing."""


class ModelUnavailable(EnvironmentFault):
    """No model is set, or the model that is set cannot be started or reached."""


class ModelCallError(TwosourceError):
    """One call failed for good, after retries.

    Attributes:
        kind: `timeout | rate_limit | server | connection | refused | auth | bad_request | deadline`.
        attempts: How many times the call was tried.
    """

    def __init__(self, message: str, *, kind: str, attempts: int = 1, mend: str = "") -> None:
        super().__init__(message, mend=mend)
        self.kind = kind
        self.attempts = attempts

    def __reduce__(self) -> tuple[Callable[[], ModelCallError], tuple[()]]:
        again = partial(type(self), str(self), kind=self.kind, attempts=self.attempts, mend=self.mend)
        return again, ()  # an engine's workers hand errors over in pickles


class NotAsked(TwosourceError):
    """A call was not made. Nothing is wrong with it: whoever started the work knows why, and may make it later.

    Attributes:
        reason: `budget` (the money is spent), `drain` (the run is ending), `pause` (the server wants a long one),
            `failures` (nothing is answered any more), `written` (it was written down, to be made by file).
    """

    def __init__(
        self,
        message: str,
        *,
        reason: Literal["budget", "drain", "pause", "failures", "written"],
        mend: str = "",
    ) -> None:
        super().__init__(message, mend=mend)
        self.reason = reason

    def __reduce__(self) -> tuple[Callable[[], NotAsked], tuple[()]]:
        return partial(type(self), str(self), reason=self.reason, mend=self.mend), ()
