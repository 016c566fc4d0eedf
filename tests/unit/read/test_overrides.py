"""The --meta table: values by path, and what is wrong with a table."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.read import read_meta
from pipeline.read.overrides import override_for


def _table(folder: Path, text: str) -> Path:
    path = folder / "meta.csv"
    path.write_text(text)
    return path


def test_values_are_normalised_as_in_front_matter(tmp_path: Path) -> None:
    table = (
        "path;title;publisher;url;published;language;byline;origin\n"
        'a.txt;"Dam; holds";Herald;https://h.example/1;May 14, 2025;en-GB;Dana Brisk;The Associated Press\n'
        "b.txt;;;;;;;\n"
    )
    meta = read_meta(_table(tmp_path, table))
    assert meta["a.txt"] == {
        "title": "Dam; holds",
        "publisher": "Herald",
        "url": "https://h.example/1",
        "published": "2025-05-14",
        "language": "en",
        "byline": "Dana Brisk",
        "origin": "AP",
    }
    assert meta["b.txt"] == {}


def test_paths_are_matched_as_given_else_from_the_table_s_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "in", target_is_directory=True)
    meta = read_meta(_table(tmp_path / "lists", "path,publisher\n../in/a.txt,Herald\nhttps://h.example/1,Post\n"))
    assert override_for(meta, "../in/a.txt", None) == {"publisher": "Herald"}
    assert override_for(meta, "whatever", tmp_path / "in/a.txt") == {"publisher": "Herald"}
    assert override_for(meta, "whatever", tmp_path / "link/a.txt") == {"publisher": "Herald"}
    monkeypatch.chdir(tmp_path)
    assert override_for(meta, "in/a.txt", Path("in/a.txt")) == {"publisher": "Herald"}
    assert override_for(meta, "in/b.txt", Path("in/b.txt")) == {}
    assert override_for(meta, "https://h.example/1", None) == {"publisher": "Post"}
    assert override_for(None, "in/a.txt", Path("in/a.txt")) == {}


def test_a_row_of_a_file_goes_before_its_file(tmp_path: Path) -> None:
    meta = read_meta(_table(tmp_path, "path,publisher,language\nf.jsonl,Post,fr\nf.jsonl#7,Herald,\n"))
    assert override_for(meta, "x", tmp_path / "f.jsonl", 7) == {"publisher": "Herald", "language": "fr"}
    assert override_for(meta, "x", tmp_path / "f.jsonl", 8) == {"publisher": "Post", "language": "fr"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("path,date\na.txt,2025-05-14\n", 1, "unknown column 'date'"),
        ("publisher\nHerald\n", 1, "no column 'path'"),
        ("path,published\na.txt,2025-05-14\nb.txt,14.5.\n", 3, "published: '14.5.' is not a date"),
        ("path,published\na.txt,2025-02-30\n", 2, "not a date"),
        ("path,language\na.txt,the English tongue\n", 2, "language code"),
        ("path,url\na.txt,file:///etc/passwd\n", 2, "http://"),
        ("path,title\na.txt,a\x01b\n", 2, "control characters"),
        ("path,title\na.txt,x\na.txt,y\n", 3, "again, after line 2"),
        ("path,title\na.txt,x\n./a.txt,y\n", 3, "again, after line 2"),
        ("path,title\nin/../a.txt,x\na.txt,y\n", 3, "again, after line 2"),
        ("path,title\n,x\n", 2, "no path"),
        ("path,title\na.txt\n", 2, "1 values"),
        ('path,title\n"a.txt,x\n', 2, "never closed"),
        ("path,path\na,b\n", 1, "two columns"),
        ("", 1, "no header"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(text: str, line: int, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_meta(_table(tmp_path, text))
    assert says in str(caught.value)
    assert caught.value.line == line
    assert caught.value.mend


def test_tables_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_meta(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="folder"):
        read_meta(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="regular file"):
        read_meta(tmp_path / "pipe.csv")


def test_odd_paths_are_only_text(tmp_path: Path) -> None:
    meta = read_meta(_table(tmp_path, f"path,title\n../../../../etc/passwd,x\n{'long/' * 2000}a,y\n"))
    assert override_for(meta, "a.txt", tmp_path / "a.txt") == {}
