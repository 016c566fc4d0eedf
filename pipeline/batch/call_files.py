"""Files of calls in the Batch API's JSONL, and the replies to them: `custom_id` is the call's key in the cache.

{"custom_id": KEY, "method": "POST", "url": "/v1/chat/completions", "body": {...}}
{"custom_id": KEY, "response": {"status_code": 200, "body": {...}}, "error": null}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.llm import Message
from pipeline.llm.batches import ENDPOINT
from pipeline.llm.calls import Request
from pipeline.read.lines import lines_of

_LONGEST_LINE = 20_000_000
_NO_PARAMETERS = {"model", "messages"}


def call_line(key: str, body: Mapping[str, Any]) -> str:
    """A call as a line of a file."""
    sent = {name: value for name, value in body.items() if name != "stream"}
    line = {"custom_id": key, "method": "POST", "url": ENDPOINT, "body": sent}
    return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call of a file: the request, as far as its reply needs it to be read, and the parameters that were sent."""

    request: Request
    sent: frozenset[str]


def read_calls(path: Path) -> dict[str, WrittenCall]:
    """The calls of a file by key.

    Raises:
        InputError: The file is not there, or is none of ours.
    """
    found = {}
    for number, value in json_lines(path):
        try:
            found[str(value["custom_id"])] = _written(value["body"])
        except (LookupError, TypeError, AttributeError) as error:
            mend = "Name a file that this run has written."
            raise InputError("is no call", path=str(path), line=number, mend=mend) from error
    return found


def _written(body: Mapping[str, Any]) -> WrittenCall:
    messages = [Message(m["role"], m["content"]) for m in body["messages"]]
    limit = int(body.get("max_completion_tokens") or body.get("max_tokens") or 0)
    request = Request(messages, limit, None, int(body.get("top_logprobs") or 0))
    return WrittenCall(request, frozenset(body.keys() - _NO_PARAMETERS))


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """The JSON values of a file with their lines.

    Raises:
        InputError: The file cannot be read, or a line is not JSON.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path), mend="Check the path.") from error
    with file:
        for line in lines_of(file, _LONGEST_LINE):
            if line.data is None or not line.data.strip():
                continue
            try:
                yield line.number, json.loads(line.data)
            except (ValueError, RecursionError) as error:
                mend = "Fetch the file again: it may have been cut short."
                raise InputError("is not JSON", path=str(path), line=line.number, mend=mend) from error
