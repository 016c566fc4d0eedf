"""Looking after a library as a user does: mends that last, export and import, origins, verify, ids, filters."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest import compare_new, library_format, prepare, store_article
from pipeline.ingest.stories import origins_of
from pipeline.retrieve import Candidate, retrieve
from pipeline.split import passages
from store import Article
from store.index import Index, Within
from store.vectors import Library, open_library
from tests.conftest import WordEmbedder
from tests.integration.conftest import Run

ROOT = Path(__file__).parents[2]
WIRE = (
    "The river Teyl rose by two metres overnight and flooded the lower town of Karv, the regional office said. "
    "About 300 people left their homes, most of them by boat. Schools stay closed until Friday. "
    "The governor asked the capital for pumps and sandbags, and said that the bridge would be checked by engineers."
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedder that needs no model, also for the command."""
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())


@pytest.fixture
def filled(run: Run, articles: Path) -> Path:
    """The three outlets' articles, in the library "lib"."""
    assert run("ingest", str(articles), "--library", "lib").code == 0
    return articles


def done(run: Run, *arguments: str, library: str = "lib") -> str:
    ran = run(*arguments, "--library", library)
    assert ran.code == 0, ran.err
    return ran.out


def refused(run: Run, *arguments: str, words: Sequence[str]) -> None:
    ran = run(*arguments, "--library", "lib")
    assert (ran.code, ran.out) == (2, "")
    assert 1 <= len(ran.err.splitlines()) <= 2
    for word in words:
        assert word in ran.err


def listed(run: Run, library: str = "lib") -> dict[str, dict[str, Any]]:
    """By file name, what `library list --json` says."""
    lines = done(run, "library", "list", "--json", library=library).splitlines()
    return {Path(article["path"]).name: article for article in map(json.loads, lines)}


def shown(run: Run, article_id: str, library: str = "lib") -> dict[str, Any]:
    return dict(json.loads(done(run, "library", "show", article_id, "--json", library=library)))


def fingerprint(where: str) -> str:
    with open_library(where, None) as library:
        return library.fingerprint()


# -- list, show, ids ------------------------------------------------------------------------------------------


def test_list_tells_what_is_known_and_from_where(run: Run, filled: Path) -> None:
    found = listed(run)
    assert found.keys() == {"courier.txt", "diary.txt", "gazette.md"}
    gazette = found["gazette.md"]
    assert (gazette["publisher"], gazette["published"], gazette["title"]) == (
        "Orl Gazette",
        "2024-05-06",
        "Spending plan",
    )
    assert gazette["stated_by"]["publisher"] == "front matter"
    assert "text" not in gazette
    rows = [line.split("\t") for line in done(run, "library", "list").splitlines()]
    assert [row[0] for row in rows] == [article["id"] for article in found.values()]
    assert [row[1:4] for row in rows if row[4].endswith("gazette.md")] == [
        ["2024-05-06", "Orl Gazette", "Spending plan"]
    ]


def test_an_id_may_be_shortened_while_it_is_the_only_one(run: Run) -> None:
    seen: dict[str, Article] = {}
    number = 0
    while True:  # two ids that begin alike: about 300 articles away
        article = Article.make(f"Report {number} from Orl.", path=f"{number}.txt")
        twin = seen.setdefault(article.id[:8], article)
        if twin is not article:
            break
        number += 1
    with open_library("lib", library_format(WordEmbedder()), create=True) as library:
        for one in (twin, article):
            store_article(one, library, WordEmbedder(), location="")
    refused(run, "library", "show", article.id[:8], words=[article.id[:8], "2 articles", "Give more"])
    refused(run, "library", "remove", twin.id, article.id[:8], words=["2 articles"])
    assert len(listed(run)) == 2
    enough = next(n for n in range(9, 25) if article.id[:n] != twin.id[:n])
    assert shown(run, article.id[:enough])["id"] == article.id
    refused(run, "library", "show", article.id[:5], words=["No article", "library list"])
    refused(run, "library", "show", "art_%_______________", words=["No article"])
    done(run, "library", "remove", article.id[:enough])
    assert shown(run, twin.id[:8])["id"] == twin.id


