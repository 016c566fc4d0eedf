"""What goes into and comes out of a call to a model. Plain values: nothing here imports a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls have cost.

    Attributes:
        calls: Asks that went to a model (retries of one ask count once).
        cached: Asks answered from the cache.
        tokens_in, tokens_out: As the server counted them; 0 for cached answers.
        cost_usd: Dollars, an upper bound where the provider discounts cached input. None where a price or a
            count is not known: unknown is never shown as 0. With no calls it is 0.0.
    """

    calls: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = None

    def __post_init__(self) -> None:
        if self.calls == 0 and self.cost_usd is None:
            object.__setattr__(self, "cost_usd", 0.0)

    def __add__(self, other: Usage) -> Usage:
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            calls=self.calls + other.calls,
            cached=self.cached + other.cached,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cost_usd=(self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered.

    Attributes:
        text: The answer; for providers that answer by tool call, the call's arguments as JSON text, one call a line.
        finish: `stop | length | content_filter | refusal`, another word of the server's, or None.
        logprobs: Top log-probabilities (natural logarithm) of the first token by token text, where asked for and given.
        cached: True when no server was asked.
        usage: What this one ask cost.
        dropped: Optional parameters that the server refused, sorted.
    """

    text: str
    finish: str | None
    logprobs: dict[str, float] | None
    cached: bool
    usage: Usage
    dropped: tuple[str, ...] = ()
