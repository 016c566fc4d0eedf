"""Fits a calibration of a model's label log-probabilities to labelled pairs: vector scaling, per model and prompt.

Scores before and after are from five-fold cross-validation by leakage group: no row is scored by a fit that saw it, or
another row of its group. What is stored is fitted on all rows.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from eval.layer.fit import calibration_error, softmax
from eval.metrics.scores import accuracy
from eval.metrics.statistics import Vector, macro_f1
from eval.suite.suites import external_row, lines_of
from pipeline.errors import InputError, ModelCallError, UsageError
from pipeline.grade.brief import brief_prompt
from pipeline.grade.calibration import LABEL_STANCES, CalibrationFile, calibration_path, logit, save_calibration
from pipeline.grade.replies import ReplyError, read_label
from pipeline.llm import ChatModel, Message
from pipeline.text import one_line
from prompts import Prompt, load

LABELS = tuple(LABEL_STANCES)
_GOLD = {"supported": "true", "refuted": "false", "not_enough_evidence": "unknown"}
_MOST_CHARACTERS = 1000
_FOLDS = 5
# Draws towards the model as it comes (scale 1, bias 0): a few hundred rows must not run away with it.
_RIDGE = 0.003
_LEAST_ROWS = 30
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A claim, its evidence, and the word that the brief prompt should be answered with."""

    id: str
    dataset: str
    group: str
    claim: str
    evidence: str
    label: str


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a fit came to, and where it lies."""

    content: CalibrationFile
    path: Path
    hash: str
    failed: int


def load_pairs(path: Path, most: int, seed: int) -> list[LabelledPair]:
    """A seeded sample, as many rows a label and dataset as the file allows.

    Raises:
        InputError: The file cannot be read, or a line is no labelled row; names the line.
    """
    grouped: dict[tuple[str, str], list[LabelledPair]] = {}
    for pair in _rows(path):
        grouped.setdefault((pair.label, pair.dataset), []).append(pair)
    for pairs in grouped.values():
        pairs.sort(key=lambda p: hashlib.sha256(f"{seed}:{p.id}".encode()).digest())
    # Round by round over labels and datasets, so that no set and no label crowds out the others.
    chosen: list[LabelledPair] = []
    while len(chosen) < most and any(grouped.values()):
        chosen += [pairs.pop(0) for _, pairs in sorted(grouped.items()) if pairs]
    return sorted(chosen[:most], key=lambda p: p.id)


def _rows(path: Path) -> Iterator[LabelledPair]:
    seen: set[str] = set()
    for number, line in lines_of(path):
        row = external_row(line, path, number)
        if row.id in seen:
            raise InputError(f"a second row {row.id[:60]!r}", path=str(path), line=number, mend="Give it another id.")
        seen.add(row.id)
        # Conflicting evidence and long passages are nothing that one word could grade.
        evidence = " ".join(e.text for e in row.evidence)
        if row.verdict in _GOLD and evidence.strip() and len(evidence) <= _MOST_CHARACTERS:
            yield LabelledPair(row.id, row.dataset, row.group or row.id, row.claim, evidence, _GOLD[row.verdict])


async def ask_all(model: ChatModel, prompt: Prompt, pairs: Sequence[LabelledPair], progress: Progress) -> list[Any]:
    """The model's label probabilities for each pair, None where it gave none."""
    done = 0

    async def ask(pair: LabelledPair) -> dict[str, float] | None:
        nonlocal done
        rendered = prompt.render(claim=one_line(pair.claim), sentence=one_line(pair.evidence))
        try:
            messages = [Message(m.role, m.content) for m in rendered]
            reply = await model.ask(messages, max_tokens=3, top_logprobs=12, adapted=model.adapted)
            found = read_label(reply.text, reply.logprobs) if reply.logprobs else None
        except (ModelCallError, ReplyError):
            found = None
        done += 1
        progress(done, len(pairs), pair.id)
        return found

    return list(await asyncio.gather(*(ask(pair) for pair in pairs)))


