"""Questions and claims that lean on what was asked before ("and who denied it?"), made to stand alone, by code.

What is put in for "it" or "he" stands in the subject, word for word; the reader is shown the question as it is asked.
Where nothing can be put in, the subject is named behind the question, so that the search knows it.

A claim is changed with more restraint than a question: what is checked must be what was claimed. Only a pronoun that
begins it is put in, or one that ends it behind "denied" and its like; "The bank says it will close" speaks of itself.
"""

from __future__ import annotations

import re

from pipeline.claims.references import NOBODY, Reference, find_references
from pipeline.slots import find_dates, find_names
from pipeline.slots.clauses import verb_flags
from pipeline.slots.coverage import content_tokens
from pipeline.slots.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS
from pipeline.slots.words import tokens
from pipeline.text import one_line

_OPENERS = r"(?:and|but|so|then|also|or|well|ok(?:ay)?)"
_ASKING = (
    r"(?:who|whom|whose|what|which|when|where|why|how|did|does|do|has|have|had|is|are|was|were|will|would|can|could|"
    r"should|since|until|by\s+whom)\b"
)
# "And who denied it?", "well, who did?"; not "So far, how many have died?" nor "Well water in Orl: who tested it?".
_GOES_ON = re.compile(rf"^(?:{_OPENERS}[,\s]+)+(?:(?<=,\s)|(?={_ASKING}))", re.IGNORECASE)
_AND_A_NOUN = re.compile(r"^(?:and|but|or)[,\s]+", re.IGNORECASE)
_BEFORE_PRONOUN = re.compile(rf"^(?:{_OPENERS}[,\s]+)+(?=(?:it|its|he|his|she|her|they|their)\b)", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(?P<of>.+?)\s*\?*$", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:(?:who|whom|whose|what|which|when|where|why|how(?:\s+(?:many|much|long|far|old))?)\s+)?"
    r"(?:(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could|should)\s+)?",
    re.IGNORECASE,
)
# Behind these "it" is a statement: "who denied it" asks who denied that it is so.
_SAYING = re.compile(
    r"\b(?:den(?:y|ies|ied)|confirm(?:s|ed)?|sa(?:y|ys|id)|claim(?:s|ed)?|report(?:s|ed)?|announc(?:e|es|ed)|"
    r"disput(?:e|es|ed)|admit(?:s|ted)?|know|knows|knew|deny|mention(?:s|ed)?|doubt(?:s|ed)?)\s+$",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\b(is|was|has|had|will|would|can|could|may|might|did|does)\s$", re.IGNORECASE)
# "It" that stands for nothing, beside what the finder of references knows: "it rained", "it took 5 hours to put out the
# fire", "it was the mayor who", "it was announced that".
_FEW_WORDS = r"\s(?:(?:is|was|has|had|have|been|will|would|can|could|may|might|did|does|not|\w+ly)\s){0,4}"
_EMPTY = re.compile(
    rf"it{_FEW_WORDS}(?:rain|snow|hail|storm)(?:s|ed|ing)?\b|"
    rf"it{_FEW_WORDS}(?:takes?|took|taken|taking)\s(?:[\w,.'-]+\s){{1,6}}to\s\w+\s\w|"
    rf"it{_FEW_WORDS}(?:emerge|transpire|seem|appear|happen|follow|turn)(?:s|d|ed)?\s(?:out\s|\w+ly\s)?that\b|"
    r"it(?:['’]s|\s(?:is|was|has\sbeen|had\sbeen|will\sbe|would\sbe))\s[^,;:]*?\b(?:that|whether|who)\b",
    re.IGNORECASE,
)
LONGEST_SUBJECT = 300
_FEW = 2  # content words of a question that says nothing by itself: "and why?", "since when?"


def leans(text: str, *, asks: bool) -> bool:
    """Whether a question or claim cannot be understood without what was asked before.

    Args:
        asks: It is a question.
    """
    line = one_line(text)
    rest = _without_opener(line, asks)
    if not asks:
        return bool(_references(rest, asks))
    if rest != line or _WHAT_ABOUT.match(rest) or _references(rest, asks):
        return True
    return line.endswith("?") and not find_names(rest) and len(content_tokens(rest)) < _FEW


def stand_alone(text: str, subject: str, *, asks: bool) -> str:
    """The question or claim with what it leans on put in; as it is where it does not lean on anything.

    Args:
        subject: The statement or topic that is talked about; nothing is put in where it is empty.
        asks: It is a question.
    """
    line = one_line(text)
    if not subject or not leans(line, asks=asks):
        return line
    rest = _without_opener(line, asks)
    told = one_line(subject).rstrip(".!? ")
    about = _WHAT_ABOUT.match(rest) if asks else None
    if about is not None:
        return f"What about {about['of']} ({told})?"
    put_in = rest
    for reference in reversed(_references(rest, asks)):
        words = _meant(rest, reference, told)
        if words:
            words = _lowered(words) if reference.start else words
            put_in = put_in[: reference.start] + words + put_in[reference.end :]
    if put_in == rest and not asks:
        return line
    if put_in == rest and rest.endswith("?"):
        put_in = f"{rest.rstrip('? ')} ({told})?"
    return put_in[:1].upper() + put_in[1:]


def subject_of(text: str) -> str:
    """What a question or claim is about: a claim itself, a question without its question words."""
    line = one_line(text)
    if not line.endswith("?"):
        return line[:LONGEST_SUBJECT]
    return (_ASKS.sub("", line).rstrip("? ") or line.rstrip("? "))[:LONGEST_SUBJECT]


def _without_opener(line: str, asks: bool) -> str:
    """The line without the "and" or "so" that only ties it to the line before."""
    if not asks:
        return _BEFORE_PRONOUN.sub("", line)
    bare = _AND_A_NOUN.sub("", line)
    if bare != line and not any(verb_flags(bare)):  # "and the mayor of Minsara?"
        return bare
    return _GOES_ON.sub("", line)


def _references(text: str, asks: bool) -> list[Reference]:
    """What stands for something that was said before, and may be put in."""
    # Without the question mark, behind which the finder does not look for an object.
    found = find_references(text.rstrip("? ") if asks else text)
    pointing = [r for r in found if not (r.kind == "the" and r.head and r.text[:4].lower() != "this")]
    return [r for r in pointing if not _is_empty(text, r) and (_is_open if asks else _is_free)(text, r)]


def _is_free(claim: str, reference: Reference) -> bool:
    """Whether nothing in the claim itself can be what the word means."""
    if reference.head:  # "this decision" says what it is
        return False
    if not reference.start:
        return reference.text.lower() not in ("this", "that")  # a statement or a thing: nobody knows
    alone = not any(c.isalnum() for c in claim[reference.end :])
    return alone and bool(_SAYING.search(claim[: reference.start]))


def _is_open(question: str, reference: Reference) -> bool:
    """Whether the word is not who acts in "did the company say it will close": that is the company."""
    before = question[: reference.start]
    named = find_names(before) or any(t.lower in DETERMINERS for t in tokens(before))
    return not (named and _acts_within(question, reference))


def _acts_within(text: str, reference: Reference) -> bool:
    """Whether the word is who acts in a clause of its own: "it" in "who said it will close"."""
    following = next((n for n, t in enumerate(tokens(text)) if t.start >= reference.end), None)
    if following is None or reference.possessive or _is_acting(text, reference):
        return False
    return verb_flags(text)[following] or tokens(text)[following].lower in AUXILIARIES


def _is_empty(text: str, reference: Reference) -> bool:
    """Whether "it" stands for nothing: "it rained", "is it true that"."""
    if reference.text.lower() != "it":
        return False
    rest = text[reference.start :]
    asked = _INVERTED.search(text[: reference.start])
    said = f"it {asked[1]}{rest[2:]}" if asked else rest
    return any(pattern.match(line) is not None for pattern in (NOBODY, _EMPTY) for line in (rest, said))


def _meant(question: str, reference: Reference, subject: str) -> str:
    """What a word stands for, in the subject's words; empty where that cannot be told."""
    if reference.head:  # "this decision": the subject is named behind the question
        return ""
    if reference.kind in ("he", "she"):
        words = next((name.text for name in find_names(subject) if name.person), "")
    elif _SAYING.search(question[: reference.start]) and not _acts_within(question, reference):
        return f"that {_lowered(subject)}" if any(verb_flags(subject)) else _acting(subject)
    elif _is_acting(question, reference) or _acts_within(question, reference):
        words = _acting(subject)
    else:
        words = _acted_on(subject) or _acting(subject)
    return f"{words}'s" if words and reference.possessive else words


def _is_acting(question: str, reference: Reference) -> bool:
    """Whether the word is who acts: nothing but question words and auxiliaries stands before it."""
    found = tokens(question)
    verbs = [t for t, verb in zip(found, verb_flags(question), strict=True) if verb and t.lower not in AUXILIARIES]
    return not any(t.end <= reference.start for t in verbs)


def _acting(subject: str) -> str:
    """The words before the first verb, or all where there is none."""
    verb = _first_verb(subject)
    return subject[: verb[0]].strip(" ,") if verb else subject


def _acted_on(subject: str) -> str:
    """The words behind the verb, up to a preposition or a date: "the budget"."""
    verb = _first_verb(subject)
    if not verb:
        return ""
    dates = [date.start for date in find_dates(subject)]
    kept: list[str] = []
    for token in tokens(subject):
        if token.start < verb[1]:
            continue
        if token.lower in PREPOSITIONS or token.start in dates or not token.text[:1].isalnum():
            break
        kept.append(token.text)
    named = kept and (kept[0].lower() in DETERMINERS or kept[0][:1].isupper())
    return " ".join(kept) if named else ""


def _first_verb(subject: str) -> tuple[int, int] | None:
    """Where the first verb stands with its auxiliaries, or None."""
    found, flags = tokens(subject), verb_flags(subject)
    first = next((i for i, verb in enumerate(flags) if verb and i), None)
    if first is None:
        return None
    last = first
    while last + 1 < len(found) and (flags[last + 1] or found[last + 1].lower in AUXILIARIES | {"not"}):
        last += 1
    return found[first].start, found[last].end


def _lowered(statement: str) -> str:
    """As it stands inside a sentence: "The council" becomes "the council", a name stays."""
    first = statement.split(" ", 1)[0]
    return statement[:1].lower() + statement[1:] if first.lower() in DETERMINERS | PREPOSITIONS else statement
