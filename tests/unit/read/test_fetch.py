"""Pages from the web: what is fetched, what is refused, and that nothing was connected to before it was refused."""

from __future__ import annotations

import contextlib
import gzip
import importlib
import ipaddress
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.read.addresses import LONGEST_URL, Refused, is_public, parse_url, redirected, shown_url, why_not_public
from pipeline.read.fetch import Page, fetch
from pipeline.read.robots import SIZE_LIMIT as ROBOTS_LIMIT
from pipeline.read.robots import RobotsMemory, parse_robots

module = importlib.import_module("pipeline.read.fetch")
transport = importlib.import_module("pipeline.read.transport")

HTML = b"<!doctype html><title>Harbour</title><p>The harbour reopened on Monday.</p>"
PACKED = gzip.compress(HTML, mtime=0)  # the same in every process that collects the tests
PUBLIC = "93.184.216.34"


@dataclass
class Reply:
    """One answer.

    Attributes:
        drip: Called with (send, closing) instead of sending `body`.
        bare: Not even the headers are sent, only what `drip` sends.
    """

    body: bytes = HTML
    status: int = 200
    type: str | None = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    drip: Callable[[Callable[[bytes], None], threading.Event], None] | None = None
    bare: bool = False


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client may hang up whenever it likes


class Site:
    """A web server of the test's own. `requests` are (path, headers, moment); unknown paths get 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.requests: list[tuple[str, dict[str, str], float]] = []
        self.closing = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def url(self, path: str = "/a", host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _, _ in self.requests]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, headers, time.monotonic()))
            self.close_connection = True
            reply = site.replies.get(self.path, Reply(b"not here", 404))
            if not reply.bare:
                self._send_headers(reply)
            if reply.drip:
                reply.drip(self.wfile.write, site.closing)
            else:
                self.wfile.write(reply.body)

        def _send_headers(self, reply: Reply) -> None:
            self.send_response(reply.status)
            sent = {} if reply.type is None else {"Content-Type": reply.type}
            if not reply.drip:
                sent["Content-Length"] = str(len(reply.body))
            for name, value in {**sent, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@dataclass
class Network:
    """What was tried: addresses connected to, and hosts that the system's name service was asked for."""

    connected: list[tuple[Any, ...]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Below httpcore and below our own backend: every socket of the process is seen."""
    found = Network()
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def recording_connect(self: socket.socket, address: Any) -> None:
        found.connected.append(address)
        if not ipaddress.ip_address(address[0]).is_loopback:
            raise ConnectionRefusedError(111, "no network in tests")
        connect(self, address)

    def recording_getaddrinfo(host: Any, *args: Any, **more: Any) -> Any:
        found.asked.append(str(host))
        return getaddrinfo(host, *args, **more)

    monkeypatch.setattr(socket.socket, "connect", recording_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", recording_connect)
    monkeypatch.setattr(socket, "getaddrinfo", recording_getaddrinfo)
    module._MEMORY.forget()
    return found


def _at_home(host: str) -> Sequence[str]:
    return ["127.0.0.1"]


def _get(site: Site, url: str, **more: Any) -> Page:
    """Fetch as if the test's own server, at its port only, were public."""

    def allowed(address: Any, port: int) -> bool:
        return (str(address), port) == ("127.0.0.1", site.port)

    return fetch(url, **{"resolve": _at_home, "allowed": allowed, "timeout": 5.0, **more})


def _refused(call: Callable[[], object], *, path: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        call()
    error = caught.value
    assert error.path
    assert error.mend
    assert str(error).isprintable()  # one line, no control characters
    assert path is None or error.path == path
    return str(error).removeprefix(f"{error.path}: ")


# What is fetched


def test_a_page_comes_as_it_was_sent_and_says_where_it_was(site: Site, network: Network) -> None:
    site.replies["/a?x=1"] = Reply()
    page = _get(site, site.url("/a?x=1#part"))
    assert page == Page(site.url("/a?x=1"), HTML, "html", "utf-8")
    assert network.connected == [("127.0.0.1", site.port)] * 2  # robots.txt, then the page
    assert set(network.asked) == {"127.0.0.1"}  # httpcore never sees a name to resolve


def test_a_request_says_what_we_are_and_nothing_of_the_user(site: Site) -> None:
    site.replies["/a"] = Reply()
    _get(site, site.url())
    assert site.paths == ["/robots.txt", "/a"]
    for _, headers, _ in site.requests:
        assert headers["host"] == f"news.example:{site.port}"
        assert re.fullmatch(r"twosource/\d\S* \(\+fact-checking; one page at a time\)", headers["user-agent"])
        assert headers["accept-encoding"] == "gzip, identity"
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    ("stated", "body", "kind", "charset"),
    [
        ("text/html", HTML, "html", None),
        ('TEXT/HTML; charset="Windows-1251"', HTML, "html", "cp1251"),
        ("application/xhtml+xml;charset=UTF-8", HTML, "html", "utf-8"),
        ("application/pdf", b"\n%PDF-1.7\n\0\0", "pdf", None),
        ("text/plain; charset=utf-16", "\ufeffHarbour".encode("utf-16-le"), "txt", "utf-16"),
        ("text/plain; format=flowed; charset=latin1", b"Harbour", "txt", "iso8859-1"),
        ("text/markdown", b"# Harbour", "md", None),
        ("text/plain; charset=nonsense", b"Harbour", "txt", None),
        ("text/plain; charset=zip", b"Harbour", "txt", None),
        ("text/plain; charset=unicode_escape", b"Harbour", "txt", None),
        ("text/plain; charset=utf-7", b"Harbour", "txt", None),
    ],
)
def test_the_content_type_decides_the_kind(
    site: Site, stated: str, body: bytes, kind: str, charset: str | None
) -> None:
    site.replies["/a"] = Reply(body, type=stated)
    page = _get(site, site.url())
    assert (page.data, page.kind, page.charset) == (body, kind, charset)


@pytest.mark.parametrize(
    ("stated", "body", "reason"),
    [
        ("application/json", b"{}", "is of the type application/json; only web pages"),
        ("image/png", b"\x89PNG", "is of the type image/png"),
        ("application/octet-stream", b"%PDF-1.7", "is of the type application/octet-stream"),
        ("text/\x01html", HTML, "is of the type"),
        (None, HTML, "does not say of what type it is"),
        ("text/html", b"%PDF-1.7", "is said to be a web page, but holds something else"),
        ("text/html", b"PK\x03\x04" + bytes(100), "is said to be a web page, but holds something else"),
        ("text/html", b"<p>\0\0</p>", "is said to be a web page, but holds something else"),
        ("application/pdf", HTML, "is said to be a PDF, but holds something else"),
        ("text/plain", HTML, "is said to be plain text, but holds something else"),
        ("text/plain", b"<!-- a --> <html>", "is said to be plain text, but holds something else"),
        ("text/plain", b" \n", "is empty"),
    ],
)
def test_other_types_and_content_that_belies_its_type_are_refused(
    site: Site, stated: str | None, body: bytes, reason: str
) -> None:
    site.replies["/a"] = Reply(body, type=stated)
    assert _refused(lambda: _get(site, site.url()), path=site.url()).startswith(reason)


def test_the_look_at_the_content_takes_no_time_over_hostile_comments(site: Site) -> None:
    site.replies["/a"] = Reply(b"<!---->" * 300, type="text/plain")
    started = time.perf_counter()
    assert _get(site, site.url()).kind == "txt"
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("form", ["gzip", "x-gzip", "zlib", "raw deflate", "identity"])
def test_compressed_pages_are_unpacked(site: Site, form: str) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": PACKED,
        "x-gzip": PACKED,
        "zlib": zlib.compress(HTML),
        "raw deflate": raw.compress(HTML) + raw.flush(),
        "identity": HTML,
    }[form]
    name = {"zlib": "deflate", "raw deflate": "deflate"}.get(form, form)
    site.replies["/a"] = Reply(packed, headers={"Content-Encoding": name})
    assert _get(site, site.url()).data == HTML


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("br", HTML, "is compressed as br, which was not asked for"),
        ("gzip, gzip", gzip.compress(PACKED), "is compressed as gzip, gzip"),
        ("gzip", HTML, "its compressed data are damaged"),
        ("gzip", PACKED[:-12], "is cut off: its compressed data have no end"),
        ("gzip", PACKED + PACKED, "holds something after the end of its compressed data"),
    ],
)
def test_compression_that_cannot_be_trusted_is_refused(site: Site, encoding: str, body: bytes, reason: str) -> None:
    site.replies["/a"] = Reply(body, headers={"Content-Encoding": encoding})
    assert _refused(lambda: _get(site, site.url())).startswith(reason)


