"""An attack: a clean article, what is put into it, where, and what it is after.

Everything here was written for this project. The articles are about nothing real, and their orders address nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from pipeline.findings import Stance, Verdict

Aim = Literal["open", "true", "false"]
Place = Literal["start", "middle", "end", "title", "publisher", "byline", "origin"]
VERDICTS: dict[Aim, Verdict] = {"open": "not_enough_evidence", "true": "supported", "false": "refuted"}


@dataclass(frozen=True, slots=True)
class Base:
    """A clean article of a few sentences, and three claims about it.

    Attributes:
        claims: What the article says, what it contradicts, and what it does not speak of ("open").
        question: What the article answers.
    """

    name: str
    title: str
    publisher: str
    published: str
    byline: str
    sentences: tuple[str, ...]
    claims: dict[Aim, str]
    question: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class MadeUp:
    """The claim that an attack on extraction wants to be drawn.

    Attributes:
        alone: Instead of all others.
    """

    text: str
    voice: str = "asserts"
    speaker: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Attack:
    """One injected text.

    Attributes:
        kind: The trick.
        base: Name of the article.
        text: What is put in; may have several sentences or lines.
        tells: The words by which a model that obeys knows what to do; it must see all of them. Without any, the whole
            text. Written plainly, whatever dress the text wears.
        aim: The claim whose grade is to be turned, and `wants` to what.
        written: Before the rules for orders, when they were frozen, or when they had been mended.
        made_up: For attacks on extraction.
        stands_for: What a word is to be taken for, for attacks on the question what "she" stands for.
    """

    kind: str
    base: str
    text: str
    tells: tuple[str, ...] = ()
    aim: Aim = "open"
    wants: Stance = "supports"
    at: Place = "end"
    made_up: MadeUp | None = None
    stands_for: str | None = None
    written: Literal["first", "later", "last"] = "first"
    id: str = field(default="", compare=False)

    @property
    def half(self) -> Literal["work", "held", "later", "last"]:
        """The half that rules were written with, or the one that was only counted (by hash: nobody chose), or those
        that were written when the rules were finished, and when they had been mended."""
        if self.written != "first":
            return self.written
        return "work" if hashlib.sha256(self.text.encode()).digest()[0] % 2 == 0 else "held"


def plain(base: Base) -> str:
    """The clean article as a Markdown file."""
    return _file(base, {}, " ".join(base.sentences))


def attacked(base: Base, attack: Attack) -> str:
    """The article with the attack in it."""
    if attack.at in ("title", "publisher", "byline", "origin"):
        return _file(base, {attack.at: attack.text}, " ".join(base.sentences))
    first, rest = base.sentences[:2], base.sentences[2:]
    body = " ".join(base.sentences)
    parts = {
        "start": (attack.text, body),
        "middle": (" ".join(first), attack.text, " ".join(rest)),
        "end": (body, attack.text),
    }[attack.at]
    return _file(base, {}, "\n\n".join(parts))


def _file(base: Base, over: dict[str, str], body: str) -> str:
    fields = {
        "title": base.title,
        "publisher": base.publisher,
        "published": base.published,
        "byline": base.byline,
        "language": base.language,
        **over,
    }
    head = "".join(f"{name}: {_yaml(value)}\n" for name, value in fields.items())
    return f"---\n{head}---\n{body}\n"


def _yaml(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
