"""Whoever grades for a `FactChecker`: the model, a second one where the settings name one, and how each is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pipeline.claims import Extractor, open_extractor
from pipeline.errors import NotAsked
from pipeline.findings import Grade, Ungraded
from pipeline.grade.brief import BriefGrader, brief_prompt
from pipeline.grade.full import FullGrader, passages_of
from pipeline.grade.layer import load_layer
from pipeline.grade.second import read_again
from pipeline.grade.worth import worth_grading
from pipeline.ingest import Progress
from pipeline.llm import ChatModel, Usage, open_model
from pipeline.retrieve import Candidate
from pipeline.screen import screen
from pipeline.settings import Settings
from pipeline.traces import Traces
from pipeline.weighing import Graded
from prompts import load
from store import Claim
from store.cache import Calls

Grader = BriefGrader | FullGrader
_Key = TypeVar("_Key")
_MADE_READY = 64
_NOT_CALIBRATED = "no calibration for this model and prompt: grades carry no confidence"


@dataclass(frozen=True, slots=True)
class GraderIdentity:
    """What grades: model, grader ("brief" or "full"), the hashes of its fitted layer and of its calibration if any.

    Attributes:
        prompt_hashes: By name, the second model's prompts too.
        second_model: Who reads again what takes a side, if anybody does.
    """

    model: str
    grader: str
    prompt_hashes: Mapping[str, str]
    layer_hash: str | None
    calibration_hash: str | None
    second_model: str | None = None


class Graders:
    """Models are resolved at first use, and not started before a call that no cache answers."""

    def __init__(
        self, settings: Settings, *, model: ChatModel | None, cache: Calls, apart: bool, traces: Traces
    ) -> None:
        """Opens nothing yet.

        Args:
            model: Asked instead of the one that the settings name.
            apart: Run the embedded model in a process of its own.
        """
        self._settings = settings
        self._cache, self._apart, self._traces = cache, apart, traces
        self._model = model
        self._second: ChatModel | None = None
        self._spent_before = Usage()

    @property
    def model(self) -> ChatModel:
        """Whoever is asked first.

        Raises:
            ModelUnavailable: None is set and none can be found.
        """
        if self._model is None:
            self._model = self._opened(self._settings.model, self._settings)
        return self._model

    def asks(self, model: ChatModel | None) -> bool:
        """Whether this is the model that is asked now, resolved or not."""
        return self._model is model

    @property
    def models(self) -> tuple[ChatModel, ...]:
        """Whoever is asked: the model, and the second one where the settings name one."""
        return (self.model,) if self.second is None or self._second is None else (self.model, self._second)

    @property
    def spent(self) -> Usage:
        """What all asks have cost so far, whoever was asked."""
        now = (model.spent for model in (self._model, self._second) if model is not None)
        return sum(now, self._spent_before)

    def _opened(self, name: str | None, settings: Settings) -> ChatModel:
        return open_model(
            name,
            cache=self._cache,
            timeout=settings.timeout,
            deadline=settings.deadline,
            concurrency=settings.concurrency,
            apart=self._apart,
        )

    async def ause(self, settings: Settings) -> ChatModel:
        """From now on the model of these settings is asked. The old one stays if the new one cannot be had.

        Raises:
            ModelUnavailable: It is not installed, or has no key.
            SettingsError: The name has no provider.
        """
        new, old = self._opened(settings.model, settings), self._model
        self._settings, self._model = settings, new
        for made in ("grader", "extractor"):
            self.__dict__.pop(made, None)
        if old is not None:
            self._spent_before += old.spent
            await old.aclose()
        return new

    async def aclose(self) -> None:
        """Gives back the models."""
        for model in filter(None, (self._model, self._second)):
            await model.aclose()

    @cached_property
    def grader(self) -> Grader:
        """How the model is asked for grades."""
        style = self._settings.grader
        if style == "auto":
            style = "brief" if self.model.small else "full"
        return _asked(self.model, brief=style == "brief")

    @cached_property
    def second(self) -> Grader | None:
        """How the second model is asked; None where the settings name none."""
        if self._settings.second_model is None:
            return None
        self._second = self._opened(self._settings.second_model, self._settings)
        return _asked(self._second, brief=self._second.small)

    @cached_property
    def extractor(self) -> Extractor:
        """How the model is asked for the claims of a passage."""
        return open_extractor(self.model, brief=isinstance(self.grader, BriefGrader))

    @property
    def identity(self) -> GraderIdentity:
        """What grades, without asking it anything."""
        grader, second = self.grader, self.second
        calibration = grader.calibration if isinstance(grader, BriefGrader) else None
        return GraderIdentity(
            model=self.model.identity if isinstance(grader, BriefGrader) else self.model.base_identity,
            grader="brief" if isinstance(grader, BriefGrader) else "full",
            prompt_hashes={p.name: p.hash for p in (*grader.prompts, *(second.prompts if second else ()))},
            layer_hash=load_layer().hash if isinstance(grader, BriefGrader) else None,
            calibration_hash=calibration.hash if calibration else None,
            second_model=second.model_identity if second else None,
        )

    @property
    def notes(self) -> list[str]:
        """What a finding must say of whoever graded it."""
        uncalibrated = isinstance(self.grader, BriefGrader) and not self.grader.calibrated
        return [_NOT_CALIBRATED] if uncalibrated else []

    def worth_a_call(self, claim: str, candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
        """The candidates that the grader need look at, in the order given, and how many were left out."""
        if isinstance(self.grader, BriefGrader):
            return worth_grading(claim, candidates, self.grader.layer)
        return screen(claim, candidates)

    def units(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """What the grader reads: a grader that reads passages is given each passage once."""
        return passages_of(candidates) if isinstance(self.grader, FullGrader) else candidates

    async def grade_all(
        self,
        wanted: Mapping[_Key, tuple[Claim, Candidate]],
        *,
        repeat: int,
        progress: Progress,
        kept: Callable[[_Key, Graded], None] = lambda key, graded: None,
        leanings: bool = False,
    ) -> list[Graded]:
        """Grades in the order given; `kept` is called as they come.

        Args:
            repeat: Another number than 0 asks the model again what it was already asked.
            leanings: The second model reads what is contested too: for whoever counts that.
        """
        claims = {claim.id: claim.text for claim, _ in wanted.values()}
        whose = next(iter(claims.items())) if len(claims) == 1 else None
        with self._traces.stage("grade", whose) as span:
            graded = await self._grade_pairs(wanted, repeat, progress, kept, leanings)
            usage = sum((spent for _, spent in graded), Usage())
            failed = sum(isinstance(result, Ungraded) for result, _ in graded)
            span.set({"twosource.graded": len(graded), "twosource.ungraded": failed})
            span.set({"twosource.calls": usage.calls, "twosource.cached": usage.cached})
        return graded

    async def _grade_pairs(
        self,
        wanted: Mapping[_Key, tuple[Claim, Candidate]],
        repeat: int,
        progress: Progress,
        kept: Callable[[_Key, Graded], None],
        leanings: bool,
    ) -> list[Graded]:
        """A bounded number at once, more than are asked at once: a second question about a sentence then comes after
        the first ones, and the embedded model reads what those have in common once."""
        grader, second = self.grader, self.second
        slots = asyncio.Semaphore(max(self.model.concurrency, _MADE_READY))
        done = 0

        async def grade_one(key: _Key, claim: Claim, candidate: Candidate) -> Graded:
            nonlocal done
            async with slots:
                graded = await grader.grade(claim, candidate, repeat=repeat)
                if second is not None and _may_count(graded[0], leanings):
                    graded = await self._read_again(second, claim, candidate, graded, repeat)
            done += 1
            kept(key, graded)
            progress(done, len(wanted), "grading")
            return graded

        by_key = {key: asyncio.ensure_future(grade_one(key, *wanted[key])) for key in _order_asked(wanted)}
        tasks = [by_key[key] for key in wanted]
        try:
            return list(await asyncio.gather(*tasks))
        except BaseException as error:
            if isinstance(error, NotAsked):  # calls still under way are paid for: their answers are kept
                await asyncio.gather(*tasks, return_exceptions=True)
            # One environment fault ends the check; calls still under way would only cost money.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _read_again(
        self, second: Grader, claim: Claim, candidate: Candidate, graded: Graded, repeat: int
    ) -> Graded:
        """What is left of a grade that takes a side, once the second model has read the same words."""
        first, usage = graded
        assert isinstance(first, Grade)
        name = self._settings.second_model or ""
        found, spent = await read_again(second, name, claim, candidate, first, repeat=repeat)
        return found, usage + spent


def _order_asked(wanted: Mapping[_Key, tuple[Claim, Candidate]]) -> list[_Key]:
    """Of one claim the order given, the likeliest first. Of several the order in which the embedded model, which reads
    on from where two prompts part, reads least: a sentence is held against every claim before the next, against the
    longest first (it reads in steps of 16 tokens, and a short claim is one)."""
    if len({claim.id for claim, _ in wanted.values()}) == 1:
        return list(wanted)

    def place(key: _Key) -> tuple[str, str, int]:
        claim, candidate = wanted[key]
        return candidate.statement, candidate.article.id, -len(claim.text)

    return sorted(wanted, key=place)


def _may_count(found: Grade | Ungraded, leanings: bool) -> bool:
    """Whether a grade takes a side, or only leans to one and that counts too."""
    return isinstance(found, Grade) and (found.stance != "neutral" or (leanings and found.contested is not None))


def _asked(model: ChatModel, *, brief: bool) -> Grader:
    if brief:
        return BriefGrader(model, load(brief_prompt(model)), load_layer())
    return FullGrader(model, load("grade"))
