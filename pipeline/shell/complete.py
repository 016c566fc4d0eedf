"""What Tab completes: commands, outlets, titles, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from pipeline.shell.commands import COMMANDS
from pipeline.text import one_line
from store.records import PERSONS_VERDICTS

if TYPE_CHECKING:
    from pipeline.shell.desk import Desk

_NUMBERED = {"open", "why", "exclude", "include"}
_FILES = {"ingest", "export", "save", "load"}
_MOST = 30


class ShellCompleter(Completer):
    """Completes what stands before the cursor. Reads the session, changes nothing."""

    def __init__(self, desk: Callable[[], Desk | None]) -> None:
        """For the session that is open, once it is."""
        self._desk = desk
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What could stand here."""
        before = document.text_before_cursor
        name, blank, argument = before.partition(" ")
        if not blank:
            for command in COMMANDS.values():
                if name and command.name.startswith(name):
                    yield Completion(command.name, -len(name), display_meta=command.does)
            return
        if name in _FILES:
            yield from self._files(argument, complete_event)
            return
        chosen = [text for text in self._choices(name) if text.casefold().startswith(argument.casefold())]
        for text in chosen[:_MOST]:
            yield Completion(text, -len(argument))

    def _files(self, argument: str, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Files and folders; one with a blank in its name is put in quotation marks."""
        quoted = argument.count('"') % 2 == 1
        word = argument[argument.rfind('"' if quoted else " ") + 1 :]
        for found in self._paths.get_completions(Document(word, len(word)), complete_event):
            if quoted or " " not in found.text:
                yield found
            else:
                yield Completion(f'"{word}{found.text}', -len(word), display=found.display)

    def _choices(self, command: str) -> Iterator[str]:
        desk = self._desk()
        if command == "help":
            yield from COMMANDS
        if command == "judge":
            yield from PERSONS_VERDICTS
        if command == "only":
            yield from ("off", "language:")
        if command == "as-of":
            yield "off"
        if command == "subject":
            yield "clear"
        if desk is None:
            return
        yield from _numbers(desk, command)
        if command in ("exclude", "include", "only"):
            yield from (f"publisher:{name}" for name in desk.names.publishers)
        if command in ("exclude", "include"):
            yield from (f"article:{title}" for title in _titles(desk))
        if command in ("timeline", "subject"):
            yield from desk.names.titles


def _titles(desk: Desk) -> list[str]:
    """The headlines of the last finding's articles: of no others can one be left out by its headline."""
    session = desk.session
    made = session.turn.evidence if session.current is not None else None
    return sorted({one_line(article.title) for article in made.articles.values()} - {""}) if made is not None else []


def _numbers(desk: Desk, command: str) -> Iterator[str]:
    session = desk.session
    if command == "findings":
        yield from map(str, range(1, len(session.turns) + 1))
    if command in _NUMBERED and (session.shown is not None or session.current is not None):
        places = session.shown if session.shown is not None else session.turn.places
        yield from map(str, range(1, len(places) + 1))
        if command in ("exclude", "include"):
            yield from (f"origin:{number}" for number in range(1, len(places) + 1))
    if command == "include" and session.rules:
        yield "all"
