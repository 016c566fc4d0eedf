"""Pairs of statements that are worth a question, the most promising first. No model is asked.

Each statement is held against those that are near it by vector or share rare words with it, in other articles that tell
of the same events and are no copies of its text. Two kinds of pairs are kept: each statement with its nearest one,
since the model sees differences that code does not (a paraphrase, another language), and pairs in which code sees what
may differ (`clashes`). The order is what a cap goes by, so it counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.clashes.find import corrects, find_clashes
from pipeline.clashes.readings import Reading, Weights
from pipeline.conflicts.records import Clash
from pipeline.conflicts.statements import Statement

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

NEIGHBOURS = 24
"""Statements that each is held against, by vector and again by words."""
COMMON = 200
"""A word that more statements than this have leads to none of them."""
NAMES, CLASH, CORRECTED, NEAREST = 0.3, 1.5, 0.5, 0.3
"""What shared names, a clash at full strength, words of correction and being the nearest are worth beside a cosine."""
LEAST_PROMISE = 1.0
"""Of pairs in which code sees what may differ, those below this are not asked about."""
LEAST_NEAR = 0.5
"""And of pairs of nearest statements, those whose cosine and share of words come to less."""
LEAST_KIN = 0.11
"""Share of names, by weight, that two articles must have in common: of the eval corpus all pairs of articles about one
event have it, and 2 % of those about two events."""
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that may contradict each other.

    Attributes:
        ours, theirs: The claims that speak for the two statements in this pair: of different articles, no copies.
        nearness: Cosine of their vectors and share of their words' beginnings, 0 to 2.
        clashes: What may differ, likeliest first.
        promise: By which pairs are ordered.
        nearest: One is the nearest statement of the other.
    """

    one: Statement
    other: Statement
    ours: Reading
    theirs: Reading
    nearness: float
    clashes: tuple[Clash, ...]
    promise: float
    nearest: bool = False

    @property
    def clash(self) -> Clash | None:
        """The likeliest."""
        return self.clashes[0] if self.clashes else None

    @property
    def claim_ids(self) -> tuple[str, str]:
        """By which the pair is remembered."""
        return self.ours.located.claim.id, self.theirs.located.claim.id


def propose(
    statements: Sequence[Statement], vectors: Vectors, copies: Mapping[str, str], weights: Weights
) -> list[Pair]:
    """The pairs that are worth a question, most promising first.

    Args:
        vectors: Of each statement's first claim, (statements, dimension), unit length.
        copies: The copy group of each article that has one, by article id.
    """
    kin = _Kin(statements)
    beginnings = Weights.of_sets(statement.first.beginnings for statement in statements)
    pairs: list[tuple[int, int, Pair]] = []
    for i, j in sorted(_neighbours(vectors) | _sharing(statements, beginnings)):
        speakers = _apart(statements[i], statements[j], copies, kin)
        if speakers is not None:
            similarity = float(vectors[i] @ vectors[j])
            pairs.append((i, j, _weighed(statements[i], statements[j], *speakers, similarity, weights, beginnings)))
    nearest = _nearest(pairs)
    found = [_favoured(pair) if (i, j) in nearest else pair for i, j, pair in pairs]
    return sorted(filter(_promising, found), key=lambda pair: (-pair.promise, pair.claim_ids))


def _nearest(pairs: Sequence[tuple[int, int, Pair]]) -> set[tuple[int, int]]:
    """Those pairs in which one is the nearest statement of the other."""
    best: dict[int, tuple[float, int, int]] = {}
    for i, j, pair in pairs:
        for number in (i, j):
            best[number] = max(best.get(number, (-9.0, 0, 0)), (pair.nearness, -i, -j))
    return {(-i, -j) for _, i, j in best.values()}


def _favoured(pair: Pair) -> Pair:
    return replace(pair, nearest=True, promise=round(pair.promise + NEAREST, 4))


def _promising(pair: Pair) -> bool:
    if pair.nearest and pair.nearness >= LEAST_NEAR:
        return True
    return bool(pair.clashes) and pair.promise >= LEAST_PROMISE


