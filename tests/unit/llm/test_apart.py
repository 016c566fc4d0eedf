"""The embedded model in a process of its own: what it says when it cannot start, and that it outlives nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import ModelUnavailable
from pipeline.llm import local, weights
from pipeline.llm.apart import ApartServer


def test_what_is_no_model_is_told_as_in_this_process(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelUnavailable) as here:
        local.acquire(path)
    with pytest.raises(ModelUnavailable) as apart:
        local.acquire(path, apart=True)
    assert (str(apart.value), apart.value.mend) == (str(here.value), here.value.mend)
    assert not local.running()


def test_a_child_that_ends_at_once_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ModelUnavailable, match="ended before it answered"):
        ApartServer(tmp_path / "model.gguf").start()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


@pytest.mark.llm
@pytest.mark.slow
def test_the_child_ends_when_its_parent_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWOSOURCE_CACHE_DIR")
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model = weights.local_model(os.environ).materialise()
    program = (
        "import sys, time; from pathlib import Path; from pipeline.llm import local\n"
        f"server = local.acquire(Path({str(model)!r}), apart=True)\n"
        "print(server._server.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert _alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while _alive(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _alive(child)
