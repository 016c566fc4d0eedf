"""Claims in the library: what is kept is what is read, whole or not at all, and what is damaged is not shown."""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest import library_format, rebuild, store_article
from pipeline.ingest.rebuild import mend
from store import Article, Claim, Dropped, Extraction, Passage, Voice
from store.errors import LibraryMismatch
from store.vectors import ClaimHit, Library, open_library
from store.vectors.claim_rows import claim_metadata, claim_of, mark_id, mark_metadata, mark_of, record_id, storable
from store.vectors.verify import verify
from tests.conftest import WordEmbedder

KEY, OTHER_KEY = "model-1/prompt-a", "model-2/prompt-a"
BRIDGE = Article.make(
    "The bridge at Orl reopened on Monday. Cars may use it again. The ferry stops in June, the mayor said.",
    published="2024-05-06",
    path="bridge.txt",
)
COUNCIL = Article.make("The council of Karv met. It voted nine to four for the plan.", path="council.txt")

Drawn = tuple[Extraction, "numpy.ndarray[Any, numpy.dtype[numpy.float32]]"]


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Library]:
    with open_library(str(tmp_path / "lib"), library_format(embedder), create=True) as opened:
        for article in (BRIDGE, COUNCIL):
            store_article(article, opened, embedder, location=article.path)
        yield opened


def passage_of(library: Library, article: Article) -> Passage:
    (passage,) = library.passages_of(article.id)
    return passage


def drawn(library: Library, article: Article, *texts: str, key: str = KEY, voice: Voice = "asserts") -> Extraction:
    """One claim a text, in the order of the article's sentences; what is left over of those is dropped."""
    passage = passage_of(library, article)
    spans = [*passage.sentences[: len(texts)], *[passage.sentences[-1]] * (len(texts) - len(passage.sentences))]
    claims = tuple(
        Claim.make(text, article.id, *span, passage_id=passage.id, voice=voice, speaker="the mayor", when="2024-06")
        for text, span in zip(texts, spans, strict=True)
    )
    dropped = tuple(Dropped(*span, "states nothing that can be checked") for span in passage.sentences[len(texts) :])
    return Extraction(passage.id, article.id, key, claims, dropped)


def embedded(extraction: Extraction) -> Drawn:
    return extraction, WordEmbedder().embed([claim.text for claim in extraction.claims])


def keep(library: Library, *extractions: Extraction) -> int:
    with library.writing() as writer:
        return writer.keep_extractions([embedded(e) for e in extractions])


def records(library: Library, name: str) -> dict[str, Any]:
    """By id, everything that Chroma holds of a collection of claims."""
    if name not in {c.name for c in library._client.list_collections()}:
        return {}
    rows = library._client.get_collection(name, embedding_function=None).get(include=["metadatas", "documents"])
    return {i: (doc, meta) for i, doc, meta in zip(rows["ids"], rows["documents"], rows["metadatas"], strict=True)}


def problems(library: Library) -> list[tuple[str, str | None]]:
    return sorted((p.kind, p.passage_id) for p in verify(library))


def found(library: Library, text: str, limit: int = 10, key: str = KEY) -> list[str]:
    return [hit.claim.text for hit in library.search_claims(WordEmbedder().embed([text])[0], limit, key)]


# -- keeping and reading ----------------------------------------------------------------------------------------


def test_what_is_kept_is_read(library: Library) -> None:
    first = drawn(library, BRIDGE, "The bridge at Orl reopened on 6 May 2024.", "Cars may use the bridge at Orl.")
    second = drawn(library, COUNCIL)
    ids = [first.passage_id, second.passage_id]
    assert library.extractions(ids, KEY) == {}
    assert keep(library, first) == 1
    assert library.extractions(ids, KEY) == {first.passage_id: first}
    keep(library, second)
    assert second.claims == ()
    assert library.extractions([*ids, ids[0], "psg_0"], KEY) == {first.passage_id: first, second.passage_id: second}
    assert list(library.all_extractions(KEY)) == sorted((first, second), key=lambda e: e.article_id)
    assert problems(library) == []


