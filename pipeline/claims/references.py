"""Words of a sentence that stand for something said before it: "he", "its", "this meeting", "the agreement".

Found by code, in English. What stands for something within the sentence itself ("Iran said its parliament ...") is
none. The finder would rather pass over a word than ask for a referent that is not needed: what is asked for and
not found costs the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.slots import find_names
from pipeline.slots.clauses import verb_flags
from pipeline.slots.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS, word_set
from pipeline.slots.words import Token, is_verb, tokens

Kind = Literal["he", "she", "it", "they", "the"]

MOST_REFERENCES = 3
_PRONOUNS: dict[str, Kind] = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("it", "its"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
}
_POSSESSIVE = word_set("his her its their hers theirs")
# What "the ..." alone does not say which one it is.
DOCUMENTS = word_set(
    "treaty agreement pact deal accord contract document law bill act decree text report statement ruling"
)
FIRMS = word_set("company firm group manufacturer dairy operator plant factory mine newspaper party")
OFFICES = word_set(
    "ministry court union agency authority council committee commission board bank museum institute university "
    "inspectorate tribunal"
)
BODIES = FIRMS | OFFICES
PERSONS = word_set(
    "minister president mayor spokesman spokeswoman spokesperson suspect victim driver captain director chairman "
    "chairwoman judge prosecutor candidate lawmaker ambassador official leader diplomat lawyer engineer pilot"
)
EVENTS = word_set(
    "ferry ship vessel train plane tunnel bridge dam building painting accident collision fire strike outbreak recount "
    "merger takeover sale talks meeting visit attack explosion leak spill theft robbery deliveries delivery transfers "
    "transfer move decision proposal plan offer vote result figure sum clause project operation ceremony crash"
)
_HEADS = DOCUMENTS | BODIES | PERSONS | EVENTS
# "The missile transfers" says which; "the latest transfers" does not.
_WHICH = word_set(
    "latest new recent same first second third other next last previous earlier current whole entire two three"
)
_SAID = word_set("claims allegations accusations reports charges rumours rumors remarks words statements figures")
_PAIRS = word_set("countries nations sides leaders parties states governments companies presidents ministers men women")
_ROLES = PERSONS | word_set("man woman chief head president lawmaker author resident worker miner docker")
_AFTER = word_set(
    "of between for in on with at to that which who whose where from by against over about signed called named"
)
# "It is noted that", "it was not clear whether", "it rained", "it emerged that".
_SAID_OF_IT = (
    "said|noted|clear|unclear|likely|unlikely|possible|impossible|important|necessary|expected|understood|thought|"
    "believed|known|unknown|true|untrue|false|reported|hoped|feared|estimated|agreed|time|early|late|easy|hard|"
    "difficult|uncertain|certain"
)
NOBODY = re.compile(
    r"it(?:['’]s|\s(?:is|was|has\sbeen|will\sbe|would\sbe|remains?|remained|seems?|seemed|appears?|appeared|became))\s"
    rf"(?:\w+ly\s|still\s|not\s|also\s|too\s|yet\s){{0,2}}(?:{_SAID_OF_IT})\s"
    r"(?:that|whether|if|to|when|how|who|why|where|for)\b|"
    r"it\stakes?\s\w+\s\w+\sto\b|it\s(?:rained|snowed|emerged\sthat|turned\sout\sthat)\b",
    re.IGNORECASE,
)
_TIMES = word_set(
    "week month year day evening morning night afternoon time weekend summer winter spring autumn season decade"
)
_OPENING = re.compile(
    r"\W*(?P<which>this|these|that|those|such|the\stwo|both|the\sboth|the\slatter|the\sformer)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that stand for something said earlier: `sentence[start:end] == text`.

    Attributes:
        kind: What may stand for it: a man, a woman, a thing, several, or (for "the" and "this") what the noun says.
        possessive: It is to be replaced by "X's".
        head: The noun of "the agreement", in lower case; empty for pronouns.
    """

    start: int
    end: int
    text: str
    kind: Kind
    possessive: bool = False
    head: str = ""


