"""From files to the library: read, split, embed, store. Running it twice adds nothing.

A file that cannot be read is reported and left; the others go in. A file whose text has changed takes the place of
its older version, which is removed only after the new one is stored whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read import find_files, read_article
from pipeline.split import SPLITTER_VERSION, passages
from store import Article
from store.embed import Embedder
from store.vectors import Library, LibraryFormat


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why; `mend` is the next step."""

    path: str
    reason: str
    mend: str


@dataclass(slots=True)
class IngestSummary:
    """What an ingest did, by path as given.

    Attributes:
        same: Paths whose text was already there under another path, with that path.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0


def library_format(embedder: Embedder) -> LibraryFormat:
    """What a library made with this embedder and today's splitter carries."""
    return LibraryFormat(embedder.name, embedder.dimension, SPLITTER_VERSION)


def ingest(
    paths: Iterable[str],
    library: Callable[[], Library],
    embedder: Embedder,
    *,
    progress: Callable[[int, int, str], None] = lambda done, total, path: None,
) -> IngestSummary:
    """Reads files and folders into the library.

    Args:
        library: Opens the library; called at the first article that can be read, so that a run in which nothing
            can be read leaves no empty library behind.
        progress: Called before each file with files done, files in all, and the path.

    Raises:
        InputError: A path does not exist, or holds nothing that can be read.
    """
    files = list(find_files(paths))
    run = _Run(library, embedder)
    for done, path in enumerate(files):
        progress(done, len(files), str(path))
        try:
            run.read(path)
        except InputError as e:
            run.summary.failed.append(Failure(str(path), str(e), e.mend))
    run.finish()
    progress(len(files), len(files), "")
    return run.summary


class _Run:
    """One ingest: what its files hold now, so that nothing is removed that has only moved from file to file."""

    def __init__(self, library: Callable[[], Library], embedder: Embedder) -> None:
        self.summary = IngestSummary()
        self._library = library
        self._embedder = embedder
        self._held: dict[str, str] = {}
        self._outdated: set[str] = set()
        self._elsewhere: list[tuple[Article, str, str]] = []

    def read(self, path: Path) -> None:
        """Reads one file into the library.

        Raises:
            InputError: It cannot be read.
        """
        article = read_article(path, given=str(path))
        library = self._library()
        # A name that is not UTF-8 must neither stop the run nor be taken for another such name.
        location = os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")
        older = {i for i in library.at_path(location) if i != article.id}
        self._held[location] = article.id
        self._outdated |= older
        if not library.has(article.id):
            self.summary.passages += store_article(article, library, self._embedder, location=location)
            (self.summary.updated if older else self.summary.added).append(article.path)
        elif (known := library.location_of(article.id)) == location:
            self.summary.unchanged.append(article.path)
        else:
            self.summary.same.append((article.path, library.get([article.id])[article.id].path))
            self._elsewhere.append((article, location, known))

    def finish(self) -> None:
        """Removes what no file of this run holds any more; an article whose old file is gone belongs to its new one."""
        for article, location, known in self._elsewhere:
            if self._held.get(known, article.id) != article.id or not Path(known).exists():
                self._library().relocate(article, location)
        for article_id in sorted(self._outdated - set(self._held.values())):
            self._library().remove(article_id)


def store_article(article: Article, library: Library, embedder: Embedder, *, location: str) -> int:
    """Splits, embeds and stores one article; returns how many passages it has."""
    parts = passages(article)
    texts = [article.text[p.start : p.end] for p in parts]
    lead = f"{article.title}\n{texts[0] if texts else ''}"
    vectors = embedder.embed([lead, *texts])
    library.add(article, parts, vectors[0], vectors[1:], location=location)
    return len(parts)


def rebuild(
    library: Library, embedder: Embedder, *, progress: Callable[[int, int, str], None] = lambda done, total, path: None
) -> int:
    """Splits and embeds every stored article anew; returns how many there are.

    The old vectors stay in use until the new ones are complete, so a kill in between loses nothing.
    """
    rebuilt = library.begin_rebuild(library_format(embedder))
    done: set[str] = set()
    # Again until nothing is left: an ingest may add articles while this runs.
    while left := [article for article in library.articles() if article.id not in done]:
        for article in left:
            progress(len(done), library.count(), article.path)
            store_article(article, rebuilt, embedder, location=library.location_of(article.id))
            done.add(article.id)
    library.finish_rebuild(rebuilt)
    progress(len(done), len(done), "")
    return len(done)
