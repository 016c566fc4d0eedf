"""What code sees differing between two statements, without a model.

Grading uses it to name what a contradiction rests on, the scan for conflicts to find pairs worth asking about.
"""

from __future__ import annotations

from pipeline.clashes.find import corrects, find_clashes
from pipeline.clashes.readings import Reading, Weights
from pipeline.clashes.records import Clash, ConflictKind
from pipeline.clashes.values import correction

__all__ = ["Clash", "ConflictKind", "Reading", "Weights", "correction", "corrects", "find_clashes"]
