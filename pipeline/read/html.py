"""A saved page: its article's text by trafilatura, without navigation, teasers, readers' comments or HTML comments.

What a reader of the page does not see never comes into the text: comments, scripts, elements that are hidden. The
parser's own limits hold (256 levels, 10 MB a text), and a page that goes beyond them is refused, not cut.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from pipeline.errors import InputError
from pipeline.read.charsets import declared_text
from pipeline.read.dates import machine_date
from pipeline.read.document import Document
from pipeline.read.metadata import Metadata
from pipeline.read.page import page_metadata
from pipeline.read.quiet import silenced
from pipeline.read.text import refuse_unusable

PAGE_LIMIT = 20_000_000
"""Bytes of HTML."""
_MOST_TAGS = 100_000
# Of siblings inside a line: trafilatura's time grows with their square, and this many take about two seconds.
_MOST_PAIRS = 25_000_000
_INLINE = (
    *("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong"),
    *("sub", "sup", "u"),
)
_UNSEEN = "//noscript | //template | //dialog | //*[@hidden] | //*[@style]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{1,40})")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_ENDS_SENTENCE = re.compile(r"[.!?…۔।։؟][\"'”’»)\]」』]*(?:\s|$)|[。！？]")
# One control character, raw or as a reference, and trafilatura gives up the whole page.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-f]{1,4})|0*(\d{1,5}))(?:;|(?![0-9a-f]))", re.IGNORECASE)
_BLOCKS = ("head", "p", "item", "row", "quote", "code", "list", "table")
_BREAKS = ("br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "ul", "ol")
_NO_ARTICLE = "holds no article text"
_PRINT = "Open the page in a browser, and save its reader view or print it to a PDF."


def read_html(data: bytes, *, given: str, url: str | None = None) -> Document:
    """The article of a page.

    Args:
        data: The page, at most `PAGE_LIMIT` bytes.
        given: The path or address, for errors.
        url: Where the page was fetched, if it was.

    Raises:
        InputError: Its encoding is not what it declares, it is nested too deeply or too large to be a page, or no
            article is found in it.
    """
    markup = declared_text(data, _declared(data), given)
    tree = _tree(markup, given)
    stated = page_metadata(tree, url)
    paragraphs = _article(tree, given)
    title = next((layer.title for layer in stated if layer.title), "")
    if len(paragraphs) > 1 and _bare(paragraphs[0]) == _bare(title):
        paragraphs = paragraphs[1:]
    text = "\n\n".join(paragraphs)
    refuse_unusable(text, given)
    if not any(_is_prose(paragraph) for paragraph in paragraphs):
        raise InputError(f"{_NO_ARTICLE}: only headings and links", path=given, mend=_PRINT)
    return Document(text, stated, guess=lambda: _guessed_date(markup, url))


def fragment_text(markup: str, given: str) -> str:
    """The text of a piece of HTML that is all article (a feed's field), paragraphs divided by a blank line.

    Raises:
        InputError: It is empty, or beyond the parser's limits.
    """
    tree = _tree(markup, given)
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    for element in tree.iter(*_BREAKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return "\n\n".join(_lines(str(tree.text_content())))


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096]) or _XML_ENCODING.match(data[:200])
    return match[1].decode("ascii", "replace") if match else None


def _tree(markup: str, given: str) -> Any:
    """An `lxml.html.HtmlElement` without comments and without what is hidden."""
    import lxml.etree  # type: ignore[import-untyped]
    import lxml.html  # type: ignore[import-untyped]

    if markup.count("<") > _MOST_TAGS:
        raise InputError(f"has more than {_MOST_TAGS:,} tags: no article page", path=given, mend=_PRINT)
    # lxml refuses decoded text that declares an encoding.
    declaration = _XML_DECLARATION.match(markup)
    markup = markup[declaration.end() :] if declaration else markup
    markup = _REFERENCE.sub(_without_control, _CONTROL.sub("\ufffd", markup))
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml.html.document_fromstring(markup.encode(), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(_NO_ARTICLE, path=given, mend=_PRINT) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError("is nested too deeply, or has too long a text, for a page", path=given, mend=_PRINT)
    for element in tree.xpath(_UNSEEN):
        shown = element.tag in ("html", "body") or ("style" in element.attrib and "hidden" not in element.attrib)
        if not (shown and not _HIDDEN.search(element.get("style", ""))) and element.getparent() is not None:
            element.drop_tree()
    return tree


def _without_control(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return "\ufffd" if _CONTROL.match(chr(number)) or 0xD800 <= number < 0xE000 else reference[0]


def _article(tree: Any, given: str) -> list[str]:
    """The paragraphs that trafilatura takes for the article."""
    from trafilatura import bare_extraction

    if sum(_siblings(element) ** 2 for element in tree.iter()) > _MOST_PAIRS:
        raise InputError("has thousands of links or spans in one paragraph", path=given, mend=_PRINT)
    try:
        with silenced("trafilatura", "htmldate", "justext", "readability", "courlan"):
            found = bare_extraction(tree, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        raise InputError(f"cannot be read as a page: {error}", path=given, mend=_PRINT) from error
    body = getattr(found, "body", None)
    paragraphs = _paragraphs(body) if body is not None else []
    if not paragraphs:
        raise InputError(_NO_ARTICLE, path=given, mend=_PRINT)
    return paragraphs


def _siblings(element: Any) -> int:
    return sum(child.tag in _INLINE for child in element) if len(element) > 100 else 0


def _paragraphs(body: Any) -> list[str]:
    """The text of trafilatura's tree, a paragraph for each block and each line break."""
    pieces: list[str] = []
    for event, element in _walked(body):
        block = element.tag in _BLOCKS
        if event == "start":
            pieces.append(("\n" if block or element.tag == "lb" else "") + (element.text or ""))
        else:
            pieces.append(("\n" if block else " " if element.tag == "cell" else "") + (element.tail or ""))
    return _lines("".join(pieces))


def _walked(body: Any) -> Any:
    import lxml.etree

    return lxml.etree.iterwalk(body, events=("start", "end"))


def _lines(text: str) -> list[str]:
    """Its lines that hold anything, white space single, control characters gone."""
    found = []
    for line in text.split("\n"):
        kept = " ".join(line.split())
        if not kept.isprintable():
            kept = "".join(character for character in kept if unicodedata.category(character) != "Cc")
        if any(character.isalnum() for character in kept):
            found.append(kept)
    return found


def _is_prose(paragraph: str) -> bool:
    """Whether it can be a sentence of an article: a page of links alone has none."""
    if len(paragraph) > 120:
        return True
    return bool(_ENDS_SENTENCE.search(paragraph)) and (len(paragraph.split()) >= 4 or not paragraph.isascii())


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _guessed_date(markup: str, url: str | None) -> Metadata:
    """The date that htmldate makes out, of all that stand on the page; its first publication, if it can."""
    from htmldate import find_date

    try:
        with silenced("trafilatura", "htmldate"):
            found = find_date(markup, original_date=True, url=url)
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
        return Metadata()
    return Metadata(published=machine_date(found) if found else None).by("guessed from the page")
