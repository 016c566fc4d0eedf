"""Usage adds up, and an unknown cost never becomes 0."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from pipeline.llm import Usage
from pipeline.llm.prices import cost_usd

KNOWN = Usage(calls=1, tokens_in=10, tokens_out=2, cost_usd=0.5)
UNKNOWN = Usage(calls=1, tokens_in=10, tokens_out=2, cost_usd=None)
HIT = Usage(cached=1)


def test_no_calls_cost_nothing() -> None:
    assert Usage().cost_usd == 0.0
    assert HIT.cost_usd == 0.0
    assert sum([], Usage()).cost_usd == 0.0


def test_sums() -> None:
    assert Usage(calls=2, tokens_in=20, tokens_out=4, cost_usd=1.0) == KNOWN + KNOWN
    assert Usage(calls=1, cached=1, tokens_in=10, tokens_out=2, cost_usd=0.5) == KNOWN + HIT


@pytest.mark.parametrize("other", [KNOWN, UNKNOWN, HIT, Usage()])
def test_unknown_stays_unknown(other: Usage) -> None:
    assert (UNKNOWN + other).cost_usd is None
    assert (other + UNKNOWN).cost_usd is None


def test_prices() -> None:
    assert cost_usd("openai:gpt-5-mini", 1_000_000, 1_000_000) == pytest.approx(2.25)
    assert cost_usd("openai:gpt-5-mini-2025-08-07", 1_000_000, 0) == pytest.approx(0.25)
    assert cost_usd("local:some@0123456789ab", 10**9, 10**9) == 0.0
    assert cost_usd("openai:gpt-5-mini@http://127.0.0.1:8000/v1", 10, 10) is None
    assert cost_usd("openai:never-heard-of", 10, 10) is None


def test_the_table_says_when_and_where_from() -> None:
    table = json.loads(files("pipeline.llm").joinpath("prices.json").read_text("utf-8"))
    assert table["checked"]
    assert table["sources"]
    assert all(":" in name and len(price) == 2 for name, price in table["prices"].items())
