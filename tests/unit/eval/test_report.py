"""A run as figures, as text for a terminal, as JSON and as one page: right, whole, and harmless whatever it holds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn

import pytest

from eval.compare import Comparison, compare
from eval.metrics.statistics import Estimate
from eval.report.json import comparison_json, run_json
from eval.report.page import page, percent, write_page
from eval.report.summary import Bin, Cost, reliability, summarise
from eval.report.text import comparison_text, interval, run_text, shown, verdict_line
from eval.run.file import Run, read_run, write_run
from eval.run.records import Row
from eval.suite.records import GoldVerdict
from pipeline.errors import EnvironmentFault
from pipeline.findings import Verdict
from tests.unit.eval.builders import (
    answer,
    as_right,
    claim_case,
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

ROOT = Path(__file__).resolve().parents[3]


@cache
def whole() -> Run:
    """Two events, two kinds, a question, a failed case, and one that is not done yet."""
    case = claim_case(
        "ferry-01",
        "conflicting",
        evidence("ferry/a", "supports", (0, 50), words="The ferry sank on Monday."),
        evidence("ferry/b", "contradicts", (0, 30), voice="attributes", speaker="Kol", words="It sank on Tuesday."),
        must_pass=("verdict", "stances"),
        why="Two days are named.",
    )
    done = row(
        case,
        retrieved=retrieved(("ferry/a", 0, 50), ("ferry/c", 0, 9)),
        given=(
            given("supports", "supports", "ferry/a", confidence=0.95),
            given("contradicts", "neutral", "ferry/b", confidence=0.75),
            given("neutral", None, "ferry/c", gold_voice=None),
        ),
        judged=judged("conflicting", ["ferry/a"], ["ferry/b"], conflict="date"),
        finding=finding(
            "supported",
            source("ferry/a", "supports", (0, 50), words="The ferry sank on Monday.", reason="the same"),
            source("ferry/b", "neutral", (0, 30), words="It sank on Tuesday.", speaker="Kol", voice="attributes"),
            summary="One article supports it.",
        ),
        stances={"ferry/a": "supports", "ferry/b": "neutral", "ferry/c": "neutral"},
        quotes_exact=(True, True),
        calls=4,
        cached=2,
        tokens_in=4_000,
        tokens_out=40,
        cost_usd=0.02,
        seconds=6.0,
    )
    return run(
        done,
        verdict_row("mine-01", "refuted", "refuted", calls=2, tokens_in=1_000, cost_usd=0.01, seconds=2.0),
        verdict_row("mine-02", "refuted", "ungraded", cached=3, seconds=0.5),
        row(simple_case("mine-03", kind="negation"), error="ModelCallError: no answer"),
        row(question_case("mine-q1"), answer=answer(("mine/a", (0, 9)), words="Nobody knows."), cost_usd=0.0),
        missing=["mine-04"],
    )


@cache
def one_stage() -> Run:
    """What `--stage retrieve` leaves: no findings, no verdicts."""
    rows = [row(simple_case(f"ferry-{n}"), retrieved=retrieved(("ferry/a", 0, 9))) for n in (1, 2)]
    return run(*rows, row(simple_case("mine-1", kind="negation"), retrieved=()), stage="retrieve")


@cache
def external() -> Run:
    """Rows of others, from two datasets, in all classes."""
    verdicts: tuple[GoldVerdict, ...] = ("supported", "refuted", "conflicting", "not_enough_evidence")
    given_verdicts: tuple[Verdict, ...] = ("supported", "supported", "conflicting", "refuted")
    rows = [
        row(external_case(f"{name}-{gold}", gold, name), finding=finding(got))
        for name in ("climate-fever", "check-covid")
        for gold, got in zip(verdicts, given_verdicts, strict=True)
    ]
    return run(*rows, suite="file:/data/public_eval.jsonl")


@cache
def compared() -> tuple[Run, Run, Comparison]:
    """Two runs of which each has a case right that the other has wrong, and one that fails what must pass."""

    def found(verdict: Any, words: str) -> dict[str, Any]:
        return finding(verdict, source("ferry/a", "supports", (0, 9), words=words), summary=f"Summary: {words}")

    part = [evidence("ferry/a", "supports", (0, 9))]
    pledged = simple_case("ferry-02", must_pass=("verdict",))
    a = run(
        row(simple_case("ferry-01"), finding=found("refuted", "What A found in one.")),
        row(pledged, finding=found("supported", "What A found in two.")),
        row(question_case("ferry-q1", part), answer=answer(("ferry/a", (0, 9)), words="What A cited.")),
    )
    b = run(
        row(simple_case("ferry-01"), finding=found("supported", "What B found in one.")),
        row(pledged, finding=found("conflicting", "What B found in two.")),
        row(question_case("ferry-q1", part), answer=answer(("ferry/b", (0, 9)), words="What B cited.")),
        model="openai:other",
    )
    return a, b, compare(a, b)


# -- figures


def test_kinds_and_groups() -> None:
    summary = summarise(whole())
    assert [(p.name, p.cases, p.right, p.ungraded) for p in summary.kinds] == [
        ("date", 3, 1, 1),
        ("negation", 1, 0, 0),
        ("question: unanswerable", 1, 0, 0),
    ]
    assert [(p.name, p.cases, p.right) for p in summary.groups] == [("dev: ferry", 1, 0), ("dev: mine", 4, 1)]
    assert summary.kinds[0].scores["verdict_accuracy"].value == pytest.approx(1 / 3)
    assert [(p.name, p.cases, p.right) for p in summarise(external()).groups] == [
        ("check-covid", 4, 2),
        ("climate-fever", 4, 2),
    ]


def test_tables() -> None:
    verdicts, passages, articles = summarise(whole()).tables
    assert verdicts.gold == ("supported", "refuted", "conflicting", "not_enough_evidence")
    assert verdicts.given == (*verdicts.gold, "ungraded")
    assert verdicts.cells == ((0, 0, 0, 0, 1), (0, 1, 0, 0, 1), (1, 0, 0, 0, 0), (0, 0, 0, 0, 0))
    assert passages.given == ("supports", "contradicts", "neutral", "both", "ungraded")
    assert passages.cells == ((1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 1))
    assert articles.cells == ((1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 1, 0, 0))
    assert summarise(one_stage()).tables == ()


def test_bins_of_confidence() -> None:
    assert reliability(list(whole().rows.values())) == (Bin(0.7, 0.8, 1, 0.75, 0.0), Bin(0.9, 1.0, 1, 0.95, 1.0))
    assert reliability([]) == reliability(list(one_stage().rows.values())) == ()


def test_costs() -> None:
    """A case that the cache answered says nothing of how long one takes."""
    assert summarise(whole()).cost == Cost(
        cases=5,
        calls=6,
        cached=5,
        tokens_in=5_000,
        tokens_out=40,
        cost_usd=pytest.approx(0.03),
        seconds_a_claim=pytest.approx(4.0),
        seconds_a_call=pytest.approx(8 / 6),
    )


def test_one_price_that_is_not_known_makes_the_sum_unknown() -> None:
    rows = [as_right("ferry-01", True), verdict_row("ferry-02", "supported", "supported", cost_usd=None)]
    done = run(*rows)
    assert summarise(done).cost.cost_usd is None
    assert "cost unknown" in run_text(done)
    assert "cost unknown" in page(done)


def test_what_failed_and_what_is_missing() -> None:
    summary = summarise(whole())
    assert summary.must_pass == (("ferry-01", "verdict, stances"),)
    assert summary.must_pass_cases == 1
    assert summary.errors == (("mine-03", "ModelCallError: no answer"),)
    assert summary.missing == ("mine-04",)


def test_a_run_of_one_stage_fails_no_must_pass_case() -> None:
    case = simple_case("ferry-01", must_pass=("verdict",))
    summary = summarise(run(row(case, judged=judged("supported", ["ferry/a"])), stage="verdict"))
    assert (summary.must_pass, summary.must_pass_cases) == ((), 0)


def test_an_empty_run_comes_to_nothing() -> None:
    summary = summarise(run())
    assert summary.scores == {}
    assert summary.kinds == summary.groups == summary.tables == summary.bins == summary.errors == summary.missing == ()
    assert summary.cost == Cost(0, 0, 0, 0, 0, 0, None, None)


def test_cases_that_were_not_judged_are_not_told_as_wrong_or_ungraded() -> None:
    for part in summarise(one_stage()).kinds:
        assert part.ungraded == 0
    # Kind, cases, right, ungraded: neither 0 right nor all of them ungraded.
    assert not re.search(r"date\s*│\s*2\s*│\s*0\s*│\s*2\s*│", run_text(one_stage()))


# -- numbers as they are shown


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (None, False, "–"),
        (0.5, False, "0.500"),
        (1.0, True, "+1.000"),
        (-0.0625, True, "-0.062"),
        (33.33333, False, "33.333"),
    ],
)
def test_a_score_is_shown_with_three_digits(value: float | None, signed: bool, text: str) -> None:
    assert shown(value, signed=signed) == text


def test_an_interval_is_shown_whole_or_not_at_all() -> None:
    assert interval(Estimate(0.5, 0.25, 0.75, 4)) == "0.250 to 0.750"
    assert interval(Estimate(0.5, -0.25, 0.75, 4), signed=True) == "-0.250 to +0.750"
    assert interval(Estimate(0.5, None, None, 4)) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "50.00%"), (None, "0.00%"), (-1, "0.00%"), (7.0, "100.00%"), (1 / 3, "33.33%")]
)
def test_a_place_on_a_bar_is_on_the_bar(value: float | None, text: str) -> None:
    assert percent(value) == text


# -- text


def test_text_of_a_run() -> None:
    text = run_text(whole())
    first = text.splitlines()[0]
    assert first == "core (split all; stage all): 5 of 6 cases · local:small@cc324af070c2 · brief grader"
    # Gold and found agree in one of four claims; by event 0 of 1 and 1 of 3.
    assert re.search(r"│ Verdict accuracy +│ +0\.250 │ +0\.000 to 0\.333 │ +4 │", text)
    assert re.search(r"│ refuted +│ +· │ +1 │ +· │ +· │ +1 │", text)
    assert re.search(r"│ date +│ +3 │ +1 │ +1 │", text)
    cost = (
        "findings: 6 calls (5 more from the cache) · 5,000 tokens in · 40 out · $0.0300 · 4.0 s a case, 1.33 s a call"
    )
    assert cost in " ".join(text.split()), "on a narrow screen it takes two lines"
    assert "must_pass: 0 of 1 hold\n  ferry-01: not its verdict, stances\n  mine-03: ModelCallError: no answer" in text
    assert "1 case not done yet" in text
    sections = [line.split()[1] for line in text.splitlines() if re.match(r"│ [A-Z ]+ +│ +│ +│ +│", line)]
    assert sections == ["RETRIEVAL", "GRADING", "QUOTE", "VERDICT", "END"]


def test_text_says_which_cases_the_run_is_of() -> None:
    done = run(
        as_right("ferry-01", True),
        split="dev",
        events=("ferry",),
        kinds=("date", "number"),
        must_pass=True,
        most=9,
        seed=4,
    )
    first = run_text(done).splitlines()[0]
    for part in ("split dev", "stage all", "9 by seed 4", "ferry", "date, number", "must pass", "1 of 1 cases"):
        assert part in first


def test_text_of_other_runs() -> None:
    assert "0 of 0 cases" in run_text(run())
    retrieval = run_text(one_stage())
    assert "RETRIEVAL" in retrieval
    assert "END TO END" not in retrieval
    assert "must_pass" not in retrieval
    others = run_text(external())
    assert re.search(r"│ climate-fever +│ +4 │ +2 │", others)


def test_no_name_is_cut_in_the_text() -> None:
    assert "…" not in run_text(external())


def test_text_of_a_comparison() -> None:
    *_, found = compared()
    text = comparison_text(found)
    assert "changed: model: local:small@cc324af070c2 -> openai:other" in text
    assert re.search(r"end to end: verdicts[a-z ]* │ +3 │ +0\.667 │ +0\.333 │ +2 │ +1 │ +1 │ +– │ inconclusive", text)
    assert "3 cases flipped." in text
    assert "  better  ferry-01 (date): Claim ferry-01.\n         gold supported; A refuted; B supported" in text
    assert "  WORSE  ferry-02 (date): Claim ferry-02.\n         gold supported; A supported; B conflicting" in text
    assert "must_pass: ferry-02 no longer holds: verdict" in text
    assert text.splitlines()[-1] == verdict_line(found)
    # One claim of two is right in both: only what differs is listed.
    assert re.search(r"│ Claims that answers must contain, cited +│ +1\.000 │ +0\.000 │ +-1\.000 │ +– │", text)
    assert "│ Verdict accuracy" not in text


def test_a_short_comparison_has_the_verdict_and_no_list() -> None:
    *_, found = compared()
    text = comparison_text(found, whole=False)
    assert "cases flipped.\n" not in text
    assert "WORSE" not in text
    assert "scores are the same" not in text
    assert "must_pass: ferry-02 no longer holds: verdict" in text
    assert text.splitlines()[-1] == verdict_line(found)


def test_more_flips_than_a_screen_holds_are_counted() -> None:
    a, b = (run(*(as_right(f"ferry-{n:02}", right) for n in range(25))) for right in (True, False))
    text = comparison_text(compare(a, b))
    assert "25 cases flipped." in text
    assert text.count("WORSE") == 20
    assert "... and 5 more" in text


def test_missing_cases_are_told() -> None:
    a, b = run(as_right("ferry-01", True), as_right("ferry-02", True)), run(as_right("ferry-01", True))
    assert "1 case missing in B, which counts as wrong there." in comparison_text(compare(a, b))
    assert "1 case missing in A, which counts as wrong there." in comparison_text(compare(b, a))


def verdict_of(a: str, b: str, must_pass: bool = False) -> str:
    """The last line of a comparison; "+" a case that the run has right."""
    more: dict[str, Any] = {"must_pass": ("verdict",)} if must_pass else {}
    runs = [run(*(as_right(f"ferry-{n:02}", m == "+", **more) for n, m in enumerate(marks))) for marks in (a, b)]
    return verdict_line(compare(runs[0], runs[1]))


@pytest.mark.parametrize(
    ("a", "b", "must_pass", "begins"),
    [
        ("++++++", "------", False, "REGRESSION: a significant fall; the first stage that falls: end to end"),
        ("++", "--", True, "REGRESSION: 2 cases of must_pass flipped."),
        ("+", "-", True, "REGRESSION: 1 case of must_pass flipped."),
        ("++++++", "------", True, "REGRESSION: 6 cases of must_pass flipped; the first stage that falls: end to end"),
        ("++", "+-", False, "INCONCLUSIVE: "),
        ("------", "++++++", False, "RISE: "),
        ("+-", "+-", False, "UNCHANGED: "),
    ],
)
def test_the_comparison_in_one_line(a: str, b: str, must_pass: bool, begins: str) -> None:
    line = verdict_of(a, b, must_pass)
    assert line.startswith(begins)
    assert "\n" not in line


# -- hostile text

HOSTILE = (
    "<script>alert(1)</script> \"><img src=http://evil.example/x.png onerror=alert(1)> ' onload=x "
    "</style></pre></title></svg> {{ 7*7 }} {% raw %} &lt;b&gt; javascript:x [red]bold[/red] [link=x]y[/link] "
    "\x1b[31mred\x1b[0m \x07 \x9b2J \u202eleft\u202c \r over \n line url(http://evil.example) 📰 文字"
)
# Claims are of one line and printable enough for a case file; ids and articles' names are checked by the schema.
HOSTILE_LINE = HOSTILE.replace("\n", " ").replace("\r", " ")


def filled(text: str, line: str) -> Row:
    """A claim that is found wrong; every text in it is the given one."""
    gold = evidence("ferry/a", "supports", (0, 9), voice="attributes", speaker=text, words=text)
    case = claim_case("ferry-01", "supported", gold, claim=line, why=line, must_pass=("verdict",))
    shown_source = source(text, "contradicts", (0, 9), voice="attributes", speaker=text, words=text, reason=text)
    return row(case, finding=finding("refuted", shown_source, summary=text), group=text)


def made_of(text: str, line: str) -> tuple[Run, Comparison]:
    """A run in which whatever may be free text is the given one, and a comparison with flips in it."""
    more: dict[str, Any] = {
        "suite": f"file:{text}",
        "case_set": text,
        "corpus": text,
        "started": text,
        "git_revision": text,
        "versions": {text: text},
        "arguments": {"output": text},
        "missing": ["ferry-99"],
    }
    part = [evidence("ferry/a", "supports", (0, 9), words=text)]
    failed = row(simple_case("ferry-02"), error=text)
    rows = [
        filled(text, line),
        failed,
        row(question_case("ferry-q1", part), answer=answer(("ferry/b", (0, 9)), text=text, words=text)),
    ]
    b = run(*rows, model=text, embedder=text, grader="brief", code=text, **more)
    right = [as_right("ferry-01", True, claim=line), as_right("ferry-02", True)]
    a = run(*right, row(question_case("ferry-q1", part), answer=answer(("ferry/a", (0, 9)), words=text)), **more)
    return b, compare(a, b)


def others_of(text: str) -> tuple[Run, Comparison]:
    """The same for rows of others, of which ids and datasets are free too."""

    def rows(*verdicts: Any) -> list[Row]:
        cases = [external_case(f"{n}{text}", "supported", text, claim=text, text=text) for n in range(3)]
        done = [row(case, finding=finding(v)) for case, v in zip(cases, verdicts, strict=False)]
        return [*done, row(cases[2], error=text)]

    a, b = (
        run(*rows(*verdicts), suite=f"file:{text}", events=(text,))
        for verdicts in (("supported", "refuted"), ("refuted", "supported"))
    )
    return b, compare(a, b)


class Page(HTMLParser):
    """What a browser makes of a page: tags with their attributes, in order, and the text between."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "base"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == [], "every tag that is opened is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@cache
