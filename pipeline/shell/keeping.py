"""A session as a file, and back. Articles are named by their ids and taken from the library when it is loaded: what is
kept of them is what findings quote. A file is read as one of a stranger's: every quote and place in it must be in its
article; where the library does not have the article, that is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.clusters import Cluster
from pipeline.errors import InputError
from pipeline.exchange import write_whole
from pipeline.findings import Answer, Finding, Grade, Provenance, Ungraded
from pipeline.llm.records import Usage
from pipeline.located import Located
from pipeline.questions import read_question
from pipeline.retrieve import Candidate
from pipeline.shell.desk import Desk
from pipeline.shell.export import named, writable
from pipeline.shell.lines import Line
from pipeline.shell.outcome import Outcome, told
from pipeline.shell.session import Place, Rule, Session, Turn
from pipeline.weighing import Evidence, GradeBook, Material
from store import Article, Claim, Passage, Span
from store.errors import StoreError
from store.history.records import PersonVerdict
from store.records import PersonsVerdict

FORMAT: Literal["twosource-session/1"] = "twosource-session/1"
LARGEST = 200_000_000  # bytes of a file that is read
_Id = Annotated[str, Field(max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Candidate(_Strict):
    article: _Id
    passage: _Id
    start: int
    end: int
    sentences: tuple[Span, ...]
    span: Span
    similarity: float
    reading: str | None = None

    def restored(self, articles: Mapping[str, Article]) -> Candidate:
        article = articles[self.article]
        for start, end in (self.span, (self.start, self.end), *self.sentences):
            _check(article, start, end)
        passage = Passage(self.passage, self.article, self.start, self.end, self.sentences)
        found = Candidate.at(article, passage, self.span, self.similarity)
        return Candidate(article, passage, self.span, self.similarity, found.previous, self.reading)


class _Evidence(_Strict):
    claim: Claim
    tried: tuple[_Candidate, ...]
    screened: tuple[_Candidate, ...]
    copies: dict[str, str]
    provenance: Provenance
    grades: tuple[tuple[Grade | Ungraded, Usage] | None, ...]

    def restored(self, articles: Mapping[str, Article], book: GradeBook) -> Evidence:
        tried = tuple(c.restored(articles) for c in self.tried)
        screened = tuple(c.restored(articles) for c in self.screened)
        evidence = Evidence(self.claim, tried, screened, self.copies, self.provenance)
        for candidate, graded in zip(tried, self.grades, strict=True):
            if graded is not None:
                _check_grade(graded[0], candidate)
                book.put(evidence.key(candidate), graded)
        return evidence


class _Material(_Strict):
    question: str
    candidates: tuple[_Candidate, ...]
    claims: tuple[Claim, ...]
    clusters: tuple[tuple[Claim, ...], ...]
    stated: _Evidence | None
    evidence: tuple[_Evidence, ...]
    drawn: Usage
    provenance: Provenance

    def restored(self, articles: Mapping[str, Article], book: GradeBook) -> Material:
        clusters = [tuple(_located(claim, articles) for claim in claims) for claims in self.clusters]
        if len(clusters) != len(self.evidence) or not all(clusters):
            raise ValueError("clusters and their evidence do not fit")
        return Material(
            question=read_question(self.question),
            candidates=tuple(c.restored(articles) for c in self.candidates),
            claims=tuple(_located(claim, articles) for claim in self.claims),
            clusters=tuple(Cluster(claims[0], claims) for claims in clusters),
            stated=self.stated.restored(articles, book) if self.stated is not None else None,
            evidence=tuple(part.restored(articles, book) for part in self.evidence),
            drawn=self.drawn,
            provenance=self.provenance,
        )


class _Judged(_Strict):
    """A person's verdict, as sessions held it before findings did."""

    verdict: PersonsVerdict
    note: str
    kept: str

    def on(self, finding: Finding) -> PersonVerdict:
        """The verdict, of an unknown day."""
        claim = finding.claim
        return PersonVerdict("", claim.id, claim.text, self.verdict, self.note, "", "", finding.verdict, None)


class _Turn(_Strict):
    typed: str
    asked: str
    finding: Finding | None = None
    answer: Answer | None = None
    evidence: _Evidence | None = None
    material: _Material | None = None
    places: tuple[Place, ...]
    missing: int
    notes: tuple[str, ...]
    judged: _Judged | None = None


class _Saved(_Strict):
    format: Literal["twosource-session/1"]
    library: str
    turns: tuple[_Turn, ...]
    current: int | None
    shown: tuple[Place, ...] | None
    rules: tuple[Rule, ...]
    as_of: str | None
    publisher: str | None
    language: str | None
    subject: str
    spent: Usage


