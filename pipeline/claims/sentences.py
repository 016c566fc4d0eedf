"""The sentences of a passage, each with what stands before it in the article."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.orders import orders_at
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
        before: The sentences before it, in order, likewise; without those that order their reader.
        order: The words by which it orders its reader, if it does.
    """

    span: Span
    text: str
    before: tuple[str, ...]
    order: str = ""


def sentences_of(article: Article, passage: Passage) -> list[Sentence]:
    """The sentences of a passage, in order."""
    spans = [span for part in passages(article) for span in part.sentences if span[0] < passage.end]
    orders = orders_at(article.text)
    wanted = set(passage.sentences)
    found: list[Sentence] = []
    before: list[str] = []
    for span in spans:
        text = one_line(statement(article, span))
        if span in wanted:
            found.append(Sentence(span, text, tuple(before[-_BEFORE:]), orders.get(span, "")))
        if span not in orders:
            before.append(text)
    return found
