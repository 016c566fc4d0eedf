"""What the shell shows of findings and answers, and its help. What comes from articles is put on one line, control
characters taken out, and never read as markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.findings import Answer, Finding
from pipeline.report import to_value
from pipeline.report.text import VERDICTS, print_answer, print_finding
from pipeline.shell.commands import COMMANDS, Command
from pipeline.shell.matrix import matrix
from pipeline.shell.outcome import Outcome, inset
from pipeline.shell.session import Place, Turn, place_of
from pipeline.text import one_line
from store import Article


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
        print_finding(result, out, sources=matrix(turn, [result], left_out, out.width))
    elif isinstance(result, Finding):
        print_finding(result, out, numbers=lambda source: turn.number(place_of(source)))
    else:
        print_answer(_renumbered(result, turn), out)
    for note in turn.notes:
        out.print(Text(f"note: {one_line(note)}", style="cyan"))


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
        out.print(inset(Text(command.more), 2))
    if command.example:
        out.print(inset(Text(f"Example: {command.example}"), 2))


def _commands(width: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=width >= 80, overflow="fold")
    table.add_column(overflow="fold")
    for command in COMMANDS.values():
        example = f" ({command.example})" if command.example and width >= 100 else ""
        table.add_row(Text(command.usage, style="bold"), Text(command.does + example))
    return Padding(table, (1, 0, 1, 2), expand=False)
