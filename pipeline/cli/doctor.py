"""`twosource doctor`: what is here, what is missing, and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, library_options, model_options, settings_from

if TYPE_CHECKING:
    from pipeline.llm import ChatModel
    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at."""

    name: str
    good: bool
    said: str
    mend: str = ""


@click.command(short_help="Which model, embedder, library and keys; what is missing and how to mend it.")
@click.option("--call", is_flag=True, help="Also ask the model one short question (may cost a fraction of a cent).")
@library_options
@model_options
def doctor(call: bool, **flags: Any) -> int:
    """Look at model, embedder, library and keys. Leaves with exit code 4 if something is missing."""
    settings = settings_from(flags)
    looks: list[tuple[str, Callable[[Settings], str]]] = [
        ("model", _model),
        ("embedder", _embedder),
        ("library", _library),
        ("cache", _cache),
        ("keys", _keys),
    ]
    if call:
        looks.insert(1, ("answer", _answer))
    results = [_look(name, look, settings) for name, look in looks]
    for result in results:
        emit(f"{'ok ' if result.good else '-- '} {result.name:<9} {result.said}")
        if result.mend:
            emit(f"              {result.mend}")
    from pipeline.cli.exits import DONE, ENVIRONMENT

    return DONE if all(r.good for r in results) else ENVIRONMENT


def _look(name: str, look: Callable[[Settings], str], settings: Settings) -> Checked:
    from pipeline.errors import TwosourceError
    from store.errors import StoreError

    try:
        return Checked(name, True, look(settings))
    except (TwosourceError, StoreError) as e:
        return Checked(name, False, str(e), e.mend)


def _model(settings: Settings) -> str:
    from pipeline.llm import open_model

    model = open_model(settings.model, cache=None)
    named = "as set" if settings.model else "none is set; this is what the machine offers"
    return f"{model.identity} ({named})" + (f", adapter: {_adapter(model)}" if model.small else "")


def _adapter(model: ChatModel) -> str:
    from pipeline.llm.adapter import is_off

    if model.adapter is not None:
        return f"{model.adapter.path.stem} {model.adapter.sha256[:12]}"
    return "switched off" if is_off(os.environ) else "none for this model"


def _answer(settings: Settings) -> str:
    import asyncio

    from pipeline.llm import Message, open_model

    async def asked() -> str:
        async with open_model(settings.model, cache=None) as model:
            reply = await model.ask([Message("user", "Answer with one word: ready")], max_tokens=16)
            return reply.text.strip()

    return f"the model answers {asyncio.run(asked())!r}"


def _embedder(settings: Settings) -> str:
    from pipeline.factcheck import open_embedder

    embedder = open_embedder(settings)
    vector = embedder.embed(["A sentence."])[0]
    return f"{embedder.name}, {len(vector)} dimensions"


def _library(settings: Settings) -> str:
    from store.vectors import open_library

    with open_library(settings.library, None) as library:
        return f"{settings.library}: {library.count()} articles, made with {library.format().embedder}"


def _cache(settings: Settings) -> str:
    from pipeline.errors import EnvironmentFault
    from store.cache import cache_dir

    folder = cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as e:
        raise EnvironmentFault(
            f"{folder} cannot be written: {e.strerror}.", mend="Set TWOSOURCE_CACHE_DIR to a folder of yours."
        ) from e
    return str(folder)


def _keys(settings: Settings) -> str:
    names = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY")
    return ", ".join(f"{name} {'is set' if os.environ.get(name) else 'is not set'}" for name in names)
