"""Waiting for another process that opens the same new SQLite file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable


def claim_patiently(connection: sqlite3.Connection, claim: Callable[[], None], seconds: float) -> None:
    """Does what makes a file ours, again and again while another process has it locked.

    Changing to WAL does not honour the busy timeout when two processes open a new file at once.

    Args:
        seconds: To go on trying.

    Raises:
        sqlite3.OperationalError: It is locked all the time, or something else is wrong.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            claim()
            return
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
