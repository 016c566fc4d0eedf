"""FactChecker: the one place that puts the steps together. Command line, shell, batch and evals are faces on it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import metadata
from types import TracebackType
from typing import Any, TypeVar

from pipeline.answer import Side, compose_answer, sides_of
from pipeline.claims import Drawn, Estimate, Extractor, Located, draw, open_extractor
from pipeline.clusters import answering, clustered, diverse
from pipeline.conflicts import ConflictOptions, Conflicts, find_conflicts
from pipeline.early import first_wave, settled
from pipeline.errors import NotAsked, UsageError
from pipeline.findings import Answer, ClaimText, Finding, Grade, Provenance, Ungraded, UsageReport
from pipeline.grade import BriefGrader, FullGrader, brief_prompt, load_layer, passages_of
from pipeline.ingest import (
    IngestOptions,
    IngestSummary,
    Progress,
    compare_new,
    copy_groups,
    ingest,
    library_format,
    no_progress,
)
from pipeline.llm import ApiEmbedder, ChatModel, Usage, open_model
from pipeline.questions import read_question
from pipeline.retrieve import SENTENCES, Candidate, retrieve
from pipeline.screen import screen
from pipeline.settings import Settings
from pipeline.slots import missing_names, overlap
from pipeline.text import one_line
from pipeline.timeline import Timeline, build_timeline
from pipeline.verdict import judge
from prompts import load
from store import Article, Claim, Passage
from store.cache import CallCache, cache_dir
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder
from store.errors import LibraryMissing
from store.index import Within
from store.vectors import Library, open_library

MAX_CLAIM_LENGTH = 1000

_Result = TypeVar("_Result")
_EXAMPLES = {
    "claim": "The council approved the budget on May 3.",
    "question": "When was the budget approved?",
    "subject": "Hask tunnel",
}
MOST_CLUSTERS = 3
MOST_PASSAGES = 8
MOST_EVIDENCE = 12
# A time line looks at more of each article, and at more passages.
_LINE_SENTENCES = 10
_LINE_PASSAGES = 40
_UNDATED = (
    "articles without a date are left out where dates are limited: {undated} in this library "
    "(`twosource library set ID --published DATE` gives {them} one)"
)
_NOT_TRIED = (
    "{left} of {kept} passages were not tried: nothing in them could change the verdict. They may hold more sources; "
    "--no-early-stop tries them"
)
_NOT_CALIBRATED = "no calibration for this model and prompt: grades carry no confidence"


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; nothing is loaded yet."""
    if settings.embedder == "local":
        return LocalEmbedder()
    return ApiEmbedder(settings.embedder, timeout=settings.timeout or 60, deadline=settings.deadline or 180)


