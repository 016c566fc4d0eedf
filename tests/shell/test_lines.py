"""What a typed line wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.shell.commands import COMMANDS
from pipeline.shell.lines import read_line, read_what


@pytest.mark.parametrize(
    ("typed", "kind", "command"),
    [
        ("", "nothing", ""),
        (" \t\n", "nothing", ""),
        ("The council approved the budget.", "claim", ""),
        ("When was it approved", "question", ""),
        ("Was it approved?", "question", ""),
        ("Is it what it was.", "claim", ""),
        ("He said: “Who did it?”", "question", ""),
        ("!Was it approved?", "claim", ""),
        ("?The council approved it.", "question", ""),
        ("and who denied it", "question", ""),
        ("open 3", "command", "open"),
        ("why 3", "command", "why"),
        ("why did she resign", "question", ""),
        ("why?", "question", ""),
        ("Open questions remain in Orl.", "claim", ""),
        ("open questions remain, don't they?", "question", ""),
        ("Sources say so.", "claim", ""),
        ("exclude publisher:Orl Gazette", "command", "exclude"),
        ("exclude article 2", "command", "exclude"),
        ("only language:fa", "command", "only"),
        ("judge refuted", "command", "judge"),
        ("Judge Sorin refuted it.", "claim", ""),
        ("export out.html all", "command", "export"),
        ('save "my session"', "command", "save"),
        ("exit", "command", "quit"),
        ("?", "command", "help"),
        ("هل تمت الموافقة؟", "question", ""),
        ("予算は承認されたか？", "question", ""),
        ("予算は承認された。", "claim", ""),
    ],
)
def test_a_line_is_read_as_meant(typed: str, kind: str, command: str) -> None:
    line = read_line(typed)
    assert (line.kind, line.command) == (kind, command)


@pytest.mark.parametrize(
    "typed",
    [
        "open",
        "open the door",
        "sources of it",
        "judge maybe",
        "opne",
        "opne 3",
        "exlude publisher:X",
        "export",
        "as-of now",
    ],
)
def test_what_begins_like_a_command_is_no_claim(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_line(typed)
    assert "help" in caught.value.mend


def test_every_example_can_be_typed() -> None:
    for command in COMMANDS.values():
        if command.example:
            assert read_line(command.example).command == command.name


@pytest.mark.parametrize(
    ("text", "what"),
    [("2", ("number", "2")), ("publisher: A B", ("publisher", "A B")), ('article:"T"', ("article", "T"))],
)
def test_what_is_left_out_is_named(text: str, what: tuple[str, str]) -> None:
    assert read_what(text) == what


@given(st.text())
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        line = read_line(typed)
    except UsageError:
        return
    assert line.kind in ("nothing", "claim", "question", "command")
    assert line.kind != "command" or line.command in COMMANDS
