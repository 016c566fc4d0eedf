"""One article in each format that is read, as the world has it: for `eval.fields`.

A rendering states what its format can state and no more: a PDF has no field for its outlet, so none is put into it.
"""

from __future__ import annotations

import csv
import html
import io
import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Gold = Mapping[str, str | None]
"""An article's fields by name, and its paragraphs under "text", divided by line ends."""

NOISE = (
    "Sign up for our morning letter and never miss a story.",
    "We use cookies to make this site work and to learn how it is used.",
    "Council opens the new swimming pool after three years of building.",
    "Ten recipes for the first cold days of autumn.",
    "What a disgrace, somebody has to pay for this in the end.",
    "I was there on the day and it was nothing like that.",
    "All rights reserved, no part of this page may be printed elsewhere.",
    "Editor's note in the source: the figure above is to be removed.",
    "Hidden text which no reader of the page has ever seen.",
)
# Without one of these, letters that Latin-1 does not have are printed as "?", and count as lost.
_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A format.

    Attributes:
        name: As the table has it.
        suffix: Of the file.
        make: The article's bytes.
        states: The fields that the format states; the others are not scored.
    """

    name: str
    suffix: str
    make: Callable[[Gold], bytes]
    states: tuple[str, ...]


def _page(gold: Gold, head: str, credit: str = "") -> bytes:
    title, language = html.escape(gold["title"] or ""), gold["language"] or "en"
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in _paragraphs(gold))
    byline = f'<div class="byline">By {html.escape(gold["byline"])}</div>' if gold["byline"] else ""
    return f"""<!DOCTYPE html>
