"""What a scan for conflicts is told, and what it gives back.

A `Conflict` has two sides. Each side is one statement with every article that makes it; the side's first voice is the
oldest one. For a superseded pair the first side is the older statement.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.clashes.records import Clash, ConflictKind
from pipeline.findings import Provenance, Quote, UsageReport
from pipeline.located import Located
from store import Voice

__all__ = [
    "Clash",
    "Conflict",
    "ConflictKind",
    "ConflictOptions",
    "Conflicts",
    "Located",
    "Side",
    "UngradedPair",
    "Voiced",
]


@dataclass(frozen=True, slots=True)
class ConflictOptions:
    """What a scan may cost and what it shows.

    Attributes:
        limit: Conflicts given back, newest first; superseded pairs likewise.
        max_calls: New calls that may be made to grade pairs, those that fail counted and retries of one not; None for
            all that are promising. What is remembered from an earlier scan, or cached, costs nothing and is not
            counted. Nor is what draws the claims.
        max_cost: Dollars that these calls may cost, with what calls under way may still come to. It needs known
            prices.
        as_of: ISO date; later articles are left out.
    """

    limit: int = 20
    max_calls: int | None = None
    max_cost: float | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Voiced:
    """One article that makes a side's statement: who holds it there, and in which words.

    Attributes:
        date_guessed: Nobody states the article's date: a reader made it out.
    """

    article_id: str
    path: str
    title: str
    publisher: str | None
    published: str | None
    voice: Voice
    speaker: str | None
    quote: Quote
    origin: str
    date_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One statement of a conflict.

    Attributes:
        claim: As it was drawn from the first article.
        said_by: Every article that makes it, oldest first.
        origins: How many independent origins they go back to.
    """

    claim: str
    said_by: tuple[Voiced, ...]
    origins: int

    @property
    def first(self) -> Voiced:
        """The oldest."""
        return self.said_by[0]

    @property
    def latest(self) -> str:
        """The newest article's date, or an empty string where none is known."""
        return max((v.published or "" for v in self.said_by), default="")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both be true, or of which the second has overtaken the first.

    Attributes:
        difference: What differs, in one line.
        agreed: Both sides were graded as contradicting the other; otherwise one was, and code names what differs.
    """

    type: ConflictKind
    difference: str
    sides: tuple[Side, Side]
    agreed: bool

    @property
    def newest(self) -> str:
        """The date by which conflicts are ordered: the newest article's of both sides."""
        return max(side.latest for side in self.sides)


@dataclass(frozen=True, slots=True)
class UngradedPair:
    """A pair that was tried and could not be graded: it is no conflict, and it may be one."""

    claims: tuple[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What a scan found.

    Attributes:
        conflicts: Newest first.
        superseded: Statements overtaken by later ones, newest first.
        hidden: Conflicts and superseded pairs that `limit` left out.
        total: Conflicts, those that `limit` left out counted; superseded pairs are none.
        statements: How many different statements were held against each other.
        candidates: Pairs that were worth a question.
        graded: Candidates that have been graded, now or in an earlier scan.
        remembered: Of those, the ones that an earlier scan had graded.
        left: Candidates that a cap left for the next scan.
        ungraded: Candidates whose grading failed.
        unread: Passages whose claims could not be drawn: what they say was held against nothing.
        usage: What drawing the claims and grading the pairs has cost now.
    """

    conflicts: tuple[Conflict, ...]
    superseded: tuple[Conflict, ...]
    hidden: int
    statements: int
    candidates: int
    graded: int
    remembered: int
    left: int
    ungraded: tuple[UngradedPair, ...]
    usage: UsageReport
    provenance: Provenance
    unread: int = 0
    total: int = 0
