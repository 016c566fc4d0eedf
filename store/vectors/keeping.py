"""Keeping extractions, and letting them go: what `Writer` does with claims, under the library's lock.

A kill at any moment leaves nothing half told. An extraction's claims are written first, then the claims' generation,
then the mark, in one record, then what the mark named before goes: until the mark is there, the passage is simply not
extracted yet, or still has what it gave before. Removing goes the other way, marks first. Claims without a mark are
left over; `verify` tells of them, and a mend
(`store.vectors.verify_claims.tidy`) removes them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from store.records import Claim, Extraction, Passage
from store.vectors.claim_rows import (
    Mark,
    can_be_kept,
    claim_metadata,
    claim_of,
    malformed,
    mark_id,
    mark_metadata,
    outside,
    record_id,
    storable,
)
from store.vectors.claims import existing, extractions, generation_of_claims, stored_in
from store.vectors.collections import (
    CLAIMS,
    EXTRACTIONS,
    LibraryFormat,
    all_ids,
    all_metadatas,
    bare_collection,
    create_collection,
    note_generation,
    pages,
)

if TYPE_CHECKING:
    import numpy

    from store.vectors.library import Library

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

_PAGE = 500
_UNIT = 1e-3  # how far a vector's length may be from 1


def keep(library: Library, drawn: Sequence[tuple[Extraction, Vectors]]) -> int:
    """Keeps what was drawn from passages; returns how many extractions were not kept as they are already.

    An extraction takes the place of an older one of the same passage and key, whole. Passages that the library does
    not hold (any more) are left out: their article may have been removed while an LLM read it.

    Args:
        drawn: Each with the vectors of its claims, (len(claims), dimension), of length 1.

    Raises:
        ValueError: Vectors that are not so, or a claim that does not belong to its passage.
        LibraryMismatch: The claims that are there were embedded with something else.
    """
    # The last of one passage and key counts, as it would if they came one by one.
    stored = ((storable(extraction), vectors) for extraction, vectors in drawn)
    latest = {mark_id(e.passage_id, e.key): (e, vectors) for e, vectors in stored}
    written = 0
    pairs = iter(latest.values())
    while page := list(islice(pairs, _PAGE)):
        passages = library.index.passages([extraction.passage_id for extraction, _ in page])
        known = [(e, vectors) for e, vectors in page if e.passage_id in passages]
        for extraction, vectors in known:
            _check(extraction, vectors, passages[extraction.passage_id], library.format().dimension)
        for key in dict.fromkeys(e.key for e, _ in known):
            of_key = {e.passage_id: (e, vectors) for e, vectors in known if e.key == key}
            there = extractions(library, list(of_key), key)
            new = [(e, vectors) for passage_id, (e, vectors) in of_key.items() if there.get(passage_id) != e]
            _write(library, new, key)
            written += len(new)
    return written


def _check(extraction: Extraction, vectors: Vectors, passage: Passage, dimension: int) -> None:
    import numpy

    if extraction.article_id != passage.article_id:
        raise ValueError(f"The extraction of {passage.id} names another article.")
    if not all(can_be_kept(dropped) for dropped in extraction.dropped):
        raise ValueError(f"The extraction of {passage.id} drops what is not a span with a reason.")
    for claim in extraction.claims:
        wrong = malformed(claim) or outside(claim, passage)
        if wrong is not None:
            raise ValueError(f"The claim {claim.id} of {passage.id} cannot be kept: {wrong}.")
    shape = numpy.shape(vectors)
    if extraction.claims and shape != (len(extraction.claims), dimension):
        raise ValueError(f"{len(extraction.claims)} claims of {dimension} numbers each have vectors of shape {shape}.")
    # Not a number is not near 1.
    if extraction.claims and not (numpy.abs(numpy.linalg.norm(vectors, axis=1) - 1) < _UNIT).all():
        raise ValueError(f"The vectors of {passage.id} are not of length 1.")


def _write(library: Library, new: Sequence[tuple[Extraction, Vectors]], key: str) -> None:
    if not new:
        return
    client, made_with = library._client, library.format()
    claims = create_collection(client, CLAIMS, made_with)
    marks = bare_collection(client, EXTRACTIONS)
    stored_in(library)  # raises for claims with other vectors
    rows = {record_id(c, key): (c, v) for e, vectors in new for c, v in zip(e.claims, vectors, strict=False)}
    older = set()
    for begin in range(0, len(new), _PAGE):
        ids = [e.passage_id for e, _ in new[begin : begin + _PAGE]]
        of_them = {"$and": [{"passage_id": {"$in": ids}}, {"key": key}]}
        older |= {record for record, _ in all_metadatas(claims, of_them)}
    _upsert(claims, rows, key)
    # Before the marks: whoever sees a mark can find its claims, however this ends.
    note_claims(library)
    made = [_mark(extraction, key) for extraction, _ in new]
    marks.upsert(ids=[m.id for m in made], embeddings=[[1.0]] * len(made), metadatas=[mark_metadata(m) for m in made])
    delete(claims, older - rows.keys())


def _mark(extraction: Extraction, key: str) -> Mark:
    records = tuple(record_id(claim, key) for claim in extraction.claims)
    identity = mark_id(extraction.passage_id, key)
    return Mark(identity, extraction.passage_id, extraction.article_id, key, records, extraction.dropped)


def _upsert(claims: Any, rows: dict[str, tuple[Claim, Any]], key: str) -> None:
    for page in pages(rows):
        claims.upsert(
            ids=page,
            embeddings=[rows[record][1].tolist() for record in page],
            documents=[rows[record][0].text for record in page],
            metadatas=[claim_metadata(rows[record][0], key) for record in page],
        )


def delete(collection: Any, ids: Collection[str]) -> None:
    """Removes records by id, in lists that Chroma takes at once."""
    for page in pages(sorted(ids)):
        collection.delete(ids=page)


def note_claims(library: Library) -> None:
    """Gives the claims a new generation, which tells open readers to look again."""
    note_generation(existing(library._client, CLAIMS), uuid.uuid4().hex)
    library._seen_claims = generation_of_claims(library._client)


def forget(library: Library, article_ids: Sequence[str]) -> None:
    """Removes all that was drawn from these articles."""
    for name in (EXTRACTIONS, CLAIMS):
        collection = existing(library._client, name)
        if collection is not None:
            for begin in range(0, len(article_ids), _PAGE):
                collection.delete(where={"article_id": {"$in": list(article_ids[begin : begin + _PAGE])}})


# -- rebuilding ---------------------------------------------------------------------------------------------------


def carry(
    library: Library,
    suffix: str,
    made_with: LibraryFormat,
    passage_ids: Collection[str],
    embed: Callable[[Sequence[str]], Vectors],
) -> None:
    """Embeds claims anew into a collection beside theirs; those of passages that are gone, or damaged, stay behind."""
    claims = existing(library._client, CLAIMS)
    if claims is None:
        return
    target = create_collection(library._client, CLAIMS + suffix, made_with)
    ids = sorted(all_ids(claims))
    for begin in range(0, len(ids), _PAGE):
        rows = claims.get(ids=ids[begin : begin + _PAGE], include=["metadatas", "documents"])
        read = [claim_of(*row) for row in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)]
        found = [pair for pair in read if pair is not None and pair[0].passage_id in passage_ids]
        if not found:
            continue
        vectors = embed([claim.text for claim, _ in found])
        for key in dict.fromkeys(key for _, key in found):
            pairs = zip(found, vectors, strict=True)
            _upsert(target, {record_id(c, key): (c, v) for (c, of), v in pairs if of == key}, key)
