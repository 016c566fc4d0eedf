"""Suites: what is selected, what changes the hash, and what hostile files come to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.run.records import External, Selection
from eval.suite.corpus import article_name, fingerprint, load_corpus
from eval.suite.suites import Suite, load_core, load_external, load_suite, select, split_of
from pipeline.errors import InputError, UsageError

TEXT = "The council voted on May 3.\n"
SPAN = {"start": 0, "end": 27, "text": "The council voted on May 3."}


def evidence(event: str) -> dict[str, Any]:
    return {"article": f"{event}/wire", "stance": "supports", "voice": "asserts", "spans": [SPAN]}


def claim(name: str, event: str = "town", kind: str = "date", **more: Any) -> dict[str, Any]:
    return {
        "type": "claim",
        "id": name,
        "event": event,
        "kind": kind,
        "claim": "The council voted on May 3.",
        "verdict": "supported",
        "evidence": [evidence(event)],
        "origins": [[f"{event}/wire"]],
        "why": "So the wire says.",
        **more,
    }


def question(name: str, event: str = "town") -> dict[str, Any]:
    return {
        "type": "question",
        "id": name,
        "event": event,
        "asks": "when",
        "question": "When did the council vote?",
        "contains": [{"claim": "The council voted on May 3.", "evidence": [evidence(event)]}],
        "why": "So the wire says.",
    }


def row(name: str = "r1", **more: Any) -> dict[str, Any]:
    """A row of an external file."""
    return {
        "id": name,
        "dataset": "fever",
        "claim": "It rained.",
        "label": "SUPPORTS",
        "evidence": [{"text": "Rain fell.", "title": "Weather", "source": "a.example", "stance": "supports"}],
        **more,
    }


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for event in ("town", "mine", "outbreak"):
        (folder / event).mkdir(parents=True)
        (folder / event / "wire.md").write_text(f"---\npublisher: {event} wire\n---\n{TEXT}")
    (folder / "README.md").write_text("# What lies here\n")
    return folder


Core = Callable[..., Suite]


@pytest.fixture
def core(cases: Path, corpus: Path) -> Core:
    """The core suite of these cases, all in one file unless files are named."""

    def load(*given: dict[str, Any], **files: list[dict[str, Any]]) -> Suite:
        for name, lines in (files or {"all": list(given)}).items():
            (cases / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        return load_core(cases, corpus)

    return load


def external(tmp_path: Path, *rows: dict[str, Any]) -> Suite:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    return load_external(path, f"file:{path}")


# --- what a suite holds


def test_the_cases_of_all_files_sorted_by_id_and_the_articles_by_name(core: Core, corpus: Path) -> None:
    suite = core(town=[question("town-q"), claim("town-2")], mine=[claim("mine-1", "mine")], empty=[])
    assert [c.id for c in suite.cases] == ["mine-1", "town-2", "town-q"]
    assert sorted(suite.articles) == ["mine/wire", "outbreak/wire", "town/wire"]
    article = suite.articles["town/wire"]
    assert (article.text, article.publisher, article.path) == (TEXT, "town wire", str(corpus / "town" / "wire.md"))
    assert suite.name == "core"


def test_a_row_of_an_external_file(tmp_path: Path) -> None:
    suite = external(tmp_path, row("b", surplus=1), row("a", dataset="snli", label="CONFLICTING", evidence=[]))
    first, second = suite.cases
    assert isinstance(first, External)
    assert isinstance(second, External)
    assert (first.id, first.dataset, first.verdict, first.evidence) == ("a", "snli", "conflicting", ())
    assert (second.claim, second.verdict) == ("It rained.", "supported")
    assert second.evidence[0].model_dump() == row()["evidence"][0]
    assert (suite.articles, suite.name) == ({}, f"file:{tmp_path / 'rows.jsonl'}")


@pytest.mark.parametrize(
    ("label", "verdict"),
    [
        ("SUPPORTS", "supported"),
        ("REFUTES", "refuted"),
        ("CONFLICTING", "conflicting"),
        ("NOT_ENOUGH_INFO", "not_enough_evidence"),
    ],
)
def test_labels_of_others_and_our_verdicts(tmp_path: Path, label: str, verdict: str) -> None:
    (case,) = external(tmp_path, row(label=label)).cases
    assert isinstance(case, External)
    assert case.verdict == verdict


def test_a_suite_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row()) + "\n")
    assert load_suite(f"file:{path}") == load_external(path, "file:rows.jsonl")
    for name in ("nonsense", "", "Core", "core.jsonl", str(path)):
        with pytest.raises(UsageError, match="no suite") as caught:
            load_suite(name)
        assert "file:PATH" in caught.value.mend


def test_the_suite_that_ships_can_be_loaded() -> None:
    suite = load_suite("core")
    assert {split_of(case) for case in suite.cases} == {"dev", "test"}
    assert suite == load_suite("core")


# --- selection

EVERY = (
    claim("mine-1", "mine", must_pass=["verdict"]),
    claim("mine-2", "mine", "negation"),
    question("mine-q", "mine"),
    claim("outbreak-1", "outbreak", "denial"),
    claim("town-1"),
    claim("town-2", kind="negation", must_pass=["origins"]),
    claim("town-3", kind="denial"),
    question("town-q"),
)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        ({}, "mine-1 mine-2 mine-q outbreak-1 town-1 town-2 town-3 town-q"),
        # mine and outbreak are events of the test split, town is not.
        ({"split": "dev"}, "town-1 town-2 town-3 town-q"),
        ({"split": "test"}, "mine-1 mine-2 mine-q outbreak-1"),
        ({"events": ("mine",)}, "mine-1 mine-2 mine-q"),
        ({"events": ("mine", "outbreak"), "questions": False}, "mine-1 mine-2 outbreak-1"),
        ({"events": ("mine",), "split": "test"}, "mine-1 mine-2 mine-q"),
        # Questions have no kind, no must_pass, and no stage of their own.
        ({"kinds": ("negation",)}, "mine-2 town-2"),
        ({"kinds": ("negation", "denial"), "split": "dev"}, "town-2 town-3"),
        ({"must_pass": True}, "mine-1 town-2"),
        ({"must_pass": True, "split": "dev"}, "town-2"),
        ({"questions": False}, "mine-1 mine-2 outbreak-1 town-1 town-2 town-3"),
        ({"stage": "retrieve"}, "mine-1 mine-2 outbreak-1 town-1 town-2 town-3"),
        ({"stage": "grade", "split": "dev"}, "town-1 town-2 town-3"),
        ({"stage": "verdict", "must_pass": True}, "mine-1 town-2"),
        ({"cases": ("town-q", "mine-1")}, "mine-1 town-q"),
        ({"cases": ("town-q", "mine-1"), "questions": False}, "mine-1"),
        ({"most": 8}, "mine-1 mine-2 mine-q outbreak-1 town-1 town-2 town-3 town-q"),
        ({"most": 100}, "mine-1 mine-2 mine-q outbreak-1 town-1 town-2 town-3 town-q"),
    ],
)
def test_what_is_selected(core: Core, selection: dict[str, Any], ids: str) -> None:
    assert [c.id for c in select(core(*EVERY), Selection(**selection))] == ids.split()


@pytest.mark.parametrize(
    "selection",
    [{"events": ("mine",), "split": "dev"}, {"kinds": ("hedge",)}, {"cases": ("mine-1",), "split": "dev"}],
)
def test_a_selection_of_nothing_is_an_error_with_a_mend(core: Core, selection: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="No case is selected") as caught:
        select(core(*EVERY), Selection(**selection))
    for option in ("--split", "--event", "--kind"):
        assert option in caught.value.mend


def test_a_case_that_is_not_there_is_named(core: Core) -> None:
    with pytest.raises(UsageError, match="no case 'town-9' in core") as caught:
        select(core(*EVERY), Selection(cases=("town-1", "town-9")))
    assert caught.value.mend


def many(number: int, prefix: str = "town") -> list[dict[str, Any]]:
    return [claim(f"{prefix}-{n:03}") for n in range(number)]


def test_a_sample_is_the_same_again_and_another_seed_draws_another(core: Core) -> None:
    suite = core(*many(60))

    def sample(seed: int, most: int = 20) -> list[str]:
        return [c.id for c in select(suite, Selection(most=most, seed=seed))]

    assert sample(0) == sample(0)
    assert len(sample(0)) == 20
    assert sample(0) == sorted(set(sample(0)))
    # Of two samples of 20 of 60 the same has a chance of 1 in 10^15.
    assert len({tuple(sample(seed)) for seed in range(6)}) == 6
    # A smaller sample of one seed is a part of the larger one: more can be asked for later.
    assert set(sample(3, 5)) < set(sample(3, 6)) < set(sample(3, 59))


def test_a_sample_does_not_depend_on_the_order_of_files_or_on_unselected_cases(core: Core, tmp_path: Path) -> None:
    wanted = Selection(most=10, seed=4, events=("town",))
    before = [c.id for c in select(core(all=many(40)), wanted)]
    (tmp_path / "cases" / "all.jsonl").unlink()
    suite = core(b=many(40)[:7], a=many(40)[:6:-1], mine=[claim(f"mine-{n}", "mine") for n in range(30)])
    assert [c.id for c in select(suite, wanted)] == before


def test_a_sample_takes_every_case_sooner_or_later(core: Core) -> None:
    """No case is favoured: over 200 seeds each of 20 is drawn about as often (50 of 200; six deviations are 37)."""
    suite = core(*many(20))
    drawn = [c.id for seed in range(200) for c in select(suite, Selection(most=5, seed=seed))]
    counts = [drawn.count(c.id) for c in suite.cases]
    assert sum(counts) == 1000
    assert all(13 <= count <= 87 for count in counts)


def test_external_rows_are_selected_by_dataset_and_id(tmp_path: Path) -> None:
    suite = external(tmp_path, row("a"), row("b", dataset="snli"), row("c"))
    assert [c.id for c in select(suite, Selection())] == ["a", "b", "c"]
    assert [c.id for c in select(suite, Selection(events=("fever",)))] == ["a", "c"]
    assert [c.id for c in select(suite, Selection(cases=("b",)))] == ["b"]
    assert [split_of(c) for c in suite.cases] == ["fever", "snli", "fever"]
    assert len(select(suite, Selection(most=2))) == 2


@pytest.mark.parametrize(
    "selection", [{"split": "test"}, {"stage": "grade"}, {"kinds": ("negation",)}, {"must_pass": True}, {"repeats": 2}]
)
def test_what_does_not_go_with_an_external_suite_is_refused(tmp_path: Path, selection: dict[str, Any]) -> None:
    """A user who asks for the must_pass cases of a file would else be given all of its rows, without a word."""
    (asked,) = selection
    with pytest.raises(UsageError, match=asked.replace("_", "-").removesuffix("s")) as caught:
        select(external(tmp_path, row()), Selection(**selection))
    assert caught.value.mend


# --- hashes


def test_any_edit_changes_the_hash_of_the_cases(core: Core) -> None:
    base = claim("town-1")
    edits: list[dict[str, Any]] = [
        {"id": "town-2"},
        {"event": "mine", "evidence": [evidence("mine")], "origins": [["mine/wire"]]},
        {"kind": "negation"},
        {"claim": "The council voted on May 3!"},
        {"as_of": "2025-05-04"},
        {"evidence": [evidence("town") | {"voice": "attributes"}]},
        {"evidence": [evidence("town") | {"speaker": "the mayor"}]},
        {"evidence": [evidence("town") | {"spans": [SPAN, SPAN]}]},
        {"evidence": [evidence("town"), evidence("town")]},
        {"must_pass": ["verdict"]},
        {"must_pass": ["verdict", "origins"]},
        {"why": "So the wire says"},
        {"verdict": "refuted", "evidence": [evidence("town") | {"stance": "contradicts"}]},
        {"verdict": "not_enough_evidence", "evidence": [], "origins": []},
        {"kind": "injection", "injection": {"article": "town/wire", "target": "supports"}},
        {"kind": "injection", "injection": {"article": "town/wire", "target": "contradicts"}},
    ]
    hashes = [core(base | edit).case_set for edit in [{}, *edits]]
    assert len(set(hashes)) == len(hashes)
    assert all(len(h) == 16 and set(h) <= set("0123456789abcdef") for h in hashes)
    assert core(base, claim("town-2")).case_set not in hashes
    assert core(base).case_set == hashes[0]


def test_any_edit_changes_the_hash_of_an_external_suite(tmp_path: Path) -> None:
    entry = row()["evidence"][0]
    edits: list[dict[str, Any]] = [
        {"id": "r2"},
        {"dataset": "snli"},
        {"claim": "It rained"},
        {"label": "REFUTES"},
        {"evidence": []},
        {"evidence": [entry, entry]},
        *({"evidence": [entry | {field: "other"}]} for field in entry),
        {"evidence": [{"text": "Rain fell."}]},
    ]
    hashes = [external(tmp_path, row() | edit).case_set for edit in [{}, *edits]]
    assert len(set(hashes)) == len(hashes)


def test_what_is_no_edit_leaves_the_hash_alone(core: Core, cases: Path) -> None:
    two = [claim("town-1"), claim("town-2")]
    before = core(all=two).case_set
    (cases / "all.jsonl").write_text(json.dumps(two[1], indent=None) + "\n\n  \n" + json.dumps(two[0]))
    assert core(other=[]).case_set == before
    shuffled = [dict(reversed(c.items())) for c in two]
    assert core(all=shuffled[:1], other=shuffled[1:]).case_set == before


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True))
def test_the_order_of_rows_leaves_the_hash_alone(names: list[str]) -> None:
    def case_set(order: list[str]) -> str:
        path = Path("rows.jsonl")  # each test has a current folder of its own
        path.write_text("".join(json.dumps(row(name)) + "\n" for name in order))
        return load_external(path, "file:rows").case_set

    assert case_set(names) == case_set(sorted(names))


def test_the_corpus_is_known_by_names_and_contents_whatever_folder_it_lies_in(corpus: Path, tmp_path: Path) -> None:
    before = fingerprint(load_corpus(corpus))
    moved = corpus.rename(tmp_path / "elsewhere")
    assert fingerprint(load_corpus(moved)) == before
    wire = moved / "town" / "wire.md"
    seen = {before}
    for text in (
        TEXT + "And again.\n",
        f"---\npublisher: another\n---\n{TEXT}",
        f"---\npublished: 2025-05-04\n---\n{TEXT}",
    ):
        wire.write_text(text)
        seen.add(fingerprint(load_corpus(moved)))
    wire.rename(moved / "town" / "post.md")
    seen.add(fingerprint(load_corpus(moved)))
    assert len(seen) == 5


# --- the corpus


def test_of_these_events_only(corpus: Path) -> None:
    assert sorted(load_corpus(corpus, ("mine", "town"))) == ["mine/wire", "town/wire"]
    assert load_corpus(corpus, ()) == {}
    assert article_name(corpus / "town" / "wire.md", corpus) == "town/wire"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xff\xfe\x00", None),
        (b"Stra\xdfe\n", 1),
        (b"One.\n\x00\x00\n", 2),
        (b"", None),
        (b"---\npublished: someday\n---\nText.\n", 2),
        (b"---\ntitle: [\n---\nText.\n", None),
    ],
)
def test_an_article_that_cannot_be_read_is_named(cases: Path, corpus: Path, data: bytes, line: int | None) -> None:
    (cases / "all.jsonl").write_text(json.dumps(claim("town-1")))
    (corpus / "town" / "post.md").write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_core(cases, corpus)
    assert caught.value.path == str(corpus / "town" / "post.md")
    assert line is None or caught.value.line == line
    assert caught.value.mend


def test_a_corpus_that_is_not_there_is_an_error(cases: Path, tmp_path: Path) -> None:
    (cases / "all.jsonl").write_text(json.dumps(claim("town-1")))
    with pytest.raises(InputError, match="no such file or folder") as caught:
        load_core(cases, tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in str(caught.value)
    assert caught.value.mend


def test_two_files_of_one_name_are_refused(corpus: Path) -> None:
    (corpus / "town" / "wire.txt").write_text("Another article altogether.\n")
    with pytest.raises(InputError, match=r"wire\.(md|txt)"):
        load_corpus(corpus)


@pytest.mark.parametrize(
    "wrong",
    [
        evidence("town") | {"article": "town/nowhere"},
        evidence("town") | {"spans": [{**SPAN, "text": "The council voted on May 4."}]},
        evidence("town") | {"spans": [{"start": 5000, "end": 5027, "text": SPAN["text"]}]},
    ],
)
def test_gold_that_does_not_fit_the_corpus_names_its_line(core: Core, wrong: dict[str, Any]) -> None:
    """As after an edit of an article whose cases were written before it."""
    bad = claim("town-2", evidence=[wrong], origins=[[wrong["article"]]])
    with pytest.raises(InputError) as caught:
        core(claim("town-1"), bad)
    assert caught.value.line == 2


# --- hostile files

GOOD_CASE = json.dumps(claim("town-1")).encode()
GOOD_ROW = json.dumps(row("r0")).encode()
# What is wrong in either kind of file.
BAD_LINES: dict[str, bytes] = {
    "half a line": GOOD_CASE[: len(GOOD_CASE) // 2],
    "half a row": GOOD_ROW[: len(GOOD_ROW) // 2],
    "two objects": b"{} {}",
    "no JSON": b"town-1, supported",
    "a comma behind it": GOOD_ROW + b",",
    "NUL bytes": b"\x00\x00\x00\x00",
    "NUL in a string": b'{"id": "\x00"}',
    "a list": b"[1, 2]",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "null": b"null",
    "a number": b"7",
    "a string": b'"town-1"',
    "not a number": b"NaN",
    "a number too long": b'{"id": ' + b"1" * 6000 + b"}",
    "deep lists": b"[" * 150_000,
    "deep objects": b'{"id":' * 100_000,
    "a huge line": b"x" * 3_000_000,
    "a huge string without an end": b'{"id": "' + b"x" * 3_000_000,
}


def refused(load: Callable[[], Suite]) -> InputError:
    """The one error that may come of it: short enough for a line on the screen, and with a next step."""
    with pytest.raises(InputError) as caught:
        load()
    assert type(caught.value) is InputError
    assert caught.value.mend
    assert 0 < len(str(caught.value)) < 600
    return caught.value


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_of_a_case_file_is_named(cases: Path, corpus: Path, bad: bytes) -> None:
    (cases / "a.jsonl").write_bytes(json.dumps(claim("town-0")).encode())
    (cases / "b.jsonl").write_bytes(GOOD_CASE + b"\n\n" + bad + b"\n" + json.dumps(claim("town-2")).encode())
    error = refused(lambda: load_core(cases, corpus))
    assert (error.path, error.line) == (str(cases / "b.jsonl"), 3)
    assert str(error).startswith(f"{cases / 'b.jsonl'}:3: ")
    assert "case.schema.json" in error.mend


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_of_an_external_file_is_named(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD_ROW + b"\n\n" + bad + b"\n" + json.dumps(row("r9")).encode())
    error = refused(lambda: load_suite(f"file:{path}"))
    assert (error.path, error.line) == (str(path), 3)
    assert str(error).startswith(f"{path}:3: ")
    assert "NOT_ENOUGH_INFO" in error.mend


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({k: v for k, v in row().items() if k != "id"}, "'id'"),
        ({k: v for k, v in row().items() if k != "dataset"}, "'dataset'"),
        ({k: v for k, v in row().items() if k != "claim"}, "'claim'"),
        ({k: v for k, v in row().items() if k != "label"}, "'label'"),
        ({k: v for k, v in row().items() if k != "evidence"}, "'evidence'"),
        *((row(label=label), "label") for label in ("MAYBE", "supports", "supported", None)),
        (row(label=["SUPPORTS"]), "not a labelled row"),
        (row(claim=None), "claim: "),
        (row(claim=7), "claim: "),
        (row(claim=["It rained."]), "claim: "),
        (row(evidence=None), "not a labelled row"),
        (row(evidence={"text": "Rain fell."}), "not a labelled row"),
        (row(evidence="Rain fell."), "not a labelled row"),
        (row(evidence=["Rain fell."]), "not a labelled row"),
        (row(evidence=[None]), "not a labelled row"),
        (row(evidence=[{}]), "text: "),
        (row(evidence=[{"text": None}]), "text: "),
        (row(evidence=[{"text": ["Rain"]}]), "text: "),
        (row(evidence=[{"text": "Rain.", "title": 7}]), "title: "),
    ],
)
def test_a_field_that_is_missing_or_of_another_shape_is_named(tmp_path: Path, bad: dict[str, Any], words: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row("r0")) + "\n" + json.dumps(bad) + "\n")
    error = refused(lambda: load_external(path, "file:rows"))
    assert error.line == 2
    assert words in str(error)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (claim("town-9", verdict="refuted"), "comes to supported"),
        (claim("town-9", kind="mood"), "kind: "),
        (claim("town-9", type="rumour"), "rumour"),
        (claim("Town 9"), "id: "),
        (claim("town-9", surplus=1), "surplus: "),
        ({k: v for k, v in claim("town-9").items() if k != "why"}, "why: "),
        ({k: v for k, v in claim("town-9").items() if k != "type"}, "type"),
        (claim("town-9", evidence={}), "evidence: "),
        (row(), "type"),
    ],
)
def test_a_case_that_breaks_a_rule_is_named(core: Core, bad: dict[str, Any], words: str) -> None:
    error = refused(lambda: core(claim("town-1"), bad))
    assert error.line == 2
    assert words in str(error)


def test_an_id_given_twice_is_an_error_within_a_file_and_across(core: Core, cases: Path, tmp_path: Path) -> None:
    error = refused(lambda: core(a=[claim("town-1"), claim("town-2")], b=[claim("town-3"), claim("town-2")]))
    assert (error.path, error.line) == (str(cases / "b.jsonl"), 2)
    assert "town-2" in str(error)
    error = refused(lambda: external(tmp_path, row("r1"), row("r2"), row("r1", claim="Other.")))
    assert error.line == 3
    assert "r1" in str(error)
    assert refused(lambda: external(tmp_path, row("7"), row("r2") | {"id": 7})).line == 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b"   \n\t\n"])
def test_a_file_without_rows_is_an_error(cases: Path, corpus: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    assert refused(lambda: load_external(path, "file:rows")).path == str(path)
    (cases / "all.jsonl").write_bytes(content)
    assert refused(lambda: load_core(cases, corpus)).path == str(cases)
    (cases / "all.jsonl").unlink()
    assert refused(lambda: load_core(cases, corpus)).path == str(cases)
    assert refused(lambda: load_core(tmp_path / "nowhere", corpus)).path == str(tmp_path / "nowhere")


def test_what_is_no_file_is_an_error(cases: Path, corpus: Path, tmp_path: Path) -> None:
    assert "directory" in str(refused(lambda: load_suite(f"file:{tmp_path}")))
    assert "No such file" in str(refused(lambda: load_suite(f"file:{tmp_path / 'nowhere'}")))
    refused(lambda: load_suite("file:"))
    (cases / "all.jsonl").mkdir()
    error = refused(lambda: load_core(cases, corpus))
    assert (error.path, "directory" in str(error)) == (str(cases / "all.jsonl"), True)


NOT_UTF8 = [b'{"id": "stra\xdfe"}', b"\xff\xfe{\x00", b"\x80", b'"\xed\xa0\x80"', b'"\xc0\xaf"', b"\xf0\x9f\x98"]


@pytest.mark.parametrize("bad", NOT_UTF8)
def test_what_is_not_utf8_is_named_by_its_line(cases: Path, corpus: Path, tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(GOOD_ROW + b"\n" + bad)
    error = refused(lambda: load_external(path, "file:rows"))
    assert (error.path, error.line, "UTF-8" in str(error)) == (str(path), 2, True)
    (cases / "all.jsonl").write_bytes(GOOD_CASE + b"\n" + bad)
    error = refused(lambda: load_core(cases, corpus))
    assert (error.path, error.line, "UTF-8" in str(error)) == (str(cases / "all.jsonl"), 2, True)


@pytest.mark.parametrize(
    "bad",
    [
        row("\ud800"),
        row(claim="It \ud800 rained."),
        row(dataset="\udfff"),
        row(evidence=[{"text": "Rain \ud800."}]),
        row(evidence=[{"text": "Rain.", "title": "\ud800"}]),
    ],
)
def test_a_lone_surrogate_is_read_as_a_question_mark(tmp_path: Path, bad: dict[str, Any]) -> None:
    r"""JSON can hold one as "\ud800"; it is no text, and can be neither hashed nor written into a run file."""
    suite = external(tmp_path, row("r0"), bad)
    (read,) = (c.model_dump_json() for c in suite.cases if c.id != "r0")
    assert "?" in read
    assert len(suite.case_set) == 16


def test_a_lone_surrogate_in_a_case_is_named_by_its_line(core: Core) -> None:
    assert refused(lambda: core(claim("town-1"), claim("town-2", claim="It \ud800 rained."))).line == 2


@pytest.mark.parametrize(
    "bad", [row() | {"id": None}, row() | {"id": ["r1"]}, row(""), row(dataset=None), row(dataset={})]
)
def test_an_id_that_is_none_is_named(tmp_path: Path, bad: dict[str, Any]) -> None:
    assert refused(lambda: external(tmp_path, row("r0"), bad)).line == 2


def test_a_message_stays_short_whatever_the_file_holds(tmp_path: Path, core: Core) -> None:
    assert refused(lambda: external(tmp_path, row(label="x" * 100_000))).line == 1
    assert refused(lambda: core(claim("town-1", type="x" * 100_000))).line == 1


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4))
def test_bytes_of_any_kind_give_an_input_error_or_nothing(lines: list[bytes]) -> None:
    """Random bytes are never a labelled row, so there is but one way out."""
    path = Path("rows.jsonl")
    path.write_bytes(b"\n".join(lines))
    refused(lambda: load_external(path, "file:rows"))
    Path("cases").mkdir(exist_ok=True)
    Path("cases/all.jsonl").write_bytes(b"\n".join(lines))
    refused(lambda: load_core(Path("cases"), Path("corpus")))


@given(st.data())
def test_a_row_with_any_one_field_replaced_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever JSON stands in a field: a suite, or an InputError that names the line."""
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8")),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
        max_leaves=5,
    )
    field = data.draw(st.sampled_from(sorted(row())))
    path = Path("rows.jsonl")
    path.write_text(json.dumps(row("r0")) + "\n" + json.dumps(row() | {field: data.draw(anything)}) + "\n")
    refusal: InputError | None = None
    try:
        assert len(load_external(path, "file:rows").cases) == 2
    except InputError as e:
        refusal = e
    assert refusal is None or (refusal.line == 2 and refusal.mend)
