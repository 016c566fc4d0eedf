"""Calibrations: the fit, the file, the data that they are made from, and what findings do with them."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import math
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import calibrate as calibrating
from eval.calibrate import LABELS, LabelledPair, calibrate, fit, held_out, load_pairs
from pipeline.errors import EnvironmentFault, InputError, UsageError
from pipeline.factcheck import FactChecker
from pipeline.findings import Finding, Grade
from pipeline.grade import BriefGrader, load_layer
from pipeline.grade.calibration import (
    Calibration,
    CalibrationFile,
    calibration_path,
    file_hash,
    find_calibration,
    logit,
    save_calibration,
)
from pipeline.grade.layer import Layer
from pipeline.llm import ChatModel, open_model
from pipeline.retrieve import Candidate
from pipeline.settings import Settings
from pipeline.split import passages
from prompts import load
from store import Article, Claim
from store.cache import CallCache
from tests.conftest import WordEmbedder
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply

Numbers = numpy.ndarray[Any, Any]
IDENTITY = numpy.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])


# --- the fit


def softmax(scores: Numbers) -> Numbers:
    exponents = numpy.exp(scores)
    return numpy.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def synthetic(scale: list[float], bias: list[float], rows: int, seed: int) -> tuple[Numbers, Numbers]:
    """Log-probabilities of a model, and labels drawn from what they are worth at these scales and biases."""
    random = numpy.random.default_rng(seed)
    x = numpy.log(numpy.maximum(random.dirichlet([0.8, 0.8, 0.8], rows), 1e-6))
    worth = softmax(x * numpy.array(scale) + numpy.array(bias))
    drawn = (worth.cumsum(axis=1) < random.random(rows)[:, None]).sum(axis=1)
    return x, numpy.minimum(drawn, 2)


def weighed_biases(bias: list[float], y: Numbers) -> Numbers:
    """The biases that a fit with classes weighted alike should find: less each class's log-share (Bayes), around 0."""
    shifted = numpy.array(bias) - numpy.log(numpy.bincount(y, minlength=3) / len(y))
    return numpy.asarray(shifted - shifted.mean())


