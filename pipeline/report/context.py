"""The sentences around a quote, from the article as the library has it.

A quote is only ever set in an article in which it stands, character for character, at its span; where it does not,
that is said, and nothing is made up around it.
"""

from __future__ import annotations

from bisect import bisect_right

from pipeline.findings import Quote
from pipeline.report.words import plain
from pipeline.split import paragraph_spans, sentences
from store import Article, Span

MOST_AROUND = 280
"""Characters on either side of a quote, at most."""


class Surroundings:
    """Looks quotes up in articles. Each article is split once."""

    def __init__(self, articles: dict[str, Article]) -> None:
        self._articles = articles
        self._paragraphs: dict[str, list[Span]] = {}

    def article(self, article_id: str) -> Article | None:
        """The article, or None where it is not at hand."""
        return self._articles.get(article_id)

    def around(self, article_id: str, quote: Quote) -> tuple[str, str] | None:
        """What stands before and after the quote: the rest of its sentence, and one sentence more in its paragraph.

        Returns:
            Two empty strings where the article is not at hand; None where it is, and the quote does not stand there.
        """
        article = self._articles.get(article_id)
        if article is None:
            return "", ""
        text = article.text
        if not 0 <= quote.start < quote.end <= len(text) or text[quote.start : quote.end] != quote.text:
            return None
        first, last = self._neighbours(article, quote)
        return _cut(text[first : quote.start], left=True), _cut(text[quote.end : last], left=False)

    def _neighbours(self, article: Article, quote: Quote) -> Span:
        """From the sentence before the quote to the one behind it, within their paragraphs."""
        paragraphs = self._paragraphs.setdefault(article.id, list(paragraph_spans(article.text)))
        starts = [start for start, _ in paragraphs]
        opening = paragraphs[max(0, bisect_right(starts, quote.start) - 1)]
        closing = paragraphs[max(0, bisect_right(starts, quote.end - 1) - 1)]
        before = [a for a, b in _sentences(article.text, opening) if a < quote.start]
        after = [b for a, b in _sentences(article.text, closing) if b > quote.end]
        cut_open = any(a < quote.start < b for a, b in _sentences(article.text, opening))
        cut_shut = any(a < quote.end < b for a, b in _sentences(article.text, closing))
        first = before[-2 if cut_open and len(before) > 1 else -1] if before else quote.start
        last = after[1 if cut_shut and len(after) > 1 else 0] if after else quote.end
        return first, last


def _sentences(text: str, paragraph: Span) -> list[Span]:
    start, end = paragraph
    return [(start + a, start + b) for a, b in sentences(text[start:end])]


def _cut(text: str, *, left: bool) -> str:
    """At most `MOST_AROUND` characters next to the quote, cut at a blank where there is one, with the blank between."""
    line = plain(text)
    if len(line) > MOST_AROUND:
        piece = line[-MOST_AROUND:] if left else line[:MOST_AROUND]
        whole = piece.partition(" ")[2] if left else piece.rpartition(" ")[0]
        line = f"… {whole or piece}" if left else f"{whole or piece} …"
    # The blank between a quote and its neighbours is theirs; languages without blanks have none.
    blank = text[-1:].isspace() if left else text[:1].isspace()
    return (f"{line} " if left else f" {line}") if line and blank else line
