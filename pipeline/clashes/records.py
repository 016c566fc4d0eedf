"""What may differ between two statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ConflictKind = Literal["number", "date", "place", "name", "polarity", "attribution", "scope", "superseded"]


@dataclass(frozen=True, slots=True)
class Clash:
    """What may differ between two statements, as code sees it.

    Attributes:
        ours, theirs: The words that differ, on either side.
        strength: 0 to 1: how much of what the two belong to is the same.
        taken_back: One side names the other's value and says that it is wrong.
    """

    kind: ConflictKind
    ours: str
    theirs: str
    strength: float
    taken_back: bool = False