def test_keys_stand_side_by_side(library: Library) -> None:
    ours = drawn(library, BRIDGE, "The bridge at Orl reopened.")
    theirs = replace(drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops."), key=OTHER_KEY)
    keep(library, ours, theirs)
    assert library.extractions([ours.passage_id], KEY) == {ours.passage_id: ours}
    assert library.extractions([ours.passage_id], OTHER_KEY) == {ours.passage_id: theirs}
    assert library.extractions([ours.passage_id], "another") == {}
    assert found(library, "ferry bridge") == ["The bridge at Orl reopened."]
    assert sorted(found(library, "ferry bridge", key=OTHER_KEY)) == ["The bridge at Orl reopened.", "The ferry stops."]
    assert found(library, "ferry bridge", key="another") == []
    keep(library, drawn(library, BRIDGE, key=OTHER_KEY))
    assert library.extractions([ours.passage_id], KEY) == {ours.passage_id: ours}
    assert found(library, "ferry bridge") == ["The bridge at Orl reopened."]


def test_keeping_again_changes_nothing(library: Library) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    keep(library, extraction)
    before = (records(library, "claims"), records(library, "extractions"), library._seen_claims)
    assert keep(library, extraction) == 0
    assert keep(library, extraction, extraction) == 0
    assert (records(library, "claims"), records(library, "extractions"), library._seen_claims) == before


def test_a_newer_extraction_takes_the_older_one_s_place_whole(library: Library) -> None:
    older = drawn(library, BRIDGE, "The bridge at Orl reopened.", "Cars may use it.", "The ferry stops.")
    newer = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry at Orl stops in June.")
    keep(library, older)
    assert keep(library, newer) == 1
    assert library.extractions([newer.passage_id], KEY) == {newer.passage_id: newer}
    assert sorted(found(library, "bridge ferry cars")) == sorted(c.text for c in newer.claims)
    assert len(records(library, "claims")) == 2
    assert len(records(library, "extractions")) == 1
    keep(library, drawn(library, BRIDGE))
    assert records(library, "claims") == {}
    assert problems(library) == []


def test_the_last_of_one_passage_counts(library: Library) -> None:
    older, newer = drawn(library, BRIDGE, "The bridge is open."), drawn(library, BRIDGE, "The bridge at Orl is open.")
    keep(library, older, newer)
    assert library.extractions([newer.passage_id], KEY) == {newer.passage_id: newer}
    assert found(library, "bridge") == ["The bridge at Orl is open."]
    assert problems(library) == []


def test_neither_fingerprint_nor_index_knows_of_claims(library: Library) -> None:
    def state() -> tuple[object, ...]:
        index = library.index
        return library.fingerprint(), library.generation(), index.generation(), index.passage_ids(), index.is_behind()

    before = state()
    keep(library, drawn(library, BRIDGE, "The bridge at Orl reopened."))
    assert state() == before
    assert not library.refresh()


def test_a_library_that_was_never_extracted_has_no_claims(library: Library) -> None:
    vector = WordEmbedder().embed(["bridge"])[0]
    assert library.extractions([passage_of(library, BRIDGE).id], KEY) == {}
    assert list(library.all_extractions(KEY)) == []
    assert library.search_claims(vector, 5, KEY) == []
    assert library.claim_vectors(["clm_0"]) == {}
    with library.writing() as writer:
        assert writer.keep_extractions([]) == 0
        writer.tidy_claims()
        writer.remove([COUNCIL.id])
    assert problems(library) == []
    assert {c.name for c in library._client.list_collections()} == {"articles", "passages"}


def test_what_was_drawn_from_a_passage_that_is_gone_is_not_kept(library: Library) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.")
    with library.writing() as writer:
        writer.remove([BRIDGE.id])
    assert keep(library, extraction) == 0
    assert records(library, "claims") == records(library, "extractions") == {}


def _altered(extraction: Extraction, **fields: Any) -> Extraction:
    return replace(extraction, claims=(replace(extraction.claims[0], **fields), *extraction.claims[1:]))


@pytest.mark.parametrize(
    "fields",
    [
        {"start": -1},
        {"end": 10_000},
        {"start": 5, "end": 5},
        {"start": None},
        {"passage_id": "psg_0"},
        {"article_id": None},
        {"voice": "shouts"},
        {"when": "yesterday"},
        {"when": "2025-02-30"},
        {"when": "2025-01-01/2025-02-01/2025-03-01"},
    ],
)
def test_a_claim_that_could_not_be_read_back_is_refused(library: Library, fields: dict[str, Any]) -> None:
    extraction = _altered(drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops."), **fields)
    with pytest.raises(ValueError, match="cannot be kept"):
        keep(library, extraction)
    assert records(library, "claims") == records(library, "extractions") == {}


@pytest.mark.parametrize("wrong", ["rows", "dimension", "length", "nan"])
def test_vectors_that_do_not_fit_are_refused(library: Library, wrong: str) -> None:
    extraction, vectors = embedded(drawn(library, BRIDGE, "The bridge reopened.", "The ferry stops."))
    bad = {"rows": vectors[:1], "dimension": vectors[:, :63], "length": vectors * 2, "nan": vectors * numpy.nan}[wrong]
    with library.writing() as writer, pytest.raises(ValueError, match=r"shape|length"):
        writer.keep_extractions([(extraction, bad)])
    assert records(library, "claims") == {}


@pytest.mark.parametrize("when", ["2025", "2025-04", "2025-04-16", "1990/1999", "2025-03/2025-05-31", None])
def test_any_time_that_a_claim_can_have_is_kept(library: Library, when: str | None) -> None:
    extraction = _altered(drawn(library, BRIDGE, "The bridge at Orl reopened."), when=when)
    keep(library, extraction)
    assert library.extractions([extraction.passage_id], KEY) == {extraction.passage_id: extraction}


# -- any extraction ---------------------------------------------------------------------------------------------

_TEXT = st.text(max_size=40)
_VOICE: st.SearchStrategy[Voice] = st.sampled_from(get_args(Voice))
_WHEN = st.sampled_from([None, "2025", "2025-04", "2025-04-16", "2025-04/2025-05"])


@st.composite
def _extraction(draw: st.DrawFn, passage: Passage, key: str) -> Extraction:
    spans = st.sampled_from(passage.sentences)
    claims = [
        Claim.make(
            draw(_TEXT), passage.article_id, *draw(spans), passage_id=passage.id,
            voice=draw(_VOICE), speaker=draw(st.none() | _TEXT), when=draw(_WHEN),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    claims += draw(st.lists(st.sampled_from(claims), max_size=1)) if claims else []
    dropped = tuple(Dropped(*draw(spans), draw(_TEXT), draw(_TEXT)) for _ in range(draw(st.integers(0, 2))))
    return Extraction(passage.id, passage.article_id, key, tuple(claims), dropped)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_last_extraction_of_each_passage_and_key_is_read_back(library: Library, data: st.DataObject) -> None:
    passages = [passage_of(library, article) for article in (BRIDGE, COUNCIL)]
    expected: dict[tuple[str, str], Extraction] = {}
    for _ in range(data.draw(st.integers(1, 3))):
        extraction = data.draw(_extraction(data.draw(st.sampled_from(passages)), data.draw(st.sampled_from("ab"))))
        keep(library, extraction)
        expected[extraction.passage_id, extraction.key] = storable(extraction)
    for (passage_id, key), extraction in expected.items():
        assert library.extractions([passage_id], key) == {passage_id: extraction}
        assert keep(library, extraction) == 0
        texts = {claim.text for one in expected.values() if one.key == key for claim in one.claims}
        assert texts <= set(found(library, "x", limit=50, key=key))
    assert problems(library) == []


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | _TEXT, lambda inner: st.lists(inner, max_size=3))
_VALUES = st.integers() | st.floats() | st.booleans() | _TEXT | _JSON.map(json.dumps)
_CLAIM = Claim.make("The bridge reopened.", "art_1", 3, 9, passage_id="psg_1", speaker="the mayor", when="2025")


@given(fields=st.dictionaries(st.sampled_from(sorted(claim_metadata(_CLAIM, KEY))), _VALUES, min_size=1), text=_TEXT)
def test_no_altered_claim_is_taken_for_one(fields: dict[str, Any], text: str) -> None:
    metadata, record = claim_metadata(_CLAIM, KEY), record_id(_CLAIM, KEY)
    assert claim_of(record, _CLAIM.text, metadata) == (_CLAIM, KEY)
    altered = {**metadata, **fields}
    same = all(type(altered[name]) is type(metadata[name]) and altered[name] == metadata[name] for name in metadata)
    assert (claim_of(record, _CLAIM.text, altered) is not None) == same
    assert (claim_of(record, text, metadata) is not None) == (text == _CLAIM.text)
    for name in metadata:
        assert claim_of(record, _CLAIM.text, {k: v for k, v in metadata.items() if k != name}) is None
    assert claim_of(record, None, None) is None


@given(claims=_JSON.map(json.dumps) | _TEXT | st.just("[" * 100_000), dropped=_JSON.map(json.dumps) | _TEXT)
def test_a_mark_with_a_right_hash_and_wrong_lists_is_none(claims: str, dropped: str) -> None:
    """Whoever writes into the database can compute a hash."""
    from store.records import content_id

    fields = [KEY, "psg_1", "art_1", claims, dropped]
    names = ("key", "passage_id", "article_id", "claims", "dropped")
    metadata = {**dict(zip(names, fields, strict=True)), "hash": content_id("mark", *fields)}
    mark = mark_of(mark_id("psg_1", KEY), metadata)
    assert mark is None or all(isinstance(record, str) for record in mark.records)
    assert mark is None or all(type(d.start) is int and isinstance(d.reason, str) for d in mark.dropped)
    assert mark_of(mark_id("psg_2", KEY), metadata) is None
    if mark is not None:
        assert mark_of(mark.id, mark_metadata(mark)) == mark


# -- searching --------------------------------------------------------------------------------------------------


def test_the_nearest_claim_comes_first(library: Library) -> None:
    keep(library, drawn(library, BRIDGE, "The bridge at Orl reopened.", "Cars may use the bridge.", "The ferry stops."))
    keep(library, drawn(library, COUNCIL, "The council of Karv voted nine to four."))
    hits = library.search_claims(WordEmbedder().embed(["The ferry stops."])[0], 3, KEY)
    assert hits[0].claim.text == "The ferry stops."
    assert hits[0].similarity == pytest.approx(1, abs=1e-5)
    assert [h.similarity for h in hits] == sorted((h.similarity for h in hits), reverse=True)
    assert len(hits) == 3
    assert found(library, "ferry", limit=0) == []
    assert len(found(library, "ferry", limit=100)) == 4


def test_claims_that_are_equally_near_come_in_the_order_of_ids(library: Library) -> None:
    extraction = drawn(library, BRIDGE, *["The ferry stops."] * 3)
    keep(library, extraction)
    ids = [hit.claim.id for hit in library.search_claims(WordEmbedder().embed(["ferry"])[0], 5, KEY)]
    assert len(ids) == 3
    assert ids == sorted(c.id for c in extraction.claims)


def test_a_rare_key_is_found_among_many_nearer_claims(tmp_path: Path, embedder: WordEmbedder) -> None:
    article = Article.make(" ".join(f"The council voted on plan {n} of Karv." for n in range(300)))
    with open_library(str(tmp_path / "many"), library_format(embedder), create=True) as library:
        store_article(article, library, embedder, location="")
        kept = []
        for number, passage in enumerate(library.passages_of(article.id)):
            for key, word in ((KEY, "ferry"), (OTHER_KEY, "council")):
                claims = tuple(
                    Claim.make(f"The {word} {n} {number}.", article.id, *span, passage_id=passage.id)
                    for n, span in enumerate(passage.sentences)
                )
                kept.append(Extraction(passage.id, article.id, key, claims if key != KEY else claims[:1], ()))
        assert len(kept) > 20
        keep(library, *kept)
        rare = {c.text for e in kept if e.key == KEY for c in e.claims}
        assert set(found(library, "council", limit=len(rare))) == rare
        assert list(library.all_extractions(KEY)) == [e for e in kept if e.key == KEY]


def test_vectors_are_those_that_were_kept(library: Library) -> None:
    extraction, vectors = embedded(drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops."))
    keep(library, extraction, replace(extraction, key=OTHER_KEY))
    ids = [claim.id for claim in extraction.claims]
    read = library.claim_vectors([*ids, ids[0], "clm_0"])
    assert read.keys() == set(ids)
    for claim_id, vector in zip(ids, vectors, strict=True):
        assert read[claim_id].dtype == numpy.float32
        assert numpy.allclose(read[claim_id], vector, atol=1e-6)


# -- articles that come and go ----------------------------------------------------------------------------------


@pytest.mark.parametrize("replaced", [False, True])
def test_an_article_takes_its_claims_with_it(library: Library, replaced: bool) -> None:
    going, staying = drawn(library, BRIDGE, "The bridge reopened."), drawn(library, COUNCIL, "The council voted.")
    keep(library, going, staying, replace(going, key=OTHER_KEY))
    with library.writing() as writer:
        writer.remove([BRIDGE.id], replaced_by={BRIDGE.id: COUNCIL.id} if replaced else None, at="2025-01-02")
    assert {meta["article_id"] for _, meta in records(library, "claims").values()} == {COUNCIL.id}
    assert {meta["article_id"] for _, meta in records(library, "extractions").values()} == {COUNCIL.id}
    assert list(library.all_extractions(KEY)) == [staying]
    store_article(BRIDGE, library, WordEmbedder(), location="")
    assert library.extractions([going.passage_id], KEY) == {}
    assert found(library, "bridge council") == ["The council voted."]


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"publisher": "Orl Post", "title": "Bridge"}, True),
        ({"published": "2024-05-06"}, True),
        ({"published": "2024-05-13"}, False),
        ({"published": None, "publisher": "Orl Post"}, False),
    ],
)
def test_a_mend_keeps_the_claims_unless_it_dates_the_article_otherwise(
    library: Library, changes: dict[str, str | None], stays: bool
) -> None:
    extraction, other = drawn(library, BRIDGE, "The bridge reopened."), drawn(library, COUNCIL, "The council voted.")
    keep(library, extraction, other)
    with library.writing() as writer:
        writer.mend(BRIDGE.id, changes)
    expected = {extraction.passage_id: extraction} if stays else {}
    assert library.extractions([extraction.passage_id], KEY) == expected
    assert len(records(library, "claims")) == (2 if stays else 1)
    assert library.extractions([other.passage_id], KEY) == {other.passage_id: other}
    assert problems(library) == []


