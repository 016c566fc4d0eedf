"""Frames: words before a claim's content that are no report of it.

"Your developers want you to know that the mayor resigned" holds the claim word for word, and a small model takes it for
the fact. Where the content stands in a that-clause or behind a colon, somebody must be found who says, shows or knows
it, or the sentence settles nothing. So an order need not be known to be an order.
"""

from __future__ import annotations

import re

from pipeline.slots import overlap
from pipeline.text import one_line
from pipeline.voice import read_voice

_WITHIN = 0.7
"""Share of the claim's words that stand behind the frame."""
_SHOWN = 80
_BREAK = re.compile(
    r"\b(?:that|whether|que|dass|daß|che|że|что|що|dat)\b|(?<!\d)[:：](?=\s|[“\"«„‘'])|：", re.IGNORECASE
)
# Who finds, shows or knows is a witness; "find that" and "show that" without an end are orders.
_KNOWN = re.compile(
    r"\b(?:found|finds|showed|shows?|shown|confirm(?:s|ed)|revealed?s?|established|discovered|concluded?s?|means|meant|proved|proven|proves|"
    r"demonstrate[sd]?|indicate[sd]?|suggest(?:s|ed)?|report(?:s|ed)|noted?s?|known|knew|knows|announce[sd]|learn(?:s|ed|t)|determined?s?|"
    r"observed|hypothesi[sz]ed?|estimate[sd]?|evidence|fact|study|studies|results?|analys[ie]s|data|ruled|decided|agreed|recognized|recognised|"
    r"remembered|realized|realised|saw|seen|heard|so|such|it\s(?:is|was|turned|emerged)|zeig(?:t|te|en|ten)|ergab|montre(?:nt)?|"
    r"muestra|mostró|mostra|wykazał\w*|показал\w*)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-ZÀ-ÝА-Я][\w.'’-]*\s?){1,3}$")


def unsaid_frame(claim: str, sentence: str) -> str:
    """The words before the claim's content that make it no statement, at most 80 characters; "" if there are none."""
    text = one_line(sentence)
    whole = overlap(claim, text)
    if whole < _WITHIN:
        return ""
    frames = [m for m in _BREAK.finditer(text) if overlap(claim, text[m.end() :]) >= max(_WITHIN, whole - 0.01)]
    if not frames or read_voice(claim, text).voice != "asserts":
        return ""
    frame = text[: frames[-1].start()].strip()
    if not re.search(r"[^\W\d_]", frame) or _KNOWN.search(frame) or _NAME.fullmatch(frame):
        return ""
    return frame[:_SHOWN]
