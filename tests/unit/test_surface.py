"""The public surface of the packages is what `__all__` says, sorted, and all of it is there."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "store",
        "store.history",
        "store.vectors",
        "prompts",
        "pipeline",
        "pipeline.history",
        "pipeline.llm",
        "pipeline.grade",
        "pipeline.slots",
        "pipeline.read",
    ],
)
def test_all_is_sorted_and_real(name: str) -> None:
    module = importlib.import_module(name)
    names = list(module.__all__)
    # Constants first, then classes, then functions, each in the order of the alphabet, as ruff sorts them.
    assert names == sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert [n for n in names if not hasattr(module, n)] == []
