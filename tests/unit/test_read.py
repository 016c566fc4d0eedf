"""Files to articles: what is found, what is read, and what each bad file is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.read import SIZE_LIMIT, SUFFIXES, find_files, read_article, read_file


def _write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def _error(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_article(path, given="given.txt")
    assert str(caught.value).startswith("given.txt")
    assert "\n" not in str(caught.value)
    return caught.value


# Finding


def test_folders_are_listed_sorted_and_other_files_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a/z.md",
        "a/c.MARKDOWN",
        "sound.mp3",
        ".hidden.txt",
        ".git/x.txt",
        "folder.txt/in.txt",
        "none",
    ]:
        _write(tmp_path / name, "x")
    names = [str(path.relative_to(tmp_path)) for path in find_files([tmp_path])]
    assert names == ["a/c.MARKDOWN", "a/z.md", "b.txt", "folder.txt/in.txt"]


def test_arguments_keep_their_order_and_each_file_comes_once(tmp_path: Path) -> None:
    first, second = _write(tmp_path / "1.txt", "x"), _write(tmp_path / "2.txt", "x")
    (tmp_path / "3.txt").symlink_to(first)
    assert list(find_files([str(second), tmp_path, first])) == [second, first]


def test_a_hidden_file_or_folder_that_is_named_is_read(tmp_path: Path) -> None:
    hidden = _write(tmp_path / ".drafts" / ".one.txt", "x")
    shown = _write(tmp_path / ".drafts" / "two.txt", "x")
    assert list(find_files([hidden, tmp_path / ".drafts"])) == [hidden, shown]


def test_symlink_loops_and_dangling_links_end(tmp_path: Path) -> None:
    file = _write(tmp_path / "a" / "one.txt", "x")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    # Not left out without a word: what cannot be read fails when it is read.
    assert list(find_files([tmp_path])) == [file, tmp_path / "gone.txt"]
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(InputError, match="loop"):
        list(find_files([loop]))


def test_a_linked_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    _write(tmp_path / "elsewhere" / "one.txt", "x")
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert list(find_files([tmp_path / "library"])) == [tmp_path / "library" / "link" / "one.txt"]


@pytest.mark.parametrize(("name", "says"), [("a.docx", ".docx files are not read"), ("plain", "without a suffix")])
def test_a_named_file_of_another_kind_is_an_error_that_lists_what_is_read(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        list(find_files([_write(tmp_path / name, "x")]))
    assert all(suffix in caught.value.mend for suffix in SUFFIXES)


@pytest.mark.parametrize("path", ["nowhere", "nowhere/x.txt", "nul\0.txt", "x" * 5000, ""])
def test_a_path_that_is_not_there_is_an_error(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        list(find_files([path]))


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "shut" / "one.txt", "x")
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(InputError, match="cannot list"):
        list(find_files([tmp_path / "shut"]))
    # One inside another folder does not stop the others.
    other = _write(tmp_path / "a.txt", "x")
    assert list(find_files([tmp_path])) == [other, tmp_path / "shut"]
    (failed,) = read_file(tmp_path / "shut", given="shut")
    assert isinstance(failed, InputError)


# Reading


@pytest.mark.parametrize(
    "text",
    ["Rain fell.\r\nIt stopped.\r\n", "Rain fell.\n\n", "\u200bزباران آمد\u2028x", "a\ufeffb", " lead\ttab \x85 "],
)
def test_the_text_is_kept_as_decoded(tmp_path: Path, text: str) -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        path = _write(tmp_path / "x.txt", text.encode(codec))
        assert read_article(path, given="g").text == text
    big_endian = _write(tmp_path / "x.txt", b"\xfe\xff" + text.encode("utf-16-be"))
    assert read_article(big_endian, given="g").text == text


def test_the_article_keeps_the_path_as_given_and_a_stable_id(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.txt", "Rain fell.")
    article = read_article(path, given="./in/x.txt")
    assert article.path == "./in/x.txt"
    assert article.id == read_article(path, given="elsewhere.txt").id
    assert "\udcff" not in read_article(path, given="na\udcffme.txt").path


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \n\t\r\n", "no words"),
        ("\u200b\u2028 … —".encode(), "no words"),
        (b"\xff\xfe", "is empty"),
    ],
)
def test_files_without_words_are_refused(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in str(_error(_write(tmp_path / "x.txt", data)))


def test_a_front_matter_without_a_text_is_refused(tmp_path: Path) -> None:
    assert "no text" in str(_error(_write(tmp_path / "x.md", "---\ntitle: T\n---\n\n")))


@pytest.mark.parametrize(
    ("data", "offset", "line", "encoding"),
    [
        ("Café\nà la".encode("latin-1"), 3, 1, "WINDOWS-1252"),
        (b"\xef\xbb\xbfone\ntwo\n\x93three\x94", 11, 3, "WINDOWS-1252"),
        ("Дождь шёл.".encode("cp1251"), 0, 1, "WINDOWS-1251"),
        (b"a\n\xed\xa0\x80", 2, 2, ""),  # a surrogate, encoded
        (b"a\n\xc0\x80", 2, 2, ""),  # an overlong NUL
    ],
)
def test_another_encoding_is_refused_with_byte_line_and_command(
    tmp_path: Path, data: bytes, offset: int, line: int, encoding: str
) -> None:
    error = _error(_write(tmp_path / "x.txt", data))
    assert f"byte {offset} " in str(error)
    assert error.line == line
    assert f"iconv -f {encoding}" in error.mend
    assert "-t utf-8 given.txt > given.utf8.txt" in error.mend


def test_a_file_name_with_a_space_is_quoted_in_the_command(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.txt", b"\xff\xfdx")
    with pytest.raises(InputError) as caught:
        read_article(path, given="my file.txt")
    assert "'my file.txt' > 'my file.utf8.txt'" in caught.value.mend


@pytest.mark.parametrize(
    ("data", "line", "mend"),
    [
        (b"text\nmore\x00text", 2, "plain text"),
        ("Rain fell on the wall.".encode("utf-16-le"), 1, "UTF-16LE"),
        ("Rain fell on the wall.".encode("utf-16-be"), 1, "UTF-16BE"),
        ("Rain fell.".encode("utf-32"), 1, "UTF-32"),
        ("Rain\0fell".encode("utf-16"), 1, "plain text"),
        (b"\xff\xfeR\x00\x00\xd8a\x00", 1, "plain text in UTF-8"),  # a lone surrogate in UTF-16
        (b"\xff\xfeR\x00a", 1, "plain text in UTF-8"),  # half a character at the end
    ],
)
def test_binary_and_other_unicode_forms_are_refused(tmp_path: Path, data: bytes, line: int, mend: str) -> None:
    error = _error(_write(tmp_path / "x.txt", data))
    assert error.line == line
    assert mend in error.mend


def test_the_size_limit_is_exact(tmp_path: Path) -> None:
    assert len(read_article(_write(tmp_path / "x.txt", b"a" * SIZE_LIMIT), given="g").text) == SIZE_LIMIT
    assert "5 MB" in str(_error(_write(tmp_path / "x.txt", b"a" * (SIZE_LIMIT + 1))))


def test_a_folder_a_pipe_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is a folder" in str(_error(tmp_path / "folder.txt"))
    assert "not a regular file" in str(_error(tmp_path / "pipe.txt"))
    assert "no such file" in str(_error(tmp_path / "gone.txt"))


def test_a_file_that_may_not_be_read_says_how_to_mend_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path / "x.txt", "Rain fell.")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, whom no mode bits stop
    error = _error(path)
    assert "Permission denied" in str(error)
    assert error.mend == "chmod u+r given.txt"