<!-- {NOISE[7]} -->
<html lang="{language}"><head><meta charset="utf-8"><title>{title} | {html.escape(gold["publisher"] or "News")}</title>
{head}<style>p {{ margin: 0 }}</style></head><body>
<div id="cookie-banner" class="cookie-consent"><p>{NOISE[1]}</p><button>Accept</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li>
<li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>{title}</h1>{byline}<div class="article-body">
{paragraphs}<!-- {NOISE[7]} -->
<p style="display:none">{NOISE[8]}</p>{credit}
</div></article>
<aside class="newsletter"><h3>Newsletter</h3><p>{NOISE[0]}</p></aside>
<section class="related-articles"><h2>Read more</h2><ul><li><a href="/a"><h3>Pool opens</h3><p>{NOISE[2]}</p></a></li>
<li><a href="/b"><h3>Autumn kitchen</h3><p>{NOISE[3]}</p></a></li></ul></section>
<section id="comments" class="comments"><h2>2 comments</h2><div class="comment"><p>{NOISE[4]}</p></div>
<div class="comment"><p>{NOISE[5]}</p></div></section></main>
<footer><p>{NOISE[6]}</p><a href="/imprint">Imprint</a></footer></body></html>
""".encode()


def _linked_page(gold: Gold) -> bytes:
    """A page that states all in JSON-LD, in a graph with the site and a list of teasers."""
    article: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": gold["title"],
        "datePublished": f"{gold['published']}T07:45:00+02:00",
        "dateModified": "2026-01-01T00:00:00Z",
        "inLanguage": gold["language"],
        "mainEntityOfPage": gold["url"],
        "publisher": {"@id": "#outlet"},
    }
    if gold["byline"]:
        article["author"] = [{"@type": "Person", "name": gold["byline"]}]
    if gold["origin"]:
        article["creditText"] = gold["origin"]
    teasers = [{"@type": "NewsArticle", "headline": NOISE[2], "datePublished": "2020-02-02"}]
    graph = [
        {"@type": "ItemList", "itemListElement": teasers},
        {"@type": "NewsMediaOrganization", "@id": "#outlet", "name": gold["publisher"]},
        article,
    ]
    script = json.dumps({"@context": "https://schema.org", "@graph": graph}).replace("<", "\\u003c")
    return _page(gold, f'<script type="application/ld+json">{script}</script>\n')


def _tagged_page(gold: Gold) -> bytes:
    """A page with meta tags, which credits the agency only in its last line."""
    tags = {
        "og:title": gold["title"],
        "og:site_name": gold["publisher"],
        "og:url": gold["url"],
        "article:published_time": f"{gold['published']}T07:45:00Z",
        "article:modified_time": "2026-01-01T00:00:00Z",
        "author": gold["byline"],
    }
    head = "".join(f'<meta property="{key}" content="{html.escape(value)}">\n' for key, value in tags.items() if value)
    credit = f"<p>Source: {html.escape(gold['origin'])}</p>" if gold["origin"] else ""
    return _page(gold, head, credit)


def _bare_page(gold: Gold) -> bytes:
    """A page of an old site: no metadata, the date and the byline only where a reader sees them."""
    page = _page(gold, "").decode()
    day = date.fromisoformat(gold["published"] or "").strftime("%B %d, %Y")
    body = '<div class="article-body">'
    return page.replace(body, f'<div class="dateline">Published {day}</div>{body}').encode()


def _pdf(gold: Gold) -> bytes:
    """As a browser prints it: two pages or so, the address and page number at the foot of each."""
    from fpdf import FPDF

    font = next((path for path in _FONTS if Path(path).exists()), None)

    class Printed(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("body" if font else "times", size=8)
            self.cell(0, 10, f"{gold['url'] or 'https://news.example/'}   {self.page_no()}/{{nb}}", align="C")

    pdf = Printed()
    if font:
        pdf.add_font("body", "", font)

    def shown(text: str) -> str:
        return text if font else text.encode("latin-1", "replace").decode("latin-1")

    pdf.set_title(gold["title"] or "")
    pdf.add_page()
    pdf.set_font("body" if font else "times", size=18)
    pdf.multi_cell(0, 9, shown(gold["title"] or ""), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.set_font("body" if font else "times", size=10)
    day = date.fromisoformat(gold["published"] or "").strftime("%B %d, %Y")
    for line in ([f"By {gold['byline']}"] if gold["byline"] else []) + [day]:
        pdf.multi_cell(0, 6, shown(line), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    for paragraph in _paragraphs(gold):
        pdf.multi_cell(0, 5, shown(paragraph), align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)
    return bytes(pdf.output())


def _mail(gold: Gold) -> bytes:
    """A mail in two parts from the outlet or its author, the plain one wrapped."""
    from email.message import EmailMessage

    host = (gold["url"] or "https://news.example/").split("/")[2].removeprefix("www.")
    message = EmailMessage()
    message["Subject"] = gold["title"]
    message["Date"] = f"{date.fromisoformat(gold['published'] or ''):%a, %d %b %Y} 23:30:00 +0200"
    if gold["byline"]:
        message["From"] = f'"{gold["byline"]}" <writer@{host}>'
        message["Organization"] = gold["publisher"] or ""
    else:
        message["From"] = f'"{gold["publisher"] or "News desk"}" <news@{host}>'
    lines = [*_paragraphs(gold), *([f"Source: {gold['origin']}"] if gold["origin"] else [])]
    wrapped = "\n\n".join(textwrap.fill(line, 72, break_on_hyphens=False) for line in lines)
    message.set_content(f"{wrapped}\n\n-- \n{NOISE[0]}\n")
    message.add_alternative(_page(gold, "").decode(), subtype="html")
    message.add_attachment(NOISE[4].encode(), maintype="text", subtype="plain", filename="comment.txt")
    return message.as_bytes()


def _json_row(gold: Gold) -> bytes:
    row: dict[str, object] = {"headline": gold["title"], "body": "\n".join(_paragraphs(gold))}
    row |= {"source": {"id": None, "name": gold["publisher"]}}
    row |= {"publishedAt": f"{gold['published']}T05:00:00Z", "lang": gold["language"], "link": gold["url"]}
    row |= {"authors": [gold["byline"]] if gold["byline"] else [], "agency": gold["origin"], "path": "../../etc/passwd"}
    return json.dumps(row).encode() + b"\n"


def _csv_row(gold: Gold) -> bytes:
    """As a spreadsheet exports it where commas are decimal: semicolons, a byte order mark, dates written out."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Title", "Outlet", "Link", "Date", "Language", "Author", "Agency", "Text"])
    day = date.fromisoformat(gold["published"] or "").strftime("%d %B %Y")
    fields = [gold[name] for name in ("title", "publisher", "url")]
    writer.writerow([*fields, day, gold["language"], gold["byline"], gold["origin"], "\n".join(_paragraphs(gold))])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(gold: Gold) -> bytes:
    """Headline, byline, and a dateline with the day and the credit: the agency, or else the outlet."""
    day = date.fromisoformat(gold["published"] or "").strftime("%B %-d, %Y")
    byline = f"By {gold['byline']}\n" if gold["byline"] else ""
    first, *others = _paragraphs(gold)
    dateline = f"KARVALA, {day} ({gold['origin'] or gold['publisher']}) – "
    return "\n\n".join([f"{gold['title']}\n{byline}", dateline + first, *others]).encode()


def _paragraphs(gold: Gold) -> list[str]:
    """The article's lines, without a headline that stands above them."""
    lines = [line.strip() for line in (gold["text"] or "").splitlines() if line.strip()]
    return lines[1:] if lines and lines[0] == gold["title"] else lines


_ALL = ("title", "publisher", "published", "language", "byline", "origin")
RENDERINGS = (
    Rendering("HTML, JSON-LD", ".html", _linked_page, _ALL),
    Rendering("HTML, meta tags", ".html", _tagged_page, _ALL),
    Rendering("HTML, none of them", ".htm", _bare_page, ("title", "published", "language", "byline")),
    Rendering("PDF", ".pdf", _pdf, ("title", "published", "language", "byline")),
    Rendering("mail", ".eml", _mail, _ALL),
    Rendering("JSONL", ".jsonl", _json_row, _ALL),
    Rendering("CSV", ".csv", _csv_row, _ALL),
    Rendering("plain text", ".txt", _plain, _ALL),
)
