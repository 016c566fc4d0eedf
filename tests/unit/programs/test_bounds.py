"""What a model may have read: an attacker's paths, and those that are meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError, UsageError
from pipeline.programs.mcp_server.bounds import ReadableFolder


@pytest.fixture
def folder(tmp_path: Path) -> ReadableFolder:
    inside = tmp_path / "inside"
    (inside / "sub").mkdir(parents=True)
    (inside / "a.txt").write_text("A statement of some length about the council.")
    (inside / "sub" / "b.md").write_text("Another statement of some length about the council.")
    (inside / ".hidden.txt").write_text("A secret.")
    (inside / ".ssh").mkdir()
    (inside / ".ssh" / "id.txt").write_text("A secret.")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("A secret.")
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (tmp_path / "inside-not").mkdir()
    (tmp_path / "inside-not" / "c.txt").write_text("A secret.")
    return ReadableFolder.at(inside)


def names(files: list[str]) -> set[str]:
    return {Path(file).name for file in files}


def test_files_and_folders_inside(folder: ReadableFolder) -> None:
    assert names(folder.files(["a.txt", "sub"])) == {"a.txt", "b.md"}
    assert names(folder.files([str(folder.root / "sub" / "b.md")])) == {"b.md"}
    assert names(folder.files(["sub/../a.txt", "./a.txt"])) == {"a.txt"}
    (folder.root / "link.txt").unlink()
    assert names(folder.files(["."])) == {"a.txt", "b.md"}


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../outside/secret.txt",
        "../outside/there-is-no-such-file.txt",
        "sub/../../outside/secret.txt",
        "../inside-not/c.txt",
        "/etc/passwd",
        "/",
        "link.txt",
    ],
)
def test_nothing_outside_and_not_whether_it_is_there(folder: ReadableFolder, path: str) -> None:
    with pytest.raises(InputError) as caught:
        folder.files([path])
    assert str(caught.value).endswith("lies outside the folder that may be read from")


def test_a_link_out_of_the_folder_refuses_the_folder(folder: ReadableFolder) -> None:
    with pytest.raises(InputError, match=r"^link\.txt: lies outside"):
        folder.files(["."])


def test_a_link_to_a_folder_outside(folder: ReadableFolder, tmp_path: Path) -> None:
    (folder.root / "way").symlink_to(tmp_path / "outside")
    for path in ("way", "way/secret.txt"):
        with pytest.raises(InputError, match="lies outside"):
            folder.files([path])
    # Looked through as a part of the folder, it is named by its own place, and nothing behind it is.
    (folder.root / "link.txt").unlink()
    (folder.root / "way").rename(folder.root / "sub" / "way")
    for path in (".", "sub"):
        with pytest.raises(InputError) as caught:
            folder.files([path])
        assert str(caught.value) == "sub/way: lies outside the folder that may be read from"


def test_a_link_to_the_whole_disk_is_not_walked(folder: ReadableFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.root / "link.txt").unlink()
    (folder.root / "all").symlink_to("/")
    looked: list[str] = []
    listing = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(str(path)) or listing(path))
    with pytest.raises(InputError, match=r"^all: lies outside"):
        folder.files(["."])
    assert all(Path(path).is_relative_to(folder.root) and Path(path).name != "all" for path in looked)


def test_a_link_to_what_is_hidden_does_not_say_what_it_is(folder: ReadableFolder) -> None:
    (folder.root / "link.txt").unlink()
    (folder.root / "way").symlink_to(folder.root / ".ssh")
    for path in (".", "way", "way/id.txt"):
        with pytest.raises(InputError, match=rf"^{'way' if path == '.' else path}: is hidden"):
            folder.files([path])


def test_names_with_other_blanks(folder: ReadableFolder) -> None:
    name = "Screenshot 9.41\u202fPM\u00a0new.txt"
    (folder.root / name).write_text("A statement of some length about the council.")
    assert names(folder.files([name])) == {name}


@pytest.mark.parametrize("path", [".hidden.txt", ".ssh", ".ssh/id.txt", "sub/../.ssh/id.txt"])
def test_nothing_hidden(folder: ReadableFolder, path: str) -> None:
    with pytest.raises(InputError, match="is hidden"):
        folder.files([path])


@pytest.mark.parametrize(
    "path",
    [
        "http://news.example/a",
        "HTTPS://news.example/a",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "ftp://a/b",
        "data:,x",
    ],
)
def test_no_addresses(folder: ReadableFolder, path: str) -> None:
    with pytest.raises(UsageError, match="nothing is fetched here"):
        folder.files([path])


@pytest.mark.parametrize("path", ["", "  ", "a\0.txt", "a\nb.txt", "x" * 5000, "\ud800.txt", "\u202etxt.a"])
def test_what_is_no_path(folder: ReadableFolder, path: str) -> None:
    with pytest.raises(InputError, match="is no path"):
        folder.files([path])


def test_a_home_is_not_looked_for(folder: ReadableFolder) -> None:
    with pytest.raises(InputError, match="no such file"):
        folder.files(["~/a.txt"])


def test_a_folder_that_is_itself_a_link(folder: ReadableFolder, tmp_path: Path) -> None:
    (folder.root / "link.txt").unlink()
    (tmp_path / "alias").symlink_to(folder.root)
    assert names(ReadableFolder.at(tmp_path / "alias").files(["."])) == {"a.txt", "b.md"}


def test_a_folder_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        ReadableFolder.at(tmp_path / "none")


@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["..", ".", "/", "sub", "outside", "secret.txt"]))))
def test_whatever_is_asked_for_only_files_inside_come_back(parts: list[str]) -> None:
    root = Path(__file__).parent
    try:
        found = ReadableFolder.at(root).files(["/".join(parts)])
    except UsageError:
        return
    for file in found:
        assert os.path.realpath(file) == file
        assert Path(file).is_relative_to(root)
