"""Files to articles, in worker processes: in parallel, and so that a file that hangs or eats memory fails alone."""

from __future__ import annotations

import codecs
import contextlib
import os
import signal
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.read import read_bytes, read_file
from pipeline.read.kinds import HEAD, KINDS, ROW_KINDS, kind_of
from pipeline.split import passages
from store import Article, Passage

if TYPE_CHECKING:
    from pebble import ProcessPool

SECONDS = 120.0
"""For one file. The slowest real PDFs take a few."""
MEMORY = 3 * 2**30
"""Bytes of address space for a worker."""
_ROWS = 32  # rows that are split in one task
_FEW = 40  # so few plain files are read before a worker has started
_PLAIN = ("txt", "md")


@dataclass(frozen=True, slots=True)
class Source:
    """A file or page to read.

    Attributes:
        given: As the user named it; shown.
        location: Absolute path or address, by which it is known again.
        stamp: Changes when the file does; "" where nothing tells.
        rows: Whether it holds an article a row.
        page: A page that was fetched already: its bytes, kind and charset.
    """

    given: str
    location: str
    path: Path | None
    stamp: str = ""
    rows: bool = False
    page: tuple[bytes, str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """An article and its passages."""

    article: Article
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What came out of a source, or of a stretch of its rows; `last` tells that nothing more will come of it."""

    source: Source
    found: Sequence[Cut | InputError]
    last: bool


@dataclass
class Parser:
    """Reads sources in their order, some ahead of the one that is asked for. Use it as a context manager.

    Attributes:
        columns: Column names of rows, by our field names.
        meta: By path, fields that override what files say.
        jobs: Worker processes.
    """

    columns: Mapping[str, str] | None = None
    meta: Mapping[str, Mapping[str, str]] | None = None
    jobs: int = 2
    seconds: float = SECONDS
    _pool: ProcessPool | None = field(default=None, init=False)

    def __enter__(self) -> Parser:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def pieces(self, sources: Iterable[Source], *, few: bool = False) -> Iterator[Piece]:
        """All that is in the sources.

        Args:
            few: There are so few that plain text is not worth a worker's start.
        """
        waiting: deque[tuple[Source, _Task, bool]] = deque()
        for source in sources:
            for task, last in self._tasks(source, few=few):
                waiting.append((source, task, last))
                while len(waiting) > 4 * self.jobs:
                    yield self._piece(*waiting.popleft())
        while waiting:
            yield self._piece(*waiting.popleft())

    def _tasks(self, source: Source, *, few: bool) -> Iterator[tuple[_Task, bool]]:
        kind = _kind(source)
        if kind in ROW_KINDS and source.path is not None:
            found = read_file(source.path, given=source.given, columns=self.columns, meta=self.meta)
            while rows := list(islice(found, _ROWS)):
                yield (cut(rows) if few else _Stretch(rows, self._scheduled(cut, rows))), False
            yield [], True
        elif few and kind in _PLAIN:
            yield self._foreseen(source.given, lambda: read(source, self.columns, self.meta)), True
        else:
            yield self._scheduled(read, source, self.columns, self.meta), True

    def _scheduled(self, function: Any, *arguments: Any) -> Future[Any]:
        if self._pool is None:
            from pebble import ProcessPool

            self._pool = ProcessPool(max_workers=self.jobs, initializer=_in_worker, context=_Context())
        return self._pool.schedule(function, args=arguments, timeout=self.seconds)

    def _piece(self, source: Source, task: _Task, last: bool) -> Piece:
        if isinstance(task, list):
            return Piece(source, task, last)
        if isinstance(task, Future):
            return Piece(source, self._foreseen(source.given, task.result), last)
        try:
            return Piece(source, task.found.result(), last)
        except Exception:  # noqa: BLE001 - whichever of the rows it was: each is tried alone
            pieces = [self._foreseen(row.path, self._scheduled(cut, [row]).result) for row in task.rows]
            return Piece(source, [one for piece in pieces for one in piece], last)

    def _foreseen(self, given: str, result: Callable[[], list[Cut | InputError]]) -> list[Cut | InputError]:
        """What came out of a file or row; an error that names it where its reader hangs, dies or fails."""
        from pebble import ProcessExpired

        mend = "Save the article's text as a plain text file."
        try:
            return result()
        except TimeoutError:
            reason = f"could not be read within {self.seconds:g} seconds"
        except (ProcessExpired, MemoryError):
            reason = "brought its reader down: it takes more memory than a file may take, or is damaged"
        except Exception as e:  # noqa: BLE001 - one file never stops the rest
            reason = f"cannot be read: {type(e).__name__}: {' '.join(str(e).split())[:200]}"
        return [InputError(reason, path=given, mend=mend)]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows that are being split together."""

    rows: Sequence[Article | InputError]
    found: Future[Any]


_Task = Future[Any] | _Stretch | list[Cut | InputError]


def _kind(source: Source) -> str | None:
    """What a file really is, by what it begins with; None for a page, and for what a worker had better find out."""
    try:
        if source.path is None or not source.path.is_file():
            return None
        with source.path.open("rb") as file:
            return kind_of(file.read(HEAD), KINDS.get(source.path.suffix.lower(), "txt"), source.given)
    except (OSError, InputError):
        return None


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def few(sources: Sequence[Source]) -> bool:
    """Whether there are so few sources that plain text among them is read at once."""
    return len(sources) <= _FEW


def read(
    source: Source, columns: Mapping[str, str] | None, meta: Mapping[str, Mapping[str, str]] | None
) -> list[Cut | InputError]:
    """All articles of one source that is not rows, split into passages."""
    if source.page is not None:
        data, kind, charset = source.page
        try:
            data = _in_utf8(data, charset)
            return cut([read_bytes(data, given=source.given, kind=kind, url=source.location, meta=meta)])
        except InputError as e:
            return [e]
    assert source.path is not None
    return cut(read_file(source.path, given=source.given, columns=columns, meta=meta))


def _in_utf8(data: bytes, charset: str | None) -> bytes:
    """A page in UTF-8 with its mark, by the encoding that its server stated, which goes before what the page says."""
    if charset is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        return codecs.BOM_UTF8 + data.decode(charset).encode("utf-8")
    except UnicodeError:
        return data  # the server was wrong: the page's own word counts


def cut(found: Iterable[Article | InputError]) -> list[Cut | InputError]:
    """Articles split into passages; errors as they are."""
    return [one if isinstance(one, InputError) else Cut(one, tuple(passages(one))) for one in found]


def _in_worker() -> None:
    # Ctrl-C is the parent's business; a worker would only add its traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(1)  # what is embedded comes first


class _Bare(SpawnProcess):
    """A process that does not import the script that started it: it may have no `if __name__ == "__main__"`."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _Bare
