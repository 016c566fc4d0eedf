"""`check` and `ask` as plain functions, for programs that have one claim and no wish to keep anything open.

Settings come as on the command line: what is given here, then `TWOSOURCE_*`, then twosource.toml. Each call opens the
library and the model and gives them back; for more than one claim, `FactChecker` keeps them. They work in any thread,
also under an event loop that is running (a notebook's).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pipeline.programs.aside import Aside
from pipeline.settings import load_settings

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker
    from pipeline.findings import Answer, Finding


def check(claim: str, *, all_sources: bool = False, **settings: Any) -> Finding:
    """Checks one claim: which sources support it, which contradict it, in which words.

    Args:
        all_sources: List articles that do not bear on the claim too.
        settings: Fields of `Settings`: `library`, `model`, `as_of`, ...

    Raises:
        SettingsError: There is no such setting, or its value cannot be used.
        UsageError: The claim is empty or too long.
        StoreError: There is no library, or it is empty.
        ModelUnavailable: There is no model.

    Example:
        >>> check("The council approved the budget on May 3.", library="lib").verdict
    """
    with _opened(settings) as aside:
        return aside.call(lambda checker: checker.acheck(claim, all_sources=all_sources))


def ask(question: str, **settings: Any) -> Answer:
    """Answers a question from the library, every sentence with its sources.

    Args:
        settings: As for `check`.

    Raises:
        SettingsError, UsageError, StoreError, ModelUnavailable: As for `check`.
    """
    with _opened(settings) as aside:
        return aside.call(lambda checker: checker.aask(question))


async def acheck(claim: str, *, all_sources: bool = False, **settings: Any) -> Finding:
    """`check` for callers that have an event loop; cancelling it stops the check."""
    aside = _opened(settings)
    try:
        return await aside.acall(lambda checker: checker.acheck(claim, all_sources=all_sources))
    finally:
        await asyncio.to_thread(aside.close)


async def aask(question: str, **settings: Any) -> Answer:
    """`ask` for callers that have an event loop; cancelling it stops the search."""
    aside = _opened(settings)
    try:
        return await aside.acall(lambda checker: checker.aask(question))
    finally:
        await asyncio.to_thread(aside.close)


def _opened(given: dict[str, Any]) -> Aside:
    settings = load_settings(given, given_as="arguments")

    def make() -> FactChecker:
        from pipeline.factcheck import FactChecker

        return FactChecker(settings)

    return Aside(make)
