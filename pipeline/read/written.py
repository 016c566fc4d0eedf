"""Values that somebody wrote down on purpose: front matter, a row's columns, the --meta table.

Each is taken or refused with the reason, never dropped: who wrote "published: 21.4." would think that it is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from pipeline.read.agencies import known_agency
from pipeline.read.dates import stated_date
from pipeline.read.metadata import Metadata

_LANGUAGES = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
    "ukrainian": "uk",
}


class WrongValue(ValueError):
    """One or more values cannot be used.

    Attributes:
        reasons: By field name, what is wrong with its value.
    """

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in reasons.items()))
        self.reasons = reasons


def written_fields(values: Mapping[str, Any]) -> Metadata:
    """The values as metadata; keys that are no field of ours are ignored, empty values are None.

    Raises:
        WrongValue: A value is not text, no date, no language code or no address.
    """
    try:
        return Metadata(**_Fields.model_validate(dict(values)).model_dump())
    except ValidationError as error:
        reasons = {str(item["loc"][0]): _reason(item["type"], item["msg"]) for item in reversed(error.errors())}
        raise WrongValue(reasons) from None


def _reason(kind: str, message: str) -> str:
    return "must be text" if kind == "string_type" else message.removeprefix("Value error, ")


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        value = " ".join(value.split())
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
            raise ValueError("holds control characters")
    return None if value in ("", "~", "null") else value


def _joined(value: Any) -> Any:
    names = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return ", ".join(value) if names else value


def _day(value: str | None) -> str | None:
    found = stated_date(value) if value else None
    if value and not found:
        raise ValueError(f"{value!r} is not a date; write it as YYYY-MM-DD")
    return found


def language_code(value: str | None) -> str | None:
    """ "en" for "en-GB", "EN" or "English"; None for None.

    Raises:
        ValueError: It is no language code.
    """
    if value and value.lower() in _LANGUAGES:
        return _LANGUAGES[value.lower()]
    if value and not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*", value):
        raise ValueError(f"{value!r} is not a language code such as en or fa")
    return re.split("[-_]", value)[0].lower() if value else None


def _address(value: str | None) -> str | None:
    if value and not re.match(r"https?://[^\s/]+", value):
        raise ValueError(f"{value!r} is not an address that begins with http:// or https://")
    return value


_Text = Annotated[str | None, BeforeValidator(_plain)]


class _Fields(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: _Text = None
    publisher: _Text = None
    url: Annotated[_Text, AfterValidator(_address)] = None
    published: Annotated[_Text, AfterValidator(_day)] = None
    language: Annotated[_Text, AfterValidator(language_code)] = None
    byline: Annotated[str | None, BeforeValidator(_plain), BeforeValidator(_joined)] = None
    origin: Annotated[_Text, AfterValidator(lambda name: known_agency(name) or name)] = None
