"""How many of the deciding articles are among the first ten: by vector alone, by words alone, and by both.

`python -m eval.retrieval` reads the core corpus into a library of its own and looks for every claim in it; no model
is asked. It also says how often an article is lost whose claim has a name or a number, which vectors blur.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from eval.suite.records import ClaimCase
from eval.suite.suites import TEST_EVENTS, load_suite
from pipeline.ingest import library_format, store_article
from pipeline.retrieve import ranked_articles
from pipeline.slots import find_dates, find_names, find_numbers
from store.embed import LocalEmbedder, RememberingEmbedder
from store.index import Within
from store.vectors import Library, open_library

AT = 10
_WAYS: tuple[Literal["vector", "words", "both"], ...] = ("vector", "words", "both")
Rows = list[tuple[ClaimCase, dict[str, float]]]


def recalls(library: Library, embedder: RememberingEmbedder, cases: Sequence[ClaimCase], ids: dict[str, str]) -> Rows:
    """Per case and way, the share of its deciding articles that are among the first ten."""
    rows: Rows = []
    for case in cases:
        wanted = {ids[e.article] for e in case.evidence if e.stance != "neutral"}
        if not wanted:
            continue
        vector = embedder.embed([case.claim])[0]
        within = Within(until=case.as_of) if case.as_of else None
        found = {way: ranked_articles(library, case.claim, vector, AT, within, by=way) for way in _WAYS}
        rows.append((case, {way: len(wanted & set(order)) / len(wanted) for way, order in found.items()}))
    return rows


def groups(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """The rows of each split, and of the claims that name, count or date something."""
    yield "all", rows
    yield "dev", [row for row in rows if row[0].event not in TEST_EVENTS]
    yield "test", [row for row in rows if row[0].event in TEST_EVENTS]
    finders: dict[str, Callable[[str], Sequence[object]]] = {
        "with a name": find_names,
        "with a number": find_numbers,
        "with a date": find_dates,
    }
    for name, find in finders.items():
        yield name, [row for row in rows if find(row[0].claim)]
    kinds: dict[str, Rows] = defaultdict(list)
    for row in rows:
        kinds[row[0].kind].append(row)
    yield from sorted(kinds.items())


def main() -> None:
    """Prints the table, and the seconds that a search takes."""
    suite = load_suite("core")
    embedder = RememberingEmbedder(LocalEmbedder())
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(f"{folder}/lib", library_format(embedder), create=True) as library,
    ):
        for article in suite.articles.values():
            store_article(article, library, embedder, location=article.path)
        ids = {name: article.id for name, article in suite.articles.items()}
        cases = [case for case in suite.cases if isinstance(case, ClaimCase)]
        begun = time.perf_counter()
        rows = recalls(library, embedder, cases, ids)
        took = time.perf_counter() - begun
    out = [
        f"article recall at {AT}, of {len(suite.articles)} articles",
        "",
        "| claims | n | " + " | ".join(_WAYS) + " |",
    ]
    out.append("|---|---|" + "---|" * len(_WAYS))
    for name, chosen in groups(rows):
        shares = [sum(found[way] for _, found in chosen) / len(chosen) for way in _WAYS]
        out.append(f"| {name} | {len(chosen)} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")
    sys.stdout.write("\n".join([*out, "", f"{1000 * took / (3 * len(rows)):.1f} ms a search"]) + "\n")


if __name__ == "__main__":
    main()
