"""How good are findings on the five real articles? `python -m eval.real_articles ../shared/articles --split test`.

The claims are in `real_articles.jsonl`, labelled by hand before the run: the verdict, and what each article
does (articles by the number that their file name begins with; one that is not named is neutral). "dev" was looked
at while the prompt was chosen, "test" was not. The articles themselves are no part of the project.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.factcheck import FactChecker
from pipeline.findings import Finding
from pipeline.settings import Settings

CASES = Path(__file__).parent / "real_articles.jsonl"
_ARTICLES = ("000", "001", "002", "003", "004")


def load_cases(split: str) -> list[dict[str, Any]]:
    """The cases of "dev" or "test"."""
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def stances(finding: Finding) -> dict[str, str]:
    """What each article was found to do, by number; an article with both stances is "both", a denial is neither."""
    found: dict[str, str] = {}
    for source in finding.sources:
        if source.stance != "neutral" and source.voice != "denies":
            number = Path(source.path).name[:3]
            found[number] = "both" if number in found else source.stance
    return found


def macro_f1(pairs: Counter[tuple[str, str]]) -> float:
    """Mean F1 over the three stances, from (gold, given) counts; "both" is wrong for each of them."""
    scores = []
    for stance in ("supports", "contradicts", "neutral"):
        gold = sum(n for (wanted, _), n in pairs.items() if wanted == stance)
        given = sum(n for (_, found), n in pairs.items() if found == stance)
        scores.append(2 * pairs[stance, stance] / (gold + given) if gold + given else 0.0)
    return sum(scores) / len(scores)


def main() -> None:
    """Checks every claim and prints what is wrong, then the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--split", choices=["dev", "test"], default="dev")
    parser.add_argument("--model", default="local")
    parser.add_argument("--no-screen", action="store_true", help="send every retrieved sentence to the model")
    arguments = parser.parse_args()
    pairs: Counter[tuple[str, str]] = Counter()
    right = sent = screened = 0
    cases = load_cases(arguments.split)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=f"{folder}/lib", model=arguments.model, screen=not arguments.no_screen)
        with FactChecker(settings) as checker:
            checker.ingest([str(arguments.articles)])
            for case in cases:
                finding = checker.check(case["claim"])
                found = stances(finding)
                right += finding.verdict == case["verdict"]
                sent += finding.coverage.attempted
                screened += finding.coverage.screened
                for number in _ARTICLES:
                    pairs[case["stances"].get(number, "neutral"), found.get(number, "neutral")] += 1
                if finding.verdict != case["verdict"] or found != case["stances"]:
                    _print(f"{case['claim']}\n  wanted {case['verdict']} {case['stances']}")
                    _print(f"  found  {finding.verdict} {found}")
    _print(f"\n{arguments.split}: verdict right in {right} of {len(cases)} claims")
    for stance in ("supports", "contradicts", "neutral"):
        row = {to: n for (gold, to), n in sorted(pairs.items()) if gold == stance}
        _print(f"  articles that are {stance}: {row}")
    _print(f"  macro F1 of articles' stances {macro_f1(pairs):.3f}; {sent} sentences sent, {screened} screened")
    _print(f"  {time.monotonic() - started:.0f} s")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
