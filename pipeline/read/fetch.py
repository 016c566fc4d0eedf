"""Fetches one page from the web, as its site permits, and takes it only for what it plainly is.

Each address on the way, also that of robots.txt and of every redirect, is checked as if the user had given it, before
anything is asked of it; all requests go through one `Guard` and end with one `Deadline` (see `transport`). What comes
back is bounded in size and of a kind that is read. There are no retries: one page is asked for once.

Importing this module costs about 0.1 s (httpcore): do it where a page is really fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus

from pipeline.errors import InputError
from pipeline.read import robots as manners
from pipeline.read.addresses import IPAddress, Refused, WebAddress, is_public, parse_url, redirected, shown_url
from pipeline.read.transport import LATER, SAVE, Deadline, Guard, Response, decoded, request, resolve_host, shown_text

REDIRECTS = 5
_SUCCESS = (200, 203)
_REDIRECT = (301, 302, 303, 307, 308)
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/markdown": "md",
}
_ACCEPT = ", ".join(_KINDS)
_WORDS = {"html": "a web page", "pdf": "a PDF", "txt": "plain text", "md": "Markdown"}
_BINARY_MARKS = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_FOR_PAGES = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7")  # text encodings to Python
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head)\b",
    re.I | re.S,
)

_MEMORY = manners.RobotsMemory()


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came.

    Attributes:
        url: Where it was in the end, after redirects, without a fragment.
        data: The content, decompressed and otherwise unchanged.
        kind: "html" | "pdf" | "txt" | "md", stated by the server and not contradicted by the content.
        charset: The encoding that the server states, as Python names it; None where it states none or an unknown one.
    """

    url: str
    data: bytes
    kind: str
    charset: str | None


def fetch(
    url: str,
    *,
    robots: bool = True,
    timeout: float = 20.0,
    limit: int = 20_000_000,
    resolve: Callable[[str], Sequence[str]] = resolve_host,
    allowed: Callable[[IPAddress, int], bool] = is_public,
) -> Page:
    """The page at a web address.

    Args:
        url: An http or https address.
        robots: Respect the robots.txt of each host on the way, and the pauses that it asks for.
        timeout: Seconds for everything together: names, robots.txt, redirects, the page. The pauses that a site
            asks for (`robots.LONGEST_PAUSE` at most, once for each host) come on top.
        limit: Bytes, as sent and as decompressed.
        resolve: From a host's name to the text of its IP addresses.
        allowed: Whether an IP address may be connected to on a port. For tests; the default lets through public
            addresses only.

    Raises:
        InputError: The address is not one that may be fetched, the site forbids it or cannot be reached, or what it
            sends is too large, too slow, or not an article. `path` is the address without credentials.
    """
    try:
        deadline = Deadline(timeout)
        visit = _Visit(deadline, limit, Guard(deadline, resolve, allowed))
        return visit.page(parse_url(url), robots=robots)
    except Refused as refusal:
        raise InputError(refusal.reason, path=shown_url(url), mend=refusal.mend) from refusal


