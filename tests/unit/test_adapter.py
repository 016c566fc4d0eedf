"""Which adapter is loaded beside the embedded model: the user's, the shipped one, or none."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ModelUnavailable
from pipeline.llm import adapter, weights
from pipeline.llm.adapter import Adapter, is_off, local_adapter, shipped_card
from tests.unit.llm.test_weights import ADAPTER, GGUF

BASE = "ab" * 32
SHA256 = hashlib.sha256(ADAPTER).hexdigest()
CARD: dict[str, Any] = {"sha256": SHA256, "base_sha256": BASE, "prompt_hash": "0f" * 32, "trained": {"pairs": 3}}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"TWOSOURCE_CACHE_DIR": str(tmp_path / "cache")}


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a shipped adapter in it, in place of the real one."""
    folder = tmp_path / "adapters"
    folder.mkdir()
    (folder / "grade.gguf").write_bytes(ADAPTER)
    (folder / "grade.json").write_text(json.dumps(CARD))
    monkeypatch.setattr(adapter, "SHIPPED", folder)
    return folder


@pytest.mark.parametrize("setting", [None, "", "  "])
def test_the_shipped_adapter_goes_with_its_own_model_only(
    shipped: Path, environ: dict[str, str], setting: str | None
) -> None:
    environ |= {} if setting is None else {"TWOSOURCE_LOCAL_ADAPTER": setting}
    assert local_adapter(environ, BASE) == Adapter(shipped / "grade.gguf", SHA256)
    (shipped / "grade.gguf").unlink()  # for another model nobody looks at it
    assert local_adapter(environ, "cd" * 32) is None


@pytest.mark.parametrize("setting", ["off", " OFF "])
def test_it_can_be_switched_off(shipped: Path, environ: dict[str, str], setting: str) -> None:
    environ["TWOSOURCE_LOCAL_ADAPTER"] = setting
    assert is_off(environ)
    assert local_adapter(environ, BASE) is None


def test_without_a_card_none_is_shipped(shipped: Path, environ: dict[str, str]) -> None:
    (shipped / "grade.json").unlink()
    assert local_adapter(environ, BASE) is None
    (shipped / "grade.gguf").unlink()
    shipped.rmdir()
    assert local_adapter(environ, BASE) is None


def test_a_shipped_adapter_that_is_missing_or_wrong_is_told_with_its_mend(
    shipped: Path, environ: dict[str, str]
) -> None:
    local_adapter(environ, BASE)
    (shipped / "grade.gguf").write_bytes(ADAPTER + b"!")  # also where the right one was stamped before
    with pytest.raises(ModelUnavailable, match=r"does not have the SHA-256 of grade\.json") as caught:
        local_adapter(environ, BASE)
    assert weights.INSTALL in caught.value.mend
    (shipped / "grade.gguf").unlink()
    with pytest.raises(ModelUnavailable, match="cannot be read: No such file") as caught:
        local_adapter(environ, BASE)
    assert weights.INSTALL in caught.value.mend


@pytest.mark.parametrize(
    "card",
    [
        None,
        [],
        {},
        CARD | {"sha256": "abc"},
        CARD | {"sha256": SHA256 + "\n"},
        CARD | {"base_sha256": 7},
        {name: value for name, value in CARD.items() if name != "prompt_hash"},
    ],
)
def test_a_card_that_does_not_say_what_it_should_is_refused(shipped: Path, environ: dict[str, str], card: Any) -> None:
    (shipped / "grade.json").write_text(json.dumps(card))
    with pytest.raises(ModelUnavailable, match=r"grade\.json cannot be read") as caught:
        local_adapter(environ, BASE)
    assert weights.INSTALL in caught.value.mend


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_card_that_is_no_json_is_refused(shipped: Path, content: bytes) -> None:
    (shipped / "grade.json").write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"grade\.json cannot be read"):
        shipped_card()


def test_the_users_own_adapter_comes_first_and_goes_with_any_model(
    shipped: Path, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs" / "mine.gguf"
    theirs.parent.mkdir()
    theirs.write_bytes(ADAPTER + b"mine")
    environ["TWOSOURCE_LOCAL_ADAPTER"] = str(theirs)
    found = local_adapter(environ, "cd" * 32)
    assert found == Adapter(theirs, hashlib.sha256(ADAPTER + b"mine").hexdigest())
    assert list(theirs.parent.iterdir()) == [theirs]
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("hashed twice"))
    assert local_adapter(environ, "cd" * 32) == found


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"PK", "not a GGUF adapter"), (GGUF, "not an adapter")]
)
def test_a_file_of_the_users_that_is_no_adapter_is_named(
    environ: dict[str, str], tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "mine.gguf"
    if content is not None:
        path.write_bytes(content)
    environ["TWOSOURCE_LOCAL_ADAPTER"] = str(path)
    with pytest.raises(ModelUnavailable, match=said) as caught:
        local_adapter(environ, BASE)
    assert str(path) in str(caught.value)
    assert "TWOSOURCE_LOCAL_ADAPTER" in caught.value.mend


@pytest.mark.parametrize("setting", ["", "off"])
def test_the_embedded_model_comes_with_it(
    shipped: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    (shipped / "grade.json").write_text(json.dumps(CARD | {"base_sha256": weights.EMBEDDED.sha256}))
    monkeypatch.setattr(weights, "find_spec", lambda name: object())
    model = weights.local_model(environ | {"TWOSOURCE_LOCAL_ADAPTER": setting})
    assert (model.adapter is None) == (setting == "off")
    assert model.identity == "local:qwen2.5-coder-1.5b-instruct-q4_k_m@cc324af070c2"
    assert model.adapted_identity == model.identity + ("" if setting == "off" else f"+{SHA256[:12]}")


def test_what_this_checkout_ships_is_whole() -> None:
    if shipped_card() is None:
        pytest.skip("no adapter is shipped")
    assert local_adapter({**os.environ, "TWOSOURCE_LOCAL_ADAPTER": ""}, weights.EMBEDDED.sha256) is not None
