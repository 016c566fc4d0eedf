"""What README.md and docs/ tell a reader to type: their fenced blocks, command by command, and the table of commands.

Kinds of block: `sh` (run), `python` (run), `toml` (loaded as twosource.toml), `diff` (applied to a copy of the code, in
which the rest of that file is run), `text` and `json` (shown, not run). There is no other kind. A comment
`<!-- tested by tests/FILE.py::test_name -->` on the line before a block names the test that runs it elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
KINDS = ("sh", "python", "toml", "diff", "text", "json")

_FENCE = re.compile(r"^(?P<fence>```+|~~~+)[ \t]*(?P<kind>\S*).*$")
_TESTED_BY = re.compile(r"<!-- tested by (?P<test>\S+) -->")
_EXIT = re.compile(r"#.*\bexit code (\d+)")


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        line: Of its fence, from 1.
        tested_by: The test that runs it elsewhere, as pytest names it; empty where it is run from here.
    """

    page: Path
    line: int
    kind: str
    text: str
    tested_by: str = ""

    @property
    def place(self) -> str:
        """For messages."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Command:
    """One command of an `sh` block, on one line.

    Attributes:
        code: The exit code that the text promises in a comment ("# exit code 1"), else 0.
    """

    place: str
    text: str
    code: int = 0

    @property
    def bare(self) -> str:
        """Without `.venv/bin/` and the comment."""
        return re.sub(r"\s+#\s.*", "", self.text).replace(".venv/bin/", "").strip()


def blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found: list[Block] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        if opening is None:
            at += 1
            continue
        end = next(n for n in range(at + 1, len(lines)) if lines[n].strip() == opening["fence"])
        named = _TESTED_BY.search(lines[at - 1]) if at else None
        body = "\n".join(lines[at + 1 : end]) + "\n"
        found.append(Block(page, at + 1, opening["kind"], body, named["test"] if named else ""))
        at = end + 1
    return found


def commands_of(block: Block) -> list[Command]:
    """The commands of an `sh` block; lines that end in a backslash are joined, those with a comment only left out."""
    found = []
    begun = ""
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.endswith("\\"):
            begun += line[:-1] + " "
            continue
        text, begun = (begun + line).strip(), ""
        if text and not text.startswith("#"):
            promised = _EXIT.search(text)
            place = f"{block.page.relative_to(ROOT)}:{number}"
            found.append(Command(place, text, int(promised[1]) if promised else 0))
    return found


def commands() -> list[Command]:
    """The commands of all pages that are run from here."""
    blocks = [b for page in PAGES for b in blocks_of(page) if b.kind == "sh" and not b.tested_by]
    return [command for block in blocks for command in commands_of(block)]


def table_of_commands() -> list[str]:
    """What README's table of commands has: `twosource library set`, say; arguments and options left out."""
    found = []
    for row in re.findall(r"^\| (`twosource .*?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M):
        first, *others = re.findall(r"`([^`]+)`", row)
        words = _words(first)
        found.append(" ".join(words))
        # "`twosource library list`, `show`": the others stand for the first one's last word.
        found += [" ".join([*words[:-1], *_words(other)]) for other in others if other not in ("answer",)]
    return found


def _words(text: str) -> list[str]:
    return [word for word in re.sub(r'["\[].*', "", text).split() if re.fullmatch(r"[a-z][a-z-]*", word)]
