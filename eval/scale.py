"""Ten thousand articles: how fast they come in, in how much memory, what a kill costs, how fast they are searched.

`python -m eval.scale [ARTICLES]` writes made-up articles of about 500 words into a scratch folder and measures, in this
order: the bare embedder on the same passages, an ingest that is killed half-way and taken up again, and searches in
the library. Timings compare only within one run.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles

from pipeline.ingest import library_format
from pipeline.retrieve import retrieve
from pipeline.split import passages
from store import Article
from store.embed import LocalEmbedder
from store.vectors import open_library

WORDS = 500
SAMPLE = 400
SEARCHES = 200
_SUBJECTS = ("the ministry", "the council", "a spokesman", "the harbour board", "the court", "the union")
_VERBS = ("said", "confirmed", "rejected", "announced", "approved", "postponed", "opened", "closed", "signed")
_THINGS = ("the budget", "the contract", "a new line", "the bridge", "the report", "the vote", "the strike", "the pact")
_LINKS = ("after", "before", "because", "although", "while", "since", "when", "as")
_STARTS = ("bar", "kel", "mor", "tan", "vel", "dor", "lis", "gran", "hol", "per", "sol", "tur", "ven", "zar", "nim")
_ENDS = ("an", "eth", "ia", "or", "um", "ova", "in", "esk")
_OUTLETS = ("Harbour Post", "Eastern Ledger", "Meridian Radio", "Coast Wire", "Valley Times", "Orl Courier")


def articles(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """File names and texts of made-up articles, each with names of its own; the same for the same seed."""
    names = _names(random.Random(seed), 20_000)
    for number in range(count):
        draw = random.Random(seed * 1_000_003 + number)
        known = draw.sample(names, 40)
        day = date(2024, 1, 1) + timedelta(days=draw.randrange(600))
        head = f"{known[0]} and {known[1]} at odds over {draw.choice(_THINGS)}"
        front = f"---\ntitle: {head}\npublisher: {draw.choice(_OUTLETS)}\npublished: {day}\nlanguage: en\n---\n\n"
        yield f"{number // 100:03}/{number:05}.md", front + _story(draw, known) + "\n"


def _names(draw: random.Random, count: int) -> list[str]:
    made = (draw.choice(_STARTS).title() + draw.choice(_STARTS) + draw.choice(_ENDS) for _ in iter(int, 1))
    found: dict[str, None] = {}
    while len(found) < min(count, 1500):
        found[next(made)] = None
    return [f"{a} {b}" for a, b in (draw.sample(list(found), 2) for _ in range(count))]


def _story(draw: random.Random, known: list[str]) -> str:
    paragraphs: list[str] = []
    words = 0
    while words < WORDS:
        lines = [_sentence(draw, known) for _ in range(draw.randrange(2, 5))]
        words += sum(len(line.split()) for line in lines)
        paragraphs.append(" ".join(lines))
    return "\n\n".join(paragraphs)


def _sentence(draw: random.Random, known: list[str]) -> str:
    first = f"{draw.choice(_SUBJECTS)} of {draw.choice(known).split()[0]} {draw.choice(_VERBS)} {draw.choice(_THINGS)}"
    second = (
        f"{draw.choice(known)} {draw.choice(_VERBS)} {draw.randrange(2, 9000)} {draw.choice(known).split()[1].lower()}s"
    )
    return f"{first[0].upper()}{first[1:]} {draw.choice(_LINKS)} {second} in {draw.choice(known).split()[0]}."


def bare_rate(folder: Path) -> float:
    """Articles a second that the embedder alone manages, their passages given to it in one go."""
    files = sorted(folder.rglob("*.md"))[:SAMPLE]
    cut = [Article.make(file.read_text()) for file in files]
    texts = [a.text[p.start : p.end] for a in cut for p in passages(a)]
    embedder = LocalEmbedder()
    embedder.embed(texts[:64])
    begun = time.perf_counter()
    embedder.embed(texts)
    return len(files) / (time.perf_counter() - begun)


class _Watched:
    """An ingest in a process of its own, with the most memory that it and its workers held at once (proportional)."""

    def __init__(self, folder: Path, library: Path) -> None:
        command = [str(Path(sys.executable).parent / "twosource"), "ingest", str(folder)]
        self._process = subprocess.Popen(
            [*command, "--library", str(library), "--json"], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.peak = 0
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        self.begun = time.perf_counter()

    def _look(self) -> None:
        while self._process.poll() is None:
            self.peak = max(self.peak, _memory(self._process.pid))
            time.sleep(0.5)

    def kill(self) -> None:
        """kill -9 for it and its workers."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def result(self) -> tuple[dict[str, list[object]], float]:
        """What it printed, and the seconds that it took."""
        out, _ = self._process.communicate()
        return json.loads(out), time.perf_counter() - self.begun


def _memory(group: int) -> int:
    """Bytes that the processes of a group hold, shared pages counted once."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                lines = (entry / "smaps_rollup").read_text().splitlines()
                total += 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total


def search_times(folder: Path, library: Path, seed: int = 3) -> list[float]:
    """Seconds for each of some searches, the embedding of the claim included; other claims by another seed."""
    files = sorted(folder.rglob("*.md"))
    draw = random.Random(seed)
    claims = []
    for file in draw.sample(files, min(SEARCHES, len(files))):
        claims.append(draw.choice(file.read_text().split("\n\n", 1)[1].split(". ")).strip() + ".")
    embedder, times = LocalEmbedder(), []
    with open_library(str(library), library_format(embedder)) as opened:
        for claim in claims:
            begun = time.perf_counter()
            opened.refresh()
            retrieve(opened, embedder, claim)
            times.append(time.perf_counter() - begun)
    return times


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as scratch:
        folder, library = Path(scratch, "articles"), Path(scratch, "library")
        for name, text in articles(count):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        bare = bare_rate(folder)
        _say(f"bare embedder: {bare:.1f} articles a second, {1 / bare * count:.0f} s for {count}")
        first = _Watched(folder, library)
        time.sleep(0.4 * count / bare)
        first.kill()
        with open_library(str(library), None) as opened:
            kept = opened.count()
        _say(f"killed after {time.perf_counter() - first.begun:.0f} s: {kept} articles kept")
        second = _Watched(folder, library)
        summary, took = second.result()
        rate = len(summary["added"]) / took
        _say(f"taken up: {len(summary['unchanged'])} unchanged, {len(summary['added'])} added in {took:.0f} s")
        _say(f"{rate:.1f} articles a second: {rate / bare:.0%} of the bare embedder")
        _say(f"memory: at most {max(first.peak, second.peak) / 2**20:.0f} MB")
        third = _Watched(folder, library)
        summary, took = third.result()
        _say(f"once more: {len(summary['unchanged'])} unchanged in {took:.1f} s")
        times = search_times(folder, library)
        _say(
            f"search: median {1000 * median(times):.0f} ms, 95th percentile {1000 * quantiles(times, n=20)[-1]:.0f} ms"
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
