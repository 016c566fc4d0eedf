"""Checking claims again that new articles touch, and only those.

A claim is touched when what would be held against it is not what was held against it at its last finding
(`evidence.py`). That is looked up without a model. A claim that is not touched would come out the same from the same
model and prompts, so nothing is asked for it; where its last finding is of others, that is said.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.errors import ModelUnavailable, UsageError
from pipeline.findings import Finding, UsageReport
from pipeline.history.evidence import EvidenceHash
from pipeline.history.keep import NOT_KEPT, Keeper
from pipeline.history.records import ClaimLine, Touch, Watched, WatchReport
from pipeline.ingest import Progress, no_progress
from store import Article, Claim
from store.history import KeptFinding, Snapshot
from store.vectors import Library

if TYPE_CHECKING:
    from pipeline.grade.graders import GraderIdentity


class Checks(Protocol):
    """What watching needs of a `FactChecker`."""

    def library(self, *, create: bool = False) -> Library: ...
    def evidence_hash(self, claim: Claim, held: Snapshot, *, as_of: str | None = None) -> EvidenceHash: ...
    def grader_identity(self) -> GraderIdentity: ...
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
    claim = Claim.make(line.claim)
    claim_id = claim.id
    bare = Watched(line.line, claim_id, line.claim, "failed", None, problem=line.problem)
    if line.problem:
        return bare, None
    last = keeper.last(claim_id, as_of)
    look = _look(checker, keeper, claim, last, as_of)
    person = keeper.person_verdict(claim_id)
    if last is not None and not look.why:
        why = _graded_otherwise(checker, last)
        return replace(bare, status="untouched", verdict=last.verdict, why=why, person=person), None
    finding = await checker.acheck(line.claim, as_of=as_of)
    found = replace(bare, verdict=finding.verdict, why=look.why, touched_by=look.touched_by, person=person)
    lost = next((note for note in finding.provenance.notes if note.startswith(NOT_KEPT)), "")
    if lost:  # the last one that is kept is of before
        return replace(found, status="failed", problem=lost), finding.usage
    now = keeper.last(claim_id, as_of)
    if last is None or now is None:
        return replace(found, status="first"), finding.usage
    if now.id == last.id:
        # What code has demoted is ungraded for good: it was asked for again, and the cache had the answer.
        asked = look.touched or finding.usage.calls
        return replace(found, status="same" if asked else "untouched"), finding.usage
    return replace(found, status="changed", change=keeper.change(last, now)), finding.usage


def _look(checker: Checks, keeper: Keeper, claim: Claim, last: KeptFinding | None, as_of: str | None) -> _Look:
    """Looks up what a check would hold against the claim, and compares it with the last time; asks no model."""
    if last is None:
        return _Look("not checked before")
    library = checker.library()
    held = keeper.look(library)
    history = keeper.open()
    if history.fingerprint_of(last.state) != held.fingerprint:
        evidence = checker.evidence_hash(claim, held, as_of=as_of)
        if evidence.hash != last.evidence:
            return _touched(evidence, last, held, history.held(last.state, sorted(evidence.articles)))
        if not last.ungraded:
            keeper.pass_over(last, held)
    if last.ungraded:
        return _Look(f"{last.ungraded} of its passages could not be graded the last time")
    return _Look()


def _graded_otherwise(checker: Checks, last: KeptFinding) -> str:
    """By whom else or with what else the last finding was graded, in one line; "" where it was as it would be now."""
    try:
        now = checker.grader_identity()
    except ModelUnavailable:  # nobody is asked, so nobody is missed
        return ""
    if last.model != now.model:
        return f"graded by {last.model} the last time, and not by {now.model}"
    if last.second_model != now.second_model:
        return f"read again by {last.second_model or 'nobody'} the last time, and not by {now.second_model or 'nobody'}"
    if dict(last.prompt_hashes) != dict(now.prompt_hashes):
        return "graded with another prompt the last time"
    if (last.layer_hash, last.calibration_hash) != (now.layer_hash, now.calibration_hash):
        return "graded with another fitted layer or calibration the last time"
    return ""


def _touched(evidence: EvidenceHash, last: KeptFinding, held: Snapshot, before: dict[str, str]) -> _Look:
    new = {i: a for i, a in evidence.articles.items() if before.get(i) != held.articles.get(i, "")}
    touched = tuple(_touch(article) for _, article in sorted(new.items()))
    if touched:
        return _Look("new articles bear on it", True, touched)
    gone = [s for s in last.sources if s.article_id not in held.articles]
    return _Look("a source of it is gone" if gone else "other sentences are the nearest to it now", True)


def _touch(article: Article) -> Touch:
    return Touch(article.id, article.path, article.publisher, article.published)
