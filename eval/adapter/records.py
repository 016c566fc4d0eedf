"""Training records: a pair of sentence and claim, and a group of claims about one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of a public set, in the words of the prompt."""

    dataset: str
    sentence: str
    claim: str
    label: Label


@dataclass(frozen=True, slots=True)
class Group:
    """One sentence and what it does to each of several claims."""

    source: str
    sentence: str
    claims: tuple[tuple[str, Label], ...]
