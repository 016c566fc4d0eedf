"""Does the sentence say that the claim's predicate holds, or that it does not?

Conservative by design: `opposite` only where one clause of the sentence covers the claim's content words and
exactly one side is negated on the predicate that they share, or where an antonym takes the predicate's place.
Conditions, questions and another mood ("will not", "must not") leave it unclear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.slots.clauses import CONDITIONS, Clause, clauses, region, verb_flags
from pipeline.slots.coverage import covered_share, other_object, same_agent
from pipeline.slots.lexicon import ANTONYMS, PREPOSITIONS, word_list, word_set
from pipeline.slots.words import Token, concept, is_content, meets, remembered, stem, tokens

Sense = Literal["same", "opposite", "unclear"]
CLAUSE_COVERS = 0.75  # share of the claim's content words that the clause must have to say the same
OPPOSITE_COVERS = 0.80  # and to say the opposite
ANTONYM_COVERS = 0.70  # the same with the antonym's own word left out

_NOT = word_set("not never cannot neither hardly")
_NO = word_set("no without lack lacks lacked lacking none nobody zero excludes omits omitted excluded")
_REFUSALS = frozenset(stem(word) for word in word_list("refuse fail decline unable"))
_REJECTIONS = frozenset(stem(word) for word in word_list("deny denial reject refute veto dismiss"))
_NOT_NEGATIONS = frozenset(
    tuple(pair.split("+"))
    for pair in word_list(
        "not+only not+just not+least no+doubt no+matter no+fewer no+less no+more not+to or+not not+merely "
        "not+necessarily not+more not+simply no+. no+later not+until not+since"
    )
)
_REACH = 14  # tokens behind a negating word
_FUTURE = word_set("will would shall won't wouldn't going")
_MODAL = word_set("must should may might can could mustn't shouldn't can't couldn't cannot")


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word and the content words right behind it, on which it bears."""

    index: int
    heads: tuple[str, ...]
    strict: bool  # bears on the first content word only


@dataclass(frozen=True, slots=True)
class PolarityReading:
    """How the sentence's predicate stands to the claim's, with the tokens that decide it."""

    sense: Sense
    claim_token: Token | None
    sentence_token: Token | None
    cue: str = ""


def _heads(found: Sequence[Token], indices: Sequence[int], position: int, size: int) -> tuple[str, ...]:
    heads: list[str] = []
    for index in indices[position + 1 : position + _REACH]:
        if found[index].text == "," and heads:
            break
        following = found[index + 1] if index + 1 < len(found) else None
        if is_content(found[index], following) and found[index].lower not in ("circumstances", "yet", "any"):
            heads.append(found[index].concept)
        if len(heads) == size:
            break
    return tuple(heads)


def _cue(found: Sequence[Token], index: int) -> tuple[int, bool] | None:
    """How many content words a negating word reaches, and whether only the first counts; None if it negates nothing."""
    lower = found[index].lower
    following = found[index + 1].lower if index + 1 < len(found) else ""
    before = found[index - 1].lower if index else ""
    if (lower, following) in _NOT_NEGATIONS or (before, lower) in _NOT_NEGATIONS:
        return None
    if lower in _NOT or lower.endswith("n't"):
        return 1, True
    if lower in _NO:
        return 3, False
    reduced = stem(lower)
    if reduced in _REFUSALS and following in ("to", "by") and found[index].is_word:
        return 1, True
    if reduced == "fail" and following == "in":
        return 1, True
    return (4, False) if reduced in _REJECTIONS else None


def negations(found: Sequence[Token], indices: Sequence[int]) -> tuple[Negation, ...]:
    """The negations among these tokens."""
    result: list[Negation] = []
    for position, index in enumerate(indices):
        cue = _cue(found, index)
        if cue is not None:
            result.append(Negation(index, _heads(found, indices, position, cue[0]), cue[1]))
    return tuple(result)


