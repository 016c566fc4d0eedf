"""`twosource batch`: many claims in one run that can be stopped, killed and gone on with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import (
    emit,
    emit_json,
    history_option,
    library_options,
    model_options,
    output_options,
    settings_from,
)
from pipeline.text import json_escaped

if TYPE_CHECKING:
    from pipeline.batch import BatchOptions, Claims, Columns, Going, Outcome, Row
    from pipeline.batch.manifest import Manifest
    from pipeline.factcheck import FactChecker
    from pipeline.settings import Settings
    from store.ledger import Ledger

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_COLUMNS = ("column", "id_column", "as_of_column", "speaker_column", "context_column")
_EVERY = 60.0  # seconds between two lines of progress where stderr is no terminal


class _RunOrStatus(click.Group):
    """A group whose first command is meant where none is named: `batch CLAIMS` is `batch run CLAIMS`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the command's name in front where it is missing."""
        return super().parse_args(ctx, args if args[:1] and args[0] in self.commands else ["run", *args])


@click.group(cls=_RunOrStatus, short_help="Check a file of claims, in a run that can be stopped and gone on with.")
def batch() -> None:
    """Check a file of claims."""


@batch.command("run", short_help="Begin a run, or go on with one.")
@click.argument("claims", required=False, metavar="[CLAIMS]")
@click.option("-o", "--output-folder", "folder", type=_FOLDER, metavar="RUN", help="Folder of the run, made here.")
@click.option("--resume", type=_FOLDER, metavar="RUN", help="Go on with a run; what was done stays done.")
@click.option("--force", is_flag=True, help="Go on though claims, model, prompts or articles have changed.")
@click.option("--dry-run", is_flag=True, help="Say what it would take, and ask nothing.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="DOLLARS", help="Stop before it costs more.")
@click.option("--rpm", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Requests a minute at most.")
@click.option("--tpm", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Tokens a minute at most.")
@click.option("--stream", is_flag=True, help="Print findings as they come, one JSON object a line.")
@click.option("--input-format", type=click.Choice(["jsonl", "csv", "txt"]), help="By the file's name, if not given.")
@click.option("--column", metavar="NAME", help="Column (key) that holds the claim.")
@click.option("--id-column", metavar="NAME", help="... an id that findings carry.")
@click.option("--as-of-column", metavar="NAME", help="... the date after which articles do not count.")
@click.option("--speaker-column", metavar="NAME", help="... who said it; kept beside the finding.")
@click.option("--context-column", metavar="NAME", help="... where it was said; kept beside the finding.")
@click.option(
    "--early-stop/--no-early-stop", default=True, help="Leave out passages that cannot change a verdict (on)."
)
@click.option(
    "--merge/--no-merge", default=True, help="Grade claims once that differ only in how they are written (on)."
)
@click.option("--engine", type=click.Choice(["local", "openai-batch", "ray"]), help="Who makes the calls (local).")
@click.option(
    "--poll", type=click.FloatRange(min=0.05), default=30.0, metavar="SECONDS", help="openai-batch: between looks."
)
@click.option("--by-file/--no-by-file", default=False, help="openai-batch: write the file of calls, and end.")
@click.option("--ray-address", metavar="HOST:PORT", help="ray: the cluster (one on this machine, for the run alone).")
@click.option("--ray-workers", type=click.IntRange(1), metavar="N", help="ray: processes (one for each CPU there).")
@click.option("--answers", type=_FILE, multiple=True, metavar="FILE", help="openai-batch: take in a file of replies.")
@library_options
@model_options
@history_option
@output_options
@click.pass_context
def run(ctx: click.Context, /, **given: Any) -> int:
    """Check every claim of CLAIMS (.jsonl, .csv, .txt with one a line, or - for stdin) in a run with a folder of its
    own: findings.jsonl there has a line for each, in the order of the input. A run that was stopped or killed goes on
    with --resume; no claim is done twice, and no call is paid twice. `twosource batch status RUN` tells how far it is.

    Exit code 5: some claims have no verdict, or the money ran out; 130: stopped by Ctrl-C. The first Ctrl-C lets what
    is in flight end, the second stops at once.

    \b
    Examples:
      twosource batch claims.csv -o night --library lib --max-cost 5
      twosource batch --resume night
    """
    from pipeline.errors import UsageError

    stated = _stated(ctx, given)
    if given["resume"] is not None and given["folder"] is not None:
        raise UsageError("-o begins a run, --resume goes on with one.", mend="Give one of the two.")
    if given["resume"] is not None:
        return _resume(given, stated)
    if given["claims"] is None:
        raise UsageError("No claims are given.", mend="Name a file of them, - for stdin, or a run with --resume.")
    return _begin(given, stated)


def _begin(given: dict[str, Any], stated: dict[str, Any]) -> int:
    from pipeline.batch import begin
    from pipeline.errors import UsageError
    from pipeline.factcheck import FactChecker

    if given["folder"] is None and not given["dry_run"]:
        raise UsageError("The run has no folder.", mend="Name one that is not there yet: -o RUN")
    columns = _columns(given)
    reading = {"kind": given["input_format"], "columns": columns.given()}
    claims = _read(given["claims"], reading)
    options = _options(given)
    with FactChecker(settings_from(given)) as checker:
        if given["dry_run"]:
            from pipeline.batch.opening import would_begin

            return _estimated(checker, would_begin(claims, checker, options, arguments=stated), given["output"])
        with begin(given["folder"], claims, checker, options, arguments=stated, reading=reading) as work:
            return _worked(work, given)


def _resume(given: dict[str, Any], stated: dict[str, Any]) -> int:
    from pipeline.batch import resume
    from pipeline.batch.manifest import read_manifest
    from pipeline.batch.opening import kept_options, would_resume
    from pipeline.factcheck import FactChecker

    before = read_manifest(given["resume"])
    settings = _settings_again(before, given, stated)
    claims = _read_again(before, given)
    options = _options({**given, **kept_options(given["resume"], before, stated)})
    with FactChecker(settings) as checker:
        if given["dry_run"]:
            rows = would_resume(given["resume"], claims, checker, options, arguments=stated)
            return _estimated(checker, rows, given["output"])
        with resume(given["resume"], claims, checker, options, arguments=stated) as work:
            return _worked(work, given)


def _stated(ctx: click.Context, given: dict[str, Any]) -> dict[str, Any]:
    """What the user gave, as it was given."""
    source = click.core.ParameterSource.COMMANDLINE
    found = {name: value for name, value in given.items() if ctx.get_parameter_source(name) == source}
    return {
        n: [str(x) for x in v] if isinstance(v, tuple) else str(v) if isinstance(v, Path) else v
        for n, v in found.items()
    }


def _settings_again(before: Manifest, given: dict[str, Any], stated: dict[str, Any]) -> Settings:
    """The settings that the run began with, and over them the flags that are given now."""
    from pipeline.settings import Settings, load_settings

    kept = {name: value for name, value in before.settings.items() if value is not None}
    return load_settings({**kept, **{n: v for n, v in given.items() if n in Settings.model_fields and n in stated}})


def _read(source: str, reading: Any) -> Claims:
    from pipeline.batch import Columns, read_claims

    return read_claims(source, sys.stdin.buffer, kind=reading["kind"], columns=Columns(**reading["columns"]))


def _read_again(before: Manifest, given: dict[str, Any]) -> Claims | None:
    """The input as it is now; None for stdin, and for a file that is gone where that is forced."""
    source = given["claims"] or before.source
    if source == "-" and given["claims"] is None:
        return None
    if given["claims"] is None and not Path(source).exists():
        if given["force"]:
            return None
        from pipeline.errors import InputError

        mend = "Put it back, name it where it is now (CLAIMS), or go on with the claims as the run has them: --force."
        raise InputError("is gone", path=source, mend=mend)
    return _read(source, before.reading)


def _columns(given: dict[str, Any]) -> Columns:
    from pipeline.batch import Columns

    claim, row_id, as_of, speaker, context = (given[name] for name in _COLUMNS)
    return Columns(claim, row_id, as_of, speaker, context)


def _options(given: dict[str, Any]) -> BatchOptions:
    from pipeline.batch import BatchOptions

    names = ("rpm", "tpm", "max_cost", "early_stop", "merge", "force", "poll", "by_file", "answers")
    made = BatchOptions(**{name: given[name] for name in names})
    return replace(made, engine=given["engine"] or "local")


def _worked(work: Any, given: dict[str, Any]) -> int:
    """Does the work of a run, and tells what it came to."""
    from pipeline.batch.told import estimate_text, outcome_text

    click.echo(estimate_text(work.estimate()), err=True)
    with _progress() as tell:
        outcome: Outcome = work.go(tell=tell, stream=_streamer() if given["stream"] else None)
    if given["output"] == "json" and not given["stream"]:
        emit_json(asdict(outcome))
    else:
        click.echo(outcome_text(outcome), err=given["stream"])
    return _exit_code(outcome)


def _exit_code(outcome: Outcome) -> int:
    from pipeline.cli.exits import DONE, INTERRUPTED, PARTIAL

    if outcome.ended == "drain":
        return INTERRUPTED
    whole = outcome.ended == "done" and not outcome.status.failed and not outcome.status.unreadable
    return DONE if whole else PARTIAL


def _estimated(checker: FactChecker, rows: Sequence[Row], output: str) -> int:
    """Tells what grading these claims would take."""
    from pipeline.batch.estimate import estimate
    from pipeline.batch.told import estimate_text

    found = checker.run(estimate(checker, rows))
    if output == "json":
        emit_json(asdict(found))
    else:
        emit(estimate_text(found))
    return 0


def _streamer() -> Callable[[Sequence[int], Ledger], None]:
    """Prints the lines of claims that have just come to an end. The run goes on where nobody reads them any more."""
    from pipeline.batch.output import line_of

    read = True

    def stream(numbers: Sequence[int], ledger: Ledger) -> None:
        nonlocal read
        try:
            for entry in ledger.some(numbers) if read else ():
                emit(json_escaped(line_of(entry)))
        except SystemExit:  # `emit` ends a command whose reader has left
            read = False

    return stream


@contextmanager
def _progress() -> Iterator[Callable[[Going], None]]:
    """A bar on stderr that shows how it goes; a line a minute where stderr is not a terminal."""
    from pipeline.batch.told import going_text

    if not sys.stderr.isatty():
        last = 0.0

        def note(going: Going) -> None:
            nonlocal last
            if going.seconds - last >= _EVERY:
                last = going.seconds
                click.echo(going_text(going), err=True)

        yield note
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(20), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=4, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda going: bar.update(task, completed=going.done, total=going.claims, description=going_text(going))


@batch.command(short_help="How far a run is: progress, cost, failures, time left.")
@click.argument("folder", type=_FOLDER, metavar="RUN")
@output_options
def status(folder: Path, output: str) -> int:
    """Tell how far a run is, also while it goes on: progress, cost, failures, time left."""
    from pipeline.batch import status as look
    from pipeline.batch.told import status_text
    from pipeline.cli.exits import DONE

    found = look(folder)
    if output == "json":
        emit_json(asdict(found))
    else:
        emit(status_text(found))
    return DONE
