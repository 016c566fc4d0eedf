"""A library as one file, and back: JSON Lines, one article a line, with its mends and its history.

Vectors are not in it: they are made again at import, by the embedder of the library that takes the articles in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import InputError, UsageError
from pipeline.ingest import Failure, IngestSummary, Progress, compare_new, no_progress, prepare
from pipeline.split import passages
from store import Article
from store.embed import Embedder
from store.vectors import Kept, Library, Version
from store.vectors.mends import MENDABLE, as_read

FORMAT = "twosource-library/1"
_AT_ONCE = 64
_LONGEST = 50_000_000  # characters of a line: an article of 5 MB, with many older versions

_Short = Annotated[str, Field(max_length=10_000)]


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


class _Older(BaseModel):
    model_config = ConfigDict(extra="forbid")

    article: _Fields
    replaced_by: _Short
    replaced_at: _Short


class _Line(BaseModel):
    """An article as it was read, and what happened to it since."""

    model_config = ConfigDict(extra="forbid")

    id: _Short
    article: _Fields
    location: _Short = ""
    mends: dict[str, _Short | None] = {}
    older: list[_Older] = []


@contextmanager
def opened_lines(path: str) -> Iterator[Iterator[str]]:
    """The lines of a file, while it is open.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            yield iter(file)
    except (OSError, UnicodeDecodeError) as e:
        reason = e.strerror if isinstance(e, OSError) else f"is not UTF-8: {e.reason}"
        raise InputError(f"cannot be read: {reason}", path=path, mend="Check the path's spelling.") from e


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
    return count


def export_lines(library: Library) -> Iterator[str]:
    """The library as lines of JSON, without line ends; the first names the format."""
    yield json.dumps({"format": FORMAT, "articles": library.count()})
    for kept in library.kept():
        yield json.dumps(_exported(kept, library.older_versions(kept.article.id)), ensure_ascii=True)


def _exported(kept: Kept, older: Iterable[Version]) -> dict[str, Any]:
    mended = {name: getattr(kept.article, name) for name in (json.loads(kept.mends) if kept.mends else ())}
    return {
        "id": kept.article.id,
        "article": _fields(as_read(kept.article, kept.mends)),
        "location": kept.location,
        "mends": mended,
        "older": [
            {"article": _fields(v.article), "replaced_by": v.replaced_by, "replaced_at": v.replaced_at} for v in older
        ],
    }


def _fields(article: Article) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(article).items() if name != "id" and value not in (None, "")}
    return fields | {"text": article.text, "stated_by": dict(article.stated_by)}


def import_lines(
    lines: Iterable[str],
    library: Callable[[], Library],
    embedder: Embedder,
    *,
    path: str,
    progress: Progress = no_progress,
) -> IngestSummary:
    """Takes an exported library in. Articles that are there already stay as they are.

    Args:
        library: Opens the library; called once the first line has shown that there is something to take in.
        path: Where the lines come from, for errors.

    Raises:
        InputError: The first line is not that of an exported library.
        LibraryBusy: Another process is writing to the library.
    """
    numbered = enumerate(lines, start=1)
    total = _total(next(numbered, (1, ""))[1], path)
    summary, done, opened = IngestSummary(), 0, library()
    with opened.writing() as writer:
        while page := list(islice(numbered, _AT_ONCE)):
            read = [found for number, line in page if (found := _read(line, number, path, summary)) is not None]
            known = opened.known([line.id for line in read])
            new = list({line.id: line for line in read if line.id not in known}.values())
            cut = [(article, tuple(passages(article))) for article in (line.article.article() for line in new)]
            if cut:
                writer.add(prepare(cut, embedder, locations=[line.location for line in new]))
            for line in new:
                if line.mends:
                    writer.mend(line.id, line.mends)
                for older in line.older:
                    writer.keep_version(older.article.article(), older.replaced_by, older.replaced_at)
            summary.passages += sum(len(parts) for _, parts in cut)
            summary.added += [line.article.path for line in new]
            summary.unchanged += [line.article.path for line in read if line.id in known]
            done += len(page)
            progress(done, total, read[-1].article.path if read else "")
        summary.copies = compare_new(opened)
    return summary


def _total(first: str, path: str) -> int:
    try:
        head = json.loads(first)
        if head["format"] == FORMAT:
            return int(head["articles"])
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise InputError(
        "is not an exported library", path=path, line=1, mend="Make one: twosource library export FILE; or ingest it."
    )


def _read(line: str, number: int, path: str, summary: IngestSummary) -> _Line | None:
    """The line, or None for an empty one or one that cannot be used, which goes into the summary."""
    if not line.strip():
        return None
    reason = "is longer than an article can be" if len(line) > _LONGEST else ""
    try:
        found = _Line.model_validate_json(line) if not reason else None
    except ValidationError as e:
        problem = e.errors()[0]
        found, reason = None, f"{'.'.join(map(str, problem['loc'])) or 'the line'}: {problem['msg']}"
    if found is not None and found.article.article().id != found.id:
        reason = "the article is not the one that its id stands for: the line was changed"
    elif found is not None and not found.mends.keys() <= set(MENDABLE):
        reason = "mends: a field that cannot be mended"
    if found is None or reason:
        error = InputError(reason, path=path, line=number, mend="Export the library again.")
        summary.failed.append(Failure(f"{path}:{number}", str(error), error.mend))
        return None
    return found
