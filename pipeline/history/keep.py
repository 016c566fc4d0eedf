"""Keeping findings and what people decided, and giving them back as a claim's history.

Invariants: a finding is never lost for its history: where it cannot be kept, the finding says so in its notes. What a
person decided goes with every later finding of the claim, whatever becomes of the library's articles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.findings import Finding, Source
from pipeline.history.compare import Held, compare
from pipeline.history.records import Change, ClaimHistory, LastVerdict
from pipeline.settings import Settings
from pipeline.text import one_line
from store import Claim
from store.errors import LibraryMissing, StoreError
from store.history import History, KeptFinding, KeptSource, PersonVerdict, Snapshot, history_path
from store.records import PERSONS_VERDICTS
from store.vectors import Library
from store.vectors.collections import faults_of
from store.vectors.opening import has_library

MAX_NOTE = 2000
MAX_NAME = 200
NOT_KEPT = "not kept in the history, nor looked up there"
_ID = re.compile(r"(?:fnd|clm)_[0-9a-f]{6,20}")
# As told: "limited to passages that settle the verdict".
_NOT_WHOLE = {"passages": "that settle the verdict"}


def is_id(text: str) -> bool:
    """Whether the text is the id of a finding or claim, or the beginning of one."""
    return _ID.fullmatch(text.strip()) is not None


class Keeper:
    """The history of one library, opened at first use.

    Args:
        settings: `library` and `history` say where it is and whether findings are kept; the rest, under which limits.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._history: History | None = None
        self._empty: History | None = None
        self._file: tuple[int, int] | None = None
        self._snapshot: tuple[str, Snapshot] | None = None

    def close(self) -> None:
        """Closes the file. Safe to call twice."""
        if self._history is not None:
            self._history.close()
            self._history = self._snapshot = None
        if self._empty is not None:
            self._empty.close()
            self._empty = None

    def open(self) -> History:
        """The history; made where the library has none yet, opened anew where another file is in its place: what is
        written into a deleted one is lost.

        Raises:
            LibraryMissing: There is no library in the folder.
            HistoryFault: The file is damaged, another program's, or cannot be written to.
        """
        if self._history is not None and self._file != _file_id(self._history.path):
            self.close()
        if self._history is None:
            where = self.settings.library
            if not has_library(where) and not history_path(where).exists():
                raise LibraryMissing(
                    f"There is no library at {where}.",
                    mend=f"Make one: twosource ingest FILE_OR_FOLDER --library {where}",
                )
            self._history = History(history_path(where))
            self._file = _file_id(self._history.path)
        return self._history

    def read(self) -> History:
        """The history to read from: an empty one, of no file, where the library has none yet.

        Raises:
            LibraryMissing, HistoryFault: As for `open`.
        """
        where = self.settings.library
        if self._history is not None or history_path(where).exists() or not has_library(where):
            return self.open()
        if self._empty is None:
            self._empty = History(Path(":memory:"))
        return self._empty

    @property
    def keeps(self) -> bool:
        """Whether findings are kept."""
        return self.settings.history

    # -- findings ---------------------------------------------------------------------------------------------

    def look(self, library: Library) -> Snapshot:
        """What the library holds now; to be taken before anything is looked up for a finding."""
        generation = library.index.generation()
        if self._snapshot is None or self._snapshot[0] != generation:
            held = {article_id: now if mends else "" for article_id, mends, now in library.index.mends()}
            self._snapshot = (generation, Snapshot(library.fingerprint(), held))
        return self._snapshot[1]

    def with_person(self, finding: Finding) -> Finding:
        """The finding with what a person has decided about its claim; where that cannot be read, it says so."""
        try:
            if not history_path(self.settings.library).exists():
                return finding
            return replace(finding, person=self.person_verdict(finding.claim.id))
        except StoreError as e:
            return _noted(finding, e)

    def keep(
        self,
        finding: Finding,
        evidence: str,
        held: Snapshot,
        library: Library,
        *,
        whole: bool = True,
    ) -> Finding:
        """The finding, kept, with what a person has decided about its claim.

        Args:
            evidence: Hash of what it is made of.
            held: What `look` gave before anything was looked up.
            whole: All that was worth it was graded; else it is held against its like only, for its sources are fewer.
        """
        if not self.settings.history:
            return self.with_person(finding)
        try:
            with faults_of(library.where):
                kept = self._as_kept(finding, evidence, library)
                kept = kept if whole else replace(kept, limits={**kept.limits, **_NOT_WHOLE})
                self.open().keep(self._with_successors(kept, held, library), held)
        except StoreError as e:
            return _noted(finding, e)
        return self.with_person(finding)

    def _as_kept(self, finding: Finding, evidence: str, library: Library) -> KeptFinding:
        made, now = finding.provenance, _now()
        known = library.known([s.article_id for s in finding.sources])
        return KeptFinding(
            id="",
            claim_id=finding.claim.id,
            claim=finding.claim.text,
            verdict=finding.verdict,
            summary=finding.summary,
            # Articles that do not bear on the claim are listed on demand only, and are not kept.
            sources=tuple(_kept_source(s, known) for s in finding.sources if s.quotes),
            ungraded=len(finding.coverage.ungraded),
            model=made.model,
            embedder=made.embedder,
            prompt_hashes=dict(made.prompt_hashes),
            layer_hash=made.layer_hash,
            calibration_hash=made.calibration_hash,
            as_of=made.as_of,
            limits=self.limits,
            replaced={},
            version=made.version,
            library_fingerprint=made.library_fingerprint,
            at=now,
            last_at=now,
            times=1,
            evidence=evidence,
            state=0,
            second_model=made.second_model,
        )

    @property
    def limits(self) -> dict[str, str]:
        """What beside the as-of date limits which sentences are graded."""
        given = {name: getattr(self.settings, name) for name in ("since", "publisher", "language")}
        return {k: str(v) for k, v in given.items() if v} | ({} if self.settings.screen else {"screen": "off"})

    def _with_successors(self, kept: KeptFinding, held: Snapshot, library: Library) -> KeptFinding:
        """With what stands now in the files of sources that the last finding had and that are gone."""
        last = self.open().last(kept.claim_id, as_of=kept.as_of, limits=kept.limits)
        gone = [s for s in last.sources if s.location and s.article_id not in held.articles] if last else []
        if not gone:
            return kept
        found = library.at(sorted({s.location for s in gone}))
        articles = library.get([i for ids in found.values() for i in ids])
        replaced = {}
        for source in gone:
            ids = [i for i in found.get(source.location, ()) if i in articles]
            same = ids if len(ids) == 1 else [i for i in ids if articles[i].path == source.path]
            if same:  # a row of a file is known again by its path
                replaced[source.article_id] = same[0]
        return replace(kept, replaced=replaced)

    def last(self, claim_id: str, as_of: str | None) -> KeptFinding | None:
        """The last finding of a claim under the limits of the settings."""
        return self.open().last(claim_id, as_of=as_of, limits=self.limits)

    def pass_over(self, last: KeptFinding, held: Snapshot) -> None:
        """Notes that a finding holds for what the library holds now."""
        self.open().pass_over(last, held, _now())

    # -- history ----------------------------------------------------------------------------------------------

    def named(self, claim: str) -> tuple[Claim, KeptFinding | None]:
        """The claim that is meant, and the finding where one was named.

        Args:
            claim: Its text, on one line, or the id of it or of one of its findings, or the beginning of an id.

        Raises:
            UsageError: Nothing that is kept has that id, or several have.
        """
        wanted = claim.strip()
        if not is_id(wanted):
            return Claim.make(wanted), None
        findings = self.read().with_id(wanted) if wanted.startswith("fnd") else []
        claims = {f.claim_id: f.claim for f in findings} or self.read().claims_with_id(wanted)
        if not claims:
            raise UsageError(f"Nothing with the id {wanted} is kept.", mend="twosource history shows what is.")
        if len(claims) > 1 or len(findings) > 1:
            raise UsageError(f"{wanted} begins several ids.", mend="Give more of it.")
        ((claim_id, text),) = claims.items()
        return replace(Claim.make(text), id=claim_id), findings[0] if findings else None

    def history(self, claim: str) -> ClaimHistory:
        """All that is kept of a claim, by its text or an id."""
        wanted, _ = self.named(claim)
        findings = self.read().findings(wanted.id)
        persons = tuple(self.read().verdicts(wanted.id))
        changes = tuple(self.change(before, after, persons) for before, after in pairwise(findings))
        return ClaimHistory(wanted.id, wanted.text, tuple(findings), changes, persons)

    def last_change(self, claim_id: str, as_of: str | None) -> Change | None:
        """What the last finding of a claim changed, against the one before it under the same limits."""
        last = self.last(claim_id, as_of)
        found = [f for f in self.open().findings(claim_id) if (f.as_of, f.limits) == (as_of, self.limits)]
        if last is None or last.id != found[-1].id or len(found) < 2:
            return None
        return self.change(found[-2], last, self.open().verdicts(claim_id))

    def change(self, before: KeptFinding, after: KeptFinding, persons: Sequence[PersonVerdict] = ()) -> Change:
        """What changed from one finding to the other, and why."""
        ids = sorted({s.article_id for f in (before, after) for s in f.sources})
        history = self.open()
        return compare(before, after, Held(history.held(before.state, ids), history.held(after.state, ids)), persons)

    def last_verdicts(self) -> list[LastVerdict]:
        """How every claim stands of which anything is kept: those that were checked last first."""
        persons = {p.claim_id: p for p in self.read().verdicts()}
        found = [
            LastVerdict(f.claim_id, f.claim, f.verdict, f.id, f.as_of, f.last_at, count, persons.pop(f.claim_id, None))
            for f, count in self.read().last_of_all()
        ]
        rest = sorted(persons.values(), key=lambda p: (p.at, p.claim_id), reverse=True)
        return found + [LastVerdict(p.claim_id, p.claim, None, None, None, p.at, 0, p) for p in rest]

    # -- what people decide -----------------------------------------------------------------------------------

    def judge(
        self, claim: str, *, verdict: str, note: str = "", by: str = "", shown: Finding | None = None
    ) -> PersonVerdict:
        """Keeps what a person decided about a claim.

        Args:
            shown: The finding that the person looked at, where it is none that was kept; else the claim's last one.

        Raises:
            UsageError: The verdict is none, the note or name too long, or an id names nothing.
        """
        chosen = next((v for v in PERSONS_VERDICTS if v == verdict), None)
        if chosen is None:
            known = ", ".join(PERSONS_VERDICTS)
            raise UsageError(f"{one_line(verdict)!r} is no verdict.", mend=f"Give one of: {known}.")
        wanted, finding = self.named(claim)
        last = None if shown is not None else finding or self.open().latest(wanted.id)
        seen = shown or last
        return self.open().judge(
            PersonVerdict(
                id="",
                claim_id=wanted.id,
                claim=wanted.text,
                verdict=chosen,
                note=_short(note, "note", MAX_NOTE),
                by=_short(by, "name", MAX_NAME),
                at=_now(),
                ours=seen.verdict if seen else None,
                finding_id=last.id if last else None,
            )
        )

    def person_verdict(self, claim_id: str) -> PersonVerdict | None:
        """What a person decided last about a claim, or None."""
        return next(reversed(self.read().verdicts(claim_id)), None)


def _file_id(path: Path) -> tuple[int, int] | None:
    """Which file lies there; None for none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _noted(finding: Finding, error: StoreError) -> Finding:
    """The finding, saying that it is not in the history."""
    note = f"{NOT_KEPT}: {one_line(str(error))} {one_line(error.mend)}"
    return replace(finding, provenance=replace(finding.provenance, notes=(*finding.provenance.notes, note)))


def _kept_source(source: Source, locations: Mapping[str, str]) -> KeptSource:
    return KeptSource(
        article_id=source.article_id,
        location=locations.get(source.article_id, ""),
        path=source.path,
        title=source.title,
        publisher=source.publisher,
        published=source.published,
        stance=source.stance,
        voice=source.voice,
        speaker=source.speaker,
        origin=source.origin,
        quote=source.quotes[0].text if source.quotes else "",
        contested=source.contested,
    )


def _short(text: str, what: str, most: int) -> str:
    line = one_line(text)
    if len(line) > most:
        raise UsageError(f"The {what} has {len(line):,} characters; at most {most:,} are kept.", mend="Shorten it.")
    return line


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
