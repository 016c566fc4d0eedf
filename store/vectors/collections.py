"""The Chroma collections of a library: how they are made, swapped and closed, and how records become metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from store.errors import LibraryFault, LibraryUnreachable, StoreError
from store.records import STATED, Article, Passage, encodable

SCHEMA_VERSION = 1
_PAGE = 5000  # records; Chroma refuses to read the metadata of very many at once
NAMES = ("articles", "passages")
VERSIONS = "versions"
CLAIMS = "claims"
EXTRACTIONS = "extractions"


@dataclass(frozen=True, slots=True)
class LibraryFormat:
    """What the vectors of a library were made with; two libraries compare only if all of it is the same."""

    embedder: str
    dimension: int
    splitter: str

    def metadata(self) -> dict[str, str | int]:
        """As it is written into a collection's metadata."""
        return {**asdict(self), "schema": SCHEMA_VERSION}


@contextmanager
def faults_of(where: str) -> Iterator[None]:
    """Turns what Chroma, its client or the disk raise into a `StoreError` that names the library."""
    try:
        yield
    except StoreError:
        raise
    except Exception as e:
        foreign = type(e).__module__.partition(".")[0] in ("chromadb", "httpx", "httpcore", "sqlite3")
        if not foreign and not isinstance(e, OSError):
            raise
        what = " ".join(str(e).split())[:200] or type(e).__name__
        if where.startswith("http"):
            raise LibraryUnreachable(f"The Chroma server at {where} failed: {what}", mend="Is it running?") from e
        mend = "Is the disk full? What is stored stays; if reading fails too, ingest into another folder."
        raise LibraryFault(f"The library {where} cannot be used: {what}", mend=mend) from e


def close_client(client: Any) -> None:
    """Closes a client, and the connections of one to a server, which Chroma 1.5 leaves open.

    Clients of one place in a process share a system; its connections may go only with the last of them.
    """
    client.close()
    parts: list[Any] = [client, client._admin_client]
    for part in parts:
        session = getattr(part._server, "_session", None)
        if session is not None and part._identifier not in type(client)._identifier_to_system:
            session.close()


def create_collections(client: Any, made_with: LibraryFormat, suffix: str) -> None:
    for name in NAMES:
        create_collection(client, name + suffix, made_with)


def create_collection(client: Any, name: str, made_with: LibraryFormat) -> Any:
    """A collection of vectors that can be compared; one that is there is taken as it is."""
    return client.get_or_create_collection(
        name,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
        metadata=made_with.metadata(),
    )


def bare_collection(client: Any, name: str) -> Any:
    """Where records are found by id or metadata only: each has the same vector of one number."""
    return client.get_or_create_collection(
        name,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
        metadata={"schema": SCHEMA_VERSION},
    )


def pages(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, each once, in lists that Chroma takes at once."""
    left = list(dict.fromkeys(ids))
    for begin in range(0, len(left), _PAGE):
        yield left[begin : begin + _PAGE]


def all_metadatas(collection: Any, where: dict[str, Any] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ids and metadata of all records, or of those that a filter lets through; a page at a time."""
    offset = 0
    while True:
        found = collection.get(where=where, include=["metadatas"], limit=_PAGE, offset=offset)
        yield from zip(found["ids"], found["metadatas"], strict=True)
        offset += len(found["ids"])
        if len(found["ids"]) < _PAGE:
            return


def all_ids(collection: Any) -> set[str]:
    """Ids of all records, a page at a time."""
    found: set[str] = set()
    while page := collection.get(include=[], limit=_PAGE, offset=len(found))["ids"]:
        found.update(page)
    return found


def note_generation(collection: Any, generation: str) -> None:
    """Writes the generation into a collection's metadata, where open readers in other processes see it."""
    kept = {k: v for k, v in (collection.metadata or {}).items() if k != "generation"}
    collection.modify(metadata={**kept, "generation": generation})


def delete_collections(client: Any, suffix: str) -> None:
    present = {c.name for c in client.list_collections()}
    for name in (*NAMES, CLAIMS):
        if name + suffix in present:
            client.delete_collection(name + suffix)


def swap_in_rebuilt(client: Any) -> None:
    """Renames a rebuilt library that is complete over the old one. Each step can be killed and done again."""
    present = {c.name: c for c in client.list_collections()}
    rebuilt = present.get("articles-rebuilt")
    if rebuilt is not None and (rebuilt.metadata or {}).get("complete"):
        # The articles go last: as long as "articles-rebuilt" is there, the swap is not finished.
        for name in (CLAIMS, *reversed(NAMES)):
            if f"{name}-rebuilt" in present:
                if name in present:
                    client.delete_collection(name)
                client.get_collection(f"{name}-rebuilt", embedding_function=None).modify(name=name)


def article_metadata(article: Article, location: str, mends: str = "") -> dict[str, str]:
    fields = asdict(article)
    kept = {k: v for k, v in fields.items() if k not in ("id", "text", "stated_by") and v is not None}
    kept |= {"location": location, "stated_by": json.dumps(dict(article.stated_by), ensure_ascii=False)}
    if mends:
        kept["mends"] = mends
    return {k: encodable(v) for k, v in kept.items()}


def article_of(article_id: str, text: str, metadata: Mapping[str, Any]) -> Article:
    fields = {name: metadata.get(name) for name in (*STATED, "path")}
    fields["title"] = fields["title"] or ""
    fields["path"] = fields["path"] or ""
    stated_by = tuple(sorted(json.loads(metadata.get("stated_by") or "{}").items()))
    return Article(id=article_id, text=text, stated_by=stated_by, **fields)  # type: ignore[arg-type]


def passage_metadata(passage: Passage) -> dict[str, str | int]:
    return {
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": json.dumps(passage.sentences),
    }


def passage_of(passage_id: str, metadata: Mapping[str, Any]) -> Passage:
    sentences = tuple((int(a), int(b)) for a, b in json.loads(metadata["sentences"]))
    return Passage(passage_id, str(metadata["article_id"]), int(metadata["start"]), int(metadata["end"]), sentences)
