"""The file of a run's ledger: its tables, made by the one who writes, and opened without a trace by those who read."""

from __future__ import annotations

import sqlite3
import uuid
from functools import partial
from pathlib import Path

from store.errors import RunInvalid
from store.waiting import claim_patiently

LEDGER_NAME = "ledger.sqlite"
VERSION = "1"
BUSY_SECONDS = 20.0
# "2srl": tells a ledger from any other SQLite file.
APPLICATION_ID = 0x3273726C
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claims (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL, row TEXT NOT NULL, lead INTEGER NOT NULL,
    state TEXT NOT NULL, verdict TEXT, finding TEXT, reason TEXT, ended REAL
);
CREATE INDEX IF NOT EXISTS claims_state ON claims (state);
CREATE INDEX IF NOT EXISTS claims_lead ON claims (lead);
CREATE TABLE IF NOT EXISTS set_aside (
    number INTEGER NOT NULL, row TEXT NOT NULL, verdict TEXT, finding TEXT, reason TEXT, ended REAL, why TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sessions (
    id INTEGER PRIMARY KEY, started REAL NOT NULL, seen REAL NOT NULL, how TEXT NOT NULL,
    calls INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
    cost REAL NOT NULL, unpriced INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, remote TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS attempts (key TEXT PRIMARY KEY, times INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
"""
# Not in the ledgers of version 0.1 and before.
_NEWER = {
    "again": "(lead INTEGER PRIMARY KEY)",
    "estimates": "(session INTEGER PRIMARY KEY, cost REAL NOT NULL)",
}


def opened_to_read(path: Path) -> sqlite3.Connection:
    """The file, for reading only: nothing in it or in its folder needs to be writable.

    Raises:
        sqlite3.Error: It cannot be read, or is not a ledger.
    """
    connection = _read_only(path)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            raise sqlite3.DatabaseError("it is another program's database")
        _refuse_other_versions(connection)
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        for name in _NEWER.keys() - there:
            connection.execute(f"CREATE TEMP TABLE {name} {_NEWER[name]}")
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_other_versions(connection: sqlite3.Connection) -> None:
    found = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
    if found is None or found[0] != VERSION:
        raise sqlite3.DatabaseError(f"it has version {found and found[0]}, not {VERSION}")


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        # A folder that nobody may write into: SQLite wants to put its index of the log there, and there is no log.
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    return connection


def opened(path: Path) -> sqlite3.Connection:
    """The file, for its one writer; made where there is none.

    Raises:
        RunInvalid: It is not a ledger, or cannot be used.
    """
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        claim_patiently(connection, partial(_claim, connection), BUSY_SECONDS)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        message = f"{path} cannot be used as a run's ledger: {error}."
        raise RunInvalid(message, mend="Give another folder with -o.") from error
    return connection


def _claim(connection: sqlite3.Connection) -> None:
    """WAL mode and our tables, in a file that is new or ours; tables that an older version did not have are made."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (application or tables):
        raise sqlite3.DatabaseError("it is another program's database")
    if application != APPLICATION_ID:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing that was committed; a machine that loses its power may lose the last moments.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_TABLES)
    for name, columns in _NEWER.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} {columns}")
    connection.execute("INSERT OR IGNORE INTO about VALUES ('version', ?)", (VERSION,))
    connection.execute("INSERT OR IGNORE INTO about VALUES ('run', ?)", (uuid.uuid4().hex,))
    _refuse_other_versions(connection)
