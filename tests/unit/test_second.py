"""A second reader takes a side away, and never gives one; it reads what the first has quoted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from pipeline.factcheck import FactChecker
from pipeline.findings import Grade, Leaning, Stance, Ungraded
from pipeline.grade import BriefGrader, FullGrader, load_layer, weighed
from pipeline.grade.second import read_again
from pipeline.llm import ChatModel, Message, Reply, Usage
from pipeline.retrieve import Candidate
from pipeline.settings import Settings
from pipeline.split import passages
from prompts import load
from store import Article, Claim
from tests.conftest import WordEmbedder
from tests.stub_server import StubServer, chat_reply

FIRST = Grade("c", "a", "p", "supports", "asserts", None, ((0, 9),), 0.9, "so it says", "m", "h")
CLAIM = Claim.make("The council of Orl approved the budget on May 3.")
REJECTED = "The council of Orl rejected the budget on May 2."
APPROVED = "On May 3 the council of Orl approved the budget after all."
AWAY = "Two members were away on holiday."


@pytest.mark.parametrize(
    ("first", "second", "stance", "contested"),
    [
        ("supports", "supports", "supports", None),
        ("supports", "neutral", "supports", None),
        ("supports", "contradicts", "neutral", "supports"),
        ("contradicts", "supports", "neutral", "contradicts"),
        ("contradicts", "contradicts", "contradicts", None),
    ],
)
def test_opposites_are_contested(first: Stance, second: Stance, stance: Stance, contested: str | None) -> None:
    found = weighed(replace(FIRST, stance=first), [replace(FIRST, stance=second)], "openai:second")
    assert (found.stance, found.contested, found.second == "opposed") == (stance, contested, contested is not None)
    assert found.quotes == FIRST.quotes
    assert "openai:second" in " ".join((*found.flags, found.reason))
    assert (found.confidence is None) == (contested is not None)


def test_opposites_in_other_words_are_no_opposites_and_are_told() -> None:
    found = weighed(FIRST, [replace(FIRST, stance="contradicts", quotes=((9, 20),))], "openai:second")
    assert (found.stance, found.contested) == ("supports", None)
    assert "contradicts the claim in other words" in found.flags[0]


@pytest.mark.parametrize(
    ("seconds", "contested"),
    [
        (("contradicts", "supports"), None),
        (("supports", "contradicts"), None),
        (("neutral", "contradicts"), "supports"),
        (("neutral", "neutral"), None),
    ],
)
def test_one_sentence_that_bears_it_out_is_enough(seconds: Sequence[Stance], contested: str | None) -> None:
    first = replace(FIRST, quotes=((0, 9), (9, 20)))
    read = [replace(FIRST, stance=s, quotes=(span,)) for s, span in zip(seconds, first.quotes, strict=True)]
    assert weighed(first, read, "openai:second").contested == contested


@pytest.mark.parametrize(
    ("second", "reading"), [("supports", "opposed"), ("contradicts", "agrees"), ("neutral", "silent")]
)
def test_what_leans_to_a_side_gets_none_by_agreement_and_can_be_opposed(second: Stance, reading: str) -> None:
    leaning = replace(FIRST, stance="neutral", contested="contradicts")
    found = weighed(leaning, [replace(FIRST, stance=second)], "openai:second")
    assert (found.stance, found.contested, found.second) == ("neutral", "contradicts", reading)


def test_a_second_reader_who_fails_decides_nothing_and_is_named() -> None:
    found = weighed(FIRST, [Ungraded("c", "a", "p", "it did not answer in time")], "openai:second")
    assert (found.stance, found.second) == ("supports", "failed")
    assert "did not answer in time" in found.flags[0]


class Model:
    """Answers as it is told to, and keeps what it was asked; a model of sentences reads "rejected" as false."""

    identity = base_identity = "stub"
    adapted = True

    def __init__(self, answer: dict[str, Any] | None = None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def ask(self, messages: Sequence[Message], **_: Any) -> Reply:
        self.asked.append(messages[-1].content)
        if self.answer is not None:
            return Reply(json.dumps(self.answer), "stop", None, False, Usage(calls=1))
        word = "false" if "rejected" in self.asked[-1] else "true" if "approved" in sentence(self) else "unknown"
        logprobs = {w: -0.02 if w == word else -5.0 for w in ("true", "false", "unknown")}
        return Reply(word, "stop", logprobs, False, Usage(calls=1))


def sentence(model: Model) -> str:
    """What a model of sentences was asked about last."""
    return model.asked[-1].splitlines()[0].removeprefix("Sentence: ")


def brief(model: Model) -> BriefGrader:
    return BriefGrader(cast("ChatModel", model), load("grade.adapted"), load_layer())


def full(stance: Leaning, *numbers: int, differs: tuple[str, str] | None = None) -> FullGrader:
    named = {"claim": differs[0], "passage": differs[1]} if differs else None
    answer: dict[str, Any] = {"stance": stance, "sentences": list(numbers), "differs": named}
    answer |= {"voice": "asserts", "speaker": None, "reason": "so it says"}
    return FullGrader(cast("ChatModel", Model(answer)), load("grade"))


def candidate(*sentences: str) -> Candidate:
    """The first sentence of a passage of these."""
    article = Article.make(" ".join(sentences), published="2024-05-05")
    (passage,) = passages(article)
    return Candidate.at(article, passage, passage.sentences[0], 0.9)


def both(first: BriefGrader | FullGrader, second: BriefGrader | FullGrader, given: Candidate) -> tuple[Grade, Usage]:
    async def work() -> tuple[Grade, Usage]:
        graded, _ = await first.grade(CLAIM, given)
        assert isinstance(graded, Grade)
        return await read_again(second, "openai:second", CLAIM, given, graded)

    return asyncio.run(work())


def test_a_reader_of_sentences_is_given_the_sentence_that_was_quoted() -> None:
    model = Model()
    found, usage = both(full("supports", 2), brief(model), candidate(REJECTED, APPROVED))
    assert sentence(model).startswith("On May 3")
    assert REJECTED not in model.asked[0]
    assert (found.stance, found.contested) == ("supports", None)
    assert usage.calls == 1


def test_a_reader_of_sentences_contests_the_sentence_that_was_quoted() -> None:
    first = full("supports", 2)
    found, _ = both(first, brief(Model()), candidate(AWAY, "The council of Orl rejected the budget on May 3."))
    assert (found.stance, found.contested, found.second) == ("neutral", "supports", "opposed")


def test_a_reader_of_sentences_reads_each_that_was_quoted_until_one_bears_it_out() -> None:
    model = Model()
    found, usage = both(full("supports", 1, 2, 3), brief(model), candidate(AWAY, APPROVED, REJECTED))
    assert found.stance == "supports"
    assert usage.calls == len(model.asked) == 2


def test_a_reader_of_passages_contests_only_the_words_that_were_quoted() -> None:
    given = candidate(APPROVED, REJECTED)
    elsewhere, _ = both(brief(Model()), full("contradicts", 2, differs=("approved", "rejected")), given)
    assert (elsewhere.stance, elsewhere.quotes) == ("supports", (given.span,))
    here, _ = both(brief(Model()), full("contradicts", 1, differs=("approved", "approved the budget")), given)
    assert (here.stance, here.contested) == ("neutral", "supports")


@pytest.fixture
def checker(embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[FactChecker]:
    settings = Settings(library="lib", model="openai:first", second_model="openai:second")
    with StubServer(lambda request: chat_reply("yes", tokens_in=20, tokens_out=3)) as stub:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
        with FactChecker(settings, embedder=embedder) as opened:
            yield opened


def test_all_that_is_asked_is_in_the_sum(checker: FactChecker) -> None:
    assert checker.spent == Usage()
    for model in checker.models:
        checker.run(model.ask([Message("user", model.name)], max_tokens=5))
    assert (checker.spent.calls, checker.spent.tokens_in, checker.spent.tokens_out) == (2, 40, 6)


def test_a_finding_names_the_prompts_of_both(checker: FactChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checker.grader_identity().prompt_hashes == {"grade": load("grade").hash}
    assert str(checker.grader_identity().second_model).startswith("openai:second")
    monkeypatch.setitem(checker._graders.__dict__, "second", brief(Model()))
    identity = checker.grader_identity()
    assert identity.prompt_hashes == {name: load(name).hash for name in ("grade", "grade.adapted")}
    assert (identity.grader, identity.layer_hash) == ("full", None)


def test_without_a_second_model_nothing_of_it_is_named(embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    with FactChecker(Settings(library="lib", model="openai:first"), embedder=embedder) as checker:
        identity = checker.grader_identity()
    assert (identity.second_model, dict(identity.prompt_hashes)) == (None, {"grade": load("grade").hash})
