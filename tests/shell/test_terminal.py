"""The prompt, driven by keys: interruption, follow-ups, type-ahead, leaving."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from pipeline.report.text import drawn
from pipeline.shell.outcome import Outcome
from pipeline.shell.sitting import TWICE, Sitting
from pipeline.shell.terminal import Terminal
from tests.shell.conftest import CLAIM, READS, made
from tests.stub_server import Recorded, Scripted, StubServer

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
_FREE = READS


class Keys:
    """A terminal, the keys that are pressed on it, and what it has shown.

    Attributes:
        then: What is done when the first outcome is shown, when the second is, and so on.
        heard: Called with what is written to the terminal as it is.
    """

    def __init__(self, pipe: PipeInput, library: str) -> None:
        self.pipe = pipe
        self.shown: list[Outcome] = []
        self.written = ""
        self.then: deque[Callable[[], None]] = deque()
        self.heard: Callable[[str], None] = lambda text: None
        self.sitting = Sitting(made(library), library, warm=False)
        self.terminal = Terminal(self.sitting, self._show, write=self._write, source=pipe, output=DummyOutput())

    def _show(self, outcome: Outcome) -> None:
        self.shown.append(outcome)
        if self.then:
            self.then.popleft()()

    def _write(self, text: str) -> None:
        self.written += text
        self.heard(text)

    def stop(self, *more: str) -> None:
        """Ctrl-C, and more, while a command works; comes back when it was heard."""
        self.press(CTRL_C, *more)
        assert self.sitting.feed.stopping.wait(30)

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
    """A model that does something when it is asked for the n-th time, and answers when that is done."""
    asked = [0]
    guard = threading.Lock()

    def reply(request: Recorded) -> Scripted:
        with guard:
            asked[0] += 1
            now = asked[0]
        if now == number:
            act()
        return _FREE(request)

    return reply


def until(done: Callable[[], bool], patience: float = 30.0) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.llm.door.OWN_SERVER_CONCURRENCY", 1)


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
        model.otherwise = when(3, keys.stop)
        keys.then.append(lambda: keys.press("again", ENTER, CTRL_D))
        keys.press(CLAIM, ENTER)
        assert keys.run() == 0
    stopped, whole = keys.shown
    assert "Stopped: what came so far is weighed" in keys.screens[0]
    assert stopped.value["verdict"] == "ungraded"
    assert stopped.value["coverage"]["graded"] == 2
    assert whole.value["verdict"] == "conflicting"
    assert whole.value["usage"]["calls"] == 1, "only what was stopped is asked for"


def test_ctrl_c_twice_leaves_at_once(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        model.otherwise = when(1, lambda: keys.stop(CTRL_C))
        keys.press(CLAIM, ENTER)
        assert keys.run() == 130


def test_ctrl_c_at_the_prompt_says_how_to_leave_and_clears_the_line(library: str, model: StubServer) -> None:
    with pressing(library) as keys:

        def heard(text: str) -> None:
            if len(keys.written) == len(text):  # the first time
                keys.sitting._interrupted -= TWICE  # two seconds go by
            keys.press(CTRL_C)

        keys.heard = heard
        keys.press("half a claim", CTRL_C)
        assert keys.run() == 130
    assert keys.written.count("Ctrl-C again within two seconds leaves") == 2
    assert not keys.shown


def test_what_is_typed_meanwhile_is_there_at_the_next_prompt(library: str, model: StubServer) -> None:
    with pressing(library) as keys:

        def typed() -> None:
            keys.press("open 1", ENTER)
            time.sleep(0.3)  # it is typed while the claim is checked

        model.otherwise = when(2, typed)
        keys.then.extend((lambda: None, lambda: keys.press(CTRL_D)))
        keys.press(CLAIM, ENTER)
        assert keys.run() == 0
    assert [outcome.kind for outcome in keys.shown] == ["finding", "passage"]


def test_the_live_lines_tell_each_stance_and_are_gone_at_the_end(library: str, model: StubServer) -> None:
    with pressing(library) as keys:
        model.otherwise = when(2, lambda: until(lambda: "1 of 3" in keys.written))
        keys.then.append(lambda: keys.press(CTRL_D))
        keys.press(CLAIM, ENTER)
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
