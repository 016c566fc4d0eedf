"""Which sentences of which articles might settle a claim: passages by vector, then their sentences.

Passages are taken per article, so that one long article cannot crowd out the others. Within the passages each
sentence gets its own vector: a window of five sentences blurs the one that decides (measured on the five real
articles: the deciding sentence is among an article's best three by its own vector for 41 of 42 claims).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store import Article, Passage, Span
from store.embed import Embedder
from store.vectors import Hit, Library

# Passages that a search looks at before they are sorted by article.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might bear on the claim.

    Attributes:
        span: The sentence in `article.text`.
        similarity: Cosine between claim and sentence.
        previous: The sentences before it in the passage, for finding out who "he" is.
    """

    article: Article
    passage: Passage
    span: Span
    similarity: float
    previous: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.span[0] : self.span[1]]

    @property
    def context(self) -> str:
        """What a reader sees around the sentence: headline and passage."""
        return f"{self.article.title}\n{self.article.text[self.passage.start : self.passage.end]}"


def retrieve(
    library: Library,
    embedder: Embedder,
    claim: str,
    *,
    articles: int = 12,
    passages: int = 3,
    sentences: int = 3,
    as_of: str | None = None,
) -> list[Candidate]:
    """The sentences nearest to the claim: at most `sentences` an article, from at most `articles` articles.

    Args:
        passages: Passages of one article whose sentences are looked at.
        as_of: ISO date; articles published later are left out. Undated articles stay.

    Returns:
        Candidates by article (best article first), best sentence first.
    """
    vector = embedder.embed([claim])[0]
    grouped = _by_article(library.search(vector, _REACH), passages)
    known = library.get(list(grouped))
    allowed = [i for i in grouped if i in known and not _later(known[i], as_of)][:articles]
    found = [
        Candidate(known[i], hit.passage, span, 0.0, _before(known[i], hit.passage, span))
        for i in allowed
        for hit in grouped[i]
        for span in hit.passage.sentences
    ]
    return _best_sentences(found, [_score(s) for s in _similarities(embedder, vector, found)], sentences)


def _by_article(hits: Sequence[Hit], limit: int) -> dict[str, list[Hit]]:
    """Hits grouped by article, in the order of each article's best hit."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        group = grouped.setdefault(hit.passage.article_id, [])
        if len(group) < limit:
            group.append(hit)
    return grouped


def _later(article: Article, as_of: str | None) -> bool:
    return bool(as_of and article.published and article.published > as_of)


def _before(article: Article, passage: Passage, span: Span) -> tuple[str, ...]:
    return tuple(article.text[a:b] for a, b in passage.sentences if b <= span[0])[-3:]


def _similarities(embedder: Embedder, vector, found: Sequence[Candidate]):  # type: ignore[no-untyped-def]
    return embedder.embed([c.text for c in found]) @ vector if found else []


def _score(value: float) -> float:
    # Rounded: batches of other shapes move the last bits, and the order must not depend on them.
    return round(float(value), 5)


def _best_sentences(found: Sequence[Candidate], scores: Sequence[float], limit: int) -> list[Candidate]:
    by_article: dict[str, list[Candidate]] = {}
    for candidate, score in zip(found, scores, strict=True):
        scored = Candidate(candidate.article, candidate.passage, candidate.span, score, candidate.previous)
        by_article.setdefault(candidate.article.id, []).append(scored)
    kept = []
    for group in by_article.values():
        group.sort(key=lambda c: (-c.similarity, c.span))
        kept += group[:limit]
    return kept