def _antonym_table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for pair in ANTONYMS:
        left, right = (concept(word) for word in pair.split("|"))
        if left != right:
            table.setdefault(left, set()).add(right)
            table.setdefault(right, set()).add(left)
    return {word: frozenset(others) for word, others in table.items()}


_OPPOSITES = _antonym_table()


def _best_clause(claim: str, sentence: str) -> tuple[int, float]:
    """The clause that covers the claim best; the earlier one wins a tie."""
    parts, found = clauses(sentence), tokens(sentence)
    wanted = content(claim)
    scores = [_score(wanted, found, parts, number) for number in range(len(parts))]
    best = max(range(len(parts)), key=lambda number: (scores[number], -number))
    reach = region(parts, best)
    return best, covered_share(claim, sentence, reach)


def _score(wanted: frozenset[str], found: Sequence[Token], parts: Sequence[Clause], number: int) -> tuple[int, int]:
    own = {found[i].concept for i in parts[number].indices}
    reach = {found[i].concept for i in region(parts, number)}
    return len(wanted & reach) + len(wanted & own), len(wanted & own)


@remembered
def content(text: str) -> frozenset[str]:
    """Concepts of the text's content words."""
    found = tokens(text)
    return frozenset(
        token.concept
        for index, token in enumerate(found)
        if is_content(token, found[index + 1] if index + 1 < len(found) else None)
    )


def read_polarity(claim: str, sentence: str) -> PolarityReading | None:
    """Compares the polarity of the predicate that claim and sentence share; None where they share too little."""
    parts, theirs, ours = clauses(sentence), tokens(sentence), tokens(claim)
    if not parts or not clauses(claim) or not content(claim):
        return None
    number, share = _best_clause(claim, sentence)
    indices = parts[number].indices
    claim_negations = _bearing(negations(ours, range(len(ours))), content(sentence))
    found = _bearing(negations(theirs, indices), content(claim))
    antonym = _antonym(claim, sentence, region(parts, number), indices)
    if antonym is not None:
        return _from_antonym(claim, sentence, antonym, _one_negated(claim, sentence, antonym, indices))
    if share < CLAUSE_COVERS:
        return None
    if (len(claim_negations) + len(found)) % 2 == 0:
        return PolarityReading(
            "same", _predicate(claim, wanted=content(sentence)), _predicate(sentence, indices, content(claim))
        )
    cue = theirs[found[0].index] if found else _predicate(sentence, indices, content(claim))
    own_cue = ours[claim_negations[0].index] if claim_negations else _predicate(claim, wanted=content(sentence))
    clear = same_agent(claim, sentence, parts[number].indices, region(parts, number)) and not _other_mood(
        claim, sentence, parts, number
    )
    clear = clear and not other_object(claim, sentence, indices)
    clear = clear and len(claim_negations) + len(found) == 1 and share >= OPPOSITE_COVERS
    clear = clear and not (found and not _object_shared(theirs, indices, found[0].index, content(claim), 1))
    clear = clear and not (
        claim_negations and not _object_shared(ours, range(len(ours)), claim_negations[0].index, content(sentence), 1)
    )
    return PolarityReading("opposite" if clear else "unclear", own_cue, cue, cue.text if cue else "")


def _bearing(found: Sequence[Negation], words: frozenset[str]) -> tuple[Negation, ...]:
    """Negations that bear on a word which both sides have."""
    return tuple(n for n in found if words & set(n.heads[:1] if n.strict else n.heads))


def _one_negated(claim: str, sentence: str, pair: tuple[Token, Token], own: Sequence[int]) -> bool:
    """Whether exactly one of two antonyms is negated ("did not approve" is near "rejected")."""
    ours, theirs = tokens(claim), tokens(sentence)
    left = any(pair[0].concept in n.heads and ours[n.index] != pair[0] for n in negations(ours, range(len(ours))))
    right = any(pair[1].concept in n.heads and theirs[n.index] != pair[1] for n in negations(theirs, own))
    return left != right


