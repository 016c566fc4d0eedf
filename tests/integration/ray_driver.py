"""A session of a batch run in a process of its own, with an embedder of no weight. Not a test.

python -m tests.integration.ray_driver RUN CLAIMS LIBRARY ENGINE    # prints how it ended, as JSON
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline.batch import BatchOptions, begin, crew, read_claims, resume
from pipeline.batch.manifest import MANIFEST_NAME
from pipeline.cli.exits import code_of, explain
from pipeline.errors import EnvironmentFault
from pipeline.factcheck import FactChecker
from pipeline.settings import load_settings
from tests.conftest import WordEmbedder


def session(folder: Path, claims: str, library: str, engine: Any) -> dict[str, Any]:
    """Begins the run or goes on with it, with two workers where the engine has any."""
    flags = {"library": library, "model": "openai:tiny", "concurrency": 16, "timeout": 10, "ray_workers": 2}
    settings = load_settings(flags)
    read, options = read_claims(claims, sys.stdin.buffer), BatchOptions(engine=engine)
    lost: list[int] = []
    died = crew.Crew._died

    def heard(self: crew.Crew, number: int, why: str) -> None:
        lost.append(number)
        died(self, number, why)

    with patch.object(crew.Crew, "_died", heard), FactChecker(settings, embedder=WordEmbedder()) as checker:
        if (folder / MANIFEST_NAME).exists():
            work = resume(folder, read, checker, options, arguments={})
        else:
            reading = {"kind": None, "columns": {}}
            work = begin(folder, read, checker, options, arguments={}, reading=reading)
        with work:
            outcome = work.go()
    status = outcome.status
    return {"ended": outcome.ended, "waiting": status.waiting, "calls": status.calls, "lost": len(lost)}


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(session(Path(sys.argv[1]), *sys.argv[2:])) + "\n")
    except EnvironmentFault as error:
        sys.stderr.write(explain(error))
        sys.exit(code_of(error))
