"""Tokens, light stems and concepts: the lexical floor that every slot stands on.

`Token.text == text[token.start:token.end]` for every token. A concept is the name under which two words count
as the same: a light stem, its synonym group ("pact" and "treaty"), or a country for its demonym.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

from pipeline.slots.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    IMPLIED_BY,
    IRREGULAR,
    MORE_VERBS,
    PREPOSITIONS,
    STOP_WORDS,
    SYNONYMS,
    TITLES,
    word_set,
)
from pipeline.slots.places import ACRONYMS, DEMONYMS, SPELLED_OUT

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]")
T = TypeVar("T")
_LONG = 4_000  # characters
_SUFFIXES = ("ations", "ation", "ating", "ated", "ates", "ate")
_NOUN_ENDINGS = (
    "tion",
    "tions",
    "ment",
    "ments",
    "sion",
    "sions",
    "ance",
    "ence",
    "ity",
    "er",
    "ers",
    "or",
    "ors",
    "al",
)
_NOT_PAST = word_set("united hundred indeed need speed seed breed armed sacred bed red feed alleged")


def remembered(function: Callable[[str], T]) -> Callable[[str], T]:
    """Keeps results for the last few hundred sentences, and for only four long texts, so that memory stays small."""
    short, long = lru_cache(maxsize=512)(function), lru_cache(maxsize=4)(function)

    @wraps(function)
    def call(text: str) -> T:
        return short(text) if len(text) <= _LONG else long(text)

    return call


class Token(NamedTuple):
    """One word, number or mark of punctuation, with its exact place."""

    text: str
    start: int
    end: int
    lower: str
    concept: str

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


def _bare(word: str) -> str:
    """Lower case, straight apostrophes, no possessive."""
    lower = word.lower().replace("’", "'")
    if lower.endswith("'s"):
        return lower[:-2]
    return lower


def _strip_derivation(word: str) -> str:
    """As in "ratification" -> "ratif", "cooperation" -> "cooper", "approval" -> "approv"."""
    for ending in ("ifications", "ification", "ifying", "ified", "ifies", "ify"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + "if"
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    for ending, kept in (("ions", 5), ("ion", 5), ("ments", 4), ("ment", 4), ("als", 4), ("al", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= kept:
            return word[: -len(ending)]
    return word


def _strip_inflection(word: str) -> str:
    """As in "supplied" -> "supply", "signing" -> "sign", "clauses" -> "clause"."""
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and any(letter in "aeiouy" for letter in rest):
            doubled = rest[-1] == rest[-2] and rest[-1] not in "lsz"
            return rest[:-1] if doubled else rest
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A light stem: forms of one word meet, different words rarely do."""
    word = _bare(word)[:40]
    word = IRREGULAR.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ly") and len(word) > 6:
        word = word[:-2]
    reduced = _strip_derivation(word)
    if reduced == word:
        reduced = _strip_derivation(_strip_inflection(word))
    if len(reduced) > 3 and reduced.endswith("e"):
        reduced = reduced[:-1]
    if len(reduced) > 2 and reduced.endswith("y"):
        reduced = reduced[:-1] + "i"
    if len(reduced) > 5 and reduced.endswith("our"):
        reduced = reduced[:-3] + "or"
    return reduced[:-2] + "is" if len(reduced) > 4 and reduced.endswith("iz") else reduced


def _synonym_table() -> tuple[dict[str, str], frozenset[str]]:
    groups: dict[str, str] = {}
    verbs = {stem(word) for word in MORE_VERBS}
    for line in SYNONYMS.strip().splitlines():
        kind, *words = line.split()
        for word in words:
            groups.setdefault(stem(word), stem(words[0]))
            if kind == "v":
                verbs.add(stem(word))
    return groups, frozenset(verbs)


_GROUPS, _VERBS = _synonym_table()


@lru_cache(maxsize=16_384)
def concept(word: str) -> str:
    """The name under which this word counts as the same as others."""
    if word.replace(".", "") in ACRONYMS:
        return ACRONYMS[word.replace(".", "")]
    bare = _bare(word)
    if bare.rstrip("'") in DEMONYMS:
        return DEMONYMS[bare.rstrip("'")]
    reduced = stem(bare)
    return _GROUPS.get(reduced, reduced)


@remembered
def tokens(text: str) -> tuple[Token, ...]:
    """All words, numbers and marks of the text, in order."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        token = Token(word, match.start(), match.end(), word.lower().replace("’", "'"), concept(word))
        if found and (found[-1].lower, _bare(word)) in SPELLED_OUT:
            joint = SPELLED_OUT[(found[-1].lower, _bare(word))]
            found[-1] = found[-1]._replace(concept=joint)
            token = token._replace(concept=joint)
        found.append(token)
    return tuple(found)


def is_content(token: Token, following: Token | None = None) -> bool:
    """Whether the word carries content. A title before a name does not."""
    if not token.is_word or (token.lower in STOP_WORDS and token.concept not in ACRONYMS.values()):
        return False
    title = following is not None and following.is_capital and _bare(token.text) in TITLES
    return not title


def is_verb(token: Token, before: Token | None) -> bool:
    """Whether the word is likely a verb here; a guess from its form and the word before."""
    if not token.is_word or (token.is_capital and before is not None and before.is_word):
        return False  # "in May", "Will Smith"
    if token.lower in AUXILIARIES:
        return True
    after_noun_marker = before is not None and (
        before.lower in DETERMINERS
        or (before.lower in PREPOSITIONS and before.lower != "to")
        or before.lower.endswith(("'s", "s'"))
        or before.lower in DEMONYMS
        or (before.lower.endswith("ed") and stem(token.lower) in _ALSO_NOUNS)  # "unsealed charges"
    )
    if token.lower.endswith("ed") and len(token.lower) > 4:
        return token.lower not in _NOT_PAST and not (before is not None and before.lower in DETERMINERS)
    if token.lower in IRREGULAR and IRREGULAR[token.lower] in IRREGULAR_VERB_BASES:
        return not (before is not None and before.lower in DETERMINERS)
    return stem(token.lower) in _VERBS and not after_noun_marker and not token.lower.endswith(_NOUN_ENDINGS)


_ALSO_NOUNS = {
    stem(word)
    for word in word_set(
        "charge supply plan attack strike talk report claim vote export import test cut visit support protest raid "
        "search review order sentence fine share trade"
    )
}
IRREGULAR_VERB_BASES = frozenset(base for base in IRREGULAR.values() if stem(base) in _VERBS)


IMPLIES: dict[str, frozenset[str]] = {
    concept(words[0]): frozenset(concept(word) for word in words[1:])
    for words in (line.split() for line in IMPLIED_BY.splitlines())
}


def meets(wanted: str, present: set[str] | frozenset[str]) -> bool:
    """Whether a concept of the claim is among the sentence's, or implied by one ("vote" by "approve")."""
    return wanted in present or bool(IMPLIES.get(wanted, frozenset()) & present)
