"""`twosource eval` as a user runs it, on a part of the core suite, with a stand-in for a capable model.

The stand-in knows the gold and answers from it, over HTTP, as far as it is asked properly: what is tested is our
handling of a good model's answers, and that damage to any one stage is seen and put down to that stage.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import eval.bless
import eval.run.runner
import eval.suite.suites
import pipeline.grade.full
import pipeline.grade.graders
import pipeline.lookup
import pipeline.verdict
from eval.metrics.counts import case_is_right, holds
from eval.run.file import Run as EvalRun
from eval.run.file import read_run
from eval.suite.records import ClaimCase
from pipeline.grade.replies import GradeReply
from pipeline.llm import instant_retries
from pipeline.origins import Origin
from pipeline.retrieve import retrieve
from pipeline.text import one_line
from tests.integration.conftest import Run
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply

pytestmark = pytest.mark.slow

EVENTS = ("rail", "treaty")
CLAIMS = 12
MODEL = ("--model", "openai:knows-all", "--concurrency", "4")
_SENTENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


class Oracle:
    """Answers a grading request from the gold.

    For every fourth claim it takes the right side and names no sentence: what the quote gate is there for.
    """

    def __init__(self, cases: list[ClaimCase]) -> None:
        self.cases = {one_line(c.claim): c for c in cases}
        self.careless = frozenset(one_line(c.claim) for c in cases[::4])

    def __call__(self, request: Recorded) -> Scripted:
        messages = request.json["messages"]
        told = messages[0]["content"]
        if "contradicts: a sentence of the passage cannot be true" not in told:
            return self._reply("neutral")  # it was not told what a contradiction is
        # Asked again, it is shown the passage no second time; it stays with what it said.
        last = next(m["content"] for m in reversed(messages) if m["content"].startswith("Claim: "))
        claim = re.match(r"Claim: (.*)$", last, re.MULTILINE)
        assert claim is not None
        case = self.cases.get(claim[1])
        if case is None:  # a question's claim
            return self._reply("neutral")
        for number, sentence in _SENTENCE.findall(last):
            for evidence in case.evidence:
                if evidence.stance != "neutral" and any(one_line(s.text) == sentence for s in evidence.spans):
                    numbers = [] if claim[1] in self.careless else [int(number)]
                    differs = {"claim": claim[1], "passage": sentence} if evidence.stance == "contradicts" else None
                    return self._reply(evidence.stance, numbers, evidence.voice, evidence.speaker, differs)
        return self._reply("neutral")

    def _reply(
        self,
        stance: str,
        sentences: list[int] | None = None,
        voice: str = "asserts",
        speaker: str | None = None,
        differs: dict[str, str] | None = None,
    ) -> Scripted:
        grade = {"stance": stance, "sentences": sentences or [], "voice": voice, "speaker": speaker, "reason": "gold"}
        grade |= {"differs": differs}
        return chat_reply(json.dumps(grade))


@dataclass(frozen=True)
class Desk:
    """What the tests here share: a small core suite, a server, and a folder with its cache and its baselines."""

    folder: Path
    claims: list[ClaimCase]
    server: StubServer


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two events, some claims of each and two questions."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "cases").mkdir()
    kept: list[ClaimCase] = []
    for event in EVENTS:
        shutil.copytree(eval.suite.suites.CORPUS / event, folder / "corpus" / event)
        lines = (eval.suite.suites.CASES / f"{event}.jsonl").read_text(encoding="utf-8").splitlines()
        claims = [line for line in lines if json.loads(line)["type"] == "claim"]
        questions = [line for line in lines if json.loads(line)["type"] == "question"]
        chosen = sorted(claims, key=in_order)[:CLAIMS]
        (folder / "cases" / f"{event}.jsonl").write_text("\n".join([*chosen, questions[0]]) + "\n", encoding="utf-8")
        kept += [ClaimCase.model_validate_json(line) for line in chosen]
    with StubServer() as server:
        yield Desk(folder, kept, server)


def in_order(line: str) -> str:
    """An order that has nothing to do with the order of writing; must_pass cases come first."""
    return ("0" if "must_pass" in line else "1") + hashlib.sha256(line.encode()).hexdigest()


@pytest.fixture
def oracle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Oracle]:
    """The stand-in, with the whole gold, behind the shared server."""
    monkeypatch.setattr(eval.suite.suites, "CASES", desk.folder / "cases")
    monkeypatch.setattr(eval.suite.suites, "CORPUS", desk.folder / "corpus")
    monkeypatch.setattr(eval.bless, "BASELINES", desk.folder / "baselines")
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", str(desk.folder / "cache"))
    monkeypatch.setenv("OPENAI_BASE_URL", desk.server.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    found = Oracle(desk.claims)
    desk.server.otherwise = found
    with instant_retries():
        yield found


@pytest.fixture
def no_cache(oracle: Oracle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is asked, whatever it said before."""
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", str(tmp_path / "own-cache"))


