"""What a claim comes to for a time line: its status, its date, and the words by which it is known again elsewhere.

Nothing here decides whether a claim is true. What is read is cautious: a claim too long to be one statement is like
no other, and a word that may be a plan, a denial or a negation is taken for one, so that nothing is told as done that
an article does not tell so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.slots import find_dates
from pipeline.slots.clauses import RELATIVES, clause_of, clauses, region, verb_flags
from pipeline.slots.lexicon import AUXILIARIES, PLANNED, REPORTING, word_set
from pipeline.slots.names import find_names
from pipeline.slots.polarity import negations
from pipeline.slots.words import Token, concept, is_content, tokens
from pipeline.text import one_line
from pipeline.timeline.days import Days, read_days
from pipeline.timeline.records import Status
from pipeline.voice import VoiceReading, cues, read_voice
from store import Voice

if TYPE_CHECKING:  # it brings the library with it
    from pipeline.located import Located

LONGEST = 600
"""A longer text is no statement: it has its place on the line and is compared with nothing."""
_CALENDAR = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday day days week weeks month months year years morning afternoon evening night "
    "spring summer autumn winter coming end"
)
_DENIALS = word_set("deny denies denied denying denial denials refute refutes refuted refuting")
_CUES = PLANNED | REPORTING | _DENIALS | word_set("correct correction corrections wrote writes according")
_NOT_NEGATED = frozenset(concept(word) for word in ("deny", "denial", "reject", "refute", "veto", "dismiss"))
# "34.1 kilometres long, not 31.4 as the agency wrote": what is corrected is no part of what is stated.
_CONTRAST = re.compile(
    r",?\s(?:(?:and|but)\s)?(?:not|instead\sof|rather\sthan)\s(?:\w+\s){0,3}?\W?\d[^;]*", re.IGNORECASE
)
_CORRECTS = re.compile(
    r"\bcorrect(?:s|ed|ing|ions?)\b|\b(?:wrong|wrongly|mistakenly|erroneously|incorrectly|misstated|miscounted)\b|"
    r"\bin\serror\b|\bnot\b[^.;]{1,60}\bas\b[^.;]{0,60}\b(?:reported|wrote|written|said|stated|announced)\b",
    re.IGNORECASE,
)
# Plans that the cues of `pipeline.voice` do not have, as they are no way of saying: "is to shut", "X expects Y to".
_AHEAD = re.compile(
    r"\b(?:will|shall|plans?\sto|planned\sto|intends?\sto|expects?|awaits?|hopes?\sto|should\shave|"
    r"(?:is|are|was|were)\s(?:\w+ly\s)?(?:due\b(?!\sto\s(?:the|a|an)\b)|scheduled|set\sto|expected\sto|to\s(?!blame)\w+)|"
    r"(?:has|have|had)\s(?:yet|still)\sto)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"^[^,;:“\"]{1,120}\bden(?:y|ies|ied)\s(?:\w+ly\s)?(?:that|having|any|ever|being|\w+ing)\b", re.IGNORECASE
)
_OF_VOICE: dict[Voice, Status] = {"denies": "denied", "plans": "planned", "hedges": "hedged"}
_EXPECTS = re.compile(r"\b(?:expects?|expected|hopes?|counts\son|wants)\s(?!to\b)(?=\w)", re.IGNORECASE)
_LEAST_CORE = 2
_LONGEST_TITLE = 60
_LOOK_BACK = 400  # characters before the sentence, in its paragraph


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A claim as the time line reads it.

    Attributes:
        text: The claim's text on one line, without what it says to be wrong.
        rejected: What it says to be wrong (", not 31.4 kilometres"), or an empty string.
        days: The date that it states, or None.
        published: The article's date, or None.
        words: Concepts of its content words, without dates, cues and whoever is said to say it; empty where it is too
            long to be compared.
        voice, speaker: Who says or denies it; the claim's, unless that is whom it corrects.
        corrects: It says, or stands where it is said, that something was wrong before.
        of_saying: It tells that somebody said or denied something: that may happen on many days.
    """

    located: Located
    text: str
    rejected: str
    days: Days | None
    published: Days | None
    status: Status
    voice: Voice
    speaker: str | None
    words: frozenset[str]
    core: frozenset[str]
    negated: bool
    corrects: bool
    of_saying: bool

    @property
    def key(self) -> tuple[str, int, str]:
        """What orders statements that nothing else does."""
        claim = self.located.claim
        return self.located.article.id, claim.start or 0, claim.id

    @property
    def outlet(self) -> str:
        """Who published it, as a reader knows it."""
        article = self.located.article
        return outlet_name(article.publisher, article.title, article.path)

    @property
    def asserted(self) -> bool:
        """Whether the outlet itself says so."""
        return self.voice == "asserts"

    @property
    def tells_event(self) -> bool:
        """Whether something happens in it: a date, a plan, a denial, or a full verb.

        "The tunnel is 31.4 kilometres long" tells of nothing that happened. Verbs are known in English only; in
        another language everything may be an event.
        """
        if self.days is not None or self.status != "done" or len(self.text) > LONGEST:
            return True
        return self.located.article.language not in (None, "en") or bool(verbs_of(self.text))


