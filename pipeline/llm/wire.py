"""The wire between LangChain's ChatOpenAI and a server: JSON out, JSON in, on the openai client's connections.

LangChain asks `async_client.with_raw_response.create(...)` and reads a dict as well as a typed response. The openai
client's own `create` walks every message through its types, both ways: of 3.3 ms of CPU a call (2 cores, a prompt of
900 words, httpx2) that took 1.0 ms, and LangChain then turned the types back into a dict. Errors, authentication,
timeouts and connections stay the openai client's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Listener = Callable[[Mapping[str, str]], None]


class Replied:
    """A reply, as LangChain wants a raw one: `parse()` gives the body, `headers` and `http_response` the rest."""

    def __init__(self, http_response: Any) -> None:
        self.http_response = http_response
        self.headers = http_response.headers

    def parse(self) -> Any:
        """The body.

        Raises:
            ValueError: It is not JSON.
        """
        return as_langchain_reads_it(json.loads(self.http_response.content))


class Completions:
    """Takes the place of `AsyncOpenAI.chat.completions`.

    Args:
        client: The `openai.AsyncOpenAI` whose connections are used.
        listen: Told the headers of every reply, errors included.
    """

    def __init__(self, client: Any, listen: Listener | None = None) -> None:
        self._client = client
        self._listen = listen

    @property
    def with_raw_response(self) -> Completions:
        """Itself: replies are raw here."""
        return self

    async def create(self, **payload: Any) -> Replied:
        """One attempt. Raises what the openai client raises."""
        import httpx2
        import openai

        body = body_of(payload)
        try:
            response = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
        except openai.APIStatusError as error:
            if self._listen is not None:
                self._listen(error.response.headers)
            raise
        if self._listen is not None:
            self._listen(response.headers)
        return Replied(response)


class Captured(Exception):
    """Internal to `pipeline.llm`: the body of a request that was not sent."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("captured")
        self.body = body


class CapturedReply:
    """A stored body in the place of a reply."""

    headers: Mapping[str, str] = {}

    def __init__(self, body: Any) -> None:
        self._body = body

    def parse(self) -> Any:
        """The body."""
        return as_langchain_reads_it(self._body)


class Paper:
    """Takes the same place for requests that go by file: `create` hands their body back, or answers with a stored one.

    Args:
        reply: The body to answer with; None raises `Captured` with the request's body instead.
    """

    def __init__(self, reply: Any = None) -> None:
        self._reply = reply

    @property
    def with_raw_response(self) -> Paper:
        """Itself."""
        return self

    async def create(self, **payload: Any) -> CapturedReply:
        """See the class."""
        if self._reply is None:
            raise Captured(body_of(payload))
        return CapturedReply(self._reply)


def body_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The request's body, as the openai client would make it of LangChain's arguments."""
    body = {name: value for name, value in payload.items() if name != "extra_body"}
    return body | dict(payload.get("extra_body") or {})


def as_langchain_reads_it(body: Any) -> Any:
    """The body, or the openai client's type for it where the model refused: only there does LangChain see a refusal."""
    try:
        refused = bool(body["choices"][0]["message"].get("refusal"))
    except (LookupError, TypeError, AttributeError):
        refused = False
    if not refused:
        return body
    from openai.types.chat import ChatCompletion

    return ChatCompletion.construct(**body)
