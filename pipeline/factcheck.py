"""FactChecker: the one place that puts the steps together. Command line, shell, batch and evals are faces on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from importlib import metadata
from types import TracebackType
from typing import Any, TypeVar

from pipeline.answer import compose_answer, question_claims
from pipeline.errors import UsageError
from pipeline.findings import Answer, ClaimText, Finding, Grade, Provenance, Ungraded, UsageReport
from pipeline.grade import BriefGrader, FullGrader, load_layer, passages_of
from pipeline.ingest import IngestSummary, ingest, library_format
from pipeline.llm import ApiEmbedder, ChatModel, Usage, open_model
from pipeline.retrieve import Candidate, retrieve
from pipeline.screen import screen
from pipeline.settings import Settings
from pipeline.text import one_line
from pipeline.verdict import judge
from prompts import load
from store import Claim
from store.cache import CallCache, cache_dir
from store.embed import Embedder, LocalEmbedder
from store.errors import LibraryMissing
from store.vectors import Library, open_library

MAX_CLAIM_LENGTH = 1000

Progress = Callable[[int, int, str], None]
_Result = TypeVar("_Result")
_EXAMPLES = {"claim": "The council approved the budget on May 3.", "question": "When was the budget approved?"}
_NOT_CALIBRATED = "no calibration for this model and prompt: grades carry no confidence"


def _silent(done: int, total: int, what: str) -> None:
    pass


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; nothing is loaded yet."""
    if settings.embedder == "local":
        return LocalEmbedder()
    return ApiEmbedder(settings.embedder, timeout=settings.timeout or 60, deadline=settings.deadline or 180)


