"""One writer at a time: a lock on a file in the library's folder; for a server, in this machine's cache folder.

Writers on two machines with one server are not kept apart. They cannot corrupt anything, since every id is a content
hash and every write can be done again; both may count the same article as added.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from store.cache import cache_dir
from store.errors import LibraryBusy, LibraryFault

if TYPE_CHECKING:
    import filelock

PATIENCE = 5.0
"""Seconds that a writer waits for another one."""
LOCK_NAME = "twosource-writer.lock"
HISTORY_NAME = "history.sqlite"


def beside(where: str, name: str) -> Path:
    """A file of ours that goes with a library: in its folder, or, for a server, in the cache folder."""
    if where.startswith(("http://", "https://")):
        server = hashlib.sha256(where.rstrip("/").encode()).hexdigest()[:16]
        return cache_dir() / "servers" / server / name
    return Path(where) / name


def writer_lock(where: str) -> filelock.BaseFileLock:
    """The lock of a library's writer, not taken yet. It can be taken again by whoever holds it."""
    import filelock

    path = beside(where, LOCK_NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(path)


def take(lock: filelock.BaseFileLock, where: str, patience: float) -> None:
    """Takes the lock, waiting for another writer.

    Raises:
        LibraryBusy: It was not free in time.
        LibraryFault: The folder cannot be written to.
    """
    import filelock

    try:
        lock.acquire(timeout=patience)
    except filelock.Timeout as e:
        raise LibraryBusy(
            f"Another twosource process is writing to the library {where}.",
            mend="Wait until it is done, then run the same command again; reading goes on meanwhile.",
        ) from e
    except OSError as e:
        what = f"The library {where} cannot be written to: {e.strerror or e}."
        raise LibraryFault(what, mend="Check the folder's rights.") from e
