"""From findings to what a reader is shown of them. All forms of report are laid out from this, so they say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from pipeline.findings import Conflict, Finding, OpposedQuote, Quote, Source
from pipeline.report.context import Surroundings
from pipeline.report.differences import differing, pieces
from pipeline.report.records import (
    ArticleRow,
    Clash,
    Failure,
    Marked,
    Opposed,
    OriginRows,
    Report,
    Reported,
    Shown,
    Stated,
)
from pipeline.report.words import (
    SIDES,
    cost_words,
    counted,
    graded_words,
    made_by,
    outlet,
    plain,
    verdict_label,
    voice_words,
)
from store import Article
from store.history import PersonVerdict

_ANCHOR = re.compile(r"clm_[0-9a-f]{1,64}")
_KINDS = {
    "date": "the date differs",
    "number": "the number differs",
    "name": "the name differs",
    "polarity": "one says yes, the other no",
    "attribution": "said by one, denied by the other",
    "content": "they cannot both be true",
    "superseded": "the later one overtook the earlier one",
}


def show(report: Report, articles: Mapping[str, Article] | None = None) -> list[Shown]:
    """All findings of a report as they are shown, in their order.

    Args:
        articles: The articles that are at hand, by id: their quotes are set in their sentences. None is needed.
    """
    surroundings = Surroundings(dict(articles or {}))
    addresses = anchors(report.findings)
    return [
        _shown(number, anchor, reported, surroundings)
        for number, (anchor, reported) in enumerate(zip(addresses, report.findings, strict=True), 1)
    ]


def person_of(finding: Finding) -> PersonVerdict | None:
    """What a person decided, as it can be shown."""
    person = finding.person
    return person and replace(person, by=plain(person.by), at=plain(person.at), note=plain(person.note))


def address(text: str | None) -> str | None:
    """The text if it is an address of the web that a reader may follow, else None: no other scheme is ever linked."""
    cleaned = plain(text)
    if cleaned != (text or "").strip() or not cleaned.startswith(("http://", "https://")) or " " in cleaned:
        return None
    try:
        return cleaned if urlsplit(cleaned).hostname else None
    except ValueError:
        return None


def side_of(source: Source) -> str:
    """The column that an entry stands in. A denial counts for neither side, so it stands in neither's."""
    return "otherwise" if source.stance == "neutral" or source.voice == "denies" else source.stance


def anchors(findings: Sequence[Reported]) -> list[str]:
    """One address a finding, by its claim's id; never one that a file could have forged to be another element's."""
    taken: dict[str, None] = {}  # a set that keeps its order
    for number, reported in enumerate(findings, 1):
        wanted = reported.finding.claim.id
        taken[wanted if _ANCHOR.fullmatch(wanted) and wanted not in taken else f"claim-{number}"] = None
    return list(taken)


def _shown(number: int, anchor: str, reported: Reported, surroundings: Surroundings) -> Shown:
    finding = reported.finding
    telling = [s for s in finding.sources if s.quotes]
    names = {s.article_id: outlet(s.publisher, s.title, s.path) for s in finding.sources}
    silent = {s.article_id: names[s.article_id] for s in finding.sources if not s.quotes}
    return Shown(
        number=number,
        anchor=anchor,
        row_id=reported.row_id,
        claim=plain(finding.claim.text),
        verdict=verdict_label(finding.verdict),
        summary=plain(finding.summary),
        confirmed=finding.confirmed_by_two_origins,
        tally=_tally(finding),
        origins=_origins(telling, surroundings),
        silent=tuple(name for i, name in silent.items() if i not in {s.article_id for s in telling}),
        clash=_clash(finding.conflict, surroundings, finding.sources) if finding.conflict else None,
        failures=_failures(finding, names, surroundings),
        graded="; ".join(graded_words(finding.coverage)),
        person=person_of(finding),
        newest=max((s.published or "" for s in telling), default=""),
        small_print=f"{cost_words(finding.usage, tokens=True)} · {made_by(finding.provenance)}",
        notes=tuple(plain(note) for note in finding.provenance.notes),
    )


def _tally(finding: Finding) -> str:
    parts = []
    for count, verb in ((finding.counts.supports, "support"), (finding.counts.contradicts, "contradict")):
        if count.articles:
            verbs = verb if count.articles > 1 else f"{verb}s"
            parts.append(f"{counted(count.articles, 'article')} from {counted(count.origins, 'origin')} {verbs}")
    return "; ".join(parts) or "no article takes a side"


