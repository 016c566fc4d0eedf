"""Scores of rows: which stage they are of, what they come to, and the units that runs are paired by."""

from __future__ import annotations

import re

import pytest

from eval.metrics.scores import METRICS, STAGES, StageName, difference, estimate, metric, scores, total, units
from eval.metrics.statistics import Estimate
from eval.run.records import Row
from tests.unit.eval.builders import (
    answer,
    claim_case,
    evidence,
    external_case,
    finding,
    given,
    judged,
    question_case,
    retrieved,
    row,
    simple_case,
    verdict_row,
)

# Gold and given verdicts of ten claims about one event.
TEN: tuple[Row, ...] = (
    verdict_row("ferry-01", "supported", "supported"),
    verdict_row("ferry-02", "supported", "supported"),
    verdict_row("ferry-03", "supported", "not_enough_evidence"),
    verdict_row("ferry-04", "supported", "ungraded"),
    verdict_row("ferry-05", "refuted", "refuted"),
    verdict_row("ferry-06", "refuted", "supported"),
    verdict_row("ferry-07", "conflicting", "refuted"),
    verdict_row("ferry-08", "not_enough_evidence", "not_enough_evidence"),
    verdict_row("ferry-09", "not_enough_evidence", "not_enough_evidence"),
    row(simple_case("ferry-10", "not_enough_evidence"), error="ModelCallError: no answer"),
)


def test_metrics_are_named_once_and_each_has_a_stage() -> None:
    names = [m.name for m in METRICS]
    assert len(set(names)) == len(names)
    assert {m.stage for m in METRICS} == set(STAGES)
    for m in METRICS:
        assert re.fullmatch(r"[a-z0-9_]+", m.name)
        assert metric(m.name) is m
        assert m.title


def test_rates_of_mistakes_are_better_when_lower() -> None:
    lower = {m.name for m in METRICS if m.lower_is_better}
    mistakes = {m.name for m in METRICS if re.search(r"false|flip|ece$", m.name)}
    assert lower == mistakes


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("verdict_accuracy", 5 / 10, 10),
        ("f1_supported", 2 * 2 / (2 * 2 + 1 + 2), 4),
        ("f1_refuted", 2 * 1 / (2 * 1 + 1 + 1), 2),
        ("f1_conflicting", 0.0, 1),
        ("f1_not_enough_evidence", 2 * 2 / (2 * 2 + 1 + 1), 3),
        ("verdict_macro_f1", (4 / 7 + 1 / 2 + 0 + 2 / 3) / 4, 10),
        ("coverage", 1.0, 9 * 4),
    ],
)
def test_scores_of_verdicts(name: str, value: float, n: int) -> None:
    """One event only, and so no intervals."""
    assert estimate(TEN, metric(name)) == Estimate(pytest.approx(value), None, None, n)


def test_wrong_verdicts_per_hundred_claims_that_are_not() -> None:
    """Of the six that are not supported one was called so; of the eight that are not refuted one."""
    assert estimate(TEN, metric("false_supported_per_100")).value == pytest.approx(100 / 6)
    assert estimate(TEN, metric("false_refuted_per_100")).value == pytest.approx(100 / 8)


def test_the_size_of_a_rate_is_what_it_is_of() -> None:
    """As that of false “supports” per 100 neutral is the number of neutral ones; with none there is no score."""
    assert estimate(TEN, metric("false_supported_per_100")).n == 6
    assert estimate(TEN, metric("false_refuted_per_100")).n == 8
    assert "false_supported_per_100" not in scores([verdict_row("ferry-01", "supported", "supported")])


