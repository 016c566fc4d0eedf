"""The engine `ray`: claims are looked up and written down here, and graded by workers on a Ray cluster.

Whoever runs the batch holds the library, its history and the ledger, and alone writes to them; a worker is handed the
evidence on a claim and hands a finding back. So workers need neither the library nor a Chroma server, only the way to
the model. This is the only module that imports Ray, and nothing of Ray's is told to anybody else: no usage statistics,
no dashboard, no lines on the terminal.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.batch.crew import Crew, share
from pipeline.batch.local import LocalWork
from pipeline.batch.ray_worker import Terms
from pipeline.batch.records import BatchOptions
from pipeline.errors import EnvironmentFault, NotAsked, UsageError
from pipeline.factcheck import FactChecker
from pipeline.findings import Finding
from pipeline.llm import Usage
from pipeline.llm.names import split_name
from pipeline.llm.prices import price_of
from pipeline.settings import Settings, changed
from pipeline.weighing import Evidence
from store.cache import CACHE_NAME, cache_dir
from store.ledger import Ledger

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",  # it would send the current folder to every machine
}
_PATIENCE = 5.0
_OBJECTS = 128 * 2**20
"""Bytes for what is handed over; the evidence on a claim takes about a hundred thousand."""


def refuse_ray(checker: FactChecker) -> None:
    """Refuses what the engine cannot do.

    Raises:
        EnvironmentFault: Ray is not installed.
        UsageError: The model is the embedded one, or the address is for Ray's client.
    """
    if find_spec("ray") is None:
        raise EnvironmentFault("--engine ray needs Ray.", mend="On all machines: uv pip install 'twosource[ray]'")
    if any(model.small for model in checker.models):
        message = "--engine ray asks a model behind an address; the embedded one is on this machine."
        raise UsageError(message, mend="Use --engine local, or --model openai:NAME with OPENAI_BASE_URL.")
    address = checker.settings.ray_address or ""
    if "://" in address:
        message = f"--ray-address {address}: the run must stand on a machine of the cluster."
        raise UsageError(message, mend="Run it there, with --ray-address auto or HOST:PORT.")


class RayWork(LocalWork):
    """As `LocalWork`, but that others grade.

    Args:
        options: The limits that all workers keep to together.
        paid: Told of each answer as `Pace` tells of it.
        note: Told in words what is being waited for.
    """

    # How much is left of a claim is not known here while it is graded elsewhere.
    slack = 3.0

    def __init__(
        self,
        checker: FactChecker,
        ledger: Ledger,
        open_checker: Callable[[], FactChecker],
        *,
        fingerprint: str,
        options: BatchOptions,
        finished: Callable[[Sequence[int]], None],
        paid: Callable[[Usage, float], None],
        note: Callable[[str], None],
    ) -> None:
        super().__init__(
            checker, ledger, open_checker, fingerprint=fingerprint, early_stop=options.early_stop, finished=finished
        )
        self._options, self._paid, self._note = options, paid, note
        self._crew: Crew | None = None

    @property
    def under_way(self) -> int:
        """Calls that are out."""
        return self._crew.under_way if self._crew is not None else 0

    async def run(self) -> NotAsked | None:
        """As `LocalWork.run`; a cluster of our own is started before and stopped after.

        Raises:
            EnvironmentFault, StoreError, NotComparable: As there; or the cluster cannot be used.
        """
        self._note("starting Ray")
        with connected(self._checker.settings) as (ray, workers):
            async with self._hired(ray, workers) as self._crew:
                return await super().run()

    async def _graded(self, number: int, evidence: Evidence) -> Finding:
        assert self._crew is not None
        return await self._crew.find(evidence, alike=evidence.claim.id)  # another row may have another date

    def _hired(self, ray: Any, workers: int) -> Crew:
        at_once, options = self._checker.model.concurrency, self._options

        def terms(number: int, desk: Any) -> Terms:
            return Terms(
                worker=number,
                desk=desk,
                settings=_settings_there(self._checker.settings, share(at_once, workers)),
                environ=_environ_there(self._checker),
                prices={m.identity: p for m in self._checker.models if (p := price_of(m.identity)) is not None},
                grader=self._checker.grader_identity(),
                version=metadata.version("twosource"),
                early_stop=options.early_stop,
            )

        pace = {"concurrency": at_once, "rpm": options.rpm, "tpm": options.tpm, "max_cost": options.max_cost}
        pace["spent"] = self._ledger.most_spent()
        cache = str((cache_dir() / CACHE_NAME).absolute())
        return Crew(ray, workers, terms, pace=pace, cache=cache, paid=self._paid, note=self._tell)

    def _tell(self, note: str) -> None:
        if not self.draining:
            self._note(note)


def _settings_there(settings: Settings, concurrency: int) -> Settings:
    """The settings for a worker: it has no history, and writes no trace into a file of another machine's."""
    return changed(settings, history=False, trace=None, concurrency=concurrency)


