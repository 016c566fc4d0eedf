"""`twosource library`: what is in the library, and mending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, library_options, progress_bar, settings_from

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from store.vectors import Library


@click.group(short_help="List, show, remove, rebuild.")
def library() -> None:
    """Look after the library."""


def _open(settings: Settings) -> Library:
    from store.vectors import open_library

    return open_library(settings.library, None)


@library.command("list")
@library_options
def list_articles(**flags: Any) -> None:
    """List the articles: id, date, publisher, title, path."""
    from pipeline.text import one_line

    with _open(settings_from(flags)) as opened:
        for a in opened.articles():
            fields = (a.id, a.published or "no date", a.publisher or "no publisher", a.title or "no title", a.path)
            emit("\t".join(one_line(f) for f in fields))


@library.command()
@click.argument("article_id")
@library_options
def show(article_id: str, **flags: Any) -> None:
    """Show one article: what is known of it, and its text."""
    from pipeline.text import one_line

    with _open(settings_from(flags)) as opened:
        article = _known(opened, article_id)
        for name in ("id", "title", "publisher", "published", "byline", "origin", "url", "path"):
            emit(f"{name}: {one_line(getattr(article, name) or '-')}")
        emit("\n" + "\n".join(one_line(line) for line in article.text.splitlines()))


@library.command()
@click.argument("article_ids", nargs=-1, required=True, metavar="ARTICLE_ID...")
@library_options
def remove(article_ids: tuple[str, ...], **flags: Any) -> None:
    """Remove articles by id. Their files are left alone."""
    with _open(settings_from(flags)) as opened:
        for article_id in article_ids:
            _known(opened, article_id)
        for article_id in article_ids:
            opened.remove(article_id)
            emit(f"removed {article_id}")


@library.command()
@library_options
def rebuild(**flags: Any) -> None:
    """Split and embed all stored articles anew, with the embedder of today or of --embedder."""
    settings = settings_from(flags)
    from pipeline.factcheck import open_embedder
    from pipeline.ingest import rebuild as rebuild_library

    with _open(settings) as opened, progress_bar("Embedding") as progress:
        count = rebuild_library(opened, open_embedder(settings), progress=progress)
    emit(f"{settings.library}: {count} articles rebuilt")


def _known(opened: Library, article_id: str) -> Any:
    from pipeline.errors import UsageError

    article = opened.get([article_id]).get(article_id)
    if article is None:
        raise UsageError(f"No article {article_id} in {opened.where}.", mend="twosource library list shows the ids.")
    return article
