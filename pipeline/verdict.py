"""From grades to a verdict, in code. No model has a say here.

An article takes a side with its best grade for that side; an article that says both has an entry for each.
Sides: S supports; C contradicts; D is a denial ("the ministry denies it"), which is neither. Rows are tried from above.

    coverage under 0.75 of what was tried      -> ungraded
    S, C, the later takes the earlier back     -> conflicting, type superseded (correction, updated figure)
    S, C, one side only as said by somebody    -> conflicting, typed by what differs, else attribution
    S, C                                       -> conflicting, typed by what differs
    S only as said by others, and D            -> conflicting, type attribution (accusation and denial)
    S asserted by an outlet, and D             -> supported ("denied by ...")
    S                                          -> supported ("only as said by ..." when no outlet asserts it)
    C                                          -> refuted ("only as said by ..." likewise)
    D, or nothing, and something ungraded      -> ungraded (what failed might have settled it)
    D, or nothing, all graded                  -> not_enough_evidence

An article that says both things (headline against body) is on both sides, so it makes the claim conflicting by itself.
Two origins against one are still conflicting: numbers of sources settle nothing. Planned, expected and less
exact passages come in as neutral grades with a quote, and so do contested ones (the side that one reader sees
and another does not): all are shown, are named in the summary, and weigh nothing. A plan in an older article beside a
deed in a newer one is told as a sequence. `confirmed_by_two_origins` needs a verdict of supported and two origins that
do not hedge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.findings import (
    Conflict,
    Count,
    Counts,
    Coverage,
    Grade,
    OpposedQuote,
    Quote,
    Source,
    Stance,
    Ungraded,
    UngradedPassage,
    Verdict,
    Voice,
)
from pipeline.origins import Origin, group_origins
from pipeline.overtaken import find_overtaken
from pipeline.text import one_line
from store import Article

LEAST_COVERAGE = 0.75
_VOICE_ORDER: tuple[Voice, ...] = ("asserts", "attributes", "hedges", "plans", "denies")
_STANCE_ORDER: tuple[Stance, ...] = ("supports", "contradicts", "neutral")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The part of a finding that follows from the grades."""

    verdict: Verdict
    summary: str
    confirmed_by_two_origins: bool
    sources: tuple[Source, ...]
    counts: Counts
    conflict: Conflict | None
    coverage: Coverage


def judge(
    grades: Sequence[Grade | Ungraded],
    articles: Mapping[str, Article],
    *,
    screened: int = 0,
    all_sources: bool = False,
    copies: Mapping[str, str] | None = None,
) -> Judgement:
    """The verdict on the claim that was graded.

    Args:
        grades: One per passage or sentence tried, best match first.
        articles: Every article that a grade names, by id.
        screened: Passages that were not tried since nothing in them touches the claim.
        all_sources: List the articles that do not bear on the claim too.
        copies: The copy group of each article that has one in the library, by article id.
    """
    graded = [g for g in grades if isinstance(g, Grade)]
    failed = [g for g in grades if isinstance(g, Ungraded)]
    coverage = Coverage(
        graded=len(graded),
        attempted=len(grades),
        screened=screened,
        ungraded=tuple(UngradedPassage(u.article_id, u.passage_id, u.reason) for u in failed),
        contested=sum(g.contested is not None for g in graded),
    )
    # Origins are found among all articles, whatever is listed: the counts must not depend on what is shown.
    everything = _sides(graded, articles, copies)
    sides = [s for s in everything if s.quotes or all_sources]
    supports = [s for s in sides if s.stance == "supports"]
    contradicts = [s for s in sides if s.stance == "contradicts" and s.voice != "denies"]
    denials = [s for s in sides if s.stance == "contradicts" and s.voice == "denies"]
    verdict = decide_verdict(supports, contradicts, denials, coverage)
    conflict = _conflict(graded, supports, contradicts, denials, articles) if verdict == "conflicting" else None
    counts = Counts(_count(supports), _count(contradicts))
    firm = _count([s for s in supports if s.voice in ("asserts", "attributes")])
    return Judgement(
        verdict=verdict,
        summary=_summary(verdict, counts, conflict, supports, contradicts, denials, coverage, sides),
        confirmed_by_two_origins=verdict == "supported" and firm.origins >= 2,
        sources=tuple(sides),
        counts=counts,
        conflict=conflict,
        coverage=coverage,
    )


