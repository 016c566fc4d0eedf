"""Who holds the content of a sentence that is not in English, by the commonest words of saying, denying and doubting.

Nothing is parsed here: a sentence without an English article that has such a word is read as what the word says. It is
asked only where the English reading (`pipeline.voice`) sees nothing, so that "selon X" is not printed as a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from store import Voice

_ENGLISH = re.compile(r"\b(?:the|and|was|were|with|that|has|have)\b", re.IGNORECASE)
# In order: a denial is also said, and what is doubted may also be ascribed.
_CUES: tuple[tuple[Voice, re.Pattern[str]], ...] = (
    (
        "denies",
        re.compile(
            r"\b(?:bestritt(?:en)?|bestreite[nt]|dementiert(?:e|en)?|weist?\b.{0,80}\bzurück|wies(?:en)?\b.{0,80}\bzurück|"
            r"(?<!se\s)neg(?:aron|ó)|niegan?|desmintió|desmintieron|desmienten?|negou|negaram|desment(?:e|em|iu|iram)|"
            r"a\snié|ont\snié|nie(?:nt)?\b(?=\s(?:avoir|que|tout))|dément|démentent|a\sdémenti|ont\sdémenti|"
            r"ha\snegato|hanno\snegato|nega\b|smentisc(?:e|ono)|ha\ssmentito|ontken(?:t|de|den)|zaprzecz(?:a|ył|yła|yli)|"
            r"отрица(?:ет|ют|л|ла|ли)|отверг(?:ла|ли)?|опроверг(?:ла|ли)?)",
            re.IGNORECASE,
        ),
    ),
    (
        "hedges",
        re.compile(
            r"\b(?:angeblich|offenbar|mutmaßlich|vermutlich|al\sparecer|supuestamente|presuntamente|apparemment|"
            r"auraient|aurait|avrebbero|avrebbe|presumibilmente|alegadamente|supostamente|teriam?\s\w+[dt]o|podobno|"
            r"nieoficjalnie|rzekomo|якобы|предположительно)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "attributes",
        re.compile(
            r"(?:\b(?:selon|d['’]après|según|de\sacuerdo\scon|de\sacordo\scom|segundo|secondo|stando\sa|laut|volgens|według|"
            r"zdaniem|nach\s(?:den\s)?(?:Angaben|Worten|Darstellung)(?:\s(?:der|des|von|vom))?|po\sdannym|по\sсловам|"
            r"по\sданным|согласно)\s(?P<who>(?!pud[oi]|wie\b)[^,.;:()]{2,60}))"
            r"|\b(?:a\s(?:toutefois\s)?(?:déclaré|affirmé|annoncé|indiqué|reconnu|confirmé|assuré|estimé|accusé)|dijo|afirmó|"
            r"declaró|anunció|confirmó|admitió|reconoció|aseguró|acusa\sa|acusó\sa|disse|afirmou|declarou|anunciou|"
            r"reconheceu|garantiu|sagte|sagten|erklärte|teilte\b.{0,60}\bmit|bestätigte|räumte\b.{0,60}\bein|ha\s(?:detto|"
            r"dichiarato|affermato|ammesso|annunciato)|zei|powiedział|powiedziała|oświadczył|сказал|сказала|заявил|заявила|"
            r"сообщил|сообщила|сообщили)\b",
            re.IGNORECASE,
        ),
    ),
)
_NAME = re.compile(r"(?:[A-ZÀ-ÞА-Я][\w.’'-]*)(?:\s(?:de|da|do|del|di|van|von|[A-ZÀ-ÞА-Я][\w.’'-]*))*")
_LONGEST_NAME = 6  # words


@dataclass(frozen=True, slots=True)
class ForeignCue:
    """A cue with its place in the sentence, and who speaks by it, if that can be told."""

    voice: Voice
    start: int
    end: int
    text: str
    speaker: str | None


def find_foreign_cue(sentence: str) -> ForeignCue | None:
    """The strongest cue of a sentence that is not in English; None where it is, or has none."""
    if _ENGLISH.search(sentence):
        return None
    for voice, pattern in _CUES:
        if (found := pattern.search(sentence)) is not None:
            end = found.start("who") if voice == "attributes" and found["who"] else found.end()
            cue = sentence[found.start() : end].strip()
            return ForeignCue(voice, found.start(), found.start() + len(cue), cue, _speaker(sentence, voice, found))
    return None


def _speaker(sentence: str, voice: Voice, found: re.Match[str]) -> str | None:
    """Behind "selon", else the last name before the verb of saying."""
    if voice == "hedges":
        return None
    if voice == "attributes" and found["who"]:
        who = found["who"].strip()
        return who if len(who.split()) <= _LONGEST_NAME else None
    names = [m.group() for m in _NAME.finditer(sentence[: found.start()])]
    return names[-1] if names else None
