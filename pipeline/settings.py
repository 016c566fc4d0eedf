"""Settings: flags, then TWOSOURCE_* variables, then twosource.toml in the current folder, then defaults.

A value that cannot be used is a `SettingsError` that names where it stands.
"""

from __future__ import annotations

import datetime
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import SettingsError

FILE_NAME = "twosource.toml"


def _iso_date(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError("a date is written YYYY-MM-DD") from None
    return value


class Settings(BaseModel):
    """Everything that can be set. Field names are those of flags, variables and the file.

    Attributes:
        library: Folder of the Chroma library, or the URL of a Chroma server.
        model: As LangChain names it ("openai:gpt-5-mini"), or "local"; None picks what the environment offers.
        second_model: Reads again what takes a side; where the two models see opposite things it is contested.
        embedder: "local", or "openai:MODEL".
        grader: "brief" (one sentence, one word) or "full" (one passage, JSON); "auto" picks by the model.
        as_of: ISO date; later articles are left out.
        since: ISO date; earlier articles are left out.
        publisher: Only articles of this outlet count.
        language: Only articles in this language (ISO 639-1 code) count.
        screen: Leave out sentences that share too little with the claim to bear on it, before any call.
        history: Keep findings beside the library, so that it can be told what has changed (`twosource history`).
        trace: File that traces are appended to, as JSON Lines; None for none.
        trace_text: Write claims, prompts and replies into traces, wherever they go.
        timeout: Seconds for one call to a model; None picks by the model (60; 240 for the embedded one).
        deadline: Seconds for one call with all its retries; None picks by the model (180; 480).
        concurrency: Calls under way at once; None picks by the model.
        ray_address: Ray cluster for `batch --engine ray` ("HOST:PORT", "auto"); None starts one on this machine.
        ray_workers: Processes there; None: one for each CPU.
        review_author: Who publishes reviews of claims (`report --claimreview`).
        review_author_url: Their own address.
        review_url: Address of the page that the reviews are published on.
        review_scale: What the verdicts are called there, with their numbers (`pipeline.report.claimreview.SCALE`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    library: str = Field(default="twosource-library", min_length=1)
    model: str | None = None
    second_model: str | None = Field(default=None, min_length=1)
    embedder: str = "local"
    grader: Literal["auto", "brief", "full"] = "auto"
    as_of: Annotated[str | None, BeforeValidator(_iso_date)] = None
    since: Annotated[str | None, BeforeValidator(_iso_date)] = None
    publisher: str | None = Field(default=None, min_length=1)
    language: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}$")
    screen: bool = True
    history: bool = True
    trace: str | None = Field(default=None, min_length=1)
    trace_text: bool = False
    timeout: float | None = Field(default=None, gt=0, le=3600, allow_inf_nan=False)
    deadline: float | None = Field(default=None, gt=0, le=24 * 3600, allow_inf_nan=False)
    concurrency: int | None = Field(default=None, ge=1, le=256)
    ray_address: str | None = Field(default=None, min_length=1)
    ray_workers: int | None = Field(default=None, ge=1, le=10_000)
    review_author: str | None = Field(default=None, min_length=1)
    review_author_url: str | None = Field(default=None, min_length=1)
    review_url: str | None = Field(default=None, min_length=1)
    review_scale: str | None = Field(default=None, min_length=1)


def load_settings(
    flags: Mapping[str, Any],
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given_as: str = "command line",
) -> Settings:
    """The settings in force.

    Args:
        flags: What the command line gave; None means not given.
        folder: Where twosource.toml is looked for; the current folder by default.
        given_as: What an error calls the place where the flags were given.

    Raises:
        SettingsError: Names the flag, variable or file, and the value.
    """
    environ = os.environ if environ is None else environ
    path = (folder or Path()) / FILE_NAME
    # Checked source by source, so that an error names the place where the value stands.
    layers = [
        (_from_file(path), str(path)),
        (_from_environment(environ), "environment"),
        ({k: v for k, v in flags.items() if v is not None}, given_as),
    ]
    merged: dict[str, Any] = {}
    for values, place in layers:
        _validated(values, place)
        merged |= values
    return _validated(merged, "settings")


def changed(settings: Settings, **values: Any) -> Settings:
    """The settings with other values.

    Raises:
        SettingsError: A value cannot be used.
    """
    return _validated(settings.model_dump() | values, "settings")


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as e:
        raise SettingsError(f"{path} cannot be read: {e}.", mend="Mend the file or move it away.") from e


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values = {name: environ.get("TWOSOURCE_" + name.upper(), "") for name in Settings.model_fields}
    return {name: value for name, value in values.items() if value.strip()}


def _validated(values: Mapping[str, Any], place: str) -> Settings:
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as e:
        problem = e.errors()[0]
        name = ".".join(map(str, problem["loc"]))
        shown = f"TWOSOURCE_{name.upper()}" if place == "environment" else name.replace("_", "-")
        message = problem["msg"].removeprefix("Value error, ")
        known = ", ".join(Settings.model_fields)
        mend = f"Settings are: {known}." if problem["type"] == "extra_forbidden" else f"Correct {shown}."
        raise SettingsError(f"{place}: {shown} = {problem['input']!r}: {message}.", mend=mend) from e
