"""What a session has: what was asked and found, what is left out, and which number means which passage.

Numbers belong to one turn and never change their meaning within it: what comes in by weighing again gets new ones, so
that `include 2` takes back what `exclude 2` left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.findings import Answer, Finding, Source
from pipeline.llm.records import Usage
from pipeline.text import one_line
from pipeline.weighing import Evidence, GradeBook, Material
from store import Article
from store.history.records import PersonVerdict

Result = Finding | Answer


@dataclass(frozen=True, slots=True)
class Place:
    """What a number means: a passage of an article; no words (0, 0) where the whole article is meant."""

    article_id: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What is left out: an article by its id, or an outlet by its name.

    Attributes:
        shown: What the user calls it.
    """

    kind: str
    name: str
    shown: str = field(compare=False)

    def leaves_out(self, article: Article) -> bool:
        """Whether the article falls under it."""
        if self.kind == "publisher":
            return one_line(article.publisher or "").casefold() == self.name
        return article.id == self.name


@dataclass(frozen=True, slots=True)
class Turn:
    """One question or claim and what came of it.

    Attributes:
        typed: As it was typed.
        asked: As it was asked, made to stand alone.
        result: With all sources, also the silent ones.
        evidence: What it was made of; None where a loaded session's articles are gone.
        places: What the numbers mean: number N is places[N - 1].
        missing: How many passages have no grade, as they were stopped or failed.
    """

    typed: str
    asked: str
    result: Result
    evidence: Evidence | Material | None
    places: tuple[Place, ...] = ()
    missing: int = 0
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Evidence, ...]:
        """The evidence, claim by claim."""
        if self.evidence is None:
            return ()
        return (self.evidence,) if isinstance(self.evidence, Evidence) else self.evidence.parts

    @property
    def person(self) -> PersonVerdict | None:
        """What a person has decided about the claim."""
        return self.result.person if isinstance(self.result, Finding) else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The finding, or those behind the answer."""
        return (self.result,) if isinstance(self.result, Finding) else self.result.findings

    def number(self, place: Place) -> int:
        """The number of a place; 0 where it has none."""
        return self.places.index(place) + 1 if place in self.places else 0


@dataclass(slots=True)
class Session:
    """A session's state. Only the thread that FactChecker lives in changes it.

    Attributes:
        current: The turn that commands are about, or None.
        shown: What the numbers of the time line or the conflicts shown last mean; None where a turn's were.
        subject: What "it" means in the next question.
        spent: What was spent in earlier sittings, before the session was loaded.
        written: Files that this session has written and may write again.
    """

    turns: list[Turn] = field(default_factory=list)
    current: int | None = None
    shown: tuple[Place, ...] | None = None
    rules: list[Rule] = field(default_factory=list)
    as_of: str | None = None
    publisher: str | None = None
    language: str | None = None
    subject: str = ""
    book: GradeBook = field(default_factory=GradeBook)
    spent: Usage = field(default_factory=Usage)
    written: set[Path] = field(default_factory=set)

    @property
    def turn(self) -> Turn:
        """The turn that commands are about.

        Raises:
            UsageError: Nothing has been asked yet.
        """
        if self.current is None:
            raise UsageError("Nothing has been asked yet.", mend="Type a claim or a question.")
        return self.turns[self.current]

    def take(self, turn: Turn) -> Turn:
        """Adds a turn, its passages numbered; it is now what commands are about."""
        self.turns.append(self._numbered(turn))
        self.current, self.shown = len(self.turns) - 1, None
        return self.turns[-1]

    def put(self, turn: Turn) -> Turn:
        """Puts a turn in the place of the one that commands are about. Numbers go on meaning what was shown last."""
        assert self.current is not None
        self.turns[self.current] = self._numbered(turn)
        return self.turns[self.current]

    def _numbered(self, turn: Turn) -> Turn:
        """The turn with a number for all that it shows: those it had, and new ones behind them."""
        left_out = sorted(self.without(turn.evidence.articles)) if turn.evidence is not None else []
        known = dict.fromkeys((*turn.places, *_places(turn.result)))
        numbered = {place.article_id for place in known}
        known |= dict.fromkeys(Place(article_id) for article_id in left_out if article_id not in numbered)
        return replace(turn, places=tuple(known))

    def without(self, articles: Mapping[str, Article]) -> frozenset[str]:
        """Ids of those of the articles that are left out."""
        return frozenset(i for i, article in articles.items() if any(rule.leaves_out(article) for rule in self.rules))

    def place(self, number: int) -> Place:
        """What a number means.

        Raises:
            UsageError: There is no such number.
        """
        places = self.shown if self.shown is not None else self.turn.places
        if not 1 <= number <= len(places):
            last = f"The last one is {len(places)}." if places else "Nothing that was shown last has one."
            raise UsageError(f"There is no source with the number {number}.", mend=last)
        return places[number - 1]


def place_of(source: Source) -> Place:
    """What a source's number means."""
    if not source.quotes:
        return Place(source.article_id)
    return Place(source.article_id, source.quotes[0].start, source.quotes[0].end)


def _places(result: Result) -> Iterator[Place]:
    """What is shown, in the order of reading: what is quoted, then the articles that only the matrix lists."""
    if isinstance(result, Answer):
        for citation in result.citations:
            yield Place(citation.article_id, citation.quote.start, citation.quote.end)
        cited = {citation.article_id for citation in result.citations}
        for source in (s for finding in result.findings for s in finding.sources):
            if source.article_id not in cited:
                cited.add(source.article_id)
                yield place_of(source)
        yield from _ungraded(result.findings, cited)
        return
    yield from (place_of(s) for s in _quoted_first(result.sources))
    yield from _ungraded([result], {s.article_id for s in result.sources})


def _ungraded(findings: Iterable[Finding], told: Collection[str]) -> Iterator[Place]:
    """Articles of which nothing could be graded."""
    failed = (passage.article_id for finding in findings for passage in finding.coverage.ungraded)
    yield from (Place(article_id) for article_id in dict.fromkeys(failed) if article_id not in told)


def _quoted_first(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: not source.quotes)
