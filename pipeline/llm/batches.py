"""OpenAI's Batch API, and servers that speak it: a file of calls goes up, files of replies come down.

A provider bills a batch from the moment it is made, so making one is the only step that is not simply tried again: the
caller's mark goes into its metadata, and whoever does not know whether it was made looks for the mark (`find`).
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pipeline.llm import retry
from pipeline.llm.failures import CallFailed, Failure, Subject, classify, explain
from pipeline.llm.names import endpoint, secrets_in, split_name

T = TypeVar("T")

ENDPOINT: Final = "/v1/chat/completions"
TIMEOUT = 300.0
DEADLINE = 900.0
MARK = "twosource"
OVER = ("completed", "failed", "expired", "cancelled")


@dataclass(frozen=True, slots=True)
class Remote:
    """A batch as its provider tells of it.

    Attributes:
        state: `validating`, `in_progress`, `finalizing`, or one of `OVER`.
        output_file, error_file: Ids of the files with replies and with errors, or None.
        done, total: Calls that are done, and in all.
        problem: What is wrong with the whole of it, or "".
    """

    id: str
    state: str
    output_file: str | None
    error_file: str | None
    done: int
    total: int
    problem: str

    @property
    def over(self) -> bool:
        """Nothing more will come of it."""
        return self.state in OVER


class BatchApi:
    """A provider's batches. Close it with `aclose`.

    Args:
        name: The model's, as resolved: `openai:MODEL`.
    """

    def __init__(self, name: str, environ: Mapping[str, str] | None = None) -> None:
        import openai

        environ = os.environ if environ is None else environ
        address = endpoint(environ)
        self._client = openai.AsyncOpenAI(
            base_url=address.base_url, api_key=address.api_key, max_retries=0, timeout=TIMEOUT
        )
        key_name = f"{split_name(name)[0].upper()}_API_KEY"
        self._subject = Subject(name, address.shown, key_name, (*secrets_in(environ), address.api_key))

    async def aclose(self) -> None:
        """Closes connections."""
        await self._client.close()

    async def upload(self, path: Path) -> str:
        """Uploads a file of calls; returns its id.

        Raises:
            ModelCallError, ModelUnavailable: The provider cannot be reached or does not take it.
        """

        async def send() -> Any:
            with path.open("rb") as file:
                return await self._client.files.create(file=(path.name, file), purpose="batch")

        return str((await self._tried(send)).id)

    async def create(self, file_id: str, mark: str) -> Remote:
        """Makes a batch of an uploaded file. It is not tried again: see the module's docstring."""
        try:
            made = await self._client.batches.create(
                input_file_id=file_id, endpoint=ENDPOINT, completion_window="24h", metadata={MARK: mark}
            )
        except Exception as error:  # noqa: BLE001 - as in `retry`
            failed = CallFailed(classify(error))
        else:
            return _remote(made)
        raise explain(failed, self._subject, answered_before=False)

    async def find(self, mark: str) -> Remote | None:
        """The batch with this mark among all of the account's, or None."""
        before: dict[str, str] = {}
        while True:
            page = await self._page(before)
            for batch in page.data or ():
                if (getattr(batch, "metadata", None) or {}).get(MARK) == mark:
                    return _remote(batch)
            if not page.data or not page.has_more or before.get("after") == page.data[-1].id:
                return None
            before = {"after": page.data[-1].id}

    async def _page(self, before: dict[str, Any]) -> Any:
        return await self._tried(lambda: self._client.batches.list(limit=100, **before))

    async def look(self, batch_id: str) -> Remote:
        """How far a batch is."""
        return _remote(await self._tried(lambda: self._client.batches.retrieve(batch_id)))

    async def download(self, file_id: str, path: Path) -> None:
        """Writes a file of the provider's to a path; a download that breaks off leaves nothing there."""
        content = await self._tried(lambda: self._client.files.content(file_id))
        aside = path.with_name(path.name + ".new")
        aside.write_bytes(content.content)
        aside.replace(path)

    async def _tried(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await retry.call_with_retries(call, timeout=TIMEOUT, until=retry.clock() + DEADLINE)
        except CallFailed as error:
            failed = error
        raise explain(failed, self._subject, answered_before=False)


def _remote(batch: Any) -> Remote:
    counts = getattr(batch, "request_counts", None)
    errors = getattr(getattr(batch, "errors", None), "data", None) or []
    return Remote(
        id=str(batch.id),
        state=str(batch.status),
        output_file=getattr(batch, "output_file_id", None),
        error_file=getattr(batch, "error_file_id", None),
        done=(getattr(counts, "completed", 0) or 0) + (getattr(counts, "failed", 0) or 0),
        total=getattr(counts, "total", 0) or 0,
        problem="; ".join(str(getattr(e, "message", e)) for e in errors),
    )


def failure_of(line: Mapping[str, Any]) -> Failure | None:
    """What a line of an output or error file says went wrong with its call, or None where it was answered."""
    error, response = line.get("error"), line.get("response")
    if isinstance(error, Mapping):
        return Failure("server", str(error.get("message") or error.get("code") or "no reason is given"), retry=True)
    if not isinstance(response, Mapping) or not isinstance(response.get("status_code"), int):
        return Failure("server", "the line has no response", retry=True)
    status = int(response["status_code"])
    body = response.get("body")
    if status < 300:
        return None if isinstance(body, Mapping) else Failure("server", "the line has no response", retry=True)
    details = body.get("error") if isinstance(body, Mapping) and isinstance(body.get("error"), Mapping) else {}
    assert isinstance(details, Mapping)
    message, parameter = str(details.get("message") or f"status {status}"), str(details.get("param") or "")
    kind = "rate_limit" if status == 429 else "server" if status >= 500 else "bad_request"
    return Failure(kind, message, status, retry=status in (408, 409, 429) or status >= 500, parameter=parameter)
