"""Records as a model may have them: without the names, and the reasons made of names, that order their reader about.

No sentence that gives an order is quoted (`retrieve` and the gates leave them out). What an article says of itself can
still be one: its outlet, its headline, its byline, its agency, whom it cites, its file's name. The same names stand
again in what is made of them: a summary ("only as said by ..."), the reason for a shared origin, an answer.

Invariant: whatever is told to a model, as text or as values, is made from a record that went through `disarmed`. What
the caller said itself (the claim, the question), spans, ids and numbers stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import PurePath
from typing import Any, TypeVar

from pipeline.findings import ClaimText, Provenance
from pipeline.orders import may_order, order_in
from pipeline.text import one_line

LEFT_OUT = "[…]"
"""Stands where an order was."""

_Record = TypeVar("_Record")
# What an article or its reader names, and what stands in the place of a name that is an order.
_FILES = dict.fromkeys(("path", "added", "updated", "unchanged", "same", "removed"), LEFT_OUT)
_NAMES: dict[str, str | None] = {"title": "", "publisher": None, "byline": None, "speaker": None, "origin": None}
_NAMES |= {"url": None, **_FILES}
_WITH_DASHES = ("url", *_FILES)
# What code or a model says of articles, in words that may be theirs.
_SAID = ("summary", "origin_why", "reason", "flags", "difference", "not_said", "text")
_CALLERS = ("claim", "question")
# Where a name begins in what is made of names, and where a sentence of it ends.
_BEGINS = re.compile(r"(?:\b(?:by|credits?|cite|tell what)|[,:;(“\"'])\s*|(?<=[.!?])\s+")
_ENDS = re.compile(r"(?<=[.!?])\s")


def unnamed(record: _Record) -> _Record:
    """The record (an article, a source, a citation) without those of its own names that are orders."""
    held: Any = record
    names = [field.name for field in fields(held) if _orders(getattr(held, field.name), field.name)]
    changed = {name: _NAMES[name] for name in names}
    return replace(held, **changed) if changed else record


def disarmed(record: _Record) -> _Record:
    """The whole record without names that are orders, wherever they stand in it."""
    found = {name for value, field in _strings(record) if _orders(value, field) for name in _forms(value, field)}
    cleaned: _Record = _cleaned(record, "", sorted(found, key=lambda name: (-len(name), name)))
    return cleaned


def _strings(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record, with the field that it stands in."""
    if isinstance(value, str):
        yield value, field
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item, field)
    elif is_dataclass(value) and not isinstance(value, ClaimText | Provenance):
        for one in fields(value):
            yield from _strings(getattr(value, one.name), one.name)


def _orders(value: Any, field: str) -> bool:
    """Whether a name is an order. A file's name, an address has blanks of its own."""
    if not isinstance(value, str) or field not in _NAMES:
        return False
    tries = [value, re.sub(r"[-_+.]|%20", " ", PurePath(value).name)] if field in _WITH_DASHES else [value]
    return any(may_order(one) and order_in(one) for one in tries)


def _forms(value: str, field: str) -> set[str]:
    """How a name may stand in what is made of it."""
    forms = {value, one_line(value)} | ({PurePath(value).name} if field in _WITH_DASHES else set())
    return {form for form in forms if form.strip()}


def _cleaned(value: Any, field: str, names: list[str]) -> Any:
    if isinstance(value, ClaimText | Provenance):
        return value
    if isinstance(value, str):
        return _text(value, field, names)
    if isinstance(value, list | tuple):
        return type(value)(_cleaned(item, field, names) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    # Words of an article at their place are as they stand there: the gates have looked at them.
    kept = ("text",) if hasattr(value, "start") else ()
    return replace(
        value,
        **{
            one.name: _cleaned(getattr(value, one.name), one.name, names)
            for one in fields(value)
            if one.name not in kept
        },
    )


def _text(text: str, field: str, names: list[str]) -> Any:
    if field in _CALLERS:
        return text
    if _orders(text, field):
        return _NAMES[field]
    for name in names:
        text = text.replace(name, LEFT_OUT)
    return _without_orders(text) if field in _SAID else text


def _without_orders(said: str) -> str:
    """What is said, without what orders its reader: the sentence that does, or what is quoted or named in it."""
    while may_order(said):
        begins = [0, *(match.end() for match in _BEGINS.finditer(said))]
        at = next((at for at in reversed(begins) if order_in(said[at:])), None)
        if at is None:
            return said
        if said.startswith(LEFT_OUT, at):  # what is left behind it gives an order only with what stood here
            return said[:at] + LEFT_OUT
        found = _ENDS.search(said, at)
        end = found.start() if found else len(said)
        start = max((match.end() for match in _ENDS.finditer(said, 0, at)), default=0)
        quoted = said[:at].rstrip().endswith(("(", "“", '"'))
        said = said[: start if not quoted and order_in(said[start:end]) else at] + LEFT_OUT + said[end:]
    return said
