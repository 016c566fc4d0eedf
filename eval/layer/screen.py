"""Fits and reports the threshold of screening: `python -m eval.layer.screen`.

Looked at is what retrieval brings for the core suite's claims in a library of all its articles. The threshold may lose
at most one in a hundred of the sentences that decide about a dev claim; test is reported.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite, split_of
from pipeline.ingest import library_format, store_article
from pipeline.retrieve import Candidate, retrieve
from pipeline.screen import LEAST_PROMISE, promises
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder
from store.index import Within
from store.vectors import open_library

MOST_LOST = 0.01


@dataclass(frozen=True, slots=True)
class Promise:
    """A retrieved sentence's score, and whether it decides about its claim."""

    split: str
    score: float
    decides: bool


def found_promises(embedder: Embedder) -> Iterator[Promise]:
    """One per claim and retrieved sentence."""
    suite = load_suite("core")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(f"{folder}/lib", library_format(embedder), create=True) as library,
    ):
        for article in suite.articles.values():
            store_article(article, library, embedder, location=article.path)
        names = {article.id: name for name, article in suite.articles.items()}
        for case in suite.cases:
            if isinstance(case, ClaimCase):
                candidates = retrieve(library, embedder, case.claim, within=Within(until=case.as_of))
                for candidate, score in zip(candidates, promises(case.claim, candidates), strict=True):
                    yield Promise(split_of(case), score, _decides(case, names[candidate.article.id], candidate))


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
    return (
        f"{least:.3f}: {lost} of {len(deciding)} deciding sentences lost, "
        f"{kept} of {len(found)} sentences sent ({1 - kept / len(found):.0%} saved)"
    )


def main() -> None:
    """Prints the fitted threshold and the one in use."""
    found = list(found_promises(RememberingEmbedder(LocalEmbedder())))
    for split in ("dev", "test"):
        chosen = [p for p in found if p.split == split]
        if split == "dev":
            sys.stdout.write(f"fitted on dev: {threshold(chosen):.3f}\n")
        sys.stdout.write(f"{split}, in use {told(chosen, LEAST_PROMISE)}\n")
    sys.stdout.write(f"all, in use {told(found, LEAST_PROMISE)}\n")


if __name__ == "__main__":
    main()
