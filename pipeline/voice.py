"""Who holds a claim's content in a sentence: the outlet itself, or somebody it quotes. By code, no model.

A cue ("said", "denied", "is expected to", "reportedly") counts only where it governs the part of the sentence that
overlaps the claim. Precedence within that part: denies > plans > hedges > attributes > asserts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.foreign_voice import find_foreign_cue
from pipeline.slots.clauses import Clause, clause_of, clauses, region
from pipeline.slots.coverage import content_tokens, overlap
from pipeline.slots.lexicon import DETERMINERS, word_set
from pipeline.slots.speakers import BACKWARD, QUOTES, speaker_phrase
from pipeline.slots.words import Token, concept, is_content, meets, remembered, tokens
from store import Span, Voice

_SAY = (
    r"said|says|saying|told|tells|reported|reports|reporting|announced|announces|announcing|claimed|claims|claiming|"
    r"alleged|alleges|alleging|stated|states|stating|added|adds|declared|declares|insisted|insists|asserted|asserts|"
    r"asserting|argued|argues|confirmed|confirms|confirming|acknowledged|admitted|admits|warned|warns|suggests?|"
    r"suggested|believes?|stressed|noted|notes|maintains(?=\sthat\b)|quoted|wrote|tweeted|posted|testified|estimated|estimates|"
    r"indicated|explained|insisting|adding|warning|say|insist|allege|claim|report|accuses?|accused|accusing"
)
_CUES: tuple[tuple[Voice, re.Pattern[str]], ...] = (
    (
        "denies",
        re.compile(
            r"\b(?:den(?:y|ies|ied|ying)|refut(?:es?|ed|ing)|"
            r"(?:reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:es?|ed|ing))\s(?:(?:the|these|those|all|any|such|that|"
            r"as|western|media)\s){0,3}(?:[\w-]+\s)?(?:claims?|allegations?|accusations?|reports?|charges?|rumou?rs?|suggestions?)|"
            r"denials?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "plans",
        re.compile(
            r"\b(?:will|won't|shall|plans?\sto|planned\sto|planning\sto|(?:is|are|was|were)\s(?:set|due|scheduled|poised|going|"
            r"preparing|about)\sto|expected\sto|scheduled\s(?:to|for)|intends?\sto|intended\sto|aims?\sto|moves\sto|"
            r"pledge[sd]?\sto|promise[sd]?\sto|vow(?:s|ed)?\sto|threaten(?:s|ed)?\sto|hope[sd]?\sto|wants?\sto|seeks?\sto|"
            r"prepar(?:es|ed|ing)\sto|plans?\s(?:for|on)|with\splans|submitted\b(?:\s[\w'’,-]+){0,14}\sfor|yet\sto|would)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "hedges",
        re.compile(
            r"\b(?:reportedly|allegedly|purportedly|supposedly|apparently|possibly|perhaps|probably|likely|may|might|"
            r"could|appears?\sto|appeared\sto|seems?\sto|seemed\sto|rumou?red|unconfirmed|unverified|purported|possible|alleged(?=\s[a-z]))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "attributes",
        re.compile(
            rf"\b(?:according\sto|as\s(?:reported|quoted|cited)\sby|reported\sby|in\sthe\swords\sof|{_SAY})\b",
            re.IGNORECASE,
        ),
    ),
)
_PRECEDENCE: tuple[Voice, ...] = ("denies", "plans", "hedges", "attributes", "asserts")
_ANAPHORIC = re.compile(
    r"\s*(?:(?:the|these|those|this|that|such|all|any|it|them|as|so|western|repeatedly)\b\s*){0,3}"
    r"(?:claims?|allegations?|accusations?|reports?|charges?|rumou?rs?|it|this|that|them|involvement|wrongdoing)?\s*(?:[.,;!]|$)",
    re.IGNORECASE,
)
_PERSON_PRONOUNS = word_set("he she they it")
_ADJECTIVES = word_set("purported possible alleged unconfirmed unverified rumoured rumored likely")
_LIGHT = frozenset(concept(word) for word in ("hold", "begin", "start", "become", "complete", "finalise", "finalize"))
_DOCUMENTS = frozenset(concept(word) for word in word_set("treaty law bill act contract document text decree charter"))

# A headline or interview: "Vessel: No, I never ignored an alarm". Against a claim of what was said it is just that.
_OWN_DENIAL = re.compile(
    r"[\"“]?(?P<who>[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,4}):\s[\"“‘']?(?:No[,.]\s)?"
    r"(?P<cue>(?:I|[Ww]e)\s(?:\w+\s)?(?:never|not|(?:did|have|was|were|had|do)n[’']t))\b"
)
_CLAIMS_DENIAL = re.compile(
    r"(?<!\bto )\b(?:den(?:y|ies|ied|ying)|refutes?|refuted)\s+"
    r"(?:(?:ever|publicly|repeatedly|firmly)\s+)?(?:that\b|\w+ing\b)",
    re.IGNORECASE,
)
# "Orr: We ask for ..." in an interview; not "Kyiv: Two killed", nor "Question: What is it?".
_SPEAKS = re.compile(
    r"(?P<who>(?!(?:\S+\s){0,3}(?:Question|Q|Correction|Updates?|Note|Answer|Breaking|News|Analysis|Live|Opinion|Watch|Video|"
    r"Photos?|Pictures|Gallery|Explainer|Exclusive|Comment|Editorial|Timeline|Factbox|Quiz|Podcast|Review)\b)"
    r"[A-ZÀ-Þ][\w.’'-]*(?:\s[A-ZÀ-Þ][\w.’'-]*){0,3}):\s(?!(?:What|Why|How|Where|When|Who)\b)"
)
_NEVER_DENIED = re.compile(
    r"(?:\b(?:not|never|no\slonger|without|stops|stopped|refused\sto|declined\sto)|n[’']t)\s(?:\w+\s)?(?:den(?:y|ied|ying)|refut)",
    re.IGNORECASE,
)
_CONCEDES = re.compile(r"\b(?:conced|admit|acknowledg|confess|agree[ds]?\b)", re.IGNORECASE)
_WE = re.compile(r"\b(?:[Ww]e|I|[Oo]ur|us|[Mm]y)\b")
_TOLD = re.compile(r"\b(?:never|not|no|den(?:y|ies|ied)|sa(?:id|ys)|told|n[’']t)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """Who holds the claim's content.

    Attributes:
        speaker: The one who says or denies it, titles kept, article left out; None where nobody is named.
        cue: The words that show it, and `cue_span`, their place in the sentence.
    """

    voice: Voice
    speaker: str | None = None
    cue: str | None = None
    cue_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say who holds what: `text[start:end]` of the sentence."""

    voice: Voice
    start: int
    end: int
    text: str


