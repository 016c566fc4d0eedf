"""`twosource conflicts`: statements of the library that cannot both be true, without being asked."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import emit, library_options, model_options, output_options, progress_bar, settings_from


@click.command(short_help="Find statements of the library that cannot both be true.")
@library_options
@model_options
@output_options
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Conflicts to show.")
@click.option("--max-calls", type=click.IntRange(min=0), metavar="N", help="New calls to grade pairs, at most.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="USD", help="Dollars for them, at most.")
@click.option("--fail-on-found", is_flag=True, help="Leave with exit code 1 when there is a conflict.")
def conflicts(
    output: str, limit: int, max_calls: int | None, max_cost: float | None, fail_on_found: bool, **flags: Any
) -> int:
    """Find pairs of statements in the library that cannot both be true: another number, date, place or name, yes and
    no, an accusation and its denial. Newest first, both sides quoted; statements that later articles have overtaken
    stand apart. A second run grades only what is new; one that was stopped, or that a cap has ended, goes on. The caps
    are for grading, a second model's calls counted: claims that are missing are drawn first, and what that takes is
    told by ingest --extract, before it asks.

    \b
    Example:
      twosource conflicts --library lib --max-calls 500
    """
    settings = settings_from(flags)
    from pipeline.cli.exits import DONE, FAILED_ON, PARTIAL
    from pipeline.conflicts import ConflictOptions
    from pipeline.factcheck import FactChecker

    options = ConflictOptions(limit=limit, max_calls=max_calls, max_cost=max_cost, as_of=settings.as_of)
    with FactChecker(settings) as checker, progress_bar("Scanning", rate=True) as progress:
        found = checker.conflicts(options, progress=progress)
    if output == "json":
        from pipeline.cli.options import emit_json
        from pipeline.report.conflicts import conflicts_value

        emit_json(conflicts_value(found))
    else:
        from pipeline.report.conflicts import conflicts_text

        emit(conflicts_text(found))
    if fail_on_found and found.total:
        return FAILED_ON
    return PARTIAL if found.ungraded or found.unread else DONE
