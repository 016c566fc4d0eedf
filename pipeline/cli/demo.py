"""`twosource demo`: the main job on the bundled corpus, offline."""

from __future__ import annotations

import json
from typing import Any

import click

from pipeline.cli.options import emit, model_options, progress_bar, settings_from


@click.command(short_help="The main job on a small bundled corpus, offline.")
@model_options
def demo(**flags: Any) -> None:
    """Read six bundled articles about an invented event into a library, and check claims against them."""
    from pipeline.demo import articles_folder, claims_file
    from pipeline.factcheck import FactChecker
    from pipeline.report.text import finding_text
    from store.cache import cache_dir

    flags["library"] = str(cache_dir() / "demo-library")
    flags["model"] = flags["model"] or "local"
    claims = json.loads(claims_file().read_text(encoding="utf-8"))
    with FactChecker(settings_from(flags)) as checker, progress_bar("Reading") as progress:
        checker.ingest([str(articles_folder())], progress=progress)
        for row in claims:
            finding = checker.check(row["claim"], progress=progress)
            emit(finding_text(finding) + "\n")
    emit("Now with your own articles:")
    emit("  twosource ingest FOLDER --library lib")
    emit('  twosource check "A claim about them." --library lib')