def find_references(sentence: str) -> tuple[Reference, ...]:
    """The words that cannot be understood without what stands before the sentence, in order, each meaning once.

    Args:
        sentence: One English sentence, without a dateline.
    """
    found = tokens(sentence)
    chosen: dict[tuple[str, str], Reference] = {}
    for reference in sorted([*_opening(sentence, found), *_pronouns(sentence, found), *_definite(sentence, found)],
                            key=lambda r: r.start):  # fmt: skip
        if not any(r.start < reference.end and reference.start < r.end for r in chosen.values()):
            chosen.setdefault((reference.kind, reference.head), reference)
    return tuple(chosen.values())


def _opening(sentence: str, found: Sequence[Token]) -> Iterator[Reference]:
    """A demonstrative that opens the sentence: "This meeting lasted", "The two nations agreed", "This led to"."""
    match = _OPENING.match(sentence)
    if match is None:
        return
    word = match["which"].lower()
    start, end = match.span("which")
    first = next((i for i, t in enumerate(found) if t.start >= end), len(found))
    several = word in ("these", "those", "both", "the two", "the both")
    if several and len([n for n in find_names(sentence) if n.start > start]) > 1:
        return  # "The two nations, Iran and Russia"
    if word == "that" and first < len(found) and found[first].lower in PRONOUNS | DETERMINERS:
        return  # "That he resigned surprised many"
    if word in ("those", "these") and first < len(found) and found[first].lower in ("who", "which", "that"):
        return  # "Those who stayed were evacuated"
    words = _noun_phrase(sentence, found, first)
    if words and words[-1].lower.removesuffix("'s") in _TIMES:
        return
    if not words:
        if word not in ("such", "the two", "the both"):
            yield Reference(start, end, sentence[start:end], "they" if several else "it")
        return
    possessive = words[-1].lower.endswith(("'s", "s'"))
    head = words[-1].lower.removesuffix("'s")
    text = sentence[start : words[-1].end]
    yield Reference(start, words[-1].end, text, "they" if several else "the", possessive, head)


def _noun_phrase(sentence: str, found: Sequence[Token], first: int) -> list[Token]:
    """The noun behind "this": none in "this led to", where a verb follows."""
    words: list[Token] = []
    for index in range(first, min(first + 4, len(found))):
        token, following = found[index], found[index + 1] if index + 1 < len(found) else None
        acts = is_verb(token, None) and not token.lower.endswith(("ing", "ment", "tion"))
        if token.lower in AUXILIARIES | PRONOUNS | DETERMINERS:
            break
        goes_on = following is not None and (is_verb(following, None) or following.lower == "of")
        if not token.is_word or token.is_capital or token.lower in _AFTER | PREPOSITIONS or (acts and not goes_on):
            break
        if not words and following is not None and following.lower in ("that", "to") and token.lower.endswith("s"):
            break  # "This means that"
        words.append(token)
        if following is not None and is_verb(following, None):
            break
    return words


def _pronouns(sentence: str, found: Sequence[Token]) -> Iterator[Reference]:
    for index, token in enumerate(found):
        kind = _PRONOUNS.get(token.lower)
        if token.lower in ("this", "that") and _is_object(found, index, sentence):
            yield Reference(token.start, token.end, token.text, "it")
        if kind is None or (kind == "it" and NOBODY.match(sentence, token.start)):
            continue
        if not _answered_within(sentence, found, index, kind):
            object_her = token.lower == "her" and not _owns(found, index)
            possessive = token.lower in _POSSESSIVE and not object_her
            yield Reference(token.start, token.end, token.text, kind, possessive)


def _owns(found: Sequence[Token], index: int) -> bool:
    """As in "her boat", not "gave her a boat", "met her in Lund"."""
    following = found[index + 1] if index + 1 < len(found) else None
    if following is None or found[index].lower in ("him", "them"):
        return False
    return following.is_word and following.lower not in PREPOSITIONS | DETERMINERS | {"some", "much", "nothing"}


def _is_object(found: Sequence[Token], index: int, sentence: str) -> bool:
    """As in "Velo denied this." """
    ends = index + 1 == len(found) or found[index + 1].text in ".,;!"
    return index > 0 and verb_flags(sentence)[index - 1] and ends


