"""What would be held against a claim, as a hash: two lookups with equal hashes ask a model the same and weigh it alike.

So a claim whose evidence has not changed needs no call, whatever has come into the library; no model is asked here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.ingest import copy_groups
from pipeline.retrieve import Candidate
from pipeline.screen import screen
from store import Article
from store.history import Snapshot
from store.vectors import Library


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is held against a claim.

    Attributes:
        hash: Of sentences, passages, mends and copies: 16 hex digits.
        articles: By id, the articles that a model would be shown something of.
    """

    hash: str
    articles: Mapping[str, Article]


def evidence_of(
    library: Library, claim: str, candidates: Sequence[Candidate], held: Snapshot, *, screened: bool
) -> Evidence:
    """What of these candidates is held against the claim.

    Args:
        held: What the library holds, with mends: another date or publisher counts as other evidence.
        screened: Whether sentences that surely say nothing are left out, as in a check.
    """
    kept = screen(claim, candidates)[0] if screened else list(candidates)
    articles = {c.article.id: c.article for c in kept}
    copies = copy_groups(library, sorted(articles))
    groups: dict[str, list[str]] = {}
    for article_id, group in copies.items():
        if article_id in articles:  # which copies there are elsewhere changes no count
            groups.setdefault(group, []).append(article_id)
    value = {
        "sentences": sorted((c.article.id, *c.span, c.passage.start, c.passage.end, c.reading) for c in kept),
        "mends": {i: held.articles.get(i, "") for i in articles},
        "copies": sorted(sorted(ids) for ids in groups.values() if len(ids) > 1),
    }
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return Evidence(hashlib.sha256(text.encode("ascii")).hexdigest()[:16], articles)
