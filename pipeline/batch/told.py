"""A run in words: its estimate, its progress line, its status, its end. A price that is not known is never a 0."""

from __future__ import annotations

from pipeline.batch.records import Estimate, Going, Outcome, RunStatus
from pipeline.text import one_line

_SHOWN = 20
_ENDED = {
    "done": "done",
    "drain": "stopped",
    "budget": "stopped: the money is spent",
    "pause": "stopped: the server wants a long pause",
    "failures": "stopped: nothing is answered any more",
    "written": "waiting for answers by file",
    "error": "ended by an error",
    "": "killed",
}


def estimate_text(found: Estimate) -> str:
    """What a run would take, on one line."""
    if not found.claims:
        return "nothing is left to grade"
    parts = [f"{_counted(found.claims, 'claim')} to grade, about {found.calls:,} calls"]
    if found.cached:
        parts[0] += f" ({found.cached:,} more are in the cache)"
    parts.append(f"about {found.tokens_in:,} tokens in, {found.tokens_out:,} out")
    if found.cost_usd is None or found.most_usd is None:
        parts.append("at an unknown price")
    elif found.most_usd:
        parts.append(f"about ${found.cost_usd:,.2f}, at most ${found.most_usd:,.2f}")
    if found.looked_at < found.claims:
        parts.append(f"estimated from {found.looked_at} of them")
    return "; ".join(parts)


def going_text(going: Going) -> str:
    """How it goes, on one line."""
    parts = [f"{going.done:,}/{going.claims:,} claims"]
    if going.claims_a_second is not None:
        parts.append(f"{going.claims_a_second:.1f}/s")
    parts += [f"{going.calls:,} calls", f"{going.under_way} under way", f"{going.tokens:,} tokens"]
    parts.append(_money(going.cost_usd))
    if going.seconds_left is not None:
        parts.append(f"{duration(going.seconds_left)} left")
    return " · ".join(part for part in [*parts, going.note] if part)


def status_text(status: RunStatus) -> str:
    """How far a run is, for a reader."""
    state = "running" if status.running else _ENDED.get(status.ended, status.ended)
    lines = [f"{one_line(status.folder)}: {state}", _done(status)]
    if status.verdicts:
        lines.append("verdicts: " + ", ".join(f"{n:,} {v.replace('_', ' ')}" for v, n in status.verdicts.items()))
    lines.append(_paid(status))
    if status.seconds_left is not None:
        lines.append(f"{status.claims_a_second:.1f} claims a second, {duration(status.seconds_left)} left")
    if status.set_aside:
        lines.append(f"{_counted(status.set_aside, 'finding')} of before a change, kept in the ledger")
    return "\n".join(lines + _failed(status))


def outcome_text(outcome: Outcome) -> str:
    """What a session came to, for a reader."""
    lines = [status_text(outcome.status).partition("\n")[2].strip(), f"findings: {one_line(outcome.findings)}"]
    if outcome.why:
        lines.insert(0, f"ended before all was done: {one_line(outcome.why)}")
    if outcome.mend:
        lines.append(f"  {one_line(outcome.mend)}")
    elif outcome.status.waiting:
        lines.append(f"  Go on with: twosource batch --resume {one_line(outcome.status.folder)}")
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """In the two largest units."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _done(status: RunStatus) -> str:
    parts = [f"{status.done:,} of {_counted(status.claims, 'claim')} done"]
    same = status.claims - status.graded - status.unreadable
    for number, what in (
        (status.waiting, "waiting"),
        (status.failed, "without a verdict"),
        (status.unreadable, "row that holds no claim" if status.unreadable == 1 else "rows that hold no claim"),
        (same, "the same as others, graded with them"),
    ):
        if number:
            parts.append(f"{number:,} {what}")
    return ", ".join(parts)


def _paid(status: RunStatus) -> str:
    tokens = f"{status.tokens_in:,} tokens in, {status.tokens_out:,} out"
    return f"paid: {_counted(status.calls, 'call')}, {tokens}, {_money(status.cost_usd) or '$0.00'}"


def _money(cost: float | None) -> str:
    if cost is None:
        return "price unknown"
    return f"${cost:.4f}" if cost else ""


def _failed(status: RunStatus) -> list[str]:
    shown = [f"  claim {f.number}: {one_line(f.reason)}" for f in status.failures[:_SHOWN]]
    more = len(status.failures) - len(shown)
    return [*shown, f"  and {more:,} more: --json lists them"] if more > 0 else shown


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
