"""The run file: the manifest on the first line, a row a line behind it, in the order in which cases were done.

A kill at any byte loses at most the row that was being written: the next run drops the torn line and does only what
is missing. When all cases are done the file is written once more, sorted, in one step. `.gz` is read and written too.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from eval.run.records import Manifest, Row
from pipeline.errors import EnvironmentFault, InputError, UsageError

# What must be the same for a run to be gone on with.
_SAME = (
    "suite",
    "case_set",
    "corpus",
    "selection",
    "cases",
    "model",
    "embedder",
    "grader",
    "prompt_hashes",
    "layer_hash",
    "calibration_hash",
    "code",
)


@dataclass(frozen=True)
class Run:
    """A run as its file holds it; rows by case id, sorted."""

    manifest: Manifest
    rows: dict[str, Row]

    @property
    def missing(self) -> list[str]:
        """Ids of cases that have no row."""
        return [i for i in self.manifest.cases if i not in self.rows]


def read_run(path: Path) -> Run:
    """A run file, complete or not.

    Raises:
        InputError: It cannot be read, or is none; names the line.
    """
    return _parsed(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as e:
        reason = (e.strerror if isinstance(e, OSError) else None) or str(e)
        mend = "twosource eval run --suite core -o RUN makes one."
        raise InputError(f"cannot be read: {reason}", path=str(path), mend=mend) from e


def _parsed(path: Path, content: bytes) -> Run:
    lines = content.split(b"\n")
    # What follows the last newline is a row that was never finished, or nothing.
    whole = lines[:-1]
    if not whole:
        raise InputError(
            "is no run file: it has no manifest",
            path=str(path),
            mend="Name a file that eval run made; delete one that was killed at once.",
        )
    try:
        manifest = Manifest.model_validate_json(whole[0])
    except ValidationError as e:
        mend = "Name another file; or delete it, if it was a run: replies are cached."
        raise InputError(f"is no run file: {_problem(e)}", path=str(path), line=1, mend=mend) from e
    mend = "The file was edited or damaged; delete the line, and run again to do its case anew."
    rows: dict[str, Row] = {}
    for number, line in enumerate(whole[1:], 2):
        try:
            row = Row.model_validate_json(line)
        except ValidationError as e:
            raise InputError(f"is no row: {_problem(e)}", path=str(path), line=number, mend=mend) from e
        rows[row.id] = row
    return Run(manifest, dict(sorted(rows.items())))


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}"[:300]


def write_run(path: Path, run: Run) -> None:
    """The whole run in one step: a reader sees the old file or the new one. Equal runs give equal bytes.

    Raises:
        EnvironmentFault: It cannot be written.
    """
    lines = [run.manifest.model_dump_json(), *(row.model_dump_json() for _, row in sorted(run.rows.items()))]
    data = ("\n".join(lines) + "\n").encode()
    if path.suffix == ".gz":
        data = gzip.compress(data, mtime=0)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as e:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise EnvironmentFault(f"{path} cannot be written: {e.strerror}.", mend="Name another file.") from e


class RunWriter:
    """An open run file: what it already holds, and a place for what comes.

    Raises:
        UsageError: The file holds another run, or another process is writing it.
        InputError: It is damaged.
        EnvironmentFault: It cannot be written.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        # Rows are appended as they come, which a compressed file cannot take.
        self._work = path.with_name(path.name + ".part") if path.suffix == ".gz" else path
        self._file = self._locked()
        try:
            self.run = self._held() or Run(manifest, {})
            self._refuse_another(manifest)
        except BaseException:
            if self._work != self.path and not os.fstat(self._file).st_size:
                self._work.unlink(missing_ok=True)
            os.close(self._file)
            raise

    def _locked(self) -> int:
        """The work file, open and ours alone. Locked before it is read: what comes in between would be lost."""
        try:
            self._work.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._work, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as e:
            raise self._unwritable(e) from e
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise UsageError(
                f"{self.path} is being written by another process.", mend="Wait for it, or name another file."
            ) from None
        return handle

    def _held(self) -> Run | None:
        """What was done before: in the work file, or in the finished file of a compressed run."""
        if os.fstat(self._file).st_size:
            return read_run(self._work)
        return read_run(self.path) if self._work != self.path and self.path.exists() else None

    def _refuse_another(self, manifest: Manifest) -> None:
        here = self.run.manifest
        differing = [name for name in _SAME if getattr(here, name) != getattr(manifest, name)]
        if differing:
            raise UsageError(
                f"{self.path} holds another run: {', '.join(differing)} differ.",
                mend="Name another file with -o, or delete this one. Replies are cached: little is asked twice.",
            )

    def begin(self) -> None:
        """Brings the file to its last whole row. Rows that are in it are not written again."""
        size = os.fstat(self._file).st_size
        whole = os.pread(self._file, size, 0).rfind(b"\n") + 1
        if not whole:
            lines = [self.run.manifest.model_dump_json()]
            lines += [row.model_dump_json() for row in self.run.rows.values()]
            whole = len(data := ("\n".join(lines) + "\n").encode())
            os.lseek(self._file, 0, os.SEEK_SET)
            self._put(data)
        os.ftruncate(self._file, whole)
        os.lseek(self._file, 0, os.SEEK_END)

    def add(self, row: Row) -> None:
        """Keeps one row, for good: it is in the file when this returns."""
        self.run.rows[row.id] = row
        self._put(row.model_dump_json().encode() + b"\n")

    def _put(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as e:
            raise self._unwritable(e) from e

    def _unwritable(self, error: OSError) -> EnvironmentFault:
        mend = "Make room, or name another file; the same command goes on from where this one stopped."
        return EnvironmentFault(f"{self.path} cannot be written: {error.strerror}.", mend=mend)

    def finish(self) -> Run:
        """The run as it is now; a complete one is written sorted, in one step."""
        self.run = Run(self.run.manifest, dict(sorted(self.run.rows.items())))
        if not self.run.missing:
            write_run(self.path, self.run)
            if self._work != self.path:
                self._work.unlink(missing_ok=True)
        return self.run

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._file)


def rows_of(run: Run, ids: Iterable[str]) -> list[Row]:
    """The rows of these cases that the run has, sorted by id."""
    return [run.rows[i] for i in sorted(ids) if i in run.rows]
