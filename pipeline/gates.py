"""Gates in code: what a capable model's grade must pass before it counts.

A gate passes, fails (`GateFailure`, with one line that a reader and the model understand) or abstains. A failing
grade is asked again once and then demoted (`pipeline.grade.full`): to `contested` where code and model see opposite
things or a contradiction names no ground, to neutral where its words bear on something else, to `Ungraded` where they
are not in the text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.findings import ConflictType, Grade
from pipeline.orders import order_in, orders_at
from pipeline.orders.frames import unsaid_frame
from pipeline.retrieve import Candidate, statement
from pipeline.slots import compare, find_dates, find_names, find_numbers
from pipeline.text import normalised, one_line
from pipeline.voice import is_beside_denial, read_voice
from store import Claim


class GateFailure(Exception):
    """A grade is at odds with the text; the message says how.

    Attributes:
        contests: The quote stands, but code does not see the side that the model sees.
        settles_nothing: The quote stands, and bears on something else.
    """

    def __init__(self, message: str, *, contests: bool = False, settles_nothing: bool = False) -> None:
        super().__init__(message)
        self.contests = contests
        self.settles_nothing = settles_nothing


def check_grade(grade: Grade, claim: Claim, candidate: Candidate, differs: tuple[str, str] | None = None) -> Grade:
    """The grade, with voice and flags mended by code where code is sure.

    Args:
        differs: What the model says differs, in words of the claim and of the passage.

    Raises:
        GateFailure: A quote is not in the passage, a support has another date, number or name than the claim, or
            a contradiction rests on nothing that can be named.
    """
    if grade.stance == "neutral":
        return grade
    quote_gate(grade, candidate)
    order_gate(grade, candidate)
    frame_gate(grade, claim, candidate)
    checked = voice_gate(grade, claim, candidate)
    if checked.stance == "supports":
        slot_gate(grade, claim, candidate)
    if checked.stance == "contradicts" and checked.voice != "denies":
        denial_gate(grade, claim, candidate)
        return element_gate(checked, claim, candidate, differs)
    return checked


def quote_gate(grade: Grade, candidate: Candidate) -> None:
    """The quoted words must stand in the passage character for character.

    Raises:
        GateFailure: They do not.
    """
    passage = candidate.article.text[candidate.passage.start : candidate.passage.end]
    words = [candidate.article.text[a:b] for a, b in grade.quotes]
    if not words or any(not w.strip() or normalised(w) not in normalised(passage) for w in words):
        raise GateFailure("quote not found")


def order_gate(grade: Grade, candidate: Candidate) -> None:
    """No grade rests on words that tell the reader how to grade.

    Raises:
        GateFailure: These do.
    """
    for start, end in grade.quotes:
        orders = orders_at(candidate.article.text)
        if order := orders.get((start, end)) or order_in(candidate.article.text[start:end]):
            raise GateFailure(f'the quoted sentence tells its reader how to grade ("{order}")')


def frame_gate(grade: Grade, claim: Claim, candidate: Candidate) -> None:
    """No grade rests on words that stand behind others which are no report of them.

    Raises:
        GateFailure: These do.
    """
    for start, end in grade.quotes:
        if frame := unsaid_frame(claim.text, candidate.article.text[start:end]):
            raise GateFailure(
                f'the quoted sentence has it only behind "{frame}", which is no report of it', settles_nothing=True
            )


def denial_gate(grade: Grade, claim: Claim, candidate: Candidate) -> None:
    """That something is so does not contradict that somebody denies it.

    Raises:
        GateFailure: The claim is that it is denied, and nobody says anything in the quoted sentences.
    """
    if all(is_beside_denial(claim.text, statement(candidate.article, span)) for span in grade.quotes):
        raise GateFailure("the claim is that it is denied; whether it is so is another matter", settles_nothing=True)


def slot_gate(grade: Grade, claim: Claim, candidate: Candidate) -> None:
    """A support must have the claim's dates, numbers and names.

    Raises:
        GateFailure: One differs, or the quoted words are less exact than the claim.
    """
    quoted = " ".join(statement(candidate.article, span) for span in grade.quotes)
    slots = compare(claim.text, quoted, reference_date=candidate.article.published, context=candidate.context)
    for comparison in (*slots.differing, *slots.unsupported):
        raise GateFailure(comparison.why, contests=comparison.outcome == "differs")


def element_gate(grade: Grade, claim: Claim, candidate: Candidate, differs: tuple[str, str] | None) -> Grade:
    """A contradiction, with what differs: as code sees it, else the words that the model names, if they stand there.

    Raises:
        GateFailure: Nothing is named, or words that are not in the claim or not in the quoted sentences.
    """
    quoted = " ".join(statement(candidate.article, span) for span in grade.quotes)
    differing = compare(
        claim.text, quoted, reference_date=candidate.article.published, context=candidate.context
    ).differing
    if differing:
        return replace(grade, difference=differing[0].kind)
    if differs is None:
        raise GateFailure("a contradiction must name the words that cannot both hold", contests=True)
    ours, theirs = (one_line(words) for words in differs)
    for words, text, where in ((ours, claim.text, "claim"), (theirs, quoted, "quoted sentences")):
        if not _stands_in(words, text):
            raise GateFailure(f'"{words[:80]}" is named as what differs, and is not in the {where}', contests=True)
    if _plain(ours) == _plain(theirs):
        raise GateFailure(f'"{ours[:80]}" is named as what differs, and both say it', contests=True)
    reason = f'the claim says "{ours}", the sentence says "{theirs}"'
    return replace(grade, difference=kind_of(ours, theirs), reason=reason)


def _plain(words: str) -> str:
    return normalised(one_line(words)).casefold()


def _stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text as words, and not as a part of one."""
    plain = _plain(words)
    return bool(plain) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", _plain(text)) is not None


def kind_of(ours: str, theirs: str) -> ConflictType:
    """What two differing words or phrases are: dates, numbers, names, or something else."""
    if find_dates(ours) and find_dates(theirs):
        return "date"
    if find_numbers(ours) and find_numbers(theirs):
        return "number"
    return "name" if find_names(ours) and find_names(theirs) else "content"


def voice_gate(grade: Grade, claim: Claim, candidate: Candidate) -> Grade:
    """The grade with the voice that code reads from cues; the model's own where code sees none.

    A plan neither supports nor contradicts what is claimed to be done: such a grade becomes neutral, and says so.
    """
    if grade.speaker and normalised(grade.speaker).casefold() not in normalised(candidate.context).casefold():
        flags = (*grade.flags, "the speaker that the model named is not in the passage")
        grade = replace(grade, speaker=None, flags=flags)
    readings = [read_voice(claim.text, statement(candidate.article, s), candidate.previous) for s in grade.quotes]
    reading = next((r for r in readings if r.voice != "asserts"), readings[0])
    if reading.voice == "asserts":
        return grade
    flags = grade.flags if reading.voice == grade.voice else (*grade.flags, f'voice by cue: "{reading.cue}"')
    graded = replace(grade, voice=reading.voice, speaker=reading.speaker or grade.speaker, flags=flags)
    if reading.voice == "plans":
        reason = f'planned or expected ("{reading.cue}"), not done'
        return replace(graded, stance="neutral", difference=None, reason=reason)
    return graded
