"""A typed line, read: a command, a question or a claim.

A line is a command when it begins with a command's name in small letters and goes on as that command does. So "why 3"
is a command and "why did she resign?" a question. What begins like a command and cannot be read as one is an error and
not a claim: a mistyped command must not cost a check. `!` and `?` in front force a claim and a question.
"""

from __future__ import annotations

import difflib
import re
import shlex
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import UsageError
from pipeline.shell.commands import COMMANDS
from pipeline.text import one_line
from store.records import PERSONS_VERDICTS

Kind = Literal["nothing", "claim", "question", "command"]

_QUESTION = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|has|have|had|can|could|will|would|should"
    r"|since\s+when|until\s+when|by\s+whom)\b",
    re.IGNORECASE,
)
# The question marks of Latin, Arabic, Chinese and Japanese, Armenian, Ethiopic and Greek.
_MARK_AT_END = re.compile(r"[?؟？՞፧]\s*[\"'”’»)]*$|\w;$")
_NAME = r"(?:\S+|\"[^\"]+\"|'[^']+')"
_ONE = r"(?:article\s+)?(?P<number>\d{1,4})|(?P<kind>publisher|origin|article)\s*:\s*(?P<name>\S.*)"
_WHAT = re.compile(_ONE)
_FREE = ("note", "timeline", "ingest", "subject", "history")
_TAKES = {
    **dict.fromkeys(("sources", "again", "conflicts", "cost", "quit"), ""),
    **dict.fromkeys(("open", "why"), r"\d{1,4}"),
    **dict.fromkeys(_FREE[:3], r".+"),
    **dict.fromkeys(_FREE[3:], r".*"),
    **dict.fromkeys(("save", "load"), _NAME),
    "exclude": _ONE,
    "include": rf"all|{_ONE}",
    "as-of": r"off|\d{4}-\d{2}-\d{2}",
    "only": r"off|(?:publisher|language)\s*:\s*\S.*",
    "findings": r"\d{0,4}",
    "judge": rf"(?:{'|'.join(PERSONS_VERDICTS)})(?:\s.*)?",
    "model": rf"(?:{_NAME})?",
    "export": rf"{_NAME}(?:\s+all)?",
    "help": rf"(?:{'|'.join(map(re.escape, COMMANDS))})?",
}
_NO_COMMAND = {"exit": "quit", "bye": "quit", "undo": "include"}


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed.

    Attributes:
        text: The claim or question; for a command, its argument.
        command: Name of the command, or an empty string.
    """

    kind: Kind
    text: str = ""
    command: str = ""

    @property
    def words(self) -> list[str]:
        """The argument's words, quotes taken off.

        Raises:
            UsageError: A quotation mark is not closed.
        """
        try:
            return shlex.split(self.text)
        except ValueError as error:
            raise UsageError(f"{self.command}: a quotation mark is not closed.", mend=_usage(self.command)) from error


def read_line(typed: str) -> Line:
    """What a typed line wants.

    Raises:
        UsageError: It begins like a command and does not go on like it.
    """
    text = one_line(typed)
    if not text:
        return Line("nothing")
    if text[0] in "!?" and text.strip("!? "):
        return Line("question" if text[0] == "?" else "claim", text[1:].strip())
    if text == "?":
        return Line("command", "", "help")
    name, _, argument = text.partition(" ")
    command = _NO_COMMAND.get(name, name)
    if command in COMMANDS and (command == name or not argument):
        if _fits(command, argument.strip()):
            return Line("command", argument.strip(), command)
        if not _reads_as_text(command, text):
            raise UsageError(
                f"{command} cannot be read like this: {_short(text)}",
                mend=f"{_usage(command)} `help {command}` says more; to check it as a claim, put ! in front.",
            )
    meant = _mistyped(name, argument.strip())
    if meant:
        mend = (
            f"Did you mean {meant} {_short(argument.strip())}? `help` lists the commands; to check it, put ! in front."
        )
        raise UsageError(f"There is no command {name!r}.", mend=mend)
    if " " not in text and text.isascii() and text.isalpha() and text.islower() and not argument:
        raise UsageError(f"There is no command {text!r}.", mend=_nearest(text))
    return Line("question" if is_question(text) else "claim", text)


def is_question(text: str) -> bool:
    """Whether a line asks and does not state."""
    rest = re.sub(r"^(?:and|but|so|then)\b[,\s]+", "", text, flags=re.IGNORECASE)
    return bool(_MARK_AT_END.search(text)) or (_QUESTION.match(rest) is not None and not text.endswith("."))


def read_number(text: str) -> int:
    """The number of a citation.

    Raises:
        UsageError: It is none.
    """
    number = int(text) if re.fullmatch(r"\d{1,4}", text) else 0
    if not number:
        raise UsageError(f"{_short(text)!r} is not the number of a source.", mend="Numbers stand in brackets: open 3")
    return number


def read_what(text: str) -> tuple[str, str]:
    """What `exclude` and `include` are given: ("number", "2"), ("publisher", "Orl Gazette") ...

    Raises:
        UsageError: It is none of them.
    """
    found = _WHAT.fullmatch(text)
    if found is None:
        raise UsageError(f"{_short(text)!r} names nothing that can be left out.", mend=_usage("exclude"))
    if found["number"]:
        return "number", found["number"]
    return found["kind"], found["name"].strip().strip("\"'")


def _fits(command: str, argument: str) -> bool:
    """Whether an argument is one that the command takes."""
    return re.fullmatch(_TAKES[command], argument) is not None


def _reads_as_text(command: str, text: str) -> bool:
    """Whether a line that begins with a command's name is a question all the same: "why did she resign"."""
    return command == "why" or bool(_MARK_AT_END.search(text))


def _mistyped(word: str, argument: str) -> str:
    """The command that was meant by a word much like it, where what follows is just what that command takes."""
    if not argument or not (word.isascii() and word.islower()):
        return ""
    near = difflib.get_close_matches(word, COMMANDS, n=3, cutoff=0.7)
    return next((command for command in near if command not in _FREE and _fits(command, argument)), "")


def _nearest(word: str) -> str:
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    start = f"Did you mean {near[0]}? " if near else ""
    return f"{start}`help` lists the commands; to check it as a claim, put ! in front."


def _usage(command: str) -> str:
    found = COMMANDS[command]
    return f"Write {found.usage}" + (f", such as {found.example}." if found.example else ".")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
