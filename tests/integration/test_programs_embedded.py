"""An agent of LangChain's and a client of MCP's check a claim through their doors, with the embedded model.

The embedded model grades; it does not drive the agent. Asked with the tool bound (four tries), it chose the tool and
the right claim each time, but wrote the call down as a block of JSON in its text, which LangChain takes for no call. So
the agent's own model is a scripted one; what the tool says and hands over is real.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, ToolCall
from mcp import Client

from pipeline import FactChecker, Finding, Settings
from pipeline.llm import weights
from pipeline.programs.mcp_server.serving import build_server, listen, serve_http
from pipeline.programs.mcp_server.tools import Counter

pytestmark = [pytest.mark.llm, pytest.mark.slow]

# One sentence: the model reads some forty tokens a second.
ARTICLE = "Budget passes\n\nThe city council of Orl approved the budget on May 3.\n"
CLAIM = "The city council of Orl approved the budget on May 3."
OTHER = "The city council of Orl approved the budget on May 4."


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: the model is joined once, in the real cache folder."""


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactChecker]:
    """One over an article, for both tests: the model is loaded once, aside, and has been asked nothing."""
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model, folder = weights.local_model(os.environ).materialise(), tmp_path_factory.mktemp("programs")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TWOSOURCE_LOCAL_MODEL", str(model))
        patched.setenv("TWOSOURCE_CACHE_DIR", str(folder / "cache"))
        (folder / "courier.txt").write_text(ARTICLE)
        with FactChecker(Settings(library=str(folder / "lib"), model="local")) as one:
            one.ingest([str(folder / "courier.txt")])
            yield one


class ChoosesTheTool(FakeMessagesListChatModel):
    """Calls the tool, then has its say."""

    def bind_tools(self, tools: Any, **more: Any) -> Any:
        return self


def test_an_agent_checks_a_claim(checker: FactChecker) -> None:
    from langchain.agents import create_agent

    call = AIMessage(content="", tool_calls=[ToolCall(name="check_claim", args={"claim": CLAIM}, id="call_1")])
    driver = ChoosesTheTool(responses=[call, AIMessage(content="It was.")])
    agent = create_agent(driver, tools=[checker.as_tool()])
    reply = agent.invoke({"messages": [("user", "Was it on May 3?")]})
    message = reply["messages"][2]
    finding = message.artifact
    assert isinstance(finding, Finding)
    assert finding.verdict == "supported"
    assert finding.usage.calls > 0
    assert finding.provenance.model.startswith("local:")
    assert str(message.content).startswith("verdict: supported")
    assert "The city council of Orl approved the budget on May 3.”" in str(message.content)


def test_an_mcp_client_checks_a_claim(checker: FactChecker) -> None:
    """Over HTTP, at a server in this process."""
    steps: list[float] = []

    async def follow(progress: float, total: float | None, message: str | None) -> None:
        steps.append(progress)

    async def work() -> Any:
        listening = listen(0)
        serving = asyncio.ensure_future(serve_http(build_server(Counter(checker.aside, checker.twin)), listening))
        async with Client(f"http://127.0.0.1:{listening.getsockname()[1]}/mcp") as client:
            result = await client.call_tool("check", {"claim": OTHER}, progress_callback=follow)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        listening.close()
        return result

    result = asyncio.run(work())
    assert not result.is_error, result.content
    finding = result.structured_content
    assert finding["verdict"] == "refuted"
    assert finding["usage"]["calls"] > 0
    assert finding["provenance"]["model"].startswith("local:")
    assert steps == sorted(steps)
    assert len(steps) == finding["coverage"]["attempted"]
