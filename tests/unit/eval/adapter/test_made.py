"""Groups from templates: well-formed, balanced, and the same for the same seed whatever the process."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
NAMES = ("made_amount", "made_languages", "made_time", "made_voice")
COUNT = 300
SEEDS = (1, 2)

Groups = list[tuple[str, list[tuple[str, str]]]]

every_generator = pytest.mark.parametrize("name", NAMES)


def make(name: str, seed: int, count: int = COUNT) -> Groups:
    made: Groups = import_module(f"eval.adapter.{name}").groups(random.Random(seed), count)
    return made


@cache
def made(name: str, seed: int) -> Groups:
    return make(name, seed)


def both(name: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The groups of both seeds."""
    for seed in SEEDS:
        yield from made(name, seed)


def texts(name: str) -> Iterator[str]:
    for sentence, claims in both(name):
        yield sentence
        yield from (claim for claim, _ in claims)


@every_generator
def test_a_seed_gives_the_same_groups_and_another_seed_others(name: str) -> None:
    one, other = (made(name, seed) for seed in SEEDS)
    assert make(name, SEEDS[0]) == one
    shared = {sentence for sentence, _ in one} & {sentence for sentence, _ in other}
    assert len(shared) < COUNT / 10


def test_no_order_of_a_set_leaks_into_the_groups() -> None:
    program = (
        "import hashlib, random; from importlib import import_module as i;"
        f"print(*(hashlib.sha256(repr(i('eval.adapter.'+n).groups(random.Random({SEEDS[0]}), {COUNT})).encode())"
        f".hexdigest() for n in {NAMES}))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment, text=True)
    here = [hashlib.sha256(repr(made(name, SEEDS[0])).encode()).hexdigest() for name in NAMES]
    assert found.stdout.split() == here


@every_generator
@pytest.mark.parametrize("count", [0, 1, 7, COUNT])
def test_as_many_groups_as_were_asked_for(name: str, count: int) -> None:
    assert len(make(name, 3, count)) == count


@every_generator
def test_groups_are_well_formed(name: str) -> None:
    for sentence, claims in both(name):
        told = [claim for claim, _ in claims]
        labels = {label for _, label in claims}
        assert 3 <= len(claims) <= 5, sentence
        assert labels <= {"true", "false", "unknown"}, sentence
        assert len(labels) >= 2, sentence
        assert len(set(told)) == len(told), sentence
        assert sentence not in told


@every_generator
def test_no_sentence_comes_twice_with_a_seed(name: str) -> None:
    sentences = [sentence for sentence, _ in made(name, SEEDS[0])]
    assert len(set(sentences)) == COUNT


@every_generator
def test_nothing_of_the_notation_is_left(name: str) -> None:
    # French has a blank before a semicolon, so that is none of the faults.
    fault = re.compile(r"[{}\[\]|\n]|\s\s|^\s|\s$|\s[,.]|\.\.|,,|a\(n\)|\bNone(?! of)\b")
    assert [text for text in texts(name) if fault.search(text)] == []


@every_generator
def test_all_begins_with_a_capital_and_claims_end_with_a_stop(name: str) -> None:
    assert [text for text in texts(name) if text[0].islower()] == []
    assert [claim for _, claims in both(name) for claim, _ in claims if not claim.endswith(".")] == []


@every_generator
def test_the_labels_are_in_balance(name: str) -> None:
    counts = Counter(label for _, claims in both(name) for _, label in claims)
    for label, count in counts.items():
        assert 0.25 < count / counts.total() < 0.42, label


@every_generator
def test_a_claim_with_not_is_not_told_by_that_word(name: str) -> None:
    # Else the word alone would give the label away.
    negated = Counter(
        label for _, claims in both(name) for claim, label in claims if re.search(r"\bnot\b|n't", claim) is not None
    )
    assert negated.total() > 20
    assert max(negated.values()) < 0.75 * negated.total()
