"""The fixed eval set itself: what the issue promises of it, and that every label rests on words that stand there."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from eval.run.records import External
from eval.suite.records import ClaimCase, Evidence, Kind, QuestionCase, case_schema
from eval.suite.suites import CASES, TEST_EVENTS, Suite, load_suite, split_of
from pipeline.split import sentences

SHARED = Path(__file__).resolve().parents[4] / "shared" / "articles"


@cache
def core() -> Suite:
    return load_suite("core")


def claims() -> list[ClaimCase]:
    return [case for case in core().cases if isinstance(case, ClaimCase)]


def questions() -> list[QuestionCase]:
    return [case for case in core().cases if isinstance(case, QuestionCase)]


def all_evidence() -> list[tuple[ClaimCase | QuestionCase, Evidence]]:
    of_claims = [(case, evidence) for case in claims() for evidence in case.evidence]
    of_questions = [(case, e) for case in questions() for wanted in case.contains for e in wanted.evidence]
    return [*of_claims, *of_questions]


def test_there_is_enough_of_everything() -> None:
    assert len(claims()) >= 300
    assert len(questions()) >= 60
    verdicts, kinds = Counter(c.verdict for c in claims()), Counter(c.kind for c in claims())
    assert len(verdicts) == 4
    assert min(verdicts.values()) >= 40
    assert set(kinds) == set(get_args(Kind))
    assert min(kinds.values()) >= 12
    outlets = Counter(name.split("/")[0] for name in core().articles)
    assert len(outlets) >= 8
    assert sum(outlets.values()) >= 40
    assert all(4 <= n <= 7 for n in outlets.values())
    assert set(outlets) == {c.event for c in core().cases if not isinstance(c, External)}


def test_one_event_in_three_is_kept_for_testing_whole() -> None:
    events = {c.event for c in claims()}
    assert len(events) >= 3 * len(TEST_EVENTS)
    assert {c.event for c in claims() if split_of(c) == "test"} == TEST_EVENTS
    for split in ("dev", "test"):
        assert {c.kind for c in claims() if split_of(c) == split} == set(get_args(Kind))


def test_every_span_is_a_whole_sentence_of_its_article() -> None:
    whole = {name: set(sentences(article.text)) for name, article in core().articles.items()}
    for case, evidence in all_evidence():
        assert evidence.article in whole, (case.id, evidence.article)
        for span in evidence.spans:
            assert core().articles[evidence.article].text[span.start : span.end] == span.text, case.id
            assert (span.start, span.end) in whole[evidence.article], (case.id, span.text)


def test_evidence_is_of_the_case_s_own_event_and_was_out_by_its_date() -> None:
    for case, evidence in all_evidence():
        assert evidence.article.split("/")[0] == case.event, case.id
        published = core().articles[evidence.article].published
        assert case.as_of is None or (published is not None and published <= case.as_of), case.id


def test_a_case_of_kind_as_of_has_a_date_that_leaves_something_out() -> None:
    for case in claims():
        if case.kind == "as_of":
            assert case.as_of is not None, case.id
            dates = [a.published for name, a in core().articles.items() if name.split("/")[0] == case.event]
            assert any(published and published > case.as_of for published in dates), case.id


def test_an_injection_case_names_a_page_that_holds_one() -> None:
    told = re.compile(
        r"\b(?:AI|automat\w+|grader|grading|reviewer|instruction\w*|verdict|system|supports?|true)\b", re.I
    )
    for case in claims():
        if case.injection is not None:
            assert told.search(core().articles[case.injection.article].text), case.id
            found = {e.stance for e in case.evidence if e.article == case.injection.article}
            assert found != {case.injection.target}, f"{case.id}: the page would be right to be obeyed"
            assert "verdict" in case.must_pass, case.id


def test_some_attributed_evidence_names_its_speaker() -> None:
    for case, evidence in all_evidence():
        if evidence.speaker is not None:
            article = core().articles[evidence.article].text
            assert evidence.speaker.split()[-1] in article, (case.id, evidence.speaker)


def test_wire_copies_are_copies_and_reports_of_one_s_own_are_not() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    for event in {c.event for c in claims()}:
        texts = {name: runs(a.text) for name, a in core().articles.items() if name.split("/")[0] == event}
        wire = next(name for name in texts if "wire" in name)
        shared = {
            name: len(texts[wire] & other) / min(len(texts[wire]), len(other))
            for name, other in texts.items()
            if name != wire
        }
        assert sum(part >= 0.5 for part in shared.values()) >= 2, (event, shared)
        assert sum(part < 0.1 for part in shared.values()) >= 3, (event, shared)


def test_the_schema_beside_the_cases_is_that_of_the_code_and_holds_for_every_line() -> None:
    kept = (CASES / "case.schema.json").read_text("utf-8")
    assert kept.strip() == case_schema().strip(), "python -m eval.suite.schema > eval/cases/case.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(kept))
    for path in CASES.glob("*.jsonl"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert not list(validator.iter_errors(json.loads(line))), f"{path.name}:{number}"


def test_claims_stand_alone() -> None:
    for case in claims():
        assert not re.match(r"(?:He|She|It|They|This|These|That)\b", case.claim), case.id
        assert 4 <= len(case.claim.split()) <= 40, case.id
    assert max(Counter((c.claim, c.as_of) for c in claims()).values()) == 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real articles are no part of the project")
def test_no_sentence_of_the_real_articles_is_in_the_corpus() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + 9]) for i in range(len(words) - 8)}

    real = set().union(*(runs(path.read_text("utf-8")) for path in SHARED.glob("*.txt")))
    for name, article in core().articles.items():
        assert not runs(article.text) & real, name
