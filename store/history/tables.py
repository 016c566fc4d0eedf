"""The history's tables, and opening its file: made where there is none, never made anew where there is one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import HistoryFault
from store.vectors.lock import HISTORY_NAME, beside
from store.waiting import claim_patiently

VERSION = "2"
_READ = {"1", VERSION}
"""Versions whose files are gone on with. A finding of version 1 names no second model, and contests nothing."""
BUSY_SECONDS = 20.0
APPLICATION_ID = 0x32686973
"""("2his"): tells our file from any other SQLite file."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE findings (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, claim_id TEXT NOT NULL, question TEXT NOT NULL,
        content TEXT NOT NULL, fingerprint TEXT NOT NULL, at TEXT NOT NULL, last_at TEXT NOT NULL,
        times INTEGER NOT NULL, evidence TEXT NOT NULL, state INTEGER NOT NULL, version TEXT NOT NULL,
        touched INTEGER NOT NULL
    )""",
    "CREATE INDEX findings_claim ON findings (claim_id, touched)",
    "CREATE INDEX findings_touched ON findings (touched)",
    """CREATE TABLE verdicts (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, claim_id TEXT NOT NULL, content TEXT NOT NULL
    )""",
    "CREATE INDEX verdicts_claim ON verdicts (claim_id)",
    "CREATE TABLE states (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, at TEXT NOT NULL)",
    # An article was in the library from the state `first` on, and no longer in the state `until`.
    """CREATE TABLE presence (
        article TEXT NOT NULL, mends TEXT NOT NULL, first INTEGER NOT NULL, until INTEGER, PRIMARY KEY (article, first)
    ) WITHOUT ROWID""",
    "CREATE INDEX presence_open ON presence (article) WHERE until IS NULL",
)


def history_path(where: str) -> Path:
    """The history's file of a library: in its folder, or, for a server, in the cache folder by its address."""
    return beside(where, HISTORY_NAME)


def open_tables(path: Path) -> sqlite3.Connection:
    """A connection to the history at `path`, which is made where there is none.

    Raises:
        HistoryFault: It is damaged, another program's, of a later version, or cannot be written to.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            claim_patiently(connection, lambda: _claim(connection, path), BUSY_SECONDS)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Faults of the block as a `HistoryFault` that names the file and what can be done."""
    try:
        yield
    except sqlite3.DatabaseError as e:
        if (getattr(e, "sqlite_errorcode", 0) or 0) & 0xFF in _DAMAGED:
            raise damaged(path, str(e)) from e
        raise HistoryFault(
            f"The history {path} cannot be used: {e}.",
            mend="Wait for other twosource processes, and check the folder's rights and the space on its disk.",
        ) from e
    except OSError as e:
        raise HistoryFault(
            f"The history {path} cannot be used: {e.strerror or e}.", mend="Check the folder's rights."
        ) from e


def damaged(path: Path, why: str) -> HistoryFault:
    """The error of a file that holds something else than was written into it. It is left as it is."""
    return HistoryFault(
        f"The history {path} is damaged ({why}); it was left as it is.",
        mend=f"Restore it from a copy, or move it away (with {path.name}-wal, if there is one) to begin a new one.",
    )


def _claim(connection: sqlite3.Connection, path: Path) -> None:
    """WAL mode and our tables, in a file that is new or ours."""
    if not _is_ours(connection):
        connection.execute("BEGIN IMMEDIATE")
        # Again, with the write lock: another process may have been making the file.
        if not _is_ours(connection):
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if tables:
                raise HistoryFault(
                    f"{path} is another program's database.", mend="Move it away: twosource keeps its history there."
                )
            for table in _TABLES:
                connection.execute(table)
            connection.execute("INSERT INTO about VALUES ('version', ?)", (VERSION,))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    found = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
    if found is None or found[0] not in _READ:
        raise HistoryFault(
            f"{path} was made by another version of twosource ({found and found[0]}).",
            mend="Use that version, or move the file away to begin a new history.",
        )
    if found != (VERSION,):  # a version that knows nothing of the new fields must not take them for damage
        connection.execute("UPDATE about SET value = ? WHERE name = 'version'", (VERSION,))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _is_ours(connection: sqlite3.Connection) -> bool:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(application == APPLICATION_ID)
