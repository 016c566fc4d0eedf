"""A second reader of what the first has taken a side on: where the two see opposite things, neither counts.

The second model is asked only about grades that weigh something, and about the very words that they rest on: one that
reads a sentence at a time is given each sentence that the first has quoted; of one that reads passages, only what it
quotes from the same words contests. What it sees is never added: it can take a side away (contested), it cannot give
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.findings import Grade, Leaning, SecondReading, Ungraded
from pipeline.grade.brief import BriefGrader
from pipeline.grade.full import FullGrader
from pipeline.llm import Usage
from pipeline.retrieve import Candidate
from store import Claim, Span


async def read_again(
    second: BriefGrader | FullGrader, name: str, claim: Claim, candidate: Candidate, first: Grade, *, repeat: int = 0
) -> tuple[Grade, Usage]:
    """The first reader's grade, once the second has read what it rests on, and what that cost.

    Args:
        name: The second model's, for the reader.
        candidate: What the first was given.
        first: A grade that supports or contradicts, or is contested.
    """
    found: list[Grade | Ungraded] = []
    usage = Usage()
    for words in _quoted(candidate, first.quotes) if isinstance(second, BriefGrader) else [candidate]:
        other, spent = await second.grade(claim, words, repeat=repeat)
        found.append(other)
        usage += spent
        if isinstance(other, Grade) and other.stance == _side(first):
            break  # one sentence that bears it out is enough
    return weighed(first, found, name), usage


def weighed(first: Grade, seconds: Sequence[Grade | Ungraded], name: str) -> Grade:
    """The first reader's grade, by what the second sees of the same words.

    Args:
        first: As for `read_again`.
        seconds: What the second reader sees, one grade for each stretch that it was given.
        name: The second model's, for the reader.
    """
    side = _side(first)
    taking = [grade for grade in seconds if isinstance(grade, Grade) and grade.stance != "neutral"]
    if any(grade.stance == side for grade in taking):
        return _read(first, "agrees", f"{name} agrees")
    opposite = next((grade for grade in taking if _meet(grade.quotes, first.quotes)), None)
    if opposite is None:
        return _without_side(first, seconds, taking, name)
    if opposite.voice == "denies" and first.voice == "denies":
        return replace(first, second="silent")
    why = f"two models see opposite things: {name} reads that it {opposite.stance} the claim"
    return replace(
        first, stance="neutral", contested=side, second="opposed", difference=None, confidence=None, reason=why
    )


def _without_side(first: Grade, seconds: Sequence[Grade | Ungraded], taking: Sequence[Grade], name: str) -> Grade:
    """The first reader's grade where the second takes no side on the same words."""
    failed = next((grade for grade in seconds if isinstance(grade, Ungraded)), None)
    if failed is not None:
        return _read(first, "failed", f"{name} could not grade it: {failed.reason}")
    more = f"; to it, the passage {taking[0].stance} the claim in other words" if taking else ""
    return _read(first, "silent", f"{name} sees no side in it{more}")


def _read(first: Grade, second: SecondReading, flag: str) -> Grade:
    return replace(first, second=second, flags=(*first.flags, flag))


def _side(grade: Grade) -> Leaning | None:
    return grade.stance if grade.stance != "neutral" else grade.contested


def _quoted(candidate: Candidate, quotes: Sequence[Span]) -> list[Candidate]:
    """Each quoted sentence as something to grade; the sentence that was retrieved keeps what is known of it."""
    return [
        candidate
        if span == candidate.span
        else Candidate.at(candidate.article, candidate.passage, span, candidate.similarity)
        for span in quotes
    ]


def _meet(ones: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two quotes have letters in common."""
    return any(start < end_too and start_too < end for start, end in ones for start_too, end_too in others)
