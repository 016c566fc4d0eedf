"""The ledger of a batch run, one SQLite file in WAL mode: its claims, what became of each, and what was paid.

Invariants: one process writes (a file lock, which the kernel frees when its holder dies), any number read. A claim's
end and what it came to are one transaction, so a claim is done once or not at all, wherever the process is killed.
Nothing is deleted: what a change of model or claims has made obsolete is set aside in a table of its own, and what is
tried again stays as it is until it has come to another end. Whoever reads writes nothing.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from store.errors import RunBusy, RunInvalid
from store.ledger_file import LEDGER_NAME, opened, opened_to_read

if TYPE_CHECKING:
    import filelock

LOCK_NAME = "writer.lock"
State = Literal["waiting", "done", "failed", "unreadable"]
_LOOK_SECONDS = 0.3
"""Whoever asks how far a run is holds its lock for less: that is no other process at work."""
_COLUMNS = "number, key, row, lead, state, verdict, finding, reason"
# What a resume tries again: what has failed, and what has an end but for something that failed.
_WORTH = "SELECT lead FROM claims WHERE state = 'failed' OR state = 'done' AND reason IS NOT NULL"
_LEFT = "SELECT lead FROM claims WHERE state = 'waiting' UNION SELECT lead FROM again"


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim of a run.

    Attributes:
        number: Its place in the input, from 1.
        key: What it is graded by: equal keys, equal findings.
        row: What the input says of it, JSON-able.
        lead: Number of the claim that is graded for it; its own where it is graded itself.
        finding: What it came to, as JSON text, or None.
        reason: Why there is none, or why it is ungraded.
    """

    number: int
    key: str
    row: Mapping[str, Any]
    lead: int
    state: State = "waiting"
    verdict: str | None = None
    finding: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What was paid, over all sessions.

    Attributes:
        cost: Dollars for the calls whose price is known.
        unpriced: Calls whose price is not known: `cost` leaves them out.
    """

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A file of calls that was given to a provider. `state` is the caller's word for how far it is."""

    id: int
    file: str
    remote: str
    state: str
    note: str


