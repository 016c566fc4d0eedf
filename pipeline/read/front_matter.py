"""The YAML front matter of a Markdown file: metadata that somebody wrote down on purpose.

So it wins over what the text states, and a value that cannot be used is an error with its line, not a None.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from pipeline.errors import InputError
from pipeline.read.metadata import Metadata
from pipeline.read.written import WrongValue, written_fields

_ALIASES = {"date": "published", "lang": "language", "author": "byline", "authors": "byline", "agency": "origin"}
_LONGEST_BLOCK = 20_000  # pure-Python YAML takes minutes for megabytes
_OPENING_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_CLOSING_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)


def split_front_matter(text: str, given: str) -> tuple[Metadata | None, str]:
    """The YAML front matter of a Markdown file, if it has one, and the text after it, unchanged.

    Raises:
        InputError: The block is never closed, is not YAML, or a value has the wrong type; with its line.
    """
    opening = _OPENING_FENCE.match(text)
    if not opening:
        return None, text
    closing = _CLOSING_FENCE.search(text, opening.end())
    first_line = text[opening.end() : opening.end() + 200].splitlines()[:1]
    if not closing:
        if first_line and re.match(r"[A-Za-z_-]+:(?:\s|$)", first_line[0]):
            mend = "Put a line of three dashes (---) after the last key."
            raise InputError("front matter is opened but never closed", path=given, line=1, mend=mend)
        return None, text  # a thematic break
    if closing.start() - opening.end() > _LONGEST_BLOCK:
        mend = "Metadata is a few short lines; put the text after them."
        raise InputError(f"front matter is longer than {_LONGEST_BLOCK} characters", path=given, line=1, mend=mend)
    values, lines = _yaml_mapping(text[opening.end() : closing.start()], given)
    if values is None:
        return None, text  # a paragraph between two thematic breaks
    return _validated(values, lines, given), text[closing.end() :]


def _yaml_mapping(block: str, given: str) -> tuple[dict[str, Any] | None, dict[str, int]]:
    """Keys (lower case) with their values as strings, and the line of each key in the file."""
    try:
        # BaseLoader leaves every scalar a string: "no" is Norwegian, and dates are read here, with the line.
        node = yaml.compose(block, Loader=yaml.BaseLoader)
        values = yaml.load(block, Loader=yaml.BaseLoader) if isinstance(node, yaml.MappingNode) else {}
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is nested too deeply or holds characters YAML does not allow"
        mend = "Put quotes around values that hold a colon or begin with a special character."
        line = mark.line + 2 if mark else 1
        raise InputError(f"front matter is not YAML: {reason}", path=given, line=line, mend=mend) from error
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        return None, {}
    lines = {str(key.value).lower(): key.start_mark.line + 2 for key, _ in node.value}
    return {str(key).lower(): value for key, value in values.items()}, lines


def _validated(values: dict[str, Any], lines: dict[str, int], given: str) -> Metadata:
    keys = {_ALIASES.get(key, key): key for key in values if key in _ALIASES}
    keys |= {key: key for key in values if key not in _ALIASES}
    try:
        found = written_fields({field: values[key] for field, key in keys.items()})
    except WrongValue as error:
        first = min(error.reasons, key=lambda field: lines[keys[field]])
        mend = f"Correct the value of `{keys[first]}`, or take the line out."
        message = f"front matter, {keys[first]}: {error.reasons[first]}"
        raise InputError(message, path=given, line=lines[keys[first]], mend=mend) from None
    return found.by("front matter")
