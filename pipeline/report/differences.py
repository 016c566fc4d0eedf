"""What differs between two opposing quotes, as spans to be marked in each.

Marks what the finding names: `difference` carries the differing words in quotation marks. Where it names none that
stand in the quotes, dates or numbers are marked that only one of the two has; else nothing is.
"""

from __future__ import annotations

import re

from store import Span

_NAMED = re.compile(r"“([^“”]{1,200})”|\"([^\"]{1,200})\"")


def differing(kind: str, difference: str, one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of what differs, in each of the two texts.

    Args:
        kind: Type of the conflict.
        difference: What differs, in words.
    """
    named = [a or b for a, b in _NAMED.findall(difference)]
    marks = _all_of(named, one), _all_of(named, other)
    if kind in ("date", "number", "superseded"):
        # The claim's own words are named; a quote may write the same date or number in another way.
        mine, theirs = _values(kind, one, other)
        marks = (marks[0] or mine, marks[1] or theirs)
    return marks


def _all_of(words: list[str], text: str) -> tuple[Span, ...]:
    found = [m.span() for word in words for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]
    return _apart(found)


def _values(kind: str, one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Dates or numbers that only one side has, for each side."""
    from pipeline.slots import find_dates, find_numbers

    find = find_numbers if kind == "number" else find_dates
    sides = [[(m.start, m.end, m.text.casefold()) for m in find(text)] for text in (one, other)]
    texts = [{text for _, _, text in side} for side in sides]
    mine = _apart([(a, b) for a, b, text in sides[0] if text not in texts[1]])
    theirs = _apart([(a, b) for a, b, text in sides[1] if text not in texts[0]])
    return mine, theirs


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """The spans in order, without those that overlap an earlier one."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def pieces(text: str, marks: tuple[Span, ...]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is marked; together they are the text."""
    found, at = [], 0
    for start, end in marks:
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple((part, marked) for part, marked in [*found, (text[at:], False)] if part)