def outlet_name(publisher: str | None, title: str, path: str) -> str:
    """Who published an article; where nobody says so, its headline, or its file."""
    if name := one_line(publisher or ""):
        return name
    headline = one_line(title[: 4 * _LONGEST_TITLE])
    if len(headline) > _LONGEST_TITLE:
        headline = headline[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return f"“{headline}”" if headline else PurePath(one_line(path)).name or "an article"


def read_statement(located: Located) -> Statement:
    """The statement that a claim makes."""
    claim, article = located.claim, located.article
    whole = one_line(claim.text)
    comparable = len(whole) <= LONGEST
    contrast = _CONTRAST.search(whole) if comparable else None
    text = whole if contrast is None else f"{whole[: contrast.start()]}{whole[contrast.end() :]}".strip()
    own = _own_reading(text) if comparable else VoiceReading("asserts")
    days, published = read_days(claim.when), read_days((article.published or "")[:10])
    voice, speaker = claim.voice, claim.speaker
    if contrast is not None:
        # "Not 31.4 as the agency wrote on May 4": neither the agency nor the day is that of what is stated.
        days = days if find_dates(text, article.published) else None
        if speaker is not None and speaker in contrast.group() and speaker not in text:
            voice, speaker = own.voice, own.speaker
    announced = _announcing_clause(text, own) if comparable else None
    # A date that was guessed does not tell what was still to come.
    stated = None if article.guessed("published") else published
    status = _status(voice, _own_modality(text, own, announced), days, stated)
    words = _words(text, own) if comparable else frozenset()
    core = frozenset(t.concept for t in announced or ()) & words
    if status == "denied":
        core = words - _speaker_words(own)
    return Statement(
        located=located,
        text=text,
        rejected="" if contrast is None else contrast.group(),
        days=days,
        published=published,
        status=status,
        voice=voice,
        speaker=speaker or (own.speaker if status == "denied" else None),
        words=words,
        core=core if len(core) >= _LEAST_CORE or status == "denied" else words,
        negated=comparable and _is_negated(text),
        corrects=contrast is not None or _is_correction(located),
        of_saying=own.voice in ("attributes", "denies"),
    )


@lru_cache(maxsize=4096)
def verbs_of(text: str) -> frozenset[str]:
    """Concepts of the full verbs, those of planning and saying left out."""
    return frozenset(
        token.concept
        for token, verb in zip(tokens(text), verb_flags(text), strict=True)
        if verb and token.lower not in AUXILIARIES and token.lower not in _CUES
    )


def names_of(statement: Statement) -> list[frozenset[str]]:
    """The parts of each name that is among the words that count."""
    return [parts for parts in _names(statement.text) if parts & statement.words]


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(name.parts) for name in find_names(text))


