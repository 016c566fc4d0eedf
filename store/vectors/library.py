"""Reading from and writing to an open library."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from store.errors import LibraryInvalid, LibraryMismatch
from store.records import Article, Passage, encodable
from store.vectors.collections import (
    NAMES,
    LibraryFormat,
    article_metadata,
    article_of,
    close_client,
    create_collections,
    delete_collections,
    faults_of,
    passage_metadata,
    passage_of,
    swap_in_rebuilt,
)

if TYPE_CHECKING:
    import numpy

# Chroma refuses larger batches (5,461 records with SQLite's limits as shipped).
_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with its cosine similarity to the query (-1 to 1)."""

    passage: Passage
    similarity: float


_Method = TypeVar("_Method", bound=Callable[..., Any])


def _explained(method: _Method) -> _Method:
    """A method of `Library` whose faults, whatever Chroma makes of them, come out as a `StoreError`."""

    @functools.wraps(method)
    def explained(self: Library, *arguments: Any, **named: Any) -> Any:
        with faults_of(self.where):
            return method(self, *arguments, **named)

    return cast(_Method, explained)


class Library:
    """Articles and passages of one library. Made by `open_library`; use it as a context manager or call `close`."""

    def __init__(self, client: Any, where: str, suffix: str = "") -> None:
        self._client = client
        self.where = where
        self._articles = client.get_collection(NAMES[0] + suffix, embedding_function=None)
        self._passages = client.get_collection(NAMES[1] + suffix, embedding_function=None)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the database back. Safe to call twice."""
        close_client(self._client)

    # -- what it is -------------------------------------------------------------------------------------------

    @_explained
    def format(self) -> LibraryFormat:
        """What the stored vectors were made with.

        Raises:
            LibraryInvalid: The collections carry no such metadata, or not the cosine space.
        """
        seen = []
        for collection in (self._articles, self._passages):
            meta = collection.metadata or {}
            space = collection.configuration.get("hnsw", {}).get("space")
            if not {"embedder", "dimension", "splitter"} <= meta.keys() or space != "cosine":
                raise LibraryInvalid(
                    f"{self.where} holds Chroma collections that twosource did not make.",
                    mend="Give another folder with --library.",
                )
            seen.append(LibraryFormat(str(meta["embedder"]), int(meta["dimension"]), str(meta["splitter"])))
        if seen[0] != seen[1]:
            raise LibraryMismatch(f"The collections of {self.where} disagree.", mend="twosource library rebuild")
        return seen[0]

    @_explained
    def fingerprint(self) -> str:
        """16 hex digits that change with any article, embedder or splitter."""
        digest = hashlib.sha256(json.dumps(self.format().metadata(), sort_keys=True).encode())
        for article_id in sorted(self._articles.get(include=[])["ids"]):
            digest.update(article_id.encode() + b"\n")
        return digest.hexdigest()[:16]

    @_explained
    def count(self) -> int:
        """How many articles are in it."""
        return int(self._articles.count())

    @_explained
    def passage_count(self) -> int:
        """How many passages are in it."""
        return int(self._passages.count())

    # -- reading ----------------------------------------------------------------------------------------------

    @_explained
    def has(self, article_id: str) -> bool:
        """Whether the article is in the library, whole."""
        return bool(self._articles.get(ids=[article_id], include=[])["ids"])

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of path and id, a page at a time."""
        ids = self._ids_by_path()
        for begin in range(0, len(ids), 200):
            page = self.get(ids[begin : begin + 200])
            yield from (page[i] for i in ids[begin : begin + 200] if i in page)

    @_explained
    def _ids_by_path(self) -> list[str]:
        found = self._articles.get(include=["metadatas"])
        keyed = sorted(zip(found["metadatas"], found["ids"], strict=True), key=lambda m: (str(m[0].get("path")), m[1]))
        return [article_id for _, article_id in keyed]

    @_explained
    def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """The articles by id; ids that are not in the library are left out."""
        if not article_ids:
            return {}
        found = self._articles.get(ids=list(article_ids), include=["metadatas", "documents"])
        rows = zip(found["ids"], found["documents"], found["metadatas"], strict=True)
        return {i: article_of(i, text, meta) for i, text, meta in rows}

    @_explained
    def at_path(self, location: str) -> list[str]:
        """Ids of the articles that came from this absolute path."""
        return list(self._articles.get(where={"location": location}, include=[])["ids"])

    @_explained
    def passages_of(self, article_id: str) -> list[Passage]:
        """The article's passages in the order of the text."""
        found = self._passages.get(where={"article_id": article_id}, include=["metadatas"])
        passages = [passage_of(i, meta) for i, meta in zip(found["ids"], found["metadatas"], strict=True)]
        return sorted(passages, key=lambda p: p.start)

    @_explained
    def search(self, vector: numpy.ndarray[Any, Any], limit: int) -> list[Hit]:
        """The nearest passages, best first; equal similarities in the order of ids."""
        size = self._passages.count()
        if not size or limit < 1:
            return []
        found = self._passages.query(
            query_embeddings=[vector.tolist()], n_results=min(limit, size), include=["metadatas", "distances"]
        )
        rows = zip(found["ids"][0], found["metadatas"][0], found["distances"][0], strict=True)
        hits = [Hit(passage_of(i, meta), 1.0 - float(distance)) for i, meta, distance in rows]
        return sorted(hits, key=lambda h: (-round(h.similarity, 6), h.passage.id))

    # -- writing ----------------------------------------------------------------------------------------------

    @_explained
    def add(
        self,
        article: Article,
        passages: Sequence[Passage],
        article_vector: numpy.ndarray[Any, Any],
        passage_vectors: numpy.ndarray[Any, Any],
        *,
        location: str = "",
    ) -> None:
        """Writes one article whole. Adding it again changes nothing.

        Args:
            location: The file's absolute path, by which an edited file finds its older version.
        """
        for begin in range(0, len(passages), _BATCH):
            part = slice(begin, begin + _BATCH)
            self._passages.upsert(
                ids=[p.id for p in passages[part]],
                embeddings=passage_vectors[part].tolist(),
                documents=[encodable(article.text[p.start : p.end]) for p in passages[part]],
                metadatas=[passage_metadata(p) for p in passages[part]],
            )
        self._articles.upsert(
            ids=[article.id],
            embeddings=[article_vector.tolist()],
            documents=[article.text],
            metadatas=[article_metadata(article, location)],
        )

    @_explained
    def relocate(self, article: Article, location: str) -> None:
        """Notes that the article is now read from another file."""
        self._articles.update(ids=[article.id], metadatas=[article_metadata(article, location)])

    @_explained
    def remove(self, article_id: str) -> None:
        """Removes the article and its passages; nothing happens where it is not in the library."""
        self._articles.delete(ids=[article_id])
        self._passages.delete(where={"article_id": article_id})

    # -- rebuilding -------------------------------------------------------------------------------------------

    @_explained
    def begin_rebuild(self, made_with: LibraryFormat) -> Library:
        """An empty library beside this one, in the same place, for the same articles with new vectors."""
        delete_collections(self._client, "-rebuilt")
        create_collections(self._client, made_with, "-rebuilt")
        return Library(self._client, self.where, "-rebuilt")

    @_explained
    def finish_rebuild(self, rebuilt: Library) -> None:
        """Puts the rebuilt library in this one's place. A kill in between is mended at the next open."""
        rebuilt._articles.modify(metadata={**rebuilt._articles.metadata, "complete": True})
        swap_in_rebuilt(self._client)
        self._articles = self._client.get_collection(NAMES[0], embedding_function=None)
        self._passages = self._client.get_collection(NAMES[1], embedding_function=None)

    @_explained
    def location_of(self, article_id: str) -> str:
        """The absolute path that the article was read from, or an empty string."""
        found = self._articles.get(ids=[article_id], include=["metadatas"])["metadatas"]
        return str(found[0].get("location", "")) if found else ""
