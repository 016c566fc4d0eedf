"""What code can tell of a claim that was drawn from a passage: whether it says anything, and whether it made it up.

A claim may use the words of its sentence and of its declared context (the article's title, publisher and date, and the
sentences around). A name or number from nowhere costs the claim, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.orders import order_in
from pipeline.slots import compare, find_dates, find_numbers, missing_names, overlap
from pipeline.slots.clauses import verb_flags
from pipeline.slots.words import tokens

LONGEST = 500
LEAST_WORDS = 3
LEAST_ENTAILED = 0.7
_JUDGED = re.compile(
    r"\b(?:marks?\sa\s(?:defining|historic|turning)|send(?:s|ing)?\sa\sclear\smessage|only\stime\swill\stell|remains\sto\sbe\sseen|"
    r"setting\sthe\sstage\sfor|what\sa\s|how\s(?:sad|strange|wonderful|absurd))",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    r"\s*(?:please|click|subscribe|read\smore|sign\sup|follow\sus|share\sthis|see\salso|advertisement)\b", re.IGNORECASE
)


def why_unchecked(sentence: str, *, english: bool = True) -> str | None:
    """Why nothing in the sentence can be checked, in words; None if something can."""
    if order := order_in(sentence):
        return f'it tells its reader how to grade ("{order}")'
    words = [t for t in tokens(sentence) if t.is_word]
    stripped = sentence.strip().rstrip("\"”»’')")
    if stripped.endswith("?"):
        return "it is a question"
    if len(words) < LEAST_WORDS:
        return "it is too short to state anything"
    if not english:
        return None
    if _DIRECTIVE.match(sentence):
        return "it speaks to its reader"
    if not any(verb_flags(sentence)) and stripped[-1:] not in ".!":
        return "it has no verb: a headline or a label"
    if _JUDGED.search(sentence):
        return "it judges, and states nothing that could be checked"
    return None


def invented(claim: str, context: str, published: str | None = None) -> list[str]:
    """The names, numbers and dates of a claim that its context does not have, as written.

    Args:
        context: Passage, title, publisher, and the sentences around.
        published: The article's ISO date: days that can be counted from it are not made up.
    """
    absent = [name.text for name in missing_names(claim, context)]
    dates = find_dates(claim)
    known = {number for d in find_dates(context, published) for number in _parts(d.first) + _parts(d.last or ())}
    known |= {n for d in find_dates(context, published) for day in d.days for n in (day.year, day.month, day.day)}
    known |= {int(part) for part in re.findall(r"\d+", published or "")}
    written = set(re.findall(r"\d+(?:[.,]\d+)*", context))
    for date in dates:
        numbers = _parts(date.first) + _parts(date.last or ())
        if not all(n in known or str(n) in written for n in numbers):
            absent.append(date.text)
    spoken = {(n.low, n.high) for n in find_numbers(context)}
    for number in find_numbers(claim):
        in_date = any(d.start <= number.start < d.end for d in dates)
        digits = re.findall(r"\d+(?:[.,]\d+)*", claim[number.start : number.end])
        if not in_date and (number.low, number.high) not in spoken and not all(d in written for d in digits or [""]):
            absent.append(claim[number.start : number.end])
    return absent


def not_entailed(claim: str, sentence: str, context: str, published: str | None = None) -> str | None:
    """Why the claim does not follow from its sentence as far as code can see, or None.

    Args:
        context: As for `invented`.
    """
    differing = compare(claim, sentence, reference_date=published, context=context).differing
    if differing:
        return differing[0].why
    share = overlap(claim, f"{sentence} {context}")
    if share < LEAST_ENTAILED:
        return f"only {share:.0%} of its words stand in the passage"
    return None


def _parts(written: Sequence[int | None]) -> list[int]:
    return [part for part in written if part is not None]
