"""Which model is meant: names, addresses, keys. Reads the environment, imports no client.

A name is `local` or `provider:model`, as LangChain writes it. An identity goes into provenance and cache keys:
it tells apart whatever may answer differently, and holds no key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import urlsplit

from pipeline.errors import ModelUnavailable, SettingsError
from pipeline.llm import weights
from pipeline.llm.failures import mask

DEFAULT_OPENAI = "openai:gpt-5-mini"
DEFAULT_ANTHROPIC = "anthropic:claude-haiku-5-5"
DEFAULT_BASE_URL = "https://api.openai.com/v1"
# Servers that want no key still get the header; the client refuses to start without one.
PLACEHOLDER_KEY = "no-key-needed"
PROVIDER = re.compile(r"[a-z][a-z0-9_]*")
FAMILIES = ((re.compile(r"gpt-|o\d|chatgpt"), "openai"), (re.compile("claude"), "anthropic"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an OpenAI-compatible server is, and the key for it. `shown` is the address without userinfo and query."""

    base_url: str = field(repr=False)
    api_key: str = field(repr=False)
    shown: str = ""

    @property
    def is_default(self) -> bool:
        """True for OpenAI itself."""
        return self.base_url == DEFAULT_BASE_URL


def resolve_model_name(name: str | None, environ: Mapping[str, str]) -> str:
    """The full name of the model to use.

    Args:
        name: As the user gave it, or None: then what a key or base URL in `environ` points to, else `local`.

    Raises:
        ModelUnavailable: Nothing is named, set or installed.
        SettingsError: The name has no provider and none can be told from it.
    """
    if name is not None and name.strip():
        return _with_provider(name.strip(), environ)
    if _given(environ, "OPENAI_API_KEY") or _given(environ, "OPENAI_BASE_URL"):
        return DEFAULT_OPENAI
    if _given(environ, "ANTHROPIC_API_KEY") and find_spec("langchain_anthropic"):
        return DEFAULT_ANTHROPIC
    if weights.is_installed(environ):
        return "local"
    raise ModelUnavailable("no model is set, and the embedded one is not installed", mend=weights.INSTALL)


def split_name(name: str) -> tuple[str, str]:
    """(provider, model) of a resolved name: `ollama:qwen3:4b` is (`ollama`, `qwen3:4b`)."""
    provider, _, model = name.partition(":")
    return provider, model


def endpoint(environ: Mapping[str, str]) -> Endpoint:
    """OpenAI's address and key, or those of the server in OPENAI_BASE_URL.

    Raises:
        ModelUnavailable: No key for OpenAI itself, or a base URL that is not one.
    """
    key, base_url = _given(environ, "OPENAI_API_KEY"), _given(environ, "OPENAI_BASE_URL").rstrip("/")
    if not base_url:
        base_url = DEFAULT_BASE_URL
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelUnavailable(
            f"OPENAI_BASE_URL is not a web address: {mask(base_url)}",
            mend="Set it to something like http://127.0.0.1:8000/v1",
        )
    if base_url == DEFAULT_BASE_URL and not key:
        raise ModelUnavailable("OPENAI_API_KEY is not set", mend="Set OPENAI_API_KEY, or use --model local.")
    address, path = parts.netloc.rpartition("@")[2], parts.path.rstrip("/")
    return Endpoint(base_url, key or PLACEHOLDER_KEY, f"{parts.scheme}://{address}{path}")


def secrets_in(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Every value that must not appear in a message: keys and tokens of all providers, passwords in base URLs."""
    found = {value for name, value in environ.items() if re.search(r"(API_KEY|TOKEN|SECRET|PASSWORD)$", name)}
    password = urlsplit(_given(environ, "OPENAI_BASE_URL")).password
    return tuple(sorted(value for value in {*found, password or ""} if len(value) >= 8))


def _with_provider(name: str, environ: Mapping[str, str]) -> str:
    if name == "local":
        return name
    provider, colon, model = name.partition(":")
    if colon and model and PROVIDER.fullmatch(provider):
        return name
    if not colon:
        for family, owner in FAMILIES:
            if family.match(name):
                return f"{owner}:{name}"
        if _given(environ, "OPENAI_BASE_URL"):
            return f"openai:{name}"
    raise SettingsError(
        f"model {name!r} names no provider", mend="Write provider:model, such as openai:gpt-5-mini, or local."
    )


def _given(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()
