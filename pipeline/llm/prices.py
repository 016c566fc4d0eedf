"""What tokens cost. A price that is not known is None, never 0.

The table is `prices.json` here; a user's own, at `TWOSOURCE_PRICES` or as `prices.json` in the user's configuration
folder, is read over it: the same shape, and its entries come first. A server at a base URL of its own has no known
price, whatever it calls its model, unless the user's table names it with its address, or with "@*" for any address.
"""

from __future__ import annotations

import functools
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError

SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})(?=@|$)")
Price = tuple[float, float]
_SHAPE = '{"prices": {"openai:gpt-5-mini": [0.25, 2.0]}}: dollars per million tokens, in and out'


def prices_path(environ: Mapping[str, str] | None = None) -> Path:
    """The user's own table, whether or not it is there: `TWOSOURCE_PRICES`, or in the user's configuration folder."""
    given = (os.environ if environ is None else environ).get("TWOSOURCE_PRICES", "").strip()
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_config_dir("twosource")) / "prices.json"


# What `take_over` was told.
_taken_over: dict[str, Price] = {}


def take_over(prices: Mapping[str, Price]) -> None:
    """These prices come first from now on: for a process that works for another one, whose table it has not.

    Args:
        prices: By `ChatModel.identity`.
    """
    _taken_over.update(prices)
    _looked_up.cache_clear()


@functools.cache
def _table() -> dict[str, Price]:
    return _prices(files("pipeline.llm").joinpath("prices.json").read_text("utf-8"), "prices.json")


@functools.lru_cache(maxsize=4)
def _users_table(path: Path, given: bool) -> dict[str, Price]:
    try:
        return _prices(path.read_text("utf-8"), str(path))
    except FileNotFoundError as error:
        if given:
            raise SettingsError(f"TWOSOURCE_PRICES: there is no file {path}.", mend=f"Write one: {_SHAPE}.") from error
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", mend="Mend the file or move it away.") from error


def _prices(text: str, name: str) -> dict[str, Price]:
    try:
        return {model: _price(pair) for model, pair in json.loads(text)["prices"].items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SettingsError(f"{name} is no table of prices: {error}.", mend=f"Its shape is {_SHAPE}.") from error


def _price(pair: Any) -> Price:
    price_in, price_out = (float(value) for value in pair)
    if not (math.isfinite(price_in) and math.isfinite(price_out) and price_in >= 0 and price_out >= 0):
        raise ValueError(f"{pair!r} are no two prices")
    return price_in, price_out


def price_of(identity: str) -> Price | None:
    """Dollars per million tokens, in and out, or None where they are not known.

    Args:
        identity: `ChatModel.identity`; the embedded model is free.

    Raises:
        SettingsError: The user's table cannot be read.
    """
    if identity.startswith("local:"):
        return 0.0, 0.0
    return _looked_up(identity, os.environ.get("TWOSOURCE_PRICES", "").strip(), _table)


@functools.lru_cache(maxsize=64)
def _looked_up(identity: str, given: str, own_table: Callable[[], dict[str, Price]]) -> Price | None:
    """The price, looked up once a model: it is asked for with every call."""
    users = _users_table(prices_path(), bool(given))
    plain = SNAPSHOT.sub("", identity)
    anywhere = plain.partition("@")[0] + "@*"
    keys = [identity, plain, *([anywhere] if "@" in plain else [])]
    return next((table[key] for table in (_taken_over, users, own_table()) for key in keys if key in table), None)


def cost_usd(identity: str, tokens_in: float, tokens_out: float) -> float | None:
    """Dollars for one call, or None where the price is not known.

    Args:
        identity: `ChatModel.identity`.
    """
    price = price_of(identity)
    return None if price is None else (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000
