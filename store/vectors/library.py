"""Reading from an open library. Writing is `Library.writing`.

A Chroma client that is open never sees another process's writes in its searches, without a word. So every write
changes the library's generation, which an open client does see, and `refresh` opens the library again if it changed.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from store.errors import LibraryInvalid, LibraryMismatch
from store.index import Index, Within, WordHit
from store.records import Article, Extraction, Passage
from store.vectors import claims
from store.vectors.claims import ClaimHit
from store.vectors.collections import (
    NAMES,
    VERSIONS,
    LibraryFormat,
    all_metadatas,
    article_of,
    close_client,
    faults_of,
    pages,
    passage_of,
)
from store.vectors.lock import PATIENCE, beside, take, writer_lock
from store.vectors.shelf import Shelf
from store.vectors.step import bring_in_step

if TYPE_CHECKING:
    import numpy

    from store.vectors.writing import Writer

INDEX_NAME = "twosource-index.sqlite"


class Hit(NamedTuple):
    """A passage that a search found, with its cosine similarity to the query (-1 to 1)."""

    passage_id: str
    article_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Version:
    """An older version of an article that was replaced by a newer one.

    Attributes:
        replaced_by: Id of the article that took its place.
        replaced_at: ISO time, UTC.
        mends: What a hand had changed on it (`store.vectors.mends`), or "".
    """

    article: Article
    replaced_by: str
    replaced_at: str
    mends: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article with what the library knows of it beside its content.

    Attributes:
        location: Absolute path (or address) that it was read from.
        mends: What a hand has changed (`store.vectors.mends`), or "".
    """

    article: Article
    location: str
    mends: str


_Method = TypeVar("_Method", bound=Callable[..., Any])


def explained(method: _Method) -> _Method:
    """A method whose faults, whatever Chroma or SQLite make of them, come out as a `StoreError` naming `self.where`."""

    @functools.wraps(method)
    def told(self: Any, *arguments: Any, **named: Any) -> Any:
        with faults_of(self.where):
            return method(self, *arguments, **named)

    return cast(_Method, told)


