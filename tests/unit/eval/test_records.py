"""Gold: what the records refuse, and the verdict that gold stances come to."""

from __future__ import annotations

import itertools
import json
from typing import Any, get_args

import jsonschema
import pytest
from pydantic import ValidationError

from eval.suite.records import CASE, ClaimCase, Evidence, GoldSpan, GoldVerdict, QuestionCase, case_schema
from eval.suite.records import implied_verdict as implied
from pipeline.findings import Coverage, Source, Stance, Voice
from pipeline.verdict import decide_verdict


def evidence(
    article: str = "town/wire", stance: str = "supports", voice: str = "asserts", **more: Any
) -> dict[str, Any]:
    spans = [{"start": 0, "end": 9, "text": "The vote."}]
    return {"article": article, "stance": stance, "voice": voice, "spans": spans, **more}


def claim(**more: Any) -> dict[str, Any]:
    """A claim that one article supports; `more` replaces fields, and None takes one away."""
    whole: dict[str, Any] = {
        "type": "claim",
        "id": "town-001",
        "event": "town",
        "kind": "date",
        "claim": "The council voted on May 3.",
        "verdict": "supported",
        "evidence": [evidence()],
        "origins": [["town/wire"]],
        "why": "The wire says so.",
        **more,
    }
    return {name: value for name, value in whole.items() if value is not None}


def question(**more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "type": "question",
        "id": "town-q-01",
        "event": "town",
        "asks": "when",
        "question": "When did the council vote?",
        "contains": [{"claim": "The council voted on May 3.", "evidence": [evidence()]}],
        "why": "The wire says so.",
        **more,
    }
    return {name: value for name, value in whole.items() if value is not None}


def refused(case: dict[str, Any]) -> str:
    """What the refusal says; the JSON form, which case files have, is refused at the same place."""
    with pytest.raises(ValidationError) as caught:
        CASE.validate_python(case)
    with pytest.raises(ValidationError) as as_json:
        CASE.validate_json(json.dumps(case))
    first, second = caught.value.errors()[0], as_json.value.errors()[0]
    assert first["loc"] == second["loc"]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


# Against it without a denial, so that it is a conflict.
AGAINST = evidence("town/post", "contradicts")
ACCUSED = evidence("town/post", "contradicts", "denies")


