"""JSON-LD of a page: the object that stands for its article, and what that states.

Pages hold several objects: the site, the breadcrumbs, a list of teasers. Only an object of an article's type counts,
and none that lies in a list of other pages; of several the first one with a headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.read.agencies import agency, known_agency
from pipeline.read.dates import machine_date
from pipeline.read.metadata import Metadata
from pipeline.read.values import address, code, name, plain

_ARTICLES = re.compile(r"(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting|Report)$")
_OPENS = re.compile(r"\A(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
_CLOSES = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\Z")
_TAIL = 40
_LONGEST = 1_000_000  # characters of one script
_DEEPEST = 12
_MOST = 2000  # objects looked at
_ELSEWHERE = ("itemListElement", "hasPart", "liveBlogUpdate", "relatedLink", "comment", "mentions", "citation")


def json_ld_metadata(scripts: Iterable[str]) -> Metadata:
    """What the page's article states about itself; all None where there is none.

    Args:
        scripts: The texts of the scripts of type application/ld+json, in the page's order.
    """
    objects = [found for script in scripts for found in _objects(_loaded(script))]
    by_id = {str(found["@id"]): found for found in objects if "@id" in found and len(found) > 1}
    articles = [found for found in objects if any(_ARTICLES.match(kind) for kind in _kinds(found))]
    if not articles:
        return Metadata()
    return _stated(next((found for found in articles if plain(found.get("headline"))), articles[0]), by_id)


def _stated(article: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Metadata:
    names = {key: _names(article.get(key), by_id) for key in ("author", "creator", "publisher")}
    authors = names["author"] or names["creator"]
    publisher = next(iter(names["publisher"]), None)
    languages = article.get("inLanguage")
    language = languages[0] if isinstance(languages, list) and languages else languages
    return Metadata(
        title=plain(article.get("headline")) or plain(article.get("name")),
        publisher=publisher,
        url=address(article.get("url")) or _page(article.get("mainEntityOfPage")),
        published=_date(article.get("datePublished")),
        language=code(language.get("alternateName") if isinstance(language, dict) else language),
        byline=", ".join(authors) or None,
        origin=_origin(article, authors, publisher, by_id),
    )


def _origin(article: dict[str, Any], authors: list[str], publisher: str | None, by_id: dict[str, Any]) -> str | None:
    """The agency that is credited. Who is only credited as a source need not call itself an agency."""
    credited = [n for key in ("creditText", "sourceOrganization", "provider") for n in _names(article.get(key), by_id)]
    based_on = [n for item in _listed(article.get("isBasedOn")) for n in _names(_publisher(item), by_id)]
    known = (found for n in [*credited, *based_on, *authors] if (found := agency(n)))
    others = (n for n in [*credited, *based_on] if not _same(n, publisher) and n not in authors)
    owners = [n for key in ("copyrightHolder", "publisher") for n in _names(article.get(key), by_id)]
    return next(known, None) or next(others, None) or next((found for n in owners if (found := known_agency(n))), None)


def _publisher(item: Any) -> Any:
    return item.get("publisher") or item.get("author") if isinstance(item, dict) else None


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.casefold() == other.casefold()


def _loaded(script: str) -> Any:
    """The script as JSON, or None. Many hold raw line ends, or stand in a comment or CDATA."""
    if len(script) > _LONGEST:
        return None
    bare = _OPENS.sub("", script.strip(), count=1)
    # The end is looked at from behind, in a few characters: a pattern that may begin anywhere would try every blank.
    bare = bare[:-_TAIL] + _CLOSES.sub("", bare[-_TAIL:])
    try:
        return json.loads(bare.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in the page's order, but for those that stand for other pages."""
    stack, seen = [(value, 0)], 0
    while stack and seen < _MOST:
        here, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST:
            continue
        if isinstance(here, dict):
            yield here
            inner = [item for key, item in here.items() if key not in _ELSEWHERE]
        else:
            inner = here if isinstance(here, list) else []
        stack += [(item, depth + 1) for item in reversed(inner) if isinstance(item, dict | list)]


def _kinds(found: dict[str, Any]) -> list[str]:
    return [str(kind).rpartition("/")[2] for kind in _listed(found.get("@type"))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(value: Any, by_id: dict[str, Any]) -> list[str]:
    """Names of persons or organisations: text, objects with a name, references by @id, or a list of them."""
    found = []
    for item in _listed(value)[:20]:
        if isinstance(item, dict):
            item = by_id.get(str(item.get("@id")), item) if "name" not in item else item
            item = item.get("name")
        found += [single for single in map(name, _listed(item)) if single]
    return list(dict.fromkeys(found))


def _page(value: Any) -> str | None:
    return address(value.get("@id") or value.get("url")) if isinstance(value, dict) else address(value)


def _date(value: Any) -> str | None:
    line = plain(value)
    return machine_date(line) if line else None
