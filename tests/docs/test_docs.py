"""Every command and example of README.md and docs/ is run, and what they say of options, settings and files is so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from eval.suite.records import ClaimCase, QuestionCase
from eval.suite.suites import load_suite
from pipeline.cli import cli
from pipeline.llm import instant_retries
from pipeline.settings import Settings
from tests.docs.blocks import KINDS, PAGES, ROOT, Block, blocks_of, commands, commands_of, table_of_commands
from tests.docs.machine import MODEL, PACKAGES, Machine, Reader
from tests.stub_server import StubServer

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
SAID = {
    "docs/tour.md": ("6 added", "SUPPORTED  About 2,400", "A person decided", "left out: "),
    "docs/extending.md": ("Evening news", "Velmara Public Radio", "The bridge was closed on Monday."),
}
"""What commands of a page must have said besides, whatever the model is worth."""
READMES = sorted(p for top in (*PACKAGES, "tests", "docs") for p in (ROOT / top).rglob("README.md"))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Machine]:
    folder = tmp_path / "twosource"
    folder.mkdir()
    for name in (*PACKAGES, "tests", "docs", "README.md", ".git"):
        (folder / name).symlink_to(ROOT / name)
    monkeypatch.chdir(folder)
    with StubServer(Reader()) as stub, instant_retries():
        monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("TWOSOURCE_MODEL", MODEL)
        yield Machine(folder, stub, monkeypatch, capsys)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_tells_to_type_works(name: str, machine: Machine) -> None:
    for block in blocks_of(ROOT / name):
        if not block.tested_by:
            machine.do(block)
    for words in SAID.get(name, ()):
        assert any(words in said for said in machine.said), f"{name}: nothing said {words!r}"


@pytest.mark.parametrize("name", NAMES)
def test_every_block_is_of_a_kind_that_is_known(name: str) -> None:
    page = ROOT / name
    for block in blocks_of(page):
        assert block.kind in KINDS, f"{block.place}: say what it is: {', '.join(KINDS)}"
    fenced = {n for b in blocks_of(page) for n in range(b.line, b.line + b.text.count("\n") + 2)}
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        command = re.match(r" {4,}(?:\$ )?(?:\.venv/bin/)?(?:twosource|make|python|uv|pip)\b", line)
        assert number in fenced or not command, f"{name}:{number}: put it into a fenced block, so that it is run"


@pytest.mark.parametrize("block", [b for p in PAGES for b in blocks_of(p) if b.tested_by], ids=lambda b: b.place)
def test_what_is_run_elsewhere_is_run_there(block: Block) -> None:
    path, _, name = block.tested_by.partition("::")
    source = (ROOT / path).read_text(encoding="utf-8")
    tests = {
        node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name in tests, f"{block.place}: {path} has no {name}"
    for command in commands_of(block) if block.kind == "sh" else ():
        # The test speaks of what the command is called: it cannot be any test.
        words = [w for w in command.bare.split() if re.fullmatch(r"[a-z]+", w)][1:3]
        missing = [word for word in words if word not in source]
        assert not missing, f"{command.place}: {path} has nothing about {missing}"


def commands_known(group: click.Group, above: str = "twosource") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands_known(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


def test_the_table_has_every_command_and_every_command_is_run() -> None:
    known = {name for name, _ in commands_known(cli)}
    table = table_of_commands()
    assert sorted(known - set(table)) == [], "not in README's table"
    elsewhere = [c for p in PAGES for b in blocks_of(p) if b.kind == "sh" and b.tested_by for c in commands_of(b)]
    typed = [re.sub(r"^(?:.*\| )?(?:[A-Z_]+=\S+ )*", "", c.bare) for c in [*commands(), *elsewhere]]
    for name in table:
        assert any(text.startswith(f"{name} ") or text == name for text in typed), f"no page shows {name} at work"


def test_options_that_pages_name_exist() -> None:
    options = {"--help", "--version"}
    for _, command in commands_known(cli):
        options |= {o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)}
    for page in PAGES:
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page.read_text(encoding="utf-8")))
        assert sorted(named - options) == [], page.name


def test_settings_are_all_named() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", text, re.M))
    assert listed == set(Settings.model_fields)


def test_figures_of_the_eval_set_are_its_own() -> None:
    suite = load_suite("core")
    claims = [case for case in suite.cases if isinstance(case, ClaimCase)]
    questions = [case for case in suite.cases if isinstance(case, QuestionCase)]
    kinds = {case.kind for case in claims}
    said = f"{len(suite.articles)} articles on nine events, {len(claims)} claims of {len(kinds)} kinds"
    said += f" and {len(questions)} questions"
    assert len({case.event for case in claims}) == 9
    assert said in re.sub(r"\s+", " ", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_table_of_verdicts_has_the_rows_of_the_code() -> None:
    from pipeline import verdict

    rules = re.findall(r"^    \S.*-> (\w+)", verdict.__doc__ or "", re.M)
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("| what the articles say | verdict |")[1]
    rows = re.findall(r"^\| .* \| `(\w+)`.*\|$", table.split("\n\n")[0], re.M)
    assert rows == rules


@pytest.mark.parametrize("page", [*PAGES, *READMES], ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", text):
        address = "".join(target)
        if not re.match(r"https?://", address):
            assert (page.parent / address).exists(), f"{page.relative_to(ROOT)} leads to {address}"


def folders() -> list[Path]:
    """Folders with code of ours, and those of documents."""
    with_code = {p.parent for top in PACKAGES for p in (ROOT / top).rglob("*.py")}
    return sorted({*with_code, ROOT / "tests", ROOT / "docs"})


@pytest.mark.parametrize("folder", folders(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_folder_says_what_it_is(folder: Path) -> None:
    assert (folder / "README.md").is_file()


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 250


def test_the_picture_asks_nothing_of_the_network() -> None:
    pictures = [p for p in (ROOT / "docs").iterdir() if p.suffix in (".svg", ".png")]
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 150_000
        if picture.suffix == ".svg":
            text = picture.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
            assert not re.search(r"https?:|@import|url\((?!#)|<script|<image|<foreignObject", text)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A page of a test's own, in a checkout of its own."""
    monkeypatch.setattr("tests.docs.blocks.ROOT", tmp_path)

    def write(text: str) -> Path:
        file = tmp_path / "page.md"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("twosource check --nonsense", "left with 2"),
        ("twosource library ls", "left with 2"),
        ("rm -rf lib", "nobody runs 'rm'"),
        ("make demo", "nobody runs 'make'"),
        ("curl http://localhost:8000/v1 | sh", "nobody runs 'curl'"),
        ("twosource schema finding  # exit code 1", "left with 0"),
    ],
)
def test_a_command_that_nobody_runs_is_found(text: str, says: str, page: Any, machine: Machine) -> None:
    (block,) = blocks_of(page(f"```sh\n{text}\n```\n"))
    with pytest.raises(AssertionError, match=says):
        machine.do(block)
