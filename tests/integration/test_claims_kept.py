"""Claims through everything that happens to a library: other processes, kills, edits, mends, rebuilds, export."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.ingest import library_format, prepare, rebuild
from pipeline.ingest.rebuild import mend
from pipeline.split import passages
from store import Article, Claim, Dropped, Extraction
from store.vectors import Library, open_library
from store.vectors.claim_rows import claim_of
from store.vectors.verify import verify
from tests.conftest import WordEmbedder
from tests.integration.conftest import Run

ROOT = Path(__file__).parents[2]
KEY = "model-1/prompt-a"
BRIDGE = Article.make(
    "The bridge at Orl reopened on Monday. Cars may use it again. The ferry stops in June, the mayor said.",
    published="2024-05-06",
    path="bridge.txt",
)
COUNCIL = Article.make("The council of Karv met. It voted nine to four for the plan.", path="council.txt")


class Longer(WordEmbedder):
    """Another embedder: the same words, more numbers."""

    name = "test:longer"
    dimension = 80


def drawn(article: Article, *texts: str, key: str = KEY) -> Extraction:
    """One claim a text, in the order of the article's sentences; what is left over of those is dropped."""
    (passage,) = passages(article)
    claims = tuple(
        Claim.make(text, article.id, *span, passage_id=passage.id)
        for text, span in zip(texts, passage.sentences, strict=False)
    )
    dropped = tuple(Dropped(*span, "states nothing that can be checked") for span in passage.sentences[len(texts) :])
    return Extraction(passage.id, article.id, key, claims, dropped)


def keep(library: Library, *extractions: Extraction) -> None:
    vectors = [WordEmbedder().embed([c.text for c in e.claims]) for e in extractions]
    with library.writing() as writer:
        writer.keep_extractions(list(zip(extractions, vectors, strict=True)))


OLDER = drawn(BRIDGE, "The bridge at Orl reopened.", "Cars may use the bridge at Orl.", "The ferry stops.")
NEWER = drawn(BRIDGE, "The bridge at Orl reopened.", "Cars are allowed on the bridge at Orl.")
VOTE = drawn(COUNCIL, "The council of Karv met.", "The council of Karv voted nine to four.")


@pytest.fixture
def where(tmp_path: Path) -> str:
    """A library of two articles."""
    where = str(tmp_path / "lib")
    with open_library(where, library_format(WordEmbedder()), create=True) as library, library.writing() as writer:
        writer.add(prepare([(a, passages(a)) for a in (BRIDGE, COUNCIL)], WordEmbedder()))
    return where


@pytest.fixture
def library(where: str) -> Iterator[Library]:
    with open_library(where, library_format(WordEmbedder())) as opened:
        yield opened


def found(library: Library, text: str, limit: int = 9) -> list[str]:
    return [hit.claim.text for hit in library.search_claims(WordEmbedder().embed([text])[0], limit, KEY)]


def texts(*extractions: Extraction) -> set[str]:
    return {claim.text for extraction in extractions for claim in extraction.claims}


def run_python(program: str, *arguments: str) -> str:
    """What a program prints that runs in a process of its own, in this checkout."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    ran = subprocess.run(command, env=environ, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def in_another_process(where: str, what: str) -> None:
    """Runs a line with `library` and `writer` in a process of its own."""
    run_python(f"""
        from pipeline.ingest import rebuild
        from tests.integration.test_claims_kept import *
        with open_library({where!r}, None) as library, library.writing() as writer:
            {what}
    """)


# Copies a library step by step; in each copy, a child runs the line and is killed before its n-th change to Chroma.
# Children are forked before Chroma is open, since importing it takes longer than all the rest.
_KILLER = """
    import os, shutil, signal, sys
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from pipeline.ingest import rebuild
    from tests.integration.test_claims_kept import *
    where, folder, what, *only = sys.argv[1:]

    def counted(change):
        def run(*a, **k):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*a, **k)
        return run

    def child():
        for name in ("upsert", "update", "delete", "modify"):
            setattr(Collection, name, counted(getattr(Collection, name)))
        for name in ("delete_collection", "create_collection"):
            setattr(Client, name, counted(getattr(Client, name)))
        with open_library(copy, None) as library, library.writing() as writer:
            exec(what)

    for left in map(int, only or range(1, 40)):
        copy = os.path.join(folder, f"copy{left}")
        if not only:
            shutil.copytree(where, copy)
        child_id = os.fork()
        if child_id == 0:
            try:
                child()
                os._exit(0)
            except BaseException as e:
                print(repr(e), file=sys.stderr, flush=True)
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(child_id, 0)[1])
        assert code in (0, -signal.SIGKILL), code
        print(copy if code else f"{copy} ended", flush=True)
        if code == 0:
            break
    assert only or code == 0