def hostile_pages() -> dict[str, tuple[str, str]]:
    """Pages with hostile text, each with the page that tame text in the same places makes."""
    bad, tame = made_of(HOSTILE, HOSTILE_LINE), made_of("tame", "tame")
    bad_others, tame_others = others_of(HOSTILE), others_of("tame")
    return {
        "core": (page(*bad), page(*tame)),
        "others": (page(*bad_others), page(*tame_others)),
    }


PAGES = {
    "whole": lambda: page(whole()),
    "empty": lambda: page(run()),
    "all missing": lambda: page(run(missing=["ferry-01"])),
    "one stage": lambda: page(one_stage()),
    "external": lambda: page(external()),
    "compared": lambda: page(compared()[1], compared()[2]),
    "hostile": lambda: hostile_pages()["core"][0],
    "hostile others": lambda: hostile_pages()["others"][0],
}


@cache
def html_of(name: str) -> str:
    return PAGES[name]()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(name: str) -> None:
    html = html_of(name)
    assert html.lower().startswith("<!doctype html>")
    found = Page(html)
    tags = {tag for tag, _ in found.tags}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"})
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    for _, attributes in found.tags:
        for attribute, value in attributes:
            assert not attribute.startswith("on")
            assert attribute not in ("src", "srcset", "action", "xlink:href")
            assert attribute != "href" or (value or "").startswith("#")
            assert "url(" not in (value or "")
            assert "http" not in (value or "")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_each_place_once(name: str) -> None:
    ids = [value for _, attributes in Page(html_of(name)).tags for key, value in attributes if key == "id"]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "name",
    [
        "whole",
        "compared",
        "external",
        "empty",
        "one stage",
    ],
)
def test_links_of_a_page_lead_somewhere(name: str) -> None:
    found = Page(html_of(name))
    ids = {value for _, attributes in found.tags for key, value in attributes if key == "id"}
    links = {(value or "")[1:] for _, attributes in found.tags for key, value in attributes if key == "href"}
    assert links <= ids