@dataclass(frozen=True, slots=True)
class GraderIdentity:
    """What grades: model, grader ("brief" or "full"), its prompts by name, and the hashes of its fitted layer and of
    its calibration if any."""

    model: str
    grader: str
    prompt_hashes: Mapping[str, str]
    layer_hash: str | None
    calibration_hash: str | None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of a question's sentences before its claims are graded.

    Attributes:
        readings: By article and span, a sentence as it can be read alone.
        more: Sentences whose claims answer the question: each claim is held against them too.
    """

    readings: Mapping[tuple[str, int, int], str]
    more: tuple[Candidate, ...]

    def added_to(self, retrieved: Sequence[Candidate]) -> list[Candidate]:
        """The candidates and what is missing among them, each as it can be read alone."""
        known = {(c.article.id, *c.span) for c in retrieved}
        kept = [*retrieved, *(c for c in self.more if (c.article.id, *c.span) not in known)]
        return [replace(c, reading=self.readings.get((c.article.id, *c.span))) for c in kept]


class FactChecker:
    """Checks claims and answers questions against one library.

    Use it as a context manager: it holds the library, the cache and, once needed, a model.

    Args:
        look_again: Seconds after which it looks whether another process has written to the library (5 ms); 0 looks at
            each question.

    Example:
        >>> with FactChecker(Settings(library="lib")) as checker:
        ...     finding = checker.check("The council approved the budget on May 3.")
    """

    def __init__(
        self,
        settings: Settings,
        *,
        model: ChatModel | None = None,
        embedder: Embedder | None = None,
        look_again: float = 0.0,
    ) -> None:
        self.settings = settings
        self.embedder = RememberingEmbedder(embedder or open_embedder(settings))
        self._cache = CallCache(cache_dir() / "llm-calls.sqlite")
        self._runner: asyncio.Runner | None = None
        self._model = model
        self._library: Library | None = None
        self._look_again, self._looked = look_again, -math.inf

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
        if isinstance(self.embedder.inner, ApiEmbedder):
            self.embedder.inner.close()
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

    def ingest(
        self, paths: Sequence[str], *, options: IngestOptions | None = None, progress: Progress = no_progress
    ) -> IngestSummary:
        """Reads files, folders and addresses into the library, which is made where there is none.

        Raises:
            InputError: A path does not exist; files that cannot be read are in the summary instead.
            UsageError: An address is given, and the options do not allow fetching.
            LibraryBusy: Another process is writing to the library.
        """

        def opened(create: bool) -> Library:
            return self.library(create=create)

        return ingest(paths, opened, self.embedder, options=options, progress=progress)

    def check(
        self, claim: str, *, as_of: str | None = None, all_sources: bool = False, progress: Progress = no_progress
    ) -> Finding:
        """Checks one claim: which sources support it, which contradict it, in which words.

        Args:
            as_of: ISO date; later articles are left out. None: as the settings say.

        Raises:
            UsageError: The claim is empty or too long.
            StoreError: There is no library, or it is empty.
            ModelUnavailable: There is no model.
        """
        return self.run(self.acheck(claim, as_of=as_of, all_sources=all_sources, progress=progress))

    def ask(self, question: str, *, as_of: str | None = None, progress: Progress = no_progress) -> Answer:
        """Answers a question from the library, every sentence with its sources.

        Raises:
            UsageError, StoreError, ModelUnavailable: As for `check`.
        """
        return self.run(self.aask(question, as_of=as_of, progress=progress))

    async def acheck(
        self, claim: str, *, as_of: str | None = None, all_sources: bool = False, progress: Progress = no_progress
    ) -> Finding:
        """`check` for callers that have an event loop; one loop for a FactChecker's whole life."""
        wanted = Claim.make(_cleaned(claim, "claim"))
        candidates = self.retrieve(wanted.text, as_of=as_of)
        return await self.afind(wanted, candidates, as_of=as_of, all_sources=all_sources, progress=progress)

    async def aask(self, question: str, *, as_of: str | None = None, progress: Progress = no_progress) -> Answer:
        """`ask` for callers that have an event loop."""
        asked = read_question(_cleaned(question, "question"))
        candidates = self._looked_up(asked.queries, as_of)
        # All claims are drawn before any is graded: the embedded model changes its adapter in between.
        drawn = await self._drawn_for(asked.queries, candidates, progress)
        articles = {c.article.id: c.article for c in candidates}
        located = drawn.located(articles)
        found_claims = answering(asked, located, self._similarities(asked.text, located))
        clusters = clustered(found_claims)
        clusters = diverse(clusters) if asked.stated is not None else clusters
        clusters = clusters[: MOST_CLUSTERS - (asked.stated is not None)]
        about = bool(clusters) or any(not missing_names(asked.text, c.text) for c in candidates)
        evidence = self._evidence(located, found_claims[:MOST_EVIDENCE])
        wanted = [asked.stated] if asked.stated is not None and about else []
        wanted += [cluster.lead.claim.text for cluster in clusters]
        found = await self._find_all(wanted, evidence, as_of, progress)
        stated = found.pop(0) if asked.stated is not None and about else None
        sides = []
        if stated is not None and asked.stated is not None:
            sides = sides_of(asked.stated, await self._sides(asked.stated, evidence, as_of), found_claims)
        return compose_answer(
            asked,
            stated,
            list(zip(clusters, found, strict=True)),
            candidates,
            sides=sides,
            usage=_total([drawn.usage], [f.usage for f in found] + ([stated.usage] if stated else [])),
            provenance=self._provenance(as_of, extractor=self._extractor),
        )

    async def _find_all(
        self, claims: Sequence[str], evidence: _Evidence, as_of: str | None, progress: Progress
    ) -> list[Finding]:
        """A finding for each claim, by all articles that say something about it."""
        counts: dict[int, tuple[int, int]] = {}

        async def one(number: int, text: str) -> Finding:
            def told(done: int, total: int, what: str) -> None:
                counts[number] = (done, total)
                progress(sum(d for d, _ in counts.values()), sum(t for _, t in counts.values()), what)

            kept = evidence.added_to(self.retrieve(text, as_of=as_of))
            return await self.afind(Claim.make(text), kept, as_of=as_of, progress=told)

        return list(await asyncio.gather(*(one(n, text) for n, text in enumerate(claims))))

    async def _sides(self, stated: str, evidence: _Evidence, as_of: str | None) -> list[Side]:
        """Every sentence that was graded as taking a side on the statement, with who says it.

        A finding has one entry an article and side; here an article may both accuse and confirm. The grades come from
        the cache of calls: they were just made.
        """
        kept = evidence.added_to(self.retrieve(stated, as_of=as_of))
        if self.settings.screen:
            kept, _ = screen(stated, kept)
        articles = {c.article.id: c.article for c in kept}
        claim = Claim.make(stated)
        found = []
        for graded, _ in await self.agrade(claim, kept):
            if (
                isinstance(graded, Grade)
                and graded.quotes
                and (graded.stance == "supports" or graded.voice == "denies")
            ):
                start, end = graded.quotes[0]
                side = Claim.make(stated, graded.article_id, start, end, voice=graded.voice, speaker=graded.speaker)
                found.append(Side(Located(side, articles[graded.article_id]), graded=True))
        return found

    def _evidence(self, located: Sequence[Located], answers: Sequence[Located]) -> _Evidence:
        """What the claims of a question add to the sentences that are retrieved for each of them."""
        readings = {(x.article.id, *x.span): x.claim.text for x in reversed(located)}
        more: dict[tuple[str, int, int], Candidate] = {}
        for x in answers:
            homes = self.library().passages_of(x.article.id)
            home = next((p for p in homes if p.start <= x.span[0] and x.span[1] <= p.end), None)
            if home is not None:
                more.setdefault((x.article.id, *x.span), Candidate.at(x.article, home, x.span, 1.0))
        return _Evidence(readings, tuple(more.values()))

    def _looked_up(self, queries: Sequence[str], as_of: str | None) -> list[Candidate]:
        """What is retrieved for several queries, each sentence once, those of the first query first."""
        found: dict[tuple[str, int, int], Candidate] = {}
        for query in queries:
            for candidate in self.retrieve(query, as_of=as_of):
                found.setdefault((candidate.article.id, *candidate.span), candidate)
        return list(found.values())

    async def _drawn_for(
        self, queries: Sequence[str], candidates: Sequence[Candidate], progress: Progress, *, most: int = MOST_PASSAGES
    ) -> Drawn:
        """The claims of the passages that are likeliest to answer."""
        worth = {
            (c.article.id, c.span): max(overlap(query, c.text) for query in queries) + c.similarity for c in candidates
        }
        ranked = sorted(candidates, key=lambda c: (-worth[c.article.id, c.span], c.article.id, c.span))
        parts: dict[str, tuple[Article, Passage]] = {}
        for candidate in ranked:
            start, end = candidate.span
            home = next(
                (p for p in self.library().passages_of(candidate.article.id) if p.start <= start and end <= p.end), None
            )
            if home is not None and len(parts) < most:
                parts.setdefault(home.id, (candidate.article, home))
        return await draw(
            self.library(),
            self.embedder,
            self._extractor,
            list(parts.values()),
            concurrency=self.model.concurrency,
            progress=progress,
            patience=0.0,  # it is in the cache of calls
        )

    def _similarities(self, question: str, located: Sequence[Located]) -> dict[str, float]:
        if not located:
            return {}
        known = self.library().claim_vectors([x.claim.id for x in located])
        missing = [x.claim for x in located if x.claim.id not in known]
        if missing:
            known |= dict(zip((c.id for c in missing), self.embedder.embed([c.text for c in missing]), strict=True))
        vector = self.embedder.embed([question])[0]
        return {claim_id: float(found @ vector) for claim_id, found in known.items()}

    def timeline(self, subject: str, *, as_of: str | None = None, progress: Progress = no_progress) -> Timeline:
        """The dated events of a subject, and what changed between articles.

        Raises:
            UsageError, StoreError, ModelUnavailable: As for `check`.
        """
        return self.run(self.atimeline(subject, as_of=as_of, progress=progress))

    async def atimeline(self, subject: str, *, as_of: str | None = None, progress: Progress = no_progress) -> Timeline:
        """`timeline` for callers that have an event loop."""
        wanted = _cleaned(subject, "subject")
        candidates = self.retrieve(wanted, as_of=as_of, sentences=_LINE_SENTENCES)
        drawn = await self._drawn_for((wanted,), candidates, progress, most=_LINE_PASSAGES)
        articles = {c.article.id: c.article for c in candidates}
        return build_timeline(wanted, drawn.located(articles), copies=copy_groups(self.library(), list(articles)))

    def conflicts(self, options: ConflictOptions | None = None, *, progress: Progress = no_progress) -> Conflicts:
        """The statements of the library that cannot both be true.

        Raises:
            UsageError: A cap is negative, or a cost is to be kept to and the model's price is not known.
            StoreError, ModelUnavailable: As for `check`.
        """
        return self.run(self.aconflicts(options, progress=progress))

    async def aconflicts(
        self, options: ConflictOptions | None = None, *, progress: Progress = no_progress
    ) -> Conflicts:
        """`conflicts` for callers that have an event loop."""
        as_of = options.as_of if options is not None else None
        located = await self.aclaims(as_of=as_of, progress=progress)
        provenance = self._provenance(as_of, extractor=self._extractor)
        return await find_conflicts(self, located, options, provenance=provenance, progress=progress)

    def claims(self, *, as_of: str | None = None, progress: Progress = no_progress) -> list[Located]:
        """All claims of the library, drawn where they are missing.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        return self.run(self.aclaims(as_of=as_of, progress=progress))

    async def aclaims(self, *, as_of: str | None = None, progress: Progress = no_progress) -> list[Located]:
        """`claims` for callers that have an event loop."""
        drawn, articles = await self._drawn_from_all(as_of, progress)
        return drawn.located(articles)

    def extract(self, *, progress: Progress = no_progress) -> Drawn:
        """Draws the claims of the whole library that are missing; says which passages failed.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        drawn, _ = self.run(self._drawn_from_all(None, progress))
        return drawn

    async def _drawn_from_all(self, as_of: str | None, progress: Progress) -> tuple[Drawn, dict[str, Article]]:
        library = self._filled_library()
        kept = {one.article.id: one.article for one in library.kept()}
        allowed = library.index.allowed(list(kept), self._within(as_of))
        articles = {i: article for i, article in kept.items() if i in allowed}
        parts = [(article, part) for i, article in articles.items() for part in library.passages_of(i)]
        drawn = await draw(
            library, self.embedder, self._extractor, parts, concurrency=self.model.concurrency, progress=progress
        )
        return drawn, articles

    def extraction_estimate(self) -> Estimate:
        """What drawing the claims that are missing would take, before anything is asked.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        library = self._filled_library()
        every = [part.id for kept in library.kept() for part in library.passages_of(kept.article.id)]
        missing = len(every) - len(library.extractions(every, self._extractor.key))
        return self._extractor.estimate(missing)

    @property
    def extractor(self) -> Extractor:
        """What draws claims here.

        Raises:
            ModelUnavailable: There is no model.
        """
        return self._extractor

    def retrieve(self, text: str, *, as_of: str | None = None, sentences: int = SENTENCES) -> list[Candidate]:
        """The first step alone: the sentences of the library that a claim or question is held against.

        Args:
            sentences: At most so many of an article.

        Raises:
            StoreError: There is no library, or it is empty.
        """
        library = self._filled_library()
        if library.index.uncompared(1):  # an ingest was killed, or another machine has written to the server
            compare_new(library)
        return retrieve(library, self.embedder, text, sentences=sentences, within=self._within(as_of))

    def _within(self, as_of: str | None) -> Within:
        publisher, language = self.settings.publisher, self.settings.language
        return Within(
            since=self.settings.since,
            until=as_of or self.settings.as_of,
            publishers=(publisher,) if publisher else (),
            languages=(language,) if language else (),
        )

    def screened(self, claim: str, candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
        """The candidates worth a call, as the settings have it, and how many were left out."""
        return screen(claim, candidates) if self.settings.screen else (list(candidates), 0)

    async def agrade(
        self, claim: Claim, candidates: Sequence[Candidate], *, repeat: int = 0, progress: Progress = no_progress
    ) -> list[tuple[Grade | Ungraded, Usage]]:
        """The second step alone: what each candidate does to the claim, in the order given.

        A grader that reads passages is given each passage once.

        Args:
            repeat: Another number than 0 asks the model again what it was already asked.
        """
        grader = self._grader
        kept = passages_of(candidates) if isinstance(grader, FullGrader) else candidates
        return await self._grade_all(grader, claim, kept, repeat, progress)

    async def afind(
        self,
        claim: Claim,
        candidates: Sequence[Candidate],
        *,
        as_of: str | None = None,
        repeat: int = 0,
        all_sources: bool = False,
        early_stop: bool = False,
        screened: int | None = None,
        progress: Progress = no_progress,
    ) -> Finding:
        """All steps after retrieval: what these candidates come to.

        Args:
            early_stop: Leave out passages that cannot change the verdict any more; the finding says how many.
            screened: How many candidates `screened` left out of these, where that was done already.
        """
        kept = list(candidates)
        if screened is None:
            kept, screened = self.screened(claim.text, candidates)
        if not isinstance(self._grader, BriefGrader):
            kept = passages_of(kept)
        wave = first_wave(len(kept)) if early_stop else len(kept)
        graded = await self.agrade(claim, kept[:wave], repeat=repeat, progress=progress)
        left = len(kept) - wave
        if left and settled([result for result, _ in graded], len(kept)) is None:
            graded, left = graded + await self.agrade(claim, kept[wave:], repeat=repeat, progress=progress), 0
        articles = {c.article.id: c.article for c in candidates}
        judgement = judge(
            [result for result, _ in graded],
            articles,
            screened=screened,
            all_sources=all_sources,
            copies=copy_groups(self.library(), list(articles)),
        )
        return Finding(
            claim=ClaimText(claim.id, claim.text),
            verdict=judgement.verdict,
            summary=judgement.summary,
            confirmed_by_two_origins=judgement.confirmed_by_two_origins,
            sources=judgement.sources,
            counts=judgement.counts,
            conflict=judgement.conflict,
            coverage=judgement.coverage,
            usage=_usage_report([usage for _, usage in graded]),
            provenance=self._provenance(as_of, notes=[_NOT_TRIED.format(left=left, kept=len(kept))] if left else []),
        )

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Runs a coroutine on the one loop that this FactChecker's connections live on."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(work)

    def _filled_library(self) -> Library:
        library = self.library()
        if time.monotonic() - self._looked < self._look_again:
            return library
        library.refresh()
        self._looked = time.monotonic()
        if not library.count():
            where = self.settings.library
            raise LibraryMissing(
                f"The library {where} holds no articles.", mend=f"twosource ingest FILE_OR_FOLDER --library {where}"
            )
        return library

    def grader_identity(self) -> GraderIdentity:
        """What grades here, without asking it anything.

        Raises:
            ModelUnavailable: There is no model.
        """
        grader = self._grader
        calibration = grader.calibration if isinstance(grader, BriefGrader) else None
        return GraderIdentity(
            model=self.model.identity if isinstance(grader, BriefGrader) else self.model.base_identity,
            grader="brief" if isinstance(grader, BriefGrader) else "full",
            prompt_hashes={prompt.name: prompt.hash for prompt in grader.prompts},
            layer_hash=load_layer().hash if isinstance(grader, BriefGrader) else None,
            calibration_hash=calibration.hash if calibration else None,
        )

    @cached_property
    def _grader(self) -> BriefGrader | FullGrader:
        style = self.settings.grader
        if style == "brief" or (style == "auto" and self.model.small):
            return BriefGrader(self.model, load(brief_prompt(self.model)), load_layer())
        return FullGrader(self.model, load("grade"))

    @cached_property
    def _extractor(self) -> Extractor:
        return open_extractor(self.model, brief=isinstance(self._grader, BriefGrader))

    async def _grade_all(
        self,
        grader: BriefGrader | FullGrader,
        claim: Claim,
        candidates: Sequence[Candidate],
        repeat: int,
        progress: Progress,
    ) -> list[tuple[Grade | Ungraded, Usage]]:
        """Grades in the order of the candidates, a bounded number at once."""
        slots = asyncio.Semaphore(self.model.concurrency)
        done = 0

        async def grade_one(candidate: Candidate) -> tuple[Grade | Ungraded, Usage]:
            nonlocal done
            async with slots:
                graded = await grader.grade(claim, candidate, repeat=repeat)
            done += 1
            progress(done, len(candidates), "grading")
            return graded

        tasks = [asyncio.ensure_future(grade_one(c)) for c in candidates]
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

    def _provenance(
        self, as_of: str | None, extractor: Extractor | None = None, notes: Sequence[str] = ()
    ) -> Provenance:
        graded_by = self.grader_identity()
        prompts = dict(graded_by.prompt_hashes) | {p.name: p.hash for p in (extractor.prompts if extractor else ())}
        notes = [*notes] if graded_by.grader == "full" or self._grader.calibrated else [*notes, _NOT_CALIBRATED]
        until, undated = as_of or self.settings.as_of, self.library().index.undated_count()
        if undated and (until or self.settings.since):
            notes.append(_UNDATED.format(undated=undated, them="it" if undated == 1 else "them"))
        return Provenance(
            model=graded_by.model,
            embedder=self.embedder.name,
            prompt_hashes=prompts,
            layer_hash=graded_by.layer_hash,
            calibration_hash=graded_by.calibration_hash,
            library_fingerprint=self.library().fingerprint(),
            as_of=until,
            version=metadata.version("twosource"),
            notes=tuple(notes),
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


def _total(usages: Sequence[Usage], reports: Sequence[UsageReport]) -> UsageReport:
    parts = [_usage_report(usages), *reports]
    costs = [u.cost_usd for u in parts]
    return UsageReport(
        calls=sum(u.calls for u in parts),
        cached=sum(u.cached for u in parts),
        tokens_in=sum(u.tokens_in for u in parts),
        tokens_out=sum(u.tokens_out for u in parts),
        cost_usd=None if any(c is None for c in costs) else sum(c for c in costs if c is not None),
    )


def _usage_report(usages: Sequence[Usage]) -> UsageReport:
    total = sum(usages, Usage(cost_usd=0.0))
    return UsageReport(total.calls, total.cached, total.tokens_in, total.tokens_out, total.cost_usd)