@remembered
def cues(text: str) -> tuple[Cue, ...]:
    """All cues of the text, strongest voice first; a word belongs to one cue only."""
    found: list[Cue] = []
    for voice, pattern in _CUES:
        for match in pattern.finditer(text):
            taken = any(cue.start < match.end() and match.start() < cue.end for cue in found)
            if not taken and _is_cue(text, match):
                found.append(Cue(voice, match.start(), match.end(), match.group()))
    return tuple(found)


def _is_cue(text: str, match: re.Match[str]) -> bool:
    """Not the month May, not a name, not a noun ("reports", "claims" behind "the")."""
    word = match.group()
    before = re.search(r"(\w+)['’]?s?\W*$", text[max(0, match.start() - 24) : match.start()])
    previous = before.group(1).lower() if before else ""
    if word[0].isupper() and match.start() > 0 and previous and word.lower() in ("may", "will", "might"):
        return False
    noun = word.lower() in ("reports", "claims", "states", "notes", "estimates", "quoted", "posted")
    return not (
        noun and (previous in DETERMINERS or previous in ("united", "member", "of", "western", "media", "both", "two"))
    )


def read_voice(claim: str, sentence: str, previous: Sequence[str] = ()) -> VoiceReading:
    """Reads who holds the claim's content in the sentence.

    Args:
        claim: A statement that stands alone.
        sentence: The sentence that bears on it.
        previous: The sentences before it, in order, to resolve "he said" and "these claims".
    """
    if len(sentence) > 8_000 or len(claim) > 2_000:
        return VoiceReading("asserts")
    own = _OWN_DENIAL.match(sentence)
    if own and not _TOLD.search(claim):
        return VoiceReading("denies", own["who"], own["cue"], own.span("cue"))
    scope = _Scope(claim, sentence, previous)
    governing = [cue for cue in cues(sentence) if scope.governs(cue) and not scope.is_claims_own(cue)]
    for voice in _PRECEDENCE:
        for cue in governing:
            if cue.voice == voice and not scope.is_document(cue):
                return VoiceReading(voice, scope.speaker(cue, governing), cue.text, (cue.start, cue.end))
    return (
        scope.quoted() or _answering(claim, sentence, previous) or _abroad(claim, sentence) or VoiceReading("asserts")
    )


