"""What was found out about pairs of claims: one SQLite file beside a library, kept from one scan to the next.

Invariants: a row is written as soon as its pair is graded, so a scan that is killed goes on where it was; rows only
save calls, so a file that is damaged or of another version is made anew, empty, and costs nothing but those calls.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from store.errors import LibraryFault

PAIRS_NAME = "twosource-pairs.sqlite"
VERSION = "1"
BUSY_SECONDS = 20.0
_PAGE = 400
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pairs (
    one TEXT NOT NULL, other TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    one_article TEXT NOT NULL, other_article TEXT NOT NULL, PRIMARY KEY (one, other, key)
) WITHOUT ROWID;
"""


class PairStore:
    """Values by pair of claim ids and key. Several processes may share its file; the last one to write a pair wins.

    Args:
        path: The file; it and its folder are made where there is none.

    Raises:
        LibraryFault: It cannot be opened or written to. All methods raise it where that fails later.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._db = _opened(path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, full, not ours: no reason to delete it
                    raise
                for suffix in ("", "-wal", "-shm"):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                self._db = _opened(path)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite or the system refuses, as a fault of ours."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            mend = "Make room on the disk, or leave to write in that folder; wait for another scan that is at work."
            raise LibraryFault(f"{self.path} cannot be written to: {error}.", mend=mend) from error

    def __enter__(self) -> PairStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file. Safe to call twice."""
        self._db.close()

    def get(self, pairs: Sequence[tuple[str, str]], key: str) -> dict[tuple[str, str], dict[str, Any]]:
        """What is known of these pairs under this key; pairs of which nothing is known are left out.

        Args:
            pairs: Claim ids, in the order in which they were put.
        """
        wanted = set(pairs)
        found: dict[tuple[str, str], dict[str, Any]] = {}
        firsts = sorted({one for one, _ in wanted})
        for begin in range(0, len(firsts), _PAGE):
            page = firsts[begin : begin + _PAGE]
            query = f"SELECT one, other, value FROM pairs WHERE key = ? AND one IN ({', '.join('?' * len(page))})"
            with self._told():
                rows = self._db.execute(query, (key, *page)).fetchall()
            for one, other, text in rows:
                if (one, other) in wanted and isinstance(value := _parsed(text), dict):
                    found[one, other] = value
        return found

    def put(self, pair: tuple[str, str], key: str, value: Mapping[str, Any], *, articles: tuple[str, str]) -> None:
        """Keeps what was found out about a pair; what was known of it under this key is replaced.

        Args:
            articles: The ids of the articles that the two claims were drawn from.
        """
        text = json.dumps(value, ensure_ascii=True, sort_keys=True)
        with self._told():
            self._db.execute("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?, ?, ?, ?)", (*pair, key, text, *articles))

    def keep_only(self, article_ids: Iterable[str]) -> int:
        """Drops every pair with a claim of an article that is not among these; returns how many were dropped."""
        with self._told(), self._db:
            self._db.execute("CREATE TEMP TABLE IF NOT EXISTS known (id TEXT PRIMARY KEY) WITHOUT ROWID")
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM known")
            self._db.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((i,) for i in article_ids))
            gone = "one_article NOT IN (SELECT id FROM known) OR other_article NOT IN (SELECT id FROM known)"
            return self._db.execute(f"DELETE FROM pairs WHERE {gone}").rowcount

    def count(self) -> int:
        """How many pairs are kept, under all keys."""
        with self._told():
            (number,) = self._db.execute("SELECT count(*) FROM pairs").fetchone()
        return int(number)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_TABLES)
        connection.execute("INSERT OR IGNORE INTO about VALUES ('version', ?)", (VERSION,))
        (version,) = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
        if version != VERSION:
            raise sqlite3.DatabaseError(f"pairs of version {version}")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
    return connection
