"""The embedded grader by its parts: `python -m eval.layer.table ../shared/benchmarks/public_eval.jsonl`.

For the core suite's test events and the single-evidence rows of a file of labelled data of others, set by set: (a)
the model as it comes, (b) with its adapter, (c) what code compares, without any model, (d) all of it through the
fitted layer and the rules. "AUC" ranks by probability, the rest looks at the stance given. Prints Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from eval.layer.fit import Labels, Matrix, ask_all, decisions, feature_rows, open_grader, ranking, stances_of
from eval.layer.fit import raw as raw_probabilities
from eval.layer.items import Item, core_items, public_items
from pipeline.findings import Grade
from pipeline.grade.brief import SAME_WORDS, look
from pipeline.grade.layer import STANCES, load_layer
from store.cache import CallCache, cache_dir
from store.embed import LocalEmbedder, RememberingEmbedder

_HEAD = (
    "| set | pairs | | AUC supports | AUC contradicts | accuracy | recall supports | recall contradicts "
    "| recall neutral "
    "| false supports per 100 neutral | false contradictions per 100 neutral | ECE |"
)


# Where the model gave no label the pipeline says "ungraded": no side, and counted as wrong.
_NO_LABEL = {"true": 0.0, "false": 0.0, "unknown": 1.0}


@dataclass(frozen=True, slots=True)
class Graded:
    """One way of grading: probabilities (items, stances), the stances given, and whether these are probabilities."""

    name: str
    probabilities: Matrix
    given: Matrix
    calibrated: bool


def asked(items: Sequence[Item], adapter: str) -> tuple[list[Labels], Matrix, float]:
    """The embedded model's label probabilities, which of them it really gave, and seconds for each."""
    cache = CallCache(cache_dir() / "llm-calls.sqlite")
    model, grader = open_grader(cache, {**os.environ, "TWOSOURCE_LOCAL_ADAPTER": adapter})

    async def work() -> list[Labels | None]:
        async with model:
            return await ask_all(grader, items)

    started = time.monotonic()
    try:
        answers = asyncio.run(work())
        given = numpy.array([answer is not None for answer in answers])
        return [answer or _NO_LABEL for answer in answers], given, (time.monotonic() - started) / len(items)
    finally:
        cache.close()


def as_users_get_it(items: Sequence[Item]) -> Matrix:
    """The index of the stance that the pipeline gives each item, second readings and all; -1 where it gives none.

    What is contested counts as neutral: it weighs nothing.
    """
    cache = CallCache(cache_dir() / "llm-calls.sqlite")
    model, grader = open_grader(cache)

    async def work() -> list[int]:
        async with model:
            graded = [(await grader.grade(item.claim, item.candidate))[0] for item in items]
        return [STANCES.index(g.stance) if isinstance(g, Grade) else -1 for g in graded]

    try:
        return numpy.array(asyncio.run(work()))
    finally:
        cache.close()


def by_code(items: Sequence[Item]) -> Matrix:
    """Scores of each stance from the comparison of slots alone: no model, no fit."""
    rows = []
    for item in items:
        slots = look(item.claim, item.candidate)[0]
        contradicts = float(bool(slots.differing))
        supports = slots.coverage * (not slots.differing) * (0.5 if slots.unsupported else 1.0)
        rows.append((supports, contradicts, 1 - max(contradicts, float(supports >= SAME_WORDS))))
    return numpy.array(rows)


def by_layer(items: Sequence[Item], answers: Sequence[Labels]) -> Matrix:
    """The fitted layer's probabilities."""
    names, x = feature_rows(items, answers)
    layer = load_layer()
    return numpy.array(
        [
            [layer.probabilities(dict(zip(names, row[1:], strict=True)))[stance] for stance in STANCES]
            for row in x.tolist()
        ]
    )


def row(dataset: str, graded: Graded, y: Matrix) -> str:
    """One line of the table."""
    scores = ranking(graded.probabilities, y) | decisions(graded.given, y)
    ece = f"{scores['ece']:.3f}" if graded.calibrated else "–"
    rates = " | ".join(f"{scores[f'false_{s}_per_100_neutral']:.1f}" for s in ("supports", "contradicts"))
    recalls = " | ".join(f"{scores[f'recall_{s}']:.2f}" for s in STANCES)
    return (
        f"| {dataset} | {len(y)} | {graded.name} | {scores['auc_supports']:.2f} | {scores['auc_contradicts']:.2f} "
        f"| {scores['accuracy']:.2f} | {recalls} | {rates} | {ece} |"
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("public", type=Path)
    arguments = parser.parse_args()
    embedder = RememberingEmbedder(LocalEmbedder())
    items = [*core_items("test", embedder), *public_items(arguments.public, embedder)]
    adapted, adapted_given, seconds = asked(items, "")
    plain, plain_given, plain_seconds = asked(items, "off")
    a, b, c, d = raw_probabilities(plain), raw_probabilities(adapted), by_code(items), by_layer(items, adapted)
    ways = [
        Graded("(a) model as it comes", a, numpy.where(plain_given, a.argmax(axis=1), -1), True),
        Graded("(b) with adapter", b, numpy.where(adapted_given, b.argmax(axis=1), -1), True),
        Graded("(c) slots alone", c, c.argmax(axis=1), False),
        Graded("(d) layer, likeliest", d, numpy.where(adapted_given, d.argmax(axis=1), -1), True),
        Graded("(d) decided by the rules", d, as_users_get_it(items), True),
    ]
    y = stances_of(items)
    sys.stdout.write(f"{_HEAD}\n{'|---' * 12}|\n")
    for dataset in dict.fromkeys(item.dataset for item in items):
        chosen = numpy.array([item.dataset == dataset for item in items])
        for way in ways:
            part = Graded(way.name, way.probabilities[chosen], way.given[chosen], way.calibrated)
            sys.stdout.write(row(dataset, part, y[chosen]) + "\n")
    sys.stderr.write(f"seconds a grade: {seconds:.2f} with the adapter, {plain_seconds:.2f} without\n")


if __name__ == "__main__":
    main()
