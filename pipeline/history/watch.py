"""Checking claims again that new articles touch, and only those.

A claim is touched when what would be held against it is not what was held against it at its last finding
(`evidence.py`). That is looked up without a model. A claim that is not touched would come out the same, so nothing is
asked for it.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pipeline.errors import UsageError
from pipeline.findings import Finding, UsageReport
from pipeline.history.evidence import Evidence
from pipeline.history.keep import Keeper
from pipeline.history.records import ClaimLine, Touch, Watched, WatchReport
from pipeline.ingest import Progress, no_progress
from pipeline.retrieve import Candidate
from store import Article, Claim
from store.history import KeptFinding, Snapshot
from store.vectors import Library


class Checks(Protocol):
    """What watching needs of a `FactChecker`."""

    def library(self, *, create: bool = False) -> Library: ...
    def retrieve(self, text: str, *, as_of: str | None = None) -> list[Candidate]: ...
    def acheck(
        self, claim: str, *, as_of: str | None = None, all_sources: bool = False, progress: Progress = no_progress
    ) -> Coroutine[Any, Any, Finding]: ...


@dataclass(frozen=True, slots=True)
class _Look:
    """Why a claim is checked again ("" for not at all), and the new articles that bear on it.

    Attributes:
        touched: Other things would be held against it than the last time.
    """

    why: str = ""
    touched: bool = False
    touched_by: tuple[Touch, ...] = ()


async def watch_claims(
    checker: Checks, keeper: Keeper, lines: Sequence[ClaimLine], *, as_of: str | None, progress: Progress = no_progress
) -> WatchReport:
    """What became of these claims since their last findings under the same limits.

    Raises:
        UsageError: The history is switched off.
        StoreError, ModelUnavailable: As for `check`; what was checked until then is kept.
    """
    if not keeper.keeps:
        raise UsageError("Watching needs the history, which is off.", mend="Leave out TWOSOURCE_HISTORY and `history`.")
    checker.library().refresh()
    watched, usages = [], []
    for done, line in enumerate(lines):
        progress(done, len(lines), "watching")
        one, usage = await _watch(checker, keeper, line, as_of)
        watched.append(one)
        usages += [usage] if usage is not None else []
    progress(len(lines), len(lines), "watching")
    return WatchReport(tuple(watched), UsageReport.together(usages))


async def _watch(
    checker: Checks, keeper: Keeper, line: ClaimLine, as_of: str | None
) -> tuple[Watched, UsageReport | None]:
    claim_id = Claim.make(line.claim).id
    bare = Watched(line.line, claim_id, line.claim, "failed", None, problem=line.problem)
    if line.problem:
        return bare, None
    last = keeper.last(claim_id, as_of)
    look = _look(checker, keeper, line.claim, last, as_of)
    person = keeper.person_verdict(claim_id)
    if last is not None and not look.why:
        return replace(bare, status="untouched", verdict=last.verdict, person=person), None
    finding = await checker.acheck(line.claim, as_of=as_of)
    found = replace(bare, verdict=finding.verdict, why=look.why, touched_by=look.touched_by, person=person)
    now = keeper.last(claim_id, as_of)
    if last is None or now is None:
        return replace(found, status="first"), finding.usage
    if now.id == last.id:
        # What code has demoted is ungraded for good: it was asked for again, and the cache had the answer.
        asked = look.touched or finding.usage.calls
        return replace(found, status="same" if asked else "untouched"), finding.usage
    return replace(found, status="changed", change=keeper.change(last, now)), finding.usage


def _look(checker: Checks, keeper: Keeper, claim: str, last: KeptFinding | None, as_of: str | None) -> _Look:
    """Looks up what a check would hold against the claim, and compares it with the last time; asks no model."""
    if last is None:
        return _Look("not checked before")
    library = checker.library()
    held = keeper.look(library)
    history = keeper.open()
    if history.fingerprint_of(last.state) != held.fingerprint:
        evidence = keeper.evidence(claim, checker.retrieve(claim, as_of=as_of), held, library)
        if evidence.hash != last.evidence:
            return _touched(evidence, last, held, history.held(last.state, sorted(evidence.articles)))
    if last.ungraded:
        return _Look(f"{last.ungraded} of its passages could not be graded the last time")
    keeper.pass_over(last, held)
    return _Look()


def _touched(evidence: Evidence, last: KeptFinding, held: Snapshot, before: dict[str, str]) -> _Look:
    new = {i: a for i, a in evidence.articles.items() if before.get(i) != held.articles.get(i, "")}
    touched = tuple(_touch(article) for _, article in sorted(new.items()))
    if touched:
        return _Look("new articles bear on it", True, touched)
    gone = [s for s in last.sources if s.article_id not in held.articles]
    return _Look("a source of it is gone" if gone else "other sentences are the nearest to it now", True)


def _touch(article: Article) -> Touch:
    return Touch(article.id, article.path, article.publisher, article.published)