@pytest.mark.parametrize("name", ["core", "others"])
def test_hostile_text_makes_no_tag_and_no_attribute(name: str) -> None:
    """The page is the one that tame text makes, but for what stands between the tags."""
    hostile, tame = hostile_pages()[name]
    bad, good = Page(hostile), Page(tame)
    assert bad.tags == good.tags
    assert "<script>alert(1)</script>" in bad.text
    assert "{{ 7*7 }}" in bad.text
    assert "&lt;b&gt;" in bad.text, "what was escaped in an article is shown as it stands there"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also when read from its file, by another process, whose sets are in another order."""
    a, b, found = compared()
    assert page(b, found) == page(b, found)
    for name, done in (("a", a), ("b", b)):
        write_run(tmp_path / name, done)
    assert page(read_run(tmp_path / "b")) == page(b)
    code = (
        "import sys\nfrom pathlib import Path\nfrom eval.compare import compare\nfrom eval.report.page import page\n"
        "from eval.run.file import read_run\na, b = (read_run(Path(p)) for p in sys.argv[1:])\n"
        "sys.stdout.buffer.write(page(b, compare(a, b)).encode())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a"), str(tmp_path / "b")]
    out = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, check=True
    ).stdout
    assert out.decode() == page(b, found)


def test_page_of_a_whole_run() -> None:
    text = Page(html_of("whole")).text
    assert "core: 5 of 6 cases" in text
    assert "1 case not done yet." in text
    assert "4 cases wrong" in text
    for words in (
        "Why gold: Two days are named.",
        "contradicts, attributes: Kol",
        "It sank on Tuesday.",
        "One article supports it.",
        "ferry-01: not its verdict, stances",
        "mine-03: ModelCallError: no answer",
        "Nobody knows.",
        "95 % stated, 100 % right",
        "75 % stated, 0 % right",
    ):
        assert words in text, words
    assert re.search(r"Verdict accuracy\s*0\.250", text)


def test_page_of_an_empty_run_says_so() -> None:
    text = Page(html_of("empty")).text
    assert "0 of 0 cases" in text
    assert "Wrong cases" not in text, "nothing has ended, so nothing is told of what was wrong"
    assert "Against the other run" not in text
    assert "1 case not done yet." in Page(html_of("all missing")).text


def test_page_of_one_stage_shows_that_stage() -> None:
    text = Page(html_of("one stage")).text
    assert "retrieval: deciding articles found" in text
    assert "Deciding articles in the first 1" in text
    assert "Verdicts per class" not in text
    assert "end to end" not in text


def test_page_of_an_external_suite() -> None:
    text = Page(html_of("external")).text
    assert "file:/data/public_eval.jsonl: 8 of 8 cases" in text
    assert "(rows, for data of others)" in text
    assert "climate-fever" in text
    assert "4 cases wrong" in text


def test_page_of_a_comparison_shows_both_findings_of_each_flip() -> None:
    html = html_of("compared")
    *_, found = compared()
    text = Page(html).text
    assert verdict_line(found) in text
    assert "must_pass ferry-02 no longer holds: verdict" in text
    changes = html.split('id="changes"')[1].split('id="classes"')[0]
    flips = re.findall(r"<details.*?</details>", changes, re.DOTALL)
    assert len(flips) == len(found.flips) == 3
    for flip, case_id, sides in zip(
        flips,
        ("ferry-01", "ferry-02", "ferry-q1"),
        (
            ("A: refuted", "What A found in one.", "B: supported", "What B found in one."),
            ("A: supported", "What A found in two.", "B: conflicting", "What B found in two."),
            ("A: answer with 1 citation", "What A cited.", "B: answer with 1 citation", "What B cited."),
        ),
        strict=True,
    ):
        assert case_id in flip
        places = [flip.index(words) for words in sides]
        assert places == sorted(places)
    assert ["better" in flip for flip in flips] == [True, False, False]


def test_page_of_a_comparison_shows_a_side_that_is_missing() -> None:
    a, b = run(as_right("ferry-01", True), as_right("ferry-02", True)), run(as_right("ferry-01", True))
    text = Page(page(b, compare(a, b))).text
    assert "B: missing" in text
    assert "Missing cases, which count as wrong: 0 in A, 1 in B." in text


@pytest.mark.parametrize(
    "wrong",
    [
        row(question_case("ferry-q1", [evidence("ferry/a", words="The gold words.")]), answer=answer()),
        row(external_case("x-1", text="The gold words.", stance="SUPPORTS"), finding=finding("refuted")),
    ],
    ids=["question", "external"],
)
def test_page_shows_the_gold_of_every_wrong_case(wrong: Row) -> None:
    text = Page(page(run(wrong))).text
    assert "The gold words." in text
    assert "No article bears on it." not in text


def test_a_page_that_cannot_be_written_is_an_error_with_a_mend(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="cannot be written") as fault:
        write_page(tmp_path, run())
    assert fault.value.mend
    write_page(tmp_path / "page.html", run())
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page(run())


def control_characters(text: str) -> set[str]:
    """What a terminal might act on; a line feed ends a line and is none."""
    return {c for c in text if not c.isprintable() and c != "\n"}


def test_text_has_no_control_characters_whatever_a_run_holds() -> None:
    done, found = made_of(HOSTILE, HOSTILE_LINE)
    text = run_text(done)
    assert control_characters(text + comparison_text(found) + comparison_text(found, whole=False)) == set()
    assert "[red]bold[/red]" in text.replace("\n", " "), "nothing is read as markup"


def test_text_of_an_external_run_has_no_control_characters() -> None:
    done, found = others_of("\x1b[31mred\x1b[0m \x07 \x9b2J \u202eleft\u202c \r over \n line")
    assert control_characters(run_text(done) + comparison_text(found)) == set()


# -- JSON


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


@pytest.mark.parametrize("done", [whole(), run(), one_stage(), external()], ids=["whole", "empty", "stage", "external"])
def test_json_of_a_run(done: Run) -> None:
    value = json.loads(run_json(done), parse_constant=refuse)
    assert value["manifest"] == done.manifest.model_dump(mode="json")
    assert value["missing"] == done.missing
    assert value["scores"].keys() == summarise(done).scores.keys()
    assert "comparison" not in value
    assert run_json(done) == run_json(done)


def test_json_holds_scores_with_their_intervals() -> None:
    value = json.loads(run_json(whole()))
    accuracy = value["scores"]["verdict_accuracy"]
    assert accuracy == {"value": 0.25, "low": 0.0, "high": pytest.approx(1 / 3), "n": 4}
    assert value["scores"]["ece"]["low"] is None
    assert value["tables"][0]["cells"][1] == [0, 1, 0, 0, 1]
    assert value["errors"] == [["mine-03", "ModelCallError: no answer"]]


def test_json_of_a_comparison_has_every_flip_with_both_findings() -> None:
    a, b, found = compared()
    value = json.loads(comparison_json(found), parse_constant=refuse)
    assert value["outcome"] == "regression"
    assert value["culprit"] is None
    assert value["must_pass"] == [["ferry-02", "verdict"]]
    assert value["changed"] == list(found.changed)
    assert [(f["case_id"], f["better"]) for f in value["flips"]] == [
        ("ferry-01", True),
        ("ferry-02", False),
        ("ferry-q1", False),
    ]
    assert [f["finding_a"] for f in value["flips"]] == [r.finding or r.answer for r in a.rows.values()]
    assert [f["finding_b"] for f in value["flips"]] == [r.finding or r.answer for r in b.rows.values()]
    stage = value["stages"][-1]
    assert (stage["stage"], stage["n"], stage["only_a"], stage["only_b"], stage["p"]) == ("all", 3, 2, 1, 1.0)
    assert json.loads(run_json(b, found))["comparison"] == value


def test_json_of_a_flip_with_a_missing_side_has_null() -> None:
    a, b = run(as_right("ferry-01", True), as_right("ferry-02", True)), run(as_right("ferry-01", True))
    (flip,) = json.loads(comparison_json(compare(a, b)))["flips"]
    assert flip["finding_a"] == a.rows["ferry-02"].finding
    assert flip["finding_b"] is None
    assert flip["b"] == "missing"
