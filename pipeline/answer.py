"""Answers to questions, put together in code from findings.

A question that yes or no would answer ("Has Orl approved the budget?") is a claim itself; beside it the sentences that
match the question best are taken as claims, and each is graded against every article. The answer says what each
amounts to and cites the articles. A question that names somebody of whom no article speaks is not answered with what
happens to be nearest, and where no article settles a yes or no, the answer says so first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.findings import Answer, AnswerSentence, Citation, Finding, Provenance, Quote, Source, UsageReport
from pipeline.retrieve import Candidate
from pipeline.slots import find_dates, find_names, find_numbers, missing_names, overlap
from pipeline.text import one_line, quoted

# Share of the question's content words that a sentence must have to be about what is asked.
LEAST_OVERLAP = 0.6
_MOST_CLAIMS = 3
# A sentence with the kind of thing that the question asks for (a date for "when") goes before one without.
_EXPECTED_BONUS = 0.5
_SAME_CLAIM = 0.6


def question_claims(question: str, candidates: Sequence[Candidate]) -> list[str]:
    """The sentences to grade as claims: nearest to the question, naming whom it names, no two alike."""
    has_wanted = expected_slot(question)
    ranked = []
    for candidate in candidates:
        text = one_line(candidate.statement)
        shared = overlap(question, text)
        if shared >= LEAST_OVERLAP and _states_something(text) and not missing_names(question, text):
            rank = shared + candidate.similarity + _EXPECTED_BONUS * has_wanted(text)
            ranked.append((-rank, candidate.article.id, candidate.span, text))
    stated = as_claim(question)
    chosen = [stated] if stated is not None and ranked else []
    for *_, text in sorted(ranked):
        if len(chosen) < _MOST_CLAIMS and not any(_alike(text, other) for other in chosen):
            chosen.append(text)
    return chosen


def expected_slot(question: str) -> Callable[[str], bool]:
    """Whether a sentence has the kind of thing that the question asks for; always False for a question that asks
    for none."""
    asked = question.lower()
    if re.search(r"\bwhen\b|\b(what|which) (day|date|year|month)\b", asked):
        return lambda sentence: bool(find_dates(sentence))
    if re.search(r"\bhow (many|much|long|far|old|large|big|high)\b", asked):
        return lambda sentence: bool(find_numbers(sentence))
    if re.search(r"\b(who|whom|whose|where)\b", asked):
        return lambda sentence: bool(find_names(sentence))
    return lambda sentence: False


def as_claim(question: str) -> str | None:
    """A yes-or-no question about what was done, as the statement that "yes" would make; None for any other.

    Only those are turned whose auxiliary can be left out: "Has Orl approved it?" asks whether Orl approved it. The
    verb keeps its form, which grading does not mind.
    """
    found = re.fullmatch(r"(?:has|have|had|did)\s+(?P<rest>\w.*?)\s*\?*", question.strip(), re.IGNORECASE)
    return found["rest"][0].upper() + found["rest"][1:] + "." if found else None


def _states_something(sentence: str) -> bool:
    return not sentence.rstrip().endswith("?") and len(sentence.split()) >= 4


def _alike(a: str, b: str) -> bool:
    """Shares most words, and says nothing else with its numbers: two dates for one event are two answers."""
    first, second = set(re.findall(r"\w+", a.lower())), set(re.findall(r"\w+", b.lower()))
    digits = {w for w in first if w.isdigit()} == {w for w in second if w.isdigit()}
    return digits and len(first & second) / max(1, min(len(first), len(second))) >= _SAME_CLAIM


def compose_answer(
    question: str, findings: Sequence[Finding], candidates: Sequence[Candidate], *, provenance: Provenance
) -> Answer:
    """The answer: one sentence a finding, each with the numbers of its sources."""
    citations: list[Citation] = []
    sentences = [s for f in findings if (s := _sentence(f, citations)) is not None]
    return Answer(
        question=question,
        sentences=tuple(sentences),
        citations=tuple(citations),
        findings=tuple(findings),
        not_said=_not_said(question, candidates) if not sentences else _not_settled(question, findings),
        usage=_total([f.usage for f in findings]),
        provenance=provenance,
    )


def _sentence(finding: Finding, citations: list[Citation]) -> AnswerSentence | None:
    sides = {
        "supports": [s for s in finding.sources if s.stance == "supports" and s.quotes],
        "contradicts": [s for s in finding.sources if s.stance == "contradicts" and s.quotes],
    }
    if not sides["supports"]:
        return _without_support(finding, citations)
    lead = sides["supports"][0]
    numbers = {side: tuple(_cite(s, citations) for s in sources) for side, sources in sides.items()}
    text = f"{quoted(lead.quotes[0].text)} ({_weight(finding)})"
    denial = next((s for s in sides["contradicts"] if s.voice == "denies"), None)
    if finding.conflict is not None:
        text += f" But: {quoted(finding.conflict.quotes[1].text)}"
    elif denial is not None:
        text += f" Denied: {quoted(denial.quotes[0].text)}"
    return AnswerSentence(text, tuple(dict.fromkeys(numbers["supports"] + numbers["contradicts"])))


def _without_support(finding: Finding, citations: list[Citation]) -> AnswerSentence | None:
    """What speaks against the claim, or says that it is planned; None where nothing bears on it."""
    told = {"contradicts": "No", "denies": "Denied", "plans": "Planned, not done"}
    for source in finding.sources:
        kind = source.voice if source.voice in ("denies", "plans") else source.stance
        if source.quotes and kind in told:
            return AnswerSentence(f"{told[kind]}: {quoted(source.quotes[0].text)}", (_cite(source, citations),))
    return None


def _weight(finding: Finding) -> str:
    counts = finding.counts.supports
    articles = f"{counts.articles} article" + ("s" if counts.articles != 1 else "")
    if finding.verdict == "conflicting":
        return f"in dispute: {articles} for it, {finding.counts.contradicts.articles} against"
    if finding.verdict == "ungraded":
        return f"{articles}; not all passages could be graded"
    if finding.confirmed_by_two_origins:
        return f"confirmed: {articles}, {counts.origins} independent origins"
    return f"{articles}, {counts.origins} origin" + ("s" if counts.origins != 1 else "")


def _cite(source: Source, citations: list[Citation]) -> int:
    quote = source.quotes[0]
    for known in citations:
        if (known.article_id, known.quote) == (source.article_id, quote):
            return known.number
    number = len(citations) + 1
    citations.append(
        Citation(
            number,
            source.article_id,
            source.path,
            source.title,
            source.publisher,
            source.published,
            Quote(quote.text, quote.start, quote.end),
        )
    )
    return number


def _not_said(question: str, candidates: Sequence[Candidate]) -> str:
    """What is missing: names that no article at hand mentions at all, else just that they do not say."""
    absent = [{n.text for n in missing_names(question, c.article.text)} for c in candidates]
    nowhere = sorted(set.intersection(*absent)) if absent else []
    return f"The articles do not mention {', '.join(nowhere)}." if nowhere else "The articles do not say."


def _not_settled(question: str, findings: Sequence[Finding]) -> str | None:
    """For a yes-or-no question that no article settles; the first finding is that of the question itself."""
    open_verdicts = ("not_enough_evidence", "ungraded")
    if as_claim(question) is not None and findings[0].verdict in open_verdicts and not findings[0].sources:
        return "No article was found to settle this; what follows is only near to it."
    return None


def _total(usages: Sequence[UsageReport]) -> UsageReport:
    costs = [u.cost_usd for u in usages]
    return UsageReport(
        calls=sum(u.calls for u in usages),
        cached=sum(u.cached for u in usages),
        tokens_in=sum(u.tokens_in for u in usages),
        tokens_out=sum(u.tokens_out for u in usages),
        cost_usd=None if any(c is None for c in costs) else sum(c for c in costs if c is not None),
    )
