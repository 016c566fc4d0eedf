"""Claims that answer a question, and which of them are one statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.asking import telling
from pipeline.claims import Located
from pipeline.clusters import answering, clustered, diverse, same_statement
from pipeline.questions import read_question
from pipeline.rare_words import RareWords
from pipeline.slots.coverage import same_doer
from store import Article, Claim, Voice


def located(
    text: str,
    voice: Voice = "asserts",
    speaker: str | None = None,
    when: str | None = None,
    *,
    sentence: str = "",
    outlet: str = "Orl Courier",
    title: str = "",
) -> Located:
    """A claim in an article of its own, of the one sentence that it was drawn from."""
    article = Article.make(
        sentence or text, title=title, publisher=outlet, published="2024-05-15", path=f"{outlet}.txt"
    )
    claim = Claim.make(text, article.id, 0, len(article.text), passage_id="p", voice=voice, speaker=speaker, when=when)
    return Located(claim, article)


MAY_3 = located("The council of Orl approved the budget on May 3, 2024.", when="2024-05-03")
SAME = located(
    "The city council of Orl approved the budget on 3 May 2024 after a debate.",
    when="2024-05-03",
    outlet="Harbour Post",
)
MAY_4 = located("The council of Orl approved the budget on May 4, 2024.", when="2024-05-04", outlet="Daily Coast")
IN_MAY = located("The council of Orl approved the budget in May 2024.", when="2024-05", outlet="Coast Morning")
PLANNED = located("The council of Orl will approve the budget on May 3, 2024.", "plans", when="2024-05-03", outlet="E")
DENIED = located("The council of Orl denied that it had approved the budget.", "denies", "council of Orl", outlet="F")
VARNA = located("The council of Varna approved the budget on May 3, 2024.", when="2024-05-03", outlet="G")
NOT_DONE = located("The council of Orl did not approve the budget on May 3, 2024.", when="2024-05-03", outlet="H")
NOT_SO = located("The council of Orl did not approve the budget.", outlet="I")
EVERY = [MAY_3, SAME, MAY_4, IN_MAY, PLANNED, DENIED, VARNA, NOT_DONE, NOT_SO]


def told(question: str, *found: Located, similarity: dict[str, float] | None = None) -> list[str]:
    return [x.claim.text for x in answering(read_question(question), found, similarity or {})]


def test_what_tells_of_the_deed_or_denies_it_is_held_against_each_statement() -> None:
    only_about_it = located("The budget of the council of Orl has 300 pages.", outlet="J")
    found = [MAY_3, only_about_it, DENIED, PLANNED]
    assert telling(read_question("Has the council of Orl approved the budget?"), found) == [MAY_3, DENIED, PLANNED]
    assert telling(read_question("How long is the budget of Orl?"), found) == found


RIBBON = located("Minister Irena Dovik cut the ribbon.", title="Hask tunnel opens", outlet="K")
OPENED = located("The Hask tunnel opened in Orl, and Lena Brack was there.", title="Hask tunnel opens", outlet="L")
ELSEWHERE = located("Minister Jan Falk cut the ribbon.", title="Bridge opens", outlet="M")
NOBODY = located("The ribbon of the Hask tunnel was cut.", title="Hask tunnel opens", outlet="N")


def by_rare_words(question: str, *found: Located) -> list[str]:
    about_the_tunnel = [f"The Hask tunnel opened {n} days late." for n in range(6)]
    rare = RareWords.of(question, [*about_the_tunnel, RIBBON.claim.text])
    return [x.claim.text for x in answering(read_question(question), found, {}, rare)]


def test_the_claim_with_the_rare_words_answers_though_only_its_article_has_the_name() -> None:
    question = "Who cut the ribbon at the opening of the Hask tunnel?"
    assert by_rare_words(question, OPENED, RIBBON) == [RIBBON.claim.text]
    # nothing of it is about the Hask tunnel
    assert by_rare_words(question, ELSEWHERE) == []
    # it says that it was cut, and not by whom: told where nothing says it, since it has the question's names
    assert by_rare_words(question, NOBODY, RIBBON) == [RIBBON.claim.text, NOBODY.claim.text]


def test_what_another_one_did_answers_only_where_the_claim_has_the_doer() -> None:
    """The article has all names of the question; the claim must have who did it."""
    by_other = located("Minister Jan Falk cut the ribbon on May 3.", title="Lena Brack and the Hask tunnel", outlet="P")
    by_her = located("Lena Brack cut the ribbon on May 4.", title="Lena Brack and the Hask tunnel", outlet="Q")
    question = "When did Lena Brack cut the ribbon of the Hask tunnel?"
    assert by_rare_words(question, by_other, by_her) == [by_her.claim.text]
    in_short = located("Hask cut the ribbon on May 5.", title="Hask Engineering at the tunnel", outlet="R")
    assert by_rare_words("When did Hask Engineering cut the ribbon of the tunnel?", in_short) == [in_short.claim.text]


def test_a_question_of_names_alone_is_answered_by_names() -> None:
    who = located("Lena Brack is the mayor of Orl.", outlet="S")
    assert by_rare_words("Who is Lena Brack?", OPENED, who, RIBBON) == [who.claim.text, OPENED.claim.text]


def test_what_has_the_names_and_none_of_the_rest_does_not_answer() -> None:
    question = "How much did the lawyers of the Hask tunnel charge?"
    assert by_rare_words(question, OPENED, RIBBON, NOBODY) == []


@pytest.mark.parametrize(("one", "other"), [(MAY_3, SAME), (MAY_3, IN_MAY), (PLANNED, PLANNED), (DENIED, DENIED)])
def test_the_same_in_other_words_is_one_statement(one: Located, other: Located) -> None:
    assert same_statement(one, other)
    assert same_statement(other, one)


@pytest.mark.parametrize("other", [MAY_4, PLANNED, DENIED, VARNA, NOT_DONE, NOT_SO], ids=lambda x: x.claim.text)
def test_what_differs_is_another_statement(other: Located) -> None:
    assert not same_statement(MAY_3, other)
    assert not same_statement(other, MAY_3)


def test_a_plan_and_a_denial_are_two() -> None:
    assert not same_statement(PLANNED, DENIED)
    assert not same_statement(DENIED, PLANNED)


def test_who_says_it_makes_no_other_statement() -> None:
    said = located("The council of Orl approved the budget on May 3, 2024.", "attributes", "Lena Brack", outlet="Z")
    assert same_statement(MAY_3, said)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Norvik sold 40 ships to Tarn.", "Norvik sold 50 ships to Tarn.", False),
        ("Norvik sold 40 ships to Tarn.", "Norvik sold forty ships to Tarn.", True),
        ("Norvik sold ships to Tarn.", "Norvik sold ships to Varna.", False),
        ("Norvik sold ships to Tarn.", "The harbour of Orl froze.", False),
    ],
)
def test_numbers_and_names_tell_statements_apart(one: str, other: str, same: bool) -> None:
    assert same_statement(located(one), located(other, outlet="Z")) is same


def test_a_report_and_what_it_reports_are_one_statement() -> None:
    sentence = "Lena Brack said the bridge at Orl is safe."
    report = located(sentence, sentence=sentence)
    content = located("The bridge at Orl is safe.", "attributes", "Lena Brack", sentence=sentence)
    assert report.article == content.article
    assert same_statement(report, content)
    assert same_statement(content, report)


def test_two_facts_of_one_sentence_are_two() -> None:
    sentence = "Norvik sold forty ships and Tarn bought nine planes."
    one, other = (located(t, sentence=sentence) for t in ("Norvik sold forty ships.", "Tarn bought nine planes."))
    assert one.article == other.article
    assert not same_statement(one, other)
    assert len(clustered([one, other])) == 2


def test_statements_come_in_the_order_of_their_first_claim() -> None:
    found = clustered([MAY_4, MAY_3, SAME, PLANNED])
    assert [[x.claim.text for x in c.claims] for c in found] == [
        [MAY_4.claim.text],
        [MAY_3.claim.text, SAME.claim.text],
        [PLANNED.claim.text],
    ]
    assert [c.lead for c in found] == [MAY_4, MAY_3, PLANNED]


@given(st.permutations(range(len(EVERY))))
def test_every_claim_is_in_one_cluster_and_a_cluster_says_one_thing(order: list[int]) -> None:
    found = [EVERY[n] for n in order]
    clusters = clustered(found)
    assert sorted(x.claim.id for c in clusters for x in c.claims) == sorted(x.claim.id for x in found)
    for cluster in clusters:
        assert cluster.lead == cluster.claims[0]
        held = [x.claim for x in cluster.claims]
        assert not {MAY_3.claim, MAY_4.claim} <= set(held), "two days"
        assert len({c.voice in ("plans", "denies") for c in held}) == 1
        assert VARNA.claim not in held or held == [VARNA.claim]


def test_each_voice_and_speaker_has_its_turn_before_a_second_of_one() -> None:
    said = [located(f"Norvik sold {n} ships to Tarn.", "attributes", who, outlet=f"{n}") for n, who in enumerate("AAB")]
    denied = located("Norvik denied that it sold ships.", "denies", "Norvik", outlet="Z")
    found = clustered([*said, denied])
    assert [c.lead for c in diverse(found)] == [said[0], said[2], denied, said[1]]
    assert sorted(c.lead.claim.id for c in diverse(found)) == sorted(c.lead.claim.id for c in found)


@pytest.mark.parametrize(
    ("stated", "text", "same"),
    [
        ("Norvik has approved the accord.", "Norvik is expected to approve the accord.", True),
        ("Norvik has approved the accord.", "Tarn approved the accord.", False),
    ],
)
def test_who_acts_must_be_the_same(stated: str, text: str, same: bool) -> None:
    assert same_doer(stated, text) is same


# -- what answers ---------------------------------------------------------------------------------------------------


def test_only_what_is_about_it_answers() -> None:
    harbour = located("Spring has come to the harbour of Orl.", outlet="Y")
    found = told("When did the council of Orl approve the budget?", harbour, VARNA, MAY_3)
    assert found == [MAY_3.claim.text]
    assert told("When did the council of Kessel approve the budget?", *EVERY) == []


def test_what_has_the_thing_asked_for_goes_first() -> None:
    bare = located("The council of Orl approved the budget after a debate.", outlet="Y")
    assert told("When did the council of Orl approve the budget?", bare, MAY_3) == [MAY_3.claim.text, bare.claim.text]
    # Not by much: without a date asked for, the nearer one does.
    near = {bare.claim.id: 0.9, MAY_3.claim.id: 0.1}
    assert told("Why did the council of Orl approve the budget?", bare, MAY_3, similarity=near)[0] == bare.claim.text


def test_the_order_given_makes_no_difference() -> None:
    question = "When did the council of Orl approve the budget?"
    assert told(question, *EVERY) == told(question, *EVERY[::-1])


def test_a_denial_answers_though_it_leaves_out_what_its_article_has_named() -> None:
    article = Article.make(
        "Norvik sold missiles to Tarn, a paper wrote. Norvik denied that it sold missiles.", title="Tarn"
    )
    start = article.text.index("Norvik denied")
    claim = Claim.make(
        "Norvik denied that it sold missiles.", article.id, start, len(article.text), voice="denies", speaker="Norvik"
    )
    plain = Located(Claim.make("Norvik sold missiles.", article.id, start, len(article.text)), article)
    question = "Did Norvik sell missiles to Tarn?"
    assert told(question, Located(claim, article)) == [claim.text]
    assert told(question, plain) == []


SAFE = located(
    "The bridge at Orl is safe.", "attributes", "Lena Brack", sentence="“The bridge at Orl is safe,” Lena Brack said."
)
UNSAFE = located("The bridge at Orl is not safe.", "attributes", "Jan Falk", outlet="Z")


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("What did Lena Brack say about the bridge at Orl?", [SAFE.claim.text]),
        ("What did Lena Brack say about the bridge?", [SAFE.claim.text]),
        ("What did Brack say?", [SAFE.claim.text]),
        ("What did Jan Falk say about the bridge at Orl?", [UNSAFE.claim.text]),
        ("What did China say?", []),
        ("What did China say about the bridge at Orl?", []),
        ("What did Lena Brack say about the harbour of Tarn?", []),
    ],
)
def test_whose_words_are_asked_for_must_have_said_them(question: str, texts: list[str]) -> None:
    bystander = located("The bridge at Orl is 40 metres long.", outlet="Y")
    assert told(question, SAFE, UNSAFE, bystander) == texts
