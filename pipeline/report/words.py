"""The words and signs by which every form tells verdicts, voices, counts, cost and makers: never by colour alone.

Page, Markdown, rows, drafts and terminal take them from here, so that they say the same. Only styles and layout are
theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.findings import Coverage, Provenance, UsageReport, Voice
from pipeline.text import name_of
from store.records import encodable

# Everything that a reader of plain text obeys and nobody reads: control characters, marks that turn the direction
# of writing, line and paragraph separators. Joiners stay: Persian and Hindi words need them.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff]")


@dataclass(frozen=True, slots=True)
class Label:
    """A verdict as it is shown: a sign, and a word."""

    name: str
    sign: str
    title: str


VERDICTS = {
    label.name: label
    for label in (
        Label("supported", "✔", "Supported"),
        Label("refuted", "✘", "Refuted"),
        Label("conflicting", "≠", "Conflicting"),
        Label("not_enough_evidence", "?", "Not enough evidence"),
        Label("ungraded", "!", "Ungraded"),
    )
}
SIDES = {
    label.name: label
    for label in (
        Label("supports", "✔", "supports"),
        Label("contradicts", "✘", "contradicts"),
        Label("otherwise", "·", "says otherwise"),
    )
}


def plain(text: str | None) -> str:
    """The text on one line, without what would steer a terminal, a page or a spreadsheet, and fit for UTF-8."""
    return " ".join(_OBEYED.sub(" ", encodable(text or "")).split())


def verdict_label(name: str) -> Label:
    """How a verdict is shown; one that is not ours (another version kept it) by its own name."""
    known = VERDICTS.get(name)
    return known or Label("other", "•", plain(name).replace("_", " ") or "unnamed")


def voice_words(voice: Voice, speaker: str | None) -> str:
    """Who holds what is said."""
    who = plain(speaker)
    return {
        "asserts": "states it itself",
        "attributes": f"as said by {who or 'others'}",
        "denies": f"denial by {who or 'others'}",
        "plans": "planned, not done",
        "hedges": "hedged",
    }[voice]


def counted(number: int, noun: str, plural: str = "") -> str:
    """ "1 article", "1,200 articles"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def outlet(publisher: str | None, title: str, path: str) -> str:
    """What an article is called by: its outlet, else its title, else its file."""
    return name_of(publisher, title, path, clean=plain) or "unnamed article"


def graded_words(coverage: Coverage) -> Sequence[str]:
    """What was graded, what was left out before, and what is contested."""
    parts = [f"graded {coverage.graded:,} of {coverage.attempted:,} passages"]
    if coverage.screened:
        parts.append(f"{coverage.screened:,} more not read")
    if coverage.contested:
        parts.append(f"{coverage.contested:,} contested")
    return parts


def cost_words(usage: UsageReport, *, tokens: bool = False) -> str:
    """Calls and money; a price that nobody knows is not shown as nothing.

    Args:
        tokens: Tell the tokens too; where the price is not known, all of them are told in any case.
    """
    calls = counted(usage.calls, "call") if usage.calls or not usage.cached else "no new calls"
    calls += f" ({usage.cached:,} from the cache)" if usage.cached else ""
    money = "at an unknown price" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
    if tokens:
        return f"{calls}, {usage.tokens_in:,} tokens in, {usage.tokens_out:,} out, {money}"
    if usage.cost_usd is None:
        return f"{calls}, {usage.tokens_in + usage.tokens_out:,} tokens {money}"
    return f"{calls}, {money}" if usage.cost_usd else calls


def made_by(provenance: Provenance) -> str:
    """Model, the second one where there is one, and cut-off date."""
    second = f", read again by {plain(provenance.second_model)}" if provenance.second_model else ""
    return plain(provenance.model) + second + (f" · as of {plain(provenance.as_of)}" if provenance.as_of else "")