async def save(desk: Desk, line: Line) -> Outcome:
    """Keeps the session in a file."""
    path = writable(desk, line.words[0])
    write_whole(str(path), [json.dumps(_saved(desk), ensure_ascii=False)])
    desk.session.written.add(path.resolve())
    count = len(desk.session.turns)
    return told(f"{count} finding{'s' if count != 1 else ''} saved to {path}", kind="save", path=str(path))


async def load(desk: Desk, line: Line) -> Outcome:
    """Takes up a session that was saved; it takes the place of this one."""
    name = line.words[0]
    saved = _read(name)
    articles = _articles(desk, saved)
    try:
        session = _restored(saved, articles)
    except (ValueError, KeyError, IndexError) as error:
        raise _unusable(name, str(error)) from error
    desk.checker.limit(as_of=session.as_of, publisher=session.publisher, language=session.language)
    session.written.add(named(name).resolve())
    desk.take_up(session)
    gone = sum(turn.evidence is None for turn in session.turns)
    lines = [f"{len(session.turns)} finding{'s' if len(session.turns) != 1 else ''} loaded from {name}"]
    if saved.library != desk.checker.settings.library:
        lines.append(f"It was made with the library {saved.library}.")
    if gone:
        lines.append(
            f"Of {gone}, articles are no longer in this library: they can be read, not weighed again, and their "
            "quotes are not checked."
        )
    return told(*lines, kind="load", findings=len(session.turns), unweighable=gone)


def _saved(desk: Desk) -> dict[str, Any]:
    session = desk.session
    saved = _Saved(
        format=FORMAT,
        library=desk.checker.settings.library,
        turns=tuple(_turn(turn, session.book) for turn in session.turns),
        current=session.current,
        shown=session.shown,
        rules=tuple(session.rules),
        as_of=session.as_of,
        publisher=session.publisher,
        language=session.language,
        subject=session.subject,
        spent=desk.spent,
    )
    value: dict[str, Any] = saved.model_dump(mode="json")
    return value


def _turn(turn: Turn, book: GradeBook) -> _Turn:
    made = turn.evidence
    return _Turn(
        typed=turn.typed,
        asked=turn.asked,
        finding=turn.result if isinstance(turn.result, Finding) else None,
        answer=turn.result if isinstance(turn.result, Answer) else None,
        evidence=_evidence(made, book) if isinstance(made, Evidence) else None,
        material=_material(made, book) if isinstance(made, Material) else None,
        places=turn.places,
        missing=turn.missing,
        notes=turn.notes,
    )


def _evidence(evidence: Evidence, book: GradeBook) -> _Evidence:
    return _Evidence(
        claim=evidence.claim,
        tried=tuple(_candidate(c) for c in evidence.tried),
        screened=tuple(_candidate(c) for c in evidence.screened),
        copies=dict(evidence.copies),
        provenance=evidence.provenance,
        grades=tuple(book.get(evidence.key(c)) for c in evidence.tried),
    )


def _material(material: Material, book: GradeBook) -> _Material:
    return _Material(
        question=material.question.text,
        candidates=tuple(_candidate(c) for c in material.candidates),
        claims=tuple(x.claim for x in material.claims),
        clusters=tuple(tuple(x.claim for x in cluster.claims) for cluster in material.clusters),
        stated=_evidence(material.stated, book) if material.stated is not None else None,
        evidence=tuple(_evidence(part, book) for part in material.evidence),
        drawn=material.drawn,
        provenance=material.provenance,
    )


def _candidate(candidate: Candidate) -> _Candidate:
    passage = candidate.passage
    return _Candidate(
        article=candidate.article.id,
        passage=passage.id,
        start=passage.start,
        end=passage.end,
        sentences=passage.sentences,
        span=candidate.span,
        similarity=candidate.similarity,
        reading=candidate.reading,
    )


# -- and back -------------------------------------------------------------------------------------------------


def _read(name: str) -> _Saved:
    path = named(name)
    try:
        if path.stat().st_size > LARGEST:
            raise _unusable(name, f"it is larger than {LARGEST // 1_000_000} MB")
        return _Saved.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}", path=name, mend="Name a saved session."
        ) from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "the file"
        raise _unusable(name, f"{where}: {problem['msg']}") from error


def _unusable(name: str, reason: str) -> InputError:
    return InputError(f"is not a session that can be loaded: {reason}", path=name, mend="Name a saved session.")


