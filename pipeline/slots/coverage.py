"""How much of a claim's content a part of a sentence has, and who acts in it.

Dates and numbers are slots of their own and do not count here, nor do stop words and titles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.slots.clauses import verb_flags
from pipeline.slots.dates import find_dates
from pipeline.slots.lexicon import AUXILIARIES, ONE_DOES, OTHER_ONE, PREPOSITIONS, REPORTING
from pipeline.slots.names import Name, find_names, locate_name
from pipeline.slots.places import COUNTRIES, STANDS_FOR
from pipeline.slots.words import Token, is_content, meets, remembered, tokens


@remembered
def content_tokens(text: str) -> tuple[Token, ...]:
    """Content words outside dates."""
    found, dates = tokens(text), find_dates(text)
    kept: list[Token] = []
    position = 0
    for index, token in enumerate(found):
        while position < len(dates) and dates[position].end <= token.start:
            position += 1
        in_date = position < len(dates) and dates[position].start < token.end
        if not in_date and is_content(token, found[index + 1] if index + 1 < len(found) else None):
            kept.append(token)
    return tuple(kept)


@remembered
def plain_concepts(text: str) -> frozenset[str]:
    """The content words outside dates and names, each as the concept that it stands for."""
    names = find_names(text)
    return frozenset(
        token.concept
        for token in content_tokens(text)
        if not any(name.start <= token.start and token.end <= name.end for name in names)
    )


def covered_share(
    claim: str, sentence: str, indices: Sequence[int] | None = None, without: frozenset[str] = frozenset()
) -> float:
    """Share of the claim's content words that these tokens of the sentence have, in one form or another.

    Args:
        indices: Tokens of the sentence that count; all of them when None.
        without: Concepts of the claim that are left out.
    """
    if indices is None:
        present = _all_concepts(sentence)
    else:
        words = tokens(sentence)
        present = _with_what_they_stand_for(words[i].concept for i in indices)
    wanted = content_tokens(claim)
    if without:
        wanted = tuple(token for token in wanted if token.concept not in without)
    if not wanted:
        return 0.0
    missing = [token for token in wanted if not meets(token.concept, present)]
    named = _in_names(claim, sentence, missing) if indices is None and missing else 0
    return (len(wanted) - len(missing) + named) / len(wanted)


@remembered
def _all_concepts(text: str) -> frozenset[str]:
    return _with_what_they_stand_for(token.concept for token in tokens(text))


def _with_what_they_stand_for(concepts: Iterable[str]) -> frozenset[str]:
    present = frozenset(concepts)
    return present | {STANDS_FOR[word] for word in present if word in STANDS_FOR}


def _in_names(claim: str, sentence: str, missing: Sequence[Token]) -> int:
    """How many of these tokens of the claim are inside names that the sentence has in another form."""
    found: set[int] = set()
    for name in find_names(claim):
        inside = [token.start for token in missing if name.start <= token.start < name.end]
        if inside and locate_name(name, sentence) is not None:
            found.update(inside)
    return len(found)


# Retrieval, screening and the history ask the same of the same sentences, a hundred of them a claim.
@lru_cache(maxsize=4096)
def overlap(claim: str, sentence: str) -> float:
    """Share of the claim's content words that the sentence has, synonyms and aliases counted.

    Args:
        claim: The statement; its dates, numbers, stop words and titles do not count.
        sentence: Any text.

    Returns:
        A share in [0, 1]; 0 where the claim has no content words.
    """
    return covered_share(claim, sentence)


def other_object(claim: str, sentence: str, indices: Sequence[int]) -> bool:
    """Whether a noun of the claim stands in the sentence with another word before it.

    "The trade deal" is not "a defence deal", and "the bill" is not "an earlier bill".
    """
    ours = {token.concept for token in content_tokens(claim)}
    plain = {token.lower for token in tokens(claim)}
    present = {tokens(sentence)[i].concept for i in indices}
    modified = {noun for modifier, noun in _modifiers(claim, range(len(tokens(claim)))) if modifier not in present}
    for modifier, noun in _modifiers(sentence, indices, OTHER_ONE):
        if noun in ours and (
            (modifier in OTHER_ONE and modifier not in plain) or (noun in modified and modifier not in ours)
        ):
            return True
    return False


def _modifiers(text: str, indices: Sequence[int], also: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Pairs of a word and the content word right behind it; verbs modify nothing."""
    found, verbs = tokens(text), verb_flags(text)
    for index in indices:
        if index + 1 >= len(found) or verbs[index] or verbs[index + 1] or not is_content(found[index + 1]):
            continue
        token = found[index]
        if token.lower in also:
            yield token.lower, found[index + 1].concept
        elif is_content(token) and not token.lower.endswith("ly"):
            yield token.concept, found[index + 1].concept


