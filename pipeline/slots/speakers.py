"""Noun phrases that speak: who stands behind "said", "denied" or "according to"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.slots.clauses import verb_flags
from pipeline.slots.lexicon import AUXILIARIES, PREPOSITIONS, word_set
from pipeline.slots.places import DEMONYMS
from pipeline.slots.words import Token, tokens

BACKWARD = re.compile(r"(?:according to|(?:reported|quoted|cited) by|in the words of)$", re.IGNORECASE)
QUOTES = '"“”«»'
_BREAKS = word_set("that and but while as which who despite however because although")
_SKIPPED = word_set(
    "also then later earlier officially formally repeatedly however additionally meanwhile previously categorically "
    "flatly strongly again now publicly reportedly last year week month further recently not never on immediately to"
)
_OUTLET_WORDS = word_set(
    "news agency agencies newspaper daily broadcaster outlet magazine website channel state-run media run wire service"
)
_PAPERS = word_set("figures data numbers statistics records documents papers minutes results")
_GIVEN = re.compile(
    r"(?:\s(?:that|which)\b)?(?:\s[^\s,.;:!?]+){0,6}?"
    r"\s(?:(?:(?:obtained|received|got|gathered|collected|acquired|comes?|came|drawn|taken)\s)from|"
    r"(?:released|published|issued|compiled|collected|gathered|provided|supplied|kept)\sby)\s|\sfrom\s(?=(?:the\s)?[A-Za-z])",
    re.IGNORECASE,
)
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")


def speaker_phrase(text: str, start: int, end: int) -> str | None:
    """Who speaks by the cue at `text[start:end]`: the noun phrase behind "according to" or "said", else before it.

    Titles are kept, articles are not; a news agency is given by its bare name. None where no noun phrase is found.
    """
    found = tokens(text)
    first, after = _index_at(found, start), _index_at(found, end)
    if first == len(found):
        return None
    if BACKWARD.search(text[start:end]):
        said = list(_forward(text, found, after))
        return _phrase(text, _giver(text, found, said) or said)
    before = _before(text, found, first)
    inverted = (
        not before
        or found[first - 1].text in QUOTES
        or (found[first - 1].text == "," and text[: found[first - 1].start].rstrip()[-1:] in QUOTES)
    )
    if inverted and after < len(found) and (found[after].is_capital or found[after].lower in ("the", "a", "an")):
        return _phrase(text, list(_forward(text, found, after)))
    if text[start:end].lower().endswith("ing") and (not before or _is_object(text, found, before)):
        # "Tehran refutes it, asserting that ...", "the EU received intelligence confirming that ..."
        before = _subject(text, found, first) or before
    return _phrase(text, before)


def _is_object(text: str, found: Sequence[Token], phrase: Sequence[Token]) -> bool:
    """Whether a full verb or "to" stands right before the noun phrase: then it is what somebody has, or whom somebody
    speaks to, and does not speak itself."""
    at = _index_at(found, phrase[0].start) - 1
    return at >= 0 and (found[at].lower == "to" or (verb_flags(text)[at] and found[at].lower not in AUXILIARIES))


def _subject(text: str, found: Sequence[Token], index: int) -> list[Token]:
    """The noun phrase before the nearest full verb, for a participle without a subject of its own."""
    verbs = verb_flags(text)
    for position in range(index - 1, max(0, index - 40), -1):
        if verbs[position] and not found[position].lower.endswith("ing"):
            before = _before(text, found, position)
            if before:
                return before
    return []


def _forward(text: str, found: Sequence[Token], index: int) -> Iterator[Token]:
    verbs = verb_flags(text)
    for position in range(index, min(index + 12, len(found))):
        token = found[position]
        stop = not (token.is_word or token.text == "-") or (verbs[position] and not token.is_capital)
        if stop or token.lower in ("who", "which", "that", "and", "on", "in", "as", "after", "before", "during"):
            return
        yield token


def _giver(text: str, found: Sequence[Token], said: Sequence[Token]) -> list[Token]:
    """Figures do not speak: whom they are from ("figures that we obtained from the ministry"), where it is said."""
    if not said or said[-1].lower not in _PAPERS:
        return []
    given = _GIVEN.match(text, said[-1].end)
    return list(_forward(text, found, _index_at(found, given.end()))) if given else []


def _index_at(found: Sequence[Token], position: int) -> int:
    return next((i for i, t in enumerate(found) if t.start >= position), len(found))


def _before(text: str, found: Sequence[Token], index: int) -> list[Token]:
    """The noun phrase that ends before the cue; an apposition between two commas is stepped over."""
    verbs = verb_flags(text)
    end = index - 1
    while end >= 0 and (found[end].lower in _SKIPPED | AUXILIARIES or found[end].lower in _DAYS):
        end -= 1
    if end >= 0 and found[end].text == ",":
        end = _before_apposition(found, end)
    taken: list[Token] = []
    while end >= 0 and len(taken) < 14:
        token = found[end]
        if not (token.is_word or (token.text == "-" and taken)) or (verbs[end] and not token.is_capital):
            break
        if token.lower in _BREAKS:
            break
        taken.append(token)
        end -= 1
    taken.reverse()
    return _without_lead(taken)


def _before_apposition(found: Sequence[Token], comma: int) -> int:
    opening = next((i for i in range(comma - 1, max(-1, comma - 16), -1) if found[i].text == ","), None)
    return comma - 1 if opening is None else opening - 1


def _without_lead(taken: list[Token]) -> list[Token]:
    """Drops an adverbial before the subject ("Earlier", "In return") as far as prepositions show it."""
    lead = next((i for i, t in enumerate(taken) if t.lower not in _SKIPPED), 0)
    taken = taken[lead:]
    if taken and taken[0].lower in PREPOSITIONS and taken[0].text != "Per":  # a first name
        return []
    return taken


def _phrase(text: str, words: Sequence[Token]) -> str | None:
    """The speaker's words without article; an agency by its bare name."""
    kept = list(words)
    while kept and kept[0].lower in ("the", "a", "an"):
        kept = kept[1:]
    while kept and not kept[-1].is_word:
        kept = kept[:-1]
    if not kept:
        return None
    if any(t.lower in _OUTLET_WORDS for t in kept):
        proper = [t for t in kept if t.is_capital and t.lower not in DEMONYMS]
        lower = [t for t in kept if not t.is_capital]
        if proper and lower and proper[-1].start < lower[-1].start:
            kept = _run(kept, proper[-1])
    end = kept[-1].end - (2 if kept[-1].lower.endswith("'s") else 0)
    return text[kept[0].start : end]


def _run(kept: Sequence[Token], last: Token) -> list[Token]:
    """The capitalised words that end with `last`."""
    position = kept.index(last)
    first = position
    while first > 0 and kept[first - 1].is_capital and kept[first - 1].lower not in DEMONYMS:
        first -= 1
    return list(kept[first : position + 1])
