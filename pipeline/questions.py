"""What a question asks for, by code: the statement that "yes" would make, the kind of thing wanted, whose words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.slots import find_dates, find_names, find_numbers

_ASKS_ON = re.compile(
    r"\?\s+|,?\sand\s(?=(?:when|who|whom|whose|where|what|which|how|why|did|has|have|does|is|was)\b)", re.I
)
_SAID_BY = re.compile(
    r"\b(?:what|how)\s(?:did|does|do|has|have|had|is|was)\s(?P<who>(?:(?!\b(?:say|said|think|tell|told|announce|announced|"
    r"claim|claimed|comment|commented|react|reacted|respond|responded|accuse|accused)\b).){2,80}?)\s(?:ever\s|publicly\s)?"
    r"(?:say|said|saying|think|tell|told|announce|announced|claim|claimed|comment|commented|react|reacted|respond|responded)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"(?P<aux>has|have|had|did|does|do)\s(?P<rest>\w.*?)\s*\?*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read.

    Attributes:
        text: As asked, on one line.
        queries: What is looked for: the question, its parts where it asks several things, and what "yes" would state.
        stated: For a question that yes or no would answer, the statement that "yes" would make.
        speaker: Whose words are asked for, or None.
    """

    text: str
    queries: tuple[str, ...]
    stated: str | None
    speaker: str | None

    @property
    def has_wanted(self) -> Callable[[str], bool]:
        """Whether a sentence has the kind of thing that is asked for."""
        return expected_slot(self.text)


def read_question(text: str) -> Question:
    """What a question asks for."""
    parts = [part.strip(" ,?") for part in _ASKS_ON.split(text) if len(part.split()) > 2]
    stated = as_claim(text) if len(parts) < 2 else None
    queries = [text, *(parts if len(parts) > 1 else []), *([stated] if stated else [])]
    said = _SAID_BY.search(text)
    speaker = re.sub(r"\s(?:not|ever)$", "", said["who"].strip()) if said else None
    return Question(text, tuple(dict.fromkeys(queries)), stated, speaker)


def expected_slot(question: str) -> Callable[[str], bool]:
    """Whether a sentence has the kind of thing that the question asks for; always False for a question that asks
    for none."""
    asked = question.lower()
    if re.search(r"\bwhen\b|\b(what|which) (day|date|year|month)\b", asked):
        return lambda sentence: bool(find_dates(sentence))
    if re.search(r"\bhow (many|much|long|far|old|large|big|high)\b", asked):
        return lambda sentence: bool(find_numbers(sentence))
    if re.search(r"\b(who|whom|whose|where)\b", asked):
        return lambda sentence: bool(find_names(sentence))
    return lambda sentence: False


def as_claim(question: str) -> str | None:
    """A yes-or-no question about what was done, as the statement that "yes" would make; None for any other.

    Only those are turned whose auxiliary can be left out: "Has Orl approved it?" asks whether Orl approved it. The
    verb keeps its form, which grading does not mind.
    """
    found = _YES_OR_NO.fullmatch(question.strip())
    if found is None or "?" in found["rest"]:
        return None
    rest = found["rest"]
    if found["aux"].lower() in ("has", "have", "had"):  # "Has the treaty been ratified?"
        rest = re.sub(r"\sbeen\b", f" {found['aux'].lower()} been", rest, count=1)
    return rest[0].upper() + rest[1:] + "."
