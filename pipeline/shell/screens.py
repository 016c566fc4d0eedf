"""What the shell shows of findings, passages and grades. What comes from articles is put on one line, control
characters taken out, and never read as markup."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.findings import Answer, Finding, Grade, Source, Ungraded
from pipeline.report import to_value
from pipeline.report.text import NARROW, STANCES, VERDICTS, print_answer, print_finding, voice_of
from pipeline.shell.commands import COMMANDS, Command
from pipeline.shell.outcome import Outcome
from pipeline.shell.session import Place, Turn, place_of
from pipeline.text import name_of, one_line, quoted
from pipeline.weighing import Evidence
from store import Article, Passage, Span

MARKS = ("⟦", "⟧")
_PLAIN_MARKS = ("[[", "]]")
_AROUND = 400
"""Characters before and behind a passage that are looked through for the context to show."""
_SIGNS = {"supports": "✔", "contradicts": "✘", "neutral": "·"}
_LEGEND = "✔ supports  ✘ contradicts  · open  ! not graded  – left out  blank: silent"


# -- findings and answers -------------------------------------------------------------------------------------


def turn_outcome(
    turn: Turn,
    *,
    said: Sequence[str] = (),
    error: BaseException | None = None,
    left_out: Mapping[str, Article] | None = None,
) -> Outcome:
    """The finding or answer of a turn, with what there is to say about it above.

    Args:
        left_out: Given where its quotes have been shown already, so that a line for each source is enough: the articles
            that do not count now.
    """
    kind = "finding" if isinstance(turn.result, Finding) else "answer"
    lines = [one_line(line) for line in said if line]

    def draw(out: Console) -> None:
        for line in lines:
            out.print(Text(line, style="yellow"))
        draw_turn(turn, out, left_out)

    return Outcome(kind, to_value(shown(turn.result)), draw, error=error, more={"said": lines, "missing": turn.missing})


def draw_turn(turn: Turn, out: Console, left_out: Mapping[str, Article] | None = None) -> None:
    """The result with its numbers, and what a person has added. `left_out` is as for `turn_outcome`."""
    result = shown(turn.result)
    if isinstance(result, Finding) and left_out is not None:
        print_finding(result, out, sources=_matrix(turn, [result], left_out, out.width))
    elif isinstance(result, Finding):
        print_finding(result, out, numbers=lambda source: turn.number(place_of(source)))
    else:
        print_answer(_renumbered(result, turn), out)
    for line in added_by_person(turn):
        out.print(Text(line, style="cyan"))


def added_by_person(turn: Turn) -> list[str]:
    """A person's verdict and notes, a line each."""
    lines = []
    if turn.judged is not None:
        note = f": {one_line(turn.judged.note)}" if turn.judged.note else ""
        lines.append(f"your verdict: {turn.judged.verdict}{note}")
    return lines + [f"note: {one_line(note)}" for note in turn.notes]


def shown(result: Finding | Answer) -> Finding | Answer:
    """The result without the articles that say nothing on it, as `check` and `ask` give it."""
    if isinstance(result, Finding):
        return replace(result, sources=tuple(s for s in result.sources if s.quotes))
    return replace(
        result,
        findings=tuple(replace(f, sources=tuple(s for s in f.sources if s.quotes)) for f in result.findings),
    )


def change(before: Turn, after: Turn) -> str:
    """What weighing again has changed in the verdict, in one line; empty for an answer."""
    if not isinstance(before.result, Finding) or not isinstance(after.result, Finding):
        return ""
    old, new = before.result.verdict, after.result.verdict
    if old == new:
        return f"the verdict stays {VERDICTS[new][0]}"
    return f"was {VERDICTS[old][0]}, is {VERDICTS[new][0]}"


def _renumbered(answer: Answer, turn: Turn) -> Answer:
    """The answer with the turn's numbers, which stay when it is weighed again."""
    places = {c.number: Place(c.article_id, c.quote.start, c.quote.end) for c in answer.citations}
    numbers = {number: turn.number(place) for number, place in places.items()}
    citations = sorted((replace(c, number=numbers[c.number]) for c in answer.citations), key=lambda c: c.number)
    sentences = tuple(replace(s, citations=tuple(sorted(numbers[n] for n in s.citations))) for s in answer.sentences)
    return replace(answer, sentences=sentences, citations=tuple(citations))