def _neighbours(vectors: Vectors) -> set[tuple[int, int]]:
    """Each statement with those that are nearest by vector, in blocks, so that memory stays small."""
    import numpy

    pairs: set[tuple[int, int]] = set()
    size = len(vectors)
    # Twice as many as wanted, since some are of the same article.
    most = min(2 * NEIGHBOURS, size - 1)
    for begin in range(0, size, _BLOCK) if most > 0 else ():
        near = vectors[begin : begin + _BLOCK] @ vectors.T
        near[numpy.arange(len(near)), numpy.arange(begin, begin + len(near))] = -2.0
        for row, others in enumerate(numpy.argpartition(-near, most - 1, axis=1)[:, :most]):
            pairs |= {(min(begin + row, int(j)), max(begin + row, int(j))) for j in others}
    return pairs


def _sharing(statements: Sequence[Statement], beginnings: Weights) -> set[tuple[int, int]]:
    """Each statement with those that share most of its rarer words."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        for word in statement.first.beginnings:
            having[word].append(number)
    pairs: set[tuple[int, int]] = set()
    for number, statement in enumerate(statements):
        scores: dict[int, float] = defaultdict(float)
        for word in sorted(statement.first.beginnings):
            if len(having[word]) <= COMMON:
                for other in having[word]:
                    scores[other] += beginnings.of_word(word)
        scores.pop(number, None)
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[: 2 * NEIGHBOURS]
        pairs |= {(min(number, other), max(number, other)) for other, _ in best}
    return pairs


class _Kin:
    """Whether two articles may tell of the same events, by the names in them: "the vote was held on April 8" names
    nothing, and stands beside any other vote."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._names: dict[str, frozenset[str]] = defaultdict(frozenset)
        for statement in statements:
            for reading in statement.readings:
                self._names[reading.located.article.id] |= reading.names
        self._weights = Weights.of_sets(self._names.values())
        self._known: dict[tuple[str, str], bool] = {}

    def are(self, one: str, other: str) -> bool:
        """Of two article ids."""
        pair = (min(one, other), max(one, other))
        if pair not in self._known:
            share = self._weights.shared(self._names[one], self._names[other])
            self._known[pair] = share >= LEAST_KIN
        return self._known[pair]


def _apart(one: Statement, other: Statement, copies: Mapping[str, str], kin: _Kin) -> tuple[Reading, Reading] | None:
    """A claim of each, from different articles that may tell of one event and are no copies of one text, or None."""
    for ours in one.readings:
        for theirs in other.readings:
            left, right = ours.located.article.id, theirs.located.article.id
            if left != right and (left not in copies or copies[left] != copies.get(right)) and kin.are(left, right):
                return ours, theirs
    return None


def _weighed(
    one: Statement,
    other: Statement,
    ours: Reading,
    theirs: Reading,
    similarity: float,
    weights: Weights,
    beginnings: Weights,
) -> Pair:
    """A pair with what may differ in it and how promising it is."""
    nearness = similarity + beginnings.shared(ours.beginnings, theirs.beginnings)
    clashes = tuple(find_clashes(ours, theirs, weights))
    promise = nearness + NAMES * weights.shared(ours.names, theirs.names)
    promise += CLASH * clashes[0].strength if clashes else 0.0
    if clashes and (clashes[0].taken_back or corrects(ours.sentence) or corrects(theirs.sentence)):
        promise += CORRECTED
    pair = Pair(one, other, ours, theirs, round(nearness, 4), clashes, round(promise, 4))
    # A model that is better at English is asked about an English claim first.
    return turned(pair) if ours.foreign and not theirs.foreign else pair


def turned(pair: Pair) -> Pair:
    """The same pair with its sides changed."""
    clashes = tuple(replace(c, ours=c.theirs, theirs=c.ours) for c in pair.clashes)
    return replace(pair, one=pair.other, other=pair.one, ours=pair.theirs, theirs=pair.ours, clashes=clashes)
