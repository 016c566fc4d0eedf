"""Writing to an open library, under its lock. Claims are written by `store.vectors.keeping`.

The order of the steps is what a kill at any moment relies on: an article's passages are written before the article,
and removed after it; the index follows, and last comes the generation, which tells readers to look again. What a kill
leaves half done shows nowhere: the index is brought in step by whoever opens the library next.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.index import Entry
from store.records import Article, Extraction, Passage, encodable
from store.sketch import sketch
from store.vectors import keeping
from store.vectors.collections import (
    VERSIONS,
    LibraryFormat,
    article_metadata,
    bare_collection,
    create_collections,
    delete_collections,
    note_generation,
    pages,
    passage_metadata,
    swap_in_rebuilt,
)
from store.vectors.library import Library, explained
from store.vectors.mends import mended
from store.vectors.verify_claims import tidy

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

# Chroma refuses larger batches (5,461 records with SQLite's limits as shipped).
_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, split and embedded: all that a library keeps of it.

    Attributes:
        vector: The article's, (dimension,).
        passage_vectors: (len(passages), dimension).
        sentence_vectors: Per passage, (its sentences, dimension), or None to have them made when they are needed.
        location: The file's absolute path or the address, by which an edited article finds its older version.
        mends: As `store.vectors.mends` gives them, or "".
    """

    article: Article
    passages: Sequence[Passage]
    vector: Vectors
    passage_vectors: Vectors
    sentence_vectors: Sequence[Vectors | None]
    location: str = ""
    mends: str = ""


