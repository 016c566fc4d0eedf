"""`twosource library`: what is in the library, and looking after it."""

from __future__ import annotations

import click

from pipeline.cli.library.keep import export, import_, mend_fields, rebuild, remove
from pipeline.cli.library.look import list_articles, origins, show, verify


@click.group(short_help="List, show, set, remove, verify, rebuild, origins, export, import.")
def library() -> None:
    """Look after the library."""


for _command in (list_articles, show, origins, verify, mend_fields, remove, rebuild, export, import_):
    library.add_command(_command)
