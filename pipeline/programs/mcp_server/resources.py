"""Articles as resources: `twosource://article/ID`.

At most `MOST_LISTED` are listed; any other is read by its id, which findings and citations name.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import mcp_types as types

from pipeline.errors import UsageError
from pipeline.programs.disarm import unnamed
from pipeline.programs.opened import opened, opened_told
from pipeline.text import name_of, one_line
from store import Article
from store.errors import LibraryMissing

if TYPE_CHECKING:
    from pipeline.factcheck import FactChecker

SCHEME = "twosource://article/"
PAGE = 100
MOST_LISTED = 1_000
MOST_CHARACTERS = 100_000
"""Of one article's text; `open_source` reads on from there."""
_MIME = "text/plain"

TEMPLATE = types.ResourceTemplate(
    name="article",
    title="An article of the library",
    uri_template=SCHEME + "{article_id}",
    description="Its text, fenced as data, under what is known of it. Ids stand in findings and citations.",
    mime_type=_MIME,
)


async def listed(checker: FactChecker, cursor: str | None) -> types.ListResourcesResult:
    """A page of articles; none where there is no library yet.

    Raises:
        UsageError: The cursor is none of ours.
    """
    first = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 6 else 0
    if cursor and (not first or first % PAGE or first >= MOST_LISTED):
        raise UsageError("There is no such page.", mend="Begin without a cursor.")
    try:
        found = list(islice(checker.articles(), first, first + PAGE + 1))
    except LibraryMissing:
        found = []
    more = len(found) > PAGE and first + PAGE < MOST_LISTED
    return types.ListResourcesResult(
        resources=[_resource(article) for article in found[:PAGE]], next_cursor=str(first + PAGE) if more else None
    )


def _resource(article: Article) -> types.Resource:
    shown = unnamed(article)
    about = [one_line(shown.publisher or ""), article.published or "date unknown"]
    return types.Resource(
        uri=SCHEME + article.id,
        name=article.id,
        title=name_of(None, shown.title, shown.path)[:200],
        description=", ".join(filter(None, about))[:200],
        mime_type=_MIME,
    )


async def read(checker: FactChecker, uri: str) -> str:
    """An article's text, fenced.

    Raises:
        UsageError: The address is none of ours, or there is no such article.
        StoreError: There is no library.
    """
    if not uri.startswith(SCHEME):
        raise UsageError(f"{one_line(uri)[:80]} is no article.", mend=f"Addresses are {SCHEME}ID.")
    return opened_told(opened(checker.article(uri.removeprefix(SCHEME)), most=MOST_CHARACTERS))
