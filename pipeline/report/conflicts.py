"""Conflicts for a terminal: what stands against what first, then what was overtaken, as a time line.

Everything that comes from articles is put on one line, control characters taken out, and never read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.conflicts.records import Conflict, ConflictKind, Conflicts, Side, Voiced
from pipeline.report.text import drawn
from pipeline.report.words import cost_words, counted, made_by, voice_words
from pipeline.text import name_of, one_line, quoted

_TYPES: dict[ConflictKind, str] = {
    "number": "NUMBER",
    "date": "DATE",
    "place": "PLACE",
    "name": "NAME",
    "polarity": "YES AND NO",
    "attribution": "SAID AND DENIED",
    "scope": "HOW FAR",
    "superseded": "SUPERSEDED",
}
MOST_ARTICLES = 4
"""Articles of one side that are listed; of more, the number is said."""


Numbers = Callable[[Voiced], int]
"""The number of an article's words; 0 for none."""


def no_numbers(voiced: Voiced) -> int:
    """Numbers nothing."""
    return 0


def conflicts_text(found: Conflicts) -> str:
    """Everything, for the terminal that stdout is."""
    return drawn(lambda out: print_conflicts(found, out))


def conflicts_value(found: Conflicts) -> Any:
    """Everything as JSON-able values, in the shape of the records."""
    from pydantic import TypeAdapter

    return TypeAdapter(Conflicts).dump_python(found, mode="json")


def print_conflicts(found: Conflicts, out: Console, *, numbers: Numbers = no_numbers) -> None:
    """Prints conflicts newest first, superseded statements as a time line, and the small print."""
    if not found.conflicts and not found.superseded:
        out.print(Text("No two statements of the library were found to contradict each other."))
    for number, conflict in enumerate(found.conflicts, 1):
        head = Text.assemble((f"{number}. {_TYPES[conflict.type]}", "bold yellow"), "  ", one_line(conflict.difference))
        out.print(head)
        for side in conflict.sides:
            _print_side(side, numbers, out)
        if not conflict.agreed and conflict.type != "attribution":
            out.print(_indented("only one side was read as contradicting the other; code names what differs", "dim"))
        out.print()
    if found.superseded:
        out.print(Text("Overtaken by later articles", style="bold"))
        out.print()
    for conflict in found.superseded:
        _print_line(conflict, numbers, out)
    for line in small_print(found):
        out.print(Text(line, style="dim"))
    out.print()


def _print_side(side: Side, numbers: Numbers, out: Console) -> None:
    first = side.first
    out.print(_indented(quoted(first.quote.text)))
    who = "; ".join(_who(voiced, numbers) for voiced in side.said_by[:MOST_ARTICLES])
    more = len(side.said_by) - MOST_ARTICLES
    who += f"; and {more} more" if more > 0 else ""
    out.print(_indented(f"{who} · {_origins(side)}", "dim", 4))


def _print_line(conflict: Conflict, numbers: Numbers, out: Console) -> None:
    """The older statement, an arrow, the newer one."""
    older, newer = conflict.sides
    for mark, side in (("", older), ("→ ", newer)):
        date = side.first.published or "no date"
        out.print(_indented(f"{mark}{date}  {quoted(side.first.quote.text)}"))
        out.print(
            _indented(
                f"{'; '.join(_who(v, numbers) for v in side.said_by[:MOST_ARTICLES])} · {_origins(side)}", "dim", 6
            )
        )
    out.print()


def _indented(text: str, style: str = "", by: int = 2) -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, by))


def _who(voiced: Voiced, numbers: Numbers) -> str:
    """Outlet, date and who holds it there, behind its number."""
    number = numbers(voiced)
    name = name_of(voiced.publisher, voiced.title, voiced.path)
    date = f"{voiced.published or 'date unknown'}{' (guessed)' if voiced.date_guessed else ''}"
    held = "" if voiced.voice == "asserts" else f", {one_line(voice_words(voiced.voice, voiced.speaker))}"
    return (f"[{number}] " if number else "") + f"{name}, {date}{held}"


def _origins(side: Side) -> str:
    count = counted(len(side.said_by), "article")
    return f"{count} from {counted(side.origins, 'origin')}" if len(side.said_by) > 1 else count


def small_print(found: Conflicts) -> Sequence[str]:
    """What was looked at, what was left, what failed, and what it cost, a line each."""
    lines = [
        f"{counted(found.statements, 'statement')} · {counted(found.candidates, 'pair')} worth a question · "
        f"{found.graded:,} graded"
        + (f" ({found.remembered:,} remembered from earlier scans)" if found.remembered else "")
    ]
    if found.hidden:
        lines.append(f"{found.hidden:,} more found; --limit shows them")
    if found.left:
        lines.append(
            f"{counted(found.left, 'pair')} left by the cap; the same command goes on as far as its cap reaches"
        )
    if found.ungraded:
        reason = one_line(found.ungraded[0].reason)
        lines.append(f"{counted(len(found.ungraded), 'pair')} could not be graded ({reason}), and may be in conflict")
    if found.unread:
        lines.append(f"{counted(found.unread, 'passage')} could not be read for claims; the same command tries again")
    return [*lines, f"{cost_words(found.usage)} · {made_by(found.provenance)}"]
