"""What a run is made from, in `manifest.json`: all that is needed to repeat it, and to notice a change.

A run goes on only with what it began with: the same claims, model, grader, prompts, fitted layer, articles and bounds.
Versions are noted, and not compared: they do not by themselves change a finding.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.batch.records import BatchOptions, Claims
from pipeline.errors import NotComparable, UsageError
from pipeline.factcheck import FactChecker
from pipeline.versions import versions
from store.errors import RunInvalid

MANIFEST_NAME = "manifest.json"
SHAPE = 1
# What decides about a finding, in words for a reader.
_DECIDES = {
    "claims": "the claims",
    "model": "the model",
    "grader": "the way of grading",
    "prompt_hashes": "a prompt",
    "second_model": "the second model",
    "layer_hash": "the fitted layer",
    "calibration_hash": "the calibration",
    "embedder": "the embedder",
    "library_fingerprint": "the library's articles",
    "bounds": "which articles count",
    "less_work": "how work is saved",
}
_BOUNDS = ("as_of", "since", "publisher", "language", "screen")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run is made from.

    Attributes:
        arguments: As the user gave them.
        settings: As resolved from flags, environment and file.
        source, claims: The input's path and the SHA-256 of its bytes; how it was read.
        library: The library's path or address.
        bounds: The settings that decide which articles count.
        less_work: Whether equal claims are merged, and grading stops early.
        versions: Of Python and of the packages that findings depend on.
    """

    arguments: Mapping[str, Any]
    settings: Mapping[str, Any]
    source: str
    claims: str
    reading: Mapping[str, Any]
    model: str
    grader: str
    prompt_hashes: Mapping[str, str]
    second_model: str | None
    layer_hash: str | None
    calibration_hash: str | None
    embedder: str
    library: str
    library_fingerprint: str
    bounds: Mapping[str, Any]
    less_work: Mapping[str, bool]
    engine: str
    versions: Mapping[str, str]
    created: str
    shape: int = SHAPE
    forced: tuple[str, ...] = field(default=())


def make_manifest(
    checker: FactChecker,
    claims: Claims,
    options: BatchOptions,
    *,
    arguments: Mapping[str, Any],
    reading: Mapping[str, Any],
) -> Manifest:
    """The manifest of a run that is about to begin.

    Args:
        reading: How the input is read (its format and columns), to read it again.

    Raises:
        StoreError: There is no library.
        ModelUnavailable: There is no model.
    """
    graded_by = checker.grader_identity()
    settings = checker.settings.model_dump(mode="json")
    return Manifest(
        arguments=dict(arguments),
        settings=settings,
        source=claims.source,
        claims=claims.sha256,
        reading=dict(reading),
        model=graded_by.model,
        grader=graded_by.grader,
        prompt_hashes=dict(graded_by.prompt_hashes),
        second_model=settings["second_model"],
        layer_hash=graded_by.layer_hash,
        calibration_hash=graded_by.calibration_hash,
        embedder=checker.embedder.name,
        library=checker.settings.library,
        library_fingerprint=checker.library().fingerprint(),
        bounds={name: settings[name] for name in _BOUNDS},
        less_work={"early_stop": options.early_stop, "merge": options.merge},
        engine=options.engine,
        versions=versions(),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def changed(before: Manifest, now: Manifest) -> list[str]:
    """What decides about findings and has changed, in words: empty where the run can simply go on."""
    return [what for name, what in _DECIDES.items() if getattr(before, name) != getattr(now, name)]


def refuse_change(before: Manifest, now: Manifest, folder: Path) -> None:
    """Refuses to go on with something else than the run began with.

    Raises:
        NotComparable: Something has changed; it names what.
    """
    what = changed(before, now)
    if not what:
        return
    details = [
        f"{name.replace('_', ' ')} {getattr(before, name)!r}, now {getattr(now, name)!r}"
        for name in ("model", "grader", "embedder")
        if getattr(before, name) != getattr(now, name)
    ]
    shown = f" ({'; '.join(details)})" if details else ""
    message = f"{folder}: {', '.join(what)} changed since the run began{shown}."
    mend = (
        "Take back the change; or --force: what it makes obsolete is set aside and done again; "
        "or begin another run with -o."
    )
    raise NotComparable(message, mend=mend)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest; an older one is kept beside it."""
    path = folder / MANIFEST_NAME
    keep_beside(path)
    _replace(path, json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def keep_beside(path: Path) -> None:
    """Keeps a file's content in a file beside it ("manifest.1.json"), before it is written anew."""
    if path.exists():
        number = 1
        while (kept := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
            number += 1
        kept.write_bytes(path.read_bytes())


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the run in a folder.

    Raises:
        UsageError: The folder holds no run.
        RunInvalid: The manifest cannot be read.
    """
    path = folder / MANIFEST_NAME
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        shape = value.pop("shape", None)
        if shape != SHAPE:
            raise RunInvalid(f"{path} has shape {shape!r}, not {SHAPE}.", mend="Begin another run with -o.")
        return Manifest(**{**value, "forced": tuple(value.get("forced", ()))})
    except FileNotFoundError as error:
        raise UsageError(f"{folder} holds no batch run.", mend="Name the folder that was given with -o.") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise RunInvalid(f"{path} cannot be read: {error}.", mend="Mend it, or begin another run with -o.") from error
