"""`twosource ask`: a question, answered from the library with citations."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.options import emit, library_options, model_options, output_options, progress_bar, settings_from


@click.command(short_help="Answer a question from the library, with citations.")
@click.argument("question")
@library_options
@model_options
@output_options
def ask(question: str, output: str, **flags: Any) -> None:
    """Answer QUESTION from the library. Every sentence of the answer names its sources; what the articles do not
    say is said.

    \b
    Example:
      twosource ask "When was the budget approved?" --library lib
    """
    settings = settings_from(flags)
    from pipeline.factcheck import FactChecker
    from pipeline.report import to_json

    with FactChecker(settings) as checker, progress_bar("Grading") as progress:
        answer = checker.ask(question, progress=progress)
    if output == "json":
        emit(to_json(answer))
    else:
        from pipeline.report.text import answer_text

        emit(answer_text(answer))
