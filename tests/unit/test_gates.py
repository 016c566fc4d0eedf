"""Gates: a capable model's grade is held against the text before it counts."""

from __future__ import annotations

import pytest

from pipeline.findings import Grade, Stance, Voice
from pipeline.gates import GateFailure, check_grade
from pipeline.retrieve import Candidate
from pipeline.split import passages
from store import Article, Claim

ARTICLE = Article.make(
    "The council of Orl approved the budget on May 4. The treasurer, Ana Kol, said that taxes would not rise. "
    "The assembly is expected to approve the port law next week. The mayor denied that a bribe was paid."
)
PASSAGE = passages(ARTICLE)[0]


def checked(claim: str, number: int, stance: Stance, voice: Voice = "asserts", speaker: str | None = None) -> Grade:
    span = PASSAGE.sentences[number - 1]
    wanted = Claim.make(claim)
    candidate = Candidate(ARTICLE, PASSAGE, span, 0.5)
    grade = Grade(wanted.id, ARTICLE.id, PASSAGE.id, stance, voice, speaker, (span,), None, "", "m", "p")
    return check_grade(grade, wanted, candidate)


def test_a_support_that_holds_passes() -> None:
    assert checked("The council of Orl approved the budget on May 4.", 1, "supports").stance == "supports"


@pytest.mark.parametrize(
    ("claim", "number", "words"),
    [
        ("The council of Orl approved the budget on May 3.", 1, "May 3"),
        ("The council of Orl approved the budget on May 4, 2023, by 9 votes to 4.", 1, "9"),
        ("The council of Tarn approved the budget on May 4.", 1, "Tarn"),
    ],
)
def test_a_support_at_odds_fails_with_the_words(claim: str, number: int, words: str) -> None:
    with pytest.raises(GateFailure, match=words):
        checked(claim, number, "supports")


@pytest.mark.parametrize("stance", ["supports", "contradicts"])
def test_a_plan_neither_supports_nor_contradicts_what_is_done(stance: Stance) -> None:
    grade = checked("The assembly approved the port law.", 3, stance)
    assert (grade.stance, grade.voice) == ("neutral", "plans")
    assert "not done" in grade.reason


def test_what_is_so_does_not_contradict_that_it_is_denied() -> None:
    with pytest.raises(GateFailure, match="another matter") as failure:
        checked("Orl denies having approved the budget.", 1, "contradicts")
    assert failure.value.settles_nothing


def test_code_names_the_voice_where_it_sees_a_cue() -> None:
    grade = checked("A bribe was paid.", 4, "contradicts")
    assert grade.voice == "denies"
    assert grade.speaker is not None
    assert "mayor" in grade.speaker.lower()
    assert any("cue" in flag for flag in grade.flags)


def test_without_a_cue_the_model_s_voice_stands() -> None:
    grade = checked("The council of Orl approved the budget on May 4.", 1, "supports", "attributes", "Ana Kol")
    assert (grade.voice, grade.speaker) == ("attributes", "Ana Kol")


def test_a_quote_from_outside_the_passage_fails() -> None:
    other = Article.make("Something else entirely was printed here today, at length.")
    wanted = Claim.make("The council of Orl approved the budget on May 4.")
    far = Candidate(other, passages(other)[0], (0, 10), 0.5)
    grade = Grade(wanted.id, other.id, "psg", "supports", "asserts", None, ((500, 520),), None, "", "m", "p")
    with pytest.raises(GateFailure, match="quote not found"):
        check_grade(grade, wanted, far)


def test_a_speaker_that_the_passage_does_not_name_is_not_printed() -> None:
    claim = "The council of Orl approved the budget on May 4."
    grade = checked(claim, 1, "supports", "attributes", "Elvis Presley")
    assert grade.speaker is None
    assert any("not in the passage" in flag for flag in grade.flags)


def contradicted(claim: str, number: int, differs: tuple[str, str] | None) -> Grade:
    span = PASSAGE.sentences[number - 1]
    wanted = Claim.make(claim)
    grade = Grade(wanted.id, ARTICLE.id, PASSAGE.id, "contradicts", "asserts", None, (span,), None, "", "m", "p")
    return check_grade(grade, wanted, Candidate(ARTICLE, PASSAGE, span, 0.5), differs)


def test_a_contradiction_that_code_sees_needs_no_words_of_the_model() -> None:
    assert contradicted("The council of Orl approved the budget on May 3.", 1, None).difference == "date"


def test_a_contradiction_is_shown_with_the_words_that_the_model_names() -> None:
    grade = contradicted("The council of Orl buried the budget.", 1, ("buried", "approved"))
    assert grade.difference == "content"
    assert grade.reason == 'the claim says "buried", the sentence says "approved"'
    named = contradicted("It was the council of Tarn that approved a budget.", 1, ("Tarn", "Orl"))
    assert named.difference == "name"


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        (None, "must name"),
        (("", ""), "is not in the claim"),
        (("rejected", "approved"), "is not in the claim"),
        (("buried", "rejected"), "is not in the quoted"),
        # Words of another sentence of the passage are not what was quoted.
        (("buried", "port law"), "is not in the quoted"),
        # Nor do the same words differ, or parts of words.
        (("the Budget", "the budget"), "both say it"),
        (("o", "p"), "is not in the claim"),
    ],
)
def test_a_contradiction_without_a_ground_is_contested(differs: tuple[str, str] | None, words: str) -> None:
    with pytest.raises(GateFailure, match=words) as failure:
        contradicted("The council of Orl buried the budget.", 1, differs)
    assert failure.value.contests


def test_a_support_with_another_date_is_contested_and_a_less_exact_one_is_not() -> None:
    with pytest.raises(GateFailure) as failure:
        checked("The council of Orl approved the budget on May 3.", 1, "supports")
    assert failure.value.contests
    with pytest.raises(GateFailure) as failure:
        checked("The council of Orl approved the budget on May 4, 2023, by 9 votes to 4.", 1, "supports")
    assert not failure.value.contests
