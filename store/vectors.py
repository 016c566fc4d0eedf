"""The library: articles and their passages in Chroma. The only importer of chromadb.

Invariants:
* An article's passages are written before the article itself, and removed after it: whatever is listed is whole,
  and a kill in between leaves passages that no search returns and the next ingest writes again.
* Both collections are in cosine space, and their metadata names embedder, dimension and splitter. Opening with
  others raises `LibraryMismatch`: vectors of two embedders are never compared.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from store.errors import LibraryInvalid, LibraryMismatch, LibraryMissing, LibraryUnreachable
from store.records import Article, Passage, encodable

if TYPE_CHECKING:
    import numpy

SCHEMA_VERSION = 1
# Chroma refuses larger batches (5,461 records with SQLite's limits as shipped).
_BATCH = 5000
_NAMES = ("articles", "passages")


@dataclass(frozen=True, slots=True)
class LibraryFormat:
    """What the vectors of a library were made with; two libraries compare only if all of it is the same."""

    embedder: str
    dimension: int
    splitter: str

    def metadata(self) -> dict[str, str | int]:
        """As it is written into a collection's metadata."""
        return {**asdict(self), "schema": SCHEMA_VERSION}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with its cosine similarity to the query (-1 to 1)."""

    passage: Passage
    similarity: float


class Library:
    """Articles and passages of one library. Made by `open_library`; use it as a context manager or call `close`."""

    def __init__(self, client: Any, where: str, suffix: str = "") -> None:
        self._client = client
        self._suffix = suffix
        self.where = where
        self._articles = client.get_collection(_NAMES[0] + suffix, embedding_function=None)
        self._passages = client.get_collection(_NAMES[1] + suffix, embedding_function=None)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the database back. Safe to call twice."""
        _close(self._client)

    # -- what it is -------------------------------------------------------------------------------------------

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

    def fingerprint(self) -> str:
        """16 hex digits that change with any article, embedder or splitter."""
        digest = hashlib.sha256(json.dumps(self.format().metadata(), sort_keys=True).encode())
        for article_id in sorted(self._articles.get(include=[])["ids"]):
            digest.update(article_id.encode() + b"\n")
        return digest.hexdigest()[:16]

    def count(self) -> int:
        """How many articles are in it."""
        return int(self._articles.count())

    # -- reading ----------------------------------------------------------------------------------------------

    def has(self, article_id: str) -> bool:
        """Whether the article is in the library, whole."""
        return bool(self._articles.get(ids=[article_id], include=[])["ids"])

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of path and id, a page at a time."""
        found = self._articles.get(include=["metadatas"])
        keyed = sorted(zip(found["metadatas"], found["ids"], strict=True), key=lambda m: (str(m[0].get("path")), m[1]))
        ids = [article_id for _, article_id in keyed]
        for begin in range(0, len(ids), 200):
            page = self.get(ids[begin : begin + 200])
            yield from (page[i] for i in ids[begin : begin + 200] if i in page)

    def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """The articles by id; ids that are not in the library are left out."""
        if not article_ids:
            return {}
        found = self._articles.get(ids=list(article_ids), include=["metadatas", "documents"])
        rows = zip(found["ids"], found["documents"], found["metadatas"], strict=True)
        return {i: _article(i, text, meta) for i, text, meta in rows}

    def at_path(self, location: str) -> list[str]:
        """Ids of the articles that came from this absolute path."""
        return list(self._articles.get(where={"location": location}, include=[])["ids"])

    def passages_of(self, article_id: str) -> list[Passage]:
        """The article's passages in the order of the text."""
        found = self._passages.get(where={"article_id": article_id}, include=["metadatas"])
        passages = [_passage(i, meta) for i, meta in zip(found["ids"], found["metadatas"], strict=True)]
        return sorted(passages, key=lambda p: p.start)

    def search(self, vector: numpy.ndarray[Any, Any], limit: int) -> list[Hit]:
        """The nearest passages, best first; equal similarities in the order of ids."""
        size = self._passages.count()
        if not size or limit < 1:
            return []
        found = self._passages.query(
            query_embeddings=[vector.tolist()], n_results=min(limit, size), include=["metadatas", "distances"]
        )
        rows = zip(found["ids"][0], found["metadatas"][0], found["distances"][0], strict=True)
        hits = [Hit(_passage(i, meta), 1.0 - float(distance)) for i, meta, distance in rows]
        return sorted(hits, key=lambda h: (-round(h.similarity, 6), h.passage.id))

    # -- writing ----------------------------------------------------------------------------------------------

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
                metadatas=[_passage_metadata(p) for p in passages[part]],
            )
        self._articles.upsert(
            ids=[article.id],
            embeddings=[article_vector.tolist()],
            documents=[article.text],
            metadatas=[_article_metadata(article, location)],
        )

    def remove(self, article_id: str) -> None:
        """Removes the article and its passages; nothing happens where it is not in the library."""
        self._articles.delete(ids=[article_id])
        self._passages.delete(where={"article_id": article_id})

    # -- rebuilding -------------------------------------------------------------------------------------------

    def begin_rebuild(self, made_with: LibraryFormat) -> Library:
        """An empty library beside this one, in the same place, for the same articles with new vectors."""
        _delete_collections(self._client, "-rebuilt")
        _create_collections(self._client, made_with, "-rebuilt")
        return Library(self._client, self.where, "-rebuilt")

    def finish_rebuild(self, rebuilt: Library) -> None:
        """Puts the rebuilt library in this one's place. A kill in between is mended at the next open."""
        rebuilt._articles.modify(metadata={**rebuilt._articles.metadata, "complete": True})
        _swap_in_rebuilt(self._client)
        self._articles = self._client.get_collection(_NAMES[0], embedding_function=None)
        self._passages = self._client.get_collection(_NAMES[1], embedding_function=None)

    def location_of(self, article_id: str) -> str:
        """The absolute path that the article was read from, or an empty string."""
        found = self._articles.get(ids=[article_id], include=["metadatas"])["metadatas"]
        return str(found[0].get("location", "")) if found else ""