def _environ_there(checker: FactChecker) -> dict[str, str]:
    """What the environment says of the models' providers: OPENAI_API_KEY, OPENAI_BASE_URL and alike."""
    heads = tuple(f"{split_name(model.name)[0].upper()}_" for model in checker.models)
    return {name: value for name, value in os.environ.items() if name.startswith(heads)}


@contextlib.contextmanager
def connected(settings: Settings) -> Iterator[tuple[Any, int]]:
    """Ray, connected to the cluster of the settings or to one of our own, and how many workers to hire there.

    Raises:
        EnvironmentFault: No cluster answers, or none can be started.
    """
    os.environ.update(_QUIET)  # read when Ray is imported, and by the processes that it starts
    import ray

    # What Ray has to say of a worker that died it prints on stdout, whatever `log_to_driver` says.
    ray._private.worker._worker_logs_enabled = False
    address, here = settings.ray_address, ""
    quiet = {"include_dashboard": None, "log_to_driver": False, "logging_level": logging.CRITICAL}
    try:
        with _signals_as_they_were():
            if address:
                _look_for(address)
                ray.init(address=address, **quiet)
                workers = settings.ray_workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            else:
                # A short path: sockets lie below it, and theirs may have 103 characters.
                here = tempfile.mkdtemp(prefix="ts-ray-", dir="/tmp" if Path("/tmp").is_dir() else None)
                workers = settings.ray_workers or os.cpu_count() or 1
                quiet["include_dashboard"] = False
                ray.init(address="local", num_cpus=workers, object_store_memory=_OBJECTS, _temp_dir=here, **quiet)
    except (OSError, RuntimeError, ValueError, TimeoutError, ray.exceptions.RayError) as error:
        ray.shutdown()
        shutil.rmtree(here or "/nonexistent", ignore_errors=True)
        raise _not_connected(address, error) from error
    try:
        yield ray, workers
    finally:
        ray.shutdown()
        if here:
            shutil.rmtree(here, ignore_errors=True)


def _look_for(address: str) -> None:
    """Whether anybody listens at HOST:PORT. Ray itself would look for minutes, and complain on the terminal.

    Raises:
        OSError: Nobody does.
        ValueError: The port is no number.
    """
    host, colon, port = address.rpartition(":")
    if colon:
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()


def _not_connected(address: str | None, error: Exception) -> EnvironmentFault:
    if address:
        mend = "Check --ray-address; a cluster is started with: ray start --head"
        return EnvironmentFault(f"No Ray cluster can be used at {address}: {error}", mend=mend)
    mend = "Try again, or use --engine local."
    return EnvironmentFault(f"A Ray cluster on this machine cannot be started: {error}", mend=mend)


@contextlib.contextmanager
def _signals_as_they_were() -> Iterator[None]:
    """Ray takes SIGTERM for itself; the run has a use for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
