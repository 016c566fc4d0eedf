"""What a contradiction rests on: the words of the claim and of the sentence that cannot both hold.

`pipeline.slots.compare` says that two slots differ only where it is sure by itself. Where a model has read a
contradiction, less will do to name its ground: two values of what may be one thing, a "not" on one side, another
name in the same place. A contradiction whose ground cannot be named is not believed on one reading.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.clashes import Clash, ConflictKind, Reading, Weights, find_clashes
from pipeline.located import Located
from pipeline.retrieve import Candidate
from pipeline.slots.coverage import names_other_doer
from store import Claim

LEAST_STRENGTH: Mapping[ConflictKind, float] = {
    "number": 0.2,
    "date": 0.4,
    "polarity": 0.2,
    "place": 0.2,
    "name": 0.2,
    "attribution": 0.4,
}
"""How surely both values must belong to one thing; set on the dev events of the core suite."""
_ALIKE = Weights({}, 1)  # one sentence says nothing about which words are rare
_LONGEST = 2_000


def differing_element(claim: Claim, candidate: Candidate) -> Clash | None:
    """The likeliest ground of a contradiction, the claim's words first; None where code sees none."""
    sentence = candidate.statement
    if names_other_doer(claim.text, sentence):
        return None  # what another one did, and when, takes nothing back
    if len(sentence) > _LONGEST or len(claim.text) > _LONGEST:
        return None
    article = candidate.article
    ours = Reading(Located(Claim.make(claim.text), article))
    theirs = Reading(Located(Claim.make(sentence, article.id, *candidate.span), article), candidate.previous)
    found = find_clashes(ours, theirs, _ALIKE)
    return next((c for c in found if c.strength >= LEAST_STRENGTH.get(c.kind, 1.1)), None)


def told(clash: Clash) -> str:
    """One line for a reader."""
    if clash.kind == "attribution":
        return f'a denial ("{clash.theirs}")'
    return f'the claim says "{clash.ours}", the sentence says "{clash.theirs}"'
