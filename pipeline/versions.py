"""Which versions of what a run was made with."""

from __future__ import annotations

import platform
from importlib import metadata

_PACKAGES = (
    "twosource",
    "openai",
    "langchain-core",
    "langchain-openai",
    "chromadb",
    "numpy",
    "onnxruntime",
    "xllamacpp",
)


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that findings depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