def open_library(where: str, made_with: LibraryFormat | None, *, create: bool = False) -> Library:
    """Opens the library at a folder or at a Chroma server's URL.

    Args:
        made_with: What vectors the caller will compare with; None skips the check (listing, rebuilding).
        create: Make an empty library where there is none.

    Raises:
        LibraryMissing: There is none, and `create` is off.
        LibraryInvalid: The folder holds something else.
        LibraryMismatch: It was made with another embedder, dimension or splitter.
        LibraryUnreachable: The server does not answer.
    """
    client = _http_client(where) if where.startswith(("http://", "https://")) else _disk_client(where, create)
    _swap_in_rebuilt(client)
    present = {c.name for c in client.list_collections()}
    if not set(_NAMES) <= present:
        if not create or made_with is None:
            _close(client)
            raise LibraryMissing(f"There is no library at {where}.", mend=_ingest_hint(where))
        _create_collections(client, made_with, "")
    library = Library(client, where)
    try:
        if made_with is not None:
            _check_format(library, made_with)
    except Exception:
        library.close()
        raise
    return library


def _check_format(library: Library, wanted: LibraryFormat) -> None:
    found = library.format()
    if found != wanted:
        pairs = [(k, getattr(found, k), getattr(wanted, k)) for k in ("embedder", "dimension", "splitter")]
        what = "; ".join(f"{k} {old!r}, now {new!r}" for k, old, new in pairs if old != new)
        raise LibraryMismatch(
            f"The library {library.where} was made with another {what}.",
            mend=f"Run `twosource library rebuild --library {library.where}`, or name the embedder it was made with.",
        )


def _ingest_hint(where: str) -> str:
    return f"Make one: twosource ingest FILE_OR_FOLDER --library {where}"


def _disk_client(where: str, create: bool) -> Any:
    path = Path(where)
    database = path / "chroma.sqlite3"
    if path.exists() and not path.is_dir():
        raise LibraryInvalid(f"{where} is a file, not a library folder.", mend="Give a folder with --library.")
    if path.is_dir() and not database.exists() and any(path.iterdir()):
        raise LibraryInvalid(
            f"{where} is a folder, but not a twosource library.",
            mend="Give another folder with --library; to read its articles: twosource ingest " + where,
        )
    if not database.exists() and not create:
        raise LibraryMissing(f"There is no library at {where}.", mend=_ingest_hint(where))
    if database.exists():
        _check_database(where, database)
    try:
        path.mkdir(parents=True, exist_ok=True)
        return _chroma().PersistentClient(path=str(path.resolve()), settings=_settings())
    except OSError as e:
        raise LibraryInvalid(f"{where} cannot be used as a library: {e.strerror}.", mend="Check the path.") from e


