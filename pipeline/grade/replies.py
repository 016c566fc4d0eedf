"""What a model said, read strictly: hostile until checked.

A JSON reply must hold exactly one object of the grade's shape (the last valid one counts, and two that differ
fail closed). A one-word reply must be one of the words on offer. Everything else is a `ReplyError`, which becomes
`Ungraded`, never a stance.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.findings import Stance, Voice

LABELS = ("true", "false", "unknown")
# Two labels' worth of probability must be on the words on offer, or the model was answering something else.
_LEAST_MASS = 0.5
# A grade has a few hundred characters; decoding from every "{" of a megabyte would take minutes.
_LONGEST_REPLY = 20_000


_Shape = TypeVar("_Shape", bound=BaseModel)
_NAMES = {
    "GradeReply": ("valid grade", "different grades"),
    "ExtractReply": ("valid list of claims", "different lists"),
}


class ReplyError(ValueError):
    """The reply is not a grade; the message says why, in words for a reader."""


class Differs(BaseModel):
    """The words that cannot both hold, as claim and passage have them."""

    model_config = ConfigDict(extra="forbid")

    claim: str = Field(max_length=1000)
    passage: str = Field(max_length=2000)


class GradeReply(BaseModel):
    """The JSON that `prompts/grade.md` asks for. `cannot_tell` is an answer, and no stance."""

    model_config = ConfigDict(extra="forbid")

    stance: Stance | Literal["cannot_tell"]
    sentences: list[int] = Field(max_length=50)
    differs: Differs | None = None
    voice: Voice
    speaker: str | None = Field(max_length=200)
    reason: str = Field(max_length=1000)


def grade_schema() -> dict[str, Any]:
    """JSON Schema of `GradeReply` in the strict subset that OpenAI takes: every field required, no bounds."""
    return {
        "type": "object",
        "properties": {
            "stance": {"type": "string", "enum": ["supports", "contradicts", "neutral", "cannot_tell"]},
            "sentences": {"type": "array", "items": {"type": "integer"}},
            "differs": {
                "type": ["object", "null"],
                "properties": {"claim": {"type": "string"}, "passage": {"type": "string"}},
                "required": ["claim", "passage"],
                "additionalProperties": False,
            },
            "voice": {"type": "string", "enum": ["asserts", "attributes", "denies", "plans", "hedges"]},
            "speaker": {"type": ["string", "null"]},
            "reason": {"type": "string"},
        },
        "required": ["stance", "sentences", "differs", "voice", "speaker", "reason"],
        "additionalProperties": False,
    }


def read_grade(text: str, *, finish: str | None, sentence_count: int) -> GradeReply:
    """The one grade in a reply.

    Args:
        finish: The provider's finish reason; "length" and "content_filter" are never a grade.
        sentence_count: Sentences in the passage; numbers outside 1..count are refused.

    Raises:
        ReplyError: No grade, two different ones, one that names no or impossible sentences, or "cannot tell".
    """
    grade = read_object(text, GradeReply, finish=finish)
    if grade.stance == "cannot_tell":
        raise ReplyError(f"the model cannot tell: {_shown(grade.reason)}")
    if any(not 1 <= n <= sentence_count for n in grade.sentences):
        raise ReplyError("quote not found: the reply names a sentence that is not in the passage")
    if grade.stance != "neutral" and not grade.sentences:
        raise ReplyError("quote not found: the reply names no deciding sentence")
    return grade


def read_object(text: str, shape: type[_Shape], *, finish: str | None) -> _Shape:
    """The one JSON object of a shape in a reply.

    Args:
        finish: The provider's finish reason; "length" and "content_filter" are never an answer.

    Raises:
        ReplyError: There is none, or there are two different ones.
    """
    if len(text) > _LONGEST_REPLY:
        raise ReplyError("the reply is far too long")
    if finish == "length":
        raise ReplyError("the reply was cut off")
    if finish in ("content_filter", "refusal"):
        raise ReplyError("the model refused to answer")
    found = [value for value in (_of_shape(value, shape) for value in _objects(text)) if value is not None]
    one, several = _NAMES.get(shape.__name__, ("valid answer", "different answers"))
    if not found:
        raise ReplyError(f"the reply holds no {one}")
    if any(value != found[-1] for value in found):
        raise ReplyError(f"the reply holds two {several}")
    return found[-1]


def _of_shape(value: object, shape: type[_Shape]) -> _Shape | None:
    try:
        return shape.model_validate(value, strict=True)
    except ValidationError:
        return None


def _objects(text: str) -> Iterator[object]:
    """Every outermost JSON object in the text, in order; text around them is passed over."""
    decoder = json.JSONDecoder(object_pairs_hook=_without_repeats)
    position = text.find("{")
    while position != -1:
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            end = position + 1
        else:
            yield value
        position = text.find("{", end)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which a key stands twice says two things: its values are no grade."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else {"repeated": [key for key, _ in pairs]}


def read_label(text: str, logprobs: Mapping[str, float] | None) -> dict[str, float]:
    """Probabilities of the three labels (they sum to 1).

    With log-probabilities, the first token's mass is shared out among the labels that it begins; without, the
    label that was written gets all of it.

    Raises:
        ReplyError: The reply is not one of the words on offer.
    """
    if logprobs:
        mass = dict.fromkeys(LABELS, 0.0)
        for token, logprob in logprobs.items():
            label = _label_begun_by(token)
            if label is not None and math.isfinite(logprob):
                mass[label] += math.exp(min(0.0, logprob))
        total = sum(mass.values())
        if total >= _LEAST_MASS:
            return {label: value / total for label, value in mass.items()}
    words = text.strip().strip(".\"'").lower().split()
    if len(words) == 1 and words[0] in LABELS:
        return {label: float(label == words[0]) for label in LABELS}
    raise ReplyError(f"the model answered {_shown(text)}, which is not on offer")


def _label_begun_by(token: str) -> str | None:
    word = token.strip().lower()
    # One letter begins too many other words.
    return next((label for label in LABELS if len(word) > 1 and label.startswith(word)), None)


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return repr(line[:40] + ("..." if len(line) > 40 else "")) if line else "nothing"
