"""What a hand has changed on an article, kept beside it, so that the article as read can be told from it.

A mended article keeps its id, which is the hash of what was read: a file that is read again is still known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from store.records import Article

BY_HAND = "set by hand"


def mended(article: Article, mends: str, changes: Mapping[str, str | None]) -> tuple[Article, str]:
    """The article with some fields changed, and all that is mended on it now.

    Args:
        mends: What was mended before, as this function gave it; "" for nothing.
        changes: By field, the new value, or None for "not known".

    Returns:
        The article, and JSON: by field, the value that was read and its source.
    """
    read: dict[str, Any] = json.loads(mends) if mends else {}
    sources = dict(article.stated_by)
    for name in changes:
        read.setdefault(name, [getattr(article, name), sources.get(name)])
        sources[name] = BY_HAND
    if not read:
        return article, ""
    # A title is never None.
    values: dict[str, Any] = {name: value or "" if name == "title" else value for name, value in changes.items()}
    changed = replace(article, **values, stated_by=tuple(sorted(sources.items())))
    return changed, json.dumps(read, ensure_ascii=False, sort_keys=True)


def as_read(article: Article, mends: str) -> Article:
    """The article as its file gave it, before any mend."""
    read: dict[str, Any] = json.loads(mends) if mends else {}
    sources = {k: v for k, v in article.stated_by if k not in read}
    sources |= {name: source for name, (_, source) in read.items() if source is not None}
    values: dict[str, Any] = {name: value for name, (value, _) in read.items()}
    return replace(article, **values, stated_by=tuple(sorted(sources.items())))
