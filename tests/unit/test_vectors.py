"""The library on disk: what is written is what is read, and nothing stored is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.ingest import library_format, rebuild, store_article
from pipeline.ingest.rebuild import mend
from store import Article
from store.errors import LibraryFault, LibraryInvalid, LibraryMismatch, LibraryMissing, LibraryUnreachable
from store.index import Within
from store.vectors import Library, LibraryFormat, open_library
from store.vectors.mends import as_read
from store.vectors.verify import verify
from tests.conftest import WordEmbedder

ARTICLE = Article.make(
    "Bridge reopens\n\nThe bridge at Orl reopened on Monday. Cars may use it again.\nThe ferry stops in June.",
    title="Bridge reopens",
    publisher="Orl Post",
    published="2024-05-06",
    path="orl.txt",
)
OTHER = Article.make("The council met. It voted nine to four for the plan.", path="council.txt")


def run_python(program: str, *, check: bool = True) -> str:
    """What a program prints that runs in a process of its own, in this checkout."""
    root = Path(__file__).parents[2]
    environ = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    ran = subprocess.run(command, env=environ, cwd=root, check=False, capture_output=True, text=True)
    assert not check or ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "lib"), library_format(embedder), create=True) as opened:
        yield opened


def test_an_article_comes_back_as_it_was(library: Library, embedder: WordEmbedder) -> None:
    store_article(ARTICLE, library, embedder, location="/x/orl.txt")
    assert library.get([ARTICLE.id]) == {ARTICLE.id: ARTICLE}
    assert list(library.articles()) == [ARTICLE]
    assert library.known([ARTICLE.id, "art_0"]) == {ARTICLE.id: "/x/orl.txt"}
    assert library.at(["/x/orl.txt", "/y"]) == {"/x/orl.txt": [ARTICLE.id]}
    for passage in library.passages_of(ARTICLE.id):
        assert passage.sentences
        assert all(passage.start <= a < b <= passage.end for a, b in passage.sentences)


def test_fields_that_are_not_known_stay_unknown(library: Library, embedder: WordEmbedder) -> None:
    store_article(OTHER, library, embedder, location="")
    assert library.get([OTHER.id])[OTHER.id] == OTHER


def test_adding_twice_adds_nothing(library: Library, embedder: WordEmbedder) -> None:
    store_article(ARTICLE, library, embedder, location="")
    before = (library.count(), library.fingerprint(), library.passages_of(ARTICLE.id))
    store_article(ARTICLE, library, embedder, location="")
    assert (library.count(), library.fingerprint(), library.passages_of(ARTICLE.id)) == before


def test_search_finds_the_nearest_passage_first(library: Library, embedder: WordEmbedder) -> None:
    for article in (ARTICLE, OTHER):
        store_article(article, library, embedder, location="")
    hits = library.search(embedder.embed(["the council voted for the plan"])[0], 10)
    assert hits[0].article_id == OTHER.id
    assert [h.similarity for h in hits] == sorted((h.similarity for h in hits), reverse=True)
    assert library.search(embedder.embed(["x"])[0], 0) == []


def test_removing_removes_passages_too(library: Library, embedder: WordEmbedder) -> None:
    for article in (ARTICLE, OTHER):
        store_article(article, library, embedder, location="")
    with library.writing() as writer:
        writer.remove([ARTICLE.id, "art_0"])
    assert [a.id for a in library.articles()] == [OTHER.id]
    assert library.passages_of(ARTICLE.id) == []
    assert {h.article_id for h in library.search(embedder.embed(["bridge"])[0], 10)} == {OTHER.id}


def test_the_fingerprint_changes_with_the_articles(library: Library, embedder: WordEmbedder) -> None:
    empty = library.fingerprint()
    store_article(ARTICLE, library, embedder, location="")
    assert library.fingerprint() != empty


@pytest.mark.parametrize("field", ["embedder", "dimension", "splitter"])
def test_another_format_is_refused_by_name(tmp_path: Path, embedder: WordEmbedder, field: str) -> None:
    made = library_format(embedder)
    open_library(str(tmp_path / "lib"), made, create=True).close()
    values = {"embedder": made.embedder, "dimension": made.dimension, "splitter": made.splitter}
    values[field] = 7 if field == "dimension" else "another"
    with pytest.raises(LibraryMismatch, match=field) as caught:
        open_library(str(tmp_path / "lib"), LibraryFormat(**values))  # type: ignore[arg-type]
    assert "twosource library rebuild" in caught.value.mend


def test_a_missing_library_is_not_made_by_reading(tmp_path: Path, embedder: WordEmbedder) -> None:
    with pytest.raises(LibraryMissing) as caught:
        open_library(str(tmp_path / "none"), library_format(embedder))
    assert "twosource ingest" in caught.value.mend
    assert not (tmp_path / "none").exists()


def test_what_is_not_a_library_is_left_alone(tmp_path: Path, embedder: WordEmbedder) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("text")
    with pytest.raises(LibraryInvalid, match="not a twosource library"):
        open_library(str(folder), library_format(embedder), create=True)
    assert [p.name for p in folder.iterdir()] == ["a.txt"]
    with pytest.raises(LibraryInvalid, match="is a file"):
        open_library(str(folder / "a.txt"), library_format(embedder), create=True)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_damaged_database_is_told_and_not_touched(tmp_path: Path, embedder: WordEmbedder, content: bytes) -> None:
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(LibraryInvalid, match="not a library that can be read"):
        open_library(str(folder), library_format(embedder), create=True)
    assert (folder / "chroma.sqlite3").read_bytes() == content


@pytest.mark.parametrize("tables", [[], ["migrations"], ["migrations", "acquire_write"]])
def test_a_first_ingest_killed_while_the_tables_were_made_can_be_done_again(
    tmp_path: Path, embedder: WordEmbedder, tables: list[str]
) -> None:
    """The states that 64 kills of a first open left behind."""
    folder = tmp_path / "lib"
    folder.mkdir()
    whole = tmp_path / "whole"
    open_library(str(whole), library_format(embedder), create=True).close()
    source = sqlite3.connect(whole / "chroma.sqlite3")
    target = sqlite3.connect(folder / "chroma.sqlite3")
    for name in tables:
        (statement,) = source.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        target.execute(statement)
    target.close()
    source.close()
    with open_library(str(folder), library_format(embedder), create=True) as library:
        store_article(ARTICLE, library, embedder, location="")
        assert library.count() == 1


@pytest.mark.parametrize("name", ["lib?x", "lib#1", "lib%41", "lib with blanks", "бібліотека"])
def test_a_library_can_have_any_name(tmp_path: Path, embedder: WordEmbedder, name: str) -> None:
    for create in (True, False):
        with open_library(str(tmp_path / name), library_format(embedder), create=create) as library:
            assert library.count() == 0


def test_a_chroma_database_of_somebody_else_is_refused(tmp_path: Path, embedder: WordEmbedder) -> None:
    import chromadb
    from chromadb.config import Settings

    where = str(tmp_path / "lib")
    client = chromadb.PersistentClient(where, settings=Settings(anonymized_telemetry=False))
    for name in ("articles", "passages"):
        client.create_collection(name, embedding_function=None)
    client.close()
    with pytest.raises(LibraryInvalid, match="did not make"):
        open_library(where, library_format(embedder))


def test_nothing_is_added_to_somebody_else_s_collections(tmp_path: Path, embedder: WordEmbedder) -> None:
    import chromadb
    from chromadb.config import Settings

    where = str(tmp_path / "lib")
    client = chromadb.PersistentClient(where, settings=Settings(anonymized_telemetry=False))
    client.create_collection("articles", embedding_function=None)
    client.close()
    with pytest.raises(LibraryInvalid, match="did not make"):
        open_library(where, library_format(embedder), create=True)
    client = chromadb.PersistentClient(where, settings=Settings(anonymized_telemetry=False))
    assert [c.name for c in client.list_collections()] == ["articles"]
    client.close()


def test_no_server_is_told_with_the_address(embedder: WordEmbedder) -> None:
    with pytest.raises(LibraryUnreachable, match=r"127\.0\.0\.1:9") as caught:
        open_library("http://127.0.0.1:9", library_format(embedder))
    assert "chroma run" in caught.value.mend


def test_rebuild_keeps_articles_and_takes_the_new_format(tmp_path: Path, embedder: WordEmbedder) -> None:
    class Longer(WordEmbedder):
        name = "test:longer"
        dimension = 80

    where = str(tmp_path / "lib")
    with open_library(where, library_format(embedder), create=True) as library:
        store_article(ARTICLE, library, embedder, location="/x/orl.txt")
    with open_library(where, None) as library:
        assert rebuild(library, Longer()) == 1
    with open_library(where, library_format(Longer())) as library:
        assert list(library.articles()) == [ARTICLE]
        assert library.known([ARTICLE.id]) == {ARTICLE.id: "/x/orl.txt"}
        assert library.search(Longer().embed(["bridge"])[0], 3)
    with pytest.raises(LibraryMismatch):
        open_library(where, library_format(embedder))


@pytest.mark.parametrize("step", range(1, 6))
def test_a_rebuild_killed_anywhere_loses_nothing(tmp_path: Path, embedder: WordEmbedder, step: int) -> None:
    """Killed after the n-th change to the collections; either the old library or the new one is whole."""
    where = str(tmp_path / "lib")
    with open_library(where, library_format(embedder), create=True) as library:
        store_article(ARTICLE, library, embedder, location="")
    program = f"""
        import os, signal
        from chromadb.api.models.Collection import Collection
        from pipeline.ingest import rebuild
        from store.vectors import open_library
        from tests.conftest import WordEmbedder
        class Longer(WordEmbedder):
            name, dimension = "test:longer", 80
        library = open_library({where!r}, None)
        left = {step}
        def counted(change):
            def run(*a, **k):
                global left
                left -= 1
                result = change(*a, **k)
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return result
            return run
        Collection.modify = counted(Collection.modify)
        type(library._client).delete_collection = counted(type(library._client).delete_collection)
        rebuild(library, Longer())
    """
    root = Path(__file__).parents[2]
    environ = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env=environ, cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    with open_library(where, None) as library:
        assert list(library.articles()) == [ARTICLE]
        assert library.format().embedder in ("test:words", "test:longer")
        assert library.passages_of(ARTICLE.id)


def test_two_collections_are_all_there_is(library: Library, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "lib" / "chroma.sqlite3")
    names = sorted(row[0] for row in connection.execute("SELECT name FROM collections"))
    connection.close()
    assert names == ["articles", "passages"]


def test_a_second_writer_is_told_and_changes_nothing(tmp_path: Path, library: Library, embedder: WordEmbedder) -> None:
    program = f"""
        from pipeline.ingest import library_format, store_article
        from store.errors import LibraryBusy
        from store.vectors import open_library
        from tests.unit.test_vectors import OTHER
        from tests.conftest import WordEmbedder
        with open_library({str(tmp_path / "lib")!r}, library_format(WordEmbedder())) as library:
            try:
                with library.writing(patience=0.3):
                    print("wrote")
            except LibraryBusy as e:
                print("busy", e.mend)
    """
    with library.writing():
        ran = run_python(program)
    assert ran.startswith("busy Wait")
    assert run_python(program).strip() == "wrote"


def test_a_writer_that_was_killed_leaves_no_lock(tmp_path: Path, library: Library, embedder: WordEmbedder) -> None:
    program = f"""
        import os, signal
        from store.vectors import open_library
        with open_library({str(tmp_path / "lib")!r}, None) as library, library.writing():
            os.kill(os.getpid(), signal.SIGKILL)
    """
    run_python(program, check=False)
    store_article(ARTICLE, library, embedder, location="")
    assert library.count() == 1


def test_an_open_reader_sees_what_another_process_adds_edits_and_removes(
    tmp_path: Path, library: Library, embedder: WordEmbedder
) -> None:
    def in_another_process(what: str) -> None:
        run_python(f"""
            from pipeline.ingest import library_format, store_article
            from store.vectors import open_library
            from tests.conftest import WordEmbedder
            from tests.unit.test_vectors import ARTICLE, OTHER
            with open_library({str(tmp_path / "lib")!r}, library_format(WordEmbedder())) as library:
                {what}
        """)

    def found() -> set[str]:
        library.refresh()
        hits = library.search(embedder.embed(["the council voted for the plan"])[0], 10)
        assert {h.article_id for h in hits} == {
            h.article_id for h in library.search_words(["council", "bridge", "plan"], 10)
        }
        return {h.article_id for h in hits}

    store_article(ARTICLE, library, embedder, location="")
    assert found() == {ARTICLE.id}
    before = library.fingerprint()
    in_another_process('store_article(OTHER, library, WordEmbedder(), location="")')
    assert found() == {ARTICLE.id, OTHER.id}
    assert library.fingerprint() != before
    # As many articles as before: the count alone would not tell.
    in_another_process("""with library.writing() as writer:
                    writer.remove([ARTICLE.id])""")
    assert found() == {OTHER.id}


def test_an_index_that_is_lost_or_damaged_is_made_again(tmp_path: Path, embedder: WordEmbedder) -> None:
    where = tmp_path / "lib"
    with open_library(str(where), library_format(embedder), create=True) as library:
        store_article(ARTICLE, library, embedder, location="")
        fingerprint = library.fingerprint()
    index = where / "twosource-index.sqlite"
    for damage in (index.unlink, lambda: index.write_bytes(b"rubbish" * 1000), lambda: None):
        damage()
        with open_library(str(where), library_format(embedder)) as library:
            assert [h.article_id for h in library.search_words(["ferry"], 5)] == [ARTICLE.id]
            assert library.search(embedder.embed(["bridge"])[0], 3)
            assert library.fingerprint() == fingerprint


def test_a_kill_between_chroma_and_index_is_caught_up(tmp_path: Path, embedder: WordEmbedder) -> None:
    where = str(tmp_path / "lib")
    with open_library(where, library_format(embedder), create=True) as library:
        store_article(ARTICLE, library, embedder, location="")
    program = f"""
        import os, signal
        from pipeline.ingest import library_format, store_article
        from store.index import Index
        from store.vectors import open_library
        from tests.conftest import WordEmbedder
        from tests.unit.test_vectors import OTHER
        Index.write = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
        with open_library({where!r}, library_format(WordEmbedder())) as library:
            store_article(OTHER, library, WordEmbedder(), location="")
    """
    run_python(program, check=False)
    with open_library(where, library_format(embedder)) as library, library.writing() as writer:
        writer.add([])
        assert {h.article_id for h in library.search_words(["bridge", "council"], 5)} == {ARTICLE.id, OTHER.id}
        assert list(verify(library)) == []


def test_a_mend_is_shown_as_such_and_can_be_told_from_what_was_read(library: Library, embedder: WordEmbedder) -> None:
    store_article(ARTICLE, library, embedder, location="")
    before = library.fingerprint()
    with library.writing() as writer:
        mended = writer.mend(ARTICLE.id, {"publisher": "Harbour Post", "published": None})
    (kept,) = library.kept()
    assert kept.article == mended
    assert (mended.id, mended.publisher, mended.published) == (ARTICLE.id, "Harbour Post", None)
    assert mended.source_of("publisher") == "set by hand"
    assert as_read(kept.article, kept.mends) == ARTICLE
    assert library.fingerprint() != before
    assert library.search_words(["ferry"], 5, Within(publishers=("Harbour Post",)))
    assert not library.search_words(["ferry"], 5, Within(publishers=("Orl Post",)))
    assert list(verify(library)) == []


def test_older_versions_are_kept(library: Library, embedder: WordEmbedder) -> None:
    store_article(ARTICLE, library, embedder, location="")
    store_article(OTHER, library, embedder, location="")
    with library.writing() as writer:
        writer.remove([ARTICLE.id], replaced_by={ARTICLE.id: OTHER.id}, at="2025-01-02T03:04:05+00:00")
    (version,) = library.older_versions(OTHER.id)
    assert version.article == ARTICLE
    assert version.replaced_at == "2025-01-02T03:04:05+00:00"
    assert library.older_versions(ARTICLE.id) == []


def test_verify_finds_what_is_planted(library: Library, embedder: WordEmbedder) -> None:
    for article in (ARTICLE, OTHER):
        store_article(article, library, embedder, location="")
    assert list(verify(library)) == []
    first = library.passages_of(ARTICLE.id)[0]
    library._passages.update(ids=[first.id], documents=["other words"], embeddings=[[1.0] * 64])
    library._passages.upsert(
        ids=["psg_orphan"],
        embeddings=[[1.0] * 64],
        documents=["x"],
        metadatas=[{"article_id": "art_gone", "start": 0, "end": 1, "sentences": "[[0, 1]]"}],
    )
    library._passages.delete(where={"article_id": OTHER.id})
    library._articles.update(ids=[ARTICLE.id], metadatas=[{"publisher": "Somebody else"}])
    found = {(p.kind, p.article_id) for p in verify(library)}
    assert found == {
        ("wrong span", ARTICLE.id),
        ("altered article", ARTICLE.id),
        ("orphan passage", "art_gone"),
        ("no passages", OTHER.id),
    }
    mend(library, embedder, list(verify(library)))
    assert {p.kind for p in verify(library)} == {"altered article"}


def test_a_fault_of_chroma_s_names_the_library(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromadb.errors import InternalError

    def fails(*_: object, **__: object) -> None:
        raise InternalError("Error in compaction: disk is full")

    monkeypatch.setattr(library, "_articles", type("Failing", (), {"get": fails, "count": fails})())
    for call in (library.count, lambda: library.get(["x"]), lambda: list(library.articles())):
        with pytest.raises(LibraryFault, match="disk is full") as caught:
            call()
        assert library.where in str(caught.value)
