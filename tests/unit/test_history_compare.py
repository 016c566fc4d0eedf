"""What changed between two findings: each cause is named, in words that hostile text cannot break."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.history.compare import Held, compare
from pipeline.history.records import Change
from store.history import KeptFinding
from tests.unit.test_history_store import finding, person, source

A, B = source("a", publisher="Courier", published="2025-05-01"), source("b", publisher="Gazette")
HELD = Held({"a": "", "b": ""}, {"a": "", "b": ""})


def changed(before: dict[str, Any], after: dict[str, Any], held: Held = HELD, persons: Any = ()) -> Change:
    one = finding(**({"id": "fnd_1", "sources": (A,)} | before))
    other = finding(**({"id": "fnd_2", "sources": (A,), "at": "2026-02-01T00:00:00Z"} | after))
    return compare(one, other, held, persons)


def told(change: Change) -> list[tuple[str, str]]:
    return [(r.kind, r.text) for r in change.reasons]


def test_a_new_article() -> None:
    against = replace(B, stance="contradicts")
    change = changed({}, {"sources": (A, against), "verdict": "conflicting"}, Held({"a": ""}, {"a": "", "b": ""}))
    assert change.verdicts == ("supported", "conflicting")
    assert (change.before, change.after, change.at) == ("fnd_1", "fnd_2", "2026-02-01T00:00:00Z")
    assert told(change) == [("new_source", "new: Gazette (date unknown) contradicts it: “It is so.”")]
    assert change.reasons[0].article_id == "b"


def test_an_article_that_is_gone() -> None:
    change = changed({"sources": (A, B)}, {}, Held({"a": "", "b": ""}, {"a": ""}))
    assert told(change) == [("source_gone", "Gazette (date unknown), which supports it, is no longer in the library")]


def test_an_article_that_its_outlet_has_corrected() -> None:
    newer = replace(A, article_id="a2", stance="contradicts")
    change = changed({}, {"sources": (newer,), "replaced": {"a": "a2"}}, Held({"a": ""}, {"a2": ""}))
    text = "Courier (2025-05-01) was corrected: it contradicts it, before it supports it"
    assert told(change) == [("corrected", text)]


def test_a_correction_that_takes_the_source_away() -> None:
    change = changed({}, {"sources": (), "replaced": {"a": "a2"}}, Held({"a": ""}, {}))
    assert told(change) == [
        ("corrected", "Courier (2025-05-01), which supports it, was corrected, and bears on it no longer")
    ]


def test_a_date_set_by_hand() -> None:
    mended = replace(A, published="2025-05-02")
    change = changed({}, {"sources": (mended,)}, Held({"a": ""}, {"a": '{"published": "2025-05-02"}'}))
    assert told(change) == [("corrected", "what is known of Courier (2025-05-02) was corrected by hand")]


def test_the_same_article_read_otherwise_by_another_model_and_prompt() -> None:
    after = {"sources": (replace(A, voice="attributes", speaker="the mayor"),), "model": "n"}
    change = changed({}, {**after, "prompt_hashes": {"grade": "2"}})
    text = "Courier (2025-05-01) is read otherwise: it supports it as said by the mayor, before it supports it"
    assert told(change) == [
        ("other_reading", text),
        ("model", "graded by n, before by m"),
        ("prompt", "another prompt: grade"),
    ]


def test_a_second_model_that_contests_the_first() -> None:
    contested = replace(A, stance="neutral", contested="supports")
    change = changed({}, {"sources": (contested,), "second_model": "openai:x", "verdict": "not_enough_evidence"})
    text = (
        "Courier (2025-05-01) is read otherwise: it is contested (one reader sees that it supports it, another does "
        "not), before it supports it"
    )
    assert told(change) == [("other_reading", text), ("model", "read again by openai:x, before by nobody")]
    open_now = changed({"sources": (contested,)}, {"sources": (replace(contested, contested=None),)})
    assert [r.kind for r in open_now.reasons] == ["other_reading"]


def test_articles_that_were_there_all_along() -> None:
    came = changed({}, {"sources": (A, B)})
    assert told(came) == [
        ("other_reading", "Gazette (date unknown) was there before, but only now supports it: “It is so.”")
    ]
    went = changed({"sources": (A, B)}, {})
    assert told(went) == [
        ("other_reading", "Gazette (date unknown), which supports it, is still there, but is no longer a source")
    ]


def test_another_as_of_leaves_later_and_undated_articles_out() -> None:
    for gone in (A, B):
        change = changed({"sources": (gone,)}, {"sources": (), "as_of": "2025-04-01"})
        assert [r.kind for r in change.reasons] == ["as_of", "as_of"]
        assert "is left out as of 2025-04-01" in change.reasons[0].text
    assert told(changed({"as_of": "2025-04-01"}, {})) == [("as_of", "as of today, before as of 2025-04-01")]


def test_copies_that_were_found() -> None:
    merged = (A, replace(B, origin="a"))
    assert told(changed({"sources": (A, B)}, {"sources": merged})) == [
        ("origins", "Courier (2025-05-01) and Gazette (date unknown) count as one origin now")
    ]
    assert "are two origins now" in told(changed({"sources": merged}, {"sources": (A, B)}))[0][1]


@pytest.mark.parametrize(
    ("after", "kind", "words"),
    [
        ({"limits": {"publisher": "X"}}, "limits", "limited to publisher X, before to nothing"),
        ({"embedder": "other"}, "model", "looked up with other"),
        ({"layer_hash": "l"}, "version", "layer"),
        ({"version": "0.2"}, "version", "twosource 0.2, before 0.1"),
        ({"ungraded": 2}, "coverage", "could not be graded: 2, before 0"),
        ({"sources": (replace(A, quote="Other."),)}, "other_reading", "quoted with another sentence"),
        ({"verdict": "refuted"}, "unexplained", "nothing that is kept"),
    ],
)
def test_other_causes(after: dict[str, Any], kind: str, words: str) -> None:
    change = changed({}, after)
    assert [r.kind for r in change.reasons] == [kind]
    assert words in change.reasons[0].text


def test_what_people_decided_in_between_is_told_and_explains_nothing() -> None:
    persons = [person(at=f"{year}-01-15T00:00:00Z", by="Ana\x1b[31m") for year in (2025, 2026, 2027)]
    change = changed({"verdict": "supported"}, {"verdict": "refuted"}, persons=persons)
    assert [r.kind for r in change.reasons] == ["unexplained", "person"]
    assert change.reasons[1].text == "a person (Ana [31m) decided: refuted"


_TEXT = st.text(max_size=30) | st.sampled_from(["\x1b[31m", "a\nb", "\u202e", "\ud800", "{}", "%s {0}"])
_SOURCE = st.builds(
    source,
    st.sampled_from(["a", "b", "c"]),
    publisher=_TEXT | st.none(),
    published=st.sampled_from(["2025-01-01", "2026-01-01"]) | st.none(),
    stance=st.sampled_from(["supports", "contradicts", "neutral"]) | _TEXT,
    voice=st.sampled_from(["asserts", "attributes", "denies", "plans", "hedges"]) | _TEXT,
    speaker=_TEXT | st.none(),
    origin=st.sampled_from(["o1", "o2"]),
    quote=_TEXT,
)
_FINDING = st.builds(
    finding,
    st.sampled_from(["supported", "refuted"]),
    sources=st.lists(_SOURCE, max_size=4).map(tuple),
    model=_TEXT,
    as_of=st.sampled_from(["2025-06-01"]) | st.none(),
    replaced=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["a", "b", "d"]), max_size=2),
)
_HELD = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["", "mend"]))


@given(_FINDING, _FINDING, _HELD, _HELD)
def test_there_is_always_a_reason_and_it_is_one_line(
    before: KeptFinding, after: KeptFinding, then: dict[str, str], now: dict[str, str]
) -> None:
    change = compare(before, after, Held(then, now))
    assert change.reasons
    assert all(r.text.isprintable() and "\n" not in r.text for r in change.reasons)
