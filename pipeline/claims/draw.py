"""Drawing claims where they are missing, and keeping them: a passage is paid for once, by question or ahead of all.

What is kept is keyed by passage, model, prompts and rules. It is written every few passages, so that a kill loses
little and repeats nothing that was finished. Where another process is writing to the library, what was drawn is used
and not kept: the next question draws it again, from the cache of calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.claims.brief import BriefExtractor
from pipeline.claims.full import FullExtractor
from pipeline.claims.records import PASSED_OVER, Wanted
from pipeline.llm import ChatModel, Usage
from pipeline.located import Located
from prompts import load
from store import Article, Extraction, Passage
from store.embed import Embedder
from store.errors import LibraryBusy
from store.vectors import Library

Extractor = BriefExtractor | FullExtractor
Progress = Callable[[int, int, str], None]

_AT_ONCE = 24  # passages between two writes
PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What passages gave.

    Attributes:
        extractions: In the order of the passages; those that failed are left out.
        usage: What was paid for now.
        failed: Passages whose call failed for good, or gave nothing that can be read.
    """

    extractions: tuple[Extraction, ...]
    usage: Usage
    failed: tuple[str, ...]

    def located(self, articles: dict[str, Article]) -> list[Located]:
        """The claims with their articles."""
        return [Located(c, articles[e.article_id]) for e in self.extractions for c in e.claims]


def open_extractor(model: ChatModel, *, brief: bool) -> Extractor:
    """What draws claims with this model.

    Args:
        brief: Sentence by sentence, for small models.
    """
    return BriefExtractor(model, load("extract.brief")) if brief else FullExtractor(model, load("extract"))


def _same_date(now: Article | None, read: Mapping[str, str | None]) -> bool:
    return now is not None and now.published == read[now.id]


async def draw(
    library: Library,
    embedder: Embedder,
    extractor: Extractor,
    parts: Sequence[tuple[Article, Passage]],
    *,
    concurrency: int,
    progress: Progress,
    patience: float = PATIENCE,
    wanted: Wanted | None = None,
) -> Drawn:
    """The claims of passages, drawn where they are not kept yet.

    Args:
        parts: Passages of the library with their articles.
        concurrency: Passages under way at once.
        patience: Seconds to wait for another process that is writing to the library, before nothing is kept.
        wanted: As for the extractor. A passage of which a sentence was passed over is used and not kept.
    """
    kept = library.extractions([passage.id for _, passage in parts], extractor.key)
    missing = [(article, passage) for article, passage in parts if passage.id not in kept]
    usage, done = Usage(cost_usd=0.0), 0
    slots = asyncio.Semaphore(max(1, concurrency))

    async def one(article: Article, passage: Passage) -> tuple[Extraction | None, Usage]:
        nonlocal done
        async with slots:
            found = await extractor.extract(article, passage, wanted)
        done += 1
        progress(done, len(missing), "reading claims")
        return found

    for begin in range(0, len(missing), _AT_ONCE):
        batch = missing[begin : begin + _AT_ONCE]
        tasks = [asyncio.ensure_future(one(article, passage)) for article, passage in batch]
        try:
            found = await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
        usage = sum((spent for _, spent in found), usage)
        new = [extraction for extraction, _ in found if extraction is not None]
        kept |= {extraction.passage_id: extraction for extraction in new}
        whole = [one for one in new if all(lost.reason != PASSED_OVER for lost in one.dropped)]
        _keep(library, embedder, whole, {article.id: article.published for article, _ in batch}, patience)
    ids = list(dict.fromkeys(passage.id for _, passage in parts))
    return Drawn(tuple(kept[i] for i in ids if i in kept), usage, tuple(i for i in ids if i not in kept))


def _keep(
    library: Library, embedder: Embedder, new: Sequence[Extraction], read: Mapping[str, str | None], patience: float
) -> None:
    """Keeps what was drawn.

    Args:
        read: By article id, the date that it had when its passages were read.
    """
    if not new:
        return
    vectors = embedder.embed([claim.text for extraction in new for claim in extraction.claims])
    rows, position = [], 0
    for extraction in new:
        count = len(extraction.claims)
        rows.append((extraction, vectors[position : position + count]))
        position += count
    try:
        with library.writing(patience=patience) as writer:
            # A date that was set in between makes other days of "on Monday".
            now = library.get([extraction.article_id for extraction, _ in rows])
            writer.keep_extractions([row for row in rows if _same_date(now.get(row[0].article_id), read)])
    except LibraryBusy:
        return
