"""Records of a batch run: what is asked of it, what a row says, and what the run came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Engine = Literal["local", "openai-batch", "ray"]


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of the input.

    Attributes:
        number: Its place among the claims, from 1.
        line: Its line (its row, in a CSV file), from 1.
        id: As the input has it, or None.
        claim: On one line.
        as_of: ISO date; later articles are left out for this claim. None: as the settings say.
        speaker, context: Kept beside the finding for whoever reads it. A claim must stand alone: they are shown to no
            model.
    """

    number: int
    line: int
    id: str | None
    claim: str
    as_of: str | None = None
    speaker: str | None = None
    context: str | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON-able values; what is not given is left out."""
        names = ("line", "id", "claim", "as_of", "speaker", "context")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @staticmethod
    def restored(number: int, stored: Mapping[str, Any]) -> Row:
        """The row that was stored."""
        fields = ("id", "as_of", "speaker", "context")
        return Row(number, stored["line"], claim=stored.get("claim", ""), **{f: stored.get(f) for f in fields})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that holds no claim, and why."""

    number: int
    line: int
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns (or keys) that hold what a row says; None takes the usual names."""

    claim: str | None = None
    id: str | None = None
    as_of: str | None = None
    speaker: str | None = None
    context: str | None = None

    def given(self) -> dict[str, str]:
        """Field names to columns, those that were named."""
        names = ("claim", "id", "as_of", "speaker", "context")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of an input.

    Attributes:
        source: The path as given, or "-".
        sha256: Of the input's bytes.
        rows: In the order of the input, those that cannot be read among them.
    """

    source: str
    sha256: str
    rows: tuple[Row | Unreadable, ...]


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a run is done; nothing in here changes what a claim comes to, but for `early_stop` and `merge`.

    Attributes:
        engine: Who makes the calls.
        rpm, tpm: Requests and tokens a minute at most, beside what the server says.
        max_cost: Dollars, over all sessions of the run.
        early_stop: Leave out passages that cannot change a verdict any more.
        merge: Grade claims once that differ in nothing but how they are written.
        force: Go on though claims, model, prompts or library have changed: what that makes obsolete is done again.
        rounds: How often claims are done again, at the end, whose calls have failed.
        poll: Seconds between two looks at a provider's batch.
        by_file: Write the file of calls and end: whoever runs the command brings the answers.
        answers: Files with answers to take in.
    """

    engine: Engine = "local"
    rpm: float | None = None
    tpm: float | None = None
    max_cost: float | None = None
    early_stop: bool = True
    merge: bool = True
    force: bool = False
    rounds: int = 1
    poll: float = 30.0
    by_file: bool = False
    answers: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A claim without a verdict.

    Attributes:
        kind: `failed` (calls failed, or too few passages could be graded), or `unreadable` (the row holds no claim).
    """

    number: int
    id: str | None
    claim: str
    kind: Literal["failed", "unreadable"]
    reason: str


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How far a run is.

    Attributes:
        claims: In the input, rows that cannot be read included.
        graded: Claims that are graded themselves; the others take over the finding of one that says the same.
        done, failed, unreadable, waiting: How many claims are so.
        set_aside: Findings that a change has made obsolete, kept as history.
        cost_usd: What was paid, or None where some calls have no known price.
        running: A process is at work on it now.
        ended: How the last session ended, or "" where it was killed or still runs.
        claims_a_second, seconds_left: Of the last session; None where it cannot be told.
    """

    folder: str
    claims: int
    graded: int
    done: int
    failed: int
    unreadable: int
    waiting: int
    set_aside: int
    verdicts: Mapping[str, int]
    calls: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    running: bool
    ended: str
    claims_a_second: float | None
    seconds_left: float | None
    failures: tuple[Failed, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take, before anything is asked.

    Attributes:
        claims: That would be graded now.
        calls: About; those that the cache answers are left out.
        tokens_in, tokens_out: About.
        cost_usd, most_usd: About, and at most; None where the price is not known.
        looked_at: Claims that the estimate was made from.
        cached: Calls that the cache answers, about.
    """

    claims: int
    calls: int
    tokens_in: int
    tokens_out: int
    cost_usd: float | None
    most_usd: float | None
    looked_at: int
    cached: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a session came to.

    Attributes:
        ended: `done`, or why it ended before: `drain`, `budget`, `pause`, `failures`, `written`.
        why: The same in words for a reader, or "".
        findings: The file with what there is.
    """

    status: RunStatus
    ended: str
    why: str
    mend: str
    findings: str


@dataclass(frozen=True, slots=True)
class Going:
    """What a run is doing right now, for a progress line."""

    done: int
    claims: int
    calls: int
    tokens: int
    cost_usd: float | None
    under_way: int
    seconds: float
    claims_a_second: float | None = None
    seconds_left: float | None = None
    note: str = ""
