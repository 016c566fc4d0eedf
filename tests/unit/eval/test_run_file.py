"""The run file: what a kill costs, what a damaged file says, and that equal runs are equal bytes."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.run import file as run_file
from eval.run.file import Run, RunWriter, read_run, rows_of, write_run
from eval.run.records import External, Manifest, Row, Selection
from pipeline.errors import EnvironmentFault, InputError, UsageError

IDS = ("a", "b", "c")
# Rows come as cases are done, not sorted.
ORDER = ("c", "a", "b")
NAMES = ["run.jsonl", "run.jsonl.gz"]


def manifest(**changes: Any) -> Manifest:
    return Manifest(
        **{
            "suite": "core",
            "case_set": "0123456789abcdef",
            "corpus": "fedcba9876543210",
            "selection": Selection(),
            "cases": IDS,
            "model": "openai:tiny",
            "embedder": "test:words",
            "grader": "brief",
            "prompt_hashes": {"grade.brief": "1111"},
            "layer_hash": "2222",
            "calibration_hash": None,
            "code": "3333",
            "git_revision": None,
            "versions": {},
            "arguments": {},
            "settings": {},
            "started": "2026-01-01T00:00:00+00:00",
            **changes,
        }
    )


def row(name: str, claim: str = "It rained – „stark“.", **more: Any) -> Row:
    case = External(type="external", id=name, dataset="d", claim=claim, verdict="supported", evidence=())
    return Row(**{"case": case, "cluster": name, "group": "d", **more})


def begun(path: Path, rows: Iterable[str] = ORDER, **changes: Any) -> bytes:
    """A run with these rows that was never finished: what a kill leaves behind."""
    with RunWriter(path, manifest(**changes)) as writer:
        writer.begin()
        for name in rows:
            writer.add(row(name))
    return work_file(path).read_bytes()


def finished(path: Path, order: Iterable[str] = ORDER) -> bytes:
    with RunWriter(path, manifest()) as writer:
        writer.begin()
        for name in order:
            writer.add(row(name))
        writer.finish()
    return path.read_bytes()


def work_file(path: Path) -> Path:
    """Where rows are appended: a compressed file cannot take them."""
    return path.with_name("run.jsonl.gz.part") if path.suffix == ".gz" else path


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / "deep" / "down" / str(request.param)


# --- append, and read again


def test_a_row_is_in_the_file_when_add_returns(path: Path) -> None:
    with RunWriter(path, manifest()) as writer:
        writer.begin()
        assert read_run(work_file(path)).rows == {}
        for n, name in enumerate(ORDER, 1):
            writer.add(row(name))
            seen = read_run(work_file(path))
            assert list(seen.rows) == sorted(ORDER[:n])
            assert seen.missing == sorted(ORDER[n:])
            assert work_file(path).read_bytes().count(b"\n") == n + 1
    assert read_run(work_file(path)) == Run(manifest(), {name: row(name) for name in IDS})


def test_finish_sorts_and_leaves_nothing_beside_the_file(path: Path) -> None:
    finished(path)
    assert [p.name for p in path.parent.iterdir()] == [path.name], "no draft and no part is left"
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).split(b"\n")
    assert lines.pop() == b""
    assert Manifest.model_validate_json(lines[0]) == manifest()
    assert [Row.model_validate_json(line).id for line in lines[1:]] == ["a", "b", "c"]


def test_finish_of_an_incomplete_run_says_what_is_missing_and_keeps_the_rest(path: Path) -> None:
    with RunWriter(path, manifest()) as writer:
        writer.begin()
        writer.add(row("c"))
        done = writer.finish()
    assert (done.missing, list(done.rows)) == (["a", "b"], ["c"])
    assert read_run(work_file(path)) == done


def test_a_complete_run_is_gone_on_with_by_leaving_it_alone(path: Path) -> None:
    before = finished(path)
    with RunWriter(path, manifest(started="2027-01-01T00:00:00+00:00")) as writer:
        assert writer.run.missing == []
        writer.begin()
        assert writer.finish().manifest.started == manifest().started
    assert path.read_bytes() == before


def test_the_same_run_gives_the_same_bytes_in_whatever_order_cases_were_done(path: Path) -> None:
    seen = set()
    for order in itertools.permutations(IDS):
        path.unlink(missing_ok=True)
        seen.add(finished(path, order))
    assert len(seen) == 1
    if path.suffix == ".gz":
        # Bytes 4 to 7 of the header are the time, which would make each run another file (RFC 1952).
        assert seen.pop()[4:8] == b"\0\0\0\0"


def test_write_run_takes_the_place_of_what_was_there(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("something else")
    run = Run(manifest(), {"b": row("b"), "a": row("a")})
    write_run(path, run)
    first = path.read_bytes()
    assert read_run(path) == Run(manifest(), {"a": row("a"), "b": row("b")})
    assert list(read_run(path).rows) == ["a", "b"]
    write_run(path, read_run(path))
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_plain_and_compressed_hold_the_same(tmp_path: Path) -> None:
    plain, packed = finished(tmp_path / NAMES[0]), finished(tmp_path / NAMES[1])
    assert gzip.decompress(packed) == plain
    assert read_run(tmp_path / NAMES[0]) == read_run(tmp_path / NAMES[1])


@given(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers()),
)
def test_whatever_text_a_row_holds_it_stays_one_line(text: str, finding: dict[str, int]) -> None:
    """Newlines, separators of other scripts, NUL: rows are told apart by b"\\n" alone."""
    given_row = row("a", text, finding=finding, error=text, cost_usd=None, seconds=0.1)
    run = Run(manifest(cases=("a", "b")), {"a": given_row, "b": row("b")})
    path = Path("run.jsonl")  # each test has a current folder of its own
    write_run(path, run)
    assert path.read_bytes().count(b"\n") == 3
    assert read_run(path) == run


def test_rows_of_some_cases(path: Path) -> None:
    run = Run(manifest(), {name: row(name) for name in ("a", "c")})
    assert [r.id for r in rows_of(run, ["c", "b", "a", "nowhere"])] == ["a", "c"]
    assert rows_of(run, []) == []


# --- a kill


def cuts(whole: bytes, step: int = 29) -> list[int]:
    """Lengths to cut a file to: next to each end of a line, where cuts differ, and some of all others."""
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    near = {end + by for end in ends for by in (-2, -1, 0, 1)}
    return sorted({*range(0, len(whole), step), *(cut for cut in near if cut <= len(whole)), len(whole)})


def test_a_cut_loses_no_finished_row_wherever_it_is(path: Path) -> None:
    """The file cut short, then gone on with: it ends as the run that nobody disturbed."""
    expected = finished(path)
    path.unlink()
    whole = begun(path)
    work = work_file(path)
    head = whole.index(b"\n") + 1
    for cut in cuts(whole):
        work.write_bytes(whole[:cut])
        if 0 < cut < head:
            with pytest.raises(InputError, match="no manifest") as caught:
                RunWriter(path, manifest())
            assert caught.value.mend
            assert work.read_bytes() == whole[:cut], "it may be another file, so it is not touched"
            continue
        # A row is finished once its newline is there.
        kept = ORDER[: whole[head:cut].count(b"\n")] if cut else ()
        with RunWriter(path, manifest()) as writer:
            assert list(writer.run.rows) == sorted(kept)
            assert writer.run.missing == sorted(set(IDS) - set(kept))
            writer.begin()
            assert read_run(work) == Run(manifest(), {name: row(name) for name in sorted(kept)})
            for name in writer.run.missing:
                writer.add(row(name))
            assert writer.finish().missing == []
        assert path.read_bytes() == expected
        path.unlink()


def test_a_cut_file_can_be_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    whole = begun(path)
    head = whole.index(b"\n") + 1
    for cut in cuts(whole):
        path.write_bytes(whole[:cut])
        if cut < head:
            with pytest.raises(InputError):
                read_run(path)
        else:
            assert list(read_run(path).rows) == sorted(ORDER[: whole[head:cut].count(b"\n")])


def test_a_kill_between_begin_and_the_first_row_leaves_a_run(path: Path) -> None:
    begun(path, ())
    begun(path, ("b",))
    assert list(read_run(work_file(path)).rows) == ["b"]


def test_a_compressed_file_that_is_cut_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl.gz"
    whole = finished(path)
    for cut in (*range(12), *range(12, len(whole) - 12, 17), *range(len(whole) - 12, len(whole))):
        path.write_bytes(whole[:cut])
        with pytest.raises(InputError) as caught:
            read_run(path)
        assert caught.value.path == str(path)
        assert caught.value.mend


def test_a_compressed_file_with_a_byte_changed_is_an_error_or_the_same_run(tmp_path: Path) -> None:
    """Deflate has a checksum: what can be read at all is what was written."""
    path = tmp_path / "run.jsonl.gz"
    whole = finished(path)
    run = read_run(path)
    for at in range(0, len(whole), 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            assert read_run(path) == run
        except InputError:
            continue


def os_write_that_stops(after: int, error: BaseException) -> Callable[[int, bytes], int]:
    """`os.write` that writes so many bytes, and then raises."""
    real, left = os.write, after

    def write(handle: int, data: bytes) -> int:
        nonlocal left
        part = data[:left]
        left -= real(handle, part) if part else 0
        if len(part) < len(data):
            raise error
        return len(part)

    return write


def test_a_full_disk_is_told_and_costs_the_row_that_was_being_written(path: Path) -> None:
    size = len(row("b").model_dump_json().encode()) + 1
    for written in (*range(0, size, 29), size - 2, size - 1):
        with RunWriter(path, manifest()) as writer:
            writer.begin()
            for name in ("c", "a"):
                if name not in writer.run.rows:
                    writer.add(row(name))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(
                    run_file.os, "write", os_write_that_stops(written, OSError(28, "No space left on device"))
                )
                with pytest.raises(EnvironmentFault, match="No space left on device") as caught:
                    writer.add(row("b"))
        assert "the same command goes on" in caught.value.mend
        assert list(read_run(work_file(path)).rows) == ["a", "c"]
    with RunWriter(path, manifest()) as writer:
        writer.begin()
        writer.add(row("b"))
        assert writer.finish().missing == []


def test_a_kill_while_a_run_is_gone_on_with_loses_no_finished_row(path: Path) -> None:
    """Rows stand as c, a, b: written anew in order over themselves, and half of that, they would be a, a, b."""
    whole = begun(path)
    work = work_file(path)
    for written in range(0, len(whole), 71):
        work.write_bytes(whole)
        with RunWriter(path, manifest()) as writer, pytest.MonkeyPatch.context() as patch:
            patch.setattr(run_file.os, "write", os_write_that_stops(written, KeyboardInterrupt()))
            with contextlib.suppress(KeyboardInterrupt):
                writer.begin()
        assert list(read_run(work).rows) == ["a", "b", "c"], f"killed after {written} bytes"


def test_a_finished_run_that_lost_a_line_lacks_its_row(tmp_path: Path) -> None:
    """The user has done what the message for a damaged line says (deleted it), and the run is stopped again."""
    path = tmp_path / "run.jsonl"
    lines = finished(path).splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    with RunWriter(path, manifest()) as writer:
        writer.begin()
    run = read_run(path)
    assert run.missing == ["c"]


# --- what the file may be instead


def test_a_file_that_is_not_there_or_a_folder_is_an_error(tmp_path: Path) -> None:
    for wrong, words in ((tmp_path / "nowhere.jsonl", "No such file"), (tmp_path, "directory")):
        with pytest.raises(InputError, match=words) as caught:
            read_run(wrong)
        assert caught.value.path == str(wrong)
        assert "eval run" in caught.value.mend


def test_an_empty_file_is_no_run_and_where_rows_are_appended_it_can_become_one(path: Path) -> None:
    """What a kill at once leaves is an empty work file; a compressed run is never empty, so such a file is another."""
    work_file(path).parent.mkdir(parents=True)
    work_file(path).write_bytes(b"")
    with pytest.raises(InputError, match="no manifest") as caught:
        read_run(work_file(path))
    assert caught.value.mend
    finished(path)
    assert list(read_run(path).rows) == ["a", "b", "c"]
    if path.suffix == ".gz":
        path.write_bytes(b"")
        with pytest.raises(InputError, match="no manifest"):
            RunWriter(path, manifest())
        assert path.read_bytes() == b""


NO_MANIFEST = {
    "a line of text": b"The council voted on May 3.",
    "a case": b'{"type": "claim", "id": "town-001"}',
    "an empty line": b"",
    "half of one": manifest().model_dump_json().encode()[:200],
    "two on a line": manifest().model_dump_json().encode() * 2,
    "another format": manifest().model_dump_json().replace('"format":1', '"format":2').encode(),
    "a field too many": manifest().model_dump_json().replace('"suite"', '"surplus":1,"suite"').encode(),
    "a list": b"[]",
    "null": b"null",
    "NUL bytes": b"\0\0\0",
    "not UTF-8": b'{"suite": "\xff"}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("line", NO_MANIFEST.values(), ids=NO_MANIFEST)
def test_a_first_line_that_is_no_manifest_is_an_error(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "run.jsonl"
    content = line + b"\n" + row("a").model_dump_json().encode() + b"\n"
    path.write_bytes(content)
    for opened in (read_run, lambda p: RunWriter(p, manifest())):
        with pytest.raises(InputError, match="is no run file: ") as caught:
            opened(path)
        assert (caught.value.path, caught.value.line) == (str(path), 1)
        assert caught.value.mend
        assert len(str(caught.value)) < 600
    assert path.read_bytes() == content


BAD_ROWS = {
    "an empty line": b"",
    "half of one": row("a").model_dump_json().encode()[:-1],
    "two on a line": row("a").model_dump_json().encode() * 2,
    "a row with a field too many": row("a").model_dump_json().replace('"cluster"', '"surplus":1,"cluster"').encode(),
    "a case": row("a").case.model_dump_json().encode(),
    "the manifest": manifest().model_dump_json().encode(),
    "null": b"null",
    "NUL bytes": b"\0\0\0",
    "not UTF-8": row("a").model_dump_json().encode().replace(b"rained", b"r\xffined"),
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS)
@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_damaged_line_in_the_middle_is_named_and_can_be_done_anew(tmp_path: Path, bad: bytes, number: int) -> None:
    path = tmp_path / "run.jsonl"
    expected = finished(path)
    lines = expected.removesuffix(b"\n").split(b"\n")
    path.write_bytes(b"\n".join([*lines[: number - 1], bad, *lines[number:]]) + b"\n")
    for opened in (read_run, lambda p: RunWriter(p, manifest())):
        with pytest.raises(InputError, match="is no row: ") as caught:
            opened(path)
        assert (caught.value.path, caught.value.line) == (str(path), number)
        assert len(str(caught.value)) < 600
    # What the mend says: delete the line, and run again.
    assert "delete the line, and run again" in caught.value.mend
    path.write_bytes(b"\n".join([*lines[: number - 1], *lines[number:]]) + b"\n")
    lost = IDS[number - 2]
    with RunWriter(path, manifest()) as writer:
        assert writer.run.missing == [lost]
        writer.begin()
        writer.add(row(lost))
        writer.finish()
    assert path.read_bytes() == expected


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_run(data: bytes) -> None:
    path = Path("run.jsonl")
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_run(path)
    assert caught.value.mend
    packed = Path("run.jsonl.gz")
    packed.write_bytes(gzip.compress(data))
    with pytest.raises(InputError):
        read_run(packed)


@pytest.mark.parametrize("data", [b"no gzip at all", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08" + b"\0" * 7])
def test_what_is_called_gz_and_is_none_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "run.jsonl.gz"
    path.write_bytes(data)
    for opened in (read_run, lambda p: RunWriter(p, manifest())):
        with pytest.raises(InputError, match="cannot be read") as caught:
            opened(path)
        assert caught.value.mend


# --- another run


@pytest.mark.parametrize(
    "change",
    [
        {"suite": "file:rows.jsonl"},
        {"case_set": "0" * 16},
        {"corpus": "0" * 16},
        {"selection": Selection(split="dev")},
        {"selection": Selection(repeats=1)},
        {"cases": ("a", "b")},
        {"model": "openai:other"},
        {"embedder": "local:all-minilm"},
        {"grader": "full"},
        {"prompt_hashes": {"grade.brief": "9999"}},
        {"prompt_hashes": {"grade": "1111"}},
        {"layer_hash": None},
        {"calibration_hash": "4444"},
        {"code": "0000"},
    ],
)
def test_another_run_is_refused_with_what_differs(path: Path, change: dict[str, Any]) -> None:
    before = begun(path, ("a",))
    with pytest.raises(UsageError) as caught:
        RunWriter(path, manifest(**change))
    assert f"holds another run: {next(iter(change))} differ" in str(caught.value)
    assert str(path) in str(caught.value)
    assert "-o" in caught.value.mend
    assert work_file(path).read_bytes() == before


def test_what_is_refused_leaves_nothing_beside_a_finished_compressed_run(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl.gz"
    finished(path)
    with pytest.raises(UsageError):
        RunWriter(path, manifest(code="0000"))
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_all_that_differs_is_named(path: Path) -> None:
    finished(path)
    with pytest.raises(UsageError, match=r"another run: model, grader, code differ\."):
        RunWriter(path, manifest(code="0", model="openai:other", grader="full"))


def test_when_where_and_how_a_run_was_started_does_not_make_it_another(path: Path) -> None:
    begun(path, ("a",))
    later = manifest(
        started="2027-01-01T00:00:00+00:00",
        git_revision="abc+",
        versions={"python": "3.14"},
        arguments={"seed": 1},
        settings={"timeout": 5},
    )
    with RunWriter(path, later) as writer:
        assert (writer.run.manifest, list(writer.run.rows)) == (manifest(), ["a"])


# --- two at once


def test_two_writers_at_once_are_refused_and_the_first_is_not_disturbed(path: Path) -> None:
    with RunWriter(path, manifest()) as first:
        for begin in (lambda: None, first.begin, lambda: first.add(row("c"))):
            begin()
            with pytest.raises(UsageError, match="being written by another process") as caught:
                RunWriter(path, manifest())
            assert caught.value.mend
        first.add(row("a"))
    with RunWriter(path, manifest()) as second:
        assert list(second.run.rows) == ["a", "c"]


def test_another_process_is_refused_too(path: Path) -> None:
    begun(path, ("c",))
    with RunWriter(path, manifest()) as first:
        first.begin()
        pid = os.fork()
        if pid == 0:
            # A new open file description, as another process has; the child's copy of ours holds the same lock.
            code = 0
            try:
                RunWriter(path, manifest())
            except UsageError:
                code = 7
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
        first.add(row("a"))
    assert list(read_run(work_file(path)).rows) == ["a", "c"]


def test_what_the_first_writer_adds_while_the_second_opens_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused or not, the second must not take the file back to what it was when it looked."""
    first = RunWriter(path, manifest())
    first.begin()
    first.add(row("a"))
    left = ["b"]

    def first_ends() -> None:
        while left:
            first.add(row(left.pop()))
            first.__exit__(None, None, None)

    real = run_file.read_run

    def read_slowly(wanted: Path) -> Run:
        found = real(wanted)
        first_ends()
        return found

    monkeypatch.setattr(run_file, "read_run", read_slowly)
    with contextlib.suppress(UsageError), RunWriter(path, manifest()) as second:
        second.begin()
    first_ends()
    assert list(real(work_file(path)).rows) == ["a", "b"]


