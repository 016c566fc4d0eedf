"""Answers put together in code: what comes first, what is cited, and what is said when nothing answers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.answer import MOST_NEAR, MOST_SENTENCES, compose_answer, sides_of
from pipeline.claims import Located
from pipeline.clusters import Cluster
from pipeline.findings import Answer, ClaimText, Finding, Grade, Provenance, Stance, Ungraded, UsageReport, Voice
from pipeline.questions import read_question
from pipeline.retrieve import Candidate
from pipeline.split import passages
from pipeline.verdict import judge
from store import Article, Claim

USAGE = UsageReport(3, 1, 100, 20, 0.01)
PROVENANCE = Provenance("m", "e", {}, None, "f", None, "0")
QUESTION = "When did the council of Orl approve the budget?"


def article(text: str, outlet: str = "Orl Courier", published: str | None = "2024-05-15") -> Article:
    return Article.make(
        text, title=f"News of the {outlet}", publisher=outlet, published=published, path=f"in/{outlet}.txt"
    )


def graded(
    where: Article, stance: Stance, voice: Voice = "asserts", speaker: str | None = None, *, sentence: int = 0
) -> tuple[Article, Grade]:
    """What an article does to a claim, by one of its sentences."""
    (passage,) = passages(where)
    grade = Grade(
        claim_id="c",
        article_id=where.id,
        passage_id=passage.id,
        stance=stance,
        voice=voice,
        speaker=speaker,
        quotes=(passage.sentences[sentence],),
        confidence=None,
        reason="it says so",
        model="m",
        prompt_hash="h",
        difference="date" if stance == "contradicts" and voice != "denies" else None,
    )
    return where, grade


def finding(claim: str, *grades: tuple[Article, Grade], failed: int = 0, as_of: str | None = None) -> Finding:
    """What the grades come to, as `check` puts it together."""
    lost = [Ungraded("c", "a", f"p{n}", "the call failed") for n in range(failed)]
    judged = judge([*(g for _, g in grades), *lost], {a.id: a for a, _ in grades})
    return Finding(
        ClaimText("c", claim),
        judged.verdict,
        judged.summary,
        judged.confirmed_by_two_origins,
        judged.sources,
        judged.counts,
        judged.conflict,
        judged.coverage,
        USAGE,
        replace(PROVENANCE, as_of=as_of),
    )


def cluster(claim: str, where: Article) -> Cluster:
    located = Located(Claim.make(claim, where.id, 0, len(where.text)), where)
    return Cluster(located, (located,))


Told = tuple[str, *tuple[tuple[Article, Grade], ...]]


def answered(*told: Told, question: str = QUESTION, stated: Finding | None = None) -> Answer:
    """The answer from statements, each with what articles do to it."""
    found = [(cluster(claim, grades[0][0]), finding(claim, *grades)) for claim, *grades in told]
    return compose_answer(read_question(question), stated, found, [], usage=USAGE, provenance=PROVENANCE)


MAY_3 = "The council of Orl approved the budget on May 3, 2024."
MAY_4 = "The council of Orl approved the budget on May 4, 2024."
COURIER = article("On May 3 the council of Orl approved the budget. It was a long night in the town hall.")
POST = article("Orl’s council passed its budget on 3 May, by nine votes to four.", "Harbour Post", "2024-05-04")
COAST = article("The council of Orl approved the budget on May 4.", "Daily Coast", "2024-05-05")
PLAN = article("The council of Orl is to approve the budget on May 3.", "Coast Morning", "2024-04-28")
DENIAL = article("Mayor Ana Brandt denied that the council had approved a budget.", "Tarn Herald", "2024-05-06")


def test_confirmed_comes_first_then_one_origin_then_dispute() -> None:
    bridge, votes = "The bridge at Orl is closed.", "The budget of Orl has grown by 3 percent."
    one = article("The bridge at Orl is closed, the harbour office told us.", "Tarn Herald")
    two = (
        article("Orl’s budget grew by 3 percent.", "Bridge Weekly"),
        article("The budget is 3 percent larger.", "Varna Post"),
    )
    answer = answered(
        (MAY_3, graded(COURIER, "supports"), graded(COAST, "contradicts")),
        (bridge, graded(one, "supports")),
        (votes, graded(two[0], "supports"), graded(two[1], "supports")),
        question="What is known about Orl?",
    )
    texts = [s.text for s in answer.sentences]
    assert texts[0] == f"{votes} (confirmed: 2 articles, 2 independent origins)"
    assert texts[1] == f"{bridge} (1 article, 1 independent origin)"
    assert texts[2].startswith("In dispute: “On May 3")
    assert len(texts) == 3
    assert answer.not_said is None


def test_a_day_in_dispute_answers_when_before_what_is_confirmed_without_a_day() -> None:
    votes = "The council of Orl has passed a law on its budget."
    two = (
        article("Orl’s council has passed a law on its budget.", "Bridge Weekly"),
        article("A law on the budget of Orl was passed by its council.", "Varna Post"),
    )
    answer = answered(
        (votes, graded(two[0], "supports"), graded(two[1], "supports")),
        (MAY_3, graded(COURIER, "supports"), graded(COAST, "contradicts")),
    )
    texts = [s.text for s in answer.sentences]
    assert texts[0].startswith("In dispute: “On May 3")
    assert texts[1].startswith(votes)


@pytest.mark.parametrize(
    ("question", "with_it", "without"),
    [
        (
            "How many people died in Orl?",
            "Eleven people died in the fire at Orl.",
            "Police in Orl have closed the road.",
        ),
        ("Who approved the budget of Orl?", "Ana Kol approved the budget.", "It was approved after midnight."),
    ],
)
def test_who_tells_it_and_how_many_is_not_what_was_asked_for(question: str, with_it: str, without: str) -> None:
    three = [
        article(text, outlet) for text, outlet in ((with_it, "Tarn Herald"), (without, "Coast"), (without, "Post"))
    ]
    answer = answered(
        (without, graded(three[1], "supports"), graded(three[2], "supports")),
        (with_it, graded(three[0], "supports")),
        question=question,
    )
    assert [s.text.partition(" (")[0] for s in answer.sentences][:1] == [with_it]


def test_a_dispute_has_both_sides_words_and_outlets() -> None:
    answer = answered((MAY_3, graded(COURIER, "supports"), graded(POST, "supports"), graded(COAST, "contradicts")))
    (sentence,) = answer.sentences
    assert sentence.text == (
        "In dispute: “Orl’s council passed its budget on 3 May, by nine votes to four.” (Harbour Post); "
        "but “The council of Orl approved the budget on May 4.” (Daily Coast)."
    )
    assert {c.publisher for c in answer.citations} == {"Harbour Post", "Orl Courier", "Daily Coast"}


def test_words_of_others_are_told_as_theirs() -> None:
    said = article("The bridge at Orl is safe, Lena Brack said.")
    answer = answered(("The bridge at Orl is safe.", graded(said, "supports", "attributes", "Lena Brack")))
    assert "only as said by Lena Brack" in answer.sentences[0].text


def test_an_accusation_and_its_denial_stand_side_by_side_with_their_speakers() -> None:
    said = article("“The council has approved the budget,” she said.")
    denied = article("“There was no vote at all,” the mayor answered.", "Tarn Herald")
    answer = answered(
        (
            MAY_3,
            graded(said, "supports", "attributes", "Lena Brack"),
            graded(denied, "contradicts", "denies", "Ana Brandt"),
        )
    )
    (sentence,) = answer.sentences
    assert sentence.text.startswith("In dispute")
    assert "Lena Brack" in sentence.text
    assert "Ana Brandt" in sentence.text
    assert len(sentence.citations) == 2


def test_a_denial_of_what_an_outlet_asserts_is_told_behind_it() -> None:
    answer = answered((MAY_3, graded(COURIER, "supports"), graded(DENIAL, "contradicts", "denies", "Ana Brandt")))
    (sentence,) = answer.sentences
    assert sentence.text.startswith(f"{MAY_3} (")
    assert "Denied: “Mayor Ana Brandt denied" in sentence.text
    assert len(sentence.citations) == 2


def test_a_dispute_over_a_day_shows_both_days_though_somebody_denies_all_of_it() -> None:
    early = article("Mayor Ana Brandt denied that the council had approved a budget.", "Tarn Herald", "2024-05-03")
    answer = answered(
        (
            MAY_3,
            graded(COURIER, "supports"),
            graded(early, "contradicts", "denies", "Ana Brandt"),
            graded(COAST, "contradicts"),
        )
    )
    (sentence,) = answer.sentences
    assert "on May 4.” (Daily Coast)" in sentence.text
    assert len(sentence.citations) == 3


def test_two_facts_of_one_sentence_are_both_told() -> None:
    both = article("The council of Orl sold forty ships and bought nine planes.")
    answer = answered(
        ("The council of Orl sold forty ships.", graded(both, "supports")),
        ("The council bought nine planes.", graded(both, "supports")),
    )
    assert [s.citations for s in answer.sentences] == [(1,), (1,)]
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "grades",
    [
        [graded(COAST, "contradicts")],
        [graded(PLAN, "neutral", "plans")],
        [graded(DENIAL, "contradicts", "denies", "Ana Brandt")],
        [graded(COURIER, "neutral")],
    ],
)
def test_a_claim_that_no_cited_source_supports_is_not_told(grades: list[tuple[Article, Grade]]) -> None:
    answer = answered((MAY_3, *grades))
    assert answer.sentences == ()
    assert answer.citations == ()
    assert answer.not_said is not None
    assert len(answer.findings) == 1


def test_a_support_without_words_to_quote_is_none() -> None:
    where, grade = graded(COURIER, "supports")
    assert answered((MAY_3, (where, replace(grade, quotes=())))).sentences == ()


def test_the_same_words_are_told_once_and_cited_once() -> None:
    answer = answered(
        (MAY_3, graded(COURIER, "supports")), ("Orl approved the budget on May 3.", graded(COURIER, "supports"))
    )
    assert len(answer.sentences) == 1
    assert len(answer.citations) == 1
    assert len(answer.findings) == 2


def test_at_most_so_many_sentences_and_only_their_citations() -> None:
    outlets = [article(f"The council of Orl did thing {n} on May 3.", f"Outlet {n}") for n in range(8)]
    answer = answered(
        *((f"The council of Orl did thing {n} on May 3.", graded(a, "supports")) for n, a in enumerate(outlets))
    )
    assert len(answer.sentences) == MOST_SENTENCES
    assert {c.number for c in answer.citations} == {n for s in answer.sentences for n in s.citations}


def test_citations_are_numbered_in_the_order_of_the_answer() -> None:
    one, two = (
        article("The mayor of Orl likes the budget of May 3.", "Tarn Herald"),
        article("It passed on May 3.", "Z"),
    )
    answer = answered(
        (MAY_4, graded(COAST, "supports"), graded(COURIER, "contradicts")),
        ("The mayor likes it.", graded(one, "supports")),
        (MAY_3, graded(POST, "supports"), graded(two, "supports")),
    )
    used = [n for s in answer.sentences for n in s.citations]
    assert list(dict.fromkeys(used)) == list(range(1, len(answer.citations) + 1))
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_cost_and_provenance_are_passed_on() -> None:
    answer = answered((MAY_3, graded(COURIER, "supports")))
    assert (answer.question, answer.usage, answer.provenance) == (QUESTION, USAGE, PROVENANCE)


# -- yes or no ------------------------------------------------------------------------------------------------------

HAS = "Has the council of Orl approved the budget?"
YES = "The council of Orl approved the budget."


def lead(*grades: tuple[Article, Grade], failed: int = 0, as_of: str | None = None) -> Answer:
    return answered(question=HAS, stated=finding(YES, *grades, failed=failed, as_of=as_of))


def test_yes() -> None:
    answer = lead(graded(COURIER, "supports"), graded(POST, "supports"), graded(PLAN, "neutral", "plans"))
    (sentence,) = answer.sentences
    assert sentence.text == (
        "Yes: “Orl’s council passed its budget on 3 May, by nine votes to four.” (confirmed: 2 articles, 2 independent "
        "origins). Before that it was planned: “The council of Orl is to approve the budget on May 3.” (Coast Morning, "
        "2024-04-28)."
    )
    assert len(sentence.citations) == 3


def test_what_is_denied_is_no_plain_yes() -> None:
    (sentence,) = lead(graded(COURIER, "supports"), graded(DENIAL, "contradicts", "denies", "Ana Brandt")).sentences
    assert sentence.text.startswith("In dispute. For it: “On May 3")
    assert "denied: “Mayor Ana Brandt denied" in sentence.text
    assert len(sentence.citations) == 2


def test_no() -> None:
    never = article("The council of Orl has not approved any budget.", "Daily Coast")
    assert lead(graded(never, "contradicts")).sentences[0].text == (
        "No: “The council of Orl has not approved any budget.” (Daily Coast)."
    )


def test_in_dispute() -> None:
    never = article("The council of Orl has not approved any budget.", "Daily Coast")
    text = lead(graded(COURIER, "supports"), graded(never, "contradicts")).sentences[0].text
    assert text.startswith(
        "In dispute. For it: “On May 3 the council of Orl approved the budget.” (Orl Courier); against it: “The"
    )


def test_said_and_denied() -> None:
    said = article("Lena Brack said that the council had approved the budget.")
    answer = lead(
        graded(said, "supports", "attributes", "Lena Brack"), graded(DENIAL, "contradicts", "denies", "Ana Brandt")
    )
    text = answer.sentences[0].text
    assert "(Lena Brack, Orl Courier); denied: " in text
    assert "(Ana Brandt, Tarn Herald)" in text


@pytest.mark.parametrize(
    ("as_of", "begins"),
    [("2024-04-30", "Not yet as of 2024-04-30: "), (None, "Not yet, as far as the articles tell: ")],
)
def test_not_yet(as_of: str | None, begins: str) -> None:
    (sentence,) = lead(graded(PLAN, "neutral", "plans"), as_of=as_of).sentences
    assert (
        sentence.text == f"{begins}“The council of Orl is to approve the budget on May 3.” (Coast Morning, 2024-04-28)."
    )


def planned(text: str, outlet: str = "Coast Morning") -> tuple[Cluster, Finding]:
    """A claim that something is to be done, with what its own article does to it."""
    where = article(text, outlet, "2024-04-28")
    found = Located(Claim.make(text, where.id, 0, len(where.text), voice="plans"), where)
    return Cluster(found, (found,)), finding(text, graded(where, "supports"))


def test_not_yet_by_a_claim_of_what_is_planned() -> None:
    """A capable model gives no sentences for what is neutral: the claim that was drawn has them."""
    told = [planned("The council of Orl is to approve the budget on May 3.")]
    stated = finding(YES, graded(COAST, "neutral", "plans"))
    stated = replace(stated, sources=())
    answer = compose_answer(read_question(HAS), stated, told, [], usage=USAGE, provenance=PROVENANCE)
    assert answer.sentences[0].text == (
        "Not yet, as far as the articles tell: “The council of Orl is to approve the budget on May 3.” (Coast Morning, "
        "2024-04-28)."
    )
    assert [c.publisher for c in answer.citations] == ["Coast Morning"]
    assert len(answer.sentences) == 1, "the plan is not told twice"


def test_what_somebody_else_plans_is_no_not_yet() -> None:
    told = [planned("The council of Varna is to approve the budget on May 3.")]
    stated = replace(finding(YES, graded(COAST, "neutral")), sources=())
    answer = compose_answer(read_question(HAS), stated, told, [], usage=USAGE, provenance=PROVENANCE)
    assert not any(s.text.startswith("Not yet") for s in answer.sentences)  # open: A10


def test_one_side_of_a_dispute_is_not_told_as_a_fact_beside_it() -> None:
    answer = answered(
        (MAY_3, graded(COURIER, "supports"), graded(COAST, "contradicts")),
        ("The council of Orl approved it on May 4.", graded(COAST, "supports")),
    )
    assert len(answer.sentences) == 1
    assert answer.sentences[0].text.startswith("In dispute")


def test_only_denied() -> None:
    (sentence,) = lead(graded(DENIAL, "contradicts", "denies", "Ana Brandt")).sentences
    assert sentence.text.startswith("It is denied: “Mayor Ana Brandt denied")


def test_what_could_not_be_graded_is_no_not_yet() -> None:
    """The passages that failed might have had it done."""
    answer = lead(graded(PLAN, "neutral", "plans"), failed=5)
    assert answer.findings[0].verdict == "ungraded"
    assert not any(s.text.startswith("Not yet") for s in answer.sentences)


def test_what_only_bears_on_it_is_called_near() -> None:
    stated = finding(YES, graded(article("The council of Orl met.", "Z"), "neutral"))
    near = article("The council of Orl discussed the budget on May 3.", "Z")
    answer = answered((near.text, graded(near, "supports")), question=HAS, stated=stated)
    assert len(answer.sentences) == 1
    assert answer.not_said == "No article was found to settle this; what follows is only near to it."


def test_what_is_told_as_done_in_other_words_is_no_silence() -> None:
    stated = finding(YES, graded(article("The council of Orl met.", "Z"), "neutral"))
    answer = answered((MAY_3, graded(COURIER, "supports")), question=HAS, stated=stated)
    assert answer.sentences[0].text.startswith("Told as done, in other words: “On May 3 the council")
    assert answer.not_said is None


@pytest.mark.parametrize(("year", "told"), [("2025", True), ("2001", False)])
def test_what_somebody_says_of_another_year_is_no_side(year: str, told: bool) -> None:
    stated = "The treaty of Lund was signed in 2025."
    said = article(f"Lena Brack said the treaty of Lund was signed in {year}.")
    claim = Claim.make(said.text, said.id, 0, len(said.text), voice="attributes", speaker="Lena Brack")
    assert bool(sides_of(stated, [], [Located(claim, said)])) is told


def test_the_same_words_are_no_dispute_with_themselves() -> None:
    """Where what "the dairy" stands for was read in two ways, one reading seems to contradict the other."""
    same = article("The dairy hid a test.", "Harbour Post")
    other = article("The dairy hid a test.", "Daily Coast")
    told = answered(("The Orl dairy hid a test.", graded(same, "supports"), graded(other, "contradicts")))
    assert [s.text for s in told.sentences] == ["The Orl dairy hid a test. (1 article, 1 independent origin)"]


def test_what_the_lead_has_told_is_told_in_short_with_who_else_says_so() -> None:
    more = article("Orl has its budget since May 3.", "Harbour Post")
    claim = "On May 3 the council of Orl approved the budget."
    stated = finding("The council of Orl approved the budget.", graded(COURIER, "supports"))
    told = answered(
        (claim, graded(COURIER, "supports"), graded(more, "supports")),
        question="Has the council of Orl approved the budget?",
        stated=stated,
    )
    assert [s.text for s in told.sentences] == [
        "Yes: “On May 3 the council of Orl approved the budget.” (1 article, 1 independent origin).",
        "“On May 3 the council of Orl approved …”, also in other words (confirmed: 2 articles, 2 independent origins)",
    ]


def test_the_lead_is_not_told_again() -> None:
    answer = answered(
        (MAY_3, graded(COURIER, "supports")), question=HAS, stated=finding(YES, graded(COURIER, "supports"))
    )
    assert len(answer.sentences) == 1
    assert len(answer.findings) == 2


# -- nothing answers ------------------------------------------------------------------------------------------------


def silence(question: str, *articles: Article) -> str:
    near = [Candidate.at(a, p, span, 0.5) for a in articles for p in passages(a) for span in p.sentences]
    answer = compose_answer(read_question(question), None, [], near, usage=USAGE, provenance=PROVENANCE)
    assert (answer.sentences, answer.citations, answer.findings) == ((), (), ())
    return answer.not_said or ""


def test_a_name_that_no_article_has_is_named() -> None:
    assert silence("When did the council of Varna approve the budget?", COURIER) == "The articles do not mention Varna."


def test_what_is_nearest_is_quoted_with_its_outlet() -> None:
    told = silence("Why did the council of Orl approve the budget in such a hurry?", DENIAL, COURIER)
    assert told == (
        "No answer was found in the articles. Nearest to it: "
        "“On May 3 the council of Orl approved the budget.” (Orl Courier); "
        "“Mayor Ana Brandt denied that the council had approved a budget.” (Tarn Herald)"
    )


def test_that_somebody_said_something_is_not_near_to_what_another_one_said() -> None:
    told = silence("What did Varna say?", article("Ana Brandt wrote to Varna."), article("He said no.", "Tarn Herald"))
    assert told == "The articles do not tell what Varna said. Nearest to it: “Ana Brandt wrote to Varna.” (Orl Courier)"


def test_the_nearest_few_are_quoted_each_words_once() -> None:
    copies = [article("On May 3 the council of Orl approved the budget.", outlet) for outlet in "ABCDE"]
    others = [article(f"The council of Orl read budget number {n}.", f"P{n}") for n in range(5)]
    told = silence("Why did the council of Orl approve the budget?", *copies, *others)
    assert told.count("On May 3 the council") == 1
    assert told.count("“") == MOST_NEAR


def test_what_is_far_is_not_quoted() -> None:
    assert silence("What did the elephant eat for breakfast?", COURIER) == "No answer was found in the articles."
    assert silence("What did the elephant eat for breakfast?") == "No answer was found in the articles."


def test_whose_words_are_not_told() -> None:
    assert silence("What did the council of Orl say?", COURIER).startswith(
        "The articles do not tell what the council of Orl said."
    )
    assert silence("What did China say?", COURIER) == "The articles do not mention China."


# -- whatever comes in ----------------------------------------------------------------------------------------------

_OUTLETS = [COURIER, POST, COAST, PLAN, DENIAL]
_GRADES = st.lists(
    st.tuples(
        st.integers(0, len(_OUTLETS) - 1),
        st.sampled_from(["supports", "contradicts", "neutral"]),
        st.sampled_from(["asserts", "attributes", "denies", "plans", "hedges"]),
        st.none() | st.sampled_from(["Lena Brack", "Jan\nFalk", ""]),
    ),
    min_size=1,
    max_size=6,
)
_CLAIMS = [MAY_3, MAY_4, "A line\nand “another” [9] line."]


@given(st.lists(st.tuples(st.sampled_from(_CLAIMS), _GRADES), max_size=5), st.none() | _GRADES, st.integers(0, 3))
def test_every_sentence_is_cited_and_every_quote_is_exact(told: list, stated: list | None, failed: int) -> None:  # type: ignore[type-arg]
    def grades(picked: list) -> list[tuple[Article, Grade]]:  # type: ignore[type-arg]
        return [graded(_OUTLETS[n], stance, voice, speaker) for n, stance, voice, speaker in picked]

    found = [(cluster(claim, COURIER), finding(claim, *grades(picked), failed=failed)) for claim, picked in told]
    on_yes = finding(YES, *grades(stated), failed=failed) if stated is not None else None
    answer = compose_answer(read_question(HAS), on_yes, found, [], usage=USAGE, provenance=PROVENANCE)
    _is_sound(answer)
    assert bool(answer.sentences) or answer.not_said
    supported = {s.article_id for _, f in found for s in f.sources if s.stance == "supports"}
    by_number = {c.number: c.article_id for c in answer.citations}
    for sentence in answer.sentences:
        if not re.match(r"(?:Yes|No|In dispute\. For it|Not yet|It is denied)", sentence.text):
            assert supported & {by_number[n] for n in sentence.citations}


def _is_sound(answer: Answer) -> None:
    texts = {a.id: a.text for a in _OUTLETS}
    assert len(answer.sentences) <= MOST_SENTENCES
    for sentence in answer.sentences:
        assert sentence.citations
        assert "\n" not in sentence.text
    numbers = [c.number for c in answer.citations]
    assert set(numbers) == {n for s in answer.sentences for n in s.citations}
    assert len(set(numbers)) == len(numbers)
    for citation in answer.citations:
        assert texts[citation.article_id][citation.quote.start : citation.quote.end] == citation.quote.text
    assert len({(c.article_id, c.quote) for c in answer.citations}) == len(numbers)
