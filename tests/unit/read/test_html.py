"""Pages: the article, all of it, and nothing else."""

from __future__ import annotations

import json
import time

import pytest

from pipeline.errors import InputError
from pipeline.read import read_bytes
from pipeline.read.html import fragment_text
from store import Article

_ONE = "The assembly voted on Wednesday for the act that pays for the dam."
_TWO = "It was late when the last deputy left the hall, and rain fell on the square."
_BODY = f"<p>{_ONE}</p><p>{_TWO}</p>"
_TEXT = f"{_ONE}\n\n{_TWO}"


def _page(body: str, head: str = "", html: str = "<html>") -> bytes:
    return f"<!DOCTYPE html>{html}<head>{head}</head><body>{body}</body></html>".encode()


def _read(data: bytes, url: str | None = None) -> Article:
    return read_bytes(data, given="x.html", kind="html", url=url)


def _refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(data)
    assert caught.value.path == "x.html"
    assert caught.value.mend
    assert "\n" not in str(caught.value)
    return caught.value


# The text


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<nav><ul><li><a href=/>Home</a></li><li><a href=/w>World</a></li></ul></nav><article>{}</article>",
        "<!-- Noise stands here. --><article>{}<!-- Noise stands here. --></article>",
        "<!--> Noise? --><article>{}</article>",
        "<article>{}</article><!-- Noise that is never closed. ",
        "<article>{}<p style='color: red; display : none'>Noise stands here.</p></article>",
        "<article>{}<p hidden>Noise stands here.</p></article>",
        "<article>{}</article><noscript>Noise: switch on your scripts, please.</noscript>",
        "<article>{}</article><template><p>Noise stands here, and stays.</p></template>",
        "<article>{}</article><script>document.write('Noise stands here.')</script>",
        "<article>{}</article><dialog open><p>Noise: take our cookies, all of them.</p></dialog>",
        "<article>{}</article><div class='comments' id='comments'><p>Noise by a reader who has an opinion.</p></div>",
        "<article>{}</article><footer><p>Noise: all rights are reserved by the outlet.</p></footer>",
    ],
)
def test_only_what_a_reader_sees_of_the_article_is_text(around: str) -> None:
    article = _read(_page(around.format(_BODY)))
    assert article.text == _TEXT
    assert "Noise" not in article.title


def test_paragraphs_are_divided_by_a_blank_line_and_lines_by_their_breaks() -> None:
    body = (
        f"<p>{_ONE}<br>{_TWO}</p><h2>Late</h2><ul><li>First point of it.</li><li>Second <b>point</b> of it.</li></ul>"
    )
    expected = [_ONE, _TWO, "Late", "First point of it.", "Second point of it."]
    assert _read(_page(f"<article>{body}{_BODY}</article>")).text.split("\n\n")[:5] == expected


def test_the_title_is_not_doubled_in_the_text() -> None:
    article = _read(_page(f"<article><h1>Dam  holds</h1>{_BODY}</article>", "<title>Dam holds | Herald</title>"))
    assert (article.title, article.text) == ("Dam holds", _TEXT)
    assert article.source_of("title") == "text"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<div id=root></div><noscript>You need to switch on JavaScript to run this app.</noscript>",
        "<nav><ul>" + "<li><a href=x>Go to another place</a></li>" * 40 + "</ul></nav><footer>Herald 2024</footer>",
        "<img src=a.jpg><img src=b.jpg>",
        "<p>… — !</p>",
    ],
)
def test_a_page_without_an_article_is_an_error(body: str) -> None:
    assert "no " in str(_refused(_page(body)))


