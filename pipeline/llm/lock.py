"""A lock between processes, held through a file. The kernel frees it when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

POLL_SECONDS = 0.1
HELD_BY_OTHERS = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@contextlib.contextmanager
def folder_lock(path: Path) -> Iterator[bool]:
    """Hold the lock at `path` (made if missing) for the block; wait for others as long as it takes.

    Yields:
        True with the lock held. False where the file system has no locks (some network mounts): the block runs
        all the same, and must be safe without it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield _wait_for(handle)
    finally:
        os.close(handle)


def _wait_for(handle: int) -> bool:
    while True:
        try:
            _take(handle)
            return True
        except OSError as error:
            if error.errno not in HELD_BY_OTHERS:
                return False
        # Polling, not a blocking wait: Ctrl-C works, and so does it in a worker thread.
        time.sleep(POLL_SECONDS)


def _take(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
