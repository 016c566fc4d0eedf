"""Asking, and weighing again what was found: by fewer articles, by more, by another model."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace

from pipeline.errors import EnvironmentFault, UsageError
from pipeline.findings import Answer, Finding, Source
from pipeline.followups import leans, stand_alone, subject_of
from pipeline.shell import screens
from pipeline.shell.desk import Desk, go_on
from pipeline.shell.feed import Stopped
from pipeline.shell.lines import Line, read_number, read_what
from pipeline.shell.outcome import Outcome, told
from pipeline.shell.session import Result, Rule, Session, Turn
from pipeline.text import name_of, one_line
from pipeline.weighing import Evidence, Key, Material, answer_from, weigh
from store import Article
from store.index import Within


async def check(desk: Desk, line: Line) -> Outcome:
    """Checks a claim."""
    session = desk.session
    asked = stand_alone(line.text, session.subject, asks=False)
    evidence = desk.checker.evidence_for(asked)
    weighed = await _graded(desk, evidence)
    if not leans(line.text, asks=False) or not session.subject:
        session.subject = subject_of(evidence.claim.text)
    return _taken(desk, line, asked, weighed)


async def ask(desk: Desk, line: Line) -> Outcome:
    """Answers a question."""
    session = desk.session
    asked = stand_alone(line.text, session.subject, asks=True)
    material = await desk.checker.aprepare(asked, progress=desk.feed.progress)
    weighed = await _graded(desk, material)
    if not leans(line.text, asks=True) or not session.subject:
        session.subject = _subject(material, weighed.result)
    return _taken(desk, line, asked, weighed)


def _taken(desk: Desk, line: Line, asked: str, weighed: _Weighed) -> Outcome:
    turn = Turn(line.text, asked, weighed.result, weighed.evidence, missing=weighed.missing)
    said = ((f"→ {asked}",) if one_line(line.text) != asked else ()) + weighed.said
    return screens.turn_outcome(desk.session.take(turn), said=said, error=weighed.error)


def _subject(material: Material, result: Result) -> str:
    """What a question has turned out to be about: what "yes" would state, the first claim that is told, itself."""
    if material.question.stated is not None:
        return material.question.stated
    if isinstance(result, Answer) and result.sentences and material.clusters:
        return one_line(material.clusters[0].lead.claim.text)
    return subject_of(material.question.text)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A result, what it was made of, what there is to say about how it came about, and the error that cut it short."""

    result: Result
    evidence: Evidence | Material
    missing: int
    said: tuple[str, ...] = ()
    error: BaseException | None = None

    def put_in(self, turn: Turn) -> Turn:
        """The turn with this result; what a person has decided stays, also where the library is gone meanwhile."""
        result, person = self.result, turn.person
        if isinstance(result, Finding) and result.person is None and person is not None:
            result = replace(result, person=person)
        return replace(turn, result=result, evidence=self.evidence, missing=self.missing)


async def _graded(desk: Desk, evidence: Evidence | Material) -> _Weighed:
    """All that is missing graded, and weighed; what came stands, also where it was stopped or the model failed."""
    book, without = desk.session.book, desk.session.without(evidence.articles)
    parts = (evidence,) if isinstance(evidence, Evidence) else evidence.parts
    wanted = {part.key(c) for part in parts for c in book.missing(part, without)}
    said: tuple[str, ...] = ()
    stop: BaseException | None = None
    try:
        await desk.checker.agrade_missing(
            parts, book, without=without, progress=desk.feed.progress, told=desk.feed.graded
        )
    except (Stopped, asyncio.CancelledError):
        go_on(desk)
        said = ("Stopped: what came so far is weighed, `again` grades the rest.",)
    except EnvironmentFault as error:
        if all(book.get(key) is None for key in wanted):
            raise
        said, stop = (str(error), "What came so far is weighed, `again` grades the rest."), error
    weighed = _weighed(desk, evidence, wanted, drawn_now=True)
    if weighed.missing and not said:
        said = ("Some passages could not be graded: `again` tries them once more.",)
    return replace(weighed, said=said, error=stop)


def _weighed(desk: Desk, evidence: Evidence | Material, fresh: Collection[Key], *, drawn_now: bool) -> _Weighed:
    """What the grades at hand come to; nobody is asked."""
    book, without = desk.session.book, desk.session.without(evidence.articles)
    result: Result
    parts = (evidence,) if isinstance(evidence, Evidence) else evidence.parts
    if isinstance(evidence, Evidence):
        finding = weigh(evidence, book, without=without, fresh=fresh, all_sources=True)
        result = desk.checker.with_person(finding)
    else:
        result = answer_from(evidence, book, without=without, fresh=fresh, drawn_now=drawn_now, all_sources=True)
    return _Weighed(result, evidence, sum(len(book.missing(part, without)) for part in parts))


