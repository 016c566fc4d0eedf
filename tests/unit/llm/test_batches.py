"""What is read of a provider's batches and of their lines."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.llm.batches import MARK, BatchApi, Remote, failure_of
from tests.stub_server import Recorded, Scripted, StubServer, json_reply


@pytest.mark.parametrize("mark", ["run/1", "run/250", "run/251"])
def test_a_batch_is_found_however_many_came_after_it(stub: StubServer, mark: str) -> None:
    made: list[dict[str, Any]] = [
        {"id": f"b{n}", "object": "batch", "status": "in_progress", "metadata": {MARK: f"run/{n}"}}
        for n in range(250, 0, -1)
    ]

    def listed(request: Recorded) -> Scripted:
        asked = parse_qs(urlsplit(request.path).query)
        after = asked.get("after", [""])[0]
        begin = next((n + 1 for n, batch in enumerate(made) if batch["id"] == after), 0)
        page = made[begin : begin + int(asked["limit"][0])]
        return json_reply({"object": "list", "data": page, "has_more": begin + len(page) < len(made)})

    stub.otherwise = listed

    async def find() -> Remote | None:
        api = BatchApi("openai:tiny", {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": "sk-test-0123456789"})
        try:
            return await api.find(mark)
        finally:
            await api.aclose()

    found = asyncio.run(find())
    assert (found and found.id) == (None if mark == "run/251" else f"b{mark[4:]}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"response": {"status_code": 200, "body": {}}}, None),
        ({"response": {"status_code": 200}}, "the line has no response"),
        ({"response": {"status_code": 200, "body": "x"}}, "the line has no response"),
        ({"response": None}, "the line has no response"),
        ({"response": {"status_code": 500, "body": None}}, "status 500"),
        ({"error": {"code": "batch_expired"}}, "batch_expired"),
    ],
)
def test_what_a_line_says_went_wrong(line: dict[str, Any], message: str | None) -> None:
    failure = failure_of(line)
    assert (failure and failure.message) == message