def test_an_international_host_is_asked_for_in_its_ascii_form(site: Site) -> None:
    hosts: list[str] = []
    site.replies["/stra%C3%9Fe"] = Reply()

    def resolve(host: str) -> Sequence[str]:
        hosts.append(host)
        return _at_home(host)

    page = _get(site, site.url("/straße", host="BÜCHER.example"), resolve=resolve)
    assert hosts == ["xn--bcher-kva.example"]
    assert page.url == site.url("/stra%C3%9Fe", host="xn--bcher-kva.example")
    assert site.requests[-1][1]["host"] == f"xn--bcher-kva.example:{site.port}"


# What is refused before any connection

NEVER = [
    # other protocols and malformed addresses
    ("file:///etc/passwd", "only http and https"),
    ("ftp://news.example/a", "only http and https"),
    ("gopher://127.0.0.1:6379/_INFO", "only http and https"),
    ("javascript:alert(1)", "only http and https"),
    ("data:text/html,hello", "only http and https"),
    ("news.example/a", "only http and https"),
    ("http", "only http and https"),
    ("http:/news.example/a", "is not a whole web address"),
    ("http:news.example/a", "is not a whole web address"),
    ("http:///a", "has no host"),
    ("http://:80/a", "has no host"),
    ("http://news.example:port/a", "has a malformed host or port"),
    ("http://news.example:80:80/a", "has a malformed host or port"),
    ("http://news.example:٨٠/a", "has a malformed host or port"),
    ("http://-news.example/a", "has a malformed host"),
    ("http://news..example/a", "has a malformed host"),
    ("http://new!s.example/a", "has a malformed host"),
    (f"http://{'a.' * 130}example/", "has a host of more than 253 characters"),
    (f"http://{'a' * 64}.example/", "has a malformed host"),
    ("http://a\u0378.example/", "has a host that is no valid internationalised name"),
    (f"http://news.example/{'a' * LONGEST_URL}", "is longer than"),
    # characters that parsers disagree about
    ("http://news.example/a\r\nHost: other", "holds a control character (character 22)"),
    ("http://news.example/\0", "holds a control character"),
    ("http://news.example/\x7f", "holds a control character"),
    ("http://news.example/\ud800", "holds a control character"),
    ("http://news.example/a b", "holds a blank"),
    (" http://news.example/a", "holds a blank"),
    ("http://news.example\u3000/a", "holds a blank"),
    ("http://news.example\\@127.0.0.1/", "holds a backslash"),
    # credentials
    ("http://user:secret@news.example/", "has a user name, password or escape"),
    ("http://secret@127.0.0.1/", "has a user name, password or escape"),
    ("http://news.example:80@127.0.0.1/", "has a user name, password or escape"),
    ("http://user:secret＠news.example/", "has a user name, password or escape"),
    ("http://127.0.0.1%2f.news.example/", "has a user name, password or escape"),
    # ports
    ("http://news.example:22/", "port 22 is not one of the web's"),
    ("http://news.example:25/", "port 25 is not one of the web's"),
    ("http://news.example:0/", "port 0 is not one of the web's"),
    ("http://news.example:65536/", "port 65536 is not one of the web's"),
    # odd forms of a host
    ("http://2130706433/", "has an IP address in an unusual form"),
    ("http://0x7f000001/", "has an IP address in an unusual form"),
    ("http://0x7f.1/", "has an IP address in an unusual form"),
    ("http://0177.0.0.1/", "has an IP address in an unusual form"),
    ("http://127.1/", "has an IP address in an unusual form"),
    ("http://127.0.0.1./", "has a host that ends in a dot"),
    ("http://１２７.0.0.1/", "its host is 127.0.0.1, a loopback address"),
    ("http://127。0。0。1/", "its host is 127.0.0.1, a loopback address"),
    ("http://①②⑦.1/", "has an IP address in an unusual form"),
    ("http://news.example./", "has a host that ends in a dot"),
    ("http://[fe80::1%25eth0]/", "has a user name, password or escape"),
    ("http://[v1.x]/", "has a malformed IPv6 address"),
    ("http://[127.0.0.1]/", "has a malformed IPv6 address"),
    ("http://[::1/", "has a malformed host or port"),
    # names of this machine and of local networks
    ("http://localhost/", "its host is a name of this machine"),
    ("http://LOCALHOST:8000/", "its host is a name of this machine"),
    ("http://a.localhost/", "its host is a name of this machine"),
    ("http://printer.local/", "its host is a name of this machine"),
    ("http://metadata.google.internal/", "its host is a name of this machine"),
    ("http://intranet/", "its host is a name of this machine"),
    # addresses
    ("http://127.0.0.1/", "its host is 127.0.0.1, a loopback address"),
    ("http://127.255.1.2:8080/", "its host is 127.255.1.2, a loopback address"),
    ("http://0.0.0.0/", "its host is 0.0.0.0, an unspecified address"),
    ("http://10.1.2.3/", "its host is 10.1.2.3, a private address"),
    ("http://172.16.0.1/", "its host is 172.16.0.1, a private address"),
    ("http://192.168.0.1/", "its host is 192.168.0.1, a private address"),
    ("http://169.254.169.254/latest/meta-data/", "its host is 169.254.169.254, a link-local address"),
    ("http://168.63.129.16/", "its host is 168.63.129.16, an internal address of a cloud provider"),
    ("http://100.64.0.1/", "its host is 100.64.0.1, an address shared"),
    ("http://198.18.0.1/", "its host is 198.18.0.1, an address for benchmarks"),
    ("http://192.0.0.9/", "its host is 192.0.0.9, a reserved address"),
    ("http://224.0.0.1/", "its host is 224.0.0.1, a multicast address"),
    ("http://240.0.0.1/", "its host is 240.0.0.1, a reserved address"),
    ("http://255.255.255.255/", "its host is 255.255.255.255, a reserved address"),
    ("http://[::1]/", "its host is ::1, a loopback address"),
    ("http://[::]/", "its host is ::, an unspecified address"),
    ("http://[::ffff:127.0.0.1]/", "its host is ::ffff:7f00:1, an IPv4 address in an IPv6 form"),
    ("http://[::ffff:8.8.8.8]/", "its host is ::ffff:808:808, an IPv4 address in an IPv6 form"),
    ("http://[::127.0.0.1]/", "its host is ::7f00:1, an IPv4 address in an IPv6 form"),
    ("http://[64:ff9b::127.0.0.1]/", "its host is 64:ff9b::7f00:1, a loopback address behind NAT64"),
    ("http://[64:ff9b:1::1]/", "its host is 64:ff9b:1::1, not a public address"),
    ("http://[2002:7f00:1::1]/", "its host is 2002:7f00:1::1, a 6to4 address"),
    ("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "its host is 2001:0:4136:e378:8000:63bf:3fff:fdd2, a Teredo"),
    ("http://[fe80::1]/", "its host is fe80::1, a link-local address"),
    ("http://[fc00::1]/", "its host is fc00::1, a unique-local address"),
    ("http://[fec0::1]/", "its host is fec0::1, a site-local address"),
    ("http://[ff0e::1]/", "its host is ff0e::1, a multicast address"),
    ("http://[4000::1]/", "its host is 4000::1, not a public address"),
]


@pytest.mark.parametrize(("url", "reason"), NEVER, ids=[url[:60].encode("unicode_escape").decode() for url, _ in NEVER])
def test_such_an_address_is_refused_before_any_connection(url: str, reason: str, network: Network) -> None:
    asked: list[str] = []
    told = _refused(lambda: fetch(url, resolve=lambda host: asked.append(host) or [PUBLIC]))
    assert told.startswith(reason)
    assert "secret" not in told
    assert (network.connected, network.asked, asked) == ([], [], [])


LEADS_TO = [
    ["127.0.0.1"],
    ["10.0.0.1"],
    ["169.254.169.254"],
    ["::1"],
    ["fe80::1%eth0"],
    ["fd00:ec2::254"],
    ["::ffff:169.254.169.254"],
    ["64:ff9b::a9fe:a9fe"],
    [PUBLIC, "127.0.0.1"],
    ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "192.168.1.1"],
]


