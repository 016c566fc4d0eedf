"""Records of the history as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.findings import UsageReport
from store.history import KeptFinding, PersonVerdict

ReasonKind = Literal[
    "new_source",
    "source_gone",
    "corrected",
    "other_reading",
    "origins",
    "as_of",
    "limits",
    "model",
    "prompt",
    "version",
    "coverage",
    "person",
    "unexplained",
]
WatchStatus = Literal["untouched", "same", "changed", "first", "failed"]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim of a file of claims that are watched.

    Attributes:
        line: 1-based, where it begins.
        claim: On one line; "" where there is none.
        problem: Why it cannot be checked, or "".
    """

    line: int
    claim: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is other than it was, in one line; of which article, if it is one article's."""

    kind: ReasonKind
    text: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two findings of one claim.

    Attributes:
        before, after: Ids of the findings.
        verdicts: Before and after; they may be the same.
        reasons: Sources first, then what made the finding, then what people did.
    """

    before: str
    after: str
    at: str
    verdicts: tuple[str, str]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ClaimHistory:
    """All that is kept of one claim.

    Attributes:
        findings: In the order in which they first came out.
        changes: One between each finding and the one before it.
        persons: What people decided, the last one last: it is the one that holds.
    """

    claim_id: str
    claim: str
    findings: tuple[KeptFinding, ...]
    changes: tuple[Change, ...]
    persons: tuple[PersonVerdict, ...]


@dataclass(frozen=True, slots=True)
class LastVerdict:
    """How a claim stands: our last verdict (None where it was never checked), and the last one of a person."""

    claim_id: str
    claim: str
    verdict: str | None
    finding_id: str | None
    as_of: str | None
    at: str
    findings: int
    person: PersonVerdict | None


@dataclass(frozen=True, slots=True)
class Touch:
    """An article, new or mended since the last finding, of which something would be held against the claim."""

    article_id: str
    path: str
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of one watched claim.

    Attributes:
        line: Of the claims file, 1-based.
        status: `untouched` (nothing was asked), `same` (checked again, the same), `changed`, `first` (never checked
            under these limits), `failed` (see `problem`).
        why: Why it was checked, in one line. For an untouched one, what else was graded otherwise than it would be now
            (another model or prompt), or what could not be graded and still cannot; mostly "".
        touched_by: The new articles that bear on it.
        verdict: As it stands now; None where it could not be checked.
        problem: Why it could not be checked, or its finding not be kept.
    """

    line: int
    claim_id: str
    claim: str
    status: WatchStatus
    verdict: str | None
    why: str = ""
    touched_by: tuple[Touch, ...] = ()
    change: Change | None = None
    person: PersonVerdict | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What became of all watched claims, in the order of the file."""

    claims: tuple[Watched, ...]
    usage: UsageReport
