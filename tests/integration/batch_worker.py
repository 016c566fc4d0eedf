"""Batch runs in processes of their own, which kill themselves (SIGKILL) at a chosen moment. Not a test.

    python -m tests.integration.batch_worker < orders    # a JSON list of `work`'s arguments a line

Imports once what takes seconds to import, then forks for each order and prints how the child ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.batch import BatchOptions, begin, read_claims, resume
from pipeline.batch.manifest import MANIFEST_NAME
from pipeline.factcheck import FactChecker
from pipeline.llm import completions
from pipeline.settings import Settings
from store.cache import CallCache
from store.ledger import Ledger
from tests.conftest import WordEmbedder

MOMENTS = ("sent", "arrived", "cached", "paid", "before finish", "after finish", "opened")


def work(folder: str, claims: str, library: str, environ: dict[str, str], moment: str, number: int) -> None:
    """Begins the run or goes on with it; dies at the `number`-th time that `moment` comes ("" for never)."""
    os.environ.update(environ)
    if moment:
        _arm(moment, number)
    settings = Settings(library=library, model="openai:tiny", concurrency=16, timeout=10)
    run = Path(folder)
    read = read_claims(claims, sys.stdin.buffer)
    with FactChecker(settings, embedder=WordEmbedder()) as checker:
        if (run / MANIFEST_NAME).exists():
            work = resume(run, read, checker, BatchOptions(), arguments={})
        else:
            work = begin(run, read, checker, BatchOptions(), arguments={}, reading={"kind": None, "columns": {}})
        with work:
            outcome = work.go()
    assert outcome.ended == "done", outcome


def _arm(moment: str, number: int) -> None:
    """Patches the place where the moment comes: before or after what happens there."""
    left = number

    def tick() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: Any, name: str, before: bool) -> None:
        plain: Callable[..., Any] = getattr(owner, name)

        def patched(*arguments: Any, **named: Any) -> Any:
            if before:
                tick()
            result = plain(*arguments, **named)
            if not before:
                tick()
            return result

        setattr(owner, name, patched)

    place, name, before = {
        "sent": (completions.OpenAIClient, "body", False),
        "arrived": (completions, "read_reply", False),
        "cached": (CallCache, "put", False),
        "paid": (Ledger, "pay", True),
        "before finish": (Ledger, "finish", True),
        "after finish": (Ledger, "finish", False),
        "opened": (Ledger, "begin_session", False),
    }[moment]
    around(place, name, before)


def _serve() -> None:
    import chromadb  # noqa: F401
    import openai  # noqa: F401

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(*json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