# -- what is damaged --------------------------------------------------------------------------------------------


def collection(library: Library, name: str) -> Any:
    return library._client.get_collection(name, embedding_function=None)


def assert_mended(library: Library, whole: Sequence[Extraction]) -> None:
    """What is damaged goes, and only that; drawn again, all is as before."""
    mend(library, WordEmbedder(), list(verify(library)))
    assert problems(library) == []
    assert list(library.all_extractions(KEY)) == sorted(whole, key=lambda e: e.article_id)
    assert len(records(library, "claims")) == sum(len(e.claims) for e in whole)
    assert len(records(library, "extractions")) == len(whole)
    redrawn = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    keep(library, redrawn)
    assert library.extractions([redrawn.passage_id], KEY) == {redrawn.passage_id: redrawn}
    assert problems(library) == []


@pytest.mark.parametrize(
    "damage",
    [
        {"voice": "shouts"},
        {"voice": "denies"},
        {"voice": 7},
        {"start": 1},
        {"start": "0"},
        {"end": 10**9},
        {"end": 2.5},
        {"speaker": "somebody else"},
        {"when": "2030"},
        {"claim_id": "clm_0"},
        {"key": OTHER_KEY},
        {"passage_id": "psg_0"},
        {"start": None},
        {"speaker": None},
    ],
)
def test_a_damaged_claim_is_skipped_found_and_mended(library: Library, damage: dict[str, Any]) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    other = drawn(library, COUNCIL, "The council of Karv voted.")
    keep(library, extraction, other)
    record = record_id(extraction.claims[0], KEY)
    collection(library, "claims").update(ids=[record], metadatas=[damage])
    assert library.extractions([extraction.passage_id], KEY) == {}
    assert list(library.all_extractions(KEY)) == [other]
    assert "The bridge at Orl reopened." not in found(library, "The bridge at Orl reopened.")
    assert extraction.claims[0].id not in library.claim_vectors([extraction.claims[0].id, "clm_0"])
    (problem,) = verify(library)
    assert problem.kind == "damaged claim"
    assert_mended(library, [other])


