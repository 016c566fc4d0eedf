"""twosource's pipeline: from articles and a claim to a finding. `pipeline.factcheck.FactChecker` puts it together.

For other programs, this package itself is the door:

    from pipeline import FactChecker, check, ask        # and acheck, aask

Invariant: importing it costs nothing. What a name stands for is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker
    from pipeline.findings import Answer, Finding
    from pipeline.programs.functions import aask, acheck, ask, check
    from pipeline.settings import Settings

__all__ = ["Answer", "FactChecker", "Finding", "Settings", "aask", "acheck", "ask", "check"]

_HOMES = {
    "Answer": "pipeline.findings",
    "FactChecker": "pipeline.factcheck",
    "Finding": "pipeline.findings",
    "Settings": "pipeline.settings",
    "aask": "pipeline.programs.functions",
    "acheck": "pipeline.programs.functions",
    "ask": "pipeline.programs.functions",
    "check": "pipeline.programs.functions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
