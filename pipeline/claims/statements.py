"""A sentence taken apart into statements: what it says, and what it says that others say.

"The Journal reported that P" is a claim about a report, which the outlet makes; P is one that the Journal makes.
Only plain forms are taken apart, by code: "X said (that) P", "P, X said", "P, according to X". Of any other sentence
the whole is the one statement, with its own voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.slots import find_names
from pipeline.slots.clauses import verb_flags
from pipeline.slots.speakers import BACKWARD, speaker_phrase
from pipeline.slots.words import tokens
from pipeline.voice import Cue, cues, read_voice
from store import Voice

_QUOTES = "\"“”„«»‘’'"
_FIRST_PERSON = re.compile(r"\b(?:I|we|our|my|us|me|ours|mine|you|your)\b")
_BY_THE_WAY = r"(?:,?\s(?:on|in|to|at|during|after|before|this|last|late|early|earlier)\s[^,.;:“\"]{1,60}?)?,?"
_THAT = re.compile(rf"{_BY_THE_WAY}\s(?:that|how)\s", re.IGNORECASE)
_LEAST_WORDS = 4
_SUBJECT = re.compile(r"^(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_AFTER_RELATIVE = re.compile(r"^[^,]*,\s(?:who|which|whose|where)\s[^,]*$")
# "Vessel: I never ignored an alarm."
_INTERVIEW = re.compile(r"(?P<who>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3}):\s(?P<said>[^“”\"]+)$")
_PRONOUNS = ("it", "he", "she", "they", "who", "which")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a sentence.

    Attributes:
        text: As it stands alone, with a capital and a full stop.
        inner: It is what somebody else says, taken out of the sentence.
    """

    text: str
    voice: Voice
    speaker: str | None
    inner: bool = False


def statements(sentence: str, before: tuple[str, ...] = ()) -> list[Statement]:
    """The statements of one sentence, the whole first.

    Args:
        sentence: It can be read alone: what stood for something else has been put in.
        before: Sentences before it, for finding out who speaks in a quotation.
    """
    interview = _INTERVIEW.match(sentence)
    if interview and _FIRST_PERSON.search(interview["said"]) and find_names(interview["who"]):
        who = interview["who"]
        return [Statement(f"{who} said: “{interview['said'].strip(_QUOTES)}”", "asserts", None)]
    inner = next(_inner(sentence), None)
    voice, speaks = _own_voice(sentence, before)
    if inner is None:
        return [Statement(sentence, voice, speaks)]
    whole = Statement(sentence, voice, speaks) if voice == "denies" else Statement(sentence, "asserts", None)
    text, speaker = inner
    said = _said(_whole(text), speaker, sentence, before)
    return [whole] if _FIRST_PERSON.search(text) or _SUBJECT.match(said.text) else [whole, said]


def _said(text: str, speaker: str, sentence: str, before: tuple[str, ...]) -> Statement:
    """What somebody says, with the speaker in the place of the pronoun that it may begin with."""
    own, _ = _own_voice(text, ())
    held = read_voice(text, sentence, before)
    voice: Voice = own if own in ("denies", "plans", "hedges") else held.voice
    who = held.speaker or speaker
    if who[0].isupper():
        text = _SUBJECT.sub(lambda m: who + ("’s" if m[0].lower() in ("his", "her", "its", "their") else ""), text)
    return Statement(text, "attributes" if voice == "asserts" else voice, who, inner=True)


def _own_voice(sentence: str, before: tuple[str, ...]) -> tuple[Voice, str | None]:
    """The sentence's voice on what it says: read as a claim without its own cues."""
    bare, position = [], 0
    for cue in sorted(cues(sentence), key=lambda c: c.start):
        bare.append(sentence[position : cue.start])
        position = max(position, cue.end)
    bare.append(sentence[position:])
    reading = read_voice(" ".join("".join(bare).split()), sentence, before)
    return reading.voice, reading.speaker


def _inner(sentence: str) -> Iterator[tuple[str, str]]:
    """What somebody says in the sentence, and who, for each form that can be told apart for sure."""
    for cue in sorted((c for c in cues(sentence) if c.voice == "attributes"), key=lambda c: c.start):
        speaker = speaker_phrase(sentence, cue.start, cue.end)
        parts = (
            (_according(sentence, cue),)
            if BACKWARD.search(cue.text)
            else (_behind(sentence, cue), _ahead(sentence, cue))
        )
        for part in parts:
            if part is not None and speaker and speaker.lower() not in _PRONOUNS and _is_clause(part):
                yield part, speaker


def _behind(sentence: str, cue: Cue) -> str | None:
    """X said that P. X said P."""
    rest = sentence[cue.end :]
    that = _THAT.match(rest)
    if that:
        return rest[that.end() :]
    plain = cue.text.lower() in (
        "said",
        "says",
        "claimed",
        "claims",
        "insisted",
        "believes",
        "maintains",
        "admitted",
        "argued",
    )
    begins = re.match(r"\s(?:the|a|an|his|her|its|their|it|he|she|they|there|no|[A-Z]|\d)", rest)
    return rest if plain and begins else None


def _ahead(sentence: str, cue: Cue) -> str | None:
    """P, X said. "P," X said."""
    before = sentence[: cue.start]
    comma = before.rfind(",")
    if comma < 0 or len(tokens(sentence[cue.end :])) > 12 or len(tokens(before[comma + 1 :])) > 12:
        return None
    if any(verb_flags(before[comma + 1 :])):
        return None
    text = before[:comma].strip()
    if text[:1] in _QUOTES:
        text = text.strip(_QUOTES)
    return None if any(mark in text for mark in '"“”') else text


def _according(sentence: str, cue: Cue) -> str | None:
    """P, according to X. According to X, P."""
    before, rest = sentence[: cue.start].strip(), sentence[cue.end :]
    if not before:
        comma = rest.find(",")
        return rest[comma + 1 :] if comma > 0 and len(tokens(rest[:comma])) <= 12 else None
    closing = re.fullmatch(r"[^,;:]{1,80}[.,]?", rest.strip())
    return before.rstrip(", ") if closing and before.endswith(",") else None


def _is_clause(text: str) -> bool:
    found = tokens(text)
    if sum(t.is_word for t in found) < _LEAST_WORDS or text.rstrip().endswith("?"):
        return False
    return any(verb_flags(text)) and not _AFTER_RELATIVE.match(text)


def _whole(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    line = text.strip().strip(",;: ")
    closed = line if line[-1:] in ".!?" or line[-2:-1] in ".!?" else line + "."
    return closed[:1].upper() + closed[1:]
