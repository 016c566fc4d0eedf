"""Draws docs/check.svg: what `twosource check` prints about a claim of the bundled corpus, as a terminal shows it.

    .venv/bin/python docs/picture.py       # with the model that `check` would take; --model NAME for another

The check is a real one, done twice: the second time all grades come from the cache, so that the picture is the same
whatever was cached before. No font is fetched: the reader's own monospace is used, and every run of letters is set to
its width, so that columns stand upright in any of them.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from pipeline.demo import articles_folder, claims_file
from pipeline.factcheck import FactChecker
from pipeline.findings import Finding
from pipeline.report.text import print_finding
from pipeline.settings import Settings

PICTURE = Path(__file__).with_name("check.svg")
COLUMNS = 96
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" \
aria-label="What twosource check prints: a verdict, and a table of sources with what each says">
<!-- Drawn by docs/picture.py -->
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def found(claim: str, model: str | None) -> Finding:
    """The finding on a claim in a library of the bundled articles."""
    with (
        tempfile.TemporaryDirectory() as folder,
        FactChecker(Settings(library=f"{folder}/lib", model=model, history=False)) as checker,
    ):
        checker.ingest([str(articles_folder())])
        checker.check(claim)
        return checker.check(claim)


def drawn(finding: Finding) -> str:
    """The finding as a picture of a terminal (SVG)."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False, emoji=False)
    typed = f'$ twosource check "{finding.claim.text}" --library lib'
    console.print(Text(typed, style="bold cyan"))
    console.print()
    print_finding(finding, console)
    return console.export_svg(title="twosource check", code_format=FORMAT, unique_id="twosource")


def main() -> None:
    """Draws the picture of the first claim of the bundled corpus."""
    parser = argparse.ArgumentParser(description="Draws docs/check.svg.")
    parser.add_argument("--model", help="as for twosource check")
    parser.add_argument("-o", "--output", type=Path, default=PICTURE)
    given = parser.parse_args()
    claim = json.loads(claims_file().read_text(encoding="utf-8"))[0]["claim"]
    given.output.write_text(drawn(found(claim, given.model)), encoding="utf-8")


if __name__ == "__main__":
    main()
