"""What a run would take, before anything is asked: claims are retrieved and their calls written down, not made.

The calls are those that the graders would make, as they would make them, less those that the cache answers. Of many
claims an even sample is looked at. Left out are second questions (a grade at odds with the text is asked again),
what a second model would be asked about grades that are not there yet (it counts in what all may cost at most), and the
calls that an early stop saves; tokens are told from letters, replies from what a grade usually takes. Nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.batch.records import Estimate, Row
from pipeline.errors import NotAsked
from pipeline.factcheck import FactChecker
from pipeline.llm import ChatModel, Usage
from pipeline.llm.calls import Request
from pipeline.llm.outbox import written_down
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
    looked_at, cached, models = list(rows[::step]), 0, checker.models
    with written_down(models) as outboxes:
        for row in looked_at:
            cached += await _write_down(checker, row)
    wanted = [list(outbox.waiting.values()) for outbox in outboxes]
    scale = len(rows) / len(looked_at) if looked_at else 0.0
    tokens = [_tokens(requests, checker, model, scale) for requests, model in zip(wanted, models, strict=True)]
    about = _sum(cost_usd(model.identity, *used) for model, used in zip(models, tokens, strict=True))
    most = _sum(
        # A second model may be asked about whatever the first one is asked now.
        model.need(request).cost
        for number, model in enumerate(models)
        for request in (*wanted[number], *(wanted[0] if number else ()))
    )
    most = None if most is None else most * scale
    return Estimate(
        claims=len(rows),
        calls=round(scale * sum(map(len, wanted))),
        tokens_in=sum(tokens_in for tokens_in, _ in tokens),
        tokens_out=sum(tokens_out for _, tokens_out in tokens),
        cost_usd=about if about is None or most is None else min(about, most),
        most_usd=most,
        looked_at=len(looked_at),
        cached=round(scale * cached),
    )


def _tokens(requests: Sequence[Request], checker: FactChecker, model: ChatModel, scale: float) -> tuple[int, int]:
    """About how many tokens these calls take, in and out."""
    letters = sum(len(m.content.encode("utf-8", "replace")) for r in requests for m in r.messages)
    style = checker.grader_identity().grader if model is checker.model else "brief" if model.small else "full"
    return round(scale * letters / _BYTES_A_TOKEN), round(scale * len(requests) * _REPLY[style])


def _sum(costs: Iterable[float | None]) -> float | None:
    """Unknown where one of them is."""
    total = 0.0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return total


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
