"""What each gate of the embedded grader is worth: `python -m eval.layer.gates [--split test]`.

The single pairs of the core suite (gold sentences, and of each silent article the one nearest to the claim), graded as
users get them, and once more with each gate switched off. Prints Markdown. Replies come from the cache where it has
them, so that after `eval.layer.table` only what a missing gate newly asks is asked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from eval.layer.fit import Matrix, decisions, stances_of
from eval.layer.items import core_items
from eval.layer.table import as_users_get_it
from eval.metrics.statistics import f1
from pipeline.grade import brief
from pipeline.grade.brief import Decision
from pipeline.grade.layer import STANCES
from pipeline.slots import SlotReport
from pipeline.voice import VoiceReading
from store.embed import LocalEmbedder, RememberingEmbedder

_HEAD = (
    "| | stance macro F1 | F1 supports | F1 contradicts | F1 neutral "
    "| false supports per 100 neutral | false contradictions per 100 neutral |"
)


def _without_orders() -> dict[str, Any]:
    return {"orders_at": lambda text: {}, "order_in": lambda text: None, "unsaid_frame": lambda claim, text: None}


def _without_slots() -> dict[str, Any]:
    look = brief.look

    def blind(*arguments: Any) -> tuple[SlotReport, VoiceReading]:
        slots, voice = look(*arguments)
        return replace(slots, comparisons=()), voice

    return {"look": blind}


def _without_voice(*voices: str) -> dict[str, Any]:
    look = brief.look

    def deaf(*arguments: Any) -> tuple[SlotReport, VoiceReading]:
        slots, voice = look(*arguments)
        return slots, VoiceReading("asserts") if voice.voice in voices else voice

    return {"look": deaf}


def _without_ground() -> dict[str, Any]:
    """A contradiction that the model reads counts, whether what differs can be named or not."""
    decide = brief.decide

    def believing(*arguments: Any) -> Decision:
        decision = decide(*arguments)
        return replace(decision, stance="contradicts", contested=None) if decision.contested else decision

    return {"decide": believing}


def _without_second_reading() -> dict[str, Any]:
    return {"LEAST_REVERSED": 1.1}


def _without_strictness() -> dict[str, Any]:
    """A support counts where it is the likeliest, whatever words and names it has."""
    return {"_least_supports": lambda slots: 0.5}


GATES: Mapping[str, Any] = {
    "all gates": dict,
    "without orders and frames": _without_orders,
    "without slots (dates, numbers, names, polarity)": _without_slots,
    "without denials read by code": lambda: _without_voice("denies"),
    "without plans read by code": lambda: _without_voice("plans"),
    "without a ground for contradictions": _without_ground,
    "without the second reading": _without_second_reading,
    "without the denial that is claimed": lambda: {"is_beside_denial": lambda claim, sentence: False},
    "without more asked of supports in other words": _without_strictness,
}
"""Names of modules' parts in `pipeline.grade.brief`, and what stands in for them."""


def scores(given: Matrix, gold: Matrix) -> str:
    """One line of the table, without its name."""
    each = []
    for k in range(len(STANCES)):
        right, said, wanted = int(((given == k) & (gold == k)).sum()), int((given == k).sum()), int((gold == k).sum())
        each.append(f1(right, said - right, wanted - right) or 0.0)
    rates = decisions(given, gold)
    false = " | ".join(f"{rates[f'false_{s}_per_100_neutral']:.1f}" for s in ("supports", "contradicts"))
    return f"{sum(each) / len(each):.3f} | {' | '.join(f'{one:.3f}' for one in each)} | {false}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    split = parser.parse_args(arguments).split
    items = core_items(split, RememberingEmbedder(LocalEmbedder()))
    gold = stances_of(items)
    sys.stdout.write(f"{_HEAD}\n{'|---' * 7}|\n")
    for name, gate in GATES.items():
        with ExitStack() as patched:
            for part, stand_in in gate().items():
                patched.enter_context(patch.object(brief, part, stand_in))
            sys.stdout.write(f"| {name} | {scores(as_users_get_it(items), gold)} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
