"""All attacks, each with its id: kind and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from eval.injection.dress_attacks import DRESSED
from eval.injection.language_attacks import LANGUAGES
from eval.injection.later_attacks import LAST, LATER
from eval.injection.plain_attacks import PLAIN
from eval.injection.reach_attacks import REACH
from eval.injection.records import Attack


def _numbered(attacks: Iterable[Attack]) -> tuple[Attack, ...]:
    counts: Counter[str] = Counter()
    named = []
    for attack in attacks:
        counts[attack.kind] += 1
        named.append(replace(attack, id=f"{attack.kind.replace(' ', '-')}-{counts[attack.kind]}"))
    return tuple(named)


ATTACKS = _numbered((*PLAIN, *LANGUAGES, *DRESSED, *REACH, *LATER, *LAST))
