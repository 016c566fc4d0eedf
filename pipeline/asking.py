"""The first half of an answer: the statements that articles make on a question, and what is held against each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pipeline.claims.brief import opens_with_a_pronoun
from pipeline.claims.checks import why_unchecked
from pipeline.claims.days import spelled
from pipeline.claims.references import find_references
from pipeline.clusters import answering, clustered, diverse, same_act
from pipeline.drawing import Drawing, may_answer
from pipeline.findings import Provenance
from pipeline.ingest import Progress
from pipeline.located import Located
from pipeline.questions import Question
from pipeline.rare_words import RareWords, names_are_in, worth
from pipeline.retrieve import SENTENCES, Candidate
from pipeline.weighing import Evidence, Material
from store import Article, Claim, Span

MOST_CLUSTERS = 3
MOST_PASSAGES = 8
MOST_EVIDENCE = 12
# Of each article, the sentences that may answer a question other than yes or no: the answer is seldom in the words of
# the question. On core dev the answer is among 3 for 37 of 42 questions that have one, among 8 for 40; what it takes
# to find it there is in `pipeline.rare_words`.
_LOOKED_AT = 8
Retrieved = Callable[[str, int], list[Candidate]]


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What is known of a question's sentences before its claims are graded.

    Attributes:
        readings: By article and span, a sentence as it can be read alone.
        more: Where sentences stand whose claims answer the question: each claim is held against them too.
    """

    readings: Mapping[tuple[str, int, int], str]
    more: tuple[tuple[Article, Span], ...]

    def beyond(self, retrieved: Sequence[Candidate]) -> list[tuple[Article, Span]]:
        """Where those stand that are not among the candidates."""
        known = {(c.article.id, c.span) for c in retrieved}
        return [(article, span) for article, span in self.more if (article.id, span) not in known]

    def as_read(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, each as it can be read alone."""
        return [replace(c, reading=self.readings.get((c.article.id, *c.span))) for c in candidates]


async def prepared(
    asked: Question,
    drawing: Drawing,
    retrieved: Retrieved,
    evidence: Callable[[Claim, Sequence[Candidate]], Evidence],
    provenance: Callable[[], Provenance],
    progress: Progress,
) -> Material:
    """What an answer is made of, before anything is graded.

    Args:
        retrieved: What the library has on a text, at most so many sentences of an article.
        evidence: What of it is worth holding against a claim.
        provenance: Of the answer; called once the models are known to be there.
    """
    open_question = asked.stated is None and asked.speaker is None
    candidates = _looked_up(asked.queries, retrieved, _LOOKED_AT if open_question else SENTENCES)
    rare = RareWords.among(asked.text, candidates) if open_question else None
    # All claims are drawn before any is graded: the embedded model changes its adapter in between.
    wanted = may_answer(asked, candidates)
    drawn = await drawing.likeliest(
        asked.queries,
        candidates,
        progress,
        most=MOST_PASSAGES,
        wanted=wanted,
        worth=partial(worth, asked, rare) if rare is not None else None,
    )
    articles = {c.article.id: c.article for c in candidates}
    located = drawn.located(articles)
    found_claims = [] if open_question else answering(asked, located, drawing.similarities(asked.text, located))
    if not found_claims and asked.speaker is None:
        located += as_they_stand(candidates, located)
        rare = rare or RareWords.among(asked.text, candidates)
        found_claims = answering(asked, located, drawing.similarities(asked.text, located), rare)
    clusters = clustered(found_claims)
    clusters = diverse(clusters) if asked.stated is not None else clusters
    clusters = clusters[: MOST_CLUSTERS - (asked.stated is not None)]
    about = bool(clusters) or any(names_are_in(asked.text, article) for article in articles.values())
    sentences = _sentences(located, telling(asked, found_claims)[:MOST_EVIDENCE])

    def held_against(text: str) -> Evidence:
        found = retrieved(text, SENTENCES)
        more = drawing.sentences_at(text, sentences.beyond(found))
        return evidence(Claim.make(text), sentences.as_read([*found, *more]))

    return Material(
        question=asked,
        candidates=tuple(candidates),
        claims=tuple(found_claims),
        clusters=tuple(clusters),
        stated=held_against(asked.stated) if asked.stated is not None and about else None,
        evidence=tuple(held_against(cluster.lead.claim.text) for cluster in clusters),
        drawn=drawn.usage,
        provenance=_noted(provenance(), len(drawn.failed)),
    )


def _noted(made: Provenance, unread: int) -> Provenance:
    """The provenance, saying how many passages could not be read: what they tell is missing in the answer."""
    if not unread:
        return made
    passages = f"{unread} passage{'s' if unread > 1 else ''}"
    return replace(made, notes=(*made.notes, f"{passages} could not be read for claims: they may answer the question"))


def as_they_stand(candidates: Sequence[Candidate], drawn: Sequence[Located]) -> list[Located]:
    """The sentences of which no claim was drawn, as claims in their own words, their days told.

    Most of them are lost for one "the talks" of which it cannot be told which talks. To whoever has asked a question
    they may be the answer, and are shown with their article. A "he" may be anybody, so a sentence with one is none, and
    neither is what states nothing.
    """
    known = {(x.article.id, *x.span) for x in drawn}
    return [
        Located(
            Claim.make(
                spelled(c.statement, c.article.published, c.previous), c.article.id, *c.span, passage_id=c.passage.id
            ),
            c.article,
        )
        for c in candidates
        if (c.article.id, *c.span) not in known
        and all(reference.head for reference in find_references(c.statement))
        and not opens_with_a_pronoun(c.statement, c.article.language)
        and why_unchecked(c.statement, english=(c.article.language or "en") == "en") is None
    ]


def _looked_up(queries: Sequence[str], retrieved: Retrieved, sentences: int) -> list[Candidate]:
    """What is retrieved for several queries, each sentence once, those of the first query first."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for query in queries:
        for candidate in retrieved(query, sentences):
            found.setdefault((candidate.article.id, *candidate.span), candidate)
    return list(found.values())


def telling(asked: Question, found: Sequence[Located]) -> list[Located]:
    """Of claims that are about what is asked, those that tell of it, in the order given.

    For a yes-or-no question those that tell of the deed, or deny. Others only speak of the same people and things;
    retrieval has the nearest of them anyhow.
    """
    stated = asked.stated
    return [x for x in found if stated is None or x.claim.voice == "denies" or same_act(stated, x.claim.text)]


def _sentences(located: Sequence[Located], answers: Sequence[Located]) -> _Sentences:
    """What the claims of a question add to the sentences that are retrieved for each of them."""
    readings = {(x.article.id, *x.span): x.claim.text for x in reversed(located)}
    more = {(x.article.id, x.span): (x.article, x.span) for x in answers}
    return _Sentences(readings, tuple(more.values()))
