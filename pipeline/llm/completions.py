"""OpenAI, and every server that speaks its chat-completions API: a request's body out, a reply's body in.

On the openai client's connections (those by aiohttp), with its errors, authentication and timeouts, but without the
types of its `create` and without LangChain's ChatOpenAI between. The first call is openai's own; those behind it are
sent as it was, with other bodies. A call takes 0.5 ms of CPU so; openai's making of each request anew took 0.3 more,
connections by httpcore 0.4, those types 1.0, ChatOpenAI 0.1, and importing langchain_openai a second at the start of
every command (2 cores, a prompt of 900 words).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import weakref
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.llm.calls import (
    REASONING,
    REASONING_ALLOWANCE,
    SCHEMA_NAME,
    SEED,
    Answer,
    Listener,
    Request,
    finish_word,
    first_token,
    token_count,
)
from pipeline.llm.names import Endpoint

if TYPE_CHECKING:
    import httpx2
    import openai

# The o series has another name for the system's role.
DEVELOPER = re.compile(r"o\d")


class Form(NamedTuple):
    """What all calls have in common."""

    address: httpx2.URL
    headers: httpx2.Headers


class OpenAIClient:
    """See the module's docstring. A `Client`."""

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

        proxy = None if own_server else os.environ.get("OPENAI_PROXY") or None
        self._http = openai.DefaultAioHttpClient(timeout=timeout, trust_env=not own_server, proxy=proxy)
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key,
            organization=os.environ.get("OPENAI_ORG_ID") or os.environ.get("OPENAI_ORGANIZATION") or None,
            max_retries=0,
            timeout=timeout,
            http_client=self._http,
        )
        self._model = model
        self._has_adapter = own_server and has_adapter
        self._reasons = REASONING.match(model) is not None
        self._listen = listen
        self._left_open: weakref.finalize[..., Any] | None = None
        self._form: Form | None = None

    def optional(self, request: Request, without: frozenset[str] = frozenset()) -> set[str]:
        """See `Client`."""
        return set(self._parameters(request, without))

    async def send(self, request: Request, without: frozenset[str]) -> Answer:
        """See `Client`."""
        import openai

        if self._left_open is None:
            self._left_open = weakref.finalize(self, _close_unclosed, self._http, asyncio.get_running_loop())
        body = self.body(request, without)
        try:
            response = await (self._send_first(body) if self._form is None else self._send_alike(body, self._form))
        except openai.APIStatusError as error:
            self._heard(error.response.headers)
            raise
        self._heard(response.headers)
        return read_reply(response.content)

    async def _send_first(self, body: dict[str, Any]) -> httpx2.Response:
        """As openai sends it."""
        import httpx2

        response = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
        sent = (response.history or [response])[0].request
        headers = httpx2.Headers(sent.headers)
        for own in ("content-length", "transfer-encoding", "cookie"):
            headers.pop(own, None)
        self._form = Form(sent.url, headers)
        return response

    async def _send_alike(self, body: dict[str, Any], form: Form) -> httpx2.Response:
        """To the same address with the same headers.

        Raises:
            openai.APIStatusError: As of openai's own calls.
        """
        import httpx2

        cookies = self._http.cookies  # that a server in front of several others may have set
        request = httpx2.Request("POST", form.address, headers=form.headers, cookies=cookies, content=_as_json(body))
        response = await self._http.send(request)
        if not response.is_success:
            raise _status_error(response)
        return response

    def body(self, request: Request, without: frozenset[str]) -> dict[str, Any]:
        """The body that `send` sends; also for a file of requests."""
        system = "developer" if DEVELOPER.match(self._model) else "system"
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [
                {"role": system if message.role == "system" else message.role, "content": message.content}
                for message in request.messages
            ],
            "stream": False,
            **self._parameters(request, without),
        }
        if self._has_adapter:
            # In every request: without it llama.cpp goes on with what the request before left in its cache. Not one
            # of the optional parameters: an answer without it would be another model's.
            body["lora"] = [{"id": 0, "scale": 1.0 if request.adapted else 0.0}]
        return body

    async def aclose(self) -> None:
        """See `Client`."""
        if self._left_open is not None:
            self._left_open.detach()
        await self._http.aclose()

    def _heard(self, headers: Mapping[str, str]) -> None:
        if self._listen is not None:
            self._listen(headers)

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


def _close_unclosed(http: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Closes the connections of a client that nobody closed, or that its loop did not outlive.

    aiohttp prints a complaint about each session that is left open, which is no concern of whoever runs a program.
    """
    closing = http.aclose()
    try:
        here = asyncio.get_running_loop()
    except RuntimeError:
        here = None
    with suppress(RuntimeError, StopIteration):  # the loop is started or closed in this moment; nothing to wait for
        if loop.is_running() and loop is not here:
            asyncio.run_coroutine_threadsafe(closing, loop)
            return
        if here is None and not loop.is_closed():
            loop.run_until_complete(closing)
        else:
            closing.send(None)  # all but the wait for the last word of the other side
    closing.close()


def _as_json(body: Mapping[str, Any]) -> bytes:
    said = ",".join(_message_as_json(message["role"], message["content"]) for message in body["messages"])
    rest = _dumps({name: value for name, value in body.items() if name != "messages"})
    return f'{rest[:-1]},"messages":[{said}]}}'.encode()


@lru_cache(maxsize=64)  # all but the last message of a prompt are the same from call to call
def _message_as_json(role: str, content: str) -> str:
    return _dumps({"role": role, "content": content})


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _status_error(response: httpx2.Response) -> openai.APIStatusError:
    """What openai raises for a reply that is no success."""
    import openai

    body: Any = response.text.strip()
    with suppress(ValueError):
        body = json.loads(body)
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    said = inner.get("message") if isinstance(inner, Mapping) else None
    message = f"Error code: {response.status_code}" + (f" - {said}" if said else "")
    return openai.APIStatusError(message, response=response, body=inner)


def read_reply(content: bytes) -> Answer:
    """What a reply says.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: It is not JSON, or no reply.
    """
    return read_body(json.loads(content))


def read_body(body: Any) -> Answer:
    """The same for a body that came by file."""
    if not isinstance(body, Mapping):
        raise ValueError(f"not an object, but {str(body)[:80]!r}")
    if error := body.get("error"):
        raise ValueError(error)  # `failures` looks into it
    if not isinstance(body.get("choices"), list):
        raise ValueError(f"an object without choices, but with {sorted(map(str, body))[:8]}")
    choice = body["choices"][0]
    message, usage = choice["message"], body.get("usage") or {}
    refusal = message.get("refusal")
    return Answer(
        text=str(refusal) if refusal else _text(message),
        finish="refusal" if refusal else finish_word(choice.get("finish_reason")),
        logprobs=first_token(choice.get("logprobs")),
        tokens_in=token_count(usage.get("prompt_tokens")),
        tokens_out=token_count(usage.get("completion_tokens")),
    )


def _text(message: Mapping[str, Any]) -> str:
    """The reply's text, or its tool calls. All of them: two verdicts in one reply must be seen as two."""
    if calls := message.get("tool_calls"):
        return "\n".join(str(call["function"]["arguments"]) for call in calls)
    content = message.get("content") or ""
    if isinstance(content, list):
        return "".join(str(part["text"]) for part in content if part.get("type") == "text")
    return str(content)