class Writer:
    """Changes a library. Made by `Library.writing`."""

    def __init__(self, library: Library, suffix: str = "", made_with: LibraryFormat | None = None) -> None:
        self.where = library.where
        self._library = library
        self._suffix = suffix
        self._made_with = made_with

    @explained
    def add(self, prepared: Sequence[Prepared]) -> None:
        """Writes articles whole. Adding one again changes nothing."""
        if not prepared:
            return
        self._begin()
        self._upsert_passages([p for one in prepared for p in _passage_rows(one)])
        for begin in range(0, len(prepared), _BATCH):
            part = prepared[begin : begin + _BATCH]
            self._articles.upsert(
                ids=[one.article.id for one in part],
                embeddings=[one.vector.tolist() for one in part],
                documents=[encodable(one.article.text) for one in part],
                metadatas=[article_metadata(one.article, one.location, one.mends) for one in part],
            )
        entries = [
            Entry(one.article, one.passages, one.sentence_vectors, sketch(one.article.text), one.mends)
            for one in prepared
        ]
        self._done(entries)

    @explained
    def relocate(self, moved: Sequence[tuple[str, str, str]]) -> None:
        """Notes that articles are now read from another file, or stand in another row.

        Args:
            moved: Article id, path as given, and location.
        """
        known = self._library.known([article_id for article_id, _, _ in moved])
        rows = [row for row in moved if row[0] in known]
        if rows:
            self._begin()
            for begin in range(0, len(rows), _BATCH):
                part = rows[begin : begin + _BATCH]
                self._articles.update(
                    ids=[article_id for article_id, _, _ in part],
                    metadatas=[{"path": encodable(path), "location": encodable(where)} for _, path, where in part],
                )
            self._done()

    @explained
    def remove(self, article_ids: Sequence[str], *, replaced_by: Mapping[str, str] | None = None, at: str = "") -> None:
        """Removes articles, their passages and claims; nothing happens for those that are not in the library.

        Args:
            replaced_by: By removed id, the id of the newer version: the older one is kept as history.
            at: ISO time of the replacement.
        """
        present = self._library.get_kept(list(article_ids))
        if not present:
            return
        self._begin()
        for article_id, newer in (replaced_by or {}).items():
            if article_id in present:
                self.keep_version(present[article_id].article, newer, at, mends=present[article_id].mends)
        # First: an article that comes back may be dated otherwise, and its claims with it.
        keeping.forget(self._library, sorted(present))
        for page in pages(sorted(present)):
            self._articles.delete(ids=page)
        for one in sorted(present):
            self._passages.delete(where={"article_id": one})
        self._done(removed=sorted(present))

    @explained
    def keep_version(self, article: Article, replaced_by: str, replaced_at: str, *, mends: str = "") -> None:
        """Keeps an older version of an article as history.

        Args:
            replaced_by: Id of the newer version.
            replaced_at: ISO time, UTC.
            mends: What a hand had changed on it.
        """
        metadata = article_metadata(article, "", mends)
        metadata |= {"id": article.id, "replaced_by": replaced_by, "replaced_at": encodable(replaced_at)}
        # Keyed by all three: a file that goes back and forth between two texts has a longer history than two entries.
        bare_collection(self._library._client, VERSIONS).upsert(
            ids=[f"{article.id}>{replaced_by}@{replaced_at}"],
            embeddings=[[1.0]],
            documents=[encodable(article.text)],
            metadatas=[metadata],
        )

    @explained
    def mend(self, article_id: str, changes: Mapping[str, str | None]) -> Article:
        """Changes fields of an article by hand; its id stays, and so does the mend when its file is read again.

        What was drawn from it stays too, unless it is dated otherwise now: relative dates were read against its date.

        Args:
            article_id: One that is in the library.
            changes: By field (`store.records.STATED`), the new value, or None for "not known".

        Returns:
            The article as it is now.
        """
        kept = self._library.get_kept([article_id])[article_id]
        article, mends = mended(kept.article, kept.mends, changes)
        self._begin()
        if article.published != kept.article.published:
            keeping.forget(self._library, [article_id])
        # An update keeps what it leaves out: a field that is not known any more is named, and None.
        metadata = {**dict.fromkeys(changes), **article_metadata(article, kept.location, mends)}
        self._articles.update(ids=[article_id], metadatas=[metadata])
        index = self._library.index
        passages = index.passages_of(article_id)
        vectors = index.sentence_vectors([p.id for p in passages])
        self._done([Entry(article, passages, [vectors.get(p.id) for p in passages], sketch(article.text), mends)])
        return article

    @explained
    def remove_passages(self, passage_ids: Sequence[str]) -> None:
        """Removes passages that belong to no article."""
        self._begin()
        for begin in range(0, len(passage_ids), _BATCH):
            self._passages.delete(ids=list(passage_ids[begin : begin + _BATCH]))
        self._done()

    @explained
    def keep_extractions(self, drawn: Sequence[tuple[Extraction, Vectors]]) -> int:
        """Keeps what was drawn from passages; keeping it again changes nothing.

        An extraction takes the place of an older one of the same passage and key, whole. One of a passage that the
        library does not hold (any more) is left out. A passage counts as extracted once all of it is written: killed
        before, it simply is not extracted yet.

        Args:
            drawn: Each with the vectors of its claims, (len(claims), dimension), of length 1.

        Returns:
            How many were not kept as they are already.

        Raises:
            ValueError: Vectors that are not so, or a claim that does not lie in its passage.
            LibraryMismatch: The claims that are there were embedded with something else.
        """
        return keeping.keep(self._library, drawn)

    @explained
    def tidy_claims(self) -> None:
        """Removes claims and extractions that are damaged, or whose passage is not in the library."""
        tidy(self._library)

    # -- rebuilding -------------------------------------------------------------------------------------------

    @explained
    def begin_rebuild(self, made_with: LibraryFormat) -> Writer:
        """Writes to an empty library beside this one, in the same place, for the same articles with new vectors."""
        delete_collections(self._library._client, "-rebuilt")
        create_collections(self._library._client, made_with, "-rebuilt")
        return Writer(self._library, "-rebuilt", made_with)

    @explained
    def carry_claims(self, embed: Callable[[Sequence[str]], Vectors], passage_ids: Collection[str]) -> None:
        """Takes the claims of these passages over into the library that is being rebuilt, embedded anew."""
        assert self._made_with is not None
        keeping.carry(self._library, self._suffix, self._made_with, passage_ids, embed)

    @explained
    def finish_rebuild(self) -> None:
        """Puts the rebuilt library in this one's place. A kill in between is mended at the next open."""
        client = self._library._client
        rebuilt = client.get_collection("articles-rebuilt", embedding_function=None)
        rebuilt.modify(metadata={**rebuilt.metadata, "complete": True, "generation": uuid.uuid4().hex})
        swap_in_rebuilt(client)
        self._library._take_collections()
        self._library.refresh()
        tidy(self._library)  # another splitter makes other passages

    # -- how --------------------------------------------------------------------------------------------------

    @property
    def _articles(self) -> Any:
        return self._collection("articles")

    @property
    def _passages(self) -> Any:
        return self._collection("passages")

    def _collection(self, name: str) -> Any:
        if not self._suffix:
            return self._library._articles if name == "articles" else self._library._passages
        return self._library._client.get_collection(name + self._suffix, embedding_function=None)

    def _upsert_passages(self, rows: Sequence[tuple[str, list[float], str, dict[str, str | int]]]) -> None:
        passages = self._passages
        for begin in range(0, len(rows), _BATCH):
            ids, vectors, texts, metadatas = zip(*rows[begin : begin + _BATCH], strict=True)
            passages.upsert(ids=list(ids), embeddings=list(vectors), documents=list(texts), metadatas=list(metadatas))

    def _begin(self) -> None:
        """Says in the index that Chroma is being changed: until `_done`, whoever opens the library compares the two."""
        if not self._suffix:
            self._library.index.begin_writing()

    def _done(self, entries: Sequence[Entry] = (), removed: Sequence[str] = ()) -> None:
        if self._suffix:
            return  # nobody reads it yet; its index is made when it takes the library's place
        generation = uuid.uuid4().hex
        self._library.index.write(entries, removed=removed, generation=generation)
        note_generation(self._library._articles, generation)
        self._library._seen = generation


def _passage_rows(one: Prepared) -> list[tuple[str, list[float], str, dict[str, str | int]]]:
    text = one.article.text
    return [
        (p.id, vector.tolist(), encodable(text[p.start : p.end]), passage_metadata(p))
        for p, vector in zip(one.passages, one.passage_vectors, strict=True)
    ]
