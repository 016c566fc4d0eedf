"""`twosource ingest`: files and folders into the library."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, library_options, output_options, progress_bar, settings_from

if TYPE_CHECKING:
    from pipeline.ingest import IngestSummary


@click.command(short_help="Read articles (.txt, .md, folders) into the library.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@library_options
@output_options
def ingest(paths: tuple[str, ...], output: str, **flags: Any) -> int:
    """Read files and folders of articles into the library. Doing it twice adds nothing; an edited file takes the
    place of its older version; a file that cannot be read is reported and the others go in.

    \b
    Example:
      twosource ingest articles/ --library lib
    """
    settings = settings_from(flags)
    from pipeline.cli.exits import USAGE
    from pipeline.factcheck import FactChecker

    with FactChecker(settings) as checker, progress_bar("Reading") as progress:
        summary = checker.ingest(paths, progress=progress)
    _report_failures(summary)
    if output == "json":
        emit(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    elif _exit_code(summary) != USAGE:
        emit(_told(summary, settings.library))
    return _exit_code(summary)


def _told(summary: IngestSummary, library: str) -> str:
    from pipeline.text import one_line

    lines = [
        f"{library}: {len(summary.added)} added, {len(summary.updated)} updated, {len(summary.unchanged)} unchanged, "
        f"{len(summary.failed)} failed ({summary.passages} new passages)"
    ]
    lines += [f"  {one_line(path)}: the same article as {one_line(other)}, kept once" for path, other in summary.same]
    return "\n".join(lines)


def _report_failures(summary: IngestSummary) -> None:
    from pipeline.cli.exits import told

    for failure in summary.failed:
        click.echo(told(failure.reason, failure.mend), err=True, nl=False)


def _exit_code(summary: IngestSummary) -> int:
    from pipeline.cli.exits import DONE, PARTIAL, USAGE

    if not summary.failed:
        return DONE
    return PARTIAL if summary.added or summary.updated or summary.unchanged or summary.same else USAGE
