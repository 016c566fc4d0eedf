"""Clauses of a sentence, found by punctuation, conjunctions and a guess at verbs.

Every word token belongs to exactly one clause. A clause knows its parent: the clause it hangs on ("which ...",
"signed in ...", "and rejected ..."), whose subject it borrows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.slots.lexicon import PREPOSITIONS, REPORTING, TITLES, word_set
from pipeline.slots.words import Token, is_verb, remembered, tokens

RELATIVES = word_set("which who whose whom where that")
CONDITIONS = word_set("if unless whether")
SUBORDINATORS = word_set("while although though whereas but because when despite nor so yet")
TEMPORAL = word_set("after before since until as")
_ABBREVIATIONS = TITLES | word_set("st no vs jan feb mar apr jun jul aug sep sept oct nov dec inc ltd")
_HARD = frozenset(".?!;")
_MARKS = frozenset(",:()—–[]") | _HARD
_WINDOW = 7


@dataclass(frozen=True, slots=True)
class Clause:
    """Token indices of one clause, the word that opens it, and the clause it hangs on."""

    indices: tuple[int, ...]
    opener: str
    parent: int | None


@dataclass(slots=True)
class _Segment:
    start: int
    end: int
    hard: bool
    opener: str
    verb: bool
    initial_verb: bool


@remembered
def verb_flags(text: str) -> tuple[bool, ...]:
    """For each token of the text: is it likely a verb?"""
    found = tokens(text)
    return tuple(is_verb(token, found[i - 1] if i else None) for i, token in enumerate(found))


def _is_dash(text: str, token: Token) -> bool:
    spaced = (
        token.start > 0 and text[token.start - 1 : token.start].isspace() and text[token.end : token.end + 1].isspace()
    )
    return token.text == "-" and spaced


def _ends_sentence(found: Sequence[Token], index: int) -> bool:
    """Whether a full stop ends a sentence, and not an abbreviation ("Apr. 16", "Gov. Kol")."""
    before = found[index - 1] if index else None
    abbreviated = before is not None and (before.lower in _ABBREVIATIONS or len(before.text) == 1)
    glued = index + 1 < len(found) and found[index + 1].start == found[index].end and found[index + 1].is_word
    return not abbreviated and not glued


def _verb_ahead(found: Sequence[Token], verbs: Sequence[bool], start: int) -> bool:
    for index in range(start, min(start + _WINDOW, len(found))):
        if found[index].text in _MARKS or found[index].lower in RELATIVES:
            return False
        if verbs[index]:
            return True
    return False


def _opens(found: Sequence[Token], verbs: Sequence[bool], index: int, seen_verb: bool) -> bool:
    """Whether the word at `index` opens a new clause."""
    word = found[index].lower
    before = found[index - 1].lower if index else ""
    if word in RELATIVES:
        return before not in PREPOSITIONS or word != "that"
    if verbs[index - 1] and before in REPORTING and found[index].text not in _MARKS and word not in PREPOSITIONS:
        return _verb_ahead(found, verbs, index)
    if word in CONDITIONS or word in SUBORDINATORS:
        return True
    if word in TEMPORAL or word in ("and", "or"):
        ahead = index + 1 < len(found) and not found[index + 1].is_number
        return seen_verb and ahead and _verb_ahead(found, verbs, index + 1)
    return False


def _segments(text: str, found: Sequence[Token], verbs: Sequence[bool]) -> list[_Segment]:
    cuts: list[tuple[int, bool]] = [(0, True)]
    seen_verb = False
    for index, token in enumerate(found):
        if token.text == "." and not _ends_sentence(found, index):
            continue
        if token.text in _MARKS or _is_dash(text, token):
            cuts.append((index + 1, token.text in _HARD))
            seen_verb = False
        elif index > cuts[-1][0] and _opens(found, verbs, index, seen_verb):
            cuts.append((index, False))
            seen_verb = False
        seen_verb = seen_verb or verbs[index]
    ends = [start for start, _ in cuts[1:]] + [len(found)]
    return [
        segment
        for (start, hard), end in zip(cuts, ends, strict=True)
        if (segment := _segment(found, verbs, start, end, hard)) is not None
    ]


def _segment(found: Sequence[Token], verbs: Sequence[bool], start: int, end: int, hard: bool) -> _Segment | None:
    words = [i for i in range(start, end) if found[i].is_word or found[i].is_number]
    if not words:
        return None
    lead = next((i for i in words if found[i].lower not in ("and", "or")), words[0])
    return _Segment(
        start=start,
        end=end,
        hard=hard,
        opener=found[words[0]].lower,
        verb=any(verbs[i] for i in words),
        initial_verb=verbs[lead],
    )


def _dependent(segment: _Segment) -> bool:
    opener = segment.opener
    return opener in RELATIVES or opener in CONDITIONS or opener in SUBORDINATORS or opener in TEMPORAL


@remembered
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of the text, in order of their first word."""
    found = tokens(text)
    built: list[list[int]] = []
    openers: list[str] = []
    parents: list[int | None] = []
    latest = 0  # the clause that took in the last segment
    waiting: int | None = None  # a verbless beginning ("The treaty, which ...,") that still wants its verb
    for segment in _segments(text, found, verb_flags(text)):
        span = list(range(segment.start, segment.end))
        last = latest if built and not segment.hard else None
        relative = _dependent(segment)
        if last is None:
            waiting = None
        if not segment.verb and segment.opener not in ("despite", *CONDITIONS) and last is not None:
            home = parents[last] if openers[last] in RELATIVES and segment.opener in PREPOSITIONS else last
            latest = last if home is None else home
            built[latest].extend(span)
            continue
        if waiting is not None and not relative:
            built[waiting].extend(span)
            latest, waiting = waiting, None
            continue
        parent = last if relative or segment.initial_verb else None
        if parent is not None and segment.opener not in RELATIVES and parents[parent] is not None and relative:
            parent = parents[parent]
        built.append(span)
        latest = len(built) - 1
        openers.append(segment.opener)
        parents.append(
            parent if segment.opener not in ("while", "but", "whereas", "nor", "although", "though") else None
        )
        if not segment.verb and not relative:
            waiting = len(built) - 1
    return tuple(
        Clause(tuple(span), opener, parent) for span, opener, parent in zip(built, openers, parents, strict=True)
    )


@remembered
def _clause_numbers(text: str) -> dict[int, int]:
    return {index: number for number, clause in enumerate(clauses(text)) for index in clause.indices}


def clause_of(text: str, index: int) -> int:
    """Which clause of the text holds the token at `index`."""
    return _clause_numbers(text).get(index, 0)


def region(parts: Sequence[Clause], number: int) -> tuple[int, ...]:
    """Token indices of a clause and of the clauses that it hangs on."""
    indices: tuple[int, ...] = ()
    seen: set[int] = set()
    current: int | None = number
    while current is not None and current not in seen and len(seen) < 3:
        seen.add(current)
        indices = parts[current].indices + indices
        current = parts[current].parent
    return indices
