"""Screening: sentences that share too little with the claim to bear on it are not sent to a model.

A sentence is worth a call for what it shares with the claim in meaning (read within its passage, as retrieval gives it)
and in words, and for the meaning that the best sentence of its article shares. The threshold is fitted on what
retrieval brings for the dev events of the core suite (`python -m eval.layer.screen`): of the sentences there that
decide about a claim, at most one in a hundred falls under it. For graders that read one sentence at a time more can be
left out (`pipeline.grade.worth`). What was screened is counted in every finding; `--no-screen` sends all.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.retrieve import Candidate
from pipeline.slots import overlap

OVERLAP_WEIGHT = 1.2
ARTICLE_WEIGHT = 0.5
LEAST_PROMISE = 0.626


def promise(claim: str, candidate: Candidate, best: float) -> float:
    """How likely a sentence is to bear on the claim.

    Args:
        best: The greatest similarity of a sentence of the same article.
    """
    return candidate.similarity + ARTICLE_WEIGHT * best + OVERLAP_WEIGHT * overlap(claim, candidate.text)


def promises(claim: str, candidates: Sequence[Candidate]) -> list[float]:
    """Of each candidate, in the order given."""
    best = best_similarities(candidates)
    return [promise(claim, c, best[c.article.id]) for c in candidates]


def best_similarities(candidates: Sequence[Candidate]) -> dict[str, float]:
    """The greatest similarity of a sentence of each article, by article id."""
    best: dict[str, float] = {}
    for c in candidates:
        best[c.article.id] = max(best.get(c.article.id, -1.0), c.similarity)
    return best


def screen(claim: str, candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
    """The candidates worth a call, in the order given, and how many were left out."""
    scored = zip(candidates, promises(claim, candidates), strict=True)
    kept = [c for c, worth in scored if worth >= LEAST_PROMISE]
    return kept, len(candidates) - len(kept)