def is_beside_denial(claim: str, sentence: str) -> bool:
    """Whether the claim is that somebody denies something, while in the sentence nobody says anything, or denies it
    too: that it is so does not make it untrue that it is denied. That it was not denied, or is conceded, does."""
    return (
        _CLAIMS_DENIAL.search(claim) is not None
        and not any(pattern.search(text) for pattern in (_NEVER_DENIED, _CONCEDES) for text in (claim, sentence))
        and not any(cue.voice == "attributes" for cue in cues(sentence))
        and _SPEAKS.match(sentence) is None
        and find_foreign_cue(sentence) is None
    )


def _answering(claim: str, sentence: str, previous: Sequence[str]) -> VoiceReading | None:
    """An interview prints who speaks in front: "Orr: We ask for 12 percent." The claim may be that it was said."""
    found = _SPEAKS.match(sentence)
    asked = any(line.rstrip().endswith("?") for line in previous[-2:])
    if found is None or not (asked or _WE.search(sentence)) or any(c.voice == "attributes" for c in cues(claim)):
        return None
    return VoiceReading("attributes", found["who"], f"{found['who']}:", found.span("who"))


def _abroad(claim: str, sentence: str) -> VoiceReading | None:
    """The reading of a sentence that is not in English; the claim may be that it was said or denied."""
    cue = find_foreign_cue(sentence)
    if cue is None or any(own.voice == cue.voice for own in cues(claim)):
        return None
    return VoiceReading(cue.voice, cue.speaker, cue.text, (cue.start, cue.end))


