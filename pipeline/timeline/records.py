"""Records of a time line: events, who tells of them, and what changed between articles.

`Timeline` is what `timeline --json` prints. Every word in it that is not code's own stands in an article at the place
that its quote gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.findings import Quote
from store import Voice

Status = Literal["done", "hedged", "planned", "denied"]
"""What a sentence makes of an event: it happened, it is said to with a reservation, it is to come, or it is denied."""
DatedBy = Literal["stated", "reported"]
ChangeKind = Literal["carried_out", "not_done", "moved", "corrected", "updated", "disputed", "denied"]


@dataclass(frozen=True, slots=True)
class Told:
    """What one article says of an event.

    Attributes:
        date_guessed: Nobody states the article's date: a reader made it out.
        statement: The claim that was drawn from the sentence.
        when: The date that it gives the event, as in `Claim.when`; None where it gives none.
        quote: The sentence, exactly as it stands in the article.
        origin: Entries of one event with the same origin go back to one source; None where they were not compared.
        origin_why: Why this article shares its origin with others, or None.
    """

    article_id: str
    claim_id: str
    path: str
    title: str
    publisher: str | None
    published: str | None
    date_guessed: bool
    status: Status
    voice: Voice
    speaker: str | None
    statement: str
    when: str | None
    quote: Quote
    origin: str | None = None
    origin_why: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, is to happen, or is denied.

    Attributes:
        number: Its place on the line, from 1; events without a date come last.
        when: A day, a month, a year, a stretch "FIRST/LAST", or None.
        dated_by: "stated": a sentence gives the date. "reported": none does, and it is the date of the first article
            that tells of it or announces it. None: no date and no dated article.
        status: The strongest of what is told: done, else hedged, else planned, else denied.
        said_by: Who says so, where every article only passes on what somebody says; None where an outlet says it.
        told: One entry an article, by the article's date.
        origins: Independent origins that the articles go back to, or None where they were too many to compare.
    """

    number: int
    when: str | None
    dated_by: DatedBy | None
    status: Status
    statement: str
    said_by: str | None
    told: tuple[Told, ...]
    articles: int
    origins: int | None


@dataclass(frozen=True, slots=True)
class ChangeSide:
    """One side of a change.

    Attributes:
        event: Number of the event.
        words: What this side says where the two differ: a date, a number, or an empty string.
        date_guessed: Nobody states the article's date: a reader made it out.
    """

    event: int
    article_id: str
    outlet: str
    published: str | None
    words: str
    quote: Quote
    date_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What one article says otherwise than another, or what became of what one announced.

    Attributes:
        kind: "carried_out": planned, then done. "not_done": planned, and told not to have happened. "moved": planned
            for another date. "corrected": a later article says that the earlier one was wrong, or its own outlet
            gives another date or number. "updated": a later article gives another number of what happened.
            "disputed": both stand. "denied": somebody denies it.
        summary: In one line, with outlets and dates.
        earlier, later: By the articles' dates where both are known. Both may be in one event. A date that was guessed
            never makes a change "moved", "corrected" or "updated".
    """

    kind: ChangeKind
    summary: str
    earlier: ChangeSide
    later: ChangeSide


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that is not on the line, and why, in one line."""

    claim_id: str
    article_id: str
    statement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of a subject in order, and what changed between articles.

    Attributes:
        events: Those with a date, in order, then those without.
        articles: How many articles tell of them.
        uncompared: Pairs of statements that were near each other and not compared, as there were too many.
        unread: Passages that could not be read for claims: what they tell is missing.
    """

    subject: str
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    left_out: tuple[LeftOut, ...]
    articles: int
    uncompared: int = 0
    unread: int = 0
