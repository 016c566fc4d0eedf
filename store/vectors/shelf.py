"""What retrieval has read of a library, kept for the next claim: the claims of a run look at the same articles.

Invariant: what is kept is of one generation of the library, and found by one client. `Library.shelf` gives an empty
shelf after any write, and after the library was opened anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from store.recent import Recent
from store.records import Article, Passage

if TYPE_CHECKING:
    import numpy

    from store.vectors.library import Hit, Library

    Vector = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

_ARTICLES = 500
_PASSAGES = 2_000  # a sentence's vector takes 1.5 kB: 15 MB or so
_SEARCHES = 64
_LETTERS = 4_000_000


class Shelf:
    """See the module's docstring. Not for use by several threads at once.

    Attributes:
        generation: Of the library that all of it is of.
    """

    def __init__(self, library: Library, generation: str) -> None:
        self.generation = generation
        self._library = library
        self._articles: Recent[str, Article] = Recent(_LETTERS, lambda a: len(a.text) + _LETTERS // _ARTICLES)
        self._passages: Recent[str, list[Passage]] = Recent(_PASSAGES, len)
        self._vectors: Recent[str, Vector] = Recent(_PASSAGES)
        self._hits: Recent[tuple[bytes, int], list[Hit]] = Recent(_SEARCHES)

    def articles(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """As `Library.get`, in the order given."""
        return self._articles.all_of(article_ids, self._library.get)

    def passages_of(self, article_id: str) -> list[Passage]:
        """As `Index.passages_of`."""
        index = self._library.index
        return self._passages.all_of([article_id], lambda ids: {i: index.passages_of(i) for i in ids})[article_id]

    def sentence_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        """As `Index.sentence_vectors`, in the order given."""
        return self._vectors.all_of(passage_ids, self._library.index.sentence_vectors)

    def search(self, vector: Vector, limit: int) -> list[Hit]:
        """As `Library.search`."""
        return self.searches([vector], limit)[0]

    def searches(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        """`search` for several vectors at once, which takes Chroma a third of the time."""
        by_key = {(vector.tobytes(), limit): vector for vector in vectors}

        def read(keys: list[tuple[bytes, int]]) -> dict[tuple[bytes, int], list[Hit]]:
            return dict(zip(keys, self._library.searches([by_key[key] for key in keys], limit), strict=True))

        found = self._hits.all_of(by_key, read)
        return [found[vector.tobytes(), limit] for vector in vectors]
