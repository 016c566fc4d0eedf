"""Reading from and writing to the history. Every write is one transaction; several processes may share the file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from store.history.records import KeptFinding, KeptSource, PersonVerdict, Snapshot
from store.history.tables import damaged, open_tables, told
from store.records import content_id

_CONTENT = (
    "claim",
    "verdict",
    "summary",
    "sources",
    "ungraded",
    "model",
    "embedder",
    "prompt_hashes",
    "layer_hash",
    "calibration_hash",
    "as_of",
    "limits",
    "replaced",
    "second_model",
)
"""What is kept as one text. Where all of it is the same, but for where files lie and for the summary (which follows
from the rest), a finding has come out the same again."""
_PAGE = 400
_COLUMNS = "id, claim_id, content, fingerprint, at, last_at, times, evidence, state, version"


class History:
    """One library's history. Not for use by several threads at once.

    Args:
        path: The file; it is made where there is none.

    Raises:
        HistoryFault: It is damaged, another program's, or cannot be written to. So do all methods.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = open_tables(path)

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file. Safe to call twice."""
        self._db.close()

    # -- findings ---------------------------------------------------------------------------------------------

    def keep(self, finding: KeptFinding, library: Snapshot) -> KeptFinding:
        """Keeps a finding, or counts it where the last one to the same question is the same.

        Args:
            finding: With `id`, `times`, `last_at` and `state` to be filled in.
            library: What the library held before anything was looked up for the finding.
        """
        with self._transaction():
            state = self._note_state(library, finding.at)
            last = self.last(finding.claim_id, as_of=finding.as_of, limits=finding.limits)
            if last is not None and _seen(last) == _seen(finding):
                return self._count(last, finding, state)
            return self._add(finding, state)

    def _count(self, last: KeptFinding, again: KeptFinding, state: int) -> KeptFinding:
        now = replace(
            last,
            sources=again.sources,
            summary=again.summary,
            replaced={**last.replaced, **again.replaced},
            library_fingerprint=again.library_fingerprint,
            last_at=max(last.last_at, again.at),
            times=last.times + 1,
            evidence=again.evidence,
            state=state,
        )
        self._db.execute(
            "UPDATE findings SET content = ?, fingerprint = ?, last_at = ?, times = ?, evidence = ?, state = ?,"
            " touched = ? WHERE id = ?",
            (
                _content(now),
                now.library_fingerprint,
                now.last_at,
                now.times,
                now.evidence,
                state,
                self._next_touch(),
                now.id,
            ),
        )
        return now

    def _add(self, finding: KeptFinding, state: int) -> KeptFinding:
        query = "SELECT count(*) FROM findings WHERE claim_id = ?"
        (earlier,) = self._db.execute(query, (finding.claim_id,)).fetchone()
        content = _content(finding)
        made = content_id("fnd", finding.claim_id, content, earlier)
        kept = replace(finding, id=made, last_at=finding.at, times=1, state=state)
        question = _question(kept.as_of, kept.limits)
        facts = (kept.library_fingerprint, kept.at, kept.last_at, 1, kept.evidence, state, kept.version)
        self._db.execute(
            "INSERT INTO findings (id, claim_id, question, content, fingerprint, at, last_at, times, evidence, state,"
            " version, touched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (made, kept.claim_id, question, content, *facts, self._next_touch()),
        )
        return kept

    def _next_touch(self) -> int:
        (most,) = self._db.execute("SELECT max(touched) FROM findings").fetchone()
        return int(most or 0) + 1

    def findings(self, claim_id: str) -> list[KeptFinding]:
        """All findings of a claim, in the order in which they first came out."""
        return self._findings("WHERE claim_id = ? ORDER BY number", (claim_id,))

    def last(self, claim_id: str, *, as_of: str | None, limits: Mapping[str, str]) -> KeptFinding | None:
        """The last finding of a claim under the same limits, or None."""
        query = "WHERE claim_id = ? AND question = ? ORDER BY touched DESC LIMIT 1"
        return next(iter(self._findings(query, (claim_id, _question(as_of, limits)))), None)

    def last_of_all(self) -> Iterator[tuple[KeptFinding, int]]:
        """Of every claim its last finding, the latest first, each with how many findings the claim has."""
        with told(self.path):
            counts = dict(self._db.execute("SELECT claim_id, count(*) FROM findings GROUP BY claim_id").fetchall())
        last = "WHERE touched IN (SELECT max(touched) FROM findings GROUP BY claim_id) ORDER BY touched DESC"
        for finding in self._findings(last, ()):
            yield finding, counts.get(finding.claim_id, 1)

    def latest(self, claim_id: str) -> KeptFinding | None:
        """The finding of a claim that came out last, under whatever limits, or None."""
        return next(iter(self._findings("WHERE claim_id = ? ORDER BY touched DESC LIMIT 1", (claim_id,))), None)

    def pass_over(self, finding: KeptFinding, library: Snapshot, at: str) -> None:
        """Notes that nothing that has come into the library, or gone from it, changes what the finding rests on."""
        with self._transaction():
            state = self._note_state(library, at)
            self._db.execute("UPDATE findings SET state = ? WHERE id = ?", (state, finding.id))

    def with_id(self, beginning: str) -> list[KeptFinding]:
        """The findings whose id begins so."""
        return self._findings("WHERE substr(id, 1, ?) = ? ORDER BY number", (len(beginning), beginning))

    def claims_with_id(self, beginning: str) -> dict[str, str]:
        """Claims of which anything is kept and whose id begins so: by id, their text."""
        query = "SELECT DISTINCT claim_id FROM {} WHERE substr(claim_id, 1, ?) = ?"
        given = (len(beginning), beginning)
        with told(self.path):
            ids = {row[0] for table in ("findings", "verdicts") for row in self._db.execute(query.format(table), given)}
        return {i: (self.findings(i) or self.verdicts(i))[0].claim for i in sorted(ids)}

    def _findings(self, condition: str, values: Sequence[Any]) -> list[KeptFinding]:
        with told(self.path):
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM findings {condition}", values).fetchall()
        return [self._finding(row) for row in rows]

    def _finding(self, row: tuple[Any, ...]) -> KeptFinding:
        made, claim_id, content, fingerprint, at, last_at, times, evidence, state, version = row
        try:
            value = json.loads(content)
            sources = tuple(KeptSource(**source) for source in value.pop("sources"))
            return KeptFinding(
                id=made, claim_id=claim_id, sources=sources, library_fingerprint=fingerprint, at=at, last_at=last_at,
                times=int(times), evidence=evidence, state=int(state), version=version, **value,
            )  # fmt: skip
        except (ValueError, TypeError, KeyError, AttributeError) as e:
            raise damaged(self.path, f"finding {made}: {e}") from e

    # -- what people decided ----------------------------------------------------------------------------------

    def judge(self, verdict: PersonVerdict) -> PersonVerdict:
        """Keeps what a person decided; what was decided before stays in the list."""
        with self._transaction():
            query = "SELECT count(*) FROM verdicts WHERE claim_id = ?"
            (earlier,) = self._db.execute(query, (verdict.claim_id,)).fetchone()
            content = _as_json({**asdict(verdict), "id": ""})
            made = replace(verdict, id=content_id("psn", content, earlier))
            self._db.execute(
                "INSERT INTO verdicts (id, claim_id, content) VALUES (?, ?, ?)",
                (made.id, made.claim_id, _as_json(asdict(made))),
            )
        return made

    def verdicts(self, claim_id: str | None = None) -> list[PersonVerdict]:
        """What people decided about a claim, or about all, in the order in which it was said. The last one holds."""
        with told(self.path):
            rows = self._db.execute(
                "SELECT id, content FROM verdicts WHERE ?1 IS NULL OR claim_id = ?1 ORDER BY number", (claim_id,)
            ).fetchall()
        found = []
        for made, content in rows:
            try:
                found.append(PersonVerdict(**json.loads(content)))
            except (ValueError, TypeError) as e:
                raise damaged(self.path, f"verdict {made}: {e}") from e
        return found

    # -- what the library held ---------------------------------------------------------------------------------

    def held(self, state: int, article_ids: Sequence[str]) -> dict[str, str]:
        """Those of the articles that the library held in a state, each with what a hand had changed on it."""
        held: dict[str, str] = {}
        with told(self.path):
            for begin in range(0, len(article_ids), _PAGE):
                page = list(article_ids[begin : begin + _PAGE])
                query = (
                    "SELECT article, mends FROM presence WHERE first <= ? AND (until IS NULL OR until > ?)"
                    f" AND article IN ({', '.join('?' * len(page))})"
                )
                held |= dict(self._db.execute(query, (state, state, *page)).fetchall())
        return held

    def fingerprint_of(self, state: int) -> str | None:
        """The library's fingerprint in a state."""
        with told(self.path):
            found = self._db.execute("SELECT fingerprint FROM states WHERE number = ?", (state,)).fetchone()
        return str(found[0]) if found else None

    def _note_state(self, library: Snapshot, at: str) -> int:
        """The number of the state that the library is in, with what has come and gone since the state before."""
        last = self._db.execute("SELECT number, fingerprint FROM states ORDER BY number DESC LIMIT 1").fetchone()
        if last is not None and last[1] == library.fingerprint:
            return int(last[0])
        number = int(last[0]) + 1 if last is not None else 1
        known = dict(self._db.execute("SELECT article, mends FROM presence WHERE until IS NULL").fetchall())
        gone = [i for i, mends in known.items() if library.articles.get(i) != mends]
        new = [(i, mends, number) for i, mends in library.articles.items() if known.get(i) != mends]
        self._db.executemany(
            "UPDATE presence SET until = ? WHERE article = ? AND until IS NULL", [(number, i) for i in gone]
        )
        self._db.executemany("INSERT INTO presence (article, mends, first) VALUES (?, ?, ?)", new)
        self._db.execute("INSERT INTO states VALUES (?, ?, ?)", (number, library.fingerprint, at))
        return number

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._roll_back()
                raise
            self._db.execute("COMMIT")

    def _roll_back(self) -> None:
        # SQLite may have done so itself (disk full), and what went wrong is what is told.
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("ROLLBACK")


def _content(finding: KeptFinding) -> str:
    value = asdict(finding)
    return _as_json({name: value[name] for name in _CONTENT})


def _seen(finding: KeptFinding) -> str:
    sources = tuple(replace(s, path="", location="") for s in finding.sources)
    return _content(replace(finding, sources=sources, summary="", replaced={}))


def _question(as_of: str | None, limits: Mapping[str, str]) -> str:
    return _as_json([as_of, dict(limits)])


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