def test_a_claim_with_other_words_is_damaged(library: Library) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    keep(library, extraction)
    record = record_id(extraction.claims[0], KEY)
    collection(library, "claims").update(ids=[record], documents=["It fell."], embeddings=[[1.0] * 64])
    assert library.extractions([extraction.passage_id], KEY) == {}
    assert found(library, "It fell.") == ["The ferry stops."]
    assert problems(library) == [("damaged claim", extraction.passage_id)]
    assert_mended(library, [])


@pytest.mark.parametrize("span", [(0, 10**6), (90, 5000)])
def test_a_claim_outside_its_article_is_told_even_with_a_right_hash(library: Library, span: tuple[int, int]) -> None:
    """A whole extraction of a forger's: every hash fits, and its span does not."""
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.")
    keep(library, extraction)
    forged = replace(extraction.claims[0], start=span[0], end=span[1])
    record = record_id(forged, KEY)
    collection(library, "claims").upsert(
        ids=[record], embeddings=[[1.0] * 64], documents=[forged.text], metadatas=[claim_metadata(forged, KEY)]
    )
    identity = mark_id(extraction.passage_id, KEY)
    mark = mark_of(identity, records(library, "extractions")[identity][1])
    assert mark is not None
    collection(library, "extractions").update(
        ids=[identity], metadatas=[mark_metadata(replace(mark, records=(record,)))]
    )
    assert library.extractions([extraction.passage_id], KEY) == {}
    assert found(library, "bridge") == []
    told = [p.what for p in verify(library) if p.kind == "damaged claim"]
    assert any("outside" in what for what in told)
    assert_mended(library, [])


