"""`twosource schema`: the JSON Schema of what `--json` prints."""

from __future__ import annotations

import click

from pipeline.cli.options import emit

_NAMES = ("finding", "answer", "timeline", "history", "watch", "conflicts", "claimreview")


@click.command(short_help="Print the JSON Schema of --json output.")
@click.argument("name", type=click.Choice(_NAMES))
def schema(name: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a finding (`check --json`), an answer (`ask --json`), a time line, a
    claim's history, what `watch` reports, what `conflicts` finds, or of what `report --claimreview` drafts."""
    from pipeline.report import schema_of

    emit(schema_of(name))
