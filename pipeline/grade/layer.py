"""The fitted layer of the brief grade: a small model's label probabilities, weighed with what code can see.

A multinomial logistic regression over a handful of named features. Its coefficients stand in `layer.json`, with the
model and the prompt that they were fitted for, the data, and the scores on data that they were not fitted on
(`eval/layer/fit.py` makes the file). With another model or prompt the stance is still drawn from it, but the
probability is not calibrated and is not shown.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.findings import Stance
from pipeline.slots import SlotReport

STANCES: tuple[Stance, ...] = ("supports", "contradicts", "neutral")


@dataclass(frozen=True, slots=True)
class Layer:
    """Coefficients and what they were fitted for.

    Attributes:
        weights: By stance, by feature name; "bias" is the constant.
    """

    model: str
    prompt_hash: str
    weights: Mapping[Stance, Mapping[str, float]]
    hash: str

    def probabilities(self, features: Mapping[str, float]) -> dict[Stance, float]:
        """Probability of each stance; they sum to 1."""
        scores = {
            stance: self.weights[stance]["bias"]
            + sum(self.weights[stance][name] * value for name, value in features.items())
            for stance in STANCES
        }
        top = max(scores.values())
        exponents = {stance: math.exp(score - top) for stance, score in scores.items()}
        total = sum(exponents.values())
        return {stance: value / total for stance, value in exponents.items()}

    def fits(self, model: str, prompt_hash: str) -> bool:
        """Whether the probabilities are calibrated for this model and prompt."""
        return (self.model, self.prompt_hash) == (model, prompt_hash)


def features(labels: Mapping[str, float], slots: SlotReport) -> dict[str, float]:
    """What the layer weighs, by name.

    Similarity is not among it: the neutral sentences that one can fit on are the nearest of their articles, so a fit
    learns that what is near says nothing (weight for neutral 0.72), which is wrong of all others.

    Args:
        labels: The model's probabilities of true, false and unknown.
        slots: What code found when it compared the two.
    """
    log = {label: math.log(max(p, 1e-4)) for label, p in labels.items()}
    kinds = [(c.kind, c.outcome) for c in slots.comparisons]
    exact = ("date", "number")
    names = [outcome for kind, outcome in kinds if kind == "name"]
    return {
        "model_true": log["true"] - log["unknown"],
        "model_false": log["false"] - log["unknown"],
        "overlap": slots.coverage,
        "exact_match": float(any(k in exact and o == "match" for k, o in kinds)),
        "exact_differs": float(any(k in exact and o == "differs" for k, o in kinds)),
        "exact_missing": float(any(k in exact and o in ("missing", "coarser", "unclear") for k, o in kinds)),
        "names_missing": names.count("missing") / len(names) if names else 0.0,
        "polarity_differs": float(("polarity", "differs") in kinds),
    }


@cache
def load_layer() -> Layer:
    """The layer that ships."""
    data = resources.files("pipeline.grade").joinpath("layer.json").read_bytes()
    content = json.loads(data)
    return Layer(
        model=content["model"],
        prompt_hash=content["prompt_hash"],
        weights=content["weights"],
        hash=hashlib.sha256(data).hexdigest()[:16],
    )
