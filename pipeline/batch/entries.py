"""Rows of the input as entries of the ledger: which claim is graded for which, and what earlier work still counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.batch.groups import claim_key
from pipeline.batch.records import Claims, Row, Unreadable
from store.ledger import Entry


def entries_of(claims: Claims, *, merge: bool, known: Iterable[Entry] = ()) -> Iterator[Entry]:
    """One entry a row, in order.

    Args:
        merge: Grade claims once that differ in nothing but how they are written.
        known: What an earlier state of the run has come to, and is still right for the same claim.
    """
    done = {(e.key, e.row.get("claim"), e.lead == e.number): e for e in known if e.state == "done"}
    leads: dict[str, int] = {}
    for row in claims.rows:
        if isinstance(row, Unreadable):
            stored = {"line": row.line, "unreadable": row.reason, "mend": row.mend}
            yield Entry(row.number, "", stored, row.number, "unreadable", reason=row.reason)
            continue
        key = claim_key(row, merge=merge)
        lead = leads.setdefault(key, row.number)
        before = done.get((key, row.claim, lead == row.number))
        if before is None:
            yield Entry(row.number, key, row.stored(), lead)
        else:
            yield Entry(row.number, key, row.stored(), lead, "done", before.verdict, before.finding, before.reason)


def rows_left(entries: Iterable[Entry]) -> list[Row]:
    """The claims that have to be graded: for themselves, or for one that says the same and has no end yet."""
    there = list(entries)
    left = {e.lead for e in there if e.state in ("waiting", "failed") or (e.state == "done" and e.reason)}
    return [Row.restored(e.number, e.row) for e in there if e.number in left]
