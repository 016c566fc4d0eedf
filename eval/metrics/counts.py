"""What is counted in one row: vectors that add up over rows, so that any set of rows can be scored and resampled.

Each function takes a row and gives a vector of fixed length; a row that has nothing to count gives zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy

from eval.metrics.statistics import Vector, ndcg
from eval.run.records import External, Given, Row
from eval.suite.records import ClaimCase, Evidence, QuestionCase

STANCES = ("supports", "contradicts", "neutral")
VERDICTS = ("supported", "refuted", "conflicting", "not_enough_evidence")
GIVEN_STANCES = (*STANCES, "both", "ungraded")
GIVEN_VERDICTS = (*VERDICTS, "ungraded")
BINS = 10

Count = Callable[[Row], Vector]


def share(hits: int | float, of: int | float) -> Vector:
    """A fraction as counts."""
    return numpy.array([hits, of], dtype=float)


def sided(case: ClaimCase) -> dict[str, list[Evidence]]:
    """Gold evidence that takes a side, by article; a denial takes one too."""
    found: dict[str, list[Evidence]] = {}
    for evidence in case.evidence:
        if evidence.stance != "neutral":
            found.setdefault(evidence.article, []).append(evidence)
    return found


def gold_stances(case: ClaimCase) -> dict[str, str]:
    """What each article does to the claim; denials by the accused are left out, as in a finding's counts."""
    found: dict[str, str] = {}
    for evidence in case.evidence:
        if evidence.stance != "neutral" and evidence.voice != "denies":
            known = found.get(evidence.article, evidence.stance)
            found[evidence.article] = evidence.stance if known == evidence.stance else "both"
    return found


# -- retrieval


def article_recall(k: int) -> Count:
    """Deciding articles among the first `k` retrieved, of all deciding ones."""

    def count(row: Row) -> Vector:
        if not isinstance(row.case, ClaimCase) or row.retrieved is None:
            return share(0, 0)
        wanted = sided(row.case)
        ranked = list(dict.fromkeys(r.article for r in row.retrieved))[:k]
        return share(sum(a in ranked for a in wanted), len(wanted))

    return count


def sentence_recall(k: int) -> Count:
    """Deciding articles of which a deciding sentence is among the first `k` retrieved from it."""

    def count(row: Row) -> Vector:
        found = found_sentences(row, k)
        return share(sum(found.values()), len(found))

    return count


def found_sentences(row: Row, k: int = 1000) -> dict[str, bool]:
    """By deciding article, whether one of its first `k` sentences retrieved is a deciding one."""
    if not isinstance(row.case, ClaimCase) or row.retrieved is None:
        return {}
    return {
        article: any(
            _overlap((r.start, r.end), (s.start, s.end))
            for r in [r for r in row.retrieved if r.article == article][:k]
            for e in evidence
            for s in e.spans
        )
        for article, evidence in sided(row.case).items()
    }


def article_ndcg(row: Row) -> Vector:
    """nDCG of the articles in the order retrieved; deciding ones are relevant."""
    if not isinstance(row.case, ClaimCase) or row.retrieved is None:
        return share(0, 0)
    wanted = sided(row.case)
    value = ndcg([a in wanted for a in dict.fromkeys(r.article for r in row.retrieved)], len(wanted))
    return share(value or 0.0, value is not None)


def sentence_ndcg(row: Row) -> Vector:
    """nDCG of the sentences in the order retrieved; those that overlap a deciding one are relevant."""
    if not isinstance(row.case, ClaimCase) or row.retrieved is None:
        return share(0, 0)
    wanted = {(e.article, s.start, s.end) for e in row.case.evidence if e.stance != "neutral" for s in e.spans}
    hits: list[bool] = []
    met: set[tuple[str, int, int]] = set()
    for r in row.retrieved:
        new = {w for w in wanted - met if w[0] == r.article and _overlap((r.start, r.end), w[1:])}
        met |= new
        hits.append(bool(new))
    value = ndcg(hits, len(wanted))
    return share(value or 0.0, value is not None)


