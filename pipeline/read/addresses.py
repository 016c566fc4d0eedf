"""Web addresses that may be fetched: how one is parsed, and which network addresses it may lead to.

What is not certain is refused: an address has one usual form, and only that form passes, so that what was checked
and what is connected to cannot be read in two ways. Nothing here opens a connection.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urljoin

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 4_000
_SHOWN = 300
_USUAL_PORTS = {"http": 80, "https": 443}
ONLY_PUBLIC = "Only pages on the public internet are fetched; save the page to a file and ingest that."
_COPY_AGAIN = "Copy the address again from the browser's address bar."

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PARTS = re.compile(r"[A-Za-z]+://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names of a machine's own or of a local network (RFC 6761, 6762, 7686, 8375, and .internal of 2024).
_LOCAL_NAMES = (".localhost", ".localdomain", ".local", ".internal", ".home.arpa", ".onion")

_AT = "@\uff20\ufe6b"  # the commercial at, and what normalisation turns into one
_NO_CREDENTIALS = re.compile(rf"[a-z][a-z0-9+.-]*://(?:[^/?#:\\%{_AT}]*|\[[^/?#\\%{_AT}]*\])(?::\d*)?(?:[/?#]|$)", re.I)
_UP_TO_LAST_AT = re.compile(rf"(https?:[/\\]*)?.*(?:[{_AT}]|%40)", re.I | re.DOTALL)

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
# Python's own `is_global` comes on top. It alone would let pass multicast, 6to4 and Teredo (which carry any IPv4
# address), relays, and a host of Azure's that every machine there sees; and its answers differ between releases.
_SPECIAL = [
    (ipaddress.ip_network(net), what)
    for net, what in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address shared behind a carrier's NAT"),
        ("127.0.0.0/8", "a loopback address"),
        ("168.63.129.16/32", "an internal address of a cloud provider"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "an unspecified address"),
        ("::1/128", "a loopback address"),
        ("::/96", "an IPv4 address in an IPv6 form"),
        ("::ffff:0:0/96", "an IPv4 address in an IPv6 form"),
        ("2001::/32", "a Teredo address"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("2002::/16", "a 6to4 address"),
        ("3fff::/20", "an address for documentation"),
        ("fc00::/7", "a unique-local address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a site-local address"),
        ("ff00::/8", "a multicast address"),
    )
]


class Refused(Exception):
    """An address that is not fetched, or an answer that is not taken.

    Raised inside the fetcher only: `fetch` turns it into an `InputError` that names the address as it was given.
    """

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address in its one usual form, without a fragment.

    Attributes:
        scheme: "http" or "https".
        host: Lower-case ASCII name (IDNA), or an IP address; IPv6 without brackets.
        port: 1-65535, always stated.
        target: Path and query as they are sent: ASCII, beginning with "/", without dot segments.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host, and the port where it is not the scheme's own: what the Host header holds."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt holds for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target


def parse_url(url: str) -> WebAddress:
    """A web address that somebody wrote, as far as it can be judged without asking a name server.

    Raises:
        Refused: It is not http or https, has credentials, an odd port, host or character, or is too long.
    """
    _refuse_characters(url)
    scheme = _SCHEME.match(url)
    if not scheme or scheme[1].lower() not in _USUAL_PORTS:
        raise Refused("only http and https addresses are fetched", "Give an address that begins with https://.")
    parts = _PARTS.fullmatch(url)
    if not parts:
        raise Refused("is not a whole web address: // is missing after the scheme", _COPY_AGAIN)
    authority, path, query = parts[1], parts[2], parts[3] or ""
    if any(at in authority for at in _AT) or "%" in authority:
        raise Refused("has a user name, password or escape before its host", "Leave out everything up to the @.")
    host_and_port = _AUTHORITY.fullmatch(authority)
    if not host_and_port:
        raise Refused("has a malformed host or port", _COPY_AGAIN)
    name = scheme[1].lower()
    port = int(host_and_port[2] or _USUAL_PORTS[name])
    # Below 1024 live mail, file and remote-login services, which a request must never be made to talk to.
    if port not in _USUAL_PORTS.values() and not 1024 <= port <= 65535:
        raise Refused(f"port {port} is not one of the web's", "Ports 80, 443 and those from 1024 up are fetched.")
    return WebAddress(name, _host(host_and_port[1]), port, _target(path, query))


def redirected(address: WebAddress, location: str) -> WebAddress:
    """Where a redirect leads: the Location header, which may be relative, seen from the address that sent it.

    Raises:
        Refused: The target would not be fetched if somebody had given it, or it gives up encryption.
    """
    _refuse_characters(location)  # before joining, which would silently drop some of them
    target = parse_url(urljoin(address.url, location))
    if address.scheme == "https" and target.scheme == "http":
        raise Refused("gives up encryption (https to http)", "If the http page is trusted, give its address itself.")
    return target


def is_public(address: IPAddress, port: int) -> bool:
    """Whether an address is one of the public internet. The port does not matter: `parse_url` has judged it."""
    return not why_not_public(address)


def why_not_public(address: IPAddress) -> str:
    """What an address is instead of a public one, such as "a loopback address"; empty for a public one."""
    if isinstance(address, ipaddress.IPv6Address) and address in _NAT64:
        # Networks with IPv6 only reach every IPv4 site this way; the gateway sends on to the lowest 32 bits.
        inner = why_not_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        return f"{inner} behind NAT64" if inner else ""
    for net, what in _SPECIAL:
        if address.version == net.version and address in net:
            return what
    public = address.is_global and (address.version == 4 or address in _PUBLIC_IPV6)
    return "" if public else "not a public address"


def literal_address(host: str) -> IPAddress | None:
    """The host as an IP address, or None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def shown_url(url: str) -> str:
    """An address for a message: one line, printable, not too long, and without anything that may be a password."""
    # An @ after a plain host and port belongs to the path (https://site/@author); any other may end credentials.
    holds_at = any(at in url for at in _AT) or "%40" in url
    if holds_at and not _NO_CREDENTIALS.match(url):
        url = _UP_TO_LAST_AT.sub(r"\1***@", url, count=1)
    url = "".join(character if character.isprintable() else "\ufffd" for character in url[: _SHOWN + 1])
    return url if len(url) <= _SHOWN else url[:_SHOWN] + "…"


