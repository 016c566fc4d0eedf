"""A claim against one sentence: binding, events that are not the claim's, context. All sentences are invented."""

from __future__ import annotations

import pytest

import pipeline.slots
from pipeline.slots import compare, overlap

CHAMBERS = "The budget was approved by the Senate on May 7 and the Assembly on May 15."


def outcome(claim: str, sentence: str, kind: str, **more: str) -> str | None:
    found = [slot.outcome for slot in compare(claim, sentence, **more).comparisons if slot.kind == kind]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("claim", "sentence", "expected"),
    [
        ("The Assembly approved the budget on May 7.", CHAMBERS, "differs"),
        ("The Assembly voted on May 7.", CHAMBERS, "differs"),
        ("The Senate approved it on May 7.", CHAMBERS, "match"),
        ("The Assembly approved the budget on May 15.", CHAMBERS, "match"),
        ("The Assembly approved the budget on May 20.", CHAMBERS, "differs"),
        ("The budget was approved on May 7.", CHAMBERS, "match"),
        ("The budget was approved on May 9.", CHAMBERS, "unclear"),
        ("The mayor signed the lease on May 7.", "The mayor signed the lease on May 8.", "differs"),
        ("The mayor signed the lease on May 7.", "The lease was signed by the mayor on May 8.", "differs"),
        ("The mayor signed the lease on May 7.", "On May 8 the mayor signed the lease.", "differs"),
        ("The mayor signed the lease on May 7.", "The mayor signed the lease in May.", "coarser"),
        ("The mayor signed the lease on May 7.", "The mayor signed the lease.", "missing"),
        # Another event: the verb, the actor or the object is not the claim's.
        ("The council ratified the lease on May 7.", "The mayor signed the decree published on May 9.", "unclear"),
        ("The council ratified the lease on May 7.", "The mayor ratified the lease on May 9.", "unclear"),
        ("The mayor signed the lease on May 7.", "The mayor, who signed the lease, left on May 9.", "unclear"),
        ("The mayor signed the lease on May 7.", "The lease the mayor signed takes effect on May 9.", "unclear"),
        ("Velden's council approved the lease on May 7.", "Norden's council approved the lease on May 9.", "unclear"),
        ("The mayor signed the lease on May 7.", "The mayor did not sign the lease on May 9.", "unclear"),
        ("The mayor signed the lease on May 7.", "The mayor is expected to sign the lease on May 9.", "unclear"),
        ("The mayor signed the lease on May 7.", "The mayor met farmers on May 9.", "unclear"),
        ("The lease was signed in 2021.", "The lease was signed on May 9, 2031.", "unclear"),
        (
            "Norway's parliament approved the lease with Denmark on May 7.",
            "Denmark's parliament approved the lease with Norway on May 9.",
            "unclear",
        ),
        (
            "The mayor signed the lease on May 7 and it was published on May 9.",
            "The mayor signed the lease on May 7 and it was published on May 9.",
            "match",
        ),
    ],
)
def test_dates_bind(claim: str, sentence: str, expected: str) -> None:
    assert outcome(claim, sentence, "date") == expected


@pytest.mark.parametrize(
    ("claim", "sentence", "expected"),
    [
        ("The blast killed 12 people.", "The blast left 15 people dead, the harbour master said.", "differs"),
        ("The blast killed 12 people.", "Officials said 15 people were killed in the blast.", "differs"),
        ("The blast killed 12 people.", "The blast killed a dozen people.", "match"),
        ("The blast killed 12 people.", "The blast killed at least 12 people.", "coarser"),
        ("The blast killed 12 people.", "The blast killed dozens of people.", "unclear"),
        ("The blast killed 12 people.", "The blast injured 40 people.", "unclear"),
        ("The blast killed 12 people.", "The blast killed 12 people and injured 40 people.", "match"),
        ("The blast injured 12 people.", "The blast killed 12 people and injured 40 people.", "differs"),
        ("The blast killed 12 people.", "A fire in Norden killed 15 people.", "unclear"),
        ("The code has 48 articles.", "The code consists of 47 articles on fishing.", "differs"),
        ("The code has 47 articles.", "The code consists of 47 articles on fishing.", "match"),
        ("The lease runs for 20 years.", "The lease runs for 30 years.", "differs"),
        ("Rents rose 5 percent.", "Rents rose 5 percentage points.", "unclear"),
        ("Rents rose 5 percent.", "Rents rose sharply.", "missing"),
        ("Rents rose 5%.", "Rents increased by five per cent.", "match"),
        ("Rents rose 5%.", "Wages rose 7%.", "unclear"),
    ],
)
def test_numbers_bind(claim: str, sentence: str, expected: str) -> None:
    assert outcome(claim, sentence, "number") == expected


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The mayor resigned on May 3.", "The mayor said on May 5 she had resigned."),
        ("The court convicted the former captain.", "The court acquitted the former captain's aide."),
        ("The captain was arrested in 2029.", "The captain was arrested in 2031 over a fire in 2029."),
        ("The mayor supports the plan.", "The mayor opposes the plan's critics."),
        ("The mayor supports the plan.", "Residents oppose the plan, which the mayor supports."),
        ("Velden signed the trade deal in 2028.", "Velden signed a fishing deal in 2030."),
        ("The mayor signed the lease.", "The mayor had vetoed an earlier lease."),
        ("The yard cut 300 jobs in Norden.", "The yard, which cut 200 jobs in Velden, will open a dock in Norden."),
        ("Rents rose to 5 percent in March.", "Rents fell to 3 percent in April."),
        ("The ferry sank on June 2.", "The ferry, launched on June 4, 2029, sank off the coast."),
        ("The law takes effect on January 1.", "The law, passed on December 12, takes effect on January 1."),
        ("The port fined the yard $5 million.", "The port fined the yard 5 million euros."),
        ("Norway beat Denmark in the final.", "Denmark beat Norway in the final."),
        ("Norden delivered 14 boats.", "Norden pledged to deliver 18 boats."),
    ],
)
def test_another_event_is_no_difference(claim: str, sentence: str) -> None:
    assert not compare(claim, sentence).differing


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Norway delivered 14 boats.", "Denmark delivered 14 boats to Velden and Norway delivered 18 boats."),
        ("The mayor visited Norden on Monday.", "The mayor visited Velden on Monday and Norden on Tuesday."),
        ("The ferry sank on June 2 with 80 sailors.", "The ferry sank on June 2 with 95 sailors on board."),
        ("The law was passed on January 1.", "The law, passed on December 12, takes effect on January 1."),
        ("The fair was held on August 10-12.", "The fair was held on August 17-19."),
    ],
)
def test_the_right_value_beside_another_noun_differs(claim: str, sentence: str) -> None:
    assert compare(claim, sentence).differing


