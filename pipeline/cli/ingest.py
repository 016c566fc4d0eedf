"""`twosource ingest`: files, folders and pages into the library."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, emit_json, library_options, output_options, progress_bar, settings_from

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker
    from pipeline.ingest import IngestSummary

_SHOWN = 20  # failures that are listed in full; the rest is counted, and --json has them all


@click.command(short_help="Read articles (files, folders, pages) into the library.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH_OR_URL...")
@click.option("--meta", metavar="FILE.csv", help="Metadata by path that overrides what the files say.")
@click.option("--columns", metavar="FIELD=NAME,...", help="Columns of .jsonl and .csv rows: text=body,title=headline")
@click.option("--allow-fetch", is_flag=True, help="Let addresses (http, https) be fetched.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that read files (as many as cores, at most 4).")
@click.option("--reread", is_flag=True, help="Read files again that have not changed.")
@click.option("--extract", is_flag=True, help="Draw the claims of all articles now, not when a question needs them.")
@click.option("--model", metavar="NAME", help="What draws them with --extract (as for check).")
@library_options
@output_options
def ingest(
    paths: tuple[str, ...],
    meta: str | None,
    columns: str | None,
    allow_fetch: bool,
    jobs: int | None,
    reread: bool,
    extract: bool,
    output: str,
    **flags: Any,
) -> int:
    """Read articles into the library: .txt, .md, .html, .pdf, .eml, .jsonl and .csv files, folders of them, and pages.

    Doing it twice adds nothing; an edited file takes the place of its older version, which is kept as history; a file
    or row that cannot be read is reported and the others go in. A run that was killed goes on where it stopped.

    \b
    Examples:
      twosource ingest articles/ --library lib
      twosource ingest export.csv --columns text=body,title=headline,published=date
      twosource ingest https://news.example/story --allow-fetch
    """
    settings = settings_from(flags)
    from pipeline.cli.exits import DONE, PARTIAL, USAGE
    from pipeline.factcheck import FactChecker
    from pipeline.ingest import IngestOptions, cores
    from pipeline.read import read_meta

    options = IngestOptions(
        columns=_columns(columns),
        meta=read_meta(meta) if meta else None,
        leave_out=(meta,) if meta else (),
        allow_fetch=allow_fetch,
        jobs=jobs or min(4, cores()),
        reread=reread,
    )
    left = 0
    with FactChecker(settings) as checker, progress_bar("Reading", rate=True) as progress:
        summary = checker.ingest(paths, options=options, progress=progress)
        report_failures(summary)
        if extract and exit_code(summary) != USAGE:
            left = extract_claims(checker)
    if output == "json":
        emit_json(asdict(summary))
    elif exit_code(summary) != USAGE:
        emit(told_summary(summary, settings.library))
    return exit_code(summary) or (PARTIAL if left else DONE)


def extract_claims(checker: FactChecker) -> int:
    """Draws the claims that are missing, after saying what it will take; a run that was killed goes on.

    Returns:
        How many passages failed.
    """
    estimate = checker.extraction_estimate()
    if not estimate.passages:
        click.echo("claims: drawn already", err=True)
        return 0
    cost = "at an unknown price" if estimate.cost_usd is None else f"about ${estimate.cost_usd:.2f}"
    free = checker.model.small or estimate.cost_usd == 0
    line = f"claims: {estimate.passages:,} passages to read, about {estimate.calls:,} calls to {checker.model.name}"
    click.echo(line + ("" if free else f", {cost}"), err=True)
    with progress_bar("Claims", rate=True) as progress:
        drawn = checker.extract(progress=progress)
    click.echo(f"claims: {sum(len(e.claims) for e in drawn.extractions):,} in the library", err=True)
    if drawn.failed:
        from pipeline.cli.exits import told

        message = (
            f"{len(drawn.failed):,} passages could not be read: their calls failed, or gave nothing that can be used."
        )
        click.echo(told(message, "Run the same command again: only what is missing is asked for."), err=True, nl=False)
    return len(drawn.failed)


def _columns(given: str | None) -> dict[str, str] | None:
    """ "text=body,title=headline" as a mapping.

    Raises:
        UsageError: It is not of that form, or names a field that there is not.
    """
    from pipeline.errors import UsageError
    from pipeline.read.rows import COLUMNS

    if given is None:
        return None
    pairs = [part.partition("=") for part in given.split(",")]
    wrong = [part for part in pairs if part[0].strip() not in COLUMNS or not part[2].strip()]
    if wrong:
        message = f"--columns: {''.join(wrong[0])!r} does not say which column holds which field."
        raise UsageError(message, mend=f"Write FIELD=COLUMN,...; fields are {', '.join(COLUMNS)}.")
    return {field.strip(): name.strip() for field, _, name in pairs}


def told_summary(summary: IngestSummary, library: str) -> str:
    """The summary for a reader."""
    from pipeline.text import one_line

    counts = [
        f"{len(summary.added)} added",
        f"{len(summary.updated)} updated",
        f"{len(summary.unchanged)} unchanged",
        f"{len(summary.failed)} failed",
    ]
    if summary.removed:
        counts.append(f"{len(summary.removed)} no longer in their file")
    more = [f"{summary.passages} new passage{'' if summary.passages == 1 else 's'}"]
    if summary.copies:
        pairs = "1 pair" if summary.copies == 1 else f"{summary.copies} pairs"
        more.append(f"{pairs} of copies: twosource library origins")
    lines = [f"{library}: {', '.join(counts)} ({'; '.join(more)})"]
    same = [f"  {one_line(path)}: the same article as {one_line(other)}, kept once" for path, other in summary.same]
    lines += same[:_SHOWN]
    if len(same) > _SHOWN:
        lines.append(f"  and {len(same) - _SHOWN} more that were there already")
    return "\n".join(lines)


def report_failures(summary: IngestSummary) -> None:
    """What could not be read, on stderr."""
    from pipeline.cli.exits import told

    for failure in summary.failed[:_SHOWN]:
        click.echo(told(failure.reason, failure.mend), err=True, nl=False)
    if len(summary.failed) > _SHOWN:
        more = f"{len(summary.failed) - _SHOWN} more could not be read."
        click.echo(told(more, "--json lists them all."), err=True, nl=False)


def exit_code(summary: IngestSummary) -> int:
    """Whether all, some or nothing of what was named could be read."""
    from pipeline.cli.exits import DONE, PARTIAL, USAGE

    if not summary.failed:
        return DONE
    return PARTIAL if summary.added or summary.updated or summary.unchanged or summary.same else USAGE