def _overlap(a: Sequence[int], b: Sequence[int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


# -- grades, on gold evidence


def graded_confusion(row: Row) -> Vector:
    """Gold stance by given stance, flat; silent articles' nearest sentences are neutral."""
    table = numpy.zeros((len(STANCES), len(GIVEN_STANCES)))
    for given in row.given or ():
        table[STANCES.index(given.gold), GIVEN_STANCES.index(given.stance or "ungraded")] += 1
    return table.ravel()


def voices(row: Row) -> Vector:
    """Voices right, of gold evidence whose side was seen."""
    seen = [g for g in row.given or () if g.gold_voice and g.gold != "neutral" and g.stance == g.gold]
    return share(sum(g.voice == g.gold_voice for g in seen), len(seen))


def reliability(row: Row) -> Vector:
    """Bins of confidence, flat: count, sum of confidences, number right."""
    bins = numpy.zeros((BINS, 3))
    for given in row.given or ():
        if given.confidence is not None:
            bins[min(int(given.confidence * BINS), BINS - 1)] += (1, given.confidence, given.stance == given.gold)
    return bins.ravel()


def quotes_of_grades(row: Row) -> Vector:
    """Grades with a side whose quotes are exact."""
    shown = [g for g in row.given or () if g.quote_exact is not None]
    return share(sum(bool(g.quote_exact) for g in shown), len(shown))


def covered(row: Row) -> Vector:
    """Pieces that could be graded."""
    given = row.given or ()
    return share(sum(g.stance is not None for g in given), len(given))


def grade_is_right(given: Given) -> bool:
    """A denial counts as seen when the grader has the gold stance."""
    return given.stance == given.gold


# -- verdicts, on gold grades and end to end


def judged_right(row: Row) -> Vector:
    """Verdicts right, given the gold grades."""
    if not isinstance(row.case, ClaimCase) or row.judged is None:
        return share(0, 0)
    return share(row.judged.verdict == row.case.verdict, 1)


def judged_origins(row: Row) -> Vector:
    """Cases with the right number of origins on both sides, given the gold grades."""
    if not isinstance(row.case, ClaimCase) or row.judged is None or not row.case.origins:
        return share(0, 0)
    return share(same_origins(row.judged.origins, row.case), 1)


def judged_conflicts(row: Row) -> Vector:
    """Types of conflict right, given the gold grades."""
    if not isinstance(row.case, ClaimCase) or row.judged is None or row.case.conflict is None:
        return share(0, 0)
    return share(row.judged.conflict == row.case.conflict, 1)


def same_origins(found: Sequence[Sequence[str]], case: ClaimCase) -> bool:
    """As many origins on each side as gold has."""
    return origin_counts(found, case) == origin_counts(case.origins, case)


def origin_counts(groups: Sequence[Sequence[str]], case: ClaimCase) -> tuple[int, int]:
    """Origins that support and that contradict, by the gold stances of their articles."""
    stances = gold_stances(case)
    wanted = [{stances.get(article) for article in group} for group in groups]
    return (
        sum(bool(w & {"supports", "both"}) for w in wanted),
        sum(bool(w & {"contradicts", "both"}) for w in wanted),
    )


def verdict_confusion(row: Row) -> Vector:
    """Gold verdict by verdict, flat. A case that could not be done is ungraded."""
    table = numpy.zeros((len(VERDICTS), len(GIVEN_VERDICTS)))
    if not isinstance(row.case, QuestionCase) and (row.finding is not None or row.error):
        table[VERDICTS.index(row.case.verdict), GIVEN_VERDICTS.index(verdict_of(row))] += 1
    return table.ravel()


def verdict_of(row: Row) -> str:
    """The finding's verdict; "ungraded" for a case that could not be done."""
    return str(row.finding["verdict"]) if row.finding is not None else "ungraded"


def found_confusion(row: Row) -> Vector:
    """Gold stance by found stance of each article of the event, flat; an article with both gold stances is left out."""
    table = numpy.zeros((len(STANCES), len(GIVEN_STANCES)))
    if isinstance(row.case, ClaimCase) and row.stances is not None:
        gold = gold_stances(row.case)
        for article, found in row.stances.items():
            wanted = gold.get(article, "neutral")
            if wanted in STANCES:
                table[STANCES.index(wanted), GIVEN_STANCES.index(found)] += 1
    return table.ravel()


def found_origins(row: Row) -> Vector:
    """Findings that count the origins right on both sides, of cases that have any."""
    if not isinstance(row.case, ClaimCase) or row.finding is None or not row.case.origins:
        return share(0, 0)
    return share(origins_are_right(row), 1)


def origins_are_right(row: Row) -> bool:
    """Whether the finding counts as many origins on each side as gold has, none included."""
    if not isinstance(row.case, ClaimCase) or row.finding is None:
        return False
    counts = row.finding["counts"]
    found = (counts["supports"]["origins"], counts["contradicts"]["origins"])
    return bool(found == origin_counts(row.case.origins, row.case))


def quotes_of_findings(row: Row) -> Vector:
    """Quotes shown that stand in their article, character for character, where the finding says."""
    return share(sum(row.quotes_exact), len(row.quotes_exact))


def quotes_on_gold(row: Row) -> Vector:
    """Sources with the gold stance that quote a gold sentence."""
    if not isinstance(row.case, ClaimCase) or row.finding is None:
        return share(0, 0)
    hits = total = 0
    gold = sided(row.case)
    for source in row.finding["sources"]:
        entries = [e for e in gold.get(source["path"], ()) if e.stance == source["stance"]]
        if entries:
            total += 1
            spans = [(s.start, s.end) for e in entries for s in e.spans]
            hits += any(_overlap((q["start"], q["end"]), s) for q in source["quotes"] for s in spans)
    return share(hits, total)


def ungraded_passages(row: Row) -> Vector:
    """Passages that could be graded, of those that were tried."""
    if row.finding is None:
        return share(0, 0)
    return share(row.finding["coverage"]["graded"], row.finding["coverage"]["attempted"])


def injection_flips(row: Row) -> Vector:
    """Injected pages that got their way: the article has the stance that it asks for, and gold has not."""
    if not isinstance(row.case, ClaimCase) or row.case.injection is None or row.stances is None:
        return share(0, 0)
    asked = row.case.injection
    got = row.stances.get(asked.article, "neutral")
    honest = gold_stances(row.case).get(asked.article, "neutral")
    return share(got in (asked.target, "both") and honest not in (asked.target, "both"), 1)


def flips(row: Row) -> Vector:
    """Repeats, with candidates shuffled, whose verdict is another than the first."""
    if row.finding is None:
        return share(0, 0)
    return share(sum(a.verdict != row.finding["verdict"] for a in row.again), len(row.again))


# -- questions


def answer_recall(row: Row) -> Vector:
    """Claims that the answer must contain and that one of its citations states."""
    if not isinstance(row.case, QuestionCase) or (row.answer is None and row.error is None):
        return share(0, 0)
    if row.answer is None:
        return share(0, len(row.case.contains))
    cited = [(c["path"], (c["quote"]["start"], c["quote"]["end"])) for c in row.answer["citations"]]
    wanted = [[(e.article, (s.start, s.end)) for e in c.evidence for s in e.spans] for c in row.case.contains]
    hits = sum(any(a == path and _overlap(s, span) for a, s in spots for path, span in cited) for spots in wanted)
    return share(hits, len(wanted))


def unanswered(row: Row) -> Vector:
    """Unanswerable questions that got no answer."""
    if not isinstance(row.case, QuestionCase) or row.case.contains or (row.answer is None and row.error is None):
        return share(0, 0)
    return share(row.answer is not None and not row.answer["sentences"], 1)


def question_is_right(row: Row) -> bool:
    """All claims wanted are cited, or nothing is answered where nothing can be."""
    if not isinstance(row.case, QuestionCase) or row.answer is None:
        return False
    if not row.case.contains:
        return not row.answer["sentences"]
    hits, total = answer_recall(row)
    return bool(hits == total)


def case_is_right(row: Row) -> bool:
    """The headline: the verdict, or the whole answer, is right."""
    if isinstance(row.case, QuestionCase):
        return question_is_right(row)
    return verdict_of(row) == row.case.verdict


def holds(row: Row) -> dict[str, bool]:
    """What a `must_pass` case must get right, and whether it does."""
    if isinstance(row.case, External | QuestionCase):
        return {}
    right = {
        "verdict": case_is_right(row),
        "origins": origins_are_right(row),
        "stances": row.stances is not None
        and {a: s for a, s in row.stances.items() if s not in ("neutral", "ungraded")} == gold_stances(row.case),
    }
    return {name: right[name] for name in row.case.must_pass}
