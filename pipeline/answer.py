"""Answers to questions, put together in code from findings about the claims that answer them.

What has the kind of thing that is asked for (a date for "when") comes first; within that, what two independent
origins have, then what only one has, then what is in dispute, with both sides' words. A claim is told only where the
articles that are cited for it were graded as supporting it. A yes-or-no question is answered first by what the
articles do to the statement that "yes" would make; what was planned before, and who denies it, is kept apart. Where
nothing answers, that is said, and what is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.claims import Located
from pipeline.clusters import Cluster, same_act
from pipeline.findings import Answer, AnswerSentence, Citation, Finding, Provenance, Quote, Source, UsageReport
from pipeline.questions import Question
from pipeline.rare_words import RareWords, worth
from pipeline.retrieve import Candidate
from pipeline.slots import compare, missing_names, overlap
from pipeline.slots.coverage import same_doer
from pipeline.text import normalised, one_line, quoted
from pipeline.voice import read_voice

MOST_SENTENCES = 5
MOST_NEAR = 3
_BEGINS = 8  # words by which a statement is known again
_NEAR = 0.34
_SAME = 0.6
_LEAD, _SIDE, _DISPUTE = -1, 1, 2


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of the answer before its sources are numbered.

    Attributes:
        place: The lead (-1), confirmed (0), from one origin (1), in dispute (2).
        claim: The statement that is told; None for the lead and for a dispute, which are what their sources are.
    """

    text: str
    sources: tuple[Source, ...]
    place: int
    claim: str | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What is told, without who tells it: the statement, or both sides' words."""
        return (self.claim,) if self.claim is not None else tuple(s.quotes[0].text for s in self.sources)

    @property
    def words(self) -> frozenset[tuple[str, int]]:
        """The sentences that it rests on."""
        return frozenset((s.article_id, s.quotes[0].start) for s in self.sources)


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence that takes a side on what a yes-or-no question asks, with who says it.

    Attributes:
        graded: It was graded so; else code reads it as somebody's saying it.
    """

    located: Located
    graded: bool


def compose_answer(
    question: Question,
    stated: Finding | None,
    found: Sequence[tuple[Cluster, Finding]],
    candidates: Sequence[Candidate],
    *,
    sides: Sequence[Side] = (),
    usage: UsageReport,
    provenance: Provenance,
) -> Answer:
    """The answer to a question.

    Args:
        stated: For a yes-or-no question, the finding on the statement that "yes" would make.
        found: The statements that answer it, best first, each with its finding.
        candidates: What was retrieved: to say what is missing, and what is nearest.
        sides: For a yes-or-no question, who takes a side on it (`sides_of`).
        usage: What all of it cost.
    """
    lead = _yes_or_no(stated, question.stated or "", found) if stated is not None else None
    told: list[_Told] = [lead] if lead is not None else []
    answering = [t for c, f in found if (t := _told(c, f)) is not None]
    has_wanted = question.has_wanted
    body = [*_by_speaker(sides), *sorted(answering, key=lambda t: (not any(map(has_wanted, t.said)), t.place))]
    disputed = {words for t in body if t.place == _DISPUTE for words in t.words}
    for one in body:
        settled = one.place == _DISPUTE or not one.words <= disputed  # one side of a dispute is no fact
        printed = " ".join(other.text for other in told)
        known = one.place != _DISPUTE and all(one_line(s.quotes[0].text) in printed for s in one.sources)
        if settled and not known and not any(_alike(one, other) for other in told) and len(told) < MOST_SENTENCES:
            told.append(_in_short(one) if one.claim is not None and one.claim.rstrip(".") in printed else one)
    sentences, citations = _numbered(told)
    findings = ([stated] if stated is not None else []) + [finding for _, finding in found]
    return Answer(
        question=question.text,
        sentences=sentences,
        citations=citations,
        findings=tuple(findings),
        not_said=_not_said(question, candidates) if not told else _not_settled(stated, lead),
        usage=usage,
        provenance=provenance,
    )


def _numbered(told: Sequence[_Told]) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """Sentences with the numbers of their sources in the order of reading; the same words have one number."""
    citations: dict[tuple[str, Quote], Citation] = {}
    sentences = []
    for one in told:
        numbers = []
        for source in one.sources:
            quote = source.quotes[0]
            known = citations.get((source.article_id, quote))
            if known is None:
                known = Citation(
                    len(citations) + 1,
                    source.article_id,
                    source.path,
                    source.title,
                    source.publisher,
                    source.published,
                    Quote(quote.text, quote.start, quote.end),
                )
                citations[source.article_id, quote] = known
            numbers.append(known.number)
        sentences.append(AnswerSentence(one.text, tuple(dict.fromkeys(numbers))))
    return tuple(sentences), tuple(citations.values())


def _yes_or_no(finding: Finding, stated: str, found: Sequence[tuple[Cluster, Finding]]) -> _Told | None:
    """What the articles do to what "yes" would state; None where none of them bears on it, or too little was graded.

    Args:
        found: The claims that answer the question, with their findings: what is planned or done is among them.
    """
    shown = [s for s in finding.sources if s.quotes]
    supports = sorted((s for s in shown if s.stance == "supports"), key=lambda s: s.voice != "asserts")
    denials = [s for s in shown if s.voice == "denies"]
    contradicts = [s for s in _contradicting(finding) if same_doer(stated, s.quotes[0].text)]
    planned = [s for s in shown if s.voice == "plans"] or [
        _as_source(c.lead) for c, _ in found if c.lead.claim.voice == "plans" and _is_it(stated, c.lead)
    ]
    before = f" Before that it was planned: {_words(planned[0])}{_on(planned[0])}." if planned else ""
    denied = f" Denied: {_words(denials[0])}{_by(denials[0])}." if denials else ""
    if finding.verdict == "ungraded":
        return None
    if supports and contradicts:
        both = f"{_words(supports[0])}{_by(supports[0])}; against it: {_words(contradicts[0])}{_by(contradicts[0])}"
        return _Told(f"In dispute. For it: {both}.{denied}", (supports[0], contradicts[0], *denials[:1]), _LEAD)
    if supports and denials:
        both = f"{_words(supports[0])}{_by(supports[0])}; denied: {_words(denials[0])}{_by(denials[0])}"
        return _Told(f"In dispute. For it: {both}.", (supports[0], denials[0]), _LEAD)
    if supports:
        text = f"Yes: {_words(supports[0])} ({_weight(finding)}).{before}"
        return _Told(text, (*supports, *planned[:1]), _LEAD)
    if contradicts:
        text = f"No: {_words(contradicts[0])} ({_outlets(contradicts)}).{denied}"
        return _Told(text, (*contradicts, *denials[:1]), _LEAD)
    if done := _done(stated, found):
        text = f"Told as done, in other words: {_words(done[0])}{_on(done[0])}.{before}{denied}"
        return _Told(text, (*done, *planned[:1], *denials[:1]), _LEAD)
    if planned:
        as_of = finding.provenance.as_of
        when = f"Not yet as of {as_of}" if as_of else "Not yet, as far as the articles tell"
        return _Told(f"{when}: {_words(planned[0])}{_on(planned[0])}.{denied}", (*planned[:1], *denials[:1]), _LEAD)
    if denials:
        return _Told(f"It is denied: {_words(denials[0])}{_by(denials[0])}.", tuple(denials), _LEAD)
    return None


def _done(stated: str, found: Sequence[tuple[Cluster, Finding]]) -> list[Source]:
    """The sources of a claim that tells, in other words, that the same doer did it, as far as code can see."""
    for cluster, finding in found:
        lead = cluster.lead
        told = lead.claim.voice == "asserts" and _is_it(stated, lead) and same_act(stated, lead.claim.text)
        sources = [s for s in finding.sources if s.stance == "supports" and s.quotes]
        if told and sources and not compare(stated, lead.claim.text).differing:
            return [s for s in sources if s.article_id == lead.article.id] or sources
    return []


def _contradicting(finding: Finding) -> list[Source]:
    """The sources that say otherwise and are no denials.

    Of a small model, only those of which code names what differs: it takes the next thing for the opposite too easily.
    One with the words of a source that supports it says what that says: where "the dairy" was read as two dairies, the
    two readings are no dispute.
    """
    by_small = finding.provenance.layer_hash is not None
    quoted_for = {normalised(s.quotes[0].text) for s in finding.sources if s.stance == "supports" and s.quotes}
    against = [s for s in finding.sources if s.stance == "contradicts" and s.voice != "denies" and s.quotes]
    differing = [s for s in against if normalised(s.quotes[0].text) not in quoted_for]
    return [s for s in differing if not by_small or s.difference not in (None, "content")]


def sides_of(stated: str, graded: Sequence[Side], claims: Sequence[Located]) -> list[Side]:
    """Who takes a side on a statement, firmest first.

    Args:
        graded: The sentences that were graded as taking one.
        claims: Claims that answer the question: one in which somebody says or denies it, as code reads it, is told as
            that, though no grade says that it supports anything.
    """
    known = {(side.located.article.id, side.located.span) for side in graded}
    found = list(graded)
    for claim in claims:
        read = read_voice(stated, claim.claim.text)
        said = read.voice in ("attributes", "denies") and read.speaker is not None
        new = (claim.article.id, claim.span) not in known
        # Another day is told of something else. (A denial differs in any case.)
        same = read.voice == "denies" or not compare(stated, claim.claim.text).differing
        if said and new and same and _is_it(stated, claim) and same_act(stated, claim.claim.text):
            side = replace(claim.claim, voice=read.voice, speaker=read.speaker)
            found.append(Side(Located(side, claim.article), graded=False))
            known.add((claim.article.id, claim.span))
    order = ("attributes", "denies", "asserts", "hedges", "plans")
    return sorted(found, key=lambda s: (order.index(s.located.claim.voice), s.located.article.id, s.located.span))


def _by_speaker(sides: Sequence[Side]) -> Iterator[_Told]:
    """One sentence for each who says it, denies it or plans it: accusation, denial and confirmation are kept apart."""
    seen: set[tuple[str, str]] = set()
    for side in sides:
        claim, source = side.located.claim, _as_source(side.located)
        who = one_line(claim.speaker or "")
        key = (claim.voice, who.casefold() or source.article_id)
        if key not in seen:
            seen.add(key)
            how = "For it" if side.graded else "Said"
            how = {"denies": "Denied", "plans": "Planned", "hedges": "For it, with reservation"}.get(claim.voice, how)
            told = f"{how}, {who}" if who and how.startswith("For") else f"{how} by {who or _outlet(source)}"
            where = f" ({_outlet(source)})" if who else ""
            yield _Told(f"{told}: {_words(source)}{where}", (source,), _SIDE)


def _is_it(stated: str, located: Located) -> bool:
    """Whether a claim is about what "yes" would state, by the same doer."""
    text = located.claim.text
    return overlap(stated, text) >= _SAME and not missing_names(stated, text) and same_doer(stated, text)


def _as_source(located: Located) -> Source:
    """A claim as a source of the answer: it is told with its own words, and weighs nothing."""
    article, (start, end) = located.article, located.span
    return Source(
        article_id=article.id,
        path=article.path,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        stance="neutral",
        voice=located.claim.voice,
        speaker=located.claim.speaker,
        quotes=(Quote(located.quote, start, end),),
        origin=article.id,
        origin_why=None,
        confidence=None,
        reason="the claim that was drawn from it",
        date_guessed=article.guessed("published"),
    )


def _told(cluster: Cluster, finding: Finding) -> _Told | None:
    """A statement with its sources. None where no source that could be cited was graded as supporting it."""
    supports = [s for s in finding.sources if s.stance == "supports" and s.quotes]
    contradicts = _contradicting(finding)
    if not supports:
        return None
    denied = [s for s in finding.sources if s.voice == "denies" and s.quotes]
    denial = f" Denied: {_words(denied[0])}{_by(denied[0])}." if denied else ""
    if contradicts:
        one, other = supports[0], contradicts[0]
        text = f"In dispute: {_words(one)}{_by(one)}; but {_words(other)}{_by(other)}.{denial}"
        return _Told(text, (*supports, *contradicts, *denied[:1]), _DISPUTE)
    if denied and not any(s.voice == "asserts" for s in supports):
        text = f"In dispute: {_words(supports[0])}{_by(supports[0])}; denied: {_words(denied[0])}{_by(denied[0])}."
        return _Told(text, (*supports, *denied), _DISPUTE)
    text = f"{one_line(cluster.lead.claim.text)} ({_weight(finding)}){denial}"
    place = 0 if finding.confirmed_by_two_origins else 1
    return _Told(text, (*supports, *denied[:1]), place, one_line(cluster.lead.claim.text))


def _alike(one: _Told, other: _Told) -> bool:
    """Whether two sentences tell the same from the same words: a dispute seen from its other side, a claim twice."""
    if one.words != other.words:
        return False
    if one.claim is None or other.claim is None:
        return True
    return min(overlap(one.claim, other.claim), overlap(other.claim, one.claim)) >= _SAME


def _in_short(one: _Told) -> _Told:
    """A statement whose words have been told already: how it begins, and what more there is: who else says so."""
    claim = one.claim or ""
    words = claim.rstrip(".").split()
    begins = " ".join(words[:_BEGINS]) + (" …" if len(words) > _BEGINS else "")
    return replace(one, text=f"{quoted(begins)}, also in other words{one.text.removeprefix(claim)}")


def _words(source: Source) -> str:
    return quoted(source.quotes[0].text)


def _by(source: Source) -> str:
    """Whose words, and in which outlet."""
    who = one_line(source.speaker or "")
    return f" ({', '.join(filter(None, (who, _outlet(source))))})"


def _on(source: Source) -> str:
    return f" ({', '.join((_outlet(source), source.published or 'date unknown'))})"


def _outlets(sources: Sequence[Source]) -> str:
    return ", ".join(dict.fromkeys(_outlet(s) for s in sources))


def _outlet(source: Source) -> str:
    return one_line(source.publisher or "") or one_line(source.path).rpartition("/")[2]


def _weight(finding: Finding) -> str:
    counts = finding.counts.supports
    supports = [s for s in finding.sources if s.stance == "supports" and s.quotes]
    articles = f"{counts.articles} article" + ("s" if counts.articles != 1 else "")
    weight = f"{articles}, {counts.origins} independent origin" + ("s" if counts.origins != 1 else "")
    if finding.verdict == "ungraded":
        return f"{articles}; not all passages could be graded"
    if finding.confirmed_by_two_origins:
        weight = f"confirmed: {weight}"
    speakers = list(dict.fromkeys(one_line(s.speaker) for s in supports if s.speaker and s.voice == "attributes"))
    if supports and not any(s.voice == "asserts" for s in supports):
        weight += f"; only as said by {', '.join(speakers)}" if speakers else "; no outlet states it itself"
    return weight


def _not_said(question: Question, candidates: Sequence[Candidate]) -> str:
    """What is missing, and what is nearest to it."""
    absent = [{n.text for n in missing_names(question.text, c.article.text)} for c in candidates]
    nowhere = sorted(set.intersection(*absent)) if absent else []
    if nowhere:
        return f"The articles do not mention {', '.join(nowhere)}."
    told = "No answer was found in the articles."
    if question.speaker is not None:
        told = f"The articles do not tell what {question.speaker} said."
    return " ".join([told, *_nearest(question, candidates)])


def _nearest(question: Question, candidates: Sequence[Candidate]) -> Iterator[str]:
    """The sentences that are likeliest to answer, of those that share something with the question; with one for
    somebody's words, of those about that somebody."""
    rare = RareWords.among(question.text, candidates)
    shared = {id(c): overlap(question.text, c.text) for c in candidates}
    near = [c for c in candidates if max(shared[id(c)], rare.share(c.text)) >= _NEAR]
    if question.speaker is not None:
        near = [c for c in near if not missing_names(question.speaker, c.text)]
    ranked = [(-round(c.similarity + worth(question, rare, c.text), 6), -shared[id(c)], c) for c in near]
    told: dict[str, str] = {}
    for *_, one in sorted(ranked, key=lambda r: (r[0], r[1], r[2].article.id, r[2].span)):
        where = one_line(one.article.publisher or "") or one_line(one.article.path).rpartition("/")[2]
        told.setdefault(normalised(one.statement), f"{quoted(one.statement)} ({where})")
    if told:
        yield f"Nearest to it: {'; '.join(list(told.values())[:MOST_NEAR])}"


def _not_settled(stated: Finding | None, lead: _Told | None) -> str | None:
    """For a yes-or-no question that no article settles."""
    if stated is not None and lead is None:
        return "No article was found to settle this; what follows is only near to it."
    return None
