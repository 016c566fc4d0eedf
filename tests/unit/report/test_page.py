"""The page: one file that asks for nothing, in which whatever articles say is text, and every sign has a word."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from pipeline.findings import Answer, AnswerSentence, Citation, Finding, Quote
from pipeline.report.page import page, total_usage
from pipeline.report.read import report_of
from pipeline.report.records import Missing, Report
from store import Article
from store.history import PersonVerdict
from tests.made_findings import HOSTILE, decided, dispute, failed, finding, hostile, many, source, superseded

_VOID = {"meta", "link", "br", "input", "rect"}


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and its text outside style and script."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.raw: dict[str, str] = {}
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} closes what is not open"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.raw[self.open[-1]] = data
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def of(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in wanted.items())]


def parsed(*findings: Finding, articles: list[Article] | None = None, person: PersonVerdict | None = None) -> Parsed:
    kept = [report_of(replace(f, person=person)).findings[0] for f in findings]
    report = Report("Report", tuple(kept))
    return Parsed(page(report, {a.id: a for a in articles or []}))


def test_the_policy_names_the_style_and_script_that_are_there() -> None:
    made = parsed(*many(3))
    assert made.open == []
    (policy,) = made.of("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.split(" ", 1) for rule in str(policy["content"]).split("; "))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(made.raw[name].encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in str(policy["content"])
    assert rules["require-trusted-types-for"] == "'script'"


def test_nothing_is_asked_of_the_network() -> None:
    made = parsed(*many(2), articles=dispute()[1])
    for tag, attributes in made.elements:
        assert tag not in ("img", "iframe", "object", "embed", "form", "base", "video", "audio")
        assert "src" not in attributes
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "link":
            assert attributes["href"] == "data:,"
    assert "url(" not in made.raw["style"]
    assert "@import" not in made.raw["style"]
    assert not re.search(r"fetch|XMLHttp|innerHTML|eval|import\(", made.raw["script"])


def test_hostile_text_is_text() -> None:
    record, articles = hostile()
    calm = parsed(*[dispute()[0]])
    made = parsed(record, articles=articles, person=decided("refuted", by=HOSTILE[0], note=HOSTILE[0]))
    assert len(made.of("script")) == len(calm.of("script")) == 1
    assert made.of("img") == []
    assert made.raw["script"] == calm.raw["script"]
    for words in (HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3], "{{ 7 * 7 }}"):
        assert made.text.count(words) >= 5, words
    for _, attributes in made.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert not (attributes.get("href") or "").startswith("javascript")
    assert made.of("main", id="claims")
    assert len([a for _, a in made.elements if a.get("id") == "claims"]) == 1
    assert not set("\x1b\x00\u202e") & set(page(report_of(record)))


def test_ids_are_unique_and_links_within_the_page_lead_somewhere() -> None:
    same = dispute()[0]
    made = parsed(same, same, *many(5))
    ids = [a["id"] for _, a in made.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = [str(a["href"])[1:] for a in made.of("a") if str(a.get("href")).startswith("#")]
    assert len(targets) == 8
    assert set(targets) <= set(ids)


def test_every_colour_has_a_word() -> None:
    made = parsed(*many(40), dispute()[0])
    for word in ("Supported", "Refuted", "Conflicting", "Not enough evidence", "Ungraded"):
        assert made.text.count(word) >= 2
    assert made.text.count("✔ supports") >= 2
    assert made.text.count("✘ contradicts") >= 2


def test_what_is_shown_of_a_conflict() -> None:
    record, articles = dispute()
    made = parsed(record, articles=articles)
    assert "In conflict: the date differs" in made.text
    assert len(made.of("mark", **{"class": "differs"})) == 2
    assert "Origin 1: 2 articles that go back to one source (one text in two papers)" in made.text
    assert "91 % likely" in made.text
    assert "denial by Ulf Sonn" in made.text
    assert "re-asked once" in made.text
    assert "The sitting began late. Orl's council" in made.text
    assert "Nobody asked for a count." not in parsed(record).text


def test_what_was_overtaken_is_a_line_and_what_failed_is_said() -> None:
    made = parsed(superseded()[0], failed())
    assert len(made.of("ol", **{"class": "line"})) == 1
    assert "Overtaken: the later one overtook the earlier one" in made.text
    assert "the model timed out: 3 passages of art_lost" in made.text
    assert "graded 1 of 4 passages" in made.text


def test_a_persons_verdict_and_an_altered_quote_are_told() -> None:
    record, articles = dispute()
    changed = Article(articles[0].id, "Other words.", publisher="x")
    made = parsed(record, articles=[changed], person=decided("refuted", by="M. Ode", at="2025-06-01"))
    assert "A person's verdict: refuted (M. Ode, 2025-06-01)" in made.text
    assert "These words do not stand at this place in the library's article." in made.text


def test_cost_and_provenance_are_at_the_foot() -> None:
    record = finding("One.")
    dear = replace(record, usage=replace(record.usage, cost_usd=None))
    other = replace(record, provenance=replace(record.provenance, model="test:other", as_of="2025-04-30"))
    made = parsed(record, record, other)
    assert "Cost of all: 9 calls (3 from the cache), 2,700 tokens in, 36 out, $0.0060." in made.text
    # Each different set once, with the number of its findings.
    assert [made.text.count(words) for words in ("2 claims What", "1 claim What", "Model")] == [1, 1, 2]
    assert "As of 2025-04-30" in made.text
    assert "2,700 tokens in, 36 out, at an unknown price" in parsed(record, dear, record).text


def test_an_answer_leads_its_findings() -> None:
    record, articles = dispute()
    one = record.sources[0]
    citation = Citation(1, one.article_id, one.path, one.title, one.publisher, one.published, one.quotes[0])
    said = Answer(
        "When?", (AnswerSentence("On <b>May 3</b>.", (1,)),), (citation,), (record,), "Not why.", record.usage,
        record.provenance,
    )  # fmt: skip
    made = Parsed(page(report_of(said), {a.id: a for a in articles}))
    assert made.open == []
    assert made.of("b") != []
    assert "On <b>May 3</b>. [1]" in made.text
    assert "Not why." in made.text
    assert made.of("a", href="#source-1")
    assert made.of("li", id="source-1")
    assert total_usage(report_of(said)) == record.usage
    silent = Answer("Why?", (), (), (), "Nothing tells.", record.usage, record.provenance)
    assert "Nothing tells." in Parsed(page(report_of(silent))).text


def test_rows_without_a_finding_are_not_passed_over() -> None:
    report = Report("R", report_of(failed()).findings, missing=(Missing("<b>Two</b>.", "the model timed out", "c2"),))
    made = Parsed(page(report))
    assert "1 claim has no finding" in made.text
    assert "<b>Two</b>. (c2): the model timed out" in made.text
    assert made.of("a", href="#missing")
    assert made.open == []


def test_the_same_report_gives_the_same_bytes() -> None:
    assert page(report_of(dispute()[0])) == page(report_of(dispute()[0]))


def test_addresses_are_linked_and_files_are_not() -> None:
    made = Article.make("The bridge opened.", url="https://news.example/a?b=1&c=2", path="a.md")
    record = finding("The bridge opened.", [source(made, "The bridge opened.")])
    (link,) = [a for a in parsed(record, articles=[made]).of("a") if str(a["href"]).startswith("http")]
    assert link["href"] == "https://news.example/a?b=1&c=2"
    assert "noopener" in str(link["rel"])
    assert not [a for a in parsed(record).of("a") if str(a["href"]).startswith("http")]


@pytest.mark.parametrize("quote", [Quote("x", -5, 3), Quote("x", 5, 3), Quote("x", 0, 10**9)])
def test_a_span_beyond_its_article_breaks_nothing(quote: Quote) -> None:
    record, articles = dispute()
    odd = replace(record, sources=(replace(record.sources[0], quotes=(quote,)),))
    assert "do not stand at this place" in parsed(odd, articles=articles).text
