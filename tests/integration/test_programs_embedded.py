"""An agent of LangChain's and a client of MCP's check a claim through their doors, with the embedded model.

The embedded model grades; it does not choose the tool. A model of 1.5 billion parameters that was trained to grade is no
driver of agents, so the agent's own model is a scripted one, and what the tool says and hands over is real.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, ToolCall

from pipeline import FactChecker, Finding, Settings
from pipeline.demo import articles_folder
from pipeline.llm import weights

pytestmark = [pytest.mark.llm, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
# Two outlets, two days for one vote.
ARTICLES = ("meridian-assembly-approves-repair-act.md", "eastern-ledger-dam-money.md")
CLAIM = "The National Assembly of Velmara approved the Ostrel Repair Act on May 14."
OTHER = "The National Assembly of Velmara approved the Ostrel Repair Act on May 15."


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: the model is joined once, in the real cache folder."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library of two bundled articles; the embedded model has been asked nothing."""
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model = weights.local_model(os.environ).materialise()
    monkeypatch.setenv("TWOSOURCE_LOCAL_MODEL", str(model))
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    for name in ARTICLES:
        shutil.copy(articles_folder() / name, tmp_path / "articles")
    with FactChecker(Settings(library="lib", model="local")) as checker:
        checker.ingest(["articles"])
    return tmp_path


class ChoosesTheTool(FakeMessagesListChatModel):
    """Calls the tool, then has its say."""

    def bind_tools(self, tools: Any, **more: Any) -> Any:
        return self


def test_an_agent_checks_a_claim(home: Path) -> None:
    from langchain.agents import create_agent

    call = AIMessage(content="", tool_calls=[ToolCall(name="check_claim", args={"claim": CLAIM}, id="call_1")])
    driver = ChoosesTheTool(responses=[call, AIMessage(content="The sources give two days.")])
    with FactChecker(Settings(library="lib", model="local")) as checker:
        agent = create_agent(driver, tools=[checker.as_tool()])
        reply = agent.invoke({"messages": [("user", "Was it on May 14?")]})
    message = reply["messages"][2]
    finding = message.artifact
    assert isinstance(finding, Finding)
    assert finding.verdict == "conflicting"
    assert finding.usage.calls > 0
    assert finding.provenance.model.startswith("local:")
    assert str(message.content).startswith("verdict: conflicting")
    assert "May 15" in str(message.content)


def test_an_mcp_client_checks_a_claim(home: Path) -> None:
    from mcp import Client, StdioServerParameters

    program = "from pipeline.cli.mcp import mcp; mcp(prog_name='twosource mcp')"
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", program, "--library", "lib", "--model", "local"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=str(home),
    )
    steps: list[float] = []

    async def follow(progress: float, total: float | None, message: str | None) -> None:
        steps.append(progress)

    async def work() -> Any:
        async with Client(server) as client:
            return await client.call_tool("check", {"claim": OTHER}, progress_callback=follow)

    result = asyncio.run(work())
    assert not result.is_error, result.content
    finding = result.structured_content
    assert finding["verdict"] == "conflicting"
    assert finding["usage"]["calls"] > 0
    assert finding["provenance"]["model"].startswith("local:")
    assert steps == sorted(steps)
    assert len(steps) == finding["coverage"]["attempted"]