# -- the matrix -----------------------------------------------------------------------------------------------


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
        out.print(_matrix(turn, findings, left_out, out.width))
        if len(findings) > 1:
            out.print(Text(_LEGEND, style="dim"))

    value = [
        {"claim": f.claim.text, "verdict": f.verdict, "sources": [to_value(s) for s in f.sources]} for f in findings
    ]
    out = [{"article_id": i, "publisher": a.publisher, "path": a.path} for i, a in left_out.items()]
    return Outcome("sources", {"findings": value, "left_out": out}, draw)


def _rows(turn: Turn, findings: Sequence[Finding]) -> dict[tuple[int, str], dict[int, Source]]:
    """By number and article, its source in each finding."""
    rows: dict[tuple[int, str], dict[int, Source]] = {}
    for column, finding in enumerate(findings):
        for source in finding.sources:
            rows.setdefault((_number(turn, source, len(findings)), source.article_id), {})[column] = source
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


def _matrix(turn: Turn, findings: Sequence[Finding], left_out: Mapping[str, Article], width: int) -> Table | Group:
    """A line an article; below each other where the screen is narrow."""
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
    yield _inset(Text.assemble((number, "bold"), f"{row.outlet}, {row.date}"), 0)
    cells = [
        Text.assemble(f"{name} " if name.startswith("C") else "", cell)
        for name, cell in zip(names, row.cells, strict=True)
    ]
    shown = [cell for cell in cells if cell.plain.strip()]
    line = Text(", ").join(shown) if shown else Text()
    yield _inset(line + Text(f" · origin {row.origin}" if row.origin else ""), 4)


def _source_rows(turn: Turn, findings: Sequence[Finding]) -> Iterator[_Row]:
    one, rows = len(findings) == 1, _rows(turn, findings)
    letters = _letters(source for cells in rows.values() for source in cells.values())
    failed = _failed(findings)
    for (number, article_id), cells in rows.items():
        source = next(iter(cells.values()))
        signs = [_sign(cells.get(n), article_id in failed[n]) for n in range(len(findings))]
        says = _says(source) if one else signs
        yield _Row(
            f"[{number}]",
            name_of(source.publisher, source.title, source.path),
            _day(source),
            tuple(says),
            letters[source.origin],
        )


def _failed_rows(turn: Turn, findings: Sequence[Finding]) -> Iterator[_Row]:
    """Articles of which nothing could be graded."""
    known = turn.evidence.articles if turn.evidence is not None else {}
    told, failed = {article_id for _, article_id in _rows(turn, findings)}, _failed(findings)
    for article_id in dict.fromkeys(i for reasons in failed for i in reasons):
        if article_id in known and article_id not in told:
            reason = next(reasons[article_id] for reasons in failed if article_id in reasons)
            one = (Text("! not graded", style="magenta"), Text(one_line(reason)))
            signs = tuple(_sign(None, article_id in reasons) for reasons in failed)
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


def _says(source: Source) -> list[Text]:
    label, style = STANCES[source.stance]
    if not source.quotes:
        return [Text("nothing on it", style="dim"), Text("")]
    likely = f", {source.confidence:.0%}" if source.confidence is not None else ""
    return [Text(label + likely, style=style), Text(voice_of(source))]


def _sign(source: Source | None, failed: bool) -> Text:
    if source is None or not source.quotes:
        return Text("!", style="magenta") if failed else Text(" ")
    return Text(_SIGNS[source.stance], style=STANCES[source.stance][1])


def _day(source: Source) -> str:
    return (source.published or "unknown") + (" ?" if source.date_guessed else "")


def _letters(sources: Iterable[Source]) -> dict[str, str]:
    """A letter for each origin, in the order of reading; what has more than 26 goes on with numbers."""
    letters: dict[str, str] = {}
    for source in sources:
        n = len(letters)
        letters.setdefault(source.origin, string.ascii_uppercase[n] if n < 26 else str(n + 1))
    return letters


# -- one passage ----------------------------------------------------------------------------------------------