@pytest.mark.parametrize("addresses", LEADS_TO, ids=" ".join)
@pytest.mark.parametrize("robots", [True, False])
def test_a_host_with_any_address_that_is_not_public_is_refused(
    addresses: list[str], robots: bool, network: Network
) -> None:
    url = "https://news.example/a"
    told = _refused(lambda: fetch(url, robots=robots, resolve=lambda host: addresses), path=url)
    assert told.startswith(f"its host news.example leads to {ipaddress.ip_address(addresses[-1])}, a")
    assert (network.connected, network.asked) == ([], [])


def test_a_public_address_is_connected_to_itself_and_no_name_is_looked_up_again(network: Network) -> None:
    answers = iter([[PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"], ["127.0.0.1"]])
    told = _refused(lambda: fetch("http://news.example/a", robots=False, resolve=lambda host: next(answers)))
    assert told.startswith("cannot be reached: ")
    assert [address[0] for address in network.connected] == [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    assert "news.example" not in network.asked


def test_a_name_that_changes_between_check_and_connection_changes_nothing(site: Site, network: Network) -> None:
    site.replies["/a"] = Reply()
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])

    def rebinding(host: str) -> Sequence[str]:
        return next(answers)

    assert _get(site, site.url(), resolve=rebinding).data == HTML
    assert network.connected == [("127.0.0.1", site.port)] * 2
    told = _refused(lambda: _get(site, site.url(), resolve=rebinding))  # the next visit asks anew
    assert told == "its host news.example leads to 169.254.169.254, a link-local address"
    assert len(network.connected) == 2


@pytest.mark.parametrize(
    ("resolve", "reason"),
    [
        (lambda host: [], "its host news.example is not found"),
        (lambda host: ["nonsense"], "its host news.example is not found: 'nonsense' does not appear"),
    ],
)
def test_a_host_without_an_address_is_told(resolve: Any, reason: str, network: Network) -> None:
    assert _refused(lambda: fetch("http://news.example/", resolve=resolve)).startswith(reason)
    assert network.connected == []


def test_an_unknown_host_and_a_name_service_that_hangs_are_told() -> None:
    def unknown(host: str) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    told = _refused(lambda: fetch("http://news.example/", resolve=unknown))
    assert told == "its host news.example is not found: [Errno -2] Name or service not known"
    released = threading.Event()

    def hanging(host: str) -> Sequence[str]:
        released.wait(10)
        return []

    started = time.monotonic()
    told = _refused(lambda: fetch("http://news.example/", resolve=hanging, timeout=0.2))
    released.set()
    assert told == "the name service does not say where news.example is"
    assert time.monotonic() - started < 2


def test_public_addresses_are_public() -> None:
    for text in ["8.8.8.8", PUBLIC, "1.1.1.1", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "172.32.0.1"]:
        assert is_public(ipaddress.ip_address(text), 443), text


@given(st.ip_addresses())
def test_no_address_is_public_that_python_calls_otherwise(address: Any) -> None:
    if not why_not_public(address):
        assert address.is_global
        assert not any([address.is_multicast, address.is_private, address.is_loopback, address.is_link_local])


# Redirects


def _redirect(to: str, status: int = 302) -> Reply:
    return Reply(b"", status, headers={"Location": to})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, status: int) -> None:
    site.replies["/a"] = _redirect("b/../c?d#e", status)
    site.replies["/c?d"] = _redirect(site.url("/last", host="other.example"), status)
    site.replies["/last"] = Reply()
    assert _get(site, site.url()).url == site.url("/last", host="other.example")
    assert site.paths == ["/robots.txt", "/a", "/c?d", "/robots.txt", "/last"]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://127.0.0.1:8999/", "its host is 127.0.0.1, a loopback address"),
        ("http://[::1]:8080/", "its host is ::1, a loopback address"),
        ("//169.254.169.254/latest/meta-data/", "its host is 169.254.169.254, a link-local address"),
        ("http://inner.example/", "its host inner.example leads to 10.0.0.7, a private address"),
        ("http://2130706433/", "has an IP address in an unusual form"),
        ("http://localhost/", "its host is a name of this machine"),
        ("file:///etc/passwd", "only http and https addresses are fetched"),
        ("ftp://news.example/", "only http and https addresses are fetched"),
        ("http://news.example:22/", "port 22 is not one of the web's"),
        ("/a\tb", "holds a control character"),
        ("/a b", "holds a blank"),
        ("\\\\127.0.0.1\\a", "holds a backslash"),
        ("http://user:secret@news.example/", "has a user name, password or escape"),
    ],
)
def test_a_redirect_is_checked_as_if_somebody_had_given_it(site: Site, network: Network, to: str, reason: str) -> None:
    site.replies["/a"] = _redirect(to)

    def resolve(host: str) -> Sequence[str]:
        return ["10.0.0.7"] if host == "inner.example" else ["127.0.0.1"]

    told = _refused(lambda: _get(site, site.url(), resolve=resolve), path=site.url())
    assert told.startswith("redirects to ")
    assert f": {reason}" in told
    assert "secret" not in told
    assert network.connected == [("127.0.0.1", site.port)] * 2  # robots.txt and the page that redirects: no more


