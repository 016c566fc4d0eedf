"""Looking through what was drawn from a library's passages for what does not fit, and removing it.

Nothing is mended here: what is removed is drawn again when it is needed. After `tidy`, every claim is sound and named
by one mark, and every mark names sound claims of a passage that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from store.records import Passage
from store.vectors.claim_rows import Mark, claim_of, mark_id, mark_of, outside
from store.vectors.claims import Stored, fresh, stored_in, wrong_vector
from store.vectors.collections import CLAIMS, all_ids, all_metadatas, create_collection
from store.vectors.keeping import delete, note_claims
from store.vectors.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from store.vectors.library import Library

_PAGE = 500


@dataclass(slots=True)
class Look:
    """What a look through the claims has found.

    Attributes:
        problems: What to tell, one for each thing that is wrong.
        marks, claims: Ids of the records that have to go: a damaged claim takes its whole extraction with it.
    """

    problems: list[Problem] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Sound:
    """A claim's record that is sound in itself: the claim, and the mark that should name it."""

    claim_id: str
    article_id: str
    passage_id: str
    mark_id: str


def look(library: Library) -> Look:
    """Looks at all claims and marks. Nothing is changed."""
    found, stored = Look(), stored_in(library)
    if stored is None:
        return found
    sound: dict[str, _Sound] = {}
    for record, seen in _claims(library, stored):
        if isinstance(seen, Problem):
            found.claims.add(record)
            found.problems.append(seen)
        else:
            sound[record] = seen
    # Of a claim that is damaged or gone, its siblings need not be told as well.
    named = set(_marks(library, sound, found))
    for record in sorted(sound.keys() - named):
        one = sound[record]
        found.claims.add(record)
        if one.mark_id not in found.marks:
            what = f"no extraction names the claim {one.claim_id}"
            found.problems.append(Problem("orphan claim", one.article_id, one.passage_id, what))
    return found


def tidy(library: Library) -> None:
    """Removes what does not fit. Marks go first: what is still there of their claims then counts no more."""
    found = look(library)
    stored = stored_in(library)
    if stored is not None and (found.marks or found.claims):
        delete(stored.marks, found.marks)
        delete(stored.claims, found.claims)
        if not stored.claims.count():
            # An empty collection still takes vectors of its first one's dimension only, which may be what was wrong.
            library._client.delete_collection(CLAIMS)
            create_collection(library._client, CLAIMS, library.format())
        note_claims(library)


def _claims(library: Library, stored: Stored) -> Iterator[tuple[str, Problem | _Sound]]:
    dimension = library.format().dimension
    ids = sorted(all_ids(stored.claims))
    for begin in range(0, len(ids), _PAGE):
        page = ids[begin : begin + _PAGE]
        rows = fresh(library, partial(_rows, page)) or {}
        passages = _passages(library, (meta for _, meta, _ in rows.values()))
        for record, (text, meta, vector) in rows.items():
            yield record, _seen(record, text, meta or {}, vector, passages, dimension)


def _rows(page: list[str], stored: Stored) -> dict[str, tuple[Any, Any, Any]]:
    found = stored.claims.get(ids=page, include=["documents", "metadatas", "embeddings"])
    rows = zip(found["ids"], found["documents"], found["metadatas"], found["embeddings"], strict=True)
    return {record: (text, meta, vector) for record, text, meta, vector in rows}


def _passages(library: Library, metadatas: Iterable[Mapping[str, Any] | None]) -> dict[str, Passage]:
    return library.index.passages(list({str((meta or {}).get("passage_id")) for meta in metadatas}))


def _seen(
    record: str, text: Any, meta: Mapping[str, Any], vector: Any, passages: Mapping[str, Passage], dimension: int
) -> Problem | _Sound:
    passage_id, read = str(meta.get("passage_id")), claim_of(record, text, meta)
    passage = passages.get(passage_id)
    if read is not None and passage is None:
        return _problem("orphan claim", meta, f"the passage of the claim {read[0].id} is not in the library")
    if read is None or passage is None:
        return _problem("damaged claim", meta, f"the claim's record {record} does not hold what its id stands for")
    claim, key = read
    wrong = outside(claim, passage) or wrong_vector(vector, dimension)
    if wrong is not None:
        return _problem("damaged claim", meta, f"{claim.id}: {wrong}")
    return _Sound(claim.id, passage.article_id, passage.id, mark_id(passage.id, key))


def _marks(library: Library, sound: Mapping[str, _Sound], found: Look) -> Iterator[str]:
    """The records that are named by marks that are whole; the other marks go into `found`."""
    stored = stored_in(library)  # again: the library may have been opened anew
    metadatas = dict(all_metadatas(stored.marks)) if stored is not None else {}
    passages = _passages(library, metadatas.values())
    damaged = set(found.claims)
    for identity, meta in sorted(metadatas.items()):
        mark = mark_of(identity, meta)
        problem = _wrong_with(mark, identity, meta or {}, passages)
        missing = [record for record in mark.records if record not in sound] if mark is not None else []
        if mark is not None and problem is None and not missing:
            yield from mark.records
            continue
        found.marks.add(identity)
        if problem is None and not damaged.issuperset(missing):
            problem = _problem("damaged claim", meta, "claims that its extraction names are not there")
        if problem is not None:
            found.problems.append(problem)


def _wrong_with(
    mark: Mark | None, identity: str, meta: Mapping[str, Any], passages: Mapping[str, Passage]
) -> Problem | None:
    if mark is None:
        return _problem("damaged claim", meta, f"the extraction's record {identity} does not hold what was written")
    if not mark.lies_in(passages.get(mark.passage_id)):
        return _problem("orphan claim", meta, "what was drawn from it is kept, but it is not in the library")
    return None


def _problem(kind: ProblemKind, meta: Mapping[str, Any], what: str) -> Problem:
    passage_id = meta.get("passage_id")
    return Problem(kind, str(meta.get("article_id", "")), None if passage_id is None else str(passage_id), what)
