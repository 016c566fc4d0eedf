"""What a page says about its article: JSON-LD, meta tags, its address, then what it shows above the text.

A program wrote this, not the person who ingests: a value that cannot be used is passed over, not an error. A page that
was fetched speaks for its own host only: an address elsewhere is not taken for its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.read.agencies import agency
from pipeline.read.dates import iso_date, machine_date
from pipeline.read.json_ld import json_ld_metadata
from pipeline.read.metadata import Metadata
from pipeline.read.values import address, code, name, plain

_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "twitter:title")
_PUBLISHERS = ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher", "application-name")
_DATES = (
    *("article:published_time", "article:published", "og:published_time", "datepublished", "citation_publication_date"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date"),
    *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "date"),
)
_BYLINES = (
    *("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author"),
    *("sailthru.author", "byl"),
)
_LANGUAGES = ("og:locale", "dc.language", "dcterms.language", "content-language", "inlanguage", "language")
_CREDITS = ("dc.source", "dcterms.source", "source", "news_source", "dc.rightsholder", "dcterms.rightsholder", "agency")
_DATE_IN_PATH = re.compile(r"/(\d{4})[/-](\d{2})[/-](\d{2})(?=[/_-]|$)")
_BYLINE_PLACES = "//*[@rel='author' or @itemprop='author' or contains(concat(' ', @class, ' '), ' byline ')]"
_PUBLISHED_PLACES = " | ".join(
    (
        "//*[@itemprop='datePublished']/@content",
        "//*[@itemprop='datePublished']/@datetime",
        "//time[@pubdate]/@datetime",
    )
)


def page_metadata(tree: Any, url: str | None = None) -> tuple[Metadata, ...]:
    """What the page states, the best first, each value with its source.

    Args:
        tree: The page, an `lxml.html.HtmlElement`.
        url: Where it was fetched, if it was.
    """
    tags = _tags(tree)
    scripts = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
    linked = json_ld_metadata(script.text or "" for script in scripts)
    linked = replace(linked, url=_own(linked.url, url))
    meta = _meta(tree, tags, url)
    publisher = linked.publisher or meta.publisher
    meta = Metadata(origin=_credit(tags, publisher)).overlaid(meta)
    at = linked.url or meta.url or url
    shown = Metadata(title=_heading(tree), byline=_shown_byline(tree))
    return (
        _without_own_name(linked, publisher).by("JSON-LD"),
        _without_own_name(meta, publisher).by("meta tag"),
        replace(address_metadata(at), url=url).by("address"),
        shown.by("text"),
        Metadata(title=_window_title(tree, publisher)).by("meta tag"),
    )


def address_metadata(url: str | None) -> Metadata:
    """What an address states: itself, and a day in its path ("/2025/04/22/")."""
    match = _DATE_IN_PATH.search(url) if url else None
    published = iso_date("-".join(match.groups())) if match else None
    return Metadata(url=url, published=published).by("address")


def _without_own_name(found: Metadata, publisher: str | None) -> Metadata:
    """Many outlets name themselves as the author of whatever they publish: that is no byline."""
    own = publisher and found.byline and found.byline.casefold() == publisher.casefold()
    return replace(found, byline=None) if own else found


def _meta(tree: Any, tags: dict[str, list[str]], url: str | None) -> Metadata:
    canonical = [*tree.xpath("//link[@rel='canonical']/@href"), *tags.get("og:url", ())]
    return Metadata(
        title=_first(tags, _TITLES, plain),
        publisher=_first(tags, _PUBLISHERS, name),
        url=next((own for value in canonical[:4] if (own := _own(value, url))), None),
        published=_first(tags, _DATES, machine_date)
        or next((day for value in tree.xpath(_PUBLISHED_PLACES)[:4] if (day := machine_date(value))), None),
        language=code(tree.get("lang") or tree.get("xml:lang")) or _first(tags, _LANGUAGES, code),
        byline=_joined(map(name, next((tags[key] for key in _BYLINES if any(map(name, tags.get(key, ())))), ()))),
    )


def _tags(tree: Any) -> dict[str, list[str]]:
    """Contents of the meta tags by name, property, itemprop or http-equiv in small letters, in the page's order."""
    found: dict[str, list[str]] = {}
    for tag in tree.xpath("//meta[@content]")[:500]:
        key = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        found.setdefault(key.strip().lower(), []).append(tag.get("content"))
    return found


def _first(tags: dict[str, list[str]], keys: Iterable[str], take: Callable[[str], str | None]) -> str | None:
    values = (take(value) for key in keys for value in tags.get(key, ()))
    return next((value for value in values if value), None)


def _joined(names: Iterable[str | None]) -> str | None:
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _credit(tags: dict[str, list[str]], publisher: str | None) -> str | None:
    """The source that the page credits, unless that is the outlet; authors count only if they are agencies."""
    sources = [found for key in _CREDITS for value in tags.get(key, ()) if (found := name(value))]
    authors = [found for key in _BYLINES for value in tags.get(key, ()) if (found := name(value))]
    known = next((found for one in [*sources, *authors] if (found := agency(one))), None)
    own = (publisher or "").casefold()
    return known or next((one for one in sources if one.casefold() != own), None)


def _own(value: str | None, url: str | None) -> str | None:
    """The address that the page calls its own, if it can be: absolute, and on the host it was fetched from."""
    try:
        absolute = address(urljoin(url or "", value)) if value else None
        if absolute and url and _host(absolute) != _host(url):
            return None
        return absolute if absolute and urlsplit(absolute).hostname else None
    except ValueError:
        return None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _heading(tree: Any) -> str | None:
    """The one h1 of the page, or of its article: a site's name may be an h1 too."""
    for places in (tree.xpath("//article//h1"), tree.xpath("//h1")):
        titles = [title for heading in places if (title := plain(heading.text_content()))]
        if len(titles) == 1:
            return titles[0]
    return None


def _shown_byline(tree: Any) -> str | None:
    places = [name(place.text_content()) for place in tree.xpath(_BYLINE_PLACES)[:5]]
    return next((place for place in places if place and len(place) <= 80), None)


def _window_title(tree: Any, publisher: str | None) -> str | None:
    """The title of the page's window, without the outlet's name at its end or beginning."""
    title = plain(tree.findtext(".//title"))
    if title and publisher:
        outlet = re.escape(publisher)
        title = re.sub(rf"\s*[|–—·:-]\s*{outlet}$|^{outlet}\s*[|–—·:-]\s*", "", title, flags=re.IGNORECASE) or None
    return title
