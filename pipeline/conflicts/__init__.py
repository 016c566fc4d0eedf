"""Pairs of statements in a library that cannot both be true, found without being asked."""

from __future__ import annotations

from pipeline.conflicts.records import (
    Conflict,
    ConflictKind,
    ConflictOptions,
    Conflicts,
    Located,
    Side,
    Voiced,
)
from pipeline.conflicts.scan import find_conflicts, refuse_caps

__all__ = [
    "Conflict",
    "ConflictKind",
    "ConflictOptions",
    "Conflicts",
    "Located",
    "Side",
    "Voiced",
    "find_conflicts",
    "refuse_caps",
]