@dataclass(frozen=True, slots=True)
class _Answer:
    """A response. `data` is empty unless the status is of success; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _Visit:
    """One call of `fetch`: a deadline, and a guard through which all requests go."""

    def __init__(self, deadline: Deadline, limit: int, guard: Guard) -> None:
        self._deadline = deadline
        self._limit = limit
        self._guard = guard
        self._reserved: set[str] = set()

    def page(self, address: WebAddress, *, robots: bool) -> Page:
        address, answer = self._follow(address, self._ask_robots if robots else self._ask_nobody, self._get_page)
        if answer.status not in _SUCCESS:
            raise _status_refused(answer)
        kind, charset = _stated_kind(answer.headers)
        _check_content(kind, charset, answer.data)
        return Page(address.url, answer.data, kind, charset)

    def _follow(
        self,
        address: WebAddress,
        ask: Callable[[WebAddress], None],
        get: Callable[[WebAddress], _Answer],
    ) -> tuple[WebAddress, _Answer]:
        """Ask, then get, until an answer is no redirect; each target is checked as if somebody had given it."""
        seen: list[WebAddress] = []
        prefix = ""
        try:
            while True:
                self._guard.check(address)
                ask(address)
                answer = get(address)
                location = answer.headers.get("location")
                if answer.status not in _REDIRECT or not location:
                    return address, answer
                seen.append(address)
                if len(seen) > REDIRECTS:
                    raise Refused(f"redirects more than {REDIRECTS} times", SAVE)
                prefix = f"redirects to {shown_url(location)}: "
                address = redirected(address, location)
                if address in seen:
                    raise Refused("which leads back here", SAVE)
        except Refused as refusal:
            raise Refused(prefix + refusal.reason, refusal.mend) from refusal

    def _ask_nobody(self, address: WebAddress) -> None:
        """No robots.txt is asked: the user does not want it, or it is the file that is being fetched."""

    def _ask_robots(self, address: WebAddress) -> None:
        rules = _MEMORY.rules(address.origin, lambda: self._robots(address))
        if rules.failure:
            raise Refused(f"its site's robots.txt cannot be read, so nothing is fetched: {rules.failure}", LATER)
        if not rules.permit(address.target):
            raise Refused(f"its site's robots.txt forbids it to programs such as {manners.AGENT}", SAVE)
        if address.host not in self._reserved:  # a redirect within the site is part of the same request
            self._deadline.pause(_MEMORY.reserve(address.host, rules.delay))
            self._reserved.add(address.host)

    def _robots(self, address: WebAddress) -> manners.Rules:
        try:
            file = WebAddress(address.scheme, address.host, address.port, "/robots.txt")
            _, answer = self._follow(file, self._ask_nobody, self._get_robots)
        except Refused as refusal:
            return manners.Rules(failure=refusal.reason)
        if 200 <= answer.status < 300:
            return manners.parse_robots(answer.data.decode("utf-8-sig", errors="replace"))
        if 400 <= answer.status < 500:
            return manners.Rules()
        return manners.Rules(failure=_status_refused(answer).reason)

    def _get_page(self, address: WebAddress) -> _Answer:
        with self._request(address) as response:
            if response.status not in _SUCCESS:
                return _Answer(response.status, response.headers, b"")
            _stated_kind(response.headers)  # before anything of a video is read
            stated = response.headers.get("content-length", "")
            if stated.isdecimal() and int(stated[:20]) > self._limit:
                raise _too_large(self._limit)
            sent = response.read(self._limit)
        data, whole = decoded(sent, response.headers, self._limit)
        if max(len(sent), len(data)) > self._limit:
            raise _too_large(self._limit)
        if not whole:
            raise Refused("is cut off: its compressed data have no end", LATER)
        return _Answer(response.status, response.headers, data)

    def _get_robots(self, address: WebAddress) -> _Answer:
        """The beginning of a file is enough, as RFC 9309 has it."""
        with self._request(address) as response:
            sent = response.read(manners.SIZE_LIMIT) if response.status in _SUCCESS else b""
        data, whole = decoded(sent, response.headers, manners.SIZE_LIMIT) if sent else (b"", True)
        if len(data) > manners.SIZE_LIMIT or not whole:
            data = data[: manners.SIZE_LIMIT].rpartition(b"\n")[0]  # half a line could forbid too much or too little
        return _Answer(response.status, response.headers, data)

    def _request(self, address: WebAddress) -> AbstractContextManager[Response]:
        return request(address, accept=_ACCEPT, guard=self._guard, deadline=self._deadline)


def _stated_kind(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """Kind and charset from the Content-Type header."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    name = kind.strip().lower()
    if name not in _KINDS:
        what = f"is of the type {shown_text(name)}" if name else "does not say of what type it is"
        raise Refused(f"{what}; only web pages, PDFs, plain text and Markdown are read", SAVE)
    charset = re.search(r"(?i)(?:^|;)\s*charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", parameters)
    try:
        # Of the codecs, only encodings of text: "zip" and "rot13" are codecs too.
        known = codecs.lookup(charset[1]) if charset else None
        bytes(4).decode(known.name, "replace") if known else None
    except (LookupError, ValueError):
        known = None
    if known and known.name.replace("_", "-") in _NOT_FOR_PAGES:
        known = None
    return _KINDS[name], known.name if known else None


def _check_content(kind: str, charset: str | None, data: bytes) -> None:
    """Refuse content that is plainly not what the server says."""
    start = data[:2_000]
    if not data.strip():
        raise Refused("is empty", SAVE)
    if kind == "pdf":
        fits = b"%PDF-" in start[:1_024]
    else:
        wide = start.startswith(_WIDE_MARKS) or (charset or "").startswith(("utf-16", "utf-32"))
        fits = (wide or b"\0" not in start) and not start.lstrip().startswith(_BINARY_MARKS)
    if not fits or (kind in ("txt", "md") and _HTML_START.match(start)):
        raise Refused(f"is said to be {_WORDS[kind]}, but holds something else", SAVE)


def _status_refused(answer: _Answer) -> Refused:
    try:
        phrase = f" ({HTTPStatus(answer.status).phrase})"
    except ValueError:
        phrase = ""
    wait = answer.headers.get("retry-after", "")
    if answer.status in (404, 410):
        mend = "Check the address; the page may have been moved or taken down."
    elif wait.isdecimal():
        mend = f"Try again in {wait[:9]} s."
    else:
        mend = LATER if answer.status >= 500 or answer.status in (408, 429) else SAVE
    return Refused(f"answers with status {answer.status}{phrase}", mend)


def _too_large(limit: int) -> Refused:
    return Refused(f"is larger than {limit:,} bytes", SAVE)
