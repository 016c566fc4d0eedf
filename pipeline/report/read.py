"""Reads findings back: `findings.jsonl` of a batch run, or what `check --json` and `ask --json` printed.

A file is hostile until checked. Every finding is held against the published shape; the first that does not fit is
named with file, line and field, and nothing is reported from the file.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from pipeline.errors import InputError
from pipeline.findings import Answer, Finding
from pipeline.report.records import Missing, Report, Reported
from pipeline.report.words import counted, plain
from pipeline.text import json_escaped
from store.ledger import read_ledger
from store.ledger_file import LEDGER_NAME

NAME = "findings.jsonl"
PARTIAL_NAME = "findings.partial.jsonl"
LONGEST_LINE = 32 * 2**20
"""Characters of one finding, at most."""
_MOST_DIGITS = 19
_SHAPE = "It should be what `check --json` prints: `twosource schema finding` tells the shape."


def read_report(path: Path, *, title: str | None = None) -> Report:
    """The findings in a file, or in a run's folder.

    Args:
        path: JSON lines with one finding each, or one row of a batch run; one finding or answer as JSON; a JSON list
            of findings; or the folder of a run. Of a run that has not ended, or that was killed, what is done so far
            is read.
        title: Heading of the report; by default it says what was checked.

    Raises:
        InputError: The file is missing or empty, or something in it is no finding; names file, line and field.
    """
    file, lines, so_far = _lines_of(path)
    documents = list(_documents(lines, file))
    if not documents and file.name == LEDGER_NAME:
        raise InputError("No claim of it is done yet.", path=str(path), mend=f"twosource batch --resume {path}")
    if not documents:
        raise InputError("There is no finding in it.", path=str(file), mend="Make one: twosource check CLAIM --json")
    line, first = documents[0]
    if len(documents) == 1 and isinstance(first, Mapping) and "question" in first:
        return report_of(_checked(Answer, first, file, line), title=title, value=first)
    found: list[Reported] = []
    missing: list[Missing] = []
    for line, value in documents:
        if not _is_row(value):
            found.append(Reported(_checked(Finding, value, file, line), value))
        elif isinstance(value.get("finding"), Mapping):
            finding = _checked(Finding, value["finding"], file, line)
            found.append(Reported(finding, value["finding"], _text(value, "id"), _text(value, "speaker")))
        else:
            reason = _text(value, "error") or "it is not done yet"
            missing.append(Missing(_text(value, "claim") or f"line {line}", reason, _text(value, "id")))
    heading = title or _title(found, len(documents)) + (" so far" if so_far else "")
    return Report(heading, tuple(found), None, tuple(missing), tuple(value for _, value in documents))


def _lines_of(path: Path) -> tuple[Path, list[str], bool]:
    """What is read, its lines, and whether more is to come."""
    file, partial = path / NAME, path / PARTIAL_NAME
    if not path.is_dir():
        return path, _lines(path), False
    if not file.exists() and (path / LEDGER_NAME).is_file():  # under way, stopped or killed: the ledger has the newest
        return path / LEDGER_NAME, *_lines_of_run(path)
    if not file.exists() and partial.exists():
        return partial, _lines(partial), True
    return file, _lines(file), False


def _lines_of_run(folder: Path) -> tuple[list[str], bool]:
    """A run's lines so far, as `findings.jsonl` will have them, and whether claims are waiting.

    Raises:
        StoreError: The ledger is damaged.
    """
    from pipeline.batch.output import lines

    with contextlib.closing(read_ledger(folder)) as ledger:
        return list(lines(ledger, partial=True)), bool(ledger.counts().get("waiting"))


def _is_row(value: Any) -> bool:
    """Whether it is a row of a batch run: the claim as text, its state, and the finding inside."""
    return isinstance(value, Mapping) and isinstance(value.get("claim", ""), str) and "state" in value


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return plain(value) if isinstance(value, str) else ""


def report_of(result: Finding | Answer, *, title: str | None = None, value: Mapping[str, Any] | None = None) -> Report:
    """A report of what `check` or `ask` just found."""
    dumped: Mapping[str, Any] = value or _adapters()[type(result).__name__].dump_python(result, mode="json")
    if isinstance(result, Finding):
        one = Reported(result, dumped)
        return Report(title or _title([one], 1), (one,), documents=(dumped,))
    found = tuple(Reported(f, v) for f, v in zip(result.findings, dumped["findings"], strict=True))
    return Report(title or plain(result.question), found, result, documents=(dumped,))


def report_of_all(findings: Sequence[Finding], *, title: str | None = None) -> Report:
    """One report of several findings, in the order given: of a session, say."""
    found = [one for finding in findings for one in report_of(finding).findings]
    return Report(title or _title(found, len(found)), tuple(found), documents=tuple(r.value for r in found))


def _title(findings: Sequence[Reported], claims: int) -> str:
    if claims == 1 and findings:
        return plain(findings[0].finding.claim.text)
    return (
        f"{counted(claims, 'claim')} checked"
        if len(findings) == claims
        else (f"{len(findings):,} of {counted(claims, 'claim')} checked")
    )


def _documents(lines: Sequence[str], file: Path) -> Iterator[tuple[int, Any]]:
    """What the lines of a file hold, each with its line: a document a line, or one over several lines."""
    first = next((n for n, text in enumerate(lines) if text.strip()), None)
    if first is None:
        return
    try:
        json.loads(lines[first])
    except (ValueError, RecursionError):  # not one a line
        begun = _loaded("\n".join(lines), file, None)
    else:
        begun = None
    if begun is None:
        for number, text in enumerate(lines, 1):
            if text.strip():
                yield from _each(_loaded(text, file, number), number)
    else:
        yield from _each(begun, first + 1)


def _each(document: Any, line: int) -> Iterator[tuple[int, Any]]:
    if isinstance(document, list):
        yield from ((line, value) for value in document)
    else:
        yield line, document


def _lines(file: Path) -> list[str]:
    """Lines end with a newline only: JSON strings may hold other separators."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as e:
        raise InputError(
            "There is no such file.", path=str(file), mend="Name a findings.jsonl, or the folder of a run."
        ) from e
    except UnicodeDecodeError as e:
        raise InputError("It is not UTF-8 text.", path=str(file), mend=_SHAPE) from e
    except OSError as e:
        raise InputError(f"It cannot be read: {e.strerror}.", path=str(file), mend="Name another file.") from e
    for number, text in enumerate(lines, 1):
        if len(text) > LONGEST_LINE:
            raise InputError(
                f"The line has {len(text):,} characters; at most {LONGEST_LINE:,} are read.",
                path=str(file),
                line=number,
                mend="Take the line out.",
            )
    return lines


