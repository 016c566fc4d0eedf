"""Records of the history. They are kept as JSON in ASCII, so that whatever can be in a claim can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.records import PersonsVerdict


@dataclass(frozen=True, slots=True)
class KeptSource:
    """What one article did to a claim when it was checked.

    Attributes:
        location: Absolute path or address that the article was read from; "" where the library no longer had it.
        origin: Sources with the same origin counted once.
        quote: The first deciding sentence, or "".
        contested: The side ("supports", "contradicts") that one reader saw and another did not; the stance is then
            neutral. None too where an earlier version of twosource kept it.
    """

    article_id: str
    location: str
    path: str
    title: str
    publisher: str | None
    published: str | None
    stance: str
    voice: str
    speaker: str | None
    origin: str
    quote: str
    contested: str | None = None


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it is kept. One that comes out the same again is counted, not kept twice.

    Attributes:
        id: Names it ("fnd_..."); "" before it is kept.
        ungraded: Passages that could not be graded.
        limits: What beside `as_of` limited the articles: "since", "publisher", "language", "screen".
        library_fingerprint: Of the library when it last came out so.
        at: ISO time (UTC) when it first came out so.
        last_at: ISO time when it last came out so.
        times: How often in a row it came out so.
        replaced: By the id of a source of the finding before that is gone, the id of what its file holds now.
        evidence: Hash of what was held against the claim the last time; two equal ones ask a model the same.
        state: Number of the library's state when what was held against the claim was looked up.
        second_model: Who read again what takes a side, or None.
    """

    id: str
    claim_id: str
    claim: str
    verdict: str
    summary: str
    sources: tuple[KeptSource, ...]
    ungraded: int
    model: str
    embedder: str
    prompt_hashes: Mapping[str, str]
    layer_hash: str | None
    calibration_hash: str | None
    as_of: str | None
    limits: Mapping[str, str]
    replaced: Mapping[str, str]
    version: str
    library_fingerprint: str
    at: str
    last_at: str
    times: int
    evidence: str
    state: int
    second_model: str | None = None


@dataclass(frozen=True, slots=True)
class PersonVerdict:
    """What a person decided about a claim. Beside our finding, never instead of it.

    Attributes:
        at: ISO time, UTC.
        ours: Our verdict at that time, or None where the claim had not been checked.
        finding_id: The finding that it was given on; None where that was not kept (the shell keeps none).
    """

    id: str
    claim_id: str
    claim: str
    verdict: PersonsVerdict
    note: str
    by: str
    at: str
    ours: str | None
    finding_id: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a library held at one moment.

    Attributes:
        articles: By article id, what a hand has changed on it (JSON), or "".
    """

    fingerprint: str
    articles: Mapping[str, str]
