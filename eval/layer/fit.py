"""Fits `pipeline/grade/layer.json`: `python -m eval.layer.fit PAIRS.jsonl.gz -o pipeline/grade/layer.json`.

Asks the embedded model about each pair (the call cache makes a second run quick), then fits a multinomial logistic
regression, classes weighted alike, L2-regularised. Scores are from five-fold cross-validation: no pair is scored by
coefficients that saw it. "decided" are the stances that the rules of `pipeline.grade.brief` make of these
probabilities, so what is reported is what users get.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import numpy

from eval.layer.data import Pair, load_pairs
from pipeline.grade.brief import decide
from pipeline.grade.layer import STANCES, features
from pipeline.grade.replies import read_label
from pipeline.llm import Message, open_model
from pipeline.slots import compare
from pipeline.text import one_line
from pipeline.voice import read_voice
from prompts import load
from store.cache import CallCache, cache_dir
from store.embed import LocalEmbedder

Matrix = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
_RIDGE = 0.003
_FOLDS = 5


async def ask_all(pairs: list[Pair]) -> tuple[list[dict[str, float]], str, str]:
    """The model's label probabilities for each pair, with the model's identity and the prompt's hash."""
    cache = CallCache(cache_dir() / "llm-calls.sqlite")
    model = open_model("local", cache=cache)
    prompt = load("grade.brief")
    answers = []
    for n, pair in enumerate(pairs, 1):
        rendered = prompt.render(claim=one_line(pair.claim), sentence=one_line(pair.evidence))
        messages = [Message(m.role, m.content) for m in rendered]
        reply = await model.ask(messages, max_tokens=3, top_logprobs=12)
        answers.append(read_label(reply.text, reply.logprobs))
        if n % 50 == 0:
            sys.stderr.write(f"{n} of {len(pairs)}\n")
    identity = model.identity
    await model.aclose()
    cache.close()
    return answers, identity, prompt.hash


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


def held_out(x: Matrix, y: Matrix) -> Matrix:
    """Probabilities of each pair by coefficients that were fitted without it."""
    fold = numpy.arange(len(y)) % _FOLDS
    probabilities = numpy.zeros((len(y), len(STANCES)))
    for k in range(_FOLDS):
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


def decided(pair: Pair, answer: dict[str, float], probabilities: Matrix) -> int:
    """The index of the stance that the pipeline would give."""
    slots = compare(pair.claim, pair.evidence, context=pair.evidence)
    said = max(answer, key=lambda label: answer[label])
    likely = dict(zip(STANCES, map(float, probabilities), strict=True))
    return STANCES.index(decide(likely, said, slots, read_voice(pair.claim, pair.evidence)).stance)


def main() -> None:
    """Fits, reports on stderr, writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--most", type=int, help="use the first so many pairs only (they are in random order)")
    arguments = parser.parse_args()
    embedder = LocalEmbedder()
    pairs = load_pairs(arguments.pairs, embedder)[: arguments.most]
    answers, model, prompt_hash = asyncio.run(ask_all(pairs))
    claims, evidence = embedder.embed([p.claim for p in pairs]), embedder.embed([p.evidence for p in pairs])
    similarity = (claims * evidence).sum(axis=1)
    rows = [
        features(a, float(s), compare(p.claim, p.evidence, context=p.evidence))
        for p, a, s in zip(pairs, answers, similarity, strict=True)
    ]
    names = list(rows[0])
    x = numpy.array([[1.0, *(row[n] for n in names)] for row in rows])
    y = numpy.array([STANCES.index(p.stance) for p in pairs])
    raw = numpy.array([[a["true"], a["false"], a["unknown"]] for a in answers])
    held = held_out(x, y)
    stances = numpy.array([decided(p, a, row) for p, a, row in zip(pairs, answers, held, strict=True)])
    report = {
        "pairs": len(pairs),
        "model_alone": ranking(raw, y) | decisions(raw.argmax(axis=1), y),
        "layer": ranking(held, y) | decisions(held.argmax(axis=1), y),
        "decided": decisions(stances, y),
    }
    coefficients = fit(x, y)
    weights = {
        stance: {n: round(float(v), 4) for n, v in zip(["bias", *names], coefficients[:, k], strict=True)}
        for k, stance in enumerate(STANCES)
    }
    content = {
        "model": model,
        "prompt_hash": prompt_hash,
        "data": {d: sum(p.dataset == d for p in pairs) for d in sorted({p.dataset for p in pairs})},
        "held_out_scores": report,
        "weights": weights,
    }
    arguments.output.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    sys.stderr.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