def test_scores_of_stages() -> None:
    case = claim_case("ferry-20", "supported", evidence("ferry/a", "supports", (0, 50)), evidence("ferry/b"))
    done = row(
        case,
        retrieved=retrieved(("ferry/c", 0, 9), ("ferry/a", 0, 50), ("ferry/a", 50, 90)),
        given=(
            given("supports", "supports", confidence=0.9),
            given("supports", "neutral", confidence=0.6, start=20),
            given("neutral", "contradicts", confidence=0.8, start=40, quote_exact=False),
            given("neutral", "neutral", confidence=0.7, start=60),
            given("neutral", None, start=80),
        ),
        judged=judged("supported", ["ferry/a"], ["ferry/b"]),
        finding=finding("supported", origins=(1, 0)),
        stances={"ferry/a": "supports", "ferry/b": "neutral", "ferry/c": "contradicts"},
        quotes_exact=(True, True, False),
    )
    found = scores([done])
    expected = {
        "article_recall_at_1": (0.0, 2),
        "article_recall_at_3": (1 / 2, 2),
        "sentence_recall_at_1": (1 / 2, 2),
        "stance_accuracy": (2 / 5, 5),
        "f1_supports": (2 / 3, 2),
        "f1_neutral": (2 / 5, 3),  # one hit; one false; two lost: 2 / (2 + 1 + 2)
        "stance_macro_f1": ((2 / 3 + 2 / 5) / 2, 5),
        "false_supports_per_100_neutral": (0.0, 3),
        "false_contradicts_per_100_neutral": (100 / 3, 3),
        "voice_accuracy": (1.0, 1),
        "graded": (4 / 5, 5),
        # The bands hold one grade each: off by 0.1, 0.6, 0.8 and 0.3.
        "ece": ((0.1 + 0.6 + 0.8 + 0.3) / 4, 4),
        "quotes_exact_in_grades": (1 / 2, 2),
        "judged_verdict_accuracy": (1.0, 1),
        "judged_origin_accuracy": (1.0, 1),
        "verdict_accuracy": (1.0, 1),
        "found_stance_accuracy": (1 / 3, 3),
        "found_false_contradicts_per_100_neutral": (100.0, 1),
        "origin_accuracy": (0.0, 1),
        "quotes_exact": (2 / 3, 3),
        "coverage": (1.0, 4),
    }
    for name, (value, n) in expected.items():
        assert found[name] == Estimate(pytest.approx(value), None, None, n), name


def test_what_was_not_measured_has_no_score() -> None:
    """A class that gold has none of, a stage that was not run, questions that were not asked."""
    found = scores([verdict_row("ferry-01", "supported", "refuted")])
    assert "f1_supported" in found
    assert not {"f1_refuted", "stance_accuracy", "ece", "answer_recall", "flip_rate", "injection_flips"} & set(found)
    assert scores([]) == {}
    assert estimate([], metric("verdict_accuracy")) == Estimate(None, None, None, 0)


def test_questions_have_scores_of_their_own() -> None:
    part = [evidence("ferry/a", "supports", (0, 9))]
    rows = [
        row(question_case("ferry-q1", part, part), answer=answer(("ferry/a", (0, 9)))),
        row(question_case("ferry-q2", [evidence("ferry/b")]), answer=answer(("ferry/a", (0, 9)))),
        row(question_case("ferry-q3"), answer=answer()),
        row(question_case("ferry-q4"), answer=answer(("ferry/a", (0, 9)))),
    ]
    found = scores(rows)
    assert set(found) == {"answer_recall", "unanswerable_accuracy"}
    assert found["answer_recall"] == Estimate(pytest.approx(2 / 3), None, None, 3)
    assert found["unanswerable_accuracy"] == Estimate(0.5, None, None, 2)


def test_rows_with_errors_count_as_wrong_end_to_end_and_nowhere_else() -> None:
    failed = row(simple_case("ferry-01"), error="ModelCallError: no answer")
    found = scores([failed])
    assert found["verdict_accuracy"] == Estimate(0.0, None, None, 1)
    assert found["f1_supported"] == Estimate(0.0, None, None, 1)
    assert {metric(name).stage for name in found} == {"all"}


def test_intervals_come_of_resampling_events() -> None:
    rows = [verdict_row(f"{e}-{n}", "supported", "supported" if n else "refuted") for e in ("a", "b") for n in (0, 1)]
    both = estimate(rows, metric("verdict_accuracy"))
    assert both == Estimate(0.5, 0.5, 0.5, 4), "both events are half right: which are drawn makes no difference"
    # An event in which nothing was counted for the score adds no certainty about it.
    rows.append(row(question_case("c-q1"), answer=answer()))
    assert estimate(rows, metric("unanswerable_accuracy")) == Estimate(1.0, None, None, 1)


def test_rows_of_others_are_resampled_one_by_one() -> None:
    rows = [row(external_case(f"x-{n}"), finding=finding("supported" if n % 2 else "refuted")) for n in range(40)]
    found = estimate(rows, metric("verdict_accuracy"))
    assert found.value == 0.5
    assert found.low is not None
    assert found.high is not None
    # 1.96 * sqrt(0.25 / 40) = 0.155
    assert found.low == pytest.approx(0.345, abs=0.03)
    assert found.high == pytest.approx(0.655, abs=0.03)