@pytest.mark.parametrize(
    "case",
    [
        claim(),
        claim(as_of="2025-05-04", must_pass=["verdict", "origins", "stances"]),
        claim(verdict="not_enough_evidence", evidence=None, origins=None),
        claim(verdict="not_enough_evidence", evidence=[evidence(stance="neutral", voice="plans")], origins=[]),
        claim(evidence=[evidence(), evidence("town/post")], origins=[["town/wire"], ["town/post"]]),
        claim(evidence=[evidence(), evidence("town/post")], origins=[["town/post", "town/wire"]]),
        # Alternatives: two entries of one article, which stands in its origin once.
        claim(evidence=[evidence(), evidence(voice="attributes", speaker="the mayor")]),
        claim(
            verdict="conflicting",
            evidence=[evidence(), AGAINST],
            origins=[["town/wire"], ["town/post"]],
            conflict="date",
        ),
        # The accused has no origin of their own, whether they make it a conflict or not.
        claim(verdict="conflicting", evidence=[evidence(voice="attributes"), ACCUSED], conflict="attribution"),
        claim(evidence=[evidence(), ACCUSED]),
        claim(kind="injection", injection={"article": "town/post", "target": "contradicts"}),
        question(),
        question(asks="unanswerable", contains=None),
        question(as_of="2025-05-04"),
    ],
)
def test_what_is_consistent_is_read_and_written_again(case: dict[str, Any]) -> None:
    read = CASE.validate_json(json.dumps(case))
    assert isinstance(read, ClaimCase if case["type"] == "claim" else QuestionCase)
    assert CASE.validate_json(read.model_dump_json()) == read
    assert CASE.validate_python(read.model_dump(mode="json", exclude_defaults=True)) == read


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (claim(origins=None), ["origins must hold each article", "['town/wire'] against []"]),
        (claim(origins=[["town/post"]]), ["['town/wire'] against ['town/post']"]),
        (claim(origins=[["town/wire"], ["town/post"]]), ["['town/wire'] against ['town/post', 'town/wire']"]),
        (claim(origins=[["town/wire", "town/wire"]]), ["once", "against ['town/wire', 'town/wire']"]),
        (claim(origins=[["town/wire"], ["town/wire"]]), ["against ['town/wire', 'town/wire']"]),
        (
            claim(verdict="not_enough_evidence", evidence=[evidence(stance="neutral")]),
            ["[] against ['town/wire']"],
        ),
        # A denial by the accused is no origin.
        (
            claim(evidence=[evidence(), ACCUSED], origins=[["town/wire"], ["town/post"]]),
            ["['town/wire'] against ['town/post', 'town/wire']"],
        ),
        (claim(conflict="date"), ["conflict", "only for that"]),
        (
            claim(verdict="conflicting", evidence=[evidence(), AGAINST], origins=[["town/wire"], ["town/post"]]),
            ["conflict is given for a verdict of conflicting"],
        ),
        (claim(kind="injection"), ["injection is given for kind injection"]),
        (claim(injection={"article": "town/post", "target": "supports"}), ["injection", "only for that"]),
        (claim(verdict="refuted"), ["the verdict is refuted", "comes to supported"]),
        (claim(verdict="not_enough_evidence"), ["the verdict is not_enough_evidence", "comes to supported"]),
        (claim(verdict="conflicting", conflict="date"), ["the verdict is conflicting", "comes to supported"]),
        (claim(evidence=None, origins=None), ["the verdict is supported", "comes to not_enough_evidence"]),
        (
            claim(evidence=[evidence(), AGAINST], origins=[["town/wire"], ["town/post"]]),
            ["the verdict is supported", "comes to conflicting"],
        ),
        (question(contains=None), ["contains is empty", "unanswerable"]),
        (question(asks="unanswerable"), ["contains is empty", "only for that"]),
    ],
)
def test_gold_that_contradicts_itself_is_refused_and_says_how(case: dict[str, Any], words: list[str]) -> None:
    message = refused(case)
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("case", "where"),
    [
        *[(claim(**{name: None}), f"claim.{name}") for name in ("id", "event", "kind", "claim", "verdict", "why")],
        *[(question(**{name: None}), f"question.{name}") for name in ("id", "event", "asks", "question", "why")],
        (claim(id="Town 1"), "claim.id"),
        (claim(id="town--1"), "claim.id"),
        (claim(id=""), "claim.id"),
        (claim(event="../town"), "claim.event"),
        (claim(kind="mood"), "claim.kind"),
        (claim(claim=""), "claim.claim"),
        (claim(claim="two\nlines"), "claim.claim"),
        (claim(claim="two\rlines"), "claim.claim"),
        (claim(claim=3), "claim.claim"),
        (claim(verdict="ungraded"), "claim.verdict"),
        (claim(as_of="May 3"), "claim.as_of"),
        (claim(as_of="2025-05-03T10:00"), "claim.as_of"),
        (claim(must_pass=["everything"]), "claim.must_pass.0"),
        (claim(surplus=1), "claim.surplus"),
        (claim(contains=[]), "claim.contains"),
        (claim(evidence=evidence()), "claim.evidence"),
        (claim(evidence=[evidence(stance="agrees")]), "claim.evidence.0.stance"),
        (claim(evidence=[evidence(voice="sings")]), "claim.evidence.0.voice"),
        (claim(evidence=[evidence("wire")]), "claim.evidence.0.article"),
        (claim(evidence=[evidence("town/wire.md")]), "claim.evidence.0.article"),
        (claim(evidence=[evidence("../etc/passwd")]), "claim.evidence.0.article"),
        (claim(evidence=[evidence(spans=[])]), "claim.evidence.0.spans"),
        (claim(evidence=[evidence(spans=[{"start": -1, "end": 3, "text": "x"}])]), "claim.evidence.0.spans.0.start"),
        (claim(evidence=[evidence(spans=[{"start": 0, "end": 0, "text": "x"}])]), "claim.evidence.0.spans.0.end"),
        (claim(evidence=[evidence(spans=[{"start": 0, "end": 1, "text": ""}])]), "claim.evidence.0.spans.0.text"),
        (claim(evidence=[evidence(quotes=["The vote."])]), "claim.evidence.0.quotes"),
        (claim(kind="injection", injection={"article": "town/wire", "target": "neutral"}), "claim.injection.target"),
        (question(asks="why"), "question.asks"),
        (question(contains=[{"claim": "It did.", "evidence": []}]), "question.contains.0.evidence"),
        (question(verdict="supported"), "question.verdict"),
    ],
)
def test_a_field_that_is_missing_surplus_or_of_another_shape_is_named(case: dict[str, Any], where: str) -> None:
    assert refused(case).startswith(f"{where}: ")


@pytest.mark.parametrize("case", [claim(type=None), claim(type="rumour"), {}, [], "claim", None, 7])
def test_what_is_no_case_at_all_is_refused(case: Any) -> None:
    with pytest.raises(ValidationError):
        CASE.validate_python(case)


@pytest.mark.parametrize(("start", "end"), [(0, 8), (0, 10), (9, 4), (9, 9)])
def test_a_span_that_is_not_as_long_as_its_text_is_refused(start: int, end: int) -> None:
    """The module says `text[start:end]` is the span's `text`: that much can be seen without the article."""
    with pytest.raises(ValidationError):
        GoldSpan(start=start, end=end, text="The vote.")


def test_an_origin_without_articles_is_refused() -> None:
    with pytest.raises(ValidationError):
        CASE.validate_python(claim(origins=[["town/wire"], []]))