def decide_verdict(
    supports: Sequence[Source], contradicts: Sequence[Source], denials: Sequence[Source], coverage: Coverage
) -> Verdict:
    """The table in the module's docstring, row by row."""
    if coverage.graded < LEAST_COVERAGE * coverage.attempted:
        return "ungraded"
    if supports and contradicts:
        return "conflicting"
    if supports and denials and not any(s.voice == "asserts" for s in supports):
        return "conflicting"
    if supports:
        return "supported"
    if contradicts:
        return "refuted"
    return "ungraded" if coverage.ungraded else "not_enough_evidence"


def _sides(graded: Sequence[Grade], articles: Mapping[str, Article], copies: Mapping[str, str] | None) -> list[Source]:
    """One entry per article and side, in the order supports, contradicts, neutral; oldest first within."""
    chosen: dict[tuple[str, Stance], list[Grade]] = {}
    for grade in graded:
        chosen.setdefault((grade.article_id, grade.stance), []).append(grade)
    taken = {(article_id, stance) for article_id, stance in chosen if stance != "neutral"}
    decided = {article_id for article_id, _ in taken}
    kept = {k: _best(v) for k, v in chosen.items() if k[1] != "neutral" or k[0] not in decided}
    # The other side of an article that takes one is shown, too.
    for key in [k for k in chosen if k not in kept]:
        other = [g for g in chosen[key] if g.contested is not None and (key[0], g.contested) not in taken]
        kept |= {key: _best(other)} if other else {}
    leads = [(articles[k[0]], _words(articles[k[0]], g[0]), g[0]) for k, g in kept.items()]
    origins = group_origins(leads, copies=copies or {})
    entries = [
        _source(articles[key[0]], group[0], origin) for (key, group), origin in zip(kept.items(), origins, strict=True)
    ]
    return sorted(entries, key=lambda s: (_STANCE_ORDER.index(s.stance), s.published or "9999", s.path, s.article_id))


def _best(grades: list[Grade]) -> list[Grade]:
    """The grade that speaks for the article first: one with a quote, the firmest voice, a contradiction that names
    what differs (another name last: most often that is somebody else), the surest, the best match (input order)."""
    return sorted(grades, key=_precedence)


def _precedence(grade: Grade) -> tuple[bool, bool, int, int, float]:
    open_question = grade.stance == "neutral" and grade.contested is None
    ground = 2 if grade.difference in (None, "content") else 1 if grade.difference in ("name", "place") else 0
    return (not grade.quotes, open_question, _VOICE_ORDER.index(grade.voice), ground, -(grade.confidence or 0.0))


def _words(article: Article, grade: Grade) -> str:
    return " ".join(article.text[a:b] for a, b in grade.quotes)


def _source(article: Article, lead: Grade, origin: Origin) -> Source:
    return Source(
        article_id=article.id,
        path=article.path,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        date_guessed=article.guessed("published"),
        stance=lead.stance,
        voice=lead.voice,
        speaker=lead.speaker,
        quotes=tuple(Quote(article.text[a:b], a, b) for a, b in lead.quotes),
        origin=origin.id,
        origin_why=origin.why,
        confidence=lead.confidence,
        reason=lead.reason,
        flags=lead.flags,
        difference=lead.difference,
        contested=lead.contested,
    )


def _count(sources: Sequence[Source]) -> Count:
    return Count(articles=len({s.article_id for s in sources}), origins=len({s.origin for s in sources}))


