"""Writes a report to a file: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.errors import EnvironmentFault


def write_report(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Writes the text; a file that was there is replaced only once all of it is on disk.

    Raises:
        EnvironmentFault: It cannot be written.
    """
    data = text.encode(encoding, "replace")
    try:
        if path.exists() and not path.is_file():  # a pipe, a terminal
            path.write_bytes(data)
        else:
            _replace(path, data)
    except OSError as e:
        raise EnvironmentFault(f"{path} cannot be written: {e.strerror}.", mend="Name another file.") from e


def _replace(path: Path, data: bytes) -> None:
    target = path.resolve()  # a link stays a link
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".twosource-")
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        written.chmod(mode if mode is not None else 0o666 & ~_umask())
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The mask of the process; the system has no way of asking that does not set it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