def _check_database(where: str, database: Path) -> None:
    """Chroma panics on a file that is not its database; a look with sqlite3 comes first."""
    try:
        connection = sqlite3.connect(f"file:{database.resolve()}?mode=ro", uri=True, timeout=10)
        try:
            connection.execute("SELECT count(*) FROM collections").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as e:
        raise LibraryInvalid(
            f"{where} is not a library that can be read: {e}.",
            mend="Restore it from a copy, or give another folder with --library and ingest again.",
        ) from e


def _http_client(where: str) -> Any:
    address = urlsplit(where)
    try:
        port = address.port or (443 if address.scheme == "https" else 8000)
        client = _chroma().HttpClient(
            host=address.hostname or "", port=port, ssl=address.scheme == "https", settings=_settings()
        )
        client.heartbeat()
    except Exception as e:
        raise LibraryUnreachable(
            f"No Chroma server answers at {where}.", mend="Start one: chroma run --path FOLDER --port PORT"
        ) from e
    return client


def _chroma() -> Any:
    import chromadb

    logging.getLogger("chromadb").setLevel(logging.ERROR)
    return chromadb


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _close(client: Any) -> None:
    """Closes a client, and the connections of one to a server, which Chroma 1.5 leaves open.

    Clients of one place in a process share a system; its connections may go only with the last of them.
    """
    client.close()
    parts: list[Any] = [client, client._admin_client]
    for part in parts:
        session = getattr(part._server, "_session", None)
        if session is not None and part._identifier not in type(client)._identifier_to_system:
            session.close()


def _create_collections(client: Any, made_with: LibraryFormat, suffix: str) -> None:
    for name in _NAMES:
        client.get_or_create_collection(
            name + suffix,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
            metadata=made_with.metadata(),
        )


def _delete_collections(client: Any, suffix: str) -> None:
    present = {c.name for c in client.list_collections()}
    for name in _NAMES:
        if name + suffix in present:
            client.delete_collection(name + suffix)


def _swap_in_rebuilt(client: Any) -> None:
    """Renames a rebuilt library that is complete over the old one. Each step can be killed and done again."""
    present = {c.name: c for c in client.list_collections()}
    rebuilt = present.get("articles-rebuilt")
    if rebuilt is not None and (rebuilt.metadata or {}).get("complete"):
        # The passages go first: as long as "articles-rebuilt" is there, the swap is not finished.
        if "passages-rebuilt" in present:
            if "passages" in present:
                client.delete_collection("passages")
            client.get_collection("passages-rebuilt", embedding_function=None).modify(name="passages")
        if "articles" in present:
            client.delete_collection("articles")
        client.get_collection("articles-rebuilt", embedding_function=None).modify(name="articles")


def _article_metadata(article: Article, location: str) -> dict[str, str]:
    fields = asdict(article)
    kept = {k: v for k, v in fields.items() if k not in ("id", "text") and v is not None}
    return {**{k: encodable(v) for k, v in kept.items()}, "location": encodable(location)}


def _article(article_id: str, text: str, metadata: dict[str, Any]) -> Article:
    names = ("title", "publisher", "url", "published", "language", "byline", "origin", "path")
    fields = {name: metadata.get(name) for name in names}
    fields["title"] = fields["title"] or ""
    fields["path"] = fields["path"] or ""
    return Article(id=article_id, text=text, **fields)  # type: ignore[arg-type]


def _passage_metadata(passage: Passage) -> dict[str, str | int]:
    return {
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": json.dumps(passage.sentences),
    }


def _passage(passage_id: str, metadata: dict[str, Any]) -> Passage:
    sentences = tuple((int(a), int(b)) for a, b in json.loads(metadata["sentences"]))
    return Passage(passage_id, str(metadata["article_id"]), int(metadata["start"]), int(metadata["end"]), sentences)
