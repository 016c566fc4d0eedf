"""Bringing the index in step with what Chroma holds: after a kill between two writes, after another machine's writes
to a server, after an earlier version of twosource, or where the index was deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from store.index import Entry, Index
from store.sketch import sketch
from store.vectors.collections import LibraryFormat, all_ids, all_metadatas, article_of, passage_of

_PAGE = 200


def bring_in_step(
    index: Index, articles: Any, passages: Any, made_with: LibraryFormat, generation: str, *, sole_writer: bool = False
) -> int:
    """Compares ids and mends, and writes what differs; returns how many articles that were.

    Sentence vectors of what is written stay open until a search needs them.

    Args:
        articles, passages: The Chroma collections.
        sole_writer: The caller holds the library's lock, so that a change that is noted as begun is one that failed:
            what it left in Chroma without an article is removed.
    """
    made = json.dumps(made_with.metadata(), sort_keys=True)
    if index.format() != made:
        index.clear(made)
    if index.generation() == generation and not index.is_behind():
        return 0
    mends = {i: str(meta.get("mends", "")) for i, meta in all_metadatas(articles)}
    known = {article_id: mended for article_id, mended, _ in index.mends()}
    astray = index.passage_ids() ^ all_ids(passages)
    touched = _articles_of(astray, index, passages) & mends.keys()
    stale = sorted(i for i in mends if known.get(i) != mends[i] or i in touched)
    for begin in range(0, len(stale), _PAGE):
        index.write(list(_entries(stale[begin : begin + _PAGE], articles, passages)), generation="", ended=False)
    index.write([], removed=sorted(known.keys() - mends.keys()), generation=generation, ended=False)
    if sole_writer:
        orphans = sorted(all_ids(passages) - index.passage_ids())
        for begin in range(0, len(orphans), _PAGE):
            passages.delete(ids=orphans[begin : begin + _PAGE])
        index.write([], generation=generation)
    return len(stale)


def _articles_of(passage_ids: set[str], index: Index, passages: Any) -> set[str]:
    ids = sorted(passage_ids)
    found = set(index.articles_of(ids).values())
    for begin in range(0, len(ids), _PAGE):
        rows = passages.get(ids=ids[begin : begin + _PAGE], include=["metadatas"])["metadatas"]
        found |= {str(meta["article_id"]) for meta in rows}
    return found


def _entries(article_ids: list[str], articles: Any, passages: Any) -> Iterator[Entry]:
    cut: dict[str, list[Any]] = {}
    for passage_id, meta in all_metadatas(passages, {"article_id": {"$in": article_ids}}):
        cut.setdefault(str(meta["article_id"]), []).append(passage_of(passage_id, meta))
    found = articles.get(ids=article_ids, include=["documents", "metadatas"])
    for article_id, text, meta in zip(found["ids"], found["documents"], found["metadatas"], strict=True):
        parts = sorted(cut.get(article_id, []), key=lambda p: p.start)
        article = article_of(article_id, text, meta)
        yield Entry(article, parts, [None] * len(parts), sketch(text), str(meta.get("mends", "")))
