"""The matrix: every article that was held against a claim, or against each claim behind an answer."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.findings import Finding, Source
from pipeline.report import to_value
from pipeline.report.text import NARROW, VERDICTS, stance_label, voice_of
from pipeline.shell.outcome import Outcome, inset
from pipeline.shell.session import Turn, place_of
from pipeline.text import name_of, one_line
from store import Article

_LEGEND = "✔ supports  ✘ contradicts  · open  ? contested  ! not graded  – left out  blank: silent"


def sources_outcome(turn: Turn, left_out: Mapping[str, Article]) -> Outcome:
    """All articles that were held against the claim or claims of a turn.

    Args:
        left_out: Articles of the evidence that do not count now.
    """
    findings = turn.findings

    def draw(out: Console) -> None:
        for number, finding in enumerate(findings, 1):
            label = f"C{number}  " if len(findings) > 1 else ""
            head = VERDICTS[finding.verdict]
            out.print(Text.assemble((label, "bold"), head, "  ", one_line(finding.claim.text)))
        if not turn.places and not left_out:
            out.print(Text("No article was held against it."))
            return
        out.print(matrix(turn, findings, left_out, out.width))
        if len(findings) > 1:
            out.print(Text(_LEGEND, style="dim"))

    value = [
        {"claim": f.claim.text, "verdict": f.verdict, "sources": [to_value(s) for s in f.sources]} for f in findings
    ]
    out = [{"article_id": i, "publisher": a.publisher, "path": a.path} for i, a in left_out.items()]
    return Outcome("sources", {"findings": value, "left_out": out}, draw)


def _rows(turn: Turn, findings: Sequence[Finding]) -> dict[tuple[int, str], dict[int, list[Source]]]:
    """By number and article, its sources in each finding: two where it says both things."""
    rows: dict[tuple[int, str], dict[int, list[Source]]] = {}
    for column, finding in enumerate(findings):
        for source in finding.sources:
            row = rows.setdefault((_number(turn, source, len(findings)), source.article_id), {})
            row.setdefault(column, []).append(source)
    return dict(sorted(rows.items()))


def _number(turn: Turn, source: Source, columns: int) -> int:
    """The number of a row: the source's own, or, where a row is an article, the first that the article has."""
    if columns == 1 and (number := turn.number(place_of(source))):
        return number
    return next((n for n, place in enumerate(turn.places, 1) if place.article_id == source.article_id), 0)


@dataclass(frozen=True, slots=True)
class _Row:
    """An article's line in the matrix: a cell for each claim, or two cells for the only one."""

    number: str
    outlet: str
    date: str
    cells: tuple[Text, ...]
    origin: str = ""


def matrix(turn: Turn, findings: Sequence[Finding], left_out: Mapping[str, Article], width: int) -> Table | Group:
    """A line for each article; below each other where the screen is narrow."""
    names = ["Says", "How"] if len(findings) == 1 else [f"C{n}" for n in range(1, len(findings) + 1)]
    rows = [*_source_rows(turn, findings), *_failed_rows(turn, findings), *_left_out_rows(turn, findings, left_out)]
    if width < NARROW or not rows:
        return Group(*(part for row in rows for part in _below_each_other(row, names)))
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("Source", overflow="fold", min_width=12)
    table.add_column("Date", no_wrap=True)
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name == "Says")
    table.add_column("Origin", no_wrap=True)
    for row in rows:
        table.add_row(row.number, Text(row.outlet), row.date, *row.cells, row.origin)
    return table


def _below_each_other(row: _Row, names: Sequence[str]) -> Iterator[Padding]:
    number = f"{row.number} " if row.number else ""
    yield inset(Text.assemble((number, "bold"), f"{row.outlet}, {row.date}"), 0)
    cells = [
        Text.assemble(f"{name} " if name.startswith("C") else "", cell)
        for name, cell in zip(names, row.cells, strict=True)
    ]
    shown = [cell for cell in cells if cell.plain.strip()]
    line = Text(", ").join(shown) if shown else Text()
    yield inset(line + Text(f" · origin {row.origin}" if row.origin else ""), 4)


def _source_rows(turn: Turn, findings: Sequence[Finding]) -> Iterator[_Row]:
    one, rows = len(findings) == 1, _rows(turn, findings)
    letters = _letters(source for cells in rows.values() for column in cells.values() for source in column)
    failed = _failed(findings)
    for (number, article_id), cells in rows.items():
        signs = tuple(_signs(cells.get(n, ()), article_id in failed[n]) for n in range(len(findings)))
        column = next(iter(cells.values()))
        for source in column if one else column[:1]:
            outlet = name_of(source.publisher, source.title, source.path)
            says = _says(source) if one else signs
            yield _Row(f"[{number}]", outlet, _day(source), says, letters[source.origin])


def _failed_rows(turn: Turn, findings: Sequence[Finding]) -> Iterator[_Row]:
    """Articles of which nothing could be graded."""
    known = turn.evidence.articles if turn.evidence is not None else {}
    told, failed = {article_id for _, article_id in _rows(turn, findings)}, _failed(findings)
    for article_id in dict.fromkeys(i for reasons in failed for i in reasons):
        if article_id in known and article_id not in told:
            reason = next(reasons[article_id] for reasons in failed if article_id in reasons)
            one = (Text("! not graded", style="magenta"), Text(one_line(reason)))
            signs = tuple(_signs((), article_id in reasons) for reasons in failed)
            yield _row(turn, known[article_id], one if len(findings) == 1 else signs)


def _left_out_rows(turn: Turn, findings: Sequence[Finding], left_out: Mapping[str, Article]) -> Iterator[_Row]:
    blank = (
        (Text("left out", style="dim"), Text("")) if len(findings) == 1 else (Text("–", style="dim"),) * len(findings)
    )
    yield from (_row(turn, article, blank) for article in left_out.values())


def _failed(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Of each finding, the articles with a passage that could not be graded, and why."""
    return [{u.article_id: u.reason for u in finding.coverage.ungraded} for finding in findings]


def _row(turn: Turn, article: Article, cells: tuple[Text, ...]) -> _Row:
    """A row for an article that has no source in any finding."""
    number = next((n for n, place in enumerate(turn.places, 1) if place.article_id == article.id), 0)
    outlet = name_of(article.publisher, article.title, article.path)
    return _Row(f"[{number}]" if number else "", outlet, article.published or "unknown", cells)


def _says(source: Source) -> tuple[Text, ...]:
    label, style = stance_label(source)
    if not source.quotes:
        return Text("nothing on it", style="dim"), Text("")
    likely = f", {source.confidence:.0%}" if source.confidence is not None else ""
    return Text(label + likely, style=style), Text(voice_of(source))


def _signs(sources: Sequence[Source], failed: bool) -> Text:
    """The signs of what an article says on one claim: "✔✘" where it says both things."""
    labels = [stance_label(source) for source in sources if source.quotes]
    if not labels:
        return Text("!", style="magenta") if failed else Text(" ")
    return Text.assemble(*((label[:1], style) for label, style in labels))


def _day(source: Source) -> str:
    return (source.published or "unknown") + (" ?" if source.date_guessed else "")


def _letters(sources: Iterable[Source]) -> dict[str, str]:
    """A letter for each origin, in the order of reading; what has more than 26 goes on with numbers."""
    letters: dict[str, str] = {}
    for source in sources:
        n = len(letters)
        letters.setdefault(source.origin, string.ascii_uppercase[n] if n < 26 else str(n + 1))
    return letters
