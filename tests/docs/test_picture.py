"""The picture in the README: drawn by what it says that it is drawn by, from a check that was really made."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.docs.blocks import ROOT
from tests.docs.machine import Reader
from tests.stub_server import StubServer


def words(svg: str) -> str:
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).replace("\xa0", " ").split())


def test_it_is_drawn_from_a_real_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`python docs/picture.py`, with a model of the tests' own."""
    drawn = tmp_path / "drawn.svg"
    with StubServer(Reader()) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
        monkeypatch.setattr(sys, "argv", ["picture.py", "--model", "openai:stub", "-o", str(drawn)])
        runpy.run_path(str(ROOT / "docs" / "picture.py"), run_name="__main__")
        assert stub.requests
    new, shipped = drawn.read_text(encoding="utf-8"), (ROOT / "docs" / "check.svg").read_text(encoding="utf-8")
    # The same claim, the same frame, by the embedded model in the one that ships.
    assert re.search(r"\$ twosource check .*?--library lib", words(new))[0] in words(shipped)  # type: ignore[index]
    assert "local:qwen2.5-coder" in words(shipped)
    assert new.split("<g class", 1)[0].count("font-family") == shipped.split("<g class", 1)[0].count("font-family")
