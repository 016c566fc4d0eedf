"""Mails: their text and sender, and hostile ones."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from pipeline.errors import InputError
from pipeline.read import read_bytes
from store import Article

_ONE = "The assembly voted on Wednesday for the act that pays for the dam, which is old and has been leaking for years."
_TWO = "It was late when the last deputy left the hall."
_TEXT = f"{_ONE}\n\n{_TWO}\n"


def _mail(text: str | None = _TEXT, html: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message.as_bytes()


def _read(data: bytes) -> Article:
    return read_bytes(data, given="x.eml", kind="eml")


def _refused(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(data)
    assert caught.value.mend
    return caught.value


def test_subject_sender_and_day() -> None:
    article = _read(
        _mail(Subject="Dam holds", From="Harbour Post <news@post.example>", Date="Wed, 14 May 2025 23:30:00 -0500")
    )
    assert (article.title, article.publisher, article.byline, article.published) == (
        "Dam holds",
        "Harbour Post",
        None,
        "2025-05-14",
    )
    assert {article.source_of(name) for name in ("title", "publisher", "published")} == {"mail header"}
    assert article.text == f"{_ONE}\n\n{_TWO}"


@pytest.mark.parametrize(
    ("sender", "publisher", "byline", "origin"),
    [
        ("Dana Brisk <dana@post.example>", None, "Dana Brisk", None),
        ('"Dana Brisk, Harbour Post" <dana@post.example>', "Harbour Post", "Dana Brisk", None),
        ("Dana Brisk at Harbour Post <dana@post.example>", "Harbour Post", "Dana Brisk", None),
        ('"Dana Brisk (Harbour Post)" <dana@post.example>', "Harbour Post", "Dana Brisk", None),
        ('"Dana Brisk, Political Editor" <dana@post.example>', None, "Dana Brisk", None),
        ("La Rada <redaccion@larada.example>", "La Rada", None, None),
        ("Reuters <alerts@reuters.example>", "Reuters", None, "Reuters"),
        ("News desk <news@post.example>", None, None, None),
        ("no-reply@post.example", None, None, None),
        ("=?utf-8?q?H=C3=A9l=C3=A8ne_Castaing?= <hc@rive.example>", None, "Hélène Castaing", None),
        ("", None, None, None),
        ("\x00<<>>,,@@", None, None, None),
    ],
)
def test_senders(sender: str, publisher: str | None, byline: str | None, origin: str | None) -> None:
    head = f"From: {sender}\nSubject: Dam holds\n\n" if sender else "Subject: Dam holds\n\n"
    article = _read((head + _TEXT).encode())
    assert (article.publisher, article.byline, article.origin) == (publisher, byline, origin)


def test_an_organization_is_the_outlet() -> None:
    article = _read(_mail(From="Dana Brisk <dana@post.example>", Organization="Harbour Post"))
    assert (article.publisher, article.byline) == ("Harbour Post", "Dana Brisk")


@pytest.mark.parametrize("mark", ["Fwd: ", "FW: ", "WG: ", "Re: "])
def test_who_passes_a_mail_on_is_not_its_author(mark: str) -> None:
    article = _read(
        _mail(Subject=mark + "Dam holds", From="A Friend <f@home.example>", Date="Wed, 14 May 2025 10:00:00 +0000")
    )
    assert (article.title, article.byline, article.publisher) == ("Dam holds", None, None)
    assert (article.published, article.guessed("published")) == ("2025-05-14", True)


@pytest.mark.parametrize("day", ["yesterday", "Mon, 99 Foo 2025 99:99:99", "Wed, 14 May 99999 10:00:00 +0000", ""])
def test_a_day_that_is_none_is_none(day: str) -> None:
    assert _read(f"Date: {day}\n\n{_TEXT}".encode()).published is None


def test_plain_goes_before_html_unless_it_says_nothing() -> None:
    html = f"<html lang=en><body><!-- Noise --><p>{_TWO}</p><p>{_ONE}</p></body></html>"
    assert _read(_mail(_TEXT, html)).text == f"{_ONE}\n\n{_TWO}"
    assert _read(_mail("This mail needs HTML.", html)).text == f"{_TWO}\n\n{_ONE}"
    assert _read(_mail(None, html)).text == f"{_TWO}\n\n{_ONE}"


def test_signatures_and_attachments_are_left_out() -> None:
    message = EmailMessage()
    message.set_content(_TEXT + "\n-- \nNoise below the line\n")
    message.add_attachment("Noise in a file. " * 50, filename="a.txt")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../x.pdf")
    assert _read(message.as_bytes()).text == f"{_ONE}\n\n{_TWO}"
    only = b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n" + _TEXT.encode()
    assert "without a text" in str(_refused(only))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind(end: str) -> None:
    data = f"Subject: Dam holds\nFrom: La Rada <x@larada.example>\n\n{_TEXT}".replace("\n", end).encode()
    article = _read(data)
    assert (article.title, article.text) == ("Dam holds", f"{_ONE}\n\n{_TWO}")


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "koi8-r"])
def test_the_declared_charset_is_respected(codec: str) -> None:
    word = "Дождь" if codec == "koi8-r" else "Café"
    head = f"Content-Type: text/plain; charset={codec}\nContent-Transfer-Encoding: 8bit\n\n"
    assert _read(head.encode() + f"{word} {_TEXT}".encode(codec)).text.startswith(word)


def _nested(depth: int) -> bytes:
    parts = (f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return "".join(parts).encode() + b"Content-Type: text/plain\n\n" + _TEXT.encode()


def test_parts_inside_parts() -> None:
    assert _read(_nested(100)).text == f"{_ONE}\n\n{_TWO}"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_nested(1000), "cannot be read as a mail"),
        (_nested(5000), "headers"),
        (b"Content-Type: text/plain; charset=punycode\n\n\xff" + _TEXT.encode(), "unknown encoding"),
        (b"Content-Type: text/plain; charset=ascii\n\n" + _TEXT.encode() + b"\x81", "which it declares"),
        (b"Content-Type: text/plain\n\n\xff" + _TEXT.encode(), "does not declare"),
        (b"Content-Type: text/plain; " + b"a*0*=1; " * 100_000 + b"\n\nx", "headers"),
        (b"Content-Type: text/plain;\n" + b" a*0*=1;\n" * 100_000 + b"\nx", "headers"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: image/png\n\nx\n" * 50_000, "headers"),
        (b"Content-Transfer-Encoding: base64\n\n!!!!" + b"A" * 1001, "damaged"),
        (b"Content-Type: text/plain\n\nRain\0fell.", "NUL"),
        (b"Content-Type: image/png\n\n" + b"x" * 100, "without a text"),
        (b"", "without a text"),
        (b"Subject: x\n\n... --- ...", "no words"),
        (b"x" * 20_000_001, "20 MB"),
    ],
)
def test_hostile_mails_are_refused_in_a_moment(data: bytes, says: str) -> None:
    started = time.monotonic()
    assert says in str(_refused(data))
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("unit", ["a@b, ", "=?utf-8?q?x?= ", '"((((', "\\", "\x00"])
def test_long_headers_are_passed_over(unit: str) -> None:
    started = time.monotonic()
    article = _read(f"From: {unit * 50_000}\nSubject: {unit * 50_000}\n\n{_TEXT}".encode())
    assert article.text == f"{_ONE}\n\n{_TWO}"
    assert time.monotonic() - started < 5
