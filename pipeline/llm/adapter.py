"""The embedded LLM's LoRA adapter: which one is loaded beside the model, and whether its file is the right one.

The shipped adapter lies in `adapters/`: `grade.gguf`, and `grade.json`, which says what it is and which model it was
trained on. Without `grade.json` none is shipped. Invariant: an adapter is known by the hash of its file, which was
checked when the model was opened; it goes into the identity of whatever it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from pipeline.errors import ModelUnavailable
from pipeline.llm.weights import INSTALL, check_adapter, file_sha256, models_folder

SETTING = "TWOSOURCE_LOCAL_ADAPTER"
SHIPPED = Path(__file__).parent / "adapters"

_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter file and its hash, 64 hex digits."""

    path: Path
    sha256: str


class Card(BaseModel):
    """What `grade.json` must say. Its other keys (data, scores) are for people.

    Attributes:
        sha256: Of `grade.gguf`.
        base_sha256: Of the model's GGUF that it was trained for.
        prompt_hash: Of the prompt that it was trained with.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    sha256: _Sha256
    base_sha256: _Sha256
    prompt_hash: str


def local_adapter(environ: Mapping[str, str], base_sha256: str) -> Adapter | None:
    """The adapter for a model: the file in TWOSOURCE_LOCAL_ADAPTER, else the shipped one if it is for that model.

    Args:
        base_sha256: Hash of the model's GGUF.

    Returns:
        None where no adapter is shipped for the model, or TWOSOURCE_LOCAL_ADAPTER is "off".

    Raises:
        ModelUnavailable: The given file is no adapter, or the shipped one is missing or damaged.
    """
    if is_off(environ):
        return None
    folder = models_folder(environ)
    given = environ.get(SETTING, "").strip()
    if given:
        path = Path(given).expanduser().absolute()
        check_adapter(path)
        return Adapter(path, file_sha256(path, folder))
    card = shipped_card()
    if card is None or card.base_sha256 != base_sha256:
        return None
    return _shipped(card, folder)


def is_off(environ: Mapping[str, str]) -> bool:
    """Whether the user wants no adapter."""
    return environ.get(SETTING, "").strip().lower() == "off"


def shipped_card() -> Card | None:
    """What `grade.json` says, or None where no adapter is shipped.

    Raises:
        ModelUnavailable: It cannot be read.
    """
    path = SHIPPED / "grade.json"
    try:
        return Card.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        said = error.strerror if isinstance(error, OSError) else "it does not say what it should"
        raise _damaged(f"{path} cannot be read: {said}") from error


def _shipped(card: Card, folder: Path) -> Adapter:
    path = SHIPPED / "grade.gguf"
    try:
        sha256 = file_sha256(path, folder)
    except OSError as error:
        raise _damaged(f"the adapter {path} cannot be read: {error.strerror}") from error
    if sha256 != card.sha256:
        raise _damaged(f"the adapter {path} does not have the SHA-256 of grade.json (got {sha256[:12]}…)")
    return Adapter(path, sha256)


def _damaged(problem: str) -> ModelUnavailable:
    return ModelUnavailable(problem, mend=f"Install it again: {INSTALL}")