class FactChecker:
    """Checks claims and answers questions against one library.

    Use it as a context manager: it holds the library, the cache and, once needed, a model.

    Example:
        >>> with FactChecker(Settings(library="lib")) as checker:
        ...     finding = checker.check("The council approved the budget on May 3.")
    """

    def __init__(self, settings: Settings, *, model: ChatModel | None = None, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.embedder = embedder or open_embedder(settings)
        self._cache = CallCache(cache_dir() / "llm-calls.sqlite")
        self._runner: asyncio.Runner | None = None
        self._model = model
        self._library: Library | None = None

    def __enter__(self) -> FactChecker:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Gives back model, library and cache. Safe to call twice."""
        if self._runner is not None:
            if self._model is not None:
                self._runner.run(self._model.aclose())
            self._runner.close()
            self._runner = None
        if self._library is not None:
            self._library.close()
            self._library = None
        if isinstance(self.embedder, ApiEmbedder):
            self.embedder.close()
        self._cache.close()

    @property
    def model(self) -> ChatModel:
        """The model, resolved at first use; it is not started before its first call that no cache answers.

        Raises:
            ModelUnavailable: None is set and none can be found.
        """
        if self._model is None:
            self._model = open_model(
                self.settings.model,
                cache=self._cache,
                timeout=self.settings.timeout,
                deadline=self.settings.deadline,
                concurrency=self.settings.concurrency,
            )
        return self._model

    def library(self, *, create: bool = False) -> Library:
        """The library, opened at first use.

        Raises:
            StoreError: It is missing, is none, or was made with another embedder.
        """
        if self._library is None:
            self._library = open_library(self.settings.library, library_format(self.embedder), create=create)
        return self._library

    def ingest(self, paths: Sequence[str], *, progress: Progress = _silent) -> IngestSummary:
        """Reads files and folders into the library, which is made where there is none.

        Raises:
            InputError: A path does not exist; files that cannot be read are in the summary instead.
        """
        return ingest(paths, lambda: self.library(create=True), self.embedder, progress=progress)

    def check(self, claim: str, *, all_sources: bool = False, progress: Progress = _silent) -> Finding:
        """Checks one claim: which sources support it, which contradict it, in which words.

        Raises:
            UsageError: The claim is empty or too long.
            StoreError: There is no library, or it is empty.
            ModelUnavailable: There is no model.
        """
        return self._run(self.acheck(claim, all_sources=all_sources, progress=progress))

    def ask(self, question: str, *, progress: Progress = _silent) -> Answer:
        """Answers a question from the library, every sentence with its sources.

        Raises:
            UsageError, StoreError, ModelUnavailable: As for `check`.
        """
        return self._run(self.aask(question, progress=progress))

    async def acheck(self, claim: str, *, all_sources: bool = False, progress: Progress = _silent) -> Finding:
        """`check` for callers that have an event loop; one loop for a FactChecker's whole life."""
        wanted = Claim.make(_cleaned(claim, "claim"))
        library = self._filled_library()
        grader = self._grader()
        candidates = retrieve(library, self.embedder, wanted.text, as_of=self.settings.as_of)
        kept, screened = screen(wanted.text, candidates)
        if isinstance(grader, FullGrader):
            kept = passages_of(kept)
        graded = await self._grade_all(grader, wanted, kept, progress)
        articles = {c.article.id: c.article for c in candidates}
        results = [result for result, _ in graded]
        judgement = judge(results, articles, screened=screened, all_sources=all_sources)
        return Finding(
            claim=ClaimText(wanted.id, wanted.text),
            verdict=judgement.verdict,
            summary=judgement.summary,
            confirmed_by_two_origins=judgement.confirmed_by_two_origins,
            sources=judgement.sources,
            counts=judgement.counts,
            conflict=judgement.conflict,
            coverage=judgement.coverage,
            usage=_usage_report([usage for _, usage in graded]),
            provenance=self._provenance(library, grader),
        )

    async def aask(self, question: str, *, progress: Progress = _silent) -> Answer:
        """`ask` for callers that have an event loop."""
        wanted = _cleaned(question, "question")
        library = self._filled_library()
        candidates = retrieve(library, self.embedder, wanted, as_of=self.settings.as_of)
        findings = []
        for claim in question_claims(wanted, candidates):
            findings.append(await self.acheck(claim, progress=progress))
        return compose_answer(wanted, findings, candidates, provenance=self._provenance(library, self._grader()))

    def _run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(work)

    def _filled_library(self) -> Library:
        library = self.library()
        if not library.count():
            where = self.settings.library
            raise LibraryMissing(
                f"The library {where} holds no articles.", mend=f"twosource ingest FILE_OR_FOLDER --library {where}"
            )
        return library

    def _grader(self) -> BriefGrader | FullGrader:
        style = self.settings.grader
        if style == "brief" or (style == "auto" and self.model.small):
            return BriefGrader(self.model, load("grade.brief"), load_layer())
        return FullGrader(self.model, load("grade"))

    async def _grade_all(
        self, grader: BriefGrader | FullGrader, claim: Claim, candidates: Sequence[Candidate], progress: Progress
    ) -> list[tuple[Grade | Ungraded, Usage]]:
        """Grades in the order of the candidates, a bounded number at once."""
        slots = asyncio.Semaphore(self.model.concurrency)
        done = 0

        async def grade_one(candidate: Candidate) -> tuple[Grade | Ungraded, Usage]:
            nonlocal done
            async with slots:
                graded = await grader.grade(claim, candidate)
            done += 1
            progress(done, len(candidates), "grading")
            return graded

        tasks = [asyncio.ensure_future(grade_one(c)) for c in candidates]
        try:
            return list(await asyncio.gather(*tasks))
        except BaseException:
            # One environment fault ends the check; calls still under way would only cost money.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    def _provenance(self, library: Library, grader: BriefGrader | FullGrader) -> Provenance:
        return Provenance(
            model=self.model.identity,
            embedder=self.embedder.name,
            prompt_hashes={prompt.name: prompt.hash for prompt in grader.prompts},
            layer_hash=load_layer().hash if isinstance(grader, BriefGrader) else None,
            library_fingerprint=library.fingerprint(),
            as_of=self.settings.as_of,
            version=metadata.version("twosource"),
            notes=() if isinstance(grader, FullGrader) or grader.calibrated else (_NOT_CALIBRATED,),
        )


def _cleaned(text: str, what: str) -> str:
    """The text on one line.

    Raises:
        UsageError: Nothing is left of it, or it is longer than a claim can be.
    """
    line = one_line(text)
    if not any(c.isalnum() for c in line):
        raise UsageError(f"The {what} is empty.", mend=f'Give it as one argument in quotes: "{_EXAMPLES[what]}"')
    if len(line) > MAX_CLAIM_LENGTH:
        raise UsageError(
            f"The {what} has {len(line):,} characters; at most {MAX_CLAIM_LENGTH:,} are read.",
            mend="Give one statement at a time.",
        )
    return line


def _usage_report(usages: Sequence[Usage]) -> UsageReport:
    total = sum(usages, Usage(cost_usd=0.0))
    return UsageReport(total.calls, total.cached, total.tokens_in, total.tokens_out, total.cost_usd)
