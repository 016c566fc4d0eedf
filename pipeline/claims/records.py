"""A claim with the article that it was drawn from, and what drawing claims would cost."""

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


@dataclass(frozen=True, slots=True)
class Estimate:
    """What drawing claims is expected to take.

    Attributes:
        passages: Passages whose claims are missing.
        calls: About how many calls that is.
        cost_usd: About how many dollars; None where the model's price is not known.
    """

    passages: int
    calls: int
    cost_usd: float | None