# -- weighing again -------------------------------------------------------------------------------------------


async def exclude(desk: Desk, line: Line) -> Outcome:
    """Leaves articles out and weighs again. No model is asked."""
    new = [rule for rule in _rules(desk, line) if rule not in desk.session.rules]
    if not new:
        return told("That is left out already.")
    if _is_past(desk):
        message = "The articles of this finding are not in the library any more."
        raise UsageError(message, mend="It can be read, and asked again.")
    desk.session.rules += new
    return _again_at_once(desk, f"left out: {_listed(new)}")


async def include(desk: Desk, line: Line) -> Outcome:
    """Takes back what was left out; grades what was never graded."""
    if line.text == "all":
        gone = list(desk.session.rules)
    else:
        wanted = _rules(desk, line)
        gone = [rule for rule in desk.session.rules if rule in wanted]
        _none_stays_out(desk, wanted, gone)
    if not gone:
        return told("Nothing of that is left out.")
    desk.session.rules = [rule for rule in desk.session.rules if rule not in gone]
    if _is_past(desk):
        return told(
            f"From now on taken back: {_listed(gone)}.",
            "The articles of this finding are not in the library any more: it stays as it was weighed.",
        )
    if _is_missing(desk):
        return await _anew(desk, f"taken back: {_listed(gone)}")
    return _again_at_once(desk, f"taken back: {_listed(gone)}")


def _none_stays_out(desk: Desk, wanted: list[Rule], gone: list[Rule]) -> None:
    """Raises UsageError where an article is to be taken back that its outlet's rule leaves out."""
    outlets = [rule for rule in desk.session.rules if rule.kind == "publisher" and rule not in gone]
    known = _articles(desk)
    for rule in wanted:
        article = known.get(rule.name)
        other = next((r for r in outlets if article is not None and r.leaves_out(article)), None)
        if other is not None:
            raise UsageError(f"{rule.shown} is left out with its outlet.", mend=f"include publisher:{other.shown}")


async def as_of(desk: Desk, line: Line) -> Outcome:
    """Leaves out later articles, or takes them back."""
    until = None if line.text == "off" else line.text
    _limit(desk, until, desk.session.publisher, desk.session.language)
    return await _anew(desk, f"as of {until}" if until else "articles of all dates count")


async def only(desk: Desk, line: Line) -> Outcome:
    """Counts one outlet's articles only, or one language's, or all."""
    kind, _, name = line.text.partition(":")
    name = name.strip().strip("\"'")
    if line.text == "off":
        _limit(desk, desk.session.as_of, None, None)
        return await _anew(desk, "articles of all outlets and languages count")
    if kind.strip() == "publisher":
        name = _outlet(desk, name)
        _limit(desk, desk.session.as_of, name, desk.session.language)
    else:
        _limit(desk, desk.session.as_of, desk.session.publisher, name)
    return await _anew(desk, f"only articles {'of' if kind.strip() == 'publisher' else 'in language'} {name} count")


async def again(desk: Desk, line: Line) -> Outcome:
    """Grades what is missing."""
    turn = desk.session.turn
    if not turn.missing:
        return told(
            "Nothing is missing: every passage has a grade. Articles that have come in since are "
            "read when you ask again."
        )
    return await _anew(desk, "")


async def model(desk: Desk, line: Line) -> Outcome:
    """Shows the model, or switches to another one."""
    checker = desk.checker
    if line.text:
        await checker.ause_model(line.words[0])
    identity = checker.model.identity
    return told(
        f"model: {identity}",
        "It grades what you ask from now on; findings at hand stay as they were graded." if line.text else "",
        kind="model",
        model=identity,
    )


def _limit(desk: Desk, until: str | None, publisher: str | None, language: str | None) -> None:
    desk.checker.limit(as_of=until, publisher=publisher, language=language)
    session, settings = desk.session, desk.checker.settings
    session.as_of, session.publisher, session.language = settings.as_of, settings.publisher, settings.language


def _again_at_once(desk: Desk, said: str) -> Outcome:
    session = desk.session
    if session.current is None:
        return told(f"From now on {said}.")
    before = session.turn
    assert before.evidence is not None
    weighed = _weighed(desk, before.evidence, frozenset(), drawn_now=False)
    after = _put_anew(session, weighed, before)
    return screens.turn_outcome(after, said=(said, screens.change(before, after)), left_out=left_out(desk, after))


