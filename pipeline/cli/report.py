"""`twosource report`: findings that were kept, in a form to read, send or publish."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, settings_from

if TYPE_CHECKING:
    from pipeline.report.records import Report
    from pipeline.settings import Settings
    from store import Article

_STDOUT = "-"
_NO_RATING = "The scale has no word for these verdicts: name them in --review-scale, or record a person's verdict."
_FORMS = ("html", "md", "csv", "jsonl", "json", "claimreview")


def _form(name: str, help_text: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", metavar="FILE", is_flag=False, flag_value=_STDOUT, help=help_text)


@click.command(short_help="Findings as a page, Markdown, CSV, JSON or ClaimReview drafts.")
@click.argument("findings", type=click.Path(path_type=Path))
@_form("html", "One self-contained page with the evidence.")
@_form("md", "Markdown.")
@_form("csv", "A row a claim and article.")
@_form("jsonl", "The findings, one a line.")
@_form("json", "The findings as one list.")
@_form("claimreview", "Drafts of schema.org ClaimReview (JSON-LD).")
@click.option("--title", metavar="TEXT", help="Heading of the page or the Markdown.")
@click.option("--library", metavar="PATH|URL", help="Shows quotes in their sentences as this library has them.")
@click.option("--embedder", metavar="NAME", help="The library's, if it is not the default one.")
@click.option("--review-author", metavar="NAME", help="ClaimReview: who publishes the review.")
@click.option("--review-author-url", metavar="URL", help="ClaimReview: their address.")
@click.option("--review-url", metavar="URL", help="ClaimReview: the page the reviews stand on.")
@click.option("--review-scale", metavar="SCALE", help='ClaimReview: as "refuted=1 False; supported=5 True".')
def report(findings: Path, title: str | None, **flags: Any) -> int:
    """Report FINDINGS: a findings.jsonl, the folder of a run that holds one, or what `check --json` or `ask --json`
    printed. Each form goes to the FILE behind it, or to stdout where no file or "-" follows.

    \b
    Example:
      twosource check "The council approved the budget on May 3." --json > finding.json
      twosource report finding.json --html finding.html --csv finding.csv
      twosource report finding.json --claimreview review.json --review-author "Orl Gazette" \\
        --review-url https://gazette.example/checks/budget
    """
    wanted = _wanted({name: flags.pop(name) for name in _FORMS}, findings)
    settings = settings_from(flags)
    from pipeline.cli.exits import DONE, PARTIAL
    from pipeline.report.files import write_report
    from pipeline.report.read import read_report

    made = read_report(findings, title=title)
    articles = _articles(made, settings) if flags["library"] else {}
    # All are made before any is written: an error in one leaves no half of a report behind.
    results = {form: _made(form, made, settings, articles) for form in wanted}
    for line in (line for result in results.values() for line in result.told):
        sys.stderr.write(f"twosource: {line}\n")
    for form, target in wanted.items():
        result = results[form]
        if target == _STDOUT:
            emit(result.text.removesuffix("\n"))
        else:
            # By the mark in front a spreadsheet knows that the file is UTF-8.
            write_report(Path(target), result.text, encoding="utf-8-sig" if form == "csv" else "utf-8")
    return PARTIAL if any(result.partial for result in results.values()) else DONE


@dataclass(frozen=True, slots=True)
class _Result:
    """One form of the report, what is to be said about it, and whether something is missing from it."""

    text: str
    told: tuple[str, ...] = ()
    partial: bool = False


def _wanted(targets: Mapping[str, str | None], findings: Path) -> dict[str, str]:
    """The forms asked for, with where each goes.

    Raises:
        UsageError: None is, two go to stdout, or one would be written over the findings.
    """
    from pipeline.errors import UsageError
    from pipeline.report.read import NAME, PARTIAL_NAME
    from store.ledger_file import LEDGER_NAME

    wanted = {form: target for form, target in targets.items() if target is not None}
    if not wanted:
        raise UsageError("There is nothing to write.", mend=f"twosource report {findings} --html report.html")
    places = [str(Path(t).resolve()) if t != _STDOUT else t for t in wanted.values()]
    if len(set(places)) < len(places):
        raise UsageError("Two forms cannot go to one place.", mend="Give each form a file of its own.")
    ours = (findings, *(findings / name for name in (NAME, PARTIAL_NAME, LEDGER_NAME)))
    if {str(path.resolve()) for path in ours} & set(places):
        raise UsageError(f"{findings} would be overwritten.", mend="Name another file behind the form.")
    return wanted


def _articles(made: Report, settings: Settings) -> Mapping[str, Article]:
    from pipeline.factcheck import FactChecker

    with FactChecker(settings) as checker:
        return checker.cited([reported.finding for reported in made.findings])


def _made(form: str, made: Report, settings: Settings, articles: Mapping[str, Article]) -> _Result:
    """The report in one form. Each form's module is imported only where it is wanted."""
    if form == "html":
        from pipeline.report.page import page

        return _Result(page(made, articles))
    if form == "md":
        from pipeline.report.markdown import markdown

        return _Result(markdown(made, articles))
    if form == "csv":
        from pipeline.report.rows import rows_text

        return _Result(rows_text(made))
    if form == "claimreview":
        from pipeline.errors import UsageError
        from pipeline.report.claimreview import draft_reviews, refusals, reviews_text

        drafts = draft_reviews(made, settings, articles)
        told = refusals(drafts)
        if drafts.refused and not drafts.reviews:
            raise UsageError("; ".join(told) + ".", mend=_NO_RATING)
        return _Result(reviews_text(drafts), tuple(told), bool(drafts.refused))
    from pipeline.report.read import findings_json, findings_lines

    return _Result(findings_lines(made) if form == "jsonl" else findings_json(made))
