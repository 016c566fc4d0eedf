"""The prompt, driven by keys: interruption, follow-ups, type-ahead, leaving."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from pipeline.report.text import drawn
from pipeline.shell.outcome import Outcome
from pipeline.shell.sitting import Sitting
from pipeline.shell.terminal import Terminal
from tests.shell.conftest import CLAIM, READS, made
from tests.stub_server import Recorded, Scripted, StubServer

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
_FREE = READS


class Keys:
    """A terminal, the keys that are pressed on it, and what it has shown."""

    def __init__(self, pipe: PipeInput, library: str) -> None:
        self.pipe = pipe
        self.shown: list[Outcome] = []
        self.written = ""
        self.sitting = Sitting(made(library), library, warm=False)
        self.terminal = Terminal(self.sitting, self.shown.append, write=self._write, source=pipe, output=DummyOutput())

    def _write(self, text: str) -> None:
        self.written += text

    def press(self, *keys: str) -> None:
        self.pipe.send_text("".join(keys))

    def run(self, patience: float = 60.0) -> int:
        """Until the session ends; a test that would hang fails."""
        stop = threading.Timer(patience, lambda: self.press(CTRL_C, CTRL_C, CTRL_D))
        stop.start()
        code = self.terminal.run()
        assert stop.is_alive(), "the session had to be ended from outside"
        stop.cancel()
        self.sitting.close(30)
        return code

    @property
    def screens(self) -> list[str]:
        return [drawn(outcome.draw) for outcome in self.shown]


@contextmanager
def pressing(library: str) -> Iterator[Keys]:
    with create_pipe_input() as pipe:
        yield Keys(pipe, library)


def when(number: int, act: Callable[[], None]) -> Callable[[Recorded], Scripted]:
    """A model that does something when it is asked for the n-th time, and answers slowly from then on."""
    asked = [0]
    guard = threading.Lock()

    def reply(request: Recorded) -> Scripted:
        with guard:
            asked[0] += 1
            now = asked[0]
        if now == number:
            act()
        if now >= number:
            time.sleep(1.0)
        return _FREE(request)

    return reply


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.llm.door.DEFAULT_CONCURRENCY", 1)


def test_lines_are_done_in_order_and_ctrl_d_leaves(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        keys.press(CLAIM, ENTER, "open 1", ENTER, "and who denied it?", ENTER, CTRL_D)
        assert keys.run() == 0
    assert [outcome.kind for outcome in keys.shown] == ["finding", "passage", "answer"]
    assert "Who denied that Orl's city council" in keys.screens[2]


def test_quit_leaves(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        keys.press("quit", ENTER, CLAIM, ENTER)
        assert keys.run() == 0
    assert [outcome.kind for outcome in keys.shown] == ["quit"]
    assert not model.requests


def test_ctrl_c_stops_the_question_and_keeps_what_came(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        model.otherwise = when(3, lambda: keys.press(CTRL_C))
        keys.press(CLAIM, ENTER)
        threading.Timer(6.0, lambda: keys.press("again", ENTER, CTRL_D)).start()
        assert keys.run() == 0
    stopped, whole = keys.shown
    assert "Stopped: what came so far is weighed" in keys.screens[0]
    assert stopped.value["verdict"] == "ungraded"
    assert stopped.value["coverage"]["graded"] == 2
    assert whole.value["verdict"] == "conflicting"
    assert whole.value["usage"]["calls"] == 1, "only what was stopped is asked for"


def test_ctrl_c_twice_leaves_at_once(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        model.otherwise = when(1, lambda: keys.press(CTRL_C, CTRL_C))
        keys.press(CLAIM, ENTER)
        assert keys.run() == 130


def test_ctrl_c_at_the_prompt_says_how_to_leave_and_clears_the_line(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        keys.press("half a claim", CTRL_C)
        threading.Timer(3.0, lambda: keys.press(CTRL_C)).start()
        threading.Timer(3.5, lambda: keys.press(CTRL_C)).start()
        assert keys.run() == 130
    assert keys.written.count("Ctrl-C again within two seconds leaves") == 2
    assert not keys.shown


def test_what_is_typed_meanwhile_is_there_at_the_next_prompt(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        model.otherwise = when(2, lambda: keys.press("open 1", ENTER))
        keys.press(CLAIM, ENTER)
        threading.Timer(8.0, lambda: keys.press(CTRL_D)).start()
        assert keys.run() == 0
    assert [outcome.kind for outcome in keys.shown] == ["finding", "passage"]


def test_the_live_lines_tell_each_stance_and_are_gone_at_the_end(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        model.otherwise = when(2, lambda: None)
        keys.press(CLAIM, ENTER)
        threading.Timer(8.0, lambda: keys.press(CTRL_D)).start()
        assert keys.run() == 0
    assert "1 of 3" in keys.written
    assert "supports" in keys.written
    assert keys.written.endswith("\x1b[J"), "the last thing is that they are wiped"
    drawn_at_once = [part.count("\n") for part in keys.written.split("\x1b[J")]
    assert max(drawn_at_once) <= 6


def test_junk_and_errors_never_end_the_session(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        keys.press("\x00\x01", "open 3", ENTER, "]]>\x7f", ENTER, "\x1b[200~two\nlines?\x1b[201~", ENTER, "\t", ENTER)
        keys.press("help", ENTER, CTRL_D)
        assert keys.run() == 0
    assert keys.shown[-1].kind == "help"
