"""One request to a web server, over a connection that can lead nowhere but to a checked address.

Every connection is opened by `Guard`: it asks the name server itself, refuses the host if any of its addresses is not
public, and connects to an address that it has checked. So nothing can change between check and connection, and a
proxy set in the environment is not used (it would ask on its own). Each step ends with the visit's `Deadline`, and
what is read or unpacked is bounded by a limit that the caller gives. No request is repeated, no connection used twice.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any

import httpcore

from pipeline.read.addresses import ONLY_PUBLIC, IPAddress, Refused, WebAddress, literal_address, why_not_public
from pipeline.read.robots import AGENT

SAVE = "Open it in a browser, save the page to a file, and ingest that."
LATER = "Try again later."
_ONE_READ = 10.0  # seconds without a byte
_ONE_CONNECT = 5.0  # seconds for one of a host's addresses
_MOST_TRIED = 4


class Deadline:
    """The moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._at = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Seconds that one step may take.

        Raises:
            Refused: None are left.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise Refused(f"took longer than {self.seconds:g} s", LATER)
        return left if most is None else min(left, most)

    def pause(self, seconds: float) -> None:
        """Wait, at no cost to the steps."""
        time.sleep(seconds)
        self._at += seconds


class Response:
    """The beginning of an answer.

    Attributes:
        status: The HTTP status.
        headers: By lower-case name; what is sent twice is joined, which no address and no encoding survives.
    """

    def __init__(self, response: httpcore.Response, deadline: Deadline) -> None:
        self.status = response.status
        self.headers: dict[str, str] = {}
        self._response = response
        self._deadline = deadline
        for name, value in response.headers:
            key, text = name.decode("ascii", "replace").lower(), value.decode("utf-8", "replace").strip()
            self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def read(self, limit: int) -> bytes:
        """What is sent, or its first limit + 1 bytes. Only while the request is open."""
        data = bytearray()
        for chunk in self._response.iter_stream():
            data += chunk
            self._deadline.left()
            if len(data) > limit:
                break
        return bytes(data[: limit + 1])


@contextmanager
def request(address: WebAddress, *, accept: str, guard: Guard, deadline: Deadline) -> Iterator[Response]:
    """One request on a connection of its own. No cookies, no referrer, nothing about the user.

    Args:
        address: What is asked for; a redirect is an answer like any other.
        accept: The content types that are wanted, as the header states them.
        guard: Opens the connection.
        deadline: When all must be done, also what the caller reads.

    Raises:
        Refused: The host may not be connected to or cannot be reached, the connection breaks, or time is up.
    """
    headers: list[tuple[bytes | str, bytes | str]] = [
        ("Host", address.authority),
        ("User-Agent", f"{AGENT}/{metadata.version('twosource')} (+fact-checking; one page at a time)"),
        ("Accept", accept),
        ("Accept-Encoding", "gzip, identity"),
        ("Connection", "close"),
    ]
    url = httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
    left = deadline.left(_ONE_READ)
    timeouts = {"connect": left, "read": left, "write": left, "pool": left}
    try:
        with (
            httpcore.ConnectionPool(network_backend=guard, max_keepalive_connections=0) as pool,
            pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response,
        ):
            yield Response(response, deadline)
    except httpcore.TimeoutException:
        deadline.left()  # says so, if it was this that ended
        raise Refused(f"nothing came for {left:.2g} s", LATER) from None
    except httpcore.ConnectError as error:
        raise Refused(f"cannot be reached: {shown_text(error)}", "Check the address and the connection.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Refused(f"the connection broke: {shown_text(error)}", LATER) from error


class Guard(httpcore.NetworkBackend):
    """Opens connections to checked addresses only. A host's addresses are asked for once in a visit.

    `resolve` and `allowed` are as `fetch` has them.
    """

    def __init__(
        self,
        deadline: Deadline,
        resolve: Callable[[str], Sequence[str]],
        allowed: Callable[[IPAddress, int], bool],
    ) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._allowed = allowed
        self._known: dict[str, list[IPAddress]] = {}

    def check(self, address: WebAddress) -> None:
        """Raise `Refused` if the host has no address, or any that may not be connected to."""
        self._checked(address.host, address.port)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that takes one."""
        failure: Exception | None = None
        for address in self._checked(host, port)[:_MOST_TRIED]:
            left = self._deadline.left(_ONE_CONNECT)
            try:
                stream = httpcore.SyncBackend().connect_tcp(str(address), port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure or httpcore.ConnectError("no address")

    def _checked(self, host: str, port: int) -> list[IPAddress]:
        if host not in self._known:
            literal = literal_address(host)
            self._known[host] = [literal] if literal else self._resolved(host)
        for address in self._known[host]:
            if not self._allowed(address, port):
                what = why_not_public(address) or "not an allowed address"
                leads = "its host is" if literal_address(host) else f"its host {host} leads to"
                raise Refused(f"{leads} {address}, {what}", ONLY_PUBLIC)
        return self._known[host]

    def _resolved(self, host: str) -> list[IPAddress]:
        """The name service has no time limit of its own, so it is asked in a thread that may be left behind."""
        answers: SimpleQueue[list[IPAddress] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put([ip_address(text) for text in self._resolve(host)])
            except (OSError, ValueError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            found = answers.get(timeout=self._deadline.left(_ONE_READ))
        except Empty:
            raise Refused(f"the name service does not say where {host} is", LATER) from None
        if isinstance(found, Exception) or not found:
            reason = f": {shown_text(found)}" if isinstance(found, Exception) else ""
            raise Refused(f"its host {host} is not found{reason}", "Check the address and the connection.")
        return found


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the visit, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def resolve_host(host: str) -> list[str]:
    """The network addresses of a host, from the system's name service.

    Raises:
        OSError: There is none, or the service does not answer.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def decoded(data: bytes, headers: Mapping[str, str], limit: int) -> tuple[bytes, bool]:
    """Content without its compression, limit + 1 bytes at most, and whether it was there to its end.

    Raises:
        Refused: It is damaged, compressed in a way not asked for, or goes on after its end.
    """
    encoding = headers.get("content-encoding", "").lower()
    if encoding in ("", "identity"):
        return data, True
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Refused(f"is compressed as {shown_text(encoding)}, which was not asked for", SAVE)
    wrapped = data[:1] and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    bits = zlib.MAX_WBITS if encoding == "deflate" and wrapped else -zlib.MAX_WBITS
    unpacker = zlib.decompressobj(bits if encoding == "deflate" else zlib.MAX_WBITS | 16)
    try:
        # Never flush(): it is not bounded.
        unpacked = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise Refused(f"its compressed data are damaged: {shown_text(error)}", LATER) from error
    # A second member would hide behind the first: what is not read is not passed over in silence.
    if unpacker.unused_data.strip(b"\0"):
        raise Refused("holds something after the end of its compressed data", SAVE)
    return unpacked, unpacker.eof


def shown_text(text: object) -> str:
    """What somebody else wrote, fit for a message."""
    words = " ".join(str(text).split())
    return "".join(character if character.isprintable() else "\ufffd" for character in words)[:200]
