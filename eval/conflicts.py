"""How well planted conflicts are found: `python -m eval.conflicts [--split dev|test|all] [--claims sentences|drawn]`.

The core corpus is read into a scratch library, which is scanned without being told what to look for. A planted
conflict is a claim with the gold verdict "conflicting": each pair of a sentence that supports it and one that
contradicts it, from different articles, is a pair to be found, and one of them is enough. What is printed:

* recall of planted conflicts, by type and split;
* precision of what is shown: the first 20 conflicts, newest first, all conflicts, and superseded pairs likewise. A
  reported pair is right if gold has it, or if `conflicts_judged.jsonl` says so, labels set by hand, with a reason;
  pairs that neither knows are printed to be judged, and count as wrong until they are.

`--claims sentences` takes each checkable sentence for a claim, as it stands; `drawn` has the model draw them.
`--articles FOLDER` scans articles of your own instead, and only prints what is found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from eval.suite.corpus import CORPUS, article_name, load_corpus
from eval.suite.records import ClaimCase
from eval.suite.suites import TEST_EVENTS, load_suite, split_of
from pipeline.claims.statements import statements
from pipeline.conflicts import Conflict, ConflictOptions, Conflicts, find_conflicts
from pipeline.conflicts.records import Side
from pipeline.factcheck import FactChecker
from pipeline.findings import Provenance
from pipeline.ingest import store_article
from pipeline.located import Located
from pipeline.read import find_files, read_article
from pipeline.report.conflicts import print_conflicts
from pipeline.report.text import drawn
from pipeline.retrieve import Candidate
from pipeline.settings import Settings
from pipeline.slots import spell_out
from pipeline.slots.dates import as_date
from store import Article, Claim

JUDGED = Path(__file__).parent / "conflicts_judged.jsonl"
AT = 20

Place = tuple[str, int]
"""A sentence: the article's name and where it ends, as a quote may begin behind a dateline."""
PlacePair = frozenset[Place]


@dataclass(frozen=True, slots=True)
class Planted:
    """A conflict that the gold knows, with every pair of sentences that shows it."""

    case: ClaimCase
    pairs: frozenset[PlacePair]


def planted(cases: Iterable[ClaimCase]) -> list[Planted]:
    """The planted conflicts that stand between different articles."""
    found = []
    for case in cases:
        sides: dict[str, list[Place]] = defaultdict(list)
        for entry in case.evidence:
            sides[entry.stance] += [(entry.article, span.end) for span in entry.spans]
        pairs = {frozenset((a, b)) for a in sides["supports"] for b in sides["contradicts"] if a[0] != b[0]}
        if case.verdict == "conflicting" and pairs:
            found.append(Planted(case, frozenset(pairs)))
    return found


def places(side: Side, names: Mapping[str, str]) -> list[Place]:
    """The sentences of a side."""
    return [(names[v.article_id], v.quote.end) for v in side.said_by]


def shown_pairs(conflict: Conflict, names: Mapping[str, str]) -> set[PlacePair]:
    """Every pair of sentences that a conflict stands for."""
    left, right = (places(side, names) for side in conflict.sides)
    return {frozenset((a, b)) for a in left for b in right if a[0] != b[0]}


def load_judged(path: Path = JUDGED) -> dict[PlacePair, bool]:
    """What a human has said of reported pairs.

    Raises:
        ValueError: A line is not {"pair": [[name, end], [name, end]], "right": bool, "why": text}.
    """
    judged: dict[PlacePair, bool] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            pair = frozenset((str(name), int(end)) for name, end in row["pair"])
            judged[pair] = bool(row["right"])
            if not row["why"]:
                raise ValueError("no reason is given")
        except (ValueError, KeyError, TypeError) as e:
            raise ValueError(f"{path}:{number}: {e}") from e
    return judged


def is_right(
    conflict: Conflict, names: Mapping[str, str], gold: Iterable[Planted], judged: Mapping[PlacePair, bool]
) -> bool | None:
    """Whether a reported conflict is one; None where neither gold nor a human has said."""
    pairs = shown_pairs(conflict, names)
    if any(pairs & one.pairs for one in gold):
        return True
    said = [judged[pair] for pair in pairs if pair in judged]
    return any(said) if said else None


def sentence_claims(article: Article, candidates: Iterable[Candidate]) -> Iterator[Located]:
    """Each sentence as a claim, and what it says that others say: code alone, nothing is resolved but days."""
    for candidate in candidates:
        text = spell_out(candidate.statement, as_date(article.published))
        for found in statements(text, candidate.previous):
            claim = Claim.make(
                found.text,
                article.id,
                *candidate.span,
                passage_id=candidate.passage.id,
                voice=found.voice,
                speaker=found.speaker,
            )
            yield Located(claim, article)


def all_sentences(checker: FactChecker) -> list[Located]:
    """The claims of all sentences of the library."""
    library = checker.library()
    found: list[Located] = []
    for article in library.articles():
        parts = library.index.passages_of(article.id)
        found += sentence_claims(
            article, (Candidate.at(article, part, span) for part in parts for span in part.sentences)
        )
    return found


def scan(checker: FactChecker, how: str, max_calls: int | None) -> Conflicts:
    """Scans the checker's library."""
    located = checker.claims() if how == "drawn" else all_sentences(checker)
    options = ConflictOptions(limit=1_000_000, max_calls=max_calls)
    return checker.run(find_conflicts(checker, located, options, provenance=_provenance(checker)))