"""


def kills(where: str, tmp_path: Path, what: str) -> list[str]:
    """Copies of the library, each after the line was killed before another one of its changes; the last one whole."""
    copies = run_python(_KILLER, where, str(tmp_path), what).splitlines()
    assert len(copies) > 3
    return [copy.removesuffix(" ended") for copy in copies]


# -- other processes --------------------------------------------------------------------------------------------


def test_an_open_reader_sees_what_another_process_keeps(where: str, library: Library) -> None:
    keep(library, VOTE)
    assert set(found(library, "bridge ferry council")) == texts(VOTE)  # the client has searched: it holds its vectors
    fingerprint = library.fingerprint()
    in_another_process(where, "keep(library, OLDER)")
    assert library.extractions([OLDER.passage_id], KEY) == {OLDER.passage_id: OLDER}
    assert library.refresh()
    assert set(found(library, "bridge ferry council")) == texts(VOTE, OLDER)
    assert library.fingerprint() == fingerprint
    assert not library.refresh()
    in_another_process(where, "keep(library, NEWER)")
    library.refresh()
    assert set(found(library, "bridge ferry council")) == texts(VOTE, NEWER)
    in_another_process(where, "writer.remove([BRIDGE.id])")
    library.refresh()
    assert found(library, "bridge ferry council", limit=2) == sorted(texts(VOTE), key=found(library, "council").index)
    assert list(library.all_extractions(KEY)) == [VOTE]


def test_a_reader_sees_the_first_claims_of_a_library(where: str, library: Library) -> None:
    assert found(library, "bridge") == []
    in_another_process(where, "keep(library, OLDER)")
    assert library.refresh()
    assert set(found(library, "bridge")) == texts(OLDER)


def test_a_reader_that_did_not_look_again_fails_nowhere(where: str, library: Library) -> None:
    """Between two refreshes it may know less, but all that it says is so."""
    keep(library, VOTE, OLDER)
    assert set(found(library, "bridge ferry council")) == texts(VOTE, OLDER)
    in_another_process(where, "keep(library, NEWER)")
    assert set(found(library, "bridge ferry council")) <= texts(VOTE, NEWER)
    ids = [claim.id for claim in (*NEWER.claims, *VOTE.claims)]
    assert library.claim_vectors(ids).keys() == set(ids)
    assert list(verify(library)) == []
    in_another_process(where, "writer.remove([BRIDGE.id])")
    assert set(found(library, "bridge ferry council")) <= texts(VOTE)
    assert library.claim_vectors(ids).keys() == {claim.id for claim in VOTE.claims}


def test_a_reader_finds_its_way_after_another_process_rebuilt(where: str, library: Library) -> None:
    keep(library, VOTE, OLDER)
    assert found(library, "council")
    in_another_process(where, "rebuild(library, Longer())")
    assert library.refresh()
    hits = library.search_claims(Longer().embed(["council"])[0], 9, KEY)
    assert {hit.claim.text for hit in hits} == texts(VOTE, OLDER)


# -- kills ------------------------------------------------------------------------------------------------------


def assert_whole(where: str, *, one_of: Sequence[Extraction | None]) -> Extraction | None:
    """The bridge's extraction is one of these, whole; the council's is there; what a kill left over can be removed."""
    with open_library(where, None) as library:
        there = library.extractions([OLDER.passage_id, VOTE.passage_id], KEY)
        assert there[VOTE.passage_id] == VOTE
        bridge = there.get(OLDER.passage_id)
        assert bridge in one_of
        whole = [e for e in (bridge, VOTE) if e is not None]
        assert list(library.all_extractions(KEY)) == sorted(whole, key=lambda e: e.article_id)
        if library.format() == library_format(WordEmbedder()):
            assert set(found(library, "bridge council ferry")) == texts(*whole)
            assert {p.kind for p in verify(library)} <= {"orphan claim"}
            mend(library, WordEmbedder(), list(verify(library)))
            assert list(verify(library)) == []
            assert list(library.all_extractions(KEY)) == sorted(whole, key=lambda e: e.article_id)
    return bridge


def test_a_first_extraction_killed_anywhere_is_whole_or_not_there(where: str, library: Library, tmp_path: Path) -> None:
    keep(library, VOTE)
    library.close()
    seen = [assert_whole(copy, one_of=[None, OLDER]) for copy in kills(where, tmp_path, "keep(library, OLDER)")]
    assert seen[0] is None
    assert seen[-1] == OLDER


@pytest.mark.parametrize("extraction", ["OLDER", "NEWER"])
def test_an_open_reader_finds_what_counts_however_a_writer_ended(
    where: str, library: Library, tmp_path: Path, extraction: str
) -> None:
    """The kill may have come before the writer could tell anybody."""
    keep(library, VOTE, *([OLDER] if extraction == "NEWER" else []))
    library.close()
    for step in range(1, 20):
        copy = tmp_path / f"copy{step}"
        shutil.copytree(where, copy)
        with open_library(str(copy), None) as reader:
            assert set(found(reader, "council")) >= texts(VOTE)
            ended = run_python(_KILLER, str(copy), str(tmp_path), f"keep(library, {extraction})", str(step)).strip()
            reader.refresh()
            whole = reader.extractions([OLDER.passage_id, VOTE.passage_id], KEY).values()
            assert set(found(reader, "bridge council ferry")) == texts(*whole)
        if ended.endswith(" ended"):
            break
    assert step > 3


def test_a_replacement_killed_anywhere_leaves_the_older_or_the_newer(
    where: str, library: Library, tmp_path: Path
) -> None:
    keep(library, VOTE, OLDER)
    library.close()
    seen = [assert_whole(copy, one_of=[OLDER, NEWER]) for copy in kills(where, tmp_path, "keep(library, NEWER)")]
    assert seen[0] == OLDER
    assert seen[-1] == NEWER
    assert seen == [OLDER] * seen.count(OLDER) + [NEWER] * seen.count(NEWER)


def test_the_very_first_extraction_of_a_library_killed_anywhere(where: str, tmp_path: Path) -> None:
    for copy in kills(where, tmp_path, "keep(library, VOTE)"):
        with open_library(copy, None) as library:
            assert library.extractions([VOTE.passage_id], KEY) in ({}, {VOTE.passage_id: VOTE})
            keep(library, VOTE)
            assert library.extractions([VOTE.passage_id], KEY) == {VOTE.passage_id: VOTE}
            assert set(found(library, "council")) == texts(VOTE)
            assert list(verify(library)) == []


def test_a_removal_killed_anywhere_leaves_no_claim_for_an_article_that_comes_back(
    where: str, library: Library, tmp_path: Path
) -> None:
    """It may come back with another date than the one that its claims were read against."""
    keep(library, VOTE)
    with library.writing() as writer:
        writer.mend(BRIDGE.id, {"published": "2030-01-01"})
    keep(library, OLDER)
    library.close()
    for copy in kills(where, tmp_path, "writer.remove([BRIDGE.id])"):
        with open_library(copy, None) as opened:
            gone = BRIDGE.id not in opened.get([BRIDGE.id])
            if gone:
                with opened.writing() as writer:
                    writer.add(prepare([(BRIDGE, passages(BRIDGE))], WordEmbedder()))
        assert_whole(copy, one_of=[None] if gone else [None, OLDER])


def test_another_date_killed_anywhere_never_has_the_older_claims(where: str, library: Library, tmp_path: Path) -> None:
    keep(library, VOTE, OLDER)
    library.close()
    what = 'writer.mend(BRIDGE.id, {"published": "2024-05-13"})'
    seen = []
    for copy in kills(where, tmp_path, what):
        there = assert_whole(copy, one_of=[None, OLDER])
        with open_library(copy, None) as opened:
            dated = opened.get([BRIDGE.id])[BRIDGE.id].published
        assert dated == "2024-05-06" or there is None
        seen.append((dated, there))
    assert seen[0] == ("2024-05-06", OLDER)
    assert seen[-1] == ("2024-05-13", None)


def test_a_rebuild_killed_anywhere_loses_no_claim(where: str, library: Library, tmp_path: Path) -> None:
    keep(library, VOTE, OLDER)
    library.close()
    made = set()
    for copy in kills(where, tmp_path, "rebuild(library, Longer())"):
        assert_whole(copy, one_of=[OLDER])
        with open_library(copy, None) as opened:
            embedder = WordEmbedder() if opened.format() == library_format(WordEmbedder()) else Longer()
            made.add(embedder.name)
            hits = opened.search_claims(embedder.embed(["The ferry stops."])[0], 9, KEY)
            assert hits[0].claim.text == "The ferry stops."
            assert {hit.claim.text for hit in hits} == texts(VOTE, OLDER)
            rebuild(opened, WordEmbedder())  # not into what the killed one has left
            assert set(found(opened, "bridge ferry council")) == texts(VOTE, OLDER)
            assert list(verify(opened)) == []
    assert made == {"test:words", "test:longer"}


# -- as a user does it ------------------------------------------------------------------------------------------


@pytest.fixture
def filled(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The three outlets' articles in the library "lib", each with one claim a sentence."""
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())
    assert run("ingest", str(articles), "--library", "lib").code == 0
    with open_library("lib", None) as library:
        keep(library, *(_sentences(article) for article in library.articles()))
    return articles


