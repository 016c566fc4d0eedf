"""Draws the claims that a `FactChecker` needs: of the likeliest passages for a question, of all for a scan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.claims import Drawn, Estimate, Located, draw
from pipeline.claims.draw import PATIENCE
from pipeline.claims.records import Wanted
from pipeline.claims.references import find_references
from pipeline.grade.graders import Graders
from pipeline.ingest import Progress
from pipeline.lookup import Lookup
from pipeline.questions import Question
from pipeline.rare_words import without_sources
from pipeline.retrieve import Candidate, at_places, statement
from pipeline.slots import overlap
from pipeline.slots.coverage import plain_concepts
from pipeline.traces import Traces
from store import Article, Passage, Span
from store.embed import RememberingEmbedder
from store.index import Within


class Drawing:
    """What was drawn before is taken from the library; the rest is asked of the model, and kept there."""

    def __init__(self, lookup: Lookup, graders: Graders, embedder: RememberingEmbedder, traces: Traces) -> None:
        self._lookup, self._graders, self._embedder, self._traces = lookup, graders, embedder, traces

    async def likeliest(
        self,
        queries: Sequence[str],
        candidates: Sequence[Candidate],
        progress: Progress,
        *,
        most: int,
        wanted: Wanted | None = None,
        worth: Callable[[str], float] | None = None,
    ) -> Drawn:
        """The claims of the passages that are likeliest to answer.

        Args:
            most: Passages.
            wanted: Which of their sentences are worth a call; None: all.
            worth: What a sentence's words are worth beside its similarity; None: the share of a query's words.
        """

        def in_words(text: str) -> float:
            return worth(text) if worth is not None else max(overlap(query, text) for query in queries)

        order = {(c.article.id, c.span): in_words(c.text) + c.similarity for c in candidates}
        ranked = sorted(candidates, key=lambda c: (-order[c.article.id, c.span], c.article.id, c.span))
        parts: dict[str, tuple[Article, Passage]] = {}
        for candidate in ranked:
            home = self.home(candidate.article, candidate.span)
            if home is not None and len(parts) < most:
                parts.setdefault(home.id, (candidate.article, home))
        # In reading order: what stands before a sentence is then read once. No patience: it is in the cache of calls.
        ordered = sorted(parts.values(), key=lambda part: (part[0].id, part[1].start))
        return await self._drawn(ordered, progress, patience=0.0, wanted=wanted)

    async def everything(self, within: Within, progress: Progress) -> tuple[Drawn, dict[str, Article]]:
        """The claims of all articles within the limits, and these articles by id."""
        library = self._lookup.filled()
        kept = {one.article.id: one.article for one in library.kept()}
        allowed = library.index.allowed(list(kept), within)
        articles = {i: article for i, article in kept.items() if i in allowed}
        parts = [(article, part) for i, article in articles.items() for part in library.passages_of(i)]
        return await self._drawn(parts, progress), articles

    async def _drawn(
        self,
        parts: Sequence[tuple[Article, Passage]],
        progress: Progress,
        *,
        patience: float = PATIENCE,
        wanted: Wanted | None = None,
    ) -> Drawn:
        with self._traces.stage("extract") as span:
            drawn = await draw(
                self._lookup.library(),
                self._embedder,
                self._graders.extractor,
                parts,
                concurrency=self._graders.model.concurrency,
                progress=progress,
                patience=patience,
                wanted=wanted,
            )
            span.set({"twosource.passages": len(parts), "twosource.failed": len(drawn.failed)})
        return drawn

    def estimate(self) -> Estimate:
        """What drawing the claims that are missing would take, before anything is asked."""
        library = self._lookup.filled()
        every = [part.id for kept in library.kept() for part in library.passages_of(kept.article.id)]
        missing = len(every) - len(library.extractions(every, self._graders.extractor.key))
        return self._graders.extractor.estimate(missing)

    def home(self, article: Article, span: tuple[int, int]) -> Passage | None:
        """The first passage of the article that the span stands in."""
        start, end = span
        passages = self._lookup.library().passages_of(article.id)
        return next((p for p in passages if p.start <= start and end <= p.end), None)

    def sentences_at(self, text: str, places: Sequence[tuple[Article, Span]]) -> list[Candidate]:
        """The sentences at these places, as retrieval brings its own for a text; those in no passage are left out."""
        homes = [(article, self.home(article, span), span) for article, span in places]
        known = [(article, home, span) for article, home, span in homes if home is not None and span in home.sentences]
        return at_places(self._lookup.library(), self._embedder, text, known)

    def similarities(self, question: str, located: Sequence[Located]) -> dict[str, float]:
        """How near each claim is to the question, by claim id: cosine similarity, -1 to 1."""
        if not located:
            return {}
        known = self._lookup.library().claim_vectors([x.claim.id for x in located])
        missing = [x.claim for x in located if x.claim.id not in known]
        if missing:
            known |= dict(zip((c.id for c in missing), self._embedder.embed([c.text for c in missing]), strict=True))
        vector = self._embedder.embed([question])[0]
        return {claim_id: float(found @ vector) for claim_id, found in known.items()}


def may_answer(asked: Question, candidates: Sequence[Candidate]) -> Wanted | None:
    """Which sentences may answer, once it is known what their "it" and "the agreement" stand for.

    What a word stands for is a name or a noun. So a sentence that says nothing itself of what is asked answers nothing,
    unless it says it in words that nobody has listed: the nearest sentence of each article is always wanted. Whoever
    asks about "the treaty" can be told of "the treaty": a sentence with no other such words is read as it stands.

    Args:
        candidates: Of each article the nearest sentence first.

    Returns:
        None where all are wanted: what somebody said can be anything, and a name alone asks for anything.
    """
    words = frozenset[str]().union(*(plain_concepts(without_sources(query)) for query in asked.queries))
    if asked.speaker is not None or not words:
        return None
    nearest: dict[str, tuple[int, int]] = {}
    for candidate in candidates:
        nearest.setdefault(candidate.article.id, candidate.span)

    def wanted(article: Article, span: tuple[int, int], own_words: str) -> bool:
        references = find_references(statement(article, span))
        if references and all(r.head and plain_concepts(r.head) <= words for r in references):
            return False
        return nearest.get(article.id) == span or bool(words & plain_concepts(without_sources(own_words)))

    return wanted
