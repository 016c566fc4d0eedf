"""What a run would take, before anything is asked: claims are retrieved and their calls written down, not made.

The calls are those that the graders would make, as they would make them, less those that the cache answers. Of many
claims an even sample is looked at. Left out are second questions (a grade at odds with the text is asked again), and
the calls that an early stop saves; tokens are told from letters, replies from what a grade usually takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.batch.records import Estimate, Row
from pipeline.errors import NotAsked
from pipeline.factcheck import FactChecker
from pipeline.llm import Outbox, Usage
from pipeline.llm.prices import cost_usd

SAMPLE = 40
# Bytes of an English prompt for each of its tokens, and tokens of a reply (thoughts not counted): JSON, or one word.
_BYTES_A_TOKEN = 4.2
_REPLY = {"full": 90, "brief": 2}


async def estimate(checker: FactChecker, rows: Sequence[Row]) -> Estimate:
    """An estimate for these claims, each graded once.

    Raises:
        StoreError, ModelUnavailable: As for `FactChecker.check`.
    """
    step = max(1, -(-len(rows) // SAMPLE))
    looked_at = list(rows[::step])
    outbox, cached = Outbox(), 0
    checker.model.outbox = outbox
    try:
        for row in looked_at:
            cached += await _write_down(checker, row)
    finally:
        checker.model.outbox = None
    scale = len(rows) / len(looked_at) if looked_at else 0.0
    letters = sum(len(m.content.encode("utf-8", "replace")) for r in outbox.waiting.values() for m in r.messages)
    calls = len(outbox.waiting)
    tokens_in = round(scale * letters / _BYTES_A_TOKEN)
    tokens_out = round(scale * calls * _REPLY[checker.grader_identity().grader])
    needs = [checker.model.need(request).cost for request in outbox.waiting.values()]
    most = None if any(cost is None for cost in needs) else sum(cost for cost in needs if cost is not None) * scale
    about = cost_usd(checker.model.identity, tokens_in, tokens_out)
    return Estimate(
        claims=len(rows),
        calls=round(scale * calls),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_usd=about if about is None or most is None else min(about, most),
        most_usd=most,
        looked_at=len(looked_at),
        cached=round(scale * cached),
    )


async def _write_down(checker: FactChecker, row: Row) -> int:
    """Lets a claim's calls be written down; returns how many of its passages the cache answers."""
    answered = Usage()

    def count(done: int, total: int, what: str) -> None:
        nonlocal answered
        answered += Usage(cached=1)

    evidence = checker.evidence_for(row.claim, as_of=row.as_of)
    try:
        await checker.afind_from(evidence, progress=count)
    except NotAsked:
        return answered.cached
    return answered.cached
