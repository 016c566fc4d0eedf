"""What a batch run is measured against: the same calls by LangChain's own `.batch()`, and one after another.

Both send what a run sends, with a client as its documentation builds it. Their answers are thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from pipeline.llm.calls import Request
from pipeline.llm.names import endpoint


class Plain:
    """LangChain's ChatOpenAI, as it comes.

    Args:
        model: Its name at the server of OPENAI_BASE_URL.
    """

    def __init__(self, model: str) -> None:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        address = endpoint(os.environ)
        self._chat = ChatOpenAI(
            model=model,
            base_url=address.base_url,
            api_key=SecretStr(address.api_key),
            max_retries=0,
            temperature=0,
            use_responses_api=False,
        )

    def batch(self, requests: Sequence[Request], concurrency: int) -> None:
        """All of them, by `.batch()`: that many threads."""
        chat, inputs = self._ready(requests)
        chat.batch(inputs, config={"max_concurrency": concurrency})

    def one_by_one(self, requests: Sequence[Request]) -> None:
        """All of them, by `.invoke()` in a loop."""
        chat, inputs = self._ready(requests)
        for one in inputs:
            chat.invoke(one)

    def _ready(self, requests: Sequence[Request]) -> tuple[Any, list[list[tuple[str, str]]]]:
        first = requests[0]
        bound: dict[str, Any] = {"max_completion_tokens": first.max_tokens, "seed": 7}
        if first.schema is not None:
            schema = {"name": "grade", "schema": dict(first.schema), "strict": True}
            bound["response_format"] = {"type": "json_schema", "json_schema": schema}
        return self._chat.bind(**bound), [[(m.role, m.content) for m in r.messages] for r in requests]
