"""A small OpenAI-compatible server for tests: a queue of scripted replies and a history of requests.

    with StubServer() as stub:
        stub.reply(error_reply(429, headers={"Retry-After": "1"}), chat_reply("yes"))
        ...                                   # OPENAI_BASE_URL = stub.base_url
        assert stub.requests[0].json["temperature"] == 0

Replies are given in order of arrival. With the queue empty it answers 418, so that a request too many is seen.
It can misbehave below HTTP too: wait, hang, reset the connection, cut the body short.
"""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONGEST_HANG = 30.0


@dataclass(frozen=True)
class Scripted:
    """One reply.

    Attributes:
        delay: Seconds before anything is sent.
        truncate: Send the headers with the full length, then half of the body.
        reset: Reset the connection instead of answering.
        hang: Never answer; the connection stays open until the server is closed.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    truncate: bool = False
    reset: bool = False
    hang: bool = False


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived. `headers` have lower-case names; `json` is None where the body `raw` is no JSON; `at`
    is on `time.monotonic`."""

    method: str
    path: str
    headers: dict[str, str]
    json: Any
    at: float
    raw: bytes = b""


class _Server(ThreadingHTTPServer):
    request_queue_size = 256  # a run begins with dozens of connections at once

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client may hang up whenever it likes; anything else is a fault of the test's own.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class StubServer:
    """The server: use it as a context manager.

    Attributes:
        requests: What was asked, in order of arrival.
        otherwise: Called with a request when the queue is empty.
        most_at_once: The highest number of requests that were being answered at one time.
    """

    def __init__(self, otherwise: Callable[[Recorded], Scripted] | None = None) -> None:
        self.requests: list[Recorded] = []
        self.otherwise = otherwise
        self.most_at_once = 0
        self._at_once = 0
        self._queue: deque[Scripted] = deque()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = False
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """Root address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def base_url(self) -> str:
        """Address for OPENAI_BASE_URL."""
        return f"{self.url}/v1"

    def reply(self, *replies: Scripted) -> None:
        """Add replies to the queue."""
        with self._lock:
            self._queue.extend(replies)

    @property
    def left(self) -> int:
        """Replies that nobody has asked for yet."""
        return len(self._queue)

    def __enter__(self) -> StubServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _answer(self, request: Recorded) -> Scripted:
        with self._lock:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            scripted = self._queue.popleft() if self._queue else None
        if scripted is None:
            scripted = self.otherwise(request) if self.otherwise else error_reply(418, "nothing is scripted")
        self._closing.wait(LONGEST_HANG if scripted.hang else scripted.delay)
        return scripted

    def _answered(self) -> None:
        with self._lock:
            self._at_once -= 1


def _handler(stub: StubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            raw = self.rfile.read(length)
            if len(raw) < length:  # the client was killed while it sent
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            written = raw and not headers.get("content-type", "").startswith("multipart/")
            body = json.loads(raw) if written else None
            scripted = stub._answer(Recorded(self.command, self.path, headers, body, time.monotonic(), raw))
            # Before the reply goes: the client's next request may be here before this thread goes on.
            stub._answered()
            with contextlib.suppress(OSError):  # the client did not wait
                self._send(scripted)

        do_GET = do_POST

        def _send(self, scripted: Scripted) -> None:
            self.close_connection = True
            if scripted.hang:
                return
            if scripted.reset:
                # Linger of 0 s: the kernel sends a reset instead of an orderly end.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            self.send_response(scripted.status)
            sent = {"Content-Type": "application/json", "Connection": "close", **scripted.headers}
            for name, value in {**sent, "Content-Length": str(len(scripted.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(scripted.body[: len(scripted.body) // 2] if scripted.truncate else scripted.body)

    return Handler


def json_reply(value: Any, status: int = 200, **more: Any) -> Scripted:
    """Any JSON; `more` are fields of `Scripted`."""
    return Scripted(status=status, body=json.dumps(value).encode(), **more)


def chat_reply(
    text: str | None,
    *,
    finish: str = "stop",
    logprobs: Mapping[str, float] | None = None,
    tokens_in: int = 20,
    tokens_out: int = 3,
    refusal: str | None = None,
    **more: Any,
) -> Scripted:
    """A chat completion.

    Args:
        logprobs: Top log-probabilities of the first token; the first entry is the token chosen.
        more: Fields of `Scripted`, such as `delay`.
    """
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if refusal is not None:
        message["refusal"] = refusal
    choice: dict[str, Any] = {"index": 0, "finish_reason": finish, "message": message, "logprobs": None}
    if logprobs:
        top = [{"token": token, "logprob": value, "bytes": list(token.encode())} for token, value in logprobs.items()]
        choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}], "refusal": None}
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "stub", "choices": [choice]}
    return json_reply({**body, "usage": usage}, **more)


def error_reply(
    status: int, message: str = "scripted error", *, code: str | None = None, param: str | None = None, **more: Any
) -> Scripted:
    """An error in OpenAI's shape."""
    return json_reply({"error": {"message": message, "type": "stub", "code": code, "param": param}}, status, **more)


def embeddings_reply(vectors: Sequence[Sequence[float]], *, as_base64: bool = False, **more: Any) -> Scripted:
    """Vectors, as lists of numbers or the way OpenAI packs them."""

    def packed(vector: Sequence[float]) -> str | list[float]:
        data = struct.pack(f"<{len(vector)}f", *vector)
        return base64.b64encode(data).decode() if as_base64 else list(vector)

    data = [{"object": "embedding", "index": n, "embedding": packed(vector)} for n, vector in enumerate(vectors)]
    usage = {"prompt_tokens": len(vectors), "total_tokens": len(vectors)}
    return json_reply({"object": "list", "model": "stub", "data": data, "usage": usage}, **more)
