"""What is right and wrong about claims that were drawn from a labelled sentence, by code.

Every measure fails on what it cannot see to be right, but `entailed_by_words`, whose False says nothing: it leaves the
claim to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eval.extraction_labels import Drawn, Label, Reference, RelativeDate
from pipeline.slots import find_dates, find_names, find_numbers, missing_names
from pipeline.slots.lexicon import word_list, word_set
from pipeline.slots.words import is_content, is_verb, tokens
from pipeline.split import sentences
from store import Article, Claim

NEIGHBOURS = 2
"""Sentences before and after the passage that a claim may take a number from."""

_THIRD = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|theirs?|(?:him|her|it)self|themselves)\b", re.IGNORECASE
)
_FIRST = word_set("i we me us my our mine ours myself ourselves")
_NO_REFERENCE = re.compile(r"\bit (?:is|was|will be|would be) (?:\w+ )?(?:that|to|for)\b", re.IGNORECASE)
# What may stand between a word and the name that explains it: "the dam (of the Alto Quirel mine)".
_EXPLAINED = r"\s?(?:[(,]\s?)?(?-i:[a-zß-ÿ]+\s){0,3}"
_MONTHS = word_list("January February March April May June July August September October November December")
_SMALL = word_set("a an the that has had have is was were are been be on in s")
_TOLD = word_set("said says say told tells tell reporters according to confirms confirmed that")
_OPENING = re.compile(r"^(?:\d\d:\d\d – |[A-ZÀ-Þ]{3}[^–]{0,80}\) – |(?:And|But|Yet) )")
_CLAUSE_OPENER = re.compile(r"(?:In|After|Before|At|By|With|When|While|As|For|On|To|Despite|Unlike)\b")
_QUOTED = re.compile(r"[\"“«][^\"”»]*[\"”»]")
_ARTICLES = word_set("the a an la le el il o os der die das The A An La Le El Il")
# With a mark between thousands ("62,300", "6 184") or decimals, or as they stand.
_DIGITS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")


def unresolved(claim: Claim, drawn: Drawn) -> list[str]:
    """What keeps a claim from standing alone, a phrase each; an empty list where it does.

    What another claim of the same sentence resolves may be missing here: the sentence was taken apart. Words that are
    still in the claim must be explained in it.
    """
    found = []
    for reference in drawn.label.references:
        left = _left(reference, claim.text)
        named = _has_name(reference, claim.text)
        elsewhere = any(_has_name(reference, other.text) for other in drawn.claims if other is not claim)
        if left or not (named or elsewhere):
            found.append(f"{reference.words!r} is not {reference.stands_for[0]}")
    for date in drawn.label.dates:
        elsewhere = any(_has_date(date, other) for other in drawn.claims if other is not claim)
        left = _place(date.words, claim.text) is not None
        if not _has_date(date, claim) and (left or not elsewhere):
            found.append(f"{date.words!r} is not {date.iso}")
    if drawn.article.language in (None, "en"):
        found += [f"{word!r} stands for nobody" for word in dangling(claim.text)]
    return list(dict.fromkeys(found))


def _place(words: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)


def _names_pattern(names: Iterable[str]) -> str:
    """Any of the names, the longest first. A beginning of a word is enough, as names are inflected."""
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def _has_name(reference: Reference, text: str) -> bool:
    return re.search(rf"(?<!\w){_names_pattern(reference.stands_for)}", text, re.IGNORECASE) is not None


def _left(reference: Reference, text: str) -> bool:
    """Whether the words stand in the claim without what they stand for before them, in them or right behind them.

    The "I" of a quotation is whoever the claim says is quoted.
    """
    if not reference.words:
        return False
    name = re.compile(rf"(?<!\w){_names_pattern(reference.stands_for)}\w*", re.IGNORECASE)
    spans = [match.span() for match in name.finditer(text)]
    quoted = [match.span() for match in _QUOTED.finditer(text)] if reference.words.lower() in _FIRST else []
    for match in re.finditer(rf"(?<!\w){re.escape(reference.words)}(?!\w)", text, re.IGNORECASE):
        before = any(start < match.end() for start, _ in spans)
        behind = re.compile(_EXPLAINED + name.pattern, re.IGNORECASE).match(text, match.end())
        inside = spans and any(start <= match.start() < end for start, end in quoted)
        if not (before or behind or inside):
            return True
    return False


def _has_date(date: RelativeDate, claim: Claim) -> bool:
    """Whether the claim carries the date, or one within it, or has it in words."""
    if claim.when is not None and (claim.when == date.iso or claim.when.startswith(f"{date.iso}-")):
        return True
    return any(written == date.iso or written.startswith(f"{date.iso}-") for written in _written(claim.text))


def _written(text: str) -> list[str]:
    """The dates that a text has in full, as in `Claim.when`."""
    found = []
    for mention in find_dates(text):
        ends = [mention.first] if mention.last is None else [mention.first, mention.last]
        if all(end[0] is not None for end in ends):
            found.append("/".join("-".join(f"{part:02}" for part in end if part is not None) for end in ends))
    return found


def dangling(text: str) -> list[str]:
    """The pronouns of the third person of an English claim that no noun of it can be meant by."""
    idle = [match.span() for match in _NO_REFERENCE.finditer(text)]
    dates = [(date.start, date.end) for date in find_dates(text)]
    found = []
    for match in _THIRD.finditer(text):
        empty = any(start <= match.start() < end for start, end in idle)
        if not (empty or _has_noun(text, match.start(), dates) or _name_follows(text, match)):
            found.append(match.group())
    return found


def _has_noun(text: str, end: int, dates: Sequence[tuple[int, int]]) -> bool:
    before = [t for t in tokens(text) if t.end <= end and not any(a <= t.start < b for a, b in dates)]
    pairs = zip([None, *before], before, strict=False)
    return bool(find_names(text[:end])) or any(is_content(t) and not is_verb(t, last) for last, t in pairs)


def _name_follows(text: str, pronoun: re.Match[str]) -> bool:
    """As in "In its report, Labovel said": the pronoun's clause stands before its noun."""
    comma = text.find(", ", pronoun.end())
    return bool(_CLAUSE_OPENER.match(text)) and comma > 0 and bool(re.match(r"[A-ZÀ-Þ]|the ", text[comma + 2 :]))


