"""Which columns or keys of a row hold what: those that a user names, else the usual names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.errors import InputError


def keys_of(row: Mapping[str, Any], named: Mapping[str, str], usual: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Our field names to the keys of this row.

    Args:
        named: Our field names to those of its keys that a user has named.
        usual: Our field names to the names that are tried for others, in small letters and no other signs.
    """
    by_name = {re.sub(r"[^a-z]", "", str(key).lower()): key for key in reversed(list(row))}
    taken = set(named.values())
    known = {
        field: next((by_name[name] for name in names if name in by_name and by_name[name] not in taken), None)
        for field, names in usual.items()
    }
    return {field: key for field, key in {**known, **named}.items() if key is not None and key in row}


def refuse_missing(
    row: Mapping[str, Any], keys: Mapping[str, str], named: Mapping[str, str], *, holds: str, option: str, given: str
) -> None:
    """Refuses a table that lacks a column.

    Args:
        holds: The field without which a row is nothing.
        option: How a user names a column.
        given: The file's path, for errors.

    Raises:
        InputError: A column is missing that was named, or the one that `holds`.
    """
    lost = next((column for column in named.values() if column not in row), None)
    if lost is None and holds in keys:
        return
    what = f"has no column {lost!r}" if lost is not None else f"has no column that is known to hold the {holds}"
    mend = f"Say which one does with {option}; it has {', '.join(map(repr, list(row)[:20]))}."
    raise InputError(what, path=given, line=1, mend=mend)
