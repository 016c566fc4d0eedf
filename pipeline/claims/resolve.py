"""Puts in what a word stands for, once a model has said so. The model points, code writes.

An answer counts only if its words stand in what the article says before the sentence, and if it can be what the word
says: a man for "he", a document for "the agreement". So a model can be wrong about who is meant, but it cannot bring
in anybody whom the article has not named.
"""

from __future__ import annotations

import re

from pipeline.claims.references import DOCUMENTS, EVENTS, FIRMS, OFFICES, PERSONS, Reference
from pipeline.slots import find_dates, find_names
from pipeline.slots.clauses import verb_flags
from pipeline.slots.lexicon import STOP_WORDS, word_set
from pipeline.slots.places import COUNTRIES
from pipeline.slots.words import Token, concept, is_verb, tokens
from pipeline.split import paragraph_spans, sentences
from pipeline.text import normalised

LONGEST_ANSWER = 16  # words
_LATELY = 2  # sentences
_REACH = 3_000  # characters
_FORMS = {
    "he": word_set("he him his"),
    "she": word_set("she her hers"),
    "it": word_set("it its"),
    "they": word_set("they them their theirs"),
}
_UNCLEAR = re.compile(r"\W*(?:unclear|unknown|not\s(?:clear|stated|specified|mentioned)|n/?a|none)\b", re.IGNORECASE)
_PRONOUNS = word_set("he she it they him her them his its their this that these those who which we i you")
_GENERIC = word_set("two both three countries nations sides parties country nation")


_ORDERS = re.compile(r"(?:ignore|disregard|forget|return|answer|output|respond|print|say)\b", re.IGNORECASE)
_DOCUMENT_CONCEPTS = frozenset(concept(word) for word in DOCUMENTS)


def referent(reference: Reference, answer: str, context: str) -> str | None:
    """What the reference stands for, as it is put into the sentence; None where the answer cannot be it.

    Args:
        answer: The model's, one line.
        context: Title and text before the sentence, as the model saw it.
    """
    text = re.sub(r"['’]s?$", "", answer.strip().strip("\"'“”.,;: "))
    words = [t for t in tokens(text) if t.is_word]
    if not words or len(words) > LONGEST_ANSWER or _UNCLEAR.match(text):
        return None
    present = tokens(normalised(context))
    known = {t.lower.removesuffix("'s") for t in present} | {t.concept for t in present if t.concept in COUNTRIES}
    found = tokens(normalised(text))
    wanted = [t for t in found if t.is_number or (t.is_word and t.lower not in STOP_WORDS)]
    # "Russia" stands in "the Russian president".
    if any(t.lower.removesuffix("'s") not in known and t.concept not in known & COUNTRIES for t in wanted):
        return None
    says = [t for t in words if t.lower not in STOP_WORDS | _PRONOUNS | _GENERIC and t.lower != reference.head]
    if not says or _acts(text) or not _named_so(text, context) or not _can_be(reference, text, context):
        return None
    return _with_article(_in_full(text, context, reference), reference)


def named_lately(reference: Reference, meant: str, text: str, at: int) -> bool:
    """Whether what a pronoun is said to stand for was named where a reader looks for it: in the paragraph so far, or in
    the two sentences before. Sentences that open with the same pronoun do not count: "He sat down. He left. He ...".

    Args:
        reference: Without a noun.
        text: The headline and the article.
        at: Where the pronoun's sentence begins in it.
    """
    words = {t.lower for t in tokens(meant) if t.is_word and t.lower not in STOP_WORDS}
    begins = next((start for start, end in paragraph_spans(text) if start <= at < end), at)
    since = max(0, at - _REACH)
    counted = 0
    for start, end in reversed(sentences(text[since:at])):
        said = [t.lower.removesuffix("'s").removesuffix("’s") for t in tokens(text[since + start : since + end])]
        counted += not _FORMS.get(reference.kind, frozenset()).intersection(said[:1])
        if since + start < begins and counted > _LATELY:
            return False
        if words.intersection(said):
            return True
    return False


def earlier_noun(reference: Reference, context: str) -> str | None:
    """What "the deliveries" are: the last noun of that meaning before it that has words which say which.

    Args:
        context: As for `referent`.
    """
    if reference.head not in EVENTS:
        return None
    found, wanted = tokens(context), concept(reference.head)
    verbs = verb_flags(context)
    for end in range(len(found) - 1, 0, -1):
        if found[end].concept != wanted or verbs[end]:
            continue
        start = end
        while start > 0 and end - start < 4 and _qualifies(found[start - 1]) and not verbs[start - 1]:
            start -= 1
        if start < end:
            return f"the {context[found[start].start : found[end].end]}"
    return None