def keeps_holder(label: Label, claims: Sequence[Claim]) -> bool:
    """Whether a claim has the label's voice and speaker, or is held by that speaker without saying how.

    A denial must be one: "X denied P" is not P as said by X.
    """
    also = label.speaker is not None and label.voice != "denies"
    voices = {label.voice} | ({"attributes"} if also else set())
    return any(c.voice in voices and _same_speaker(label, c.speaker) for c in claims)


def _same_speaker(label: Label, given: str | None) -> bool:
    if label.speaker is None or given is None:
        return label.speaker is None and given is None
    others = [name for one in label.references if label.speaker in one.stands_for for name in one.stands_for]
    return _one_name(label.speaker, given) or any(_name_words(name) == _name_words(given) for name in others)


def _one_name(wanted: str, given: str) -> bool:
    """One has all words of the other, a capitalised one among them: "Brandvik" is "Lars Brandvik", "he" is nobody."""
    one, two = _name_words(wanted), _name_words(given)
    shared = one & two
    named = any(word[0].isupper() for word in shared) or not any(word[0].isupper() for word in one)
    return bool(shared) and named and (one <= two or two <= one)


def _name_words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", name)) - _ARTICLES


def entailed_by_words(claim: Claim, label: Label) -> bool:
    """Whether the claim is the sentence itself, what the labels resolve aside; False says nothing.

    A role swap has the same words in another order, and a lost "not" or "may" has fewer: neither passes. "P, X said"
    and "X said P" are one order read from two places.
    """
    drawn = _own_words(claim.text, label)
    carried = {_day_mark(n) for n, date in enumerate(label.dates) if claim.when == date.iso} - set(drawn)
    sentence = [word for word in _own_words(_OPENING.sub("", label.text), label) if word not in carried]
    year = {claim.when[:4]} - set(sentence) if claim.when and claim.when == label.when else set()
    drawn = [word for word in drawn if word not in year]
    if claim.voice != "asserts" and label.voice != "denies" and keeps_holder(label, [claim]):
        speech = _speech(label)
        plain = [word for word in drawn if word not in speech]
        if plain and _turned(plain, [word for word in sentence if word not in speech]):
            return True
    return bool(drawn) and _turned(drawn, sentence)


def _turned(one: list[str], two: list[str]) -> bool:
    return len(one) == len(two) and any(one == two[k:] + two[:k] for k in range(len(two)))


def _speech(label: Label) -> set[str]:
    """The words that only tell who says it."""
    marks = {_name_mark(label, reference) for reference in label.references if label.speaker in reference.stands_for}
    return marks | _TOLD | set(_split(label.speaker or ""))


