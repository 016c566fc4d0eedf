"""A sitting at a small library, with a server that stands for the model, and everything that was shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.factcheck import FactChecker
from pipeline.report.text import drawn
from pipeline.settings import Settings
from pipeline.shell.outcome import Outcome
from pipeline.shell.sitting import Sitting
from tests.conftest import WordEmbedder
from tests.integration.conftest import articles as articles
from tests.integration.conftest import stub as stub
from tests.integration.test_check import answers, grade, last_passage
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply

CLAIM = "Orl's city council approved the budget on May 3."
QUESTION = "When did the city council of Orl approve the budget?"


def made(library: str = "lib", model: str = "openai:any") -> Callable[[], FactChecker]:
    """Makes a FactChecker for a sitting."""
    return lambda: FactChecker(Settings(library=library, model=model), embedder=WordEmbedder())


@dataclass
class Sat:
    """A sitting, and what it has shown."""

    sitting: Sitting
    outcomes: list[Outcome] = field(default_factory=list)

    def __call__(self, *lines: str) -> str:
        """Has lines done; gives back the last one's screen."""
        for line in lines:
            self.outcomes.append(self.sitting.submit(line).result(60))
        return self.screen

    @property
    def screen(self) -> str:
        """What the last line has shown, as on a terminal of 80 columns."""
        return drawn(self.outcomes[-1].draw)

    @property
    def last(self) -> Outcome:
        return self.outcomes[-1]


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def library(articles: Path) -> str:
    with made()() as checker:
        assert len(checker.ingest([str(articles)]).added) == 3
    return "lib"


def compares_dates(request: Recorded) -> Scripted:
    """A model that supports what has the claim's day in May, and contradicts what has another one."""
    claim, passage = last_passage(request).split("\n", 1)
    wanted = re.search(r"May \d+", claim)
    for number, day in re.findall(r"^\[(\d+)\] .*?(May \d+)", passage, re.M):
        if wanted is not None:
            stance = "supports" if day == wanted[0] else "contradicts"
            return chat_reply(grade(stance, [int(number)]))
    return chat_reply(grade("neutral", []))


READS = answers(compares_dates)


@pytest.fixture
def model(stub: StubServer) -> StubServer:
    """A model that reads dates, and draws each sentence as a claim."""
    stub.otherwise = READS
    return stub


@pytest.fixture
def sat(library: str, model: StubServer) -> Iterator[Sat]:
    sitting = Sitting(made(library), library, warm=False)
    sitting.start()
    yield Sat(sitting)
    assert sitting.close(30)
