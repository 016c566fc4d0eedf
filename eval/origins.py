"""How well articles are grouped by origin: `python -m eval.origins [--split dev|test|all] [--files PATH...]`.

Four measures, in this order:

* pairs: for each claim of the eval set, pairs of articles that its gold calls one origin, against the pairs that
  `judge` makes of the gold grades (precision and recall);
* copies: the same for whole articles, by `compare` alone. Gold: pairs that most claims on which both take a side call
  one origin;
* changed copies: each article of over 80 words, changed by code in several ways: the share that is found, by the
  whole texts and by the sketch;
* false merges: pairs of articles of one event that no gold calls one origin, and pairs of different events.

Nothing is drawn by chance that is not seeded: the same corpus gives the same figures. Thresholds were fitted on
`--split dev`; with `--files`, files of your own are compared with each other instead.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from eval.run.stages import judge_gold
from eval.suite.records import ClaimCase
from eval.suite.suites import TEST_EVENTS, load_suite, split_of
from pipeline.copies import LEAST_SHARED, compare, copied_passage, same_story
from pipeline.split import paragraph_spans, sentences
from store import Article
from store.sketch import sketch

Pair = tuple[str, str]
Change = Callable[[str, Sequence[str], random.Random], str]
_SEED = 5
_LEAST_WORDS = 80


def pairs_of(groups: Iterable[Sequence[str]]) -> set[Pair]:
    """Every two articles of one group, by name, each pair in order."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def claim_pairs(cases: Sequence[ClaimCase], articles: Mapping[str, Article]) -> Counter[str]:
    """Pairs over all claims: `found` and right, `false`, `missed`; and `exact` claims of all `claims`."""
    counts: Counter[str] = Counter(claims=len(cases))
    for case in cases:
        gold, found = pairs_of(case.origins), pairs_of(judge_gold(case, articles).origins)
        counts.update(found=len(gold & found), false=len(found - gold), missed=len(gold - found), exact=gold == found)
    return counts


def gold_copies(cases: Sequence[ClaimCase]) -> tuple[set[Pair], set[Pair]]:
    """Pairs of articles that are one text by gold, and pairs that any claim calls one origin."""
    together, sided = Counter[Pair](), Counter[Pair]()
    for case in cases:
        together.update(pairs_of(case.origins))
        sided.update(pairs_of([[name for group in case.origins for name in group]]))
    # Two who cite one speaker are one origin for that claim only.
    return {pair for pair, count in together.items() if 2 * count > sided[pair] and count > 2}, set(together)


def event_pairs(names: Iterable[str], *, same: bool) -> list[Pair]:
    """Pairs of articles of the same event, or of different events."""
    return [(a, b) for a, b in combinations(sorted(names), 2) if (a.split("/")[0] == b.split("/")[0]) == same]


def is_copy(a: str, b: str) -> bool:
    """Whether two texts are one story, on the whole texts."""
    return same_story(compare(a, b)) is not None


def proposed(a: str, b: str) -> bool:
    """Whether the sketches of two texts share enough for a library to propose the pair."""
    return len(set(sketch(a)) & set(sketch(b))) >= LEAST_SHARED


def substituted(part: float) -> Change:
    """Replaces this part of all words by words of other articles; for a detector, a synonym is just another word."""

    def change(text: str, others: Sequence[str], chance: random.Random) -> str:
        stock = re.findall(r"[^\W\d_]+", " ".join(others))
        places = [match.span() for match in re.finditer(r"\w+", text)]
        for start, end in sorted(chance.sample(places, round(part * len(places))), reverse=True):
            text = text[:start] + chance.choice(stock) + text[end:]
        return text

    return change


def reordered(text: str, others: Sequence[str], chance: random.Random) -> str:
    """All sentences in another order, a tenth of the words replaced."""
    found = [text[start:end] for start, end in sentences(text)]
    return substituted(0.1)("\n".join(chance.sample(found, len(found))), others, chance)


