"""Answers to questions, put together in code from findings about the claims that answer them.

What two independent origins have comes first, then what only one has, then what is in dispute, with both sides'
words. A claim is told only where the articles that are cited for it were graded as supporting it. A yes-or-no question
is answered first by what the articles do to the statement that "yes" would make; what was planned before, and who
denies it, is kept apart. Where nothing answers, that is said, and what is nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.clusters import Cluster
from pipeline.findings import Answer, AnswerSentence, Citation, Finding, Provenance, Quote, Source, UsageReport
from pipeline.questions import Question
from pipeline.retrieve import Candidate
from pipeline.slots import missing_names, overlap
from pipeline.text import one_line, quoted

MOST_SENTENCES = 5
_NEAR = 0.34
_Numbered = tuple[int, AnswerSentence]


class _Citations:
    """The numbered sources of an answer; the same words of an article have one number."""

    def __init__(self) -> None:
        self.all: list[Citation] = []

    def number(self, source: Source) -> int:
        quote = source.quotes[0]
        for known in self.all:
            if (known.article_id, known.quote) == (source.article_id, quote):
                return known.number
        self.all.append(
            Citation(
                len(self.all) + 1,
                source.article_id,
                source.path,
                source.title,
                source.publisher,
                source.published,
                Quote(quote.text, quote.start, quote.end),
            )
        )
        return len(self.all)

    def numbers(self, sources: Sequence[Source]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.number(s) for s in sources if s.quotes))


def compose_answer(
    question: Question,
    stated: Finding | None,
    found: Sequence[tuple[Cluster, Finding]],
    candidates: Sequence[Candidate],
    *,
    usage: UsageReport,
    provenance: Provenance,
) -> Answer:
    """The answer to a question.

    Args:
        stated: For a yes-or-no question, the finding on the statement that "yes" would make.
        found: The statements that answer it, best first, each with its finding.
        candidates: What was retrieved: to say what is missing, and what is nearest.
        usage: What all of it cost.
    """
    citations = _Citations()
    lead = _yes_or_no(stated, citations) if stated is not None else None
    told = {frozenset(lead.citations)} if lead is not None else set()
    sections: list[_Numbered] = []
    for cluster, finding in found:
        numbered = _told(cluster, finding, citations)
        if numbered is None or frozenset(numbered[1].citations) in told:
            continue
        told.add(frozenset(numbered[1].citations))
        sections.append(numbered)
    ordered = [sentence for _, sentence in sorted(sections, key=lambda n: n[0])]
    sentences = ([lead] if lead is not None else []) + ordered
    shown = sentences[:MOST_SENTENCES]
    findings = ([stated] if stated is not None else []) + [finding for _, finding in found]
    return Answer(
        question=question.text,
        sentences=tuple(shown),
        citations=tuple(c for c in citations.all if any(c.number in s.citations for s in shown)),
        findings=tuple(findings),
        not_said=_not_said(question, candidates) if not shown else _not_settled(stated, lead),
        usage=usage,
        provenance=provenance,
    )


def _yes_or_no(finding: Finding, citations: _Citations) -> AnswerSentence | None:
    """What the articles do to what "yes" would state; None where none of them bears on it."""
    supports = [s for s in finding.sources if s.stance == "supports" and s.quotes]
    contradicts = [s for s in finding.sources if s.stance == "contradicts" and s.voice != "denies" and s.quotes]
    denials = [s for s in finding.sources if s.voice == "denies" and s.quotes]
    plans = [s for s in finding.sources if s.voice == "plans" and s.quotes]
    as_of = finding.provenance.as_of
    if finding.verdict == "supported":
        text = f"Yes: {_words(supports[0])} ({_weight(finding)})."
        text += f" Before that it was planned: {_words(plans[0])}{_on(plans[0])}." if plans else ""
    elif finding.verdict == "refuted":
        text = f"No: {_words(contradicts[0])} ({_outlets(contradicts)})."
    elif finding.verdict == "conflicting":
        against = contradicts or denials
        how = "denied" if not contradicts else "against it"
        both = f"{_words(supports[0])}{_by(supports[0])}; {how}: {_words(against[0])}{_by(against[0])}"
        text = f"In dispute. For it: {both}."
    elif plans:
        when = f"Not yet as of {as_of}" if as_of else "Not yet, as far as the articles tell"
        text = f"{when}: {_words(plans[0])}{_on(plans[0])}."
    elif denials:
        text = f"It is denied: {_words(denials[0])}{_by(denials[0])}."
    else:
        return None
    used = [*supports, *contradicts, *denials, *plans]
    return AnswerSentence(text, citations.numbers(used))


def _told(cluster: Cluster, finding: Finding, citations: _Citations) -> _Numbered | None:
    """A statement with its sources, and its place in the answer: confirmed, from one origin, in dispute.

    None where no source that could be cited was graded as supporting it.
    """
    supports = [s for s in finding.sources if s.stance == "supports" and s.quotes]
    contradicts = [s for s in finding.sources if s.stance == "contradicts" and s.quotes]
    claim = cluster.lead.claim
    if not supports:
        return None
    text = one_line(claim.text)
    if finding.conflict is not None and contradicts:
        both = (_words(supports[0]), _outlets(supports), _words(contradicts[0]), _outlets(contradicts))
        sentence = "In dispute: {} ({}); but {} ({}).".format(*both)
        return 2, AnswerSentence(sentence, citations.numbers([*supports, *contradicts]))
    denied = [s for s in contradicts if s.voice == "denies"]
    sentence = f"{text} ({_weight(finding)})"
    sentence += f" Denied: {_words(denied[0])}{_by(denied[0])}." if denied else ""
    place = 0 if finding.confirmed_by_two_origins else 1
    return place, AnswerSentence(sentence, citations.numbers([*supports, *denied]))


def _words(source: Source) -> str:
    return quoted(source.quotes[0].text).rstrip(".")


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
    told = "The articles do not say."
    if question.speaker is not None:
        told = f"The articles do not tell what {question.speaker} said."
    return " ".join([told, *_nearest(question, candidates)])


def _nearest(question: Question, candidates: Sequence[Candidate]) -> Iterator[str]:
    """The sentence that shares most with the question, if it shares anything."""
    ranked = [(overlap(question.text, c.text), c.similarity, c.article.id, c) for c in candidates]
    ranked.sort(key=lambda r: (-r[0], -r[1], r[2], r[3].span))
    if ranked and ranked[0][0] >= _NEAR:
        near = ranked[0][3]
        where = one_line(near.article.publisher or "") or one_line(near.article.path).rpartition("/")[2]
        yield f"Nearest to it: {quoted(near.statement)} ({where})"


def _not_settled(stated: Finding | None, lead: AnswerSentence | None) -> str | None:
    """For a yes-or-no question that no article settles."""
    if stated is not None and lead is None:
        return "No article was found to settle this; what follows is only near to it."
    return None