def _articles(desk: Desk, saved: _Saved) -> dict[str, Article]:
    """The articles that the session names, as far as the library has them. Without a library there are none."""
    ids = {c.article for turn in saved.turns for c in _candidates(turn)}
    ids |= {claim.article_id or "" for turn in saved.turns if turn.material for claim in _claims(turn.material)}
    ids |= {place.article_id for turn in saved.turns for place in turn.places}
    ids |= {place.article_id for place in saved.shown or ()}
    ids |= {quoted[0] for turn in saved.turns for quoted in _quotes(turn.finding or turn.answer)}
    try:
        return desk.checker.library().get(sorted(filter(None, ids)))
    except StoreError:
        return {}


def _candidates(turn: _Turn) -> list[_Candidate]:
    parts = [turn.evidence] if turn.evidence is not None else []
    found: list[_Candidate] = []
    if turn.material is not None:
        parts += [*turn.material.evidence, *([turn.material.stated] if turn.material.stated is not None else [])]
        found += turn.material.candidates
    return found + [c for part in parts for c in (*part.tried, *part.screened)]


def _quotes(result: Finding | Answer | None) -> Iterator[tuple[str, Span, str]]:
    """What a finding or answer quotes: of which article, from where to where, in which words."""
    for cited in result.citations if isinstance(result, Answer) else ():
        yield cited.article_id, (cited.quote.start, cited.quote.end), cited.quote.text
    for finding in result.findings if isinstance(result, Answer) else filter(None, [result]):
        for source in finding.sources:
            yield from ((source.article_id, (q.start, q.end), q.text) for q in source.quotes)
        for q in finding.conflict.quotes if finding.conflict is not None else ():
            yield q.article_id, (q.start, q.end), q.text


def _claims(material: _Material) -> list[Claim]:
    return [*material.claims, *(claim for claims in material.clusters for claim in claims)]


def _restored(saved: _Saved, articles: Mapping[str, Article]) -> Session:
    book = GradeBook()
    turns = [_restored_turn(turn, articles, book) for turn in saved.turns]
    if saved.current is not None and not 0 <= saved.current < len(turns):
        raise ValueError("the last finding is not among the findings")
    _check_places(saved.shown or (), articles)
    return Session(
        turns=turns,
        current=saved.current,
        shown=saved.shown,
        rules=list(saved.rules),
        as_of=saved.as_of,
        publisher=saved.publisher,
        language=saved.language,
        subject=saved.subject,
        book=book,
        spent=saved.spent,
    )


def _restored_turn(saved: _Turn, articles: Mapping[str, Article], book: GradeBook) -> Turn:
    result = saved.finding or saved.answer
    made = saved.evidence or saved.material
    if result is None or (saved.finding is None) != (saved.evidence is None and made is not None):
        raise ValueError(f"{saved.typed[:40]!r} has no result, or another's evidence")
    there = {c.article for c in _candidates(saved)} | {
        c.article_id for c in (_claims(saved.material) if saved.material else ())
    }
    restored = made.restored(articles, book) if made is not None and there <= articles.keys() else None
    for article_id, span, words in _quotes(result):
        if article_id in articles:
            _check_quote(articles[article_id], span, words)
        elif restored is not None:
            raise ValueError(f"{saved.typed[:40]!r} quotes an article that is not of its evidence")
    _check_places(saved.places, articles)
    if isinstance(result, Finding) and result.person is None and saved.judged is not None:
        result = replace(result, person=saved.judged.on(result))
    return Turn(saved.typed, saved.asked, result, restored, saved.places, saved.missing, saved.notes)


def _located(claim: Claim, articles: Mapping[str, Article]) -> Located:
    article = articles[claim.article_id or ""]
    _check(article, claim.start or 0, claim.end or 0)
    return Located(claim, article)


def _check_grade(graded: Grade | Ungraded, candidate: Candidate) -> None:
    if (graded.article_id, graded.passage_id) != (candidate.article.id, candidate.passage.id):
        raise ValueError("a grade is not of its passage")
    for start, end in graded.quotes if isinstance(graded, Grade) else ():
        _check(candidate.article, start, end)


def _check_places(places: Sequence[Place], articles: Mapping[str, Article]) -> None:
    for place in places:
        article = articles.get(place.article_id)
        if article is not None:
            _check(article, place.start, place.end)


def _check_quote(article: Article, span: Span, words: str) -> None:
    _check(article, *span)
    if article.text[slice(*span)] != words:
        raise ValueError(f"{words[:40]!r} does not stand at {span[0]} in article {article.id}")


def _check(article: Article, start: int, end: int) -> None:
    if not 0 <= start <= end <= len(article.text):
        raise ValueError(f"{start} to {end} is no place in article {article.id}")
