"""Which sentences of which articles might settle a claim: passages by vector, then their sentences.

Passages are taken per article, so that one long article cannot crowd out the others. Within the passages each
sentence gets its own vector, since a window of five sentences blurs the one that decides, and what it shares with the
claim in words counts beside it, or names and dates get lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy

from pipeline.read.metadata import dateline_length
from pipeline.slots import overlap
from store import Article, Passage, Span
from store.embed import Embedder
from store.vectors import Hit, Library

ARTICLES = 12
SENTENCES = 3
# Passages that a search looks at first; four times as many as long as they come from too few articles.
_REACH = 400
# What sharing all of the claim's words (names above all) is worth beside a cosine.
_SHARED_WORDS = 0.3
# Characters in which a dateline can stand.
_HEAD = 300


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

    @staticmethod
    def at(article: Article, passage: Passage, span: Span, similarity: float = 0.0) -> Candidate:
        """The sentence at a span of a passage, with what stands before it there."""
        before = tuple(article.text[a:b] for a, b in passage.sentences if b <= span[0])[-3:]
        return Candidate(article, passage, span, similarity, before)

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.span[0] : self.span[1]]

    @property
    def statement(self) -> str:
        """The sentence without a dateline in front: what is held against the claim."""
        return statement(self.article, self.span)

    @property
    def context(self) -> str:
        """What a reader sees around the sentence: headline and passage."""
        return f"{self.article.title}\n{self.article.text[self.passage.start : self.passage.end]}"


def statement(article: Article, span: Span) -> str:
    """A sentence without the dateline that an article's first sentence may begin with."""
    text = article.text[span[0] : span[1]]
    return text[dateline_length(text) :].lstrip() or text if span[0] < _HEAD else text


def retrieve(
    library: Library,
    embedder: Embedder,
    claim: str,
    *,
    articles: int = ARTICLES,
    passages: int = 8,
    sentences: int = SENTENCES,
    as_of: str | None = None,
) -> list[Candidate]:
    """The sentences nearest to the claim in meaning and in words.

    At most `sentences` of an article, from at most `articles` articles.

    Args:
        passages: Passages of one article whose sentences are looked at.
        as_of: ISO date; articles published later are left out. Undated articles stay.

    Returns:
        Candidates by article (best article first), best sentence first.
    """
    vector = embedder.embed([claim])[0]
    reach, size = _REACH, library.passage_count()
    while True:
        grouped = _by_article(library.search(vector, reach), passages)
        known = library.get(list(grouped))
        allowed = [i for i in grouped if i in known and not _later(known[i], as_of)][:articles]
        if len(allowed) == articles or reach >= size:
            break
        reach *= 4
    found = [
        Candidate.at(known[i], hit.passage, span)
        for i in allowed
        for hit in grouped[i]
        for span in hit.passage.sentences
    ]
    return nearest(claim, vector, found, embedder, sentences)


def nearest(
    claim: str,
    vector: numpy.ndarray[Any, Any],
    found: Sequence[Candidate],
    embedder: Embedder,
    sentences: int = SENTENCES,
) -> list[Candidate]:
    """Of each article's candidates, the `sentences` nearest to the claim in meaning and in words.

    Args:
        vector: The claim's.

    Returns:
        Candidates with their similarities, by article in the order given, best sentence first.
    """
    if not found:
        return []
    # Rounded: batches of other shapes move the last bits, and the order must not depend on them.
    scores = [round(float(s), 5) for s in embedder.embed([c.text for c in found]) @ vector]
    return _best_sentences(claim, found, scores, sentences)


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


def _best_sentences(claim: str, found: Sequence[Candidate], scores: Sequence[float], limit: int) -> list[Candidate]:
    by_article: dict[str, list[tuple[float, Span, Candidate]]] = {}
    for candidate, score in zip(found, scores, strict=True):
        scored = replace(candidate, similarity=score)
        rank = score + _SHARED_WORDS * overlap(claim, scored.statement)
        by_article.setdefault(candidate.article.id, []).append((-rank, candidate.span, scored))
    return [kept for group in by_article.values() for *_, kept in sorted(group, key=lambda g: g[:2])[:limit]]
