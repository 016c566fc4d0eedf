"""Splitting and embedding what is stored anew: for another embedder or splitter, and to mend what is damaged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from pipeline.ingest.prepare import library_format, prepare
from pipeline.ingest.run import Progress, no_progress
from pipeline.split import passages
from store.embed import Embedder
from store.vectors import Library
from store.vectors.problems import OF_CLAIMS, Problem

_AT_ONCE = 32


def mend(
    library: Library, embedder: Embedder, problems: Sequence[Problem], *, progress: Progress = no_progress
) -> None:
    """Puts right what `verify` has found: damaged articles are split and embedded anew from their stored text, passages
    without article go, and so do claims that are damaged or have no passage, to be drawn again when they are needed.
    An article that is not what its id stands for stays: only its file can tell what it was.

    Raises:
        LibraryBusy: Another process is writing to the library.
    """
    orphans = sorted({p.passage_id for p in problems if p.kind == "orphan passage" and p.passage_id})
    damaged = sorted(
        {p.article_id for p in problems if p.kind not in ("orphan passage", "altered article", *OF_CLAIMS)}
    )
    with library.writing() as writer:
        # Passages that a splitter of today would not make are removed with the rest of their article's.
        writer.remove_passages([*orphans, *(p.id for i in damaged for p in library.passages_of(i))])
        for done, kept in enumerate(library.get_kept(damaged).values()):
            progress(done, len(damaged), kept.article.path)
            cut = [(kept.article, passages(kept.article))]
            writer.add(prepare(cut, embedder, locations=[kept.location], mends=[kept.mends]))
        writer.tidy_claims()  # last: what was split anew can have other passages
    progress(len(damaged), len(damaged), "")


def rebuild(library: Library, embedder: Embedder, *, progress: Progress = no_progress) -> int:
    """Splits and embeds every stored article anew, and embeds its claims; returns how many articles there are.

    Claims of passages that today's splitter does not make any more are dropped. The old vectors stay in use until the
    new ones are complete, so a kill in between loses nothing.

    Raises:
        LibraryBusy: Another process is writing to the library.
    """
    with library.writing() as writer:
        rebuilt = writer.begin_rebuild(library_format(embedder))
        done, total = 0, library.count()
        made: set[str] = set()
        stored = library.kept()
        while page := list(islice(stored, _AT_ONCE)):
            progress(done, total, page[0].article.path)
            cut = [(kept.article, passages(kept.article)) for kept in page]
            places, mends = [kept.location for kept in page], [kept.mends for kept in page]
            rebuilt.add(prepare(cut, embedder, locations=places, mends=mends))
            made |= {passage.id for _, parts in cut for passage in parts}
            done += len(page)
        progress(done, total, "claims")
        rebuilt.carry_claims(embedder.embed, made)
        writer.finish_rebuild()
    progress(done, done, "")
    return done
