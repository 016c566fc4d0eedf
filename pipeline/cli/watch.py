"""`twosource watch`: checks those claims again that new articles touch."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.cli.options import emit, library_options, model_options, output_options, progress_bar, settings_from


@click.command(short_help="Check those claims again that new articles touch.")
@click.argument("claims_file")
@library_options
@model_options
@output_options
@click.option("--fail-on-changed", is_flag=True, help="Leave with exit code 1 when a verdict has changed.")
def watch(claims_file: str, output: str, fail_on_changed: bool, **flags: Any) -> int:
    """Look up, for every claim of CLAIMS_FILE (.txt, .jsonl or .csv with a column "claim"; "-" for stdin), whether
    articles that are new since its last finding would be held against it. Only then is it checked again; for the
    others no model is asked, and where another model or prompt graded them the last time, that is said. Claims that
    were never checked are checked. Prints what changed, and why.

    Exit code 5 when lines failed, passages could not be graded, or a finding could not be kept.

    \b
    Example:
      twosource ingest new-articles --library lib && twosource watch claims.txt --library lib
    """
    settings = settings_from(flags)
    from pipeline.batch import read_claim_lines
    from pipeline.cli.exits import DONE, FAILED_ON, PARTIAL
    from pipeline.factcheck import FactChecker
    from pipeline.report import to_json
    from pipeline.report.history import watch_text

    claims = read_claim_lines(claims_file, sys.stdin.buffer)
    with FactChecker(settings) as checker, progress_bar("Watching", rate=True) as progress:
        report = checker.watch(claims, progress=progress)
    emit(to_json(report) if output == "json" else watch_text(report))
    changed = [w for w in report.claims if w.change is not None and w.change.verdicts[0] != w.change.verdicts[1]]
    if fail_on_changed and changed:
        return FAILED_ON
    return PARTIAL if any(w.status == "failed" or w.verdict == "ungraded" for w in report.claims) else DONE
