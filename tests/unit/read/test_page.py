"""What a page states about its article, and which statement counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.read import read_bytes
from store import Article

_BODY = "<p>The assembly voted on Wednesday for the act that pays for the dam.</p><p>It was late, and rain fell.</p>"


def _linked(*objects: Any) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(found)}</script>' for found in objects)


def _read(head: str = "", body: str = _BODY, html: str = "<html>", url: str | None = None) -> Article:
    page = f"<!DOCTYPE html>{html}<head>{head}</head><body><article>{body}</article></body></html>"
    return read_bytes(page.encode(), given="x.html", kind="html", url=url)


_ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Dam &amp; holds",
    "datePublished": "2025-05-14T23:30:00+02:00",
    "dateModified": "2025-06-01",
    "inLanguage": "en-GB",
    "author": {"@type": "Person", "name": "Dana Brisk"},
    "publisher": {"@type": "Organization", "name": "Harbour Post"},
    "url": "https://post.example/dam",
}
_FIELDS = {
    "title": "Dam & holds",
    "published": "2025-05-14",
    "language": "en",
    "byline": "Dana Brisk",
    "publisher": "Harbour Post",
    "url": "https://post.example/dam",
}


@pytest.mark.parametrize(
    "objects",
    [
        [_ARTICLE],
        [[_ARTICLE]],
        [{"@graph": [{"@type": "WebSite", "name": "Site"}, _ARTICLE]}],
        [{"@type": "WebPage", "mainEntity": _ARTICLE}],
        [{"@type": "BreadcrumbList"}, _ARTICLE],
        [{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Teaser"}]}, _ARTICLE],
        [{"@type": "NewsArticle"}, _ARTICLE],
        [_ARTICLE | {"@type": ["Thing", "https://schema.org/ReportageNewsArticle"]}],
        [_ARTICLE | {"author": [{"name": "Dana Brisk"}, {"name": None}, 7, {"name": "https://x.example"}]}],
        [_ARTICLE | {"author": "By Dana Brisk", "publisher": {"name": ["Harbour Post"]}}],
        [_ARTICLE | {"inLanguage": ["en", "fr"]}],
        [_ARTICLE | {"url": None, "mainEntityOfPage": {"@id": "https://post.example/dam"}}],
    ],
)
def test_json_ld(objects: list[Any]) -> None:
    article = _read(_linked(*objects))
    assert {name: getattr(article, name) for name in _FIELDS} == _FIELDS
    assert {article.source_of(name) for name in _FIELDS} == {"JSON-LD"}


def test_references_by_id_are_followed() -> None:
    graph = [
        _ARTICLE | {"author": {"@id": "#dana"}, "publisher": {"@id": "#post"}},
        {"@type": "Person", "@id": "#dana", "name": "Dana Brisk"},
        {"@type": "NewsMediaOrganization", "@id": "#post", "name": "Harbour Post"},
    ]
    article = _read(_linked({"@graph": graph}))
    assert (article.byline, article.publisher) == ("Dana Brisk", "Harbour Post")


@pytest.mark.parametrize(
    "script",
    ["{", "[]", "null", '"x"', "<!-- {} -->", '{"@type": "NewsArticle"', '{"@type": 5, "headline": [1]}', "{}" * 9],
)
def test_json_ld_that_is_none_is_passed_over(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script><meta property="og:title" content="Dam holds">'
    assert _read(head).title == "Dam holds"


def test_json_ld_in_a_comment_or_with_raw_line_ends_is_read() -> None:
    raw = '//<![CDATA[\n{"@type": "Article", "headline": "Dam\nholds"};\n//]]>'
    assert _read(f'<script type="application/ld+json">{raw}</script>').title == "Dam holds"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "a\ud800b"),
        ("headline", "x" * 3000),
        ("datePublished", "0001-01-01T00:00:00Z"),
        ("datePublished", "1970-01-01"),
        ("datePublished", "2025-02-30"),
        ("datePublished", 20250514),
        ("datePublished", "yesterday"),
        ("inLanguage", {"a": 1}),
        ("inLanguage", "English language"),
        ("author", {"name": {"name": "x"}}),
        ("author", "admin"),
        ("url", "javascript:alert(1)"),
        ("url", "file:///etc/passwd"),
        ("publisher", "https://post.example"),
    ],
)
def test_a_value_that_cannot_be_meant_is_passed_over(field: str, value: Any) -> None:
    names = {"headline": "title", "datePublished": "published", "inLanguage": "language", "author": "byline"}
    article = _read(_linked(_ARTICLE | {field: value}))
    assert article.source_of(names.get(field, field)) != "JSON-LD"
    assert article.text.startswith("The assembly")


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta property="og:title" content="Dam holds">', "title", "Dam holds"),
        ('<meta name="DC.Title" content="Dam holds">', "title", "Dam holds"),
        ('<meta property="og:site_name" content="Harbour Post">', "publisher", "Harbour Post"),
        ('<meta name="dc.publisher" content="Harbour Post">', "publisher", "Harbour Post"),
        ('<meta property="article:published_time" content="2025-05-14T01:00:00Z">', "published", "2025-05-14"),
        ('<meta name="dc.date.issued" content="2025-05-14">', "published", "2025-05-14"),
        ('<meta name="citation_publication_date" content="2025/05/14">', "published", "2025-05-14"),
        ('<meta name="pubdate" content="20250514">', "published", "2025-05-14"),
        ('<meta itemprop="datePublished" content="2025-05-14">', "published", "2025-05-14"),
        ('<meta name="date" content="Wed, 14 May 2025 10:00:00 GMT">', "published", "2025-05-14"),
        ('<meta name="author" content="Dana Brisk">', "byline", "Dana Brisk"),
        ('<meta name="dc.creator" content="By Dana Brisk">', "byline", "Dana Brisk"),
        (
            '<meta name="author" content="Dana Brisk"><meta name="author" content="Jo Holt">',
            "byline",
            "Dana Brisk, Jo Holt",
        ),
        ('<meta property="og:locale" content="fa_IR">', "language", "fa"),
        ('<meta http-equiv="Content-Language" content="de-AT, en">', "language", "de"),
        ('<link rel="canonical" href="https://post.example/dam">', "url", "https://post.example/dam"),
        ('<meta property="og:url" content="https://post.example/dam">', "url", "https://post.example/dam"),
    ],
)
def test_meta_tags(head: str, field: str, value: str) -> None:
    article = _read(head)
    assert getattr(article, field) == value
    assert article.source_of(field) == "meta tag"


def test_which_statement_counts() -> None:
    meta = (
        '<meta property="og:title" content="Other"><meta property="article:published_time" content="2024-01-01">'
        '<meta property="og:site_name" content="Site"><title>Window</title>'
    )
    body = "<h1>Heading</h1><p>KARVALA, May 1, 2023 (AP) – Rain fell on the square in front of it.</p>" + _BODY
    partly = {key: value for key, value in _ARTICLE.items() if key not in ("publisher", "url", "inLanguage")}
    article = _read(_linked(partly) + meta, body, '<html lang="fr">', url="https://post.example/2022/02/02/dam")
    assert (article.title, article.published, article.publisher) == ("Dam & holds", "2025-05-14", "Site")
    assert (article.origin, article.source_of("origin")) == ("AP", "dateline")
    assert (article.language, article.source_of("language")) == ("fr", "meta tag")
    assert (article.url, article.source_of("url")) == ("https://post.example/2022/02/02/dam", "address")
    article = _read(meta, body)
    assert (article.published, article.source_of("published")) == ("2024-01-01", "meta tag")
    article = _read("", body)
    assert (article.published, article.source_of("published")) == ("2023-05-01", "dateline")
    assert (article.title, article.source_of("title")) == ("Heading", "text")


def test_a_date_that_nobody_states_is_a_guess() -> None:
    body = _BODY * 3 + '<p class="meta">Updated <time datetime="2025-05-14">two days ago</time></p>'
    article = _read("", body)
    assert (article.published, article.source_of("published")) == ("2025-05-14", "guessed from the page")
    assert article.guessed("published")
    assert _read().published is None


def test_the_day_in_an_address_is_stated() -> None:
    for url, day in (("https://p.example/2025/05/14/dam", "2025-05-14"), ("https://p.example/2025/13/14/dam", None)):
        article = _read(url=url)
        assert (article.published, article.url) == (day, url)
        assert article.source_of("url") == "address"


@pytest.mark.parametrize(
    ("canonical", "url", "kept"),
    [
        ("https://post.example/dam", "https://www.post.example/dam?utm_source=x", "https://post.example/dam"),
        ("/dam", "https://post.example/dam?x=1", "https://post.example/dam"),
        ("https://other.example/dam", "https://post.example/dam", "https://post.example/dam"),
        ("javascript:alert(1)", "https://post.example/dam", "https://post.example/dam"),
        ("http://[bad", "https://post.example/dam", "https://post.example/dam"),
        ("/dam", None, None),
    ],
)
def test_a_page_speaks_for_its_own_host_only(canonical: str, url: str | None, kept: str | None) -> None:
    assert _read(f'<link rel="canonical" href="{canonical}">', url=url).url == kept


@pytest.mark.parametrize(
    ("changes", "origin", "source"),
    [
        ({"author": {"@type": "Organization", "name": "Reuters"}}, "Reuters", "JSON-LD"),
        ({"author": "AFP"}, "AFP", "JSON-LD"),
        ({"author": "Dana Brisk, Associated Press"}, "AP", "JSON-LD"),
        ({"creditText": "Halcyon"}, "Halcyon", "JSON-LD"),
        ({"creditText": "harbour post"}, None, None),
        ({"sourceOrganization": {"name": "The Associated Press"}}, "AP", "JSON-LD"),
        ({"isBasedOn": {"@type": "NewsArticle", "publisher": {"name": "TASS"}}}, "TASS", "JSON-LD"),
        ({"isBasedOn": "https://wire.example/1"}, None, None),
        ({"copyrightHolder": {"name": "dpa"}}, "dpa", "JSON-LD"),
        ({"copyrightHolder": {"name": "Harbour Media Group"}}, None, None),
        ({"publisher": {"name": "Xinhua"}}, "Xinhua", "JSON-LD"),
        ({"author": "Staff and Reuters"}, None, None),
    ],
)
def test_agencies_in_json_ld(changes: dict[str, Any], origin: str | None, source: str | None) -> None:
    article = _read(_linked(_ARTICLE | changes))
    assert (article.origin, article.source_of("origin")) == (origin, source)


@pytest.mark.parametrize(
    ("head", "body", "origin"),
    [
        ('<meta name="author" content="AFP">', _BODY, "AFP"),
        ('<meta name="dc.source" content="IRNA">', _BODY, "IRNA"),
        ("", _BODY + "<p>(AP)</p>", "AP"),
        ("", _BODY + "<p>Source: TASS</p>", "TASS"),
        ("", '<h1>Dam holds</h1><div class="byline">By Reuters</div>' + _BODY, "Reuters"),
        (
            "",
            "<p>KARVALA (Velmara News Agency) – Rain fell on the square in front of it.</p>" + _BODY,
            "Velmara News Agency",
        ),
        ("", _BODY + "<p>Reuters could not reach the ministry.</p>", None),
    ],
)
def test_agencies_in_meta_tags_and_text(head: str, body: str, origin: str | None) -> None:
    assert _read(head, body).origin == origin


def test_an_outlet_that_names_itself_as_the_author_is_no_byline() -> None:
    assert _read(_linked(_ARTICLE | {"author": "Harbour Post"})).byline is None


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Dam holds | Harbour Post</title>" + '<meta property="og:site_name" content="Harbour Post">',
            "",
            "Dam holds",
        ),
        ("<title>Dam holds - what now</title>", "", "Dam holds - what now"),
        ("<title>Window</title>", "<h1>Harbour Post</h1><h1>Dam holds</h1>", "Window"),
    ],
)
def test_titles_where_only_the_window_has_one(head: str, body: str, title: str) -> None:
    assert _read(head, body + _BODY).title == title
