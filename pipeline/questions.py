"""What a question asks for, by code: the statement that "yes" would make, the kind of thing wanted, whose words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.slots import DateMention, Name, NumberMention, find_dates, find_names, find_numbers
from pipeline.slots.lexicon import DETERMINERS, IRREGULAR, PREPOSITIONS

_ASKS_ON = re.compile(
    r"\?\s+|,?\sand\s(?=(?:when|who|whom|whose|where|what|which|how|why|did|has|have|does|is|was)\b)", re.I
)
_SAID_BY = re.compile(
    r"\b(?:what|how)\s(?:did|does|do|has|have|had|is|was)\s(?P<who>(?:(?!\b(?:say|said|think|tell|told|announce|announced|"
    r"claim|claimed|comment|commented|react|reacted|respond|responded|accuse|accused)\b).){2,80}?)\s(?:ever\s|publicly\s)?"
    r"(?:say|said|saying|think|tell|told|announce|announced|claim|claimed|comment|commented|react|reacted|respond|responded)\b",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month)\b")
_ASKS_HOW_MANY = re.compile(
    r"\bhow (?:many|much|long|far|old|large|big|high)\b|\b(?:what|which) (?:sum|amount|number|percentage|price)\b"
)
_ASKS_WHO_OR_WHERE = re.compile(
    r"\b(?:who|whom|whose|where)\b|^(?:\w+ )?which\b|"
    r"\bwhat (?:(?:is|was) the name|city|town|country|place|person|company)\b"
)
_AUXILIARY = re.compile(r"\b(?:did|does|do|has|have|had)\s", re.IGNORECASE)
# What may stand between the names of those who did it: "Norvik's Federation Council", "Norvik and Tarn".
_BETWEEN = re.compile(r"(?:['’]s?)?\s?(?:and\s)?(?:the\s)?", re.IGNORECASE)
_YES_OR_NO = re.compile(r"(?P<aux>has|have|had|did|does|do|is|are|was|were)\s(?P<rest>\w.*?)\s*\?*", re.IGNORECASE)
_IT_IS_TRUE = re.compile(r"it\s(?:true|so|correct|a fact)\sthat\s(?P<rest>\w.*)", re.IGNORECASE)


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
        """Whether a sentence has the kind of thing that is asked for; never for a question that asks for none."""
        return expected_slot(self.text) or (lambda sentence: False)

    @property
    def doers(self) -> list[Name]:
        """The names that the question gives as those who did it: "When did Norvik and Tarn sign?"; most give none."""
        asked = _AUXILIARY.search(self.text)
        found: list[Name] = []
        for name in find_names(self.text) if asked is not None else ():
            end = found[-1].end if found else asked.end() if asked is not None else 0
            if name.start >= end:
                between = self.text[end : name.start]
                if not _BETWEEN.fullmatch(between):
                    break
                if between[:1] in ("'", "’"):  # "Norvik's council": the council
                    found.clear()
                found.append(name)
        return found


def read_question(text: str) -> Question:
    """What a question asks for."""
    parts = [part.strip(" ,?") for part in _ASKS_ON.split(text) if len(part.split()) > 2]
    stated = as_claim(text) if len(parts) < 2 else None
    queries = [text, *(parts if len(parts) > 1 else []), *([stated] if stated else [])]
    said = _SAID_BY.search(text)
    speaker = re.sub(r"\s(?:not|ever)$", "", said["who"].strip()) if said else None
    return Question(text, tuple(dict.fromkeys(queries)), stated, speaker)


def expected_slot(question: str) -> Callable[[str], bool] | None:
    """Whether a sentence has the kind of thing that the question asks for, which is none that the question has itself;
    None for a question that asks for no certain kind."""
    asked = question.lower()

    def other(found: Iterable[DateMention | Name | NumberMention]) -> bool:
        return any(not re.search(rf"(?<!\w){re.escape(one.text.lower())}(?!\w)", asked) for one in found)

    if _ASKS_WHEN.search(asked):
        return lambda sentence: other(find_dates(sentence))
    if _ASKS_HOW_MANY.search(asked):
        return lambda sentence: other(find_numbers(sentence))
    if _ASKS_WHO_OR_WHERE.search(asked):
        return lambda sentence: other(find_names(sentence))
    return None


def as_claim(question: str) -> str | None:
    """A yes-or-no question about what was done or is so, as the statement that "yes" would make; None for any other.

    "Has Orl approved it?" asks whether Orl approved it: the verb keeps its form, which grading does not mind. "Is the
    bridge at Orl closed?" asks whether the bridge at Orl is closed: where its subject ends is told by the words.
    """
    found = _YES_OR_NO.fullmatch(question.strip())
    if found is None or "?" in found["rest"]:
        return None
    rest, aux = found["rest"], found["aux"].lower()
    if aux in ("has", "have", "had"):  # "Has the treaty been ratified?"
        rest = re.sub(r"\sbeen\b", f" {aux} been", rest, count=1)
    elif told := _IT_IS_TRUE.fullmatch(rest):
        rest = told["rest"]
    elif aux in ("is", "are", "was", "were"):
        words = rest.split()
        where = _predicate(words)
        if where is None:
            return None
        rest = " ".join([*words[:where], aux, *words[where:]])
    return rest[0].upper() + rest[1:] + "."


def _predicate(words: Sequence[str]) -> int | None:
    """Where the subject of "the treaty signed in May" ends, which has lost its verb; None where that cannot be told."""
    if len(words) < 2 or words[0].lower() in ("there", "that", "this"):
        return None
    least = 2 if words[0].lower() in DETERMINERS else 1
    for i in range(least, len(words)):
        before, word, after = words[i - 1].lower(), words[i], words[i + 1].lower() if i + 1 < len(words) else ""
        if word.lower() in DETERMINERS and before not in PREPOSITIONS and before != "and":  # "Putin the president"
            return i
        ends = not after or after in PREPOSITIONS or after in DETERMINERS or not words[i + 1][0].islower()
        done = word.islower() and (word.endswith("ed") or word in IRREGULAR)
        surely = word.endswith("ly") and i == len(words) - 2  # "legally binding"
        if word == "not" or surely or (done and ends and before not in DETERMINERS):
            return i
    following = (i for i in range(least, len(words)) if words[i] in PREPOSITIONS and words[i] != "of")
    end = next(following, len(words))
    if end - 1 >= least and words[end - 1].islower():  # "the bridge safe", "the treaty valid for"
        return end - 1
    return end if end < len(words) else None  # "Putin in Moscow"
