"""How far a run is, read from its ledger: also while another process works on it, and after one that was killed."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path
from typing import Literal

from pipeline.batch.records import Failed, RunStatus
from store.ledger import LOCK_NAME, Ledger, Spent, read_ledger

_SHOWN = 10_000


def status(folder: Path) -> RunStatus:
    """How far the run in a folder is.

    Raises:
        RunInvalid: The folder holds no run.
    """
    with read_ledger(folder) as ledger:
        return status_of(folder, ledger, running=_is_held(folder / LOCK_NAME))


def status_of(folder: Path, ledger: Ledger, *, running: bool) -> RunStatus:
    """The same from an open ledger."""
    counts, spent = ledger.counts(), ledger.spent()
    session = ledger.last_session()
    rate = None
    if session is not None:
        started, seen, _ = session
        seconds = (time.time() if running else seen) - started
        ended = ledger.ended_since(started)
        rate = ended / seconds if seconds > 0 and ended else None
    waiting = counts.get("waiting", 0)
    return RunStatus(
        folder=str(folder),
        claims=sum(counts.values()),
        graded=ledger.leads(),
        done=counts.get("done", 0),
        failed=counts.get("failed", 0),
        unreadable=counts.get("unreadable", 0),
        waiting=waiting,
        set_aside=ledger.history(),
        verdicts=ledger.verdicts(),
        calls=spent.calls,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost_usd=cost_of(spent),
        running=running,
        ended=session[2] if session is not None and not running else "",
        claims_a_second=rate,
        seconds_left=waiting / rate if rate and running else None,
        failures=tuple(_failures(ledger)),
    )


def cost_of(spent: Spent) -> float | None:
    """Dollars, or None where some calls have no known price: unknown is never shown as 0."""
    return spent.cost if not spent.unpriced else None


def _failures(ledger: Ledger) -> list[Failed]:
    found = []
    for entry in ledger.entries(["failed", "unreadable"]):
        kind: Literal["failed", "unreadable"] = "unreadable" if entry.state == "unreadable" else "failed"
        reason = entry.reason or "too little could be graded"
        found.append(Failed(entry.number, entry.row.get("id"), str(entry.row.get("claim", "")), kind, reason))
        if len(found) == _SHOWN:
            break
    return found


def _is_held(path: Path) -> bool:
    """Whether a process works on the run."""
    import filelock

    if not path.exists():
        return False
    if sys.platform != "win32":
        return _is_locked(path)
    lock = filelock.FileLock(path)
    with contextlib.suppress(OSError):
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            return True
        lock.release()
    return False


def _is_locked(path: Path) -> bool:
    """The same for a file that may be somebody else's: it is opened for reading only."""
    import fcntl

    with contextlib.suppress(OSError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
