"""Baselines: what can be made one, where it lies, and what is found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval import bless as blessing
from eval.bless import baseline_path, bless, find_baseline
from pipeline.errors import EnvironmentFault, InputError, UsageError
from tests.unit.eval.builders import as_right, manifest, row, run, simple_case

MODEL = "local-small"


@pytest.mark.parametrize(
    ("suite", "model", "name"),
    [
        ("core", "local:qwen2.5-coder-1.5b@cc324af070c2", "core.local-qwen2.5-coder-1.5b.jsonl.gz"),
        ("core", "openai:gpt-5-mini", "core.openai-gpt-5-mini.jsonl.gz"),
        ("core", "openai:Org/Model Name", "core.openai-org-model-name.jsonl.gz"),
        ("file:/data/Public_Eval.jsonl", "local:m@1", "file-public-eval.local-m.jsonl.gz"),
        ("file:rows.jsonl.gz", "local:m", "file-rows.jsonl.local-m.jsonl.gz"),
    ],
)
def test_one_baseline_for_a_suite_and_a_model(tmp_path: Path, suite: str, model: str, name: str) -> None:
    assert baseline_path(manifest([], suite=suite, model=model), tmp_path) == tmp_path / name


@pytest.mark.parametrize(
    ("suite", "model"), [("file:/tmp/../../etc/..", "../../x"), ("file:a/b\n.jsonl", "m\x1b[31m/../"), ("core", "a\0b")]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, suite: str, model: str) -> None:
    path = baseline_path(manifest([], suite=suite, model=model), tmp_path)
    assert path.parent == tmp_path
    assert path.resolve().parent == tmp_path.resolve()
    assert path.name.isprintable()


def test_the_house_keeps_its_own_beside_the_code() -> None:
    folder = Path(blessing.__file__).parent / "baselines"
    assert baseline_path(manifest([], model="local:small")) == folder / f"core.{MODEL}.jsonl.gz"


def test_another_build_of_a_model_is_held_against_the_same_baseline(tmp_path: Path) -> None:
    """What stands behind "@" is the hash of its weights: a new file is what a baseline is there to catch."""
    first, second = (baseline_path(manifest([], model=f"local:small@{h}"), tmp_path) for h in ("aaaa", "bbbb"))
    assert first == second


def test_what_is_blessed_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "baselines"
    done = run(as_right("ferry-01", True), as_right("mine-01", False))
    path = bless(done, folder)
    assert path == folder / f"core.{MODEL}.jsonl.gz"
    assert find_baseline(manifest(["ferry-01"], stage="grade"), folder) == done
    assert [p.name for p in folder.iterdir()] == [path.name], "nothing is left beside it"


def test_blessing_again_replaces_and_gives_the_same_bytes(tmp_path: Path) -> None:
    old, new = run(as_right("ferry-01", False)), run(as_right("ferry-01", True))
    first = bless(new, tmp_path).read_bytes()
    bless(old, tmp_path)
    assert find_baseline(old.manifest, tmp_path) == old
    assert bless(new, tmp_path).read_bytes() == first
    assert find_baseline(old.manifest, tmp_path) == new


def test_a_model_has_no_part_in_the_baseline_of_another(tmp_path: Path) -> None:
    bless(run(as_right("ferry-01", True)), tmp_path)
    for other in (manifest([], model="openai:gpt"), manifest([], suite="file:x.jsonl")):
        with pytest.raises(InputError, match="no baseline") as missing:
            find_baseline(other, tmp_path)
        assert "bless" in missing.value.mend
        assert str(tmp_path) in str(missing.value)


def test_a_run_that_is_not_complete_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2 of 3") as refused:
        bless(run(as_right("ferry-01", True), missing=["ferry-02", "ferry-03"]), tmp_path)
    assert refused.value.mend
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("selection", "named"),
    [
        ({"split": "dev"}, "--split"),
        ({"split": "test"}, "--split"),
        ({"stage": "grade"}, "--stage"),
        ({"events": ("ferry",)}, "--event"),
        ({"kinds": ("date",)}, "--kind"),
        ({"selected": ("ferry-01",)}, "--case"),
        ({"must_pass": True}, "--must-pass"),
        ({"most": 1, "seed": 7}, "--most"),
    ],
)
def test_a_run_of_a_part_is_refused(tmp_path: Path, selection: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError, match=named) as refused:
        bless(run(as_right("ferry-01", True), **selection), tmp_path)
    assert refused.value.mend
    assert list(tmp_path.iterdir()) == []


def test_all_that_narrows_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--split, --stage, --kind"):
        bless(run(as_right("ferry-01", True), split="dev", stage="verdict", kinds=("date",)), tmp_path)


@pytest.mark.parametrize("selection", [{"repeats": 3}, {"questions": False}])
def test_repeats_failed_cases_and_no_questions_are_no_part(tmp_path: Path, selection: dict[str, Any]) -> None:
    """A failed case is a row, and counts as wrong in the baseline as in any run; questions may be left out."""
    failed = row(simple_case("ferry-01"), error="ModelCallError: x")
    assert bless(run(failed, **selection), tmp_path).exists()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-20], id="cut"),
        pytest.param(lambda data: b"not a gzip file", id="another file"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[:20] + b"\xff" * 40 + data[60:], id="overwritten"),
    ],
)
def test_a_damaged_baseline_is_an_error_that_names_it(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    done = run(as_right("ferry-01", True))
    path = bless(done, tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match=path.name) as damaged:
        find_baseline(done.manifest, tmp_path)
    assert damaged.value.mend


def test_somebodys_file_does_not_replace_the_baseline_of_the_core_suite(tmp_path: Path) -> None:
    names = [baseline_path(manifest([], suite=suite), tmp_path) for suite in ("core", "file:/data/core.jsonl")]
    assert names[0] != names[1]


def test_a_folder_that_cannot_be_made_is_an_error_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFault) as fault:
        bless(run(as_right("ferry-01", True)), tmp_path / "file" / "baselines")
    assert fault.value.mend
