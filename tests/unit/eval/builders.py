"""Cases, rows and runs made by hand, so that tests of scores and reports need no corpus and no model.

Articles are named "event/name". A span needs no article behind it here: its words are letters of the right number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from eval.run.file import Run
from eval.run.records import (
    Again,
    External,
    ExternalEvidence,
    Given,
    Judged,
    Manifest,
    Retrieved,
    Row,
    Selection,
)
from eval.suite.records import (
    Asks,
    ClaimCase,
    Contained,
    Difference,
    Evidence,
    GoldSpan,
    GoldVerdict,
    Holds,
    Injection,
    Kind,
    QuestionCase,
)
from pipeline.findings import (
    Answer,
    AnswerSentence,
    Citation,
    ClaimText,
    Count,
    Counts,
    Coverage,
    Finding,
    Provenance,
    Quote,
    Source,
    Stance,
    UsageReport,
    Verdict,
    Voice,
)

Span = tuple[int, int]
_FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_USAGE = UsageReport(3, 0, 100, 3, None)
_PROVENANCE = Provenance("m", "e", {"grade": "0"}, None, "f", None, "0.1")


# -- cases


def evidence(
    article: str,
    stance: Stance = "supports",
    *spans: Span,
    voice: Voice = "asserts",
    speaker: str | None = None,
    words: str | None = None,
) -> Evidence:
    """Gold evidence; a span from 0 to 10 where none is given. Words of its own make a span as long as they are."""
    places = [(start, start + len(words) if words else end) for start, end in spans or ((0, 10),)]
    return Evidence(
        article=article,
        stance=stance,
        voice=voice,
        speaker=speaker,
        spans=tuple(GoldSpan(start=s, end=e, text=words or "x" * (e - s)) for s, e in places),
    )


def claim_case(
    case_id: str,
    verdict: GoldVerdict,
    *entries: Evidence,
    kind: Kind = "date",
    origins: Sequence[Sequence[str]] | None = None,
    conflict: Difference | None = None,
    injection: Injection | None = None,
    must_pass: tuple[Holds, ...] = (),
    claim: str | None = None,
    why: str = "By hand.",
) -> ClaimCase:
    """A claim; its event is what stands before the last hyphen, and each article is an origin of its own."""
    sided = sorted({e.article for e in entries if e.stance != "neutral" and e.voice != "denies"})
    return ClaimCase(
        type="claim",
        id=case_id,
        event=case_id.rpartition("-")[0],
        kind=kind,
        claim=claim or f"Claim {case_id}.",
        verdict=verdict,
        evidence=entries,
        origins=tuple(tuple(group) for group in (origins if origins is not None else [[name] for name in sided])),
        conflict=conflict or ("date" if verdict == "conflicting" else None),
        injection=injection,
        must_pass=must_pass,
        why=why,
    )


def simple_case(case_id: str, verdict: GoldVerdict = "supported", **more: Any) -> ClaimCase:
    """A claim with as little evidence as its verdict needs, in the articles EVENT/a and EVENT/b."""
    event = case_id.rpartition("-")[0]
    entries = {
        "supported": (evidence(f"{event}/a"),),
        "refuted": (evidence(f"{event}/a", "contradicts"),),
        "conflicting": (evidence(f"{event}/a"), evidence(f"{event}/b", "contradicts")),
        "not_enough_evidence": (),
    }[verdict]
    return claim_case(case_id, verdict, *entries, **more)


def question_case(case_id: str, *contained: Sequence[Evidence], asks: Asks | None = None) -> QuestionCase:
    """A question; each argument after the id is a claim that its answer must contain, by its evidence."""
    return QuestionCase(
        type="question",
        id=case_id,
        event=case_id.rpartition("-")[0],
        asks=asks or ("when" if contained else "unanswerable"),
        question=f"Question {case_id}?",
        contains=tuple(Contained(claim=f"Part {n}.", evidence=tuple(es)) for n, es in enumerate(contained, 1)),
        why="By hand.",
    )


def external_case(
    case_id: str, verdict: GoldVerdict = "supported", dataset: str = "averitec", claim: str = "A claim.", **more: Any
) -> External:
    """A row of somebody else's data with one piece of evidence."""
    found = (ExternalEvidence(text=more.pop("text", "Some evidence."), **more),)
    return External(type="external", id=case_id, dataset=dataset, claim=claim, verdict=verdict, evidence=found)


# -- what a run found


def source(
    path: str,
    stance: Stance = "supports",
    *quotes: Span,
    voice: Voice = "asserts",
    speaker: str | None = None,
    words: str | None = None,
    reason: str = "",
) -> Source:
    """A source of a finding, quoting these spans."""
    return Source(
        article_id=f"art_{path}",
        path=path,
        title="",
        publisher=None,
        published=None,
        stance=stance,
        voice=voice,
        speaker=speaker,
        quotes=tuple(Quote(words or "x" * (e - s), s, e) for s, e in quotes),
        origin=path,
        origin_why=None,
        confidence=None,
        reason=reason,
    )