def test_a_claim_without_a_vector_is_told(library: Library) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    keep(library, extraction)
    collection(library, "claims").update(ids=[record_id(extraction.claims[0], KEY)], embeddings=[[0.0] * 64])
    assert library.claim_vectors([c.id for c in extraction.claims]).keys() == {extraction.claims[1].id}
    assert [(p.kind, "no vector" in p.what) for p in verify(library)] == [("damaged claim", True)]
    assert_mended(library, [])


def test_claims_whose_vectors_are_too_short_are_told_and_drawn_again(library: Library) -> None:
    extraction, none = drawn(library, BRIDGE, "The bridge at Orl reopened."), drawn(library, COUNCIL)
    keep(library, extraction, none)
    claims = collection(library, "claims")
    ((record, (text, meta)),) = records(library, "claims").items()
    library._client.delete_collection("claims")
    short = library._client.create_collection(
        "claims", embedding_function=None, metadata=claims.metadata, configuration={"hnsw": {"space": "cosine"}}
    )
    short.upsert(ids=[record], embeddings=[[1.0] * 32], documents=[text], metadatas=[meta])
    assert library.claim_vectors([extraction.claims[0].id]) == {}
    assert [(p.kind, "32 numbers" in p.what) for p in verify(library)] == [("damaged claim", True)]
    assert_mended(library, [none])


