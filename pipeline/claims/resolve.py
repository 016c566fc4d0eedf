"""Puts in what a word stands for, once a model has said so. The model points, code writes.

An answer counts only if its words stand in what the article says before the sentence, and if it can be what the word
says: a man for "he", a document for "the agreement". So a model can be wrong about who is meant, but it cannot bring
in anybody whom the article has not named.
"""

from __future__ import annotations

import re

from pipeline.claims.references import BODIES, DOCUMENTS, PERSONS, Reference
from pipeline.slots import find_names
from pipeline.slots.lexicon import STOP_WORDS, word_set
from pipeline.slots.words import tokens
from pipeline.text import normalised

LONGEST_ANSWER = 16  # words
_UNCLEAR = re.compile(r"\W*(?:unclear|unknown|not\s(?:clear|stated|specified|mentioned)|n/?a|none)\b", re.IGNORECASE)
_PRONOUNS = word_set("he she it they him her them his its their this that these those who which we i you")
_GENERIC = word_set("two both three countries nations sides parties country nation")


def referent(reference: Reference, answer: str, context: str) -> str | None:
    """What the reference stands for, as it is put into the sentence; None where the answer cannot be it.

    Args:
        answer: The model's, one line.
        context: Title and text before the sentence, as the model saw it.
    """
    text = answer.strip().strip("\"'“”.,;: ")
    words = [t for t in tokens(text) if t.is_word]
    if not words or len(words) > LONGEST_ANSWER or _UNCLEAR.match(text):
        return None
    known = {t.lower.removesuffix("'s") for t in tokens(normalised(context))}
    if any(t.lower.removesuffix("'s") not in known for t in tokens(normalised(text)) if t.is_word or t.is_number):
        return None
    says = [t for t in words if t.lower not in STOP_WORDS | _PRONOUNS | _GENERIC and t.lower != reference.head]
    if not says or not _can_be(reference, text):
        return None
    return _with_article(_in_full(text, context), reference)


def _can_be(reference: Reference, text: str) -> bool:
    names = find_names(text)
    concepts = {t.concept for t in tokens(text)}
    heads = {t.lower.removesuffix("'s") for t in tokens(text)}
    if reference.kind in ("he", "she"):
        return any(name.person for name in names) or bool(heads & PERSONS)
    if reference.kind == "they":
        return len(names) > 1 or not names or any(not n.person for n in names) or " and " in text
    if reference.head in PERSONS:
        return any(name.person for name in names)
    if reference.head in DOCUMENTS:
        return bool(concepts & {t.concept for word in DOCUMENTS for t in tokens(word)})
    if reference.head in BODIES:
        return bool(names)
    return True


def _in_full(text: str, context: str) -> str:
    """A bare surname as the article gives the whole name, where it gives one."""
    names = find_names(text)
    if len(names) != 1 or not names[0].person or len(names[0].parts) != 1 or names[0].text != text:
        return text
    full = {n.text for n in find_names(context) if n.person and len(n.parts) > 1 and n.parts[-1] == names[0].parts[0]}
    return full.pop() if len(full) == 1 else text


def _with_article(text: str, reference: Reference) -> str:
    first = text.split()[0]
    documents = {t.concept for word in DOCUMENTS for t in tokens(word)}
    named = first[0].isupper() and first.lower() not in ("the", "a", "an")
    if named and not first.endswith(("'s", "’s")) and any(t.concept in documents for t in tokens(text)):
        return f"the {text}"
    if first in ("a", "an") and reference.kind == "the":
        return f"the {text.partition(' ')[2]}"
    return text[0].lower() + text[1:] if first in ("The", "A", "An") else text


def replaced(sentence: str, found: list[tuple[Reference, str]]) -> str:
    """The sentence with each reference replaced by what it stands for."""
    parts, position = [], 0
    for reference, meant in sorted(found, key=lambda pair: pair[0].start):
        text = meant
        if reference.possessive:
            text += "’" if text.endswith("s") else "’s"
        if not sentence[: reference.start].strip(" \"'“‘"):
            text = text[:1].upper() + text[1:]
        parts += [sentence[position : reference.start], text]
        position = reference.end
    return "".join([*parts, sentence[position:]])
