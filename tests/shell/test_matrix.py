"""What the matrix, the grades and the live lines show of sources on which readers differ, or that say both things."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.findings import Answer, Grade, Leaning, UsageReport
from pipeline.report.text import drawn
from pipeline.retrieve import Candidate
from pipeline.shell.feed import Feed
from pipeline.shell.live import lines_of
from pipeline.shell.matrix import sources_outcome
from pipeline.shell.session import Session, Turn
from store import Claim, Passage
from tests.made_findings import article, finding, source

TEXT = "The sitting began late. Orl's council sold the gas works. Nobody asked for a count."
SENTENCE = "Orl's council sold the gas works."
ARTICLE = article(TEXT)


def shown(turn: Turn) -> str:
    session = Session()
    return drawn(sources_outcome(session.take(turn), {}).draw)


def test_a_contested_source_is_not_shown_as_an_open_one() -> None:
    contested = source(ARTICLE, SENTENCE, "neutral", contested="supports", confidence=0.91)
    result = finding("Orl's council sold the gas works.", [contested])
    screen = shown(Turn("c", "c", result, None))
    assert "? contested, 91%" in screen
    assert "open" not in screen


def test_the_matrix_of_an_answer_shows_both_sides_of_an_article_and_what_is_contested() -> None:
    both = [source(ARTICLE, SENTENCE), source(ARTICLE, SENTENCE, "contradicts")]
    contested = source(ARTICLE, SENTENCE, "neutral", contested="supports")
    findings = (finding("One thing.", both), finding("Another.", [contested]))
    provenance = findings[0].provenance
    answer = Answer("What?", (), (), findings, None, UsageReport(0, 0, 0, 0, 0.0), provenance)
    screen = shown(Turn("q", "q", answer, None))
    (row,) = [line for line in screen.splitlines() if line.startswith("[1]")]
    assert "✔✘" in row
    assert "?" in row
    assert "? contested" in screen, "the legend says what the sign means"


def test_an_article_that_says_both_has_two_lines_behind_a_claim() -> None:
    both = [source(ARTICLE, SENTENCE), source(ARTICLE, SENTENCE, "contradicts")]
    screen = shown(Turn("c", "c", finding("One thing.", both), None))
    assert "✔ supports" in screen
    assert "✘ contradicts" in screen


@pytest.mark.parametrize("contested", ["supports", None])
def test_the_live_lines_tell_what_is_contested(contested: Leaning | None) -> None:
    start = TEXT.index(SENTENCE)
    span = (start, start + len(SENTENCE))
    passage = Passage.make(ARTICLE.id, *span, (span,))
    claim = Claim.make("Orl's council sold the gas works.")
    graded = Grade(claim.id, ARTICLE.id, passage.id, "neutral", "asserts", None, (span,), None, "r", "m", "h")
    feed = Feed()
    feed.graded(claim, Candidate.at(ARTICLE, passage, span, 1.0), replace(graded, contested=contested))
    feed.progress(1, 1, "grading")
    progress, line = lines_of(feed, 100, 1.0)
    word = "contested" if contested else "open"
    assert f"1 {word}" in progress
    assert line.startswith(f"  ? {word}" if contested else f"  · {word}")