async def _anew(desk: Desk, said: str) -> Outcome:
    """Looks up the same claim or question under the limits of now; only what has no grade yet is graded."""
    session = desk.session
    if session.current is None:
        return told(f"From now on {said}.")
    before = session.turn
    evidence: Evidence | Material
    if isinstance(before.result, Finding):
        evidence = desk.checker.evidence_for(before.asked)
    else:
        evidence = await desk.checker.aprepare(before.asked, progress=desk.feed.progress)
    weighed = await _graded(desk, evidence)
    after = _put_anew(session, weighed, before)
    lines = (said, screens.change(before, after), *weighed.said)
    known = left_out(desk, after) if after.places == before.places else None
    return screens.turn_outcome(after, said=lines, error=weighed.error, left_out=known)


def _put_anew(session: Session, weighed: _Weighed, before: Turn) -> Turn:
    """The turn as it is weighed now; it is shown, so numbers mean its sources again."""
    session.shown = None
    return session.put(weighed.put_in(before))


def left_out(desk: Desk, turn: Turn) -> dict[str, Article]:
    """The articles of a turn that do not count now."""
    articles = turn.evidence.articles if turn.evidence is not None else {}
    without = desk.session.without(articles)
    return {i: article for i, article in articles.items() if i in without}


def _is_past(desk: Desk) -> bool:
    """Whether the last finding can be read, and not weighed again: it was loaded, and its articles are gone."""
    return desk.session.current is not None and desk.session.turn.evidence is None


def _is_missing(desk: Desk) -> bool:
    session = desk.session
    if session.current is None or session.turn.evidence is None:
        return False
    without = session.without(session.turn.evidence.articles)
    return any(session.book.missing(part, without) for part in session.turn.parts)


# -- what is to be left out -----------------------------------------------------------------------------------


def _rules(desk: Desk, line: Line) -> list[Rule]:
    """The rules that an argument comes to."""
    kind, name = read_what(line.text)
    if kind == "publisher":
        return [_of_publisher(desk, name)]
    if kind == "article":
        return [_of_title(desk, name)]
    place = desk.session.place(read_number(name))
    known = _articles(desk)
    if kind == "number":
        return [_of_article(place.article_id, known)]
    ids = {s.article_id for s in _same_origin(desk, place.article_id)} or {place.article_id}
    return [_of_article(article_id, known) for article_id in sorted(ids)]


def _same_origin(desk: Desk, article_id: str) -> list[Source]:
    sources = [s for finding in desk.session.turn.findings for s in finding.sources if s.quotes]
    origins = {s.origin for s in sources if s.article_id == article_id}
    return [s for s in sources if s.origin in origins]


def _of_article(article_id: str, known: dict[str, Article]) -> Rule:
    article = known.get(article_id)
    shown = name_of(article.publisher, article.title, article.path) if article is not None else article_id
    return Rule("article", article_id, shown)


def _of_publisher(desk: Desk, name: str) -> Rule:
    wanted = one_line(name).casefold()
    known = {one_line(a.publisher or ""): None for a in _articles(desk).values()} | dict.fromkeys(desk.names.publishers)
    shown = next((p for p in known if p.casefold() == wanted), None)
    if shown is None:
        near = sorted(p for p in known if p and wanted in p.casefold())
        mend = f"Did you mean publisher:{near[0]}?" if near else "Tab completes the outlets of the library."
        raise UsageError(f"No article here is of an outlet called {one_line(name)}.", mend=mend)
    return Rule("publisher", wanted, shown)


def _outlet(desk: Desk, name: str) -> str:
    """An outlet of the library, as it writes itself.

    Raises:
        UsageError: The library has no article of it.
    """
    try:
        return _of_publisher(desk, name).shown
    except UsageError:
        index = desk.checker.library().index  # it has also what is too much to be completed
        if index.allowed(sorted(index.article_ids()), Within(publishers=(name,))):
            return name
        raise


def _of_title(desk: Desk, name: str) -> Rule:
    wanted, known = one_line(name).casefold(), _articles(desk)
    found = [a for a in known.values() if wanted in one_line(a.title).casefold() or a.path.casefold().endswith(wanted)]
    exact = [a for a in found if one_line(a.title).casefold() == wanted] or found
    if len(exact) != 1:
        many = f"{len(exact)} articles of the last finding are" if exact else "No article of the last finding is"
        raise UsageError(f"{many} called {one_line(name)}.", mend="Numbers stand in brackets: exclude 2")
    return _of_article(exact[0].id, known)


def _articles(desk: Desk) -> dict[str, Article]:
    """The articles of the last finding, and those whose numbers were shown since."""
    session = desk.session
    turn = session.turns[session.current] if session.current is not None else None
    known = turn.evidence.articles if turn is not None and turn.evidence is not None else {}
    shown = [place.article_id for place in session.shown or () if place.article_id not in known]
    return known | (desk.checker.library().get(shown) if shown else {})


def _listed(rules: list[Rule]) -> str:
    return ", ".join(dict.fromkeys(rule.shown for rule in rules))
