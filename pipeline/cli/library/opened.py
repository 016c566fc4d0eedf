"""Opening a library for a command, and finding an article in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from store.vectors import Kept, Library


def open_any(settings: Settings) -> Library:
    """The library, whatever embedder it was made with.

    Raises:
        StoreError: There is none.
    """
    from store.vectors import open_library

    return open_library(settings.library, None)


def article_in(library: Library, article_id: str) -> Kept:
    """The article with that id, or with an id that begins so.

    Raises:
        UsageError: There is none, or there are several.
    """
    from pipeline.errors import UsageError

    found = library.get_kept([article_id])
    if not found and len(article_id) >= 8:
        near = sorted(i for i in library.index.article_ids() if i.startswith(article_id))
        if len(near) > 1:
            raise UsageError(f"{article_id} begins the ids of {len(near)} articles.", mend="Give more of it.")
        found = library.get_kept(near)
    if not found:
        raise UsageError(f"No article {article_id} in {library.where}.", mend="twosource library list shows the ids.")
    return next(iter(found.values()))