def _loaded(text: str, file: Path, line: int | None) -> Any:
    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} is not a number")

    try:
        return json.loads(text, parse_constant=refuse, parse_int=_whole, parse_float=_finite)
    except json.JSONDecodeError as e:
        at = line or e.lineno
        raise InputError(
            f"It is not JSON at character {e.colno}: {e.msg}.", path=str(file), line=at, mend=_SHAPE
        ) from e
    except (ValueError, RecursionError) as e:
        told = "it is nested too deeply" if isinstance(e, RecursionError) else str(e)
        raise InputError(f"It cannot be read as JSON: {told}.", path=str(file), line=line or 1, mend=_SHAPE) from e


@cache
def _adapters() -> dict[str, Any]:
    """By name of the record; each takes milliseconds to make."""
    from pydantic import TypeAdapter

    return {"Finding": TypeAdapter(Finding), "Answer": TypeAdapter(Answer)}


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):  # 1e999: it could be read, and no JSON could hold it again
        raise ValueError(f"{digits} is too large a number")
    return number


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _checked(kind: type[Any], value: Any, file: Path, line: int) -> Any:
    from pydantic import ValidationError

    try:
        return _adapters()[kind.__name__].validate_python(value)
    except ValidationError as e:
        problem = e.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, problem["loc"])) or "the line"
        raise InputError(
            f"It is not {'an answer' if kind is Answer else 'a finding'}: {where}: {problem['msg']}.",
            path=str(file),
            line=line,
            mend=_SHAPE,
        ) from e


def findings_lines(report: Report) -> str:
    """What was read, as JSON lines."""
    return "".join(_json(value) + "\n" for value in report.documents)


def findings_json(report: Report) -> str:
    """What was read, as one JSON list."""
    return "[\n" + ",\n".join(map(_json, report.documents)) + "\n]\n"


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError as e:  # what could just be read may be a step too deep to be written
        raise InputError("A finding is nested too deeply to be written.", mend=_SHAPE) from e
    return json_escaped(text)
