"""A reader's machine: a folder that looks like a checkout, a model that reads, and each command of a page done in turn.

The model is the tests' own (`tests/gullible.py`, told nothing): where a page says `--model local`, or nothing, it
stands in for the embedded one, which tests marked `llm` run. The embedder is the real one, but for `eval` commands,
which would embed a corpus. `twosource` runs in this process, since starting Python for each of 60 commands would take
minutes; where a page has changed the code, in a new one.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eval.injection.bases import BASES
from pipeline.cli import main
from tests.conftest import WordEmbedder
from tests.docs.blocks import ROOT, Block, Command, commands_of
from tests.gullible import Gullible
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply

PACKAGES = ("pipeline", "store", "prompts", "eval")
HARMLESS = ("echo", "cat", "cp", "ls", "sed", "printf", "mkdir", "export", "head")
MODEL = "openai:stub"
STANDS_FOR = {"FOLDER": "pipeline/demo/articles", "openai:NAME": MODEL}
"""What a reader puts in by themselves."""
_MEND = "make it a command that can be run, or name its test in a comment above"
_SERVER = re.compile(r"http://localhost:8000/v1")
_ASSIGNED = re.compile(r"([A-Z_]+)=(\S+)")


@dataclass
class Machine:
    """Where a page is tried out.

    Attributes:
        folder: Has the checkout's folders in it; what commands write goes beside them.
        changed: The code is a copy that a `diff` of the page was applied to.
    """

    folder: Path
    stub: StubServer
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    changed: bool = False
    said: list[str] = field(default_factory=list)

    def do(self, block: Block) -> None:
        """Does what a block says.

        Raises:
            AssertionError: It did not go as the page promises.
        """
        if block.kind == "sh":
            for command in commands_of(block):
                self._command(command)
        elif block.kind == "python":
            self._python(block)
        elif block.kind == "diff":
            self._apply(block)
        elif block.kind == "toml":
            (self.folder / "twosource.toml").write_text(block.text, encoding="utf-8")
            self._command(Command(block.place, "twosource schema finding"))
            (self.folder / "twosource.toml").unlink()

    def _command(self, command: Command) -> None:
        text = _SERVER.sub(self.stub.base_url, command.bare)
        for name, value in STANDS_FOR.items():
            text = re.sub(rf"(?<!\S){re.escape(name)}(?!\S)", value, text)
        before, _, last = text.rpartition(" | ")
        names = [part.split()[0] for part in re.split(r" \| ", text)]
        if self.changed or all(name in HARMLESS for name in names):
            code, out, err = self._shell(text)
        else:
            given = self._shell(before)[1] if before else ""
            code, out, err = self._twosource(words_of(last, command), given)
        self.said.append(out)
        assert code == command.code, f"{command.place}: {command.text}\nleft with {code}\n{out[-800:]}\n{err[-1500:]}"
        assert "Traceback" not in err, f"{command.place}\n{err}"

    def _twosource(self, words: list[str], given: str) -> tuple[int, str, str]:
        with self.patch.context() as patch:
            while assigned := _ASSIGNED.fullmatch(words[0]):
                patch.setenv(assigned[1], assigned[2])
                words = words[1:]
            target = None
            if ">" in words:
                words, target = words[: words.index(">")], words[words.index(">") + 1]
            patch.setattr(sys, "argv", for_the_stub(words))
            if words[1:2] == ["eval"]:
                patch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
            self.capture.readouterr()
            with pytest.raises(SystemExit) as left:
                main()
        captured = self.capture.readouterr()
        if target:
            (self.folder / target).write_text(captured.out, encoding="utf-8")
        return int(left.value.code or 0), captured.out, captured.err

    def _shell(self, text: str) -> tuple[int, str, str]:
        programs = [part.split()[0] for part in re.split(r" \| | && ", text)]
        unknown = [p for p in programs if p not in (*HARMLESS, "twosource", "python")]
        assert not unknown, f"nobody runs {unknown[0]!r}: {_MEND}"
        run = f'twosource() {{ "{sys.executable}" -c "from pipeline.cli import main; main()" "$@"; }}\n'
        run += f'python() {{ "{sys.executable}" "$@"; }}\n'
        environ = {**os.environ, "PYTHONPATH": str(self.folder if self.changed else ROOT)}
        ended = subprocess.run(
            ["bash", "-c", run + text],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return ended.returncode, ended.stdout, ended.stderr

    def _python(self, block: Block) -> None:
        file = self.folder / "example.py"
        file.write_text(block.text, encoding="utf-8")
        if self.changed:
            code, out, err = self._shell("python example.py")
            assert code == 0, f"{block.place}\n{err}"
            self.said.append(out)
            return
        self.capture.readouterr()
        exec(compile(block.text, block.place, "exec"), {"__name__": "__main__"})
        self.said.append(self.capture.readouterr().out)

    def _apply(self, block: Block) -> None:
        if not self.changed:
            for name in PACKAGES:
                (self.folder / name).unlink()
                shutil.copytree(ROOT / name, self.folder / name, ignore=_large)
            for large in ROOT.glob("pipeline/llm/adapters/*.gguf"):
                (self.folder / large.relative_to(ROOT)).symlink_to(large)
            self.changed = True
        file = self.folder / "change.diff"
        file.write_text(block.text, encoding="utf-8")
        applied = subprocess.run(
            ["git", "apply", "--unidiff-zero", file.name], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert applied.returncode == 0, f"{block.place} does not fit the code any more:\n{applied.stderr}"


def _large(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(".gguf") or name == "__pycache__"]


def words_of(text: str, command: Command) -> list[str]:
    """The words of a `twosource` command, variables that are set for it included."""
    words = shlex.split(text)
    program = next(word for word in words if not _ASSIGNED.fullmatch(word))
    assert program == "twosource", f"{command.place}: nobody runs {program!r}: {_MEND}"
    return words


class Reader:
    """The model: it counts shared words and compares numbers (`tests/gullible.py`, told nothing by anybody)."""

    def __init__(self) -> None:
        self._reads = Gullible(next(iter(BASES.values())))

    def __call__(self, request: Recorded) -> Scripted:
        """The reply to one request; `doctor --call` asks for no grade."""
        asked = any("Claim: " in str(m["content"]) or "passage" in str(m["content"]) for m in request.json["messages"])
        return self._reads(request) if asked else chat_reply("yes")


def for_the_stub(words: list[str]) -> list[str]:
    """The command with the stub for the embedded model, which `demo` takes where no other is named."""
    given = [MODEL if words[at - 1 : at] == ["--model"] and word == "local" else word for at, word in enumerate(words)]
    return [*given, "--model", MODEL] if given[:2] == ["twosource", "demo"] and "--model" not in given else given
