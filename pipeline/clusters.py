"""Claims that answer a question, best first, and which of them say the same in other articles.

Two claims are one statement when each has most of the other's words, code finds nothing that differs, and they are
told in the same mode: what is planned is another statement than what is done. Two dates for one event are two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.claims import Located
from pipeline.questions import Question, expected_slot
from pipeline.rare_words import WORTH, RareWords, names_are_in
from pipeline.slots import Name, compare, missing_names, overlap
from pipeline.slots.clauses import verb_flags
from pipeline.slots.coverage import same_doer
from pipeline.slots.lexicon import AUXILIARIES
from pipeline.slots.names import locate_name
from pipeline.slots.words import meets, tokens

LEAST_OVERLAP = 0.6
"""Share of the question's content words that a claim must have to be about what is asked."""
# The same of its rare words (`RareWords.share`): for a claim with the question's names, and for one whose article has
# them. With what must come near to the best claim, on core dev, by sentences: of 35 questions with "who", "when" and
# the like that have an answer 21 are answered in full, of six that have none two are answered.
LEAST_RARE = 0.25
LEAST_RARE_NAMELESS = 0.45
_SAME = 0.6
_ENDS = ".!…\"”»’')]।。"
# A claim with the kind of thing that the question asks for (a date for "when") goes before one without.
_EXPECTED_BONUS = 0.5
# For a yes-or-no question, one whose doer is the question's goes before one of somebody else's doing.
_DOER_BONUS = 0.5
_DONE_BONUS = 0.4
# Of what the best claim has, the share that another must have to be told beside it.
_BESIDE_BEST = 0.75


@dataclass(frozen=True, slots=True)
class Cluster:
    """One statement, with the claims that make it.

    Attributes:
        lead: The claim whose words are used.
        claims: All of them, the lead first.
    """

    lead: Located
    claims: tuple[Located, ...]


def answering(
    question: Question, found: Sequence[Located], similarity: Mapping[str, float], rare: RareWords | None = None
) -> list[Located]:
    """The claims that are about what is asked, best first.

    Args:
        similarity: Of each claim to the question, by claim id.
        rare: The question's words by their weight. None: claims are held to its names and to the number of its words,
            which is what a question that yes or no would answer, or that asks for somebody's words, is asked by first,
            and what is left of one that has no words but names.
    """
    has_wanted = question.has_wanted
    ranked = []
    shares: dict[str, float] = {}
    for located in found:
        text = located.claim.text
        if question.speaker is not None and located.claim.speaker:  # "what did X say": who says it is part of it
            text = f"{located.claim.speaker} said: {text}"
        shared = max(overlap(query, text) for query in question.queries)
        about = shared >= LEAST_OVERLAP and not _lacks_a_name(question, located, text)
        if rare is not None and rare.weights:
            shares[located.claim.id] = rare.share(text)
            shared = WORTH * shares[located.claim.id]
            about = _answers(question, located, shares[located.claim.id], about=about)
        headline = located.quote.rstrip()[-1:] not in _ENDS
        if headline or not about or not _said_by(question, located):
            continue
        worth = shared + similarity.get(located.claim.id, 0.0) + _EXPECTED_BONUS * has_wanted(text)
        if question.stated is not None:
            worth += _DOER_BONUS * same_doer(question.stated, text) + _DONE_BONUS * same_act(question.stated, text)
        ranked.append((-round(worth, 6), located.article.id, located.claim.start or 0, located.claim.id, located))
    best = max((shares.get(located.claim.id, 0.0) for *_, located in ranked), default=0.0)
    told = [r for r in ranked if shares.get(r[3], 0.0) >= _BESIDE_BEST * best]
    return [located for *_, located in sorted(told, key=lambda r: r[:4])]


