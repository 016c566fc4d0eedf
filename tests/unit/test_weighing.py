"""Weighing from grades at hand: what is left out, what is missing, what is paid."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.findings import Grade, Provenance, Stance, Ungraded
from pipeline.llm import Usage
from pipeline.retrieve import Candidate
from pipeline.weighing import NOT_GRADED, Evidence, GradeBook, weigh
from store import Article, Claim, Passage

CLAIM = Claim.make("The council approved the budget.")
STANCES: tuple[Stance, ...] = ("supports", "contradicts", "neutral")
BY = Provenance("model", "embedder", {"grade": "h"}, None, "fp", None, "0")


def evidence(count: int) -> Evidence:
    """Articles with a sentence each, all of them tried."""
    candidates = []
    for number in range(count):
        article = Article.make(
            f"Sentence {number} of the council on another matter {number * 7919}.", publisher=f"P{number}"
        )
        end = len(article.text)
        passage = Passage.make(article.id, 0, end, ((0, end),))
        candidates.append(Candidate.at(article, passage, (0, end), 0.5))
    return Evidence(CLAIM, tuple(candidates), (), {}, BY)


def graded(candidate: Candidate, stance: Stance) -> Grade:
    quotes = (candidate.span,) if stance != "neutral" else ()
    place = (CLAIM.id, candidate.article.id, candidate.passage.id)
    return Grade(*place, stance, "asserts", None, quotes, None, "so", "model", "h")


def filled(part: Evidence, stances: list[Stance]) -> GradeBook:
    book = GradeBook()
    for candidate, stance in zip(part.tried, stances, strict=True):
        book.put(part.key(candidate), (graded(candidate, stance), Usage(calls=1, tokens_in=2, cost_usd=0.5)))
    return book


@given(st.lists(st.sampled_from(STANCES), min_size=1, max_size=6), st.data())
def test_leaving_out_is_never_having_had(stances: list[Stance], data: st.DataObject) -> None:
    whole = evidence(len(stances))
    out = data.draw(st.sets(st.sampled_from([c.article.id for c in whole.tried])))
    book = filled(whole, stances)
    kept = [(c, s) for c, s in zip(whole.tried, stances, strict=True) if c.article.id not in out]
    smaller = replace(whole, tried=tuple(c for c, _ in kept))
    found, wanted = weigh(whole, book, without=out), weigh(smaller, filled(smaller, [s for _, s in kept]))
    assert replace(found, provenance=BY) == wanted
    assert bool(found.provenance.notes) == bool(out)


def test_what_is_not_in_the_book_is_undecided_and_nothing_else() -> None:
    part = evidence(3)
    book = GradeBook()
    book.put(part.key(part.tried[0]), (graded(part.tried[0], "supports"), Usage(calls=1)))
    found = weigh(part, book)
    assert found.verdict == "ungraded"
    assert [u.reason for u in found.coverage.ungraded] == [NOT_GRADED, NOT_GRADED]
    assert [c.article.id for c in book.missing(part)] == [c.article.id for c in part.tried[1:]]


def test_what_failed_is_missing_and_gives_way_to_a_grade() -> None:
    part, book = evidence(1), GradeBook()
    one = part.tried[0]
    book.put(part.key(one), (Ungraded(CLAIM.id, one.article.id, one.passage.id, "timeout"), Usage()))
    assert book.missing(part) == [one]
    assert weigh(part, book).verdict == "ungraded"
    book.put(part.key(one), (graded(one, "supports"), Usage(calls=1)))
    assert book.missing(part) == []
    assert weigh(part, book).verdict == "supported"


def test_weighed_again_costs_nothing() -> None:
    part = evidence(2)
    book = filled(part, ["supports", "neutral"])
    first = weigh(part, book, fresh={part.key(c) for c in part.tried}).usage
    again = weigh(part, book, fresh=()).usage
    assert (first.calls, first.cached, first.cost_usd) == (2, 0, 1.0)
    assert (again.calls, again.cached, again.tokens_in, again.cost_usd) == (0, 2, 0, 0.0)


def test_another_model_s_grades_are_not_this_one_s() -> None:
    part = evidence(1)
    book = filled(part, ["supports"])
    other = replace(part, provenance=replace(BY, model="other"))
    assert book.missing(other) == list(other.tried)
