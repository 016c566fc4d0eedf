"""A scan for conflicts, step by step: claims, statements, candidates, grades from both sides, decisions, groups.

Invariants: what an earlier scan has graded with the same models, prompts and rules is not asked again; a pair is
remembered as soon as all who were to read it have; a cap is looked at before each call, so it is never passed; what it
has left, and what failed, is counted and never shown as a conflict.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.clashes.readings import Reading, Weights
from pipeline.conflicts.candidates import Pair, propose
from pipeline.conflicts.decide import Half, decide, needs_other_side
from pipeline.conflicts.group import Found, merged
from pipeline.conflicts.records import Conflict, ConflictOptions, Conflicts, UngradedPair
from pipeline.conflicts.statements import Statement, gather, is_statement
from pipeline.errors import NotAsked, UsageError
from pipeline.findings import Grade, Provenance, Ungraded, UsageReport
from pipeline.ingest import Progress, compare_new, copy_groups, no_progress
from pipeline.llm import ChatModel, Usage
from pipeline.llm.allowance import Allowance
from pipeline.llm.prices import price_of, prices_path
from pipeline.located import Located
from pipeline.retrieve import Candidate
from store import Claim, Passage
from store.embed import Embedder
from store.pairs import PAIRS_NAME, PairStore
from store.vectors import Library
from store.vectors.lock import beside

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]

RULES = "pairs 2"
"""Part of the key of what is remembered: counted up when what is asked, or what is kept of an answer, changes."""
_CALLS_A_PAIR = 4
"""Calls that a pair may take of each model, both sides read both ways round: towards its end an allowance goes to one
pair after the other, instead of to a part of each of several."""
_Halves = tuple[Half, Half | None]


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
class _Tally:
    """What a scan has done so far."""

    cached: int = 0
    graded: int = 0
    remembered: int = 0
    left: int = 0
    ungraded: list[UngradedPair] = field(default_factory=list)


async def find_conflicts(
    checker: Checks,
    located: Sequence[Located],
    options: ConflictOptions | None = None,
    *,
    provenance: Provenance,
    drawn: Usage | None = None,
    unread: int = 0,
    progress: Progress = no_progress,
) -> Conflicts:
    """The conflicts among these claims, as `twosource conflicts` shows them.

    Args:
        checker: Its library holds the claims' articles, its model grades.
        located: The claims of the library that count: `as_of` and other bounds are the caller's to keep.
        provenance: What the claims were drawn and the pairs are graded with.
        drawn: What drawing the claims has cost now, for the report.
        unread: Passages whose claims could not be drawn.

    Raises:
        UsageError: A cap is negative, or a cost is to be kept to and a model's price is not known.
        ModelUnavailable: There is no model.
    """
    wanted = options or ConflictOptions()
    refuse_caps(wanted, checker.models)
    library = checker.library()
    with PairStore(beside(library.where, PAIRS_NAME)) as store:
        store.keep_only(library.index.article_ids())
        visible = [one for one in located if one.claim.start is not None]
        readings = _readings(library, visible)
        weights = Weights.of(readings)
        compare_new(library)
        copies = copy_groups(library, sorted({one.article.id for one in visible}))
        statements = gather(readings, copies, weights)
        pairs = propose(statements, _vectors(checker, statements), copies, weights)
        work = _Scan(checker, store, _passages(library, visible), wanted, progress)
        with work.allowance.in_force():
            halves = await work.grade(pairs)
    found = [
        Found.of(pair, decision)
        for pair, (first, second) in halves
        if (decision := decide(pair, first, second)) is not None
    ]
    everything = merged(found, weights, copies)
    usage = work.allowance.usage + Usage(cached=work.tally.cached) + (drawn or Usage())
    return _report(wanted, everything, work.tally, usage, (len(statements), len(pairs), unread), provenance)


def refuse_caps(options: ConflictOptions, models: Sequence[ChatModel]) -> None:
    """Refuses what cannot be kept to, before anything is paid for.

    Raises:
        UsageError: A cap is negative, or a cost is to be kept to and a model's price is not known.
    """
    for name, value in (
        ("--limit", options.limit),
        ("--max-calls", options.max_calls),
        ("--max-cost", options.max_cost),
    ):
        if value is not None and value < 0:
            raise UsageError(f"{name} is {value}.", mend=f"Give {name} a number from 0 upward.")
    unknown = [model.identity for model in models if price_of(model.identity) is None]
    if options.max_cost is not None and unknown:
        raise UsageError(
            f"What {unknown[0]} costs is not known, so --max-cost cannot be kept.",
            mend=f"Cap the calls with --max-calls N, or put its price into {prices_path()}.",
        )


def _passages(library: Library, located: Sequence[Located]) -> dict[str, Passage]:
    """By claim id, the passage that its sentence stands in."""
    known = library.index.passages(sorted({one.claim.passage_id for one in located if one.claim.passage_id}))
    return {one.claim.id: known[one.claim.passage_id] for one in located if one.claim.passage_id in known}


def _readings(library: Library, located: Sequence[Located]) -> list[Reading]:
    passages = _passages(library, located)
    found = []
    for one in located:
        passage = passages.get(one.claim.id)
        if passage is not None:
            before = _candidate(one, passage).previous
            reading = Reading(one, before)
            found += [reading] if is_statement(reading) else []
    return found


def _candidate(located: Located, passage: Passage) -> Candidate:
    """The sentence that a claim was drawn from, as something to grade."""
    return Candidate.at(located.article, passage, (located.claim.start or 0, located.claim.end or 0))


def _vectors(checker: Checks, statements: Sequence[Statement]) -> Vectors:
    """Of each statement's first claim, (statements, dimension): stored ones, and those that have to be made."""
    import numpy

    embedder: Embedder = checker.embedder
    claims = [statement.first.located.claim for statement in statements]
    stored: Mapping[str, Any] = checker.library().claim_vectors([claim.id for claim in claims])
    missing = [claim for claim in claims if claim.id not in stored]
    made = dict(zip([c.id for c in missing], embedder.embed([c.text for c in missing]), strict=True)) if missing else {}
    rows = [stored[c.id] if c.id in stored else made[c.id] for c in claims]
    return numpy.asarray(rows, dtype=numpy.float32).reshape(len(rows), embedder.dimension)


