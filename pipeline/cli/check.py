"""`twosource check`: one claim, its verdict and the evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import (
    emit,
    history_option,
    library_options,
    model_options,
    progress_bar,
    report_options,
    settings_from,
)


@click.command(short_help="Check one claim: the verdict, and who says what.")
@click.argument("claim")
@library_options
@model_options
@report_options
@history_option
@click.option("--all-sources", is_flag=True, help="List articles that do not bear on the claim too.")
@click.option(
    "--fail-on",
    type=click.Choice(["refuted", "conflicting", "ungraded"]),
    multiple=True,
    help="Leave with exit code 1 on this verdict; may be given several times.",
)
def check(
    claim: str, output: str, html_file: Path | None, all_sources: bool, fail_on: tuple[str, ...], **flags: Any
) -> int:
    """Check CLAIM against the library: which articles support it, which contradict it, in which words, and from
    how many independent origins.

    \b
    Example:
      twosource check "The council approved the budget on May 3." --library lib
    """
    settings = settings_from(flags)
    from pipeline.cli.exits import DONE, FAILED_ON
    from pipeline.factcheck import FactChecker
    from pipeline.report.output import write_result

    with FactChecker(settings) as checker, progress_bar("Grading") as progress:
        finding = checker.check(claim, all_sources=all_sources, progress=progress)
        change = checker.last_change(finding) if output == "text" else None
        shown = write_result(finding, output, html_file, cited=lambda: checker.cited([finding]))
    emit(shown)
    if change is not None:
        from pipeline.report.history import change_text

        emit(change_text(change))
    return FAILED_ON if finding.verdict in fail_on else DONE
