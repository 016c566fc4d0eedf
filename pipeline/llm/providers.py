"""Every provider that LangChain has a package for, by its `init_chat_model`.

LangChain is imported inside the functions: it takes a second or more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipeline.llm.calls import SCHEMA_NAME, SEED, Answer, Request, finish_word, first_token, token_count
from pipeline.llm.records import Message

LIMIT_FIELDS = ("max_tokens", "num_predict", "max_output_tokens")
TIMEOUT_FIELDS = ("request_timeout", "default_request_timeout", "timeout")


class ProviderClient:
    """Any other provider, by LangChain's `init_chat_model`."""

    def __init__(self, provider: str, model: str, *, timeout: float) -> None:
        from langchain.chat_models import init_chat_model

        chat: Any = init_chat_model(model, model_provider=provider, temperature=0)
        fields = type(chat).model_fields
        wanted: dict[str, Any] = {name: timeout for name in TIMEOUT_FIELDS if name in fields}
        wanted |= {name: value for name, value in (("max_retries", 0), ("seed", SEED)) if name in fields}
        if wanted:
            # Under their aliases where they have one: pydantic takes nothing else.
            settings = {fields[name].alias or name: value for name, value in wanted.items()}
            chat = init_chat_model(model, model_provider=provider, temperature=0, **settings)
        self._chat = chat
        self._limit = next((name for name in LIMIT_FIELDS if name in fields), None)

    def optional(self, request: Request, without: frozenset[str] = frozenset()) -> set[str]:
        """See `Client`."""
        return ({"temperature"} | ({"response_format"} if request.schema is not None else set())) - without

    async def send(self, request: Request, without: frozenset[str]) -> Answer:
        """See `Client`."""
        update: dict[str, Any] = {self._limit: request.max_tokens} if self._limit else {}
        if "temperature" in without:
            update["temperature"] = None
        chat = self._chat.model_copy(update=update)
        pairs = _pairs(request.messages)
        if request.schema is not None and "response_format" not in without:
            schema = {"title": SCHEMA_NAME, "description": "The answer.", **request.schema}
            try:
                structured = chat.with_structured_output(schema, include_raw=True)
            except NotImplementedError:
                structured = None
            if structured is not None:
                return read_message((await structured.ainvoke(pairs))["raw"])
        return read_message(await chat.ainvoke(pairs))

    async def aclose(self) -> None:
        """Providers' clients close themselves."""


def read_message(message: Any) -> Answer:
    """What a LangChain `AIMessage` says, in our terms."""
    metadata = message.response_metadata or {}
    finish = metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason")
    refusal = message.additional_kwargs.get("refusal")
    usage = message.usage_metadata or {}
    return Answer(
        text=str(refusal) if refusal else _text(message),
        finish="refusal" if refusal else finish_word(finish),
        logprobs=first_token(metadata.get("logprobs")),
        tokens_in=token_count(usage.get("input_tokens")),
        tokens_out=token_count(usage.get("output_tokens")),
    )


def _text(message: Any) -> str:
    """The reply's text, or its tool calls. All of them: two verdicts in one reply must be seen as two."""
    calls = [json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls or ()]
    calls += [str(call.get("args") or "") for call in message.invalid_tool_calls or ()]
    return "\n".join(calls) if calls else str(message.text)


def _pairs(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in messages]
