"""Findings as files. The ending says which form; `FORMATS` is where a form comes in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.exchange import write_whole
from pipeline.findings import Answer, Finding
from pipeline.report import to_value
from pipeline.shell.desk import Desk
from pipeline.shell.lines import Line
from pipeline.shell.outcome import Outcome, told
from pipeline.shell.screens import shown

if TYPE_CHECKING:
    from pipeline.report.records import Report

Format = Callable[[Sequence[Finding | Answer]], str]
"""Makes the text of a file of findings and answers: at least one of them."""


def _json(records: Sequence[Finding | Answer]) -> str:
    """One record as `check --json` or `ask --json` gives it, several as a list of them."""
    values = [to_value(record) for record in records]
    return json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2)


def _report(records: Sequence[Finding | Answer]) -> Report:
    """One report: of a finding or answer as it is, of several by their findings."""
    from pipeline.report.read import report_of, report_of_all

    if len(records) == 1:
        return report_of(records[0])
    return report_of_all([f for r in records for f in (r.findings if isinstance(r, Answer) else (r,))])


def _html(records: Sequence[Finding | Answer]) -> str:
    from pipeline.report.page import page

    return page(_report(records))


def _markdown(records: Sequence[Finding | Answer]) -> str:
    from pipeline.report.markdown import markdown

    return markdown(_report(records))


FORMATS: dict[str, Format] = {"json": _json, "html": _html, "md": _markdown}
"""By the file's ending."""


async def export(desk: Desk, line: Line) -> Outcome:
    """Writes the last finding, or all of the session."""
    every = line.text.endswith(" all")
    name = (line.words[0] if line.words else "").strip()
    made = format_of(name)
    turns = desk.session.turns if every and desk.session.turns else [desk.session.turn]
    path = writable(desk, name)
    write_whole(str(path), made([shown(turn.result) for turn in turns]).split("\n"))
    desk.session.written.add(path.resolve())
    count = f"{len(turns)} finding{'s' if len(turns) != 1 else ''}"
    return told(f"{count} written to {path}", kind="export", path=str(path), findings=len(turns))


def format_of(name: str) -> Format:
    """What makes the text of a file, by its ending.

    Raises:
        UsageError: There is no such form.
    """
    path = Path(name)
    ending = path.suffix.lower().lstrip(".")
    ending = {"markdown": "md", "htm": "html"}.get(ending, ending)
    if path.name.lower().endswith(".claimreview.json"):  # its drafts need settings and articles
        raise UsageError(
            f"{name}: reviews are drafted from an export.", mend="export FILE.json, then twosource report --claimreview"
        )
    if ending not in FORMATS:
        known = ", ".join(f".{known}" for known in FORMATS)
        what = f"no form of export ends in .{ending}" if ending else "the file's name has no ending"
        raise UsageError(f"{name}: {what}.", mend=f"These do: {known}")
    return FORMATS[ending]


def named(name: str) -> Path:
    """The file of that name; "~" is the user's own folder.

    Raises:
        UsageError: It begins with "~" and the name of a user that there is not.
    """
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{name}: nobody is called so here.", mend="Name the folder.") from error


def writable(desk: Desk, name: str) -> Path:
    """The file, if it may be written.

    Raises:
        UsageError: It is there, and this session has not written it.
    """
    path = named(name)
    if path.exists() and path.resolve() not in desk.session.written:
        raise UsageError(f"{name} is there already, and is not of this session.", mend="Name another file.")
    return path