@pytest.mark.parametrize(
    "case",
    [
        claim(evidence=[evidence("village/wire")], origins=[["village/wire"]]),
        claim(kind="injection", injection={"article": "village/wire", "target": "supports"}),
        question(contains=[{"claim": "It did.", "evidence": [evidence("village/wire")]}]),
    ],
)
def test_an_article_of_another_event_is_refused(case: dict[str, Any]) -> None:
    """Only the event's own articles are shown at a run, so such gold can never be met."""
    with pytest.raises(ValidationError):
        CASE.validate_python(case)


@pytest.mark.parametrize("as_of", ["2025-13-01", "2025-02-30", "٢٠٢٥-٠٥-٠٣"])
def test_a_day_that_is_not_in_the_calendar_is_refused(as_of: str) -> None:
    with pytest.raises(ValidationError):
        CASE.validate_python(claim(as_of=as_of))


@pytest.mark.parametrize("text", [" ", "\t", "\u00a0", "..."])
def test_a_claim_without_a_word_is_refused(text: str) -> None:
    """FactChecker refuses such a claim ("The claim is empty"), so the case could only end in an error."""
    with pytest.raises(ValidationError):
        CASE.validate_python(claim(claim=text))


def gold(*sides: tuple[Stance, Voice]) -> tuple[Evidence, ...]:
    """An article of its own for each side."""
    span = GoldSpan(start=0, end=9, text="The vote.")
    return tuple(
        Evidence(article=f"town/a{n}", stance=stance, voice=voice, spans=(span,))
        for n, (stance, voice) in enumerate(sides)
    )


S: tuple[Stance, Voice] = ("supports", "asserts")
SAID: tuple[Stance, Voice] = ("supports", "attributes")
HEDGED: tuple[Stance, Voice] = ("supports", "hedges")
C: tuple[Stance, Voice] = ("contradicts", "asserts")
C_SAID: tuple[Stance, Voice] = ("contradicts", "attributes")
D: tuple[Stance, Voice] = ("contradicts", "denies")
NEAR: tuple[Stance, Voice] = ("neutral", "plans")


@pytest.mark.parametrize(
    ("sides", "verdict"),
    [
        # S, C -> conflicting, whoever says it.
        ([S, C], "conflicting"),
        ([S, C_SAID], "conflicting"),
        ([SAID, C], "conflicting"),
        ([S, C, D], "conflicting"),
        ([S, S, S, C], "conflicting"),
        # S only as said by others, and D -> conflicting.
        ([SAID, D], "conflicting"),
        ([HEDGED, D], "conflicting"),
        ([SAID, HEDGED, D, NEAR], "conflicting"),
        # S asserted by an outlet, and D -> supported.
        ([S, D], "supported"),
        ([SAID, S, D], "supported"),
        # S -> supported.
        ([S], "supported"),
        ([SAID], "supported"),
        ([HEDGED], "supported"),
        ([S, NEAR], "supported"),
        # C -> refuted.
        ([C], "refuted"),
        ([C_SAID], "refuted"),
        ([C, D], "refuted"),
        ([C, NEAR], "refuted"),
        # D, or nothing, all graded -> not_enough_evidence.
        ([D], "not_enough_evidence"),
        ([D, NEAR], "not_enough_evidence"),
        ([NEAR], "not_enough_evidence"),
        ([], "not_enough_evidence"),
    ],
)
def test_the_table_row_by_row(sides: list[tuple[Stance, Voice]], verdict: GoldVerdict) -> None:
    assert implied(gold(*sides)) == verdict
    assert implied(gold(*reversed(sides))) == verdict


def source(stance: Stance, voice: Voice, number: int) -> Source:
    name = f"a{number}"
    return Source(name, name, "", None, None, stance, voice, None, (), name, None, None, "")


def test_gold_is_judged_as_the_pipeline_judges() -> None:
    """Every set of up to three sides comes to what `decide_verdict` makes of it, were all passages graded."""
    every: list[tuple[Stance, Voice]] = [(s, v) for s in get_args(Stance) for v in get_args(Voice)]
    for size in range(4):
        for sides in itertools.combinations_with_replacement(every, size):
            sources = [source(stance, voice, n) for n, (stance, voice) in enumerate(sides)]
            verdict = decide_verdict(
                [s for s in sources if s.stance == "supports"],
                [s for s in sources if s.stance == "contradicts" and s.voice != "denies"],
                [s for s in sources if s.stance == "contradicts" and s.voice == "denies"],
                Coverage(graded=size, attempted=size, screened=0, ungraded=()),
            )
            assert implied(gold(*sides)) == verdict, sides


def test_the_schema_takes_and_refuses_what_the_records_do() -> None:
    """Editors hold case files against it. What only code can see (consistency) it lets through."""
    schema = json.loads(case_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    for good in (claim(), question(), claim(verdict="refuted")):
        jsonschema.validate(good, schema)
    for bad in (
        claim(surplus=1),
        claim(verdict="ungraded"),
        claim(id="Town 1"),
        question(why=None),
        claim(evidence=[7]),
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)
