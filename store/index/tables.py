"""The index's tables, and opening its file. A file that is damaged or of another version is made anew, empty."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

VERSION = "1"
BUSY_SECONDS = 20.0

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, published TEXT, publisher TEXT, language TEXT,
    mends TEXT NOT NULL, mended TEXT NOT NULL, compared INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS articles_uncompared ON articles (number) WHERE compared = 0;
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article INTEGER NOT NULL, "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL, sentences TEXT NOT NULL, vectors BLOB
);
CREATE INDEX IF NOT EXISTS passages_article ON passages (article);
CREATE TABLE IF NOT EXISTS sketches (hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article))
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sketches_article ON sketches (article);
CREATE TABLE IF NOT EXISTS copies (
    one INTEGER NOT NULL, other INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copies_other ON copies (other);
CREATE TABLE IF NOT EXISTS files (location TEXT PRIMARY KEY, stamp TEXT NOT NULL, articles TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
"""


def open_tables(path: Path) -> sqlite3.Connection:
    """A connection to the index at `path`, which is made where there is none.

    Raises:
        sqlite3.Error, OSError: The file can be neither opened nor made anew.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(sqlite3.DatabaseError):
        return _opened(path)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return _opened(path)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_TABLES)
        connection.execute("INSERT OR IGNORE INTO about VALUES ('version', ?)", (VERSION,))
        (version,) = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
        if version != VERSION:
            raise sqlite3.DatabaseError(f"index version {version}")
    except BaseException:
        connection.close()
        raise
    return connection
