"""LangChain's chat models behind one call: `send(request, without)` -> `Answer`.

The only module, with `embeddings`, that touches langchain and openai, and only inside functions: importing
langchain_openai takes 3 s. Clients never retry (that is `retry`'s work) and never read a cache of LangChain's.
"""

from __future__ import annotations

import json
import math
import os
import re
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.errors import ModelUnavailable
from pipeline.llm.names import Endpoint, split_name
from pipeline.llm.records import Message
from pipeline.llm.wire import Captured, Completions, Listener, Paper

SEED = 7
SCHEMA_NAME = "grade"
# Models that think before they answer: they refuse a temperature, and their thoughts count as output tokens.
REASONING = re.compile(r"(gpt-5|o\d)(?!.*chat)")
REASONING_ALLOWANCE = 2000
BYTES_A_TOKEN = 3
LIMIT_FIELDS = ("max_tokens", "num_predict", "max_output_tokens")
TIMEOUT_FIELDS = ("request_timeout", "default_request_timeout", "timeout")
# Each provider has its own words for how a reply ended.
FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "tool_use": "stop",
    "tool_calls": "stop",
    "complete": "stop",
    "eos": "stop",
    "max_tokens": "length",
    "safety": "content_filter",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One call, as the door was asked for it. `adapted`: with the embedded server's adapter switched on."""

    messages: Sequence[Message]
    max_tokens: int
    schema: Mapping[str, Any] | None
    top_logprobs: int
    adapted: bool = False


def most_tokens(request: Request, model: str) -> tuple[int, int]:
    """Tokens that a request takes at most, in and out, as far as it can be told without the model's tokenizer.

    English has about four bytes a token in every tokenizer of these models; three leave room for names and markup.
    """
    text = sum(len(message.content.encode("utf-8", "replace")) for message in request.messages)
    schema = len(json.dumps(request.schema)) if request.schema is not None else 0
    thoughts = REASONING_ALLOWANCE if REASONING.match(model) else 0
    return (text + schema) // BYTES_A_TOKEN + 10 * len(request.messages), request.max_tokens + thoughts


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before it is priced. Token counts are None where the server gave none."""

    text: str
    finish: str | None
    logprobs: dict[str, float] | None
    tokens_in: int | None
    tokens_out: int | None


class Client(Protocol):
    """A chat model of some provider."""

    def optional(self, request: Request, without: frozenset[str] = frozenset()) -> set[str]:
        """Names, as the server knows them, of the parameters that `send` sends and the server may refuse."""
        ...

    async def send(self, request: Request, without: frozenset[str]) -> Answer:
        """One attempt, leaving out the parameters in `without`. Raises whatever the provider's client raises."""
        ...

    async def aclose(self) -> None:
        """Close what the client holds open."""
        ...


def build_client(
    name: str,
    endpoint: Endpoint | None,
    *,
    timeout: float,
    own_server: bool = False,
    has_adapter: bool = False,
    listen: Listener | None = None,
) -> Client:
    """The client for a resolved name. Imports LangChain: seconds.

    Args:
        endpoint: For OpenAI-compatible servers; None for LangChain's other providers.
        timeout: Seconds for one call.
        own_server: True for the embedded server, which no proxy may come between.
        has_adapter: True for an embedded server that was started with an adapter; no other server hears of it.
        listen: Told the headers of every reply, where the client shows them.

    Raises:
        ModelUnavailable: The provider is not known, its package is not installed, or its key is missing.
    """
    provider, model = split_name(name)
    if endpoint is not None:
        return OpenAIClient(
            model, endpoint, timeout=timeout, own_server=own_server, has_adapter=has_adapter, listen=listen
        )
    try:
        return ProviderClient(provider, model, timeout=timeout)
    except ImportError as error:
        package = f"langchain-{provider.replace('_', '-')}"
        problem, mend = f"{name} needs another package: {error}", f"pip install {package}"
    except Exception as error:  # noqa: BLE001 - a provider's own checks: missing key, unknown provider, bad setting
        problem, mend = f"{name} cannot be set up: {type(error).__name__}: {error}", "Check --model and the key."
    from pipeline.llm.failures import mask
    from pipeline.llm.names import secrets_in

    raise ModelUnavailable(mask(problem, secrets_in(os.environ)), mend=mend)


