"""Options that several commands share, and what they make of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.text import json_escaped

if TYPE_CHECKING:
    from pipeline.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])

_LIBRARY = click.option("--library", metavar="PATH|URL", help="Library folder, or URL of a Chroma server.")
_EMBEDDER = click.option("--embedder", metavar="NAME", help='"local" (default) or "openai:MODEL".')
_MODEL = click.option("--model", metavar="NAME", help='"local", "openai:gpt-5-mini", or another LangChain name.')
_SECOND = click.option("--second-model", metavar="NAME", help="Reads again what takes a side; opposites are contested.")
_GRADER = click.option(
    "--grader", type=click.Choice(["auto", "brief", "full"]), help="How to ask: by model (auto), one word, or JSON."
)
_AS_OF = click.option("--as-of", metavar="DATE", help="Leave out articles published after YYYY-MM-DD.")
_SINCE = click.option("--since", metavar="DATE", help="Leave out articles published before YYYY-MM-DD.")
_PUBLISHER = click.option("--publisher", metavar="NAME", help="Count articles of this outlet only.")
_LANGUAGE = click.option("--language", metavar="CODE", help="Count articles in this language only (en, fa ...).")
_SCREEN = click.option(
    "--screen/--no-screen", default=None, help="Leave out sentences that share too little with the claim (on)."
)
_TIMEOUT = click.option("--timeout", type=float, metavar="SECONDS", help="For one call to the model (60).")
_DEADLINE = click.option("--deadline", type=float, metavar="SECONDS", help="For one call with its retries (180).")
_CONCURRENCY = click.option("--concurrency", type=int, metavar="N", help="Calls under way at once.")
_TRACE = click.option("--trace", metavar="FILE", help="Append OpenTelemetry spans of the work to FILE (JSON Lines).")
_HISTORY = click.option(
    "--history/--no-history", default=None, help="Keep the finding beside the library, to tell what changes (on)."
)
_FORMAT = click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
_JSON = click.option("--json", "output", flag_value="json", help="Short for --format json.")
_REPORT_FORMAT = click.option(
    "--format", "output", type=click.Choice(["text", "json", "md"]), default="text", show_default=True
)
_HTML = click.option(
    "--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with the evidence too."
)


def library_options(command: _Command) -> _Command:
    """--library and --embedder."""
    return _LIBRARY(_EMBEDDER(command))


def model_options(command: _Command) -> _Command:
    """What decides which model grades, how it is called, and which articles count."""
    within = (_SCREEN, _LANGUAGE, _PUBLISHER, _SINCE, _AS_OF)
    for option in (_TRACE, _CONCURRENCY, _DEADLINE, _TIMEOUT, *within, _GRADER, _SECOND, _MODEL):
        command = option(command)
    return command


def history_option(command: _Command) -> _Command:
    """--history and --no-history."""
    return _HISTORY(command)


def output_options(command: _Command) -> _Command:
    """--format and --json."""
    return _FORMAT(_JSON(command))


def report_options(command: _Command) -> _Command:
    """--format with Markdown, --json and --html, for what has findings."""
    return _REPORT_FORMAT(_JSON(_HTML(command)))


def settings_from(flags: dict[str, Any]) -> Settings:
    """The settings that these flags, the environment and twosource.toml come to."""
    from pipeline.settings import Settings, load_settings

    return load_settings({k: v for k, v in flags.items() if k in Settings.model_fields})


def emit_json(value: Any, *, indent: int | None = 2) -> None:
    """Writes a result as JSON, escaping whatever a terminal would obey."""
    emit(json_escaped(json.dumps(value, ensure_ascii=False, indent=indent)))


def emit(text: str) -> None:
    """Writes a result to stdout, with a newline behind it.

    Raises:
        EnvironmentFault: stdout is closed or full. A reader that has left (`| head`) ends the command quietly.
    """
    from pipeline.errors import EnvironmentFault

    try:
        if sys.stdout is None:
            raise OSError("stdout is closed")
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Or Python complains of the same pipe once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)
    except OSError as e:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise EnvironmentFault(f"The output cannot be written: {e.strerror or e}.") from e


@contextmanager
def progress_bar(label: str, *, rate: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A progress line on stderr while a command works; nothing where stderr is not a terminal.

    Args:
        rate: For long work: how many a second, and the time that is left.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    columns.append(TimeElapsedColumn())
    if rate:
        columns += [TextColumn("{task.fields[rate]}"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, rate="")

        def update(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None)
            elapsed = bar.tasks[0].elapsed or 0
            bar.update(task, rate=f"{done / elapsed:.0f}/s" if elapsed > 1 else "")

        yield update