def usual_escapes(text: str) -> str:
    """A path or query in ASCII: letters without an escape, all else that needs one in upper-case hexadecimals."""
    text = re.sub(r"%([0-9A-Fa-f]{2})", _usual_escape, text)
    return quote(text, safe="/?%:@!$&'()*+,;=~[]")


def _refuse_characters(url: str) -> None:
    if len(url) > LONGEST_URL:
        raise Refused(f"is longer than {LONGEST_URL:,} characters", _COPY_AGAIN)
    for at, character in enumerate(url, start=1):
        category = unicodedata.category(character)
        if category[0] == "Z":
            raise Refused(f"holds a blank (character {at})", "Write %20 for a blank, or copy the address again.")
        if character == "\\" or category in ("Cc", "Cs"):
            what = "backslash" if character == "\\" else "control character"
            raise Refused(f"holds a {what} (character {at})", _COPY_AGAIN)


def _host(written: str) -> str:
    if written.startswith("["):
        return _ipv6_host(written[1:-1])
    if not written:
        raise Refused("has no host", _COPY_AGAIN)
    if len(written) > 253:
        raise Refused("has a host of more than 253 characters", _COPY_AGAIN)
    host = written.lower() if written.isascii() else _idna(written)
    if host.endswith("."):
        raise Refused("has a host that ends in a dot", "Leave the dot out.")
    last = host.rsplit(".", 1)[-1]
    if _NUMBER.fullmatch(last):  # browsers and C libraries read any such host as an IPv4 address
        return _ipv4_host(host)
    if "." not in host or host.endswith(_LOCAL_NAMES):
        raise Refused("its host is a name of this machine or of a local network", ONLY_PUBLIC)
    if not _HOST.fullmatch(host):
        raise Refused("has a malformed host", _COPY_AGAIN)
    return host


def _ipv4_host(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise Refused("has an IP address in an unusual form as its host", "Give the site's name.") from None


def _ipv6_host(inner: str) -> str:
    try:
        address = ipaddress.IPv6Address(inner)
    except ValueError:
        raise Refused("has a malformed IPv6 address as its host", "Give the site's name.") from None
    if address.scope_id is not None:
        raise Refused("has an IPv6 address with a zone, which only this machine knows", ONLY_PUBLIC)
    return str(address)


def _idna(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise Refused("has a host that is no valid internationalised name", _COPY_AGAIN) from None


def _target(path: str, query: str) -> str:
    """Path and query in ASCII; escapes of letters undone, so that no rule can be evaded by writing %61 for a."""
    segments: list[str] = []
    written = usual_escapes(path).split("/")[1:]
    for segment in written:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    if written and written[-1] in (".", ".."):
        segments.append("")
    return "/" + "/".join(segments) + usual_escapes(query)


def _usual_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if plain else match[0].upper()
