"""Baselines: runs that later ones must not fall behind. One per suite and model, kept in `eval/baselines/`."""

from __future__ import annotations

import re
from pathlib import Path

from eval.run.file import Run, read_run, write_run
from eval.run.records import Manifest
from pipeline.errors import EnvironmentFault, InputError, UsageError

BASELINES = Path(__file__).parent / "baselines"


def baseline_path(manifest: Manifest, folder: Path | None = None) -> Path:
    """Where the baseline of a run's suite and model lies; the suite of a file is named by the file."""
    name = manifest.suite.removeprefix("file:")
    suite = name if name == manifest.suite else f"file-{Path(name).stem}"
    model = manifest.model.split("@")[0]
    return (folder or BASELINES) / f"{_plain(suite)}.{_plain(model)}.jsonl.gz"


def find_baseline(manifest: Manifest, folder: Path | None = None) -> Run:
    """The baseline for a run like this.

    Raises:
        InputError: There is none, or it is damaged.
    """
    path = baseline_path(manifest, folder)
    if not path.exists():
        raise InputError(
            "there is no baseline", path=str(path), mend="twosource eval bless RUN makes a run the baseline."
        )
    return read_run(path)


def bless(run: Run, folder: Path | None = None) -> Path:
    """Makes a run the baseline of its suite and model; returns where it lies.

    A run without questions may be blessed: they cost a small model three times what claims do.

    Raises:
        EnvironmentFault: The folder cannot be written.
        UsageError: The run is not complete, or is of a part of the suite or of one stage only.
    """
    selection = run.manifest.selection
    if run.missing:
        raise UsageError(
            f"The run lacks {len(run.missing)} of {len(run.manifest.cases)} cases.",
            mend="Give the same eval run again.",
        )
    narrowed = [
        name
        for name, is_whole in (
            ("--split", selection.split == "all"),
            ("--stage", selection.stage == "all"),
            ("--event", not selection.events),
            ("--kind", not selection.kinds),
            ("--case", not selection.cases),
            ("--must-pass", not selection.must_pass),
            ("--most", selection.most is None),
        )
        if not is_whole
    ]
    if narrowed:
        raise UsageError(
            f"The run is of a part only ({', '.join(narrowed)}).", mend="Bless a run with --split all --stage all."
        )
    path = baseline_path(run.manifest, folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise EnvironmentFault(f"{path.parent} cannot be made: {e.strerror}.", mend="Name another --folder.") from e
    write_run(path, run)
    return path


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-")
