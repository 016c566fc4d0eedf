"""What a reader took out of a file, and the article that it makes: which of several statements counts.

In this order: the --meta table, what somebody wrote down (front matter, a row's columns, a mail's header), JSON-LD,
meta tags and the address, the text itself, the file's name. Only then, and marked as such, guesses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from pipeline.read.agencies import agency, known_agency
from pipeline.read.language import detected_language
from pipeline.read.metadata import Metadata, metadata_from_text
from store.records import STATED, Article


@dataclass(frozen=True, slots=True)
class Document:
    """One article's text with what was stated beside it.

    Attributes:
        text: The text as it will be kept.
        stated: What was stated outside the text, the best first, each value with its source.
        guess: Looks for what nobody states (slowly, perhaps); called only where the date is missing.
    """

    text: str
    stated: tuple[Metadata, ...] = ()
    guess: Callable[[], Metadata] = Metadata


def article_of(
    document: Document, *, given: str, file_name: str = "", override: Mapping[str, str] | None = None
) -> Article:
    """The article with each field's best value.

    Args:
        document: What a reader found.
        given: The path, kept in the article.
        file_name: A date that it begins with counts where nothing better states one.
        override: Values by field name, already validated, that go before everything else.
    """
    above = _merged((Metadata.of(override or {}).by("--meta"), *document.stated))
    found = metadata_from_text(document.text, file_name, publisher=above.publisher).overlaid(above)
    if found.published is None:
        found = document.guess().overlaid(found)
    found = _with_origin(found)
    if found.language is None:
        found = Metadata(language=detected_language(document.text)).by("detected").overlaid(found)
    values = {name: getattr(found, name) for name in STATED}
    sources = {name: source for name, source in found.stated_by.items() if values[name]}
    return Article.make(document.text, **values | {"title": found.title or ""}, path=given, stated_by=sources)


def _merged(layers: tuple[Metadata, ...]) -> Metadata:
    return reduce(lambda below, above: below.overlaid(above), reversed(layers), Metadata())


def _with_origin(found: Metadata) -> Metadata:
    """An agency that is the outlet, or signs the article, is where the text came from."""
    if found.origin is not None:
        named = found.stated_by.get("origin") or found.stated_by.get("publisher", "text")
        return found.overlaid(Metadata(origin=found.origin).by(named))
    credited = signing_agency(found.byline)
    return Metadata(origin=credited).by(found.stated_by.get("byline", "text")).overlaid(found)


def signing_agency(byline: str | None) -> str | None:
    """The agency in a byline: "AFP", "Dana Brisk, AP", "Dana Brisk (Reuters)"; "Courier staff and AFP" is staff."""
    if not byline:
        return None
    parts = [part.strip() for part in re.split(r"[,|/()–—;]|\bfor\b", byline)]
    return agency(byline) or ", ".join(sorted({name for part in parts if (name := known_agency(part))})) or None
