"""Traces: OpenTelemetry spans of stages and of calls to models, to a file (JSON Lines) and to an OTLP collector.

Invariants: off, nothing of OpenTelemetry is imported and a span costs a method call. A trace that cannot be written is
told once, in a log, and never fails what it traces. Spans hold ids, counts, names of models and kinds of errors;
claims, prompts and replies only with the setting `trace_text`; keys and messages of errors never.

Names are those of OpenTelemetry's semantic conventions for generative AI (`gen_ai.*`), which are still in development,
and ours (`twosource.*`) for what they do not have.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar, Token
from dataclasses import dataclass
from importlib import metadata
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.errors import ModelCallError
from store.records import encodable

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

    from pipeline.llm.records import Message, Reply
    from pipeline.settings import Settings

logger = logging.getLogger("twosource.traces")

_CLOSING_SECONDS = 3.0
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
# LangChain's names of providers, in the words of the conventions where those have others.
_PROVIDERS = {
    "local": "llama.cpp",
    "azure_ai": "azure.ai.inference",
    "azure_openai": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "google_genai": "gcp.gemini",
    "google_vertexai": "gcp.vertex_ai",
    "ibm": "ibm.watsonx.ai",
    "mistralai": "mistral_ai",
    "xai": "x_ai",
}


class Spanned(Protocol):
    """A span while it is open: a context manager that takes attributes."""

    def __enter__(self) -> Spanned: ...
    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None
    ) -> None: ...
    def set(self, attributes: Mapping[str, object]) -> None:
        """Adds attributes; those that are None are not known, and left out."""

    def replied(self, reply: Reply) -> None:
        """Adds what a model has answered."""


class _Nothing:
    """The span of a trace that is off."""

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def set(self, attributes: Mapping[str, object]) -> None:
        pass

    def replied(self, reply: Reply) -> None:
        pass


_NOTHING = _Nothing()
_active: ContextVar[Traces | None] = ContextVar("twosource_traces", default=None)
_claim: ContextVar[str] = ContextVar("twosource_claim", default="")


class Traces:
    """Where the spans of one `FactChecker` go.

    Args:
        settings: `trace` names the file, `trace_text` lets text into spans.
        environ: OTEL_EXPORTER_OTLP_ENDPOINT names a collector.
    """

    def __init__(self, settings: Settings, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        self.text = settings.trace_text
        self._provider: TracerProvider | None = None
        collector = any(environ.get(name, "").strip() for name in _ENDPOINTS)
        if settings.trace or collector:
            self._provider = _opened(settings.trace, _protocol(environ) if collector else None)
        self.tracer = self._provider.get_tracer("twosource", metadata.version("twosource")) if self._provider else None

    def stage(self, name: str, claim: tuple[str, str] | None = None) -> Spanned:
        """A span of a step of ours.

        Args:
            claim: Id and text of the claim that it works on; its inner spans have the id too.
        """
        if self.tracer is None:
            return _NOTHING
        span = _Open(self, name, client=False, claim_id=claim[0] if claim else "")
        span.set({"twosource.stage": name, "twosource.claim.text": claim[1] if claim and self.text else None})
        return span

    def close(self) -> None:
        """Sends what is left, for at most three seconds. Safe to call twice."""
        if self._provider is not None:
            from pipeline.traces_sdk import close_provider

            close_provider(self._provider, _CLOSING_SECONDS)
            self._provider, self.tracer = None, None


@dataclass(frozen=True, slots=True)
class Called:
    """Who is asked: LangChain's name of the provider, the model, and the server's address where it is not the
    provider's own."""

    provider: str
    model: str
    host: str | None = None
    port: int | None = None


def call_span(called: Callable[[], Called], messages: Sequence[Message], *, has_schema: bool) -> Spanned:
    """A span of one ask of a model, inside whatever stage is open; nothing where none is."""
    traces = _active.get()
    if traces is None or traces.tracer is None:
        return _NOTHING
    who = called()
    span = _Open(traces, f"chat {who.model}", client=True)
    shown = [{"role": m.role, "parts": [{"type": "text", "content": m.content}]} for m in messages if traces.text]
    span.set(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _PROVIDERS.get(who.provider, who.provider),
            "gen_ai.request.model": who.model,
            "gen_ai.output.type": "json" if has_schema else "text",
            "gen_ai.input.messages": json.dumps(shown, ensure_ascii=False) if shown else None,
            "server.address": who.host,
            "server.port": who.port,
        }
    )
    return span


class _Open:
    """A span that is recorded."""

    def __init__(self, traces: Traces, name: str, *, client: bool, claim_id: str = "") -> None:
        self._traces, self._name, self._client, self._claim_id = traces, name, client, claim_id
        self._attributes: dict[str, Any] = {}
        self._span: Span | None = None
        self._tokens: list[tuple[ContextVar[Any], Token[Any]]] = []

    def __enter__(self) -> _Open:
        from opentelemetry import context, trace

        self._remember(_active, self._traces)
        if self._claim_id:
            self._remember(_claim, self._claim_id)
        if _claim.get():
            self._attributes["twosource.claim.id"] = _claim.get()
        kind = trace.SpanKind.CLIENT if self._client else trace.SpanKind.INTERNAL
        assert self._traces.tracer is not None
        self._span = self._traces.tracer.start_span(encodable(self._name), kind=kind, attributes=self._attributes)
        self._context = context.attach(trace.set_span_in_context(self._span))
        return self

    def _remember(self, variable: ContextVar[Any], value: Any) -> None:
        self._tokens.append((variable, variable.set(value)))

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        from opentelemetry import context
        from opentelemetry.trace import StatusCode

        assert self._span is not None
        if kind is not None:
            # Never its message: that may quote a reply, an article or a claim.
            self.set({"error.type": value.kind if isinstance(value, ModelCallError) else kind.__name__})
            self._span.set_status(StatusCode.ERROR)
        context.detach(self._context)
        self._span.end()
        for variable, token in reversed(self._tokens):
            variable.reset(token)

    def set(self, attributes: Mapping[str, object]) -> None:
        known = {k: encodable(v) if isinstance(v, str) else v for k, v in attributes.items() if v is not None}
        if self._span is None:
            self._attributes |= known
        else:
            self._span.set_attributes(known)  # type: ignore[arg-type]

    def replied(self, reply: Reply) -> None:
        usage, finish = reply.usage, reply.finish
        counted = reply.cached or usage.tokens_in or usage.tokens_out
        part = {"type": "text", "content": reply.text}
        shown = [{"role": "assistant", "parts": [part], "finish_reason": finish or "unknown"}]
        self.set(
            {
                "gen_ai.response.finish_reasons": [encodable(finish)] if finish else None,
                "gen_ai.usage.input_tokens": usage.tokens_in if counted else None,
                "gen_ai.usage.output_tokens": usage.tokens_out if counted else None,
                "gen_ai.output.messages": json.dumps(shown, ensure_ascii=False) if self._traces.text else None,
                "twosource.cache.hit": reply.cached,
                "twosource.cost.usd": usage.cost_usd,
            }
        )


def _opened(path: str | None, protocol: str | None) -> TracerProvider | None:
    from pipeline.traces_sdk import open_provider  # a sixth of a second

    try:
        return open_provider(path, protocol)
    except Exception as e:  # noqa: BLE001 - the SDK reads many variables, and one that is malformed fails no check
        logger.warning("traces: they cannot be set up (%s): going on without", type(e).__name__)
        return None


def _protocol(environ: Mapping[str, str]) -> str:
    return next((environ[name].strip() for name in _PROTOCOLS if environ.get(name, "").strip()), "grpc")
