"""An article, split and embedded: what a library keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipeline.split import SPLITTER_VERSION, passages
from store import Article, Passage
from store.embed import Embedder, embed_parts
from store.vectors import Library, LibraryFormat, Prepared

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]


def library_format(embedder: Embedder) -> LibraryFormat:
    """What a library made with this embedder and today's splitter carries."""
    return LibraryFormat(embedder.name, embedder.dimension, SPLITTER_VERSION)


def prepare(
    cut: Sequence[tuple[Article, Sequence[Passage]]],
    embedder: Embedder,
    *,
    locations: Sequence[str] = (),
    mends: Sequence[str] = (),
) -> list[Prepared]:
    """Embeds articles that are split already, all of their passages and sentences in one go.

    An article's own vector is the mean of its passages'.

    Args:
        locations, mends: Per article; nothing where they are left out.
    """
    texts = [article.text[p.start : p.end] for article, parts in cut for p in parts]
    spans = [[(a - p.start, b - p.start) for a, b in p.sentences] for _, parts in cut for p in parts]
    vectors, sentence_vectors = embed_parts(embedder, texts, spans)
    bounds = list(pairwise(_running_total(len(parts) for _, parts in cut)))
    return [
        Prepared(
            article=article,
            passages=parts,
            vector=_mean(vectors[begin:end], embedder.dimension),
            passage_vectors=vectors[begin:end],
            sentence_vectors=sentence_vectors[begin:end],
            location=locations[i] if locations else "",
            mends=mends[i] if mends else "",
        )
        for i, ((article, parts), (begin, end)) in enumerate(zip(cut, bounds, strict=True))
    ]


def store_article(article: Article, library: Library, embedder: Embedder, *, location: str) -> int:
    """Splits, embeds and stores one article; returns how many passages it has."""
    parts = passages(article)
    with library.writing() as writer:
        writer.add(prepare([(article, parts)], embedder, locations=[location]))
    return len(parts)


def _running_total(counts: Iterable[int]) -> Iterable[int]:
    total = 0
    yield total
    for count in counts:
        total += count
        yield total


def _mean(vectors: Vectors, dimension: int) -> Vectors:
    import numpy

    mean = vectors.mean(axis=0) if len(vectors) else numpy.zeros(dimension)
    length = float(numpy.linalg.norm(mean))
    # A text of punctuation has no passages; Chroma wants a direction all the same.
    unit = mean / length if length > 1e-9 else numpy.eye(1, dimension)[0]
    return numpy.asarray(unit, dtype=numpy.float32)