@pytest.mark.parametrize(
    "damage",
    [
        {"claims": "[]"},
        {"claims": "rubbish"},
        {"dropped": "[]"},
        {"dropped": 3},
        {"article_id": "art_0"},
        {"key": "x"},
        {"hash": None},
    ],
)
def test_a_damaged_mark_is_skipped_found_and_mended(library: Library, damage: dict[str, Any]) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    other = drawn(library, COUNCIL, "The council of Karv voted.")
    keep(library, extraction, other)
    collection(library, "extractions").update(ids=[mark_id(extraction.passage_id, KEY)], metadatas=[damage])
    assert library.extractions([extraction.passage_id], KEY) == {}
    assert found(library, "bridge ferry council") == ["The council of Karv voted."]
    assert [p.kind for p in verify(library)] == ["damaged claim"]
    assert_mended(library, [other])


def test_a_damaged_extraction_that_is_drawn_again_is_whole_again(library: Library) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    keep(library, extraction)
    for damage in ("claim", "mark", "gone"):
        if damage == "claim":
            record = record_id(extraction.claims[0], KEY)
            collection(library, "claims").update(ids=[record], metadatas=[{"voice": "denies"}])
        elif damage == "mark":
            identity = mark_id(extraction.passage_id, KEY)
            collection(library, "extractions").update(ids=[identity], metadatas=[{"claims": "[]"}])
        else:
            collection(library, "claims").delete(ids=[record_id(extraction.claims[1], KEY)])
        assert problems(library) == [("damaged claim", extraction.passage_id)]
        assert keep(library, extraction) == 1
        assert library.extractions([extraction.passage_id], KEY) == {extraction.passage_id: extraction}
        assert problems(library) == []