class Ledger:
    """A run's ledger. `open_ledger` makes and opens it for writing, `read_ledger` for reading; close it."""

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: filelock.BaseFileLock | None) -> None:
        self._db = connection
        self._lock = lock
        self.path = path
        self._session: int | None = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives file and lock back. Safe to call twice."""
        self._db.close()
        if self._lock is not None:
            self._lock.release()

    # -- what the run is --------------------------------------------------------------------------------------

    def about(self, name: str) -> str | None:
        """What was noted under a name."""
        found = self._all("SELECT value FROM about WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def note(self, name: str, value: str) -> None:
        """Notes something about the run."""
        with self._writing():
            self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def run_id(self) -> str:
        """What this run is called by others: 32 hex digits, made with the ledger."""
        return self.about("run") or ""

    # -- claims -----------------------------------------------------------------------------------------------

    def put_claims(self, entries: Iterable[Entry], *, name: str, set_aside: str = "") -> None:
        """Writes the run's claims in the place of those that it had, in one transaction.

        Args:
            name: What these claims are known by, for `about("claims")`.
            set_aside: Why what the claims before had come to is kept as history only.
        """
        with self._writing():
            self._db.execute(
                "INSERT INTO set_aside SELECT number, row, verdict, finding, reason, ended, ? FROM claims"
                " WHERE finding IS NOT NULL",
                (set_aside,),
            )
            self._db.execute("INSERT OR REPLACE INTO about VALUES ('claims', ?)", (name,))
            self._db.execute("DELETE FROM claims")
            self._db.execute("DELETE FROM again")
            self._db.executemany(
                "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    (e.number, e.key, json.dumps(e.row), e.lead, e.state, e.verdict, e.finding, e.reason)
                    for e in entries
                ),
            )

    def finish(
        self,
        numbers: Sequence[int],
        state: State,
        *,
        findings: Sequence[str | None],
        verdict: str | None,
        reason: str,
    ) -> None:
        """A claim, and those that it was graded for, have come to an end; all of it or nothing is written.

        Args:
            numbers: The one that was graded first.
            findings: One for each number.
        """
        now = time.time()
        rows = [
            (state, verdict, finding, reason or None, now, number)
            for number, finding in zip(numbers, findings, strict=True)
        ]
        with self._writing():
            self._db.executemany(
                "UPDATE claims SET state = ?, verdict = ?, finding = ?, reason = ?, ended = ? WHERE number = ?",
                rows,
            )
            self._tried(numbers[0])

    def fail(self, lead: int, reason: str) -> list[int]:
        """A claim, and those that it is graded for, have come to no finding; those that have one keep it.

        Returns:
            The numbers of those that have failed now.
        """
        now = time.time()
        with self._writing():
            query = "SELECT number FROM claims WHERE lead = ? AND state != 'done' ORDER BY number"
            numbers = [int(number) for (number,) in self._db.execute(query, (lead,))]
            self._db.executemany(
                "UPDATE claims SET state = 'failed', reason = ?, ended = ? WHERE number = ?",
                [(reason, now, number) for number in numbers],
            )
            self._tried(lead)
        return numbers

    def _tried(self, lead: int) -> None:
        self._db.execute("DELETE FROM again WHERE lead = ?", (lead,))

    def entries(self, states: Sequence[State] = ()) -> Iterator[Entry]:
        """The claims in the order of the input, a page at a time; only those in these states where any are given."""
        return self._paged(f"state IN ({', '.join('?' * len(states))})" if states else "TRUE", states)

    def to_grade(self, *, failed_too: bool = False) -> Iterator[Entry]:
        """The claims that have to be graded: those that wait, for themselves or for another one, or are open again.

        Args:
            failed_too: Also what `reopen` would put back.
        """
        left = f"{_LEFT} UNION {_WORTH}" if failed_too else _LEFT
        return self._paged(f"number = lead AND state != 'unreadable' AND number IN ({left})")

    def left(self) -> int:
        """How many claims have to come to an end yet, or to another one."""
        (found,) = self._one(f"SELECT count(*) FROM claims WHERE state != 'unreadable' AND lead IN ({_LEFT})")
        return int(found)

    def _paged(self, where: str, values: Sequence[object] = ()) -> Iterator[Entry]:
        query = f"SELECT {_COLUMNS} FROM claims WHERE number > ? AND {where} ORDER BY number LIMIT 500"
        last = 0
        while page := self._all(query, (last, *values)):
            yield from map(_entry, page)
            last = page[-1][0]

    def members(self, lead: int) -> list[Entry]:
        """The claims that one claim is graded for, itself first."""
        query = f"SELECT {_COLUMNS} FROM claims WHERE lead = ? ORDER BY number"
        return sorted(map(_entry, self._all(query, (lead,))), key=lambda e: e.number != lead)

    def some(self, numbers: Sequence[int]) -> list[Entry]:
        """The claims with these numbers, in the order given; those that there are not are left out."""
        query = f"SELECT {_COLUMNS} FROM claims WHERE number = ?"
        return [_entry(row) for number in numbers for row in self._all(query, (number,))]

    def counts(self) -> dict[str, int]:
        """How many claims are in each state."""
        return {str(s): int(n) for s, n in self._all("SELECT state, count(*) FROM claims GROUP BY state")}

    def verdicts(self) -> dict[str, int]:
        """How many findings have each verdict."""
        query = "SELECT verdict, count(*) FROM claims WHERE verdict IS NOT NULL GROUP BY verdict ORDER BY verdict"
        return {str(v): int(n) for v, n in self._all(query)}

    def ended_since(self, moment: float) -> int:
        """How many claims have come to an end since a moment, in seconds since the epoch."""
        query = "SELECT count(*) FROM claims WHERE ended >= ? AND state IN ('done', 'failed')"
        return int(self._one(query, (moment,))[0])

    def leads(self) -> int:
        """How many claims are graded themselves."""
        query = "SELECT count(*) FROM claims WHERE lead = number AND state != 'unreadable'"
        return int(self._one(query)[0])

    def reopen(self) -> int:
        """Opens again what has failed, and what has an end but for something that failed; returns how many are open.

        What they have come to stays until they have come to another end.
        """
        with self._writing():
            self._db.execute(f"INSERT OR IGNORE INTO again {_WORTH}")
        return int(self._one("SELECT count(*) FROM again")[0])

    def history(self) -> int:
        """How many findings were set aside."""
        return int(self._one("SELECT count(*) FROM set_aside")[0])

    # -- money ------------------------------------------------------------------------------------------------

    def begin_session(self) -> None:
        """A process begins to work on the run."""
        with self._writing():
            made = self._db.execute(
                "INSERT INTO sessions VALUES (NULL, ?, ?, '', 0, 0, 0, 0, 0)", (time.time(), time.time())
            )
            self._session = made.lastrowid

    def pay(self, *, calls: int, tokens_in: int, tokens_out: int, cost: float | None, most: float = 0.0) -> None:
        """Notes what calls have cost, as soon as it is known.

        Args:
            cost: Dollars; None where they are not known.
            most: Dollars that they have cost at most, where `cost` is not known.
        """
        unpriced = calls if cost is None else 0
        with self._writing():
            self._db.execute(
                "UPDATE sessions SET calls = calls + ?, tokens_in = tokens_in + ?, tokens_out = tokens_out + ?,"
                " cost = cost + ?, unpriced = unpriced + ?, seen = ? WHERE id = ?",
                (calls, tokens_in, tokens_out, cost or 0.0, unpriced, time.time(), self._session),
            )
            if cost is None and most and self._session is not None:
                self._db.execute(
                    "INSERT INTO estimates VALUES (?, ?)"
                    " ON CONFLICT (session) DO UPDATE SET cost = cost + excluded.cost",
                    (self._session, most),
                )

    def end_session(self, how: str) -> None:
        """The process ends in order, and says how."""
        with self._writing():
            query = "UPDATE sessions SET how = ?, seen = ? WHERE id = ?"
            self._db.execute(query, (how, time.time(), self._session))

    def spent(self) -> Spent:
        """What was paid so far, in all sessions."""
        query = "SELECT total(calls), total(tokens_in), total(tokens_out), total(cost), total(unpriced) FROM sessions"
        calls, tokens_in, tokens_out, cost, unpriced = self._one(query)
        return Spent(int(calls), int(tokens_in), int(tokens_out), float(cost), int(unpriced))

    def most_spent(self) -> float:
        """Dollars that all sessions have cost at most: what is not known is taken as what it may have been."""
        return self.spent().cost + float(self._one("SELECT total(cost) FROM estimates")[0])

    def last_session(self) -> tuple[float, float, str] | None:
        """When the last session began, when it was last heard of (both seconds since the epoch), and how it ended."""
        query = "SELECT started, seen, how FROM sessions ORDER BY id DESC LIMIT 1"
        found = self._all(query)
        return (float(found[0][0]), float(found[0][1]), str(found[0][2])) if found else None

    # -- files of calls ---------------------------------------------------------------------------------------

    def put_order(self, file: str, state: str) -> int:
        """Notes a file of calls that is about to be given to a provider; returns its id."""
        with self._writing():
            made = self._db.execute("INSERT INTO orders VALUES (NULL, ?, '', ?, '')", (file, state))
            return int(made.lastrowid or 0)

    def set_order(self, order_id: int, state: str, *, remote: str | None = None, note: str = "") -> None:
        """Notes how far an order is, and the provider's name for it."""
        with self._writing():
            self._db.execute(
                "UPDATE orders SET state = ?, note = ?, remote = coalesce(?, remote) WHERE id = ?",
                (state, note, remote, order_id),
            )

    def orders(self) -> list[Order]:
        """All of them, oldest first."""
        return [Order(*row) for row in self._all("SELECT id, file, remote, state, note FROM orders ORDER BY id")]

    def note_attempt(self, key: str, reason: str) -> int:
        """Notes that a call of an order has failed; returns how often it has."""
        with self._writing():
            self._db.execute(
                "INSERT INTO attempts VALUES (?, 1, ?)"
                " ON CONFLICT (key) DO UPDATE SET times = times + 1, reason = excluded.reason",
                (key, reason),
            )
            return int(self._db.execute("SELECT times FROM attempts WHERE key = ?", (key,)).fetchone()[0])

    def attempts(self, least: int) -> dict[str, str]:
        """Calls that have failed at least so often, with the last reason."""
        return dict(self._all("SELECT key, reason FROM attempts WHERE times >= ?", (least,)))

    def forget_attempts(self) -> None:
        """Every call may be tried again as often as a new one."""
        with self._writing():
            self._db.execute("DELETE FROM attempts")

    def _all(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """The rows of a query.

        Raises:
            RunInvalid: They cannot be read.
        """
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            message = f"The ledger {self.path} cannot be read: {error}."
            mend = "Put back a copy, or begin another run with -o: replies that are paid are in the cache."
            raise RunInvalid(message, mend=mend) from error

    def _one(self, query: str, values: Sequence[object] = ()) -> Any:
        return self._all(query, values)[0]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction.

        Raises:
            RunInvalid: It could not be written; nothing of it was.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            message = f"The ledger {self.path} cannot be written: {error}."
            raise RunInvalid(
                message, mend="Make room, or check the folder's rights; then go on with --resume."
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def _entry(row: Any) -> Entry:
    number, key, stored, lead, state, verdict, finding, reason = row
    return Entry(number, key, json.loads(stored), lead, state, verdict, finding, reason)


def open_ledger(folder: Path) -> Ledger:
    """The ledger of the run in a folder, for its one writer; made where there is none.

    Raises:
        RunBusy: Another process is at work on the run.
        RunInvalid: The file is not a ledger, or cannot be used.
    """
    import filelock

    path = folder / LEDGER_NAME
    lock = filelock.FileLock(folder / LOCK_NAME)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=_LOOK_SECONDS, poll_interval=0.02)
    except filelock.Timeout as error:
        mend = f"Wait for it; twosource batch status {folder} shows how far it is."
        raise RunBusy(f"Another twosource process is at work on the run {folder}.", mend=mend) from error
    except OSError as error:
        message = f"The run {folder} cannot be written to: {error.strerror or error}."
        raise RunInvalid(message, mend="Check the folder's rights, or give another one with -o.") from error
    try:
        return Ledger(opened(path), path, lock)
    except BaseException:
        lock.release()
        raise


def read_ledger(folder: Path) -> Ledger:
    """The ledger of a run, for reading, whether or not a process is at work on it.

    Raises:
        RunInvalid: There is none.
    """
    path = folder / LEDGER_NAME
    if not path.is_file():
        raise RunInvalid(f"{folder} is no batch run.", mend="Name the folder that was given with -o.")
    try:
        return Ledger(opened_to_read(path), path, None)
    except sqlite3.Error as error:
        message = f"{path} cannot be read as a run's ledger: {error}."
        raise RunInvalid(message, mend="Name the folder that was given with -o, or check its rights.") from error
