"""What a model says is read strictly: one grade, on offer, or none."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grade.replies import LABELS, GradeReply, ReplyError, grade_schema, read_grade, read_label

GOOD = {"stance": "supports", "sentences": [2], "voice": "asserts", "speaker": None, "reason": "It says so."}
OTHER = {**GOOD, "stance": "contradicts"}


def said(text: str, *, finish: str | None = "stop") -> GradeReply:
    return read_grade(text, finish=finish, sentence_count=3)


def test_one_object_is_the_grade() -> None:
    named = {"claim": "May 3", "passage": "May 4"}
    assert said(json.dumps(GOOD)).model_dump() == {**GOOD, "differs": None}
    assert said(json.dumps({**GOOD, "differs": named})).model_dump() == {**GOOD, "differs": named}


def test_a_model_may_say_that_it_cannot_tell_and_that_is_no_stance() -> None:
    with pytest.raises(ReplyError, match="cannot tell: 'half of it is missing'"):
        said(json.dumps({**GOOD, "stance": "cannot_tell", "sentences": [], "reason": "half of it is missing"}))


@pytest.mark.parametrize(
    "text",
    [
        f"Here you are:\n```json\n{json.dumps(GOOD)}\n```\nDone.",
        f"{{broken {json.dumps(GOOD)}",
        f'{{"note": "not a grade"}} {json.dumps(GOOD)}',
        f"{json.dumps(GOOD)} {json.dumps(GOOD)}",
    ],
)
def test_text_around_the_one_grade_is_passed_over(text: str) -> None:
    assert said(text).stance == "supports"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no valid grade"),
        ("The passage supports the claim.", "no valid grade"),
        (json.dumps(GOOD) + json.dumps(OTHER), "two different grades"),
        (json.dumps(OTHER) + "\nNo wait.\n" + json.dumps(GOOD), "two different grades"),
        (json.dumps({**GOOD, "stance": "true"}), "no valid grade"),
        (json.dumps({**GOOD, "verdict": "supported"}), "no valid grade"),
        (json.dumps({**GOOD, "sentences": ["2"]}), "no valid grade"),
        (json.dumps({**GOOD, "sentences": [4]}), "not in the passage"),
        (json.dumps({**GOOD, "sentences": [0]}), "not in the passage"),
        (json.dumps({**GOOD, "sentences": []}), "no deciding sentence"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "voice"}), "no valid grade"),
        (
            '{"stance": "contradicts", "stance": "supports", "sentences": [1], "voice": "asserts", "speaker": null, '
            '"reason": ""}',
            "no valid grade",
        ),
        ("[" * 10_000, "no valid grade"),
        ("{" * 1_000_000, "far too long"),
        ('{"a":' * 3_000, "no valid grade"),
    ],
)
def test_anything_else_is_no_grade(text: str, reason: str) -> None:
    with pytest.raises(ReplyError, match=reason):
        said(text)


@pytest.mark.parametrize(("finish", "reason"), [("length", "cut off"), ("content_filter", "refused")])
def test_a_reply_that_did_not_end_by_itself_is_no_grade(finish: str, reason: str) -> None:
    with pytest.raises(ReplyError, match=reason):
        said(json.dumps(GOOD), finish=finish)


def test_the_schema_sent_and_the_model_read_have_the_same_fields() -> None:
    assert set(grade_schema()["properties"]) == set(GradeReply.model_fields) == set(grade_schema()["required"])


@given(st.text())
def test_no_reply_breaks_the_reader(text: str) -> None:
    try:
        said(text)
    except ReplyError:
        return
    raise AssertionError("random text was read as a grade")


def test_log_probabilities_are_shared_out_among_the_labels() -> None:
    labels = read_label("true", {"true": math.log(0.6), " False": math.log(0.2), "unk": math.log(0.1), "maybe": -3.0})
    assert labels == pytest.approx({"true": 0.6 / 0.9, "false": 0.2 / 0.9, "unknown": 0.1 / 0.9})


def test_without_log_probabilities_the_word_gets_all() -> None:
    assert read_label(" False.\n", None) == {"true": 0.0, "false": 1.0, "unknown": 0.0}


@pytest.mark.parametrize("text", ["", "supports", "true or false", "I think it is true", "TRUE false"])
def test_a_word_that_was_not_on_offer_is_no_grade(text: str) -> None:
    with pytest.raises(ReplyError, match="not on offer"):
        read_label(text, None)


def test_log_probabilities_of_other_words_do_not_make_a_label() -> None:
    with pytest.raises(ReplyError):
        read_label("Sure", {"Sure": math.log(0.9), "true": math.log(0.02)})


@given(st.dictionaries(st.text(max_size=8), st.floats(max_value=0.0)), st.text(max_size=20))
def test_labels_are_probabilities_or_an_error(logprobs: dict[str, float], text: str) -> None:
    try:
        labels = read_label(text, logprobs)
    except ReplyError:
        return
    assert set(labels) == set(LABELS)
    assert sum(labels.values()) == pytest.approx(1)
