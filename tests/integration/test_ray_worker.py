"""A worker of the engine `ray`, in this process: it has nothing but what comes over the wire, pickled here as there."""

from __future__ import annotations

import asyncio
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.desk import Desk
from pipeline.batch.ray_engine import _environ_there, _settings_there
from pipeline.batch.ray_worker import RayWorker, Terms
from pipeline.errors import ModelUnavailable, NotComparable
from pipeline.factcheck import FactChecker
from pipeline.findings import Finding
from pipeline.llm import prices
from pipeline.settings import Settings
from tests.conftest import WordEmbedder
from tests.day_reader import read_days
from tests.stub_server import StubServer
from tests.unit.batch.test_desk import Handle

CLAIM = "The council of Orl approved the budget on May 3."


@pytest.fixture
def checker(stub: StubServer, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The driver's, with a library of three articles and a price of its own for the model."""
    stub.otherwise = read_days
    table = tmp_path / "prices.json"
    table.write_text('{"prices": {"openai:tiny@*": [1.0, 2.0]}}')
    monkeypatch.setenv("TWOSOURCE_PRICES", str(table))
    settings = Settings(library=str(tmp_path / "lib"), model="openai:tiny", trace=str(tmp_path / "trace.jsonl"))
    with FactChecker(settings, embedder=WordEmbedder()) as made:
        made.ingest([str(articles)])
        yield made


@pytest.fixture
def terms(checker: FactChecker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Terms]]:
    """The terms that the driver makes; afterwards this process is another machine's, which has none of all that."""
    made = Terms(
        worker=1,
        desk=None,
        settings=_settings_there(checker.settings, 4),
        environ=_environ_there(checker),
        prices={checker.model.identity: (1.0, 2.0)},
        grader=checker.grader_identity(),
        version="0.1.0",
        early_stop=True,
    )
    monkeypatch.setattr(prices, "_taken_over", {})
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "TWOSOURCE_PRICES"):
        monkeypatch.delenv(name)
    before = dict(os.environ)
    prices._looked_up.cache_clear()
    yield lambda **other: replace(made, **other)
    os.environ.clear()
    os.environ.update(before)
    prices._looked_up.cache_clear()


def test_it_finds_what_the_driver_would(checker: FactChecker, terms: Callable[..., Terms], tmp_path: Path) -> None:
    evidence = checker.evidence_for(CLAIM)

    async def there() -> tuple[Any, Any]:
        desk = Desk(str(tmp_path / "desk.sqlite"), {"concurrency": 4})
        worker = RayWorker()
        assert await worker.open(terms(desk=Handle(desk))) is None
        found = pickle.loads(pickle.dumps(await worker.find(pickle.loads(pickle.dumps(evidence)))))
        return found, await desk.news(0)

    found, (paid, under_way) = asyncio.run(there())
    assert isinstance(found, Finding)
    own = checker.run(checker.afind_from(evidence, early_stop=True))
    assert replace(found, usage=own.usage) == own
    assert found.verdict == "conflicting"
    there_as = terms().settings
    assert (there_as.trace, there_as.history, there_as.concurrency) == (None, False, 4)
    assert (len(paid), under_way) == (found.usage.calls, 0)
    assert found.usage.calls > 0
    assert found.usage.cost_usd == pytest.approx(sum(u.tokens_in + 2 * u.tokens_out for u, _ in paid) / 1e6)


def test_a_worker_that_would_grade_otherwise_says_so(terms: Callable[..., Terms], checker: FactChecker) -> None:
    other = replace(checker.grader_identity(), prompt_hashes={"grade": "0" * 16})
    problem = asyncio.run(RayWorker().open(terms(desk=Handle(None), grader=other)))
    assert isinstance(problem, NotComparable)
    assert "otherwise: prompt hashes differ" in str(problem)
    assert "twosource 0.1.0" in problem.mend


def test_a_worker_without_a_way_to_the_model_says_so(terms: Callable[..., Terms]) -> None:
    problem = asyncio.run(RayWorker().open(terms(desk=Handle(None), environ={})))
    assert isinstance(problem, ModelUnavailable)