def test_weekday_against_the_articles_date() -> None:
    claim, sentence = "The mayor signed the lease on May 7.", "The mayor signed the lease on Wednesday."
    assert outcome(claim, sentence, "date") == "unclear"
    assert outcome(claim, sentence, "date", reference_date="2031-05-09") == "match"
    assert outcome(claim, sentence, "date", reference_date="2031-05-24") == "differs"


def test_names_may_stand_in_the_context() -> None:
    claim, sentence = "Norway's council approved the lease.", "The council approved the lease."
    assert outcome(claim, sentence, "name") == "missing"
    report = compare(claim, sentence, context="Norway leases its harbour")
    assert [slot.sentence_span for slot in report.matched if slot.kind == "name"] == [None]


def test_opposite_polarity_is_a_difference() -> None:
    report = compare("The senate approved the budget.", "The senate rejected the budget.")
    (slot,) = report.differing
    assert (slot.kind, slot.claim_words, slot.sentence_words) == ("polarity", "approved", "rejected")


def test_opposites_on_other_dates_are_no_difference() -> None:
    assert not compare("Rents rose in May.", "Rents fell in June.").differing


def test_why_is_one_line_for_an_editor() -> None:
    report = compare("The mayor signed the lease on May 7.", "The mayor signed the lease on May 8.")
    assert report.differing[0].why == 'the claim says "May 7", the sentence says "May 8"'


def test_lists_by_outcome() -> None:
    report = compare("The mayor signed the lease on May 7 in Velden.", "The mayor signed the lease in May.")
    assert {slot.kind for slot in report.unsupported} == {"date", "name"}
    assert report.coverage > 0.7


def test_too_long_abstains() -> None:
    assert not compare("Rents rose 5%.", "Rents rose 7%. " * 1_000).comparisons


@pytest.mark.parametrize(
    ("claim", "sentence", "share"),
    [
        ("The senate ratified the treaty.", "The senate approved the pact.", 1.0),
        ("Norway supplied boats.", "Norwegian boats were delivered.", 1.0),
        ("Twelve died on May 7.", "The deaths shocked the town.", 1.0),
        ("The mayor resigned.", "Rain fell.", 0.0),
        ("", "Rain fell.", 0.0),
        ("The mayor signed the lease.", "The mayor read the lease.", 2 / 3),
    ],
)
def test_overlap(claim: str, sentence: str, share: float) -> None:
    assert overlap(claim, sentence) == pytest.approx(share)


def test_public_surface() -> None:
    assert len(set(pipeline.slots.__all__)) == len(pipeline.slots.__all__)
    assert all(hasattr(pipeline.slots, name) for name in pipeline.slots.__all__)


@pytest.mark.parametrize(
    ("sentence", "context", "outcome"),
    [
        (
            "The act does not lower harbour dues.",
            "Parliament passed the Varna Dues Act. The act does not ...",
            "differs",
        ),
        ("The bill does not lower harbour dues.", "Parliament passed the Varna Dues Act.", None),
    ],
)
def test_a_name_that_the_passage_introduced_may_be_shortened(sentence: str, context: str, outcome: str | None) -> None:
    claim = "The Varna Dues Act lowers harbour dues."
    found = [c for c in compare(claim, sentence, context=context).differing if c.kind == "polarity"]
    assert ([c.outcome for c in found] or [None]) == [outcome]
    for slot in found:
        assert slot.claim_span is not None
        assert claim[slice(*slot.claim_span)] == slot.claim_words
