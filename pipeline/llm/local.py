"""The embedded LLM: llama.cpp in this process, behind an OpenAI-compatible address on loopback.

So the embedded model is reached by the same HTTP path as any other. Its port is chosen by the kernel (port 0: no
race for it), and a random key keeps other users of the machine out. One server a process, model file and adapter,
shared by all who ask, stopped when the last one lets go of it and at exit. An adapter is loaded switched off; each
request says whether it wants it.
"""

from __future__ import annotations

import atexit
import os
import platform
import secrets
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ModelUnavailable
from pipeline.llm.weights import INSTALL, check_adapter, check_gguf

CONTEXT_TOKENS = 4096
# llama.cpp keeps states of earlier prompts, by default up to 8 GB of them.
PROMPT_CACHE_MIB = 512
HEALTHY_WITHIN = 60.0

_guard = threading.Lock()
_running: dict[tuple[int, Path, Path | None, bool], LocalServer] = {}


class LocalServer:
    """A running llama.cpp server. Made by `acquire`, given back by `release`.

    Attributes:
        base_url: With `/v1`.
        api_key: Random, for this server only.
        users: How many hold it.
    """

    def __init__(self, model_path: Path, adapter_path: Path | None = None) -> None:
        self.model_path = model_path
        self.adapter_path = adapter_path
        self.api_key = secrets.token_urlsafe(24)
        self.base_url = ""
        self.users = 0
        self._server: Any = None

    def start(self) -> None:
        """Load the model and wait until it answers: 1 to 3 s for the embedded one where the disk has it in memory.

        llama.cpp's binding holds the interpreter lock while it loads: nothing else in the process runs meanwhile.

        Raises:
            ModelUnavailable: The files are no model and no adapter that llama.cpp can load, or the extra is not
                installed.
        """
        check_gguf(self.model_path)
        if self.adapter_path is not None:
            check_adapter(self.adapter_path)
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelUnavailable(f"llama.cpp cannot be loaded: {error}", mend=INSTALL) from error
        try:
            parameters = _parameters(xllamacpp, self.model_path, self.api_key, self.adapter_path)
            self._server = xllamacpp.Server(parameters)
        except RuntimeError as error:
            raise self._refused() from error
        address = str(self._server.listening_address)
        self.base_url = f"{address}/v1"
        self._wait_until_healthy(urlsplit(address).netloc)

    def stop(self) -> None:
        """End the server; takes about 0.1 s, also in the middle of a reply. Nothing happens if it does not run."""
        self._server = None  # the binding ends its threads when the object goes
        self.base_url = ""

    def _refused(self) -> ModelUnavailable:
        """llama.cpp does not say what it dislikes: with an adapter it may be that, or the model."""
        if self.adapter_path is not None:
            return ModelUnavailable(
                f"llama.cpp cannot load the adapter {self.adapter_path} with {self.model_path}: it is damaged or made "
                "for another model, or the model itself cannot be loaded",
                mend="Set TWOSOURCE_LOCAL_ADAPTER to off; if that is no help, TWOSOURCE_LOCAL_MODEL to another GGUF.",
            )
        return ModelUnavailable(
            f"llama.cpp cannot load {self.model_path}: the file is damaged or of an unknown kind, "
            "or there is not enough memory for it",
            mend="Set TWOSOURCE_LOCAL_MODEL to another GGUF, or unset it.",
        )

    def _wait_until_healthy(self, netloc: str) -> None:
        until = time.monotonic() + HEALTHY_WITHIN
        while time.monotonic() < until:
            # Health is open to all; the list of models needs the key, and so proves that this is our server.
            if _status(netloc, "/health", "") == 200 and _status(netloc, "/v1/models", self.api_key) == 200:
                return
            time.sleep(0.05)
        self.stop()
        raise ModelUnavailable(f"llama.cpp loaded {self.model_path} but does not answer on {netloc}")


def acquire(model_path: Path, adapter_path: Path | None = None, *, apart: bool = False) -> LocalServer:
    """This process's server for a model file and adapter, started if it does not run.

    Blocks while it loads; any thread may call.

    Args:
        apart: In a child process (`pipeline.llm.apart`), so that other threads of this one go on meanwhile.

    Raises:
        ModelUnavailable: As `LocalServer.start`.
    """
    key = _key(model_path, adapter_path, apart)
    with _guard:
        server = _running.get(key)
        if server is None:
            server = _new(model_path, adapter_path, apart)
            server.start()
            _running[key] = server
        server.users += 1
        return server


def release(server: LocalServer) -> None:
    """Give a server back; the last one to do so stops it."""
    with _guard:
        server.users -= 1
        if server.users <= 0:
            server.stop()
            for key in [key for key, one in _running.items() if one is server]:
                del _running[key]


def running() -> list[LocalServer]:
    """The servers of this process."""
    return [server for (pid, *_), server in _running.items() if pid == os.getpid()]


@atexit.register
def _stop_all() -> None:
    # In a forked child the parent's servers are objects without threads: they must be left alone.
    for server in running():
        server.stop()


def _renew_guard() -> None:
    global _guard
    _guard = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_guard)


def _new(model_path: Path, adapter_path: Path | None, apart: bool) -> LocalServer:
    if not apart:
        return LocalServer(model_path, adapter_path)
    from pipeline.llm.apart import ApartServer

    return ApartServer(model_path, adapter_path)


def _key(model_path: Path, adapter_path: Path | None, apart: bool) -> tuple[int, Path, Path | None, bool]:
    return os.getpid(), model_path.resolve(), adapter_path.resolve() if adapter_path is not None else None, apart


def _parameters(xllamacpp: Any, model_path: Path, api_key: str, adapter_path: Path | None = None) -> Any:
    threads = _threads()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_path)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [api_key]
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.cache_ram_mib = PROMPT_CACHE_MIB
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.verbosity = 0
    parameters.ui = False
    parameters.endpoint_slots = False
    # Both would cost a second at every start: an empty run beforehand, and a look at how much of the model fits.
    parameters.warmup = False
    parameters.fit_params = False
    if platform.machine().lower() in ("x86_64", "amd64"):
        # Weights stay as the file has them, mapped into memory. Laid out anew for other matrix kernels, as llama.cpp
        # would, they take 1 GB more and 1.6 s at every start, and prompts are read more slowly: with this wheel, at
        # 36 to 171 tokens, 60 to 70 a second instead of 64 to 94. (Elsewhere the kernels are others: not measured.)
        parameters.no_extra_bufts = True
    if adapter_path is not None:
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter_path), 0.0)]
        # A kept state does not know whether the adapter made it: one made with it would serve a request without
        # it. (The state of the request just before is safe: a switch empties it.)
        parameters.cache_ram_mib = 0
    return parameters


def _threads() -> int:
    """Processors that this process may use; os.process_cpu_count is new in Python 3.13."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _status(netloc: str, path: str, api_key: str) -> int | None:
    """HTTP status of a GET, or None. No proxy settings apply, unlike with urllib."""
    import http.client

    connection = http.client.HTTPConnection(netloc, timeout=5)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {api_key}"} if api_key else {})
        response = connection.getresponse()
        response.read()
        return response.status
    except OSError:
        return None
    finally:
        connection.close()
