"""Settings: which source wins, and what is said of a value that cannot be used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.llm.prices import prices_path
from pipeline.settings import Settings, load_settings


@pytest.fixture(scope="module")
def a_users_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Everything that a user may have set; it is there before any test of this module begins."""
    home = tmp_path_factory.mktemp("home")
    (home / "twosource").mkdir()
    (home / "twosource" / "prices.json").write_text("{}")
    with pytest.MonkeyPatch.context() as patched:
        for name in (*Settings.model_fields, "prices", "local_model", "local_adapter"):
            patched.setenv(f"TWOSOURCE_{name.upper()}", "set by the user")
        patched.setenv("OPENAI_API_KEY", "sk-user")
        patched.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
        patched.setenv("XDG_CONFIG_HOME", str(home))
        yield


def test_no_test_sees_what_the_user_has_set(a_users_environment: None) -> None:
    assert load_settings({}) == Settings()
    assert not prices_path().exists()
    kept = {k for k, v in os.environ.items() if k.startswith(("TWOSOURCE_", "OPENAI_", "OTEL_")) and "user" in v}
    assert kept == set()
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" not in os.environ


def test_flags_go_before_variables_before_the_file_before_defaults(tmp_path: Path) -> None:
    (tmp_path / "twosource.toml").write_text('library = "from-file"\nmodel = "openai:file"\ntimeout = 7\n')
    environ = {"TWOSOURCE_LIBRARY": "from-variable", "TWOSOURCE_MODEL": "openai:variable", "TWOSOURCE_EMBEDDER": " "}
    settings = load_settings({"library": "from-flag", "model": None}, environ=environ, folder=tmp_path)
    assert (settings.library, settings.model, settings.timeout) == ("from-flag", "openai:variable", 7)
    assert settings.embedder == "local"


@pytest.mark.parametrize(
    ("flags", "environ", "file", "words"),
    [
        ({"as_of": "April"}, {}, "", ["command line", "as-of", "'April'", "YYYY-MM-DD"]),
        ({}, {"TWOSOURCE_TIMEOUT": "soon"}, "", ["TWOSOURCE_TIMEOUT", "'soon'"]),
        ({}, {"TWOSOURCE_TIMEOUT": "nan"}, "", ["TWOSOURCE_TIMEOUT"]),
        ({"concurrency": 0}, {}, "", ["concurrency"]),
        ({}, {}, 'modell = "x"', ["twosource.toml", "modell"]),
        ({}, {}, "library = ", ["twosource.toml", "cannot be read"]),
        ({}, {}, "library = 3", ["twosource.toml", "library"]),
    ],
)
def test_a_bad_value_is_named_with_its_place(
    tmp_path: Path, flags: dict[str, object], environ: dict[str, str], file: str, words: list[str]
) -> None:
    if file:
        (tmp_path / "twosource.toml").write_text(file)
    with pytest.raises(SettingsError) as caught:
        load_settings(flags, environ=environ, folder=tmp_path)
    assert caught.value.mend
    for word in words:
        assert word in str(caught.value)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "twosource.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, environ={}, folder=tmp_path)


def test_dates_of_toml_are_dates(tmp_path: Path) -> None:
    (tmp_path / "twosource.toml").write_text("as_of = 2025-04-30\n")
    assert load_settings({}, environ={}, folder=tmp_path).as_of == "2025-04-30"