@pytest.mark.parametrize(
    ("scale", "bias"),
    [
        ([0.5, 1.5, 1.0], [0.0, 0.0, 0.0]),
        ([0.4, 0.4, 0.4], [0.8, -0.5, -0.3]),
        ([2.0, 1.0, 1.5], [-0.5, 0.2, 0.3]),
        ([1.0, 1.0, 1.0], [1.0, 0.0, -1.0]),
    ],
)
def test_the_fit_recovers_known_scales_and_biases(
    scale: list[float], bias: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ridge draws scales that are far from 1 some tenths towards it; without it they are found as they are."""
    x, y = synthetic(scale, bias, 12_000, seed=5)
    drawn = fit(x, y)
    assert drawn[:3] == pytest.approx(scale, abs=0.2)
    assert drawn[3:] - drawn[3:].mean() == pytest.approx(weighed_biases(bias, y), abs=0.2)
    monkeypatch.setattr(calibrating, "_RIDGE", 1e-7)
    free = fit(x, y)
    assert free[:3] == pytest.approx(scale, abs=0.1)
    assert free[3:] - free[3:].mean() == pytest.approx(weighed_biases(bias, y), abs=0.1)


def test_a_model_that_is_calibrated_is_left_as_it_is() -> None:
    x, y = synthetic([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], 12_000, seed=6)
    assert fit(x, y) == pytest.approx(IDENTITY, abs=0.1)


def test_of_very_few_rows_the_fit_does_not_run_away() -> None:
    """Rows that can be told apart without error would drive unpenalised scales to infinity."""
    x = numpy.log([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.05, 0.05, 0.9]])
    theta = fit(x, numpy.array([0, 1, 2]))
    assert numpy.abs(theta - IDENTITY).max() < 3


def test_the_fit_is_at_the_bottom_of_the_penalised_loss() -> None:
    """Its slope by differences is nothing there. The loss is the docstring's: classes weighted alike, and a ridge.

    Classes are as unlike in number as real data has them.
    """
    x, y = synthetic([0.6, 1.3, 0.9], [1.2, -0.4, -0.8], 400, seed=7)

    def loss(theta: Numbers) -> float:
        p = softmax(x * theta[:3] + theta[3:])
        of_class = [-numpy.log(p[y == k, k]).mean() for k in range(3)]
        ridge = 0.003 / 2 * ((theta - IDENTITY) ** 2).sum()
        return float(numpy.mean(of_class) + ridge)

    theta = fit(x, y)
    for k in range(6):
        step = numpy.zeros(6)
        step[k] = 1e-5
        assert (loss(theta + step) - loss(theta - step)) / 2e-5 == pytest.approx(0, abs=1e-6)
    assert loss(theta) < loss(IDENTITY)


def seven_in_ten(sure: float) -> tuple[Numbers, Numbers]:
    """40 rows a label of a model that is always so sure of one label, and right in 28 of 40."""
    x = numpy.full((120, 3), math.log((1 - sure) / 2))
    y = numpy.arange(120) // 40
    said = numpy.where(numpy.arange(120) % 10 < 7, y, (y + 1) % 3)
    x[numpy.arange(120), said] = math.log(sure)
    return x, y


@pytest.mark.parametrize("sure", [0.5, 0.8, 0.9, 0.95, 0.98, 0.999])
def test_a_model_that_is_right_less_often_than_it_is_sure_is_believed_as_often_as_it_is_right(sure: float) -> None:
    """0.7 against 0.15 and 0.15, at whatever it says: the scale is ln(0.7 / 0.15) of the step that it makes.

    That a model of chat is 99 % sure of nearly every word is the rule, and what calibrations are for.
    """
    x, y = seven_in_ten(sure)
    theta = fit(x, y)
    assert theta[:3] == pytest.approx(math.log(0.7 / 0.15) / math.log(sure / ((1 - sure) / 2)), rel=0.05)
    assert theta[3:] == pytest.approx(0, abs=1e-3)
    assert softmax(x * theta[:3] + theta[3:]).max(axis=1) == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_is_never_worse_than_the_model_as_it_comes(seed: int) -> None:
    """The start is scale 1 and bias 0, so what is found must lie lower on the rows that it was fitted on."""
    random = numpy.random.default_rng(seed)
    y = random.integers(3, size=600)
    leaning = random.normal(size=(600, 3)) + numpy.eye(3)[y]
    x = numpy.log(numpy.maximum(softmax(4 * leaning), 1e-6))

    def loss(p: Numbers) -> float:
        return float(numpy.mean([-numpy.log(numpy.maximum(p[y == k, k], 1e-12)).mean() for k in range(3)]))

    theta = fit(x, y)
    fitted = softmax(numpy.clip(x * theta[:3] + theta[3:], -700, 700))
    assert loss(fitted) < loss(softmax(x))
    assert calibration_error(fitted, y) < calibration_error(softmax(x), y)


def calibration_error(probabilities: Numbers, y: Numbers) -> float:
    """Ten bins by the top probability: mean gap between it and the share that is right, weighed by rows."""
    total = 0.0
    for low in range(10):
        inside = [
            (float(p.max()), int(p.argmax()) == label)
            for p, label in zip(probabilities, y, strict=True)
            if low <= min(9, int(float(p.max()) * 10)) < low + 1
        ]
        if inside:
            gap = sum(top for top, _ in inside) - sum(right for _, right in inside)
            total += abs(gap) / len(y)
    return total


@pytest.mark.parametrize("scale", [0.2, 0.4])
def test_the_calibration_error_of_an_over_confident_model_falls(scale: float) -> None:
    """A model whose log-probabilities are worth a fraction of what it says, scored on rows that were held out."""
    x, y = synthetic([scale] * 3, [0.0, 0.0, 0.0], 1500, seed=8)
    folds = numpy.arange(len(y)) % 5
    before, after = calibration_error(softmax(x), y), calibration_error(held_out(x, y, folds), y)
    assert before > 0.1
    assert after < before / 3


def test_probabilities_held_out_are_probabilities() -> None:
    x, y = synthetic([0.5, 1.5, 1.0], [0.0, 0.0, 0.0], 300, seed=9)
    found = held_out(x, y, numpy.arange(300) % 5)
    assert found.shape == (300, 3)
    assert found.sum(axis=1) == pytest.approx(1)


def test_no_row_is_scored_by_a_fit_that_saw_its_fold() -> None:
    """Other labels in one fold change what the other folds get, and nothing of what that fold gets."""
    x, y = synthetic([0.5, 1.5, 1.0], [0.0, 0.0, 0.0], 300, seed=10)
    folds = numpy.random.default_rng(1).integers(5, size=300)
    before = held_out(x, y, folds)
    for k in range(5):
        poisoned = numpy.where(folds == k, (y + 1) % 3, y)
        after = held_out(x, poisoned, folds)
        assert (after[folds == k] == before[folds == k]).all()
        assert not numpy.isclose(after[folds != k], before[folds != k]).all()


def test_a_label_that_lies_in_one_fold_is_no_warning_on_the_screen() -> None:
    """One leakage group may hold all rows of a label ("group" being a data set's name, say)."""
    x, y = synthetic([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], 90, seed=11)
    assert numpy.isfinite(held_out(x, y, numpy.where(y == 2, 0, 1 + numpy.arange(90) % 4))).all()


# --- what a calibration says


def calibration(scale: float = 1.0, **bias: float) -> Calibration:
    none = dict.fromkeys(LABELS, 0.0)
    return Calibration(dict.fromkeys(LABELS, scale), none | bias, "0" * 16)


def test_probabilities_by_hand() -> None:
    labels = {"true": 0.64, "false": 0.04, "unknown": 0.32}
    # Scale 0.5 is the square root: 0.8, 0.2 and 0.5657 of 1.5657.
    assert calibration(0.5).probabilities(labels) == pytest.approx(
        {"supports": 0.8 / 1.565685, "contradicts": 0.2 / 1.565685, "neutral": 0.565685 / 1.565685}, abs=1e-6
    )
    # A bias of ln 4 is a factor of 4: 0.64, 0.16 and 0.32 of 1.12.
    assert calibration(false=math.log(4)).probabilities(labels) == pytest.approx(
        {"supports": 0.64 / 1.12, "contradicts": 0.16 / 1.12, "neutral": 0.32 / 1.12}
    )


def test_a_label_without_mass_has_a_millionth() -> None:
    assert logit(0.0) == math.log(1e-6)
    assert logit(0.3) == math.log(0.3)
    found = calibration().probabilities({"true": 1.0, "false": 0.0, "unknown": 0.0})
    assert found["contradicts"] == found["neutral"] == pytest.approx(1e-6 / (1 + 2e-6))


@given(
    st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda p: sum(p) > 0.01),
    st.lists(st.floats(-20, 20), min_size=3, max_size=3),
    st.lists(st.floats(-20, 20), min_size=3, max_size=3),
)
def test_probabilities_sum_to_one_whatever_the_file_holds(
    mass: list[float], scale: list[float], bias: list[float]
) -> None:
    labels = {label: m / sum(mass) for label, m in zip(LABELS, mass, strict=True)}
    made = Calibration(dict(zip(LABELS, scale, strict=True)), dict(zip(LABELS, bias, strict=True)), "0" * 16)
    found = made.probabilities(labels)
    assert set(found) == {"supports", "contradicts", "neutral"}
    assert sum(found.values()) == pytest.approx(1)
    assert all(0 <= p <= 1 for p in found.values())


# --- the file

MODEL = "openai:tiny@http://127.0.0.1:8000/v1"
PROMPT = "0123456789abcdef"


def content(**changes: Any) -> CalibrationFile:
    return CalibrationFile(
        **{
            "model": MODEL,
            "prompt_hash": PROMPT,
            "scale": {"true": 0.5, "false": 1.25, "unknown": 1.0},
            "bias": {"true": 0.125, "false": -0.25, "unknown": 0.0},
            "data": {"fever": 90},
            "held_out": {"rows": 90, "before": {"ece": 0.2}, "after": {"ece": 0.1}},
            **changes,
        }
    )


def test_what_is_saved_is_found_for_its_model_and_prompt_only() -> None:
    path = calibration_path(MODEL, PROMPT)
    saved = save_calibration(content(), path)
    found = find_calibration(MODEL, PROMPT)
    assert found == Calibration(content().scale, content().bias, saved)
    assert saved == hashlib.sha256(path.read_bytes()).hexdigest()[:16] == file_hash(path.read_bytes())
    assert CalibrationFile.model_validate_json(path.read_bytes()) == content()
    assert [p.name for p in path.parent.iterdir()] == [path.name], "no draft is left"
    for other in ((MODEL, "f" * 16), (MODEL + "/", PROMPT), ("openai:tiny", PROMPT), ("", "")):
        assert find_calibration(*other) is None


def test_a_new_calibration_takes_the_place_of_the_old_and_has_another_hash() -> None:
    path = calibration_path(MODEL, PROMPT)
    first = save_calibration(content(), path)
    second = save_calibration(content(data={"fever": 91}), path)
    assert first != second
    found = find_calibration(MODEL, PROMPT)
    assert found is not None
    assert found.hash == second
    assert save_calibration(content(), path) == first


def test_it_lies_in_the_users_cache_folder(tmp_path: Path) -> None:
    path = calibration_path(MODEL, PROMPT)
    assert path.parent == tmp_path / "cache" / "calibrations"
    assert path.suffix == ".json"
    assert "openai-tiny" in path.name
    assert calibration_path(MODEL, PROMPT, tmp_path / "other").parent == tmp_path / "other"


@pytest.mark.parametrize(
    "model", ["", ".", "..", "../../etc/passwd", "a/b:c@d", "x" * 500, "модель", "a\0b", "~", "local:m@0123"]
)
def test_any_name_of_a_model_is_one_file_in_the_folder(tmp_path: Path, model: str) -> None:
    path = calibration_path(model, PROMPT, tmp_path)
    assert path.parent == tmp_path
    assert path.resolve().parent == tmp_path.resolve()
    save_calibration(content(model=model), path)
    assert path.is_file()


def test_names_that_look_alike_in_a_file_name_are_told_apart() -> None:
    pairs = [("a:b", "p"), ("a/b", "p"), ("a-b", "p"), ("a:b", "q"), ("x" * 90, "p"), ("x" * 91, "p"), ("a:b\0p", "")]
    assert len({calibration_path(*pair) for pair in pairs}) == len(pairs)


def stored(data: bytes) -> Calibration | None:
    """What is found where a file with these bytes lies."""
    path = calibration_path(MODEL, PROMPT)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return find_calibration(MODEL, PROMPT)


def test_a_file_cut_short_counts_as_none() -> None:
    path = calibration_path(MODEL, PROMPT)
    save_calibration(content(), path)
    whole = path.read_bytes()
    assert stored(whole) is not None
    for cut in (
        *range(0, len(whole) - 20, 17),
        *range(len(whole) - 20, len(whole) - 1),
    ):  # without the last newline it is still whole
        assert stored(whole[:cut]) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "openai:other"},
        {"prompt_hash": "f" * 16},
        {"scale": {"true": 1.0, "false": 1.0}},
        {"bias": {"true": 0.0, "false": 0.0}},
        {"bias": {}},
        {"scale": {"yes": 1.0, "no": 1.0, "unknown": 1.0}},
        {"scale": {"true": 1.0, "false": 1.0, "unknown": 1.0, "perhaps": 1.0}},
        {"bias": {"true": 0.0, "false": 0.0, "unknown": 0.0, "perhaps": 0.0}},
        {"scale": None},
        {"scale": {"true": None, "false": 1.0, "unknown": 1.0}},
        {"scale": {"true": "much", "false": 1.0, "unknown": 1.0}},
        {"scale": [1.0, 1.0, 1.0]},
        {"surplus": 1},
        {"data": None},
    ],
)
def test_a_file_of_another_pair_or_shape_counts_as_none(changes: dict[str, Any]) -> None:
    assert stored(json.dumps(content().model_dump() | changes).encode()) is None


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b"\0" * 9, b"\xff\xfe", b"[" * 100_000, b"NaN"])
def test_a_file_that_is_something_else_counts_as_none(data: bytes) -> None:
    assert stored(data) is None


