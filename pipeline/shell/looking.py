"""Looking closer at what was found, and at the session itself. Nothing here asks a model."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError
from pipeline.findings import Finding, Grade, Ungraded
from pipeline.report import to_value
from pipeline.report.text import VERDICTS
from pipeline.shell import screens
from pipeline.shell.asking import left_out
from pipeline.shell.commands import COMMANDS
from pipeline.shell.desk import Desk
from pipeline.shell.export import FORMATS
from pipeline.shell.lines import Line, read_number
from pipeline.shell.matrix import sources_outcome
from pipeline.shell.outcome import Outcome, told
from pipeline.shell.passages import grade_outcome, passage_outcome
from pipeline.shell.session import Place, Turn
from pipeline.text import one_line
from pipeline.weighing import Evidence
from store import Article, Passage, Span

_MOST_HISTORY = 20


async def nothing(desk: Desk, line: Line) -> Outcome:
    """An empty line."""
    return Outcome("nothing", None, lambda out: None)


async def leave(desk: Desk, line: Line) -> Outcome:
    """The end of the session."""
    return Outcome("quit", None, lambda out: None, leave=True)


async def open_passage(desk: Desk, line: Line) -> Outcome:
    """A passage in its context."""
    number = read_number(line.text)
    place = desk.session.place(number)
    article, passages = _article(desk, place)
    span = _span(desk, place, article, passages)
    marked = _marked(desk, place)
    return passage_outcome(number, article, span, marked or ([(place.start, place.end)] * (place.end > 0)), passages)


def _article(desk: Desk, place: Place) -> tuple[Article, Sequence[Passage]]:
    """The article, from the evidence at hand if it is there, and its passages."""
    turn = _turn(desk)
    for part in turn.parts if turn is not None else ():
        if place.article_id in part.articles:
            chosen = {
                c.passage.id: c.passage for c in (*part.tried, *part.screened) if c.article.id == place.article_id
            }
            return part.articles[place.article_id], list(chosen.values())
    library = desk.checker.library()
    found = library.get([place.article_id])
    if not found:
        raise UsageError("That article is not in the library any more.", mend="Ask again to see what is.")
    return found[place.article_id], library.passages_of(place.article_id)


def _span(desk: Desk, place: Place, article: Article, passages: Sequence[Passage]) -> Span:
    """The passage that holds the words; for a whole article, the passage that came nearest, else its beginning."""
    home = next((p for p in passages if p.start <= place.start and place.end <= p.end and place.end), None)
    if home is not None:
        return home.start, home.end
    if place.end:
        return place.start, place.end
    near = next((c for part in _parts(desk) for c in part.tried if c.article.id == article.id), None)
    if near is not None:
        return near.passage.start, near.passage.end
    first = min(passages, key=lambda p: p.start, default=None)
    return (first.start, first.end) if first is not None else (0, len(article.text))


def _marked(desk: Desk, place: Place) -> list[Span]:
    """The deciding words: all quotes of the source that the number stands for."""
    if desk.session.shown is not None or not place.end:
        return []
    turn = desk.session.turn
    sources = [s for f in turn.findings for s in f.sources if s.article_id == place.article_id]
    spans = [[(q.start, q.end) for q in s.quotes] for s in sources]
    return next((found for found in spans if (place.start, place.end) in found), [])


def _turn(desk: Desk) -> Turn | None:
    session = desk.session
    return session.turns[session.current] if session.current is not None else None


def _parts(desk: Desk) -> Sequence[Evidence]:
    turn = _turn(desk)
    return turn.parts if turn is not None else ()


async def why(desk: Desk, line: Line) -> Outcome:
    """How the passages of a source were graded."""
    number = read_number(line.text)
    place = desk.session.place(number)
    article, _ = _article(desk, place)
    graded: list[tuple[Evidence, list[Grade | Ungraded]]] = []
    if desk.session.shown is None:
        graded = [(part, found) for part in _parts(desk) if (found := _grades(desk, part, place))]
        graded = [pair for pair in graded if _stands_for(pair[1][0], place)] or graded
    return grade_outcome(number, article, graded)


def _grades(desk: Desk, part: Evidence, place: Place) -> list[Grade | Ungraded]:
    """The grades of an article's passages for one claim, that of the place first."""
    mine = [c for c in part.tried if c.article.id == place.article_id]
    found = [graded[0] for c in mine if (graded := desk.session.book.get(part.key(c))) is not None]
    return sorted(found, key=lambda grade: not _stands_for(grade, place))


def _stands_for(grade: Grade | Ungraded, place: Place) -> bool:
    return isinstance(grade, Grade) and (place.start, place.end) in grade.quotes


async def sources(desk: Desk, line: Line) -> Outcome:
    """The matrix of the last finding."""
    turn = desk.session.turn
    desk.session.shown = None
    return sources_outcome(turn, left_out(desk, turn))


async def findings(desk: Desk, line: Line) -> Outcome:
    """What has been asked; with a number, back to it."""
    session = desk.session
    if line.text:
        number = int(line.text)
        if not 1 <= number <= len(session.turns):
            raise UsageError(f"There is no finding {number}.", mend="findings lists them.")
        session.current, session.shown = number - 1, None
        return screens.turn_outcome(session.turn)
    if not session.turns:
        return told("Nothing has been asked yet.", kind="findings")
    return told(
        *(_listed(n, turn, n - 1 == session.current) for n, turn in enumerate(session.turns, 1)), kind="findings"
    )


def _listed(number: int, turn: Turn, current: bool) -> str:
    what = VERDICTS[turn.result.verdict][0] if isinstance(turn.result, Finding) else "answer"
    judged = f" (a person: {turn.person.verdict.replace('_', ' ')})" if turn.person is not None else ""
    return f"{number}. {what}{judged} · {one_line(turn.asked)}{' (the last one)' if current else ''}"


async def cost(desk: Desk, line: Line) -> Outcome:
    """What the session has cost."""
    spent = desk.spent
    dollars = "at an unknown price" if spent.cost_usd is None else f"${spent.cost_usd:.4f}"
    calls = f"{spent.calls:,} call{'s' if spent.calls != 1 else ''}, {spent.cached:,} more answered from the cache"
    tokens = f"{spent.tokens_in:,} tokens read, {spent.tokens_out:,} written"
    return told(f"this session: {calls} · {tokens} · {dollars}", kind="cost", usage=to_value(spent))


async def subject(desk: Desk, line: Line) -> Outcome:
    """What "it" means next; sets or clears it."""
    session = desk.session
    if line.text == "clear":
        session.subject = ""
    elif line.text:
        session.subject = line.text
    now = session.subject
    what = f"subject: {now}" if now else 'No subject: "it" means nothing yet.'
    return told(what, kind="subject", subject=now or None)


async def history(desk: Desk, line: Line) -> Outcome:
    """Earlier lines, of earlier sessions too."""
    found = list(dict.fromkeys(desk.history.found(line.text)))
    lines = [*reversed(found[:_MOST_HISTORY])] or ["No earlier line has these words." if line.text else "No lines yet."]
    if len(found) > _MOST_HISTORY:
        lines.insert(0, f"({len(found) - _MOST_HISTORY} earlier ones; give words that they have)")
    return told(*lines, kind="history", lines=found)


async def explain(desk: Desk, line: Line) -> Outcome:
    """All commands, or one."""
    return screens.help_outcome(COMMANDS[line.text] if line.text else None, list(FORMATS))
