"""What went wrong in a call: any client's exception -> `Failure` -> one of our errors.

Exceptions are told apart by status code, response and class names, so that no client library is imported for it.
Invariant: no text that leaves here holds a key. Servers echo keys in their messages, so every message is masked,
and errors are raised outside `except` blocks: their chain holds nothing of the client's.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from pipeline.errors import ModelCallError, ModelUnavailable, TwosourceError

LONGEST_MESSAGE = 300
QUOTA_CODES = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
UNREACHABLE = {
    *("ConnectError", "ConnectionRefusedError", "gaierror", "UnsupportedProtocol", "InvalidURL"),
    *("ClientConnectorError", "ClientProxyConnectionError"),
}
LOST = {"APIConnectionError", "ModelConnectionError", "TransportError", "OSError", "ClientError"}
TOO_LONG = re.compile(r"context[ _](length|size|window)|too (large|long)", re.I)
SECRET_SHAPES = (
    (re.compile(r"(?i)\bbearer\s+[^\s\"',]+"), "Bearer ***"),
    (re.compile(r"//[^/@\s]+@"), "//***@"),
    (re.compile(r"\b(sk|pk|rk|gsk|xai|key)-[\w*.\-]{6,}"), "***"),
    # "abcd****wxyz": what servers make of a key before they echo it
    (re.compile(r"[\w.\-]*\*{3,}[\w.\-*]*"), "***"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed attempt.

    Attributes:
        kind: As in `ModelCallError`.
        message: The client's or server's own words, not masked yet.
        status: HTTP status, or None.
        retry: True where another attempt may go better.
        retry_after: Seconds that the server asks to wait, or None.
        parameter: The request's field that the server names, or an empty string.
        unreachable: True where no server answered at the address.
        quota: True where the account has nothing left to spend.
    """

    kind: str
    message: str
    status: int | None = None
    retry: bool = False
    retry_after: float | None = None
    parameter: str = ""
    unreachable: bool = False
    quota: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Which model a message is about. `secrets` are masked wherever they appear."""

    name: str
    base_url: str = ""
    key_name: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)


class CallFailed(Exception):
    """Internal to `pipeline.llm`: an attempt failed; `explain` makes it an error of ours."""

    def __init__(self, failure: Failure, attempts: int = 1) -> None:
        super().__init__(failure.kind)
        self.failure = failure
        self.attempts = attempts


def classify(error: BaseException) -> Failure:
    """What kind of failure an exception of a client stands for."""
    if isinstance(error, CallFailed):
        return error.failure
    details = _details(error)
    status = _status(error, details)
    if status is not None and status >= 300:
        return _by_status(error, status, details)
    links = list(_chain(error))
    # openai's connections by aiohttp tell every lost one as a timeout: what aiohttp itself says is to be believed.
    said = [link for link in links if type(link).__module__.startswith("aiohttp.")]
    names = {name for link in (said or links) for name in _class_names(link)}
    message = str((said or links)[0]) or type((said or links)[0]).__name__
    if any("Timeout" in name for name in names):
        return Failure("timeout", message, retry=True)
    if names & UNREACHABLE:
        return Failure("connection", message, retry=True, unreachable=True)
    if names & LOST:
        return Failure("connection", message, retry=True)
    if isinstance(error, ValueError | TypeError | LookupError | AttributeError):
        # The client choked on the body of a 200: not JSON, not an object, cut short, an error in disguise.
        return Failure("server", f"unreadable reply: {message}", retry=True)
    return Failure("server", f"{type(error).__name__}: {message}")


def _by_status(error: BaseException, status: int, details: Mapping[str, Any]) -> Failure:
    message = str(details.get("message") or error)
    codes = {str(details.get("code")), str(details.get("type"))}
    quota = bool(codes & QUOTA_CODES) or "exceeded your current quota" in message
    kind, retry = "bad_request", False
    if status in (401, 403):
        kind = "auth"
    elif status in (402, 429):
        kind, retry, quota = "rate_limit", status == 429 and not quota, quota or status == 402
    elif status == 408:
        kind, retry = "timeout", True
    elif status == 409 or status >= 500:
        kind, retry = "server", True
    elif "content_filter" in codes or "content_policy_violation" in codes:
        kind = "refused"
    after = retry_after(_headers(error)) if retry else None
    return Failure(kind, message, status, retry, after, str(details.get("param") or ""), quota=quota)


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds to wait by `retry-after-ms` or `Retry-After` (seconds or an HTTP date), or None.

    Args:
        headers: Keys in any case.
        now: Seconds since the epoch, for tests.
    """
    lower = {str(name).lower(): str(value).strip() for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(lower[name]) / unit
        except (KeyError, ValueError):
            continue
        return max(0.0, seconds) if math.isfinite(seconds) else None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(lower.get("retry-after", ""))
    except (ValueError, OverflowError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - (time.time() if now is None else now))


def refused_parameter(failure: Failure, sent: set[str]) -> str | None:
    """Which of the optional parameters we sent a 400 or 422 complains about, or None."""
    if failure.status not in (400, 422) or failure.kind == "refused" or TOO_LONG.search(failure.message):
        return None
    if failure.parameter.split(".")[0] in sent:
        return failure.parameter.split(".")[0]
    # The longest name first: "top_logprobs" must not be read as "logprobs".
    for name in sorted(sent, key=len, reverse=True):
        if re.search(rf"(?<![a-z_]){re.escape(name)}(?![a-z_])", failure.message):
            return name
    return None


def mask(text: str, secrets: tuple[str, ...] = ()) -> str:
    """`text` on one line, shortened, without keys: those given, and whatever looks like one."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= 4:
            text = text.replace(secret, "***")
    for shape, cover in SECRET_SHAPES:
        text = shape.sub(cover, text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def explain(failed: CallFailed, subject: Subject, *, answered_before: bool) -> TwosourceError:
    """The error for a user: names model, address and the name of the key's variable, never the key.

    A model that has answered once is not unavailable: its later failures are those of single calls, and stay
    `ModelCallError`, so that one bad minute does not end a batch run.
    """
    failure, attempts = failed.failure, failed.attempts
    message, mend = _in_words(failure, subject)
    lasting = failure.quota or failure.unreachable or failure.status in (401, 403, 404)
    if lasting and not answered_before:
        return ModelUnavailable(message, mend=mend)
    return ModelCallError(message, kind=failure.kind, attempts=attempts, mend=mend)


def _in_words(failure: Failure, subject: Subject) -> tuple[str, str]:
    at = f" at {subject.base_url}" if subject.base_url else ""
    key = subject.key_name or "the provider's API key"
    said = mask(failure.message, subject.secrets)
    if failure.quota:
        return f"{subject.name}: the account has no quota left{at} ({said})", f"Top up the account behind {key}."
    if failure.status == 401:
        return f"{subject.name}: the key was refused{at} (401: {said})", f"Set {key} to a valid key."
    if failure.status == 403:
        return f"{subject.name}: the key may not use this model{at} (403: {said})", f"Check what {key} may use."
    if failure.status == 404:
        return f"{subject.name}: no such model or address{at} (404: {said})", "Check --model and OPENAI_BASE_URL."
    if failure.unreachable:
        return f"{subject.name}: no server answers{at} ({said})", "Check the network and the base URL."
    status = f"{failure.status}: " if failure.status else ""
    wait = f"; the server asks to wait {failure.retry_after:.0f} s" if failure.retry_after else ""
    return f"{subject.name}: {failure.kind.replace('_', ' ')}{at} ({status}{said}{wait})", ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(10):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _class_names(error: BaseException) -> set[str]:
    return {cls.__name__ for cls in type(error).__mro__}


def _status(error: BaseException, details: Mapping[str, Any]) -> int | None:
    response = getattr(error, "response", None)
    candidates = (getattr(error, "status_code", None), getattr(error, "code", None), details.get("code"))
    for value in (candidates[0], getattr(response, "status_code", None), *candidates[1:]):
        # A 200 whose body is an error: the code inside counts.
        if isinstance(value, int) and 300 <= value < 600:
            return value
    return None


def _details(error: BaseException) -> Mapping[str, Any]:
    """The error object of the body, wherever the client keeps it."""
    body = getattr(error, "body", None)
    if not isinstance(body, Mapping) and error.args and isinstance(error.args[0], Mapping):
        body = error.args[0]
    if not isinstance(body, Mapping):
        return {}
    inner = body.get("error")
    return inner if isinstance(inner, Mapping) else body


def _headers(error: BaseException) -> Mapping[str, str]:
    headers = getattr(getattr(error, "response", None), "headers", None)
    return dict(headers.items()) if headers is not None else {}
