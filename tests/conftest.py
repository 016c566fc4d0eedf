"""Fixtures that many tests share: an embedder that needs no model, and folders of their own."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import numpy
import pytest

from pipeline.settings import Settings

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


_ALLOWED_SKIPS = ("root may read everything", "no mode stops root", "real articles")
"""Why a test may be skipped where TWOSOURCE_NO_SKIPS is set, as CI does: nothing else, so that a browser or a model
that is missing there is seen."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where TWOSOURCE_NO_SKIPS is set, a skip that is not allowed is a failure."""
    report = yield
    if os.environ.get("TWOSOURCE_NO_SKIPS") and report.skipped and not hasattr(report, "wasxfail"):
        why = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if not any(allowed in why for allowed in _ALLOWED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"not to be skipped here (TWOSOURCE_NO_SKIPS): {why}"
    return report


class WordEmbedder:
    """A bag of hashed words as a unit vector: near texts share words. Fast, and the same everywhere."""

    name = "test:words"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        """Vectors of shape (len(texts), 64)."""
        vectors = numpy.full((len(texts), self.dimension), 1e-3, dtype=numpy.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[hashlib.md5(word.encode()).digest()[0] % self.dimension] += 1
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


_OTHERS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_PROXY", "ANTHROPIC_API_KEY", "COLUMNS")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's settings, keys, prices, models, traces, cache or library."""
    ours = [f"TWOSOURCE_{name.upper()}" for name in (*Settings.model_fields, "prices", "local_model", "local_adapter")]
    for name in (*ours, *_OTHERS, *(name for name in os.environ if name.startswith("OTEL_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TWOSOURCE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
