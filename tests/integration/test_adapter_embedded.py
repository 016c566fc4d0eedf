"""The shipped adapter, really loaded: does it grade as its model card says, and is it off when it should be?

36 fixed pairs of the core suite's test events, twelve a stance, which nothing was fitted on.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Sequence

import pytest

from eval.layer.fit import Labels, ask_all, decided, open_grader, raw, stances_of
from eval.layer.items import Item, core_items
from eval.layer.table import by_layer
from pipeline.grade.layer import STANCES, load_layer
from pipeline.llm import ChatModel, Message, Reply, open_model, weights
from pipeline.llm.adapter import shipped_card
from prompts import load
from store.cache import CallCache
from store.embed import LocalEmbedder, RememberingEmbedder

pytestmark = [pytest.mark.llm, pytest.mark.slow]

EACH = 12
# Right of 36 on 2026-11-23: 25 alone, 23 with layer and rules. Processors differ in the last digit.
ALONE, DECIDED = 22, 20
MESSAGES = [
    Message("system", "Answer true, false or unknown."),
    Message("user", "Sentence: Norvik refused to sign the contract.\nClaim: Norvik signed the contract."),
]


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: the model is joined once, in the real cache folder."""


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A machine that has been asked nothing."""
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model = weights.local_model(os.environ).materialise()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TWOSOURCE_")}
    folder = tmp_path_factory.mktemp("cache")
    return {**kept, "TWOSOURCE_CACHE_DIR": str(folder), "TWOSOURCE_LOCAL_MODEL": str(model)}


@pytest.fixture(scope="module")
def items() -> list[Item]:
    found = core_items("test", RememberingEmbedder(LocalEmbedder()))
    found.sort(key=lambda i: hashlib.sha256(f"{i.claim.text}\0{i.candidate.statement}".encode()).hexdigest())
    return [item for stance in STANCES for item in [i for i in found if i.stance == stance][:EACH]]


@pytest.fixture
def model(environ: dict[str, str]) -> ChatModel:
    return open_model("local", cache=None, environ=environ)


def test_what_ships_belongs_together() -> None:
    card = shipped_card()
    assert card is not None
    assert card.prompt_hash == load("grade.adapted").hash, "the adapter was trained on another wording"
    assert load_layer().prompt_hash == card.prompt_hash, "the layer was fitted to another wording"
    assert load_layer().model.endswith(f"+{card.sha256[:12]}"), "the layer was fitted to another adapter"


def test_it_grades_pairs_as_its_card_says(environ: dict[str, str], items: Sequence[Item]) -> None:
    assert [item.stance for item in items] == [stance for stance in STANCES for _ in range(EACH)]
    cache = CallCache(f"{environ['TWOSOURCE_CACHE_DIR']}/calls.sqlite")
    model, grader = open_grader(cache, environ)

    async def work() -> list[Labels]:
        async with model:
            return [labels or {"true": 0.0, "false": 0.0, "unknown": 1.0} for labels in await ask_all(grader, items)]

    answers = asyncio.run(work())
    cache.close()
    y = stances_of(items)
    alone = int((raw(answers).argmax(axis=1) == y).sum())
    given = int((decided(items, answers, by_layer(items, answers)) == y).sum())
    assert alone >= ALONE, f"the adapter alone: {alone} of {len(items)}"
    assert given >= DECIDED, f"with layer and rules: {given} of {len(items)}"


def test_it_is_off_unless_asked_for(model: ChatModel) -> None:
    """llama.cpp keeps what it has computed of a prompt, and must not keep it from one setting to the other."""

    async def work() -> list[Reply]:
        async with model:
            return [
                await model.ask(MESSAGES, max_tokens=1, top_logprobs=5, adapted=adapted)
                for adapted in (False, True, False, True)
            ]

    plain, adapted, plain_again, adapted_again = asyncio.run(work())
    assert adapted.text.strip() == "false"
    for first, second in ((plain, plain_again), (adapted, adapted_again)):
        assert first.logprobs is not None
        assert second.logprobs is not None
        assert first.logprobs == pytest.approx(second.logprobs, abs=0.05)
    assert plain.logprobs != pytest.approx(adapted.logprobs, abs=0.05)


def test_without_it_the_model_is_another(environ: dict[str, str]) -> None:
    off = open_model("local", cache=None, environ={**environ, "TWOSOURCE_LOCAL_ADAPTER": "off"})
    on = open_model("local", cache=None, environ=environ)
    assert not off.adapted
    assert on.adapted
    assert on.identity.startswith(f"{off.identity}+")
