"""A sentence taken apart into statements: what it says, and what it says that others say.

"The Journal reported that P" is a claim about a report, which the outlet makes; P is one that the Journal makes.
Only plain forms are taken apart, by code: "X said (that) P", "P, X said", "P, according to X". Of any other sentence
the whole is the one statement, with its own voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.claims.references import NOBODY
from pipeline.slots import find_names
from pipeline.slots.clauses import verb_flags
from pipeline.slots.lexicon import word_set
from pipeline.slots.speakers import BACKWARD, speaker_phrase
from pipeline.slots.words import tokens
from pipeline.voice import Cue, cues, read_voice
from store import Voice

_QUOTES = "\"“”„«»‘’'"
_FIRST_PERSON = re.compile(r"\b(?:I|we|our|my|us|me|ours|mine|you|your|We|Our|My|You|Your)\b")
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_BY_THE_WAY = (
    rf"(?:,?\s(?:(?:on|in|to|at|during|after|before|this|last|late|early|earlier)\s[^,.;:“\"]{{1,60}}?|{_DAYS}"
    r"(?:\s\([^)]{1,30}\))?|yesterday|today))?,?"
)
_THAT = re.compile(rf"{_BY_THE_WAY}\s(?:that|how)\s", re.IGNORECASE)
_LEAST_WORDS = 4
_SUBJECT = re.compile(r"^(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_THIRD = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|its|their|himself|herself|itself|themselves)\b", re.IGNORECASE
)
_AFTER_RELATIVE = re.compile(r"^[^,]*,\s(?:who|which|whose|where)\s[^,]*$")
# What comes behind is no longer what was said, or is said by somebody else.
_NEW_CLAUSE = re.compile(
    r"(?:,|;|\s[–—-])\s(?:but|and|while|although|though|yet|whereas|adding|saying|citing|noting|stressing)\b",
    re.IGNORECASE,
)
# Only a plain "X said" says that X said it.
_NOT_PLAIN = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nor|few|hardly|cannot|will|would|could|can|may|might|must|should|shall|to|"
    r"was|were|is|are|been|be|being|who|which|that|if|whether|unless|without|false|untrue|wrong|denie[sd]|deny|"
    r"refused?)\b|n[’']t\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rf"\s(?!{_DAYS}|[Yy]esterday|[Tt]oday)(?:the|a|an|his|her|its|their|it|he|she|they|there|no|[A-Z]|\d)"
)
_NO_SPEAKERS = word_set(
    "i we you it he she they who which nobody none neither few no everyone everybody anyone some many"
)
_DENIED_IN_QUOTES = re.compile(
    r"[“\"](?:No, )?(?:I|[Ww]e)\s(?:\w+\s)?(?:never|not|(?:did|have|was|were|had|do)n[’']t)\b[^”\"]*[”\"]"
)
# "Vessel: I never ignored an alarm."
_INTERVIEW = re.compile(r"(?P<who>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3}):\s(?P<said>[^“”\"]+)$")


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
    said = _said(*inner, sentence, before)
    return [whole] if said is None else [whole, said]


def _said(text: str, speaker: str, sentence: str, before: tuple[str, ...]) -> Statement | None:
    """What somebody says, with the speaker in the place of the pronoun that it may begin with.

    None where a pronoun is left: taken out of the sentence, "its ships" would be somebody else's.
    """
    whole = _whole(text)
    own, _ = _own_voice(whole, ())
    held = read_voice(whole, sentence, before)
    voice: Voice = own if own in ("denies", "plans", "hedges") else held.voice
    who = held.speaker or speaker
    pronoun = _SUBJECT.match(whole)
    if pronoun and not NOBODY.match(whole):
        several = pronoun[0].lower() in ("they", "their")
        if not who[0].isupper() or several != (" and " in who):
            return None
        owns = "’s" if pronoun[0].lower() in ("his", "her", "its", "their") else ""
        whole = who + owns + whole[pronoun.end() :]
    elif _THIRD.search(NOBODY.sub("", whole)):
        return None
    if _FIRST_PERSON.search(whole):
        return None
    return Statement(whole, "attributes" if voice == "asserts" else voice, who, inner=True)


def _own_voice(sentence: str, before: tuple[str, ...]) -> tuple[Voice, str | None]:
    """The sentence's voice on what it says: read as a claim without its own cues."""
    denial = _DENIED_IN_QUOTES.match(sentence)
    if denial is not None:  # "I never said it was broken," Lars Brandvik tells reporters
        said = next((c for c in cues(sentence) if c.voice == "attributes" and c.start >= denial.end()), None)
        who = speaker_phrase(sentence, said.start, said.end) if said is not None else None
        if who is not None:
            return "denies", who
    bare, position = [], 0
    for cue in sorted(cues(sentence), key=lambda c: c.start):
        bare.append(sentence[position : cue.start])
        position = max(position, cue.end)
    bare.append(sentence[position:])
    reading = read_voice(" ".join("".join(bare).split()), sentence, before)
    speaker = reading.speaker
    return reading.voice, None if speaker is None or speaker.lower() in _NO_SPEAKERS else speaker


