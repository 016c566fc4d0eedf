"""What a run is made from: hashes, versions, settings."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pipeline
import prompts
import store
from eval.run.records import Manifest, Selection
from eval.suite.suites import AnyCase, Suite
from pipeline.factcheck import FactChecker
from pipeline.versions import versions

_SUFFIXES = (".py", ".md", ".json", ".jinja")


def make_manifest(
    suite: Suite, cases: Sequence[AnyCase], selection: Selection, checker: FactChecker, arguments: Mapping[str, Any]
) -> Manifest:
    """The manifest of a run that is about to begin."""
    graded_by = checker.grader_identity()
    return Manifest(
        suite=suite.name,
        case_set=suite.case_set,
        corpus=suite.corpus,
        selection=selection,
        cases=tuple(sorted(c.id for c in cases)),
        model=graded_by.model,
        embedder=checker.embedder.name,
        grader=graded_by.grader,
        prompt_hashes=dict(graded_by.prompt_hashes),
        layer_hash=graded_by.layer_hash,
        calibration_hash=graded_by.calibration_hash,
        code=code_hash(),
        git_revision=git_revision(),
        versions=versions(),
        arguments=dict(arguments),
        settings=checker.settings.model_dump(mode="json", exclude={"library"}),
        started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def code_hash() -> str:
    """16 hex digits over everything in `prompts`, `store` and `pipeline` that can change a finding."""
    digest = hashlib.sha256()
    for package in (prompts, store, pipeline):
        root = Path(package.__path__[0])
        for path in sorted(p for p in root.rglob("*") if p.suffix in _SUFFIXES and p.is_file()):
            digest.update(f"{root.name}/{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def git_revision() -> str | None:
    """The commit that the code stands at, "+" behind it where files differ from it; None outside a repository."""
    folder = Path(pipeline.__path__[0])
    try:
        revision = _git(folder, "rev-parse", "HEAD")
        return revision + ("+" if _git(folder, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=20, check=True)
    return done.stdout.strip()
