"""Which sentences of which articles might settle a claim: by meaning and by words, per article.

Passages are looked for twice, by vector and by BM25, and the two orders are fused by reciprocal rank (Cormack et al.
2009): vectors find what is said in other words or another language, words find the names and numbers that a vector
blurs. Passages are taken per article, so that one long article cannot crowd out the others. Within an article each
sentence is ranked by its own vector, since a window of five sentences blurs the one that decides, and by what it shares
with the claim in words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from pipeline.orders import may_hide, may_order, order_in, orders_at
from pipeline.read.metadata import dateline_length
from pipeline.slots import overlap
from pipeline.slots.lexicon import STOP_WORDS
from store import Article, Passage, Span
from store.embed import Embedder, embed_parts
from store.index import Within
from store.vectors import Library
from store.vectors.shelf import Shelf

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

ARTICLES = 12
SENTENCES = 3
# Passages that each search looks at first; four times as many as long as they come from too few articles.
_REACH = 100
# How slowly the worth of a rank falls, and what a rank by words is worth beside one by vector. On core dev many pairs
# of values do equally well (recall at 5, 10 and 12 articles within 0.002); of those, this one listens to words most.
_RANK_CONSTANT = 5
_WORDS_WEIGHT = 3
# An article of up to so many passages is looked through whole; of a longer one, the passages that were found.
_WHOLE = 12
# Neighbouring passages are read as one up to so many characters.
_MERGED = 1300
# What sharing all of the claim's words (names above all) is worth beside a cosine.
_SHARED_WORDS = 0.3
# Of an article's sentences, so many times those that are wanted are compared in full.
_LIKELY = 2
# Letters by which words are first compared.
_STEM = 5
_WORD = re.compile(r"\w+")
# Characters in which a dateline can stand.
_HEAD = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might bear on the claim.

    Attributes:
        span: The sentence in `article.text`.
        similarity: Cosine between claim and sentence (the sentence within its passage, where retrieval found it).
        previous: The sentences before it in the passage, for finding out who "he" is.
        reading: The sentence as it can be read alone, where its claims have been drawn; None where they have not.
    """

    article: Article
    passage: Passage
    span: Span
    similarity: float
    previous: tuple[str, ...] = ()
    reading: str | None = None

    @staticmethod
    def at(
        article: Article, passage: Passage, span: Span, similarity: float = 0.0, orders: Collection[Span] | None = None
    ) -> Candidate:
        """The sentence at a span of a passage, with what stands before it there.

        Args:
            orders: Sentences that order their reader, which are left out; None: looked for in the article.
        """
        orders = orders_at(article.text) if orders is None else orders
        before = tuple(article.text[a:b] for a, b in passage.sentences if b <= span[0] and (a, b) not in orders)[-3:]
        return Candidate(article, passage, span, similarity, before)

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.span[0] : self.span[1]]

    @property
    def statement(self) -> str:
        """What is held against the claim: the reading, else the sentence without a dateline in front."""
        return self.reading or statement(self.article, self.span)

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
    within: Within | None = None,
) -> list[Candidate]:
    """The sentences nearest to the claim in meaning and in words.

    At most `sentences` of an article, from at most `articles` articles.

    Args:
        passages: Passages of one long article whose sentences are looked at.
        within: Which articles count: by date, publisher, language.

    Returns:
        Candidates by article (best article first), best sentence first.
    """
    vector = embedder.embed([claim])[0]
    found = ranked_articles(library, claim, vector, articles, within)
    shelf = library.shelf
    known = shelf.articles(found)
    chosen = {i: _passages(shelf, i, hits[:passages]) for i, hits in found.items() if i in known}
    vectors = _sentence_vectors(library, embedder, known, [p for parts in chosen.values() for p in parts])
    best: list[Candidate] = []
    for article_id, parts in chosen.items():
        scores = [round(score, 4) for part in parts for score in (vectors[part.id] @ vector).tolist()]
        places = ((part, span) for part in parts for span in part.sentences)
        placed = [(part, span, score) for (part, span), score in zip(places, scores, strict=True)]
        best += _without_orders(claim, parts, placed, sentences, known[article_id])
    return best


