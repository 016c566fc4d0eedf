"""The grades of pairs: both sides of each, asked of the models or remembered from an earlier scan, within the caps.

Invariants: what was graded with the same models, prompts and rules, of articles of which the same is stated, is not
asked again; a pair is remembered as soon as all who were to read it have; a cap is looked at before each call, so it is
never passed.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, Protocol

from pipeline.clashes.readings import Reading
from pipeline.conflicts.candidates import Pair
from pipeline.conflicts.decide import Half, needs_other_side
from pipeline.conflicts.records import ConflictOptions, UngradedPair
from pipeline.errors import NotAsked
from pipeline.findings import Grade, Ungraded
from pipeline.ingest import Progress, no_progress
from pipeline.llm import ChatModel, Usage
from pipeline.llm.allowance import Allowance
from pipeline.located import Located
from pipeline.retrieve import Candidate
from store import Claim, Passage
from store.pairs import PairStore
from store.vectors import Library

RULES = "pairs 2"
"""Part of the key of what is remembered: counted up when what is asked, or what is kept of an answer, changes."""
_CALLS_A_PAIR = 4
"""Calls that a pair may take of each model, both sides read both ways round: towards its end an allowance goes to one
pair after the other, instead of to a part of each of several."""
Halves = tuple[Half, Half | None]


class Checks(Protocol):
    """What a scan needs of a `FactChecker`."""

    embedder: Any

    @property
    def model(self) -> ChatModel: ...
    @property
    def models(self) -> Sequence[ChatModel]: ...
    def library(self, *, create: bool = False) -> Library: ...
    def grader_identity(self) -> Any: ...
    def agrade(
        self,
        claim: Claim,
        candidates: Sequence[Candidate],
        *,
        repeat: int = 0,
        leanings: bool = False,
        progress: Progress = no_progress,
    ) -> Coroutine[Any, Any, list[tuple[Grade | Ungraded, Usage]]]: ...


@dataclass
class Tally:
    """What a scan has done so far."""

    cached: int = 0
    graded: int = 0
    remembered: int = 0
    left: int = 0
    ungraded: list[UngradedPair] = field(default_factory=list)


def candidate_of(located: Located, passage: Passage) -> Candidate:
    """The sentence that a claim was drawn from, as something to grade."""
    return Candidate.at(located.article, passage, (located.claim.start or 0, located.claim.end or 0))


class PairGrader:
    """Grades pairs from both sides, within the caps."""

    def __init__(
        self,
        checker: Checks,
        store: PairStore,
        passages: Mapping[str, Passage],
        options: ConflictOptions,
        progress: Progress,
    ) -> None:
        self._checker = checker
        self._store = store
        self._passages = passages
        self._progress: Callable[[int, int, str], None] = progress
        self._key = _key(checker)
        self.allowance = Allowance(max_calls=options.max_calls, max_cost=options.max_cost)
        self.tally = Tally()

    async def grade(self, pairs: Sequence[Pair]) -> list[tuple[Pair, Halves]]:
        """Each pair that is graded, with both of its grades, in the order given; the others are counted."""
        known = self._known(pairs)
        new = [pair for pair in pairs if pair.claim_ids not in known]
        self.tally.remembered = len(pairs) - len(new)
        done, room = 0, True
        while done < len(new) and room:
            batch = new[done : done + self._step()]
            for pair, halves in zip(batch, await self._all(batch), strict=True):
                if halves is None:
                    room = False
                else:
                    known[pair.claim_ids] = halves
            done += len(batch)
            self._progress(done, len(new), "pairs")
        self.tally.left = sum(pair.claim_ids not in known for pair in pairs)
        graded = [(pair, known[pair.claim_ids]) for pair in pairs if pair.claim_ids in known]
        for pair, halves in graded:
            self._count(pair, halves)
        return graded

    def _step(self) -> int:
        """How many pairs are graded at once."""
        most, left = max(1, self._checker.model.concurrency), self.allowance.calls_left
        return most if left is None else max(1, min(most, left // (_CALLS_A_PAIR * len(self._checker.models))))

    async def _all(self, batch: Sequence[Pair]) -> list[Halves | None]:
        tasks = [asyncio.ensure_future(self._both(pair)) for pair in batch]
        try:
            return list(await asyncio.gather(*tasks))
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _both(self, pair: Pair) -> Halves | None:
        """Both grades; None where a cap left no room for them. What was paid for by then is in the cache of calls."""
        try:
            first = await self._half(pair.ours, pair.theirs)
            second = await self._half(pair.theirs, pair.ours) if needs_other_side(pair, first) else None
        except NotAsked:
            return None
        halves = (first, second)
        if all(half is None or half.whole for half in halves):  # what failed is asked again next time
            value = {"halves": [half and half.as_value() for half in halves], "stated": _stated(pair)}
            articles = (pair.ours.located.article.id, pair.theirs.located.article.id)
            self._store.put(pair.claim_ids, self._key, value, articles=articles)
        return halves

    async def _half(self, ours: Reading, theirs: Reading) -> Half:
        """What the sentence of the second does to the claim of the first."""
        candidate = candidate_of(theirs.located, self._passages[theirs.located.claim.id])
        ((result, usage),) = await self._checker.agrade(ours.located.claim, [candidate], leanings=True)
        self.tally.cached += usage.cached
        return Half.of(result, candidate.span)

    def _known(self, pairs: Sequence[Pair]) -> dict[tuple[str, str], Halves]:
        by_ids = {pair.claim_ids: pair for pair in pairs}
        known: dict[tuple[str, str], Halves] = {}
        for claim_ids, row in self._store.get(list(by_ids), self._key).items():
            try:
                if row["stated"] != _stated(by_ids[claim_ids]):
                    continue
                first, second = row["halves"]
                known[claim_ids] = (Half.read(first), None if second is None else Half.read(second))
            except (KeyError, TypeError, ValueError):
                continue  # not what we write: it is asked again
        return known

    def _count(self, pair: Pair, halves: Halves) -> None:
        failed = [half for half in halves if half is not None and half.stance is None]
        if failed:
            texts = (pair.ours.text, pair.theirs.text)
            self.tally.ungraded.append(UngradedPair(texts, failed[0].reason))
        else:
            self.tally.graded += 1


def _stated(pair: Pair) -> list[list[str | None]]:
    """What a grade rests on beside claims and text: it can be mended by hand, and the article's id stays."""
    articles = (pair.ours.located.article, pair.theirs.located.article)
    return [[article.title, article.publisher, article.published] for article in articles]


def _key(checker: Checks) -> str:
    """By what pairs are graded: models, prompts, layer, and the rules of this version."""
    identity = checker.grader_identity()
    parts = [
        RULES,
        metadata.version("twosource"),
        identity.model,
        identity.grader,
        sorted(identity.prompt_hashes.items()),
        identity.layer_hash,
        identity.second_model,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]
