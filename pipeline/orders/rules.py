"""The patterns of orders put together: those of English, those of the other languages, and marks of prompts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.orders.english import GROUPS
from pipeline.orders.lexicon import LANGUAGES, Words

# Templates of chats, fences of prompts, text that a page hides from its readers.
MARKS = (
    r"<\|\w+\|?>?|\[/?INST\]|<</?SYS>>|<</?(?:system|user|assistant)>>|<(?:start|end)_of_turn>",
    r"</?(?:system|user|assistant|human|instructions?|prompt|passage|article|document|context|tool_\w+)>",
    r"\b(?-i:SYSTEM)(?:\s(?-i:[A-Z]+)){0,2}\s?(?::|\*\*|–|—)",
    r"(?:^|[#*>.!?]\s?)(?:system|assistant)\s?:\s",
    r"#{2,}\s?(?:system|instructions?|input|response|assistant|user|human|prompt)\b",
    r"-{3,}\s?(?:passage|begin|end)\b|-{4,}\s?$",
    r"\{\s?[\"'“]\w+[\"'”]\s?:",
    r"\{%.*?%\}|\brole\s?:\s?(?:system|assistant|user)\b|\b(?-i:SYSTEM|ADMIN|ROOT|LLM|AI|MODEL)"
    r"\s(?-i:[A-Z]{4,})\s?[:–—]",
    # "system instruction:" in other languages
    r"(?:^|[.!?#*]\s?)(?:система|системн\w+\s\w+|系统提示|系统|システム|systemanweisung|(?:instrucc?[ic]on|instrucao|"
    r"istruzione|instrukcja|"
    r"instruction)\s(?:del?\s|di\s|do\s|du\s)?s[iy]stem\w*)\s?[:：]",
    r"\[/(?-i:[A-Z]{3,})\]|^\W*/\*|^\W*%%|(?<!\w)\w+\(\s?['\"“‘][^)]{3,}\)",
    r"<!--|\[//\]:\s?#|display:\s?none|visibility:\s?hidden|font-size:\s?0|<meta\s|<script\b",
)
_SET_APART = re.compile(r"ignore|instruction|previous|grade|claim|supported|answer|verdict|system", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ru": "[\u0400-\u052f]", "uk": "[\u0400-\u052f]", "zh": "[\u3400-\u9fff]", "ja": "[\u3040-\u30ff]",
    "fa": "[\u0600-\u06ff]", "ar": "[\u0600-\u06ff]",
}  # fmt: skip


def marks() -> re.Pattern[str]:
    """What only prompts, data and hidden text are written with."""
    return _compiled(MARKS)


@cache
def _elsewhere(language: str) -> re.Pattern[str]:
    return _compiled(_patterns(LANGUAGES[language]))


def find(text: str) -> re.Match[str] | None:
    """The first order in a text that is undressed already. Most sentences are left after a look at their words."""
    if found := marks().search(text):
        return found
    words = set(_WORDS.findall(text.lower()))
    for stems, patterns in GROUPS:
        if _begun(words, stems) and (found := _compiled(patterns).search(text)):
            return found
    plain = text.isascii()  # and so in no script but ours
    for language, meant in LANGUAGES.items():
        script = _SCRIPTS.get(language)
        if script and plain:
            continue
        near = re.search(script, text) if script else _begun(words, meant.stems)
        if near and (found := _elsewhere(language).search(text)):
            return found
    return None


def suspicious(letters: str) -> bool:
    """Whether letters that were set apart are an order's."""
    return _SET_APART.search(letters) is not None


def _begun(words: Iterable[str], stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in words)


@cache  # made when a text first needs them: all of them take a tenth of a second
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL)


_BEGIN = r"(?:^|[.:;!?()\[\]{}“”\"'„‘«»|>*#–—,，、。：「]\s*)"


# "the model must answer", "the right answer is true": alike in many languages.
_ABOUT_MODELS = (
    r"\b(?:modele|modelo|modello|modell|model|asystent|assistent\w?|asistente|модель|нейросеть)\s(?:doit|debe|deve|"
    r"powinien|musi|muss|soll|moet|должн\w+)\s.{0,60}?[«„“\"'](?:vrai|faux|verdader\w|verdadeir\w|fals\w|vero|"
    r"wahr|falsch|prawda|fałsz|waar|верно|правда)",
    r"\b(?:risposta|respuesta|reponse|resposta|antwort|odpowiedz|antwoord)\s(?:\w+"
    r"\s)?(?:e|es|est|ist|is|to|brzmi|lautet)\s?[«„“\"':]?\s?(?:vrai|faux|"
    r"verdader\w|fals\w|vero|wahr|falsch|prawda|waar)\b",
)


def _patterns(words: Words) -> tuple[str, ...]:
    """What all languages order alike."""
    ignore, earlier, what = f"(?:{words.ignore})", f"(?:{words.earlier})", f"(?:{words.instructions})"
    readers, grade, grades = f"(?:{words.readers})", f"(?:{words.grade})", f"(?:{words.grades})"
    begin = _BEGIN if words.anchored else ""
    tail = r"(?:\s[\w-]+){0,4}?\s?"
    return (
        rf"{begin}{ignore}\W?.{{0,30}}?{earlier}.{{0,25}}?{what}",
        rf"{begin}{ignore}\W?.{{0,30}}?{what}.{{0,12}}?{earlier}",
        rf"{earlier}.{{0,20}}?{what}.{{0,20}}?{ignore}",
        rf"{what}.{{0,12}}?{earlier}.{{0,15}}?{ignore}",
        rf"{begin}(?:{words.notes})\W{{0,3}}(?:\w+\W{{1,2}}){{0,3}}?{readers}{tail}[:,،]",
        rf"{_BEGIN}(?:{words.to})\W{{0,2}}(?:\w+\W{{1,2}}){{0,2}}?{readers}{tail}:",
        rf"(?:{words.if_you_are})(?:\w+\s){{0,2}}?{readers}",
        rf"{grades}\W{{0,3}}.{{0,40}}?{grade}"
        if words.verb_last
        else rf"{begin}{grade}(?:\W{{0,3}}|.{{0,250}}?[\s\W]){grades}",
        words.graded,
        rf"{_BEGIN}(?:{words.draw})",
        words.told,
        *_ABOUT_MODELS,
    )