def _split(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:[.,'’][^\W_]+)*", text.casefold())
    return [re.sub(r"['’]s$", "", word) for word in words]


def _day_mark(number: int) -> str:
    return f"day{number}mark"


def _name_mark(label: Label, reference: Reference) -> str:
    """One mark for all references to one thing."""
    names = [other.stands_for[0] for other in label.references]
    return f"name{names.index(reference.stands_for[0])}mark"


def _own_words(text: str, label: Label) -> list[str]:
    """The text's words in order, with a mark for each reference and date of the label, resolved or not."""
    for number, date in enumerate(label.dates):
        for written in sorted([date.words, *_spellings(date.iso)], key=len, reverse=True):
            pattern = rf"\(?(?<!\w){re.escape(written)}(?!\w)\)?"
            text = re.sub(pattern, f" {_day_mark(number)} ", text, flags=re.IGNORECASE)
    for reference in label.references:
        pattern = rf"(?<!\w){_names_pattern(reference.stands_for)}"
        text = re.sub(pattern, f" {_name_mark(label, reference)} ", text, flags=re.IGNORECASE)
    for reference in label.references:
        if reference.words:
            pattern = rf"(?<!\w){re.escape(reference.words)}(?!\w)"
            text = re.sub(pattern, f" {_name_mark(label, reference)} ", text, flags=re.IGNORECASE)
    left_out = {_name_mark(label, reference) for reference in label.references if not reference.words}
    words = [word for word in _split(text) if word not in _SMALL | left_out]
    return [word for n, word in enumerate(words) if not (n and word.endswith("mark") and words[n - 1] == word)]


def _spellings(iso: str) -> list[str]:
    parts = iso.split("-")
    if "/" in iso or len(parts) == 1:
        return [iso]
    month = _MONTHS[int(parts[1]) - 1]
    if len(parts) == 2:
        return [iso, f"{month} {parts[0]}"]
    day = str(int(parts[2]))
    return [iso, f"{day} {month} {parts[0]}", f"{month} {day}, {parts[0]}"]


def made_up(claim: Claim, drawn: Drawn) -> list[str]:
    """Names that the article does not have, and numbers that are neither in the passage nor right beside it."""
    said = (claim.text, claim.speaker or "")
    names = [name.text for text in said for name in missing_names(text, _whole(drawn.article))]
    days = [date.iso for date in drawn.label.dates] + [claim.when or ""]
    context = "\n".join([_nearby(drawn), *(re.sub(r"\b0|[-/]", " ", day) for day in days)])
    return names + _missing_numbers(claim.text, context, english=drawn.article.language in (None, "en"))


def from_afar(claim: Claim, drawn: Drawn) -> list[str]:
    """Names that the claim has from another part of the article: what resolving a name may need, and may get wrong."""
    far = missing_names(claim.text, _nearby(drawn))
    return [name.text for name in far if not missing_names(name.text, _whole(drawn.article))]


def _about(article: Article) -> str:
    stated = (article.title, article.publisher, article.byline, article.origin, article.published)
    return "\n".join(filter(None, stated))


def _whole(article: Article) -> str:
    return f"{_about(article)}\n{article.text}"


def _nearby(drawn: Drawn) -> str:
    """The passage with its neighbouring sentences, and what the article states about itself."""
    spans = sentences(drawn.article.text)
    first = next(n for n, span in enumerate(spans) if span[0] >= drawn.passage.start)
    last = max(n for n, span in enumerate(spans) if span[1] <= drawn.passage.end)
    start, end = spans[max(0, first - NEIGHBOURS)][0], spans[min(len(spans) - 1, last + NEIGHBOURS)][1]
    return f"{_about(drawn.article)}\n{drawn.article.text[start:end]}"


def _missing_numbers(text: str, context: str, *, english: bool) -> list[str]:
    """Numbers of the text that the context has neither in digits nor, in English, by value."""
    digits = {re.sub(r"\D", "", found) for found in [*_DIGITS.findall(context), *re.findall(r"\d+", context)]}
    values = {value for number in find_numbers(context) for value in (number.low, number.high)}
    missing = []
    for number in find_numbers(text):
        written = [re.sub(r"\D", "", found) for found in _DIGITS.findall(number.text)]
        known = all(one in digits for one in written) if written else not english
        if not (known or number.vague or {number.low, number.high} <= values):
            missing.append(number.text)
    return missing
