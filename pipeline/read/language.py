"""Which language a text is in, where nobody states it. A short or mixed text has none rather than a wrong one."""

from __future__ import annotations

from functools import cache
from typing import Any

_LEAST_WORDS = 20
_LEAST_LETTERS = 80  # scripts without spaces have few "words"
_LEAST_PROBABILITY = 0.8  # of 727 pieces of 20 words of the eval corpus 99 % reach it, and those are right
_LOOKED_AT = 3000  # characters


def detected_language(text: str) -> str | None:
    """The text's ISO 639-1 code, or None where it has fewer than 20 words or could be in several languages."""
    head = text[:_LOOKED_AT]
    letters = sum(character.isalpha() for character in head)
    if letters < _LEAST_LETTERS or (len(head.split()) < _LEAST_WORDS and head.isascii()):
        return None
    code, probability = _identifier().classify(head)
    return str(code) if probability >= _LEAST_PROBABILITY else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # numpy and 3 MB of tables: 0.6 s

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # It also knows tongues without a two-letter code (Wu, Nigerian Pidgin), which take their share from others.
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
