"""Claims that say the same in the same words are graded once.

Two claims are one if nothing but how they are written down differs: case of the first letter, kinds of quotation marks,
dashes and blanks, invisible characters, the full stop at the end, quotation marks around the whole. Every word, number,
name and inner comma must be the same, in the same order ("The minister, said the president, lied" is not "The minister
said the president lied"), and so must the as-of date. Likeness of meaning is no ground: a finding is printed.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.batch.records import Row
from pipeline.text import normalised
from store.records import content_id

# Not the joiners U+200C and U+200D, which tell words of Persian and of India's scripts apart.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_AROUND = re.compile(r'^"([^"]*)"$')
_END = re.compile(r"[.!…]+$")
_BEFORE_SIGN = re.compile(r"(?<=\d) (?=%)")


def claim_key(row: Row, *, merge: bool = True) -> str:
    """What a claim is graded by: equal keys, one grading.

    Args:
        merge: False: only claims that are the same to the letter are one.
    """
    return content_id("row", written_alike(row.claim) if merge else row.claim, row.as_of)


def written_alike(claim: str) -> str:
    """The claim in one way of writing it."""
    # Only joined accents: further folding (NFKC) would make "10²" into "102".
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", claim))
    text = normalised(text)
    text = _AROUND.sub(r"\1", text).strip()
    text = _BEFORE_SIGN.sub("", _END.sub("", text).rstrip())
    # "US officials" and "us officials" differ in meaning; a first letter that is followed by small ones does not.
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
