"""What a finding or an answer is made of, kept so that it can be weighed again without asking a model.

`FactChecker.evidence_for` and `aprepare` gather it, `agrade_missing` fills a `GradeBook` as grades come, `weigh` and
`answer_from` make a finding or an answer of it. The last two are pure: they ask nobody, so an article can be left out
and taken back at no cost. What was not graded is `Ungraded`, and whatever a hand has left out is named in the
finding's notes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.answer import Side, compose_answer, sides_of
from pipeline.clusters import Cluster
from pipeline.findings import Answer, ClaimText, Finding, Grade, Provenance, Ungraded, UsageReport
from pipeline.llm.records import Usage
from pipeline.located import Located
from pipeline.questions import Question
from pipeline.retrieve import Candidate
from pipeline.text import name_of
from pipeline.verdict import judge
from store import Article, Claim

NOT_GRADED = "stopped before it was graded"
Key = tuple[str | int, ...]
Graded = tuple[Grade | Ungraded, Usage]
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was looked up for one claim.

    Attributes:
        tried: What is worth a call, best match first: sentences, or passages for a grader that reads passages.
        screened: What was not read: it shares too little with the claim.
        copies: The copy group of each article that has one in the library, by article id.
        provenance: Of the finding, and so of whom the grades are asked.
    """

    claim: Claim
    tried: tuple[Candidate, ...]
    screened: tuple[Candidate, ...]
    copies: Mapping[str, str]
    provenance: Provenance

    def key(self, candidate: Candidate) -> Key:
        """What a grade depends on: who grades, the claim, and what is read."""
        by = self.provenance
        graded_by = (by.model, *(f"{name}={by.prompt_hashes[name]}" for name in sorted(by.prompt_hashes)))
        place = (candidate.article.id, candidate.passage.id, *candidate.span)
        return (*graded_by, by.second_model or "", by.layer_hash or "", self.claim.id, *place, candidate.reading or "")

    @property
    def articles(self) -> dict[str, Article]:
        """Every article of the evidence, by id."""
        return {c.article.id: c.article for c in (*self.tried, *self.screened)}


@dataclass(frozen=True, slots=True)
class Material:
    """All that was looked up for one question.

    Attributes:
        candidates: What retrieval brought.
        claims: The claims that answer the question, best first.
        clusters: The statements that they make, each held against the articles as `evidence` has it, in this order.
        stated: For a yes-or-no question, the evidence on what "yes" would state; None for any other, and where the
            library has nothing on it.
        drawn: What drawing the claims cost.
    """

    question: Question
    candidates: tuple[Candidate, ...]
    claims: tuple[Located, ...]
    clusters: tuple[Cluster, ...]
    stated: Evidence | None
    evidence: tuple[Evidence, ...]
    drawn: Usage
    provenance: Provenance

    @property
    def parts(self) -> tuple[Evidence, ...]:
        """All evidence, that on what "yes" would state first."""
        return ((self.stated,) if self.stated is not None else ()) + self.evidence

    @property
    def articles(self) -> dict[str, Article]:
        """Every article of the material, by id."""
        found = {c.article.id: c.article for c in self.candidates}
        for part in self.parts:
            found |= part.articles
        return found | {x.article.id: x.article for x in self.claims}


class GradeBook:
    """Grades by what they depend on, filled as they come: a stop loses none of them."""

    def __init__(self) -> None:
        self._graded: dict[Key, Graded] = {}

    def get(self, key: Key) -> Graded | None:
        """The grade under a key, with what it cost, or None."""
        return self._graded.get(key)

    def put(self, key: Key, graded: Graded) -> None:
        """Keeps a grade; it takes the place of an older one."""
        self._graded[key] = graded

    def missing(self, evidence: Evidence, without: Collection[str] = ()) -> list[Candidate]:
        """What has not been graded yet, or could not be.

        Args:
            without: Ids of articles that are left out.
        """
        known = ((c, self._graded.get(evidence.key(c))) for c in evidence.tried if c.article.id not in without)
        return [c for c, graded in known if graded is None or isinstance(graded[0], Ungraded)]


def weigh(
    evidence: Evidence,
    book: GradeBook,
    *,
    without: Collection[str] = (),
    fresh: Collection[Key] | None = None,
    all_sources: bool = False,
) -> Finding:
    """The finding that the grades at hand come to.

    Args:
        without: Ids of articles that are left out by hand; the finding's notes name them.
        fresh: Grades that were asked for just now; the others count as remembered. None: all of them.
        all_sources: List the articles that do not bear on the claim too.
    """
    kept = [c for c in evidence.tried if c.article.id not in without]
    found = [_graded(evidence, book, c, fresh) for c in kept]
    articles = {i: article for i, article in evidence.articles.items() if i not in without}
    judgement = judge(
        [graded for graded, _ in found],
        articles,
        screened=sum(c.article.id not in without for c in evidence.screened),
        all_sources=all_sources,
        copies=evidence.copies,
    )
    return Finding(
        claim=ClaimText(evidence.claim.id, evidence.claim.text),
        verdict=judgement.verdict,
        summary=judgement.summary,
        confirmed_by_two_origins=judgement.confirmed_by_two_origins,
        sources=judgement.sources,
        counts=judgement.counts,
        conflict=judgement.conflict,
        coverage=judgement.coverage,
        usage=usage_report([usage for _, usage in found]),
        provenance=_noted(evidence.provenance, evidence.articles, without),
    )


