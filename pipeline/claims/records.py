"""What drawing claims would cost, and what of it may be left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from store import Article, Span

Wanted = Callable[[Article, Span, str], bool]
"""Whether a sentence is worth a call that asks what its words stand for: article, span, the words that are its own."""
PASSED_OVER = "some of its words stand for something before it, and the rest has nothing to do with what is asked"


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
