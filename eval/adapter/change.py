"""Claims made from an entailed claim by changing the one thing that matters.

Kept to changes whose label is sure: a number or date that stands in both claim and sentence and is written anew in
the claim contradicts; a claim with "not" put in contradicts; the claim of one person told of another is unknown.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from eval.adapter.records import Label

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_NUMBER = re.compile(r"(?<![\w.,$-])\d{1,4}(?:,\d{3})*(?:\.\d+)?(?![\w,-]|\.\d)")
_WORDS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905
        range(2, 13),
        strict=True,
    )
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_WORD_NUMBER = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)
_COPULA = re.compile(r"\b(is|was|are|were|has been|have been|had been|will|can|could)\b(?! not\b|n['’]t)")
_NEGATED = re.compile(r"\b(not|never|no|none|nobody|nothing|neither|without|only)\b|n['’]t\b", re.IGNORECASE)
_PERSON = re.compile(
    r"^(?:[A-Z][\w'’.-]+ ){1,2}[A-Z][\w'’.-]+"
    r"(?= (?:is an?|was an?|was born|died|has won|had won|played|graduated|married)\b)"
)
_OF_A_PERSON = re.compile(r"\b(?:born|he|she|his|her|actor|actress|singer|politician|player|writer)\b", re.IGNORECASE)
_OTHERS = (
    "Martin Keller",
    "Rosa Almeida",
    "Peter Lindqvist",
    "Aisha Rahmani",
    "Tomas Novak",
    "Helen Whitcombe",
    "Daniel Okafor",
    "Yuki Tanabe",
    "Ivan Petrov",
    "Clara Jensen",
)


def changes(claim: str, sentence: str, chance: random.Random) -> list[tuple[str, Label]]:
    """Changed claims with their labels, at most one a kind."""
    return [
        *_number(claim, sentence, chance),
        *_month(claim, sentence, chance),
        *_not(claim),
        *_other(claim, sentence, chance),
    ]


def _number(claim: str, sentence: str, chance: random.Random) -> Iterator[tuple[str, Label]]:
    for found in _NUMBER.finditer(claim):
        text = found.group()
        if not re.search(rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d)", sentence):
            continue
        value = _another(text, chance)
        if value not in sentence:
            yield claim[: found.start()] + value + claim[found.end() :], "false"
            return
    for found in _WORD_NUMBER.finditer(claim):
        word = found.group()
        if re.search(rf"\b{word}\b", sentence, re.IGNORECASE):
            other = chance.choice([w for w in _WORDS if w != word.lower()])
            if not re.search(rf"\b{other}\b", sentence, re.IGNORECASE):
                yield claim[: found.start()] + _like(other, word) + claim[found.end() :], "false"
                return


def _another(text: str, chance: random.Random) -> str:
    """A number of the same make: years move by a few, other whole numbers by a digit or a factor."""
    if "." in text or "," in text:
        digits = [i for i, c in enumerate(text) if c.isdigit()]
        place = chance.choice(digits[:2])
        return text[:place] + chance.choice([d for d in "123456789" if d != text[place]]) + text[place + 1 :]
    value = int(text)
    if 1000 <= value <= 2100:
        return str(value + chance.choice((-12, -7, -3, -2, -1, 1, 2, 4, 9)))
    step = max(1, value // chance.choice((2, 3, 5)))
    return str(value + step if chance.random() < 0.6 or value - step <= 0 else value - step)


def _month(claim: str, sentence: str, chance: random.Random) -> Iterator[tuple[str, Label]]:
    found = _MONTH.search(claim)
    if found and found.group() in sentence:
        others = [m for m in _MONTHS if m not in sentence and m != "May"]
        if others:
            yield claim[: found.start()] + chance.choice(others) + claim[found.end() :], "false"


def _not(claim: str) -> Iterator[tuple[str, Label]]:
    found = _COPULA.search(claim)
    if found and not _NEGATED.search(claim) and claim.count(",") == 0 and not re.search(r"\b(who|that|which)\b", claim):
        first = found.group().split()[0]
        end = found.start() + len(first)
        yield f"{claim[:end]} not{claim[end:]}", "false"


def _other(claim: str, sentence: str, chance: random.Random) -> Iterator[tuple[str, Label]]:
    found = _PERSON.match(claim)
    others = [name for name in _OTHERS if name not in claim and name not in sentence]
    if found and others and _OF_A_PERSON.search(sentence):
        yield chance.choice(others) + claim[found.end() :], "unknown"


def _like(word: str, model: str) -> str:
    return word.capitalize() if model[0].isupper() else word