# --- a place that cannot be written


@pytest.mark.parametrize("below", ["run.jsonl", "deeper/run.jsonl", "run.jsonl.gz"])
def test_a_place_that_cannot_be_written_is_the_machines_fault(tmp_path: Path, below: str) -> None:
    """A file where a folder should be stands for all of them: tests may run as root, whom no mode stops."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault, match="cannot be written") as caught:
        RunWriter(tmp_path / "file" / below, manifest())
    assert str(tmp_path / "file" / below) in str(caught.value)
    assert caught.value.mend


@pytest.mark.skipif(os.geteuid() == 0, reason="no mode stops root")
def test_a_folder_without_the_right_to_write_is_the_machines_fault(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(EnvironmentFault, match="cannot be written"):
            RunWriter(tmp_path / "run.jsonl", manifest())
        with pytest.raises(EnvironmentFault, match="cannot be written"):
            write_run(tmp_path / "run.jsonl", Run(manifest(), {}))
    finally:
        tmp_path.chmod(0o700)


def test_write_run_leaves_no_draft_where_it_fails(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl" / "in the way").mkdir(parents=True)
    for bad in (tmp_path / "run.jsonl", tmp_path / "nowhere" / "run.jsonl"):
        with pytest.raises(EnvironmentFault, match="cannot be written") as caught:
            write_run(bad, Run(manifest(), {}))
        assert caught.value.mend
    assert [p.name for p in tmp_path.iterdir()] == ["run.jsonl"]


@pytest.mark.parametrize("name", ["file/run.jsonl", "x" * 300])
def test_write_run_to_a_place_that_cannot_hold_a_draft_is_the_machines_fault(tmp_path: Path, name: str) -> None:
    """A read-only file system is such a place as well."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        write_run(tmp_path / name, Run(manifest(), {}))


def test_a_name_too_long_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        RunWriter(tmp_path / ("x" * 300), manifest())
