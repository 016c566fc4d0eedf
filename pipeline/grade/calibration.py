"""Calibrations of a small model's label probabilities, one a model and prompt, made by `twosource eval calibrate`.

Vector scaling: each label's log-probability is scaled and shifted, and a softmax gives the probabilities. The shipped
fitted layer (`layer.json`) is the calibration of the embedded model; these serve other models that are asked by the
brief prompt and give log-probabilities. They lie in the user's cache folder: they can be made again from the data.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import EnvironmentFault
from pipeline.findings import Stance
from store.cache import cache_dir

# The brief prompt's words, and the stance that each stands for.
LABEL_STANCES: dict[str, Stance] = {"true": "supports", "false": "contradicts", "unknown": "neutral"}
_LEAST = 1e-6


class CalibrationFile(BaseModel):
    """What the file holds.

    Attributes:
        scale, bias: By label of the brief prompt.
        data: Rows by dataset that it was fitted on.
        held_out: Scores before and after, on rows that the scoring fit had not seen.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    prompt_hash: str
    scale: dict[str, float]
    bias: dict[str, float]
    data: dict[str, int]
    held_out: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calibration:
    """One calibration, and 16 hex digits of the SHA-256 of its file."""

    scale: Mapping[str, float]
    bias: Mapping[str, float]
    hash: str

    def probabilities(self, labels: Mapping[str, float]) -> dict[Stance, float]:
        """Calibrated probability of each stance; they sum to 1.

        Args:
            labels: The model's probabilities of true, false and unknown.
        """
        scores = {label: self.scale[label] * logit(labels[label]) + self.bias[label] for label in LABEL_STANCES}
        top = max(scores.values())
        exponents = {LABEL_STANCES[label]: math.exp(score - top) for label, score in scores.items()}
        total = sum(exponents.values())
        return {stance: value / total for stance, value in exponents.items()}


def logit(probability: float) -> float:
    """The log-probability, bounded below: a label that no token began has no mass at all."""
    return math.log(max(probability, _LEAST))


def calibration_path(model: str, prompt_hash: str, folder: Path | None = None) -> Path:
    """Where the calibration of a model and prompt lies."""
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", model).strip("-")[:80]
    key = hashlib.sha256(f"{model}\0{prompt_hash}".encode()).hexdigest()[:12]
    return (folder or cache_dir() / "calibrations") / f"{name}.{key}.json"


def find_calibration(model: str, prompt_hash: str) -> Calibration | None:
    """The calibration of this model and prompt, or None; a file that is damaged or of another pair counts as none."""
    try:
        data = calibration_path(model, prompt_hash).read_bytes()
        content = CalibrationFile.model_validate_json(data)
    except (OSError, ValidationError):
        return None
    complete = content.scale.keys() == LABEL_STANCES.keys() == content.bias.keys()
    finite = all(math.isfinite(v) for v in (*content.scale.values(), *content.bias.values()))
    if not complete or not finite or (content.model, content.prompt_hash) != (model, prompt_hash):
        return None
    return Calibration(content.scale, content.bias, file_hash(data))


def file_hash(data: bytes) -> str:
    """The hash that findings name a calibration by."""
    return hashlib.sha256(data).hexdigest()[:16]


def save_calibration(content: CalibrationFile, path: Path) -> str:
    """Writes the file in one step; returns its hash.

    Raises:
        EnvironmentFault: It cannot be written.
    """
    data = (json.dumps(content.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n").encode()
    draft = path.with_name(f".{path.name}.{os.getpid()}"[:255])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as e:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise EnvironmentFault(f"{path} cannot be written: {e.strerror}.", mend="Name another file with -o.") from e
    return file_hash(data)