def _answers(question: Question, located: Located, share: float, *, about: bool) -> bool:
    """Whether a claim has enough of what is asked for: with the question's names less is enough.

    One that has them only around it must have the kind of thing that is asked for too.
    """
    if about:
        return share >= LEAST_RARE
    wanted = expected_slot(question.text)
    text = located.claim.text
    return (
        share >= LEAST_RARE_NAMELESS
        and (wanted is None or wanted(text))
        and all(_has_doer(name, text) for name in question.doers)
        and any(names_are_in(query, located.article) for query in question.queries)
    )


def _has_doer(name: Name, text: str) -> bool:
    """Whether a claim has who did it, or the first word of that name, as in "Halvern" for "Halvern Engineering"."""
    return locate_name(name, text) is not None or name.parts[0] in {token.lower for token in tokens(text)}


def same_act(stated: str, text: str) -> bool:
    """Whether the claim has the verbs of the statement, as far as they can be told, in one form or another."""
    present = {token.concept for token in tokens(text)}
    verbs = [
        token
        for token, verb in zip(tokens(stated), verb_flags(stated), strict=True)
        if verb and token.lower not in AUXILIARIES
    ]
    return all(meets(verb.concept, present) for verb in verbs)


def diverse(found: Sequence[Cluster]) -> list[Cluster]:
    """Statements in order, but one of each voice and speaker before a second one: accusation, denial, confirmation."""
    first: dict[tuple[str, str], Cluster] = {}
    for cluster in found:
        first.setdefault((cluster.lead.claim.voice, cluster.lead.claim.speaker or ""), cluster)
    leading = list(first.values())
    return leading + [cluster for cluster in found if cluster not in leading]


def clustered(found: Sequence[Located]) -> list[Cluster]:
    """The statements that the claims make, in the order of their first claim."""
    groups: list[list[Located]] = []
    for located in found:
        # With all of a group: "in April" is the same as April 15 and as April 16, which are not the same.
        home = next((group for group in groups if all(same_statement(one, located) for one in group)), None)
        if home is None:
            groups.append([located])
        else:
            home.append(located)
    return [Cluster(group[0], tuple(group)) for group in groups]


def same_statement(a: Located, b: Located) -> bool:
    """Whether two claims say the same of the same, whoever says it."""
    one, other = a.claim, b.claim
    if _mode(a) != _mode(b) or _other_day(one.when, other.when):
        return False
    if (one.article_id, one.start, one.end) == (other.article_id, other.start, other.end):
        return _core(one.text) in other.text or _core(other.text) in one.text  # a report and what it reports
    if min(overlap(one.text, other.text), overlap(other.text, one.text)) < _SAME:
        return False
    if missing_names(one.text, other.text) and missing_names(other.text, one.text):
        return False
    there = compare(one.text, other.text, reference_date=b.article.published)
    back = compare(other.text, one.text, reference_date=a.article.published)
    opposed = any(c.kind == "polarity" and c.outcome == "unclear" for c in (*there.comparisons, *back.comparisons))
    return not (opposed or there.differing or back.differing)


def _mode(located: Located) -> str:
    return located.claim.voice if located.claim.voice in ("plans", "denies") else "told"


def _core(text: str) -> str:
    """A claim without its first letter, which may be a capital, and its full stop."""
    return text[1:].rstrip(".")


def _other_day(one: str | None, other: str | None) -> bool:
    """Whether two dates cannot be the same; a month may be any of its days."""
    if one is None or other is None or "/" in one or "/" in other:
        return False
    return not (one.startswith(other) or other.startswith(one))


def _lacks_a_name(question: Question, located: Located, text: str) -> bool:
    """Whether the claim lacks a name of the question. A denial may: "it denied the transfers" need not say where to."""
    if located.claim.voice == "denies":
        text = f"{text} {located.article.title} {located.article.text[: located.claim.end]}"
    return all(missing_names(query, text) for query in question.queries)


def _said_by(question: Question, located: Located) -> bool:
    if question.speaker is None:
        return True
    return located.claim.speaker is not None and not missing_names(question.speaker, located.claim.speaker)
