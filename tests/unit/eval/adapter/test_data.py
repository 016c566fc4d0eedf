"""The training groups' file: which rows it may use, how a group is filled up, and that its bytes are fixed."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.adapter import data
from eval.adapter.data import fill, lines, made_groups, main, natural_groups, nearest_strangers, plain, read_pairs
from eval.adapter.records import Group, Pair
from prompts import load
from store.embed import Embedder
from tests.conftest import WordEmbedder

SENTENCE = "The old bridge was closed in March 1999 after 12 boats struck it."


def row(dataset: str = "mnli_dev", label: str = "SUPPORTS", **more: Any) -> dict[str, Any]:
    """A usable row of the shared file, but for what is given."""
    texts = more.pop("texts", [SENTENCE])
    known = {"dataset": dataset, "label": label, "claim": "The bridge was closed.", "ship": True}
    return known | {"evidence": [{"text": text} for text in texts]} | more


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Sequence[dict[str, Any]]], Path]:
    """Writes rows as the shared file has them."""

    def write(rows: Sequence[dict[str, Any]]) -> Path:
        path = tmp_path / "pairs.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(r) + "\n" for r in rows)
        return path

    return write


WRITE = Callable[[Sequence[dict[str, Any]]], Path]

TOWNS = ("Bergen", "Faro", "Lublin", "Kisumu", "Piura", "Sapporo", "Udine", "Halifax")
THINGS = ("bridge", "school", "harbour", "market", "theatre", "library", "station", "mill")


def town_rows(dataset: str) -> list[dict[str, Any]]:
    """One sentence a town with a true claim; every second has a false one, the first also one that is not known."""
    rows = []
    for number, (town, thing) in enumerate(zip(TOWNS, THINGS, strict=True)):
        common: dict[str, Any] = {
            "dataset": dataset,
            "texts": [f"The {thing} of {town} was closed in March {1990 + number} after {number + 20} complaints."],
        }
        rows.append(row(claim=f"The {thing} of {town} was closed in {1990 + number}.", **common))
        if number % 2 == 0:
            rows.append(row(claim=f"The {thing} of {town} stayed open.", label="REFUTES", **common))
        if number == 0:
            rows.append(row(claim=f"The {thing} of {town} is loved.", label="NOT_ENOUGH_INFO", **common))
    return rows


# -- Rows


def test_a_row_becomes_a_pair_in_the_words_of_the_prompt(write: WRITE) -> None:
    path = write(
        [
            row(texts=["One part ,", "and  another ."], claim="A\nclaim\tof two lines."),
            row("fm2", "REFUTES"),
            row("check_covid", "NOT_ENOUGH_INFO"),
        ]
    )
    assert read_pairs(path) == [
        Pair("mnli_dev", "One part, and another.", "A claim of two lines.", "true"),
        Pair("fm2", SENTENCE, "The bridge was closed.", "false"),
        Pair("check_covid", SENTENCE, "The bridge was closed.", "unknown"),
    ]


@pytest.mark.parametrize(
    "unusable",
    [
        row(ship=False),
        {key: value for key, value in row().items() if key != "ship"},
        *(row(dataset) for dataset in data.HELD_OUT),
        row("snli_devtest"),
        row(label="CONFLICTING"),
        row(texts=["x" * (data.MOST_CHARACTERS + 1)]),
        row(texts=["x" * 200, "y" * 200]),
        row(texts=["Too short."]),
        row(claim="x" * (data.MOST_CHARACTERS // 2 + 1)),
    ],
    ids=lambda r: f"{r['dataset']}-{r['label']}-{r.get('ship')}-{len(r['evidence'][0]['text'])}-{len(r['claim'])}",
)
def test_rows_that_may_not_be_used(write: WRITE, unusable: dict[str, Any]) -> None:
    assert read_pairs(write([unusable])) == []


def test_the_longest_row_that_may_be_used(write: WRITE) -> None:
    longest = row(texts=["x" * data.MOST_CHARACTERS], claim="x" * (data.MOST_CHARACTERS // 2))
    assert len(read_pairs(write([longest]))) == 1


def test_what_is_held_out_has_no_quota() -> None:
    assert set(data.HELD_OUT).isdisjoint(data.QUOTAS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained , then ( it seems ) stopped .", "It rained, then (it seems) stopped."),
        ("`` No '' , he said .", '" No ", he said.'),
        ("One -- two", "One – two"),
        ("  Two\n lines\t here ", "Two lines here"),
        ("Up 5 % ; why ?", "Up 5%; why?"),
        ("Nothing to mend: 3.5, (a) and b.", "Nothing to mend: 3.5, (a) and b."),
        ("", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(alphabet="ab .,()`'-\n\t%", max_size=60))
def test_plain_is_one_line_and_keeps_every_letter(text: str) -> None:
    found = plain(text)
    assert "\n" not in found
    assert "  " not in found
    assert Counter(c for c in found if c in "ab.,()%") == Counter(c for c in text if c in "ab.,()%")


# -- Groups


def natural(path: Path, embedder: Embedder, seed: int = 5) -> list[Group]:
    return list(natural_groups(read_pairs(path), embedder, random.Random(seed)))


@pytest.mark.parametrize("dataset", data.QUOTAS)
@pytest.mark.parametrize("seed", range(5))
def test_a_group_has_two_labels_and_no_label_more_than_twice(
    write: WRITE, embedder: WordEmbedder, dataset: str, seed: int
) -> None:
    found = natural(write(town_rows(dataset)), embedder, seed)
    assert len(found) == len(TOWNS)
    for group in found:
        counts = Counter(label for _, label in group.claims)
        assert group.source == dataset
        assert 2 <= len(counts) <= len(group.claims) <= data.MOST_CLAIMS
        assert max(counts.values()) <= 2
        assert len({claim for claim, _ in group.claims}) == len(group.claims)


def test_a_sentence_with_one_label_only_makes_no_group(write: WRITE, embedder: WordEmbedder) -> None:
    assert natural(write([row(claim="The bridge shut.", texts=["A bridge fell down."])]), embedder) == []


def test_no_set_has_more_groups_than_its_quota(
    write: WRITE, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write([*town_rows("mnli_dev"), *town_rows("fm2"), *town_rows("check_covid")])
    monkeypatch.setattr(data, "QUOTAS", {"mnli_dev": 2, "fm2": 3})
    found = natural_groups([*read_pairs(path), Pair("other", SENTENCE, "x", "true")], embedder, random.Random(1))
    assert Counter(group.source for group in found) == {"mnli_dev": 2, "fm2": 3}


def test_sentences_with_several_claims_come_first(
    write: WRITE, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(town_rows("mnli_dev"))
    monkeypatch.setattr(data, "QUOTAS", {"mnli_dev": 1})
    assert {natural(path, embedder, seed)[0].sentence.split()[3] for seed in range(8)} == {"Bergen"}


class Table:
    """An embedder that knows a few texts by heart."""

    name = "test:table"
    dimension = 2

    def __init__(self, cosines: dict[str, float]) -> None:
        self._cosines = cosines

    def embed(self, texts: Sequence[str]) -> numpy.ndarray[Any, numpy.dtype[numpy.float32]]:
        """Vectors at the given cosine to the first axis."""
        rows = [(self._cosines[text], (1 - self._cosines[text] ** 2) ** 0.5) for text in texts]
        return numpy.array(rows, dtype=numpy.float32).reshape(len(rows), 2)


def test_strangers_are_near_but_not_about_the_very_fact() -> None:
    cosines = {"own": 1.0, "s": 1.0, "same fact": 0.9, "a": 0.7, "b": 0.6, "c": 0.5, "d": 0.4, "far": 0.2}
    others = ["same fact", "a", "b", "c", "d", "far"]
    sentences = {"s": [Pair("fm2", "s", "own", "true")]}
    sentences |= {f"sentence of {o}": [Pair("fm2", f"sentence of {o}", o, "true")] for o in others}
    table = Table(cosines | {f"sentence of {o}": 0.0 for o in others})
    found = nearest_strangers(list(sentences), sentences, table)
    assert [pair.claim for pair in found["s"]] == ["a", "b", "c"]
    assert found.keys() == sentences.keys()
    assert nearest_strangers([], {}, table) == {}


def pairs(*labelled: tuple[str, str]) -> list[Pair]:
    return [Pair("fm2", SENTENCE, claim, data._label(label)) for claim, label in labelled]


STRANGERS = pairs(("The mill burnt.", "true"), ("The mill was sold.", "false"), ("The mill stood.", "true"))


@pytest.mark.parametrize("seed", range(20))
def test_a_true_claim_is_changed_and_a_stranger_is_not_known(seed: int) -> None:
    group = fill("fm2", SENTENCE, pairs(("The bridge closed in 1999.", "true")), STRANGERS, random.Random(seed))
    labels = dict(group.claims)
    assert labels.pop("The bridge closed in 1999.") == "true"
    assert "false" in labels.values()
    assert all(claim.startswith("The bridge closed in ") for claim, label in labels.items() if label == "false")
    assert {label for claim, label in labels.items() if claim.startswith("The mill")} == {"unknown"}


@pytest.mark.parametrize("seed", range(20))
def test_no_stranger_comes_where_the_set_has_neutral_claims(seed: int) -> None:
    own = pairs(("The bridge fell.", "false"), ("The bridge is loved.", "unknown"))
    group = fill("fm2", SENTENCE, own, STRANGERS, random.Random(seed))
    assert dict(group.claims) == {"The bridge fell.": "false", "The bridge is loved.": "unknown"}


@pytest.mark.parametrize("seed", range(20))
def test_of_many_claims_two_a_label_are_kept(seed: int) -> None:
    own = pairs(*((f"Claim {label} {n} of 12 boats in March.", label) for label in ("true", "false") for n in range(4)))
    counts = Counter(label for _, label in fill("fm2", SENTENCE, own, STRANGERS, random.Random(seed)).claims)
    assert max(counts.values()) == 2
    assert counts.keys() == {"true", "false", "unknown"}
    assert 4 <= counts.total() <= data.MOST_CLAIMS


def test_made_groups_come_from_every_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(name == make.__module__.rpartition(".")[2] for name, (make, _) in data.MADE.items())
    monkeypatch.setattr(data, "MADE", {name: (make, 4) for name, (make, _) in data.MADE.items()})
    found = list(made_groups(random.Random(3)))
    assert Counter(group.source for group in found) == dict.fromkeys(data.MADE, 4)
    assert found == list(made_groups(random.Random(3)))


def test_a_label_that_is_no_label_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MADE", {"made_wrong": (lambda _chance, _count: [("S.", [("C.", "maybe")])], 1)})
    with pytest.raises(ValueError, match="maybe"):
        list(made_groups(random.Random(3)))


# -- The file


def test_the_messages_are_what_the_prompt_renders() -> None:
    group = Group("fm2", "Ein „Satz“ {{ x }} with <<user>> in it.", (("A claim.", "true"), ("Ü & co.", "unknown")))
    (line,) = lines([group])
    assert line.endswith("}\n")
    assert "„Satz“" in line
    found = json.loads(line)
    assert found["source"] == "fm2"
    assert [claim["label"] for claim in found["claims"]] == ["true", "unknown"]
    for (claim, _), written in zip(group.claims, found["claims"], strict=True):
        rendered = load("grade.adapted").render(claim=claim, sentence=group.sentence)
        assert written["messages"] == [{"role": m.role, "content": m.content} for m in rendered]
        assert written["messages"][-1]["content"] == f"Sentence: {group.sentence}\nClaim: {claim}"


def test_the_same_input_gives_the_same_bytes(
    write: WRITE, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write([*town_rows("fm2"), *town_rows("mnli_dev"), row(ship=False, texts=["Nobody may ship this one."])])
    monkeypatch.setattr(data, "LocalEmbedder", WordEmbedder)
    monkeypatch.setattr(data, "MADE", {name: (make, 3) for name, (make, _) in data.MADE.items()})

    def run(*more: str) -> bytes:
        target = tmp_path / "groups.jsonl"
        monkeypatch.setattr("sys.argv", ["data", str(path), "-o", str(target), *more])
        main()
        return target.read_bytes()

    written = run()
    told = capsys.readouterr().err
    assert run() == run("--seed", "11") == written
    assert run("--seed", "12") != written
    assert b"Nobody may ship" not in written
    assert len(written.splitlines()) == 2 * len(TOWNS) + 3 * len(data.MADE)
    assert f"{len(written.splitlines())} groups, sha256 {hashlib.sha256(written).hexdigest()}" in told
    assert {"fm2", "mnli_dev", *data.MADE} == set(json.loads(told[: told.rindex("}") + 1]))
