"""What code can tell of a claim that was drawn from a passage: whether it says anything, and whether it made it up.

A claim may use the words of its sentence and of its declared context (the article's title, publisher and date, and the
sentences around). A name or number from nowhere costs the claim, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as Day

from pipeline.orders import order_in
from pipeline.slots import DateMention, compare, find_dates, find_names, find_numbers, missing_names, overlap
from pipeline.slots.clauses import verb_flags
from pipeline.slots.dates import as_date
from pipeline.slots.words import tokens
from pipeline.text import normalised

LONGEST = 500
TOLD = 'it tells its reader how to grade ("{}")'
LEAST_WORDS = 3
LEAST_ENTAILED = 0.7
_JUDGED = re.compile(
    r"\b(?:marks?\sa\s(?:defining|historic|turning)|send(?:s|ing)?\sa\sclear\smessage|only\stime\swill\stell|remains\sto\sbe\sseen|"
    r"setting\sthe\sstage\sfor|what\sa\s|how\s(?:sad|strange|wonderful|absurd))",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[\d_])[^\W\d_]{3,}")
_INFINITIVE = re.compile(r"\s*[\"“«]To\s[a-z]")
_DIRECTIVE = re.compile(
    r"\s*(?:please|click|subscribe|read\smore|sign\sup|follow\sus|share\sthis|see\salso|advertisement)\b", re.IGNORECASE
)


def why_unchecked(sentence: str, *, english: bool = True) -> str | None:
    """Why nothing in the sentence can be checked, in words; None if something can."""
    if order := order_in(sentence):
        return TOLD.format(order)
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
    if _INFINITIVE.match(sentence):
        return "it is a wording that is quoted, and states nothing by itself"
    if _JUDGED.search(sentence):
        return "it judges, and states nothing that could be checked"
    return None


def invented(claim: str, context: str, published: str | None = None) -> list[str]:
    """The names, numbers and dates of a claim that its context does not have, as written.

    Args:
        context: Passage, title, publisher, and the sentences around.
        published: The article's ISO date: days that can be counted from it are not made up.
    """
    plain = normalised(context).casefold()
    absent = [name.text for name in missing_names(claim, context)]
    # "Lena Falk" is nobody where the text has Lena Brack and Jan Falk.
    whole = [name.text for name in find_names(claim) if name.person and len(name.parts) > 1]
    absent += [name for name in whole if name not in absent and normalised(name).casefold() not in plain]
    absent += [word for word in _GLUED.findall(claim) if word.casefold() not in plain]
    dates, known = find_dates(claim), find_dates(context, published)
    absent += [d.text for d in dates if not _date_known(d, known, as_date(published))]
    written = set(re.findall(r"\d+(?:[.,]\d+)*", context))
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


def _date_known(date: DateMention, known: Sequence[DateMention], published: Day | None) -> bool:
    """Whether each part of a date stands in the context, a year as a year and a day as a day."""
    stated = [parts for d in known for parts in (d.first, d.last or (None, None, None))]
    stated += [(day.year, day.month, day.day) for d in known for day in d.days]
    if published is not None:
        stated.append((published.year, published.month, published.day))
    if date.weekday is not None or date.loose or date.days:
        return any(d.text.casefold() == date.text.casefold() for d in known)
    return all(
        part is None or any(part == parts[place] for parts in stated)
        for written in (date.first, date.last or (None, None, None))
        for place, part in enumerate(written)
    )