# -- mends ----------------------------------------------------------------------------------------------------


def test_set_changes_fields_and_says_so(run: Run, filled: Path) -> None:
    article_id = listed(run)["gazette.md"]["id"]
    out = done(run, "library", "set", article_id[:14], "--publisher", "Karv Post", "--published", "7 May 2024")
    assert out.splitlines() == [
        f"{article_id} publisher: Orl Gazette -> Karv Post",
        f"{article_id} published: 2024-05-06 -> 2024-05-07",
    ]
    done(run, "library", "set", article_id, "--title", "", "--published", "", "--origin", "AP", "--language", "English")
    article = shown(run, article_id)
    expected = {
        "publisher": "Karv Post",
        "published": None,
        "title": "",
        "origin": "AP",
        "language": "en",
    }
    assert {name: article[name] for name in expected} == expected
    assert article["mended"] == sorted(expected)
    assert {article["stated_by"][name] for name in expected} == {"set by hand"}
    told = done(run, "library", "show", article_id)
    assert "publisher: Karv Post  (set by hand)" in told
    assert "published: -  (set by hand)" in told
    assert done(run, "library", "verify") == "lib: nothing wrong\n"


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--published", "31 April 2025"], ["--published", "is not a date", "YYYY-MM-DD", '""']),
        (["--published", "2025-13-01"], ["--published", "2025-13-01"]),
        (["--language", "klingon!"], ["--language", "language code"]),
        (["--url", "ftp://x"], ["--url", "http"]),
        (["--publisher", "a\x1bb"], ["--publisher", "control"]),
        ([], ["Nothing to set", "--publisher"]),
    ],
)
def test_set_refuses_what_cannot_be_meant(run: Run, filled: Path, flags: list[str], words: list[str]) -> None:
    before = listed(run)
    refused(run, "library", "set", before["gazette.md"]["id"], *flags, words=words)
    assert listed(run) == before


def test_set_knows_only_articles_that_there_are(run: Run, filled: Path) -> None:
    refused(run, "library", "set", "art_0000000000", "--publisher", "x", words=["No article art_0000000000"])
    ran = run("library", "set", "art_0000000000", "--publisher", "x", "--library", "nowhere")
    assert ran.code == 4
    assert not Path("nowhere").exists()


def test_a_mend_outlives_everything(run: Run, filled: Path) -> None:
    def assert_mended(library: str = "lib") -> None:
        article = listed(run, library)["gazette.md"]
        assert (article["publisher"], article["published"]) == ("Karv Post", None)
        assert shown(run, article["id"], library)["mended"] == ["published", "publisher"]

    article_id = listed(run)["gazette.md"]["id"]
    done(run, "library", "set", article_id, "--publisher", "Karv Post", "--published", "")
    assert_mended()
    assert "3 unchanged" in done(run, "ingest", str(filled))
    assert_mended()
    assert "3 unchanged" in done(run, "ingest", str(filled), "--reread")
    assert_mended()
    assert "3 articles rebuilt" in done(run, "library", "rebuild")
    assert_mended()
    assert "3 unchanged" in done(run, "ingest", str(filled))
    assert listed(run)["gazette.md"]["id"] == article_id
    path = filled / "gazette.md"
    path.write_text(path.read_text().replace("nine votes", "ten votes"))
    assert "1 updated" in done(run, "ingest", str(filled))
    assert listed(run)["gazette.md"]["id"] != article_id
    assert_mended()
    done(run, "library", "export", "out.jsonl")
    done(run, "library", "import", "out.jsonl", library="other")
    assert_mended("other")
    Path("lib/twosource-index.sqlite").unlink()
    assert_mended()
    assert done(run, "library", "verify") == "lib: nothing wrong\n"


