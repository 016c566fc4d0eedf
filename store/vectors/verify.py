"""Looking through a library for what does not fit together. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from store.records import STATED, Article, Passage, encodable
from store.vectors.collections import faults_of, passage_of
from store.vectors.library import Kept, Library
from store.vectors.mends import as_read
from store.vectors.problems import Problem, ProblemKind
from store.vectors.verify_claims import look

_PAGE = 100


def verify(library: Library) -> Iterator[Problem]:
    """Everything that is wrong with the library, article by article, then passages without article, then claims.

    Raises:
        StoreError: The library cannot be read.
    """
    with faults_of(library.where):
        library.refresh()
        dimension = library.format().dimension
        indexed = library.index.passage_ids()
        seen: set[str] = set()
        stored = library.kept()
        while page := list(islice(stored, _PAGE)):
            seen |= {kept.article.id for kept in page}
            rows = _rows(library, [kept.article.id for kept in page])
            for kept in page:
                yield from _of_article(kept, rows.get(kept.article.id, []), dimension, indexed)
        yield from _orphans(library, seen)
        yield from look(library).problems


def _rows(library: Library, article_ids: list[str]) -> dict[str, list[tuple[Passage, str, Any]]]:
    """By article: passage, its stored text, its vector."""
    found = library._passages.get(
        where={"article_id": {"$in": article_ids}}, include=["metadatas", "documents", "embeddings"]
    )
    rows: dict[str, list[tuple[Passage, str, Any]]] = {}
    for i, passage_id in enumerate(found["ids"]):
        passage = passage_of(passage_id, found["metadatas"][i])
        rows.setdefault(passage.article_id, []).append((passage, found["documents"][i], found["embeddings"][i]))
    return rows


def _of_article(
    kept: Kept, rows: list[tuple[Passage, str, Any]], dimension: int, indexed: set[str]
) -> Iterator[Problem]:
    article = kept.article
    if _id_of(as_read(article, kept.mends)) != article.id:
        yield Problem("altered article", article.id, None, "its text or metadata are not those that its id stands for")
    if not rows and any(c.isalnum() for c in article.text):
        yield Problem("no passages", article.id, None, "it can be listed, but nothing of it can be found")
    for passage, text, vector in rows:
        kind = _wrong_with(article, passage, text, vector, dimension)
        if kind is None and passage.id not in indexed:
            kind = ("not indexed", "it cannot be found by words")
        if kind is not None:
            yield Problem(kind[0], article.id, passage.id, kind[1])


def _wrong_with(
    article: Article, passage: Passage, text: str, vector: Any, dimension: int
) -> tuple[ProblemKind, str] | None:
    import numpy

    if vector is None or not len(vector) or not numpy.isfinite(vector).all() or not numpy.any(vector):
        return "missing vector", "it has no vector"
    if len(vector) != dimension:
        return "wrong dimension", f"its vector has {len(vector)} numbers, not {dimension}"
    if encodable(article.text[passage.start : passage.end]) != text:
        return "wrong span", "its span in the article holds other words"
    if any(not passage.start <= a < b <= passage.end for a, b in passage.sentences) or not passage.sentences:
        return "wrong span", "its sentences do not lie inside it"
    return None


def _orphans(library: Library, seen: set[str]) -> Iterator[Problem]:
    size, offset = library.passage_count(), 0
    while offset < size:
        found = library._passages.get(include=["metadatas"], limit=5000, offset=offset)
        for passage_id, meta in zip(found["ids"], found["metadatas"], strict=True):
            article_id = str(meta.get("article_id"))
            if article_id not in seen:
                yield Problem("orphan passage", article_id, passage_id, "its article is not in the library")
        offset += 5000


def _id_of(article: Article) -> str:
    stated = {name: getattr(article, name) for name in STATED}
    return Article.make(article.text, **stated, stated_by=dict(article.stated_by)).id
