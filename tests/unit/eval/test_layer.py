"""What the fitted layer is fitted on, and what the table of the grader's parts is made of. No model is asked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy
import pytest

from eval.layer import screen as screening
from eval.layer.fit import auc, calibration_error, decided, decisions, fit, folds_of, held_out, softmax
from eval.layer.items import Item, by_sentence, core_items, held_out_items, public_items
from eval.layer.screen import Scored, threshold, told
from eval.layer.table import Graded, by_code, row
from pipeline.findings import Stance
from pipeline.grade.layer import STANCES
from pipeline.retrieve import Candidate
from store import Article, Claim, Passage
from tests.conftest import WordEmbedder

CLAIM = "The council of Orl approved the budget on May 3."


def item(sentence: str, stance: Stance = "supports", claim: str = CLAIM, group: str = "g") -> Item:
    article = Article.make(sentence)
    span = (0, len(sentence))
    candidate = Candidate(article, Passage.make(article.id, *span, (span,)), span, 0.8)
    return Item("set", group, Claim.make(claim), candidate, stance)


def numbers(count: int = 120) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Three clouds that a line can tell apart, with some noise."""
    chance = numpy.random.default_rng(3)
    y = numpy.arange(count) % 3
    x = numpy.column_stack([numpy.ones(count), chance.normal(size=(count, 2)) + 2.0 * numpy.eye(3)[y][:, :2]])
    return x, y


def test_the_fit_tells_apart_what_can_be_told_apart() -> None:
    x, y = numbers()
    probabilities = softmax(x @ fit(x, y))
    assert probabilities.sum(axis=1) == pytest.approx(numpy.ones(len(y)))
    assert (probabilities.argmax(axis=1) == y).mean() > 0.75
    assert auc(probabilities[:, 1], y == 1) > 0.9


def test_no_item_is_scored_by_a_fit_that_saw_its_group() -> None:
    """A column that gives the label away inside each group is worth nothing on other groups."""
    _, y = numbers()
    groups = [f"group {n // 20}" for n in range(len(y))]
    folds = folds_of([item("S.", group=g) for g in groups])
    assert len({(g, f) for g, f in zip(groups, folds, strict=True)}) == len(set(groups))
    shuffled = numpy.random.default_rng(1).permutation(y)
    leak = numpy.column_stack([numpy.ones(len(y)), numpy.eye(len(set(groups)))[[int(g[-1]) for g in groups]]])
    assert abs(auc(held_out(leak, shuffled, folds)[:, 1], shuffled == 1) - 0.5) < 0.2


def test_ranking_figures() -> None:
    scores = numpy.array([0.9, 0.8, 0.8, 0.1])
    assert auc(scores, numpy.array([True, True, False, False])) == 0.875
    sure = numpy.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert calibration_error(sure, numpy.array([0, 1])) == 0.5
    assert calibration_error(sure, numpy.array([0, 0])) == 0.0


def test_false_stances_are_counted_among_the_neutral_ones() -> None:
    found = decisions(numpy.array([0, 1, 1, 2, 2]), numpy.array([0, 1, 2, 2, 2]))
    assert found["false_contradicts_per_100_neutral"] == 33.3
    assert found["false_supports_per_100_neutral"] == 0.0
    assert (found["recall_supports"], found["recall_contradicts"]) == (1.0, 1.0)


def test_decided_is_what_the_pipeline_would_give() -> None:
    items = [
        item(CLAIM),
        item("The council of Orl approved the budget on May 4.", "contradicts"),
        item("The mayor went home.", "neutral"),
    ]
    answers = [{"true": 0.98, "false": 0.01, "unknown": 0.01}, {"true": 0.2, "false": 0.7, "unknown": 0.1}]
    answers.append({"true": 0.01, "false": 0.01, "unknown": 0.98})
    probabilities = numpy.array([[0.98, 0.01, 0.01], [0.05, 0.9, 0.05], [0.01, 0.01, 0.98]])
    assert [STANCES[k] for k in decided(items, answers, probabilities)] == ["supports", "contradicts", "neutral"]


