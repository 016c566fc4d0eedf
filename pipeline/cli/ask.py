"""`twosource ask`: a question, answered from the library with citations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import emit, library_options, model_options, progress_bar, report_options, settings_from


@click.command(short_help="Answer a question from the library, with citations.")
@click.argument("question")
@library_options
@model_options
@report_options
def ask(question: str, output: str, html_file: Path | None, **flags: Any) -> None:
    """Answer QUESTION from the library. Every sentence of the answer names its sources; what the articles do not
    say is said.

    \b
    Example:
      twosource ask "When was the budget approved?" --library lib
    """
    settings = settings_from(flags)
    from pipeline.factcheck import FactChecker
    from pipeline.report.output import write_result

    with FactChecker(settings) as checker, progress_bar("Grading") as progress:
        answer = checker.ask(question, progress=progress)
        shown = write_result(answer, output, html_file, cited=lambda: checker.cited(answer.findings))
    emit(shown)
