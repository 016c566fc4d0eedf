"""`ingest` and `check` against a stub server: what a model says, and what comes out at the other end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import WordEmbedder
from tests.integration.conftest import Run
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply

CLAIM = "Orl's city council approved the budget on May 3."


def grade(stance: str, sentences: list[int], **more: Any) -> str:
    return json.dumps(
        {"stance": stance, "sentences": sentences, "voice": "asserts", "speaker": None, "reason": "so it says", **more}
    )


def last_passage(request: Recorded) -> str:
    """The message with the passage to grade; behind it may stand the model's answer and why it is asked again."""
    contents = [message["content"] for message in request.json["messages"]]
    return str(next(c for c in reversed(contents) if c.startswith("Claim: ")))


def reads_dates(request: Recorded) -> Scripted:
    """A model that reads: supports what has May 3, contradicts what has May 4, by sentence number."""
    passage = last_passage(request)
    for stance, date in (("supports", "May 3"), ("contradicts", "May 4")):
        found = re.search(rf"^\[(\d+)\] .*{date}", passage.split("\n", 1)[1], re.M)
        if found:
            own = re.search(r"May \d", passage.split("\n", 1)[0])
            differs = {"claim": own[0], "passage": date} if own and stance == "contradicts" else None
            return chat_reply(grade(stance, [int(found[1])], differs=differs))
    return chat_reply(grade("neutral", []))


def answers(grading: Callable[[Recorded], Scripted]) -> Callable[[Recorded], Scripted]:
    """A model that draws each sentence as a claim, and grades as told."""

    def reply(request: Recorded) -> Scripted:
        if "claims" not in request.json["response_format"]["json_schema"]["schema"]["properties"]:
            return grading(request)
        passage = [m["content"] for m in request.json["messages"] if "---- passage" in m["content"]][-1]
        claims = [
            {"sentence": int(number), "text": text, "voice": "asserts", "speaker": None, "when": None}
            for number, text in re.findall(r"^\[(\d+)\] (.*)$", passage, re.M)
        ]
        return chat_reply(json.dumps({"claims": claims, "dropped": []}))

    return reply


@pytest.fixture
def library(run: Run, articles: Path) -> str:
    assert run("ingest", str(articles), "--library", "lib").code == 0
    return "lib"


def checked(run: Run, library: str, *more: str) -> dict[str, Any]:
    ran = run("check", CLAIM, "--library", library, "--model", "openai:any", "--json", *more)
    assert ran.code == 0, ran.err
    finding = json.loads(ran.out)
    jsonschema.validate(finding, json.loads(run("schema", "finding").out))
    return dict(finding)


def quotes_are_exact(finding: dict[str, Any], articles: Path) -> None:
    for source in finding["sources"]:
        path = Path(source["path"])
        text = path.read_text().split("---\n", 2)[-1]
        assert path.parent == articles
        for quote in source["quotes"]:
            assert text[quote["start"] : quote["end"]] == quote["text"]


