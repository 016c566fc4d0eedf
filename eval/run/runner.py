"""Does the cases of a suite with a FactChecker, as a user would, and keeps what came of each.

Every case is done once: a row is on the disk before the next begins, and a run that was killed goes on from there. A
case that fails for a reason of its own becomes a row with an error, which counts as wrong; what is wrong with the
machine (no model, no room) ends the run.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from eval.run.file import Run, RunWriter
from eval.run.manifest import make_manifest
from eval.run.records import Again, External, Row, Selection
from eval.run.stages import Pieces, grade_pieces, judge_gold, origin_groups, retrieved, visible
from eval.suite.suites import AnyCase, Suite, select, split_of
from pipeline.errors import EnvironmentFault, ModelUnavailable, TwosourceError
from pipeline.factcheck import FactChecker
from pipeline.findings import Answer, Finding
from pipeline.llm import Usage
from pipeline.retrieve import Candidate, nearest
from pipeline.settings import Settings
from pipeline.split import SPLITTER_VERSION, passages
from store import Article, Claim, content_id
from store.cache import cache_dir

Progress = Callable[[int, int, str], None]
_MOST_UNANSWERED = 3
_FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


def run_suite(
    suite: Suite,
    selection: Selection,
    settings: Settings,
    output: Path,
    *,
    arguments: dict[str, Any] | None = None,
    progress: Progress = lambda done, total, what: None,
) -> Run:
    """Does what is missing of a run and returns the whole of it.

    Args:
        settings: As for any FactChecker; its library is not used, the suite brings its own.
        output: The run file; one that holds a part of the same run is gone on with.

    Raises:
        UsageError: No case is selected, or the file holds another run.
        InputError: The file is damaged.
        EnvironmentFault, StoreError: No model, or no room; what is done is kept.
    """
    cases = select(suite, selection)
    with FactChecker(settings.model_copy(update={"library": str(_library(suite, settings))})) as checker:
        manifest = make_manifest(suite, cases, selection, checker, arguments or {})
        with RunWriter(output, manifest) as writer:
            writer.begin()
            left = [c for c in cases if c.id not in writer.run.rows]
            if left:
                _fill_library(checker, suite)
                work = _Work(checker, suite, selection)
                checker.run(_do_all(work, left, writer, progress, done=len(cases) - len(left)))
            return writer.finish()


def _library(suite: Suite, settings: Settings) -> Path:
    """A library per corpus, embedder and splitter: made once, found again by the next run."""
    name = content_id("eval", suite.corpus, settings.embedder, SPLITTER_VERSION)
    return cache_dir() / "eval" / name


def _fill_library(checker: FactChecker, suite: Suite) -> None:
    library = checker.library(create=True)
    wanted = {article.id: article for article in suite.articles.values()}
    if set(library.get(list(wanted))) != set(wanted):
        checker.ingest([article.path for article in suite.articles.values()])


async def _do_all(work: _Work, cases: Sequence[AnyCase], writer: RunWriter, progress: Progress, *, done: int) -> None:
    """A bounded number of cases at once, so that the model never waits for code."""
    total = done + len(cases)
    progress(done, total, "")
    queue = iter(cases)
    unanswered = _Unanswered()

    async def worker() -> None:
        nonlocal done
        for case in queue:
            row = await work.do(case)
            for kept in unanswered.sift(row):
                writer.add(kept)
                done += 1
                progress(done, total, kept.id)

    tasks = [asyncio.ensure_future(worker()) for _ in range(work.at_once)]
    try:
        await asyncio.gather(*tasks)
        for row in unanswered.rest():
            writer.add(row)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Unanswered:
    """Holds back rows for which the model never answered, until it answers again.

    A key that is withdrawn in the middle of a run would else leave rows behind that look like the model's own failure,
    and that a later run would not do again.
    """

    def __init__(self) -> None:
        self._held: list[Row] = []

    def sift(self, row: Row) -> list[Row]:
        """The rows to keep now.

        Raises:
            ModelUnavailable: Too many in a row went without any answer; none of them is kept.
        """
        if not _reason(row):
            kept, self._held = [*self._held, row], []
            return kept
        if row.calls or row.cached:
            # Answered in part: it may have begun before the model fell silent, so it says nothing of the others.
            return [row]
        self._held.append(row)
        if len(self._held) < _MOST_UNANSWERED:
            return []
        raise ModelUnavailable(
            f"The model has stopped answering: {_reason(row)}.",
            mend="Mend that, and give the same command again: it goes on from the last case that was answered.",
        )

    def rest(self) -> list[Row]:
        """What is still held back when all cases are done."""
        return self._held


def _reason(row: Row) -> str:
    """Why the first passage could not be graded, or an empty string."""
    failed = [p["reason"] for p in (row.finding or {"coverage": {"ungraded": []}})["coverage"]["ungraded"]]
    failed += [given.reason for given in row.given or () if given.stance is None]
    return str(failed[0]) if failed else ""


class _Work:
    """One suite, one checker, one selection: turns cases into rows."""

    def __init__(self, checker: FactChecker, suite: Suite, selection: Selection) -> None:
        self._checker = checker
        self._suite = suite
        self._stage = selection.stage
        self._repeats = selection.repeats
        self._names = {article.id: name for name, article in suite.articles.items()}
        self._pieces = Pieces(suite.articles, checker.embedder)
        self.at_once = checker.model.concurrency

    async def do(self, case: AnyCase) -> Row:
        """The row of one case.

        Raises:
            EnvironmentFault, StoreError: Nothing more can be done on this machine.
        """
        cluster = case.id if isinstance(case, External) else case.event
        found: dict[str, Any]
        try:
            if isinstance(case, External):
                found = await self._external(case)
            elif case.type == "question":
                found = await self._question(case.question, case.as_of)
            else:
                found = await self._claim(case)
        except EnvironmentFault:
            raise
        except TwosourceError as e:
            found = {"error": f"{type(e).__name__}: {e}"}
        return Row(case=case, cluster=cluster, group=split_of(case), **found)

    async def _claim(self, case: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        candidates: list[Candidate] = []
        if self._stage in ("retrieve", "all"):
            began = time.monotonic()
            candidates = self._checker.retrieve(case.claim, as_of=case.as_of)
            found["retrieved"] = retrieved(candidates, self._names)
            found["seconds"] = round(time.monotonic() - began, 3)
        if self._stage == "all":
            claim = Claim.make(case.claim)
            began = time.monotonic()
            finding = await self._checker.afind(claim, candidates, as_of=case.as_of)
            found["seconds"] = round(found["seconds"] + time.monotonic() - began, 3)
            found |= self._finding(finding) | self._cost(finding)
            found["stances"] = self._stances(finding, visible(self._suite.articles, case.event, case.as_of))
            found["again"] = [await self._again(case, candidates, n) for n in range(1, self._repeats + 1)]
        if self._stage in ("grade", "all"):
            found["given"], usage = await grade_pieces(self._checker, case.claim, self._pieces.of(case))
            found |= _usage(usage) if self._stage == "grade" else {}
        if self._stage in ("verdict", "all"):
            found["judged"] = judge_gold(case, self._suite.articles)
        return found

    def _finding(self, finding: Finding) -> dict[str, Any]:
        value = _FINDING.dump_python(finding, mode="json")
        quotes = [(s["article_id"], q) for s in value["sources"] for q in s["quotes"]]
        quotes += [(q["article_id"], q) for q in (value["conflict"] or {"quotes": ()})["quotes"]]
        for source in value["sources"]:
            source["path"] = self._names.get(source["article_id"], source["path"])
        return {
            "finding": value,
            "quotes_exact": tuple(self._exact(article_id, q) for article_id, q in quotes),
            "origins": origin_groups(finding.sources, self._names) if self._names else None,
        }

    def _exact(self, article_id: str, quote: dict[str, Any]) -> bool:
        """Held against the corpus as it is on the disk, not against what the library says."""
        article = self._suite.articles.get(self._names.get(article_id, ""))
        stands = article is None or article.text[quote["start"] : quote["end"]] == quote["text"]
        return stands and bool(quote["text"])

    def _stances(self, finding: Finding, shown: dict[str, Article]) -> dict[str, str]:
        found = dict.fromkeys(sorted(shown), "neutral")
        for passage in finding.coverage.ungraded:
            if (name := self._names.get(passage.article_id, "")) in found:
                found[name] = "ungraded"
        for source in finding.sources:
            name = self._names.get(source.article_id, "")
            if name in found and source.stance != "neutral" and source.voice != "denies":
                found[name] = source.stance if found[name] in ("neutral", "ungraded", source.stance) else "both"
        return found

    def _cost(self, finding: Finding | Answer) -> dict[str, Any]:
        usage = finding.usage
        return _usage(Usage(usage.calls, usage.cached, usage.tokens_in, usage.tokens_out, usage.cost_usd))

    async def _again(self, case: Any, candidates: Sequence[Candidate], number: int) -> Again:
        """The claim once more: other order of candidates, no answer from before."""
        shuffled = random.Random(f"{case.id}:{number}").sample(candidates, len(candidates))
        finding = await self._checker.afind(Claim.make(case.claim), shuffled, as_of=case.as_of, repeat=number)
        stances = self._stances(finding, visible(self._suite.articles, case.event, case.as_of))
        return Again(verdict=finding.verdict, stances=stances)

    async def _question(self, question: str, as_of: str | None) -> dict[str, Any]:
        began = time.monotonic()
        answer = await self._checker.aask(question, as_of=as_of)
        value = _ANSWER.dump_python(answer, mode="json")
        for citation in value["citations"]:
            citation["path"] = self._names[citation["article_id"]]
        exact = tuple(self._exact(c["article_id"], c["quote"]) for c in value["citations"])
        # The findings behind an answer are many times its size, and nothing here reads them.
        value["findings"] = []
        return {
            "answer": value,
            "quotes_exact": exact,
            "seconds": round(time.monotonic() - began, 3),
            **self._cost(answer),
        }

    async def _external(self, case: External) -> dict[str, Any]:
        """Evidence as articles of its own; their sentences are ranked as retrieval ranks them."""
        began = time.monotonic()
        articles = {
            article.id: article
            for e in case.evidence
            if any(c.isalnum() for c in e.text)
            for article in [Article.make(e.text, title=e.title or "", publisher=e.source)]
        }
        sentences = [
            Candidate.at(article, passage, span)
            for article in articles.values()
            for passage in passages(article)
            for span in passage.sentences
        ]
        vector = self._checker.embedder.embed([case.claim])[0]
        candidates = nearest(case.claim, vector, sentences, self._checker.embedder)
        finding = await self._checker.afind(Claim.make(case.claim), candidates)
        found = self._finding(finding) | self._cost(finding)
        exact = tuple(
            bool(q.text) and articles[s.article_id].text[q.start : q.end] == q.text
            for s in finding.sources
            for q in s.quotes
        )
        return found | {"quotes_exact": exact, "seconds": round(time.monotonic() - began, 3)}


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "calls": usage.calls,
        "cached": usage.cached,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "cost_usd": usage.cost_usd,
    }
