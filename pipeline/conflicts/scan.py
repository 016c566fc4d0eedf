"""A scan for conflicts, step by step: claims, statements, candidates, grades from both sides, decisions, groups.

Invariant: what a cap has left, what failed, and what could not be read is counted, and never shown as a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.clashes.readings import Reading, Weights
from pipeline.conflicts.candidates import propose
from pipeline.conflicts.decide import decide
from pipeline.conflicts.grading import Checks, PairGrader, Tally, candidate_of
from pipeline.conflicts.group import Found, merged
from pipeline.conflicts.records import Conflict, ConflictOptions, Conflicts
from pipeline.conflicts.statements import Statement, gather, is_statement
from pipeline.errors import UsageError
from pipeline.findings import Provenance, UsageReport
from pipeline.ingest import Progress, compare_new, copy_groups, no_progress
from pipeline.llm import ChatModel, Usage
from pipeline.llm.prices import price_of, prices_path
from pipeline.located import Located
from store import Passage
from store.embed import Embedder
from store.pairs import PAIRS_NAME, PairStore
from store.vectors import Library
from store.vectors.lock import beside

if TYPE_CHECKING:
    import numpy

    Vectors = numpy.ndarray[Any, numpy.dtype[numpy.float32]]


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
        work = PairGrader(checker, store, _passages(library, visible), wanted, progress)
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
            before = candidate_of(one, passage).previous
            reading = Reading(one, before)
            found += [reading] if is_statement(reading) else []
    return found


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


def _report(
    options: ConflictOptions,
    everything: Sequence[Conflict],
    tally: Tally,
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
