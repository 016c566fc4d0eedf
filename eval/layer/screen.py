"""Fits and reports screening: `python -m eval.layer.screen [-o pipeline/grade/worth.json]`.

Looked at is what retrieval brings for the core suite's claims in a library of all its articles; fitted is on its dev
events, test is reported.

* For any grader: the threshold of `pipeline.screen` may lose at most one in a hundred of the sentences that decide
  about a claim, as the gold has it.
* For graders that read one sentence at a time: coefficients and threshold of `pipeline.grade.worth`, which may lose at
  most one in a hundred of the sentences that decide *and* that the embedded model, as shipped, finds to take a side (it
  is asked about all that decide; the call cache makes a second run quick). English claims and articles only, as there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy

from eval.layer.fit import fit, open_grader
from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite, split_of
from pipeline.findings import Grade
from pipeline.grade.layer import STANCES, load_layer
from pipeline.grade.worth import goes_anyhow, is_english, load_worth, signals, worth_of
from pipeline.ingest import library_format, store_article
from pipeline.retrieve import Candidate, retrieve
from pipeline.screen import LEAST_PROMISE, best_similarities, promises
from store import Claim
from store.cache import CallCache, cache_dir
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder
from store.index import Within
from store.vectors import open_library

MOST_LOST = 0.01


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A claim and a sentence that retrieval brought for it.

    Attributes:
        promise: Its score for any grader.
        best: The greatest similarity of a sentence of its article.
        decides: The gold has it as deciding about the claim.
    """

    split: str
    claim: str
    candidate: Candidate
    promise: float
    best: float
    decides: bool

    @property
    def english(self) -> bool:
        """Both sides are, so that the fitted worth counts."""
        return is_english(self.claim) and self.candidate.article.language == "en"


@dataclass(frozen=True, slots=True)
class Scored:
    """A score, and whether losing the sentence is a loss."""

    score: float
    decides: bool


def retrieved(embedder: Embedder) -> Iterator[Retrieved]:
    """One per claim of the core suite and sentence."""
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
                best = best_similarities(candidates)
                for candidate, score in zip(candidates, promises(case.claim, candidates), strict=True):
                    decides = _decides(case, names[candidate.article.id], candidate)
                    yield Retrieved(split_of(case), case.claim, candidate, score, best[candidate.article.id], decides)


def _decides(case: ClaimCase, article: str, candidate: Candidate) -> bool:
    start, end = candidate.span
    return any(
        span.start < end and start < span.end
        for evidence in case.evidence
        if evidence.article == article and evidence.stance != "neutral"
        for span in evidence.spans
    )


def threshold(found: Sequence[Scored]) -> float:
    """The highest that loses at most one in a hundred of those that decide, rounded down to three digits."""
    deciding = sorted(p.score for p in found if p.decides)
    return math.floor(deciding[int(MOST_LOST * len(deciding))] * 1000) / 1000


def told(found: Sequence[Scored], least: float) -> str:
    """What a threshold costs and saves, as a line."""
    deciding = [p.score for p in found if p.decides]
    lost = sum(score < least for score in deciding)
    kept = sum(p.score >= least for p in found)
    return (
        f"{least:.3f}: {lost} of {len(deciding)} deciding sentences lost, "
        f"{kept} of {len(found)} sentences sent ({1 - kept / len(found):.0%} saved)"
    )


async def sides(found: Sequence[Retrieved]) -> list[int]:
    """For each, the index of the stance that the embedded model gives it if it decides, else that of neutral."""
    cache = CallCache(cache_dir() / "llm-calls.sqlite")
    model, grader = open_grader(cache)
    given = []
    async with model:
        for done, one in enumerate(found, 1):
            grade = (await grader.grade(Claim.make(one.claim), one.candidate))[0] if one.decides else None
            given.append(STANCES.index(grade.stance if isinstance(grade, Grade) else "neutral"))
            if done % 1000 == 0:
                sys.stderr.write(f"{done} of {len(found)}\n")
    cache.close()
    return given


def fitted_worth(found: Sequence[Retrieved], given: Sequence[int]) -> dict[str, Any]:
    """Coefficients and threshold, from the dev events among them."""
    chosen = [(one, stance) for one, stance in zip(found, given, strict=True) if one.split == "dev"]
    rows = [_signals(one) for one, _ in chosen]
    names = list(rows[0])
    coefficients = fit(
        numpy.array([[1.0, *(row[name] for name in names)] for row in rows]),
        numpy.array([float(stance) for _, stance in chosen]),
    )
    weights = {
        stance: {n: round(float(v), 4) for n, v in zip(["bias", *names], coefficients[:, k], strict=True)}
        for k, stance in enumerate(STANCES)
    }
    scored = _scored([one for one, _ in chosen], [stance for _, stance in chosen], weights)
    return {"weights": weights, "least": threshold(scored)}


def _scored(found: Sequence[Retrieved], given: Sequence[int], weights: Any) -> list[Scored]:
    neutral = STANCES.index("neutral")
    return [Scored(worth_of(_signals(o), weights), s != neutral) for o, s in zip(found, given, strict=True)]


def _as_used(found: Sequence[Retrieved], given: Sequence[int], content: Any) -> list[Scored]:
    """The same, with the nearest sentence of an article kept as `worth_grading` keeps it."""
    scored = _scored(found, given, content["weights"])
    kept = [goes_anyhow(o.candidate, o.best) for o in found]
    return [replace(s, score=max(s.score, content["least"])) if k else s for s, k in zip(scored, kept, strict=True)]


def _signals(one: Retrieved) -> dict[str, float]:
    return signals(one.claim, one.candidate, one.best, load_layer())


def main() -> None:
    """Prints what is fitted and what is in use; writes the former where it is told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    found = list(retrieved(RememberingEmbedder(LocalEmbedder())))
    for split in ("dev", "test"):
        chosen = [Scored(one.promise, one.decides) for one in found if one.split == split]
        if split == "dev":
            sys.stdout.write(f"any grader, fitted on dev: {threshold(chosen):.3f}\n")
        sys.stdout.write(f"any grader, {split}, in use {told(chosen, LEAST_PROMISE)}\n")
    found = [one for one in found if one.english]
    given = asyncio.run(sides(found))
    made = fitted_worth(found, given)
    if arguments.output is not None:
        lines = {split: told(*_of(split, found, given, made)) for split in ("dev", "test")}
        arguments.output.write_text(json.dumps({**made, "scores": lines}, indent=2) + "\n", encoding="utf-8")
        load_worth.cache_clear()
    for name, content in (("fitted on dev", made), ("in use", load_worth())):
        for split in ("dev", "test"):
            sys.stdout.write(f"one sentence at a time, {split}, {name} {told(*_of(split, found, given, content))}\n")


def _of(
    split: str, found: Sequence[Retrieved], given: Sequence[int], content: dict[str, Any]
) -> tuple[list[Scored], float]:
    chosen = [(one, stance) for one, stance in zip(found, given, strict=True) if one.split == split]
    return _as_used([o for o, _ in chosen], [s for _, s in chosen], content), content["least"]


if __name__ == "__main__":
    main()
