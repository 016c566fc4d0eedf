"""One claim through one stage, with gold input from the stage before it: the oracle twins.

* retrieve: the claim in, sentences out; gold says which decide.
* grade: gold passages in (and of each article that is silent on the claim its nearest sentence), grades out.
* verdict: gold grades in, verdict and origins out. Code only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.run.records import Given, Judged, Retrieved
from eval.suite.records import ClaimCase, Evidence
from pipeline.factcheck import FactChecker
from pipeline.findings import ConflictType, Grade, Source, Stance, Ungraded, Voice
from pipeline.llm import Usage
from pipeline.retrieve import Candidate, nearest
from pipeline.split import passages
from pipeline.verdict import judge
from store import Article, Claim, Passage
from store.embed import Embedder

_DIFFERENCES: dict[str, ConflictType] = {
    "date": "date",
    "number": "number",
    "place": "place",
    "name": "name",
    "polarity": "polarity",
}


def visible(articles: Mapping[str, Article], event: str, as_of: str | None) -> dict[str, Article]:
    """The event's articles that were out on that day, by name; of an undated one nobody knows."""
    return {
        name: article
        for name, article in articles.items()
        if name.split("/")[0] == event and not (as_of and (article.published or "9999") > as_of)
    }


def retrieved(candidates: Sequence[Candidate], names: Mapping[str, str]) -> tuple[Retrieved, ...]:
    """Candidates as a row keeps them.

    Args:
        names: Article names by id.
    """
    return tuple(
        Retrieved(article=names[c.article.id], start=c.span[0], end=c.span[1], similarity=c.similarity)
        for c in candidates
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to grade: gold evidence, or a silent article's nearest sentence (no voice)."""

    name: str
    candidate: Candidate
    gold: Stance
    voice: Voice | None


class Pieces:
    """Makes the grade stage's gold input; passages of an article are cut once."""

    def __init__(self, articles: Mapping[str, Article], embedder: Embedder) -> None:
        self._articles = articles
        self._embedder = embedder
        self._passages: dict[str, list[Passage]] = {}

    def of(self, case: ClaimCase) -> list[Piece]:
        """Gold evidence in the order of the case, then silent articles by name."""
        shown = visible(self._articles, case.event, case.as_of)
        found = [Piece(e.article, self._at(e), e.stance, e.voice) for e in case.evidence if e.article in shown]
        silent = [name for name in sorted(shown) if all(e.article != name for e in case.evidence)]
        sentences = [
            Candidate.at(shown[name], passage, span)
            for name in silent
            for passage in self._cut(name)
            for span in passage.sentences
        ]
        vector = self._embedder.embed([case.claim])[0]
        near = {c.article.id: c for c in nearest(case.claim, vector, sentences, self._embedder, 1)}
        similar = nearest(case.claim, vector, [p.candidate for p in found], self._embedder, len(found) or 1)
        similarity = {(c.article.id, c.span): c for c in similar}
        found = [Piece(p.name, similarity[p.candidate.article.id, p.candidate.span], p.gold, p.voice) for p in found]
        return [*found, *(Piece(name, near[shown[name].id], "neutral", None) for name in silent)]

    def _at(self, evidence: Evidence) -> Candidate:
        """The evidence as one candidate: its first sentence, and what follows as long as it is one stretch."""
        article = self._articles[evidence.article]
        start, end = evidence.spans[0].start, evidence.spans[0].end
        for span in evidence.spans[1:]:
            if span.start >= end and not article.text[end : span.start].strip():
                end = span.end
        passage = next(p for p in self._cut(evidence.article) if p.start <= start < p.end)
        return Candidate.at(article, passage, (start, end))

    def _cut(self, name: str) -> list[Passage]:
        if name not in self._passages:
            self._passages[name] = passages(self._articles[name])
        return self._passages[name]


async def grade_pieces(checker: FactChecker, claim: str, pieces: Sequence[Piece]) -> tuple[tuple[Given, ...], Usage]:
    """The grade of each piece, and what all of them cost."""
    wanted = Claim.make(claim)
    # One at a time: a grader of passages drops a passage that it is given twice.
    results = await asyncio.gather(*(checker.agrade(wanted, [p.candidate]) for p in pieces))
    given = tuple(_given(piece, result[0][0]) for piece, result in zip(pieces, results, strict=True))
    return given, sum((result[0][1] for result in results), Usage(cost_usd=0.0))


def _given(piece: Piece, result: Grade | Ungraded) -> Given:
    start, end = piece.candidate.span
    common = Given(article=piece.name, start=start, end=end, gold=piece.gold, gold_voice=piece.voice)
    if isinstance(result, Ungraded):
        return common.model_copy(update={"reason": result.reason})
    whole = {*piece.candidate.passage.sentences, piece.candidate.span}
    exact = bool(result.quotes) and all(tuple(q) in whole for q in result.quotes)
    return common.model_copy(
        update={
            "stance": result.stance,
            "voice": result.voice,
            "speaker": result.speaker,
            "confidence": result.confidence,
            "quotes": result.quotes,
            "quote_exact": exact if result.stance != "neutral" else None,
            "reason": result.reason,
        }
    )


def judge_gold(case: ClaimCase, articles: Mapping[str, Article]) -> Judged:
    """What the code makes of the gold grades."""
    claim = Claim.make(case.claim)
    shown = visible(articles, case.event, case.as_of)
    difference = _DIFFERENCES.get(case.conflict or "")
    grades = [as_grade(claim, e, shown[e.article], difference) for e in case.evidence if e.article in shown]
    judgement = judge(grades, {a.id: a for a in shown.values()})
    return Judged(
        verdict=judgement.verdict,
        origins=origin_groups(judgement.sources, {a.id: name for name, a in shown.items()}),
        conflict=judgement.conflict.type if judgement.conflict else None,
        confirmed=judgement.confirmed_by_two_origins,
    )


def as_grade(claim: Claim, evidence: Evidence, article: Article, difference: ConflictType | None) -> Grade:
    """A gold entry as the grade that a model without fault would have given."""
    return Grade(
        claim_id=claim.id,
        article_id=article.id,
        passage_id="gold",
        stance=evidence.stance,
        voice=evidence.voice,
        speaker=evidence.speaker,
        quotes=tuple((s.start, s.end) for s in evidence.spans),
        confidence=None,
        reason="gold",
        model="gold",
        prompt_hash="",
        difference=difference if evidence.stance == "contradicts" else None,
    )


def origin_groups(sources: Sequence[Source], names: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Articles with a side, by independent origin; denials by the accused left out."""
    groups: dict[str, set[str]] = {}
    for source in sources:
        if source.stance != "neutral" and source.voice != "denies":
            groups.setdefault(source.origin, set()).add(names[source.article_id])
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))
