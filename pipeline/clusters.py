"""Claims that answer a question, best first, and which of them say the same in other articles.

Two claims are one statement when each has most of the other's words, code finds nothing that differs, and they are
told in the same mode: what is planned is another statement than what is done. Two dates for one event are two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.claims import Located
from pipeline.questions import Question
from pipeline.slots import compare, missing_names, overlap

LEAST_OVERLAP = 0.6
"""Share of the question's content words that a claim must have to be about what is asked."""
_SAME = 0.6
# A claim with the kind of thing that the question asks for (a date for "when") goes before one without.
_EXPECTED_BONUS = 0.5


@dataclass(frozen=True, slots=True)
class Cluster:
    """One statement, with the claims that make it.

    Attributes:
        lead: The claim whose words are used.
        claims: All of them, the lead first.
    """

    lead: Located
    claims: tuple[Located, ...]


def answering(question: Question, found: Sequence[Located], similarity: Mapping[str, float]) -> list[Located]:
    """The claims that are about what is asked, best first.

    Args:
        similarity: Of each claim to the question, by claim id.
    """
    has_wanted = question.has_wanted
    ranked = []
    for located in found:
        text = located.claim.text
        shared = max(overlap(query, text) for query in question.queries)
        if shared < LEAST_OVERLAP or _lacks_a_name(question, located) or not _said_by(question, located):
            continue
        worth = shared + similarity.get(located.claim.id, 0.0) + _EXPECTED_BONUS * has_wanted(text)
        ranked.append((-round(worth, 6), located.article.id, located.claim.start or 0, located.claim.id, located))
    return [located for *_, located in sorted(ranked, key=lambda r: r[:4])]


def clustered(found: Sequence[Located]) -> list[Cluster]:
    """The statements that the claims make, in the order of their first claim."""
    groups: list[list[Located]] = []
    for located in found:
        home = next((group for group in groups if same_statement(group[0], located)), None)
        if home is None:
            groups.append([located])
        else:
            home.append(located)
    return [Cluster(group[0], tuple(group)) for group in groups]


def same_statement(a: Located, b: Located) -> bool:
    """Whether two claims say the same of the same, whoever says it."""
    planned = [located.claim.voice in ("plans", "denies") for located in (a, b)]
    one, other = a.claim, b.claim
    if planned[0] != planned[1] or _other_day(one.when, other.when):
        return False
    if one.article_id == other.article_id and (one.start, one.end) == (other.start, other.end):
        return True  # a report and what it reports
    if min(overlap(one.text, other.text), overlap(other.text, one.text)) < _SAME:
        return False
    differing = compare(one.text, other.text, reference_date=b.article.published).differing
    return not differing and not compare(other.text, one.text, reference_date=a.article.published).differing


def _other_day(one: str | None, other: str | None) -> bool:
    """Whether two dates cannot be the same; a month may be any of its days."""
    if one is None or other is None or "/" in one or "/" in other:
        return False
    return not (one.startswith(other) or other.startswith(one))


def _lacks_a_name(question: Question, located: Located) -> bool:
    """Whether the claim lacks a name of the question. A denial may: "it denied the transfers" need not say where to."""
    text = located.claim.text
    if located.claim.voice == "denies":
        text = f"{text} {located.article.title} {located.article.text[: located.claim.end]}"
    return all(missing_names(query, text) for query in question.queries)


def _said_by(question: Question, located: Located) -> bool:
    if question.speaker is None:
        return True
    return located.claim.speaker is not None and not missing_names(question.speaker, located.claim.speaker)