def _provenance(checker: FactChecker) -> Provenance:
    by = checker.grader_identity()
    return Provenance(
        model=by.model,
        embedder=checker.embedder.name,
        prompt_hashes=dict(by.prompt_hashes),
        layer_hash=by.layer_hash,
        library_fingerprint=checker.library().fingerprint(),
        as_of=None,
        version=metadata.version("twosource"),
    )


def _table(found: Conflicts, names: Mapping[str, str], gold: Sequence[Planted]) -> list[str]:
    """Recall of planted conflicts by type, and which were missed."""
    reported = [(c, shown_pairs(c, names)) for c in (*found.conflicts, *found.superseded)]
    rows: dict[str, list[bool]] = defaultdict(list)
    typed: list[bool] = []
    missed = []
    for one in gold:
        hits = [c for c, pairs in reported if pairs & one.pairs]
        for name in (str(one.case.conflict), "all", f"all {split_of(one.case)}"):
            rows[name].append(bool(hits))
        typed += [any(c.type == one.case.conflict for c in hits)] if hits else []
        missed += [] if hits else [f"  missed {one.case.id} ({one.case.conflict}): {one.case.claim}"]
    lines = ["| planted conflicts | n | found | recall |", "|---|---|---|---|"]
    lines += [f"| {name} | {len(hit)} | {sum(hit)} | {sum(hit) / len(hit):.2f} |" for name, hit in sorted(rows.items())]
    return [*lines, "", f"of those found {sum(typed)} of {len(typed)} carry the type of the gold", *missed, ""]


def _precision(
    found: Conflicts, names: Mapping[str, str], gold: Sequence[Planted], judged: Mapping[PlacePair, bool]
) -> list[str]:
    """Precision of what is shown, and the pairs that nobody has judged."""
    groups = {
        f"first {AT} conflicts": found.conflicts[:AT],
        "all conflicts": found.conflicts,
        f"first {AT} superseded": found.superseded[:AT],
        "all superseded": found.superseded,
    }
    lines = ["| shown | n | right | precision | not judged |", "|---|---|---|---|---|"]
    for name, conflicts in groups.items():
        right = [is_right(c, names, gold, judged) for c in conflicts]
        share = f"{right.count(True) / len(right):.2f}" if right else "-"
        lines.append(f"| {name} | {len(right)} | {right.count(True)} | {share} | {right.count(None)} |")
    unknown = [c for c in (*found.conflicts, *found.superseded) if is_right(c, names, gold, judged) is None]
    wrong = [c for c in (*found.conflicts, *found.superseded) if is_right(c, names, gold, judged) is False]
    lines += ["", "judged wrong:", *(_line(c, names) for c in wrong)]
    return [*lines, "", "to be judged:", *(_line(c, names) for c in unknown), ""]


def _line(conflict: Conflict, names: Mapping[str, str]) -> str:
    """A conflict as a judgement wants it, with the two sentences."""
    pair = [[names[s.first.article_id], s.first.quote.end] for s in conflict.sides]
    said = " <> ".join(" ".join(s.first.quote.text.split()) for s in conflict.sides)
    return f"{json.dumps({'pair': pair})} {conflict.type} ({conflict.difference}): {said}"


def main() -> None:
    """Scans, and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["dev", "test", "all"], default="all")
    parser.add_argument("--claims", choices=["sentences", "drawn"], default="drawn")
    parser.add_argument("--model", default="local")
    parser.add_argument("--max-calls", type=int)
    parser.add_argument("--articles", type=Path, help="a folder of your own articles")
    parser.add_argument("--library", type=Path, help="keep the scratch library here")
    given = parser.parse_args()
    articles, gold = _material(given.articles, given.split)
    with tempfile.TemporaryDirectory() as folder:
        where = str(given.library or Path(folder) / "lib")
        with FactChecker(Settings(library=where, model=given.model)) as checker:
            for article in articles.values():
                if article.id not in checker.library(create=True).known([article.id]):
                    store_article(article, checker.library(create=True), checker.embedder, location=article.path)
            found = scan(checker, given.claims, given.max_calls)
    names = {article.id: name for name, article in articles.items()}
    if given.articles:
        sys.stdout.write(drawn(lambda out: print_conflicts(found, out)) + "\n")
        return
    usage = found.usage
    head = (
        f"{len(articles)} articles, {found.statements} statements, {found.candidates} candidates, {found.graded} graded"
        f", {found.left} left, {len(found.ungraded)} ungraded, {usage.calls + usage.cached} calls"
    )
    sys.stdout.write(
        "\n".join([head, "", *_table(found, names, gold), *_precision(found, names, gold, load_judged())]) + "\n"
    )


def _material(folder: Path | None, split: str) -> tuple[dict[str, Article], list[Planted]]:
    """The articles to scan by name, and the conflicts that are planted in them."""
    if folder is not None:
        return {article_name(p, folder): read_article(p, given=str(p)) for p in find_files([folder])}, []
    suite = load_suite("core")
    events = {case.event for case in suite.cases if isinstance(case, ClaimCase)}
    wanted = {e for e in events if split == "all" or (e in TEST_EVENTS) == (split == "test")}
    cases = [case for case in suite.cases if isinstance(case, ClaimCase) and case.event in wanted]
    return load_corpus(CORPUS, tuple(sorted(wanted))), planted(cases)


if __name__ == "__main__":
    main()
