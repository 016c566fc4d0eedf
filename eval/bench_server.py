"""A server for `twosource eval bench`: answers every chat completion with a neutral grade, after so many seconds.

`python -m eval.bench_server SECONDS` prints its port and serves until it is ended. A process of its own, so that the
client's CPU time is the client's; asyncio and kept connections, as a real server has them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def _body() -> bytes:
    grade: dict[str, object] = {
        "stance": "neutral",
        "sentences": [],
        "voice": "asserts",
        "speaker": None,
        "reason": "It is silent.",
    }
    message = {"role": "assistant", "content": json.dumps(grade)}
    choice = {"index": 0, "finish_reason": "stop", "message": message, "logprobs": None}
    usage = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "bench", "choices": [choice]}
    return json.dumps({**whole, "usage": usage}).encode()


async def _serve(seconds: float) -> None:
    body = _body()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                length = _LENGTH.search(await reader.readuntil(b"\r\n\r\n"))
                await reader.readexactly(int(length[1]) if length else 0)
                await asyncio.sleep(seconds)
                writer.write(head + body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(float(sys.argv[1])))
