"""The stages on gold input: what is shown, what is graded, what code makes of gold grades."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from eval.run.stages import Piece, Pieces, grade_pieces, judge_gold, origin_groups, retrieved, visible
from eval.suite.corpus import load_corpus
from eval.suite.records import CASE, ClaimCase, Evidence, implied_verdict
from pipeline.factcheck import FactChecker
from pipeline.findings import Grade, Source, Stance, Ungraded, Voice
from pipeline.llm import Usage
from pipeline.retrieve import Candidate
from pipeline.split import passages
from store import Article, Claim
from tests.conftest import WordEmbedder

CLAIM = "The council of Orl approved the budget on May 3."
VOTED = "The council of Orl approved the budget on May 3 after a debate."
LATE = "Members stayed until two in the morning."
PLAN = "The council is expected to vote on the budget on May 3."
OTHER_DAY = "Councillors passed next year's budget on May 4, our reporter saw."
NEAREST = "On May 3 the council of Orl talked of the budget."
DENIED = "The mayor denies that the council approved any budget."
FILES = {
    "town/wire.md": f"---\npublisher: Orl Wire\npublished: 2025-05-04\n---\n{VOTED} {LATE}\n\n{PLAN}\n",
    "town/post.md": f"---\npublisher: Orl Post\npublished: 2025-05-06\n---\nMarkets were quiet. {OTHER_DAY}\n",
    # Silent, and undated; its second sentence is the one that shares the claim's words.
    "town/diary.md": f"---\npublisher: Orl Diary\n---\nSpring has come to the harbour. {NEAREST} Boats are out.\n",
    "town/ledger.md": "---\npublisher: Ledger\npublished: 2025-05-08\n---\nA bakery opened. The council was away.\n",
    "town/leaflet.md": f"---\npublisher: Town Hall Leaflet\npublished: 2025-05-05\n---\nWe hear much. {DENIED}\n",
    "town-2/wire.md": f"---\npublisher: Another Town\npublished: 2025-05-04\n---\n{VOTED}\n",
    "mine/wire.md": f"---\npublisher: Mine Wire\npublished: 2025-05-04\n---\n{VOTED} The mine is open.\n",
}
TOWN = ["town/diary", "town/leaflet", "town/ledger", "town/post", "town/wire"]


@pytest.fixture
def articles(tmp_path: Path) -> dict[str, Article]:
    return corpus(tmp_path / "corpus", FILES)


def corpus(folder: Path, files: dict[str, str]) -> dict[str, Article]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load_corpus(folder)


def evidence(
    articles: dict[str, Article], name: str, *words: str, stance: str = "supports", voice: str = "asserts"
) -> dict[str, Any]:
    text = articles[name].text
    spans = [{"start": text.index(w), "end": text.index(w) + len(w), "text": w} for w in words]
    return {"article": name, "stance": stance, "voice": voice, "spans": spans}


def case(verdict: str, *entries: dict[str, Any], **more: Any) -> ClaimCase:
    """A case whose origins are one an article, which no stage reads."""
    sided = {e["article"] for e in entries if e["stance"] != "neutral" and e["voice"] != "denies"}
    read = CASE.validate_python(
        {
            "type": "claim",
            "id": "town-001",
            "event": "town",
            "kind": "date",
            "claim": CLAIM,
            "verdict": verdict,
            "evidence": list(entries),
            "origins": [[name] for name in sorted(sided)],
            "why": "for a test",
            **more,
        }
    )
    assert isinstance(read, ClaimCase)
    return read


# --- what is shown


@pytest.mark.parametrize(
    ("as_of", "names"),
    [
        (None, TOWN),
        ("2025-05-08", [name for name in TOWN if name != "town/diary"]),
        # Published on the day counts as out; of what has no date nobody knows.
        ("2025-05-07", ["town/leaflet", "town/post", "town/wire"]),
        ("2025-05-05", ["town/leaflet", "town/wire"]),
        ("2025-05-04", ["town/wire"]),
        ("2025-05-03", []),
    ],
)
def test_the_articles_of_the_event_that_were_out(
    articles: dict[str, Article], as_of: str | None, names: list[str]
) -> None:
    shown = visible(articles, "town", as_of)
    assert sorted(shown) == names
    assert all(shown[name] is articles[name] for name in names)


def test_an_event_is_the_whole_name_of_the_folder(articles: dict[str, Article]) -> None:
    assert list(visible(articles, "town-2", None)) == ["town-2/wire"]
    assert list(visible(articles, "tow", None)) == []
    assert list(visible(articles, "wire", None)) == []


def test_candidates_as_a_row_keeps_them(articles: dict[str, Article]) -> None:
    article = articles["town/wire"]
    passage = passages(article)[0]
    first, second = passage.sentences[:2]
    rows = retrieved(
        [Candidate.at(article, passage, second, 0.75), Candidate.at(article, passage, first, 0.5)],
        {article.id: "town/wire"},
    )
    assert [(r.article, article.text[r.start : r.end], r.similarity) for r in rows] == [
        ("town/wire", LATE, 0.75),
        ("town/wire", VOTED, 0.5),
    ]


# --- what is graded


def pieces(
    articles: dict[str, Article], embedder: WordEmbedder, gold: ClaimCase
) -> list[tuple[str, str, str, str | None]]:
    return [(p.name, p.candidate.text, p.gold, p.voice) for p in Pieces(articles, embedder).of(gold)]


def test_gold_in_the_order_of_the_case_and_then_the_nearest_sentence_of_each_silent_article(
    articles: dict[str, Article], embedder: WordEmbedder
) -> None:
    gold = case(
        "conflicting",
        evidence(articles, "town/wire", VOTED),
        evidence(articles, "town/post", OTHER_DAY, stance="contradicts", voice="attributes"),
        evidence(articles, "town/leaflet", DENIED, stance="contradicts", voice="denies"),
        conflict="date",
    )
    assert pieces(articles, embedder, gold) == [
        ("town/wire", VOTED, "supports", "asserts"),
        ("town/post", OTHER_DAY, "contradicts", "attributes"),
        ("town/leaflet", DENIED, "contradicts", "denies"),
        ("town/diary", NEAREST, "neutral", None),
        ("town/ledger", "The council was away.", "neutral", None),
    ]


def test_a_near_miss_is_gold_and_its_article_is_not_silent(
    articles: dict[str, Article], embedder: WordEmbedder
) -> None:
    gold = case("not_enough_evidence", evidence(articles, "town/wire", PLAN, stance="neutral", voice="plans"))
    found = pieces(articles, embedder, gold)
    assert found[0] == ("town/wire", PLAN, "neutral", "plans")
    assert [name for name, *_ in found[1:]] == ["town/diary", "town/leaflet", "town/ledger", "town/post"]


def test_without_evidence_every_article_is_silent(articles: dict[str, Article], embedder: WordEmbedder) -> None:
    found = pieces(articles, embedder, case("not_enough_evidence"))
    assert [name for name, *_ in found] == TOWN
    assert {(stance, voice) for *_, stance, voice in found} == {("neutral", None)}


def test_an_event_without_articles_gives_nothing_to_grade(embedder: WordEmbedder) -> None:
    assert Pieces({}, embedder).of(case("not_enough_evidence")) == []


def test_alternatives_are_graded_each(articles: dict[str, Article], embedder: WordEmbedder) -> None:
    gold = case(
        "supported",
        evidence(articles, "town/wire", LATE, voice="hedges"),
        evidence(articles, "town/wire", VOTED),
        evidence(articles, "town/wire", VOTED),
    )
    found = [p for p in pieces(articles, embedder, gold) if p[0] == "town/wire"]
    assert [(text, voice) for _, text, _, voice in found] == [(LATE, "hedges"), (VOTED, "asserts"), (VOTED, "asserts")]


@pytest.mark.parametrize(
    ("words", "graded"),
    [
        ([VOTED, LATE], f"{VOTED} {LATE}"),
        ([LATE, PLAN], f"{LATE}\n\n{PLAN}"),
        ([VOTED, LATE, PLAN], f"{VOTED} {LATE}\n\n{PLAN}"),
        # Something else stands between them, or they are the wrong way round: the first alone.
        ([VOTED, PLAN], VOTED),
        ([LATE, VOTED], LATE),
    ],
)
def test_sentences_that_follow_one_another_are_one_piece(
    articles: dict[str, Article], embedder: WordEmbedder, words: list[str], graded: str
) -> None:
    found = pieces(articles, embedder, case("supported", evidence(articles, "town/wire", *words)))
    assert found[0][:2] == ("town/wire", graded)


def test_what_came_out_later_is_neither_gold_nor_silent(articles: dict[str, Article], embedder: WordEmbedder) -> None:
    gold = case(
        "conflicting",
        evidence(articles, "town/wire", VOTED),
        evidence(articles, "town/post", OTHER_DAY, stance="contradicts"),
        conflict="date",
        as_of="2025-05-05",
    )
    assert [name for name, *_ in pieces(articles, embedder, gold)] == ["town/wire", "town/leaflet"]


def test_pieces_carry_their_similarity_and_what_stands_before_them(
    articles: dict[str, Article], embedder: WordEmbedder
) -> None:
    found = Pieces(articles, embedder).of(
        case("refuted", evidence(articles, "town/post", OTHER_DAY, stance="contradicts"))
    )
    by_name = {p.name: p.candidate for p in found}
    assert by_name["town/post"].previous == ("Markets were quiet.",)
    assert by_name["town/diary"].previous == ("Spring has come to the harbour.",)
    wanted = embedder.embed([CLAIM])[0]
    for candidate in by_name.values():
        cosine = float(embedder.embed([candidate.text])[0] @ wanted)
        assert candidate.similarity == pytest.approx(cosine, abs=1e-4)
        start, end = candidate.span
        assert candidate.passage.start <= start < end <= candidate.passage.end


def test_the_same_case_gives_the_same_pieces_again(articles: dict[str, Article], embedder: WordEmbedder) -> None:
    """Passages are kept from case to case, which must not be seen."""
    first = case("supported", evidence(articles, "town/wire", VOTED))
    maker = Pieces(articles, embedder)
    before = maker.of(first)
    maker.of(case("not_enough_evidence"))
    maker.of(case("supported", evidence(articles, "mine/wire", VOTED), event="mine"))
    assert maker.of(first) == before == Pieces(dict(reversed(articles.items())), embedder).of(first)


class Answers:
    """Stands for a FactChecker: gives each candidate the result at its place, and counts a call for each."""

    def __init__(self, results: Sequence[Grade | Ungraded]) -> None:
        self._results = list(results)
        self.asked: list[tuple[str, str]] = []

    async def agrade(self, claim: Claim, candidates: Sequence[Candidate]) -> list[tuple[Grade | Ungraded, Usage]]:
        (candidate,) = candidates
        self.asked.append((claim.text, candidate.text))
        return [(self._results.pop(0), Usage(calls=1, tokens_in=10, tokens_out=1, cost_usd=0.5))]


def test_grades_are_kept_with_the_gold_that_they_are_held_against(
    articles: dict[str, Article], embedder: WordEmbedder
) -> None:
    article = articles["town/wire"]
    found = Pieces({"town/wire": article}, embedder).of(
        case(
            "supported",
            *(evidence(articles, "town/wire", w) for w in (VOTED, LATE, PLAN)),
            evidence(articles, "town/wire", VOTED, LATE),
        )
    )
    spans = [p.candidate.span for p in found]
    common: dict[str, Any] = {
        "claim_id": "c",
        "article_id": article.id,
        "passage_id": "p",
        "voice": "asserts",
        "speaker": None,
        "confidence": 0.9,
        "reason": "so it says",
        "model": "m",
        "prompt_hash": "h",
    }
    results = [
        Grade(stance="supports", quotes=(spans[0],), **common),
        Grade(stance="contradicts", quotes=((spans[1][0], spans[1][1] - 1),), **common),
        Ungraded("c", article.id, "p", "the model did not answer in time"),
        # The piece itself is two sentences: quoted whole it is exact.
        Grade(stance="supports", quotes=(spans[3],), **common),
    ]
    answers = Answers(results)
    given, usage = asyncio.run(grade_pieces(cast(FactChecker, answers), CLAIM, found))
    assert answers.asked == [(CLAIM, p.candidate.text) for p in found]
    assert [(g.article, (g.start, g.end), g.gold, g.gold_voice) for g in given] == [
        ("town/wire", span, "supports", "asserts") for span in spans
    ]
    assert [(g.stance, g.quote_exact) for g in given] == [
        ("supports", True),
        ("contradicts", False),
        (None, None),
        ("supports", True),
    ]
    assert (given[2].reason, given[2].confidence, given[2].quotes) == ("the model did not answer in time", None, ())
    assert usage == Usage(calls=4, tokens_in=40, tokens_out=4, cost_usd=2.0)


def test_a_neutral_grade_has_no_quote_to_be_exact(articles: dict[str, Article], embedder: WordEmbedder) -> None:
    (piece,) = Pieces({"mine/wire": articles["mine/wire"]}, embedder).of(case("not_enough_evidence", event="mine"))
    neutral = Grade("c", "a", "p", "neutral", "asserts", None, (), 0.8, "about something else", "m", "h")
    ((given,), _) = asyncio.run(grade_pieces(cast(FactChecker, Answers([neutral])), CLAIM, [piece]))
    assert (given.gold, given.gold_voice, given.stance, given.quote_exact) == ("neutral", None, "neutral", None)


def test_nothing_to_grade_costs_nothing() -> None:
    nothing: list[Piece] = []
    assert asyncio.run(grade_pieces(cast(FactChecker, Answers([])), CLAIM, nothing)) == ((), Usage(cost_usd=0.0))


# --- what code makes of gold grades

WIRE, POST, LEAFLET = "town/wire", "town/post", "town/leaflet"


@pytest.mark.parametrize(
    ("verdict", "entries", "conflict", "judged", "confirmed"),
    [
        ("supported", [(WIRE, VOTED, "supports", "asserts")], None, None, False),
        (
            "supported",
            [(WIRE, VOTED, "supports", "asserts"), (POST, OTHER_DAY, "supports", "asserts")],
            None,
            None,
            True,
        ),
        (
            "supported",
            [(WIRE, VOTED, "supports", "asserts"), (POST, OTHER_DAY, "supports", "hedges")],
            None,
            None,
            False,
        ),
        (
            "supported",
            [(WIRE, VOTED, "supports", "asserts"), (LEAFLET, DENIED, "contradicts", "denies")],
            None,
            None,
            False,
        ),
        ("refuted", [(POST, OTHER_DAY, "contradicts", "asserts")], None, None, False),
        (
            "refuted",
            [(POST, OTHER_DAY, "contradicts", "asserts"), (LEAFLET, DENIED, "contradicts", "denies")],
            None,
            None,
            False,
        ),
        ("not_enough_evidence", [], None, None, False),
        ("not_enough_evidence", [(WIRE, PLAN, "neutral", "plans")], None, None, False),
        ("not_enough_evidence", [(LEAFLET, DENIED, "contradicts", "denies")], None, None, False),
        *[
            (
                "conflicting",
                [(WIRE, VOTED, "supports", "asserts"), (POST, OTHER_DAY, "contradicts", "asserts")],
                gold,
                judged,
                False,
            )
            for gold, judged in [
                ("date", "date"),
                ("number", "number"),
                ("name", "name"),
                ("polarity", "polarity"),
                # What the pipeline has no word of its own for.
                ("place", "place"),
                ("content", "content"),
                ("superseded", "content"),
            ]
        ],
        (
            "conflicting",
            [(WIRE, VOTED, "supports", "attributes"), (LEAFLET, DENIED, "contradicts", "denies")],
            "attribution",
            "attribution",
            False,
        ),
        (
            "conflicting",
            [(WIRE, VOTED, "supports", "attributes"), (POST, OTHER_DAY, "contradicts", "asserts")],
            "date",
            "date",
            False,
        ),
    ],
)
def test_gold_grades_come_to_the_gold_verdict(
    articles: dict[str, Article],
    verdict: str,
    entries: list[tuple[str, str, str, str]],
    conflict: str | None,
    judged: str | None,
    confirmed: bool,
) -> None:
    gold = case(verdict, *(evidence(articles, n, w, stance=s, voice=v) for n, w, s, v in entries), conflict=conflict)
    found = judge_gold(gold, articles)
    assert (found.verdict, found.conflict, found.confirmed) == (verdict, judged, confirmed)
    # No two of these articles share a source: an origin for each that takes a side.
    assert found.origins == tuple(
        sorted((n,) for n, _, stance, voice in entries if stance != "neutral" and voice != "denies")
    )


def test_an_article_speaks_with_the_firmest_of_its_entries(articles: dict[str, Article]) -> None:
    gold = case(
        "supported",
        evidence(articles, WIRE, LATE, voice="hedges"),
        evidence(articles, WIRE, VOTED),
        evidence(articles, POST, OTHER_DAY),
    )
    found = judge_gold(gold, articles)
    assert (found.confirmed, found.origins) == (True, ((POST,), (WIRE,)))


def test_any_two_entries_come_to_the_verdict_that_the_records_take_for_gold(articles: dict[str, Article]) -> None:
    """`implied_verdict` counts entries, `judge` the best entry an article: in one article or in two they must agree."""
    sides = [(stance, voice) for stance in get_args(Stance) for voice in get_args(Voice)]
    for first, second in itertools.combinations_with_replacement(sides, 2):
        for place, words in ((WIRE, LATE), (POST, OTHER_DAY)):
            if place == WIRE and {first, second} == {("contradicts", "denies"), ("contradicts", "plans")}:
                continue  # the test below
            entries = [
                evidence(articles, WIRE, VOTED, stance=first[0], voice=first[1]),
                evidence(articles, place, words, stance=second[0], voice=second[1]),
            ]
            implied = implied_verdict(tuple(Evidence.model_validate(e) for e in entries))
            gold = case(implied, *entries, conflict="content" if implied == "conflicting" else None)
            assert judge_gold(gold, articles).verdict == implied, (first, second, place)


def test_a_denial_does_not_hide_a_contradiction_in_the_same_article(articles: dict[str, Article]) -> None:
    """A denial is neither side, by the table; gold does give contradictions the voice plans (of claims about plans)."""
    entries = [
        evidence(articles, WIRE, PLAN, stance="contradicts", voice="plans"),
        evidence(articles, WIRE, VOTED, stance="contradicts", voice="denies"),
    ]
    assert judge_gold(case("refuted", *entries), articles).verdict == "refuted"


def test_what_came_out_later_weighs_nothing(articles: dict[str, Article]) -> None:
    entries = [evidence(articles, WIRE, VOTED), evidence(articles, POST, OTHER_DAY, stance="contradicts")]
    for as_of, verdict, origins in (
        ("2025-05-06", "conflicting", ((POST,), (WIRE,))),
        ("2025-05-05", "supported", ((WIRE,),)),
        ("2025-05-03", "not_enough_evidence", ()),
    ):
        found = judge_gold(case("conflicting", *entries, conflict="date", as_of=as_of), articles)
        assert (found.verdict, found.origins) == (verdict, origins)


def test_copies_of_a_wire_are_one_origin(tmp_path: Path) -> None:
    story = "The vote came after midnight, when most of the visitors had gone home to their beds in the lower town."
    articles = corpus(
        tmp_path / "copies",
        {
            "town/agency.md": f"---\npublisher: Reuters\norigin: Reuters\n---\n{VOTED} {story}\n",
            # The agency's text under another masthead without a credit, its credit over another text, and neither.
            "town/copy.md": f"---\npublisher: Morning Copy\n---\n{VOTED} {story}\n",
            "town/credit.md": "---\npublisher: Evening Credit\norigin: Reuters\n---\nOn May 3 Orl got its budget.\n",
            "town/own.md": f"---\npublisher: Own Reporter\n---\n{OTHER_DAY}\n",
        },
    )
    gold = case(
        "conflicting",
        evidence(articles, "town/copy", VOTED),
        evidence(articles, "town/own", OTHER_DAY, stance="contradicts"),
        evidence(articles, "town/credit", "On May 3 Orl got its budget."),
        evidence(articles, "town/agency", VOTED),
        conflict="date",
    )
    found = judge_gold(gold, articles)
    assert found.origins == (("town/agency", "town/copy", "town/credit"), ("town/own",))


def source(name: str, stance: Stance, voice: Voice, origin: str) -> Source:
    return Source(f"id of {name}", name, "", None, None, stance, voice, None, (), origin, None, None, "")


def test_origins_are_grouped_and_sorted_without_denials_and_neutral_articles() -> None:
    sources = [
        source("town/d", "supports", "asserts", "o2"),
        source("town/c", "contradicts", "attributes", "o1"),
        source("town/b", "supports", "hedges", "o2"),
        # An article that says both things is one of its origin's all the same.
        source("town/b", "contradicts", "asserts", "o2"),
        source("town/x", "contradicts", "denies", "o3"),
        source("town/y", "neutral", "asserts", "o4"),
        source("town/a", "supports", "plans", "o5"),
    ]
    names = {s.article_id: s.path for s in sources}
    expected = (("town/a",), ("town/b", "town/d"), ("town/c",))
    assert origin_groups(sources, names) == expected
    assert origin_groups(sources[::-1], names) == expected
    assert origin_groups([], {}) == ()
    assert origin_groups(sources[4:6], names) == ()
