"""`twosource shell`: asking, opening, doubting and asking again."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, emit_json, library_options, model_options, output_options, settings_from

if TYPE_CHECKING:
    from pipeline.shell.outcome import Outcome
    from pipeline.shell.sitting import Sitting


@click.command(short_help="Ask, open, doubt and ask again: the interactive shell.")
@library_options
@model_options
@output_options
def shell(output: str, **flags: Any) -> int:
    """Ask questions and check claims one after the other, open what is cited, leave sources out and weigh again.
    `help` inside lists the commands. Lines from a pipe are done one by one; with --json each gives one line of JSON.

    \b
    Examples:
      twosource shell --library lib
      echo "The council approved the budget on May 3." | twosource shell --library lib --json
    """
    settings = settings_from(flags)
    from pipeline.shell.sitting import Sitting

    def make() -> Any:
        from pipeline.factcheck import FactChecker

        return FactChecker(settings, apart=True)

    sitting = Sitting(make, settings.library)
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    code = _at_terminal(sitting, output) if at_terminal else _from_pipe(sitting, output)
    if not sitting.close():
        # What still runs (a model that loads, an ingest) can be killed at any time: nothing that is kept is lost by it;
        # spans that wait to be sent to a collector are.
        sys.stdout.flush()
        os._exit(code)
    return code


def _at_terminal(sitting: Sitting, output: str) -> int:
    from pipeline.shell.terminal import Terminal

    _greet(sitting.where)
    plain = not sys.stdout.isatty() or os.environ.get("TERM", "") in ("", "dumb")
    colour = not plain and "NO_COLOR" not in os.environ
    return Terminal(sitting, lambda outcome: _show(outcome, output), live=not plain, colour=colour).run()


def _greet(where: str) -> None:
    """Who is there, and what can be typed; wrapped by hand, since rich would keep the prompt waiting."""
    import shutil
    import textwrap

    from pipeline.text import one_line

    line = f"twosource · library {one_line(where)} · type a claim or a question; help lists the commands"
    emit("\n".join(textwrap.wrap(line, max(shutil.get_terminal_size().columns - 1, 1))) + "\n")


def _from_pipe(sitting: Sitting, output: str) -> int:
    from pipeline.shell.pipe import bounded, run_pipe

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")

    def show(number: int, line: str, outcome: Outcome) -> None:
        if output == "json":
            emit_json({"line": number, "input": line, **outcome.as_json()}, indent=None)
        else:
            _show(outcome, output)

    return run_pipe(sitting, bounded(sys.stdin) if sys.stdin is not None else (), show)


def _show(outcome: Outcome, output: str) -> None:
    """What a line came to, on stdout; an error goes to stderr where that is another place."""
    from pipeline.report.text import drawn

    if output == "json":
        emit_json(outcome.as_json())
        return
    text = drawn(outcome.draw)
    if outcome.kind == "error" and not sys.stdout.isatty():
        click.echo(text, err=True)
    elif text:
        emit(text + "\n")
