"""What tokens cost, from `prices.json`. A price that is not known is None, never 0."""

from __future__ import annotations

import functools
import json
import re
from importlib.resources import files

SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})$")


@functools.cache
def _table() -> dict[str, tuple[float, float]]:
    text = files("pipeline.llm").joinpath("prices.json").read_text("utf-8")
    return {name: (float(low), float(high)) for name, (low, high) in json.loads(text)["prices"].items()}


def cost_usd(identity: str, tokens_in: int, tokens_out: int) -> float | None:
    """Dollars for one call, or None where the price is not known.

    Args:
        identity: `ChatModel.identity`. One with a base URL of its own has no known price; the embedded model is free.
    """
    if identity.startswith("local:"):
        return 0.0
    price = _table().get(SNAPSHOT.sub("", identity))
    if price is None:
        return None
    return (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000
