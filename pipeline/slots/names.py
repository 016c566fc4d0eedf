"""Proper names in a claim, and whether a text has them, in the form it gives them.

"Iranian" meets "Iran", "Moscow" meets a claim about Russia, "EU" meets "European Union", a surname meets the full
name unless the text gives that surname to somebody else. Titles do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.slots.dates import find_dates
from pipeline.slots.lexicon import ORGANISATION_WORDS, STOP_WORDS, SYNONYMS, TITLES, word_list, word_set
from pipeline.slots.places import ACRONYMS, COUNTRIES, SPELLED_OUT, STANDS_FOR
from pipeline.slots.words import Token, concept, is_content, remembered, stem, tokens

_INSIDE = word_set("of de del della di da dos van von der den bin ibn al el la le ul the for")
_QUARTERS = word_set("north south east west northern southern eastern western new saudi central")
_SPREAD = 12  # characters by which a name may be longer in the text than in the claim
_GENERIC = word_set("federation republic islamic kingdom democratic people")
_COMMON_ENDINGS = (
    "ly",
    "ing",
    "tion",
    "sion",
    "ment",
    "ity",
    "ness",
    "ance",
    "ence",
    "ism",
    "ers",
    "ors",
    "ists",
    "ists",
)
_COMMON_OPENERS = frozenset(
    stem(word)
    for word in word_list("""
    police government parliament court army navy inflation unemployment oil gas gold stocks stock shares
    prices price exports imports trade growth demand supply output voters workers doctors nurses teachers
    students children women men people residents families lawyers experts analysts critics supporters
    opponents officials authorities sources reports scientists researchers engineers farmers fishermen
    soldiers troops rebels militants protesters firefighters rescuers talks negotiations sanctions elections
    election treaty agreement deal pact law bill budget tax taxes ban truce ceasefire war peace climate
    weather rain snow floods flood fire wildfire storm hurricane earthquake heat drought drones missiles drone
    missile weapons planes plane train trains bus ferry ship ships airline airlines airport car cars hospital
    hospitals school schools university company companies bank banks industry factory plant city town village
    country state states nation nations president minister king queen pope mayor governor senator senators
    lawmakers deputies members ministers leaders diplomats envoys investigators prosecutors judges jurors two
    three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundreds thousands
    millions dozens both half most earlier later since following according under citing if nothing everyone
    everybody nobody anyone someone something gunmen migrants refugees passengers tourists customers investors
    consumers retailers house home homes power water food wheat grain vaccine vaccines virus patients cases
    deaths death attack attacks strike strikes bomb blast explosion moreover additionally notably today
    yesterday tomorrow tonight plans plan new old big small foreign local national federal regional military
    civil public private international global annual monthly daily senior former ex next other another
    negotiators mediators crews teams team club fans players coach
    """)
) | {stem(word) for line in SYNONYMS.strip().splitlines() for word in line.split()[1:]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name as written; `parts` are the concepts that count, titles and connecting words left out."""

    start: int
    end: int
    text: str
    parts: tuple[str, ...]
    person: bool


def _opens_sentence(found: Sequence[Token], index: int) -> bool:
    return index == 0 or found[index - 1].text in ".?!:\"“”'‘" or found[index - 1].text == "—"


def _is_proper(found: Sequence[Token], index: int) -> bool:
    """Whether a capitalised token is (part of) a name."""
    token = found[index]
    if not token.is_word or not token.is_capital:
        return False
    if token.concept in COUNTRIES or token.text.replace(".", "") in ACRONYMS:
        return True
    if not _opens_sentence(found, index):
        return len(token.text) > 1 or "." in token.text
    if token.lower in STOP_WORDS:
        return False
    following = found[index + 1] if index + 1 < len(found) else None
    acronym = len(token.text) > 1 and token.text.isupper()
    compound = (
        following is not None and following.is_word and following.is_capital and following.concept not in COUNTRIES
    )
    if acronym or compound or token.lower.endswith("'s"):
        return stem(token.lower) not in _COMMON_OPENERS or compound
    return stem(token.lower) not in _COMMON_OPENERS and not token.lower.endswith(_COMMON_ENDINGS)


def _starts_new(found: Sequence[Token], index: int, group: Sequence[int]) -> bool:
    """A country before a name, a possessive or a gap in the text starts another name."""
    last = found[group[-1]]
    if last.lower.endswith(("'s", "s'")) or found[index].start - last.end > 1:
        return True
    spelled = (last.lower, stem(found[index].lower)) in SPELLED_OUT or (last.lower, found[index].lower) in SPELLED_OUT
    if last.lower in _QUARTERS:
        return False
    whole = last.concept in COUNTRIES and not spelled
    return whole or (found[index].concept in COUNTRIES and not spelled)


def _groups(found: Sequence[Token]) -> list[list[int]]:
    groups: list[list[int]] = []
    for index in range(len(found)):
        if not _is_proper(found, index):
            continue
        if groups and groups[-1][-1] == index - 1 and not _starts_new(found, index, groups[-1]):
            groups[-1].append(index)
        elif groups and _connected(found, groups[-1][-1], index):
            groups[-1].extend(range(groups[-1][-1] + 1, index + 1))
        else:
            groups.append([index])
    return groups


