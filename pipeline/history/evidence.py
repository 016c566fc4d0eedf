"""What would be held against a claim, as a hash: two lookups with equal hashes ask a model the same and weigh it alike.

So a claim whose hash has not changed needs no call, whatever has come into the library; no model is asked here. It is
made of the very sentences and copies that a finding is made of, and not looked up once more when it has been graded:
what comes in meanwhile must not count as read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.retrieve import Candidate
from store import Article
from store.history import Snapshot


@dataclass(frozen=True, slots=True)
class EvidenceHash:
    """What is held against a claim, as a hash.

    Attributes:
        hash: Of sentences, passages, mends and copies: 16 hex digits.
        articles: By id, the articles that a model would be shown something of.
    """

    hash: str
    articles: Mapping[str, Article]


def hash_evidence(kept: Sequence[Candidate], copies: Mapping[str, str], held: Snapshot) -> EvidenceHash:
    """The hash of what is held against a claim.

    Args:
        kept: What is worth a call, sentence by sentence.
        copies: The copy group of each article that has one, by article id.
        held: What the library held before anything was looked up, with mends: another date or publisher counts as other
            evidence.
    """
    articles = {c.article.id: c.article for c in kept}
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
    return EvidenceHash(hashlib.sha256(text.encode("ascii")).hexdigest()[:16], articles)