def go(run: Run, name: str, *more: str, code: int = 0) -> dict[str, Any]:
    """One whole run, as JSON."""
    ran = run("eval", "run", "-o", name, *MODEL, "--json", *more)
    assert ran.code == code, ran.err or ran.out[-2000:]
    return dict(json.loads(ran.out))


def blessed(run: Run) -> EvalRun:
    """The baseline, made once and then found again."""
    found = list(eval.bless.BASELINES.glob("*.gz"))
    if not found:
        go(run, "base.jsonl")
        assert run("eval", "bless", "base.jsonl").code == 0
        found = list(eval.bless.BASELINES.glob("*.gz"))
    return read_run(found[0])


def test_a_good_model_scores_well_and_each_stage_is_scored(run: Run, oracle: Oracle) -> None:
    told = go(run, "a.jsonl")
    scores = {name: e["value"] for name, e in told["scores"].items()}
    assert scores["judged_verdict_accuracy"] == 1
    assert scores["quotes_exact"] == 1
    assert scores["stance_accuracy"] > 0.75
    assert scores["verdict_accuracy"] > 0.5
    assert scores["sentence_recall_at_3"] > 0.7
    assert told["missing"] == []
    assert told["manifest"]["model"].startswith("openai:knows-all")
    assert {t["title"] for t in told["tables"]} >= {"Verdicts, end to end", "Stances of gold passages"}
    text = run("eval", "report", "a.jsonl").out
    assert "By kind" in text
    assert f"{2 * CLAIMS + 2} of {2 * CLAIMS + 2} cases" in text


@pytest.mark.usefixtures("no_cache")
def test_a_run_goes_on_where_it_was_killed(run: Run, desk: Desk, tmp_path: Path) -> None:
    go(run, "a.jsonl", "--no-questions", "--most", "8")
    whole = (tmp_path / "a.jsonl").read_bytes()
    lines = whole.splitlines(keepends=True)
    asked = len(desk.server.requests)
    # Killed in the middle of writing the fifth row, and with no cache to help.
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines[:5]) + lines[5][:40])
    shutil.rmtree(tmp_path / "own-cache")
    seen: list[str] = []
    keep = eval.run.runner._Work.do

    async def do(self: Any, case: Any) -> Any:
        seen.append(case.id)
        return await keep(self, case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eval.run.runner._Work, "do", do)
        go(run, "a.jsonl", "--no-questions", "--most", "8")
    done_before = {json.loads(line)["case"]["id"] for line in lines[1:5]}
    assert sorted(seen) == sorted({json.loads(line)["case"]["id"] for line in lines[1:]} - done_before)
    assert len(desk.server.requests) > asked
    again = read_run(tmp_path / "a.jsonl")
    assert again.missing == []
    before = [json.loads(line) for line in lines[1:]]
    after = [json.loads(row.model_dump_json()) for row in again.rows.values()]
    timed = ("seconds", "calls", "cached", "tokens_in", "tokens_out", "cost_usd")
    for row in (*before, *after):
        for name in timed:
            row.pop(name)
        row["finding"].pop("usage")
    assert after == before


def test_a_run_with_other_settings_is_not_mixed_into_a_file(run: Run, oracle: Oracle) -> None:
    go(run, "a.jsonl", "--no-questions", "--most", "2")
    ran = run("eval", "run", "-o", "a.jsonl", *MODEL, "--no-questions", "--most", "3")
    assert ran.code == 2
    assert "holds another run: selection, cases differ" in ran.err


def test_a_run_compared_with_itself_has_no_flips(run: Run, oracle: Oracle) -> None:
    go(run, "a.jsonl", "--most", "10")
    ran = run("eval", "compare", "a.jsonl", "a.jsonl", "--json")
    told = json.loads(ran.out)
    assert ran.code == 0
    assert told["outcome"] == "unchanged"
    assert told["flips"] == []
    assert {s["p"] for s in told["stages"]} == {1.0}
    assert all(m["difference"]["value"] == 0 for m in told["metrics"])


