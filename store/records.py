"""Records that are kept: articles, passages, claims.

A span is `(start, end)` in an article's text, counted in Python characters, and
`article.text[start:end]` is the text it stands for. Ids are content hashes, so that the
same article ingested twice is the same record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Span = tuple[int, int]
STATED = ("title", "publisher", "url", "published", "language", "byline", "origin")
"""What an article can state about itself, beside its text: all of it is in its id, and a hand can correct it."""


def content_id(kind: str, *parts: str | int | None) -> str:
    """A stable id: `kind` and 20 hex digits of a SHA-256 over the parts.

    Each part is length-prefixed, so that ("ab", "c") and ("a", "bc") differ. Lone surrogates are hashed as they are.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = b"\x00" if part is None else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"{kind}_{digest.hexdigest()[:20]}"


def encodable(text: str) -> str:
    """The text with lone surrogates as "?": Chroma, tokenizers and servers take UTF-8 only. Spans never use it."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article, its text kept exactly as read.

    Attributes:
        id: Content hash over text and everything stated about it (not over the path): two outlets with the same
            words are two articles, and an article whose publisher or agency is mended is a new version.
        text: The whole text. Spans count in it.
        title: Headline, or an empty string.
        publisher: Outlet, or None where the text does not name it.
        url: Address, or None.
        published: ISO date (YYYY-MM-DD), or None.
        language: ISO 639-1 code, or None.
        byline: Author, or None.
        origin: Agency that the text came from (article level), or None.
        path: The file as given at ingest; a row of a file is "FILE#ROW", a page its address.
        stated_by: By field name, where its value was found ("front matter", "JSON-LD", "dateline", ...). A value that
            nobody stated says so: its source begins with "guessed", or is "detected" (the language).
    """

    id: str
    text: str
    title: str = ""
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    byline: str | None = None
    origin: str | None = None
    path: str = ""
    stated_by: tuple[tuple[str, str], ...] = ()

    def source_of(self, field: str) -> str | None:
        """Where the field's value was found, or None where that is not known."""
        return dict(self.stated_by).get(field)

    def guessed(self, field: str) -> bool:
        """Whether nobody stated the field's value."""
        return (self.source_of(field) or "").startswith(("guessed", "detected"))

    @staticmethod
    def make(
        text: str,
        *,
        title: str = "",
        publisher: str | None = None,
        url: str | None = None,
        published: str | None = None,
        language: str | None = None,
        byline: str | None = None,
        origin: str | None = None,
        path: str = "",
        stated_by: Mapping[str, str] | None = None,
    ) -> Article:
        """An article with its id computed from its content.

        A detected language has no part in the id: another detector would make another article of the same words.
        """
        sources = stated_by or {}
        stated = None if sources.get("language") == "detected" else language
        return Article(
            id=content_id("art", text, title, publisher, url, published, stated, byline, origin),
            text=text,
            title=title,
            publisher=publisher,
            url=url,
            published=published,
            language=language,
            byline=byline,
            origin=origin,
            path=path,
            stated_by=tuple(sorted(sources.items())),
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence-aligned window of an article.

    Attributes:
        sentences: Spans in the article's text, in order, inside `(start, end)`.
    """

    id: str
    article_id: str
    start: int
    end: int
    sentences: tuple[Span, ...]

    @staticmethod
    def make(article_id: str, start: int, end: int, sentences: tuple[Span, ...]) -> Passage:
        """A passage with its id computed from its article and span."""
        return Passage(content_id("psg", article_id, start, end), article_id, start, end, sentences)


Voice = Literal["asserts", "attributes", "denies", "plans", "hedges"]
"""Who holds the content of a sentence: the outlet itself, somebody it quotes or cites, somebody who denies it; or it is
announced and not done, or told with a reservation."""

PersonsVerdict = Literal["supported", "refuted", "conflicting", "not_enough_evidence"]
"""What a person can decide about a claim."""
PERSONS_VERDICTS: tuple[PersonsVerdict, ...] = get_args(PersonsVerdict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement to check, or one drawn from an article.

    Attributes:
        text: Stands alone: names instead of pronouns, absolute dates.
        article_id, start, end: The sentence that it was drawn from; None for a user's claim.
        passage_id: The passage that holds the sentence.
        voice: Who holds it where it was found.
        speaker: The one who says or denies it, or None.
        when: ISO date of what it tells of ("2025-04-16"), its month ("2025-04") or year; a stretch as "FIRST/LAST";
            None where the sentence gives none.
    """

    id: str
    text: str
    article_id: str | None = None
    start: int | None = None
    end: int | None = None
    passage_id: str | None = None
    voice: Voice = "asserts"
    speaker: str | None = None
    when: str | None = None

    @staticmethod
    def make(
        text: str,
        article_id: str | None = None,
        start: int | None = None,
        end: int | None = None,
        *,
        passage_id: str | None = None,
        voice: Voice = "asserts",
        speaker: str | None = None,
        when: str | None = None,
    ) -> Claim:
        """A claim with its id computed from its text and place."""
        made = content_id("clm", text, article_id, start, end)
        return Claim(made, text, article_id, start, end, passage_id, voice, speaker, when)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement that gave no claim.

    Attributes:
        start, end: The sentence.
        reason: In one line: it states nothing that can be checked, it cannot be read in one way, or a check failed.
        text: What was proposed, or an empty string.
    """

    start: int
    end: int
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was drawn from one passage.

    Attributes:
        key: By what: a hash over model, prompts and rules. Extractions with different keys stand side by side.
        claims: In the order of the text.
        dropped: What was left out, and why.
    """

    passage_id: str
    article_id: str
    key: str
    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...]
