"""Draws up the training groups: `python -m eval.adapter.data PAIRS.jsonl.gz -o GROUPS.jsonl`.

A group is one sentence and several claims about it with different labels, so that no label can be told from the
sentence alone. Two sources: rows of the public sets whose licence allows it (`ship: true`), filled up by code with
what the sets lack (neutral claims about the same matter, one number, date or name changed, polarity turned), and
sentences that code makes from templates (`made_*.py`: plans, denials, reports, roles, amounts, other languages).
SciFact, ConjNLI and FEVER-symmetric are held out whole. The same file and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from eval.adapter import change, made_amount, made_languages, made_time, made_voice
from eval.adapter.records import Group, Label, Pair
from pipeline.text import one_line
from prompts import load
from store.embed import Embedder, LocalEmbedder

HELD_OUT = ("scifact", "conjnli_dev", "fever_symmetric")
# Groups by source. MNLI has three claims a sentence as it comes; SNLI, CAD-NLI and Breaking-NLI describe pictures, in
# which whatever differs "contradicts": few of them, or the model learns that.
QUOTAS = {"mnli_dev": 240, "fm2": 220, "fever_dev_sr": 160, "check_covid": 60, "breaking_nli": 20}
MADE: dict[str, tuple[Callable[[random.Random, int], list[tuple[str, list[tuple[str, str]]]]], int]] = {
    "made_time": (made_time.groups, 300),
    "made_amount": (made_amount.groups, 300),
    "made_voice": (made_voice.groups, 300),
    "made_languages": (made_languages.groups, 130),
}
MOST_CHARACTERS = 330
MOST_CLAIMS = 5
_LABELS: dict[str, Label] = {"SUPPORTS": "true", "REFUTES": "false", "NOT_ENOUGH_INFO": "unknown"}


def read_pairs(path: Path) -> list[Pair]:
    """Usable rows: shippable, of a set on the list, and short enough for a sentence or two."""
    pairs = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            sentence = plain(" ".join(e["text"] for e in row["evidence"]))
            usable = row.get("ship") and row["dataset"] in QUOTAS and row["label"] in _LABELS
            if usable and 15 <= len(sentence) <= MOST_CHARACTERS and len(row["claim"]) <= MOST_CHARACTERS // 2:
                pairs.append(Pair(row["dataset"], sentence, one_line(row["claim"]), _LABELS[row["label"]]))
    return pairs


def plain(text: str) -> str:
    """One line, without the blanks that tokenised sets have before commas and in brackets."""
    text = one_line(text.replace("``", '"').replace("''", '"').replace(" -- ", " – "))
    text = re.sub(r"\s+([,.;:!?%)])", r"\1", text)
    return re.sub(r"(\()\s+", r"\1", text)


def natural_groups(pairs: Iterable[Pair], embedder: Embedder, chance: random.Random) -> Iterator[Group]:
    """Groups of each set, filled up by code, up to its quota."""
    by_dataset: dict[str, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair in pairs:
        by_dataset[pair.dataset][pair.sentence].append(pair)
    for dataset, quota in QUOTAS.items():
        sentences = by_dataset[dataset]
        # Those with several claims first: they are contrasts that people made.
        order = sorted(chance.sample(sorted(sentences), len(sentences)), key=lambda s: -min(3, len(sentences[s])))
        chosen = order[: quota * 2] if dataset != "mnli_dev" else order[:quota]
        strangers = nearest_strangers(chosen, sentences, embedder)
        made = (fill(dataset, s, sentences[s], strangers[s], chance) for s in chosen)
        complete = [group for group in made if len({label for _, label in group.claims}) > 1]
        yield from complete[:quota]


def nearest_strangers(chosen: list[str], sentences: dict[str, list[Pair]], embedder: Embedder) -> dict[str, list[Pair]]:
    """Claims of other sentences that are near to a sentence, but not so near that they may be about its very fact."""
    others = [pair for s in chosen for pair in sentences[s][:2]]
    claims = embedder.embed([p.claim for p in others])
    vectors = embedder.embed(chosen)
    found = {}
    for sentence, vector in zip(chosen, vectors, strict=True):
        near = claims @ vector
        own = max((float(near[i]) for i, p in enumerate(others) if p.sentence == sentence), default=1.0)
        order = [int(i) for i in near.argsort()[::-1][:12]]
        usable = [others[i] for i in order if others[i].sentence != sentence and 0.3 < near[i] < 0.8 * own]
        found[sentence] = usable[:3]
    return found


def fill(dataset: str, sentence: str, pairs: list[Pair], strangers: list[Pair], chance: random.Random) -> Group:
    """A group of the sentence's own claims, changed ones and near strangers, each label at most twice."""
    claims: dict[str, Label] = {}
    for pair in chance.sample(pairs, len(pairs)):
        claims.setdefault(pair.claim, pair.label)
    labels = set(claims.values())
    changed = [
        c for claim, label in list(claims.items()) if label == "true" for c in change.changes(claim, sentence, chance)
    ]
    for claim, label in chance.sample(changed, len(changed)):
        if list(claims.values()).count(label) < 2:
            claims.setdefault(claim, label)
    if "unknown" not in labels:
        for stranger in strangers[: chance.choice((1, 1, 2))]:
            claims.setdefault(stranger.claim, "unknown")
    kept: list[tuple[str, Label]] = []
    for claim, label in chance.sample(sorted(claims.items()), len(claims)):
        if sum(known == label for _, known in kept) < 2 and len(kept) < MOST_CLAIMS:
            kept.append((claim, label))
    return Group(dataset, sentence, tuple(kept))


def made_groups(chance: random.Random) -> Iterator[Group]:
    """Groups from templates."""
    for name, (make, count) in MADE.items():
        for sentence, claims in make(chance, count):
            yield Group(name, sentence, tuple((claim, _label(label)) for claim, label in claims[:MOST_CLAIMS]))


def _label(text: str) -> Label:
    for label in _LABELS.values():
        if text == label:
            return label
    raise ValueError(text)


def lines(groups: Iterable[Group]) -> Iterator[str]:
    """The file's lines: what the pipeline would send for each claim, and the word it should get back."""
    prompt = load("grade.adapted")
    for group in groups:
        claims = [
            {
                "messages": [
                    {"role": m.role, "content": m.content} for m in prompt.render(claim=claim, sentence=group.sentence)
                ],
                "label": label,
            }
            for claim, label in group.claims
        ]
        yield json.dumps({"source": group.source, "claims": claims}, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes the file and says what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    groups = [*natural_groups(read_pairs(arguments.pairs), LocalEmbedder(), chance), *made_groups(chance)]
    data = "".join(lines(groups)).encode()
    arguments.output.write_bytes(data)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for group in groups:
        for _, label in group.claims:
            counts[group.source][label] += 1
    sys.stderr.write(json.dumps({source: dict(found) for source, found in counts.items()}, indent=1) + "\n")
    sys.stderr.write(f"{len(groups)} groups, sha256 {hashlib.sha256(data).hexdigest()}\n")


if __name__ == "__main__":
    main()