def _sentences(article: Article) -> Extraction:
    (passage,) = passages(article)
    return drawn(article, *(article.text[a:b] for a, b in passage.sentences))


def kept_files() -> list[str]:
    """Names of the files whose articles are extracted; nothing else is kept of any other."""
    with open_library("lib", None) as library:
        names = {e.article_id: Path(library.get([e.article_id])[e.article_id].path).name for e in _kept(library)}
        rows = library._client.get_collection("claims", embedding_function=None).get(include=["documents", "metadatas"])
        read = [claim_of(*row) for row in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)]
        assert {pair[0].article_id for pair in read if pair is not None} == names.keys()
        assert list(verify(library)) == []
    return sorted(names.values())


def _kept(library: Library) -> list[Extraction]:
    return list(library.all_extractions(KEY))


def test_what_is_edited_removed_or_dated_otherwise_is_drawn_again(run: Run, filled: Path) -> None:
    assert kept_files() == ["courier.txt", "diary.txt", "gazette.md"]
    assert run("ingest", str(filled), "--reread", "--library", "lib").code == 0
    assert run("library", "rebuild", "--library", "lib").code == 0
    assert kept_files() == ["courier.txt", "diary.txt", "gazette.md"]
    (filled / "diary.txt").write_text("City diary\n\nThe vote was on May 9.\n")
    assert "1 updated" in run("ingest", str(filled), "--library", "lib").out
    assert kept_files() == ["courier.txt", "gazette.md"]
    ids = {Path(a["path"]).name: a["id"] for a in _listed(run)}
    assert run("library", "set", ids["gazette.md"], "--publisher", "Karv Post", "--library", "lib").code == 0
    assert run("library", "set", ids["courier.txt"], "--title", "Budget", "--library", "lib").code == 0
    assert kept_files() == ["courier.txt", "gazette.md"]
    assert run("library", "set", ids["gazette.md"], "--published", "7 May 2024", "--library", "lib").code == 0
    assert kept_files() == ["courier.txt"]
    assert run("library", "remove", ids["courier.txt"], "--library", "lib").code == 0
    assert kept_files() == []


