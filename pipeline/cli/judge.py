"""`twosource judge`: a person's own verdict, kept beside ours."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from pipeline.cli.options import emit, emit_json, library_options, output_options, settings_from
from store.records import PERSONS_VERDICTS


@click.command(short_help="Keep your own verdict on a claim, beside the one found.")
@click.argument("claim", metavar="CLAIM_OR_FINDING_ID")
@click.option(
    "--verdict",
    required=True,
    type=click.Choice(PERSONS_VERDICTS),
    help="What you decided.",
)
@click.option("--note", required=True, help="Why, in a line or two.")
@click.option("--by", default="", metavar="NAME", help="Who decided.")
@library_options
@output_options
def judge(claim: str, verdict: str, note: str, by: str, output: str, **flags: Any) -> None:
    """Keep your own verdict on a claim, named by its text or by an id that `twosource history` shows. It is shown with
    every later finding of the claim and changes none of them; a later one of yours takes its place, and both stay in
    the history.

    \b
    Example:
      twosource judge "The council approved the budget on May 3." --verdict refuted --note "Minutes say May 4." --by Ana
    """
    settings = settings_from(flags)
    from pipeline.factcheck import FactChecker
    from pipeline.report.text import person_line
    from pipeline.text import one_line

    with FactChecker(settings) as checker:
        person = checker.judge(claim, verdict=verdict, note=note, by=by)
    if output == "json":
        emit_json(asdict(person))
    else:
        emit(f"{one_line(person.claim)}\n{person_line(person)}")