def _object_shared(
    found: Sequence[Token], indices: Sequence[int], start: int, words: frozenset[str], verbs: int
) -> bool:
    """Whether the whole noun phrase behind a cue is in the other text: "no fishing clause" does not deny every clause.

    Args:
        start: Token index of the cue.
        verbs: Content words between cue and object: 1 for "not sign the lease", 0 for "rejected the lease".
    """
    seen = 0
    for index in indices:
        token = found[index]
        if index <= start or token.lower.endswith("ly"):
            continue
        if not is_content(token):
            ends = token.lower in PREPOSITIONS or not token.is_word
            if seen > verbs or (seen == verbs and ends):
                return True
            continue
        if not meets(token.concept, words):
            return False
        seen += 1
    return True


def _other_mood(claim: str, sentence: str, parts: Sequence[Clause], number: int) -> bool:
    """A condition, a question, or a mood that the claim does not have."""
    found, ours = tokens(sentence), {token.lower for token in tokens(claim)}
    theirs = {found[i].lower for i in parts[number].indices}
    if parts[number].opener in CONDITIONS or CONDITIONS & theirs or sentence.rstrip().endswith("?"):
        return True
    return any(bool(words & ours) != bool(words & theirs) for words in (_FUTURE, _MODAL))


def _antonym(claim: str, sentence: str, reach: Sequence[int], own: Sequence[int]) -> tuple[Token, Token] | None:
    """A word of the claim and its antonym in the clause, where neither side has both."""
    found = tokens(sentence)
    theirs = {found[i].concept: found[i] for i in reversed(own)}
    everywhere = {found[i].concept for i in reach}
    ours = {token.concept: token for token in reversed(tokens(claim)) if token.is_word}
    for word, token in ours.items():
        opposites = _OPPOSITES.get(word, frozenset())
        if word in everywhere or opposites & set(ours):
            continue
        for opposite in opposites & set(theirs):
            if covered_share(claim, sentence, reach, without=frozenset({word})) >= ANTONYM_COVERS:
                return token, theirs[opposite]
    return None


def _from_antonym(claim: str, sentence: str, pair: tuple[Token, Token], negated: bool) -> PolarityReading:
    """Antonyms are opposite, unless one of them is negated; then they agree, more or less."""
    found, parts = tokens(sentence), clauses(sentence)
    index = found.index(pair[1])
    number = next(n for n, clause in enumerate(parts) if index in clause.indices)
    clear = same_agent(claim, sentence, parts[number].indices, region(parts, number)) and not _other_mood(
        claim, sentence, parts, number
    )
    clear = clear and _same_role(claim, sentence, pair) and not other_object(claim, sentence, parts[number].indices)
    clear = clear and _object_shared(found, parts[number].indices, index, content(claim), 0)
    sense: Sense = "unclear" if negated or not clear else "opposite"
    return PolarityReading(sense, pair[0], pair[1], pair[1].text)


def _same_role(claim: str, sentence: str, pair: tuple[Token, Token]) -> bool:
    """Both words are verbs, or neither is: "the vote to lift" is not "imposed"."""
    ours = verb_flags(claim)[tokens(claim).index(pair[0])]
    theirs = verb_flags(sentence)[tokens(sentence).index(pair[1])]
    return ours == theirs


def _predicate(text: str, indices: Sequence[int] | None = None, wanted: frozenset[str] = frozenset()) -> Token | None:
    """The first full verb that the other text has too, else a shared word, else any content word."""
    found, verbs = tokens(text), verb_flags(text)
    where = [i for i in (range(len(found)) if indices is None else indices) if is_content(found[i])]
    shared = [i for i in where if found[i].concept in wanted]
    full = [i for i in shared if verbs[i]] or [i for i in where if verbs[i]] or shared or where
    return found[full[0]] if full else None
