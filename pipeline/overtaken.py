"""Which side of a conflict the other has overtaken: a later article that takes an earlier figure back, or updates it.

Newer is not right: that the later article says so itself is what makes a sequence of a contradiction. Without dates on
both sides nothing is overtaken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clashes import corrects
from pipeline.findings import Source
from pipeline.slots import find_dates, find_numbers

# "not 62", "not the 62 given", "rather than by 187": what stands behind it is taken back.
_TAKEN_BACK = re.compile(
    r"\b(?:not|rather than|instead of|no longer|contrary to|nicht|pas|non|no)\b[^.;:]{0,24}$", re.IGNORECASE
)
_REACH = 40  # characters


def find_overtaken(supports: Sequence[Source], against: Sequence[Source]) -> tuple[Source, Source, str] | None:
    """The earlier source, the later one that overtakes it, and why; None where neither side overtakes the other.

    Args:
        supports, against: The two sides, each with quotes.
    """
    for later_side, earlier_side in ((against, supports), (supports, against)):
        earlier = [s for s in earlier_side if s.published]
        if not earlier or len(earlier) < len(earlier_side):
            continue
        last = max(s.published or "" for s in earlier)
        for later in sorted(later_side, key=lambda s: (s.published or "", s.article_id)):
            if (later.published or "") > last and (how := _says_so(later, earlier)):
                first = earlier[0]
                return first, later, f"{how}: {later.published} against {first.published}"
    return None


def _says_so(later: Source, earlier: Sequence[Source]) -> str:
    """How the later article's words show that they put the earlier ones right; empty where they do not."""
    words = " ".join(quote.text for quote in later.quotes)
    if corrects(words):
        return "the later article corrects or updates the earlier one"
    known = {number.low for s in earlier for quote in s.quotes for number in find_numbers(quote.text)}
    places = [n.start for n in find_numbers(words) if n.low in known] + [d.start for d in find_dates(words)]
    if any(_TAKEN_BACK.search(words[max(0, place - _REACH) : place]) for place in places):
        return "the later article takes back what the earlier one says"
    return ""
