"""The engine `openai-batch`: calls go out and come back by file, for half the price and within a day.

In rounds: claims are graded from the cache; what has to be asked is written down; the file goes up, is waited for and
taken into the cache; then the claims are graded again. So findings are those of the engine `local` with that cache.
Invariant: an order is noted before it is given, and its provider's name for it before it is waited for: whatever ends
the process, the next one waits for the same order and pays no call twice. A batch that expires or fails in part gives
what it has; the rest goes into the next order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.batch.call_files import WrittenCall, call_line, json_lines, read_calls
from pipeline.batch.local import LocalWork
from pipeline.batch.records import BatchOptions
from pipeline.errors import InputError, ModelCallError, ModelUnavailable, NotAsked
from pipeline.factcheck import FactChecker
from pipeline.llm import Outbox
from pipeline.llm.batches import BatchApi, Remote, failure_of
from pipeline.llm.calls import Request
from pipeline.llm.failures import mask
from store.ledger import Ledger, Order

MOST_CALLS = 50_000
MOST_BYTES = 150_000_000
MOST_TIMES = 3
"""Orders that a call may fail in before it counts as failed for good."""
FOLDER = "calls"
_NEVER_TRIED = ("batch_expired", "batch_cancelled")


class FileWork:
    """Has the claims of a ledger graded by file.

    Args:
        local: Grades from the cache, and writes down what is missing there.
        note: Told in words what is being waited for.
    """

    def __init__(
        self,
        checker: FactChecker,
        ledger: Ledger,
        local: LocalWork,
        folder: Path,
        options: BatchOptions,
        *,
        note: Callable[[str], None],
    ) -> None:
        self._checker, self._ledger, self._local = checker, ledger, local
        self._folder, self._options, self._note = folder, options, note
        self._answers = list(options.answers)
        self._wake = asyncio.Event()
        self.draining = False

    @property
    def under_way(self) -> int:
        """Calls that are out; those that a provider has are not counted."""
        return self._local.under_way

    def wake(self) -> None:
        """Something has changed that whoever waits must look at."""
        self._local.draining = self.draining
        self._local.wake()
        self._wake.set()

    async def run(self) -> NotAsked | None:
        """Orders and grades until no claim waits for a call, or something ends it: then it says why.

        Raises:
            EnvironmentFault, StoreError, NotComparable: As for the engine `local`.
            UsageError: The model cannot be asked by file.
        """
        await self._take_answers()
        while not self.draining:
            for order in [o for o in self._ledger.orders() if o.state not in ("merged", "failed")]:
                held = await self._see_through(order)
                if held is not None:
                    return held
            missing = await self._grade_from_cache()
            if self.draining or not missing:
                break
            calls = self._affordable(missing)
            if not calls:
                message = f"the rest of --max-cost ${self._options.max_cost or 0:.2f} does not reach for another call"
                return NotAsked(message, reason="budget", mend="Go on with a higher --max-cost.")
            await self._order(calls)
        return NotAsked("interrupted", reason="drain") if self.draining else None

    async def _take_answers(self) -> None:
        """Takes in the answers that were brought, into the order that they were written for: the one that stood when
        the session began. Calls that come up later are not in them.

        Raises:
            InputError: A file cannot be read, or answers nothing of the order.
        """
        answers, self._answers = self._answers, []
        for order in [o for o in self._ledger.orders() if o.state == "written"] if answers else ():
            calls = read_calls(self._folder / order.file)
            # All of them are read before one is taken in: a file that is cut short is not half taken.
            answered = [key for path in answers for key, _ in _replies(path) if key in calls]
            if not answered:
                mend = f"Name the file with the replies to {self._folder / order.file}."
                raise InputError("answers no call that waits for one", path=str(answers[0]), mend=mend)
            self._merge(order, answers, whole=True)

    async def _grade_from_cache(self) -> dict[str, Request]:
        """Grades what the cache answers; returns the calls that are missing, as many as fit into an order."""
        model, outbox = self._checker.model, Outbox()
        outbox.failed = self._ledger.attempts(MOST_TIMES)
        model.outbox = outbox
        self._local.full = lambda: len(outbox.waiting) >= MOST_CALLS
        try:
            held = await self._local.run()
        finally:
            model.outbox, self._local.full = None, None
        if held is not None:
            raise held
        return dict(list(outbox.waiting.items())[:MOST_CALLS])

    def _affordable(self, calls: dict[str, Request]) -> dict[str, Request]:
        """The first of the calls, as far as the money surely reaches."""
        if self._options.max_cost is None:
            return calls
        left = self._options.max_cost - self._ledger.most_spent()
        kept = {}
        for key, request in calls.items():
            left -= self._checker.model.need(request).cost or 0.0
            if left < 0:
                break
            kept[key] = request
        return kept

    async def _order(self, calls: Mapping[str, Request]) -> None:
        """Writes an order's file, and notes it."""
        folder = self._folder / FOLDER
        folder.mkdir(exist_ok=True)
        name = f"order-{len(self._ledger.orders()) + 1}.jsonl"
        aside, size = folder / (name + ".new"), 0
        with aside.open("w", encoding="ascii") as file:
            for key, request in calls.items():
                line = call_line(key, await self._checker.model.written(request)) + "\n"
                size += len(line)
                if size > MOST_BYTES:
                    break
                file.write(line)
        aside.replace(folder / name)
        self._ledger.put_order(f"{FOLDER}/{name}", "written")

    async def _see_through(self, order: Order) -> NotAsked | None:
        """Gives an order, waits for it and takes it in; says why where that has to wait for somebody else."""
        if self._options.by_file and order.state == "written":
            path = self._folder / order.file
            message = f"the calls are written to {path}"
            mend = f"Have them answered, then: twosource batch --resume {self._folder} --answers FILE"
            return NotAsked(message, reason="written", mend=mend)
        api = BatchApi(self._checker.model.name)
        try:
            remote = await self._given(api, order)
            while not remote.over:
                self._note(f"batch {remote.id}: {remote.state}, {remote.done:,} of {remote.total:,} calls")
                await self._pause()
                if self.draining:
                    return NotAsked(f"batch {remote.id} goes on without us", reason="drain", mend="Resume later.")
                remote = await api.look(remote.id)
            await self._take_in(api, order, remote)
        finally:
            await api.aclose()
        return None

    async def _given(self, api: BatchApi, order: Order) -> Remote:
        """The provider's batch for an order, made if it was not yet."""
        if order.remote:
            return await api.look(order.remote)
        mark = f"{self._ledger.run_id()}/{order.id}"
        # "sending": the process may have ended between the making of the batch and our knowing of it.
        remote = await api.find(mark) if order.state == "sending" else None
        if remote is None:
            file_id = await api.upload(self._folder / order.file)
            self._ledger.set_order(order.id, "sending")
            remote = await api.create(file_id, mark)
        self._ledger.set_order(order.id, "given", remote=remote.id)
        return remote

    async def _pause(self) -> None:
        self._wake.clear()
        try:
            await asyncio.wait_for(self._wake.wait(), self._options.poll)
        except TimeoutError:
            return

    async def _take_in(self, api: BatchApi, order: Order, remote: Remote) -> None:
        """Takes an order's replies into the cache.

        Raises:
            ModelUnavailable: The provider refused the order as a whole.
        """
        path = self._folder / order.file
        brought = []
        for kind, file_id in (("output", remote.output_file), ("errors", remote.error_file)):
            if file_id:
                target = path.with_name(f"{path.stem}.{kind}.jsonl")
                await api.download(file_id, target)
                brought.append(target)
        if remote.state == "failed" and not brought:
            self._ledger.set_order(order.id, "failed", note=remote.problem)
            problem = mask(remote.problem) or "no reason is given"
            raise ModelUnavailable(f"batch {remote.id} was refused: {problem}", mend="Mend it, then --resume.")
        self._merge(order, brought, whole=remote.state == "completed")

    def _merge(self, order: Order, files: list[Path], *, whole: bool) -> None:
        """Each call of an order: its reply into the cache, or a note that it failed.

        Args:
            whole: Whether a call without any reply has failed; else it goes into the next order, uncounted.
        """
        calls = read_calls(self._folder / order.file)
        seen = set()
        for path in files:
            for key, line in _replies(path):
                if key in calls and key not in seen and self._take(key, calls[key], line):
                    seen.add(key)
        for key in calls.keys() - seen if whole else ():
            self._ledger.note_attempt(key, "the batch has no reply to it")
        self._ledger.set_order(order.id, "merged")

    def _take(self, key: str, call: WrittenCall, line: Mapping[str, Any]) -> bool:
        """Takes in one line; False where the call was not tried at all."""
        failure, error = failure_of(line), line.get("error")
        if failure is None:
            self._accept(key, call.request, line["response"]["body"])
            return True
        if isinstance(error, Mapping) and str(error.get("code")) in _NEVER_TRIED:
            return False
        if self._checker.model.refuse(failure, call.sent):
            return True  # the next order leaves the parameter out
        self._ledger.note_attempt(key, mask(failure.message))
        return True

    def _accept(self, key: str, request: Request, body: Any) -> None:
        """A reply: it is paid, whether or not it can be kept."""
        model = self._checker.model
        try:
            usage, problem = model.accept(key, request, body)
        except ModelCallError as failed:
            self._ledger.note_attempt(key, str(failed))
            return
        self._ledger.pay(
            calls=1,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            cost=usage.cost_usd,
            most=model.need(request).cost or 0.0,
        )
        if problem:
            self._ledger.note_attempt(key, problem)


def _replies(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The lines of a file of replies by key; those that are none are passed over."""
    for _, line in json_lines(path):
        if isinstance(line, dict) and isinstance(line.get("custom_id"), str):
            yield line["custom_id"], line
