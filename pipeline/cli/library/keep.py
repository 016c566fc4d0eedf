"""Changing: set, remove, rebuild, export, import."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from pipeline.cli.library.opened import article_in, open_any
from pipeline.cli.options import emit, emit_json, library_options, output_options, progress_bar, settings_from


@click.command("set")
@click.argument("article_id")
@click.option("--title", help="Headline.")
@click.option("--publisher", help="Outlet.")
@click.option("--published", metavar="DATE", help="YYYY-MM-DD.")
@click.option("--byline", help="Author.")
@click.option("--origin", help="Agency that the text came from.")
@click.option("--language", metavar="CODE", help="en, fa ...")
@click.option("--url", help="Address.")
@library_options
def mend_fields(article_id: str, **flags: Any) -> None:
    """Correct what is known of an article. It stays corrected when its file is read again, also in a newer version;
    an empty value ("") says that it is not known.

    \b
    Example:
      twosource library set art_0123456789 --publisher "Harbour Post" --published 2025-05-14
    """
    from pipeline.errors import UsageError
    from pipeline.read.written import WrongValue, written_fields
    from store.records import STATED

    given = {name: flags.pop(name) for name in STATED}
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        raise UsageError("Nothing to set.", mend="Name a field: --publisher, --published, --title, --origin ...")
    try:
        known = written_fields(given)
    except WrongValue as error:
        field, reason = next(iter(error.reasons.items()))
        raise UsageError(
            f"--{field}: {reason}.", mend=f'Correct the value, or give --{field} "" for unknown.'
        ) from None
    changes = {name: getattr(known, name) for name in given}
    with open_any(settings_from(flags)) as opened, opened.writing() as writer:
        kept = article_in(opened, article_id)
        article = writer.mend(kept.article.id, changes)
        for name in changes:
            emit(f"{article.id} {name}: {getattr(kept.article, name) or '-'} -> {getattr(article, name) or '-'}")


@click.command()
@click.argument("article_ids", nargs=-1, required=True, metavar="ARTICLE_ID...")
@library_options
def remove(article_ids: tuple[str, ...], **flags: Any) -> None:
    """Remove articles by id. Their files are left alone."""
    with open_any(settings_from(flags)) as opened, opened.writing() as writer:
        known = [article_in(opened, article_id).article.id for article_id in article_ids]
        writer.remove(known)
        for article_id in known:
            emit(f"removed {article_id}")


@click.command()
@library_options
def rebuild(**flags: Any) -> None:
    """Split and embed all stored articles anew, with the embedder of today or of --embedder."""
    settings = settings_from(flags)
    from pipeline.factcheck import open_embedder
    from pipeline.ingest import rebuild as rebuild_library

    with open_any(settings) as opened, progress_bar("Embedding") as progress:
        count = rebuild_library(opened, open_embedder(settings), progress=progress)
    emit(f"{settings.library}: {count} articles rebuilt")


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@library_options
def export(file: str | None, **flags: Any) -> None:
    """Write the library to a file (or stdout) as JSON Lines: articles, mends and history, without vectors."""
    from pipeline.exchange import export_lines, write_whole

    with open_any(settings_from(flags)) as opened:
        if file is None:
            for line in export_lines(opened):
                emit(line)
        else:
            count = write_whole(file, export_lines(opened))
            click.echo(f"{file}: {count - 1} articles", err=True)


@click.command("import")
@click.argument("file", metavar="FILE")
@library_options
@output_options
def import_(file: str, output: str, **flags: Any) -> int:
    """Read an exported library in. Articles that are there already stay as they are."""
    settings = settings_from(flags)
    from pipeline.cli.ingest import exit_code, report_failures, told_summary
    from pipeline.exchange import import_lines, opened_lines
    from pipeline.factcheck import FactChecker

    with FactChecker(settings) as checker, opened_lines(file) as lines, progress_bar("Embedding") as progress:
        summary = import_lines(
            lines, lambda: checker.library(create=True), checker.embedder, path=file, progress=progress
        )
    report_failures(summary)
    if output == "json":
        emit_json(asdict(summary))
    else:
        emit(told_summary(summary, settings.library))
    return exit_code(summary)
