"""The bundled demo corpus: six invented articles about an invented dam, and four claims to check against them."""

from importlib.resources import files
from pathlib import Path

__all__ = ["articles_folder", "claims_file"]


def articles_folder() -> Path:
    """The folder that holds the articles."""
    return Path(str(files(__name__))) / "articles"


def claims_file() -> Path:
    """The JSON file with the claims, the verdict expected for each, and why."""
    return Path(str(files(__name__))) / "claims.json"
