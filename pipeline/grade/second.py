"""A second reader of what the first has taken a side on: where the two see opposite things, neither counts.

The second model is asked only about grades that weigh something. What it sees is never added: it can take a side away
(contested), it cannot give one.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.findings import Grade, Ungraded


def weighed(first: Grade, second: Grade | Ungraded, name: str) -> Grade:
    """The first reader's grade, by what the second sees of the same words.

    Args:
        first: A grade that supports or contradicts.
        name: The second model's, for the reader.
    """
    if isinstance(second, Ungraded):
        return replace(first, flags=(*first.flags, f"{name} could not grade it: {second.reason}"))
    if second.stance == "neutral":
        return replace(first, flags=(*first.flags, f"{name} sees no side in it"))
    if second.stance == first.stance:
        return replace(first, flags=(*first.flags, f"{name} agrees"))
    if second.voice == "denies" and first.voice == "denies":
        return first
    side = first.stance
    assert side != "neutral"
    why = f"two models see opposite things: {name} reads that it {second.stance} the claim"
    return replace(first, stance="neutral", contested=side, difference=None, confidence=None, reason=why)
