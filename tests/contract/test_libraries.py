"""One suite over both places where a library can be: a folder, and a Chroma server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.factcheck import FactChecker
from pipeline.ingest import library_format, rebuild, store_article
from pipeline.settings import Settings
from store import Article, Claim, Dropped, Extraction
from store.cache import cache_dir
from store.errors import LibraryMismatch, LibraryMissing
from store.history import history_path
from store.vectors import open_library
from store.vectors.verify import verify
from tests.conftest import WordEmbedder
from tests.stub_server import StubServer, error_reply

ONE = Article.make("The council met. It approved the budget on May 3.", publisher="Orl Post", path="one.txt")
TWO = Article.make("Rain fell on the harbour all day long.", path="two.txt")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`chroma run`, as a user starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = str(Path(sys.executable).parent / "chroma")
    folder = str(tmp_path_factory.mktemp("server"))
    command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(params=["folder", "server"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "lib") if request.param == "folder" else str(request.getfixturevalue("server"))


def test_the_whole_life_of_a_library(where: str, embedder: WordEmbedder) -> None:
    with pytest.raises(LibraryMissing):
        open_library(where, library_format(embedder))
    with open_library(where, library_format(embedder), create=True) as library:
        for article in (ONE, TWO):
            store_article(article, library, embedder, location=f"/x/{article.path}")
        fingerprint = library.fingerprint()
    with open_library(where, library_format(embedder)) as library:
        assert [a.path for a in library.articles()] == ["one.txt", "two.txt"]
        assert library.get([ONE.id])[ONE.id] == ONE
        assert library.fingerprint() == fingerprint
        hits = library.search(embedder.embed(["the council approved the budget"])[0], 5)
        assert hits[0].article_id == ONE.id
        assert -1 <= hits[-1].similarity <= hits[0].similarity <= 1.001
        assert rebuild(library, embedder) == 2
        assert library.search_words(["rain", "harbour"], 5)[0].article_id == TWO.id
        with library.writing() as writer:
            writer.remove([TWO.id], replaced_by={TWO.id: ONE.id}, at="2025-01-02T03:04:05+00:00")
        assert library.count() == 1
        assert [v.article for v in library.older_versions(ONE.id)] == [TWO]
        assert library.search_words(["rain", "harbour"], 5) == []
        assert list(verify(library)) == []
    other = library_format(type("Other", (WordEmbedder,), {"name": "test:other"})())
    with pytest.raises(LibraryMismatch):
        open_library(where, other)


def test_the_whole_life_of_claims(where: str, embedder: WordEmbedder) -> None:
    def drawn(article: Article, text: str) -> Extraction:
        (passage,) = library.passages_of(article.id)
        claim = Claim.make(text, article.id, *passage.sentences[0], passage_id=passage.id, voice="plans", when="2025")
        dropped = tuple(Dropped(*span, "cannot be read in one way") for span in passage.sentences[1:])
        return Extraction(passage.id, article.id, "key", (claim,), dropped)

    def keep(*extractions: Extraction) -> None:
        with writing.writing() as writer:
            pairs = [(e, embedder.embed([c.text for c in e.claims])) for e in extractions]
            assert writer.keep_extractions(pairs) == len(extractions)
            assert writer.keep_extractions(pairs) == 0

    def found(text: str) -> list[str]:
        return [hit.claim.text for hit in library.search_claims(embedder.embed([text])[0], 5, "key")]

    with open_library(where, library_format(embedder), create=True) as library:
        for article in (ONE, TWO):
            store_article(article, library, embedder, location=f"/x/{article.path}")
        assert found("council") == []
        council, rain = drawn(ONE, "The council of Orl will meet."), drawn(TWO, "Rain falls on the harbour.")
        with open_library(where, library_format(embedder)) as writing:
            keep(council, rain)
        library.refresh()
        assert found("the council of Orl") == ["The council of Orl will meet.", "Rain falls on the harbour."]
        assert list(library.all_extractions("key")) == sorted((council, rain), key=lambda e: e.article_id)
        assert library.claim_vectors([rain.claims[0].id])[rain.claims[0].id].shape == (embedder.dimension,)
        writing, rain = library, drawn(TWO, "Rain fell.")
        keep(rain)
        rebuild(library, embedder)
        assert library.extractions([rain.passage_id], "key") == {rain.passage_id: rain}
        assert found("Rain fell.")[0] == "Rain fell."
        with library.writing() as writer:
            writer.mend(TWO.id, {"published": "2025-01-02"})
            writer.remove([ONE.id])
        assert list(library.all_extractions("key")) == []
        assert found("council rain") == []
        assert list(verify(library)) == []


def test_verdicts_are_kept_beside_it(where: str, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = "The council approved the budget on May 4."
    with open_library(where, library_format(embedder), create=True) as library:
        store_article(ONE, library, embedder, location="one.txt")
    with StubServer(lambda request: error_reply(400)) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
        settings = Settings(library=where, model="openai:any")
        with FactChecker(settings, embedder=embedder) as checker:
            checker.judge(claim, verdict="supported", note="I was there.")
            finding = checker.check(claim)
            assert finding.person is not None
    with FactChecker(settings, embedder=embedder) as checker:
        assert [f.verdict for f in checker.history(claim).findings] == [finding.verdict]
        assert checker.person_verdict(claim) == finding.person
    assert history_path(where).is_file()
    assert history_path(where).is_relative_to(cache_dir() if where.startswith("http") else where)
    with open_library(where, library_format(embedder)) as library:
        assert library.count()  # the history in its folder does not make it something else