class Library:
    """What one library holds. Made by `open_library`; use it as a context manager or call `close`."""

    def __init__(self, connect: Callable[[], Any], where: str) -> None:
        self._connect = connect
        self._client = connect()
        self.where = where
        self._index: Index | None = None
        self._shelf: Shelf | None = None
        self._seen: str | None = None
        self._fingerprint: tuple[str, str] | None = None
        self._lock = writer_lock(where)
        self._file = _file_of(where)
        try:
            self._take_collections()
        except BaseException:
            close_client(self._client)
            raise

    def _take_collections(self) -> None:
        self._articles = self._client.get_collection(NAMES[0], embedding_function=None)
        self._passages = self._client.get_collection(NAMES[1], embedding_function=None)
        self._seen_claims = claims.generation_of_claims(self._client)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the database back. Safe to call twice."""
        if self._index is not None:
            self._index.close()
            self._index = self._shelf = None
        close_client(self._client)

    # -- what it is -------------------------------------------------------------------------------------------

    @explained
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

    @explained
    def fingerprint(self) -> str:
        """16 hex digits that change with any article, mend, embedder or splitter."""
        index = self.index
        generation = index.generation()
        if self._fingerprint is None or self._fingerprint[0] != generation:
            digest = hashlib.sha256(json.dumps(self.format().metadata(), sort_keys=True).encode())
            for article_id, mends, values in index.mends():
                digest.update(f"{article_id}\t{values}\n".encode() if mends else f"{article_id}\n".encode())
            self._fingerprint = (generation, digest.hexdigest()[:16])
        return self._fingerprint[1]

    @explained
    def count(self) -> int:
        """How many articles are in it."""
        return int(self._articles.count())

    @explained
    def passage_count(self) -> int:
        """How many passages are in it."""
        return int(self._passages.count())

    @explained
    def generation(self) -> str:
        """Another text after any write by any process, of anything but claims (`generation_of_claims`)."""
        meta = self._client.get_collection(NAMES[0], embedding_function=None).metadata or {}
        # A library of an earlier version of twosource has none until its next write.
        return str(meta.get("generation") or f"{self._articles.count()}/{self._passages.count()}")

    def is_there(self) -> bool:
        """Whether the library's folder still holds what was opened; one on a server always counts as there.

        An open database goes on answering after its file was deleted, or another put in its place.
        """
        return self._file is None or self._file == _file_of(self.where)

    @explained
    def refresh(self) -> bool:
        """Sees what other processes have written since; True if they have."""
        generation = self.generation()
        if self._seen in (None, generation) and self._seen_claims == claims.generation_of_claims(self._client):
            self._seen = generation
            return False
        self._reopen()
        self._seen = generation
        if self._index is not None:
            self._step()
        return True

    def _reopen(self) -> None:
        # A rebuild renames collections, and an open client searches what it read when it opened; so has the shelf what
        # this client found, though the index, which processes share, may have been in step before.
        self._shelf = None
        close_client(self._client)
        self._client = self._connect()
        self._take_collections()

    @explained
    def _step(self, *, sole_writer: bool = False) -> None:
        assert self._index is not None
        self._seen = self.generation()
        bring_in_step(self._index, self._articles, self._passages, self.format(), self._seen, sole_writer=sole_writer)

    @property
    def index(self) -> Index:
        """What is derived from the library, in step with it."""
        if self._index is None:
            with faults_of(self.where):
                self._index = Index(beside(self.where, INDEX_NAME))
            self._step()
        return self._index

    @property
    def shelf(self) -> Shelf:
        """What has been read of the library as it is; an empty one after any write that the index knows of."""
        generation = self.index.generation()
        if self._shelf is None or self._shelf.generation != generation:
            self._shelf = Shelf(self, generation)
        return self._shelf

    # -- articles ---------------------------------------------------------------------------------------------

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of path and id, a page at a time."""
        yield from (kept.article for kept in self.kept())

    def kept(self) -> Iterator[Kept]:
        """All articles with what is known beside them, in the order of path and id, a page at a time."""
        ids = self._ids_by_path()
        for begin in range(0, len(ids), 200):
            page = self.get_kept(ids[begin : begin + 200])
            yield from (page[i] for i in ids[begin : begin + 200] if i in page)

    @explained
    def _ids_by_path(self) -> list[str]:
        paths = ((str(meta.get("path")), i) for i, meta in all_metadatas(self._articles))
        return [article_id for _, article_id in sorted(paths)]

    def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """The articles by id; ids that are not in the library are left out."""
        return {i: kept.article for i, kept in self.get_kept(article_ids).items()}

    @explained
    def get_kept(self, article_ids: Sequence[str]) -> dict[str, Kept]:
        """As `get`, with what is known beside each article."""
        kept: dict[str, Kept] = {}
        for page in pages(article_ids):
            found = self._articles.get(ids=page, include=["metadatas", "documents"])
            rows = zip(found["ids"], found["documents"], found["metadatas"], strict=True)
            kept |= {i: _kept(i, text, meta) for i, text, meta in rows}
        return kept

    @explained
    def known(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Those of the ids that are in the library, each with the location that it was read from."""
        where: dict[str, str] = {}
        for page in pages(article_ids):
            found = self._articles.get(ids=page, include=["metadatas"])
            rows = zip(found["ids"], found["metadatas"], strict=True)
            where |= {i: str(meta.get("location", "")) for i, meta in rows}
        return where

    @explained
    def at(self, locations: Sequence[str]) -> dict[str, list[str]]:
        """By location, ids of the articles that were read from there; locations without any are left out."""
        by_location: dict[str, list[str]] = {}
        for page in pages(locations):
            for article_id, meta in all_metadatas(self._articles, {"location": {"$in": page}}):
                by_location.setdefault(str(meta["location"]), []).append(article_id)
        return by_location

    @explained
    def older_versions(self, article_id: str) -> list[Version]:
        """What the article has replaced, newest first."""
        if VERSIONS not in {c.name for c in self._client.list_collections()}:
            return []
        versions = self._client.get_collection(VERSIONS, embedding_function=None)
        found: list[Version] = []
        wanted, seen = [article_id], {article_id}
        while wanted:
            rows = versions.get(where={"replaced_by": {"$in": wanted}}, include=["metadatas", "documents"])
            page = [
                Version(
                    article_of(str(meta["id"]), text, meta),
                    str(meta["replaced_by"]),
                    str(meta["replaced_at"]),
                    str(meta.get("mends", "")),
                )
                for text, meta in zip(rows["documents"], rows["metadatas"], strict=True)
            ]
            found += page
            wanted = [v.article.id for v in page if v.article.id not in seen]
            seen |= set(wanted)
        return sorted(found, key=lambda v: (v.replaced_at, v.article.id), reverse=True)

    # -- passages ---------------------------------------------------------------------------------------------

    @explained
    def passages_of(self, article_id: str) -> list[Passage]:
        """The article's passages in the order of the text."""
        found = self._passages.get(where={"article_id": article_id}, include=["metadatas"])
        passages = [passage_of(i, meta) for i, meta in zip(found["ids"], found["metadatas"], strict=True)]
        return sorted(passages, key=lambda p: p.start)

    def search(self, vector: numpy.ndarray[Any, Any], limit: int) -> list[Hit]:
        """The nearest passages, best first; equal similarities in the order of ids."""
        return self.searches([vector], limit)[0]

    @explained
    def searches(self, vectors: Sequence[numpy.ndarray[Any, Any]], limit: int) -> list[list[Hit]]:
        """`search` for several vectors at once."""
        size = self.index.passage_count()  # Chroma takes milliseconds to count
        if not size or limit < 1 or not vectors:
            return [[] for _ in vectors]
        found = self._passages.query(
            query_embeddings=[vector.tolist() for vector in vectors],
            n_results=min(limit, size),
            include=["distances"],
        )
        articles = self.index.articles_of(list({i for ids in found["ids"] for i in ids}))
        searched = []
        for ids, distances in zip(found["ids"], found["distances"], strict=True):
            rows = zip(ids, distances, strict=True)
            hits = [Hit(i, articles[i], 1.0 - float(distance)) for i, distance in rows if i in articles]
            searched.append(sorted(hits, key=lambda h: (-round(h.similarity, 6), h.passage_id)))
        return searched

    @explained
    def search_words(self, words: Sequence[str], limit: int, within: Within | None = None) -> list[WordHit]:
        """The passages that share these words, by BM25, best first."""
        return self.index.search_words(words, limit, within)

    # -- claims -----------------------------------------------------------------------------------------------

    @explained
    def extractions(self, passage_ids: Sequence[str], key: str) -> dict[str, Extraction]:
        """By passage id, what was drawn with this key; only passages that were extracted with it, claims or none."""
        return claims.extractions(self, passage_ids, key)

    def all_extractions(self, key: str) -> Iterator[Extraction]:
        """All that was drawn with this key, in the order of article id and place, a page at a time."""
        with faults_of(self.where):
            yield from claims.all_extractions(self, key)

    @explained
    def search_claims(self, vector: numpy.ndarray[Any, Any], limit: int, key: str) -> list[ClaimHit]:
        """The nearest claims that were drawn with this key, best first; equal similarities in the order of ids."""
        return claims.search_claims(self, vector, limit, key)

    @explained
    def claim_vectors(self, claim_ids: Sequence[str]) -> dict[str, numpy.ndarray[Any, numpy.dtype[numpy.float32]]]:
        """By claim id, its vector, (dimension,); claims that are not there are left out."""
        return claims.claim_vectors(self, claim_ids)

    # -- writing ----------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, patience: float = PATIENCE) -> Iterator[Writer]:
        """The one writer of the library, for the length of the block. A block inside a block is the same writer.

        Args:
            patience: Seconds to wait for another process that is writing.

        Raises:
            LibraryBusy: Another process is still writing after that.
        """
        from store.vectors.writing import Writer

        take(self._lock, self.where, patience)
        try:
            self.refresh()
            if self.index.is_behind():
                self._step(sole_writer=True)
            yield Writer(self)
        finally:
            with contextlib.suppress(OSError):
                self._lock.release()


def _file_of(where: str) -> tuple[int, int] | None:
    """Which file Chroma's database is; None for a server, and where there is none."""
    if where.startswith(("http://", "https://")):
        return None
    try:
        found = (Path(where) / "chroma.sqlite3").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _kept(article_id: str, text: str, metadata: dict[str, Any]) -> Kept:
    article = article_of(article_id, text, metadata)
    return Kept(article, str(metadata.get("location", "")), str(metadata.get("mends", "")))
