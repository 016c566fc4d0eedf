"""A result in the form that was asked for: the one door through which `check` and `ask` come to all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.findings import Answer, Finding
from pipeline.report.files import write_report
from pipeline.report.read import report_of
from store import Article
from store.errors import StoreError

Cited = Callable[[], Mapping[str, Article]]


def write_result(result: Finding | Answer, form: str, html: Path | None, *, cited: Cited) -> str:
    """Writes the page, where one is wanted, and gives the result as text for stdout.

    Args:
        form: "text", "json" or "md".
        cited: Gives the articles that the result names; asked only where a form shows sentences.

    Raises:
        EnvironmentFault: The page cannot be written.
    """
    if html is not None:
        from pipeline.report.page import page

        write_report(html, page(report_of(result), _at_hand(cited)))
    if form == "json":
        from pipeline.report import to_json

        return to_json(result)
    if form == "md":
        from pipeline.report.markdown import markdown

        return markdown(report_of(result), _at_hand(cited)).rstrip("\n")
    return _text(result)


def _text(result: Finding | Answer) -> str:
    from pipeline.report.text import answer_text, finding_text

    return finding_text(result) if isinstance(result, Finding) else answer_text(result)


def _at_hand(cited: Cited) -> Mapping[str, Article]:
    """The articles, or none: a library that vanished after the check takes no finding with it."""
    try:
        return cited()
    except StoreError:
        return {}
