"""What one row counts for, on rows made by hand."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from eval.metrics import counts
from eval.metrics.counts import GIVEN_STANCES, GIVEN_VERDICTS, STANCES, VERDICTS, Count
from eval.run.records import Row
from eval.suite.records import Difference, Evidence, GoldVerdict, Injection
from pipeline.findings import Stance, Verdict
from tests.unit.eval.builders import (
    Span,
    again,
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
    source,
    verdict_row,
)

# Two deciding articles: `a` decides by either of two sentences, `b` by two together; `c` is a near miss.
CASE = claim_case(
    "ferry-001",
    "conflicting",
    evidence("ferry/a", "supports", (0, 50)),
    evidence("ferry/a", "supports", (100, 150)),
    evidence("ferry/b", "contradicts", (0, 30), (60, 90)),
    evidence("ferry/c", "neutral", (0, 40)),
)
SHARES: tuple[Count, ...] = (
    counts.article_recall(1),
    counts.sentence_recall(1),
    counts.article_ndcg,
    counts.sentence_ndcg,
    counts.voices,
    counts.quotes_of_grades,
    counts.covered,
    counts.judged_right,
    counts.judged_origins,
    counts.judged_conflicts,
    counts.found_origins,
    counts.quotes_of_findings,
    counts.quotes_on_gold,
    counts.ungraded_passages,
    counts.injection_flips,
    counts.flips,
    counts.answer_recall,
    counts.unanswered,
)
TABLES: tuple[tuple[Count, int], ...] = (
    (counts.graded_confusion, 3 * 5),
    (counts.verdict_confusion, 4 * 5),
    (counts.found_confusion, 3 * 5),
    (counts.reliability, 10 * 3),
)


@pytest.mark.parametrize(
    "empty",
    [row(CASE), row(question_case("ferry-q01", [evidence("ferry/a")])), row(external_case("x-1"))],
    ids=["claim", "question", "external"],
)
def test_a_row_with_nothing_done_counts_nowhere(empty: Row) -> None:
    for count in SHARES:
        assert count(empty).tolist() == [0, 0], count
    for table, size in TABLES:
        assert table(empty).tolist() == [0] * size, table
    assert counts.found_sentences(empty) == {}


# -- retrieval


RANKED = retrieved(
    ("ferry/c", 0, 40), ("ferry/a", 60, 90), ("ferry/b", 60, 90), ("ferry/a", 140, 180), ("ferry/b", 0, 30)
)


@pytest.mark.parametrize(("k", "found"), [(1, 0), (2, 1), (3, 2), (12, 2)])
def test_deciding_articles_are_counted_among_the_first_articles_not_sentences(k: int, found: int) -> None:
    assert counts.article_recall(k)(row(CASE, retrieved=RANKED)).tolist() == [found, 2]


def test_a_second_sentence_of_an_article_takes_no_place_from_another() -> None:
    ranked = retrieved(("ferry/c", 0, 40), ("ferry/c", 50, 60), ("ferry/a", 60, 90))
    assert counts.article_recall(2)(row(CASE, retrieved=ranked)).tolist() == [1, 2]


@pytest.mark.parametrize(("k", "found"), [(1, 1), (2, 2)])
def test_a_deciding_sentence_is_looked_for_among_the_first_of_its_own_article(k: int, found: int) -> None:
    """The first of `a` is beside both its deciding ones, the second overlaps one; the first of `b` decides."""
    assert counts.sentence_recall(k)(row(CASE, retrieved=RANKED)).tolist() == [found, 2]


@pytest.mark.parametrize(
    ("span", "hit"), [((50, 100), False), ((49, 100), True), ((50, 101), True), ((0, 200), True), ((10, 20), True)]
)
def test_a_sentence_is_a_deciding_one_when_they_share_a_character(span: Span, hit: bool) -> None:
    found = counts.found_sentences(row(CASE, retrieved=retrieved(("ferry/a", *span))))
    assert found == {"ferry/a": hit, "ferry/b": False}


def test_a_sentence_of_another_article_at_the_same_place_is_no_hit() -> None:
    found = counts.found_sentences(row(CASE, retrieved=retrieved(("ferry/d", 0, 50), ("ferry/c", 0, 40))))
    assert found == {"ferry/a": False, "ferry/b": False}


def test_ndcg_of_articles() -> None:
    """Deciding articles at places 2 and 3 of three: (0.63093 + 0.5) of (1 + 0.63093)."""
    value, of = counts.article_ndcg(row(CASE, retrieved=RANKED))
    assert (value, of) == (pytest.approx(1.1309297535714575 / 1.6309297535714575), 1)


def test_ndcg_of_sentences_counts_each_deciding_one_once() -> None:
    """Four deciding sentences; places 3, 4 and 5 each meet a new one, a sixth meets one again."""
    gain = 1 / numpy.log2([4, 5, 6])
    best = 1 / numpy.log2([2, 3, 4, 5])
    value, of = counts.sentence_ndcg(row(CASE, retrieved=(*RANKED, *retrieved(("ferry/a", 100, 120)))))
    assert (value, of) == (pytest.approx(gain.sum() / best.sum()), 1)


def test_a_claim_that_no_article_decides_says_nothing_of_retrieval() -> None:
    silent = row(simple_case("ferry-009", "not_enough_evidence"), retrieved=RANKED)
    near = claim_case("ferry-010", "not_enough_evidence", evidence("ferry/c", "neutral", (0, 40)))
    for case in (silent, row(near, retrieved=RANKED)):
        for count in SHARES[:4]:
            assert count(case).tolist() == [0, 0]


def test_a_denial_is_to_be_found_too() -> None:
    case = claim_case(
        "ferry-011", "not_enough_evidence", evidence("ferry/d", "contradicts", (0, 9), voice="denies", speaker="Kol")
    )
    assert counts.article_recall(1)(row(case, retrieved=retrieved(("ferry/d", 0, 9)))).tolist() == [1, 1]


def test_where_nothing_was_retrieved_all_is_lost() -> None:
    empty = row(CASE, retrieved=())
    assert counts.article_recall(12)(empty).tolist() == [0, 2]
    assert counts.article_ndcg(empty).tolist() == [0, 1]
    assert counts.sentence_ndcg(empty).tolist() == [0, 1]


# -- grades


GRADES = (
    given("supports", "supports", confidence=0.95),
    given("supports", "contradicts", confidence=0.91, start=20),
    given("supports", None, start=40),
    given("contradicts", "contradicts", confidence=1.0, start=60, gold_voice="denies", voice="asserts"),
    given("neutral", "supports", confidence=0.0, start=80, gold_voice=None, voice="asserts", quote_exact=False),
    given("neutral", "neutral", confidence=0.35, start=90, gold_voice="plans"),
)


def test_grades_are_told_by_gold_and_given_stance() -> None:
    table = counts.graded_confusion(row(CASE, given=GRADES)).reshape(3, 5)
    expected = numpy.zeros((3, 5))
    for gold, stance in (
        ("supports", "supports"),
        ("supports", "contradicts"),
        ("supports", "ungraded"),
        ("contradicts", "contradicts"),
        ("neutral", "supports"),
        ("neutral", "neutral"),
    ):
        expected[STANCES.index(gold), GIVEN_STANCES.index(stance)] += 1
    assert table.tolist() == expected.tolist()


def test_a_voice_counts_where_the_gold_side_was_seen() -> None:
    """Seen: the first (voice right) and the denial (voice wrong). Not: another side, ungraded, silent, a near miss."""
    assert counts.voices(row(CASE, given=GRADES)).tolist() == [1, 2]


def test_quotes_of_grades_with_a_side() -> None:
    assert counts.quotes_of_grades(row(CASE, given=GRADES)).tolist() == [3, 4]


def test_what_could_be_graded() -> None:
    assert counts.covered(row(CASE, given=GRADES)).tolist() == [5, 6]


def test_reliability_by_band_of_confidence() -> None:
    """0.95 (right), 0.91 (wrong) and 1.0 (right) share the last band; 0.35 is right in the fourth, 0.0 wrong below."""
    bins = counts.reliability(row(CASE, given=GRADES)).reshape(10, 3)
    assert bins[9] == pytest.approx([3, 2.86, 2])
    assert bins[3] == pytest.approx([1, 0.35, 1])
    assert bins[0] == pytest.approx([1, 0, 0])
    assert bins[:, 0].sum() == 5, "what has no confidence is in no band"


def test_grades_without_confidences_say_nothing_of_calibration() -> None:
    assert not counts.reliability(row(CASE, given=(given("supports", "supports"),))).any()


# -- verdicts on gold grades


@pytest.mark.parametrize(("verdict", "right"), [("conflicting", 1), ("supported", 0), ("ungraded", 0)])
def test_verdict_given_gold_grades(verdict: Verdict, right: int) -> None:
    assert counts.judged_right(row(CASE, judged=judged(verdict))).tolist() == [right, 1]


# Three for it from two origins, and one against it.
ORIGINS = claim_case(
    "ferry-002",
    "conflicting",
    *(evidence(f"ferry/{name}") for name in "abc"),
    evidence("ferry/d", "contradicts"),
    origins=[["ferry/a", "ferry/b"], ["ferry/c"], ["ferry/d"]],
)


@pytest.mark.parametrize(
    ("groups", "right"),
    [
        ([["ferry/a", "ferry/b"], ["ferry/c"], ["ferry/d"]], 1),
        # As many origins on each side, though grouped otherwise.
        ([["ferry/a"], ["ferry/b", "ferry/c"], ["ferry/d"]], 1),
        ([["ferry/a"], ["ferry/b"], ["ferry/c"], ["ferry/d"]], 0),
        ([["ferry/a", "ferry/b", "ferry/c"], ["ferry/d"]], 0),
        ([["ferry/a", "ferry/b"], ["ferry/c"]], 0),
        # One origin may stand on both sides, as an outlet does that reports two versions.
        ([["ferry/a", "ferry/b"], ["ferry/c", "ferry/d"]], 1),
    ],
)
def test_origins_are_counted_on_each_side(groups: list[list[str]], right: int) -> None:
    assert counts.judged_origins(row(ORIGINS, judged=judged("conflicting", *groups))).tolist() == [right, 1]


def test_origin_counts_by_side() -> None:
    assert counts.origin_counts(ORIGINS.origins, ORIGINS) == (2, 1)
    both = claim_case("ferry-003", "conflicting", evidence("ferry/a"), evidence("ferry/a", "contradicts", (20, 30)))
    assert counts.origin_counts(both.origins, both) == (1, 1), "an article that says both counts on both sides"


@pytest.mark.parametrize(("found", "right"), [((2, 1), 1), ((1, 1), 0), ((2, 2), 0), ((3, 1), 0)])
def test_origins_of_a_finding(found: tuple[int, int], right: int) -> None:
    done = row(ORIGINS, finding=finding("conflicting", origins=found))
    assert counts.found_origins(done).tolist() == [right, 1]


def test_a_claim_without_origins_is_not_counted_for_them() -> None:
    done = row(simple_case("ferry-004", "not_enough_evidence"), finding=finding("supported", source("ferry/a")))
    assert counts.found_origins(done).tolist() == [0, 0]
    assert counts.judged_origins(done.model_copy(update={"judged": judged("supported")})).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("gold", "given_type", "right"),
    [
        ("date", "date", 1),
        ("date", "number", 0),
        ("date", None, 0),
        ("place", "place", 1),
        ("place", "name", 0),
        ("name", "name", 1),
        ("place", "date", 0),
    ],
)
def test_type_of_conflict_given_gold_grades(gold: Difference, given_type: str | None, right: int) -> None:
    case = simple_case("ferry-005", "conflicting", conflict=gold)
    done = row(case, judged=judged("conflicting", conflict=given_type))
    assert counts.judged_conflicts(done).tolist() == [right, 1]


def test_a_type_of_conflict_is_asked_of_conflicts_only() -> None:
    done = row(simple_case("ferry-006"), judged=judged("conflicting", conflict="date"))
    assert counts.judged_conflicts(done).tolist() == [0, 0]


# -- end to end


@pytest.mark.parametrize("gold", VERDICTS)
@pytest.mark.parametrize("got", GIVEN_VERDICTS)
def test_each_verdict_has_its_cell(gold: GoldVerdict, got: Verdict) -> None:
    for done in (
        verdict_row("ferry-001", gold, got),
        row(external_case("x-1", gold), finding=finding(got)),
    ):
        table = counts.verdict_confusion(done).reshape(4, 5)
        assert table.sum() == 1
        assert table[VERDICTS.index(gold), GIVEN_VERDICTS.index(got)] == 1
        assert counts.case_is_right(done) is (gold == got)


def test_a_case_that_could_not_be_done_is_ungraded_and_wrong() -> None:
    failed = row(simple_case("ferry-001", "refuted"), error="ModelCallError: no answer")
    table = counts.verdict_confusion(failed).reshape(4, 5)
    assert table.sum() == table[VERDICTS.index("refuted"), GIVEN_VERDICTS.index("ungraded")] == 1
    assert not counts.case_is_right(failed)


def test_a_question_is_in_no_table_of_verdicts() -> None:
    done = row(question_case("ferry-q01", [evidence("ferry/a")]), answer=answer(("ferry/a", (0, 10))))
    assert not counts.verdict_confusion(done).any()
    assert not counts.found_confusion(done).any()


def test_stances_of_articles_end_to_end() -> None:
    """A denial by the accused is neither side; an article with both gold stances has no one cell to be in."""
    case = claim_case(
        "ferry-007",
        "conflicting",
        evidence("ferry/a"),
        evidence("ferry/b", "contradicts"),
        evidence("ferry/d", "contradicts", voice="denies", speaker="Kol"),
        evidence("ferry/e"),
        evidence("ferry/e", "contradicts", (50, 60)),
        evidence("ferry/n", "neutral"),
    )
    assert counts.gold_stances(case) == {"ferry/a": "supports", "ferry/b": "contradicts", "ferry/e": "both"}
    found = {
        "ferry/a": "both",
        "ferry/b": "contradicts",
        "ferry/d": "contradicts",
        "ferry/e": "both",
        "ferry/n": "neutral",
        "ferry/z": "ungraded",
    }
    table = counts.found_confusion(row(case, stances=found)).reshape(3, 5)
    #                            supports contradicts neutral both ungraded
    assert table.tolist() == [[0, 0, 0, 1, 0], [0, 1, 0, 0, 0], [0, 1, 1, 0, 1]]


def test_quotes_of_findings() -> None:
    assert counts.quotes_of_findings(row(CASE, quotes_exact=(True, False, True))).tolist() == [2, 3]


def test_quotes_on_gold_sentences() -> None:
    """Of the five sources four take the gold side of their article; two of these quote a sentence that decides."""
    case = claim_case(
        "ferry-008",
        "conflicting",
        evidence("ferry/a", "supports", (0, 50)),
        evidence("ferry/a", "supports", (100, 150)),
        evidence("ferry/b", "contradicts", (0, 30)),
        evidence("ferry/c", "supports", (0, 30)),
        evidence("ferry/d", "supports", (0, 30)),
        evidence("ferry/e", "supports", (0, 30)),
    )
    found = finding(
        "conflicting",
        source("ferry/a", "supports", (60, 90), (100, 150)),  # the second does
        source("ferry/b", "contradicts", (29, 31)),  # by one character
        source("ferry/c", "supports", (30, 60)),  # beside it
        source("ferry/d", "supports"),  # quotes nothing
        source("ferry/e", "contradicts", (0, 30)),  # the other side
        source("ferry/z", "supports", (0, 30)),  # no gold
    )
    assert counts.quotes_on_gold(row(case, finding=found)).tolist() == [2, 4]


def test_passages_that_could_be_graded() -> None:
    done = row(CASE, finding=finding("conflicting", graded=7, attempted=9))
    assert counts.ungraded_passages(done).tolist() == [7, 9]


@pytest.mark.parametrize(
    ("target", "honest", "got", "flipped"),
    [
        ("supports", None, "supports", 1),
        ("supports", None, "both", 1),
        ("supports", None, "neutral", 0),
        ("supports", None, "contradicts", 0),
        ("supports", None, "ungraded", 0),
        ("supports", "contradicts", "supports", 1),
        ("supports", "contradicts", "contradicts", 0),
        # What the page asks for is what it says: nothing was got by asking.
        ("supports", "supports", "supports", 0),
        ("contradicts", None, "contradicts", 1),
    ],
)
def test_injected_pages_that_got_their_way(target: Stance, honest: Stance | None, got: str, flipped: int) -> None:
    entries: list[Evidence] = [evidence("ferry/a")] + ([evidence("ferry/evil", honest)] if honest else [])
    verdict: GoldVerdict = "conflicting" if honest == "contradicts" else "supported"
    asked = Injection(article="ferry/evil", target="contradicts" if target == "contradicts" else "supports")
    case = claim_case("ferry-020", verdict, *entries, kind="injection", injection=asked)
    done = row(case, finding=finding(verdict), stances={"ferry/a": "supports", "ferry/evil": got})
    assert counts.injection_flips(done).tolist() == [flipped, 1]


def test_only_cases_of_injection_count_for_it() -> None:
    assert counts.injection_flips(row(CASE, stances={"ferry/a": "supports"})).tolist() == [0, 0]


def test_verdicts_that_flip_when_asked_again() -> None:
    done = row(CASE, finding=finding("supported"), again=again("supported", "refuted", "ungraded"))
    assert counts.flips(done).tolist() == [2, 3]
    assert counts.flips(row(CASE, finding=finding("supported"))).tolist() == [0, 0]


# -- questions


QUESTION = question_case(
    "ferry-q02",
    [evidence("ferry/a", "supports", (0, 50)), evidence("ferry/b", "supports", (20, 40))],
    [evidence("ferry/c", "supports", (0, 30), (60, 90))],
)


@pytest.mark.parametrize(
    ("cited", "hits"),
    [
        ([("ferry/a", (0, 50))], 1),
        ([("ferry/b", (20, 40)), ("ferry/a", (0, 50))], 1),
        # One of the sentences that decide together is enough.
        ([("ferry/b", (39, 60)), ("ferry/c", (60, 90))], 2),
        ([("ferry/a", (50, 60)), ("ferry/c", (30, 60))], 0),
        ([("ferry/c", (20, 25)), ("ferry/z", (0, 50))], 1),
        ([], 0),
    ],
)
def test_claims_wanted_are_cited(cited: list[tuple[str, Span]], hits: int) -> None:
    done = row(QUESTION, answer=answer(*cited))
    assert counts.answer_recall(done).tolist() == [hits, 2]
    assert counts.case_is_right(done) is (hits == 2)
    assert counts.unanswered(done).tolist() == [0, 0]


@pytest.mark.parametrize(("cited", "right"), [([], True), ([("ferry/a", (0, 50))], False)])
def test_what_cannot_be_answered_must_not_be(cited: list[tuple[str, Span]], right: bool) -> None:
    done = row(question_case("ferry-q03"), answer=answer(*cited))
    assert counts.unanswered(done).tolist() == [right, 1]
    assert counts.answer_recall(done).tolist() == [0, 0]
    assert counts.case_is_right(done) is right


def test_a_question_that_could_not_be_asked_is_wrong() -> None:
    for case in (QUESTION, question_case("ferry-q03")):
        assert not counts.case_is_right(row(case, error="StoreError: x"))


def test_a_question_that_could_not_be_asked_counts_as_wrong_in_its_scores() -> None:
    """As a claim that could not be checked counts in the table of verdicts ("it counts as wrong", `Row.error`)."""
    assert counts.answer_recall(row(QUESTION, error="ModelCallError: x")).tolist() == [0, 2]
    assert counts.unanswered(row(question_case("ferry-q03"), error="ModelCallError: x")).tolist() == [0, 1]


# -- must_pass


def held(*, verdict: Verdict = "supported", origins: tuple[int, int] = (1, 0), **stances: str) -> dict[str, bool]:
    """What holds of a case that article `a` supports, that must hold in all three."""
    case = simple_case("ferry-030", must_pass=("verdict", "origins", "stances"))
    found = {f"ferry/{name}": stance for name, stance in stances.items()}
    return counts.holds(row(case, finding=finding(verdict, origins=origins), stances=found))


def test_what_must_hold_holds() -> None:
    assert held(a="supports", b="neutral", c="ungraded") == {"verdict": True, "origins": True, "stances": True}


def test_each_part_fails_for_itself() -> None:
    assert held(verdict="refuted", a="supports") == {"verdict": False, "origins": True, "stances": True}
    assert held(origins=(2, 0), a="supports") == {"verdict": True, "origins": False, "stances": True}
    wrong: list[dict[str, Any]] = [{"a": "neutral"}, {"a": "both"}, {"a": "supports", "b": "contradicts"}, {}]
    for stances in wrong:
        assert held(**stances) == {"verdict": True, "origins": True, "stances": False}


def test_only_what_is_asked_for_is_held() -> None:
    assert counts.holds(verdict_row("ferry-031", "supported", "refuted")) == {}
    asked = row(simple_case("ferry-032", must_pass=("verdict",)), finding=finding("supported"))
    assert counts.holds(asked) == {"verdict": True}
    for other in (row(external_case("x-1"), finding=finding("refuted")), row(question_case("ferry-q03"))):
        assert counts.holds(other) == {}


def test_nothing_holds_of_a_case_that_could_not_be_done() -> None:
    failed = row(simple_case("ferry-033", must_pass=("verdict", "origins", "stances")), error="ModelCallError: x")
    assert counts.holds(failed) == {"verdict": False, "origins": False, "stances": False}


def test_that_there_is_no_origin_can_be_what_must_hold() -> None:
    case = simple_case("ferry-034", "not_enough_evidence", must_pass=("origins",))
    assert counts.holds(row(case, finding=finding("not_enough_evidence"), stances={})) == {"origins": True}