def _conflict(
    graded: Sequence[Grade],
    supports: Sequence[Source],
    contradicts: Sequence[Source],
    denials: Sequence[Source],
    articles: Mapping[str, Article],
) -> Conflict:
    """The two sentences to put side by side: a contradiction that names what differs comes before others."""
    against = contradicts or denials
    if (overtaken := find_overtaken(supports, contradicts, articles)) is not None:
        earlier, later, why = overtaken
        first, second = (earlier, later) if earlier.stance == "supports" else (later, earlier)
        return Conflict("superseded", why, (_opposed(first), _opposed(second)))
    naming = [g for g in graded if g.stance == "contradicts" and g.difference not in (None, "content")]
    named = {g.article_id: g for g in reversed(_best(naming))}
    other = next((s for s in against if s.article_id in named), against[0])
    side = next((s for s in supports if s.article_id != other.article_id), supports[0])
    grade = named.get(other.article_id)
    quotes = (_opposed(side), _opposed(other))
    if other.voice == "denies" or side.voice == "attributes" or other.voice == "attributes":
        kind = grade.difference if grade and grade.difference and other.voice != "denies" else "attribution"
        return Conflict(kind, other.reason, quotes)
    return Conflict(grade.difference if grade and grade.difference else "content", other.reason, quotes)


def _opposed(source: Source) -> OpposedQuote:
    quote = source.quotes[0]
    return OpposedQuote(
        source.article_id, source.publisher, source.published, source.stance, quote.text, quote.start, quote.end
    )


def _summary(
    verdict: Verdict,
    counts: Counts,
    conflict: Conflict | None,
    supports: Sequence[Source],
    contradicts: Sequence[Source],
    denials: Sequence[Source],
    coverage: Coverage,
    sides: Sequence[Source],
) -> str:
    parts = []
    if verdict == "supported":
        parts = [f"{_counted(counts.supports)} it.", _said_only(supports), _denied(denials)]
    elif verdict == "refuted":
        parts = [f"{_counted(counts.contradicts, 'contradict')} it; none supports it.", _said_only(contradicts)]
    elif verdict == "conflicting":
        against = _counted(counts.contradicts, "contradict") + " it" if contradicts else "it is denied"
        parts = [f"{_counted(counts.supports)} it, {against[0].lower() + against[1:]}."]
        parts += [f"{_sentence(conflict.difference)}" if conflict else "", _denied(denials)]
    elif verdict == "not_enough_evidence":
        near = len({s.article_id for s in sides if s.stance == "neutral" and s.quotes and s.contested is None})
        parts = ["No article in the library settles it.", _denied(denials)]
        parts += [f"{_articles(near)} near it without settling it." if near else ""]
    parts.append(_contested(sides))
    if coverage.ungraded:
        first = coverage.ungraded[0].reason
        parts.append(
            f"{len(coverage.ungraded)} of {coverage.attempted} passages could not be graded ({first})"
            + ("; no verdict." if verdict == "ungraded" else ".")
        )
    return " ".join(p for p in parts if p)


def _counted(count: Count, verb: str = "support") -> str:
    plural = verb if count.articles > 1 else verb + "s"
    origins = f"{count.origins} independent origin" + ("s" if count.origins > 1 else "")
    return f"{_articles(count.articles)} from {origins} {plural}"


def _articles(number: int) -> str:
    return f"{number} article" + ("s" if number != 1 else "")


def _said_only(sources: Sequence[Source]) -> str:
    """ "X said P" is not P, nor is "reportedly P": says so when no outlet asserts it."""
    if any(s.voice == "asserts" for s in sources):
        return ""
    said = [s for s in sources if s.voice != "hedges"]
    speakers = list(dict.fromkeys(one_line(s.speaker) for s in said if s.speaker))
    how = [f"as said by {', '.join(speakers) or 'others'}"] if said else []
    if len(said) < len(sources):
        how.append("with reservation")
    return f"But only {' or '.join(how)}: no outlet asserts it itself."


def _contested(sides: Sequence[Source]) -> str:
    """What one reader sees and another does not: to be opened by the user, and counted for nothing."""
    number = len({s.article_id for s in sides if s.contested is not None})
    if not number:
        return ""
    verb = "is" if number == 1 else "are"
    return f"{_articles(number)} {verb} contested: read {'it' if number == 1 else 'them'} yourself."


def _denied(denials: Sequence[Source]) -> str:
    if not denials:
        return ""
    speakers = list(dict.fromkeys(one_line(s.speaker) for s in denials if s.speaker))
    return f"Denied by {', '.join(speakers)}." if speakers else "It is denied."


def _sentence(text: str) -> str:
    return (text[:1].upper() + text[1:]).rstrip(".") + "." if text else ""