def _origins(sources: Sequence[Source], surroundings: Surroundings) -> tuple[OriginRows, ...]:
    """Rows of the matrix: origins in the order in which their first article comes."""
    grouped: dict[str, list[Source]] = {}
    for source in sources:
        grouped.setdefault(source.origin, []).append(source)
    return tuple(
        OriginRows(number, _why(group), tuple(_rows(group, surroundings)))
        for number, group in enumerate(grouped.values(), 1)
    )


def _why(group: Sequence[Source]) -> str | None:
    return next((plain(s.origin_why) for s in group if s.origin_why), None)


def _rows(group: Sequence[Source], surroundings: Surroundings) -> Iterable[ArticleRow]:
    by_article: dict[str, list[Source]] = {}
    for source in group:
        by_article.setdefault(source.article_id, []).append(source)
    for article_id, entries in by_article.items():
        first = entries[0]
        article = surroundings.article(article_id)
        yield ArticleRow(
            article_id=article_id,
            name=outlet(first.publisher, first.title, first.path),
            published=_date(first.published, first.date_guessed),
            title=plain(first.title),
            file=PurePath(plain(first.path)).name,
            url=address(article.url if article else None) or address(first.path),
            cells={side: tuple(_stated(s, surroundings) for s in entries if side_of(s) == side) for side in SIDES},
        )


def _date(published: str | None, guessed: bool = False) -> str:
    return (plain(published) or "date unknown") + (" (guessed)" if guessed and published else "")


def _stated(source: Source, surroundings: Surroundings) -> Stated:
    return Stated(
        side=side_of(source),
        voice=voice_words(source.voice, source.speaker),
        quotes=tuple(_marked(source.article_id, quote, surroundings) for quote in source.quotes),
        confidence=source.confidence,
        reason=plain(source.reason),
        difference=source.difference,
        flags=tuple(plain(flag) for flag in source.flags),
        contested=source.contested is not None,
    )


def _marked(
    article_id: str, quote: Quote, surroundings: Surroundings, marks: tuple[tuple[int, int], ...] = ()
) -> Marked:
    around = surroundings.around(article_id, quote)
    before, after = around or ("", "")
    return Marked(before, pieces(plain(quote.text), marks), after, altered=around is None)


def _clash(conflict: Conflict, surroundings: Surroundings, sources: Sequence[Source]) -> Clash:
    overtaken = str(conflict.type) == "superseded"
    first, second = conflict.quotes
    marks = differing(conflict.type, conflict.difference, plain(first.text), plain(second.text))
    sides = [_opposed(q, m, surroundings, sources) for q, m in zip(conflict.quotes, marks, strict=True)]
    if overtaken:  # a time line reads from old to new; what has no date comes first
        sides = [s for _, s in sorted(zip(conflict.quotes, sides, strict=True), key=lambda x: x[0].published or "")]
    kind = _KINDS.get(conflict.type, plain(conflict.type))
    return Clash(kind, plain(conflict.difference), tuple(sides), overtaken)


def _opposed(
    quote: OpposedQuote, marks: tuple[tuple[int, int], ...], surroundings: Surroundings, sources: Sequence[Source]
) -> Opposed:
    entries = [s for s in sources if s.article_id == quote.article_id]
    # An article that says both has two entries: the one of this side tells who holds it.
    source = next((s for s in entries if s.stance == quote.stance), entries[0] if entries else None)
    name = outlet(quote.publisher, source.title if source else "", source.path if source else "")
    words = _marked(quote.article_id, Quote(quote.text, quote.start, quote.end), surroundings, marks)
    side = SIDES[side_of(source)] if source else SIDES.get(quote.stance, SIDES["otherwise"])
    voice = voice_words(source.voice, source.speaker) if source else ""
    return Opposed(side, voice, name, _date(quote.published, bool(source and source.date_guessed)), words)


def _failures(finding: Finding, names: Mapping[str, str], surroundings: Surroundings) -> tuple[Failure, ...]:
    by_reason: dict[str, list[str]] = {}
    for passage in finding.coverage.ungraded:
        article = surroundings.article(passage.article_id)
        known = outlet(article.publisher, article.title, article.path) if article else plain(passage.article_id)
        by_reason.setdefault(plain(passage.reason), []).append(names.get(passage.article_id, known))
    return tuple(Failure(why, len(found), tuple(dict.fromkeys(found))) for why, found in by_reason.items())