def test_a_conflict_with_both_quotes(run: Run, library: str, articles: Path, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    finding = checked(run, library)
    assert finding["verdict"] == "conflicting"
    assert finding["counts"] == {
        "supports": {"articles": 2, "origins": 2},
        "contradicts": {"articles": 1, "origins": 1},
    }
    assert finding["conflict"]["type"] == "date"
    assert "May 3" in finding["conflict"]["quotes"][0]["text"]
    assert "May 4" in finding["conflict"]["quotes"][1]["text"]
    quotes_are_exact(finding, articles)
    by_name = {Path(s["path"]).name: s for s in finding["sources"]}
    assert by_name["gazette.md"]["publisher"] == "Orl Gazette"
    assert by_name["gazette.md"]["published"] == "2024-05-06"
    assert finding["provenance"]["model"].startswith("openai:any@http://127.0.0.1")


def test_what_is_sent(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    checked(run, library)
    assert len(stub.requests) == 3
    for request in stub.requests:
        assert request.json["model"] == "any"
        assert request.json["temperature"] == 0
        assert request.json["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
        assert CLAIM in request.json["messages"][-1]["content"]
        fences = re.findall(r"^---- passage ([0-9a-f]{16}) ----$", request.json["messages"][-1]["content"], re.M)
        assert len(fences) == 2
        assert fences[0] == fences[1]


def test_the_second_time_nothing_is_sent(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    first = checked(run, library)
    sent = len(stub.requests)
    second = checked(run, library)
    assert len(stub.requests) == sent
    assert second["usage"] == {"calls": 0, "cached": 3, "tokens_in": 0, "tokens_out": 0, "cost_usd": 0.0}
    assert {**first, "usage": None} == {**second, "usage": None}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (chat_reply("The passage supports the claim."), "no valid grade"),
        (chat_reply(grade("supports", [1]) + "\n" + grade("contradicts", [1])), "two different grades"),
        (chat_reply('{"stance": "supports", "sent', finish="length"), "cut off"),
        (chat_reply(grade("supports", [9])), "not in the passage"),
        (chat_reply(""), "no valid grade"),
        (chat_reply(grade("supports", [1], verdict="supported")), "no valid grade"),
    ],
)
def test_a_bad_reply_is_ungraded_and_never_a_stance(
    run: Run, library: str, stub: StubServer, bad: Scripted, reason: str
) -> None:
    stub.otherwise = lambda request: bad
    finding = checked(run, library)
    assert finding["verdict"] == "ungraded"
    assert finding["sources"] == []
    assert finding["coverage"]["graded"] == 0
    assert finding["coverage"]["attempted"] == 3
    for passage in finding["coverage"]["ungraded"]:
        assert reason in passage["reason"]


def test_faults_are_ridden_out(run: Run, library: str, stub: StubServer) -> None:
    stub.reply(
        error_reply(429, headers={"Retry-After": "0"}),
        error_reply(500),
        Scripted(reset=True),
    )
    stub.otherwise = reads_dates
    finding = checked(run, library, "--concurrency", "1")
    assert finding["coverage"]["ungraded"] == []
    assert finding["verdict"] == "conflicting"


def test_a_hang_is_ungraded_with_the_reason(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: Scripted(hang=True)
    finding = checked(run, library, "--timeout", "0.3", "--deadline", "1")
    assert finding["verdict"] == "ungraded"
    assert {p["article_id"] for p in finding["coverage"]["ungraded"]}
    assert "no verdict" in finding["summary"]


def test_a_support_with_another_date_is_asked_again_and_then_demoted(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: chat_reply(grade("supports", [2 if "diary" in str(request.json) else 1]))
    finding = checked(run, library)
    ungraded = finding["coverage"]["ungraded"]
    assert any("at odds" in p["reason"] for p in ungraded)
    again = [r for r in stub.requests if len(r.json["messages"]) > len(stub.requests[0].json["messages"])]
    assert again
    assert "at odds" in again[0].json["messages"][-1]["content"]


@pytest.mark.parametrize("status", [401, 404])
def test_a_wrong_key_or_model_ends_at_once(run: Run, library: str, stub: StubServer, status: int) -> None:
    stub.otherwise = lambda request: error_reply(status, "bad key sk-test-0123456789")
    ran = run("check", CLAIM, "--library", library, "--model", "openai:any", "--concurrency", "1")
    assert ran.code == 4
    assert len(stub.requests) == 1
    assert "sk-test-0123456789" not in ran.err
    assert ran.err.startswith("twosource: ")
    assert len(ran.err.splitlines()) <= 2


def test_text_for_people(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    ran = run("check", CLAIM, "--library", library)
    assert "CONFLICTING" in ran.out
    assert "Orl Gazette" in ran.out
    assert "2 articles from 2 independent origins support it" in " ".join(ran.out.split())


def test_fail_on(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: chat_reply("?")
    arguments = ("check", CLAIM, "--library", library, "--fail-on")
    assert run(*arguments, "ungraded").code == 1
    assert run(*arguments, "refuted").code == 0


def test_as_of_leaves_out_later_articles_and_those_without_a_date(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = reads_dates
    assert checked(run, library, "--as-of", "2024-05-05")["sources"] == []
    finding = checked(run, library, "--as-of", "2024-05-06")
    assert {Path(s["path"]).name for s in finding["sources"]} == {"gazette.md"}
    assert finding["provenance"]["as_of"] == "2024-05-06"
    assert "articles without a date are left out" in " ".join(finding["provenance"]["notes"])


def test_a_long_article_cannot_crowd_out_the_others(
    run: Run, articles: Path, stub: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """420 paragraphs of one article are all nearer to the claim than what two others say."""
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())
    spam = "\n\n".join(f"{CLAIM[:-1]} in session {n}. " + "it was so, and so " * 25 + "it was." for n in range(420))
    (articles / "spam.txt").write_text(spam)
    assert run("ingest", str(articles), "--library", "lib").code == 0
    stub.otherwise = reads_dates
    finding = checked(run, "lib")
    assert {Path(s["path"]).name for s in finding["sources"]} >= {"courier.txt", "diary.txt", "gazette.md"}
    assert finding["verdict"] == "conflicting"


def asked(run: Run, question: str, library: str = "lib") -> dict[str, Any]:
    ran = run("ask", question, "--library", library, "--model", "openai:any", "--json")
    assert ran.code == 0, ran.err
    answer = json.loads(ran.out)
    jsonschema.validate(answer, json.loads(run("schema", "answer").out))
    return dict(answer)


def test_a_question_shows_both_sides(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = answers(reads_dates)
    answer = asked(run, "When did Orl's city council approve the budget?")
    said = " ".join(sentence["text"] for sentence in answer["sentences"])
    assert "May 3" in said
    assert "May 4" in said
    for sentence in answer["sentences"]:
        assert set(sentence["citations"]) <= {c["number"] for c in answer["citations"]}
        assert sentence["citations"]


def test_a_yes_or_no_that_is_only_told_in_other_words_says_so(run: Run, library: str, stub: StubServer) -> None:
    def settles_only_what_it_quotes(request: Recorded) -> Scripted:
        claim = last_passage(request).split("\n")[0]
        return chat_reply(grade("neutral", [])) if "Did" in claim or "approve the" in claim else reads_dates(request)

    stub.otherwise = answers(settles_only_what_it_quotes)
    answer = asked(run, "Did Orl's city council approve the budget?")
    assert answer["sentences"][0]["text"].startswith("Told as done, in other words: ")
    assert answer["sentences"][0]["citations"]


def test_what_could_not_be_read_for_claims_is_told(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: error_reply(400, "no")
    answer = asked(run, "When did Orl's city council approve the budget?")
    assert answer["sentences"] == []
    assert "3 passages could not be read for claims" in " ".join(answer["provenance"]["notes"])
    stub.otherwise = answers(reads_dates)
    assert "could not be read" not in json.dumps(asked(run, "When did Orl's city council approve the budget?"))


def test_a_time_line_that_could_not_be_read_is_not_told_as_no_event(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = lambda request: error_reply(400, "no")
    arguments = ("timeline", "Orl budget", "--library", library, "--model", "openai:any")
    ran = run(*arguments)
    assert ran.code == 5
    assert "No event could be read." in ran.out
    assert "Could not be read for claims: 3 passages" in ran.out
    stub.otherwise = answers(reads_dates)
    again = run(*arguments, "--json")
    assert again.code == 0
    line = json.loads(again.out)
    jsonschema.validate(line, json.loads(run("schema", "timeline").out))
    assert (line["unread"], len(line["events"]) > 0) == (0, True)


def test_a_yes_or_no_that_nobody_settles_is_told_so(run: Run, library: str, stub: StubServer) -> None:
    stub.otherwise = answers(lambda _: chat_reply(grade("neutral", [])))
    answer = asked(run, "Did Orl's city council approve the budget?")
    assert answer["sentences"] == []
    assert answer["not_said"].startswith("No answer was found in the articles.")


@pytest.mark.parametrize(
    ("second", "verdict"), [("supports", "supported"), ("neutral", "supported"), ("contradicts", "not_enough_evidence")]
)
def test_a_second_model_reads_what_takes_a_side(
    run: Run, library: str, stub: StubServer, second: str, verdict: str
) -> None:
    def reply(request: Recorded) -> Scripted:
        found = re.search(r"^\[(\d+)\] .*May 3", last_passage(request).split("\n", 1)[1], re.M)
        if found is None:
            assert request.json["model"] != "second", "it is asked only about what takes a side"
            return chat_reply(grade("neutral", []))
        if request.json["model"] != "second":
            return chat_reply(grade("supports", [int(found[1])]))
        differs = {"claim": "approved", "passage": "May 3"} if second == "contradicts" else None
        return chat_reply(grade(second, [int(found[1])] if second != "neutral" else [], differs=differs))

    stub.otherwise = reply
    done = run("check", CLAIM, "--library", library, "--second-model", "openai:second", "--json")
    finding = json.loads(done.out)
    assert finding["verdict"] == verdict
    assert finding["provenance"]["second_model"].startswith("openai:second")
    if second == "contradicts":
        assert {s["contested"] for s in finding["sources"]} == {"supports"}
        assert finding["coverage"]["contested"] > 0
        assert "contested" in finding["summary"]
