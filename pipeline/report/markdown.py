"""Findings as Markdown, for tickets, mails and documents.

What comes from articles or models is escaped: it makes no heading, no link, no picture, no HTML and no table cell of
its own, in CommonMark and with GitHub's tables and bare links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.findings import Answer
from pipeline.report.records import Clash, Marked, Opposed, Report, Shown, Stated
from pipeline.report.view import show
from pipeline.report.words import SIDES, VERDICTS, outlet, plain
from store import Article

# What means something anywhere in a line, what begins a link without brackets, and what begins a block.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#!|~&$@]|:(?=//)|(?<=www)\.|^(?:[-+=:]|\d{1,9}(?=[.)]))", re.IGNORECASE)


def markdown(report: Report, articles: Mapping[str, Article] | None = None) -> str:
    """The report as Markdown; the same report gives the same bytes."""
    claims = show(report, articles)
    parts = [f"# {escaped(report.title)}", *_answer(report.answer), *_glance(claims)]
    for claim in claims:
        parts += _claim(claim)
    if report.missing:
        lines = [f"* {escaped(m.claim)}: {escaped(m.reason)}" for m in report.missing]
        parts += ["## Claims without a finding", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """The text as Markdown that reads as this text."""
    return _SPECIAL.sub(_escape, plain(text))


def _escape(match: re.Match[str]) -> str:
    # No digit can be escaped by a backslash; as an entity it begins no list.
    return f"&#{ord(match[0][0])};{match[0][1:]}" if match[0][0].isdigit() or match[0] == "<" else "\\" + match[0]


def _answer(answer: Answer | None) -> list[str]:
    if answer is None:
        return []
    parts = [escaped(s.text) + "".join(f" \\[{n}\\]" for n in s.citations) for s in answer.sentences]
    if answer.not_said:
        parts.append(escaped(answer.not_said))
    cited = [
        f"{c.number}. {escaped(outlet(c.publisher, c.title, c.path))}, {escaped(c.published or 'date unknown')}: "
        f"“{escaped(c.quote.text)}”"
        for c in answer.citations
    ]
    return [*parts, *(["\n".join(cited)] if cited else [])]


def _glance(claims: Sequence[Shown]) -> list[str]:
    counts = [(label, sum(c.verdict == label for c in claims)) for label in VERDICTS.values()]
    rows = [f"| {label.sign} {label.title} | {count:,} |" for label, count in counts if count]
    return ["\n".join(["| Verdict | Claims |", "|---|---:|", *rows])] if len(claims) > 1 else []


def _claim(claim: Shown) -> list[str]:
    parts = [f"## {claim.number}. {claim.verdict.sign} {claim.verdict.title}: {escaped(claim.claim)}"]
    two = " Confirmed by two independent origins." if claim.confirmed else ""
    reference = f" ({escaped(claim.row_id)})" if claim.row_id else ""
    parts.append(f"{escaped(claim.summary)}{two}{reference}")
    if claim.person:
        by = ", ".join(escaped(x) for x in (claim.person.by, claim.person.at) if x)
        note = f": {escaped(claim.person.note)}" if claim.person.note else ""
        verdict = escaped(claim.person.verdict.replace("_", " "))
        parts.append(f"**A person's verdict: {verdict}**{f' ({by})' if by else ''}{note}")
    parts += _clash(claim.clash) if claim.clash else []
    parts += _matrix(claim)
    if claim.silent:
        parts.append(f"Says nothing on it: {', '.join(map(escaped, claim.silent))}.")
    for failure in claim.failures:
        names = ", ".join(map(escaped, failure.articles))
        parts.append(f"Could not be graded ({escaped(failure.reason)}): {failure.passages:,} of {names}.")
    parts += [f"Note: {escaped(note)}" for note in claim.notes]
    return [*parts, f"{escaped(claim.graded)} · {escaped(claim.small_print)}"]


def _clash(clash: Clash) -> list[str]:
    head = "Overtaken" if clash.overtaken else "In conflict"
    lines = [f"* {_opposed(one)}" for one in clash.sides]
    return [f"**{head}: {escaped(clash.kind)}** ({escaped(clash.difference)})", "\n".join(lines)]


def _opposed(one: Opposed) -> str:
    voice = f" ({escaped(one.voice)})" if one.voice else ""
    where = f"{escaped(one.name)}, {escaped(one.published)}"
    return f"{one.side.sign} {one.side.title}{voice}, {where}: {_words(one.words)}"


def _words(words: Marked) -> str:
    """The quote alone, what differs in bold: a reader of Markdown has no room for its neighbours."""
    text = "".join(f"**{escaped(part)}**" if differs else _inside(part) for part, differs in words.parts)
    return f"“{text}”" + (" (does not stand at this place in the library's article)" if words.altered else "")


def _inside(part: str) -> str:
    """A piece of a quote with the blanks at its ends, which `escaped` takes away."""
    left = " " if part[:1].isspace() else ""
    right = " " if part[-1:].isspace() and part.strip() else ""
    return f"{left}{escaped(part)}{right}"


def _matrix(claim: Shown) -> list[str]:
    if not claim.origins:
        return []
    rows = ["| Origin | Article | Supports | Contradicts | Says otherwise |", "|---:|---|---|---|---|"]
    for origin in claim.origins:
        for article in origin.articles:
            name = f"{escaped(article.name)}, {escaped(article.published)}"
            linked = f"[{name}](<{_target(article.url)}>)" if article.url else name
            cells = [" ".join(_stated(entry) for entry in article.cells[side]) for side in SIDES]
            rows.append(f"| {origin.number} | {linked} | {' | '.join(cells)} |")
    shared = [
        f"Origin {o.number}: {len(o.articles)} articles that go back to one source"
        + (f" ({escaped(o.why)})." if o.why else ".")
        for o in claim.origins
        if len(o.articles) > 1
    ]
    return ["\n".join(rows), *shared]


def _stated(entry: Stated) -> str:
    likely = f", {100 * entry.confidence:.0f} % likely" if entry.confidence is not None else ""
    contested = ", contested" if entry.contested else ""
    quotes = " ".join(_words(quote) for quote in entry.quotes)
    return f"{escaped(entry.voice)}{likely}{contested}: {quotes}"


def _target(url: str) -> str:
    """An address that ends neither its link nor its table cell."""
    replaced = {"<": "%3C", ">": "%3E", "|": "%7C", "\\": "%5C", "`": "%60"}
    return "".join(replaced.get(c, c) for c in url)