def trimmed(text: str, others: Sequence[str], chance: random.Random) -> str:
    """The first half of the sentences, a tenth of the words replaced."""
    found = sentences(text)
    return substituted(0.1)(text[: found[(len(found) - 1) // 2][1]], others, chance)


def reheaded(text: str, others: Sequence[str], chance: random.Random) -> str:
    """Another headline and another opening sentence, a tenth of the words replaced."""
    found, other = sentences(text), chance.choice(others)
    head = "\n\n".join(other[start:end] for start, end in sentences(other)[:2])
    return head + "\n\n" + substituted(0.1)(text[found[1][0] :], others, chance)


def interleaved(text: str, others: Sequence[str], chance: random.Random) -> str:
    """A paragraph of another article behind each paragraph, a tenth of the words replaced."""
    stock = [other[start:end] for other in others for start, end in paragraph_spans(other)]
    own = substituted(0.1)(text, others, chance)
    return "\n\n".join(f"{own[start:end]}\n\n{chance.choice(stock)}" for start, end in paragraph_spans(own))


def embedded(text: str, others: Sequence[str], chance: random.Random) -> str:
    """In the middle of an article four times as long, a fifth of the words replaced."""
    around = chance.sample(list(others), 4)
    return "\n\n".join([*around[:2], substituted(0.2)(text, others, chance), *around[2:]])


def reworked(text: str, others: Sequence[str], chance: random.Random) -> str:
    """Reordered, the last third cut off, a fifth of the words replaced."""
    found = sentences(text)
    kept = [text[start:end] for start, end in found[: max(1, 2 * len(found) // 3)]]
    return substituted(0.2)("\n".join(chance.sample(kept, len(kept))), others, chance)


CHANGES: dict[str, Change] = {
    "10 % of words changed": substituted(0.1),
    "20 % of words changed": substituted(0.2),
    "30 % of words changed": substituted(0.3),
    "sentences reordered": reordered,
    "second half cut off": trimmed,
    "another headline and opening": reheaded,
    "paragraphs inserted": interleaved,
    "inside a longer article": embedded,
    "reordered, cut and 20 % changed": reworked,
}


def changed_copies(articles: Mapping[str, Article]) -> dict[str, tuple[int, int, int]]:
    """For each change: copies made, copies found on the whole texts, copies that the sketch proposes."""
    long = {name: article.text for name, article in articles.items() if len(article.text.split()) > _LEAST_WORDS}
    found = {}
    for label, change in CHANGES.items():
        made = []
        for name, text in sorted(long.items()):
            others = [other for key, other in sorted(long.items()) if key.split("/")[0] != name.split("/")[0]]
            made.append((text, change(text, others, random.Random(f"{_SEED}:{label}:{name}"))))
        found[label] = (len(made), sum(is_copy(*pair) for pair in made), sum(proposed(*pair) for pair in made))
    return found


def copied_paragraphs(pairs: Iterable[Pair], articles: Mapping[str, Article]) -> tuple[int, int]:
    """Paragraphs of one article of a pair, and how many of them count as copied from the other."""
    both_ways = [pair for a, b in pairs for pair in ((a, b), (b, a))]
    found = [
        copied_passage(articles[a].text[start:end], articles[b].text) is not None
        for a, b in both_ways
        for start, end in paragraph_spans(articles[a].text)
    ]
    return len(found), sum(found)


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0/0)"


def report(cases: Sequence[ClaimCase], articles: Mapping[str, Article]) -> list[str]:
    """The four measures over these cases and articles, a line each."""
    counts = claim_pairs(cases, articles)
    copies, ever = gold_copies(cases)
    within = event_pairs(articles, same=True)
    merged = {pair for pair in within if is_copy(articles[pair[0]].text, articles[pair[1]].text)}
    apart = [pair for pair in within if pair not in ever]
    strangers = event_pairs(articles, same=False)
    crossed = sum(is_copy(articles[a].text, articles[b].text) for a, b in strangers)
    nearest = max((compare(articles[a].text, articles[b].text).containment for a, b in apart), default=0.0)
    lines = [
        f"pairs by claim     precision {_rate(counts['found'], counts['found'] + counts['false'])}"
        f"  recall {_rate(counts['found'], counts['found'] + counts['missed'])}"
        f"  claims grouped exactly {counts['exact']}/{counts['claims']}",
        f"copies by article  precision {_rate(len(merged & copies), len(merged))}"
        f"  recall {_rate(len(merged & copies), len(copies))}",
        f"false merges       one event {sum(pair in merged for pair in apart)}/{len(apart)} (largest containment"
        f" {nearest:.3f})  different events {crossed}/{len(strangers)}",
    ]
    paragraphs, taken = copied_paragraphs(apart, articles)
    lines.append(f"false passages     {taken}/{paragraphs} paragraphs of articles that no gold calls one origin")
    for label, (made, found, hinted) in changed_copies(articles).items():
        lines.append(f"copy: {label:33} found {_rate(found, made)}  proposed by the sketch {_rate(hinted, made)}")
    return lines


def compare_files(paths: Sequence[Path]) -> list[str]:
    """What each two files share, a line each; a file is one article as it is, without metadata."""
    texts = [(path.name, path.read_text(encoding="utf-8", errors="replace")) for path in paths]
    lines = []
    for (a, left), (b, right) in combinations(texts, 2):
        shared = compare(left, right)
        lines.append(
            f"{a}  {b}  containment {shared.containment:.3f}  resemblance {shared.resemblance:.3f}"
            f"  longest run {shared.longest} words  {same_story(shared) or 'two stories'}"
        )
    return lines


def main() -> int:
    """Prints the measures of a split, or what files share."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--files", type=Path, nargs="+", help="compare these text files with each other instead")
    arguments = parser.parse_args()
    if arguments.files:
        sys.stdout.write("\n".join(compare_files(arguments.files)) + "\n")
        return 0
    suite = load_suite("core")
    for split in ("dev", "test") if arguments.split == "all" else (arguments.split,):
        cases = [case for case in suite.cases if isinstance(case, ClaimCase) and split_of(case) == split]
        held_out = split == "test"
        inside = {n: a for n, a in suite.articles.items() if (n.split("/")[0] in TEST_EVENTS) == held_out}
        head = f"{split}: {len(inside)} articles, {len(cases)} claims"
        sys.stdout.write("\n".join([head, *report(cases, inside)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
