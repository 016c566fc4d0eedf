"""Whatever is typed, in whatever order: no line ends the session, and a session that was saved shows the same again."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.shell.commands import COMMANDS
from pipeline.shell.session import Session
from tests.shell.conftest import CLAIM, QUESTION, READS, Sat
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply

_NUMBER = st.integers(0, 6).map(str)
_ARGUMENTS = """all off clear 2024-05-06 2024-13-40 publisher:Orl publisher: origin:1 article:diary language:en refuted
openai:other nonesuch budget x.json x.session \u202e 政府 " 'x'"""
_WORDS = st.sampled_from(_ARGUMENTS.split())
_COMMAND = st.tuples(
    st.sampled_from(sorted(set(COMMANDS) - {"ingest", "quit"})), st.one_of(_NUMBER, _WORDS, st.just(""))
)
_ASKED = st.sampled_from(
    (
        *(CLAIM, QUESTION, f"?{CLAIM}", f"!{QUESTION}", "and who denied it?", "when did it vote?"),
        *("what about the mayor", "Did the council approve the budget?", "الميزانية", "予算は承認された。"),
    )
)
_LINE = st.one_of(
    _ASKED,
    _COMMAND.map(" ".join),
    _COMMAND.map(" ".join),
    st.text(max_size=40),
    st.text("!?\"' \x1b\x00[]", max_size=8),
)
_LOOKS = ["findings", "subject", "cost", "sources", *(f"open {n}" for n in (1, 2, 3)), *(f"why {n}" for n in (1, 2, 3))]
_FRESH = itertools.count()


@pytest.fixture
def moody(model: StubServer) -> StubServer:
    """A model that fails now and then, in every way."""
    asked = itertools.count(1)

    def reply(request: Recorded) -> Scripted:
        number = next(asked)
        if number % 7 == 0:
            return error_reply(400, "no")
        return chat_reply("{" * 50) if number % 5 == 0 else READS(request)

    model.otherwise = reply
    return model


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_LINE, max_size=10))
def test_any_lines_leave_a_session_that_goes_on_and_can_be_kept(sat: Sat, moody: StubServer, lines: list[str]) -> None:
    desk = sat.sitting.desk
    if desk is not None:
        desk.take_up(Session())
        sat("as-of off", "only off", "model openai:any")
    for line in lines:
        sat(line)
        assert "bug in twosource" not in " ".join(sat.screen.split()), line
        assert isinstance(sat.last.as_json(), dict)
    name = f"{next(_FRESH)}.session"
    sat(f"save {name}")
    before = [sat(line) for line in _LOOKS]
    sat("subject something else", CLAIM, "exclude 1", f"load {name}")
    assert sat.last.kind == "load", sat.screen
    assert [sat(line) for line in _LOOKS] == before
    assert not list(Path("cache/shell").glob("last-error.txt"))
