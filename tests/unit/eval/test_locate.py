"""From drafts with quotes to cases with spans."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.suite.corpus import load_corpus
from eval.suite.locate import LocateError, located, main
from eval.suite.records import CASE
from store import Article

VOTED = "The council of Orl approved the budget on Tuesday."
DEBATE = "The debate went on past midnight – “far too long”, said the mayor."
TWICE = "Nobody was hurt."
WIRE = f"{VOTED} {DEBATE}\n\n{TWICE} The hall was full. {TWICE}\n"
POST = "Members had other plans. The budget was rejected on Wednesday.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two articles of one event; the second has front matter, which its spans do not count."""
    folder = tmp_path / "corpus"
    (folder / "town").mkdir(parents=True)
    (folder / "town" / "wire.txt").write_text(WIRE, encoding="utf-8")
    (folder / "town" / "post.md").write_text(f"---\npublisher: Orl Post\npublished: 2025-05-08\n---\n{POST}")
    return folder


@pytest.fixture
def articles(corpus: Path) -> dict[str, Article]:
    return load_corpus(corpus)


def evidence(*quotes: str, article: str = "town/wire", stance: str = "supports") -> dict[str, Any]:
    return {"article": article, "stance": stance, "voice": "asserts", "quotes": list(quotes)}


def draft(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "claim",
        "id": "town-001",
        "event": "town",
        "kind": "date",
        "claim": "The council approved the budget on Tuesday.",
        "verdict": "supported",
        "evidence": list(entries) or [evidence(VOTED)],
        "origins": [["town/wire"]],
        "why": "So the wire says.",
        **more,
    }


def test_quotes_become_spans_and_the_rest_stays(articles: dict[str, Article]) -> None:
    given = draft(evidence(VOTED), evidence(VOTED, DEBATE))
    found = located(draft(evidence(VOTED), evidence(VOTED, DEBATE)), articles)
    # Positions counted by hand: the first sentence begins the text, one blank parts it from the second.
    first = {"start": 0, "end": 50, "text": VOTED}
    second = {"start": 51, "end": 51 + len(DEBATE), "text": DEBATE}
    assert [e["spans"] for e in found["evidence"]] == [[first], [first, second]]
    for entry in found["evidence"]:
        for span in entry["spans"]:
            assert WIRE[span["start"] : span["end"]] == span["text"]
    assert not any("quotes" in e for e in found["evidence"])
    assert {k: v for k, v in found.items() if k != "evidence"} == {k: v for k, v in given.items() if k != "evidence"}
    CASE.validate_python(found)


def test_spans_count_in_the_text_behind_the_front_matter(articles: dict[str, Article]) -> None:
    quote = "The budget was rejected on Wednesday."
    refuted = draft(
        evidence(quote, article="town/post", stance="contradicts"), verdict="refuted", origins=[["town/post"]]
    )
    assert located(refuted, articles)["evidence"][0]["spans"] == [{"start": 25, "end": 62, "text": quote}]


def test_a_question_has_its_quotes_in_what_it_contains(articles: dict[str, Article]) -> None:
    question = {
        "type": "question",
        "id": "town-q-01",
        "event": "town",
        "asks": "when",
        "question": "When was the budget approved?",
        "contains": [{"claim": "On Tuesday.", "evidence": [evidence(VOTED)]}],
        "why": "So the wire says.",
    }
    found = located(question, articles)
    assert found["contains"][0]["evidence"][0]["spans"] == [{"start": 0, "end": 50, "text": VOTED}]


def test_spans_that_are_there_already_are_left_alone(articles: dict[str, Article]) -> None:
    done = located(draft(), articles)
    assert located(json.loads(json.dumps(done)), articles) == done


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (evidence("The council rejected it."), ["town/wire", "'The council rejected it.'", "0 times"]),
        # Other quotation marks are other words.
        (evidence(DEBATE.replace("“", '"').replace("”", '"')), ["0 times"]),
        (evidence(TWICE), ["town/wire", f"'{TWICE}'", "2 times"]),
        (evidence(VOTED, article="town/ledger"), ["there is no article town/ledger"]),
        # Cut at its end, at its beginning, on both sides; the whole sentence is shown.
        (evidence("The council of Orl approved the budget"), ["not one whole sentence", VOTED]),
        (evidence("the budget on Tuesday."), ["not one whole sentence", VOTED]),
        (evidence("approved the budget"), ["not one whole sentence", VOTED]),
        (evidence(VOTED.removesuffix(".")), ["not one whole sentence", VOTED]),
        # Two sentences are two quotes.
        (evidence(f"{VOTED} {DEBATE}"), ["not one whole sentence", VOTED]),
        (evidence(VOTED + " "), ["not one whole sentence", VOTED]),
        (evidence(""), ["town/wire holds ''"]),
        (evidence(), ["evidence.0.spans"]),
    ],
)
def test_a_quote_that_cannot_be_placed_is_named(
    articles: dict[str, Article], entry: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(LocateError) as caught:
        located(draft(entry), articles)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "quote", [f" {DEBATE}", "\n\nNobody was hurt. The hall was full.", " The hall was full. Nobody"]
)
def test_a_quote_that_begins_between_sentences_is_not_a_whole_one(articles: dict[str, Article], quote: str) -> None:
    """No sentence holds its first character, so nothing is left to hold it against."""
    with pytest.raises(LocateError, match="not one whole sentence"):
        located(draft(evidence(quote)), articles)