def test_a_full_disk_between_two_writes_is_caught_up(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    article_id = listed(run)["gazette.md"]["id"]
    with monkeypatch.context() as patch:
        patch.setattr(Index, "write", full)
        ran = run("library", "set", article_id, "--publisher", "Karv Post", "--library", "lib")
        assert (ran.code, ran.out) == (4, "")
        assert "disk is full" in ran.err
    publisher = listed(run)["gazette.md"]["publisher"]
    with open_library("lib", None) as library:
        hits = library.search_words(["budget"], 9, Within(publishers=(publisher,)))
        assert [hit.article_id for hit in hits] == [article_id]
        noted = {i: mends for i, mends, _ in library.index.mends()}
        assert noted[article_id] == library.get_kept([article_id])[article_id].mends


# -- export and import ----------------------------------------------------------------------------------------


def edited(run: Run, folder: Path) -> None:
    """A history of two versions behind gazette.md, the first of which was mended, and a mended diary."""
    done(run, "library", "set", listed(run)["diary.txt"]["id"], "--publisher", "Orl Diary")
    path = folder / "gazette.md"
    for old, new in (("nine votes", "ten votes"), ("ten votes", "eleven votes")):
        path.write_text(path.read_text().replace(old, new))
        done(run, "ingest", str(folder))


def whole(run: Run, library: str) -> list[dict[str, Any]]:
    return [shown(run, article["id"], library) for article in listed(run, library).values()]


def test_export_and_import_give_the_same_library(run: Run, filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(run, filled)
    ran = run("library", "export", "out.jsonl", "--library", "lib")
    assert (ran.code, ran.out, ran.err) == (0, "", "out.jsonl: 3 articles\n")
    assert done(run, "library", "export") == Path("out.jsonl").read_text()
    assert not list(Path().glob("*.part"))
    assert "other: 3 added, 0 updated, 0 unchanged, 0 failed" in done(
        run, "library", "import", "out.jsonl", library="other"
    )
    assert whole(run, "other") == whole(run, "lib")
    assert fingerprint("other") == fingerprint("lib")
    assert len(shown(run, listed(run, "other")["gazette.md"]["id"], "other")["older"]) == 2
    assert done(run, "library", "verify", library="other") == "other: nothing wrong\n"
    assert done(run, "library", "export", library="other") == Path("out.jsonl").read_text()
    assert "0 added, 0 updated, 3 unchanged" in done(run, "library", "import", "out.jsonl", library="other")
    assert fingerprint("other") == fingerprint("lib")
    assert "3 unchanged" in done(run, "ingest", str(filled), library="other")


def test_the_history_of_a_mended_article_is_exported_whole(run: Run, filled: Path) -> None:
    done(run, "library", "set", listed(run)["gazette.md"]["id"], "--publisher", "Karv Post")
    edited(run, filled)
    done(run, "library", "export", "out.jsonl")
    done(run, "library", "import", "out.jsonl", library="other")
    assert whole(run, "other") == whole(run, "lib")


def test_lines_that_were_changed_cut_or_garbled_are_told(run: Run, filled: Path) -> None:
    done(run, "library", "export", "out.jsonl")
    head, first, second, third = Path("out.jsonl").read_text().splitlines()
    bad = {
        3: first.replace("council", "senate"),
        4: first[: len(first) // 2],
        5: "not JSON at all",
        6: "[" * 5000,
        7: json.dumps(json.loads(first) | {"surprise": 1}),
        8: json.dumps(json.loads(first) | {"mends": {"published": "yesterday"}}),
        9: json.dumps(json.loads(first) | {"mends": {"text": "Other words."}}),
    }
    Path("bad.jsonl").write_text("\n".join([head, second, *bad.values(), third, ""]))
    ran = run("library", "import", "bad.jsonl", "--library", "other")
    assert ran.code == 5
    for number in bad:
        assert f"bad.jsonl:{number}: " in ran.err
    assert "bad.jsonl:3: the article is not the one that its id stands for" in ran.err
    assert "other: 2 added, 0 updated, 0 unchanged, 7 failed" in ran.out
    assert {a["id"] for a in listed(run, "other").values()} == {json.loads(line)["id"] for line in (second, third)}
    summary = json.loads(run("library", "import", "bad.jsonl", "--library", "other", "--json").out)
    assert [failure["path"] for failure in summary["failed"]] == [f"bad.jsonl:{number}" for number in bad]


@pytest.mark.parametrize("garbage", [b"\xff\xfe\x00garbage\n", b"\x00\n", b'{"id": "\xed\xa0\x80"}\n'])
def test_a_line_of_other_bytes_is_told_and_the_rest_goes_in(run: Run, filled: Path, garbage: bytes) -> None:
    done(run, "library", "export", "out.jsonl")
    lines = Path("out.jsonl").read_bytes().splitlines(keepends=True)
    Path("bad.jsonl").write_bytes(b"".join([*lines[:2], garbage, *lines[2:]]))
    ran = run("library", "import", "bad.jsonl", "--library", "other")
    assert ran.code == 5
    assert "bad.jsonl:3: " in ran.err
    assert "3 added" in ran.out


@pytest.mark.parametrize(
    "first",
    ["", "{}", "[]", "null", "1", "rubbish", '{"format": "twosource-library/9", "articles": 1}']
    + [f'{{"format": "twosource-library/1", "articles": {n}}}' for n in ('"many"', "null", "[]", "Infinity", "1e999")],
)
def test_a_file_that_is_no_export_is_refused(run: Run, filled: Path, first: str) -> None:
    done(run, "library", "export", "out.jsonl")
    rest = Path("out.jsonl").read_text().split("\n", 1)[1]
    Path("bad.jsonl").write_text(f"{first}\n{rest}")
    ran = run("library", "import", "bad.jsonl", "--library", "other")
    assert ran.code == 2
    assert "bad.jsonl:1: is not an exported library" in ran.err
    assert "twosource library export" in ran.err
    assert not Path("other").exists()


def test_export_and_import_tell_what_they_cannot_do(run: Run, filled: Path) -> None:
    for arguments in (("export", "no/such/folder/out.jsonl"), ("import", "nowhere.jsonl"), ("import", str(filled))):
        refused(run, "library", *arguments, words=[arguments[1]])
    assert not list(Path().rglob("*.part"))


def test_an_import_that_was_killed_loses_no_mend_and_no_history(run: Run, filled: Path) -> None:
    edited(run, filled)
    done(run, "library", "export", "out.jsonl")
    program = (
        "import os, signal\n"
        "from pipeline.exchange import import_lines, opened_lines\n"
        "from pipeline.ingest import library_format\n"
        "from store.vectors import Writer, open_library\n"
        "from tests.conftest import WordEmbedder\n"
        "kill = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Writer.mend = Writer.keep_version = kill\n"
        "made = library_format(WordEmbedder())\n"
        "with open_library('other', made, create=True) as library, opened_lines('out.jsonl') as lines:\n"
        "    import_lines(lines, lambda: library, WordEmbedder(), path='out.jsonl')\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", program], env=environ, check=False).returncode == -9
    done(run, "library", "import", "out.jsonl", library="other")
    assert whole(run, "other") == whole(run, "lib")


# -- origins --------------------------------------------------------------------------------------------------


def test_origins_show_copies_and_agencies_with_their_reasons(run: Run) -> None:
    files = {
        "post.md": f"---\ntitle: Flood in Karv\npublisher: Orl Post\n---\n{WIRE}\n",
        "echo.md": f"---\ntitle: Hundreds leave\npublisher: Karv Echo\n---\n{WIRE.replace('overnight', 'by night')}\n",
        "vote.md": "---\npublisher: Orl Post\norigin: Reuters\n---\nThe council of Orl voted for the harbour wall.\n",
        "tram.md": "---\npublisher: Teyl Sun\norigin: Reuters\n---\nTram drivers in Teyl walked out over their pay.\n",
        "alone.md": "---\npublisher: Teyl Sun\n---\nA museum of clocks opens this autumn in an old bakery.\n",
    }
    for name, text in files.items():
        Path(name).write_text(text)
    assert "1 pair of copies" in done(run, "ingest", *files)
    ids = {name: article["id"] for name, article in listed(run).items()}
    copies, agency = json.loads(done(run, "library", "origins", "--json"))
    assert copies["articles"] == sorted([ids["post.md"], ids["echo.md"]])
    assert (copies["id"], copies["agency"]) == (min(copies["articles"]), None)
    (pair,) = copies["pairs"]
    assert (pair["one"], pair["other"]) == tuple(copies["articles"])
    assert "of the shorter text's wording is in the other" in pair["why"]
    assert (agency["id"], agency["agency"], agency["pairs"]) == ("agency:Reuters", "Reuters", [])
    assert agency["articles"] == sorted([ids["vote.md"], ids["tram.md"]])
    told = done(run, "library", "origins")
    assert "2 origins with more than one article; 1 articles stand alone" in told
    for word in ("Orl Post", "Karv Echo", "Reuters", pair["why"]):
        assert word in told
    assert f"origin id: {copies['id']}  (copy: " in done(run, "library", "show", ids["echo.md"])
    assert shown(run, ids["echo.md"])["origins"]["article"] == copies["id"]
    assert shown(run, ids["vote.md"])["origins"]["article"] == "agency:Reuters"
    alone = shown(run, ids["alone.md"])["origins"]
    assert (alone["article"], alone["why"]) == (ids["alone.md"], None)

    done(run, "library", "remove", ids["post.md"], ids["tram.md"])
    assert json.loads(done(run, "library", "origins", "--json")) == []
    assert "0 origins with more than one article; 3 articles stand alone" in done(run, "library", "origins")
    assert shown(run, ids["echo.md"])["origins"]["article"] == ids["echo.md"]


def test_an_edit_that_is_no_copy_any_more_dissolves_its_group(run: Run) -> None:
    for name in ("a.md", "b.md"):
        Path(name).write_text(f"---\npublisher: {name}\n---\n{WIRE}\n")
    done(run, "ingest", "a.md", "b.md")
    assert len(json.loads(done(run, "library", "origins", "--json"))) == 1
    Path("b.md").write_text("---\npublisher: b.md\n---\nA museum of clocks opens this autumn in an old bakery.\n")
    done(run, "ingest", "a.md", "b.md")
    assert json.loads(done(run, "library", "origins", "--json")) == []
    done(run, "library", "set", listed(run)["a.md"]["id"], "--origin", "Reuters")
    assert shown(run, listed(run)["a.md"]["id"])["origins"]["article"] == "agency:Reuters"


def test_a_chain_of_copies_breaks_where_its_middle_is_removed() -> None:
    left = "The dam of Teyl burst at noon on Tuesday and drowned the lower meadows, a warden of the river office said. "
    right = "In the harbour of Orl two ferries collided in the fog of the morning, and nine sailors were pulled out. "
    texts = {"left": left, "middle": left + right, "right": right}
    with open_library("lib", library_format(WordEmbedder()), create=True) as library:
        articles = {name: Article.make(text, publisher=name, path=name) for name, text in texts.items()}
        for article in articles.values():
            store_article(article, library, WordEmbedder(), location=article.path)
        assert compare_new(library) == 2
        everyone = min(article.id for article in articles.values())
        assert {origins_of(library, article).article for article in articles.values()} == {everyone}
        with library.writing() as writer:
            writer.remove([articles["middle"].id])
        for name in ("left", "right"):
            assert origins_of(library, articles[name]).article == articles[name].id


# -- verify ---------------------------------------------------------------------------------------------------


def test_verify_tells_and_mends(run: Run, filled: Path) -> None:
    assert done(run, "library", "verify") == "lib: nothing wrong\n"
    assert json.loads(done(run, "library", "verify", "--json")) == {"problems": [], "left": 0}
    ids = {name: article["id"] for name, article in listed(run).items()}
    with open_library("lib", None) as library:
        library._passages.delete(where={"article_id": ids["diary.txt"]})
        (first, *_) = library.passages_of(ids["courier.txt"])
        library._passages.update(ids=[first.id], documents=["other words"], embeddings=[[1.0] * 64])
        library._passages.upsert(
            ids=["psg_orphan"],
            embeddings=[[1.0] * 64],
            documents=["x"],
            metadatas=[{"article_id": "art_gone", "start": 0, "end": 1, "sentences": "[[0, 1]]"}],
        )
    ran = run("library", "verify", "--library", "lib")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert sorted(line.split(": ")[0] for line in lines) == ["no passages", "orphan passage", "wrong span"]
    assert any(line.startswith(f"no passages: {ids['diary.txt']}: ") for line in lines)
    assert "library verify --mend" in ran.err
    ran = run("library", "verify", "--json", "--library", "lib")
    assert (ran.code, json.loads(ran.out)["left"]) == (1, 3)
    ran = run("library", "verify", "--mend", "--library", "lib")
    assert ran.code == 0
    assert "3 of 3 mended" in ran.out
    assert done(run, "library", "verify") == "lib: nothing wrong\n"
    assert "3 unchanged" in done(run, "ingest", str(filled))
    with open_library("lib", None) as library:
        assert library.search_words(["harbour"], 5)[0].article_id == ids["diary.txt"]


def test_verify_says_what_it_cannot_mend(run: Run, filled: Path) -> None:
    article_id = listed(run)["diary.txt"]["id"]
    with open_library("lib", None) as library:
        library._articles.update(ids=[article_id], metadatas=[{"publisher": "Somebody else"}])
    ran = run("library", "verify", "--mend", "--library", "lib")
    assert ran.code == 1
    assert f"altered article: {article_id}" in ran.out
    assert "0 of 1 mended" in ran.out


def test_a_library_of_an_earlier_version_works(run: Run, filled: Path) -> None:
    done(run, "library", "set", listed(run)["gazette.md"]["id"], "--publisher", "Karv Post")
    before = fingerprint("lib")
    with open_library("lib", None) as library:
        kept = {k: v for k, v in library._articles.metadata.items() if k != "generation"}
        library._articles.modify(metadata=kept)
        assert "generation" not in (library._client.get_collection("articles").metadata or {})
    for file in Path("lib").glob("twosource-index*"):
        file.unlink()
    assert fingerprint("lib") == before
    with open_library("lib", library_format(WordEmbedder())) as library:
        found = retrieve(library, WordEmbedder(), "The council approved the budget on May 3.")
        assert len({c.article.id for c in found}) == 3
    assert done(run, "library", "verify") == "lib: nothing wrong\n"
    (filled / "diary.txt").write_text("City diary\n\nThe vote was on May 9.\n")
    assert "0 added, 1 updated, 2 unchanged" in done(run, "ingest", str(filled))
    assert done(run, "library", "verify") == "lib: nothing wrong\n"


# -- retrieval and its filters --------------------------------------------------------------------------------

CLAIM = "The council of Orl approved the budget on May 3."
DATED = [
    Article.make(f"The council of Orl approved its budget, paper {n} says.", path=f"{n}", **fields)  # type: ignore[arg-type]
    for n, fields in enumerate(
        [
            {"published": "2024-05-03", "publisher": "Orl Post", "language": "en"},
            {"published": "2024-05-04", "publisher": "ORL POST", "language": "EN"},
            {"published": "2024-05-05", "publisher": "Ärzteblatt Straße", "language": "de"},
            {"publisher": "Karv Echo"},
            {},
        ]
    )
]


@pytest.fixture
def dated(embedder: WordEmbedder) -> Iterator[Library]:
    with open_library("lib", library_format(embedder), create=True) as library:
        cut = [(article, passages(article)) for article in DATED]
        with library.writing() as writer:
            writer.add(prepare(cut, embedder))
        yield library


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (None, "01234"),
        (Within(), "01234"),
        (Within(since="2024-05-04"), "12"),
        (Within(until="2024-05-04"), "01"),
        (Within(since="2024-05-04", until="2024-05-04"), "1"),
        (Within(since="2025-01-01"), ""),
        (Within(publishers=("orl post",)), "01"),
        (Within(publishers=("ÄRZTEBLATT STRASSE", "karv echo")), "23"),
        (Within(publishers=("Orl",)), ""),
        (Within(languages=("en",)), "01"),
        (Within(languages=("DE", "fr")), "2"),
        (Within(until="2024-05-03", publishers=("Orl Post",), languages=("en",)), "0"),
        (Within(publishers=("' OR 1=1 --",)), ""),
    ],
)
def test_only_what_is_within_the_limits_is_found(
    dated: Library, embedder: WordEmbedder, within: Within | None, expected: str
) -> None:
    found = retrieve(dated, embedder, CLAIM, within=within)
    assert sorted({c.article.path for c in found}) == list(expected)


