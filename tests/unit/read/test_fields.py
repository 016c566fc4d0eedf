"""The evaluation of the readers: its gold, its renderings, and what must never come back."""

from __future__ import annotations

import pytest

from eval.fields import SCORED, Score, gold_articles, rendered_score, score, table
from eval.renderings import RENDERINGS, Gold, Rendering
from store import Article

_GOLD: Gold = {
    "title": "Dam holds",
    "publisher": "Herald",
    "url": "https://h.example/1",
    "published": "2025-05-14",
    "language": "en",
    "byline": "Dana Brisk, in Karvala",
    "origin": None,
    "text": "Dam holds\n\nRain fell on the square. It was late.\n",
}


def test_right_wrong_and_missing_are_counted() -> None:
    total = Score()
    article = Article.make(
        "Rain fell on the square.", title="Dam", published="2025-05-14", byline="Dana Brisk", origin="AP"
    )
    problems = list(score(_GOLD, article, SCORED, total, "x"))
    counts = {name: dict(total.fields[name]) for name in SCORED}
    assert counts == {
        "title": {"wrong": 1},
        "publisher": {"missing": 1},
        "published": {"right": 1},
        "language": {"missing": 1},
        "byline": {"right": 1},
        "origin": {"wrong": 1},
    }
    assert (total.kept, total.sentences) == (2, 3)
    assert len(problems) == 5
    assert "| x | 1 | 0/1/0 | 0/0/1 | 1/0/0 | 0/0/1 | 1/0/0 | 0/1/0 | 66.7% | 0.00 |" in table({"x": total})


@pytest.mark.parametrize("rendering", RENDERINGS, ids=[rendering.name for rendering in RENDERINGS])
def test_every_format_gives_back_what_it_was_given(rendering: Rendering) -> None:
    golds = {name: gold for name, gold in gold_articles().items() if name.startswith("ferry/")}
    problems: list[str] = []
    total = rendered_score(golds, rendering, problems)
    assert (total.failed, total.articles, total.noise) == (0, len(golds), 0), problems
    assert total.kept == total.sentences, problems
    for name in ("title", "published", "language", "byline"):
        assert total.fields[name]["right"] == len(golds), problems
    if rendering.name in ("JSONL", "CSV", "HTML, JSON-LD"):
        assert all(total.fields[name]["right"] == len(golds) for name in ("publisher", "origin")), problems
