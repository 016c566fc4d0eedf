"""Which client a model's name stands for.

Clients never retry (that is `retry`'s work) and never read a cache of LangChain's.
"""

from __future__ import annotations

import os

from pipeline.errors import ModelUnavailable
from pipeline.llm.calls import Client, Listener
from pipeline.llm.completions import OpenAIClient
from pipeline.llm.names import Endpoint, split_name
from pipeline.llm.providers import ProviderClient


def build_client(
    name: str,
    endpoint: Endpoint | None,
    *,
    timeout: float,
    own_server: bool = False,
    has_adapter: bool = False,
    listen: Listener | None = None,
) -> Client:
    """The client for a resolved name. Imports openai, or LangChain: a second or more.

    Args:
        endpoint: For OpenAI-compatible servers; None for LangChain's other providers.
        timeout: Seconds for one call.
        own_server: True for the embedded server, which no proxy may come between.
        has_adapter: True for an embedded server that was started with an adapter; no other server hears of it.
        listen: Told the headers of every reply, where the client shows them.

    Raises:
        ModelUnavailable: The provider is not known, its package is not installed, or its key is missing.
    """
    provider, model = split_name(name)
    if endpoint is not None:
        return OpenAIClient(
            model, endpoint, timeout=timeout, own_server=own_server, has_adapter=has_adapter, listen=listen
        )
    try:
        return ProviderClient(provider, model, timeout=timeout)
    except ImportError as error:
        package = f"langchain-{provider.replace('_', '-')}"
        problem, mend = f"{name} needs another package: {error}", f"pip install {package}"
    except Exception as error:  # noqa: BLE001 - a provider's own checks: missing key, unknown provider, bad setting
        problem, mend = f"{name} cannot be set up: {type(error).__name__}: {error}", "Check --model and the key."
    from pipeline.llm.failures import mask
    from pipeline.llm.names import secrets_in

    raise ModelUnavailable(mask(problem, secrets_in(os.environ)), mend=mend)