def governing_verb(text: str, indices: Sequence[int], index: int) -> Token | None:
    """The full verb that the token at `index` belongs to: the nearest before it in the clause, else after it."""
    found, verbs = tokens(text), verb_flags(text)
    full = [i for i in indices if verbs[i] and found[i].lower not in AUXILIARIES]
    adjunct = index > 1 and found[index].is_capital and found[index - 1].lower in PREPOSITIONS
    spoken = found[index - 1 - adjunct] if index > 1 else None
    if spoken is not None and spoken.lower in REPORTING and found[index].is_capital:
        return spoken  # "said on May 5 that": the date is that of the saying
    full = [i for i in full if found[i].lower not in REPORTING] or full
    before = [i for i in full if i < index]
    after = [i for i in full if i > index]
    return found[before[-1]] if before else found[after[0]] if after else None


def _agent(text: str, indices: Sequence[int]) -> tuple[int, int] | None:
    """The span before the first verb, or behind "by" in the passive; None where nobody acts."""
    found, verbs = tokens(text), verb_flags(text)
    first = next((i for i in indices if verbs[i]), None)
    if first is None:
        return None
    behind = [i for i in indices if i > first]
    by = next((i for i in behind[:9] if found[i].lower == "by"), None)
    passive = found[first].lower in ("was", "were", "been", "being", "is", "are", "be", "has", "had", "have") and any(
        found[i].lower.endswith("ed") or verbs[i] for i in behind[:4]
    )
    if by is not None and behind:
        return found[by].end, found[indices[-1]].end
    copula = found[first].lower in ("was", "were", "is", "are") and passive
    before = [i for i in indices if i < first]
    return None if copula or not before else (found[before[0]].start, found[before[-1]].end)


def _actors(text: str, span: tuple[int, int]) -> list[Name]:
    return [name for name in find_names(text) if span[0] <= name.start and name.end <= span[1]]


def same_agent(claim: str, sentence: str, own: Sequence[int], reach: Sequence[int]) -> bool:
    """Whether the one who acts in the claim may be the one who acts in this part of the sentence.

    Names decide where both sides have them; a passive without "by" fits anybody.

    Args:
        own: Tokens of the clause.
        reach: The clause and those it hangs on, whose subject it borrows where it has none.
    """
    ours = _agent(claim, range(len(tokens(claim))))
    theirs = _agent(sentence, reach if _begins_with_verb(sentence, own) else own)
    if ours is None or theirs is None:
        return True
    our_names, their_names = _actors(claim, ours), _actors(sentence, theirs)
    if our_names and their_names:
        return _share_name(our_names, their_names)
    if their_names:
        return _only_claims_names(claim, their_names)
    return _share_words(claim, ours, sentence, theirs) or bool(our_names)


def same_doer(claim: str, sentence: str) -> bool:
    """`same_agent` for a sentence as a whole."""
    everything = range(len(tokens(sentence)))
    return same_agent(claim, sentence, everything, everything)


def names_other_doer(claim: str, sentence: str) -> bool:
    """Whether somebody acts in the claim, by name, whom the sentence does not name at all, and others act in it.

    Countries do not count: half of all names of institutions begin with one. Nor does a deed that only one can have
    done (who else is said to have won contradicts it), nor one of which it is told by whom it was done.
    """
    doer = _agent(claim, range(len(tokens(claim))))
    verbs = [token for token, flag in zip(tokens(claim), verb_flags(claim), strict=True) if flag]
    if doer is None or any(verb.end <= doer[0] or verb.lower in ONE_DOES for verb in verbs):
        return False
    inside = [t for t in content_tokens(claim) if doer[0] <= t.start and t.end <= doer[1]]
    names = _actors(claim, doer)
    if not names or any(all(not n.start <= t.start < n.end for n in names) for t in inside):
        return False  # what acts only belongs to the named: "members of Orvenia's cabinet"
    special = _concepts(names) - COUNTRIES
    there = _concepts(find_names(sentence)) | {token.concept for token in tokens(sentence)}
    return bool(special) and not special & there and not same_doer(claim, sentence)


def _begins_with_verb(text: str, indices: Sequence[int]) -> bool:
    """Whether the clause has no subject of its own: "and signed it", "which elevates", "signed in Moscow"."""
    found, verbs = tokens(text), verb_flags(text)
    words = [i for i in indices if found[i].is_word and found[i].lower not in ("and", "or", "which", "who")]
    return not words or verbs[words[0]] or not any(verbs[i] for i in words)


def _concepts(names: Sequence[Name]) -> set[str]:
    return {STANDS_FOR.get(part, part) for name in names for part in name.parts}


def _share_name(ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """A shared name that is not a country decides; a shared country only where neither side names more."""
    left, right = _concepts(ours), _concepts(theirs)
    special_left, special_right = left - COUNTRIES, right - COUNTRIES
    if special_left and special_right:
        return bool(special_left & special_right)
    return bool(left & right)


def _only_claims_names(claim: str, theirs: Sequence[Name]) -> bool:
    """A claim about "parliament" may not be about "Iran's parliament", unless the claim names Iran somewhere."""
    return _concepts(theirs) <= _concepts(find_names(claim)) | {token.concept for token in tokens(claim)}


def _share_words(claim: str, ours: tuple[int, int], sentence: str, theirs: tuple[int, int]) -> bool:
    left = {t.concept for t in content_tokens(claim) if ours[0] <= t.start < ours[1]}
    right = {t.concept for t in content_tokens(sentence) if theirs[0] <= t.start < theirs[1]}
    return not left or not right or bool(left & right)
