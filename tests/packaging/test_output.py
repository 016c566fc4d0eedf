"""Where the output goes: a reader that leaves, a full disk, a closed or old-fashioned stdout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).parent / "twosource")


def shell(line: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line], env={**os.environ, **environ}, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_reader_that_leaves_is_no_error() -> None:
    ended = shell(f"set -o pipefail; '{COMMAND}' schema finding | true")
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("to", ["> /dev/full", ">&-"])
def test_output_that_cannot_be_written_is_told(to: str) -> None:
    ended = shell(f"'{COMMAND}' schema finding {to}")
    assert ended.returncode == 4
    assert ended.stderr.startswith("twosource: The output cannot be written: ")
    assert len(ended.stderr.splitlines()) == 1


def test_a_stdout_that_is_not_utf8_gets_escapes() -> None:
    ended = shell(f"'{COMMAND}' check '✔' --library 'бібліотека'", PYTHONIOENCODING="ascii")
    assert ended.returncode in (2, 4)
    assert "Traceback" not in ended.stderr
    assert ended.stderr.isascii()
