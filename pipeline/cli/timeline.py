"""`twosource timeline`: the dated events of a subject, who says so, and what changed between articles."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import emit, library_options, model_options, output_options, progress_bar, settings_from


@click.command(short_help="Dated events of a subject, and what changed between articles.")
@click.argument("subject")
@library_options
@model_options
@output_options
def timeline(subject: str, output: str, **flags: Any) -> int:
    """Tell what happened around SUBJECT, in order: what the articles assert, announce or deny, in which words, and
    what changed between them (planned and done, moved, corrected, disputed).

    \b
    Example:
      twosource timeline "Hask tunnel" --library lib
      twosource timeline "Hask tunnel" --as-of 2025-10-31
    """
    settings = settings_from(flags)
    from pipeline.cli.exits import DONE, PARTIAL
    from pipeline.factcheck import FactChecker
    from pipeline.report import to_json

    with FactChecker(settings) as checker, progress_bar("Reading") as progress:
        line = checker.timeline(subject, as_of=settings.as_of, progress=progress)
    if output == "json":
        emit(to_json(line))
    else:
        from pipeline.report.timeline import timeline_text

        emit(timeline_text(line))
    return PARTIAL if line.unread else DONE
