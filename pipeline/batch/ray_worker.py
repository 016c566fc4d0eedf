"""A worker of the engine `ray`: grades what is held against a claim, on whatever machine it stands.

It needs the same version of twosource and the way to the model, and nothing else: neither the library nor its index, no
embedder, no disk of the driver's. Settings, key and prices come with the first call, replies are kept at the desk.
"""

from __future__ import annotations

import asyncio
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pipeline.batch.desk import DeskCalls, DeskPace
from pipeline.errors import NotComparable
from pipeline.factcheck import FactChecker
from pipeline.findings import Finding
from pipeline.grade.graders import GraderIdentity
from pipeline.llm.prices import Price, take_over
from pipeline.settings import Settings
from pipeline.weighing import Evidence


@dataclass(frozen=True, slots=True)
class Terms:
    """What a worker is told before its first claim.

    Attributes:
        worker: Its number (`DeskPace`).
        desk: The desk's handle.
        settings: Of the run.
        environ: Address and key of the models. Not shown.
        prices: Dollars per million tokens, in and out, of those models whose price is known.
        grader: Who grades on the driver's machine.
    """

    worker: int
    desk: Any
    settings: Settings
    environ: Mapping[str, str] = field(repr=False)
    prices: Mapping[str, Price]
    grader: GraderIdentity
    version: str
    early_stop: bool


class RayWorker:
    """Lives in a process of its own. Errors are given back, not raised: Ray would wrap them."""

    def __init__(self) -> None:
        self._checker: FactChecker | None = None
        self._terms: Terms | None = None

    async def open(self, terms: Terms) -> Exception | None:
        """Makes ready for claims: imports take seconds. Returns what stands in the way, or None."""
        try:
            await asyncio.to_thread(self._open, terms)
            assert self._checker is not None
            for model in self._checker.models:
                model.pace = DeskPace(terms.desk, terms.worker)
                await model.start()
        except Exception as error:  # noqa: BLE001 - given back
            return sendable(error)
        return None

    async def find(self, evidence: Evidence) -> Finding | Exception:
        """What the evidence comes to, or why there is no finding."""
        assert self._checker is not None
        assert self._terms is not None
        try:
            return await self._checker.afind_from(evidence, early_stop=self._terms.early_stop)
        except Exception as error:  # noqa: BLE001 - given back
            return sendable(error)
        finally:
            await self._terms.desk.told_all.remote()  # what was paid is known before the finding is

    def _open(self, terms: Terms) -> None:
        os.environ.update(terms.environ)
        take_over(terms.prices)
        self._terms, self._checker = terms, FactChecker(terms.settings, cache=DeskCalls(terms.desk))
        here = self._checker.grader_identity()
        if here != terms.grader:
            names = [one.name for one in fields(here)]
            differs = [n.replace("_", " ") for n in names if getattr(here, n) != getattr(terms.grader, n)]
            raise NotComparable(
                f"A worker of the Ray cluster grades otherwise: {', '.join(differs)} differ.",
                mend=f"Install twosource {terms.version} on all machines, with the same environment.",
            )


def sendable(error: Exception) -> Exception:
    """The error, or its words where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - any class may refuse, in any way
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error.with_traceback(None)