def test_a_redirect_must_not_give_up_encryption() -> None:
    address = parse_url("https://news.example/a")
    assert redirected(address, "/b").url == "https://news.example/b"
    assert redirected(parse_url("http://news.example/a"), "https://news.example/a").scheme == "https"
    with pytest.raises(Refused, match="gives up encryption"):
        redirected(address, "http://news.example/a")


def test_redirects_in_a_circle_and_without_end_are_refused(site: Site) -> None:
    site.replies["/a"] = _redirect("/b")
    site.replies["/b"] = _redirect("/a#again")
    assert _refused(lambda: _get(site, site.url())) == "redirects to /a#again: which leads back here"
    for step in range(10):
        site.replies[f"/{step}"] = _redirect(f"/{step + 1}")
    site.replies["/10"] = Reply()
    assert _get(site, site.url("/5")).url == site.url("/10")  # five redirects
    site.requests.clear()
    assert _refused(lambda: _get(site, site.url("/4"))).endswith("redirects more than 5 times")
    assert site.paths == ["/4", "/5", "/6", "/7", "/8", "/9"]


# Limits of size and time


def _endless(send: Callable[[bytes], None], closing: threading.Event) -> None:
    while not closing.is_set():
        send(b"<p>more</p>" * 1_000)


def test_a_body_without_end_is_left_at_the_limit(site: Site) -> None:
    site.replies["/a"] = Reply(drip=_endless)
    assert _refused(lambda: _get(site, site.url(), limit=100_000)) == "is larger than 100,000 bytes"


