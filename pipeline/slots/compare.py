"""Compares a claim with one sentence, slot by slot: dates, numbers, names, polarity.

The invariant is caution: `differs` is only said where the rest of the claim stands in the same clause of the
sentence, under the same verb and the same actor. A difference that belongs to another event is `unclear`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.slots.binding import Binding, Mention, Outcome, Settled, bind, place, separated, settle
from pipeline.slots.clauses import clauses, region
from pipeline.slots.coverage import covered_share, governing_verb, other_object, same_agent
from pipeline.slots.dates import DateMention, find_dates
from pipeline.slots.lexicon import PLANNED
from pipeline.slots.names import find_names, locate_name
from pipeline.slots.numbers import NumberMention, find_numbers
from pipeline.slots.polarity import content, negations, read_polarity
from pipeline.slots.same_date import compare_dates
from pipeline.slots.same_number import compare_numbers, same_unit
from pipeline.slots.words import Token, meets, tokens

Span = tuple[int, int]
Kind = Literal["date", "number", "name", "polarity"]
SlotOutcome = Literal["match", "differs", "coarser", "missing", "unclear"]

MIN_COVERAGE = 0.80  # share of the claim that must stand in the clause before a slot may differ
_BESIDE = 6  # tokens
MOST_SLOTS = 24  # dates or numbers of one unit in a sentence
LONGEST_CLAIM = 2_000  # characters; longer texts are no claim and no sentence, and are not compared
LONGEST_SENTENCE = 8_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """One slot of the claim held against the sentence.

    Attributes:
        outcome: `coarser` is compatible but says less; `missing` is not in the sentence; `unclear` decides nothing.
        claim_words, sentence_words: The words compared; the sentence's are empty where it has none.
        claim_span, sentence_span: Their places, exact in Python characters.
        why: One line for an editor.
    """

    kind: Kind
    outcome: SlotOutcome
    claim_words: str
    sentence_words: str
    claim_span: Span | None
    sentence_span: Span | None
    why: str


@dataclass(frozen=True, slots=True)
class SlotReport:
    """All comparisons of one claim with one sentence.

    Attributes:
        coverage: Share of the claim's content words, slots left out, in the best clause of the sentence.
    """

    comparisons: tuple[Comparison, ...]
    coverage: float

    @property
    def differing(self) -> list[Comparison]:
        """Slots that contradict the claim, polarity included."""
        return [slot for slot in self.comparisons if slot.outcome == "differs"]

    @property
    def unsupported(self) -> list[Comparison]:
        """Slots that the sentence lacks, or states less exactly."""
        return [slot for slot in self.comparisons if slot.outcome in ("missing", "coarser")]

    @property
    def matched(self) -> list[Comparison]:
        """Slots that the sentence confirms."""
        return [slot for slot in self.comparisons if slot.outcome == "match"]


def compare(claim: str, sentence: str, *, reference_date: str | None = None, context: str = "") -> SlotReport:
    """Holds each date, number and name of the claim, and its polarity, against one sentence.

    Args:
        claim: A statement that stands alone.
        sentence: One sentence of an article.
        reference_date: The article's ISO date, to resolve weekdays, "yesterday" and missing years.
        context: The surrounding passage or title: names may be found there.
    """
    if len(claim) > LONGEST_CLAIM or len(sentence) > LONGEST_SENTENCE:
        return SlotReport((), 0.0)
    pair = _Pair(claim, sentence, reference_date, context)
    slots = (*pair.dates(), *pair.numbers(), *pair.names(), *pair.polarity())
    return SlotReport(slots, round(pair.coverage(), 4))


def _as_referred_to(claim: str, sentence: str, context: str) -> tuple[str, list[int]]:
    """The claim with full names as the sentence refers back to them, and each character's place in the claim.

    An article that has introduced "the Harbour Dues Act" goes on with "the act": where the passage gives the full
    name and the sentence only its last word, the last word stands for it.
    """
    here = {token.concept for token in tokens(sentence)}
    cut: set[int] = set()
    for name in find_names(claim):
        last = tokens(name.text)[-1:]
        known = bool(context) and not name.person and locate_name(name, context) is not None
        if known and last and last[0].concept in here and locate_name(name, sentence) is None:
            cut |= set(range(name.start, name.start + last[0].start))
    places = [i for i in range(len(claim)) if i not in cut]
    return "".join(claim[i] for i in places), places


class _Pair:
    """A claim and a sentence, with what the comparisons share."""

    def __init__(self, claim: str, sentence: str, reference_date: str | None, context: str) -> None:
        self.claim = claim
        self.sentence = sentence
        self.reference = reference_date
        self.context = context
        self.parts = clauses(sentence)
        self.short, self.places = _as_referred_to(claim, sentence, context)

    def coverage(self) -> float:
        shares = (covered_share(self.short, self.sentence, region(self.parts, n)) for n in range(len(self.parts)))
        return max(shares, default=0.0)

    def dates(self) -> Iterator[Comparison]:
        ours = find_dates(self.claim)
        theirs = find_dates(self.sentence, self.reference)
        free = _not_taken(ours, theirs)
        for mention in ours:
            candidates = [d for d in theirs if d in free or compare_dates(mention, d) in ("match", "coarser")]
            outcomes: list[Outcome] = [compare_dates(mention, other) for other in candidates]
            yield self._decided("date", mention, candidates, outcomes, ours, theirs)

    def numbers(self) -> Iterator[Comparison]:
        ours, theirs = find_numbers(self.claim), find_numbers(self.sentence)
        for mention in ours:
            if mention.vague:
                continue
            candidates = [n for n in theirs if same_unit(mention, n) == "same"]
            if not candidates:
                yield self._loose_number(mention, theirs)
                continue
            outcomes: list[Outcome] = [compare_numbers(mention, other) for other in candidates]
            yield self._decided("number", mention, candidates, outcomes, ours, candidates)

    def _loose_number(self, mention: NumberMention, theirs: Sequence[NumberMention]) -> Comparison:
        """No number with the claim's unit: the same value with an open unit is a match, a vague one is unclear."""
        near = [n for n in theirs if same_unit(mention, n) == "open"]
        equal = next((n for n in near if compare_numbers(mention, n) == "match"), None)
        if equal is not None:
            return _slot("number", "match", self.claim, mention, self.sentence, equal)
        alike = next((n for n in theirs if n.low == mention.low and not n.vague), None)
        other = near[0] if near else alike
        return _slot("number", "unclear" if other else "missing", self.claim, mention, self.sentence, other)

    def _decided(
        self,
        kind: Kind,
        mention: Mention,
        candidates: Sequence[Mention],
        outcomes: Sequence[Outcome],
        ours: Sequence[Mention],
        theirs: Sequence[Mention],
    ) -> Comparison:
        if not candidates:
            return _slot(kind, "missing", self.claim, mention, self.sentence, None)
        if len(candidates) > MOST_SLOTS:  # a table, not a sentence: nothing binds
            good = next((i for i, o in enumerate(outcomes) if o == "match"), None)
            other = None if good is None else candidates[good]
            return _slot(kind, "unclear" if good is None else "match", self.claim, mention, self.sentence, other)
        wanted = content(self.claim) if len(ours) == 1 else bind(self.claim, mention, ours).all_words()
        bound: list[Binding] = []
        if len(candidates) > 1:
            bound = [bind(self.sentence, other, theirs) for other in candidates]
        settled: Settled = settle(
            outcomes,
            bound,
            wanted,
            allowed=lambda i: self._same_event(mention, candidates[i]),
            apart=lambda i, j: separated(self.sentence, candidates[i], candidates[j]),
        )
        other = None if settled.index is None else candidates[settled.index]
        return _slot(kind, settled.outcome, self.claim, mention, self.sentence, other)

    def _same_event(self, ours: Mention, theirs: Mention) -> bool:
        """Whether both slots belong to one event: same clause content, verb, actor and mood."""
        here = place(self.sentence, theirs)
        reach = region(self.parts, here.clause)
        if covered_share(self.short, self.sentence, reach) < MIN_COVERAGE or not self._names_fit(reach):
            return False
        found, own = tokens(self.sentence), self.parts[here.clause].indices
        if other_object(self.claim, self.sentence, reach):
            return False
        if negations(found, own) or negations(tokens(self.claim), range(len(tokens(self.claim)))):
            return False
        planned = bool(PLANNED & {found[i].lower for i in own})
        if planned != bool(PLANNED & {token.lower for token in tokens(self.claim)}):
            return False
        return self._same_verb(ours, here.first, own, reach) and same_agent(self.claim, self.sentence, own, reach)

    def _same_verb(self, ours: Mention, index: int, own: Sequence[int], reach: Sequence[int]) -> bool:
        everything = range(len(tokens(self.claim)))
        verb = governing_verb(self.claim, everything, place(self.claim, ours).first)
        other = governing_verb(self.sentence, own, index) or governing_verb(self.sentence, reach, index)
        if verb is None:
            return True
        if isinstance(ours, NumberMention):  # "left 15 people dead": the verb may be another word beside the number
            found = tokens(self.sentence)
            beside = frozenset(found[i].concept for i in own if abs(i - index) <= _BESIDE)
            return meets(verb.concept, beside)
        return other is not None and meets(verb.concept, frozenset({other.concept}))

    def _names_fit(self, reach: Sequence[int]) -> bool:
        """Every name of the claim is in the sentence or the context, and one of them in this very clause."""
        names = find_names(self.claim)
        found = tokens(self.sentence)
        starts = {found[i].start for i in reach}
        spans = [locate_name(name, self.sentence) for name in names]
        if any(
            span is None and locate_name(name, self.context) is None for name, span in zip(names, spans, strict=True)
        ):
            return False
        return not names or any(span is not None and span[0] in starts for span in spans)

    def names(self) -> Iterator[Comparison]:
        for name in find_names(self.claim):
            span = locate_name(name, self.sentence)
            if span is None and self.context and locate_name(name, self.context) is not None:
                why = f'"{name.text}" is named in the surrounding text, not in this sentence'
                yield Comparison("name", "match", name.text, "", (name.start, name.end), None, why)
            elif span is None:
                why = f'the sentence does not name "{name.text}"'
                yield Comparison("name", "missing", name.text, "", (name.start, name.end), None, why)
            else:
                words = self.sentence[span[0] : span[1]]
                why = f'the claim names "{name.text}", the sentence "{words}"'
                yield Comparison("name", "match", name.text, words, (name.start, name.end), span, why)

    def polarity(self) -> Iterator[Comparison]:
        reading = read_polarity(self.short, self.sentence)
        if reading is None or reading.claim_token is None or reading.sentence_token is None:
            return
        ours, theirs = reading.claim_token, reading.sentence_token
        sense = reading.sense
        if self.claim.split() == self.sentence.split():
            sense = "same"
        if sense == "opposite" and self._other_date():
            sense = "unclear"
        outcome: SlotOutcome = {"same": "match", "opposite": "differs", "unclear": "unclear"}[sense]  # type: ignore[assignment]
        why = {
            "same": f'both say "{ours.text}" in the same sense',
            "opposite": f'the claim says "{ours.text}", the sentence says the opposite with "{theirs.text}"',
            "unclear": f'"{ours.text}" and "{theirs.text}" may be opposed; the sentence does not decide it',
        }[sense]
        yield Comparison(
            "polarity", outcome, ours.text, theirs.text, self._in_claim(ours), (theirs.start, theirs.end), why
        )

    def _in_claim(self, token: Token) -> Span:
        """Where a token of the shortened claim stands in the claim."""
        return self.places[token.start], self.places[token.end - 1] + 1

    def _other_date(self) -> bool:
        """Whether both sides are dated, and differently: prices may rise in May and fall in June."""
        ours, theirs = find_dates(self.claim), find_dates(self.sentence, self.reference)
        if not ours or not theirs:
            return False
        return not any(compare_dates(d, other) in ("match", "coarser") for d in ours for other in theirs)


def _not_taken(ours: Sequence[DateMention], theirs: Sequence[DateMention]) -> list[DateMention]:
    """Dates of the sentence that no date of the claim matches: only those can contradict another one."""
    if len(ours) == 1:
        return list(theirs)
    return [other for other in theirs if not any(compare_dates(d, other) == "match" for d in ours)]


_WHY = {
    "match": 'the claim says "{ours}", so does the sentence ("{theirs}")',
    "differs": 'the claim says "{ours}", the sentence says "{theirs}"',
    "coarser": 'the claim says "{ours}", the sentence only "{theirs}"',
    "missing": 'the claim says "{ours}", the sentence gives no such {kind}',
    "unclear": 'the claim says "{ours}"; "{theirs}" in the sentence may belong to something else',
}


def _slot(
    kind: Kind, outcome: SlotOutcome, claim: str, ours: Mention, sentence: str, theirs: Mention | None
) -> Comparison:
    words = claim[ours.start : ours.end]
    other = "" if theirs is None else sentence[theirs.start : theirs.end]
    span = None if theirs is None else (theirs.start, theirs.end)
    why = _WHY[outcome].format(ours=words, theirs=other, kind=kind)
    return Comparison(kind, outcome, words, other, (ours.start, ours.end), span, why)