# Encodings


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-8", "iso-8859-1"),  # UTF-8 first: pages often declare what they once were
        ("cp1252", "iso-8859-1"),
        ("cp1251", "windows-1251"),
        ("koi8-r", "KOI8-R"),
        ("shift_jis", "Shift_JIS"),
        ("gb18030", "gb2312"),
        ("euc-kr", "euc-kr"),
    ],
)
def test_the_declared_encoding_is_respected(codec: str, label: str) -> None:
    words = {
        "cp1251": "Дождь шёл",
        "koi8-r": "Дождь шёл",
        "shift_jis": "雨が降った",
        "gb18030": "下雨了",
        "euc-kr": "비가",
    }
    said = words.get(codec, "Café “à la” crème")
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    page = _page(f"<p>{said} {_ONE}</p>", head).decode().encode(codec)
    assert _read(page).text == f"{said} {_ONE}"


@pytest.mark.parametrize("label", ["punycode", "unicode_escape", "zip", "rot13", "utf-7", "no-such", "../x", "idna"])
def test_an_encoding_that_no_page_has_is_refused(label: str) -> None:
    page = _page(f"<p>{_ONE}</p>", f'<meta charset="{label}">') + b"\xff"
    assert "encoding" in str(_refused(page))


def test_mixed_encodings_are_refused_not_guessed() -> None:
    page = _page("<p>Café</p>", "<meta charset=utf-8>") + "<p>Café</p>".encode("latin-1")
    assert "which it declares" in str(_refused(page))
    assert "does not declare" in str(_refused(b"<html><p>Caf\xe9 " + _ONE.encode()))


# Hostile pages


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<div>" * 2000 + _BODY, "nested too deeply"),
        ("<b>" * 5000 + _BODY, "nested too deeply"),
        ("<p>" + "word and more. " * 1_200_000, "too long a text"),
        ("<p>" + "<p>".join(["word and more. " * 300_000] * 2), "5 MB"),
        ("<p>x y</p>" * 60_000, "tags"),
        ("<" * 1_000_000, "tags"),
        ("<p>" + "<a href=u>x</a> y. " * 9_000, "links or spans"),
    ],
    ids=["deep", "deep-inline", "one-line", "text", "tags", "brackets", "siblings"],
)
def test_a_page_beyond_the_limits_is_refused_in_a_moment(body: str, says: str) -> None:
    started = time.monotonic()
    assert says in str(_refused(_page(body)))
    assert time.monotonic() - started < 10


def test_the_size_limit_of_a_page() -> None:
    assert "20 MB" in str(_refused(b"<html>" + b" " * 20_000_000))


@pytest.mark.parametrize(
    "odd", ["a\0b", "&#0;", "&#1;", "&#x1F", "&#65534;", "&#xD800;", "&#99999999;", "\x01", "\x85", "&lol;"]
)
def test_odd_characters_leave_the_rest_and_no_control_characters(odd: str) -> None:
    article = _read(_page(f"<article><p>Odd {odd} letters stand in it.</p>{_BODY}</article>"))
    assert article.text.endswith(_TEXT)
    article.text.encode()
    assert not set(map(chr, [*range(10), *range(11, 32)])) & set(article.text)


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    article = _read((page + f"<html><body><p>&l9; &f; {_ONE}</p></body></html>").encode())
    assert "lollol" not in article.text
    assert "root:" not in article.text


def test_json_that_is_nested_without_end_is_passed_over() -> None:
    script = '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script>"
    assert _read(_page(_BODY, script)).text == _TEXT


def test_a_loop_of_references_ends() -> None:
    graph = {"@graph": [{"@id": "#a", "@type": "NewsArticle", "author": {"@id": "#a"}, "publisher": {"@id": "#b"}}]}
    script = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert _read(_page(_BODY, script)).byline is None


# Pieces of pages


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two <b>bold</b>.</p>", "One.\n\nTwo bold."),
        ("One.<br/>Two &amp; three.", "One.\n\nTwo & three."),
        ("<p>One.<!-- hidden --></p>", "One."),
        ("<div>One.<script>alert(1)</script></div>", "One."),
        ("<ul><li>One<li>Two</ul>", "One\n\nTwo"),
    ],
)
def test_fragments(markup: str, text: str) -> None:
    assert fragment_text(markup, "x") == text
