"""Two runs held against each other, case by case and stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from eval.compare import Comparison, Flip, StageComparison, compare, gold_of, kind_of, outcome_of, text_of
from eval.metrics.scores import STAGES, StageName
from eval.run.file import Run
from eval.run.records import Row
from eval.suite.records import Holds
from pipeline.errors import NotComparable
from pipeline.findings import Stance
from tests.unit.eval.builders import (
    answer,
    as_right,
    evidence,
    external_case,
    finding,
    given,
    judged,
    question_case,
    retrieved,
    row,
    run,
    simple_case,
    source,
    verdict_row,
)


def verdicts(right: str, **more: Any) -> Run:
    """A run of claims about one event, "+" for each that it has right, "-" for each wrong, "." for each missing."""
    ids = {f"ferry-{n:03}": mark for n, mark in enumerate(right)}
    rows = [as_right(i, mark == "+") for i, mark in ids.items() if mark != "."]
    return run(*rows, missing=[i for i, mark in ids.items() if mark == "."], **more)


def of_stage(found: Comparison, stage: StageName = "all") -> StageComparison:
    return next(s for s in found.stages if s.stage == stage)


def whole(case_id: str, *broken: StageName, **more: Any) -> Row:
    """A claim with every stage done, right but for those that are broken."""
    event = case_id.rpartition("-")[0]
    name, place = f"{event}/a", (0, 10) if "retrieve" not in broken else (50, 60)
    given_stance: Stance = "neutral" if "grade" in broken else "supports"
    return row(
        simple_case(case_id),
        retrieved=retrieved((name, *place)),
        given=(given("supports", given_stance, name, quote_exact="quotes" not in broken),),
        judged=judged("refuted" if "verdict" in broken else "supported", [name]),
        finding=finding("refuted" if "all" in broken else "supported", source(name)),
        stances={name: "supports"},
        **more,
    )


# -- nothing changed


def test_a_run_with_itself() -> None:
    rows = [whole("ferry-01"), whole("ferry-02", "grade", "all"), whole("mine-01", "retrieve")]
    rows += [row(question_case("mine-q1"), answer=answer()), row(simple_case("mine-02"), error="ModelCallError: x")]
    same = run(*rows)
    found = compare(same, same)
    assert (found.outcome, found.regression, found.culprit) == ("unchanged", False, None)
    assert found.flips == found.must_pass == found.missing_a == found.missing_b == found.changed == ()
    assert [s.stage for s in found.stages] == list(STAGES)
    for stage in found.stages:
        assert (stage.p, stage.only_a, stage.only_b, stage.outcome) == (1.0, 0, 0, "unchanged")
        assert stage.share_a == stage.share_b
        assert (stage.change.value, stage.change.low, stage.change.high) == (0, 0, 0)
    assert found.metrics
    for change in found.metrics:
        assert change.a == change.b
        assert change.difference.value == (0 if change.a.value is not None else None)
    assert found.cases == 5
    assert of_stage(found).n == 5
    assert of_stage(found).share_a == pytest.approx(3 / 5)


# -- refusals


@pytest.mark.parametrize("name", ["suite", "case_set", "corpus"])
def test_runs_over_different_things_are_not_comparable(name: str) -> None:
    a, b = verdicts("++"), verdicts("++", **{name: "another"})
    for first, second in ((a, b), (b, a)):
        for within_b in (False, True):
            with pytest.raises(NotComparable, match="another") as refused:
                compare(first, second, within_b=within_b)
            assert refused.value.mend


def test_runs_of_different_stages_are_not_comparable() -> None:
    case = simple_case("ferry-01")
    a = run(row(case, retrieved=retrieved(("ferry/a", 0, 10))), stage="retrieve")
    b = run(row(case, judged=judged("supported", ["ferry/a"])), stage="verdict")
    with pytest.raises(NotComparable, match="no stage in common") as refused:
        compare(a, b)
    assert "--stage" in refused.value.mend


def test_runs_of_nothing_are_not_comparable() -> None:
    with pytest.raises(NotComparable):
        compare(run(), run())


def test_runs_that_share_no_case_are_not_comparable() -> None:
    """Split dev against split test: what neither did is no fall of either."""
    with pytest.raises(NotComparable):
        compare(run(whole("ferry-01"), split="dev"), run(whole("mine-01"), split="test"))


def test_cases_that_the_baseline_never_had_are_left_out_and_counted() -> None:
    found = compare(verdicts("++"), verdicts("++.."), within_b=True)
    assert (found.cases, found.left_out, found.outcome) == (2, 2, "unchanged")
    # Without a baseline's leave, what one run has not done counts as wrong there.
    assert compare(verdicts("++"), verdicts("++++")).missing_a == ("ferry-002", "ferry-003")


# -- falls and rises


@pytest.mark.parametrize(
    ("a", "b", "outcome", "p"),
    [
        ("++++++", "------", "fall", 2 / 64),
        ("+++++", "-----", "inconclusive", 2 / 32),
        ("------", "++++++", "rise", 2 / 64),
        ("+++", "++-", "inconclusive", 1.0),
        ("+++-", "+++-", "unchanged", 1.0),
        # Nine fall and one rises: 2 * (1 + 10) / 1024.
        ("+" * 9 + "-", "-" * 9 + "+", "fall", 22 / 1024),
        # What is right or wrong in both says nothing, however much there is of it.
        ("+" * 50 + "+" * 6 + "-" * 9, "+" * 50 + "-" * 6 + "-" * 9, "fall", 2 / 64),
    ],
    ids=["six fall", "five fall", "six rise", "one falls", "none", "nine fall, one rises", "six of many fall"],
)
def test_outcome_of_a_stage(a: str, b: str, outcome: str, p: float) -> None:
    found = compare(verdicts(a), verdicts(b))
    stage = of_stage(found)
    assert stage.outcome == outcome
    assert stage.p == pytest.approx(p)
    assert stage.n == len(a)
    pairs = list(zip(a, b, strict=True))
    assert (stage.only_a, stage.only_b) == (pairs.count(("+", "-")), pairs.count(("-", "+")))
    assert (stage.share_a, stage.share_b) == (a.count("+") / len(a), b.count("+") / len(b))
    assert stage.change.value == pytest.approx((b.count("+") - a.count("+")) / len(a))
    assert found.outcome == ("regression" if outcome == "fall" else outcome)
    assert found.regression is (outcome == "fall")
    assert found.culprit == ("all" if outcome == "fall" else None)


def externals(right: Sequence[bool]) -> Run:
    """A run over rows of others; each is a cluster of its own."""
    rows = [
        row(external_case(f"x-{n:03}"), finding=finding("supported" if ok else "refuted")) for n, ok in enumerate(right)
    ]
    return run(*rows, suite="file:x.jsonl")


def test_one_flip_of_very_many_is_no_reason_to_doubt() -> None:
    """1 of 200 is half a point, and its interval ends far above a fall of five."""
    found = compare(externals([True] * 200), externals([False] + [True] * 199))
    stage = of_stage(found)
    assert (stage.only_a, stage.only_b, stage.outcome) == (1, 0, "unchanged")
    assert stage.change.low is not None
    assert -0.05 < stage.change.low <= -0.005
    assert found.outcome == "unchanged"
    assert len(found.flips) == 1


@pytest.mark.parametrize(("each_way", "outcome"), [(8, "unchanged"), (22, "inconclusive")])
def test_flips_either_way_are_inconclusive_where_they_could_hide_a_fall_of_five_points(
    each_way: int, outcome: str
) -> None:
    """Of 200 as many fall as rise: a change of 0 with a standard error of sqrt(2 each_way) / 200."""
    others = [True] * (200 - 2 * each_way)
    a, b = [True] * each_way + [False] * each_way + others, [False] * each_way + [True] * each_way + others
    stage = of_stage(compare(externals(a), externals(b)))
    assert (stage.p, stage.change.value, stage.outcome) == (1.0, 0.0, outcome)
    # 3.9 and 6.5 points.
    assert stage.change.low == pytest.approx(-1.96 * (2 * each_way) ** 0.5 / 200, abs=0.008)


@pytest.mark.parametrize("broken", [s for s in STAGES if s != "all"])
@pytest.mark.parametrize("reaches_the_end", [True, False])
def test_a_fall_is_put_down_to_the_first_stage_that_falls(broken: StageName, reaches_the_end: bool) -> None:
    ids = [f"ferry-{n:02}" for n in range(12)]
    a = run(*(whole(i) for i in ids))
    damage: list[StageName] = [broken, "all"] if reaches_the_end else [broken]
    b = run(*(whole(i, *damage) for i in ids))
    found = compare(a, b)
    assert found.culprit == broken
    falling = [s.stage for s in found.stages if s.outcome == "fall"]
    assert falling == damage
    assert all(s.outcome == "unchanged" for s in found.stages if s.stage not in falling)
    assert found.regression
    assert compare(b, a).outcome == "rise"


def test_a_fall_weighs_more_than_a_rise() -> None:
    ids = [f"ferry-{n:02}" for n in range(8)]
    a, b = run(*(whole(i, "retrieve") for i in ids)), run(*(whole(i, "verdict") for i in ids))
    found = compare(a, b)
    assert {s.stage: s.outcome for s in found.stages} == {
        "retrieve": "rise",
        "grade": "unchanged",
        "quotes": "unchanged",
        "verdict": "fall",
        "all": "unchanged",
    }
    assert (found.outcome, found.culprit) == ("regression", "verdict")


def test_doubt_weighs_more_than_a_rise() -> None:
    ids = [f"ferry-{n:02}" for n in range(8)]
    a = run(*(whole(i, "retrieve") for i in ids))
    b = run(whole(ids[0], "grade"), *(whole(i) for i in ids[1:]))
    found = compare(a, b)
    assert (of_stage(found, "retrieve").outcome, of_stage(found, "grade").outcome) == ("rise", "inconclusive")
    assert (found.outcome, found.culprit, found.regression) == ("inconclusive", None, False)


# -- missing and failed cases


def test_what_a_run_has_no_row_for_counts_as_wrong_in_it() -> None:
    found = compare(verdicts("++++++--"), verdicts("......--"))
    assert found.missing_b == tuple(f"ferry-{n:03}" for n in range(6))
    assert found.missing_a == ()
    assert (of_stage(found).n, of_stage(found).only_a, of_stage(found).outcome) == (8, 6, "fall")
    assert [(f.a, f.b, f.better) for f in found.flips] == [("supported", "missing", False)] * 6
    assert all(f.row_a is not None and f.row_b is None for f in found.flips)
    back = compare(verdicts("......--"), verdicts("++++++--"))
    assert back.missing_a == found.missing_b
    assert back.outcome == "rise"
    assert [(f.a, f.b, f.better) for f in back.flips] == [("missing", "supported", True)] * 6


def test_what_both_lack_is_wrong_in_both() -> None:
    """As a case is that failed in both: the report says of each run that what it lacks counts as wrong there."""
    found = compare(verdicts("+.."), verdicts("+.."))
    stage = of_stage(found)
    assert (stage.n, stage.share_a, stage.share_b, stage.p) == (3, 1 / 3, 1 / 3, 1.0)
    assert found.missing_a == found.missing_b == ("ferry-001", "ferry-002")
    assert found.flips == ()


def test_missing_what_was_wrong_already_is_no_flip() -> None:
    found = compare(verdicts("+--"), verdicts("+.."))
    assert found.flips == ()
    assert (of_stage(found).p, of_stage(found).outcome) == (1.0, "unchanged")


def test_a_case_with_an_error_counts_as_wrong() -> None:
    ids = [f"ferry-{n:03}" for n in range(6)]
    failed = run(*(row(simple_case(i), error="ModelCallError: no answer") for i in ids))
    found = compare(verdicts("++++++"), failed)
    assert (of_stage(found).only_a, found.outcome, found.missing_b) == (6, "regression", ())
    assert {f.b for f in found.flips} == {"error: ModelCallError: no answer"}
    assert compare(failed, verdicts("++++++")).outcome == "rise"


def test_a_score_does_not_rise_by_leaving_out_what_is_hard() -> None:
    """Whether missing cases count as wrong or the metric is over shared ones: the four that B did are as they were."""
    found = compare(verdicts("++++----"), verdicts("++++...."))
    accuracy = next(m for m in found.metrics if m.name == "verdict_accuracy")
    assert accuracy.difference.value == 0


def graded(marks: str) -> Run:
    """A run of the grade stage: "+" a case graded right, "!" one with an error, "." one missing."""
    ids = {f"ferry-{n:03}": mark for n, mark in enumerate(marks)}
    rows = [
        row(simple_case(i), error="ModelCallError: x")
        if mark == "!"
        else row(simple_case(i), given=(given("supports", "supports"),))
        for i, mark in ids.items()
        if mark != "."
    ]
    return run(*rows, missing=[i for i, mark in ids.items() if mark == "."], stage="grade")


@pytest.mark.parametrize("marks", ["+.........", "+!!!!!!!!!"])
def test_what_a_run_of_one_stage_could_not_do_counts_as_wrong_in_it(marks: str) -> None:
    """The report says so: "9 cases are missing in B and count as wrong there."."""
    found = compare(graded("++++++++++"), graded(marks))
    assert found.regression


def test_a_run_of_one_stage_is_compared_in_that_stage() -> None:
    everything, one = run(whole("ferry-000"), whole("ferry-001", "grade")), graded("++")
    for found in (compare(everything, one), compare(everything, one, within_b=True)):
        assert [s.stage for s in found.stages] == ["grade", "quotes"]
        assert (of_stage(found, "grade").only_a, of_stage(found, "grade").only_b) == (0, 1)
        assert found.flips == ()


@pytest.mark.parametrize("baseline", [True, False])
def test_an_error_in_a_run_of_one_stage_does_not_make_its_other_cases_wrong(baseline: bool) -> None:
    everything = run(*(whole(f"ferry-{n:03}") for n in range(10)))
    found = compare(everything, graded("+++++++++!"), within_b=baseline)
    assert "all" not in {s.stage for s in found.stages} or of_stage(found).only_a <= 1


def test_another_nearest_sentence_of_a_silent_article_is_no_difference() -> None:
    def silent(start: int) -> Run:
        return run(
            row(simple_case("ferry-01"), given=(given("neutral", "neutral", "ferry/z", start, gold_voice=None),))
        )

    stage = of_stage(compare(silent(40), silent(400)), "grade")
    assert (stage.n, stage.share_a, stage.share_b, stage.only_a, stage.only_b) == (1, 1.0, 1.0, 0, 0)


# -- must_pass


HELD: tuple[Holds, ...] = ("verdict", "origins", "stances")


def pledged(case_id: str, *, verdict: bool = True, origins: bool = True, stances: bool = True) -> Row:
    """A claim that must hold in all three."""
    name = f"{case_id.rpartition('-')[0]}/a"
    return row(
        simple_case(case_id, must_pass=HELD),
        finding=finding("supported" if verdict else "refuted", origins=(1 if origins else 2, 0)),
        stances={name: "supports" if stances else "neutral"},
    )


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        ({"verdict": False}, "verdict"),
        ({"origins": False}, "origins"),
        ({"stances": False}, "stances"),
        ({"verdict": False, "stances": False}, "verdict, stances"),
    ],
)
def test_one_must_pass_case_that_flips_is_a_regression(now: dict[str, bool], lost: str) -> None:
    others = [as_right(f"ferry-{n:02}", True) for n in range(2, 5)]
    a, b = run(pledged("ferry-01"), *others), run(pledged("ferry-01", **now), *others)
    found = compare(a, b)
    assert found.must_pass == (("ferry-01", lost),)
    assert (found.outcome, found.regression, found.culprit) == ("regression", True, None)
    back = compare(b, a)
    assert back.must_pass == ()
    assert not back.regression


def test_only_what_held_can_be_lost() -> None:
    a, b = run(pledged("ferry-01", origins=False)), run(pledged("ferry-01", origins=False, verdict=False))
    assert compare(a, b).must_pass == (("ferry-01", "verdict"),)
    assert compare(b, b).must_pass == ()


def test_a_must_pass_case_that_is_missing_or_failed_is_lost() -> None:
    a, other = run(pledged("ferry-01"), as_right("ferry-02", True)), as_right("ferry-02", True)
    lost = (("ferry-01", "verdict, origins, stances"),)
    assert compare(a, run(other, missing=["ferry-01"])).must_pass == lost
    failed = row(simple_case("ferry-01", must_pass=HELD), error="ModelCallError: x")
    assert compare(a, run(other, failed)).must_pass == lost
    assert compare(run(other, failed), a).must_pass == ()


def test_a_run_of_one_stage_loses_no_must_pass_case() -> None:
    case = simple_case("ferry-01", must_pass=HELD)
    a = run(whole("ferry-01").model_copy(update={"case": case}))
    b = run(row(case, given=(given("supports", "supports"),)), stage="grade")
    assert compare(a, b).must_pass == ()
    assert compare(a, b, within_b=True).must_pass == ()


# -- a part against a whole


def test_within_b_only_what_b_selected_counts() -> None:
    baseline, part = verdicts("+++++++-"), verdicts("++-")
    found = compare(baseline, part, within_b=True)
    assert found.cases == of_stage(found).n == 3
    assert found.missing_b == ()
    assert [f.case_id for f in found.flips] == ["ferry-002"]
    assert found.outcome == "inconclusive"
    without = compare(baseline, part)
    assert without.cases == 8
    assert len(without.missing_b) == 5


def test_within_b_what_b_selected_and_has_not_done_counts_as_wrong() -> None:
    found = compare(verdicts("++++++++"), verdicts("+......"), within_b=True)
    assert found.cases == 7
    assert len(found.missing_b) == 6
    assert found.regression


def test_within_b_a_baseline_of_all_stages_is_held_against_the_one_that_ran() -> None:
    ids = [f"ferry-{n:02}" for n in range(8)]
    baseline = run(*(whole(i) for i in ids), whole("ferry-99"))
    case = {i: whole(i) for i in ids}
    retrieve = run(*(row(case[i].case, retrieved=retrieved(("ferry/z", 0, 9))) for i in ids), stage="retrieve")
    verdict = run(*(row(case[i].case, judged=case[i].judged) for i in ids), stage="verdict")
    fell, same = (compare(baseline, b, within_b=True) for b in (retrieve, verdict))
    assert [(s.stage, s.outcome) for s in fell.stages] == [("retrieve", "fall")]
    assert [(s.stage, s.outcome) for s in same.stages] == [("verdict", "unchanged")]
    for found, stage in ((fell, "article_recall_at_1"), (same, "judged_verdict_accuracy")):
        assert found.cases == 8
        assert stage in {m.name for m in found.metrics}
        assert "verdict_accuracy" not in {m.name for m in found.metrics}


# -- flips, metrics and what was changed


def test_flips_are_the_same_from_either_side() -> None:
    part = [evidence("ferry/a", "supports", (0, 9))]
    cited, silent = answer(("ferry/a", (0, 9))), answer()
    a = run(
        verdict_row("ferry-01", "supported", "supported"),
        verdict_row("ferry-02", "refuted", "not_enough_evidence"),
        verdict_row("ferry-03", "refuted", "supported"),
        row(question_case("ferry-q1", part), answer=cited),
    )
    b = run(
        verdict_row("ferry-01", "supported", "conflicting"),
        verdict_row("ferry-02", "refuted", "refuted"),
        verdict_row("ferry-03", "refuted", "conflicting"),
        row(question_case("ferry-q1", part), answer=silent),
    )
    there, back = compare(a, b).flips, compare(b, a).flips
    assert [(f.case_id, f.gold, f.a, f.b, f.better) for f in there] == [
        ("ferry-01", "supported", "supported", "conflicting", False),
        ("ferry-02", "refuted", "not_enough_evidence", "refuted", True),
        # Wrong in both, in another way, is no flip.
        ("ferry-q1", "answer with 1 claim", "answer with 1 citation", "no answer", False),
    ]
    turned = tuple(
        Flip(f.case_id, f.kind, f.text, f.gold, f.b, f.a, not f.better, row_a=f.row_b, row_b=f.row_a) for f in back
    )
    assert turned == there
    assert there[0].row_a == a.rows["ferry-01"]
    assert there[0].row_b == b.rows["ferry-01"]
    assert (there[0].kind, there[0].text) == ("date", "Claim ferry-01.")
    assert there[2].kind == "question: when"


def test_metrics_are_those_that_both_runs_have() -> None:
    a, b = verdicts("++-"), run(*verdicts("+--").rows.values(), row(question_case("ferry-q1"), answer=answer()))
    found = {m.name: m for m in compare(a, b).metrics}
    assert "unanswerable_accuracy" not in found
    accuracy = found["verdict_accuracy"]
    assert (accuracy.a.value, accuracy.b.value) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert accuracy.difference.value == pytest.approx(-1 / 3)
    assert not accuracy.lower_is_better


def test_what_the_runs_were_made_from_is_told_where_it_differs() -> None:
    more = {
        "model": "openai:gpt",
        "code": "d" * 16,
        "prompt_hashes": {"grade.brief": "b" * 16},
        "started": "2027-01-01T00:00:00+00:00",
    }
    lines = compare(verdicts("+"), verdicts("+", **more)).changed
    assert lines == (
        "model: local:small@cc324af070c2 -> openai:gpt",
        f"prompt hashes: grade.brief {'a' * 12} -> grade.brief {'b' * 12}",
        f"code: {'c' * 16} -> {'d' * 16}",
    )


def test_what_differs_can_be_seen_in_its_line() -> None:
    names = ("openai:text-embedding-3-small", "openai:text-embedding-3-large")
    a, b = (verdicts("+", settings={"embedder": name, "timeout": None}) for name in names)
    for line in compare(a, b).changed:
        before, after = line.partition(": ")[2].split(" -> ")
        assert before != after


@pytest.mark.parametrize(
    ("done", "kind", "text", "gold", "outcome"),
    [
        (verdict_row("f-1", "refuted", "ungraded"), "date", "Claim f-1.", "refuted", "ungraded"),
        (
            row(simple_case("f-1", kind="negation"), error="InputError: x"),
            "negation",
            "Claim f-1.",
            "supported",
            "error: InputError: x",
        ),
        (
            row(external_case("x-1", "conflicting", "fever"), finding=finding("supported")),
            "fever",
            "A claim.",
            "conflicting",
            "supported",
        ),
        (
            row(question_case("f-q1"), answer=answer(("f/a", (0, 9)), ("f/b", (0, 9)))),
            "question: unanswerable",
            "Question f-q1?",
            "no answer",
            "answer with 2 citations",
        ),
        (
            row(question_case("f-q1", [evidence("f/a")], [evidence("f/b")])),
            "question: when",
            "Question f-q1?",
            "answer with 2 claims",
            "not asked",
        ),
    ],
)
def test_a_case_in_words(done: Row, kind: str, text: str, gold: str, outcome: str) -> None:
    assert (kind_of(done), text_of(done), gold_of(done), outcome_of(done)) == (kind, text, gold, outcome)


def test_no_row_is_told_as_missing() -> None:
    assert outcome_of(None) == "missing"


def test_a_claim_of_which_one_stage_was_done_is_not_told_as_ungraded() -> None:
    """As a question that was not asked is "not asked": "ungraded" means that a model failed."""
    assert outcome_of(row(simple_case("f-1"), judged=judged("supported", ["f/a"]))) != "ungraded"
