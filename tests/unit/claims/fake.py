"""A model that is an ordinary object: it gives what a test says, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from pipeline.claims import Extractor, open_extractor
from pipeline.llm import ChatModel, Message, Reply, Usage
from pipeline.split import passages
from store import Article, Extraction

Answer = str | Reply | Exception


class Model:
    """Stands for a language model; each answer is its function's, given the last message."""

    identity = base_identity = "fake:model"
    name = "fake:model"
    concurrency = 4

    def __init__(self, answer: Callable[[str], Answer], *, small: bool = True) -> None:
        self.answer = answer
        self.small = small
        self.asked: list[tuple[list[tuple[str, str]], dict[str, Any]]] = []

    async def ask(self, messages: Sequence[Message], **arguments: Any) -> Reply:
        self.asked.append(([(m.role, m.content) for m in messages], arguments))
        answer = self.answer(messages[-1].content)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Reply) else reply(answer)

    @property
    def words_asked(self) -> list[str]:
        """What a small model was asked to explain, in the order of asking."""
        return [
            messages[-1][1].rpartition('In the last sentence, "')[2].partition('"')[0] for messages, _ in self.asked
        ]


def reply(text: str, finish: str | None = "stop") -> Reply:
    return Reply(text, finish, None, False, Usage(calls=1, tokens_in=100, tokens_out=10))


def extractor(model: Model, *, brief: bool) -> Extractor:
    return open_extractor(cast("ChatModel", model), brief=brief)


def extracted(article: Article, model: Model, *, brief: bool) -> tuple[Extraction | None, Usage]:
    """What is drawn from an article of one passage."""
    (passage,) = passages(article)
    return asyncio.run(extractor(model, brief=brief).extract(article, passage))


def drawn(number: int, text: str, voice: str = "asserts", speaker: str | None = None, when: str | None = None) -> Any:
    """One claim as a capable model gives it."""
    return {"sentence": number, "text": text, "voice": voice, "speaker": speaker, "when": when}


def said(*claims: Any, dropped: Sequence[Any] = ()) -> str:
    """The reply of a capable model."""
    return json.dumps({"claims": list(claims), "dropped": list(dropped)})
