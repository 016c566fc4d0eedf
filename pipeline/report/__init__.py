"""Findings and answers as text for people and as JSON for programs."""

from __future__ import annotations

import json
import sys
from importlib import resources
from typing import Any

from pipeline.findings import Answer, Finding
from pipeline.history import ClaimHistory, WatchReport
from pipeline.text import json_escaped
from pipeline.timeline.records import Timeline

_TYPES: dict[str, Any] = {
    "finding": Finding,
    "answer": Answer,
    "timeline": Timeline,
    "history": ClaimHistory,
    "watch": WatchReport,
}


def to_json(record: Finding | Answer | Timeline | ClaimHistory | WatchReport) -> str:
    """The record as JSON, in the shape of `schema_of`, fit for a terminal. The same record gives the same bytes."""
    # Where stdout is not UTF-8, JSON's own escapes are still JSON.
    ascii_only = not (sys.stdout is not None and (sys.stdout.encoding or "").lower().startswith("utf"))
    return json_escaped(json.dumps(to_value(record), ensure_ascii=ascii_only, indent=2))


def to_value(record: Any) -> Any:
    """A record as JSON-able values: mappings, lists, strings, numbers."""
    from pydantic import TypeAdapter

    return TypeAdapter(type(record)).dump_python(record, mode="json")


def schema_of(name: str) -> str:
    """The JSON Schema (draft 2020-12) of one of the records by name, or of "claimreview" drafts."""
    if name == "claimreview":
        return resources.files(__package__).joinpath("claimreview.schema.json").read_text("utf-8").rstrip()
    from pydantic import TypeAdapter

    from pipeline.conflicts.records import Conflicts

    schema = TypeAdapter({**_TYPES, "conflicts": Conflicts}[name]).json_schema(mode="serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2)
