"""When further grades cannot change a verdict: worked out from the table of `pipeline.verdict`, not beside it.

A verdict depends on which sides were taken (support, support that an outlet asserts, contradiction, denial) and on how
many passages could not be graded. So the grades there are have settled it if every set of sides that the passages still
open may add, and every number of them that may fail, comes to the same row of the table: `settled` asks
`decide_verdict` about each of them. By the table as it stands that is so in two cases: both sides were found and three
quarters of all passages are graded (conflicting), or more than a quarter of all failed (ungraded).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from pipeline.findings import Coverage, Grade, Source, Stance, Ungraded, UngradedPassage, Verdict, Voice
from pipeline.verdict import LEAST_COVERAGE, decide_verdict

_FAILED = UngradedPassage("", "", "")
# What one more grade can add to what the table looks at.
_ADDS = ("S", "s", "C", "D")
_MOST_ADDED = len(_ADDS)


def first_wave(total: int) -> int:
    """How many of the passages are graded before it is asked whether more are needed: fewer can settle nothing."""
    return math.ceil(LEAST_COVERAGE * total)


def settled(results: Sequence[Grade | Ungraded], total: int) -> Verdict | None:
    """The verdict that these results come to whatever the others give, or None if the others have a say.

    Args:
        results: What was graded or failed so far.
        total: Passages in all, those that were not tried yet included.
    """
    failed = sum(isinstance(r, Ungraded) for r in results)
    left = total - len(results)
    sides = frozenset(side for r in results if isinstance(r, Grade) for side in _side(r))
    verdicts = set()
    for more_failed in range(left + 1):
        for added in _added(min(_MOST_ADDED, left - more_failed)):
            verdicts.add(_verdict(sides | added, failed + more_failed, total))
            if len(verdicts) > 1:
                return None
    return verdicts.pop()


def _side(grade: Grade) -> tuple[str, ...]:
    """Nothing for a grade without a quote: the table looks at what can be shown."""
    if not grade.quotes or grade.stance == "neutral":
        return ()
    if grade.stance == "supports":
        return ("S",) if grade.voice == "asserts" else ("s",)
    return ("D",) if grade.voice == "denies" else ("C",)


def _added(most: int) -> list[frozenset[str]]:
    return [frozenset(sides) for size in range(most + 1) for sides in combinations(_ADDS, size)]


def _verdict(sides: frozenset[str], failed: int, total: int) -> Verdict:
    supports = [_source("asserts")] * ("S" in sides) + [_source("attributes")] * ("s" in sides)
    contradicts = [_source("asserts")] * ("C" in sides)
    denials = [_source("denies")] * ("D" in sides)
    coverage = Coverage(total - failed, total, 0, (_FAILED,) * failed)
    return decide_verdict(supports, contradicts, denials, coverage)


def _source(voice: Voice) -> Source:
    """A source of which only the voice counts: that is all of it that the table reads."""
    stance: Stance = "contradicts" if voice == "denies" else "supports"
    return Source("", "", "", None, None, stance, voice, None, (), "", None, None, "")