def test_a_filter_finds_what_lies_far_down(embedder: WordEmbedder) -> None:
    crowd = " ".join(f"The council of Orl approved budget {n} on May 3, it said." for n in range(900))
    rare = Article.make("The council met on a day in May.", publisher="Teyl Sun", published="2020-01-01", path="rare")
    with open_library("lib", library_format(embedder), create=True) as library:
        for article in (Article.make(crowd, publisher="Crowd", published="2024-01-01", path="crowd"), rare):
            store_article(article, library, embedder, location="")
        for within in (Within(publishers=("teyl sun",)), Within(until="2021-01-01"), None):
            found = retrieve(library, embedder, CLAIM, within=within)
            assert "rare" in {c.article.path for c in found}
            assert len([c for c in found if c.article.path == "crowd"]) <= 3


def test_a_long_article_does_not_crowd_out_others(embedder: WordEmbedder) -> None:
    long = Article.make("\n\n".join([f"{CLAIM} It was day {n}. " * 4 for n in range(200)]), path="long")
    short = [Article.make(f"The council of Orl had a budget, said paper {n}.", path=f"{n:02}") for n in range(11)]
    with open_library("lib", library_format(embedder), create=True) as library:
        for article in (long, *short):
            store_article(article, library, embedder, location="")
        found = retrieve(library, embedder, CLAIM)
    assert found[0].article.path == "long"
    assert len([c for c in found if c.article.path == "long"]) == 3
    assert {c.article.path for c in found} == {"long", *(article.path for article in short)}


