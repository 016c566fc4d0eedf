"""Which sentences are worth a brief grade: screening for graders that read one sentence at a time.

The rules of the brief grade let go most of what is said in other words, so more can be left out for it than screening
in general leaves out (`pipeline.screen`): what the model may answer would not be told as a side anyhow. What a sentence
is worth is fitted on the grades that the embedded model gives, as shipped, to what retrieval brings for the dev events
of the core suite: of the sentences that it finds to decide, at most one in a hundred falls under the threshold
(`python -m eval.layer.screen`; `worth.json` holds the coefficients and what they lose).

Only where claim and article are English: the embedder knows little else, so that elsewhere a low similarity says
little, and what is screened in general is screened.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from pipeline.grade.brief import slots_of
from pipeline.grade.layer import Layer, features
from pipeline.retrieve import Candidate
from pipeline.screen import LEAST_PROMISE, best_similarities, promises
from pipeline.slots import missing_names, overlap
from pipeline.slots.coverage import plain_concepts, same_doer

# Words that no other language with Latin letters has, and the possessive.
_ENGLISH = re.compile(r"\b(?:the|and|of|with|from|that|were|been|its|their|this|which|who|whose|would)\b|['’]s\b", re.I)
LEAST_NEAREST = 0.5
_IF_TRUE = {"true": 0.95, "false": 0.02, "unknown": 0.03}


def worth_grading(claim: str, candidates: Sequence[Candidate], layer: Layer) -> tuple[list[Candidate], int]:
    """The candidates worth a call, in the order given, and how many were left out.

    Args:
        layer: What the grades will pass through.
    """
    fitted = load_worth()
    english = is_english(claim)
    best = best_similarities(candidates)
    kept = []
    for candidate, promise in zip(candidates, promises(claim, candidates), strict=True):
        if english and candidate.article.language == "en":
            nearest = best[candidate.article.id]
            worth = worth_of(signals(claim, candidate, nearest, layer), fitted["weights"])
            wanted = worth >= fitted["least"] or goes_anyhow(candidate, nearest)
        else:
            wanted = promise >= LEAST_PROMISE
        if wanted:
            kept.append(candidate)
    return kept, len(candidates) - len(kept)


def goes_anyhow(candidate: Candidate, best: float) -> bool:
    """Whether it is its article's nearest sentence, and near: worth a call whatever else is told of it, since what is
    said in other words altogether shares little with the claim but its meaning. A tenth more calls on the core suite.

    Args:
        best: The greatest similarity of a sentence of the same article.
    """
    return candidate.similarity == best >= LEAST_NEAREST


def is_english(claim: str) -> bool:
    """Whether a claim is surely English. Of one of names and a verb alone nobody can say."""
    return _ENGLISH.search(claim) is not None


def signals(claim: str, candidate: Candidate, best: float, layer: Layer) -> dict[str, float]:
    """What the worth of a sentence is told by, by name.

    Args:
        best: The greatest similarity of a sentence of the same article.
    """
    sentence = candidate.statement
    wanted = plain_concepts(claim)
    if_true = layer.probabilities(features(_IF_TRUE, slots_of(claim, candidate)))["supports"]
    return {
        "similarity": candidate.similarity,
        "behind_best": best - candidate.similarity,
        "overlap": overlap(claim, sentence),
        "overlap_back": overlap(sentence, claim),
        "plain_words": len(wanted & plain_concepts(sentence)) / max(len(wanted), 1),
        "names_missing": float(len(missing_names(claim, candidate.context))),
        "same_doer": float(same_doer(claim, sentence)),
        "supports_if_true": math.log(max(if_true, 1e-4) / max(1 - if_true, 1e-4)),
    }


def worth_of(found: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]) -> float:
    """Log-odds that a sentence with these signals is found to take a side.

    Args:
        weights: By stance, by signal; "bias" is the constant.
    """
    score = {
        stance: of["bias"] + sum(of[name] * value for name, value in found.items()) for stance, of in weights.items()
    }
    high, low = sorted((score["supports"], score["contradicts"]), reverse=True)
    return high + math.log1p(math.exp(low - high)) - score["neutral"]


@cache
def load_worth() -> dict[str, Any]:
    """What ships: `weights` (by stance, by signal) and `least` (log-odds)."""
    content: dict[str, Any] = json.loads(resources.files("pipeline.grade").joinpath("worth.json").read_bytes())
    return content
