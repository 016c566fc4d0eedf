"""Exports of a session as pages people can read: the reports, of one finding or of several."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.shell.export import format_of
from tests.made_findings import dispute, superseded


@pytest.mark.parametrize("name", ["out.html", "OUT.HTM", "out.md", "out.markdown"])
def test_findings_as_pages(name: str) -> None:
    one, _ = dispute()
    other, _ = superseded()
    whole = format_of(name)([one, other])
    assert format_of(name)([one])
    for finding in (one, other):
        assert finding.claim.text.split()[-1].rstrip(".") in whole
    assert whole.startswith("<!doctype html>") == ("htm" in name.lower())


def test_a_form_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError) as refused:
        format_of("out.docx")
    assert ".html" in (refused.value.mend or "")
