"""From files to the library: read, split, embed, store. Running it twice adds nothing.

A file that cannot be read is reported and left; the others go in. A file whose text has changed takes the place of
its older version, which is removed only after the new one is stored whole.
"""

from __future__ import annotations

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
    summary = IngestSummary()
    for done, path in enumerate(files):
        progress(done, len(files), str(path))
        try:
            _ingest_file(path, library, embedder, summary)
        except InputError as e:
            summary.failed.append(Failure(str(path), str(e), e.mend))
    progress(len(files), len(files), "")
    return summary


def _ingest_file(path: Path, open_it: Callable[[], Library], embedder: Embedder, summary: IngestSummary) -> None:
    article = read_article(path, given=str(path))
    library = open_it()
    location = str(path.resolve())
    older = [i for i in library.at_path(location) if i != article.id]
    if library.has(article.id):
        known = library.location_of(article.id)
        if known == location:
            summary.unchanged.append(str(path))
        else:
            summary.same.append((str(path), library.get([article.id])[article.id].path))
    else:
        summary.passages += store_article(article, library, embedder, location=location)
        (summary.updated if older else summary.added).append(str(path))
    for article_id in older:
        library.remove(article_id)


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
    total = library.count()
    for done, article in enumerate(library.articles()):
        progress(done, total, article.path)
        store_article(article, rebuilt, embedder, location=library.location_of(article.id))
    library.finish_rebuild(rebuilt)
    progress(total, total, "")
    return total