_SENTENCES = st.lists(
    st.sampled_from(
        [
            "The council of Orl approved the budget on May 3.",
            "On May 3 the budget of Orl was approved by nine votes to four.",
            "Rain fell.",
            "The mayor, who had argued for it since January, thanked the members of both parties at great length.",
            "„Genug!“, rief 😀 jemand.",
            "The council will meet again in the old town hall when the roof has been mended and the money is there.",
            "",
        ]
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SENTENCES)
def test_passages_that_were_merged_hold_their_sentences(dated: Library, lines: list[str]) -> None:
    text = "".join(line + " " if line else "\n\n" for line in lines)
    article = Article.make(f"Orl\n\n{text}")
    parts = passages(article)
    with dated.writing() as writer:
        writer.add(prepare([(article, parts)], WordEmbedder()))
    try:
        found = [c for c in retrieve(dated, WordEmbedder(), CLAIM) if c.article.id == article.id]
        assert_merged(found, {span for part in parts for span in part.sentences})
    finally:
        with dated.writing() as writer:
            writer.remove([article.id])


def assert_merged(found: Sequence[Candidate], sentences: set[tuple[int, int]]) -> None:
    assert found
    for one in found:
        assert one.span in one.passage.sentences
        assert set(one.passage.sentences) <= sentences
        assert sorted(set(one.passage.sentences)) == list(one.passage.sentences)
        assert (one.passage.start, one.passage.end) == (one.passage.sentences[0][0], one.passage.sentences[-1][1])
        assert one.passage.end - one.passage.start <= 1300
        assert one.text == one.article.text[slice(*one.span)]
        assert one.text in one.context
        assert all(earlier in one.context for earlier in one.previous)
    for one in found:
        for other in found:
            apart = one.passage.end <= other.passage.start or other.passage.end <= one.passage.start
            assert apart or one.passage == other.passage


def test_neighbouring_passages_are_read_as_one(embedder: WordEmbedder) -> None:
    filler = "The members sat for a long time and talked of roads, of schools and of the price of salt in winter. " * 4
    text = f"{filler}The council of Orl approved the budget.\n\n{filler}On May 3 the council of Orl voted."
    article = Article.make(text)
    first, second = passages(article)
    with open_library("lib", library_format(embedder), create=True) as library:
        store_article(article, library, embedder, location="")
        found = retrieve(library, embedder, CLAIM, sentences=2)
    assert {c.text for c in found} == {"The council of Orl approved the budget.", "On May 3 the council of Orl voted."}
    assert {(c.passage.start, c.passage.end) for c in found} == {(first.start, second.end)}
    assert {c.passage.sentences for c in found} == {(*first.sentences, *second.sentences)}
