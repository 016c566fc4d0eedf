"""The verdict table, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.findings import Grade, Stance, Ungraded, Voice
from pipeline.verdict import Judgement, judge
from store import Article, Claim

CLAIM = Claim.make("The council approved the budget on May 3.")
TEXTS = {
    "a": "Harbour news. The council approved the budget on May 3 after a debate that went on past midnight.",
    "b": "From our reporter in town. On May 3 councillors passed next year's spending plan by nine votes to four.",
    "c": "City diary. The budget went through on May 4, clerks said when asked about the minutes of that meeting.",
    "d": "Opinion. The mayor denies that any budget was ever put to a vote, whatever others may be printing now.",
}
ARTICLES = {k: Article.make(t, publisher=f"Paper {k.upper()}", path=f"{k}.txt") for k, t in TEXTS.items()}
BY_ID = {a.id: a for a in ARTICLES.values()}


def grade(key: str, stance: Stance, voice: Voice = "asserts", speaker: str | None = None) -> Grade:
    text = TEXTS[key]
    span = (text.index(". ") + 2, len(text))
    return Grade(
        claim_id=CLAIM.id,
        article_id=ARTICLES[key].id,
        passage_id=f"psg_{key}",
        stance=stance,
        voice=voice,
        speaker=speaker,
        quotes=() if stance == "neutral" else (span,),
        confidence=None,
        reason="the claim says May 3, the sentence says May 4" if stance == "contradicts" else "",
        model="m",
        prompt_hash="p",
        difference="date" if stance == "contradicts" and voice != "denies" else None,
    )


def failed(key: str) -> Ungraded:
    return Ungraded(CLAIM.id, ARTICLES[key].id, f"psg_{key}", "the model did not answer in time")


def judged(*grades: Grade | Ungraded, all_sources: bool = False) -> Judgement:
    return judge(grades, BY_ID, all_sources=all_sources)


@pytest.mark.parametrize(
    ("grades", "verdict", "conflict"),
    [
        ([], "not_enough_evidence", None),
        ([grade("a", "neutral"), grade("b", "neutral")], "not_enough_evidence", None),
        ([grade("a", "supports")], "supported", None),
        ([grade("a", "supports"), grade("b", "supports")], "supported", None),
        ([grade("a", "supports", "attributes", "Kol")], "supported", None),
        ([grade("c", "contradicts")], "refuted", None),
        ([grade("a", "supports"), grade("c", "contradicts")], "conflicting", "date"),
        (
            [grade("a", "supports", "attributes", "Kol"), grade("d", "contradicts", "denies")],
            "conflicting",
            "attribution",
        ),
        ([grade("a", "supports"), grade("d", "contradicts", "denies")], "supported", None),
        ([grade("d", "contradicts", "denies", "the mayor")], "not_enough_evidence", None),
        ([grade("a", "supports"), *[grade("b", "neutral")] * 2, failed("c")], "supported", None),
        ([grade("a", "supports"), failed("c")], "ungraded", None),
        ([*[grade("a", "neutral")] * 9, failed("c")], "ungraded", None),
        ([failed("a"), failed("b")], "ungraded", None),
    ],
)
def test_table(grades: list[Grade | Ungraded], verdict: str, conflict: str | None) -> None:
    judgement = judged(*grades)
    assert judgement.verdict == verdict
    assert (judgement.conflict.type if judgement.conflict else None) == conflict


@pytest.mark.parametrize(
    ("grades", "how"),
    [
        ([grade("a", "supports", "hedges")], "with reservation"),
        ([grade("a", "supports", "hedges", "Kol"), grade("b", "supports", "hedges")], "with reservation"),
        ([grade("c", "contradicts", "hedges")], "with reservation"),
        ([grade("a", "supports", "attributes", "Kol")], "as said by Kol"),
        ([grade("a", "supports", "attributes")], "as said by others"),
        (
            [grade("a", "supports", "attributes", "Kol"), grade("b", "supports", "hedges")],
            "as said by Kol or with reservation",
        ),
    ],
)
def test_what_no_outlet_asserts_is_said_to_be_so(grades: list[Grade | Ungraded], how: str) -> None:
    judgement = judged(*grades)
    assert judgement.verdict in ("supported", "refuted")
    assert f" But only {how}: no outlet asserts it itself." in judgement.summary
    assert not judgement.confirmed_by_two_origins


def contested(key: str) -> Grade:
    return replace(grade(key, "contradicts"), stance="neutral", difference=None, contested="contradicts")


@pytest.mark.parametrize(
    ("grades", "verdict"),
    [
        ([contested("c")], "not_enough_evidence"),
        ([contested("c"), contested("b")], "not_enough_evidence"),
        ([grade("a", "supports"), contested("c")], "supported"),
        ([grade("c", "contradicts"), contested("b")], "refuted"),
        ([grade("a", "supports"), grade("b", "supports"), contested("c")], "supported"),
    ],
)
def test_what_is_contested_is_shown_and_weighs_nothing(grades: list[Grade | Ungraded], verdict: str) -> None:
    judgement = judged(*grades)
    assert judgement.verdict == verdict
    open_ones = [s for s in judgement.sources if s.contested]
    assert open_ones
    assert all(s.stance == "neutral" and s.quotes for s in open_ones)
    assert "contested" in judgement.summary
    assert judgement.counts.contradicts.articles == sum(
        isinstance(g, Grade) and g.stance == "contradicts" for g in grades
    )


def test_a_firm_grade_of_the_same_article_hides_a_contested_one() -> None:
    judgement = judged(contested("c"), grade("c", "contradicts"))
    assert [(s.stance, s.contested) for s in judgement.sources] == [("contradicts", None)]
    assert "contested" not in judgement.summary


@pytest.mark.parametrize(
    ("first", "second", "later", "kind"),
    [
        # The later article says itself that it puts the earlier one right.
        ("The ferry carried 62 vehicles.", "Correction: the ferry carried 49 vehicles.", "2024-11-19", "superseded"),
        ("The ferry carried 62 vehicles.", "The ferry carried 49 vehicles, not 62.", "2024-11-19", "superseded"),
        ("Eleven people died.", "The death toll now stands at 14.", "2024-11-19", "superseded"),
        # Newer is not right.
        ("The ferry carried 62 vehicles.", "The ferry carried 49 vehicles.", "2024-11-19", "date"),
        # That something is not so takes back no value, and a word of correcting may be about something else.
        ("The council approved the budget.", "The council did not vote on May 3.", "2024-11-19", "date"),
        ("Orr resigned on May 3.", "Orr did not resign on May 3.", "2024-11-19", "date"),
        ("The strike began on May 2.", "The strike did not begin until May 4.", "2024-11-19", "date"),
        ("The ferry carried 60 vehicles.", "The ferry, certified for 90 vehicles, had 72.", "2024-11-19", "date"),
        ("Orr took 2 million crowns.", "Orr was wrongly accused of taking 2 million crowns.", "2024-11-19", "date"),
        ("The mine closed.", "The mine has not closed; an updated plan is due on May 9.", "2024-11-19", "date"),
        # Nor does an older article overtake a newer one, or one without a date anything.
        ("The ferry carried 62 vehicles.", "The ferry carried 49 vehicles, not 62.", "2024-10-01", "date"),
        ("The ferry carried 62 vehicles.", "The ferry carried 49 vehicles, not 62.", None, "date"),
    ],
)
def test_what_a_later_article_takes_back_is_superseded(first: str, second: str, later: str | None, kind: str) -> None:
    old = Article.make(first, path="old.txt", published="2024-10-17")
    new = Article.make(second, path="new.txt", published=later)
    grades = [
        replace(grade("a", "supports"), article_id=old.id, quotes=((0, len(first)),)),
        replace(grade("c", "contradicts"), article_id=new.id, quotes=((0, len(second)),)),
    ]
    judgement = judge(grades, {old.id: old, new.id: new})
    assert judgement.verdict == "conflicting"
    assert judgement.conflict is not None
    assert judgement.conflict.type == kind
    assert [q.article_id for q in judgement.conflict.quotes] == [old.id, new.id]
    if kind == "superseded":
        assert "2024-11-19" in judgement.conflict.difference
        assert "2024-10-17" in judgement.conflict.difference


def test_a_later_denial_takes_nothing_back() -> None:
    accusation = "Orr took 2 million crowns, prosecutors said."
    denial = "Orr denied that he took a bribe: it was not 2 million, and he corrected the figure to 3 million."
    old = Article.make(accusation, path="old.txt", published="2024-10-17")
    new = Article.make(denial, path="new.txt", published="2024-11-19")
    said = replace(grade("a", "supports", "attributes"), article_id=old.id, quotes=((0, len(accusation)),))
    denied = replace(grade("d", "contradicts", "denies"), article_id=new.id, quotes=((0, len(denial)),))
    judgement = judge([said, denied], {old.id: old, new.id: new})
    assert judgement.conflict is not None
    assert judgement.conflict.type == "attribution"


def test_a_guessed_date_is_none_to_overtake_by() -> None:
    first, second = "The ferry carried 62 vehicles.", "The ferry carried 49 vehicles, not 62."
    old = Article.make(first, path="old.txt", published="2024-10-17", stated_by={"published": "guessed"})
    new = Article.make(second, path="new.txt", published="2024-11-19")
    sides = [
        replace(grade("a", "supports"), article_id=old.id, quotes=((0, len(first)),)),
        replace(grade("c", "contradicts"), article_id=new.id, quotes=((0, len(second)),)),
    ]
    judgement = judge(sides, {old.id: old, new.id: new})
    assert judgement.conflict is not None
    assert judgement.conflict.type == "date"


def test_the_contested_side_of_an_article_that_takes_the_other_is_shown_too() -> None:
    judgement = judged(grade("c", "supports"), contested("c"))
    assert judgement.verdict == "supported"
    assert [(s.stance, s.contested) for s in judgement.sources] == [("supports", None), ("neutral", "contradicts")]
    assert "1 article is contested" in judgement.summary


def test_no_failure_is_ever_told_as_silence() -> None:
    judgement = judged(grade("a", "neutral"), grade("b", "neutral"), grade("d", "neutral"), failed("c"))
    assert judgement.verdict == "ungraded"
    assert "did not answer in time" in judgement.summary
    assert "1 of 4" in judgement.summary


def test_two_origins_confirm_and_one_does_not() -> None:
    assert judged(grade("a", "supports"), grade("b", "supports")).confirmed_by_two_origins
    assert not judged(grade("a", "supports")).confirmed_by_two_origins
    assert not judged(grade("a", "supports"), grade("b", "supports", "hedges")).confirmed_by_two_origins
    assert not judged(
        grade("a", "supports"), grade("b", "supports"), grade("c", "contradicts")
    ).confirmed_by_two_origins


def test_one_speaker_quoted_twice_is_one_origin() -> None:
    judgement = judged(
        grade("a", "supports", "attributes", "Treasurer Ana Kol"), grade("b", "supports", "attributes", "Kol")
    )
    assert (judgement.counts.supports.articles, judgement.counts.supports.origins) == (2, 1)
    assert not judgement.confirmed_by_two_origins
    assert "only as said by" in judgement.summary


def test_a_conflict_shows_both_sides_in_their_words() -> None:
    judgement = judged(grade("a", "supports"), grade("c", "contradicts"))
    assert judgement.conflict is not None
    texts = [q.text for q in judgement.conflict.quotes]
    assert "May 3" in texts[0]
    assert "May 4" in texts[1]
    for quote in judgement.conflict.quotes:
        assert BY_ID[quote.article_id].text[quote.start : quote.end] == quote.text


def test_an_article_that_says_both_is_listed_for_both() -> None:
    judgement = judged(grade("a", "supports"), grade("a", "contradicts"))
    assert [s.stance for s in judgement.sources] == ["supports", "contradicts"]
    assert judgement.verdict == "conflicting"


def test_an_article_speaks_with_its_firmest_voice() -> None:
    judgement = judged(grade("a", "supports", "hedges"), grade("a", "supports", "asserts"))
    assert [(s.stance, s.voice) for s in judgement.sources] == [("supports", "asserts")]


def test_articles_that_do_not_bear_on_it_are_listed_only_when_asked_for() -> None:
    grades = [grade("a", "supports"), grade("b", "neutral")]
    assert [s.path for s in judged(*grades).sources] == ["a.txt"]
    assert [s.path for s in judged(*grades, all_sources=True).sources] == ["a.txt", "b.txt"]


def test_a_plan_is_shown_and_weighs_nothing() -> None:
    planned = replace(grade("b", "supports", "plans"), stance="neutral")
    judgement = judged(planned)
    assert judgement.verdict == "not_enough_evidence"
    assert [(s.stance, s.voice) for s in judgement.sources] == [("neutral", "plans")]


def test_a_denial_is_named_beside_the_verdict() -> None:
    judgement = judged(grade("a", "supports"), grade("d", "contradicts", "denies", "the mayor"))
    assert "Denied by the mayor" in judgement.summary
    assert judgement.counts.contradicts.articles == 0


def test_the_order_of_grades_does_not_change_the_finding() -> None:
    grades = [
        grade("a", "supports"),
        grade("b", "supports", "attributes", "Kol"),
        grade("c", "contradicts"),
        failed("d"),
    ]
    assert judged(*grades).sources == judged(*reversed(grades)).sources
    assert judged(*grades).counts == judged(*reversed(grades)).counts


def test_what_is_listed_does_not_change_the_counts() -> None:
    """A silent article that copies two others makes them one origin, listed or not."""
    one = Article.make("The river rose by two metres overnight and flooded the lower town of Karv. " * 3, publisher="A")
    two = Article.make(
        "Firefighters woke the town at four in the morning and took people to the hall. " * 3, publisher="B"
    )
    both = Article.make(one.text + two.text, publisher="C")
    by_id = {a.id: a for a in (one, two, both)}

    def graded(article: Article, stance: Stance) -> Grade:
        span = () if stance == "neutral" else ((0, 20),)
        return replace(grade("a", stance), article_id=article.id, quotes=span)

    grades = [graded(one, "supports"), graded(two, "supports"), graded(both, "neutral")]
    listed, short = judge(grades, by_id, all_sources=True), judge(grades, by_id)
    assert (len(listed.sources), len(short.sources)) == (3, 2)
    assert listed.counts == short.counts
    assert short.counts.supports.origins == 1
