"""Fits the threshold of `pipeline/screen.py`: `python -m eval.layer.screen`. Code and embedder only, no LLM.

The three sentences nearest to each claim of the core suite, from each article of its event, are what the pipeline would
look at. Those that overlap a gold sentence with a side decide. The threshold is the highest that leaves out at most one
in a hundred of them on the dev events; what it does on the test events is printed beside it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from eval.run.stages import visible
from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite, split_of
from pipeline.retrieve import SENTENCES, Candidate, nearest
from pipeline.screen import LEAST_PROMISE, promise
from pipeline.split import passages
from store import Article
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder

MOST_LOST = 0.01


@dataclass(frozen=True, slots=True)
class Promise:
    """What a sentence promises, and whether it decides."""

    split: str
    score: float
    decides: bool


def promises(embedder: Embedder) -> Iterator[Promise]:
    """Of every sentence that would be looked at."""
    suite = load_suite("core")
    for case in suite.cases:
        if not isinstance(case, ClaimCase):
            continue
        vector = embedder.embed([case.claim])[0]
        for name, article in visible(suite.articles, case.event, case.as_of).items():
            for candidate in nearest(case.claim, vector, _sentences(article), embedder, SENTENCES):
                score = promise(case.claim, candidate.text, candidate.similarity)
                yield Promise(split_of(case), score, _decides(case, name, candidate))


def _sentences(article: Article) -> list[Candidate]:
    return [Candidate.at(article, passage, span) for passage in passages(article) for span in passage.sentences]


def _decides(case: ClaimCase, article: str, candidate: Candidate) -> bool:
    start, end = candidate.span
    return any(
        span.start < end and start < span.end
        for evidence in case.evidence
        if evidence.article == article and evidence.stance != "neutral"
        for span in evidence.spans
    )


def threshold(found: list[Promise]) -> float:
    """The highest that loses at most one in a hundred of those that decide, rounded down to three digits."""
    deciding = sorted(p.score for p in found if p.decides)
    return math.floor(deciding[int(MOST_LOST * len(deciding))] * 1000) / 1000


def told(found: list[Promise], least: float) -> str:
    """What a threshold costs and saves, as a line."""
    deciding = [p.score for p in found if p.decides]
    lost = sum(score < least for score in deciding)
    kept = sum(p.score >= least for p in found)
    return f"{least:.3f}: {lost} of {len(deciding)} deciding sentences lost, {kept} of {len(found)} sentences sent"


def main() -> None:
    """Prints the fitted threshold and the one in use."""
    found = list(promises(RememberingEmbedder(LocalEmbedder())))
    for split in ("dev", "test"):
        chosen = [p for p in found if p.split == split]
        if split == "dev":
            sys.stdout.write(f"fitted on dev: {threshold(chosen):.3f}\n")
        sys.stdout.write(f"{split}, in use {told(chosen, LEAST_PROMISE)}\n")


if __name__ == "__main__":
    main()
