"""The words and signs by which every report tells verdicts, stances and voices: never by colour alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.findings import Provenance, UsageReport, Voice
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
    """How a verdict is shown; one that is not ours (a person may use the house's own words) by its own name."""
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


def cost_words(usage: UsageReport) -> str:
    """Calls, tokens and money; a price that nobody knows is not shown as nothing."""
    calls = counted(usage.calls, "call") + (f" ({usage.cached:,} more from the cache)" if usage.cached else "")
    tokens = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
    money = "at an unknown price" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
    return f"{calls}, {tokens}, {money}"


def made_by(provenance: Provenance) -> str:
    """Model and cut-off date."""
    return plain(provenance.model) + (f", as of {plain(provenance.as_of)}" if provenance.as_of else "")