def calibrate(
    model: ChatModel,
    data: Path,
    *,
    most: int,
    seed: int,
    output: Path | None = None,
    progress: Progress = lambda done, total, what: None,
) -> Calibrated:
    """Asks the model about a sample, fits, scores on what was not fitted on, stores.

    Raises:
        InputError: The data cannot be read.
        UsageError: The model gives no log-probabilities, or there are too few rows of a label.
        ModelUnavailable: There is no model.
    """
    prompt = load(brief_prompt(model))
    pairs = load_pairs(data, most, seed)
    usable = Counter(pair.label for pair in pairs)
    if any(usable[label] < _LEAST_ROWS for label in LABELS):
        raise _too_few(data, usable, "usable rows")
    answers = asyncio.run(_asked(model, prompt, pairs, progress))
    kept = [(pair, answer) for pair, answer in zip(pairs, answers, strict=True) if answer is not None]
    counts = Counter(pair.label for pair, _ in kept)
    if any(counts[label] < _LEAST_ROWS for label in LABELS):
        raise _too_few(data, counts, f"rows that {model.name} gave log-probabilities for")
    x = numpy.array([[logit(answer[label]) for label in LABELS] for _, answer in kept])
    y = numpy.array([LABELS.index(pair.label) for pair, _ in kept])
    folds = numpy.array([_fold(pair.group) for pair, _ in kept])
    theta = fit(x, y)
    content = CalibrationFile(
        model=model.identity,
        prompt_hash=prompt.hash,
        scale={label: round(float(theta[k]), 4) for k, label in enumerate(LABELS)},
        bias={label: round(float(theta[k + 3]), 4) for k, label in enumerate(LABELS)},
        data=dict(sorted(Counter(pair.dataset for pair, _ in kept).items())),
        held_out={
            "rows": len(kept),
            "before": _scored(softmax(x), y),
            "after": _scored(held_out(x, y, folds), y),
        },
    )
    path = output or calibration_path(model.identity, prompt.hash)
    return Calibrated(content, path, save_calibration(content, path), len(pairs) - len(kept))


def _too_few(data: Path, counts: Mapping[str, int], what: str) -> UsageError:
    names = {
        word: label for label, word in (("SUPPORTS", "true"), ("REFUTES", "false"), ("NOT_ENOUGH_INFO", "unknown"))
    }
    got = ", ".join(f"{counts.get(word, 0)} {names[word]}" for word in LABELS)
    return UsageError(
        f"{data}: too few {what}: {got}.",
        mend=f"At least {_LEAST_ROWS} a label are needed, from a model that gives log-probabilities.",
    )


async def _asked(model: ChatModel, prompt: Prompt, pairs: Sequence[LabelledPair], progress: Progress) -> list[Any]:
    async with model:
        return await ask_all(model, prompt, pairs, progress)


def fit(x: Vector, y: numpy.ndarray[Any, Any]) -> Vector:
    """Scales and biases (6), by Newton's method on the class-weighted, ridge-penalised log-likelihood.

    Args:
        x: Log-probabilities, shape (rows, 3).
        y: Label indices, shape (rows,).

    Raises:
        UsageError: No fit is found.
    """
    start = numpy.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    theta = start.copy()
    target = numpy.eye(3)[y]
    # A fold may hold all rows of a label: what is left is fitted without it.
    weight = (1 / (3 * numpy.maximum(target.sum(axis=0), 1.0)))[y]

    def loss(at: Vector) -> float:
        likely = softmax(x * at[:3] + at[3:])[numpy.arange(len(y)), y]
        return float(-(weight * numpy.log(likely + 1e-300)).sum() + 0.5 * _RIDGE * ((at - start) ** 2).sum())

    for _ in range(200):
        p = softmax(x * theta[:3] + theta[3:])
        error = (p - target) * weight[:, None]
        gradient = numpy.concatenate([(error * x).sum(axis=0), error.sum(axis=0)]) + _RIDGE * (theta - start)
        hessian = _RIDGE * numpy.eye(6)
        for a in range(3):
            for b in range(3):
                curve = weight * p[:, a] * (float(a == b) - p[:, b])
                hessian[a, b] += (curve * x[:, a] * x[:, b]).sum()
                hessian[a, b + 3] += (curve * x[:, a]).sum()
                hessian[a + 3, b] += (curve * x[:, b]).sum()
                hessian[a + 3, b + 3] += curve.sum()
        step = numpy.linalg.solve(hessian, gradient)
        # A whole step can overshoot where the model is very sure: half of it, until the loss falls.
        here = loss(theta)
        while numpy.abs(step).max() > 1e-9 and loss(theta - step) > here:
            step = step / 2
        theta = theta - step
        if numpy.abs(step).max() <= 1e-9:
            return theta
    raise UsageError("The fit does not settle.", mend="Give more rows with --most, or other data.")


def held_out(x: Vector, y: numpy.ndarray[Any, Any], folds: numpy.ndarray[Any, Any]) -> Vector:
    """Probabilities of each row by a fit that saw no row of its fold, shape (rows, 3)."""
    probabilities = numpy.zeros_like(x)
    for k in range(_FOLDS):
        theta = fit(x[folds != k], y[folds != k])
        probabilities[folds == k] = softmax(x[folds == k] * theta[:3] + theta[3:])
    return probabilities


def _fold(group: str) -> int:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % _FOLDS


def _scored(probabilities: Vector, y: numpy.ndarray[Any, Any]) -> dict[str, float | None]:
    table = numpy.zeros((3, 3))
    numpy.add.at(table, (y, probabilities.argmax(axis=1)), 1)
    f1, right = macro_f1(table), accuracy(table)
    return {
        "ece": calibration_error(probabilities, y),
        "macro_f1": None if f1 is None else round(f1, 3),
        "accuracy": None if right is None else round(right, 3),
    }
