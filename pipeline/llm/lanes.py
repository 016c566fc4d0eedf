"""HTTP connections for many calls at once: each call has a lane, a transport with one connection of its own.

With all connections in one pool, httpcore looks at every one of them (and asks the system about those that idle) when a
request comes and again when it goes: at 32 at once that was a sixth of a call's CPU. A lane is lent to one request at a
time and comes back when its response is closed, or has failed; a connection that broke is made anew by its lane.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2


class Lanes(httpx2.AsyncBaseTransport):
    """The lanes, made as they are needed.

    Args:
        options: Of each lane's `httpx2.AsyncHTTPTransport`.
    """

    def __init__(self, **options: Any) -> None:
        # One for all: reading the certificates takes 20 ms.
        self._options = {"verify": httpx2.create_ssl_context(), **options}
        self._every: list[httpx2.AsyncHTTPTransport] = []
        self._free: list[httpx2.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request, on a lane that is free. Raises what the lane raises."""
        # The last one that came back: its connection has idled least.
        lane = self._free.pop() if self._free else self._new()
        try:
            response = await lane.handle_async_request(request)
        except BaseException:
            self._free.append(lane)
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Lent(response.stream, lambda: self._free.append(lane))
        return response

    async def aclose(self) -> None:
        """Closes all connections."""
        for lane in self._every:
            await lane.aclose()

    def _new(self) -> httpx2.AsyncHTTPTransport:
        self._every.append(httpx2.AsyncHTTPTransport(**self._options))
        return self._every[-1]


class _Lent(httpx2.AsyncByteStream):
    """A response's body; its lane is given back once, when it is closed."""

    def __init__(self, inner: httpx2.AsyncByteStream, give_back: Callable[[], None]) -> None:
        self._inner, self._give_back = inner, give_back
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        try:
            await self._inner.aclose()
        finally:
            if not self._closed:
                self._closed = True
                self._give_back()
