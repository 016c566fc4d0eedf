"""Screening: sentences that surely say nothing about the claim are not sent to a model.

A sentence is worth a call for what it shares with the claim in meaning and in words. The threshold is fitted on the
dev events of the core suite (`python -m eval.layer.screen`): of the sentences there that decide about a claim, at most
one in a hundred falls under it. What was screened is counted in every finding; `--no-screen` sends everything.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.retrieve import Candidate, similarities
from pipeline.slots import overlap
from store.embed import Embedder

OVERLAP_WEIGHT = 0.5
LEAST_PROMISE = 0.360


def promise(claim: str, sentence: str, similarity: float) -> float:
    """How likely a sentence is to bear on the claim: cosine, and half of the share of the claim's words in it."""
    return similarity + OVERLAP_WEIGHT * overlap(claim, sentence)


def screen(claim: str, candidates: Sequence[Candidate], embedder: Embedder) -> tuple[list[Candidate], int]:
    """The candidates worth a call, in the order given, and how many were left out."""
    scored = zip(candidates, similarities(claim, candidates, embedder), strict=True)
    kept = [c for c, similarity in scored if promise(claim, c.text, similarity) >= LEAST_PROMISE]
    return kept, len(candidates) - len(kept)