def _qualifies(token: Token) -> bool:
    return token.is_word and token.lower not in STOP_WORDS and not token.lower.endswith(("'s", "ly"))


def _acts(text: str) -> bool:
    """Whether it is a sentence or an order and no noun phrase, or a day."""
    found, verbs = tokens(text), verb_flags(text)
    finite = any(
        verb and (not t.lower.endswith(("ed", "ing")) or (i > 0 and found[i - 1].is_capital))
        for i, (t, verb) in enumerate(zip(found, verbs, strict=True))
    )
    begins = is_verb(found[0], None) and not found[0].lower.endswith(("ing", "ed"))
    days = any(d.weekday is not None or d.loose or len(d.text) >= len(text) - 4 for d in find_dates(text))
    return finite or begins or days or bool(_ORDERS.match(text))


def _named_so(text: str, context: str) -> bool:
    """Whether every name stands in the text as the answer writes it: no first name with another's surname."""
    plain = normalised(context).casefold()
    names = (n for n in find_names(text) if not (len(n.parts) == 1 and n.parts[0] in COUNTRIES))
    return all(normalised(name.text).casefold() in plain for name in names)


def _can_be(reference: Reference, text: str, context: str) -> bool:
    names = find_names(text)
    concepts = {t.concept for t in tokens(text)}
    heads = {t.lower.removesuffix("'s") for t in tokens(text)}
    several = len(names) > 1 and " and " in text
    if reference.kind in ("he", "she"):
        return not several and (any(name.person for name in names) or bool(heads & PERSONS))
    if reference.kind == "they":
        return several or not names or any(not n.person for n in names) or any(h.endswith("s") for h in heads)
    if reference.head in PERSONS:
        return any(name.person for name in names)
    if reference.head in DOCUMENTS:
        return bool(concepts & _DOCUMENT_CONCEPTS)
    if reference.kind == "it":
        # "Norvik and Tarn" are not one thing; "the treaty between Norvik and Tarn" is.
        return not several or bool(re.search(r"\b(?:between|of|with|for)\b", text))
    if reference.head in OFFICES:  # "the inspectorate" is one of that name
        return concept(reference.head) in concepts or _introduced_as(reference.head, text, context)
    if reference.head in FIRMS:
        return bool(names) and not several
    alike = concept(reference.head) in concepts if reference.head else True
    return alike or reference.head in heads or _introduced_as(reference.head, text, context)


def _introduced_as(head: str, text: str, context: str) -> bool:
    """Whether the text has the noun right before the name: "the car ferry Silver Tern"."""
    name = re.escape(text.removeprefix("the ").removeprefix("The "))
    return re.search(rf"\b{re.escape(head)}\s{name}", context, re.IGNORECASE) is not None


def _in_full(text: str, context: str, reference: Reference) -> str:
    """A bare surname as the article gives the whole name, where it gives one."""
    names = find_names(text)
    person = reference.kind in ("he", "she") or reference.head in PERSONS
    if not person or len(names) != 1 or len(names[0].parts) != 1 or names[0].text != text:
        return text
    found = {n.text for n in find_names(context) if n.person and len(n.parts) > 1 and n.parts[-1] == names[0].parts[0]}
    full = {name for name in found if " of " not in name}
    return full.pop() if len(full) == 1 else text


def _with_article(text: str, reference: Reference) -> str:
    first = text.split()[0]
    named = first[0].isupper() and first.lower() not in ("the", "a", "an")
    if named and not first.endswith(("'s", "’s")) and any(t.concept in _DOCUMENT_CONCEPTS for t in tokens(text)):
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


def with_full_names(text: str, context: str) -> str:
    """Bare surnames as the article gives the whole name, where it has one bearer of that name only.

    Args:
        context: Title and text before the sentence, or the whole article.
    """
    bearers: dict[str, set[str]] = {}
    for name in find_names(context):
        if name.person and 1 < len(name.parts) <= 3 and " of " not in name.text:
            bearers.setdefault(name.text.split()[-1], set()).add(name.text)
    parts, position = [], 0
    for name in find_names(text):
        full = bearers.get(name.text, set())
        if len(name.parts) == 1 and len(full) == 1 and not any(other in text for other in full):
            parts += [text[position : name.start], next(iter(full))]
            position = name.end
    return "".join([*parts, text[position:]])
