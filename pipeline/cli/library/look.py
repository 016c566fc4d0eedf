"""Looking: list, show, origins, verify."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.library.opened import article_in, open_any
from pipeline.cli.options import emit, emit_json, library_options, output_options, progress_bar, settings_from

if TYPE_CHECKING:
    from pipeline.ingest.stories import Story
    from store import Article
    from store.vectors import Kept, Library

_FIELDS = ("title", "publisher", "published", "byline", "origin", "language", "url", "path")


@click.command("list")
@library_options
@output_options
def list_articles(output: str, **flags: Any) -> None:
    """List the articles: id, date, publisher, title, path."""
    with open_any(settings_from(flags)) as opened:
        for article in opened.articles():
            if output == "json":
                emit_json(_known(article), indent=None)
            else:
                emit(_line(article))


@click.command()
@click.argument("article_id")
@library_options
@output_options
def show(article_id: str, output: str, **flags: Any) -> None:
    """Show one article: what is known of it and from where, its older versions, and its text."""
    from pipeline.ingest.stories import origins_of
    from pipeline.text import one_line

    with open_any(settings_from(flags)) as opened:
        kept = article_in(opened, article_id)
        article, older = kept.article, opened.older_versions(kept.article.id)
        origin = origins_of(opened, article)
        if output == "json":
            emit_json(_whole(kept, opened) | {"origins": asdict(origin)})
            return
        emit(f"id: {article.id}")
        for name in _FIELDS:
            source = article.source_of(name)
            emit(f"{name}: {one_line(getattr(article, name) or '-')}" + (f"  ({source})" if source else ""))
        emit(f"origin id: {origin.article}" + (f"  ({one_line(origin.why)})" if origin.why else ""))
        for version in older:
            emit(f"older version: {version.article.id}, replaced {version.replaced_at}")
        emit("\n" + "\n".join(one_line(line) for line in article.text.splitlines()))


@click.command()
@library_options
@output_options
def origins(output: str, **flags: Any) -> None:
    """Show which articles go back to one source, and why: copies of one story, and articles that credit one agency."""
    from pipeline.ingest.stories import stories

    with open_any(settings_from(flags)) as opened:
        found = stories(opened)
        if output == "json":
            emit_json([asdict(story) for story in found])
            return
        for story in found:
            emit(_told(story, opened.get(story.articles)))
        alone = opened.count() - len({i for story in found for i in story.articles})
        emit(f"{len(found)} origins with more than one article; {alone} articles stand alone")


@click.command()
@click.option("--mend", is_flag=True, help="Embed anew what is damaged, remove what belongs to nothing.")
@library_options
@output_options
def verify(mend: bool, output: str, **flags: Any) -> int:
    """Look through the library for what does not fit: orphans, missing vectors, spans that do not match."""
    from pipeline.cli.exits import DONE, FAILED_ON
    from store.vectors.verify import verify as problems_of

    settings = settings_from(flags)
    with open_any(settings) as opened:
        problems = list(problems_of(opened))
        if mend and problems:
            from pipeline.factcheck import open_embedder
            from pipeline.ingest.rebuild import mend as mend_problems

            with progress_bar("Mending") as progress:
                mend_problems(opened, open_embedder(settings), problems, progress=progress)
            left = list(problems_of(opened))
        else:
            left = problems
    if output == "json":
        emit_json({"problems": [asdict(p) for p in problems], "left": len(left)})
        return FAILED_ON if left else DONE
    for problem in problems:
        emit(f"{problem.kind}: {problem.passage_id or problem.article_id}: {problem.what}")
    if not problems:
        emit(f"{settings.library}: nothing wrong")
    elif mend:
        emit(f"{len(problems) - len(left)} of {len(problems)} mended")
    else:
        click.echo("twosource: twosource library verify --mend puts right what can be", err=True)
    return FAILED_ON if left else DONE


def _line(article: Article) -> str:
    from pipeline.text import one_line

    date = (article.published or "no date") + (" (guessed)" if article.guessed("published") else "")
    fields = (article.id, date, article.publisher or "no publisher", article.title or "no title", article.path)
    return "\t".join(one_line(field) for field in fields)


def _known(article: Article) -> dict[str, Any]:
    """What is known of an article, without its text."""
    fields = {name: getattr(article, name) for name in ("id", *_FIELDS)}
    return fields | {"stated_by": dict(article.stated_by)}


def _whole(kept: Kept, opened: Library) -> dict[str, Any]:
    article = kept.article
    older = [
        {"id": v.article.id, "replaced_by": v.replaced_by, "replaced_at": v.replaced_at, "text": v.article.text}
        for v in opened.older_versions(article.id)
    ]
    mended = sorted(json.loads(kept.mends)) if kept.mends else []
    return _known(article) | {"location": kept.location, "mended": mended, "older": older, "text": article.text}


def _told(story: Story, articles: dict[str, Article]) -> str:
    from pipeline.text import one_line

    lines = [f"{story.id}: {len(story.articles)} articles" + (f", {story.agency}" if story.agency else "")]
    lines += ["  " + _line(articles[article_id]) for article_id in story.articles if article_id in articles]
    lines += [f"  {pair.one} and {pair.other}: {one_line(pair.why)}" for pair in story.pairs]
    return "\n".join(lines) + "\n"
