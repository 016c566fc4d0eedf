"""The main job with the embedded model, as a user runs it: the installed command, offline, on real text.

Runs on the bundled corpus, and on the five real articles where they lie beside the checkout (they are no part of
the project). The model's own words are tested here; what is done with bad ones is tested against stubs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.llm import local, weights

pytestmark = [pytest.mark.llm, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT.parent / "shared" / "articles"
COMMAND = str(Path(sys.executable).parent / "twosource")


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: this module has one cache for all of its commands."""


class Home:
    """A user's machine: a folder to work in, a cache of its own, and the embedded model."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.folder = folder
        keys = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY")
        kept = {k: v for k, v in os.environ.items() if k not in keys and not k.startswith("TWOSOURCE_")}
        self.environ = {**kept, "TWOSOURCE_CACHE_DIR": str(folder / "cache"), "TWOSOURCE_LOCAL_MODEL": str(model)}

    def run(self, *arguments: str, code: int = 0, **environ: str) -> str:
        ended = subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        assert ended.returncode == code, ended.stderr
        assert "Traceback" not in ended.stderr
        return ended.stdout

    def check(self, claim: str, *arguments: str, **environ: str) -> dict[str, Any]:
        return dict(json.loads(self.run("check", claim, "--library", "lib", "--json", *arguments, **environ)))


@pytest.fixture(scope="module")
def model_file() -> Path:
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    return weights.local_model(os.environ).materialise()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, model_file: Path) -> Home:
    return Home(tmp_path_factory.mktemp("home"), model_file)


@pytest.fixture(scope="module")
def with_articles(home: Home) -> Home:
    if not ARTICLES.is_dir():
        pytest.skip("the real articles are not beside this checkout")
    out = home.run("ingest", str(ARTICLES), "--library", "lib")
    assert "5 added" in out
    assert "0 added, 0 updated, 5 unchanged" in home.run("ingest", str(ARTICLES), "--library", "lib")
    return home


def quotes(finding: dict[str, Any], stance: str) -> list[str]:
    """The quotes of one side, each held against its file."""
    found = []
    for source in finding["sources"]:
        text = Path(source["path"]).read_text(encoding="utf-8")
        for quote in source["quotes"]:
            assert text[quote["start"] : quote["end"]] == quote["text"]
            if source["stance"] == stance:
                found.append(quote["text"])
    return found


def test_two_dates_for_one_vote_are_a_conflict(with_articles: Home) -> None:
    claim = "Russia's Federation Council ratified the treaty on April 16."
    begun = time.monotonic()
    finding = with_articles.check(claim, "--model", "local")
    cold = time.monotonic() - begun
    assert finding["verdict"] == "conflicting"
    assert any("April 16" in q for q in quotes(finding, "supports"))
    assert any("April 15" in q for q in quotes(finding, "contradicts"))
    assert finding["conflict"]["type"] == "date"
    assert cold < 60, cold

    begun = time.monotonic()
    again = with_articles.check(claim, "--model", "local")
    cached = time.monotonic() - begun
    assert again["usage"]["calls"] == 0
    assert {**again, "usage": None} == {**finding, "usage": None}
    assert cached < 4, cached


def test_the_embedded_server_as_if_it_were_remote(home: Home, model_file: Path) -> None:
    """The same model behind OPENAI_BASE_URL, with the brief prompt: the same verdict; with the full prompt: each
    passage is a grade with a quote, or ungraded with the reason."""
    folder = home.folder / "lock"
    folder.mkdir()
    (folder / "post.md").write_text(
        "---\ntitle: Lock closed\npublisher: Velm Post\npublished: 2025-05-05\n---\n"
        "The lock of Velm was closed on Sunday. It will be repaired for 3 million crowns.\n"
    )
    home.run("ingest", str(folder), "--library", "lock-lib")
    server = local.acquire(model_file)
    try:
        remote = {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": server.api_key}
        claim = "The lock of Velm was closed on Sunday."

        def check(*arguments: str, **environ: str) -> dict[str, Any]:
            return dict(json.loads(home.run("check", claim, "--library", "lock-lib", "--json", *arguments, **environ)))

        near = check("--model", "local")
        far = check("--model", "openai:any", "--grader", "brief", **remote)
        assert far["verdict"] == near["verdict"] == "supported"
        assert far["provenance"]["model"].startswith("openai:any@http://127.0.0.1")
        assert far["provenance"]["notes"]
        assert all(source["confidence"] is None for source in far["sources"])
        full = check("--model", "openai:any", "--grader", "full", **remote)
        assert full["usage"]["calls"] >= 1
        assert full["coverage"]["attempted"] >= 1
        for source in full["sources"]:
            assert source["quotes"] or source["stance"] == "neutral"
        for passage in full["coverage"]["ungraded"]:
            assert passage["reason"]
    finally:
        local.release(server)


def test_the_demo_gives_the_verdicts_that_its_claims_expect(home: Home) -> None:
    out = home.run("demo")
    expected = json.loads((ROOT / "pipeline" / "demo" / "claims.json").read_text())
    for row in expected:
        label = row["expected"].replace("_", " ").upper()
        assert f" {label} {row['claim']}" in " ".join(out.split())


def test_doctor_finds_all_in_order(with_articles: Home) -> None:
    out = with_articles.run("doctor", "--library", "lib", "--model", "local", "--call")
    assert all(line.startswith("ok ") for line in out.splitlines() if not line.startswith("  "))
    assert "5 articles" in out


def test_doctor_names_what_is_missing(home: Home) -> None:
    out = home.run("doctor", "--library", "none", "--model", "openai:gpt-5-mini", code=4)
    assert "OPENAI_API_KEY" in out
    assert "twosource ingest" in out


def test_both_days_of_a_dispute_are_told_and_claims_can_be_read_alone(home: Home) -> None:
    """One question on the bundled articles: claims are drawn, clustered and graded by the model itself."""
    home.run("ingest", str(ROOT / "pipeline" / "demo" / "articles"), "--library", "asked")
    question = ("ask", "When did the National Assembly approve the Ostrel Repair Act?", "--library", "asked")
    answer = json.loads(home.run(*question, "--model", "local", "--json"))
    said = " ".join(sentence["text"] for sentence in answer["sentences"])
    assert "May 14" in said
    assert "May 15" in said
    assert {c["publisher"] for c in answer["citations"]} >= {"Eastern Ledger"}
    numbers = {citation["number"] for citation in answer["citations"]}
    assert all(sentence["citations"] and set(sentence["citations"]) <= numbers for sentence in answer["sentences"])
    began = time.monotonic()
    again = json.loads(home.run(*question, "--model", "local", "--json"))
    assert time.monotonic() - began < 10
    assert again["usage"]["calls"] == 0
    assert again["sentences"] == answer["sentences"]


def test_a_question_that_no_article_answers(home: Home) -> None:
    """Behind the test above: of its articles, whose claims are drawn."""
    out = home.run("ask", "What did Brazil say?", "--library", "asked", "--model", "local", "--json")
    answer = json.loads(out)
    assert answer["sentences"] == []
    assert "Brazil" in answer["not_said"]


def test_the_model_points_and_code_writes(home: Home) -> None:
    folder = home.folder / "canal"
    folder.mkdir()
    (folder / "post.md").write_text(
        "---\ntitle: Velm canal opens\npublisher: Velm Post\npublished: 2025-05-05\n---\n"
        "Transport Minister Edda Lorn opened the Velm Canal on Sunday. She said that it had cost 40 million crowns.\n"
    )
    home.run("ingest", str(folder), "--library", "canal-lib", "--extract", "--model", "local")
    script = (
        "import sys; from pipeline.factcheck import FactChecker; from pipeline.settings import Settings\n"
        "with FactChecker(Settings(library='canal-lib', model='local')) as checker:\n"
        "    print(*(x.claim.text for x in checker.claims()), sep='\\n')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=home.folder, env=home.environ, capture_output=True, text=True, check=True
    )
    claims = ended.stdout.splitlines()
    assert "Transport Minister Edda Lorn opened the Velm Canal on Sunday (4 May 2025)." in claims
    assert not any(text.startswith(("She ", "It ")) for text in claims)
    assert any("Edda Lorn said that" in text and "40 million crowns" in text for text in claims)
