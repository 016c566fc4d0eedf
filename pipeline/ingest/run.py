"""One ingest: what is new is embedded and stored, what has changed takes the place of its older version.

A file that cannot be read is reported and left; the others go in. An older version is removed, and kept as history,
only after the new one is stored whole. A run that is killed is taken up where it stopped: what is stored is known by
its content, and a file that was read whole is not read again as long as it stays as it is.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.parse import Cut, Parser, Piece, Source, few
from pipeline.ingest.prepare import prepare
from pipeline.ingest.sources import count_rows, fetched, file_sources, split_addresses
from pipeline.ingest.stories import compare_new
from store.embed import Embedder
from store.errors import LibraryMissing
from store.vectors import Kept, Library, Writer

Progress = Callable[[int, int, str], None]
_PAGE = 500
_AT_ONCE = 64  # articles that are embedded and written together: what a kill may cost


def no_progress(done: int, total: int, what: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How to read.

    Attributes:
        columns: Column names of .jsonl and .csv rows, by our field names.
        meta: By path, fields that override whatever the files say.
        leave_out: Files in the folders that are no articles: the table that `meta` was read from, for one.
        allow_fetch: Addresses are fetched.
        jobs: Processes that read and split.
        reread: Files are read again though they have not changed.
    """

    columns: Mapping[str, str] | None = None
    meta: Mapping[str, Mapping[str, str]] | None = None
    leave_out: Sequence[str] = ()
    allow_fetch: bool = False
    jobs: int = 2
    reread: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or row that could not be read, and why; `mend` is the next step."""

    path: str
    reason: str
    mend: str


@dataclass(slots=True)
class IngestSummary:
    """What an ingest did, by path as given (a row is FILE#ROW).

    Attributes:
        same: Paths whose text was already there under another path, with that path.
        removed: Rows that their file does not hold any more.
        passages: How many were embedded.
        copies: Pairs of articles that were found to be one story.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    copies: int = 0


def ingest(
    paths: Sequence[str],
    library: Callable[[bool], Library],
    embedder: Embedder,
    *,
    options: IngestOptions | None = None,
    progress: Progress = no_progress,
) -> IngestSummary:
    """Reads files, folders and addresses into the library.

    Args:
        library: Opens the library; with True it is made where there is none. That is asked for at the first article
            that can be read, so that a run in which nothing can be read leaves no empty library behind.
        progress: Called with articles done, articles in all (as far as known), and what is being done.

    Raises:
        InputError: A path does not exist, or is of a kind that is not read.
        UsageError: An address is given, and fetching is not allowed.
        LibraryBusy: Another process is writing to the library.
    """
    options = options or IngestOptions()
    files, addresses = split_addresses(paths, allow_fetch=options.allow_fetch)
    left_out = {os.path.realpath(path) for path in options.leave_out}
    sources = [s for s in file_sources(files, options.columns, options.meta) if s.location not in left_out]
    with _Run(library, embedder, options, progress) as run:
        run.read(sources, addresses)
        run.finish()
        return run.summary


@dataclass
class _File:
    """A source that is being read: what it held before, what it holds now."""

    before: set[str]
    ids: dict[str, str] = field(default_factory=dict)  # by article id, the path of its row
    new: list[tuple[str, str]] = field(default_factory=list)
    failed: int = 0


class _Run:
    def __init__(
        self, library: Callable[[bool], Library], embedder: Embedder, options: IngestOptions, progress: Progress
    ) -> None:
        self.summary = IngestSummary()
        self._open = library
        self._embedder = embedder
        self._options = options
        self._progress = progress
        self._stack = ExitStack()
        self._library: Library | None = None
        self._writer: Writer | None = None
        self._files: dict[str, _File] = {}
        self._waiting: list[Cut] = []
        self._places: list[Source] = []
        self._ended: list[Source] = []
        self._held: set[str] = set()
        self._outdated: dict[str, str] = {}
        self._late_stamps: list[tuple[Source, dict[str, str]]] = []
        self._elsewhere: list[tuple[str, str, str, str]] = []
        self._done = 0
        self._total = 0

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    # -- reading ----------------------------------------------------------------------------------------------

    def read(self, sources: Sequence[Source], addresses: Sequence[str]) -> None:
        """Takes in all that the sources and addresses hold."""
        self._total = len(sources) + len(addresses) + sum(count_rows(s.path) - 1 for s in sources if s.rows and s.path)
        self._look_for_library()
        parser = Parser(self._options.columns, self._options.meta, self._options.jobs)
        with parser:
            for piece in parser.pieces(self._to_read(sources, addresses), few=few(sources)):
                self._take(piece)
                if len(self._waiting) >= _AT_ONCE:
                    self._store()
        self._store()

    def _look_for_library(self) -> None:
        """Opens the library if there is one, and takes its lock before anything is read for nothing."""
        try:
            self._use(self._open(False))
        except LibraryMissing:
            return

    def _use(self, library: Library) -> None:
        self._library = library
        self._writer = self._stack.enter_context(library.writing())

    def _to_read(self, sources: Sequence[Source], addresses: Sequence[str]) -> Iterator[Source]:
        for source in sources:
            if not self._is_as_it_was(source):
                yield source
        seen: set[str] = set()
        for found in fetched(dict.fromkeys(addresses)):
            if isinstance(found, InputError):
                self._failed(found)
            elif found.location not in seen:  # two addresses may lead to one page
                seen.add(found.location)
                yield found

    def _is_as_it_was(self, source: Source) -> bool:
        """Whether the file was read whole, has not changed since, and what was in it is still there."""
        if self._library is None or not source.stamp or self._options.reread:
            return False
        noted = self._library.index.file(source.location)
        if noted is None or noted[0] != source.stamp:
            return False
        known = self._library.known(list(noted[1]))
        if len(known) < len(noted[1]) or any(where != source.location for where in known.values()):
            return False
        self._held |= known.keys()
        self.summary.unchanged += noted[1].values()
        self._count(len(noted[1]) if source.rows else 1, source.given)
        return True

    def _take(self, piece: Piece) -> None:
        source = piece.source
        file = self._files.get(source.location)
        if file is None:
            before = self._library.at([source.location]).get(source.location, []) if self._library else []
            file = self._files[source.location] = _File(set(before))
        for found in piece.found:
            if isinstance(found, InputError):
                file.failed += 1
                self._failed(found)
            elif found.article.id not in file.ids:
                file.ids[found.article.id] = found.article.path
                self._waiting.append(found)
                self._places.append(source)
            else:
                self.summary.same.append((found.article.path, file.ids[found.article.id]))
                self._count(1, found.article.path)
        if piece.last:
            self._ended.append(source)

    def _failed(self, error: InputError) -> None:
        path = error.path if error.line is None else f"{error.path}#{error.line}"
        self.summary.failed.append(Failure(path, str(error), error.mend))
        self._count(1, path)

    def _count(self, articles: int, what: str) -> None:
        self._done += articles
        self._progress(min(self._done, self._total), self._total, what)

    # -- storing ----------------------------------------------------------------------------------------------

    def _store(self) -> None:
        """Embeds and writes what waits, then ends the files of which nothing waits any more."""
        waiting, places = self._waiting, self._places
        self._waiting, self._places = [], []
        if waiting and self._library is None:
            self._use(self._open(True))
        if waiting:
            self._store_new(waiting, places)
        for source in self._ended:
            self._end(source)
        self._ended = []

    def _store_new(self, waiting: Sequence[Cut], places: Sequence[Source]) -> None:
        assert self._library is not None
        assert self._writer is not None
        known = self._library.known([one.article.id for one in waiting])
        new: dict[str, tuple[Cut, Source]] = {}
        for one, source in zip(waiting, places, strict=True):
            article_id = one.article.id
            if article_id in new:  # two files of the same words in one go
                known[article_id] = new[article_id][1].location
            if article_id not in known:
                new[article_id] = (one, source)
                self._files[source.location].new.append((article_id, one.article.path))
            elif known[article_id] == source.location:
                self.summary.unchanged.append(one.article.path)
            else:
                self._elsewhere.append((article_id, one.article.path, source.location, known[article_id]))
            self._count(1, one.article.path)
        if new:
            fresh = [(one.article, one.passages) for one, _ in new.values()]
            locations = [source.location for _, source in new.values()]
            self._writer.add(prepare(fresh, self._embedder, locations=locations))
            self.summary.passages += sum(len(parts) for _, parts in fresh)

    def _end(self, source: Source) -> None:
        """A file is read whole: its older versions are outdated, and it is noted as read."""
        file = self._files.pop(source.location)
        self._held |= file.ids.keys()
        if self._library is None:
            return
        gone = file.before - file.ids.keys()
        replaced = self._replaced(source, file, gone) if gone and file.ids else {}
        for article_id, path in file.new:
            (self.summary.updated if article_id in replaced.values() else self.summary.added).append(path)
        if source.rows:
            self._note_moved(source, file)
        if source.stamp and not file.failed:
            if replaced:
                # Not before the older version is gone, or a kill in between would leave it for good.
                self._late_stamps.append((source, file.ids))
            else:
                self._library.index.note_file(source.location, source.stamp, file.ids)

    def _replaced(self, source: Source, file: _File, gone: set[str]) -> dict[str, str]:
        """By older id, the newer one that takes its place, or "" where its row is gone; noted as outdated.

        A row's number tells which row it was only as long as none is put in or taken out above it: the newer article
        must be stored under the older one's number, and not only stand there now.
        """
        assert self._library is not None
        new = {path: article_id for article_id, path in file.new}
        here = {path: i for i, path in file.ids.items()}
        stored = self._library.get_kept([here[path] for path in self._paths(gone) if path in here])
        replaced: dict[str, str] = {}
        for article_id, kept in self._library.get_kept(sorted(gone)).items():
            path = kept.article.path
            newer = new.get(path) or here.get(path, "") if source.rows else next(iter(file.ids))
            if source.rows and newer and (newer not in stored or stored[newer].article.path != path):
                newer = ""
            if not newer and file.failed:
                continue  # its row may be one of those that cannot be read now: what it held stays
            replaced[article_id] = newer
            if newer and kept.mends:
                self._carry_mends(kept, newer, source)
        self._outdated |= replaced
        return replaced

    def _paths(self, article_ids: set[str]) -> list[str]:
        assert self._library is not None
        return [article.path for article in self._library.get(sorted(article_ids)).values()]

    def _carry_mends(self, older: Kept, newer: str, source: Source) -> None:
        """What a hand has corrected on the older version holds for the newer one, if that is this file's own."""
        assert self._library is not None
        assert self._writer is not None
        kept = self._library.get_kept([newer]).get(newer)
        if kept is not None and kept.location == source.location and not kept.mends:
            self._writer.mend(newer, {name: getattr(older.article, name) for name in json.loads(older.mends)})

    def _note_moved(self, source: Source, file: _File) -> None:
        """Rows that stand under another number now."""
        assert self._library is not None
        assert self._writer is not None
        known = [i for i in file.ids if i in file.before]
        for begin in range(0, len(known), _PAGE):
            stored = self._library.get_kept(known[begin : begin + _PAGE])
            moved = [
                (article_id, file.ids[article_id], source.location)
                for article_id, kept in stored.items()
                if kept.article.path != file.ids[article_id] and kept.location == source.location
            ]
            self._writer.relocate(moved)

    # -- the end ----------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Removes what no file of this run holds any more; an article whose old file is gone belongs to its new one."""
        if self._library is None or self._writer is None:
            return
        for article_id, path, location, known in self._elsewhere:
            self._settle(article_id, path, location, known)
        outdated = {i: newer for i, newer in self._outdated.items() if i not in self._held}
        if outdated:
            paths = self._library.get(list(outdated))
            self.summary.removed += sorted(a.path for i, a in paths.items() if not outdated[i])
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
            self._writer.remove(sorted(outdated), replaced_by=outdated, at=now)
        for source, ids in self._late_stamps:
            self._library.index.note_file(source.location, source.stamp, ids)
        self._progress(self._total, self._total, "comparing")
        self.summary.copies = compare_new(self._library)

    def _settle(self, article_id: str, path: str, location: str, known: str) -> None:
        """An article that is known from another place: it moves if that place does not hold it any more."""
        assert self._library is not None
        assert self._writer is not None
        other = self._library.get([article_id])[article_id].path
        stays = article_id not in self._outdated and (known.startswith("http") or Path(known).exists())
        if stays and known != location:
            self.summary.same.append((path, other))
        else:
            self._writer.relocate([(article_id, path, location)])
            self.summary.unchanged.append(path)
