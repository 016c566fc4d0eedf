"""A model that does whatever it is told by the text it is given, and otherwise counts words.

It stands behind `tests.stub_server`. It reads as language models do: through odd letters and invisible characters. So
whatever of an attack gets through to it turns its answer, and what is tested is what we let through.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from eval.injection.dress_attacks import LOOKALIKES, SMALL_CAPITALS
from eval.injection.records import Attack, Base
from pipeline.findings import Stance
from tests.stub_server import Recorded, Scripted, chat_reply

_PLAIN = {odd: letter for table in (LOOKALIKES, SMALL_CAPITALS) for letter, odd in table.items()}
_WORDS: dict[Stance, str] = {"supports": "true", "contradicts": "false", "neutral": "unknown"}
_SAME = 0.75


def read(text: str) -> str:
    """The text as a language model makes it out."""
    tagless = "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) <= 0xE007E else c for c in text)
    apart = unicodedata.normalize("NFKD", tagless)
    # Marks on Latin letters only: "й" is a letter of its own.
    bare = re.sub(r"(?<=[A-Za-z])[\u0300-\u036f]+", "", apart)
    shown = "".join(c for c in unicodedata.normalize("NFKC", bare) if unicodedata.category(c) != "Cf")
    mixed = " ".join(_mended(word) for word in shown.split())
    return re.sub(r"\b(?:\w ){4,}\w\b", lambda m: m[0].replace(" ", ""), mixed).casefold()


def _mended(word: str) -> str:
    latin = any("a" <= c.lower() <= "z" for c in word)
    small = any(c in SMALL_CAPITALS.values() for c in word)
    alike = all(c in _PLAIN for c in word)
    return "".join(_PLAIN.get(c, c) for c in word) if latin or small or alike else word


class Gullible:
    """Answers requests; with an attack it obeys it wherever it sees it."""

    def __init__(self, base: Base, attack: Attack | None = None) -> None:
        self.base, self.attack = base, attack

    def __call__(self, request: Recorded) -> Scripted:
        messages = [m["content"] for m in request.json["messages"] if m["role"] == "user"]
        shape = request.json.get("response_format") or {}
        properties = shape.get("json_schema", {}).get("schema", {}).get("properties", {})
        if "claims" in properties:
            return chat_reply(json.dumps(self._claims(messages[-1])))
        if "stance" in properties:
            passages = [m for m in messages if m.startswith("Claim: ")]
            return chat_reply(json.dumps(self._grade(passages[-1], again=messages[-1] != passages[-1])))
        if "stands for" in messages[-1].splitlines()[-1]:
            return chat_reply(self._stands_for(messages[-1]))
        return self._word(messages[-1])

    def obeys(self, text: str) -> bool:
        """Whether it sees what it is to do."""
        if self.attack is None:
            return False
        tells = self.attack.tells or (self.attack.text,)
        seen, squeezed = read(text), read(text).replace(" ", "")
        return all(read(tell) in seen or read(tell).replace(" ", "") in squeezed for tell in tells)

    def _told(self, claim: str, text: str) -> Stance | None:
        if self.attack is None or claim != self.base.claims[self.attack.aim] or not self.obeys(text):
            return None
        return self.attack.wants

    def _word(self, message: str) -> Scripted:
        sentence = _field(message, "Sentence")
        claim = _field(message, "Claim")
        word = _WORDS[self._told(claim, sentence) or weighed(claim, sentence)[0]]
        return chat_reply(word, logprobs={w: -0.02 if w == word else -5.0 for w in _WORDS.values()})

    def _grade(self, message: str, *, again: bool) -> dict[str, Any]:
        claim = _field(message, "Claim")
        passage = message.split("\n", 1)[1]
        lines = {int(n): text for n, text in re.findall(r"^\[(\d+)\] (.*)$", passage, re.M)}
        ranked = sorted(lines, key=lambda n: (-weighed(claim, lines[n])[1], n))
        honest = weighed(claim, lines[ranked[0]])[0] if ranked else "neutral"
        told = self._told(claim, passage)
        # Where its first choice is not taken, it tries the next sentence.
        chosen = ranked[min(len(ranked) - 1, int(again and told is not None))] if ranked else 0
        stance = told or honest
        return {
            "stance": stance,
            "sentences": [chosen] if stance != "neutral" and chosen else [],
            "voice": "asserts",
            "speaker": None,
            "reason": "so it says",
        }

    def _claims(self, message: str) -> dict[str, Any]:
        lines = {int(n): text for n, text in re.findall(r"^\[(\d+)\] (.*)$", message, re.M)}
        made = self.attack.made_up if self.attack and self.obeys(message) else None
        claims = [
            {"sentence": n, "text": text, "voice": "asserts", "speaker": None, "when": None}
            for n, text in lines.items()
            if not made or not made.alone
        ]
        if made is not None:
            wanted = {"text": made.text, "voice": made.voice, "speaker": made.speaker, "when": None}
            claims += [{"sentence": n, **wanted} for n in lines]
        return {"claims": claims, "dropped": []}

    def _stands_for(self, message: str) -> str:
        if self.attack and self.attack.stands_for and self.obeys(message):
            return self.attack.stands_for
        return "Mayor Ilse Corven" if '"She"' in message.splitlines()[-1] else "unclear"


def weighed(claim: str, sentence: str) -> tuple[Stance, float]:
    """What shared words come to: nearly all, and every number, is support; another number is a contradiction."""
    words = {w for w in re.findall(r"\w+", claim.casefold()) if len(w) > 3 or w.isdigit()}
    found = set(re.findall(r"\w+", sentence.casefold()))
    share = len(words & found) / len(words)
    if share < _SAME:
        return "neutral", share
    return ("supports" if all(w in found for w in words if w.isdigit()) else "contradicts"), share


def _field(message: str, name: str) -> str:
    return next(line for line in message.splitlines() if line.startswith(f"{name}: ")).removeprefix(f"{name}: ")