def test_a_folder_in_its_place_counts_as_none() -> None:
    calibration_path(MODEL, PROMPT).mkdir(parents=True)
    assert find_calibration(MODEL, PROMPT) is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["scale", "bias"])
def test_a_file_with_a_number_that_is_none_counts_as_none(field: str, number: str) -> None:
    text = json.dumps(content().model_dump() | {field: {"true": 777.5, "false": 1.0, "unknown": 1.0}})
    assert stored(text.replace("777.5", number).encode()) is None


def test_a_place_that_cannot_be_written_is_the_machines_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault):
        save_calibration(content(), tmp_path / "file" / "calibration.json")


# --- the data


def row(name: str, label: str = "SUPPORTS", dataset: str = "fever", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "dataset": dataset,
        "label": label,
        "claim": f"Claim {name}.",
        "evidence": [{"text": f"Evidence {name}."}],
        **more,
    }


def data_file(*rows: dict[str, Any], name: str = "pairs.jsonl") -> Path:
    path = Path(name)  # each test has a current folder of its own
    text = "".join(json.dumps(r) + "\n" for r in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def many(number: int, label: str, dataset: str) -> list[dict[str, Any]]:
    return [row(f"{dataset}-{label}-{n:03}", label, dataset) for n in range(number)]


UNEVEN = [
    *many(50, "SUPPORTS", "fever"),
    *many(5, "SUPPORTS", "snli"),
    *many(20, "REFUTES", "fever"),
    *many(30, "NOT_ENOUGH_INFO", "snli"),
]


def test_a_row_is_read_as_it_stands() -> None:
    both = [{"text": "It rained.", "title": "Weather"}, {"text": "Rain fell."}]
    (pair,) = load_pairs(data_file(row("r1", "REFUTES", "snli", evidence=both, group="g7", surplus=1)), 9, 0)
    assert pair == LabelledPair("r1", "snli", "g7", "Claim r1.", "It rained. Rain fell.", "false")


@pytest.mark.parametrize("group", [None, ""])
def test_a_row_without_a_group_is_a_group_of_its_own(group: Any) -> None:
    pairs = load_pairs(data_file(row("r1"), row("r2", group=group)), 9, 0)
    assert [p.group for p in pairs] == ["r1", "r2"]


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.jsonl.gz"])
def test_labels_and_datasets_are_drawn_alike_as_far_as_they_last(name: str) -> None:
    """40 of four kinds: five rounds of four, when snli has no supports left, then 20 more from three kinds."""
    pairs = load_pairs(data_file(*UNEVEN, name=name), 40, 0)
    counts = Counter((p.label, p.dataset) for p in pairs)
    assert counts.pop(("true", "snli")) == 5
    assert sorted(counts.values()) == [11, 12, 12]
    assert [p.id for p in pairs] == sorted({p.id for p in pairs})


def test_a_sample_is_the_same_again_and_another_seed_draws_another() -> None:
    path = data_file(*UNEVEN)
    first = load_pairs(path, 40, 0)
    assert load_pairs(path, 40, 0) == first
    assert load_pairs(data_file(*reversed(UNEVEN)), 40, 0) == first
    assert len({tuple(p.id for p in load_pairs(path, 40, seed)) for seed in range(5)}) == 5
    small, large = load_pairs(path, 20, 3), load_pairs(path, 60, 3)
    assert {p.id for p in small} < {p.id for p in large}


def test_all_rows_are_drawn_where_there_are_no_more() -> None:
    assert len(load_pairs(data_file(*UNEVEN), 1000, 0)) == 105
    assert load_pairs(data_file(*UNEVEN), 0, 0) == []
    assert load_pairs(data_file(), 10, 0) == []


def test_rows_that_are_no_brief_grade_are_passed_over() -> None:
    kept = load_pairs(
        data_file(
            row("conflicting", "CONFLICTING"),
            row("none", evidence=[]),
            row("blank", evidence=[{"text": " \n"}]),
            row("long", evidence=[{"text": "x" * 1001}]),
            row("two", evidence=[{"text": "x" * 500}, {"text": "x" * 500}]),
            row("longest", evidence=[{"text": "x" * 1000}]),
        ),
        10,
        0,
    )
    assert [p.id for p in kept] == ["longest"]


def without(field: str) -> dict[str, Any]:
    return {name: value for name, value in row("r9").items() if name != field}


GOOD = json.dumps(row("r0")).encode()
BAD_LINES: dict[str, bytes] = {
    "half a line": GOOD[: len(GOOD) // 2],
    "two objects": b"{} {}",
    "no JSON": b"r1, SUPPORTS",
    "NUL bytes": b"\0\0\0\0",
    "a list": b"[1, 2]",
    "an empty object": b"{}",
    "null": b"null",
    "a number": b"7",
    "a string": b'"r1"',
    "a number too long": b'{"id": ' + b"1" * 6000 + b"}",
    "deep lists": b"[" * 150_000,
    "deep objects": b'{"id":' * 100_000,
    "a huge line": b"x" * 3_000_000,
    "no id": json.dumps(without("id")).encode(),
    "no dataset": json.dumps(without("dataset")).encode(),
    "no claim": json.dumps(without("claim")).encode(),
    "no label": json.dumps(without("label")).encode(),
    "no evidence": json.dumps(without("evidence")).encode(),
    "a label that is a list": json.dumps(row("r1", label=["SUPPORTS"])).encode(),
    "evidence that is null": json.dumps(row("r1", evidence=None)).encode(),
    "evidence that is an object": json.dumps(row("r1", evidence={"text": "x"})).encode(),
    "evidence that is text": json.dumps(row("r1", evidence="x")).encode(),
    "evidence without text": json.dumps(row("r1", evidence=[{}])).encode(),
    "evidence whose text is null": json.dumps(row("r1", evidence=[{"text": None}])).encode(),
}


def refused(data: bytes, name: str = "pairs.jsonl") -> InputError:
    path = Path(name)
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_pairs(path, 10, 0)
    assert caught.value.path == name
    assert caught.value.mend
    assert len(str(caught.value)) < 600
    return caught.value


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_a_line_that_is_no_labelled_row_is_named(bad: bytes) -> None:
    error = refused(GOOD + b"\n\n" + bad + b"\n" + GOOD)
    assert error.line == 3
    assert "NOT_ENOUGH_INFO" in error.mend
    assert refused(gzip.compress(GOOD + b"\n" + bad), "pairs.jsonl.gz").line == 2


@pytest.mark.parametrize("claim", [None, 7, ["Claim."], {}])
def test_a_claim_that_is_no_text_is_named(claim: Any) -> None:
    assert refused(GOOD + b"\n" + json.dumps(row("r1", claim=claim)).encode()).line == 2


def test_a_lone_surrogate_is_read_as_a_question_mark() -> None:
    """JSON can hold one, and neither the hash of an id nor a request can."""
    (pair,) = load_pairs(data_file(row("\ud800", claim="It \udfff rained.", evidence=[{"text": "Rain \ud800."}])), 9, 0)
    assert (pair.id, pair.claim, pair.evidence) == ("?", "It ? rained.", "Rain ?.")


def test_an_id_given_twice_is_an_error() -> None:
    """`eval run --suite file:` refuses such a file."""
    assert refused(GOOD + b"\n" + json.dumps(row("r1")).encode() + b"\n" + GOOD).line == 3


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    for wrong in (Path("nowhere.jsonl"), Path("nowhere.jsonl.gz"), tmp_path):
        with pytest.raises(InputError, match="cannot be read") as caught:
            load_pairs(wrong, 10, 0)
        assert caught.value.path == str(wrong)
        assert caught.value.mend
    whole = gzip.compress(GOOD)
    for bad in (b"no gzip", whole[:-1], whole[:5], whole[:20], b"\x1f", whole[:-1] + b"\xff"):
        assert "cannot be read" in str(refused(bad, "pairs.jsonl.gz"))


def test_a_compressed_file_that_is_damaged_inside_is_an_error() -> None:
    data = bytearray(gzip.compress(b"".join(json.dumps(r).encode() + b"\n" for r in UNEVEN)))
    for at in range(10, 60, 3):
        refused(bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]), "pairs.jsonl.gz")


