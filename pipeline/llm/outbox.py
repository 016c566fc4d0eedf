"""Calls that are written down instead of being made: to count what a run would ask, or to send it by file.

With an outbox in its `outbox`, a `ChatModel` still answers from the cache; what it would have to ask goes in here, once
a key, and whoever asked gets `NotAsked`. Asking again, once the answers are in the cache, then gives what asking at
once would have given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, Protocol

from pipeline.errors import ModelCallError, NotAsked
from pipeline.llm.calls import Request


class Outbox:
    """Calls by cache key, in the order in which they were first wanted.

    Attributes:
        waiting: What has to be asked.
        failed: Calls that failed for good, with the reason: asking for one is a `ModelCallError`.
    """

    def __init__(self) -> None:
        self.waiting: dict[str, Request] = {}
        self.failed: dict[str, str] = {}

    def put(self, key: str, request: Request) -> NoReturn:
        """Writes a call down.

        Raises:
            NotAsked: It is written down.
            ModelCallError: It has failed for good.
        """
        if key in self.failed:
            raise ModelCallError(self.failed[key], kind="server")
        self.waiting.setdefault(key, request)
        raise NotAsked("the call is written down, to be made later", reason="written")


class Writes(Protocol):
    """A `ChatModel`, or whoever else writes calls down."""

    outbox: Outbox | None


@contextmanager
def written_down(models: Sequence[Writes]) -> Iterator[list[Outbox]]:
    """All that these models would be asked goes into an outbox each, in their order: none of them is asked."""
    outboxes = [Outbox() for _ in models]
    for model, outbox in zip(models, outboxes, strict=True):
        model.outbox = outbox
    try:
        yield outboxes
    finally:
        for model in models:
            model.outbox = None
