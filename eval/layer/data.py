"""Labelled pairs to fit the layer on, from a file in the shape of ../shared/benchmarks/pairs.jsonl.gz.

Only rows marked `ship: true` are used (their licences let what is fitted on them be published). FEVER and
FoolMeTwice have no neutral class: a fit on them as they are would learn the set and not the meaning. Their neutral
pairs are made here: a claim with the evidence of another claim that is nearest to it by embedding.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.findings import Stance
from store.embed import Embedder

_STANCES: dict[str, Stance] = {"SUPPORTS": "supports", "REFUTES": "contradicts", "NOT_ENOUGH_INFO": "neutral"}
# Rows a class and set: claims in news style weigh most, sets of single-word changes least.
_QUOTAS = {"fever_dev_sr": 80, "fm2": 90, "fever_symmetric": 50, "mnli_dev": 50, "check_covid": 50, "snli_devtest": 20}
_MADE_NEUTRAL = {"fever_dev_sr": 110, "fm2": 110}
_MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Pair:
    """One claim, one piece of evidence, and what the evidence does to the claim."""

    id: str
    dataset: str
    claim: str
    evidence: str
    stance: Stance


def load_pairs(path: Path, embedder: Embedder, *, seed: int = 13) -> list[Pair]:
    """A sample by quota, the same for the same file and seed, in random order."""
    chance = random.Random(seed)
    rows = [pair for pair in _rows(path) if pair.dataset in _QUOTAS]
    chosen: list[Pair] = []
    for dataset, quota in sorted(_QUOTAS.items()):
        for stance in ("supports", "contradicts", "neutral"):
            usable = [p for p in rows if (p.dataset, p.stance) == (dataset, stance)]
            chosen += chance.sample(usable, min(quota, len(usable)))
    for dataset, quota in sorted(_MADE_NEUTRAL.items()):
        usable = [p for p in rows if p.dataset == dataset]
        chosen += _made_neutral(chance.sample(usable, min(3000, len(usable))), embedder, quota, chance)
    chance.shuffle(chosen)
    return chosen


def _rows(path: Path) -> Iterator[Pair]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            evidence = " ".join(e["text"] for e in row["evidence"])
            if row.get("ship") and row["label"] in _STANCES and len(evidence) <= _MOST_CHARACTERS:
                yield Pair(row["id"], row["dataset"], row["claim"], evidence, _STANCES[row["label"]])


def _made_neutral(rows: list[Pair], embedder: Embedder, quota: int, chance: random.Random) -> list[Pair]:
    """Claims with the nearest evidence that belongs to another claim and is not about the very same thing."""
    claims = embedder.embed([p.claim for p in rows])
    evidence = embedder.embed([p.evidence for p in rows])
    made = []
    for i in chance.sample(range(len(rows)), len(rows)):
        near = claims[i] @ evidence.T
        # The same fact may stand in another claim's evidence: what is as near as one's own is not surely neutral.
        others = [j for j in near.argsort()[::-1] if near[j] < 0.75 * near[i] and rows[j].evidence != rows[i].evidence]
        if others and near[others[0]] > 0.3:
            pair = Pair(
                f"{rows[i].id}+{rows[others[0]].id}",
                rows[i].dataset,
                rows[i].claim,
                rows[others[0]].evidence,
                "neutral",
            )
            made.append(pair)
        if len(made) == quota:
            break
    return made
