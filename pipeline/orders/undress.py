"""A text as a language model makes it out, whatever its letters are dressed in: for looking, never for showing.

Models read through full-width and mathematical letters, look-alikes of another alphabet, marks over every letter,
digits for letters and characters that nobody sees; a pattern does not.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.text import without_unseen

_LOOKALIKES = str.maketrans(
    "аеорсухіѕјкмтвнАВЕКМНОРСТУХІЅЈԁԛԝһαορυνικταΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxisjkmtbhABEKMHOPCTYXISJdqwhaopuvikτaABEZHIKMNOPTYX".replace("τ", "t"),
)
_SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
_BOXED = {
    start + n: chr(65 + n) for start in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6) for n in range(26)
}  # squared, circled and flag letters
_DIGITS = str.maketrans("0134579", "oieastg")
_WORD = re.compile(r"[^\W\d_]+")
_LEET = re.compile(r"\b(?=[^\W_]*[^\W\d_])(?=[^\W_]*[0134579])[^\W_]{3,}\b")
_INSIDE = re.compile(r"[a-zA-Z][0134579]+[a-zA-Z]")
_SEVERAL = 2
_APART = re.compile(r"(?<!\S)(?:[^\W\d_][\s.·_*-]{1,2}){9,}[^\W\d_](?!\w)")


def undress(text: str) -> str:
    """The text in plain letters, without accents on Latin and Arabic ones."""
    shown = without_unseen(text)
    if shown.isascii():
        return _without_digits(shown)
    plain = unicodedata.normalize("NFKC", shown.translate(_BOXED).translate(_SMALL_CAPITALS))
    return _without_digits(_unmixed(_bare(plain)))


def set_apart(text: str) -> str:
    """Ten letters or more that are written one by one, joined; "" where there are none."""
    found = _APART.search(text)
    return "".join(c for c in found.group() if c.isalpha()) if found else ""


def _bare(text: str) -> str:
    """Without marks over Latin and Arabic letters; elsewhere a mark makes another letter of it ("й", "が")."""
    kept: list[str] = []
    base = ""
    for c in unicodedata.normalize("NFD", text):
        if unicodedata.combining(c) == 0 and unicodedata.category(c) != "Mn":
            base = unicodedata.name(c, "")[:6] if c.isalpha() else base if c.isspace() else ""
        elif base in ("LATIN ", "ARABIC") or not base:
            continue
        kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


def _unmixed(text: str) -> str:
    """Look-alikes put back into Latin where a word mixes alphabets, and in words of nothing but look-alikes beside."""
    words = set(_WORD.findall(text))
    mixed = {word for word in words if not word.isascii() and re.search("[a-zA-Z]", word)}
    if not any(word.translate(_LOOKALIKES).isascii() for word in mixed):
        return text
    return _WORD.sub(lambda m: t if (t := m[0].translate(_LOOKALIKES)).isascii() else m[0], text)


def _without_digits(text: str) -> str:
    """Digits in words as the letters that they stand for, where there are several such words."""
    if not _INSIDE.search(text) or len(_LEET.findall(text)) < _SEVERAL:
        return text
    return _LEET.sub(lambda m: m[0].translate(_DIGITS), text)
