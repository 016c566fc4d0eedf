"""A person's verdicts, kept where the library's history of verdicts is; in the session alone where there is none yet.

The one place that knows whether FactChecker has that history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.shell.session import Judged

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker


def record(checker: FactChecker, claim: str, verdict: str, note: str) -> Judged:
    """Records a person's verdict on a claim, and says where it is kept."""
    judge: Any = getattr(checker, "judge", None)
    if judge is None:
        return Judged(verdict, note, "session")
    judge(claim, verdict=verdict, note=note)
    return Judged(verdict, note, "library")