def finding(
    verdict: Verdict,
    *sources: Source,
    origins: tuple[int, int] | None = None,
    graded: int = 4,
    attempted: int = 4,
    summary: str = "",
) -> dict[str, Any]:
    """A finding as it is published.

    Args:
        origins: Of each side; one an article where not given.
    """
    sides = [{s.path for s in sources if s.stance == side} for side in ("supports", "contradicts")]
    counted = origins or (len(sides[0]), len(sides[1]))
    made = Finding(
        claim=ClaimText("clm_1", "A claim."),
        verdict=verdict,
        summary=summary,
        confirmed_by_two_origins=False,
        sources=sources,
        counts=Counts(Count(len(sides[0]), counted[0]), Count(len(sides[1]), counted[1])),
        conflict=None,
        coverage=Coverage(graded, attempted, 0, ()),
        usage=_USAGE,
        provenance=_PROVENANCE,
    )
    value: dict[str, Any] = _FINDING.dump_python(made, mode="json")
    return value


def answer(*cited: tuple[str, Span], text: str = "It is so.", words: str = "quoted") -> dict[str, Any]:
    """An answer as it is published, of one sentence that cites these spans; no sentence where none is cited."""
    made = Answer(
        question="?",
        sentences=(AnswerSentence(text, tuple(range(1, len(cited) + 1))),) if cited else (),
        citations=tuple(
            Citation(n, f"art_{path}", path, "", None, None, Quote(words, *span))
            for n, (path, span) in enumerate(cited, 1)
        ),
        findings=(),
        not_said=None,
        usage=_USAGE,
        provenance=_PROVENANCE,
    )
    value: dict[str, Any] = _ANSWER.dump_python(made, mode="json")
    return value


def retrieved(*sentences: tuple[str, int, int]) -> tuple[Retrieved, ...]:
    """Sentences in the order of retrieval."""
    return tuple(
        Retrieved(article=name, start=start, end=end, similarity=1 - n / 100)
        for n, (name, start, end) in enumerate(sentences)
    )


def given(gold: Stance, stance: Stance | None, article: str = "ferry/a", start: int = 0, **more: Any) -> Given:
    """A grade; one with a side has exact quotes, and one of gold evidence is given in its gold voice."""
    voice = more.pop("gold_voice", "asserts")
    default = {
        "end": start + 10,
        "gold_voice": voice,
        "voice": voice if stance is not None else None,
        "quote_exact": True if stance in ("supports", "contradicts") else None,
    }
    return Given(article=article, start=start, gold=gold, stance=stance, **(default | more))


def judged(verdict: Verdict, *origins: Sequence[str], conflict: str | None = None) -> Judged:
    """What code made of gold grades."""
    return Judged(verdict=verdict, origins=tuple(tuple(group) for group in origins), conflict=conflict)


def again(*verdicts: Verdict) -> tuple[Again, ...]:
    """Repeats with these verdicts."""
    return tuple(Again(verdict=v, stances={}) for v in verdicts)


# -- rows and runs


def row(case: ClaimCase | QuestionCase | External, **found: Any) -> Row:
    """What came of a case; the event is the cluster, or the row's own id."""
    where: dict[str, Any] = (
        {"cluster": case.id, "group": case.dataset}
        if isinstance(case, External)
        else {"cluster": case.event, "group": "dev"}
    )
    return Row(case=case, **(where | found))


def verdict_row(case_id: str, gold: GoldVerdict, got: Verdict, **more: Any) -> Row:
    """A claim with no more than a verdict."""
    return row(simple_case(case_id, gold), finding=finding(got), **more)


def as_right(case_id: str, right: bool, **case: Any) -> Row:
    """A claim that is supported and found so, or found to lack evidence."""
    return row(simple_case(case_id, **case), finding=finding("supported" if right else "not_enough_evidence"))


def manifest(cases: Sequence[str], **more: Any) -> Manifest:
    """The manifest of a run of these cases; `stage` and other parts of the selection may be given by name."""
    selection = {name: more.pop(name) for name in Selection.model_fields if name != "cases" and name in more}
    if "selected" in more:
        selection["cases"] = more.pop("selected")
    default: dict[str, Any] = {
        "suite": "core",
        "case_set": "0123456789abcdef",
        "corpus": "fedcba9876543210",
        "model": "local:small@cc324af070c2",
        "embedder": "local:minilm",
        "grader": "brief",
        "prompt_hashes": {"grade.brief": "a" * 16},
        "layer_hash": None,
        "calibration_hash": None,
        "code": "c" * 16,
        "git_revision": None,
        "versions": {"python": "3.11.9"},
        "arguments": {},
        "settings": {},
        "started": "2026-01-02T03:04:05+00:00",
    }
    return Manifest(cases=tuple(sorted(cases)), selection=Selection(**selection), **(default | more))


def run(*rows: Row, missing: Sequence[str] = (), **more: Any) -> Run:
    """A run of these rows, and of cases that have none yet."""
    by_id = {r.id: r for r in rows}
    assert len(by_id) == len(rows), "two rows of one case"
    return Run(manifest([*by_id, *missing], **more), dict(sorted(by_id.items())))
