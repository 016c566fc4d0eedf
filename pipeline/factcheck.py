"""FactChecker: the one place that puts the steps together. Command line, shell, batch and evals are faces on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import metadata
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.asking import MOST_PASSAGES, prepared
from pipeline.claims import Drawn, Estimate, Extractor, Located
from pipeline.conflicts import ConflictOptions, Conflicts, find_conflicts, refuse_caps
from pipeline.drawing import Drawing
from pipeline.early import first_wave, settled
from pipeline.errors import UsageError
from pipeline.findings import Answer, Finding, Grade, Provenance, Ungraded
from pipeline.grade.graders import GraderIdentity, Graders
from pipeline.history import (
    Change,
    ClaimHistory,
    ClaimLine,
    EvidenceHash,
    Keeper,
    LastVerdict,
    WatchReport,
    hash_evidence,
    is_id,
    watch_claims,
)
from pipeline.ingest import IngestOptions, IngestSummary, Progress, copy_groups, ingest, no_progress
from pipeline.llm import ApiEmbedder, ChatModel, Usage, open_model
from pipeline.lookup import Lookup
from pipeline.questions import read_question
from pipeline.retrieve import SENTENCES, Candidate
from pipeline.settings import Settings, changed
from pipeline.text import one_line
from pipeline.timeline import Timeline, build_timeline
from pipeline.traces import Spanned, Traces
from pipeline.weighing import Evidence, GradeBook, Graded, Key, Material, answer_from, weigh
from store import Article, Claim
from store.cache import CACHE_NAME, CallCache, Calls, cache_dir
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder
from store.errors import HistoryFault
from store.history import PersonVerdict, Snapshot
from store.index import Within
from store.vectors import Library

if TYPE_CHECKING:
    from pipeline.programs.aside import Aside
    from pipeline.programs.chains import ClaimRunnable, ClaimTool, PassageRetriever

MAX_CLAIM_LENGTH = 1000

_Result = TypeVar("_Result")
Told = Callable[[Claim, Candidate, Grade | Ungraded], None]
"""Called as soon as a candidate is graded."""
_EXAMPLES = {
    "claim": "The council approved the budget on May 3.",
    "question": "When was the budget approved?",
    "subject": "Hask tunnel",
}
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


def tell_nobody(claim: Claim, candidate: Candidate, graded: Grade | Ungraded) -> None:
    """Follows no grade."""


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; nothing is loaded yet."""
    if settings.embedder == "local":
        return LocalEmbedder()
    return ApiEmbedder(settings.embedder, timeout=settings.timeout or 60, deadline=settings.deadline or 180)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was looked up for one claim.

    Attributes:
        hash: Of the evidence, for the history.
        held: What the library held before anything was retrieved.
    """

    evidence: Evidence
    hash: str
    held: Snapshot


class FactChecker:
    """Checks claims and answers questions against one library.

    Use it as a context manager: it holds the library, the cache and, once needed, a model.

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
        cache: Calls | None = None,
        apart: bool = False,
        look_again: float = 0.0,
    ) -> None:
        """Opens nothing yet.

        Args:
            cache: Where replies are kept; None: in this machine's cache.
            apart: Run the embedded model in a process of its own, for a face that must answer while it loads.
            look_again: Seconds after which it looks whether another process has written to the library (5 ms); 0 looks
                at each question.
        """
        self.settings = settings
        self._apart = apart
        self._given = (model, embedder, cache)
        self.embedder = RememberingEmbedder(embedder or open_embedder(settings))
        self._cache: Calls = cache or CallCache(cache_dir() / CACHE_NAME)
        self._runner: asyncio.Runner | None = None
        self.keeper = Keeper(settings)
        self._traces = Traces(settings)
        self._graders = Graders(settings, model=model, cache=self._cache, apart=apart, traces=self._traces)
        self._lookup = Lookup(settings, self.embedder, self._traces, look_again)
        self._drawing = Drawing(self._lookup, self._graders, self.embedder, self._traces)
        self._look_again = look_again

    def __enter__(self) -> FactChecker:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    async def __aenter__(self) -> FactChecker:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """`close` for callers of `acheck` and `aask`, in their event loop."""
        if (aside := self.__dict__.pop("aside", None)) is not None:
            await asyncio.to_thread(aside.close)  # waits for what is under way there
        await self._graders.aclose()
        self.close()

    def close(self) -> None:
        """Gives back model, library and cache. Safe to call twice."""
        if (aside := self.__dict__.pop("aside", None)) is not None:
            aside.close()
        if self._runner is not None:
            self._runner.run(self._graders.aclose())
            self._runner.close()
            self._runner = None
        self._lookup.close()
        if isinstance(self.embedder.inner, ApiEmbedder):
            self.embedder.inner.close()
        self._cache.close()
        self.keeper.close()
        self._traces.close()

    def twin(self) -> FactChecker:
        """The same once more, for another thread: connections belong to the thread that opened them.

        It has the settings in force now, with their limits, and the model, embedder and cache that were handed in.
        """
        model, embedder, cache = self._given
        inner = self.embedder.inner
        return FactChecker(
            self.settings,
            model=model if self._graders.asks(model) else None,
            # The embedded one is the same for all threads; a connection is not.
            embedder=embedder or (None if isinstance(inner, ApiEmbedder) else inner),
            cache=cache,
            apart=self._apart,
            look_again=self._look_again,
        )

    @cached_property
    def aside(self) -> Aside:
        """A twin in a thread of its own, for callers in any thread and any event loop; closed with this one."""
        from pipeline.programs.aside import Aside

        return Aside(self.twin)

    def as_retriever(self, *, most: int = MOST_PASSAGES, as_of: str | None = None) -> PassageRetriever:
        """A retriever for LangChain: passages as documents that say where they stand. No model is asked.

        Args:
            most: Documents for a query, at most.
            as_of: ISO date; later articles are left out. None: as the settings say.
        """
        from pipeline.programs.chains import PassageRetriever

        return PassageRetriever(aside=self.aside, most=most, as_of=as_of)

    def as_tool(self, *, name: str = "check_claim", as_of: str | None = None) -> ClaimTool:
        """A tool for LangChain's agents: checks a claim, says what it found, and hands over the `Finding` as artifact.

        Args:
            name: What the agent's model calls it.
            as_of: ISO date; later articles are left out. None: as the settings say.
        """
        from pipeline.programs.chains import ClaimTool

        return ClaimTool(aside=self.aside, name=name, as_of=as_of)

    def as_runnable(self, *, as_of: str | None = None) -> ClaimRunnable:
        """A runnable for LangChain's chains: a claim in, its `Finding` out."""
        from pipeline.programs.chains import claim_runnable

        return claim_runnable(self.aside, as_of=as_of)

    def limit(self, *, as_of: str | None = None, publisher: str | None = None, language: str | None = None) -> None:
        """From now on only these articles count; None lifts a limit.

        Raises:
            SettingsError: A date is no ISO date, or a language no code.
        """
        self.settings = self.keeper.settings = changed(
            self.settings, as_of=as_of, publisher=publisher, language=language
        )

    @property
    def spent(self) -> Usage:
        """What all asks have cost so far, whoever was asked."""
        return self._graders.spent

    async def ause_model(self, name: str) -> ChatModel:
        """From now on another model is asked. The old one stays if the new one cannot be had.

        Raises:
            ModelUnavailable: It is not installed, or has no key.
            SettingsError: The name has no provider.
        """
        wanted = changed(self.settings, model=name)
        if name != "local":  # of which the files have been looked at
            # A client is made and given back: a provider that is not there shows now, and not at the next question.
            probe = open_model(name, cache=None)
            try:
                await probe.start()
            finally:
                await probe.aclose()
        model = await self._graders.ause(wanted)
        self.settings = self.keeper.settings = wanted
        return model

    async def awarm_up(self) -> None:
        """Loads what the first question would wait for: library, embedder, model.

        Raises:
            StoreError, ModelUnavailable: One of them cannot be had; what comes after it was not loaded.
        """
        self.embedder.embed(["ready"])
        self.library().refresh()
        await self.model.start()

    @property
    def model(self) -> ChatModel:
        """The model, resolved at first use; it is not started before its first call that no cache answers.

        Raises:
            ModelUnavailable: None is set and none can be found.
        """
        return self._graders.model

    def library(self, *, create: bool = False) -> Library:
        """The library, opened at first use.

        Raises:
            StoreError: It is missing, is none, or was made with another embedder.
        """
        return self._lookup.library(create=create)

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
            return self._lookup.present(create=create)

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
        with self._traces.stage("check", (wanted.id, wanted.text)):
            found = self.look_up(wanted, as_of=as_of)
            finding = await self.afind_from(found.evidence, all_sources=all_sources, progress=progress)
            return self.keep(finding, found)

    def look_up(self, claim: Claim, *, as_of: str | None = None) -> LookedUp:
        """The first half of a check: all that is held against a claim. No model is asked.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        held = self.keeper.look(self.library())
        candidates = self.retrieve(claim.text, as_of=as_of)
        evidence = self.evidence(claim, candidates, as_of=as_of)
        screened = {(c.article.id, c.span) for c in evidence.screened}
        kept = [c for c in candidates if (c.article.id, c.span) not in screened]
        return LookedUp(evidence, hash_evidence(kept, evidence.copies, held).hash, held)

    def prepare(self, claims: Sequence[Claim]) -> None:
        """For several claims at once, the parts of `look_up` that take less so.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
            ModelCallError: An embedder that is asked over a network failed.
        """
        self._lookup.prepare([claim.text for claim in claims])

    def evidence_hash(self, claim: Claim, held: Snapshot, *, as_of: str | None = None) -> EvidenceHash:
        """What `look_up` would hold against a claim, as a hash. Not even the name of a model is needed.

        Args:
            held: What the library holds.

        Raises:
            StoreError: As for `check`.
        """
        kept = self._screened(claim, self.retrieve(claim.text, as_of=as_of))
        return hash_evidence(kept, copy_groups(self.library(), sorted({c.article.id for c in kept})), held)

    def keep(self, finding: Finding, found: LookedUp) -> Finding:
        """The finding, kept in the history as the settings say, with what a person has decided about its claim."""
        whole = finding.coverage.attempted == len(found.evidence.tried)
        return self.keeper.keep(finding, found.hash, found.held, self.library(), whole=whole)

    def checking(self, claim: Claim) -> Spanned:
        """A span of work on a claim, for faces that do the two halves of a check apart."""
        return self._traces.stage("check", (claim.id, claim.text))

    @property
    def models(self) -> tuple[ChatModel, ...]:
        """Whoever is asked: the model, and the second one where the settings name one."""
        return self._graders.models

    def history(self, claim: str) -> ClaimHistory:
        """All that is kept of a claim: its findings over time, what changed and why, and what people decided.

        Args:
            claim: Its text, or the id of it or of one of its findings.

        Raises:
            UsageError: The claim is empty or too long, or nothing that is kept has that id.
            StoreError: There is no library, or its history is damaged.
        """
        return self.keeper.history(self._claim_or_id(claim))

    def last_change(self, finding: Finding) -> Change | None:
        """What the last change of a claim's finding was, and why, where it still stands: the last two that differ,
        under the limits of this finding. It is given again for as long as the finding comes out the same.

        None where there was no other finding before it, or where findings are not kept.
        """
        if not self.settings.history:
            return None
        try:
            return self.keeper.last_change(finding.claim.id, finding.provenance.as_of)
        except HistoryFault:
            return None  # the finding's notes say so

    def histories(self) -> list[LastVerdict]:
        """How every claim stands of which anything is kept, those that were checked last first.

        Raises:
            StoreError: As for `history`.
        """
        return self.keeper.last_verdicts()

    def judge(
        self, claim: str, *, verdict: str, note: str = "", by: str = "", shown: Finding | None = None
    ) -> PersonVerdict:
        """Keeps what a person decided about a claim, beside our finding.

        Args:
            claim: Its text, or the id of it or of the finding that is decided on.
            verdict: `supported`, `refuted`, `conflicting` or `not_enough_evidence`.
            shown: The finding that the person looked at, where it is none that was kept; else the claim's last one.

        Raises:
            UsageError: As for `history`, or the verdict is none of these.
            StoreError: As for `history`.
        """
        return self.keeper.judge(self._claim_or_id(claim), verdict=verdict, note=note, by=by, shown=shown)

    def with_person(self, finding: Finding) -> Finding:
        """A finding that is not kept, with what a person has decided about its claim."""
        return self.keeper.with_person(finding)

    def person_verdict(self, claim: str) -> PersonVerdict | None:
        """What a person decided last about a claim, by its text or id; None where nobody did.

        Raises:
            UsageError, StoreError: As for `history`.
        """
        wanted, _ = self.keeper.named(self._claim_or_id(claim))
        return self.keeper.person_verdict(wanted.id)

    def watch(
        self, claims: Sequence[ClaimLine], *, as_of: str | None = None, progress: Progress = no_progress
    ) -> WatchReport:
        """Checks those claims again that articles touch which are new since their last finding; no call for others.

        Raises:
            UsageError: The history is switched off.
            StoreError, ModelUnavailable: As for `check`; what was checked until then is kept.
        """
        until = as_of or self.settings.as_of
        return self.run(watch_claims(self, self.keeper, claims, as_of=until, progress=progress))

    def _claim_or_id(self, claim: str) -> str:
        return claim if is_id(claim) else _cleaned(claim, "claim")

    async def aask(self, question: str, *, as_of: str | None = None, progress: Progress = no_progress) -> Answer:
        """`ask` for callers that have an event loop."""
        with self._traces.stage("ask"):
            material, book = await self.aprepare(question, as_of=as_of, progress=progress), GradeBook()
            await self.agrade_missing(material.parts, book, progress=progress)
            return answer_from(material, book)

    async def aprepare(self, question: str, *, as_of: str | None = None, progress: Progress = no_progress) -> Material:
        """What an answer is made of, before anything is graded; `agrade_missing` and `answer_from` come after it.

        Raises:
            UsageError, StoreError, ModelUnavailable: As for `check`.
        """
        asked = read_question(_cleaned(question, "question"))

        def retrieved(text: str, sentences: int) -> list[Candidate]:
            return self.retrieve(text, as_of=as_of, sentences=sentences)

        def evidence(claim: Claim, candidates: Sequence[Candidate]) -> Evidence:
            return self.evidence(claim, candidates, as_of=as_of)

        def provenance() -> Provenance:
            return self._provenance(as_of, extractor=self.extractor)

        return await prepared(asked, self._drawing, retrieved, evidence, provenance, progress)

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
        drawn = await self._drawing.likeliest((wanted,), candidates, progress, most=_LINE_PASSAGES)
        articles = {c.article.id: c.article for c in candidates}
        line = build_timeline(wanted, drawn.located(articles), copies=copy_groups(self.library(), list(articles)))
        return replace(line, unread=len(drawn.failed))

    def conflicts(self, options: ConflictOptions | None = None, *, progress: Progress = no_progress) -> Conflicts:
        """The statements of the library that cannot both be true.

        Raises:
            UsageError: A cap is negative, or a cost is to be kept to and a model's price is not known.
            StoreError, ModelUnavailable: As for `check`.
        """
        return self.run(self.aconflicts(options, progress=progress))

    async def aconflicts(
        self, options: ConflictOptions | None = None, *, progress: Progress = no_progress
    ) -> Conflicts:
        """`conflicts` for callers that have an event loop."""
        wanted = options or ConflictOptions()
        refuse_caps(wanted, self.models)
        drawn, articles = await self._drawing.everything(self._within(wanted.as_of), progress)
        return await find_conflicts(
            self,
            drawn.located(articles),
            wanted,
            provenance=self._provenance(wanted.as_of, extractor=self.extractor),
            drawn=drawn.usage,
            unread=len(drawn.failed),
            progress=progress,
        )

    def claims(self, *, as_of: str | None = None, progress: Progress = no_progress) -> list[Located]:
        """All claims of the library, drawn where they are missing.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        return self.run(self.aclaims(as_of=as_of, progress=progress))

    async def aclaims(self, *, as_of: str | None = None, progress: Progress = no_progress) -> list[Located]:
        """`claims` for callers that have an event loop."""
        drawn, articles = await self._drawing.everything(self._within(as_of), progress)
        return drawn.located(articles)

    def extract(self, *, progress: Progress = no_progress) -> Drawn:
        """Draws the claims of the whole library that are missing; says which passages failed.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        drawn, _ = self.run(self._drawing.everything(self._within(None), progress))
        return drawn

    def extraction_estimate(self) -> Estimate:
        """What drawing the claims that are missing would take, before anything is asked.

        Raises:
            StoreError, ModelUnavailable: As for `check`.
        """
        return self._drawing.estimate()

    @property
    def extractor(self) -> Extractor:
        """What draws claims here.

        Raises:
            ModelUnavailable: There is no model.
        """
        return self._graders.extractor

    def retrieve(self, text: str, *, as_of: str | None = None, sentences: int = SENTENCES) -> list[Candidate]:
        """The first step alone: the sentences of the library that a claim or question is held against.

        Args:
            sentences: At most so many of an article.

        Raises:
            StoreError: There is no library, or it is empty.
        """
        return self._lookup.sentences(text, self._within(as_of), most=sentences)

    def passages(self, query: str, *, most: int = MOST_PASSAGES, as_of: str | None = None) -> list[Candidate]:
        """The passages nearest to a claim or question, each once, by its best sentence; no model is asked.

        Of every article the best comes first, then the second best of each: one long article does not crowd out others.

        Raises:
            UsageError, StoreError: As for `check`.
        """
        return self._lookup.passages(_cleaned(query, "question"), self._within(as_of), most=most)

    def article(self, article_id: str) -> Article:
        """An article by its id.

        Raises:
            UsageError: None of the library has that id.
            StoreError: There is no library, or it is empty.
        """
        return self._lookup.article(article_id)

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of path and id; they are read as they are asked for.

        Raises:
            StoreError: There is no library, or it is empty.
        """
        return self._lookup.articles()

    def _within(self, as_of: str | None) -> Within:
        publisher, language = self.settings.publisher, self.settings.language
        return Within(
            since=self.settings.since,
            until=as_of or self.settings.as_of,
            publishers=(publisher,) if publisher else (),
            languages=(language,) if language else (),
        )

    async def agrade(
        self,
        claim: Claim,
        candidates: Sequence[Candidate],
        *,
        repeat: int = 0,
        leanings: bool = False,
        progress: Progress = no_progress,
    ) -> list[tuple[Grade | Ungraded, Usage]]:
        """The second step alone: what each candidate does to the claim, in the order given.

        A grader that reads passages is given each passage once.

        Args:
            repeat: Another number than 0 asks the model again what it was already asked.
            leanings: The second model reads what is contested too: for whoever counts that.
        """
        wanted = {number: (claim, c) for number, c in enumerate(self._graders.units(candidates))}
        return await self._graders.grade_all(wanted, repeat=repeat, progress=progress, leanings=leanings)

    async def afind(
        self,
        claim: Claim,
        candidates: Sequence[Candidate],
        *,
        as_of: str | None = None,
        repeat: int = 0,
        all_sources: bool = False,
        progress: Progress = no_progress,
    ) -> Finding:
        """All steps after retrieval: what these candidates come to."""
        evidence = self.evidence(claim, candidates, as_of=as_of)
        return await self.afind_from(evidence, repeat=repeat, all_sources=all_sources, progress=progress)

    async def afind_from(
        self,
        evidence: Evidence,
        *,
        repeat: int = 0,
        all_sources: bool = False,
        early_stop: bool = False,
        progress: Progress = no_progress,
    ) -> Finding:
        """What the evidence comes to, once it is graded. Asks nothing of the library, so the evidence may have been
        gathered by another checker, in another thread.

        Args:
            early_stop: Leave out passages that cannot change the verdict any more; the finding says how many.
        """
        book, every = GradeBook(), len(evidence.tried)
        wave = first_wave(every) if early_stop else every
        looked_at = replace(evidence, tried=evidence.tried[:wave])
        await self.agrade_missing([looked_at], book, repeat=repeat, progress=progress)
        if wave < every:
            found = [book.get(looked_at.key(c)) for c in looked_at.tried]
            if settled([graded[0] for graded in found if graded is not None], every) is None:
                looked_at = evidence
                await self.agrade_missing([looked_at], book, repeat=repeat, progress=progress)
            else:
                notes = (*evidence.provenance.notes, _NOT_TRIED.format(left=every - wave, kept=every))
                looked_at = replace(looked_at, provenance=replace(evidence.provenance, notes=notes))
        with self._traces.stage("verdict", (evidence.claim.id, evidence.claim.text)) as span:
            finding = weigh(looked_at, book, all_sources=all_sources)
            span.set({"twosource.verdict": finding.verdict})
        return finding

    def evidence_for(self, claim: str, *, as_of: str | None = None) -> Evidence:
        """What a finding on a claim is made of, before anything is graded; no model is asked.

        Raises:
            UsageError, StoreError, ModelUnavailable: As for `check`.
        """
        wanted = Claim.make(_cleaned(claim, "claim"))
        return self.evidence(wanted, self.retrieve(wanted.text, as_of=as_of), as_of=as_of)

    def evidence(self, claim: Claim, candidates: Sequence[Candidate], *, as_of: str | None = None) -> Evidence:
        """The candidates as evidence: what is worth a call, what is not, and who will grade it."""
        kept = self._screened(claim, candidates)
        chosen = {(c.article.id, c.span) for c in kept}
        return Evidence(
            claim=claim,
            tried=tuple(self._graders.units(kept)),
            screened=tuple(c for c in candidates if (c.article.id, c.span) not in chosen),
            copies=copy_groups(self.library(), list({c.article.id for c in candidates})),
            provenance=self._provenance(as_of),
        )

    def _screened(self, claim: Claim, candidates: Sequence[Candidate]) -> list[Candidate]:
        """What is worth a call."""
        if not self.settings.screen:
            return list(candidates)
        with self._traces.stage("screen", (claim.id, claim.text)) as span:
            kept, screened = self._graders.worth_a_call(claim.text, candidates)
            span.set({"twosource.kept": len(kept), "twosource.screened": screened})
        return kept

    async def agrade_missing(
        self,
        parts: Sequence[Evidence],
        book: GradeBook,
        *,
        without: Collection[str] = (),
        repeat: int = 0,
        progress: Progress = no_progress,
        told: Told = tell_nobody,
    ) -> frozenset[Key]:
        """Grades what the book does not have yet, or what failed. The book has each grade as soon as it comes, so that
        whoever stops this keeps what came.

        Args:
            without: Ids of articles that are left out.
            told: Called with claim, candidate and grade as soon as a candidate is graded.

        Returns:
            The keys of what was graded now.
        """
        wanted = {part.key(c): (part.claim, c) for part in parts for c in book.missing(part, without)}

        def kept(key: Key, graded: Graded) -> None:
            book.put(key, graded)
            told(*wanted[key], graded[0])

        await self._graders.grade_all(wanted, repeat=repeat, progress=progress, kept=kept)
        return frozenset(wanted)

    def cited(self, findings: Sequence[Finding]) -> dict[str, Article]:
        """The articles that these findings name, by id, as far as the library still has them.

        Raises:
            StoreError: There is no library.
        """
        return self._lookup.cited(findings)

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Runs a coroutine on the one loop that this FactChecker's connections live on."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(work)

    def grader_identity(self) -> GraderIdentity:
        """What grades here, without asking it anything.

        Raises:
            ModelUnavailable: There is no model.
        """
        return self._graders.identity

    def _provenance(self, as_of: str | None, extractor: Extractor | None = None) -> Provenance:
        graded_by = self.grader_identity()
        prompts = dict(graded_by.prompt_hashes) | {p.name: p.hash for p in (extractor.prompts if extractor else ())}
        notes = self._graders.notes
        limits = (("of", self.settings.publisher), ("in language", self.settings.language))
        notes += [f"only articles {what} {value} count" for what, value in limits if value]
        until, undated = as_of or self.settings.as_of, self.library().index.undated_count()
        if undated and (until or self.settings.since):
            notes.append(_UNDATED.format(undated=undated, them="it" if undated == 1 else "them"))
        return Provenance(
            model=graded_by.model,
            second_model=graded_by.second_model,
            embedder=self.embedder.name,
            prompt_hashes=prompts,
            layer_hash=graded_by.layer_hash,
            calibration_hash=graded_by.calibration_hash,
            library_fingerprint=self.library().fingerprint(),
            as_of=until,
            version=_version(),
            notes=tuple(notes),
        )


@cache
def _version() -> str:
    return metadata.version("twosource")


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