def test_of_another_type_nothing_is_read(site: Site) -> None:
    site.replies["/a"] = Reply(type="video/mp4", drip=_endless)
    assert _refused(lambda: _get(site, site.url(), limit=100_000)).startswith("is of the type video/mp4")


def test_the_limit_itself_is_allowed_and_a_stated_length_above_it_is_not_read(site: Site) -> None:
    site.replies["/a"] = Reply(b"a" * 1_000, type="text/plain")
    assert len(_get(site, site.url(), limit=1_000).data) == 1_000
    assert _refused(lambda: _get(site, site.url(), limit=999)) == "is larger than 999 bytes"
    site.replies["/a"] = Reply(b"", headers={"Content-Length": "9" * 15}, drip=lambda send, closing: None)
    assert _refused(lambda: _get(site, site.url())) == "is larger than 20,000,000 bytes"


def test_a_gzip_bomb_is_never_unpacked_whole(site: Site) -> None:
    import tracemalloc

    packed = gzip.compress(bytes(200_000_000), compresslevel=1)
    site.replies["/a"] = Reply(packed, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        told = _refused(lambda: _get(site, site.url(), limit=1_000_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(packed) < 1_000_000
    assert told == "is larger than 1,000,000 bytes"
    assert peak < 10_000_000


def _dripping(*pieces: bytes) -> Callable[[Callable[[bytes], None], threading.Event], None]:
    """Sends the first pieces at once, and the last one again and again."""

    def drip(send: Callable[[bytes], None], closing: threading.Event) -> None:
        for piece in pieces[:-1]:
            send(piece)
        while not closing.wait(0.02):
            send(pieces[-1])

    return drip


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("/a", Reply(drip=_dripping(b"a"))),
        ("/a", Reply(headers={"Transfer-Encoding": "chunked"}, drip=_dripping(b"1\r\na\r\n"))),
        ("/a", Reply(bare=True, drip=_dripping(b"HTTP/1.1 200 OK\r\nX: ", b"a"))),
        ("/a", Reply(bare=True, drip=_dripping(b"HTTP/1.1 103 Early Hints\r\n\r\n"))),
        ("/robots.txt", Reply(drip=_dripping(b"#"))),
    ],
    ids=["body", "chunks", "a header", "early hints", "robots.txt"],
)
def test_a_server_that_drips_is_left_at_the_deadline(site: Site, path: str, reply: Reply) -> None:
    site.replies["/a"] = Reply()
    site.replies[path] = reply
    started = time.monotonic()
    assert "took longer than 0.4 s" in _refused(lambda: _get(site, site.url(), timeout=0.4))
    assert 0.3 < time.monotonic() - started < 2


def test_a_server_that_says_nothing_is_left_even_before_the_deadline(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_ONE_READ", 0.2)
    site.replies["/a"] = Reply(bare=True, drip=lambda send, closing: closing.wait(10) and None)
    assert _refused(lambda: _get(site, site.url(), timeout=20)) == "nothing came for 0.2 s"


def test_headers_without_end_are_refused(site: Site) -> None:
    def endless(send: Callable[[bytes], None], closing: threading.Event) -> None:
        send(b"HTTP/1.1 200 OK\r\n")
        while not closing.is_set():
            send(b"X: " + b"a" * 1_000 + b"\r\n")

    site.replies["/a"] = Reply(bare=True, drip=endless)
    assert _refused(lambda: _get(site, site.url())).startswith("the connection broke: ")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<html>half",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["nothing", "another protocol", "half of the body", "broken chunks"],
)
def test_a_broken_answer_is_no_page(site: Site, sent: bytes) -> None:
    site.replies["/a"] = Reply(bare=True, body=sent)
    assert _refused(lambda: _get(site, site.url())).startswith("the connection broke: ")
    assert site.paths.count("/a") == 1  # no retries


# Answers that are no page


@pytest.mark.parametrize(
    ("status", "headers", "told", "mend"),
    [
        (404, {}, "answers with status 404 (Not Found)", "Check the address"),
        (403, {}, "answers with status 403 (Forbidden)", "Open it in a browser"),
        (429, {"Retry-After": "60"}, "answers with status 429 (Too Many Requests)", "Try again in 60 s."),
        (503, {"Retry-After": "soon"}, "answers with status 503 (Service Unavailable)", "Try again later."),
        (999, {}, "answers with status 999", "Try again later."),
        (206, {}, "answers with status 206 (Partial Content)", "Open it in a browser"),
        (302, {}, "answers with status 302 (Found)", "Open it in a browser"),
    ],
)
def test_the_status_is_told(site: Site, status: int, headers: dict[str, str], told: str, mend: str) -> None:
    site.replies["/a"] = Reply(status=status, headers=headers)
    with pytest.raises(InputError) as caught:
        _get(site, site.url())
    assert str(caught.value) == f"{site.url()}: {told}"
    assert caught.value.mend.startswith(mend)


def test_the_name_of_the_server_is_the_host_in_tls_too(network: Network) -> None:
    """The connection goes to the checked address; the TLS greeting still asks for the host by name."""
    greeting: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        network.asked.clear()

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                greeting.append(connection.recv(4_096))

        thread = threading.Thread(target=greet)
        thread.start()
        url = f"https://news.example:{port}/a"
        told = _refused(lambda: fetch(url, robots=False, resolve=_at_home, allowed=lambda address, port: True))
        thread.join()
    assert b"news.example" in greeting[0]
    assert told.startswith("cannot be reached: ")
    assert network.asked == ["127.0.0.1"]


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.replies["/a"] = Reply()
    assert _get(site, site.url()).data == HTML
    assert ("127.0.0.1", 9) not in network.connected


# robots.txt


def _robots(text: str | bytes, **more: Any) -> Reply:
    return Reply(text if isinstance(text, bytes) else text.encode(), type="text/plain", **more)


def test_what_robots_forbids_is_not_asked_for(site: Site) -> None:
    site.replies = {"/robots.txt": _robots("User-agent: *\nDisallow: /private"), "/a": Reply(), "/private/a": Reply()}
    told = "its site's robots.txt forbids it to programs such as twosource"
    for path in ["/private/a", "/%70rivate/a", "/x/../private/a", "/x/%2e%2E/private/a", "/./private/a?b"]:
        assert _refused(lambda path=path: _get(site, site.url(path))) == told  # type: ignore[misc]
    assert site.paths == ["/robots.txt"]  # asked for once
    assert _get(site, site.url("/a")).data == HTML
    assert _get(site, site.url("/private/a"), robots=False).data == HTML


def test_robots_is_respected_at_the_target_of_a_redirect(site: Site) -> None:
    with Site() as other:
        other.replies = {"/robots.txt": _robots("User-agent: TwoSource/1\nDisallow: /"), "/b": Reply()}
        site.replies["/a"] = _redirect(other.url("/b", host="other.example"))
        told = _refused(lambda: _get(site, site.url(), allowed=lambda address, port: port in (site.port, other.port)))
        assert "its site's robots.txt forbids it" in told
        assert other.paths == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
def test_a_site_without_a_robots_file_permits(site: Site, status: int) -> None:
    site.replies = {"/robots.txt": Reply(b"User-agent: *\nDisallow: /", status), "/a": Reply()}
    assert _get(site, site.url()).data == HTML


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=500), "answers with status 500 (Internal Server Error)"),
        (Reply(status=503), "answers with status 503 (Service Unavailable)"),
        (Reply(bare=True, body=b""), "the connection broke: "),
        (
            _redirect("http://127.0.0.1:8999/robots.txt"),
            "redirects to http://127.0.0.1:8999/robots.txt: its host is 127.0.0.1",
        ),
        (_redirect("/robots.txt"), "redirects to /robots.txt: which leads back here"),
        (Reply(b"User-agent", headers={"Content-Encoding": "br"}), "is compressed as br"),
    ],
)
def test_a_robots_file_that_cannot_be_read_forbids(site: Site, network: Network, reply: Reply, why: str) -> None:
    site.replies = {"/robots.txt": reply, "/a": Reply()}
    told = _refused(lambda: _get(site, site.url()))
    assert told.startswith(f"its site's robots.txt cannot be read, so nothing is fetched: {why}")
    assert _refused(lambda: _get(site, site.url("/b"))) == told  # and it is not asked for at once again
    assert set(site.paths) == {"/robots.txt"}
    assert set(network.connected) == {("127.0.0.1", site.port)}


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_huge_robots_file_the_beginning_counts(site: Site, packed: bool) -> None:
    rules = b"User-agent: *\nDisallow: /first\n"
    filler = b"# nothing\n" * (ROBOTS_LIMIT // 10)
    text = rules + filler + b"Disallow: /" + b"a" * ROBOTS_LIMIT
    headers = {"Content-Encoding": "gzip"} if packed else {}
    site.replies = {"/robots.txt": _robots(gzip.compress(text) if packed else text, headers=headers), "/a": Reply()}
    assert _get(site, site.url()).data == HTML
    assert "forbids" in _refused(lambda: _get(site, site.url("/first")))


def test_the_line_in_which_a_huge_robots_file_is_cut_does_not_count(site: Site) -> None:
    start = b"User-agent: *\n"
    half = b"Disallow: /"  # of a rule for /abc
    text = start + b"#" * (ROBOTS_LIMIT - len(start) - len(half) - 1) + b"\n" + half + b"abc\n"
    assert text[:ROBOTS_LIMIT].endswith(b"\n" + half)
    site.replies = {"/robots.txt": _robots(text), "/a": Reply()}
    assert _get(site, site.url()).data == HTML


def test_a_robots_file_without_end_is_left(site: Site) -> None:
    def endless(send: Callable[[bytes], None], closing: threading.Event) -> None:
        send(b"User-agent: *\nDisallow: /first\n")
        while not closing.is_set():
            send(b"# nothing\n" * 1_000)

    site.replies = {"/robots.txt": _robots(b"", drip=endless), "/a": Reply()}
    assert _get(site, site.url()).data == HTML
    assert "forbids" in _refused(lambda: _get(site, site.url("/first")))


def test_the_pause_that_a_site_asks_for_is_kept(site: Site) -> None:
    site.replies = {"/robots.txt": _robots("User-agent: *\nCrawl-delay: 0.8"), "/a": _redirect("/b"), "/b": Reply()}
    for _ in range(2):
        _get(site, site.url(), timeout=0.7)  # the pause comes on top
    first, second = (moment for path, _, moment in site.requests if path == "/a")
    assert second - first > 0.75


def test_a_long_pause_is_told_and_not_waited_for(site: Site) -> None:
    site.replies = {"/robots.txt": _robots("User-agent: *\nCrawl-delay: 3600"), "/a": _redirect("/b"), "/b": Reply()}
    assert _get(site, site.url()).data == HTML
    with pytest.raises(InputError, match="its site asks for 3,600 s between two requests") as caught:
        _get(site, site.url())
    assert re.fullmatch(r"Try again in 3,(600|59\d) s\.", caught.value.mend)
    assert site.paths == ["/robots.txt", "/a", "/b"]


def test_pauses_are_handed_out_one_after_another_and_rules_are_kept_for_a_day() -> None:
    now = [1000.0]
    memory = RobotsMemory(clock=lambda: now[0])
    assert [memory.reserve("a.example", 4) for _ in range(3)] == [0, 4, 8]
    assert memory.reserve("b.example", 4) == 0
    now[0] += 100
    assert memory.reserve("a.example", 4) == 0
    reads: list[float] = []

    def read(text: str) -> Any:
        reads.append(now[0])
        return parse_robots(text)

    for _ in range(3):
        memory.rules("http://a.example", lambda: read(""))
        now[0] += 50_000
    assert len(reads) == 2
    assert len(memory._rules) == 1


RULES = """\
# a comment
User-agent: GPTBot
Disallow: /

User-agent: twosource/2.0   # us
User-agent: other
Crawl-delay: 2
Disallow: /private
Allow: /private/press$
Disallow: /*?print=
Disallow: /*.pdf$
Disallow: /caf%c3%a9/
Disallow:

User-agent: *
Disallow: /

User-Agent: TWOSOURCE
Disallow: /late
Sitemap: /map
nonsense
"""


@pytest.mark.parametrize(
    ("target", "permitted"),
    [
        ("/", True),
        ("/a", True),
        ("/private", False),
        ("/privately", False),
        ("/private/press", True),
        ("/private/press/a", False),
        ("/a?print=1", False),
        ("/a?b&print=1", True),
        ("/a.pdf", False),
        ("/a.pdf?b", True),
        ("/caf%C3%A9/a", False),
        ("/late", False),
    ],
)
def test_the_most_specific_rule_of_our_groups_decides(target: str, permitted: bool) -> None:
    assert parse_robots(RULES).permit(target) is permitted
    assert parse_robots(RULES).delay == 2


@pytest.mark.parametrize(
    ("text", "permitted"),
    [
        ("", True),
        ("<html><body>not found</body></html>", True),
        ("Disallow: /", True),  # of no group
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\r\nDisallow: /\r\nAllow: /a", True),
        ("User-agent: two\nDisallow: /", True),
        ("User-agent: twosource\n\nUser-agent: *\nDisallow: /", False),
        ("User-agent: twosource\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", True),
        ("User-agent: *\nDisallow: *", False),
        ("User-agent: *\nDisallow: /b*a", True),
        ("User-agent: *\nDisallow: /a$\nCrawl-delay: inf", False),
    ],
)
def test_groups(text: str, permitted: bool) -> None:
    assert parse_robots(text).permit("/a") is permitted
    assert parse_robots(text).delay == 0


@given(st.text("ab*$", max_size=8), st.text("ab", max_size=8))
def test_patterns_fit_as_a_regular_expression_would(pattern: str, path: str) -> None:
    end = "$" if pattern.endswith("$") else ""
    expression = "".join(".*" if letter == "*" else re.escape(letter) for letter in pattern.removesuffix("$")) + end
    rules = parse_robots(f"User-agent: *\nDisallow: /{pattern}")
    assert rules.permit(f"/{path}") is (re.match(f"/{expression}", f"/{path}") is None)


def test_a_hostile_robots_file_is_quick() -> None:
    started = time.perf_counter()
    for line in ["Disallow: /" + "*a" * 1_000 + "b$\n", "Disallow: /a\n", "User-agent: twosource\n"]:
        text = "User-agent: *\n" + line * (ROBOTS_LIMIT // len(line))
        parse_robots(text).permit("/" + "a" * 3_000)
    assert time.perf_counter() - started < 5


# What is shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/@author/a?mail=a@b.example", "https://news.example/@author/a?mail=a@b.example"),
        ("https://user:secret@news.example/a", "https://***@news.example/a"),
        ("https://user:se/cr/et@news.example/a", "https://***@news.example/a"),
        ("https://user:secret\uff20news.example/a", "https://***@news.example/a"),
        ("https://user:secret%40news.example/a", "https://***@news.example/a"),
        ("http:\\\\user:secret@news.example", "http:\\\\***@news.example"),
        ("user:secret@news.example", "***@news.example"),
        ("ftp://user:secret@news.example", "***@news.example"),
        ("https://news.example/a\r\n\x1b[2J\u202eb", "https://news.example/a\ufffd\ufffd\ufffd[2J\ufffdb"),
        ("https://news.example/" + "a" * 400, "https://news.example/" + "a" * 279 + "…"),
    ],
)
def test_credentials_and_control_characters_are_never_shown(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@given(st.text(max_size=40) | st.from_regex(r"https?://[a-z0-9.\[\]:]{1,12}/[ -~]{0,12}", fullmatch=True))
@example("http://news.example/%")
@example("http://news.example//a/../..//b?%2e%zz")
@example("HTTP://0.A/;")
def test_an_address_is_refused_or_has_one_form(url: str) -> None:
    with contextlib.suppress(Refused):
        address = parse_url(url)
        assert address.url.isascii()
        assert re.fullmatch(r"[!-~]+", address.url)
        assert parse_url(address.url) == address
        parts = httpcore.URL(address.url)  # another parser sees the same host
        assert (parts.scheme.decode(), parts.host.decode()) == (address.scheme, address.host)
        if (
            ";" not in address.target
        ):  # that parser leaves out what stands behind a semicolon; requests are sent by ours
            assert parts.target.decode() == address.target
