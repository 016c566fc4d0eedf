"""Reads a file of any kind that is known into the articles that it holds.

Whatever is wrong with a file or a row is an `InputError` with the next step: nothing is skipped, replaced or cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read.document import Document, article_of
from pipeline.read.eml import MAIL_LIMIT, read_mail
from pipeline.read.files import contents, opened, printable, refuse_larger
from pipeline.read.front_matter import split_front_matter
from pipeline.read.html import PAGE_LIMIT, read_html
from pipeline.read.kinds import HEAD, KINDS, ROW_KINDS, kind_of
from pipeline.read.overrides import override_for
from pipeline.read.page import address_metadata
from pipeline.read.pdf import PDF_LIMIT, read_pdf
from pipeline.read.rows import read_rows
from pipeline.read.text import SIZE_LIMIT, decoded
from store.records import Article

LIMITS = {"txt": SIZE_LIMIT, "md": SIZE_LIMIT, "html": PAGE_LIMIT, "pdf": PDF_LIMIT, "eml": MAIL_LIMIT}
"""Bytes of a file, by kind. Files of rows may have any size, but a row is an article."""

Meta = Mapping[str, Mapping[str, str]]


def read_file(
    path: Path | str, *, given: str, columns: Mapping[str, str] | None = None, meta: Meta | None = None
) -> Iterator[Article | InputError]:
    """Every article of a file, in its order; an error in the place of each that cannot be read.

    Rows are read as they are asked for, so that a file of any size can be read. All that is yielded can be pickled.

    Args:
        path: The file.
        given: The path as the user gave it, kept in `Article.path` (a row adds "#ROW") and named in errors.
        columns: For files of rows, our field names to theirs, as {"text": "body"}.
        meta: As `read_meta` returns it: values that override whatever the file says.
    """
    given = printable(given)
    try:
        yield from _articles(Path(path), given, columns, meta)
    except InputError as error:
        yield error


def read_article(path: Path | str, *, given: str) -> Article:
    """The single article of a file.

    Args:
        path: The file.
        given: The path as the user gave it, kept in `Article.path` and named in errors.

    Raises:
        InputError: The file cannot be read, is too large, empty, or of a kind or in an encoding that is not read, its
            front matter is malformed, or it holds more than one article.
    """
    articles = _articles(Path(path), printable(given), None, None)
    article = next(articles, None)
    if isinstance(article, InputError):
        raise article
    if article is None or next(articles, None) is not None:
        what = "holds no article" if article is None else "holds more than one article"
        raise InputError(what, path=printable(given), mend="Ingest it: each row becomes an article.")
    return article


def read_bytes(data: bytes, *, given: str, kind: str, url: str | None = None, meta: Meta | None = None) -> Article:
    """One document that is in memory already.

    Args:
        data: The whole document.
        given: Kept in `Article.path` and named in errors.
        kind: "html", "pdf", "txt", "md" or "eml", as its sender calls it; what it begins with counts for more.
        url: Where it was fetched, if it was.
        meta: As `read_meta` returns it; the document's path there is `given`, or its address.

    Raises:
        InputError: As for `read_article`.
    """
    given = printable(given)
    kind = kind_of(data[:HEAD], kind, given)
    if kind not in LIMITS:
        raise InputError(
            f"is {kind}: files of rows are not fetched", path=given, mend="Download it, and ingest the file."
        )
    refuse_larger(data, LIMITS[kind], given)
    override = override_for(meta, given, None) or override_for(meta, url or given, None)
    return article_of(_document(data, kind, given, url), given=given, override=override)


def _articles(
    path: Path, given: str, columns: Mapping[str, str] | None, meta: Meta | None
) -> Iterator[Article | InputError]:
    with opened(path, given) as file:
        head = file.read(HEAD)
        kind = kind_of(head, KINDS.get(path.suffix.lower(), "txt"), given)
        file.seek(0)
        if kind not in ROW_KINDS:
            data = contents(file, given, LIMITS[kind])
            override = override_for(meta, given, path)
            yield article_of(_document(data, kind, given), given=given, file_name=path.name, override=override)
            return
        for number, row in read_rows(file, kind, given=given, columns=columns):
            if isinstance(row, InputError):
                yield row
            else:
                override = override_for(meta, given, path, number)
                yield article_of(row, given=f"{given}#{number}", override=override)


def _document(data: bytes, kind: str, given: str, url: str | None = None) -> Document:
    if kind == "html":
        return read_html(data, given=given, url=url)
    if kind == "pdf":
        found = read_pdf(data, given=given)
    else:
        found = read_mail(data, given=given) if kind == "eml" else _plain(data, kind, given)
    return replace(found, stated=(*found.stated, address_metadata(url))) if url else found


def _plain(data: bytes, kind: str, given: str) -> Document:
    """Plain text or Markdown: the text as the file holds it, without front matter."""
    text = decoded(data, given)
    front, body = split_front_matter(text, given) if kind == "md" else (None, text)
    if not any(character.isalnum() for character in body):
        what = "is empty" if not text else "has front matter but no text" if front else "holds no words"
        raise InputError(what, path=given, mend="Put the article's text into the file, or leave it out.")
    return Document(body, (front,) if front else ())
