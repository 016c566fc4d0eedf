"""Reading the claims of a library, and what has been extracted at all. Writing is `store.vectors.keeping`.

Two Chroma collections, made when the first extraction is kept. `claims` holds the claims with their vectors,
`extractions` a mark for each passage and key, also for passages that gave none. Invariants:
* A claim counts when a mark names its record, and an extraction when all the records that its mark names are sound:
  what a kill left half written, or what is damaged, is as if it had never been extracted, and is drawn again.
* Claims of a passage that the library does not hold are never shown.
* Claims are derived: they change neither the library's fingerprint nor its index. They have a generation of their own,
  in the collection's metadata, by which an open reader learns at its next `refresh` that it must open again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from store.errors import LibraryMismatch
from store.records import Claim, Extraction, encodable
from store.vectors.claim_rows import Mark, claim_of, mark_id, mark_of, outside, prefix
from store.vectors.collections import CLAIMS, EXTRACTIONS, all_metadatas, pages

if TYPE_CHECKING:
    import numpy

    from store.vectors.library import Library

    Vector = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

_PAGE = 500  # passages or claims at a time
_AGAIN = 4  # how many times more are asked for when a search found too few of the key's


@dataclass(frozen=True, slots=True)
class ClaimHit:
    """A claim that a search found, with its cosine similarity to the query (-1 to 1)."""

    claim: Claim
    similarity: float


class Stored(NamedTuple):
    """The two collections."""

    claims: Any
    marks: Any


def existing(client: Any, name: str) -> Any | None:
    """The collection of that name, or None."""
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def generation_of_claims(client: Any) -> str:
    """Another text after any process has written claims; "" where there are none."""
    claims = existing(client, CLAIMS)
    return "" if claims is None else f"{claims.id} {(claims.metadata or {}).get('generation')}"


def stored_in(library: Library) -> Stored | None:
    """The two collections; None where nothing was ever extracted.

    Raises:
        LibraryMismatch: The claims were embedded with something else than the passages: a version of twosource that
            knows of no claims has rebuilt the library.
    """
    claims, marks = existing(library._client, CLAIMS), existing(library._client, EXTRACTIONS)
    if claims is None or marks is None:
        return None
    wanted, meta = library.format().metadata(), claims.metadata or {}
    space = claims.configuration.get("hnsw", {}).get("space")
    if space != "cosine" or any(meta.get(name) != value for name, value in wanted.items()):
        raise LibraryMismatch(
            f"The claims of {library.where} were not embedded with what its passages are.",
            mend=f"twosource library rebuild --library {library.where}",
        )
    return Stored(claims, marks)


def fresh(library: Library, read: Callable[[Stored], Any]) -> Any:
    """What `read` gives; a second time with a new client where the first knew of records without their vectors.

    An open client reads the ids that another process wrote, has no vectors for them, and fails.
    """
    from chromadb.errors import InternalError

    found = stored_in(library)
    if found is None:
        return None
    try:
        return read(found)
    except InternalError:
        library._reopen()
        again = stored_in(library)
        return None if again is None else read(again)


# -- extractions ------------------------------------------------------------------------------------------------


def extractions(library: Library, passage_ids: Sequence[str], key: str) -> dict[str, Extraction]:
    """By passage id, what was drawn with this key; passages that have not been extracted with it are left out."""
    stored = stored_in(library)
    found: dict[str, Extraction] = {}
    if stored is not None:
        ids = list(dict.fromkeys(passage_ids))
        for begin in range(0, len(ids), _PAGE):
            found |= _whole(library, stored, ids[begin : begin + _PAGE], encodable(key))
    return found


def all_extractions(library: Library, key: str) -> Iterator[Extraction]:
    """All that was drawn with this key, in the order of article id and place, a page at a time."""
    stored = stored_in(library)
    if stored is None:
        return
    ids = [str(meta.get("passage_id")) for _, meta in all_metadatas(stored.marks, {"key": encodable(key)})]
    passages = [p for page in pages(ids) for p in library.index.passages(page).values()]
    ordered = [p.id for p in sorted(passages, key=lambda p: (p.article_id, p.start, p.id))]
    for begin in range(0, len(ordered), _PAGE):
        page = ordered[begin : begin + _PAGE]
        found = extractions(library, page, key)
        yield from (found[i] for i in page if i in found)


def _whole(library: Library, stored: Stored, passage_ids: list[str], key: str) -> dict[str, Extraction]:
    passages = library.index.passages(passage_ids)
    marks = marks_by_id(stored.marks, [mark_id(i, key) for i in passages])
    sound = [mark for mark in marks.values() if mark.lies_in(passages.get(mark.passage_id))]
    claims: dict[str, Claim] = {}
    for record, (claim, _) in _claims_by_record(stored.claims, [r for mark in sound for r in mark.records]).items():
        passage = passages.get(str(claim.passage_id))
        if passage is not None and outside(claim, passage) is None:
            claims[record] = claim
    drawn = ((mark.passage_id, mark.extraction(claims)) for mark in sound)
    return {passage_id: extraction for passage_id, extraction in drawn if extraction is not None}


def marks_by_id(collection: Any, ids: Sequence[str]) -> dict[str, Mark]:
    """Marks that are sound, by id."""
    found: dict[str, Mark] = {}
    for page in pages(ids):
        rows = collection.get(ids=page, include=["metadatas"])
        read = (mark_of(i, meta) for i, meta in zip(rows["ids"], rows["metadatas"], strict=True))
        found |= {mark.id: mark for mark in read if mark is not None}
    return found


def _claims_by_record(collection: Any, ids: Sequence[str]) -> dict[str, tuple[Claim, str]]:
    found: dict[str, tuple[Claim, str]] = {}
    for page in pages(ids):
        rows = collection.get(ids=page, include=["metadatas", "documents"])
        for record, text, meta in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True):
            read = claim_of(record, text, meta)
            if read is not None:
                found[record] = read
    return found


# -- claims -----------------------------------------------------------------------------------------------------


def search_claims(library: Library, vector: Vector, limit: int, key: str) -> list[ClaimHit]:
    """The nearest claims that were drawn with this key, best first; equal similarities in the order of ids.

    Chroma is asked for more than the limit, and what is another key's or does not count is left out here: its own
    filter costs ten times as much, and fails in a client that has not yet seen another process's writes.
    """
    stored = stored_in(library)
    if stored is None or limit < 1:
        return []
    size, asked = int(stored.claims.count()), 2 * limit
    while True:
        asked = min(asked, size)
        rows = _nearest(stored, vector, asked, encodable(key)) if asked else []
        hits = _counting(library, stored, rows, limit, encodable(key))
        if len(hits) >= limit or asked >= size:
            return sorted(hits, key=lambda h: (-round(h.similarity, 6), h.claim.id))[:limit]
        asked *= _AGAIN


def _nearest(stored: Stored, vector: Vector, asked: int, key: str) -> list[tuple[str, float]]:
    """Records of the key among the nearest, with their similarities."""
    found = stored.claims.query(query_embeddings=[vector.tolist()], n_results=asked, include=["distances"])
    rows = zip(found["ids"][0], found["distances"][0], strict=True)
    return [(record, 1.0 - float(distance)) for record, distance in rows if record.startswith(prefix(key))]


def _counting(
    library: Library, stored: Stored, rows: Sequence[tuple[str, float]], limit: int, key: str
) -> list[ClaimHit]:
    """The first hits that count, each claim once: as many as the limit, and those that are as near as the last."""
    hits: dict[str, ClaimHit] = {}
    begin = 0
    while begin < len(rows) and len(hits) < limit:
        end = begin + limit - len(hits)
        while end < len(rows) and round(rows[end][1], 6) == round(rows[end - 1][1], 6):
            end += 1
        counting = _named(library, stored, [record for record, _ in rows[begin:end]], key)
        for record, similarity in rows[begin:end]:
            if record in counting:
                hits.setdefault(counting[record].id, ClaimHit(counting[record], similarity))
        begin = end
    return list(hits.values())


def _named(library: Library, stored: Stored, records: Sequence[str], key: str) -> dict[str, Claim]:
    """By record, the claims that are sound, named by a mark, and of a passage that is there."""
    claims = {record: claim for record, (claim, _) in _claims_by_record(stored.claims, records).items()}
    passages = library.index.passages(list({str(claim.passage_id) for claim in claims.values()}))
    marks = marks_by_id(stored.marks, [mark_id(i, key) for i in passages])
    named: dict[str, Claim] = {}
    for record, claim in claims.items():
        passage = passages.get(str(claim.passage_id))
        mark = marks.get(mark_id(passage.id, key)) if passage is not None else None
        if passage is None or mark is None or outside(claim, passage) is not None:
            continue
        if mark.lies_in(passage) and record in mark.records:
            named[record] = claim
    return named


def claim_vectors(library: Library, claim_ids: Sequence[str]) -> dict[str, Vector]:
    """By claim id, its vector, float32, (dimension,); claims that are not there, or have none, are left out."""
    ids = list(dict.fromkeys(claim_ids))
    found: dict[str, Vector] = {}
    for begin in range(0, len(ids), _PAGE):
        wanted = {"claim_id": {"$in": ids[begin : begin + _PAGE]}}
        found |= fresh(library, partial(_vectors, library, wanted)) or {}
    return found


def _vectors(library: Library, where: dict[str, Any], stored: Stored) -> dict[str, Vector]:
    import numpy

    rows = stored.claims.get(where=where, include=["metadatas", "documents", "embeddings"])
    found: dict[str, Vector] = {}
    for i in sorted(range(len(rows["ids"])), key=lambda i: str(rows["ids"][i])):
        read = claim_of(rows["ids"][i], rows["documents"][i], rows["metadatas"][i])
        vector = numpy.asarray(rows["embeddings"][i], dtype=numpy.float32)
        if read is not None and wrong_vector(vector, library.format().dimension) is None:
            found.setdefault(read[0].id, vector)
    return found


def wrong_vector(vector: Any, dimension: int) -> str | None:
    """What is wrong with a vector, in words; None where nothing is."""
    import numpy

    if vector is None or not len(vector) or not numpy.isfinite(vector).all() or not numpy.any(vector):
        return "it has no vector"
    if len(vector) != dimension:
        return f"its vector has {len(vector)} numbers, not {dimension}"
    return None
