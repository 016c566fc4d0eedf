"""What a report is made from: findings as they were read, and what a reader is shown of each.

`pipeline.report.view` makes the second from the first; HTML, Markdown and CSV only lay it out. All text in `Shown`
and below is already on one line and without control characters; it is still an article's text, and every form
escapes it for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.findings import Answer, Finding
from pipeline.report.words import Label
from store.history import PersonVerdict


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding, and the same as JSON-able values.

    Attributes:
        value: As it was read, with fields that this version does not know.
        row_id: The id that the claim has in the input of its run, or an empty string.
        speaker: Who made the claim, as the input of its run says, or an empty string.
    """

    finding: Finding
    value: Mapping[str, Any]
    row_id: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A row of a run without a finding, and why."""

    claim: str
    reason: str
    row_id: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Findings to be reported together.

    Attributes:
        answer: The answer that the findings stand behind, where a question was asked.
        missing: Rows of a run that have no finding. A report never passes over them.
        documents: All that was read, as it was read and in its order: nothing is lost on the way through.
    """

    title: str
    findings: tuple[Reported, ...]
    answer: Answer | None = None
    missing: tuple[Missing, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of an article in their place.

    Attributes:
        before, after: What stands around them, empty where the article is not at hand.
        parts: The words, in pieces: (text, whether this piece is what differs).
        altered: The article is at hand, and these words do not stand in it at their place.
    """

    before: str
    parts: tuple[tuple[str, bool], ...]
    after: str
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What one article says, on one side.

    Attributes:
        side: "supports", "contradicts" or "otherwise" (denials, plans, what is near without settling it).
        contested: Model and code did not agree on it; it weighs nothing alone.
    """

    side: str
    voice: str
    quotes: tuple[Marked, ...]
    confidence: float | None
    reason: str
    difference: str | None
    flags: tuple[str, ...]
    contested: bool


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with all that it says, by side."""

    article_id: str
    name: str
    published: str
    title: str
    file: str
    url: str | None
    cells: Mapping[str, tuple[Stated, ...]]


@dataclass(frozen=True, slots=True)
class OriginRows:
    """Articles that go back to one source."""

    number: int
    why: str | None
    articles: tuple[ArticleRow, ...]


@dataclass(frozen=True, slots=True)
class Opposed:
    """One side of a conflict, with who holds it."""

    side: Label
    voice: str
    name: str
    published: str
    words: Marked


@dataclass(frozen=True, slots=True)
class Clash:
    """Two quotes that stand against each other; where the later overtook the earlier one, a time line.

    Attributes:
        overtaken: The earlier statement was true in its day: nothing is in dispute.
    """

    kind: str
    difference: str
    sides: tuple[Opposed, ...]
    overtaken: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Why some passages could not be graded, how many, and of which articles."""

    reason: str
    passages: int
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as a reader is shown it.

    Attributes:
        anchor: Its address on the page: unique there, letters, digits, "_" and "-" only.
        tally: The counts in words.
        silent: Articles that were looked at and say nothing on it.
        newest: ISO date of its newest article, or an empty string.
    """

    number: int
    anchor: str
    row_id: str
    claim: str
    verdict: Label
    summary: str
    confirmed: bool
    tally: str
    origins: tuple[OriginRows, ...]
    silent: tuple[str, ...]
    clash: Clash | None
    failures: tuple[Failure, ...]
    graded: str
    person: PersonVerdict | None
    newest: str
    small_print: str
    notes: tuple[str, ...] = field(default=())

    @property
    def articles(self) -> int:
        """Articles that say something on it."""
        return sum(len(origin.articles) for origin in self.origins)
