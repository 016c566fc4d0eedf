"""The shell in a real terminal (tmux): every command, in one session; what the screen shows is compared with golden
files, which hold invented articles only. `TWOSOURCE_BLESS=1 pytest tests/shell/test_tmux.py` writes them anew: read
the difference as a user would before it is committed. `TWOSOURCE_TEST_CALLS=FOLDER` keeps the embedded model's answers
from run to run.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.demo import articles_folder
from pipeline.llm import weights
from tests.shell.conftest import CLAIM, QUESTION, READS
from tests.stub_server import Recorded, Scripted, StubServer

COMMAND = Path(sys.executable).parent / "twosource"
GOLDEN = Path(__file__).parent / "golden"
PROMPT = "twosource>"
_CALLS = r"(?:\d+|no\s+new)\s+calls?(?:\s+\(\d+\s+from\s+the\s+cache\))?(?:,\s+\$\d+\.\d{4})?"
EVERY_COMMAND = (
    CLAIM,
    "open 2",
    "why 3",
    "sources",
    "exclude 3",
    "sources",
    "include 3",
    "exclude publisher:Orl Gazette",
    "include all",
    "exclude origin:1",
    "include all",
    "as-of 2024-05-06",
    "as-of off",
    "only publisher:Orl Gazette",
    "only off",
    'judge refuted "called the ministry"',
    'note "ask for the minutes"',
    "and who denied it?",
    "subject",
    "subject clear",
    QUESTION,
    "sources",
    "exclude 1",
    "include 1",
    "findings",
    "findings 1",
    "timeline the budget",
    "open 2",
    "conflicts",
    "open 1",
    "ingest more",
    "予算は5月3日に承認された。",
    "open 1",
    "model",
    "model openai:other",
    "again",
    "cost",
    "export all.json all",
    "save monday.session",
    "load monday.session",
    "history budget",
    "help",
    "help exclude",
    "opne 3",
    "open the door",
    "export all.docx",
)
OTHER_SCRIPTS = (
    "オル市議会は May 3 に予算を承認した。",
    "open 1",
    "وافق مجلس مدينة أورل على الميزانية (May 3).",
    "open 1",
)
# Questions, time lines and conflicts cost the embedded model minutes, and are asked in test_embedded.py.
WITH_THE_EMBEDDED_MODEL = (
    "The National Assembly of Velmara approved the Ostrel Repair Act on May 14.",
    "sources",
    "open 4",
    "why 4",
    "exclude 4",
    "include 4",
    "as-of 2025-05-15",
    "as-of off",
    "only publisher:Eastern Ledger",
    "only off",
    "exclude origin:1",
    "include all",
    "subject",
    'judge supported "read the minutes"',
    'note "Eastern Ledger runs a day late"',
    "ingest more",
    "again",
    "findings",
    "model",
    "model local",
    "export all.json all",
    "save monday.session",
    "load monday.session",
    "history minutes",
    "cost",
)

pytestmark = [pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"), pytest.mark.alone]


class Pane:
    """A terminal with a shell in it."""

    def __init__(self, folder: Path, columns: int, environ: dict[str, str], *arguments: str, rows: int = 50) -> None:
        self._socket = folder / "tmux"
        kept = {
            "PYTHONPATH",
            "TWOSOURCE_CACHE_DIR",
            "TWOSOURCE_LOCAL_MODEL",
            "OPENAI_BASE_URL",
            "OPENAI_API_KEY",
            "PATH",
            "HOME",
        }
        values = {k: v for k, v in os.environ.items() if k in kept} | {"LANG": "C.UTF-8"} | environ
        words = ["env", "-i", *(f"{k}={v}" for k, v in values.items()), str(COMMAND), "shell", *arguments]
        line = f"cd {shlex.quote(str(folder))} && {shlex.join(words)}; echo left with $?; sleep 600"
        settings = folder / "tmux.conf"
        settings.write_text("set-option -g history-limit 20000\n")  # before the window: it is the limit of new ones
        self._tmux("-f", str(settings), "new-session", "-d", "-x", str(columns), "-y", str(rows), line)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(["tmux", "-S", str(self._socket), *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def screen(self, *, escapes: bool = False, past: bool = True) -> str:
        """What has been shown, from the first line on or only what is on the screen."""
        return self._tmux("capture-pane", "-p", *(["-e"] if escapes else []), *(["-S", "-"] if past else []))

    def wait(self, done: Callable[[str], bool], patience: float) -> str:
        """The screen once it is as wanted, and has come to rest."""
        until, before = time.monotonic() + patience, ""
        while time.monotonic() < until:
            screen = self.screen()
            if done(screen) and screen == before:
                return screen
            before = screen
            time.sleep(0.15)
        raise AssertionError(f"waited for {patience} s; the screen is:\n{self.screen()}")

    def do(self, line: str, patience: float = 60) -> str:
        """Types a line and waits for the next prompt."""
        prompts = self.screen().count(f"\n{PROMPT}")
        self.type(line)
        self.press("Enter")
        return self.wait(lambda screen: screen.count(f"\n{PROMPT}") > prompts, patience)

    def end(self) -> None:
        self._tmux("kill-server")


Open = Callable[..., Pane]


@pytest.fixture
def pane(tmp_path: Path) -> Iterator[Open]:
    """Opens terminals of a width, with settings."""
    opened: list[Pane] = []

    def at(columns: int, *arguments: str, rows: int = 50, **environ: str) -> Pane:
        folder = tmp_path / f"tmux{len(opened)}"
        folder.mkdir()
        for name in ("lib", "more"):
            if (tmp_path / name).exists():
                (folder / name).symlink_to(tmp_path / name)
        values = {"TERM": "xterm-256color", **environ}
        opened.append(Pane(folder, columns, values, "--library", "lib", *arguments, rows=rows))
        opened[-1].wait(lambda screen: f"\n{PROMPT}" in screen, 60)
        return opened[-1]

    yield at
    for one in opened:
        one.end()


@pytest.fixture
def orl(articles: Path, tmp_path: Path, model: StubServer) -> Path:
    """A library of three articles made with the embedded embedder, and two more in other scripts."""
    subprocess.run([str(COMMAND), "ingest", str(articles), "--library", "lib"], cwd=tmp_path, check=True)
    more = tmp_path / "more"
    more.mkdir()
    (more / "shimbun.md").write_text(
        "---\ntitle: オル市の予算\npublisher: オル新聞\npublished: 2024-05-07\n---\n"
        "オル市議会は長い討議の末、5月3日に予算を承認した。市長は結果を歓迎した。May 3 は金曜日だった。\n"
    )
    (more / "sahifa.md").write_text(
        "---\ntitle: ميزانية أورل\npublisher: صحيفة أورل\npublished: 2024-05-08\n---\n"
        "وافق مجلس مدينة أورل على الميزانية يوم 3 مايو (May 3) بعد نقاش طويل. ورحب رئيس البلدية بالنتيجة.\n"
    )
    return tmp_path


def masked(screen: str) -> str:
    """The screen without what differs from run to run: addresses, hashes, costs, folders, the toolbar."""
    lines = [line.rstrip() for line in screen.rstrip().split("\n")]
    if lines and lines[-1].startswith("lib · "):
        lines = lines[:-1]
    text = "\n".join(lines).rstrip()
    text = re.sub(r"(127\.0\.0\.1:\s*)\d{5}", r"\1PORT", text)
    text = re.sub(rf"{_CALLS}\s+·\s+local:\S+", "CALLS · MODEL", text)
    text = re.sub(r"(?m)^this session: [^$\n]*(?:\n[^$\n]+)*?\$\d+\.\d{4}", "this session: COST", text)
    text = re.sub(r"local:qwen\S+(?:\n +\w{1,3}(?=\n))?", "MODEL", text)
    text = re.sub(r"\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b", "HASH", text)
    text = re.sub(r"(A person decided: [A-Z ]+ \()\d{4}-\d\d-\d\d", r"\1DAY-OF-RUN", text)
    text = re.sub(r"\$\d+\.\d{4}|[\d,]+(?= tokens)|[\d,]+(?= written)", "N", text)
    text = re.sub(r"(?m)^  file +/.*\n(?: {10,}\S+\n)*", "  file       FILE\n", text)
    return text + "\n"


def compare(name: str, screen: str) -> None:
    """Holds a screen against its golden file."""
    path, shown = GOLDEN / name, masked(screen)
    if os.environ.get("TWOSOURCE_BLESS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_a_session_with_every_command(pane: Open, orl: Path) -> None:
    terminal = pane(80, "--model", "openai:any")
    for line in EVERY_COMMAND:
        screen = terminal.do(line)
    compare("every-command.txt", screen)
    terminal.type("quit")
    terminal.press("Enter")
    terminal.wait(lambda screen: "left with 0" in screen, 30)


@pytest.mark.parametrize("columns", [40, 132])
def test_a_screen_of_any_width(pane: Open, orl: Path, columns: int) -> None:
    terminal = pane(columns, "--model", "openai:any")
    for line in ("ingest more", CLAIM, "sources", "exclude 3", *OTHER_SCRIPTS, "why 1", QUESTION, "sources"):
        screen = terminal.do(line)
    compare(f"width-{columns}.txt", screen)


def test_without_colour_there_is_none(pane: Open, orl: Path) -> None:
    for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        terminal = pane(80, "--model", "openai:any", **environ)
        terminal.do(CLAIM)
        assert re.search(r"\x1b\[[\d;]*(?:3[0-7]|9[0-7]|38)[;m]", terminal.screen(escapes=True)) is None
        assert "CONFLICTING" in terminal.screen()


def test_live_lines_stay_six_and_vanish(pane: Open, orl: Path, model: StubServer) -> None:
    def slowly(request: Recorded) -> Scripted:
        time.sleep(1.5)
        return READS(request)

    model.otherwise = slowly
    terminal = pane(80, "--model", "openai:any", "--concurrency", "1")
    terminal.type(CLAIM)
    terminal.press("Enter")
    seen = set()
    while f"\n{PROMPT}" not in (screen := terminal.screen()).partition(CLAIM)[2]:
        live = [line for line in screen.partition(CLAIM)[2].split("\n") if line.strip()]
        if "CONFLICTING" not in screen:  # the finding, with the prompt not yet below it
            seen.add(len(live))
            assert len(live) <= 6, screen
            assert all(len(line) < 80 for line in live)
        time.sleep(0.05)
    assert len(seen) > 2, "the lines come one after the other"
    assert " of 3 · " not in terminal.screen(), "and are gone at the end"


def test_ctrl_c_stops_and_twice_leaves(pane: Open, orl: Path, model: StubServer) -> None:
    def slowly(request: Recorded) -> Scripted:
        time.sleep(2.0)
        return READS(request)

    model.otherwise = slowly
    terminal = pane(80, "--model", "openai:any", "--concurrency", "1")
    terminal.type(CLAIM)
    terminal.press("Enter")
    _until(terminal, "1 of 3")
    terminal.press("C-c")
    screen = terminal.wait(lambda screen: "Stopped: what came so far is weighed" in screen, 30)
    assert "graded 1 of 3 passages" in screen
    time.sleep(2.1)
    terminal.press("C-c")
    terminal.wait(lambda screen: "Ctrl-C again within two seconds leaves" in screen, 10)
    terminal.press("C-c")
    terminal.press("C-c")
    terminal.wait(lambda screen: "left with 130" in screen, 30)


def _until(terminal: Pane, words: str, patience: float = 60) -> None:
    """Waits for words on a screen that does not come to rest."""
    until = time.monotonic() + patience
    while words not in terminal.screen():
        assert time.monotonic() < until, terminal.screen()
        time.sleep(0.05)


def test_tab_completes_and_ctrl_r_finds(pane: Open, orl: Path) -> None:
    terminal = pane(80, "--model", "openai:any")
    terminal.do(CLAIM)
    terminal.type("exclude publ")
    terminal.press("Tab")
    _until(terminal, "exclude publisher:Orl Gazette")
    terminal.press("C-u")
    terminal.press("C-r")
    terminal.type("approved the")
    _until(terminal, "`approved the': Orl's city council")
    terminal.press("Enter")
    terminal.press("Enter")
    screen = terminal.wait(lambda screen: screen.count("CONFLICTING") == 2, 60)
    assert screen.count(f"{PROMPT} {CLAIM}") == 2
    terminal.press("C-d")
    terminal.wait(lambda screen: "left with 0" in screen, 30)


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded model, joined once in the user's own cache folder; calls are cached apart from it."""
    own = os.environ["TWOSOURCE_CACHE_DIR"]
    monkeypatch.delenv("TWOSOURCE_CACHE_DIR")
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model = weights.local_model(os.environ).materialise()
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", os.environ.get("TWOSOURCE_TEST_CALLS", own))
    monkeypatch.setenv("TWOSOURCE_LOCAL_MODEL", str(model))


@pytest.mark.llm
@pytest.mark.slow
def test_a_session_with_the_embedded_model(pane: Open, embedded: None, tmp_path: Path) -> None:
    subprocess.run([str(COMMAND), "ingest", str(articles_folder()), "--library", "lib"], cwd=tmp_path, check=True)
    more = tmp_path / "more"
    more.mkdir()
    (more / "gazette.md").write_text(
        "---\ntitle: After the vote\npublisher: Minsara Gazette\npublished: 2025-05-16\n---\n"
        "The National Assembly of Velmara approved the Ostrel Repair Act on May 14. Work begins in June.\n"
    )
    terminal = pane(80, "--model", "local")
    for line in WITH_THE_EMBEDDED_MODEL:
        screen = terminal.do(line, 900)
    compare("embedded.txt", screen)
