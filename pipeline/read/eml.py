"""A mail: a newsletter or an alert, its subject the title, its sender the outlet or the author.

Attachments are never opened. A mail that somebody passed on has that person's name and day on it: they say nothing
about the article, and the day is only a guess.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import InvalidBase64LengthDefect
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

from pipeline.errors import InputError
from pipeline.read.agencies import agency
from pipeline.read.charsets import declared_text
from pipeline.read.document import Document
from pipeline.read.html import read_html
from pipeline.read.metadata import Metadata
from pipeline.read.paragraphs import unwrapped
from pipeline.read.text import refuse_unusable
from pipeline.read.values import name, plain

MAIL_LIMIT = 20_000_000
"""Bytes of a mail with its attachments."""
_LONGEST_HEADER = 2000  # characters; email takes time in the square of it
_MOST_HEADERS = 100_000  # characters of all headers that say what the parts are
_PART_HEADER = re.compile(rb"^content-[\w-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS = 200
_LEAST_WORDS = 15  # a plain part with fewer says "this mail needs HTML"
_PASSED_ON = re.compile(r"(?:fwd?|wg|tr|rv|enc|i|re|aw)\s*:\s*", re.IGNORECASE)
_OUTLET_MAILBOX = re.compile(
    r"(?:no-?reply|news|newsletters?|alerts?|press|editor(?:s|ial)?|info|briefing|daily|mail|hello)\b"
)
_NOBODY = re.compile(
    r"(?:the )?(?:news ?(?:desk|letter|room)?|no-?reply|alerts?|editors?|info|mail|press office)$", re.IGNORECASE
)
_ROLE = re.compile(
    r"(?:in|at|the)\s|.*\b(?:editor|reporter|correspondent|desk|staff|writer|chief|team)\b", re.IGNORECASE
)
_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.DOTALL)
_SAVE_TEXT = "Save the article's text as a .txt file."


def read_mail(data: bytes, *, given: str) -> Document:
    """The article in a mail.

    Args:
        data: The file, at most `MAIL_LIMIT` bytes.
        given: The path, for errors.

    Raises:
        InputError: It has no text part, its text is in another encoding than it declares, or it is nested too deeply.
    """
    lengths = [len(header[0]) for header in _PART_HEADER.finditer(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))]
    if max(lengths, default=0) > _LONGEST_HEADER or sum(lengths) > _MOST_HEADERS:
        raise InputError("has headers that are too long to read", path=given, mend=_SAVE_TEXT)
    try:
        message = message_from_bytes(data, policy=default)
        parts = _text_parts(message)
        stated, guessed = _headers(message)
    # email's parser of headers raises more than it documents.
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise InputError(f"cannot be read as a mail: {type(error).__name__}", path=given, mend=_SAVE_TEXT) from error
    html, text = parts.get("text/html"), ""
    if "text/plain" in parts:
        text = unwrapped(_SIGNATURE.sub("", _text_of(parts["text/plain"], given).replace("\r\n", "\n")))
    if html is not None and len(text.split()) < _LEAST_WORDS:
        page = read_html(_text_of(html, given).encode(), given=given)
        return Document(page.text, (stated, *page.stated), guess=lambda: guessed)
    if "text/plain" not in parts:
        raise InputError("is a mail without a text", path=given, mend=_SAVE_TEXT)
    refuse_unusable(text, given)
    return Document(text, (stated,), guess=lambda: guessed)


def _text_parts(message: EmailMessage) -> dict[str, EmailMessage]:
    """The first part of each kind of text that is no attachment and holds anything."""
    found: dict[str, EmailMessage] = {}
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and kind not in found and not _attached(part):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                found[kind] = part
    return found


def _attached(part: EmailMessage) -> bool:
    return str(_raw(part, "content-disposition") or "").lower().lstrip().startswith("attachment")


def _text_of(part: EmailMessage, given: str) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        raise InputError("is a mail whose text is cut short or damaged", path=given, mend=_SAVE_TEXT)
    return declared_text(payload, part.get_content_charset(), given)


def _raw(message: EmailMessage, header: str) -> str | None:
    """The header as it stands in the file, not parsed; None where it is missing or over-long."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == header), None)
    return value if value is not None and len(value) <= _LONGEST_HEADER else None


def _header(message: EmailMessage, header: str) -> str | None:
    return plain(str(message[header])) if _raw(message, header) else None


def _headers(message: EmailMessage) -> tuple[Metadata, Metadata]:
    """What the headers state, and what they only let one guess."""
    subject = _header(message, "subject") or ""
    title = _PASSED_ON.sub("", subject) if _PASSED_ON.match(subject) else subject
    day = Metadata(published=_day(message)).by("mail header")
    if _PASSED_ON.match(subject):
        guessed = Metadata(published=day.published).by("guessed from the file")
        return Metadata(title=title or None).by("mail header"), guessed
    sender = _sender(_header(message, "from") or "", name(_header(message, "organization")))
    return sender.overlaid(Metadata(title=title or None)).overlaid(day).by("mail header"), Metadata()


def _day(message: EmailMessage) -> str | None:
    """The day of the Date header in the sender's own time zone."""
    value = _header(message, "date")
    try:
        return parsedate_to_datetime(value).date().isoformat() if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _sender(sender: str, organization: str | None) -> Metadata:
    """Outlet and author: "Dana Brisk, Harbour Post", "Harbour Post <news@...>", "Dana Brisk <dana@...>"."""
    shown, mailbox = parseaddr(sender)
    who = name(shown)
    if not who or _NOBODY.match(who):
        return Metadata(publisher=organization)
    person, outlet = _divided(who)
    if outlet:
        return Metadata(publisher=organization or outlet, byline=person)
    if _is_outlet(who, mailbox) or (organization and organization.casefold() == who.casefold()):
        return Metadata(publisher=organization or who)
    return Metadata(publisher=organization, byline=person, origin=agency(who))


def _divided(who: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"(?P<one>[^,(|@]{3,60}?)\s*(?:,| via | at | from |\||\()\s*(?P<other>[^,()|]{3,60})\)?", who)
    if not match:
        return who, None
    return match["one"], None if _ROLE.match(match["other"]) else match["other"]


def _is_outlet(who: str, mailbox: str) -> bool:
    """Whether a sender's name is an outlet's: it stands in the address's domain, or nobody's own box sent it."""
    box, _, domain = mailbox.lower().rpartition("@")
    bare = re.sub(r"\W", "", who.casefold()).removeprefix("the")
    named = bool(bare) and bare in re.sub(r"\W", "", domain.rpartition(".")[0])
    return named or bool(agency(who)) or bool(_OUTLET_MAILBOX.match(box))
