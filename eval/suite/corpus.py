"""The corpus: articles below a folder, by name, as the reader gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read import find_files, read_article
from store import Article

CORPUS = Path(__file__).parent.parent / "corpus"


def load_corpus(folder: Path = CORPUS, events: tuple[str, ...] | None = None) -> dict[str, Article]:
    """Articles by name ("ferry/wire"), `Article.path` being the file's path; of these events only, if given.

    Raises:
        InputError: The folder is missing, or a file in it cannot be read.
    """
    folders = [folder] if events is None else [folder / event for event in events]
    files = [f for f in find_files(folders) if f.name.lower() != "readme.md"]
    found: dict[str, Article] = {}
    for path in files:
        name = article_name(path, folder)
        if name in found:
            raise InputError(f"a second article {name}", path=str(path), mend="Give the file another name.")
        found[name] = read_article(path, given=str(path))
    return found


def article_name(path: Path, folder: Path) -> str:
    """The path below the corpus folder without its suffix, with forward slashes."""
    return path.relative_to(folder).with_suffix("").as_posix()


def fingerprint(articles: Mapping[str, Article]) -> str:
    """16 hex digits over names and files, as `load_corpus` found them: the same corpus, whatever folder it lies in.

    What readers make of a file (its date, its origin) is no part of it: a better reader is a change of ours that two
    runs are compared to see, not another corpus.
    """
    files = ((name, Path(article.path).read_bytes().replace(b"\r\n", b"\n")) for name, article in articles.items())
    lines = "".join(f"{name}\t{hashlib.sha256(content).hexdigest()}\n" for name, content in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
