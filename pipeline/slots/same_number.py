"""What a number in a sentence says about a number in a claim."""

from __future__ import annotations

import math
from typing import Literal

from pipeline.slots.numbers import NumberMention

NumberOutcome = Literal["match", "coarser", "differs", "unclear"]
UnitMatch = Literal["same", "open", "other"]

ABOUT = 0.07  # "about 100" stands for 93 to 107
NEARLY = 0.90  # "nearly 100" starts at 90
CLEARLY_OFF = 0.15  # an approximate number contradicts only beyond this
ROUNDING = 0.05  # no rounding moves a number further than this
ROUND_ZEROS = 0.025  # "5,000" for 4,987, but not "200" for 190


def same_unit(claim: NumberMention, sentence: NumberMention) -> UnitMatch:
    """Whether two numbers count the same thing: the heads of their units meet."""
    if claim.kind != sentence.kind:
        return "other"
    if not claim.unit or not sentence.unit:
        return "open"
    if claim.unit[-1] == sentence.unit[-1]:
        return "same"
    return "open" if set(claim.unit) & set(sentence.unit) else "other"


def compare_numbers(claim: NumberMention, sentence: NumberMention) -> NumberOutcome:
    """Compares values, bounds and ranges; the units are taken to be the same."""
    if claim.vague or sentence.vague:
        return "unclear"
    if claim.low == sentence.low and claim.high == sentence.high:
        loosened = claim.bound == "exact" and sentence.bound in ("at_least", "more_than", "at_most", "less_than")
        return "coarser" if loosened else "match"
    if _points(claim, sentence) and _is_rounding(claim, sentence):
        return "match"
    ours, theirs = _interval(claim), _interval(sentence)
    if ours[0] <= theirs[0] and theirs[1] <= ours[1]:
        return "match"
    if ours[1] < theirs[0] or theirs[1] < ours[0]:
        return _apart(claim, sentence)
    approximate = sentence.bound in ("about", "nearly") and claim.bound in ("exact", "about", "nearly")
    return "match" if approximate else "coarser"


def _points(claim: NumberMention, sentence: NumberMention) -> bool:
    exact = ("exact", "about", "nearly")
    return all(n.low == n.high and n.bound in exact for n in (claim, sentence))


def _is_rounding(claim: NumberMention, sentence: NumberMention) -> bool:
    """Whether the number written with fewer digits is the other one rounded."""
    if claim.kind != "count":
        return False
    coarse, fine = (claim, sentence) if claim.step > sentence.step else (sentence, claim)
    if coarse.step <= fine.step or fine.low <= 0:
        return False
    limit = ROUND_ZEROS if coarse.step > 1 and fine.step >= 1 and coarse.low < 1e5 else ROUNDING
    return abs(coarse.low - fine.low) <= min(coarse.step / 2, limit * fine.low)


def _interval(number: NumberMention) -> tuple[float, float]:
    low, high = number.low, number.high
    if number.bound == "about":
        return low * (1 - ABOUT), high * (1 + ABOUT)
    if number.bound == "nearly":
        return low * NEARLY, high
    if number.bound in ("at_least", "more_than"):
        return low, math.inf
    if number.bound in ("at_most", "less_than"):
        return -math.inf, high
    return low, high


def _apart(claim: NumberMention, sentence: NumberMention) -> NumberOutcome:
    """Two numbers that do not meet: a difference, unless one is only approximate and close."""
    approximate = {"about", "nearly"} & {claim.bound, sentence.bound}
    ours, theirs = (claim.low + claim.high) / 2, (sentence.low + sentence.high) / 2
    close = abs(ours - theirs) <= CLEARLY_OFF * max(abs(ours), abs(theirs))
    return "unclear" if close and (approximate or _near_rounding(claim, sentence)) else "differs"


def _near_rounding(claim: NumberMention, sentence: NumberMention) -> bool:
    """Figures in millions are often rounded loosely; small counts are not."""
    return max(claim.step, sentence.step) >= 1e3 and claim.step != sentence.step
