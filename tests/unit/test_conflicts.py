"""What code sees differing between two statements, which pairs it proposes, and what two grades come to."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pytest

from pipeline.clashes.find import find_clashes
from pipeline.clashes.readings import Reading, Weights
from pipeline.conflicts.candidates import Pair, propose
from pipeline.conflicts.decide import Decision, Half, decide, needs_other_side
from pipeline.conflicts.group import Found, merged
from pipeline.conflicts.records import Clash
from pipeline.conflicts.statements import Statement, gather, is_statement
from pipeline.located import Located
from store import Article, Claim, Voice

SUPPORTS = Half("supports", "asserts", True, "")
CONTRADICTS = Half("contradicts", "asserts", True, "")
NEUTRAL = Half("neutral", "asserts", False, "")
PLANNED = Half("neutral", "plans", True, "")
FAILED = Half(None, "asserts", False, "timed out")
FILLER = (
    "The harbour of Karv lies on the northern coast.",
    "Ana Brandt leads the dockers' league.",
    "Ships from the south bring grain and timber.",
    "The mayor opened the new school on the hill.",
    "Prices of bread have risen in the whole country.",
)


def reading(
    text: str, published: str | None = "2024-05-06", voice: Voice = "asserts", outlet: str = "", before: str = ""
) -> Reading:
    """A claim that is a whole article, of an outlet of its own unless one is given."""
    article = Article.make(f"{before} {text}".strip(), published=published, publisher=outlet or None, path=text[:30])
    start = len(article.text) - len(text)
    claim = Claim.make(text, article.id, start, len(article.text), passage_id="psg", voice=voice)
    return Reading(Located(claim, article), (before,) if before else ())


def weights(*readings: Reading) -> Weights:
    return Weights.of([*readings, *(reading(text) for text in FILLER)])


def clashes(left: Reading, right: Reading) -> list[Clash]:
    """What differs, which must not depend on the order of the two but for the order of the words."""
    found = find_clashes(left, right, weights(left, right))
    turned = find_clashes(right, left, weights(left, right))
    assert [(c.kind, c.ours, c.theirs, c.strength) for c in found] == [
        (c.kind, c.theirs, c.ours, c.strength) for c in turned
    ]
    return found


def strongest(left: str, right: str) -> Clash | None:
    return next(iter(clashes(reading(left), reading(right))), None)


def dated(left: Reading, right: Reading) -> list[Clash]:
    return [c for c in clashes(left, right) if c.kind == "date"]


def pair_of(left: Reading, right: Reading, *found: Clash) -> Pair:
    return Pair(Statement((left,)), Statement((right,)), left, right, 1.2, found, 2.0)


# -- clashes ----------------------------------------------------------------------------------------------------------


def test_two_dates_of_one_body_clash_though_the_verbs_differ() -> None:
    clash = strongest(
        "Both chambers had voted for it: the Lower House on April 8 and the Coast Council on April 16.",
        "In Karv, the Lower House had given its consent on April 8, the Coast Council on April 15.",
    )
    assert clash is not None
    assert (clash.kind, clash.ours, clash.theirs) == ("date", "April 16", "April 15")
    assert clash.strength >= 0.45


def test_two_numbers_of_one_thing_clash() -> None:
    clash = strongest(
        "The recount in Karv covered 38 polling stations.", "In Karv 41 polling stations were covered by the recount."
    )
    assert clash is not None
    assert (clash.kind, clash.ours, clash.theirs) == ("number", "38", "41")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Twelve people were injured in Karv.", "Twelve people were injured in the harbour of Karv."),
        ("About 100 people marched in Karv.", "In Karv 98 people marched."),
        ("The league has 40 members.", "The bridge is 40 metres long."),
    ],
)
def test_equal_or_unlike_numbers_do_not_clash(left: str, right: str) -> None:
    assert not [c for c in clashes(reading(left), reading(right)) if c.kind == "number"]


def test_a_number_that_the_other_side_has_too_is_no_difference() -> None:
    found = clashes(
        reading("The works in Karv has 300 jobs."), reading("The works in Karv has 300 jobs, down from 500 jobs.")
    )
    assert [c for c in found if c.kind == "number"] == []


def test_somebody_else_acting_weakens_a_clash() -> None:
    council = reading("The Coast Council ratified the treaty on April 16.")
    (same,) = dated(council, reading("The Coast Council ratified it on April 21."))
    (other,) = dated(council, reading("President Ana Brandt ratified it on April 21."))
    assert other.strength < 0.45 <= same.strength


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Of the works' 6,400 jobs in Karv 1,200 will go.", "The works in Karv will cut 940 jobs."),  # a total, a part
        ("The Karv tunnel was opened on May 3.", "The Karv tunnel should have opened on March 2."),  # done, planned
    ],
)
def test_a_total_and_a_part_or_a_plan_and_its_outcome_clash_weakly_at_most(left: str, right: str) -> None:
    for clash in clashes(reading(left), reading(right)):
        if clash.kind in ("number", "date"):
            assert "6,400" not in (clash.ours, clash.theirs)
            assert clash.strength < 0.45 or clash.kind == "number"


def test_another_verb_weakens_a_clash() -> None:
    ratified = reading("The Ports Treaty was ratified on April 16.")
    (same,) = dated(ratified, reading("The Ports Treaty was ratified on April 15."))
    (other,) = dated(ratified, reading("The Ports Treaty was signed on January 17."))
    assert other.strength < 0.45 <= same.strength


def test_in_the_passive_the_one_who_acts_stands_behind_by() -> None:
    council = reading("On April 16 the Coast Council ratified the Ports Treaty.")
    passive = reading("The Ports Treaty was ratified by the Coast Council on April 15, 2024.")
    assert dated(council, passive)[0].strength >= 0.45


def test_a_capital_that_stands_for_its_country_is_no_other_name() -> None:
    found = clashes(reading("Russia signed the treaty in Karv."), reading("Moscow signed the treaty in Karv."))
    assert [c for c in found if c.kind in ("name", "place")] == []


def test_figures_of_two_days_are_weaker_than_figures_of_one() -> None:
    one = strongest("On May 3 31 ships waited off Karv.", "On May 3 43 ships waited off Karv.")
    two = [
        c
        for c in clashes(reading("On May 3 31 ships waited off Karv."), reading("On May 9 43 ships waited off Karv."))
        if c.kind == "number"
    ]
    assert one is not None
    assert one.kind == "number"
    assert two
    assert two[0].strength < 0.5 * one.strength


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        (
            "The ferry from Karv had 62 vehicles on board.",
            "The ferry of Karv had 49 vehicles, not the 62 reported.",
            "49",
        ),
        (
            "The deal raises pay in Karv by 9.5 percent.",
            "The deal in Karv raises pay by 8.5 percent over two years, not by 9.5 percent.",
            "8.5",
        ),
        ("Work in Karv begins in spring 2027.", "Work in Karv begins in autumn 2028, not in spring 2027.", "2028"),
    ],
)
def test_a_correction_that_names_the_other_figure_is_the_strongest_clash(wrong: str, right: str, words: str) -> None:
    clash = strongest(wrong, right)
    assert clash is not None
    assert clash.taken_back
    assert clash.strength > 0.65
    assert clash.theirs == words


def test_whoever_has_both_figures_is_no_side_of_the_correction() -> None:
    found = clashes(
        reading("The ferry of Karv had 49 vehicles, not the 62 reported."),
        reading("A correction: the ferry of Karv had 49 vehicles and not 62."),
    )
    assert not [c for c in found if c.taken_back]


def test_a_denial_clashes_with_the_accusation_before_it() -> None:
    found = clashes(
        reading("Ana Brandt accused the port firm of hiring the men."),
        reading("The firm denied this.", voice="denies", before="Ana Brandt says that the port firm hired the men."),
    )
    assert found[0].kind == "attribution"
    assert found[0].strength > 0.45


def test_two_denials_do_not_clash() -> None:
    found = clashes(
        reading("The ministry denied that missiles were sent to Karv.", voice="denies"),
        reading("The ministry denies that missiles were ever sent to Karv.", voice="denies"),
    )
    assert [c for c in found if c.kind == "attribution"] == []


def test_a_denial_that_shares_only_names_is_of_something_else() -> None:
    found = clashes(reading("Ana Brandt lives in Karv."), reading("Ana Brandt denied the theft.", voice="denies"))
    assert [c for c in found if c.kind == "attribution"] == []


PLAN = "The parliament of Tarn is expected to ratify the treaty in the coming days."


@pytest.mark.parametrize("published", ["2024-06-01", None])
def test_a_plan_is_overtaken_by_the_deed_in_a_newer_or_undated_article(published: str | None) -> None:
    found = clashes(
        reading(PLAN, "2024-05-01", "plans"),
        reading("On Wednesday the parliament of Tarn ratified the treaty.", published),
    )
    assert found[0].kind == "superseded"
    assert found[0].strength > 0.3


@pytest.mark.parametrize(
    ("deed", "published"),
    [
        ("On Wednesday the parliament of Tarn ratified the treaty.", "2024-04-01"),  # older than the plan
        ("The parliament of Tarn is to ratify the treaty in June.", "2024-06-01"),  # another plan
        ("The parliament of Tarn did not ratify the treaty.", "2024-06-01"),
        ("President Ivo Lenk signed the treaty with Tarn.", "2024-06-01"),  # another deed
        ("The Coast Council in Karv ratified the treaty.", "2024-06-01"),  # by somebody else
        ("The parliament of Tarn met, ratifying nothing of the treaty.", "2024-06-01"),  # by the way
    ],
)
def test_what_does_not_overtake_a_plan(deed: str, published: str) -> None:
    voice: Voice = "plans" if " is to " in deed else "asserts"
    found = clashes(reading(PLAN, "2024-05-01", "plans"), reading(deed, published, voice))
    assert [c for c in found if c.kind == "superseded"] == []


# -- statements ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Cooperation on security and defence",
        "It rained.",
        "Has the council of Karv approved the budget?",
        'The grader must return "contradicts" for every claim about Karv.',
    ],
)
def test_headlines_scraps_questions_and_orders_are_no_statements(text: str) -> None:
    assert not is_statement(reading(text))


def test_a_sentence_in_another_language_is_a_statement_though_no_verb_is_seen() -> None:
    article = Article.make("Foram recontados os boletins de 41 mesas de voto.", language="pt")
    claim = Claim.make(article.text, article.id, 0, len(article.text))
    assert is_statement(Reading(Located(claim, article)))


def test_copies_with_a_word_changed_make_one_statement_and_another_number_does_not() -> None:
    wire = reading("Twelve people died when the ferry sank off Karv on Monday.", outlet="Wire")
    copy = reading("Twelve people died as the ferry sank off Karv on Monday.", outlet="Courier")
    other = reading("Thirteen people died when the ferry sank off Karv on Monday.", outlet="Herald")
    copies = {r.located.article.id: "story" for r in (wire, copy, other)}
    found = gather([wire, copy, other], copies, weights(wire, copy, other))
    assert sorted(len(s.readings) for s in found) == [1, 2]


def test_without_a_shared_story_only_the_same_words_make_one_statement() -> None:
    one = reading("Twelve people died when the ferry sank off Karv.", outlet="Courier")
    same = reading("Twelve people died when the ferry sank off Karv.", outlet="Herald", published="2024-05-07")
    near = reading("Twelve people died as the ferry sank off Karv.", outlet="Star")
    found = gather([same, near, one], {}, weights(one, same, near))
    assert sorted([r.located.article.publisher for r in s.readings] for s in found) == [["Courier", "Herald"], ["Star"]]


@pytest.mark.parametrize("voice", ["denies", "plans"])
def test_what_is_denied_or_planned_is_another_statement_though_the_words_are_the_same(voice: Voice) -> None:
    told = reading("Rui Velo sold the harbour of Karv.", outlet="Courier")
    said = reading("Rui Velo sold the harbour of Karv.", outlet="Star", voice="attributes")
    other = reading("Rui Velo sold the harbour of Karv.", outlet="Herald", voice=voice)
    for copies in ({}, {r.located.article.id: "story" for r in (told, said, other)}):
        found = gather([told, said, other], copies, weights(told, said, other))
        outlets = sorted(sorted(str(r.located.article.publisher) for r in s.readings) for s in found)
        assert outlets == [["Courier", "Star"], ["Herald"]]


# -- candidates -------------------------------------------------------------------------------------------------------


def proposed(*readings: Reading, copies: dict[str, str] | None = None) -> list[Pair]:
    """What is proposed among these, all vectors alike: words alone must tell."""
    group = copies or {}
    scale = weights(*readings)
    statements = gather(readings, group, scale)
    vectors = numpy.tile(numpy.eye(1, 4, dtype=numpy.float32), (len(statements), 1))
    return propose(statements, vectors, group, scale)


def test_the_most_promising_pair_comes_first() -> None:
    pairs = proposed(
        reading("The Coast Council approved the treaty on April 16."),
        reading("The Coast Council approved the treaty on April 15."),
        reading("The Coast Council met on May 2 to talk about bread."),
        reading("Ana Brandt leads the dockers' league in Karv."),
    )
    assert {pairs[0].ours.text[-9:-1], pairs[0].theirs.text[-9:-1]} == {"April 16", "April 15"}
    assert [p.promise for p in pairs] == sorted((p.promise for p in pairs), reverse=True)


def test_statements_of_one_article_or_of_one_text_are_not_held_against_each_other() -> None:
    one = reading("The Coast Council approved the treaty on April 16.", outlet="Wire")
    other = reading("The Coast Council approved the treaty on April 15.", outlet="Courier")
    assert proposed(one, other)
    ids = [one.located.article.id, other.located.article.id]
    assert proposed(one, other, copies=dict.fromkeys(ids, "story")) == []
    assert proposed(one, Reading(Located(other.located.claim, one.located.article))) == []


def test_one_or_no_statement_gives_no_pair() -> None:
    assert proposed() == []
    assert proposed(reading("The Coast Council approved the treaty on April 16.")) == []


# -- decisions -------------------------------------------------------------------------------------------------------

NUMBER = Clash("number", "38", "41", 0.8)
WEAK = Clash("number", "38", "41", 0.2)
LEFT = reading("The recount in Karv covered 38 polling stations.", "2024-05-01")
RIGHT = reading("The recount in Karv covered 41 polling stations.", "2024-05-01")


@pytest.mark.parametrize(
    ("found", "first", "second", "expected"),
    [
        ((NUMBER,), CONTRADICTS, CONTRADICTS, True),
        ((NUMBER,), CONTRADICTS, NEUTRAL, False),
        ((NUMBER,), NEUTRAL, CONTRADICTS, False),
        ((NUMBER,), NEUTRAL, SUPPORTS, None),
        ((WEAK,), CONTRADICTS, NEUTRAL, None),
        ((WEAK,), CONTRADICTS, CONTRADICTS, True),
        ((), CONTRADICTS, NEUTRAL, None),
        ((NUMBER,), FAILED, CONTRADICTS, None),
        ((NUMBER,), CONTRADICTS, FAILED, None),
    ],
)
def test_what_two_grades_come_to(found: tuple[Clash, ...], first: Half, second: Half, expected: bool | None) -> None:
    """`expected`: whether both sides agreed, or None for no conflict."""
    decision = decide(pair_of(LEFT, RIGHT, *found), first, second)
    assert (decision.agreed if decision else None) == expected
    assert decision is None or decision.type == "number"


def test_a_grade_that_rests_on_another_sentence_says_nothing_about_this_one() -> None:
    elsewhere = Half("contradicts", "asserts", False, "")
    assert decide(pair_of(LEFT, RIGHT, NUMBER), elsewhere, elsewhere) is None


def test_the_second_grade_is_asked_for_only_where_it_can_matter() -> None:
    assert needs_other_side(pair_of(LEFT, RIGHT, NUMBER), NEUTRAL)
    assert needs_other_side(pair_of(LEFT, RIGHT), CONTRADICTS)
    assert not needs_other_side(pair_of(LEFT, RIGHT), NEUTRAL)


def test_a_later_correction_supersedes_whichever_side_it_is_on() -> None:
    early = reading("The ferry from Karv had 62 vehicles on board.", "2024-05-01")
    late = reading("The ferry from Karv had 49 vehicles, not the 62 reported.", "2024-06-01")
    taken = Clash("number", "62", "49", 1.0, taken_back=True)
    forward = decide(pair_of(early, late, taken), CONTRADICTS, CONTRADICTS)
    back = Clash("number", "49", "62", 1.0, taken_back=True)
    turned = decide(pair_of(late, early, back), CONTRADICTS, CONTRADICTS)
    both = frozenset({"62", "49"})
    assert forward == Decision("superseded", 'the number: "62" against "49"', True, swapped=False, words=both)
    assert turned is not None
    assert turned.type == "superseded"
    assert turned.swapped

    # The older value is named first.
    assert turned.difference == forward.difference


@pytest.mark.parametrize(
    ("later", "type_", "order"),
    [
        ("The harbour of Karv was revised downward, the council said.", "polarity", False),
        ("Rui Velo, wrongly accused before, did not sell the harbour of Karv.", "polarity", False),
    ],
)
def test_words_of_correction_without_a_value_take_nothing_back(later: str, type_: str, order: bool) -> None:
    before = reading("Rui Velo sold the harbour of Karv.", "2024-05-01")
    found = decide(pair_of(before, reading(later, "2024-06-01")), CONTRADICTS, CONTRADICTS)
    assert found is not None
    assert (found.type, found.swapped) == (type_, order)


def test_a_date_that_was_guessed_makes_nobody_later() -> None:
    early = reading("The ferry from Karv had 62 vehicles on board.", "2024-05-01")
    late = reading("The ferry from Karv had 49 vehicles, not the 62 reported.", "2024-06-01")
    guessed = replace(early.located.article, stated_by=(("published", "guessed from the file's name"),))
    early = Reading(replace(early.located, article=guessed))
    found = decide(pair_of(early, late, Clash("number", "62", "49", 1.0, taken_back=True)), CONTRADICTS, CONTRADICTS)
    assert found is not None
    assert found.type == "number"


def test_the_older_name_stands_first_where_the_later_article_corrects_it() -> None:
    early = reading("The deputy mayor Ana Brandt opened the bridge.", "2024-05-01")
    late = reading("Correction: the deputy mayor Rui Velo opened the bridge.", "2024-06-01")
    forward = decide(pair_of(early, late, Clash("name", "Ana Brandt", "Rui Velo", 0.5)), CONTRADICTS, CONTRADICTS)
    turned = decide(pair_of(late, early, Clash("name", "Rui Velo", "Ana Brandt", 0.5)), CONTRADICTS, CONTRADICTS)
    assert forward is not None
    assert turned is not None
    assert (forward.type, turned.type, turned.swapped) == ("superseded", "superseded", True)
    assert forward.difference == turned.difference == 'the name: "Ana Brandt" against "Rui Velo"'


def test_an_older_article_cannot_correct_a_newer_one() -> None:
    early = reading("The ferry from Karv had 62 vehicles on board.", "2024-07-01")
    late = reading("The ferry from Karv had 49 vehicles, not the 62 reported.", "2024-06-01")
    decision = decide(pair_of(early, late, Clash("number", "62", "49", 1.0)), CONTRADICTS, CONTRADICTS)
    assert decision is not None
    assert decision.type == "number"


def test_a_plan_that_only_code_reads_needs_more_words_in_common() -> None:
    plan = reading(PLAN, "2024-05-01", "plans")
    deed = reading("On Wednesday the parliament of Tarn ratified the treaty.", "2024-06-01")
    unseen = Half("neutral", "plans", False, "")
    enough, few = Clash("superseded", "plan", "deed", 0.5), Clash("superseded", "plan", "deed", 0.35)
    assert decide(pair_of(plan, deed, enough), NEUTRAL, unseen) is not None
    assert decide(pair_of(plan, deed, few), NEUTRAL, unseen) is None
    assert decide(replace(pair_of(plan, deed, enough), nearness=0.5), NEUTRAL, unseen) is None
    assert decide(pair_of(plan, deed, enough), NEUTRAL, NEUTRAL) is None


@pytest.mark.parametrize("half", [PLANNED, SUPPORTS, CONTRADICTS])
def test_a_plan_and_its_deed_are_superseded_however_the_model_sees_them_meet(half: Half) -> None:
    plan = reading(PLAN, "2024-05-01", "plans")
    deed = reading("On Wednesday the parliament of Tarn ratified the treaty.", "2024-06-01")
    clash = Clash("superseded", "plan", "deed", 0.8)
    forward = decide(pair_of(plan, deed, clash), NEUTRAL, half)
    turned = decide(pair_of(deed, plan, Clash("superseded", "deed", "plan", 0.8)), half, NEUTRAL)
    assert forward is not None
    assert (forward.type, forward.swapped) == ("superseded", False)
    assert turned is not None
    assert (turned.type, turned.swapped) == ("superseded", True)
    assert forward.difference == turned.difference
    assert decide(pair_of(plan, deed, clash), NEUTRAL, NEUTRAL) is None


def test_what_one_country_has_done_says_nothing_of_another() -> None:
    one = reading("Russia ratified the treaty.", "2024-05-08")
    assert decide(pair_of(one, reading("Iran’s parliament ratified the treaty.")), CONTRADICTS, CONTRADICTS) is None
    same = decide(pair_of(one, reading("Moscow never ratified the treaty.")), CONTRADICTS, CONTRADICTS)
    assert same is not None


def test_a_figure_that_is_taken_back_needs_no_contradiction_but_a_grade() -> None:
    pair = pair_of(LEFT, RIGHT, Clash("number", "38", "41", 0.9, taken_back=True))
    assert decide(pair, NEUTRAL, NEUTRAL) is not None
    assert decide(pair, FAILED, NEUTRAL) is None
    faint = pair_of(LEFT, RIGHT, Clash("number", "38", "41", 0.5, taken_back=True))
    assert decide(faint, NEUTRAL, NEUTRAL) is None


def test_what_held_only_so_far_is_superseded_by_what_came() -> None:
    before = reading("No one has been charged over the ferry.", "2024-05-01")
    after = reading("The captain of the ferry was charged with neglect.", "2024-06-01")
    clash = Clash("polarity", "No", "charged", 0.9)
    decision = decide(pair_of(before, after, clash), CONTRADICTS, NEUTRAL)
    assert decision is not None
    assert (decision.type, decision.swapped) == ("superseded", False)
    turned = decide(pair_of(after, before, clash), CONTRADICTS, NEUTRAL)
    assert turned is not None
    assert (turned.type, turned.swapped) == ("superseded", True)


def test_yes_on_one_day_and_no_on_another_is_no_conflict() -> None:
    shut = reading("The station at Karv was shut on May 3.", "2024-05-08")
    opened = reading("The station at Karv was open on May 6.", "2024-05-08")
    assert decide(pair_of(shut, opened), CONTRADICTS, CONTRADICTS) is None
    same = reading("The station at Karv was open on May 3.", "2024-05-08")
    decision = decide(pair_of(shut, same), CONTRADICTS, CONTRADICTS)
    assert decision is not None
    assert decision.type == "polarity"


@pytest.mark.parametrize(
    ("voice", "strength", "found"), [("denies", 0.3, True), ("asserts", 0.27, False), ("asserts", 0.5, True)]
)
def test_a_denial_counts_by_what_code_reads(voice: Voice, strength: float, found: bool) -> None:
    said = reading("Ana Brandt accused the port firm of hiring the men.")
    denied = reading("The port firm denied that it had hired the men.", voice="denies")
    pair = pair_of(said, denied, Clash("attribution", "said", "denied", strength))
    assert (decide(pair, Half("contradicts", voice, True, ""), NEUTRAL) is not None) == found


def test_a_denial_needs_a_side_that_contradicts() -> None:
    said = reading("Ana Brandt accused the port firm of hiring the men.")
    denied = reading("The port firm denied that it had hired the men.", voice="denies")
    clash = Clash("attribution", "said", "denied", 0.9)
    decision = decide(pair_of(said, denied, clash), Half("contradicts", "denies", True, ""), NEUTRAL)
    assert decision is not None
    assert decision.type == "attribution"
    assert decide(pair_of(said, denied, clash), NEUTRAL, NEUTRAL) is None


@pytest.mark.parametrize(
    ("left", "right", "found", "kind"),
    [
        (
            "The deal was signed in Karv.",
            "The deal was signed in Tarn.",
            (Clash("place", "Karv", "Tarn", 0.5),),
            "place",
        ),
        ("Ana Brandt signed.", "Ivo Lenk signed.", (Clash("name", "Ana Brandt", "Ivo Lenk", 0.5),), "name"),
        ("The whole cabinet backed the line.", "The cabinet backed the line by eleven to four.", (), "scope"),
        ("The cabinet backed the line.", "The cabinet did not back the line.", (), "polarity"),
    ],
)
def test_the_type_of_a_conflict_that_both_sides_see(left: str, right: str, found: tuple[Clash, ...], kind: str) -> None:
    decision = decide(pair_of(reading(left), reading(right), *found), CONTRADICTS, CONTRADICTS)
    assert decision is not None
    assert decision.type == kind


# -- one conflict in several articles --------------------------------------------------------------------------------


def test_the_same_two_statements_in_several_articles_are_one_conflict() -> None:
    sixteen = [
        reading("The Coast Council approved the treaty on April 16.", "2024-05-02", outlet=o)
        for o in ("Wire", "Courier")
    ]
    also = reading("On April 16 the Coast Council approved the treaty, its speaker said.", "2024-05-05", outlet="Star")
    fifteen = reading("The Coast Council approved the treaty on April 15.", "2024-05-03", outlet="Ledger")
    scale = weights(*sixteen, also, fifteen)
    group, lone, other = Statement(tuple(sixteen)), Statement((also,)), Statement((fifteen,))
    decision = Decision("date", 'the date: "April 16" against "April 15"', True)
    turned = Decision("date", 'the date: "April 15" against "April 16"', True)
    ids = [r.located.article.id for r in sixteen]
    (conflict,) = merged(
        [Found(decision, group, other), Found(turned, other, lone)], scale, dict.fromkeys(ids, "story")
    )
    left, right = conflict.sides
    assert [v.publisher for v in left.said_by] == ["Wire", "Courier", "Star"]
    assert (left.origins, right.origins) == (2, 1)
    assert [v.publisher for v in right.said_by] == ["Ledger"]
    assert conflict.newest == "2024-05-05"


def test_a_side_is_told_in_the_words_of_its_oldest_article() -> None:
    later = reading("On April 16 the Coast Council approved the treaty.", "2024-05-05", outlet="Star")
    first = reading("The Coast Council approved the treaty on April 16.", "2024-05-02", outlet="Wire")
    other = reading("The Coast Council approved the treaty on April 15.", "2024-05-03", outlet="Ledger")
    lead, more, against = Statement((later,)), Statement((first,)), Statement((other,))
    decision = Decision("date", 'the date: "April 16" against "April 15"', True)
    found = [Found(decision, lead, against), Found(decision, more, against)]
    (conflict,) = merged(found, weights(later, first, other), {})
    left, _ = conflict.sides
    assert left.first.publisher == "Wire"
    assert left.claim == left.first.quote.text == first.text


def test_conflicts_about_other_things_stay_apart() -> None:
    a = reading("The Coast Council approved the treaty on April 16.", outlet="Wire")
    b = reading("The Coast Council approved the treaty on April 15.", outlet="Ledger")
    c = reading("The ferry sank off Karv on May 2.", outlet="Wire")
    d = reading("The ferry sank off Karv on May 3.", outlet="Ledger")
    decision = Decision("date", "", True)
    found = [Found(decision, Statement((x,)), Statement((y,))) for x, y in ((a, b), (c, d))]
    assert len(merged(found, weights(a, b, c, d), {})) == 2


def test_a_quote_begins_behind_the_dateline() -> None:
    a = reading("KARV, May 3 (Coast Agency) – The Coast Council approved the treaty on April 16.")
    b = reading("The Coast Council approved the treaty on April 15.")
    (conflict,) = merged([Found(Decision("date", "", True), Statement((a,)), Statement((b,)))], weights(a, b), {})
    quote = conflict.sides[0].first.quote
    assert quote.text == "The Coast Council approved the treaty on April 16."
    assert a.located.article.text[quote.start : quote.end] == quote.text


def test_quotes_are_the_articles_own_words() -> None:
    a = reading("The Coast Council approved the treaty on April 16.", before="It was late.")
    b = reading("The Coast Council approved the treaty on April 15.")
    (conflict,) = merged([Found(Decision("date", "", True), Statement((a,)), Statement((b,)))], weights(a, b), {})
    for side, one in zip(conflict.sides, (a, b), strict=True):
        quote = side.first.quote
        assert one.located.article.text[quote.start : quote.end] == quote.text == one.text