def _inner(sentence: str) -> Iterator[tuple[str, str]]:
    """What somebody says in the sentence, and who, for each form that can be told apart for sure."""
    for cue in sorted((c for c in cues(sentence) if c.voice == "attributes"), key=lambda c: c.start):
        speaker = speaker_phrase(sentence, cue.start, cue.end)
        if not speaker or speaker.split()[0].lower() in _NO_SPEAKERS:
            continue
        if BACKWARD.search(cue.text):
            part = _according(sentence, cue)
        elif not _is_plain(sentence, cue, speaker):
            continue
        else:
            inverted = sentence.rfind(speaker, 0, cue.start) < 0
            part = (None if inverted else _behind(sentence, cue)) or _ahead(sentence, cue)
        if part is not None and _is_clause(part := _NEW_CLAUSE.split(part)[0]) and not _reports(part, speaker):
            yield part, speaker


def _is_plain(sentence: str, cue: Cue, speaker: str) -> bool:
    """Whether the sentence says, and no more, that this speaker did say it."""
    place = sentence.rfind(speaker, 0, cue.start)
    if place < 0:  # "..., said Lena Brack", or a phrase that was found behind the verb by mistake
        behind = sentence[cue.end :].lstrip()
        return behind.startswith(speaker) and sentence[: cue.start].rstrip()[-1:] in ',”"»'
    lead = re.sub(r"\b(?:the|a|an)$", "", sentence[:place].rstrip(), flags=re.IGNORECASE).rstrip()
    opened = not lead or lead[-1] in ',”"»' or len(tokens(lead)) <= 6
    return (
        opened
        and not _NOT_PLAIN.search(sentence, place + len(speaker), cue.start)
        and not (_NOT_PLAIN.search(lead) and lead[-1:] not in '”"»,')
    )


def _reports(text: str, speaker: str) -> bool:
    """Whether somebody else says something in it in turn."""
    said = (speaker_phrase(text, c.start, c.end) for c in cues(text) if c.voice == "attributes")
    return any(who is not None and who != speaker for who in said)


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
    begins = _BEGINS.match(rest)
    return rest if plain and begins else None


def _ahead(sentence: str, cue: Cue) -> str | None:
    """P, X said. "P," X said."""
    before = sentence[: cue.start]
    comma = before.rfind(",")
    if comma < 0 and before.rstrip()[-1:] in '”"»':
        comma = len(before.rstrip())
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
    if not found:
        return False
    infinitive = found[0].lower == "to" or (found[0].text in _QUOTES and len(found) > 1 and found[1].lower == "to")
    if sum(t.is_word for t in found) < _LEAST_WORDS or text.rstrip().endswith("?") or infinitive:
        return False
    return any(verb_flags(text)) and not _AFTER_RELATIVE.match(text)


def _whole(text: str) -> str:
    """With a capital at its beginning and a full stop at its end."""
    line = text.strip().strip(",;: ")
    closed = line if line[-1:] in ".!?" or line[-2:-1] in ".!?" else line + "."
    return closed[:1].upper() + closed[1:]
