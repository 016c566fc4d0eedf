"""The embedded LLM in a process of its own, for a face that must answer while it loads.

llama.cpp's binding holds the interpreter lock for as long as it loads a model: seconds in which the process that does
it neither draws nor hears a key. The child runs `main` here. It reads its orders from stdin and ends
when stdin does, so that it cannot outlive whoever started it, even one that was killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.errors import ModelUnavailable
from pipeline.llm.local import LocalServer

STOP_WITHIN = 5.0


class ApartServer(LocalServer):
    """A llama.cpp server in a child process; otherwise what `LocalServer` is."""

    def start(self) -> None:
        """Load the model in a child process and wait until it answers.

        Raises:
            ModelUnavailable: As `LocalServer.start`.
        """
        # In a session of its own: Ctrl-C in the terminal is for the parent alone.
        child = subprocess.Popen(
            [sys.executable, "-c", "from pipeline.llm.apart import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._server = child
        assert child.stdin is not None
        assert child.stdout is not None
        adapter = str(self.adapter_path) if self.adapter_path is not None else None
        try:
            child.stdin.write(json.dumps({"model": str(self.model_path), "adapter": adapter}).encode() + b"\n")
            child.stdin.flush()
            told = _told(child.stdout.readline())
        except OSError:
            told = {}
        if "base_url" not in told:
            self.stop()
            message = str(told.get("error") or "the embedded model's process ended before it answered")
            raise ModelUnavailable(message, mend=str(told.get("mend") or "twosource doctor"))
        self.base_url, self.api_key = str(told["base_url"]), str(told["api_key"])

    def stop(self) -> None:
        """End the child process. Nothing happens if there is none."""
        child, self._server, self.base_url = self._server, None, ""
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):  # it has ended before us, with something unread
                pipe.close()
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def main() -> None:
    """Serves the model that stdin names until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # llama.cpp writes where it likes; only our one line goes to the parent.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    order = json.loads(sys.stdin.buffer.readline() or b"{}")
    server = LocalServer(Path(order["model"]), Path(order["adapter"]) if order["adapter"] else None)
    try:
        server.start()
        told = {"base_url": server.base_url, "api_key": server.api_key}
    except ModelUnavailable as error:
        told = {"error": str(error), "mend": error.mend}
    answer.write(json.dumps(told) + "\n")
    answer.flush()
    if server.base_url:
        sys.stdin.buffer.read()
        server.stop()


def _told(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