def test_what_is_not_utf8_is_named_by_its_line() -> None:
    assert refused(GOOD + b'\n{"id": "stra\xdfe"}').line == 2


# --- end to end


@pytest.fixture(autouse=True)
def _no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the machine's certificates takes most of the time of making a client; nothing here speaks TLS."""
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *args, **settings: None)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    with StubServer() as server:
        yield server


Make = Callable[..., ChatModel]


@pytest.fixture
def model(stub: StubServer) -> Make:
    def make(cache: CallCache | None = None) -> ChatModel:
        environ = {"OPENAI_BASE_URL": stub.base_url, "OPENAI_API_KEY": "sk-test-0123456789"}
        return open_model("openai:tiny", cache=cache, timeout=5, deadline=20, environ=environ)

    return make


def asked_about(request: Recorded) -> str:
    return str(request.json["messages"][-1]["content"])


def over_confident(request: Recorded) -> Scripted:
    """A model that says the word that the evidence ends in, and is always 90 % sure of it."""
    sentence = next(line for line in asked_about(request).splitlines() if line.startswith("Sentence: "))
    said = sentence.rstrip(".").split()[-1]
    if said not in LABELS:
        return chat_reply("The", logprobs={"The": math.log(0.9), "true": math.log(0.1)})
    others = {label: math.log(0.05) for label in LABELS if label != said}
    return chat_reply(said, logprobs={said: math.log(0.9), **others})


