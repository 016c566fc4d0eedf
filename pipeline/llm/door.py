"""The one door to language models: `open_model(name)` gives a `ChatModel`, `ask` gives a `Reply`.

Between a question and a server lie, in this order: the cache, the model's limit on concurrent calls, the allowance of
whoever asks, the start of the client (lazily: an answer from the cache starts nothing), retries within a deadline, and
the dropping of optional parameters that a server refuses. Invariant: what is cached is a whole answer, never a refusal,
an error or a reply cut short.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from pipeline.errors import ModelCallError, UsageError
from pipeline.llm import local, retry, weights
from pipeline.llm.allowance import spend
from pipeline.llm.calls import Answer, Client, Request, most_tokens
from pipeline.llm.clients import build_client
from pipeline.llm.completions import OpenAIClient, read_body
from pipeline.llm.failures import CallFailed, Failure, Subject, classify, explain, refused_parameter
from pipeline.llm.names import Endpoint, endpoint, resolve_model_name, secrets_in, split_name
from pipeline.llm.outbox import Outbox
from pipeline.llm.pace import Need, Paced, Turns
from pipeline.llm.prices import cost_usd
from pipeline.llm.records import Message, Reply, Usage
from pipeline.traces import Called, call_span
from store.cache import Calls, call_key

CACHED_FINISHES = {"stop", None}
# A provider takes many calls at once, and says so where it does not; a server of one's own often answers one after
# another, and a call that waits behind too many of them is out of time.
PROVIDER_CONCURRENCY = 32
OWN_SERVER_CONCURRENCY = 8


@dataclass(slots=True)
class _Session:
    """What belongs to one event loop: connections and semaphores cannot be taken to another."""

    loop: asyncio.AbstractEventLoop
    slots: asyncio.Semaphore
    starting: asyncio.Lock
    client: Client | None = None
    coming: asyncio.Future[Client] | None = None
    under_way: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)


class ChatModel:
    """A chat model, by name. Made by `open_model`; close it with `aclose` or `async with`.

    Attributes:
        name: As resolved: `local`, `openai:gpt-5-mini`.
        identity: For provenance: name, base URL where it is not the provider's own, hashes of weights and adapter.
        base_identity: The same without the adapter. A cache key has the one of the two that was asked.
        adapter: What `ask(..., adapted=True)` switches on, or None.
        small: True for the embedded model: it gets the brief prompt.
        concurrency: How many calls are made at once; more of them wait.
        spent: What all asks have cost so far, answered ones only.
        pace: Decides when a call may go out; None lets each out at once.
        outbox: Where calls are written down instead of being made; None where they are made.
    """

    def __init__(
        self,
        name: str,
        identity: str,
        *,
        cache: Calls | None,
        timeout: float,
        deadline: float,
        concurrency: int,
        address: Endpoint | None = None,
        weights_file: weights.LocalModel | None = None,
        progress: weights.Progress | None = None,
        secrets: tuple[str, ...] = (),
        apart: bool = False,
    ) -> None:
        self.name = name
        self.identity = identity
        self.base_identity = identity if weights_file is None else weights_file.identity
        self.adapter = None if weights_file is None else weights_file.adapter
        self.small = weights_file is not None
        self.concurrency = concurrency
        self.pace: Paced | None = None
        self.outbox: Outbox | None = None
        self._cache, self._timeout, self._deadline = cache, timeout, deadline
        self._endpoint, self._weights, self._progress, self._secrets = address, weights_file, progress, secrets
        self._apart = apart
        self.spent = Usage()
        self._server: local.LocalServer | None = None
        self._session: _Session | None = None
        self._refused: frozenset[str] = frozenset()
        self._answered = False

    @property
    def adapted(self) -> bool:
        """Whether there is an adapter to switch on."""
        return self.adapter is not None

    async def ask(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        top_logprobs: int = 0,
        repeat: int = 0,
        adapted: bool = False,
        usable: Callable[[str], bool] | None = None,
    ) -> Reply:
        """One answer, from the cache or the model, at temperature 0.

        A reply cut short (`finish` is "length", and more than one token was asked for) or refused is returned, not
        raised, and not cached.

        Args:
            max_tokens: Limit on the answer's tokens.
            schema: JSON Schema that the answer should follow. It is asked for, not checked: parsing is the caller's.
            top_logprobs: How many alternatives of the first token to return log-probabilities for; 0 for none.
            repeat: Another number than 0 asks again what was already asked.
            adapted: With the adapter switched on; makes no difference for a model that has none. A change from one
                ask to the next empties the embedded server's memory of the prompt: ask all of one kind, then the other.
            usable: Whether an answer is worth keeping: one that cannot be read is asked for again the next time.

        Raises:
            ModelCallError: This call failed for good.
            ModelUnavailable: No model can be reached, and none was before.
            NotAsked: The pace holds calls back, the allowance in force has no room, or the outbox took this one.
        """
        request = Request(messages, max_tokens, schema, top_logprobs, adapted and self.adapted)
        with call_span(self._called, messages, has_schema=schema is not None) as span:
            reply = await self._answer(request, repeat, usable)
            span.replied(reply)
        self.spent += reply.usage
        return reply

    def _called(self) -> Called:
        """Who is asked, for a trace. Of an address host and port only: a path or query may hold a key."""
        provider, model = split_name(self.name)
        if self._weights is not None:
            return Called(provider, self.base_identity.removeprefix("local:"))
        address = self._endpoint
        there = urlsplit(address.shown) if address is not None and not address.is_default else None
        return Called(provider, model, there.hostname if there else None, there.port if there else None)

    async def _answer(self, request: Request, repeat: int, usable: Callable[[str], bool] | None) -> Reply:
        key = self._key(request, repeat)
        if (known := await self._from_cache(key)) is not None:
            return known
        if self.outbox is not None:
            self.outbox.put(key, request)
        session = self._here()
        # Of equal calls one is made at a time: the others find its answer.
        alone = session.under_way.setdefault(key, asyncio.Lock()) if self._cache is not None else nullcontext()
        waits = session.slots.locked() or (isinstance(alone, asyncio.Lock) and alone.locked())
        async with alone, session.slots:
            # Somebody may have asked the same while this call waited for its turn.
            if waits and (known := await self._from_cache(key)) is not None:
                return known

            async def ask() -> Reply:
                return await self._ask_client(session.client or await self._client(session), request)

            reply = await spend(lambda: self.need(request), ask)
            if usable is None or usable(reply.text):
                self._keep(key, request, reply)
        return reply

    async def start(self) -> None:
        """Start what the first ask would start: the client, and the embedded server.

        Raises:
            ModelUnavailable: It cannot be started.
        """
        await self._client(self._here())

    async def written(self, request: Request) -> dict[str, Any]:
        """The body of a call, for a file of calls.

        Raises:
            UsageError: The model is not one that is asked over OpenAI's API.
        """
        client = await self._client(self._here())
        if not isinstance(client, OpenAIClient) or self.small:
            raise UsageError(f"{self.name} cannot be asked by file.", mend="Use --engine local, or an openai: model.")
        return client.body(request, self._refused)

    def accept(self, key: str, request: Request, body: Any) -> tuple[Usage, str]:
        """Takes in the body of a reply that came by file: it is cached, as if it had been asked for.

        Returns:
            What it cost, at the price of a call that is made at once; and why it is not kept (it is cut short, refused
            or empty), or "".

        Raises:
            ModelCallError: It is no answer.
        """
        try:
            answer = read_body(body)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            failed = CallFailed(classify(error))
        else:
            reply = self._reply(answer, ())
            kept = self._keep(key, request, reply)
            return reply.usage, "" if kept else f"the reply is not whole: {reply.finish}"
        raise explain(failed, self._subject(), answered_before=True)

    def refuse(self, refusal: Failure, sent: Collection[str]) -> bool:
        """Leaves out, from now on, the parameter that a server's refusal of a call by file names.

        Args:
            sent: The parameters that the call had.

        Returns:
            False where it names none of them: that is no reason to ask again.
        """
        parameter = refused_parameter(refusal, set(sent))
        if parameter is not None:
            self._refused |= {parameter}
        return parameter is not None

    def _keep(self, key: str, request: Request, reply: Reply) -> bool:
        # One token that was asked for and given is whole, though every server calls it cut short.
        whole = reply.finish in CACHED_FINISHES or (request.max_tokens == 1 and reply.finish == "length")
        if not (whole and reply.text.strip()):
            return False
        if self._cache is not None:
            self._cache.put(key, _stored(reply), model=self._asked(request))
        return True

    async def aclose(self) -> None:
        """Close connections and let the embedded server go. A later `ask` opens them again."""
        session, self._session = self._session, None
        server, self._server = self._server, None
        if server is not None:
            local.release(server)
        if session is not None and session.client is not None and session.loop is asyncio.get_running_loop():
            await session.client.aclose()

    async def __aenter__(self) -> ChatModel:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _asked(self, request: Request) -> str:
        """Who answers: an adapter that is switched off changes nothing, so the model is then its plain self."""
        return self.identity if request.adapted else self.base_identity

    def _key(self, request: Request, repeat: int) -> str:
        return call_key(
            model=self._asked(request),
            messages=[(message.role, message.content) for message in request.messages],
            max_tokens=request.max_tokens,
            schema=request.schema,
            top_logprobs=request.top_logprobs,
            repeat=repeat,
        )

    async def _from_cache(self, key: str) -> Reply | None:
        found = self._cache.get(key) if self._cache is not None else None
        stored = await found if isinstance(found, Awaitable) else found
        return None if stored is None else _restored(stored)

    def _here(self) -> _Session:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.loop is not loop:
            self._session = _Session(loop, asyncio.Semaphore(self.concurrency), asyncio.Lock())
        return self._session

    async def _client(self, session: _Session) -> Client:
        async with session.starting:
            if session.client is None:
                session.client = await self._started(session)
            return session.client

    async def _started(self, session: _Session) -> Client:
        if session.coming is None:
            # In a thread: importing a client, joining and loading a model take seconds. Not under the deadline.
            session.coming = asyncio.ensure_future(asyncio.to_thread(self._start))
            session.coming.add_done_callback(lambda coming: coming.cancelled() or coming.exception())
        try:
            # Whoever is stopped while it starts leaves it to the next ask.
            return await asyncio.shield(session.coming)
        finally:
            if session.coming.done():
                session.coming = None

    def _start(self) -> Client:
        address, own = self._endpoint, self._weights is not None
        if self._weights is not None:
            if self._server is None:
                adapter_path = self.adapter.path if self.adapter is not None else None
                self._server = local.acquire(self._weights.materialise(self._progress), adapter_path, apart=self._apart)
            address = Endpoint(self._server.base_url, self._server.api_key, self._server.base_url)
            self._endpoint = address
        name = f"openai:{self.identity.removeprefix('local:')}" if own else self.name
        listen = self.pace.heard if self.pace is not None else None
        return build_client(
            name, address, timeout=self._timeout, own_server=own, has_adapter=self.adapted, listen=listen
        )

    async def _ask_client(self, client: Client, request: Request) -> Reply:
        until = retry.clock() + self._deadline
        turns = self.pace.call(self.need(request)) if self.pace is not None else None
        while True:
            without = self._refused
            try:
                answer = await retry.call_with_retries(
                    lambda: client.send(request, without),  # noqa: B023 - awaited before `without` changes
                    timeout=self._timeout,
                    until=until,
                    turns=turns,
                )
            except CallFailed as error:
                failed = error
            else:
                self._answered = True
                dropped = client.optional(request) - client.optional(request, without)
                reply = self._reply(answer, tuple(sorted(dropped)))
                if turns is not None:
                    turns.answered(reply.usage)
                return reply
            parameter = refused_parameter(failed.failure, client.optional(request, without))
            if parameter is None:
                # Outside the `except`: the error for the user has no client's exception behind it.
                raise self._explained(failed, turns)
            # Not `without | …`: calls that run beside this one may have learnt of another.
            self._refused |= {parameter}

    def need(self, request: Request) -> Need:
        """What a call may take at most, as far as it can be told before it is made."""
        tokens_in, tokens_out = most_tokens(request, split_name(self.name)[1])
        free = self._weights is not None
        return Need(tokens_in + tokens_out, 0.0 if free else cost_usd(self.identity, tokens_in, tokens_out))

    def _explained(self, failed: CallFailed, turns: Turns | None) -> Exception:
        error = explain(failed, self._subject(), answered_before=self._answered)
        if turns is not None and isinstance(error, ModelCallError) and error.kind != "refused":
            turns.gave_up(str(error))
        return error

    def _subject(self) -> Subject:
        base_url = self._endpoint.shown if self._endpoint is not None else ""
        own_key = (self._endpoint.api_key,) if self._endpoint is not None else ()
        provider, _ = split_name(self.name)
        key_name = "" if provider == "local" else f"{provider.upper()}_API_KEY"
        return Subject(self.name, base_url, key_name, (*self._secrets, *own_key))

    def _reply(self, answer: Answer, dropped: tuple[str, ...]) -> Reply:
        counted = answer.tokens_in is not None and answer.tokens_out is not None
        tokens_in, tokens_out = answer.tokens_in or 0, answer.tokens_out or 0
        free = self._weights is not None
        cost = cost_usd(self.identity, tokens_in, tokens_out) if counted or free else None
        usage = Usage(calls=1, tokens_in=tokens_in, tokens_out=tokens_out, cost_usd=cost)
        return Reply(answer.text, answer.finish, answer.logprobs, cached=False, usage=usage, dropped=dropped)


def open_model(
    name: str | None,
    *,
    cache: Calls | None,
    timeout: float | None = None,
    deadline: float | None = None,
    concurrency: int | None = None,
    environ: Mapping[str, str] | None = None,
    progress: weights.Progress | None = None,
    apart: bool = False,
) -> ChatModel:
    """A model by name. Cheap: clients and the embedded server start at the first call that the cache cannot answer.

    Args:
        name: `local`, `provider:model`, or None for what the environment points to.
        cache: None asks the model every time.
        timeout: Seconds for one attempt; None: 60, and 240 for the embedded model, whose speed is the machine's.
        deadline: Seconds for one ask with its retries, not counting its wait for a turn; None: 180, or 480.
        concurrency: Calls at once; None: 32, 8 at an address of one's own; always 1 for the
            embedded model.
        environ: Instead of `os.environ`. Other providers than OpenAI read their keys from `os.environ` itself.
        progress: Called with (bytes done, bytes in all) if the embedded model's parts have to be joined.
        apart: Run the embedded model in a process of its own, so that this one can go on while it loads.

    Raises:
        ModelUnavailable: No model is set, or the one that is set is not installed or has no key.
        SettingsError: The name has no provider.
    """
    environ = os.environ if environ is None else environ
    resolved = resolve_model_name(name, environ)
    own = resolved == "local"
    weights_file = weights.local_model(environ) if own else None
    address = endpoint(environ) if split_name(resolved)[0] == "openai" else None
    if weights_file is not None:
        identity = weights_file.adapted_identity
    else:
        identity = resolved if address is None or address.is_default else f"{resolved}@{address.shown}"
    usual = PROVIDER_CONCURRENCY if address is None or address.is_default else OWN_SERVER_CONCURRENCY
    return ChatModel(
        resolved,
        identity,
        cache=cache,
        timeout=timeout if timeout is not None else 240.0 if own else 60.0,
        deadline=deadline if deadline is not None else 480.0 if own else 180.0,
        concurrency=1 if own else max(1, concurrency or usual),
        address=address,
        weights_file=weights_file,
        progress=progress,
        secrets=secrets_in(environ),
        apart=apart,
    )


def _stored(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "finish": reply.finish,
        "logprobs": reply.logprobs,
        "dropped": list(reply.dropped),
        "tokens_in": reply.usage.tokens_in,
        "tokens_out": reply.usage.tokens_out,
    }


def _restored(stored: Mapping[str, Any]) -> Reply | None:
    try:
        return Reply(
            text=str(stored["text"]),
            finish=stored["finish"],
            logprobs=None if stored["logprobs"] is None else {str(k): float(v) for k, v in stored["logprobs"].items()},
            cached=True,
            usage=Usage(cached=1),
            dropped=tuple(stored["dropped"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # written by another version: ask again
