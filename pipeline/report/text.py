"""Findings for a terminal. Everything that comes from articles or models is put on one line, control characters
taken out, and never read as markup."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import PurePath

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.findings import Answer, Finding, Grade, Provenance, Source, UsageReport
from pipeline.report import words
from pipeline.text import name_of, one_line, quoted
from store.history import PersonVerdict

_STYLES = {"supported": "bold green", "refuted": "bold red", "conflicting": "bold yellow", "ungraded": "bold magenta"}
VERDICTS = {
    name: (f"{label.sign} {label.title.upper()}", _STYLES.get(name, "bold")) for name, label in words.VERDICTS.items()
}
"""A verdict's sign and word, and the style they are shown in."""
STANCES = {
    "supports": ("✔ supports", "green"),
    "contradicts": ("✘ contradicts", "red"),
    "neutral": ("· open", "dim"),
}
_CONTESTED = ("? contested", "magenta")
Numbers = Callable[[Source], int]
"""The number of a source; 0 for none."""
_LONGEST_STANCE = max(len(label) for label, _ in STANCES.values())
NARROW = 60  # columns under which the sources stand below each other


def no_numbers(source: Source) -> int:
    """Numbers no source."""
    return 0


class _Page(io.StringIO):
    """What is to go to stdout, with stdout's encoding, so that rich draws its lines with what stdout can show."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return (sys.stdout.encoding if sys.stdout is not None else None) or "utf-8"


def _console() -> Console:
    """Draws on a page for stdout: at its width and in its colours, or 100 columns plain where it is no terminal."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    width = Console(file=sys.stdout).width if terminal or "COLUMNS" in os.environ else 100
    return Console(
        file=_Page(), width=width, force_terminal=terminal or None, highlight=False, emoji=False, markup=False
    )


def finding_text(finding: Finding) -> str:
    """Verdict, sources, conflict and the small print, for the terminal that stdout is."""
    return drawn(lambda out: print_finding(finding, out))


def answer_text(answer: Answer) -> str:
    """The answer, its citations, and what is not said, for the terminal that stdout is."""
    return drawn(lambda out: print_answer(answer, out))


def drawn(draw: Callable[[Console], None]) -> str:
    """What is drawn, for the terminal that stdout is, without blanks at line ends."""
    out = _console()
    draw(out)
    page = out.file
    assert isinstance(page, _Page)
    return "\n".join(line.rstrip() for line in page.getvalue().rstrip("\n").split("\n"))


def print_finding(
    finding: Finding, out: Console, *, numbers: Numbers = no_numbers, sources: RenderableType | None = None
) -> None:
    """Prints verdict, sources, conflict and the small print; each source with its number where it has one.

    Args:
        sources: In the place of the sources with their quotes.
    """
    label, style = VERDICTS[finding.verdict]
    out.print(Text.assemble((label, style), "  ", (one_line(finding.claim.text), "bold")))
    out.print(Text(one_line(finding.summary)))
    if finding.person is not None:
        out.print(Text(person_line(finding.person), style="bold cyan"))
    if sources is not None:
        out.print(sources)
    elif finding.sources and out.width < NARROW:
        _print_list(finding.sources, numbers, out)
    elif finding.sources:
        out.print(_table(finding.sources, numbers, out.width))
    small_print = [*words.graded_words(finding.coverage), *_made(finding.usage, finding.provenance)]
    out.print(Text(" · ".join(small_print), style="dim"))
    for note in finding.provenance.notes:
        out.print(Text(f"note: {note}", style="dim"))
    out.print()


def person_line(person: PersonVerdict) -> str:
    """What a person decided, on one line."""
    ours = "" if person.ours in (None, person.verdict) else f"where we had {_spoken(str(person.ours))}"
    facts = ", ".join(filter(None, (one_line(person.by), one_line(person.at)[:10], ours)))
    note = f": {one_line(person.note)}" if person.note else ""
    return f"A person decided: {_spoken(person.verdict).upper()}{facts and f' ({facts})'}{note}"


