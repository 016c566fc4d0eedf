"""What code sees differing between two statements, without a model: two numbers of one thing, two dates of one event,
a "not" on one side, a denial, a plan and its outcome.

A clash is a reason to ask, not a verdict: it says what may differ and how surely both sides speak of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.clashes.readings import Reading, Weights
from pipeline.clashes.records import Clash, ConflictKind
from pipeline.clashes.values import may_be_one, value_clashes
from pipeline.slots.names import Name, find_names
from pipeline.slots.places import STANDS_FOR
from pipeline.slots.polarity import read_polarity
from pipeline.voice import read_voice

OTHER_DAY = 0.4
"""What is left of a clash when both sides name days, none of them the same."""
UNCLEAR = 0.5
"""What a "not" is worth of which code cannot tell that it turns the same thing around."""
UNSURE_DENIAL = 0.8
"""What is left of a denial of which code cannot tell that it is of this."""
NAME = 0.5
"""What another name is worth: most pairs that name others speak of other things."""

_FEW = 2  # words beside names, the denial's own among them
_PLACED = re.compile(r"\b(?:in|at|near|off|outside|from|north|south|east|west)\s(?:the\s)?$", re.IGNORECASE)
_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ion|ions)|revised?|revises|retract\w*|"
    r"wrongly(?!\s(?:accused|convicted|arrested|detained|jailed|imprisoned|blamed|suspected|charged))|mistaken\w*|erroneous\w*|misstated|"
    r"now (?:stands?|planned|put|expected|known|confirmed|says?)|"
    r"(?:has|have) (?:since )?(?:risen|fallen|grown|climbed)|updat(?:e|ed|es)|certified(?!\s(?:for|to|as|by))|"
    r"no longer)\b",
    re.IGNORECASE,
)


def find_clashes(ours: Reading, theirs: Reading, weights: Weights) -> list[Clash]:
    """What may differ between two statements, likeliest first."""
    found = [
        *value_clashes(ours, theirs, weights),
        *_polarity(ours, theirs, weights),
        *_denial(ours, theirs, weights),
        *_overtaken(ours, theirs, weights),
        *_other_name(ours, theirs, weights),
    ]
    if ours.days and theirs.days and not ours.days & theirs.days:
        # Two figures of two days are no conflict, nor is yes on one day and no on another.
        found = [c if c.taken_back or c.kind not in ("number", "polarity") else _weaker(c) for c in found]
    return sorted(found, key=lambda c: (-c.strength, c.kind, c.ours, c.theirs))


def _weaker(clash: Clash) -> Clash:
    return replace(clash, strength=round(OTHER_DAY * clash.strength, 4))


def corrects(text: str) -> bool:
    """Whether a sentence says of itself that it puts an earlier figure right, or brings it up to date."""
    return _CORRECTS.search(text) is not None


def _polarity(ours: Reading, theirs: Reading, weights: Weights) -> Iterator[Clash]:
    """A "not" or an opposite on one side, by whichever side shows it more clearly. Denials are another thing."""
    if ours.denies or theirs.denies:
        return
    shared = weights.shared(ours.words, theirs.words)
    found = []
    for one, other in ((ours, theirs), (theirs, ours)):
        reading = read_polarity(one.text, other.text)
        if reading is None or reading.sense == "same" or reading.claim_token is None or reading.sentence_token is None:
            continue
        worth = 1.0 if reading.sense == "opposite" else UNCLEAR
        words = (reading.claim_token.text, reading.sentence_token.text)
        found.append(Clash("polarity", *(words if one is ours else words[::-1]), round(worth * shared, 4)))
    yield from sorted(found, key=lambda c: (-c.strength, sorted((c.ours, c.theirs))))[:1]


def _other_name(ours: Reading, theirs: Reading, weights: Weights) -> Iterator[Clash]:
    """Two tellings of one thing, each with a name that the other has not, whoever else is named."""
    left, right = _names_without(ours, theirs), _names_without(theirs, ours)
    shared = weights.shared(ours.words - ours.names, theirs.words - theirs.names)
    if left and right and shared and ours.verbs & theirs.verbs:
        placed = _PLACED.search(ours.text[: left[-1].start]) and _PLACED.search(theirs.text[: right[-1].start])
        kind: ConflictKind = "place" if placed else "name"
        yield Clash(kind, left[-1].text, right[-1].text, round(NAME * shared, 4))


def _names_without(one: Reading, other: Reading) -> list[Name]:
    """The names that the other side does not have; "Moscow" is met by "Russia"."""
    known = other.names | {STANDS_FOR[part] for part in other.names if part in STANDS_FOR}
    return [
        n for n in find_names(one.text) if not known & ({*n.parts} | {STANDS_FOR.get(part, part) for part in n.parts})
    ]


def _denial(ours: Reading, theirs: Reading, weights: Weights) -> Iterator[Clash]:
    for one, other in ((ours, theirs), (theirs, ours)):
        if one.denies or not other.denies:
            continue
        reading = read_voice(one.text, other.sentence, other.before)
        # "He denied this" has its words in the sentences before it. Names alone are no statement.
        known = other.words if len(other.words - other.names) > _FEW else other.words | other.words_before
        matter = one.words - one.names
        if not matter & known:
            continue
        strength = weights.of_words(one.words & known) / (weights.of_words(one.words) or 1.0)
        if reading.voice != "denies":
            strength *= UNSURE_DENIAL
        words = (_short(one.text), reading.cue if reading.cue and reading.voice == "denies" else "denied")
        mine, its = words if one is ours else words[::-1]
        yield Clash("attribution", mine, its, round(strength, 4))
        return


def _overtaken(ours: Reading, theirs: Reading, weights: Weights) -> Iterator[Clash]:
    """A plan and, in an article that is newer or undated, the same thing done."""
    for plan, done in ((ours, theirs), (theirs, ours)):
        if plan.located.claim.voice != "plans" or not done.is_done:
            continue
        if plan.published and done.published and done.published <= plan.published:
            continue
        what = plan.planned & done.deeds
        if not what or not may_be_one(plan.doers(what), done.doers(what)):
            continue
        words = (_short(plan.text), _short(done.text))
        mine, its = words if plan is ours else words[::-1]
        yield Clash("superseded", mine, its, round(weights.shared(plan.words, done.words), 4))
        return


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 3].rsplit(" ", 1)[0] + " ..."
