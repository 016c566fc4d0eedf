"""The part of tracing that imports OpenTelemetry's SDK: the file's exporter, the collector's, and their closing."""

from __future__ import annotations

import errno
import json
import logging
import os
import threading
from collections.abc import Sequence
from importlib import import_module, metadata
from typing import Any

from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter, SpanExportResult

from pipeline.text import one_line

logger = logging.getLogger("twosource.traces")

_OTLP = {
    "grpc": "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
    "http/protobuf": "opentelemetry.exporter.otlp.proto.http.trace_exporter",
}


def open_provider(path: str | None, protocol: str | None) -> TracerProvider:
    """A provider of our own, which no other library in the process writes to.

    Args:
        path: The file to append to, or None.
        protocol: How to talk to the collector that the environment names, or None for no collector.
    """
    # Whatever OpenTelemetry has to say about a collector is told by us, once.
    logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
    ours = Resource({"service.name": "twosource", "service.version": metadata.version("twosource")})
    # Only what OTEL_RESOURCE_ATTRIBUTES says: another detector would take in the command line, and with it the claim.
    provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
    if path is not None:
        provider.add_span_processor(SimpleSpanProcessor(FileExporter(path)))
    if protocol is not None and (collector := _collector(protocol)) is not None:
        provider.add_span_processor(BatchSpanProcessor(_Forgiving(collector)))
    return provider


def close_provider(provider: TracerProvider, seconds: float) -> None:
    """Sends what is left and closes the file; a collector that does not answer is given so many seconds."""
    closing = threading.Thread(target=provider.shutdown, daemon=True)
    closing.start()
    closing.join(seconds)
    if closing.is_alive():
        logger.warning("traces: the collector did not take all spans within %.0f seconds", seconds)


def _collector(protocol: str) -> SpanExporter | None:
    name = _OTLP.get(protocol)
    if name is None:
        logger.warning("traces: OTEL_EXPORTER_OTLP_PROTOCOL %s is not known: going on without", one_line(protocol))
        return None
    try:
        exporter: SpanExporter = import_module(name).OTLPSpanExporter()
    except ImportError:
        logger.warning("traces: no exporter for OTLP over %s is installed (extra `otlp`): going on without", protocol)
        return None
    except Exception as e:  # noqa: BLE001 - it reads a dozen variables, and whatever it makes of them, a check goes on
        logger.warning("traces: the OTLP exporter cannot be set up (%s): going on without", type(e).__name__)
        return None
    return exporter


class _Forgiving(SpanExporter):
    """An exporter whose failures are told once and raise nothing."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner
        self._told = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        try:
            result = self._inner.export(spans)
        except Exception:  # noqa: BLE001 - as above
            result = SpanExportResult.FAILURE
        if result is SpanExportResult.FAILURE and not self._told:
            self._told = True
            logger.warning("traces: the OTLP collector does not take our spans: some are lost")
        return result

    def shutdown(self) -> None:
        self._inner.shutdown()


class FileExporter(SpanExporter):
    """Appends a line a span. Several processes may share the file: a line is written in one piece.

    Args:
        path: The file; it is made at the first span, to be read by its owner only.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None
        self._failed = False
        self._lock = threading.Lock()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        with self._lock:
            if self._failed:
                return SpanExportResult.FAILURE
            try:
                for span in spans:
                    self._write(_line(span))
            except (OSError, ValueError) as e:  # ValueError: a path with a null character
                self._failed = True
                why = e.strerror if isinstance(e, OSError) else e
                logger.warning("traces: %s cannot be written (%s): going on without", one_line(self._path), why)
                return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def _write(self, line: bytes) -> None:
        if self._file is None:
            # Not blocking: a pipe that nobody reads is no file, and must not hold up a check.
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0)
            self._file = _opened(self._path, flags)
            line = (b"" if _ends_whole(self._file) else b"\n") + line
        if os.write(self._file, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def shutdown(self) -> None:
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
            self._failed = True


def _opened(path: str, flags: int) -> int:
    try:
        return os.open(path, flags, 0o600)
    except OSError as e:
        if e.errno not in (errno.EACCES, errno.ESPIPE, errno.ENXIO):
            raise
    return os.open(path, flags & ~os.O_RDWR | os.O_WRONLY, 0o600)  # may be written and not read


def _ends_whole(file: int) -> bool:
    """Whether the file is empty or ends with a line's end: a process that was killed may have left half a line."""
    try:
        size = os.fstat(file).st_size
        return size == 0 or os.pread(file, 1, size - 1) == b"\n"
    except OSError:
        return True  # a device or a pipe


def _line(span: ReadableSpan) -> bytes:
    status, context = span.status.status_code.name, span.context
    value: dict[str, Any] = {
        "name": span.name,
        "context": {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"} if context else None,
        "parent_id": f"{span.parent.span_id:016x}" if span.parent else None,
        "kind": span.kind.name,
        "start_time_unix_nano": span.start_time,
        "end_time_unix_nano": span.end_time,
        "status": status,
        "attributes": dict(span.attributes or {}),
    }
    return json.dumps(value, ensure_ascii=True, default=list).encode("ascii") + b"\n"
