"""One passage in its context, and how it was graded. What comes from articles is put on one line a paragraph, control
characters taken out, and never read as markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.findings import Grade, Ungraded
from pipeline.report import to_value
from pipeline.report.text import stance_label, voice_of
from pipeline.shell.outcome import Outcome, inset
from pipeline.text import name_of, one_line, quoted
from pipeline.weighing import Evidence
from store import Article, Passage, Span

MARKS = ("⟦", "⟧")
_PLAIN_MARKS = ("[[", "]]")
_AROUND = 400
"""Characters before and behind a passage that are looked through for the context to show."""


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
        out.print(inset(_grid(about), 2))
        out.print()
        for part in _paragraphs(article.text, start, end, marked, _marks_for(out)):
            out.print(inset(part, 2))
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
            out.print(inset(Text("It was not graded: it is told in its own words, and weighs nothing."), 2))
        for claim, lines in sections:
            out.print(inset(Text(f"on: {one_line(claim)}"), 2))
            out.print(inset(_grid(lines), 4))

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
        ("grade", stance_label(grade)[0] + differs if grade.quotes else "nothing on it"),
        ("voice", voice_of(grade)),
        ("likely", f"{grade.confidence:.0%}, calibrated" if grade.confidence is not None else likely),
        ("reason", grade.reason),
        ("gates", "; ".join(grade.flags) or "nothing to object"),
    ]
    return lines + [("words", quoted(article.text[a:b])) for a, b in grade.quotes]


def _also(grade: Grade | Ungraded, article: Article) -> str:
    if isinstance(grade, Ungraded):
        return f"not graded: {grade.reason}"
    label = stance_label(grade)[0] if grade.quotes else "nothing on it"
    words = f": {quoted(article.text[grade.quotes[0][0] : grade.quotes[0][1]])}" if grade.quotes else ""
    return f"{label} ({grade.reason}){words}"
