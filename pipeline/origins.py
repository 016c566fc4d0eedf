"""Which articles go back to one source. Counting outlets is not counting sources.

Entries share an origin when, for the deciding words, they
* credit the same news agency, in the article's credit line or in the sentence ("Reuters reported"),
* cite the same named speaker as the one who holds it, or
* come from articles whose texts are largely the same (shared five-word runs: a copy under another masthead).

Each rule can only merge, never split: an undercount costs a second phone call, an overcount a correction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.findings import Grade
from pipeline.read.agencies import known_agency
from pipeline.slots import find_names
from store import Article

# Two independent reports of one event share under a tenth of their runs; an edited wire copy over a third.
_SAME_TEXT = 0.35
_RUN = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry goes back to: an id that entries share, and why it is shared (None if it stands alone)."""

    id: str
    why: str | None


def group_origins(entries: Sequence[tuple[Article, str, Grade]]) -> list[Origin]:
    """One origin per entry, in the order given.

    Args:
        entries: Article, its deciding words, and the grade that leads the entry.
    """
    keys = [_keys(article, words, grade) for article, words, grade in entries]
    runs = [_runs(article.text) for article, _, _ in entries]
    parent = list(range(len(entries)))
    reasons: dict[int, list[str]] = {}
    for i in range(len(entries)):
        for j in range(i):
            why = _why_same(entries[i][0], entries[j][0], keys[i], keys[j], runs[i], runs[j])
            if why is not None:
                parent[_root(parent, i)] = _root(parent, j)
                if why:
                    reasons.setdefault(i, []).append(why)
                    reasons.setdefault(j, []).append(why)
    roots = [_root(parent, i) for i in range(len(entries))]
    ids = {root: min(a.id for (a, _, _), r in zip(entries, roots, strict=True) if r == root) for root in set(roots)}
    return [Origin(ids[r], "; ".join(dict.fromkeys(reasons.get(i, []))) or None) for i, r in enumerate(roots)]


def _keys(article: Article, words: str, grade: Grade) -> dict[str, str]:
    """What an entry credits, by kind of credit, with the words for a reader."""
    keys = {}
    cited = (known_agency(name.text) for name in find_names(words))
    for agency in [article.origin] if article.origin else [name for name in cited if name]:
        keys["agency:" + _plain(agency)] = f"both credit {agency}"
    # A sentence that does not bear on the claim shares nothing by whom it happens to quote.
    if grade.quotes and grade.voice == "attributes" and grade.speaker and _plain(grade.speaker):
        # The last name is what outlets have in common: "Minister Ana Kol", "Kol".
        keys["speaker:" + _plain(grade.speaker).split()[-1]] = f"both cite {grade.speaker}"
    return keys


def _why_same(
    a: Article, b: Article, a_keys: dict[str, str], b_keys: dict[str, str], a_runs: set[int], b_runs: set[int]
) -> str | None:
    if a.id == b.id:
        return ""
    shared = sorted(a_keys.keys() & b_keys.keys())
    if shared:
        return a_keys[shared[0]]
    smaller = min(len(a_runs), len(b_runs))
    if smaller and len(a_runs & b_runs) / smaller >= _SAME_TEXT:
        return "largely the same text"
    return None


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def _runs(text: str) -> set[int]:
    words = re.findall(r"\w+", text.casefold())
    return {hash(tuple(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1)}


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        i = parent[i]
    return i
