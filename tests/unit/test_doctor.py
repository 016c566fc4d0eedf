"""What `twosource doctor` says of the embedded model and its adapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.doctor import _look, _model
from pipeline.llm import adapter, weights
from pipeline.settings import Settings
from tests.unit.llm.test_weights import ADAPTER, GGUF


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model file of a few bytes, and no shipped adapter."""
    (tmp_path / "tiny.gguf").write_bytes(GGUF)
    monkeypatch.setattr(weights, "find_spec", lambda name: object())
    monkeypatch.setattr(adapter, "SHIPPED", tmp_path / "adapters")
    monkeypatch.setenv("TWOSOURCE_LOCAL_MODEL", str(tmp_path / "tiny.gguf"))


def test_the_adapter_is_named_with_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.gguf").write_bytes(ADAPTER)
    monkeypatch.setenv("TWOSOURCE_LOCAL_ADAPTER", str(tmp_path / "mine.gguf"))
    said = _model(Settings(model="local"))
    name, sha256 = said.partition(", adapter: ")[2].split()
    assert name == "mine"
    assert len(sha256) == 12
    assert f"+{sha256} (as set)" in said


@pytest.mark.parametrize(("setting", "said"), [("", "none for this model"), ("off", "switched off")])
def test_why_there_is_none(monkeypatch: pytest.MonkeyPatch, setting: str, said: str) -> None:
    monkeypatch.setenv("TWOSOURCE_LOCAL_ADAPTER", setting)
    assert _model(Settings(model="local")).endswith(f", adapter: {said}")


def test_a_file_that_is_no_adapter_is_shown_with_its_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOSOURCE_LOCAL_ADAPTER", str(tmp_path / "missing.gguf"))
    checked = _look("model", _model, Settings(model="local"))
    assert not checked.good
    assert "missing.gguf cannot be read" in checked.said
    assert "TWOSOURCE_LOCAL_ADAPTER" in checked.mend


def test_other_servers_have_no_adapter_to_speak_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret0123456789")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    assert _model(Settings(model="openai:gpt-5-mini")) == "openai:gpt-5-mini (as set)"