def _own_reading(text: str) -> VoiceReading:
    """What the statement itself makes of what it tells: read against its own words without the cues.

    An extracted claim keeps its modality in its words as well ("is expected to ratify"), whatever its voice says.
    """
    bare, position = [], 0
    for cue in sorted(cues(text), key=lambda cue: cue.start):
        bare.append(text[position : cue.start])
        position = max(position, cue.end)
    return read_voice(" ".join([*bare, text[position:]]), text) if bare else VoiceReading("asserts")


def _announcing_clause(text: str, own: VoiceReading) -> tuple[Token, ...] | None:
    """The words of the clause that puts what the statement tells into the future, or None.

    No full verb stands before its cue, but for one of saying: "X said that work would begin", not "the council
    approved the plan for", nor "the mayor, who plans to retire, opened".
    """
    parts, found, verbs = clauses(text), tokens(text), verb_flags(text)
    starts = [match.start() for match in _AHEAD.finditer(text)] if parts else []
    if parts and own.voice == "plans" and own.cue_span is not None:
        starts.insert(0, own.cue_span[0])
    for start in starts:
        index = next((i for i, token in enumerate(found) if token.start >= start), 0)
        number = clause_of(text, index)
        reach = region(parts, number)
        before = any(verbs[i] and found[i].lower not in AUXILIARIES | _CUES for i in reach if i < index)
        if not before and parts[number].opener not in RELATIVES - {"that"}:
            return tuple(found[i] for i in reach)
    return None


def _own_modality(text: str, own: VoiceReading, announced: tuple[Token, ...] | None) -> Status:
    """What the statement's own words make of what it tells."""
    if own.voice == "denies" or _DENIES.search(text[:LONGEST]):
        return "denied"
    if announced is not None:
        return "planned"
    return "hedged" if own.voice == "hedges" else "done"


def _status(voice: Voice, own: Status, days: Days | None, published: Days | None) -> Status:
    if "denied" in (_OF_VOICE.get(voice), own):
        return "denied"
    # "A decision on August 29": no word for it, but a day that had not come.
    to_come = days is not None and published is not None and days.first > published.last
    if "planned" in (_OF_VOICE.get(voice), own) or to_come:
        return "planned"
    return "hedged" if "hedged" in (_OF_VOICE.get(voice), own) else "done"


def _words(text: str, own: VoiceReading) -> frozenset[str]:
    # Whoever expects something has no part in it.
    expects = _EXPECTS.search(text) if _AHEAD.search(text) else None
    found = tokens(text[expects.end() :] if expects else text)
    kept = {
        token.concept
        for token, after in zip_longest(found, found[1:])
        if is_content(token, after) and token.lower not in _CUES and token.lower not in _CALENDAR
    }
    return frozenset(kept - _speaker_words(own) or kept)


def _speaker_words(own: VoiceReading) -> frozenset[str]:
    """The words of whoever says it in the statement itself, if somebody is named."""
    named = own.voice != "asserts" and own.speaker is not None and own.speaker[:1].isupper()
    return frozenset(token.concept for token in tokens(own.speaker or "")) if named else frozenset()


def _is_negated(text: str) -> bool:
    found = tokens(text)
    return any(n.heads and found[n.index].concept not in _NOT_NEGATED for n in negations(found, range(len(found))))


def _is_correction(located: Located) -> bool:
    """Whether the claim, its sentence, its paragraph up to there, or the headline speaks of a correction."""
    claim, article = located.claim, located.article
    if _CORRECTS.search(claim.text[:LONGEST]) or _CORRECTS.search(article.title[:LONGEST]):
        return True
    if claim.start is None or claim.end is None:
        return False
    begin = max(article.text.rfind("\n", 0, claim.start) + 1, claim.start - _LOOK_BACK)
    return _CORRECTS.search(article.text, begin, min(claim.end, claim.start + LONGEST)) is not None
