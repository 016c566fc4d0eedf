"""What the measurement of conflicts counts as planted, as found, and as right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.conflicts import JUDGED, Planted, is_right, load_judged, planted, shown_pairs
from eval.suite.corpus import load_corpus
from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite
from pipeline.conflicts.records import Conflict, Side, Voiced
from pipeline.findings import Quote
from pipeline.split import sentences

NAMES = {"1": "ferry/wire", "2": "ferry/live", "3": "ferry/courier"}


def side(*places: tuple[str, int]) -> Side:
    said_by = tuple(Voiced(i, "p", "", None, None, "asserts", None, Quote("x" * end, 0, end), i) for i, end in places)
    return Side("claim", said_by, 1)


def conflict(left: Side, right: Side) -> Conflict:
    return Conflict("number", "", (left, right), True)


def gold() -> list[Planted]:
    return planted(case for case in load_suite("core").cases if isinstance(case, ClaimCase))


def test_planted_conflicts_stand_between_different_articles() -> None:
    found = gold()
    assert len(found) > 60
    assert all(one.case.verdict == "conflicting" for one in found)
    for one in found:
        for pair in one.pairs:
            assert len({name for name, _ in pair}) == 2


def test_a_conflict_stands_for_every_pair_of_its_sentences() -> None:
    pairs = shown_pairs(conflict(side(("1", 10), ("3", 12)), side(("2", 20))), NAMES)
    assert pairs == {
        frozenset({("ferry/wire", 10), ("ferry/live", 20)}),
        frozenset({("ferry/courier", 12), ("ferry/live", 20)}),
    }


def test_right_is_what_gold_has_or_a_human_has_said() -> None:
    one = conflict(side(("1", 10)), side(("2", 20)))
    pair = frozenset({("ferry/wire", 10), ("ferry/live", 20)})
    known = [Planted(gold()[0].case, frozenset({pair}))]
    assert is_right(one, NAMES, known, {}) is True
    assert is_right(one, NAMES, [], {pair: False}) is False
    assert is_right(one, NAMES, [], {pair: True}) is True
    assert is_right(one, NAMES, [], {}) is None


def test_every_judgement_names_sentences_of_the_corpus() -> None:
    articles = load_corpus()
    judged = load_judged()
    assert judged
    for pair in judged:
        for name, end in pair:
            assert end in {span[1] for span in sentences(articles[name].text)}, (name, end)


def test_no_pair_is_judged_twice() -> None:
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(load_judged())


@pytest.mark.parametrize(
    "line",
    [
        "{",
        json.dumps({"pair": [["a/b", 1], ["a/c", 2]], "right": True}),
        json.dumps({"pair": [["a/b"], ["a/c", 2]], "right": True, "why": "so"}),
        json.dumps({"pair": [["a/b", 1], ["a/c", 2]], "right": True, "why": ""}),
    ],
)
def test_a_judgement_that_cannot_be_read_names_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"judged\.jsonl:1"):
        load_judged(path)