def leaning(per_label: int = 40) -> list[dict[str, Any]]:
    """Rows of which the model above has seven in ten right: 28 of 40 a label; the other 12 are taken for the next.

    So it is in each group of 30 rows, ten a label: what a fit learns from some groups holds for the others.
    """
    rows = []
    for k, (label, gold) in enumerate((("SUPPORTS", "true"), ("REFUTES", "false"), ("NOT_ENOUGH_INFO", "unknown"))):
        for n in range(per_label):
            said = gold if n % 10 < 7 else LABELS[(k + 1) % 3]
            evidence = [{"text": f"Report {k}-{n} is {said}."}]
            dataset = "fever" if n % 2 else "snli"
            rows.append(row(f"{gold}-{n:02}", label, dataset, evidence=evidence, group=f"group {n // 10}"))
    return rows


def test_a_calibration_from_data_to_file(stub: StubServer, model: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.otherwise = over_confident
    given_folds: list[Numbers] = []

    def watched(x: Numbers, y: Numbers, folds: Numbers) -> Numbers:
        given_folds.append(folds)
        return held_out(x, y, folds)

    monkeypatch.setattr(calibrating, "held_out", watched)
    told: list[tuple[int, int]] = []
    # Five of a dataset of their own that the model gives no answer on, so that all five are drawn.
    unanswered = [row(f"zzz-{n}", "SUPPORTS", "odd", evidence=[{"text": f"Report {n} is odd."}]) for n in range(5)]
    chat = model()
    done = calibrate(
        chat,
        data_file(*leaning(), *unanswered),
        most=125,
        seed=0,
        progress=lambda n, total, what: told.append((n, total)),
    )

    # What was asked.
    assert len(stub.requests) == 125
    prompt = load("grade.brief")
    for request in stub.requests:
        sent = request.json
        assert (sent["logprobs"], sent["top_logprobs"], sent["max_completion_tokens"]) == (True, 12, 3)
        assert (sent["model"], sent["temperature"]) == ("tiny", 0)
        assert len(sent["messages"]) == len(prompt.render(claim="c", sentence="s"))
    assert {asked_about(r).splitlines()[0] for r in stub.requests} >= {"Sentence: Report 1-39 is unknown."}
    assert told == [(n, 125) for n in range(1, 126)]

    # What was scored: 90 % sure and 70 % right is an error of 0.2, and F1 is 28 / (28 + 12) for each label.
    assert done.failed == 5
    assert done.content.data == {"fever": 60, "snli": 60}
    assert done.content.held_out["rows"] == 120
    assert done.content.held_out["before"] == {"ece": 0.2, "macro_f1": 0.7, "accuracy": 0.7}
    assert done.content.held_out["after"]["ece"] < 0.05
    assert done.content.held_out["after"]["accuracy"] == 0.7

    # Rows of one group lie in one fold. Rows are sorted by id: 40 of each label, of them ten a group.
    (folds,) = given_folds
    by_group = [{int(folds[40 * k + 10 * g + n]) for k in range(3) for n in range(10)} for g in range(4)]
    assert all(len(found) == 1 for found in by_group)
    assert len({found.pop() for found in by_group}) > 1

    # What was stored. Labels are alike but for their names, so all scales are below 1 and none stands out.
    assert (done.content.model, done.content.prompt_hash) == (chat.identity, prompt.hash)
    assert done.path == calibration_path(chat.identity, prompt.hash)
    found = find_calibration(chat.identity, prompt.hash)
    assert found == Calibration(done.content.scale, done.content.bias, done.hash)
    assert all(0 < value < 0.8 for value in found.scale.values())
    sure = found.probabilities({"true": 0.9, "false": 0.05, "unknown": 0.05})
    assert sure["supports"] == pytest.approx(0.7, abs=0.05)


def test_the_same_again_costs_nothing_and_gives_the_same_file(stub: StubServer, model: Make, tmp_path: Path) -> None:
    stub.otherwise = over_confident
    path = data_file(*leaning(30))
    with CallCache(tmp_path / "calls.sqlite3") as cache:
        first = calibrate(model(cache), path, most=90, seed=0, output=tmp_path / "one" / "first.json")
        asked = len(stub.requests)
        second = calibrate(model(cache), path, most=90, seed=0, output=tmp_path / "second.json")
    assert asked == len(stub.requests) == 90
    assert first.path.read_bytes() == second.path.read_bytes()
    assert (first.hash, first.content) == (second.hash, second.content)
    assert find_calibration(first.content.model, first.content.prompt_hash) is None, "it was put elsewhere"


def test_a_model_without_log_probabilities_is_refused_and_nothing_is_stored(stub: StubServer, model: Make) -> None:
    stub.otherwise = lambda request: chat_reply("true")
    chat = model()
    with pytest.raises(UsageError, match="openai:tiny gave log-probabilities for") as caught:
        calibrate(chat, data_file(*leaning()), most=90, seed=0)
    assert "0 SUPPORTS, 0 REFUTES, 0 NOT_ENOUGH_INFO" in str(caught.value)
    assert "gives log-probabilities" in caught.value.mend
    assert not calibration_path(chat.identity, load("grade.brief").hash).parent.exists()


def test_too_few_rows_of_one_label_are_refused_before_anything_is_asked(stub: StubServer, model: Make) -> None:
    stub.otherwise = over_confident
    rows = [r for r in leaning() if r["label"] != "REFUTES" or r["id"] < "false-29"]
    with pytest.raises(UsageError, match="40 SUPPORTS, 29 REFUTES, 40 NOT_ENOUGH_INFO") as caught:
        calibrate(model(), data_file(*rows), most=600, seed=0)
    assert "At least 30" in caught.value.mend
    assert stub.requests == []


def test_calls_that_fail_are_counted_and_do_not_end_it(stub: StubServer, model: Make) -> None:
    stub.otherwise = lambda r: error_reply(400, "no") if "Claim true-3" in asked_about(r) else over_confident(r)
    done = calibrate(model(), data_file(*leaning()), most=120, seed=0)
    assert (done.failed, done.content.held_out["rows"]) == (10, 110)


# --- what findings do with it

CLAIM = "The council of Orl approved the budget on May 3."
SENTENCE = "The council of Orl approved the budget on May 3 after a long debate."


def sure_of(true: float, false: float, unknown: float) -> Callable[[Recorded], Scripted]:
    logprobs = {"true": math.log(true), "false": math.log(false), "unknown": math.log(unknown)}
    return lambda request: chat_reply("true", logprobs=logprobs)


@pytest.fixture
def check(stub: StubServer, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finding]:
    """Checks the claim against one article that says the same, with the brief prompt and a model at the stub."""
    monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    Path("wire.txt").write_text(f"{SENTENCE} The mayor was away.\n")
    stub.otherwise = sure_of(0.9, 0.04, 0.06)

    def once(grader: str = "brief") -> Finding:
        settings = Settings.model_validate({"model": "openai:tiny", "library": "lib", "grader": grader})
        with FactChecker(settings, embedder=embedder) as checker:
            checker.ingest(["wire.txt"])
            return checker.check(CLAIM)

    return once


def store(stub: StubServer, scale: float, prompt_hash: str | None = None, **bias: float) -> str:
    """Puts a calibration of the model at the stub where findings look for it; returns its hash."""
    identity = f"openai:tiny@{stub.base_url}"
    wanted = prompt_hash or load("grade.brief").hash
    made = content(
        model=identity,
        prompt_hash=wanted,
        scale=dict.fromkeys(LABELS, scale),
        bias=dict.fromkeys(LABELS, 0.0) | bias,
    )
    path = calibration_path(identity, wanted)
    save_calibration(made, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def test_a_finding_has_its_confidence_from_the_stored_calibration_and_names_its_hash(
    stub: StubServer, check: Callable[..., Finding]
) -> None:
    stored_hash = store(stub, 0.5)
    finding = check()
    assert finding.verdict == "supported"
    # Square roots of 0.9, 0.04 and 0.06 are 0.94868, 0.2 and 0.24495, in all 1.39363.
    assert [s.confidence for s in finding.sources] == [0.681]
    assert finding.provenance.calibration_hash == stored_hash
    assert finding.provenance.notes == ()


def test_without_a_calibration_there_is_no_confidence_and_the_finding_says_so(
    stub: StubServer, check: Callable[..., Finding]
) -> None:
    finding = check()
    assert finding.verdict == "supported"
    assert [s.confidence for s in finding.sources] == [None]
    assert finding.provenance.calibration_hash is None
    assert "no calibration" in finding.provenance.notes[0]


def test_a_calibration_of_another_prompt_or_a_damaged_one_is_not_used(
    stub: StubServer, check: Callable[..., Finding]
) -> None:
    store(stub, 0.5, prompt_hash="f" * 16)
    assert check().provenance.calibration_hash is None
    store(stub, 0.5)
    identity = f"openai:tiny@{stub.base_url}"
    path = calibration_path(identity, load("grade.brief").hash)
    path.write_bytes(path.read_bytes()[:-20])
    finding = check()
    assert (finding.provenance.calibration_hash, [s.confidence for s in finding.sources]) == (None, [None])


def test_a_calibration_changes_the_confidence_and_never_the_stance(
    stub: StubServer, check: Callable[..., Finding]
) -> None:
    """Where it finds another stance likelier, its probability says nothing about the one that stands."""
    before = check()
    store(stub, 1.0, unknown=9.0)
    after = check()
    assert [s.confidence for s in after.sources] == [None]
    assert after.verdict == before.verdict == "supported"
    assert [(s.stance, s.quotes) for s in after.sources] == [(s.stance, s.quotes) for s in before.sources]


def test_a_model_that_gave_no_log_probabilities_has_no_confidence(
    stub: StubServer, check: Callable[..., Finding]
) -> None:
    store(stub, 0.5)
    stub.otherwise = lambda request: chat_reply("true")
    assert [s.confidence for s in check().sources] == [None]


def test_the_full_grader_has_no_calibration(stub: StubServer, check: Callable[..., Finding]) -> None:
    store(stub, 0.5)
    reply = {"stance": "supports", "sentences": [1], "voice": "asserts", "speaker": None, "reason": "so it says"}
    stub.otherwise = lambda request: chat_reply(json.dumps(reply))
    finding = check("full")
    assert (finding.verdict, finding.provenance.calibration_hash) == ("supported", None)
    assert [s.confidence for s in finding.sources] == [None]


def test_the_shipped_layer_comes_before_a_stored_calibration(stub: StubServer, model: Make) -> None:
    """Where the layer was fitted for the model and prompt, it gives the confidence."""
    store(stub, 0.5)
    stub.otherwise = sure_of(0.9, 0.04, 0.06)
    prompt, shipped = load("grade.brief"), load_layer()
    article = Article.make(SENTENCE)
    (passage,) = passages(article)
    candidate = Candidate.at(article, passage, passage.sentences[0], 0.8)

    async def graded(layer: Layer) -> tuple[BriefGrader, Grade]:
        async with model() as chat:
            grader = BriefGrader(chat, prompt, layer)
            grade, _ = await grader.grade(Claim.make(CLAIM), candidate)
        assert isinstance(grade, Grade)
        return grader, grade

    other, by_calibration = asyncio.run(graded(shipped))
    assert other.calibration is not None
    assert by_calibration.confidence == 0.681
    fitting = Layer(model().identity, prompt.hash, shipped.weights, "0" * 16)
    grader, by_layer = asyncio.run(graded(fitting))
    assert (grader.calibration, grader.calibrated) == (None, True)
    assert by_layer.confidence not in (None, 0.681)
    assert by_layer.stance == by_calibration.stance == "supports"