def prepare(library: Library, embedder: Embedder, claims: Sequence[str]) -> None:
    """Makes and searches the vectors of several claims at once, for `retrieve` to find: it takes half the time."""
    library.shelf.searches(list(embedder.embed(claims)), _REACH)


def at_places(
    library: Library, embedder: Embedder, claim: str, places: Sequence[tuple[Article, Passage, Span]]
) -> list[Candidate]:
    """The sentences that stand at these places, in the order given, as near to the claim as `retrieve` has them.

    Args:
        places: Articles of the library, with passages of theirs and sentences of these.
    """
    if not places:
        return []
    vector = embedder.embed([claim])[0]
    known = {article.id: article for article, *_ in places}
    vectors = _sentence_vectors(library, embedder, known, list({part.id: part for _, part, _ in places}.values()))
    return [
        Candidate.at(article, part, span, round(float(vectors[part.id][part.sentences.index(span)] @ vector), 4))
        for article, part, span in places
    ]


def _without_orders(
    claim: str,
    parts: Sequence[Passage],
    placed: Sequence[tuple[Passage, Span, float]],
    limit: int,
    article: Article,
) -> list[Candidate]:
    """An article's best sentences; what orders its reader is no evidence, and must not crowd out what is.

    The whole article is looked through, which takes ten times as long as all else, only where it may hide something,
    or one of its best sentences gives an order by itself. What is spread over sentences is seen when it is graded.
    """

    def chosen(orders: Collection[Span]) -> list[Candidate]:
        kept = [place for place in placed if place[1] not in orders]
        likely = _likeliest(claim, [(score, span, article.text[slice(*span)]) for _, span, score in kept], limit)
        # What stands before a sentence is looked for when it is one of the best.
        found = _first(claim, [Candidate(article, *kept[number]) for number in likely], limit)
        return _merged(found, parts, orders)

    best = () if may_hide(article.text) else chosen(())
    if best and not any(may_order(c.text) and order_in(c.text) for c in best):
        return best
    return chosen(orders_at(article.text))


def ranked_articles(
    library: Library,
    claim: str,
    vector: Vectors,
    articles: int = ARTICLES,
    within: Within | None = None,
    *,
    by: Literal["both", "vector", "words"] = "both",
) -> dict[str, list[str]]:
    """The best articles for a claim with their passages that were found, best first.

    Args:
        vector: The claim's, (dimension,).
        by: What counts; "vector" and "words" alone are there to be measured.
    """
    reach, size, words = _REACH, library.index.passage_count(), query_words(claim)
    while True:
        near = _by_vector(library, vector, reach, within) if by != "words" else []
        shared = library.search_words(words, reach, within) if by != "vector" else []
        fused = _fused((near, 1), ([(hit.passage_id, hit.article_id) for hit in shared], _WORDS_WEIGHT))
        grouped: dict[str, list[str]] = {}
        for passage_id, article_id in fused:
            grouped.setdefault(article_id, []).append(passage_id)
        if len(grouped) >= articles or reach >= size:
            return dict(list(grouped.items())[:articles])
        reach *= 4


def _by_vector(library: Library, vector: Vectors, reach: int, within: Within | None) -> list[tuple[str, str]]:
    found = [(hit.passage_id, hit.article_id) for hit in library.shelf.search(vector, reach)]
    if within is None:
        return found
    allowed = library.index.allowed(list({article_id for _, article_id in found}), within)
    return [hit for hit in found if hit[1] in allowed]


def _fused(*orders: tuple[Sequence[tuple[str, str]], float]) -> list[tuple[str, str]]:
    """One order out of several with their weights, by the sum of weight / (constant + rank)."""
    scores: dict[tuple[str, str], float] = {}
    for order, weight in orders:
        for rank, hit in enumerate(order, start=1):
            scores[hit] = scores.get(hit, 0.0) + weight / (_RANK_CONSTANT + rank)
    return sorted(scores, key=lambda hit: (-scores[hit], hit))


def query_words(claim: str) -> list[str]:
    """The words of a claim that are looked for: without those that every article has, unless there are no others."""
    words = _WORD.findall(claim.casefold())
    return [word for word in words if word not in STOP_WORDS] or words