def test_an_edited_case_file_cannot_be_compared(
    run: Run, oracle: Oracle, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(run, "a.jsonl", "--most", "4")
    shutil.copytree(desk.folder / "cases", tmp_path / "cases")
    monkeypatch.setattr(eval.suite.suites, "CASES", tmp_path / "cases")
    path = tmp_path / "cases" / "rail.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    edited = json.loads(lines[0]) | {"why": "another argument"}
    path.write_text("\n".join([json.dumps(edited), *lines[1:]]) + "\n", encoding="utf-8")
    go(run, "b.jsonl", "--most", "4")
    ran = run("eval", "compare", "a.jsonl", "b.jsonl")
    assert ran.code == 3
    assert "different case sets" in ran.err
    assert run("eval", "run", "-o", "b.jsonl", *MODEL, "--most", "4", "--against", "a.jsonl").code == 3


def damaged_prompt(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import prompts.loader

    folder = tmp_path / "prompts"
    shutil.copytree(prompts.loader.FOLDER, folder)
    rules = folder / "_rules.md"
    rules.write_text(rules.read_text("utf-8").replace("cannot be true", "may be true"), "utf-8")
    patch.setattr(pipeline.grade.graders, "load", functools.partial(prompts.load, folder=folder))


def one_sentence_retrieved(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    patch.setattr(pipeline.lookup, "retrieve", functools.partial(retrieve, articles=1, sentences=1))


def no_quote_gate(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unchecked(text: str, *, finish: str | None, sentence_count: int) -> GradeReply:
        return GradeReply.model_validate_json(text)

    patch.setattr(pipeline.grade.full, "read_grade", unchecked)
    patch.setattr(pipeline.grade.full, "check_grade", lambda grade, claim, candidate, differs=None: grade)


def every_article_an_origin(patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    patch.setattr(
        pipeline.verdict,
        "group_origins",
        lambda entries, copies: [Origin(article.id, None) for article, *_ in entries],
    )


@pytest.mark.parametrize(
    ("damage", "culprit"),
    [
        (one_sentence_retrieved, "retrieve"),
        (damaged_prompt, "grade"),
        (no_quote_gate, "quotes"),
        (every_article_an_origin, "verdict"),
    ],
)
def test_damage_is_caught_and_put_down_to_its_stage(
    run: Run, oracle: Oracle, tmp_path: Path, damage: Callable[[pytest.MonkeyPatch, Path], None], culprit: str
) -> None:
    blessed(run)
    # Nothing but time has passed: the same code against its own baseline.
    assert go(run, "same.jsonl", "--against", "baseline")["comparison"]["outcome"] == "unchanged"
    with pytest.MonkeyPatch.context() as patch:
        damage(patch, tmp_path)
        told = go(run, "damaged.jsonl", "--against", "baseline", code=1)
    assert told["comparison"]["outcome"] == "regression"
    assert told["comparison"]["culprit"] == culprit
    fallen = [s["stage"] for s in told["comparison"]["stages"] if s["outcome"] == "fall"]
    # Stages before the damage, and those on gold input that it does not touch, stand.
    assert set(fallen) <= {culprit, "all"}
    ran = run("eval", "report", "damaged.jsonl", "--against", "baseline", "--html", "page.html")
    assert ran.code == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "REGRESSION" in page


@pytest.mark.parametrize(
    ("stage", "damage", "untouched"),
    [
        ("retrieve", one_sentence_retrieved, every_article_an_origin),
        ("grade", damaged_prompt, one_sentence_retrieved),
        ("verdict", every_article_an_origin, one_sentence_retrieved),
    ],
)
def test_one_stage_alone_sees_its_own_damage_only(
    run: Run,
    oracle: Oracle,
    tmp_path: Path,
    stage: str,
    damage: Callable[[pytest.MonkeyPatch, Path], None],
    untouched: Callable[[pytest.MonkeyPatch, Path], None],
) -> None:
    blessed(run)
    for change, code in ((damage, 1), (untouched, 0)):
        with pytest.MonkeyPatch.context() as patch:
            change(patch, tmp_path)
            told = go(run, f"{change.__name__}.jsonl", "--stage", stage, "--against", "baseline", code=code)
        assert next(s["stage"] for s in told["comparison"]["stages"]) == stage


@pytest.mark.usefixtures("no_cache")
def test_a_flipped_must_pass_case_fails_though_the_sample_is_small(run: Run, oracle: Oracle) -> None:
    base = blessed(run)
    held = next(r.case for r in base.rows.values() if holds(r).get("verdict") and r.case.evidence)
    oracle.cases.pop(one_line(held.claim))
    told = go(run, "b.jsonl", "--case", held.id, "--against", "baseline", code=1)
    assert [m[0] for m in told["comparison"]["must_pass"]] == [held.id]


@pytest.mark.usefixtures("no_cache")
def test_too_small_a_sample_is_inconclusive_not_fine(run: Run, oracle: Oracle) -> None:
    base = blessed(run)
    claims = [r for r in base.rows.values() if isinstance(r.case, ClaimCase)]
    lost = next(r.case for r in claims if r.case.evidence and not r.case.must_pass and case_is_right(r))
    oracle.cases.pop(one_line(lost.claim))
    told = go(run, "b.jsonl", "--case", lost.id, "--against", "baseline")
    assert told["comparison"]["outcome"] == "inconclusive"
    assert [f["case_id"] for f in told["comparison"]["flips"]] == [lost.id]
    assert told["comparison"]["flips"][0]["finding_a"]["verdict"] == lost.verdict


def test_repeats_measure_flips(run: Run, oracle: Oracle) -> None:
    told = go(run, "a.jsonl", "--no-questions", "--most", "3", "--repeats", "2")
    assert told["scores"]["flip_rate"]["value"] == 0
    assert told["scores"]["flip_rate"]["n"] == 6


@pytest.mark.usefixtures("no_cache")
def test_what_is_ungraded_counts_against_a_run(run: Run, desk: Desk) -> None:
    go(run, "a.jsonl", "--no-questions", "--most", "6")
    shutil.rmtree("own-cache")
    desk.server.otherwise = lambda request: chat_reply("I would rather not say.")
    told = go(run, "b.jsonl", "--no-questions", "--most", "6", "--against", "a.jsonl", code=1)
    assert told["scores"]["graded"]["value"] == 0
    assert told["scores"]["verdict_accuracy"]["value"] == 0
    assert all(f["b"] == "ungraded" for f in told["comparison"]["flips"])


@pytest.mark.usefixtures("no_cache")
def test_a_model_that_stops_answering_ends_the_run_and_what_was_done_is_kept(
    run: Run, desk: Desk, oracle: Oracle, tmp_path: Path
) -> None:
    answers = iter(range(60))

    def withdrawn(request: Recorded) -> Scripted:
        return oracle(request) if next(answers, None) is not None else error_reply(401, "the key was withdrawn")

    desk.server.otherwise = withdrawn
    ran = run("eval", "run", "-o", "a.jsonl", *MODEL, "--no-questions")
    assert ran.code == 4
    assert "stopped answering" in ran.err
    assert "key" in ran.err
    kept = read_run(tmp_path / "a.jsonl")
    assert 0 < len(kept.rows) < 2 * CLAIMS
    # No row was kept that the model gave no answer for; those are done by the next run.
    for row in kept.rows.values():
        assert row.finding is not None
        assert row.calls or not row.finding["coverage"]["ungraded"]
    desk.server.otherwise = oracle
    assert go(run, "a.jsonl", "--no-questions")["missing"] == []


def test_external_pairs_and_sets(run: Run, stub: StubServer, tmp_path: Path) -> None:
    rows = [
        {
            "id": "p1",
            "dataset": "pairs",
            "claim": "The council of Orl approved the budget on May 3.",
            "label": "SUPPORTS",
            "evidence": [{"text": "The council of Orl approved the budget on May 3."}],
        },
        {
            "id": "m1",
            "dataset": "sets",
            "claim": "The council of Orl approved the budget on May 3.",
            "label": "CONFLICTING",
            "evidence": [
                {"text": "The council of Orl approved the budget on May 3."},
                {"text": "Orl's council did it: it approved the budget on May 4, said the Diary of Orl."},
                {"text": "..."},
            ],
        },
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")

    def answer(request: Recorded) -> Scripted:
        last = request.json["messages"][-1]["content"]
        stance = "contradicts" if "on May 4" in last else "supports"
        differs = {"claim": "May 3", "passage": "May 4"} if stance == "contradicts" else None
        grade = {"stance": stance, "sentences": [1], "differs": differs, "voice": "asserts", "speaker": None}
        return chat_reply(json.dumps({**grade, "reason": "day"}))

    stub.otherwise = answer
    told = go(run, "x.jsonl", "--suite", f"file:{path}")
    assert told["scores"]["verdict_accuracy"]["value"] == 1
    assert {g["name"]: g["right"] for g in told["groups"]} == {"pairs": 1, "sets": 1}
    assert told["scores"]["quotes_exact"]["value"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--suite", "cor"), "no suite 'cor'"),
        (("--suite", "file:none.jsonl"), "none.jsonl: cannot be read"),
        (("--event", "ferri"), "no event 'ferri'"),
        (("--kind", "dates"), "no kind 'dates'"),
        (("--case", "rail-999"), "no case 'rail-999'"),
        (("--split", "test"), "No case is selected"),
        (("--as-of", "2025-01-01"), "--as-of does not go with eval run"),
        (("--against", "none.jsonl", "--most", "1"), "none.jsonl: cannot be read"),
    ],
)
def test_bad_arguments_are_told_with_a_mend(run: Run, oracle: Oracle, arguments: tuple[str, ...], words: str) -> None:
    ran = run("eval", "run", "-o", "a.jsonl", *MODEL, *arguments)
    assert ran.code == 2
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) >= 2
