"""A library as one file, and back: JSON Lines, one article a line, with its mends and its history.

Vectors are not in it: they are made again at import, by the embedder of the library that takes the articles in. Nor
are claims, which an LLM drew from the articles: they are drawn again where they are needed.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import InputError, UsageError
from pipeline.ingest import Failure, IngestSummary, Progress, compare_new, no_progress, prepare
from pipeline.read.files import opened
from pipeline.read.lines import lines_of
from pipeline.read.written import WrongValue, written_fields
from pipeline.split import passages
from store import Article
from store.embed import Embedder
from store.records import STATED
from store.vectors import Kept, Library, Prepared, Version
from store.vectors.mends import as_read, mended

FORMAT = "twosource-library/1"
_AT_ONCE = 64
LONGEST = 50_000_000  # bytes of a line: an article of 5 MB, with many older versions

_Short = Annotated[str, Field(max_length=10_000)]


def _checked_mends(mends: dict[str, str | None]) -> dict[str, str | None]:
    unknown = mends.keys() - set(STATED)
    if unknown:
        raise ValueError(f"{sorted(unknown)[0]!r} cannot be mended")
    try:
        known = written_fields(mends)
    except WrongValue as error:
        field, reason = next(iter(error.reasons.items()))
        raise ValueError(f"{field}: {reason}") from None
    return {name: getattr(known, name) for name in mends}


def _checked_time(text: str) -> str:
    datetime.datetime.fromisoformat(text)  # raises ValueError
    return text


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str
    title: _Short = ""
    publisher: _Short | None = None
    url: _Short | None = None
    published: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    language: _Short | None = None
    byline: _Short | None = None
    origin: _Short | None = None
    path: _Short = ""
    stated_by: dict[str, _Short] = {}

    def article(self) -> Article:
        """The article, its id computed from what is stated."""
        return Article.make(**self.model_dump())


Mends = Annotated[dict[str, _Short | None], AfterValidator(_checked_mends)]


class _Older(BaseModel):
    model_config = ConfigDict(extra="forbid")

    article: _Fields
    mends: Mends = {}
    replaced_by: _Short
    replaced_at: Annotated[str, AfterValidator(_checked_time)]


class _Line(BaseModel):
    """An article as it was read, and what happened to it since."""

    model_config = ConfigDict(extra="forbid")

    id: _Short
    article: _Fields
    location: _Short = ""
    mends: Mends = {}
    older: list[_Older] = []


@contextmanager
def opened_lines(path: str) -> Iterator[Iterator[bytes | None]]:
    """The lines of a file, while it is open; None for one that is longer than an article with its history can be.

    Raises:
        InputError: It cannot be read.
    """
    with opened(Path(path), path) as file:
        yield (line.data for line in lines_of(file, LONGEST))


def write_whole(path: str, lines: Iterable[str]) -> int:
    """Writes lines to a file that is there whole or not at all; returns how many.

    Raises:
        UsageError: The file cannot be written.
    """
    target = Path(path)
    draft = target.with_name(f"{target.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            count = sum(1 for line in lines if file.write(line + "\n"))
        draft.replace(target)
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e.strerror or e}.", mend="Name another file.") from e
    finally:
        with suppress(OSError):
            draft.unlink()
    return count


def export_lines(library: Library) -> Iterator[str]:
    """The library as lines of JSON, without line ends; the first names the format."""
    yield json.dumps({"format": FORMAT, "articles": library.count()})
    for kept in library.kept():
        yield json.dumps(_exported(kept, library.older_versions(kept.article.id)), ensure_ascii=True)


def _exported(kept: Kept, older: Iterable[Version]) -> dict[str, Any]:
    return {
        "id": kept.article.id,
        "article": _fields(as_read(kept.article, kept.mends)),
        "location": kept.location,
        "mends": _mended(kept.article, kept.mends),
        "older": [
            {
                "article": _fields(as_read(v.article, v.mends)),
                "mends": _mended(v.article, v.mends),
                "replaced_by": v.replaced_by,
                "replaced_at": v.replaced_at,
            }
            for v in older
        ],
    }


def _mended(article: Article, mends: str) -> dict[str, str | None]:
    return {name: getattr(article, name) for name in (json.loads(mends) if mends else ())}


def _fields(article: Article) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(article).items() if name != "id" and value not in (None, "")}
    return fields | {"text": article.text, "stated_by": dict(article.stated_by)}


def import_lines(
    lines: Iterable[bytes | None],
    library: Callable[[], Library],
    embedder: Embedder,
    *,
    path: str,
    progress: Progress = no_progress,
) -> IngestSummary:
    """Takes an exported library in. Articles that are there already stay as they are.

    Args:
        library: Opens the library; called once the first line has shown that there is something to take in.
        lines: As `opened_lines` gives them.
        path: Where the lines come from, for errors.

    Raises:
        InputError: The first line is not that of an exported library.
        LibraryBusy: Another process is writing to the library.
    """
    numbered = enumerate(lines, start=1)
    total = _total(next(numbered, (1, b""))[1], path)
    summary, done, taking = IngestSummary(), 0, library()
    with taking.writing() as writer:
        while page := list(islice(numbered, _AT_ONCE)):
            read = [found for number, line in page if (found := _read(line, number, path, summary)) is not None]
            known = taking.known([line.id for line in read])
            new = list({line.id: line for line in read if line.id not in known}.values())
            # History first, and mends in one write with their article: what is there is there with all of it.
            for line in new:
                for older in line.older:
                    article, mends = mended(older.article.article(), "", older.mends)
                    writer.keep_version(article, older.replaced_by, older.replaced_at, mends=mends)
            prepared = _prepared(new, embedder)
            writer.add(prepared)
            summary.passages += sum(len(one.passages) for one in prepared)
            summary.added += [line.article.path for line in new]
            summary.unchanged += [line.article.path for line in read if line.id in known]
            done += len(page)
            progress(done, total, read[-1].article.path if read else "")
        summary.copies = compare_new(taking)
    return summary


def _prepared(lines: Sequence[_Line], embedder: Embedder) -> list[Prepared]:
    pairs = [mended(line.article.article(), "", line.mends) for line in lines]
    cut = [(article, tuple(passages(article))) for article, _ in pairs]
    return prepare(cut, embedder, locations=[line.location for line in lines], mends=[mends for _, mends in pairs])


def _total(first: bytes | None, path: str) -> int:
    with suppress(ValueError, TypeError, KeyError, RecursionError, OverflowError):
        head = json.loads(first or b"")
        if head["format"] == FORMAT:
            return int(head["articles"])
    raise InputError(
        "is not an exported library", path=path, line=1, mend="Make one: twosource library export FILE; or ingest it."
    )


def _read(data: bytes | None, number: int, path: str, summary: IngestSummary) -> _Line | None:
    """The line, or None for an empty one or one that cannot be used, which goes into the summary."""
    if data is not None and not data.strip():
        return None
    found, reason = None, "" if data is not None else f"is longer than {LONGEST // 1_000_000} MB"
    try:
        found = _Line.model_validate_json(data) if data is not None else None
    except ValidationError as e:
        problem = e.errors()[0]
        message = problem["msg"].removeprefix("Value error, ")
        reason = f"{'.'.join(map(str, problem['loc'])) or 'the line'}: {message}"
    if found is not None and found.article.article().id != found.id:
        reason = "the article is not the one that its id stands for: the line was changed"
    if found is None or reason:
        error = InputError(reason, path=path, line=number, mend="Export the library again.")
        summary.failed.append(Failure(f"{path}:{number}", str(error), error.mend))
        return None
    return found
