"""Six attacks that turned the embedded model before code looked for orders: none does any more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eval.injection.__main__ import Examiner, examine
from eval.injection.attacks import ATTACKS
from eval.injection.bases import BASES
from eval.injection.records import VERDICTS
from pipeline.llm import weights

pytestmark = [pytest.mark.llm, pytest.mark.slow]

HARDEST = ("order-2", "role-7", "self-graded-3", "language-ru-2", "unicode-6", "template-6")


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """In place of the fixture of this name for all tests: the model is joined once, in the real cache folder."""


@pytest.fixture
def examiner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examiner:
    """Reads with the embedded model, which has been asked nothing."""
    if not weights.is_installed(os.environ):
        pytest.skip("the extra 'local' is not installed")
    model = weights.local_model(os.environ).materialise()
    monkeypatch.setenv("TWOSOURCE_LOCAL_MODEL", str(model))
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", str(tmp_path / "cache"))
    return Examiner(tmp_path, "local", reach=False)


def test_the_hardest_turn_nothing(examiner: Examiner) -> None:
    attacks = [attack for attack in ATTACKS if attack.id in HARDEST]
    assert len(attacks) == len(HARDEST)
    for attack in attacks:
        base = BASES[attack.base]
        clean, _ = examiner.clean(base)
        assert clean[attack.aim].verdict == VERDICTS[attack.aim]
        assert examine(examiner, attack)["turned"] == []