def test_orphans_are_told_and_removed(library: Library) -> None:
    extraction, other = drawn(library, BRIDGE, "The bridge reopened."), drawn(library, COUNCIL, "The council voted.")
    keep(library, extraction, other)
    library._passages.delete(where={"article_id": BRIDGE.id})
    library._articles.delete(ids=[BRIDGE.id])
    library.index.write([], removed=[BRIDGE.id], generation=library.generation())
    assert library.extractions([extraction.passage_id], KEY) == {}
    assert found(library, "bridge") == ["The council voted."]
    assert problems(library) == [("orphan claim", extraction.passage_id)] * 2  # the claim and the mark
    mend(library, WordEmbedder(), list(verify(library)))
    assert problems(library) == []
    assert list(library.all_extractions(KEY)) == [other]
    assert len(records(library, "claims")) == len(records(library, "extractions")) == 1


def test_claims_that_no_mark_names_do_not_count(library: Library) -> None:
    extraction, other = drawn(library, BRIDGE, "The bridge reopened."), drawn(library, COUNCIL, "The council voted.")
    keep(library, extraction, other)
    collection(library, "extractions").delete(ids=[mark_id(extraction.passage_id, KEY)])
    assert library.extractions([extraction.passage_id], KEY) == {}
    assert found(library, "bridge", limit=1) == ["The council voted."]
    assert problems(library) == [("orphan claim", extraction.passage_id)]
    assert keep(library, extraction) == 1
    assert problems(library) == []


def test_claims_of_other_vectors_are_refused_until_the_rebuild(library: Library, embedder: WordEmbedder) -> None:
    """What a version of twosource that knows of no claims leaves behind, when it rebuilds a library."""
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.")
    keep(library, extraction)
    claims = collection(library, "claims")
    claims.modify(metadata={**claims.metadata, "embedder": "test:older"})
    for call in (
        lambda: found(library, "bridge"),
        lambda: library.extractions([extraction.passage_id], KEY),
        lambda: library.claim_vectors([extraction.claims[0].id]),
        lambda: keep(library, extraction),
        lambda: list(verify(library)),
    ):
        with pytest.raises(LibraryMismatch, match="claims") as caught:
            call()
        assert "library rebuild" in caught.value.mend
    rebuild(library, embedder)
    assert list(library.all_extractions(KEY)) == [extraction]
    assert found(library, "bridge") == ["The bridge at Orl reopened."]
    assert problems(library) == []


# -- rebuilding -------------------------------------------------------------------------------------------------


class Longer(WordEmbedder):
    """Another embedder: the same words, more numbers."""

    name = "test:longer"
    dimension = 80


def test_a_rebuild_embeds_the_claims_anew(library: Library, tmp_path: Path) -> None:
    ours = drawn(library, BRIDGE, "The bridge at Orl reopened.", "The ferry stops.")
    theirs = replace(drawn(library, BRIDGE, "The ferry at Orl stops."), key=OTHER_KEY)
    none = drawn(library, COUNCIL)
    keep(library, ours, theirs, none)
    rebuild(library, Longer())
    assert list(library.all_extractions(KEY)) == sorted((ours, none), key=lambda e: e.article_id)
    assert list(library.all_extractions(OTHER_KEY)) == [theirs]
    (nearest, *_) = library.search_claims(Longer().embed(["The ferry stops."])[0], 1, KEY)
    assert nearest.claim == ours.claims[1]
    assert nearest.similarity == pytest.approx(1, abs=1e-5)
    assert {len(v) for v in library.claim_vectors([c.id for c in ours.claims]).values()} == {80}
    assert problems(library) == []
    assert "claims-rebuilt" not in {c.name for c in library._client.list_collections()}
    library.close()
    with open_library(str(tmp_path / "lib"), library_format(Longer())) as again:
        assert again.search_claims(Longer().embed(["The ferry stops."])[0], 1, KEY) == [
            ClaimHit(nearest.claim, nearest.similarity)
        ]


