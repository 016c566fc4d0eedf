"""What can be wrong with a library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ProblemKind = Literal[
    "orphan passage",
    "no passages",
    "altered article",
    "missing vector",
    "wrong dimension",
    "wrong span",
    "not indexed",
    "orphan claim",
    "damaged claim",
]
OF_CLAIMS = ("orphan claim", "damaged claim")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a library that does not fit.

    Attributes:
        kind: What is wrong.
        article_id: The article that it is about; for an orphan, the one that is missing.
        passage_id: The passage, also of a claim; None where the article is meant.
        what: In words.
    """

    kind: ProblemKind
    article_id: str
    passage_id: str | None
    what: str