def test_a_case_that_is_none_says_what_is_wrong(articles: dict[str, Article]) -> None:
    with pytest.raises(LocateError, match="comes to supported"):
        located(draft(verdict="refuted"), articles)
    with pytest.raises(LocateError, match=r"kind: .*; .*why: "):
        located(draft(kind="mood", why=""), articles)


Locate = Callable[..., int]


@pytest.fixture
def locate(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Locate:
    """Runs the command on a draft of these lines; what comes of it lies in `town.jsonl`."""

    def once(*lines: str, folder: Path = corpus) -> int:
        path = tmp_path / "draft.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        output = tmp_path / "town.jsonl"
        monkeypatch.setattr(sys, "argv", ["locate", str(path), "-o", str(output), "--corpus", str(folder)])
        return main()

    return once


def test_the_command_writes_one_case_a_line(locate: Locate, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = draft(), draft(id="town-002", why="Und so sagt es die Agentur – „so“.")
    assert locate(json.dumps(first), "", json.dumps(second, ensure_ascii=False), "  ") == 0
    lines = (tmp_path / "town.jsonl").read_text(encoding="utf-8").splitlines()
    assert [CASE.validate_json(line).id for line in lines] == ["town-001", "town-002"]
    assert "„so“" in lines[1]
    assert "2 cases" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (json.dumps(draft())[:-1], "JSONDecodeError"),
        ("not JSON", "JSONDecodeError"),
        ("\x00", "JSONDecodeError"),
        (json.dumps(draft(evidence("It never happened."))), "0 times"),
        (json.dumps(draft(evidence(TWICE))), "2 times"),
        (json.dumps(draft(evidence("approved the budget"))), "not one whole sentence"),
        (json.dumps(draft(verdict="refuted")), "comes to supported"),
        (json.dumps(draft({"stance": "supports", "voice": "asserts", "quotes": [VOTED]})), "article"),
        (json.dumps(draft({"article": "town/wire", "quotes": [7]})), "TypeError"),
        (json.dumps(draft() | {"evidence": None}), "TypeError"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_nothing_is_written(
    locate: Locate, tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str, words: str
) -> None:
    output = tmp_path / "town.jsonl"
    output.write_text("what was there before\n")
    assert locate(json.dumps(draft()), "", bad, json.dumps(draft(id="town-002"))) == 2
    errors = capsys.readouterr().err
    assert f"{tmp_path / 'draft.jsonl'}:3: " in errors
    assert words in errors
    assert "1 lines cannot be used; nothing was written" in errors
    assert output.read_text() == "what was there before\n"


def test_all_bad_lines_are_named_at_once(locate: Locate, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert locate("{", json.dumps(draft()), json.dumps(draft(evidence(TWICE)))) == 2
    errors = capsys.readouterr().err
    assert "draft.jsonl:1: " in errors
    assert "draft.jsonl:2: " not in errors
    assert "draft.jsonl:3: " in errors
    assert not (tmp_path / "town.jsonl").exists()


@pytest.mark.parametrize(
    "bad", ["[1]", '"a draft"', "null", "7", json.dumps(draft() | {"evidence": ["quotes"]}), "[" * 100_000]
)
def test_json_that_is_no_draft_is_named_like_any_other_line(
    locate: Locate, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    assert locate(json.dumps(draft()), bad) == 2
    assert "draft.jsonl:2: " in capsys.readouterr().err


def test_a_line_ends_at_its_newline_only(locate: Locate, tmp_path: Path) -> None:
    """U+2028 and U+0085 may stand raw in a JSON string, and case files are read by newlines."""
    assert locate(json.dumps(draft(why="So the wire\u2028says."), ensure_ascii=False)) == 0
    (line,) = (tmp_path / "town.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert json.loads(line)["why"] == "So the wire\u2028says."


def test_an_id_given_twice_is_an_error(locate: Locate, capsys: pytest.CaptureFixture[str]) -> None:
    assert locate(json.dumps(draft()), json.dumps(draft(claim="Another claim."))) == 2
    assert "draft.jsonl:2: " in capsys.readouterr().err


def test_a_draft_without_lines_does_not_empty_the_case_file(locate: Locate, tmp_path: Path) -> None:
    output = tmp_path / "town.jsonl"
    output.write_text("what was there before\n")
    assert locate("", "   ") == 2
    assert output.read_text() == "what was there before\n"
