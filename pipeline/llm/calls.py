"""One call, whoever answers it: what is asked, what comes back, and what every client can do.

Plain values: nothing here imports a client library.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.llm.records import Message

SEED = 7
SCHEMA_NAME = "grade"
# Models that think before they answer: they refuse a temperature, and their thoughts count as output tokens.
REASONING = re.compile(r"(gpt-5|o\d)(?!.*chat)")
REASONING_ALLOWANCE = 2000
BYTES_A_TOKEN = 3
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

Listener = Callable[[Mapping[str, str]], None]


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
    contents = (message.content for message in request.messages)
    text = sum(len(said) if said.isascii() else len(said.encode("utf-8", "replace")) for said in contents)
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


def finish_word(word: object) -> str | None:
    """How a reply ended, in one vocabulary; None where nothing is said."""
    return FINISH.get(str(word).lower(), str(word).lower()) if word else None


def token_count(value: object) -> int | None:
    """A number of tokens, or None where the server says something else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def first_token(logprobs: Any) -> dict[str, float] | None:
    """Log-probabilities of a reply's first token, as OpenAI's protocol gives them; None where they are not there."""
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