def passage_outcome(
    number: int, article: Article, span: Span, marked: Sequence[Span], passages: Sequence[Passage]
) -> Outcome:
    """A passage in its context, the deciding words marked, with what is known of the article.

    Args:
        span: What is shown, in `article.text`, before its context is added.
        marked: The deciding words.
    """
    start, end = _with_context(article.text, span, passages)
    about = _about(article)

    def draw(out: Console) -> None:
        out.print(Text.assemble((f"[{number}] ", "bold"), (_title(article), "bold")))
        out.print(_inset(_grid(about), 2))
        out.print()
        for part in _paragraphs(article.text, start, end, marked, _marks_for(out)):
            out.print(_inset(part, 2))
            out.print()

    value: dict[str, Any] = {
        "number": number,
        "article": {"id": article.id, "title": article.title, **dict(about)},
        "passage": {"start": start, "end": end, "text": article.text[start:end]},
        "quotes": [{"start": a, "end": b, "text": article.text[a:b]} for a, b in marked],
    }
    return Outcome("passage", value, draw)


def _grid(lines: Sequence[tuple[str, str]]) -> Table:
    """Names and values in two columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in lines:
        table.add_row(Text(name, style="dim"), Text(value))
    return table


def _inset(what: Text | Table, by: int) -> Padding:
    return Padding(what, (0, 0, 0, by), expand=False)


def _marks_for(out: Console) -> tuple[str, str]:
    try:
        "".join(MARKS).encode(out.encoding)
    except (UnicodeEncodeError, LookupError):
        return _PLAIN_MARKS
    return MARKS


def _title(article: Article) -> str:
    return one_line(article.title) or name_of(article.publisher, "", article.path)


def _about(article: Article) -> list[tuple[str, str]]:
    guessed = " (guessed)" if article.guessed("published") else ""
    fields = [
        ("outlet", article.publisher or "unknown"),
        ("published", (article.published or "unknown") + guessed),
        ("byline", article.byline),
        ("agency", article.origin),
        ("language", article.language),
        ("address", article.url),
        ("file", article.path),
        ("id", article.id),
    ]
    return [(name, one_line(value)) for name, value in fields if value]


def _with_context(text: str, span: Span, passages: Sequence[Passage]) -> Span:
    """The span with the passage before it and the one behind it, as far as they are near."""
    before = [p.start for p in passages if span[0] - _AROUND <= p.start <= span[0]]
    behind = [p.end for p in passages if span[1] <= p.end <= span[1] + _AROUND]
    return min([span[0], *before]), max([span[1], *behind])


def _paragraphs(text: str, start: int, end: int, marked: Sequence[Span], marks: tuple[str, str]) -> list[Text]:
    """The text between two places, a paragraph each, what is marked in brackets and in bold."""
    shown: list[Text] = []
    position = start
    for line in text[start:end].split("\n"):
        if one_line(line):
            shown.append(_marked(text, position, position + len(line), marked, marks))
        position += len(line) + 1
    if shown and start > 0:
        shown[0] = Text("… ") + shown[0]
    if shown and text[end:].strip():
        shown[-1] = shown[-1] + Text(" …")
    return shown


def _marked(text: str, start: int, end: int, marked: Sequence[Span], marks: tuple[str, str]) -> Text:
    line, position = Text(), start
    for a, b in sorted(marked):
        a, b = max(a, start, position), min(b, end)
        if a < b:
            line.append(_spaced(text[position:a]))
            line.append(f"{marks[0]}{_spaced(text[a:b]).strip()}{marks[1]}", style="bold underline")
            position = b
    line.append(_spaced(text[position:end]))
    line.rstrip()
    return line


def _spaced(text: str) -> str:
    """On one line, with a blank where it began or ended with one."""
    line = one_line(text)
    if not line:
        return " " if text else ""
    return (" " if text[:1].isspace() else "") + line + (" " if text[-1:].isspace() else "")


# -- one grade ------------------------------------------------------------------------------------------------


def grade_outcome(
    number: int, article: Article, parts: Sequence[tuple[Evidence, Sequence[Grade | Ungraded]]]
) -> Outcome:
    """How the passages of an article were graded, claim by claim.

    Args:
        parts: Evidence in which the article is, each with its grades: the one that the number stands for first.
    """
    sections = [(part.claim.text, _explained(part, grades, article)) for part, grades in parts]

    def draw(out: Console) -> None:
        out.print(Text.assemble((f"[{number}] ", "bold"), (_title(article), "bold")))
        if not sections:
            out.print(_inset(Text("It was not graded: it is told in its own words, and weighs nothing."), 2))
        for claim, lines in sections:
            out.print(_inset(Text(f"on: {one_line(claim)}"), 2))
            out.print(_inset(_grid(lines), 4))

    grades = [[to_value(grade) for grade in found] for _, found in parts]
    claims = [part.claim.text for part, _ in parts]
    value = [{"claim": claim, "grades": found} for claim, found in zip(claims, grades, strict=True)]
    return Outcome("grade", {"number": number, "article_id": article.id, "claims": value}, draw)


def _explained(part: Evidence, grades: Sequence[Grade | Ungraded], article: Article) -> list[tuple[str, str]]:
    by = part.provenance
    lines: list[tuple[str, str]] = []
    for grade in grades[:1]:
        lines += _grade_lines(grade, article)
    lines.append(("model", by.model))
    lines += [("prompt", f"{name} {digest[:12]}") for name, digest in sorted(by.prompt_hashes.items())]
    if by.layer_hash:
        lines.append(("layer", by.layer_hash[:12]))
    if by.calibration_hash:
        lines.append(("calibration", by.calibration_hash[:12]))
    for also, count in Counter(_also(grade, article) for grade in grades[1:]).items():
        lines.append(("also read", also if count == 1 else f"{count} passages: {also}"))
    return [(name, one_line(value)) for name, value in lines]


def _grade_lines(grade: Grade | Ungraded, article: Article) -> list[tuple[str, str]]:
    if isinstance(grade, Ungraded):
        return [("grade", "none"), ("reason", grade.reason)]
    differs = f" ({grade.difference} differs)" if grade.difference not in (None, "content") else ""
    likely = "not said: a rule decided it, or nothing is calibrated for this model"
    lines = [
        ("grade", STANCES[grade.stance][0] + differs if grade.quotes else "nothing on it"),
        ("voice", voice_of(grade)),
        ("likely", f"{grade.confidence:.0%}, calibrated" if grade.confidence is not None else likely),
        ("reason", grade.reason),
        ("gates", "; ".join(grade.flags) or "nothing to object"),
    ]
    return lines + [("words", quoted(article.text[a:b])) for a, b in grade.quotes]


def _also(grade: Grade | Ungraded, article: Article) -> str:
    if isinstance(grade, Ungraded):
        return f"not graded: {grade.reason}"
    label = STANCES[grade.stance][0] if grade.quotes else "nothing on it"
    words = f": {quoted(article.text[grade.quotes[0][0] : grade.quotes[0][1]])}" if grade.quotes else ""
    return f"{label} ({grade.reason}){words}"


# -- help -----------------------------------------------------------------------------------------------------

_HOW = (
    "Type a claim, and it is checked. Type a question, and it is answered. ! in front forces a claim, ? a question.",
    'Ask on: "and who denied it?" keeps the subject, and you are shown how it was read.',
)
_KEYS = (
    "Ctrl-C stops what is running and keeps what came; twice within two seconds leaves. Ctrl-D leaves. Tab completes, "
    "Ctrl-R searches earlier lines."
)


def help_outcome(command: Command | None, forms: Sequence[str]) -> Outcome:
    """One command, or all of them.

    Args:
        forms: Of what can be exported.
    """
    if command is not None:
        command = replace(command, more=command.more.replace("FORMS", ", ".join(f".{form}" for form in forms)))
    chosen = [command] if command is not None else list(COMMANDS.values())

    def draw(out: Console) -> None:
        if command is not None:
            _draw_command(command, out)
            return
        for line in _HOW:
            out.print(Text(line))
        out.print(_commands(out.width))
        out.print(Text(_KEYS))

    value = [{"usage": c.usage, "does": c.does, "example": c.example or c.usage, "more": c.more} for c in chosen]
    return Outcome("help", {"commands": value}, draw)


def _draw_command(command: Command, out: Console) -> None:
    out.print(Text.assemble((command.usage, "bold"), f": {command.does}."))
    if command.more:
        out.print(_inset(Text(command.more), 2))
    if command.example:
        out.print(_inset(Text(f"Example: {command.example}"), 2))


def _commands(width: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=width >= 80, overflow="fold")
    table.add_column(overflow="fold")
    for command in COMMANDS.values():
        example = f" ({command.example})" if command.example and width >= 100 else ""
        table.add_row(Text(command.usage, style="bold"), Text(command.does + example))
    return Padding(table, (1, 0, 1, 2), expand=False)
