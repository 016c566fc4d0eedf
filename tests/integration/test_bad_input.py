"""Bad input: one line that says what is wrong, one that says what to do, the right exit code, nothing lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.integration.conftest import Ran, Run


def told(ran: Ran, code: int, *words: str) -> None:
    assert ran.code == code, ran.err
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert 1 <= len(lines) <= 2, ran.err
    assert lines[0].startswith("twosource: ")
    for word in words:
        assert word in ran.err


def test_a_missing_path(run: Run, tmp_path: Path) -> None:
    told(run("ingest", "nowhere.txt", "--library", "lib"), 2, "nowhere.txt")
    assert not (tmp_path / "lib").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("binary.txt", b"\x7fELF\x00\x01\x02" * 50, ["binary.txt"]),
        ("empty.txt", b"", ["empty.txt", "empty"]),
        ("blank.txt", b" \n\n ", ["blank.txt"]),
        ("latin.txt", "Der Bürgermeister trat zurück.".encode("latin-1"), ["latin.txt", "iconv"]),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path, name: str, content: bytes, words: list[str]) -> None:
    (tmp_path / name).write_bytes(content)
    told(run("ingest", name, "--library", "lib"), 2, *words)
    assert not (tmp_path / "lib").exists()


def test_one_bad_file_does_not_stop_the_rest(run: Run, articles: Path) -> None:
    (articles / "bad.txt").write_bytes(b"\xff\xff\x00")
    ran = run("ingest", str(articles), "--library", "lib")
    assert ran.code == 5
    assert "3 added, 0 updated, 0 unchanged, 1 failed" in ran.out
    assert "bad.txt" in ran.err
    assert "3 unchanged" in run("ingest", str(articles), "--library", "lib").out


def test_twice_adds_nothing_and_an_edit_replaces(run: Run, articles: Path) -> None:
    assert "3 added" in run("ingest", str(articles), "--library", "lib").out
    listed = run("library", "list", "--library", "lib").out
    assert "0 added, 0 updated, 3 unchanged" in run("ingest", str(articles), "--library", "lib").out
    assert run("library", "list", "--library", "lib").out == listed
    (articles / "diary.txt").write_text("City diary\n\nThe vote was on May 9.\n")
    assert "0 added, 1 updated, 2 unchanged" in run("ingest", str(articles), "--library", "lib").out
    assert len(run("library", "list", "--library", "lib").out.splitlines()) == 3


def test_the_same_article_under_two_names_is_kept_once(run: Run, articles: Path) -> None:
    (articles / "copy.txt").write_bytes((articles / "courier.txt").read_bytes())
    ran = run("ingest", str(articles), "--library", "lib")
    assert "3 added" in ran.out
    assert "the same article as" in ran.out


def texts(run: Run) -> set[str]:
    """The articles of the library, by their last line."""
    ids = [line.split("\t")[0] for line in run("library", "list", "--library", "lib").out.splitlines()]
    return {run("library", "show", i, "--library", "lib").out.strip().splitlines()[-1] for i in ids}


def test_two_files_that_swap_their_texts_lose_none(run: Run, articles: Path) -> None:
    run("ingest", str(articles), "--library", "lib")
    before = texts(run)
    courier, diary = articles / "courier.txt", articles / "diary.txt"
    first, second = courier.read_bytes(), diary.read_bytes()
    courier.write_bytes(second)
    diary.write_bytes(first)
    for paths in ([str(articles)], [str(courier)], [str(diary)], [str(articles)]):
        assert run("ingest", *paths, "--library", "lib").code == 0
        assert texts(run) == before


def test_a_renamed_file_keeps_its_article_and_gives_it_its_name(run: Run, articles: Path) -> None:
    run("ingest", str(articles), "--library", "lib")
    (articles / "diary.txt").rename(articles / "journal.txt")
    run("ingest", str(articles), "--library", "lib")
    listed = run("library", "list", "--library", "lib").out
    assert "journal.txt" in listed
    assert "diary.txt" not in listed
    (articles / "journal.txt").write_text("City diary\n\nThe vote was on May 9, it says here now.\n")
    run("ingest", str(articles), "--library", "lib")
    assert len(run("library", "list", "--library", "lib").out.splitlines()) == 3


def test_an_origin_added_by_hand_is_taken_over(run: Run, articles: Path) -> None:
    run("ingest", str(articles), "--library", "lib")
    path = articles / "gazette.md"
    path.write_text(path.read_text().replace("publisher:", "origin: Reuters\npublisher:"))
    assert "1 updated" in run("ingest", str(articles), "--library", "lib").out
    (line,) = [row for row in run("library", "list", "--library", "lib").out.splitlines() if "gazette" in row]
    assert "origin: Reuters" in run("library", "show", line.split("\t")[0], "--library", "lib").out


def test_a_file_name_that_is_not_utf8_does_not_stop_the_rest(run: Run, articles: Path) -> None:
    (articles / os.fsdecode(b"\xff\xfe.txt")).write_text("A short report about the harbour of Orl in spring.")
    assert "4 added" in run("ingest", str(articles), "--library", "lib").out
    assert "4 unchanged" in run("ingest", str(articles), "--library", "lib").out


@pytest.mark.parametrize("claim", ["", "   ", "?!", "\n\t"])
def test_an_empty_claim(run: Run, articles: Path, claim: str) -> None:
    run("ingest", str(articles), "--library", "lib")
    told(run("check", claim, "--library", "lib", "--model", "openai:x"), 2, "claim is empty")
    told(run("ask", claim, "--library", "lib", "--model", "openai:x"), 2, "question is empty")


def test_a_claim_that_is_a_book(run: Run) -> None:
    told(run("check", "word " * 1000, "--library", "lib"), 2, "characters")


def test_no_library(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    told(run("check", "A claim.", "--library", "lib"), 4, "twosource ingest")
    assert not (tmp_path / "lib").exists()


def test_a_folder_that_is_no_library(run: Run, articles: Path) -> None:
    before = sorted(p.name for p in articles.iterdir())
    told(run("check", "A claim.", "--library", str(articles), "--model", "openai:x"), 4, "not a twosource library")
    told(run("ingest", str(articles), "--library", str(articles)), 4, "not a twosource library")
    assert sorted(p.name for p in articles.iterdir()) == before


def test_another_embedder_names_the_mend(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ingest", str(articles), "--library", "lib")
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    arguments = ("check", "A claim.", "--library", "lib", "--embedder", "openai:text-embedding-3-small")
    told(run(*arguments), 4, "twosource library rebuild")
    assert len(run("library", "list", "--library", "lib").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "A claim.", "--as-of", "yesterday"], ["as-of", "YYYY-MM-DD"]),
        (["check", "A claim.", "--timeout", "-1"], ["timeout"]),
        (["check"], ["CLAIM"]),
        (["chekc", "A claim."], ["chekc"]),
        (["check", "A claim.", "--grader", "good"], ["good"]),
        (["ingest"], ["PATH"]),
    ],
)
def test_wrong_arguments(run: Run, arguments: list[str], words: list[str]) -> None:
    told(run(*arguments), 2, *words)


def test_a_library_that_cannot_be_written(run: Run, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    told(run("ingest", str(articles), "--library", str(tmp_path / "file" / "lib")), 4, "lib")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(run: Run, articles: Path) -> None:
    (articles / "diary.txt").chmod(0)
    assert "diary.txt" in run("ingest", str(articles), "--library", "lib").err
