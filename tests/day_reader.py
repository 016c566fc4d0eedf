"""A model for the stub server that reads days and nothing else: the same question, the same grade.

A sentence with the claim's day supports it, one with another day of the month contradicts it, all else is neutral.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.stub_server import Recorded, Scripted, chat_reply

_DAY = re.compile(r"(?:May|June) \d+")


def grade_reply(stance: str, sentence: int = 1, *, differs: tuple[str, str] | None = None, **more: Any) -> Scripted:
    """A grade as `prompts/grade.md` asks for it.

    Args:
        differs: The words of claim and passage that cannot both hold.
        more: As for `chat_reply`.
    """
    grade = {
        "stance": stance,
        "sentences": [] if stance == "neutral" else [sentence],
        "differs": dict(zip(("claim", "passage"), differs, strict=True)) if differs else None,
        "voice": "asserts",
        "speaker": None,
        "reason": "as read",
    }
    return chat_reply(json.dumps(grade), **{"tokens_in": 900, "tokens_out": 50, **more})


def asked(messages: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    """The claim and the sentences that are asked about, without the examples before and an objection after them."""
    question = [m["content"] for m in messages if m["content"].startswith("Claim:")][-1]
    return question.partition("\n")[0], re.findall(r"^\[\d+\] (.*)$", question, re.MULTILINE)


def read_days(request: Recorded, **more: Any) -> Scripted:
    """The grade of a passage, by its days alone."""
    claim, sentences = asked(request.json["messages"])
    day = _DAY.search(claim)
    stated = [(number, found[0]) for number, s in enumerate(sentences, 1) if (found := _DAY.search(s))]
    if day is None or not stated:
        return grade_reply("neutral", **more)
    same = next((number for number, found in stated if found == day[0]), None)
    if same is not None:
        return grade_reply("supports", same, **more)
    return grade_reply("contradicts", stated[0][0], differs=(day[0], stated[0][1]), **more)
