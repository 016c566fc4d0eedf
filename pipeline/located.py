"""A claim with the article that it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from store import Article, Claim, Span


@dataclass(frozen=True, slots=True)
class Located:
    """A claim and its article: `article.text[claim.start:claim.end]` is the sentence that it was drawn from."""

    claim: Claim
    article: Article

    @property
    def span(self) -> Span:
        """The sentence that it was drawn from, in `article.text`."""
        return self.claim.start or 0, self.claim.end or 0

    @property
    def quote(self) -> str:
        """The sentence that it was drawn from, in the article's words."""
        return self.article.text[self.claim.start or 0 : self.claim.end or 0]