def _passages(shelf: Shelf, article_id: str, found: Sequence[str]) -> list[Passage]:
    """The passages of an article whose sentences are looked at, in the order of the text."""
    parts = shelf.passages_of(article_id)
    return parts if len(parts) <= _WHOLE else [part for part in parts if part.id in set(found)]


def _sentence_vectors(
    library: Library, embedder: Embedder, articles: Mapping[str, Article], parts: Sequence[Passage]
) -> dict[str, Vectors]:
    """By passage, its sentences' vectors: those that are stored, and those that have to be made once."""
    shelf = library.shelf
    vectors = shelf.sentence_vectors(part.id for part in parts)
    missing = [part for part in parts if part.id not in vectors]
    if missing:
        texts = [articles[part.article_id].text[part.start : part.end] for part in missing]
        spans = [[(a - part.start, b - part.start) for a, b in part.sentences] for part in missing]
        made = dict(zip([part.id for part in missing], embed_parts(embedder, texts, spans)[1], strict=True))
        library.index.put_sentence_vectors(made)
        # As they come out of the store, so that the first question is answered like the second.
        vectors |= shelf.sentence_vectors(made)
    return vectors


def _merged(candidates: Sequence[Candidate], parts: Sequence[Passage], orders: Collection[Span]) -> list[Candidate]:
    """The candidates, those of neighbouring passages with one passage that is both."""
    used = {candidate.passage.id for candidate in candidates}
    places = {part.id: place for place, part in enumerate(parts)}
    window: dict[str, Passage] = {part.id: part for part in parts}
    for left, right in pairwise(part for part in parts if part.id in used):
        first = window[left.id]
        neighbours = places[right.id] == places[left.id] + 1
        if neighbours and right.end - first.start <= _MERGED:
            both = Passage.make(right.article_id, first.start, right.end, (*first.sentences, *right.sentences))
            joined = {part_id for part_id, part in window.items() if part == first} | {right.id}
            window |= dict.fromkeys(joined, both)
    return [Candidate.at(c.article, window[c.passage.id], c.span, c.similarity, orders) for c in candidates]


def nearest(
    claim: str,
    vector: Vectors,
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
    scores = [round(float(s), 5) for s in embedder.embed([c.text for c in found]) @ vector]
    by_article: dict[str, list[Candidate]] = {}
    for candidate, score in zip(found, scores, strict=True):
        by_article.setdefault(candidate.article.id, []).append(replace(candidate, similarity=score))
    best: list[Candidate] = []
    for group in by_article.values():
        likely = _likeliest(claim, [(c.similarity, c.span, c.text) for c in group], sentences)
        best += _first(claim, [group[number] for number in likely], sentences)
    return best


def _likeliest(claim: str, placed: Sequence[tuple[float, Span, str]], limit: int) -> list[int]:
    """Which of an article's sentences are worth a look at synonyms and aliases, by cosine and plainly shared words.

    Args:
        placed: Of each sentence its cosine, its span and its words.
    """
    stems = _stems(claim)
    rough = sorted(
        (-score - _SHARED_WORDS * _share(stems, text), span, number)
        for number, (score, span, text) in enumerate(placed)
    )
    return [number for *_, number in rough[: _LIKELY * limit]]


def _first(claim: str, group: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The `limit` best by cosine and shared words, synonyms and aliases counted."""
    ranked = [(-round(c.similarity + _SHARED_WORDS * overlap(claim, c.statement), 6), c.span, c) for c in group]
    return [kept for *_, kept in sorted(ranked, key=lambda r: r[:2])[:limit]]


@lru_cache(maxsize=16)  # asked for each article that a claim is held against
def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words that are looked for."""
    return frozenset(word[:_STEM] for word in query_words(text))


def _share(stems: frozenset[str], sentence: str) -> float:
    return len(stems & _beginnings(sentence)) / len(stems) if stems else 0.0


@lru_cache(maxsize=4096)  # the claims of a run look at the same sentences
def _beginnings(sentence: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(sentence.casefold()))
