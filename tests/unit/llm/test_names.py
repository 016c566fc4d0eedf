"""Which model a name, or the environment, stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from pipeline.errors import ModelUnavailable, SettingsError
from pipeline.llm import names, resolve_model_name, weights
from pipeline.llm.names import endpoint, secrets_in, split_name

Install = Callable[..., None]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Says what is installed."""

    def install(*, anthropic: bool = False, local: bool = False) -> None:
        def find(name: str) -> object | None:
            return object() if anthropic and name == "langchain_anthropic" else None

        def is_installed(environ: Mapping[str, str]) -> bool:
            return local

        monkeypatch.setattr(names, "find_spec", find)
        monkeypatch.setattr(weights, "is_installed", is_installed)

    return install


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("local", "local"),
        (" openai:gpt-5-mini ", "openai:gpt-5-mini"),
        ("ollama:qwen3:4b", "ollama:qwen3:4b"),
        ("azure_openai:mine", "azure_openai:mine"),
        ("gpt-4.1", "openai:gpt-4.1"),
        ("o4-mini", "openai:o4-mini"),
        ("claude-haiku-5-5", "anthropic:claude-haiku-5-5"),
    ],
)
def test_an_explicit_name_wins(name: str, full: str) -> None:
    assert resolve_model_name(name, {"OPENAI_API_KEY": "k"}) == full


def test_a_bare_name_belongs_to_the_server_in_the_base_url() -> None:
    assert resolve_model_name("my-model", {"OPENAI_BASE_URL": "http://127.0.0.1/v1"}) == "openai:my-model"
    for name in ("my-model", "openai:", ":x", "Not A Provider:x"):
        with pytest.raises(SettingsError, match="names no provider") as caught:
            resolve_model_name(name, {})
        assert "provider:model" in caught.value.mend


def test_without_a_name_the_environment_decides(installed: Install) -> None:
    installed(anthropic=True, local=True)
    assert resolve_model_name(None, {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}) == "openai:gpt-5-mini"
    assert resolve_model_name("", {"OPENAI_BASE_URL": "http://127.0.0.1/v1"}) == "openai:gpt-5-mini"
    assert resolve_model_name(None, {"ANTHROPIC_API_KEY": "k"}) == "anthropic:claude-haiku-5-5"
    assert resolve_model_name(None, {"OPENAI_API_KEY": " "}) == "local"
    installed(local=True)
    assert resolve_model_name(None, {"ANTHROPIC_API_KEY": "k"}) == "local"


def test_with_nothing_at_all_the_error_names_one_command(installed: Install) -> None:
    installed()
    with pytest.raises(ModelUnavailable) as caught:
        resolve_model_name(None, {})
    assert caught.value.mend.startswith("pip install 'twosource[local]'")


def test_splitting_at_the_first_colon() -> None:
    assert split_name("ollama:qwen3:4b") == ("ollama", "qwen3:4b")


def test_an_endpoint_does_not_show_its_key() -> None:
    found = endpoint({"OPENAI_BASE_URL": "http://u:passw0rd@127.0.0.1:1/v1", "OPENAI_API_KEY": "the-key-itself"})
    assert found.api_key == "the-key-itself"
    assert found.shown == "http://127.0.0.1:1/v1"
    assert "the-key-itself" not in repr(found)
    assert "passw0rd" not in repr(found)


def test_secrets_are_found_by_their_variables_names() -> None:
    environ = {
        "MISTRAL_API_KEY": "mistral-0123",
        "HF_TOKEN": "hf_01234567",
        "PATH": "/usr/bin:/bin",
        "SHORT_TOKEN": "1",
        "OPENAI_BASE_URL": "http://u:passw0rd@h/v1",
    }
    assert secrets_in(environ) == ("hf_01234567", "mistral-0123", "passw0rd")
