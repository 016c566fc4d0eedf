"""The sentences of a passage, each with what stands before it in the article."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.retrieve import statement
from pipeline.split import passages
from pipeline.text import one_line
from store import Article, Passage, Span

_BEFORE = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence on one line, without a dateline.

    Attributes:
        span: In the article's text.
        before: The sentences before it, in order, likewise.
    """

    span: Span
    text: str
    before: tuple[str, ...]


def sentences_of(article: Article, passage: Passage) -> list[Sentence]:
    """The sentences of a passage, in order."""
    spans = [span for part in passages(article) for span in part.sentences if span[0] < passage.end]
    texts = [one_line(statement(article, span)) for span in spans]
    wanted = set(passage.sentences)
    return [
        Sentence(span, text, tuple(texts[max(0, n - _BEFORE) : n]))
        for n, (span, text) in enumerate(zip(spans, texts, strict=True))
        if span in wanted
    ]