def test_a_rebuild_drops_claims_of_passages_that_are_gone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.split import passages

    def halved(article: Article) -> list[Passage]:
        """The council's article as before, the other in one passage a sentence."""
        if article.id == COUNCIL.id:
            return list(passages(article))
        return [Passage.make(article.id, *span, (span,)) for p in passages(article) for span in p.sentences]

    going, staying = drawn(library, BRIDGE, "The bridge reopened."), drawn(library, COUNCIL, "The council voted.")
    keep(library, going, staying)
    monkeypatch.setattr(sys.modules["pipeline.ingest.rebuild"], "passages", halved)
    rebuild(library, WordEmbedder())
    assert len(library.passages_of(BRIDGE.id)) == 3
    assert list(library.all_extractions(KEY)) == [staying]
    assert len(records(library, "claims")) == len(records(library, "extractions")) == 1
    assert problems(library) == []


def test_a_library_can_be_copied_with_its_claims(library: Library, tmp_path: Path, embedder: WordEmbedder) -> None:
    extraction = drawn(library, BRIDGE, "The bridge at Orl reopened.")
    keep(library, extraction)
    library.close()
    shutil.copytree(tmp_path / "lib", tmp_path / "copy")
    with open_library(str(tmp_path / "copy"), library_format(embedder)) as copy:
        assert list(copy.all_extractions(KEY)) == [extraction]
        assert found(copy, "bridge") == ["The bridge at Orl reopened."]


def test_a_thousand_claims_are_searched_as_by_hand(tmp_path: Path) -> None:
    """Against all similarities computed: the first ten are those that are really nearest."""
    article = Article.make(" ".join(f"The council voted on plan {n} of Karv." for n in range(100)))
    embedder, dice = WordEmbedder(), random.Random(6)
    with open_library(str(tmp_path / "many"), library_format(embedder), create=True) as library:
        store_article(article, library, embedder, location="")
        claims: dict[str, list[float]] = {}
        drawn_from = []
        for passage in library.passages_of(article.id):
            made = tuple(
                Claim.make(f"{dice.random()}", article.id, *dice.choice(passage.sentences), passage_id=passage.id)
                for _ in range(1000 // len(library.passages_of(article.id)))
            )
            vectors = numpy.array([[dice.gauss(0, 1) for _ in range(64)] for _ in made], dtype=numpy.float32)
            vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
            claims |= {claim.id: vector.tolist() for claim, vector in zip(made, vectors, strict=True)}
            drawn_from.append((Extraction(passage.id, article.id, KEY, made, ()), vectors))
        with library.writing() as writer:
            writer.keep_extractions(drawn_from)
        right = 0
        for _ in range(10):
            query = numpy.array([dice.gauss(0, 1) for _ in range(64)], dtype=numpy.float32)
            query /= numpy.linalg.norm(query)
            expected = sorted(claims, key=lambda i: -float(numpy.dot(query, claims[i])))[:10]
            hits = library.search_claims(query, 10, KEY)
            for hit in hits:
                assert hit.similarity == pytest.approx(float(numpy.dot(query, claims[hit.claim.id])), abs=1e-4)
            right += len(set(expected) & {hit.claim.id for hit in hits})
        assert right >= 95


def test_a_crowd_of_equal_claims_is_cut_in_the_order_of_ids(tmp_path: Path, embedder: WordEmbedder) -> None:
    """One statement in many articles: the same vector many times, and the same first ones at every limit."""
    articles = [Article.make(f"Paper {n} has it from the agency.", path=f"{n}.txt") for n in range(12)]
    with open_library(str(tmp_path / "many"), library_format(embedder), create=True) as library:
        for article in articles:
            store_article(article, library, embedder, location="")
        keep(library, *(drawn(library, article, "The bridge reopened.") for article in articles))
        vector = embedder.embed(["The bridge reopened."])[0]
        ids = [hit.claim.id for hit in library.search_claims(vector, 12, KEY)]
        assert ids == sorted(ids)
        assert len(set(ids)) == 12
        assert [hit.claim.id for hit in library.search_claims(vector, 7, KEY)] == ids[:7]