class OpenAIClient:
    """OpenAI, and every server that speaks its chat-completions API."""

    def __init__(
        self,
        model: str,
        endpoint: Endpoint,
        *,
        timeout: float,
        own_server: bool,
        has_adapter: bool = False,
        listen: Listener | None = None,
    ) -> None:
        import openai
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        from pipeline.llm.lanes import Lanes

        # A client of our own: LangChain's is shared by the whole process and cannot be closed.
        proxy = None if own_server else os.environ.get("OPENAI_PROXY") or None
        direct = own_server or not (proxy or urllib.request.getproxies())
        ways: dict[str, Any] = {"transport": Lanes()} if direct else {"proxy": proxy}
        self._http = openai.DefaultAsyncHttpxClient(timeout=timeout, trust_env=not own_server, **ways)
        self._has_adapter = own_server and has_adapter
        self._reasons = REASONING.match(model) is not None
        self._chat = ChatOpenAI(
            model=model,
            base_url=endpoint.base_url,
            api_key=SecretStr(endpoint.api_key),
            max_retries=0,
            timeout=timeout,
            use_responses_api=False,
            cache=False,
            openai_proxy=None,
            http_async_client=self._http,
        )
        self._chat.async_client = Completions(self._chat.root_async_client, listen)

    def optional(self, request: Request, without: frozenset[str] = frozenset()) -> set[str]:
        """See `Client`."""
        return set(self._parameters(request, without))

    async def send(self, request: Request, without: frozenset[str]) -> Answer:
        """See `Client`."""
        return read_message(await self._invoke(self._chat, request, without))

    async def body(self, request: Request, without: frozenset[str]) -> dict[str, Any]:
        """The body that `send` would send, for a file of requests."""
        try:
            await self._invoke(self._chat.model_copy(update={"async_client": Paper()}), request, without)
        except Captured as captured:
            return captured.body
        raise AssertionError("a request was sent that was only to be written down")

    async def read(self, request: Request, without: frozenset[str], body: Any) -> Answer:
        """What `send` would have made of a reply with this body. Raises what it would have raised."""
        chat = self._chat.model_copy(update={"async_client": Paper(body)})
        return read_message(await self._invoke(chat, request, without))

    async def _invoke(self, chat: Any, request: Request, without: frozenset[str]) -> Any:
        sent = self._parameters(request, without)
        # Beside the typed arguments: with response_format among them the client raises on a reply cut short, and
        # LangChain renames max_tokens.
        extra: dict[str, Any] = {name: sent.pop(name) for name in ("response_format", "max_tokens") if name in sent}
        if self._has_adapter:
            # In every request: without it llama.cpp goes on with what the request before left in its cache. Not one
            # of the optional parameters: an answer without it would be another model's.
            extra["lora"] = [{"id": 0, "scale": 1.0 if request.adapted else 0.0}]
        from langchain_core.messages import convert_to_messages

        # What `ainvoke` comes to: its callbacks, of which there are none, took a tenth of a call's CPU.
        result = await chat._agenerate(convert_to_messages(_pairs(request.messages)), **sent, extra_body=extra)
        generation = result.generations[0]
        generation.message.response_metadata |= generation.generation_info or {}
        return generation.message

    async def aclose(self) -> None:
        """See `Client`."""
        await self._http.aclose()

    def _parameters(self, request: Request, without: frozenset[str]) -> dict[str, Any]:
        limit = request.max_tokens + (REASONING_ALLOWANCE if self._reasons else 0)
        parameters: dict[str, Any] = {"max_completion_tokens": limit, "seed": SEED}
        if "max_completion_tokens" in without:
            parameters["max_tokens"] = limit  # the limit's older name
        if self._reasons:
            parameters["reasoning_effort"] = "low"
        else:
            parameters["temperature"] = 0
        if request.schema is not None:
            schema = {"name": SCHEMA_NAME, "schema": dict(request.schema), "strict": True}
            parameters["response_format"] = {"type": "json_schema", "json_schema": schema}
        if request.top_logprobs:
            parameters["logprobs"] = True
            if "logprobs" not in without:  # one is an error without the other
                parameters["top_logprobs"] = request.top_logprobs
        return {name: value for name, value in parameters.items() if name not in without}


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
    finish = FINISH.get(str(finish).lower(), str(finish).lower()) if finish else None
    refusal = message.additional_kwargs.get("refusal")
    usage = message.usage_metadata or {}
    return Answer(
        text=str(refusal) if refusal else _text(message),
        finish="refusal" if refusal else finish,
        logprobs=_first_token(metadata.get("logprobs")),
        tokens_in=_count(usage.get("input_tokens")),
        tokens_out=_count(usage.get("output_tokens")),
    )


def _count(value: object) -> int | None:
    """A number of tokens, or None where the server says something else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(message: Any) -> str:
    """The reply's text, or its tool calls. All of them: two verdicts in one reply must be seen as two."""
    calls = [json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls or ()]
    calls += [str(call.get("args") or "") for call in message.invalid_tool_calls or ()]
    return "\n".join(calls) if calls else str(message.text)


def _first_token(logprobs: Any) -> dict[str, float] | None:
    try:
        first = logprobs["content"][0]
        found: dict[str, float] = {}
        for entry in [*(first.get("top_logprobs") or ()), first]:
            token, value = str(entry["token"]), float(entry["logprob"])
            if math.isfinite(value):
                # Two tokens may have the same text (broken bytes): the likelier one stands.
                found[token] = max(value, found.get(token, -math.inf))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None
    return found or None


def _pairs(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in messages]
