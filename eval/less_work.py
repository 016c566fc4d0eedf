"""What a batch run saves by grading equal claims once and by stopping early: `python -m eval.less_work`.

The claims of the core suite over its corpus, really retrieved and screened; each passage (or sentence) is graded as the
gold has it, neutral where the gold is silent. No model is asked. A verdict that an early stop changes is counted: there
must be none.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.run.stages import as_grade
from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite
from pipeline.batch.groups import written_alike
from pipeline.early import first_wave, settled
from pipeline.factcheck import FactChecker
from pipeline.findings import Grade, Verdict
from pipeline.settings import Settings
from pipeline.verdict import judge
from pipeline.weighing import Evidence
from store import Article, Claim

_GRADERS: tuple[Literal["full"], Literal["brief"]] = ("full", "brief")


@dataclass(frozen=True, slots=True)
class Saved:
    """What an early stop does to one claim.

    Attributes:
        calls, left: That a whole grading takes, and those of them that are left out.
        changed: Whether the verdict is another one.
        unnamed: Articles with a side that the finding does not name then.
    """

    verdict: Verdict
    calls: int
    left: int
    changed: bool
    unnamed: int


def saved(evidence: Evidence, case: ClaimCase, texts: Mapping[str, str]) -> Saved:
    """For one claim.

    Args:
        texts: The text of each article of the suite, by its name there.
    """
    articles = evidence.articles
    grades = [_graded(evidence.claim, article, span, case, texts) for article, span in _units(evidence)]
    whole, wave = judge(grades, articles), first_wave(len(grades))
    if wave == len(grades) or settled(grades[:wave], len(grades)) is None:
        return Saved(whole.verdict, len(grades), 0, False, 0)
    early = judge(grades[:wave], articles)
    unnamed = whole.counts.supports.articles + whole.counts.contradicts.articles
    unnamed -= early.counts.supports.articles + early.counts.contradicts.articles
    return Saved(whole.verdict, len(grades), len(grades) - wave, early.verdict != whole.verdict, unnamed)


def _units(evidence: Evidence) -> list[tuple[Article, tuple[int, int]]]:
    """What is graded, with the part of the article that the model sees: passages, where each is tried once."""
    places = [(c.article, (c.passage.start, c.passage.end)) for c in evidence.tried]
    passages = evidence.provenance.prompt_hashes.keys() == {"grade"}
    return places if passages else [(c.article, c.span) for c in evidence.tried]


def _graded(claim: Claim, article: Article, span: tuple[int, int], case: ClaimCase, texts: Mapping[str, str]) -> Grade:
    start, end = span
    for gold in case.evidence:
        if texts[gold.article] == article.text and all(start <= s.start and s.end <= end for s in gold.spans):
            return as_grade(claim, gold, article, None)
    return Grade(claim.id, article.id, "", "neutral", "asserts", None, (), None, "", "gold", "")


def _table(grader: str, rows: Sequence[Saved]) -> str:
    calls, left = sum(r.calls for r in rows), sum(r.left for r in rows)
    out = [
        f"{grader}: {calls:,} calls for {len(rows)} claims, {left} left out ({left / calls:.1%}); "
        f"{sum(r.changed for r in rows)} verdicts changed, {sum(r.unnamed for r in rows)} sources not named"
    ]
    for verdict in sorted({r.verdict for r in rows}):
        of = [r for r in rows if r.verdict == verdict]
        share = sum(r.left for r in of) / max(1, sum(r.calls for r in of))
        out.append(f"  {verdict}: {len(of)} claims, {sum(r.calls for r in of)} calls, {share:.1%} left out")
    return "\n".join(out)


def main() -> None:
    """Prints the table for both graders."""
    suite = load_suite("core")
    cases = [case for case in suite.cases if isinstance(case, ClaimCase)]
    texts = {name: article.text for name, article in suite.articles.items()}
    same = len(cases) - len({(written_alike(case.claim), case.as_of) for case in cases})
    sys.stdout.write(f"{len(cases)} claims, {same} of them another one in another way of writing\n")
    # A model is named for its way of grading; it is never asked.
    os.environ.setdefault("OPENAI_API_KEY", "none-needed")
    with tempfile.TemporaryDirectory() as folder:
        for grader in _GRADERS:
            settings = Settings(library=f"{folder}/library", model="openai:none", grader=grader)
            with FactChecker(settings, look_again=3600) as checker:
                checker.ingest([article.path for article in suite.articles.values()])
                rows = [saved(checker.evidence_for(case.claim, as_of=case.as_of), case, texts) for case in cases]
            sys.stdout.write(_table(grader, rows) + "\n")


if __name__ == "__main__":
    main()
