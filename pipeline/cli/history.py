"""`twosource history`: what was found about a claim over time, what changed and why."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import emit, emit_json, library_options, output_options, settings_from


@click.command(short_help="What was found about a claim over time, and why it changed.")
@click.argument("claim", required=False)
@library_options
@output_options
def history(claim: str | None, output: str, **flags: Any) -> None:
    """Show every finding that was kept of CLAIM (its text, or the id of it or of a finding), what changed from one to
    the next and why, and what people decided. Without CLAIM: all claims with their last verdicts.

    \b
    Example:
      twosource history "The council approved the budget on May 3." --library lib
    """
    settings = settings_from(flags)
    from pipeline.factcheck import FactChecker
    from pipeline.report import to_json
    from pipeline.report.history import claims_text, claims_value, history_text

    with FactChecker(settings) as checker:
        if claim is None:
            claims = checker.histories()
            emit_json(claims_value(claims)) if output == "json" else emit(claims_text(claims))
            return
        found = checker.history(claim)
    emit(to_json(found) if output == "json" else history_text(found))
