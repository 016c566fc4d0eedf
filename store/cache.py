"""The cache of LLM calls: one SQLite file, in WAL mode, that is never the one Chroma owns.

Invariant: the cache can only save time. A file that is locked, full, read-only or damaged costs a
logged warning and a call to the model, never a failed check. A damaged file is set aside, not deleted.
Refusals, truncated replies and errors are not stored: that is the caller's duty (`pipeline.llm.door`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from store.waiting import claim_patiently

logger = logging.getLogger("twosource.cache")

T = TypeVar("T")

BUSY_SECONDS = 5.0
KEY_VERSION = 1
CACHE_NAME = "llm-calls.sqlite"
# "2src": tells our file from any other SQLite file, so that a wrong path never writes into somebody's database.
APPLICATION_ID = 0x32737263
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, created INTEGER NOT NULL, value TEXT NOT NULL
) WITHOUT ROWID
"""


def cache_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The folder for everything that can be made again: `TWOSOURCE_CACHE_DIR`, or the user's cache folder.

    The folder is not created here.
    """
    environ = os.environ if environ is None else environ
    given = environ.get("TWOSOURCE_CACHE_DIR", "").strip()
    if given:
        try:
            return Path(given).expanduser()
        except RuntimeError:  # "~nobody": no such user
            return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("twosource"))


def call_key(
    *,
    model: str,
    messages: Sequence[tuple[str, str]],
    max_tokens: int,
    schema: Mapping[str, Any] | None,
    top_logprobs: int,
    repeat: int,
) -> str:
    """SHA-256 (64 hex digits) over all that can change a model's answer.

    Left out, since they cannot change it: key, timeouts, deadline, retries, concurrency, prices. Temperature
    and seed are constants of `pipeline.llm`: whoever changes them raises KEY_VERSION. Parameters that the
    server refuses follow from `model`.

    Args:
        model: The model's identity, with its base URL or the hash of its weights.
        messages: (role, content) pairs, a per-call random fence already masked.
        repeat: 0 for the first call; another number asks the same again without meeting the first answer.
    """
    said = ",".join(_canonical_message(role, content) for role, content in messages)
    inputs = {
        "max_tokens": _canonical(max_tokens),
        "messages": f"[{said}]",
        "model": _canonical(model),
        "repeat": _canonical(repeat),
        "schema": _canonical(schema),
        "top_logprobs": _canonical(top_logprobs),
        "version": _canonical(KEY_VERSION),
    }
    text = ",".join(f'"{name}":{value}' for name, value in inputs.items())
    return hashlib.sha256(f"{{{text}}}".encode("ascii")).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


@lru_cache(maxsize=64)  # all but the last message of a prompt are the same from call to call
def _canonical_message(role: str, content: str) -> str:
    return _canonical([role, content])


class Calls(Protocol):
    """Where replies are kept: in `CallCache`, or by somebody who is asked over a network."""

    def get(self, key: str) -> dict[str, Any] | Awaitable[dict[str, Any] | None] | None:
        """The value stored under `key`, or None."""
        ...

    def put(self, key: str, value: Mapping[str, Any], *, model: str = "") -> None:
        """Stores `value`; the first value stays."""
        ...

    def close(self) -> None:
        """Gives back what is held open."""
        ...


class CallCache:
    """Replies of LLM calls by key. Several threads and processes may share one file.

    Args:
        path: The SQLite file. It and its folder are made at the first use.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._opened_file: tuple[int, int] | None = None
        self._pid = os.getpid()
        self._disabled = False
        self._warned = False

    def get(self, key: str) -> dict[str, Any] | None:
        """The value stored under `key`, or None. Never raises for a bad file."""
        row = self._attempt(lambda db: db.execute("SELECT value FROM calls WHERE key = ?", (key,)).fetchone())
        if row is None:
            return None
        with contextlib.suppress(ValueError, TypeError):
            value = json.loads(row[0])
            if isinstance(value, dict):
                return value
        # An unreadable row would otherwise shadow its key for ever, since `put` keeps the first value.
        self._attempt(lambda db: db.execute("DELETE FROM calls WHERE key = ?", (key,)))
        return None

    def put(self, key: str, value: Mapping[str, Any], *, model: str = "") -> None:
        """Store `value` (JSON-able) under `key`; the first value stays, so that equal inputs keep equal answers.

        Never raises for a bad file.

        Args:
            model: Whose answer it is. For people who look into the file; not part of the lookup.
        """
        row = (key, model, int(time.time()), json.dumps(value, ensure_ascii=True, sort_keys=True))
        self._attempt(lambda db: db.execute("INSERT OR IGNORE INTO calls VALUES (?, ?, ?, ?)", row))

    def close(self) -> None:
        """Close the file. A later `get` or `put` opens it again."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def __enter__(self) -> CallCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """`work` on an open file; a second time on a fresh one when the first turns out to be damaged."""
        self._forget_after_fork()
        with self._lock:
            for _ in range(2):
                if self._disabled:
                    return None
                try:
                    return work(self._open())
                except (sqlite3.Error, OSError) as error:
                    if not self._mend(error):
                        return None
        return None

    def _forget_after_fork(self) -> None:
        if self._pid != os.getpid():
            # SQLite connections must not cross a fork, and the lock may have been held by a thread that is gone.
            self._lock, self._connection, self._pid = threading.RLock(), None, os.getpid()

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._opened_file = self._file_id()
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            claim_patiently(connection, lambda: _claim(connection), BUSY_SECONDS)
        except BaseException:
            connection.close()
            raise
        self._opened_file = self._file_id()
        self._connection = connection
        return connection

    def _mend(self, error: Exception) -> bool:
        """True when the file was damaged and is now out of the way, so that another attempt makes sense."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and (code & 0xFF) in DAMAGED:
            self.close()
            return self._set_aside(error)
        if self._connection is None:
            self._disabled = True
        self._warn("LLM-call cache %s cannot be used (%s): going on without it", self.path, error)
        return False

    def _set_aside(self, error: Exception) -> bool:
        if self._file_id() != self._opened_file:
            return True  # another process was quicker: what lies there now is a new file
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.time_ns()}")
        try:
            # First, while they are still the damaged file's: afterwards they may be another process's new ones.
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self.path.replace(aside)
        except OSError:
            self._disabled = True
            self._warn("LLM-call cache %s is damaged (%s): going on without it", self.path, error)
            return False
        self._warn("LLM-call cache %s was damaged (%s): set aside as %s", self.path, error, aside.name)
        return True

    def _file_id(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _warn(self, text: str, *values: object) -> None:
        """Log once: a batch run of ten thousand calls has one bad cache, not ten thousand."""
        logger.log(logging.DEBUG if self._warned else logging.WARNING, text, *values)
        self._warned = True


class _ForeignFile(sqlite3.OperationalError):
    """The SQLite file at the cache's path belongs to something else."""


def _claim(connection: sqlite3.Connection) -> None:
    """WAL mode and our table, in a file that is new or ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        connection.execute("BEGIN IMMEDIATE")
        # Again, with the write lock: another process may have been claiming the file.
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and (application != 0 or tables):
            raise _ForeignFile("it is another program's database")
        connection.execute(SCHEMA)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