def test_code_alone_has_a_score_for_each_stance() -> None:
    rows = by_code([item(CLAIM), item("The council of Orl approved the budget on May 4."), item("Rain fell.")])
    assert [STANCES[k] for k in rows.argmax(axis=1)] == ["supports", "contradicts", "neutral"]


def test_a_line_of_the_table() -> None:
    y = numpy.array([0, 1, 2, 2])
    probabilities = numpy.eye(3)[y]
    line = row("core_test", Graded("(b)", probabilities, y, calibrated=False), y)
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells == ["core_test", "4", "(b)", "1.00", "1.00", "1.00", "1.00", "1.00", "1.00", "0.0", "0.0", "–"]


def test_items_are_asked_sentence_by_sentence() -> None:
    items = [item("B.", claim="2"), item("A.", claim="1"), item("B.", claim="1"), item("A.", claim="2")]
    order = [(items[i].candidate.text, items[i].claim.text) for i in by_sentence(items)]
    assert order == [("A.", "1"), ("A.", "2"), ("B.", "1"), ("B.", "2")]


def test_core_items_are_the_grade_stages_input_of_one_split_only() -> None:
    items = core_items("test", WordEmbedder())
    assert {i.group for i in items} == {"mine", "outbreak", "heritage"}
    assert {i.stance for i in items} == set(STANCES)
    assert len(items) > 800


def test_public_rows_with_one_piece_of_evidence(tmp_path: Path) -> None:
    long = "Rain fell in the north. " * 30 + "The council of Orl approved the budget on May 3. " + "Snow fell. " * 20
    rows = [
        {"id": "1", "dataset": "d", "claim": CLAIM, "label": "SUPPORTS", "evidence": [{"text": long}]},
        {"id": "2", "dataset": "d", "claim": CLAIM, "label": "REFUTES", "evidence": [{"text": "No. It did not."}]},
        {"id": "3", "dataset": "d", "claim": CLAIM, "label": "CONFLICTING", "evidence": [{"text": "a b"}]},
        {"id": "4", "dataset": "d", "claim": CLAIM, "label": "SUPPORTS", "evidence": [{"text": "a"}, {"text": "b"}]},
    ]
    path = tmp_path / "public.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    first, second = public_items(path, WordEmbedder())
    assert first.candidate.text.startswith("The council of Orl approved")
    assert second.candidate.text == "No. It did not."
    assert [i.stance for i in (first, second)] == ["supports", "contradicts"]


def test_sets_that_the_adapter_did_not_see(tmp_path: Path) -> None:
    rows = [
        {"id": str(n), "dataset": d, "claim": f"Claim {n}.", "label": label, "evidence": [{"text": f"Text {n}."}]}
        for n, (d, label) in enumerate(
            [("fever_symmetric", "SUPPORTS")] * 80 + [("conjnli_dev", "REFUTES")] * 3 + [("mnli_dev", "SUPPORTS")] * 5
        )
    ]
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in rows).encode()))
    items = held_out_items(path, WordEmbedder())
    assert [(i.dataset, i.stance) for i in items] == [("conjnli_dev", "contradicts")] * 3 + [
        ("fever_symmetric", "supports")
    ] * 60
    assert items == held_out_items(path, WordEmbedder())


def test_the_screens_threshold_loses_one_in_a_hundred_at_most() -> None:
    found = [Scored(n / 200, decides=True) for n in range(200)]
    found += [Scored(0.001, decides=False)] * 50
    least = threshold(found)
    assert sum(p.decides and p.score < least for p in found) == 2
    assert told(found, least) == "0.010: 2 of 200 deciding sentences lost, 198 of 250 sentences sent (21% saved)"
    assert screening.MOST_LOST == 0.01