def _listed(run: Run) -> list[dict[str, str]]:
    return [json.loads(line) for line in run("library", "list", "--json", "--library", "lib").out.splitlines()]


def test_verify_tells_of_claims_and_mends(run: Run, filled: Path) -> None:
    with open_library("lib", None) as library:
        (first, *_) = _kept(library)
        claims = library._client.get_collection("claims", embedding_function=None)
        (record, *_) = claims.get(where={"claim_id": first.claims[0].id})["ids"]
        claims.update(ids=[record], metadatas=[{"voice": "shouts"}])
    ran = run("library", "verify", "--library", "lib")
    assert (ran.code, len(ran.out.splitlines())) == (1, 1)
    assert ran.out.startswith(f"damaged claim: {first.passage_id}: ")
    assert "1 of 1 mended" in run("library", "verify", "--mend", "--library", "lib").out
    assert run("library", "verify", "--library", "lib").out == "lib: nothing wrong\n"
    with open_library("lib", None) as library:
        assert first not in _kept(library)
        assert len(_kept(library)) == 2


def test_claims_are_not_exported(run: Run, filled: Path) -> None:
    exported = run("library", "export", "--library", "lib").out
    assert "clm_" not in exported
    Path("out.jsonl").write_text(exported)
    assert run("library", "import", "out.jsonl", "--library", "other").code == 0
    with open_library("other", None) as library:
        assert _kept(library) == []
        assert list(verify(library)) == []
    assert run("library", "import", "out.jsonl", "--library", "lib").code == 0
    assert kept_files() == ["courier.txt", "diary.txt", "gazette.md"]