class _Scan:
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
        self.tally = _Tally()

    async def grade(self, pairs: Sequence[Pair]) -> list[tuple[Pair, _Halves]]:
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

    async def _all(self, batch: Sequence[Pair]) -> list[_Halves | None]:
        tasks = [asyncio.ensure_future(self._both(pair)) for pair in batch]
        try:
            return list(await asyncio.gather(*tasks))
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def _both(self, pair: Pair) -> _Halves | None:
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
        candidate = _candidate(theirs.located, self._passages[theirs.located.claim.id])
        ((result, usage),) = await self._checker.agrade(ours.located.claim, [candidate], leanings=True)
        self.tally.cached += usage.cached
        return Half.of(result, candidate.span)

    def _known(self, pairs: Sequence[Pair]) -> dict[tuple[str, str], _Halves]:
        by_ids = {pair.claim_ids: pair for pair in pairs}
        known: dict[tuple[str, str], _Halves] = {}
        for claim_ids, row in self._store.get(list(by_ids), self._key).items():
            try:
                if row["stated"] != _stated(by_ids[claim_ids]):
                    continue
                first, second = row["halves"]
                known[claim_ids] = (Half.read(first), None if second is None else Half.read(second))
            except (KeyError, TypeError, ValueError):
                continue  # not what we write: it is asked again
        return known

    def _count(self, pair: Pair, halves: _Halves) -> None:
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


def _report(
    options: ConflictOptions,
    everything: Sequence[Conflict],
    tally: _Tally,
    usage: Usage,
    counts: tuple[int, int, int],
    provenance: Provenance,
) -> Conflicts:
    """What is shown.

    Args:
        counts: Statements, candidates, and passages that could not be read.
    """
    statements, candidates, unread = counts
    # sorted keeps the order of promise where the dates are the same.
    newest = sorted(everything, key=lambda conflict: conflict.newest, reverse=True)
    overtaken = [c for c in newest if c.type == "superseded"]
    standing = [c for c in newest if c.type != "superseded"]
    shown, also = standing[: options.limit], overtaken[: options.limit]
    return Conflicts(
        conflicts=tuple(shown),
        superseded=tuple(also),
        hidden=len(everything) - len(shown) - len(also),
        statements=statements,
        candidates=candidates,
        graded=tally.graded,
        remembered=tally.remembered,
        left=tally.left,
        ungraded=tuple(tally.ungraded),
        usage=UsageReport(usage.calls, usage.cached, usage.tokens_in, usage.tokens_out, usage.cost_usd),
        provenance=provenance,
        unread=unread,
        total=len(standing),
    )
