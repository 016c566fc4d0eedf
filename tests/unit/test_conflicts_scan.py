"""A scan as a whole, with a model that is a function: what it asks, remembers, leaves, and shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.conflicts import ConflictOptions, Conflicts, find_conflicts
from pipeline.errors import UsageError
from pipeline.findings import Grade, Provenance, SecondReading, Stance, Ungraded
from pipeline.ingest import library_format, store_article
from pipeline.ingest.run import no_progress
from pipeline.llm import Reply, Usage
from pipeline.llm.allowance import spend
from pipeline.llm.pace import Need
from pipeline.located import Located
from pipeline.retrieve import Candidate
from pipeline.split import passages
from store import Article, Claim
from store.errors import LibraryFault
from store.pairs import PAIRS_NAME, PairStore
from store.vectors import Library, open_library
from store.vectors.lock import beside
from tests.conftest import WordEmbedder

PROVENANCE = Provenance("fake", "test:words", {}, None, "0", None, "0")
SIXTEEN = "The Coast Council approved the treaty on April 16."
FIFTEEN = "The Coast Council approved the treaty on April 15."
FERRY = "The ferry from Karv had 62 vehicles on board."
FERRY_ALSO = "The ferry from Karv had 49 vehicles on board."
Says = Callable[[str, str], Stance | None]


# What else each outlet writes: two articles of one sentence each would be copies of one text.
ELSE = {
    "Wire": "Reporters had waited since the morning in a corridor that smells of paint.",
    "Ledger": "Nobody in town talked of anything but bread prices all week long.",
    "Star": "Divers go down again tomorrow if the wind drops below five knots.",
    "Herald": "Relatives lit candles along the quay while the choir of Saint Olaf sang.",
    "Diary": "Snow is forecast for the hills, and schools there stay shut.",
}


def article(text: str, outlet: str, published: str = "2024-05-01") -> Article:
    return Article.make(f"{text} {ELSE[outlet]}", publisher=outlet, published=published, path=f"{outlet}.txt")


FOUR = (
    article(SIXTEEN, "Wire"),
    article(FIFTEEN, "Ledger", "2024-05-03"),
    article(FERRY, "Star", "2024-06-01"),
    article(FERRY_ALSO, "Herald", "2024-06-02"),
)


@dataclass
class Fake:
    """What a scan needs of a FactChecker; `says` gives the stance of a sentence on a claim, None for a failed call.

    Attributes:
        each: Calls that one grade takes.
        second: A second model, who reads what takes a side and sees `second_sees`.
        asked: Calls that went out.
    """

    held: Library
    says: Says
    embedder: WordEmbedder
    identity: str = "local:fake"
    cost: float | None = 0.0
    asked: int = 0
    die_after: int | None = None
    concurrency: int = 2
    answered: set[tuple[str, str, int]] = field(default_factory=set)
    each: int = 1
    second: str | None = None
    second_sees: SecondReading = "agrees"

    @property
    def model(self) -> Any:
        return SimpleNamespace(identity=self.identity, concurrency=self.concurrency)

    @property
    def models(self) -> Any:
        return (self.model, SimpleNamespace(identity=self.second)) if self.second else (self.model,)

    def library(self, *, create: bool = False) -> Library:
        return self.held

    def grader_identity(self) -> Any:
        return SimpleNamespace(
            model=self.identity,
            grader="brief",
            prompt_hashes={"grade": "1"},
            layer_hash="2",
            second_model=self.second,
        )

    async def agrade(
        self,
        claim: Claim,
        candidates: Sequence[Candidate],
        *,
        repeat: int = 0,
        leanings: bool = False,
        progress: Any = no_progress,
    ) -> list[tuple[Grade | Ungraded, Usage]]:
        (candidate,) = candidates
        stance = self.says(claim.text, candidate.text)
        usage = Usage()
        for number in range(2 * self.each if self.second and stance not in (None, "neutral") else self.each):
            usage += await self._ask((claim.text, candidate.text, number))
        ids = (claim.id, candidate.article.id, candidate.passage.id)
        if stance is None:
            return [(Ungraded(*ids, "timed out"), usage)]
        quotes = (candidate.span,) if stance != "neutral" else ()
        grade = Grade(*ids, stance, "asserts", None, quotes, None, "", "fake", "1")
        if self.second and stance != "neutral":
            side = stance if self.second_sees == "opposed" else None
            grade = replace(grade, stance="neutral" if side else stance, contested=side, second=self.second_sees)
        return [(grade, usage)]

    async def _ask(self, what: tuple[str, str, int]) -> Usage:
        """One call, as the door makes it: what was answered once is not asked again."""
        if what in self.answered:
            return Usage(cached=1)

        async def ask() -> Reply:
            self.asked += 1
            if self.die_after is not None and self.asked > self.die_after:
                raise KeyboardInterrupt
            await asyncio.sleep(0)
            return Reply("", "stop", None, False, Usage(calls=1, tokens_in=10, tokens_out=1, cost_usd=self.cost))

        reply = await spend(lambda: Need(11, self.cost), ask)
        self.answered.add(what)
        return reply.usage


def contradicts(claim: str, sentence: str) -> Stance | None:
    return "contradicts"


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "lib"), library_format(embedder), create=True) as opened:
        for one in FOUR:
            store_article(one, opened, embedder, location=one.path)
        yield opened


def located(*articles: Article) -> list[Located]:
    found = []
    for one in articles:
        (passage,) = passages(one)
        span = passage.sentences[0]
        text = one.text[span[0] : span[1]]
        found.append(Located(Claim.make(text, one.id, *span, passage_id=passage.id), one))
    return found


def scan(fake: Fake, *articles: Article, **options: Any) -> Conflicts:
    claims = located(*(articles or FOUR))
    return asyncio.run(find_conflicts(fake, claims, ConflictOptions(**options), provenance=PROVENANCE))


def test_conflicts_are_shown_newest_first_with_both_quotes(library: Library, embedder: WordEmbedder) -> None:
    found = scan(Fake(library, contradicts, embedder))
    assert [c.type for c in found.conflicts] == ["number", "date"]
    assert [c.newest for c in found.conflicts] == ["2024-06-02", "2024-05-03"]
    assert {side.first.quote.text for side in found.conflicts[1].sides} == {SIXTEEN, FIFTEEN}
    assert found.graded == found.candidates
    assert (found.left, found.hidden, found.ungraded) == (0, 0, ())


def test_a_model_that_sees_nothing_makes_no_conflict(library: Library, embedder: WordEmbedder) -> None:
    found = scan(Fake(library, lambda claim, sentence: "neutral", embedder))
    assert found.conflicts == found.superseded == ()
    assert found.graded > 0


def test_a_second_scan_asks_nothing_and_shows_the_same(library: Library, embedder: WordEmbedder) -> None:
    first = scan(Fake(library, contradicts, embedder))
    again = Fake(library, contradicts, embedder)
    second = scan(again)
    assert again.asked == 0
    assert second.remembered == first.graded
    assert second.conflicts == first.conflicts


def test_only_what_is_new_is_asked(library: Library, embedder: WordEmbedder) -> None:
    scan(Fake(library, contradicts, embedder))
    new = article("The Coast Council approved the treaty on April 14.", "Diary", "2024-07-01")
    store_article(new, library, embedder, location=new.path)
    fake = Fake(library, contradicts, embedder)
    found = scan(fake, *FOUR, new)
    assert 0 < fake.asked <= 2 * (found.candidates - found.remembered)
    assert found.conflicts[0].newest == "2024-07-01"


def test_a_killed_scan_goes_on_where_it_was(library: Library, embedder: WordEmbedder) -> None:
    whole = Fake(library, contradicts, embedder)
    expected = scan(whole)
    with PairStore(beside(library.where, PAIRS_NAME)) as store:
        store.keep_only([])
    with pytest.raises(KeyboardInterrupt):
        scan(Fake(library, contradicts, embedder, die_after=whole.asked - 1, concurrency=1))
    rest = Fake(library, contradicts, embedder)
    assert scan(rest).conflicts == expected.conflicts
    assert 0 < rest.asked < whole.asked


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_a_cap_on_calls_is_kept_and_what_is_left_is_counted(
    library: Library, embedder: WordEmbedder, most: int
) -> None:
    fake = Fake(library, contradicts, embedder)
    found = scan(fake, max_calls=most)
    assert fake.asked <= most
    assert found.graded == most // 2
    assert found.left == found.candidates - found.graded > 0
    assert len(found.conflicts) == most // 2
    assert scan(Fake(library, contradicts, embedder)).left == 0


def test_the_cap_keeps_the_most_promising(library: Library, embedder: WordEmbedder) -> None:
    every = scan(Fake(library, contradicts, embedder))
    assert len(every.conflicts) == 2
    with PairStore(beside(library.where, PAIRS_NAME)) as store:
        store.keep_only([])
    first = scan(Fake(library, contradicts, embedder), max_calls=2)
    assert first.conflicts[0] in every.conflicts


@pytest.mark.parametrize(("second", "each"), [(None, 1), (None, 2), ("local:second", 2)])
@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("most", [1, 3, 7])
def test_a_cap_on_calls_is_never_passed(
    library: Library, embedder: WordEmbedder, most: int, concurrency: int, second: str | None, each: int
) -> None:
    fake = Fake(library, contradicts, embedder, concurrency=concurrency, second=second, each=each)
    found = scan(fake, max_calls=most)
    assert fake.asked == found.usage.calls <= most
    assert found.left == found.candidates - found.graded


@pytest.mark.parametrize("each", [1, 2])
def test_calls_that_fail_are_within_the_cap_too(library: Library, embedder: WordEmbedder, each: int) -> None:
    fake = Fake(library, lambda claim, sentence: None, embedder, each=each)
    found = scan(fake, max_calls=2)
    assert fake.asked == 2
    assert found.graded == 0


def test_a_scan_with_the_smallest_cap_still_comes_to_its_end(library: Library, embedder: WordEmbedder) -> None:
    fake = Fake(library, contradicts, embedder, second="local:second", each=2)
    scans = 1
    while scan(fake, max_calls=1).left:
        scans += 1
        assert fake.asked == scans - 1 < 50, "it does not come to an end"
    assert len(scan(fake, max_calls=0).conflicts) == 2
    assert scans > 8


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize(("cap", "calls"), [(0.25, 0), (0.5, 1), (1.25, 2), (1.5, 3)])
def test_a_cap_on_cost_is_never_passed(
    library: Library, embedder: WordEmbedder, cap: float, calls: int, concurrency: int
) -> None:
    fake = Fake(library, contradicts, embedder, identity="openai:gpt-5-mini", cost=0.5, concurrency=concurrency)
    found = scan(fake, max_cost=cap)
    assert found.left > 0
    assert fake.asked == calls
    assert found.usage.cost_usd == 0.5 * calls


def test_a_second_model_whose_price_is_not_known_cannot_be_kept_to_a_cost(
    library: Library, embedder: WordEmbedder
) -> None:
    fake = Fake(library, contradicts, embedder, identity="openai:gpt-5-mini", second="nobody:knows-this")
    with pytest.raises(UsageError, match="nobody:knows-this"):
        scan(fake, max_cost=1.0)
    assert fake.asked == 0


def test_what_a_second_model_reads_the_other_way_is_no_conflict(library: Library, embedder: WordEmbedder) -> None:
    assert len(scan(Fake(library, contradicts, embedder, second="local:second")).conflicts) == 2
    with PairStore(beside(library.where, PAIRS_NAME)) as store:
        store.keep_only([])
    assert scan(Fake(library, contradicts, embedder, second="local:second", second_sees="opposed")).conflicts == ()


def test_a_second_model_is_asked_of_what_was_remembered_without_one(library: Library, embedder: WordEmbedder) -> None:
    assert len(scan(Fake(library, contradicts, embedder)).conflicts) == 2
    both = Fake(library, contradicts, embedder, second="local:second", second_sees="opposed")
    found = scan(both)
    assert both.asked > 0
    assert (found.remembered, found.conflicts) == (0, ())


def test_a_pair_that_a_second_model_could_not_read_is_asked_again(library: Library, embedder: WordEmbedder) -> None:
    failing = Fake(library, contradicts, embedder, second="local:second", second_sees="failed")
    assert len(scan(failing).conflicts) == 2
    again = Fake(library, contradicts, embedder, second="local:second", second_sees="opposed")
    found = scan(again)
    assert (found.remembered, found.conflicts) == (0, ())


def test_what_drawing_has_cost_and_could_not_read_is_told(library: Library, embedder: WordEmbedder) -> None:
    fake = Fake(library, contradicts, embedder)
    spent = Usage(calls=7, cached=3, tokens_in=70, tokens_out=7, cost_usd=0.25)
    found = asyncio.run(find_conflicts(fake, located(*FOUR), provenance=PROVENANCE, drawn=spent, unread=2))
    assert (found.usage.calls, found.usage.cached, found.usage.cost_usd) == (7 + fake.asked, 3, 0.25)
    assert found.unread == 2


@pytest.mark.parametrize(
    ("options", "identity", "word"),
    [
        ({"max_calls": -1}, "local:fake", "--max-calls"),
        ({"max_cost": -0.5}, "local:fake", "--max-cost"),
        ({"limit": -1}, "local:fake", "--limit"),
        ({"max_cost": 1.0}, "nobody:knows-this", "--max-cost"),
    ],
)
def test_caps_that_cannot_be_kept_are_refused(
    library: Library, embedder: WordEmbedder, options: dict[str, Any], identity: str, word: str
) -> None:
    fake = Fake(library, contradicts, embedder, identity=identity)
    with pytest.raises(UsageError, match=word) as caught:
        scan(fake, **options)
    assert caught.value.mend
    assert fake.asked == 0


def test_what_could_not_be_graded_is_no_conflict_is_counted_and_is_asked_again(
    library: Library, embedder: WordEmbedder
) -> None:
    found = scan(Fake(library, lambda claim, sentence: None, embedder))
    assert found.conflicts == ()
    assert found.graded == 0
    assert len(found.ungraded) == found.candidates
    assert found.ungraded[0].reason == "timed out"
    again = Fake(library, contradicts, embedder)
    assert len(scan(again).conflicts) == 2
    assert again.asked > 0


def test_limit_hides_the_oldest_and_says_how_many(library: Library, embedder: WordEmbedder) -> None:
    found = scan(Fake(library, contradicts, embedder), limit=1)
    assert [c.type for c in found.conflicts] == ["number"]
    assert found.hidden == 1


def test_pairs_of_a_removed_article_are_dropped(library: Library, embedder: WordEmbedder) -> None:
    scan(Fake(library, contradicts, embedder))
    path = beside(library.where, PAIRS_NAME)
    with PairStore(path) as store:
        before = store.count()
    with library.writing() as writer:
        writer.remove([FOUR[0].id])
    found = scan(Fake(library, contradicts, embedder), *FOUR[1:])
    with PairStore(path) as store:
        assert store.count() < before
    assert [c.type for c in found.conflicts] == ["number"]


def test_another_model_is_asked_anew(library: Library, embedder: WordEmbedder) -> None:
    scan(Fake(library, contradicts, embedder))
    other = Fake(library, lambda claim, sentence: "neutral", embedder, identity="local:other")
    found = scan(other)
    assert other.asked > 0
    assert found.conflicts == ()


def test_a_claim_whose_passage_is_gone_is_left_out(library: Library, embedder: WordEmbedder) -> None:
    claims = located(*FOUR)
    lost = replace(claims[0], claim=replace(claims[0].claim, passage_id="psg_gone"))
    fake = Fake(library, contradicts, embedder)
    found = asyncio.run(find_conflicts(fake, [lost, *claims[1:]], provenance=PROVENANCE))
    assert found.statements == 3
    assert [c.type for c in found.conflicts] == ["number"]


def test_no_claims_give_no_conflicts(library: Library, embedder: WordEmbedder) -> None:
    found = asyncio.run(find_conflicts(Fake(library, contradicts, embedder), [], provenance=PROVENANCE))
    assert (found.conflicts, found.candidates, found.statements) == ((), 0, 0)


# -- what is remembered ----------------------------------------------------------------------------------------------


def test_pairs_are_kept_by_key_and_replaced(tmp_path: Path) -> None:
    with PairStore(tmp_path / "p.sqlite") as store:
        store.put(("a", "b"), "k", {"x": 1}, articles=("A", "B"))
        store.put(("a", "b"), "other", {"x": 2}, articles=("A", "B"))
        store.put(("a", "b"), "k", {"x": 3}, articles=("A", "B"))
        store.put(("a", "c"), "k", {"x": 4}, articles=("A", "C"))
    with PairStore(tmp_path / "p.sqlite") as store:
        assert store.get([("a", "b"), ("b", "a"), ("a", "z")], "k") == {("a", "b"): {"x": 3}}
        assert store.keep_only(["A", "B"]) == 1
        assert store.count() == 2


def test_many_pairs_are_found_again(tmp_path: Path) -> None:
    wanted = [(f"a{n}", f"b{n}") for n in range(1_000)]
    with PairStore(tmp_path / "p.sqlite") as store:
        for pair in wanted:
            store.put(pair, "k", {"pair": list(pair)}, articles=("A", "B"))
        assert len(store.get(wanted, "k")) == 1_000


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 40, b""])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.sqlite"
    path.write_bytes(content)
    with PairStore(path) as store:
        assert store.count() == 0
        store.put(("a", "b"), "k", {}, articles=("A", "B"))
        assert store.count() == 1


def test_a_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite"
    with PairStore(path) as store:
        store.put(("a", "b"), "k", {}, articles=("A", "B"))
        store._db.execute("UPDATE about SET value = '0' WHERE name = 'version'")
    with PairStore(path) as store:
        assert store.count() == 0


def test_a_file_that_cannot_be_written_to_is_a_fault_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "p.sqlite").mkdir()
    with pytest.raises(LibraryFault, match=r"p\.sqlite") as caught:
        PairStore(tmp_path / "p.sqlite")
    assert caught.value.mend
    with PairStore(tmp_path / "q.sqlite") as store:
        store._db.execute("PRAGMA query_only = 1")
        with pytest.raises(LibraryFault):
            store.put(("a", "b"), "k", {}, articles=("A", "B"))
        with pytest.raises(LibraryFault):
            store.keep_only([])


def test_pairs_of_an_article_whose_date_was_mended_are_asked_again(library: Library, embedder: WordEmbedder) -> None:
    scan(Fake(library, contradicts, embedder))
    with library.writing() as writer:
        mended = writer.mend(FOUR[0].id, {"published": "2024-05-09"})
    assert mended.id == FOUR[0].id
    again = Fake(library, contradicts, embedder)
    found = scan(again, mended, *FOUR[1:])
    assert again.asked > 0
    assert found.remembered < found.graded


def test_what_the_limit_hides_is_found_all_the_same(library: Library, embedder: WordEmbedder) -> None:
    found = scan(Fake(library, contradicts, embedder), limit=0)
    assert (len(found.conflicts), found.hidden, found.total) == (0, 2, 2)


def test_a_value_that_is_not_ours_is_asked_again(library: Library, embedder: WordEmbedder) -> None:
    scan(Fake(library, contradicts, embedder))
    with PairStore(beside(library.where, PAIRS_NAME)) as store:
        store._db.execute("""UPDATE pairs SET value = '{"halves": [1]}'""")
    fake = Fake(library, contradicts, embedder)
    assert len(scan(fake).conflicts) == 2
    assert fake.asked > 0