def _spoken(verdict: str) -> str:
    return one_line(verdict).replace("_", " ")


def verdict_label(verdict: str) -> tuple[str, str]:
    """A verdict as `VERDICTS` has it; one that is not ours by its own name."""
    return VERDICTS.get(verdict, (one_line(words.verdict_label(verdict).title), "bold"))


def _print_list(sources: Sequence[Source], numbers: Numbers, out: Console) -> None:
    """The sources below each other, for a screen that three columns do not fit on."""
    for source in sources:
        out.print()
        out.print(_who(source, numbers))
        out.print(_what(source))
        out.print(_words(source))
    out.print()


def _table(sources: Sequence[Source], numbers: Numbers, width: int) -> Table:
    table = Table(show_lines=True, expand=True, pad_edge=False)
    table.add_column("Source", ratio=3, overflow="fold")
    table.add_column("Says", width=max(_LONGEST_STANCE, width // 6), overflow="fold")
    table.add_column("In these words", ratio=6, overflow="fold")
    for source in sources:
        table.add_row(_who(source, numbers), _what(source), _words(source))
    return table


def _who(source: Source, numbers: Numbers) -> Group:
    file = PurePath(one_line(source.path)).name
    number = numbers(source)
    lines = [
        Text((f"[{number}] " if number else "") + name_of(source.publisher, source.title, source.path), style="bold")
    ]
    lines.append(Text((source.published or "date unknown") + (" (guessed)" if source.date_guessed else "")))
    if source.publisher or source.title:
        lines.append(Text(file, style="dim"))
    if source.origin_why:
        lines.append(Text(f"same origin: {one_line(source.origin_why)}", style="yellow"))
    return Group(*lines)


def _what(source: Source) -> Group:
    label, style = stance_label(source)
    lines = [Text(label, style=style), Text(voice_of(source))]
    if source.confidence is not None:
        lines.append(Text(f"{source.confidence:.0%} likely", style="dim"))
    return Group(*lines)


def stance_label(read: Source | Grade) -> tuple[str, str]:
    """What an article or passage does to the claim: a sign and a word, and the style they are shown in."""
    return _CONTESTED if read.contested else STANCES[read.stance]


def voice_of(source: Source | Grade) -> str:
    """Who holds it in the article, for a reader, on one line."""
    return one_line(words.voice_words(source.voice, source.speaker))


def _words(source: Source) -> Group:
    quotes = [Text(quoted(q.text)) for q in source.quotes] or [Text("nothing on it", style="dim")]
    return Group(*quotes, Text(one_line(source.reason), style="dim italic"))


def _made(usage: UsageReport, provenance: Provenance) -> tuple[str, str]:
    return words.cost_words(usage), words.made_by(provenance)


def print_answer(answer: Answer, out: Console) -> None:
    """Prints the answer, its citations, and what is not said."""
    out.print(Text(one_line(answer.question), style="bold"))
    if answer.not_said:
        out.print(Text(one_line(answer.not_said)))
    for sentence in answer.sentences:
        marks = "".join(f"[{n}]" for n in sentence.citations)
        out.print(Text(f"{one_line(sentence.text)} {marks}"))
    said = " ".join(one_line(sentence.text) for sentence in answer.sentences)
    for citation in answer.citations:
        file = PurePath(one_line(citation.path)).name
        who = [one_line(citation.publisher or citation.title), citation.published or "date unknown", file]
        # What the answer quotes already is not printed twice.
        quote = one_line(citation.quote.text)
        cited = "" if quote in said else f": {quoted(quote)}"
        out.print(Text(f"[{citation.number}] {', '.join(filter(None, who))}{cited}", style="dim"))
    out.print(Text(" · ".join(_made(answer.usage, answer.provenance)), style="dim"))
    for note in answer.provenance.notes:
        out.print(Text(f"note: {note}", style="dim"))
    out.print()