def _connected(found: Sequence[Token], last: int, index: int) -> bool:
    """As in "Ministry of Defense", "Bashar al-Assad", "O'Neill-Smith": small words or a hyphen between two capitals."""
    between = found[last + 1 : index]
    if not 1 <= len(between) <= 2 or found[last].lower.endswith("'s"):
        return False
    if all(token.text == "-" for token in between):
        return len(between) == 1 and found[last].concept not in COUNTRIES
    countries = found[last].concept in COUNTRIES or found[index].concept in COUNTRIES
    return not countries and all(token.lower in _INSIDE or token.text == "-" for token in between)


def _name(text: str, found: Sequence[Token], group: Sequence[int]) -> Name | None:
    words = [found[i] for i in group if found[i].is_word and found[i].lower not in _INSIDE]
    while words and _is_title(words[0]) and len(words) > 1:
        words = words[1:]
    if not words or all(_is_title(word) or not is_content(word) for word in words):
        return None
    if all(word.lower in _GENERIC for word in words):
        return None
    parts = tuple(dict.fromkeys(word.concept for word in words))
    organisation = any(stem(word.lower) in _ORGANISATIONS or word.lower in ORGANISATION_WORDS for word in words)
    country = words[0].concept in COUNTRIES
    person = not organisation and not country and len(words) <= 4 and not words[0].text.isupper()
    start, end = words[0].start, words[-1].end - 2 * words[-1].lower.endswith("'s")
    return Name(start, end, text[start:end], parts, person)


_ORGANISATIONS = frozenset(stem(word) for word in ORGANISATION_WORDS)


def _is_title(token: Token) -> bool:
    return token.lower.rstrip(".").removesuffix("'s") in TITLES


@remembered
def find_names(text: str) -> tuple[Name, ...]:
    """Proper names in the text, in order. Months and weekdays are dates, not names."""
    found = tokens(text)
    dates = find_dates(text)
    names: list[Name] = []
    position = 0
    for group in _groups(found):
        name = _name(text, found, group)
        while position < len(dates) and name is not None and dates[position].end <= name.start:
            position += 1
        if name is not None and not (position < len(dates) and dates[position].start < name.end):
            names.append(name)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class _NameIndex:
    concepts: dict[str, tuple[int, int]]
    initials: dict[str, tuple[int, int]]
    surnames: dict[str, frozenset[str]]


@remembered
def _index(text: str) -> _NameIndex:
    """What names of the text can be met by: concepts, initials of long names, first names by surname."""
    concepts: dict[str, tuple[int, int]] = {}
    for token in tokens(text):
        if token.is_word and token.lower not in STOP_WORDS:
            concepts.setdefault(token.concept, (token.start, token.end))
            concepts.setdefault(stem(token.lower), (token.start, token.end))
        elif token.is_word and token.concept in COUNTRIES:
            concepts.setdefault(token.concept, (token.start, token.end))
    initials: dict[str, tuple[int, int]] = {}
    surnames: dict[str, set[str]] = {}
    for name in find_names(text):
        for part in name.parts:
            concepts.setdefault(part, (name.start, name.end))
        words = [word for word in re.findall(r"[^\W\d_]+", name.text) if word[0].isupper()]
        if len(words) > 1:
            initials.setdefault("".join(word[0] for word in words), (name.start, name.end))
        if name.person:
            surnames.setdefault(name.parts[-1], set()).add(name.parts[0] if len(name.parts) > 1 else "")
    return _NameIndex(concepts, initials, {key: frozenset(value) for key, value in surnames.items()})


def locate_name(name: Name, text: str) -> tuple[int, int] | None:
    """Where the text has this name, in any of its forms; None where it does not."""
    index = _index(text)
    missing = [part for part in name.parts if part not in index.concepts]
    if not missing:
        return _joint([index.concepts[part] for part in name.parts], len(name.text))
    letters = name.text.replace(".", "")
    if letters.isupper() and letters in index.initials:
        return index.initials[letters]
    capitals = "".join(word[0] for word in name.text.split() if word[0].isupper())
    if len(capitals) > 1 and concept(capitals) in index.concepts and capitals in text:
        return index.concepts[concept(capitals)]
    if name.person and len(name.parts) > 1 and name.parts[-1] not in missing and _same_person(name, index):
        return index.concepts[name.parts[-1]]
    if len(name.parts) == 1 and name.parts[0] in COUNTRIES:
        return next((index.concepts[city] for city, country in STANDS_FOR.items() if country == name.parts[0]
                     and city in index.concepts), None)  # fmt: skip
    return None


def _joint(spans: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """One span over all parts where they stand together, else the last part's."""
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return (start, end) if end - start <= length + _SPREAD else spans[-1]


def _same_person(name: Name, index: _NameIndex) -> bool:
    """A surname stands for the full name unless the text gives it only with another first name."""
    first_names = index.surnames.get(name.parts[-1], frozenset({""}))
    return "" in first_names or name.parts[0] in first_names


def missing_names(claim: str, text: str) -> tuple[Name, ...]:
    """The claim's names that the text does not have in any form."""
    return tuple(name for name in find_names(claim) if locate_name(name, text) is None)
