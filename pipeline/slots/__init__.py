"""Dates, numbers, names and polarity of a claim, compared with a sentence by code alone.

`compare` is the entry; the finders stand beside it for those who need the slots themselves. All of it is pure and
deterministic, needs no model, and abstains (`unclear`) rather than accuse.
"""

from __future__ import annotations

from pipeline.slots.compare import MIN_COVERAGE, Comparison, SlotReport, compare
from pipeline.slots.coverage import overlap
from pipeline.slots.dates import DateMention, find_dates
from pipeline.slots.names import Name, find_names, missing_names
from pipeline.slots.numbers import NumberMention, find_numbers
from pipeline.slots.polarity import PolarityReading, read_polarity
from pipeline.slots.spelled import spell_out

__all__ = [
    "MIN_COVERAGE",
    "Comparison",
    "DateMention",
    "Name",
    "NumberMention",
    "PolarityReading",
    "SlotReport",
    "compare",
    "find_dates",
    "find_names",
    "find_numbers",
    "missing_names",
    "overlap",
    "read_polarity",
    "spell_out",
]
