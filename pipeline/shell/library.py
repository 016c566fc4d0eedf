"""What works on the whole library: time lines, conflicts, new articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console

from pipeline.conflicts import ConflictOptions
from pipeline.findings import Quote
from pipeline.report import to_value
from pipeline.report.conflicts import MOST_ARTICLES, conflicts_value, print_conflicts
from pipeline.report.timeline import print_timeline
from pipeline.shell.desk import Desk, Names
from pipeline.shell.lines import Line
from pipeline.shell.outcome import Outcome, told
from pipeline.shell.session import Place
from pipeline.text import one_line

if TYPE_CHECKING:
    from pipeline.ingest import IngestSummary

_MOST_NAMES = 2_000
_SHOWN = 20


async def timeline(desk: Desk, line: Line) -> Outcome:
    """The dated events of a subject, each source with a number."""
    found = await desk.checker.atimeline(line.text.strip("\"'"), progress=desk.feed.progress)
    places = _numbered(desk, ((t.article_id, t.quote) for event in found.events for t in event.told))

    def draw(out: Console) -> None:
        print_timeline(found, out, numbers=lambda told: places[_place(told.article_id, told.quote)])

    return Outcome("timeline", to_value(found), draw)


async def conflicts(desk: Desk, line: Line) -> Outcome:
    """Statements of the library that cannot both be true, each source with a number."""
    options = ConflictOptions(as_of=desk.session.as_of)
    found = await desk.checker.aconflicts(options, progress=desk.feed.progress)
    shown = (
        (voiced.article_id, voiced.quote)
        for conflict in (*found.conflicts, *found.superseded)
        for side in conflict.sides
        for voiced in side.said_by[:MOST_ARTICLES]
    )
    places = _numbered(desk, shown)

    def draw(out: Console) -> None:
        print_conflicts(found, out, numbers=lambda voiced: places[_place(voiced.article_id, voiced.quote)])

    return Outcome("conflicts", conflicts_value(found), draw)


def _numbered(desk: Desk, shown: Iterable[tuple[str, Quote]]) -> dict[Place, int]:
    """Numbers for what is shown, in the order of reading; `open` means these from now on."""
    places = tuple(dict.fromkeys(_place(article_id, quote) for article_id, quote in shown))
    desk.session.shown = places
    return {place: number for number, place in enumerate(places, 1)}


def _place(article_id: str, quote: Quote) -> Place:
    return Place(article_id, quote.start, quote.end)


async def ingest(desk: Desk, line: Line) -> Outcome:
    """Reads files and folders into the library."""
    from pipeline.cli.ingest import exit_code
    from pipeline.ingest import IngestOptions, cores

    words = line.words
    paths = [word for word in words if word != "--allow-fetch"]
    options = IngestOptions(allow_fetch="--allow-fetch" in words, jobs=min(4, cores()))
    summary = desk.checker.ingest(paths, options=options, progress=desk.feed.progress)
    outcome = told(*_told(summary, desk.checker.settings.library), kind="ingest", summary=to_value(summary))
    return replace(outcome, code=exit_code(summary))


def _told(summary: IngestSummary, where: str) -> list[str]:
    from pipeline.cli.ingest import told_summary

    lines = told_summary(summary, where).splitlines()
    for failure in summary.failed[:_SHOWN]:
        lines.append(f"{failure.reason} {failure.mend}".rstrip())
    if len(summary.failed) > _SHOWN:
        lines.append(f"and {len(summary.failed) - _SHOWN} more that could not be read")
    return lines


def refresh_names(desk: Desk) -> None:
    """What there is to complete, read again where the library has changed. Nothing happens where there is none."""
    from store.errors import StoreError

    try:
        library = desk.checker.library()
        state, count = library.generation(), library.count()
    except StoreError:
        return
    if state == desk.names.known:
        return
    publishers: dict[str, None] = {}
    titles: dict[str, None] = {}
    if count <= _MOST_NAMES:
        for article in library.articles():
            publishers[one_line(article.publisher or "")] = None
            titles[one_line(article.title)] = None
    desk.names = Names(tuple(sorted(filter(None, publishers))), tuple(sorted(filter(None, titles))), count, state)
