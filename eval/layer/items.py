"""Labelled pairs of claim and sentence, as the pipeline would meet them: with article, date, passage and similarity.

Three sources: the grade stage's gold input of the core suite (gold sentences, and each silent article's nearest
sentence), the single-evidence rows of a file of labelled data of others (the nearest sentence of long evidence), and
FEVER-symmetric and ConjNLI, which the adapter was not trained on.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.run.stages import Pieces
from eval.suite.records import ClaimCase
from eval.suite.suites import TEST_EVENTS, external_row, lines_of, load_suite
from pipeline.findings import Stance
from pipeline.retrieve import Candidate, nearest
from pipeline.split import passages
from store import Article, Claim
from store.embed import Embedder

_STANCES: dict[str, Stance] = {"supported": "supports", "refuted": "contradicts", "not_enough_evidence": "neutral"}
# Evidence up to here is graded whole, as one sentence or two; of longer evidence the nearest sentence is.
WHOLE_CHARACTERS = 400
HELD_OUT = {"fever_symmetric": 60, "conjnli_dev": 40}


@dataclass(frozen=True, slots=True)
class Item:
    """One claim, one sentence, and what the sentence does to the claim.

    Attributes:
        group: Event or leakage unit: items of one group are never on both sides of a fold.
    """

    dataset: str
    group: str
    claim: Claim
    candidate: Candidate
    stance: Stance


def core_items(split: str, embedder: Embedder) -> list[Item]:
    """The grade stage's gold input, of the core suite's "dev" or "test" events."""
    suite = load_suite("core")
    pieces = Pieces(suite.articles, embedder)
    cases = [c for c in suite.cases if isinstance(c, ClaimCase) and (c.event in TEST_EVENTS) == (split == "test")]
    return [
        Item(f"core_{split}", case.event, Claim.make(case.claim), piece.candidate, piece.gold)
        for case in cases
        for piece in pieces.of(case)
    ]


def public_items(path: Path, embedder: Embedder) -> list[Item]:
    """Rows with one piece of evidence and one of three labels."""
    items = []
    for number, line in lines_of(path):
        row = external_row(line, path, number)
        if len(row.evidence) == 1 and row.verdict in _STANCES:
            evidence = row.evidence[0]
            candidate = _candidate(row.claim, evidence.text, evidence.title or "", embedder)
            items.append(
                Item(row.dataset, row.group or row.id, Claim.make(row.claim), candidate, _STANCES[row.verdict])
            )
    return items


def held_out_items(path: Path, embedder: Embedder) -> list[Item]:
    """A fixed sample, by stance, of sets that the adapter was not trained on."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for dataset, label, group, claim, text in _rows(path):
        found.setdefault((dataset, label), []).append((claim, text, group))
    items = []
    for (dataset, label), rows in sorted(found.items()):
        rows.sort(key=lambda row: hashlib.sha256("\0".join(row).encode()).digest())
        for claim, text, group in rows[: HELD_OUT[dataset]]:
            candidate = _candidate(claim, text, "", embedder)
            items.append(Item(dataset, group, Claim.make(claim), candidate, _STANCES[label]))
    return items


def _rows(path: Path) -> Iterator[tuple[str, str, str, str, str]]:
    labels = {"SUPPORTS": "supported", "REFUTES": "refuted", "NOT_ENOUGH_INFO": "not_enough_evidence"}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = " ".join(e["text"] for e in row["evidence"])
            if row["dataset"] in HELD_OUT and row["label"] in labels and len(text) <= WHOLE_CHARACTERS:
                yield row["dataset"], labels[row["label"]], str(row.get("group") or row["id"]), row["claim"], text


def _candidate(claim: str, text: str, title: str, embedder: Embedder) -> Candidate:
    """The whole text where it is short, else its sentence nearest to the claim."""
    article = Article.make(text, title=title)
    cut = passages(article)
    vector = embedder.embed([claim])[0]
    if len(text) <= WHOLE_CHARACTERS:
        whole = [Candidate.at(article, cut[0], (0, len(text)))]
    else:
        whole = [Candidate.at(article, passage, span) for passage in cut for span in passage.sentences]
    return nearest(claim, vector, whole, embedder, 1)[0]


def by_sentence(items: Sequence[Item]) -> list[int]:
    """Indices in an order in which a model that caches prompts reads each sentence once."""
    return sorted(range(len(items)), key=lambda i: (items[i].candidate.statement, items[i].claim.text))
