"""Records of grading: what one passage does to one claim, and what all of them come to.

`Grade` and `Ungraded` are the leaves; `Finding` is what `check` prints and `--json` publishes: its JSON Schema
(`twosource schema finding`) is made from these classes, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from store import Span
from store import Voice as Voice
from store.history.records import PersonVerdict

Stance = Literal["supports", "contradicts", "neutral"]
Verdict = Literal["supported", "refuted", "conflicting", "not_enough_evidence", "ungraded"]
ConflictType = Literal["date", "number", "place", "name", "polarity", "attribution", "scope", "superseded", "content"]
Leaning = Literal["supports", "contradicts"]
SecondReading = Literal["agrees", "silent", "opposed", "failed"]


@dataclass(frozen=True, slots=True)
class Grade:
    """What one passage does to one claim.

    Attributes:
        quotes: Spans of the deciding sentences in the article's text; empty only for a neutral grade.
        confidence: Calibrated probability of the stance (0 to 1), or None where no calibration fits the model.
        reason: One line for a reader: what the model gave, or what code found.
        difference: For a contradiction, the kind of thing that differs.
        flags: What the gates noticed, one line each.
        contested: The side that one reader sees and another does not (model, second model, code, the other direction
            of asking). The stance is then neutral: it is shown, and weighs nothing.
        second: What a second model sees in the same words, where one was asked.
    """

    claim_id: str
    article_id: str
    passage_id: str
    stance: Stance
    voice: Voice
    speaker: str | None
    quotes: tuple[Span, ...]
    confidence: float | None
    reason: str
    model: str
    prompt_hash: str
    difference: ConflictType | None = None
    flags: tuple[str, ...] = ()
    contested: Leaning | None = None
    second: SecondReading | None = None


@dataclass(frozen=True, slots=True)
class Ungraded:
    """A passage that could not be graded, and why. Never counted as a stance."""

    claim_id: str
    article_id: str
    passage_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article: `article.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """What one article does to the claim.

    An article that says both things has two entries, one a stance.

    Attributes:
        path: The file as given at ingest.
        date_guessed: Nobody states the date of publication: a reader made it out (`library show` says from what).
        origin: Entries with the same origin go back to one source and count once.
        origin_why: Why this article shares its origin with others, or None.
        confidence: Calibrated probability of the stance, or None.
        reason: One line: why it was graded so.
        difference: For a contradiction, the kind of thing that differs; "content" where nothing is named.
        contested: The side that one reader sees and another does not; the stance is then neutral.
    """

    article_id: str
    path: str
    title: str
    publisher: str | None
    published: str | None
    stance: Stance
    voice: Voice
    speaker: str | None
    quotes: tuple[Quote, ...]
    origin: str
    origin_why: str | None
    confidence: float | None
    reason: str
    flags: tuple[str, ...] = ()
    date_guessed: bool = False
    difference: ConflictType | None = None
    contested: Leaning | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Articles that take a side, and the independent origins that they go back to."""

    articles: int
    origins: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts for both sides. A denial by the accused is in neither."""

    supports: Count
    contradicts: Count


@dataclass(frozen=True, slots=True)
class OpposedQuote:
    """One side of a conflict, in its article's words."""

    article_id: str
    publisher: str | None
    published: str | None
    stance: Stance
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where the sources disagree: what differs, and the two sentences that say so."""

    type: ConflictType
    difference: str
    quotes: tuple[OpposedQuote, OpposedQuote]


@dataclass(frozen=True, slots=True)
class UngradedPassage:
    """A passage that was tried and could not be graded."""

    article_id: str
    passage_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was tried could be graded.

    Attributes:
        screened: Passages left out before any call, since nothing in them touches the claim.
        contested: Of those graded, the ones in which readers see different things: they weigh nothing.
    """

    graded: int
    attempted: int
    screened: int
    ungraded: tuple[UngradedPassage, ...]
    contested: int = 0


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What the finding cost: calls paid now, calls answered from the cache, tokens, and dollars if known."""

    calls: int
    cached: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None

    @classmethod
    def together(cls, reports: Iterable[UsageReport]) -> UsageReport:
        """What several cost together; the dollars are None where one of them is not known."""
        parts = list(reports)
        costs = [part.cost_usd for part in parts]
        return cls(
            calls=sum(part.calls for part in parts),
            cached=sum(part.cached for part in parts),
            tokens_in=sum(part.tokens_in for part in parts),
            tokens_out=sum(part.tokens_out for part in parts),
            cost_usd=None if any(c is None for c in costs) else sum(c for c in costs if c is not None),
        )


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that is needed to get the same finding again."""

    model: str
    embedder: str
    prompt_hashes: dict[str, str]
    layer_hash: str | None
    library_fingerprint: str
    as_of: str | None
    version: str
    notes: tuple[str, ...] = ()
    calibration_hash: str | None = None
    second_model: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimText:
    """The claim as it was checked."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one claim.

    Attributes:
        summary: The verdict in one sentence, with counts and qualifiers.
        confirmed_by_two_origins: At least two independent origins support it without reservation, and nothing
            contradicts it.
        person: What a person decided about the claim; it changes nothing of the rest.
    """

    claim: ClaimText
    verdict: Verdict
    summary: str
    confirmed_by_two_origins: bool
    sources: tuple[Source, ...]
    counts: Counts
    conflict: Conflict | None
    coverage: Coverage
    usage: UsageReport
    provenance: Provenance
    person: PersonVerdict | None = None


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer, and the numbers of the sources (1-based) that it rests on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source of an answer, in its own words."""

    number: int
    article_id: str
    path: str
    title: str
    publisher: str | None
    published: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question.

    Attributes:
        sentences: Empty when the library does not answer the question.
        findings: One per claim that the answer was built from.
        not_said: What the sources do not say, in one line, or None.
    """

    question: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]
    not_said: str | None
    usage: UsageReport
    provenance: Provenance
