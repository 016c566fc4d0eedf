"""What Tab offers."""

from __future__ import annotations

from pathlib import Path

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from pipeline.shell.complete import ShellCompleter
from tests.shell.conftest import CLAIM, Sat


def offered(sat: Sat, line: str) -> list[str]:
    """The line as each completion leaves it."""
    found = ShellCompleter(lambda: sat.sitting.desk).get_completions(Document(line, len(line)), CompleteEvent())
    return [line[: len(line) + one.start_position] + one.text for one in found]


def test_headlines_are_those_that_can_be_left_out(sat: Sat) -> None:
    sat("cost")
    assert offered(sat, "exclude article:") == []
    sat("only publisher:Orl Gazette", CLAIM)
    (line,) = offered(sat, "exclude article:")
    sat(line)
    assert sat.last.kind == "finding"


def test_a_file_with_a_blank_in_its_name_is_quoted(sat: Sat) -> None:
    Path("my own.session").touch()
    Path("mine.session").touch()
    assert offered(sat, "load m") == ["load mine.session", 'load "my own.session']
    assert offered(sat, 'load "my o') == ['load "my own.session']