def test_difference_is_b_less_a() -> None:
    a = [verdict_row(f"{e}-1", "supported", "refuted") for e in "abcd"]
    b = [verdict_row(f"{e}-1", "supported", "supported" if e in "abc" else "refuted") for e in "abcd"]
    found = difference(a, b, metric("verdict_accuracy"))
    assert found.value == 0.75
    assert found.low is not None
    assert 0 <= found.low <= 0.75
    assert found.high == 1.0
    assert difference(b, a, metric("verdict_accuracy")).value == -0.75
    assert difference(a, a, metric("verdict_accuracy")).value == 0.0
    assert difference(a, b, metric("ece")).value is None


def test_a_difference_says_of_how_many_it_is() -> None:
    rows = [verdict_row(f"{e}-1", "supported", "refuted") for e in "abcd"]
    assert difference(rows, rows, metric("verdict_accuracy")).n == 4


def test_total_adds_rows() -> None:
    assert total(TEN, metric("coverage").count).tolist() == [36, 36]


# -- units


FULL = row(
    claim_case("ferry-30", "conflicting", evidence("ferry/a", "supports", (0, 50)), evidence("ferry/b", "contradicts")),
    retrieved=retrieved(("ferry/a", 20, 30), ("ferry/b", 50, 60)),
    given=(
        given("supports", "supports", "ferry/a"),
        given("contradicts", "neutral", "ferry/b"),
        given("neutral", "supports", "ferry/c", 7, gold_voice=None, voice="asserts", quote_exact=False),
        given("neutral", None, "ferry/d", 9, gold_voice=None),
    ),
    judged=judged("conflicting", ["ferry/a"], ["ferry/b"]),
    finding=finding("refuted"),
)


@pytest.mark.parametrize(
    ("stage", "right"),
    [
        ("retrieve", [True, False]),
        ("grade", [True, False, False, False]),
        # What takes no side, and what could not be graded, quotes nothing and so nothing wrongly.
        ("quotes", [True, True, False, True]),
        ("verdict", [True, True]),
        ("all", [False]),
    ],
)
def test_units_of_each_stage(stage: StageName, right: list[bool]) -> None:
    assert list(units(FULL, stage).values()) == right


def test_verdict_and_origins_are_two_units_where_there_are_origins() -> None:
    wrong = FULL.model_copy(update={"judged": judged("conflicting", ["ferry/a", "ferry/b"], ["ferry/a"])})
    assert units(wrong, "verdict") == {"verdict": True, "origins": False}
    silent = row(simple_case("ferry-31", "not_enough_evidence"), judged=judged("supported"))
    assert units(silent, "verdict") == {"verdict": False}


def test_a_row_with_an_error_has_one_unit_which_is_wrong() -> None:
    for case in (simple_case("ferry-32"), question_case("ferry-q1"), external_case("x-1")):
        failed = row(case, error="ModelCallError: x")
        assert {stage: units(failed, stage) for stage in STAGES if units(failed, stage)} == {"all": {"": False}}


def test_a_row_of_one_stage_has_units_of_no_other() -> None:
    case = simple_case("ferry-33")
    only = {
        "retrieve": row(case, retrieved=retrieved(("ferry/a", 0, 10))),
        "verdict": row(case, judged=judged("supported", ["ferry/a"])),
        "all": row(case, finding=finding("supported")),
    }
    for name, done in only.items():
        assert [stage for stage in STAGES if units(done, stage)] == [name]
    graded = row(case, given=(given("supports", "supports"),))
    assert [stage for stage in STAGES if units(graded, stage)] == ["grade", "quotes"]


def test_units_of_questions_and_of_rows_of_others() -> None:
    assert units(row(question_case("ferry-q1"), answer=answer()), "all") == {"": True}
    assert units(row(external_case("x-1"), finding=finding("refuted")), "all") == {"": False}


def test_alternatives_that_begin_at_one_sentence_are_units_of_their_own() -> None:
    """As in outbreak-004, outbreak-039 and heritage-020: one sentence, or that sentence with the next."""
    grades = (
        given("supports", "neutral", "ferry/a", 100, end=150),
        given("supports", "supports", "ferry/a", 100, end=220),
    )
    assert sorted(units(row(simple_case("ferry-34"), given=grades), "grade").values()) == [False, True]


def test_a_silent_article_is_the_same_unit_whichever_of_its_sentences_is_nearest() -> None:
    """Else each of them is a case that only one run has right (`units`: a name that is the same in every run)."""
    first, second = (
        row(simple_case("ferry-35"), given=(given("neutral", "neutral", "ferry/z", start, gold_voice=None),))
        for start in (40, 400)
    )
    assert units(first, "grade").keys() == units(second, "grade").keys()
