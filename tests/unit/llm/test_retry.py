"""What is tried again and what is not, against a real server that misbehaves."""

from __future__ import annotations

import asyncio
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import httpx2
import pytest

from pipeline.errors import ModelCallError, ModelUnavailable, TwosourceError
from pipeline.llm import ChatModel, Reply, instant_retries
from pipeline.llm.completions import Form, OpenAIClient
from pipeline.llm.failures import classify, mask, retry_after
from pipeline.llm.names import Endpoint
from tests.stub_server import Scripted, StubServer, chat_reply, error_reply, json_reply
from tests.unit.llm.conftest import KEY, QUESTION, run

Ask = Callable[..., Reply]
Make = Callable[..., ChatModel]

YES = chat_reply("Yes")


@pytest.fixture(autouse=True, params=["the first call", "a later call"])
def _which(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call of a client is made by openai, those behind it by ourselves: neither may fail in another way."""
    if request.param == "a later call":
        as_made = OpenAIClient.__init__

        def answered_before(client: OpenAIClient, model: str, endpoint: Endpoint, **settings: Any) -> None:
            as_made(client, model, endpoint, **settings)
            headers = {"Authorization": f"Bearer {endpoint.api_key}", "Content-Type": "application/json"}
            client._form = Form(httpx2.URL(f"{endpoint.base_url}/chat/completions"), httpx2.Headers(headers))

        monkeypatch.setattr(OpenAIClient, "__init__", answered_before)


@pytest.fixture
def waits() -> Iterator[list[float]]:
    with instant_retries() as waits:
        yield waits


@pytest.mark.parametrize(
    "trouble",
    [
        error_reply(429, headers={"Retry-After": "0"}),
        error_reply(408),
        error_reply(409),
        error_reply(500),
        error_reply(502),
        error_reply(503, "overloaded"),
        error_reply(529),
        Scripted(status=500, body=b"<html>Bad gateway</html>", headers={"Content-Type": "text/html"}),
        Scripted(reset=True),
        chat_reply("Yes", truncate=True),
        Scripted(body=b'{"choices": [{"mess'),
        Scripted(body=b"<html>captive portal</html>", headers={"Content-Type": "text/html"}),
        Scripted(body=b"null"),
        Scripted(body=b"[1]"),
        json_reply({}),
        json_reply({"choices": []}),
        json_reply({"choices": [{"index": 0}]}),
        json_reply({"error": {"message": "upstream is down", "code": 502}}),
        Scripted(body=b"\xff\xfe\x00"),
    ],
    ids=lambda scripted: f"{scripted.status}-{scripted.body[:24]!r}",
)
@pytest.mark.parametrize("schema", [None, {"type": "object"}], ids=["plain", "schema"])
def test_trouble_that_may_pass_is_tried_again(
    stub: StubServer, ask: Ask, waits: list[float], trouble: Scripted, schema: dict[str, Any] | None
) -> None:
    stub.reply(trouble, YES)
    assert ask(schema=schema).text == "Yes"
    assert len(stub.requests) == 2
    assert stub.requests[0].json == stub.requests[1].json
    assert len(waits) == 1


def test_retry_after_is_honoured_in_real_time(stub: StubServer, ask: Ask) -> None:
    stub.reply(error_reply(429, headers={"Retry-After": "1"}), YES)
    assert ask().text == "Yes"
    assert 1.0 <= stub.requests[1].at - stub.requests[0].at < 2.5


def test_retry_after_as_a_date_and_in_milliseconds(stub: StubServer, ask: Ask, waits: list[float]) -> None:
    soon = formatdate(time.time() + 9, usegmt=True)
    stub.reply(
        error_reply(429, headers={"Retry-After": soon}),
        error_reply(503, headers={"Retry-After": "3"}),
        error_reply(429, headers={"retry-after-ms": "1500", "Retry-After": "2"}),
        YES,
    )
    ask()
    assert 7.0 < waits[0] < 9.5
    assert 3.0 <= waits[1] <= 3.3
    assert 1.5 <= waits[2] <= 1.8


def test_a_wait_past_the_deadline_is_not_begun(stub: StubServer, ask: Ask) -> None:
    stub.reply(error_reply(429, headers={"Retry-After": "3600"}), YES)
    started = time.monotonic()
    with pytest.raises(ModelCallError, match="asks to wait 3600 s") as caught:
        ask()
    assert time.monotonic() - started < 5
    assert caught.value.kind == "rate_limit"
    assert len(stub.requests) == 1


def test_waits_grow_and_attempts_end(stub: StubServer, ask: Ask, waits: list[float]) -> None:
    stub.otherwise = lambda request: error_reply(500, "broken")
    with pytest.raises(ModelCallError, match="broken") as caught:
        ask()
    assert (caught.value.kind, caught.value.attempts) == ("server", 4)
    assert len(stub.requests) == 4
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0 <= waits[2] <= 2.0


def test_a_hang_ends_with_the_calls_timeout_and_is_tried_again(stub: StubServer, ask: Ask, model: Make) -> None:
    stub.reply(Scripted(hang=True), YES)
    started = time.monotonic()
    with instant_retries():
        assert ask(model(timeout=0.4)).text == "Yes"
    assert 0.4 <= time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(Scripted(reset=True), "reset by peer"), (chat_reply("Yes", truncate=True), r"received \d+ of \d+ bytes")],
    ids=["reset", "cut"],
)
@pytest.mark.usefixtures("waits")
def test_a_lost_connection_is_told_as_that(stub: StubServer, ask: Ask, trouble: Scripted, words: str) -> None:
    """openai's connections by aiohttp call a lost one a timeout."""
    stub.otherwise = lambda request: trouble
    with pytest.raises(ModelCallError, match=words) as caught:
        ask()
    assert caught.value.kind == "connection"


def test_hangs_without_end_are_a_timeout(stub: StubServer, ask: Ask, model: Make) -> None:
    stub.otherwise = lambda request: Scripted(hang=True)
    with instant_retries(), pytest.raises(ModelCallError, match=r"no answer within 0\.2 s") as caught:
        ask(model(timeout=0.2))
    assert (caught.value.kind, caught.value.attempts) == ("timeout", 3)


def test_the_deadline_ends_a_call_in_the_middle_of_an_attempt(stub: StubServer, ask: Ask, model: Make) -> None:
    stub.otherwise = lambda request: Scripted(hang=True)
    chat = model(timeout=30, deadline=0.5)
    with pytest.raises(ModelCallError) as caught:
        ask(chat)
    assert caught.value.kind == "deadline"
    assert len(stub.requests) == 1


def test_a_slow_drip_is_ended_by_our_own_timeout(ask: Ask, model: Make) -> None:
    """The client's timeout is for each read: a server that sends a byte now and then would never trip it."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(100)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.1)
        except OSError:
            pass
        finally:
            writer.close()

    async def work() -> float:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, model(environ={"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"}, timeout=0.5) as chat:
            await asyncio.to_thread(__import__, "langchain_openai")
            started = time.monotonic()
            with instant_retries(), pytest.raises(ModelCallError) as caught:
                await chat.ask(QUESTION, max_tokens=5)
            assert caught.value.kind == "timeout"
            return time.monotonic() - started

    assert run(work()) < 5


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, ["key was refused", "OPENAI_API_KEY"]),
        (403, ["may not use this model", "OPENAI_API_KEY"]),
        (404, ["no such model", "--model"]),
    ],
)
def test_lasting_trouble_is_clear_and_not_tried_again(
    stub: StubServer, ask: Ask, status: int, words: list[str]
) -> None:
    stub.otherwise = lambda request: error_reply(status, "computer says no")
    with pytest.raises(ModelUnavailable) as caught:
        ask()
    assert len(stub.requests) == 1
    text = f"{caught.value} {caught.value.mend}"
    for word in [*words, "openai:tiny", stub.base_url, "computer says no", str(status)]:
        assert word in text


@pytest.mark.parametrize("status", [400, 413, 422, 451])
def test_a_bad_request_is_not_tried_again(stub: StubServer, ask: Ask, status: int) -> None:
    stub.otherwise = lambda request: error_reply(status, "no such field")
    with pytest.raises(ModelCallError, match="no such field") as caught:
        ask()
    assert (caught.value.kind, caught.value.attempts, len(stub.requests)) == ("bad_request", 1, 1)


def test_a_content_filter_that_answers_400_is_a_refusal(stub: StubServer, ask: Ask) -> None:
    stub.reply(error_reply(400, "the prompt was filtered", code="content_filter"))
    with pytest.raises(ModelCallError) as caught:
        ask()
    assert caught.value.kind == "refused"


def test_an_empty_account_is_not_asked_again(stub: StubServer, ask: Ask) -> None:
    stub.otherwise = lambda request: error_reply(429, "check your plan", code="insufficient_quota")
    with pytest.raises(ModelUnavailable, match="no quota left") as caught:
        ask()
    assert len(stub.requests) == 1
    assert "OPENAI_API_KEY" in caught.value.mend


def test_no_server_at_the_address(ask: Ask, model: Make, waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ModelUnavailable, match=f"no server answers at http://127.0.0.1:{port}/v1"):
        ask(model(environ={"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"}))
    assert len(waits) == 3


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (error_reply(401), "auth"),
        (error_reply(404), "bad_request"),
        (error_reply(429, code="insufficient_quota"), "rate_limit"),
    ],
)
def test_a_model_that_has_answered_is_not_unavailable(
    stub: StubServer, model: Make, trouble: Scripted, kind: str
) -> None:
    stub.reply(YES, trouble)

    async def work() -> None:
        async with model() as chat:
            await chat.ask(QUESTION, max_tokens=5)
            with pytest.raises(ModelCallError) as caught:
                await chat.ask(QUESTION, max_tokens=5)
            assert caught.value.kind == kind

    run(work())


ECHOES = [
    error_reply(401, f"Incorrect API key provided: {KEY}. See the manual."),
    error_reply(401, f"Incorrect API key provided: {KEY[:8]}*********{KEY[-4:]}."),
    error_reply(400, f"header was 'Authorization: Bearer {KEY}'"),
    error_reply(418, f"key {KEY}"),
    json_reply({"error": {"message": f"bad {KEY}"}}),
    Scripted(body=f"<p>{KEY}</p>".encode(), headers={"Content-Type": "text/html"}),
    Scripted(status=500, body=f"<p>{KEY}</p>".encode(), headers={"Content-Type": "text/html"}),
    Scripted(body=f'{{"key": "{KEY}"'.encode()),
]


@pytest.mark.parametrize("echo", ECHOES, ids=range(len(ECHOES)))
@pytest.mark.parametrize("key", [KEY, "odd/key=0123456789"])
def test_a_key_that_the_server_echoes_is_nowhere_in_the_error(
    stub: StubServer, ask: Ask, model: Make, waits: list[float], echo: Scripted, key: str
) -> None:
    body = echo.body.replace(KEY.encode(), key.encode())
    stub.otherwise = lambda request: Scripted(echo.status, body, echo.headers)
    environ = {"OPENAI_BASE_URL": stub.base_url.replace("//", "//me:hunter22@"), "OPENAI_API_KEY": key}
    with pytest.raises(TwosourceError) as caught:
        ask(model(environ=environ))
    error: BaseException | None = caught.value
    assert error is not None
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = "".join(traceback.format_exception(error)) + repr(error) + caught.value.mend + repr(error.__dict__)
    for secret in (key, KEY[:8], KEY[-4:], "hunter22"):
        assert secret not in shown


def test_cancelling_is_not_a_failure(stub: StubServer, model: Make) -> None:
    stub.otherwise = lambda request: Scripted(hang=True)

    async def work() -> None:
        async with model() as chat:
            task = asyncio.create_task(chat.ask(QUESTION, max_tokens=5))
            while not stub.requests:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    run(work())
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"RETRY-AFTER": "-3"}, 0.0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:16:50 GMT"}, 10.0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
        ({"Retry-After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
        ({"Retry-After": "\x00"}, None),
    ],
)
def test_reading_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=1000.0) == seconds


def test_classifying_without_any_client_library() -> None:
    class StatusError(Exception):
        status_code = 503

    class ReadTimeout(Exception):
        pass

    assert classify(StatusError()).retry
    assert classify(ReadTimeout()).kind == "timeout"
    assert classify(ConnectionResetError()).kind == "connection"
    assert classify(RuntimeError("odd")).retry is False
    assert classify(TimeoutError()).kind == "timeout"


def test_masking_keeps_the_rest_and_shortens() -> None:
    assert mask("model sky-high\n  was not found") == "model sky-high was not found"
    assert mask("see http://user:pw@host/v1 with Bearer abc.def") == "see http://***@host/v1 with Bearer ***"
    assert mask("token hidden-word here", ("hidden-word",)) == "token *** here"
    assert len(mask("x" * 5000)) == 300