def _answered_within(sentence: str, found: Sequence[Token], index: int, kind: Kind) -> bool:
    """Whether the sentence itself says before the pronoun whom or what it means."""
    verbs = verb_flags(sentence)
    token = found[index]
    if index and found[index - 1].text in '"”»':  # ..., he added
        return False
    names = [name for name in find_names(sentence) if name.end <= token.start]
    opening = found[0].lower in PREPOSITIONS and not any(verbs[:index])
    if token.lower in _POSSESSIVE and opening:  # "During his visit, the minister said": the answer follows
        comma = next((t.start for t in found[index:] if t.text == ","), None)
        if comma is not None:
            rest = sentence[comma:]
            return any(n.start > comma and _fits(n.person, kind) for n in find_names(sentence)) or (
                kind in ("he", "she") and any(t.lower.removesuffix("'s") in _ROLES for t in tokens(rest))
            )
    if opening or not (any(verbs[:index]) or token.lower in _POSSESSIVE):
        return False  # it is the subject of the first clause, or stands in what leads up to it
    if index and verbs[index - 1] and token.lower in ("him", "her", "them") and not _owns(found, index):
        return False  # an object is not its own subject
    roles = any(t.lower.removesuffix("'s") in _ROLES for t in found[:index])
    if kind in ("he", "she"):
        return roles or any(_fits(name.person, kind) for name in names)
    if kind == "they":
        plural = any(t.is_word and len(t.text) > 3 and t.lower.endswith("s") for t in found[:index])
        return plural or len(names) > 1
    nouns = [t for t in found[:index] if t.lower in ("the", "a", "an")]
    if index and verbs[index - 1] and token.lower == "it" and len(names) + len(nouns) < 2:
        return False  # an object is not its own subject
    return bool(names) or bool(nouns)


def _fits(person: bool, kind: Kind) -> bool:
    return person if kind in ("he", "she") else not person


def _definite(sentence: str, found: Sequence[Token]) -> Iterator[Reference]:
    """ "The agreement", where nothing says which: neither what follows nor a name or an indefinite noun before it."""
    for index, token in enumerate(found):
        if token.lower in ("these", "those", "this", "such", "the", "both"):
            end = _head_of(found, index)
            if end is not None and not _introduced(sentence, found, index, found[end]):
                head = found[end].lower.removesuffix("'s")
                kind: Kind = "they" if head in _PAIRS else "the"
                possessive = found[end].lower.endswith(("'s", "s'"))
                yield Reference(
                    token.start, found[end].end, sentence[token.start : found[end].end], kind, possessive, head
                )


def _head_of(found: Sequence[Token], index: int) -> int | None:
    """Where the noun of "the (latest) agreement" stands, if it is one that needs to be told apart."""
    pointing = found[index].lower not in ("the", "both")
    pair = found[index].lower == "both" or (index + 1 < len(found) and found[index + 1].lower in ("two", "three"))
    for end in range(index + 1, min(index + 6, len(found))):
        token = found[end]
        if token.is_capital or token.lower in _AFTER | PREPOSITIONS | DETERMINERS or token.text in ',.;:"“”()':
            return None
        head = token.lower.removesuffix("'s").rstrip("'")
        named = head in EVENTS and not pointing and end > index + 1 and found[end - 1].lower not in _WHICH
        known = (head in _HEADS and not named) or (pair and head in _PAIRS) or (pointing and head in _SAID)
        told = end + 2 < len(found) and found[end + 1].lower == "to" and found[end + 2].lower in ("the", "reporters")
        if known and (told or not (end + 1 < len(found) and _goes_on(found[end + 1]))):
            return end
    return None


def _goes_on(token: Token) -> bool:
    """What follows the noun says which one is meant, or the noun is only the first half of one."""
    return token.lower in _AFTER or (token.is_capital and token.is_word) or token.lower in _HEADS


def _introduced(sentence: str, found: Sequence[Token], index: int, head: Token) -> bool:
    noun = head.lower.removesuffix("'s")
    names = [n for n in find_names(sentence) if n.end <= found[index].start]
    if noun in _PAIRS:
        return len(names) > 1 or (found[index].lower != "both" and len(find_names(sentence)) > 1 and not names)
    if noun in PERSONS:
        return any(n.person for n in names)
    if noun in BODIES:
        return any(not n.person for n in names)
    before = {t.concept for t in found[:index] if t.lower.removesuffix("'s") in _HEADS}
    return head.concept in before or any(head.concept in n.parts for n in names)
