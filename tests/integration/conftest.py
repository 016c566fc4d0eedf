"""The command line as a user runs it, in this process, and small articles to run it on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.llm import instant_retries
from tests.stub_server import StubServer


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `twosource ARGUMENTS...` and gives back exit code, stdout and stderr."""

    def once(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["twosource", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(int(caught.value.code or 0), captured.out, captured.err)

    return once


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Three invented outlets on one vote; two agree, one has another day."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "courier.txt").write_text(
        "Budget passes\n\nOrl's city council approved the budget on May 3 after a long debate. "
        "The mayor welcomed the outcome.\n"
    )
    (folder / "gazette.md").write_text(
        "---\ntitle: Spending plan\npublisher: Orl Gazette\npublished: 2024-05-06\n---\n"
        "On May 3 the city council of Orl approved next year's budget by nine votes to four. "
        "Two members were away.\n"
    )
    (folder / "diary.txt").write_text(
        "City diary\n\nThe city council of Orl approved the budget on May 4. Spring has come to the harbour.\n"
    )
    return folder


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubServer]:
    """A server that stands for any OpenAI-compatible one; the environment points to it."""
    with StubServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        with instant_retries():
            yield server