def answer_from(
    material: Material,
    book: GradeBook,
    *,
    without: Collection[str] = (),
    fresh: Collection[Key] | None = None,
    drawn_now: bool = True,
    all_sources: bool = False,
) -> Answer:
    """The answer that the grades at hand come to.

    Args:
        without, fresh: As for `weigh`.
        drawn_now: The claims were drawn just now; else drawing them counts as remembered.
        all_sources: List in its findings the articles that do not bear on their claims too.
    """
    new = set(fresh) if fresh is not None else {part.key(c) for part in material.parts for c in part.tried}
    findings: list[Finding] = []
    for part in material.parts:
        findings.append(weigh(part, book, without=without, fresh=new, all_sources=all_sources))
        new -= {part.key(c) for c in part.tried}  # a statement that is held against the articles twice is paid once
    drawn = material.drawn if drawn_now else Usage(cached=material.drawn.calls + material.drawn.cached)
    stated = findings[0] if material.stated is not None else None
    clusters = [_led_by_another(cluster, without) for cluster in material.clusters]
    pairs = zip(clusters, findings[stated is not None :], strict=True)
    return compose_answer(
        material.question,
        stated,
        [(cluster, finding) for cluster, finding in pairs if _can_be_told(cluster, without)],
        [c for c in material.candidates if c.article.id not in without],
        sides=_sides(material, book, without),
        usage=UsageReport.together([usage_report([drawn]), *(finding.usage for finding in findings)]),
        provenance=_noted(material.provenance, material.articles, without),
    )


def usage_report(usages: Sequence[Usage]) -> UsageReport:
    """What several calls have cost, as findings tell it."""
    total = sum(usages, Usage(cost_usd=0.0))
    return UsageReport(total.calls, total.cached, total.tokens_in, total.tokens_out, total.cost_usd)


def _graded(evidence: Evidence, book: GradeBook, candidate: Candidate, fresh: Collection[Key] | None) -> Graded:
    key = evidence.key(candidate)
    known = book.get(key)
    if known is None:
        place = (evidence.claim.id, candidate.article.id, candidate.passage.id)
        return Ungraded(*place, NOT_GRADED), Usage()
    graded, usage = known
    return graded, usage if fresh is None or key in fresh else Usage(cached=usage.calls + usage.cached)


def _noted(provenance: Provenance, articles: Mapping[str, Article], without: Collection[str]) -> Provenance:
    """The provenance, saying which of the articles were left out by hand."""
    left_out = [articles[i] for i in articles if i in without]
    if not left_out:
        return provenance
    names = sorted({name_of(a.publisher, a.title, a.path) for a in left_out})
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    count = f"{len(left_out)} article{'s' if len(left_out) > 1 else ''}"
    note = f"left out by hand: {count} ({', '.join(names[:_NAMED])}{more})"
    return replace(provenance, notes=(*provenance.notes, note))


def _led_by_another(cluster: Cluster, without: Collection[str]) -> Cluster:
    """The cluster in the words of an article that counts, if one of its claims is of one."""
    kept = tuple(x for x in cluster.claims if x.article.id not in without)
    return Cluster(kept[0], kept) if kept else cluster


def _can_be_told(cluster: Cluster, without: Collection[str]) -> bool:
    """A statement of left-out articles alone can still be one that others support; a plan would be told in their
    words."""
    return cluster.lead.article.id not in without or cluster.lead.claim.voice != "plans"


def _sides(material: Material, book: GradeBook, without: Collection[str]) -> list[Side]:
    """Every sentence that was graded as taking a side on what "yes" would state, with who says it.

    A finding has one entry an article and side; here an article may both accuse and confirm.
    """
    stated = material.question.stated
    if material.stated is None or stated is None:
        return []
    articles = material.stated.articles
    graded = [Side(located, graded=True) for located in _taking_sides(material.stated, book, articles, stated)]
    kept = [side for side in graded if side.located.article.id not in without]
    return sides_of(stated, kept, [x for x in material.claims if x.article.id not in without])


def _taking_sides(
    evidence: Evidence, book: GradeBook, articles: Mapping[str, Article], stated: str
) -> Iterator[Located]:
    for candidate in evidence.tried:
        known = book.get(evidence.key(candidate))
        grade = known[0] if known is not None else None
        if isinstance(grade, Grade) and grade.quotes and (grade.stance == "supports" or grade.voice == "denies"):
            start, end = grade.quotes[0]
            claim = Claim.make(stated, grade.article_id, start, end, voice=grade.voice, speaker=grade.speaker)
            yield Located(claim, articles[grade.article_id])
