"""What a `FactChecker` holds of its library: opened at first use, looked at anew when another process has written."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence

from pipeline.errors import UsageError
from pipeline.findings import Finding
from pipeline.grade import passages_of
from pipeline.ingest import compare_new, library_format
from pipeline.retrieve import SENTENCES, Candidate, prepare, retrieve
from pipeline.settings import Settings
from pipeline.text import one_line
from pipeline.traces import Traces
from store import Article
from store.embed import RememberingEmbedder
from store.errors import LibraryMissing
from store.index import Within
from store.vectors import Library, open_library


class Lookup:
    """The library, and what is retrieved from it; no model is asked."""

    def __init__(self, settings: Settings, embedder: RememberingEmbedder, traces: Traces, look_again: float) -> None:
        """Opens nothing yet.

        Args:
            look_again: Seconds after which it looks whether another process has written (5 ms); 0 looks each time.
        """
        self._path = settings.library
        self._embedder, self._traces = embedder, traces
        self._library: Library | None = None
        self._look_again, self._looked = look_again, -math.inf

    def library(self, *, create: bool = False) -> Library:
        """The library, whatever is in it.

        Raises:
            StoreError: It is missing, is none, or was made with another embedder.
        """
        if self._library is None:
            self._library = open_library(self._path, library_format(self._embedder), create=create)
        return self._library

    def present(self, *, create: bool = False) -> Library:
        """The library that is there now: one that was deleted, or replaced, since it was opened is opened anew, for
        what is open would go on answering from a ghost, and take in what is written to it.

        Raises:
            StoreError: As for `library`.
        """
        if self._library is not None and not self._library.is_there():
            self.close()
        return self.library(create=create)

    def filled(self) -> Library:
        """The library as it is now, with articles in it.

        Raises:
            StoreError: As for `library`, or it is empty.
        """
        library = self.present()
        if time.monotonic() - self._looked < self._look_again:
            return library
        library.refresh()
        self._looked = time.monotonic()
        if not library.count():
            raise LibraryMissing(
                f"The library {self._path} holds no articles.",
                mend=f"twosource ingest FILE_OR_FOLDER --library {self._path}",
            )
        return library

    def close(self) -> None:
        """Gives the library back. Safe to call twice."""
        if self._library is not None:
            self._library.close()
            self._library = None

    def prepare(self, texts: Sequence[str]) -> None:
        """Looks up together what `sentences` would look up for one claim after the other.

        Raises:
            StoreError: As for `filled`.
        """
        prepare(self.filled(), self._embedder, texts)

    def sentences(self, text: str, within: Within, *, most: int = SENTENCES) -> list[Candidate]:
        """The sentences that a claim or question is held against.

        Args:
            most: Of an article.

        Raises:
            StoreError: As for `filled`.
        """
        with self._traces.stage("retrieve") as span:
            library = self.filled()
            if library.index.uncompared(1):  # an ingest was killed, or another machine has written to the server
                compare_new(library)
            found = retrieve(library, self._embedder, text, sentences=most, within=within)
            span.set({"twosource.sentences": len(found), "twosource.articles": len({c.article.id for c in found})})
        return found

    def passages(self, query: str, within: Within, *, most: int) -> list[Candidate]:
        """The passages nearest to a claim or question, each once, by its best sentence.

        Of every article the best comes first, then the second best of each: one long article does not crowd out others.

        Raises:
            StoreError: As for `filled`.
        """
        ranked: dict[str, int] = {}
        places: list[tuple[int, Candidate]] = []
        for candidate in passages_of(self.sentences(query, within)):
            ranked[candidate.article.id] = ranked.get(candidate.article.id, 0) + 1
            places.append((ranked[candidate.article.id], candidate))
        return [candidate for _, candidate in sorted(places, key=lambda place: place[0])][:most]

    def article(self, article_id: str) -> Article:
        """An article by its id.

        Raises:
            UsageError: None of the library has that id.
            StoreError: As for `filled`.
        """
        found = self.filled().get([article_id])
        if article_id not in found:
            raise UsageError(
                f"The library has no article with the id {one_line(article_id)[:80]!r}.",
                mend="Take an article_id from a finding's sources, or from `twosource library list`.",
            )
        return found[article_id]

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of path and id; they are read as they are asked for.

        Raises:
            StoreError: As for `filled`.
        """
        yield from self.filled().articles()

    def cited(self, findings: Sequence[Finding]) -> dict[str, Article]:
        """The articles that these findings name, by id, as far as the library still has them.

        Raises:
            StoreError: There is no library.
        """
        named = {s.article_id for f in findings for s in f.sources}
        named |= {passage.article_id for f in findings for passage in f.coverage.ungraded}
        return self.library().get(sorted(named))
