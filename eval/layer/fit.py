"""Fits `pipeline/grade/layer.json`: `python -m eval.layer.fit PAIRS.jsonl.gz -o pipeline/grade/layer.json`.

Asks the embedded model about each item (the call cache makes a second run quick), then fits a multinomial logistic
regression, classes weighted alike, L2-regularised, on every other claim of the core suite's dev events and on two
public sets that the adapter was not trained on. Scores are from cross-validation by event and leakage group: no item
is scored by coefficients that saw its group. "decided" are the stances that the rules of `pipeline.grade.brief` make
of these probabilities, so what is reported is what users get.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy

from eval.layer.items import Item, by_sentence, core_items, held_out_items
from pipeline.findings import Stance
from pipeline.grade.brief import BriefGrader, brief_prompt, decide, ground, look
from pipeline.grade.layer import STANCES, features, load_layer
from pipeline.llm import ChatModel, open_model
from prompts import load
from store.cache import CallCache, cache_dir
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder

Matrix = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
Labels = Mapping[str, float]
_RIDGE = 0.003
_FOLDS = 6


def open_grader(cache: CallCache, environ: Mapping[str, str] | None = None) -> tuple[ChatModel, BriefGrader]:
    """The embedded model and its grader; with TWOSOURCE_LOCAL_ADAPTER=off in `environ`, the model as it comes."""
    model = open_model("local", cache=cache, environ=environ)
    return model, BriefGrader(model, load(brief_prompt(model)), load_layer())


async def ask_all(grader: BriefGrader, items: Sequence[Item]) -> list[Labels | None]:
    """The model's label probabilities for each item, None where it gave no label (a page that gives it orders).

    Asked sentence by sentence: llama.cpp reads each one once.
    """
    answers: dict[int, Labels | None] = {}
    for done, i in enumerate(by_sentence(items), 1):
        reading = await grader.read(items[i].claim, items[i].candidate)
        answers[i] = reading.labels
        if done % 100 == 0:
            sys.stderr.write(f"{done} of {len(items)}\n")
    return [answers[i] for i in range(len(items))]


def fitted_on(pairs: Path, embedder: Embedder) -> list[Item]:
    """Half of the dev claims (a grade takes most of a second), and the sets that the adapter was not trained on."""
    dev = [i for i in core_items("dev", embedder) if hashlib.sha256(i.claim.text.encode()).digest()[-1] % 2 == 0]
    return [*dev, *held_out_items(pairs, embedder)]


def feature_rows(items: Sequence[Item], answers: Sequence[Labels]) -> tuple[list[str], Matrix]:
    """Names, and a row an item with a leading 1."""
    rows = [features(answer, look(item.claim, item.candidate)[0]) for item, answer in zip(items, answers, strict=True)]
    names = list(rows[0])
    return names, numpy.array([[1.0, *(row[name] for name in names)] for row in rows])


def stances_of(items: Sequence[Item]) -> Matrix:
    """Gold stances as indices."""
    return numpy.array([STANCES.index(item.stance) for item in items])


def fit(x: Matrix, y: Matrix) -> Matrix:
    """Coefficients of shape (features, stances), by Newton's method on the ridge-penalised log-likelihood.

    Args:
        x: Shape (pairs, features), the first column all ones.
        y: Stance indices, shape (pairs,).
    """
    pairs, width = x.shape
    classes = len(STANCES)
    target = numpy.eye(classes)[y.astype(int)]
    weight = (pairs / (classes * target.sum(axis=0)))[y.astype(int)] / pairs
    penalty = numpy.full(width, _RIDGE)
    penalty[0] = 1e-6
    w = numpy.zeros((width, classes))
    for _ in range(60):
        p = softmax(x @ w)
        gradient = x.T @ ((p - target) * weight[:, None]) + penalty[:, None] * w
        hessian = numpy.zeros((width * classes, width * classes))
        for a in range(classes):
            for b in range(classes):
                curve = weight * p[:, a] * (float(a == b) - p[:, b])
                block = x.T @ (x * curve[:, None]) + (numpy.diag(penalty) if a == b else 0.0)
                hessian[a * width : (a + 1) * width, b * width : (b + 1) * width] = block
        step = numpy.linalg.solve(hessian + 1e-9 * numpy.eye(len(hessian)), gradient.T.ravel())
        w -= step.reshape(classes, width).T
        if numpy.abs(step).max() < 1e-8:
            break
    return w


def softmax(scores: Matrix) -> Matrix:
    """Row-wise probabilities."""
    exponents = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return numpy.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def folds_of(items: Sequence[Item]) -> list[int]:
    """A fold for each item; a group is in one fold, whichever else is added."""
    return [int(hashlib.sha256(item.group.encode()).hexdigest(), 16) % _FOLDS for item in items]


def held_out(x: Matrix, y: Matrix, folds: Sequence[int]) -> Matrix:
    """Probabilities of each item by coefficients that were fitted without its fold."""
    fold = numpy.array(folds)
    probabilities = numpy.zeros((len(y), len(STANCES)))
    for k in sorted(set(folds)):
        probabilities[fold == k] = softmax(x[fold == k] @ fit(x[fold != k], y[fold != k]))
    return probabilities


def auc(scores: Matrix, positive: numpy.ndarray[Any, numpy.dtype[numpy.bool_]]) -> float:
    """Area under the ROC curve: the chance that a positive scores above a negative."""
    high, low = scores[positive], scores[~positive]
    return float(((high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean()).round(3))


def calibration_error(probabilities: Matrix, y: Matrix, bins: int = 10) -> float:
    """Expected calibration error of the likeliest stance."""
    top, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == y
    place = numpy.minimum((top * bins).astype(int), bins - 1)
    gaps = [abs(top[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place)]
    return float(round(sum(gaps), 3))


def ranking(probabilities: Matrix, y: Matrix) -> dict[str, float]:
    """How well probabilities tell the stances apart, before any threshold."""
    return {
        "auc_supports": auc(probabilities[:, 0], y == 0),
        "auc_contradicts": auc(probabilities[:, 1], y == 1),
        "ece": calibration_error(probabilities, y),
    }


def decisions(given: Matrix, y: Matrix) -> dict[str, float]:
    """How good stances are: right ones per stance, and wrong ones per 100 neutral pairs."""
    neutral = y == STANCES.index("neutral")
    recall = {f"recall_{s}": float((given[y == k] == k).mean().round(3)) for k, s in enumerate(STANCES)}
    false = {
        f"false_{s}_per_100_neutral": float((100 * (given[neutral] == k).mean()).round(1))
        for k, s in ((0, "supports"), (1, "contradicts"))
    }
    return {"accuracy": float((given == y).mean().round(3)), **recall, **false}


def raw(answers: Sequence[Labels]) -> Matrix:
    """The model's own probabilities, in the order of the stances."""
    return numpy.array([[a["true"], a["false"], a["unknown"]] for a in answers])


