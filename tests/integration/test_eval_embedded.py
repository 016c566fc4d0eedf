"""The eval set with the embedded model: what it could do when its baseline was blessed, it still can.

Runs the installed command in folders of its own, with no replies from before: the model is really asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eval.bless import BASELINES
from eval.metrics.counts import holds
from eval.run.file import Run, read_run
from eval.run.records import Row
from pipeline.llm import weights

pytestmark = [pytest.mark.llm, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).parent / "twosource")
SEED = "2026-11"
# Of the cases that must pass; each takes the embedded model 15 s.
MUST = 2


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: this module has one cache for all of its commands."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("eval")


@pytest.fixture(scope="module")
def environ(home: Path) -> dict[str, str]:
    """A user's machine without keys: the embedded model, and a cache that knows nothing."""
    model = weights.local_model(os.environ).materialise(None)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TWOSOURCE_", "OPENAI_", "ANTHROPIC_"))}
    return {**kept, "TWOSOURCE_CACHE_DIR": str(home / "cache"), "TWOSOURCE_LOCAL_MODEL": str(model)}


@pytest.fixture(scope="module")
def baseline() -> Run:
    found = list(BASELINES.glob("core.local-qwen*.jsonl.gz"))
    assert len(found) == 1, "the embedded model has one blessed baseline"
    return read_run(found[0])


def eval_run(
    home: Path, environ: dict[str, str], name: str, ids: list[str], *more: str, code: int, against: str = "baseline"
) -> dict[str, Any]:
    cases = [argument for i in ids for argument in ("--case", i)]
    ended = subprocess.run(
        [COMMAND, "eval", "run", "--model", "local", "-o", name, "--against", against, "--json", *cases, *more],
        cwd=home,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert ended.returncode == code, ended.stderr + ended.stdout[-3000:]
    return dict(json.loads(ended.stdout))


def in_order(row: Row) -> str:
    return hashlib.sha256(f"{SEED}:{row.id}".encode()).hexdigest()


def held_ids(run: Run) -> list[str]:
    """The must_pass cases that the embedded model can do."""
    return [row.id for row in run.rows.values() if holds(row) and all(holds(row).values())]


def test_what_the_embedded_model_could_do_it_can(home: Path, environ: dict[str, str], baseline: Run) -> None:
    must = sorted(held_ids(baseline), key=lambda i: in_order(baseline.rows[i]))[:MUST]
    assert len(must) == MUST
    told = eval_run(home, environ, "subset.jsonl", must, code=0)
    assert told["cost"]["calls"] > 0, "the model was asked"
    assert told["comparison"]["must_pass"] == []
    assert told["comparison"]["outcome"] != "regression"
    assert told["scores"]["quotes_exact"]["value"] == 1
    assert told["scores"]["judged_verdict_accuracy"]["value"] == 1
    assert [f["case_id"] for f in told["comparison"]["flips"] if not f["better"]] == []


def test_a_damaged_prompt_is_seen_with_the_real_model(
    home: Path, environ: dict[str, str], baseline: Run, tmp_path: Path
) -> None:
    """The claim cut off in the prompt, in a copy of the sources: a slip that any editor can make.

    (Sentence and claim exchanged is no damage to speak of to the adapter.)

    Held against a run with the prompt as it is, over the cases with the most gold sentences that take a side.
    """

    def sides(row: Row) -> int:
        return sum(g.gold != "neutral" for g in row.given or ())

    ids = [row.id for row in sorted(baseline.rows.values(), key=lambda r: (-sides(r), r.id))[:6]]
    eval_run(home, environ, "sound.jsonl", ids, "--stage", "grade", code=0)
    copy = tmp_path / "twosource"
    for package in ("pipeline", "store", "prompts", "eval"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    prompt = copy / "prompts" / "grade.adapted.md"
    words = prompt.read_text("utf-8")
    damaged = words.replace("{{ claim }}", "{{ claim | truncate(14, True, '') }}")
    assert damaged != words
    prompt.write_text(damaged, "utf-8")
    damaged_environ = {**environ, "PYTHONPATH": str(copy)}
    told = eval_run(home, damaged_environ, "damaged.jsonl", ids, "--stage", "grade", against="sound.jsonl", code=1)
    assert told["comparison"]["culprit"] == "grade"
    assert any("prompt hashes" in line for line in told["comparison"]["changed"])
