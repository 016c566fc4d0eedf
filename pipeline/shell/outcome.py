"""What a line came to: a record for programs, a drawing for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.text import one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.padding import Padding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line came to.

    Attributes:
        kind: "finding", "answer", "timeline", "conflicts", "passage", "grade", "text" and so on; "error" for one.
        value: A record or JSON-able values.
        draw: Draws it on a console.
        leave: The session ends here.
        error: What went wrong, for the exit code; the session goes on.
        code: The exit code of an outcome that is no error and not all that was wanted, such as files that failed.
        more: What else a program is told, beside kind and value.
    """

    kind: str
    value: Any
    draw: Callable[[Console], None]
    leave: bool = False
    error: BaseException | None = None
    code: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"kind": self.kind, "value": self.value, **self.more}


def told(*lines: str, kind: str = "text", style: str = "", **more: Any) -> Outcome:
    """Plain lines."""
    from rich.text import Text

    shown = [one_line(line) for line in lines if line]

    def draw(out: Console) -> None:
        for line in shown:
            out.print(Text(line, style=style))

    return Outcome(kind, {"text": shown, **more}, draw)


def failed(error: BaseException) -> Outcome:
    """An error: what is wrong on one line, what to do on the next."""
    from rich.text import Text

    message, mend = one_line(str(error)) or type(error).__name__, one_line(getattr(error, "mend", ""))

    def draw(out: Console) -> None:
        out.print(Text(message, style="red"))
        if mend:
            out.print(inset(Text(mend), 2))

    return Outcome("error", {"error": message, "mend": mend}, draw, error=error)


def inset(what: RenderableType, by: int) -> Padding:
    """Something a few cells from the left, not filled up at the right."""
    from rich.padding import Padding

    return Padding(what, (0, 0, 0, by), expand=False)