def decided(items: Sequence[Item], answers: Sequence[Labels], probabilities: Matrix) -> Matrix:
    """The index of the stance that the pipeline would give each item by its first reading alone: a contradiction
    without a ground that can be named, which is read a second time there, counts as neutral here."""
    given = []
    for item, answer, row in zip(items, answers, probabilities, strict=True):
        slots, voice = look(item.claim, item.candidate)
        likely: dict[Stance, float] = dict(zip(STANCES, map(float, row), strict=True))
        said = max(answer, key=lambda label: answer[label])
        clash = ground(item.claim, item.candidate, said, slots)
        given.append(STANCES.index(decide(likely, said, slots, voice, clash).stance))
    return numpy.array(given)


def main() -> None:
    """Fits, reports on stderr, writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    embedder = RememberingEmbedder(LocalEmbedder())
    items = fitted_on(arguments.pairs, embedder)
    cache = CallCache(cache_dir() / "llm-calls.sqlite")
    model, grader = open_grader(cache)
    asked = asyncio.run(_ask_and_close(model, grader, items))
    cache.close()
    items = [item for item, labels in zip(items, asked, strict=True) if labels is not None]
    answers = [labels for labels in asked if labels is not None]
    names, x = feature_rows(items, answers)
    y = stances_of(items)
    held = held_out(x, y, folds_of(items))
    report = {
        "items": len(items),
        "no_label": len(asked) - len(items),
        "model_alone": ranking(raw(answers), y) | decisions(raw(answers).argmax(axis=1), y),
        "layer": ranking(held, y) | decisions(held.argmax(axis=1), y),
        "decided": decisions(decided(items, answers, held), y),
    }
    coefficients = fit(x, y)
    weights = {
        stance: {n: round(float(v), 4) for n, v in zip(["bias", *names], coefficients[:, k], strict=True)}
        for k, stance in enumerate(STANCES)
    }
    content = {
        "model": model.identity,
        "prompt_hash": grader.prompts[0].hash,
        "data": dict(sorted(Counter(item.dataset for item in items).items())),
        "held_out_scores": report,
        "weights": weights,
    }
    arguments.output.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    sys.stderr.write(json.dumps(report, indent=2) + "\n")


async def _ask_and_close(model: ChatModel, grader: BriefGrader, items: Sequence[Item]) -> list[Labels | None]:
    async with model:
        return await ask_all(grader, items)


if __name__ == "__main__":
    main()