class _Scope:
    """Where in the sentence the claim is, and what a cue governs."""

    def __init__(self, claim: str, sentence: str, previous: Sequence[str]) -> None:
        self.claim = claim
        self.sentence = sentence
        self.previous = previous
        self.found = tokens(sentence)
        self.parts = clauses(sentence)
        self.wanted = frozenset(token.concept for token in content_tokens(claim))
        self.home = self._home()
        self.matched = [t for i in self.home for t in (self.found[i],) if is_content(t) and self._is_wanted(t)]

    def _is_wanted(self, token: Token) -> bool:
        return any(meets(word, frozenset({token.concept})) for word in self.wanted)

    def _home(self) -> tuple[int, ...]:
        """Tokens of the clause that overlaps the claim most."""
        if not self.parts:
            return ()
        scores = [self._score(part) for part in self.parts]
        return self.parts[max(range(len(scores)), key=lambda n: (scores[n], -n))].indices

    def _score(self, part: Clause) -> int:
        return len({self.found[i].concept for i in part.indices if is_content(self.found[i])} & self.wanted)

    def _index(self, cue: Cue) -> int:
        return next((i for i, token in enumerate(self.found) if token.start >= cue.start), len(self.found) - 1)

    def governs(self, cue: Cue) -> bool:
        """Whether the cue bears on the part of the sentence that overlaps the claim."""
        if not self.parts or not self.home:
            return False
        index = self._index(cue)
        if cue.voice == "plans":
            return self._governs_forward(cue, index)
        if cue.voice == "hedges":
            if cue.text.lower() in _ADJECTIVES:
                return any(self._is_wanted(token) for token in self._phrase_behind(cue))
            return index in self.home or self._is_main_of_home(cue, index)
        if cue.voice == "denies":
            return self._denies(cue, index)
        return self._attributes(cue, index)

    def _phrase_behind(self, cue: Cue) -> Iterator[Token]:
        """The content words right behind an adjective."""
        for token in self.found[self._index(cue) + 1 :]:
            if not is_content(token):
                return
            yield token

    def _governs_forward(self, cue: Cue, index: int) -> bool:
        """The verb behind a plan is the claim's, or most of the claim's words stand behind it."""
        if index not in self.home:
            return False
        behind = [i for i in self.home if self.found[i].start >= cue.end]
        if cue.text.lower().startswith("submitted"):
            return any(self._is_wanted(self.found[i]) for i in behind[:3])
        head = next(
            (self.found[i] for i in behind if is_content(self.found[i]) and not self.found[i].lower.endswith("ly")),
            None,
        )
        if head is not None and self._is_wanted(head):
            return True
        light = head is not None and head.concept in _LIGHT
        rest = [t for t in self.matched if t.start >= cue.end]
        return light and len(rest) * 2 > len(self.matched)

    def _is_main_of_home(self, cue: Cue, index: int) -> bool:
        """As in "The agreement reportedly notes that P": the hedge sits on the verb before the claim's clause."""
        first = min(self.home)
        return cue.text.lower().endswith("ly") and self._hangs_on(index) and self._index(cue) < first

    def _hangs_on(self, index: int) -> bool:
        """Whether the claim's clause hangs, directly or not, on the clause of the token at `index`."""
        number, home = clause_of(self.sentence, index), clause_of(self.sentence, self.home[0])
        return set(self.parts[number].indices) <= set(region(self.parts, home))

    def _denies(self, cue: Cue, index: int) -> bool:
        forward = re.match(r"\s+(?:that|of|having)\b", self.sentence[cue.end : cue.end + 10]) is not None
        verb = re.fullmatch(r"den(?!ial)\w+|refut\w+", cue.text, re.IGNORECASE) is not None
        if not forward and (not verb or _ANAPHORIC.match(self.sentence, cue.end) is not None):
            return self._denies_previous(index)
        # The one who denies may be the one whom the claim is about: its clause is then the nearest to the claim.
        matched = [t for t in self.found if is_content(t) and self._is_wanted(t)] if forward else self.matched
        stop = re.search(r"[.!?][\"”’]?\s+[A-ZÀ-Þ“\"]", self.sentence[cue.end :])
        end = cue.end + stop.start() if stop else len(self.sentence)
        behind = [t for t in matched if cue.end <= t.start < end]
        in_reach = index in self.home or (self._hangs_on(index) and not self._said_between(cue))
        return in_reach and bool(behind)

    def _said_between(self, cue: Cue) -> bool:
        """Whether another verb of saying stands between the cue and the claim's clause."""
        start = self.found[min(self.home)].start
        return any(c.voice == "attributes" and cue.end <= c.start <= start for c in cues(self.sentence))

    def _denies_previous(self, index: int) -> bool:
        """Whether "refutes these claims" looks back at an earlier sentence that has the claim."""
        here = overlap(self.claim, self.sentence)
        elsewhere = self._score(self.parts[clause_of(self.sentence, index)]) < len(self.matched)
        if elsewhere and here >= 0.6:
            return False
        return any(overlap(self.claim, earlier) >= 0.4 for earlier in self.previous[-2:]) or (
            here >= 0.3 and not elsewhere
        )

    def _attributes(self, cue: Cue, index: int) -> bool:
        if BACKWARD.search(cue.text):
            return self._same_sentence(index)
        number, home = clause_of(self.sentence, index), clause_of(self.sentence, self.home[0])
        behind = [t for t in self.matched if t.start >= cue.end]
        if number == home or self._hangs_on(index):
            return len(behind) * 2 >= len(self.matched) or self._closes(cue)
        follows = number < home and self._follows_directly(index)
        return self._closes(cue) if number > home else follows

    def _follows_directly(self, index: int) -> bool:
        """The claim's clause stands behind the cue with no new main clause ("but", "while", ";") between."""
        stretch = self.found[index : min(self.home) + 1]
        return not any(t.text in ";." or t.lower in ("but", "while", "although", "despite", "whereas") for t in stretch)

    def _same_sentence(self, index: int) -> bool:
        low, high = sorted((index, self.home[0]))
        return not any(t.text in ";" or t.lower in ("but", "while", "although") for t in self.found[low + 1 : high])

    def _closes(self, cue: Cue) -> bool:
        """As in "P, X said": a comma or quotation mark, the speaker, the cue, and nothing more."""
        before = self.sentence[max(0, cue.start - 90) : cue.start]
        comma = max(before.rfind(mark) for mark in (",", *QUOTES))
        if comma < 0:
            return False
        rest = self.sentence[cue.end : cue.end + 3].lstrip()
        inverted = (
            re.match(r"\s(?:the|a|an|[A-Z])", self.sentence[cue.end : cue.end + 5]) is not None
            and not before[comma + 1 :].strip()
        )
        between = tokens(before[comma + 1 :])
        plain = len(between) <= 12 and not any(t.lower in ("who", "which", "that", "and") for t in between)
        return plain and (
            not rest or rest[0] in '.,;:"”' or inverted or "on" in self.sentence[cue.end : cue.end + 4].split()
        )

    def is_claims_own(self, cue: Cue) -> bool:
        """Whether the claim itself makes this move: it plans, it hedges, or it reports this very act of saying."""
        for own in cues(self.claim):
            if own.voice != cue.voice:
                continue
            if cue.voice in ("plans", "hedges"):
                return True
            same_act = concept(own.text) == concept(cue.text) or cue.voice == "denies"
            ours, theirs = _speaker(self.claim, own), _speaker(self.sentence, cue)
            if same_act and _same_speaker(ours, theirs):
                return True
        return False

    def is_document(self, cue: Cue) -> bool:
        """Whether a document speaks, and the claim is about what such a document holds: what "the treaty states" is
        not somebody's word on the treaty but the treaty, as the outlet reports it."""
        name = _speaker(self.sentence, cue) if cue.voice == "attributes" else None
        last = tokens(name)[-1].concept if name and tokens(name) else None
        return last in _DOCUMENTS and bool(_DOCUMENTS & self.wanted)

    def speaker(self, cue: Cue, governing: Sequence[Cue]) -> str | None:
        """Who speaks: by this cue, or for plans and hedges by the attribution around it."""
        if cue.voice in ("plans", "hedges"):
            said = [other for other in governing if other.voice == "attributes"]
            outer = [
                other for other in said if BACKWARD.search(other.text)
            ]  # "the pact reportedly says P, according to X"
            cue = next(iter(outer or said), cue)
            if cue.voice != "attributes":
                return None
        name = _speaker(self.sentence, cue)
        return _resolve(name, self.previous)

    def quoted(self) -> VoiceReading | None:
        """No cue: a sentence inside quotation marks still belongs to whoever spoke last."""
        mark = self.sentence.lstrip()[:1]
        if mark not in ("“", '"') or not mark:
            return None
        start = self.sentence.index(mark)
        closing = self.sentence.find("”" if mark == "“" else '"', start + 1)
        inside = closing < 0 or (bool(self.matched) and self.matched[0].start < closing)
        if not inside:
            return None
        return VoiceReading("attributes", _last_speaker(self.previous), mark, (start, start + 1))


def _resolve(name: str | None, previous: Sequence[str]) -> str | None:
    if name is not None and name.lower() in _PERSON_PRONOUNS:
        return _last_speaker(previous)
    return name


def _last_speaker(previous: Sequence[str]) -> str | None:
    """The last named speaker in the sentences before."""
    for sentence in reversed(previous[-5:]):
        for cue in sorted(cues(sentence[:2_000]), key=lambda c: -c.start):
            if cue.voice in ("attributes", "denies"):
                name = _speaker(sentence[:2_000], cue)
                if name is not None and name.lower() not in _PERSON_PRONOUNS and any(c.isupper() for c in name):
                    return name
    return None


def _speaker(text: str, cue: Cue) -> str | None:
    return speaker_phrase(text, cue.start, cue.end)


def _same_speaker(ours: str | None, theirs: str | None) -> bool:
    if ours is None or theirs is None:
        return True
    left, right = ({t.concept for t in tokens(name) if is_content(t)} for name in (ours, theirs))
    return bool(left & right) or not left or not right
