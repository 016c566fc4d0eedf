"""`check`, `history`, `judge` and `watch` as a user runs them: what is kept, what changed and why, what is asked."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.errors import UsageError
from pipeline.factcheck import FactChecker
from pipeline.history import ClaimLine
from pipeline.settings import Settings
from store import Claim
from store.embed import LocalEmbedder
from store.errors import HistoryFault
from store.history import History
from store.index import Edge
from tests.conftest import WordEmbedder
from tests.integration.conftest import Ran, Run
from tests.integration.test_check import CLAIM, grade, last_passage, reads_dates
from tests.stub_server import Recorded, Scripted, StubServer, chat_reply, error_reply

LATE = (
    "---\ntitle: Correction\npublisher: Harbour Post\npublished: 2024-05-09\n---\n"
    "Orl's city council approved the budget on May 4 after a second vote.\n"
)
ELSEWHERE = "Weather\n\nRain fell on the hills of Tamber all night, and the ferries stayed in port.\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: WordEmbedder())


@pytest.fixture
def lib(run: Run, articles: Path, stub: StubServer) -> str:
    """Two outlets that agree; the third's article is written later."""
    stub.otherwise = reads_dates
    (articles / "diary.txt").unlink()
    assert run("ingest", str(articles), "--library", "lib").code == 0
    return "lib"


def add(run: Run, folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    assert run("ingest", str(folder), "--library", "lib").code == 0


def checked(run: Run, *more: str, claim: str = CLAIM) -> Ran:
    ran = run("check", claim, "--library", "lib", "--model", "openai:any", *more)
    assert ran.code == 0, ran.err
    return ran


def history(run: Run, claim: str = CLAIM) -> dict[str, Any]:
    ran = run("history", claim, "--library", "lib", "--json")
    assert ran.code == 0, ran.err
    value = json.loads(ran.out)
    jsonschema.validate(value, json.loads(run("schema", "history").out))
    return dict(value)


def reasons(run: Run) -> list[str]:
    return [r["kind"] for r in history(run)["changes"][-1]["reasons"]]


def flat(text: str) -> str:
    return " ".join(text.split())


# -- check and history -------------------------------------------------------------------------------------------


def test_a_finding_is_kept_with_what_it_was_made_of(run: Run, lib: str) -> None:
    finding = json.loads(checked(run, "--json").out)
    kept = history(run)
    assert kept["claim"] == CLAIM
    (one,) = kept["findings"]
    assert one["verdict"] == finding["verdict"] == "supported"
    assert [(s["article_id"], s["origin"], s["stance"]) for s in one["sources"]] == [
        (s["article_id"], s["origin"], s["stance"]) for s in finding["sources"]
    ]
    made = finding["provenance"]
    for name in ("model", "embedder", "prompt_hashes", "library_fingerprint", "as_of", "version"):
        assert one[name] == made[name]
    assert one["at"].endswith("Z")
    assert (kept["changes"], kept["persons"]) == ([], [])


def test_the_same_again_changes_nothing(run: Run, lib: str) -> None:
    first, second = checked(run).out, checked(run).out
    assert "changed" not in first + second
    assert [f["times"] for f in history(run)["findings"]] == [2]


def test_a_new_article_that_contradicts_is_told_by_check_and_by_history(run: Run, lib: str, articles: Path) -> None:
    checked(run)
    add(run, articles, "late.md", LATE)
    out = flat(checked(run).out)
    assert "supported → conflicting" in out
    assert "new: Harbour Post (2024-05-09) contradicts it: “Orl's city council approved" in out
    assert "supported → conflicting" in flat(checked(run).out)  # and it still is what changed last
    shown = flat(run("history", CLAIM, "--library", "lib").out)
    assert "✔ SUPPORTED" in shown
    assert "≠ CONFLICTING" in shown
    assert "supported → conflicting" in shown
    assert reasons(run) == ["new_source"]


def test_an_article_that_is_unrelated_makes_no_other_finding(run: Run, lib: str, articles: Path) -> None:
    before = json.loads(checked(run, "--json").out)["provenance"]["library_fingerprint"]
    add(run, articles, "rain.txt", ELSEWHERE)
    checked(run)
    (one,) = history(run)["findings"]
    assert one["times"] == 2
    assert one["library_fingerprint"] != before


def test_an_edited_file_is_a_correction(run: Run, lib: str, articles: Path) -> None:
    checked(run)
    path = articles / "courier.txt"
    path.write_text(path.read_text().replace("May 3", "May 4"))
    assert run("ingest", str(articles), "--library", "lib").code == 0
    out = flat(checked(run).out)
    assert "was corrected: it contradicts it, before it supports it" in out
    assert reasons(run) == ["corrected"]


def test_a_source_that_was_removed(run: Run, lib: str) -> None:
    finding = json.loads(checked(run, "--json").out)
    assert run("library", "remove", finding["sources"][0]["article_id"], "--library", "lib").code == 0
    checked(run)
    assert reasons(run) == ["source_gone"]


def test_a_publisher_that_was_set_by_hand(run: Run, lib: str) -> None:
    finding = json.loads(checked(run, "--json").out)
    article_id = finding["sources"][0]["article_id"]
    assert run("library", "set", article_id, "--published", "2024-05-04", "--library", "lib").code == 0
    checked(run)
    assert reasons(run) == ["corrected"]


def test_another_model_and_another_as_of(run: Run, lib: str) -> None:
    checked(run)
    ran = run("check", CLAIM, "--library", "lib", "--model", "openai:other")
    assert "graded by openai:other" in flat(ran.out)
    assert reasons(run) == ["model"]
    out = checked(run, "--as-of", "2024-05-01").out
    assert "changed" not in out  # it is another question: what changed is told by the history
    assert {"as_of", "model"} <= set(reasons(run))


def test_a_second_model_is_kept_and_told(run: Run, lib: str) -> None:
    checked(run)
    out = flat(checked(run, "--second-model", "openai:other").out)
    assert "read again by openai:other" in out.partition("changed")[2]
    assert reasons(run) == ["model"]
    with FactChecker(Settings(library="lib", model="openai:any"), embedder=WordEmbedder()) as checker:
        found = checker.look_up(Claim.make(CLAIM))
        finding = checker.run(checker.afind_from(found.evidence))
        contested = tuple(replace(s, stance="neutral", contested="supports") for s in finding.sources)
        checker.keep(replace(finding, verdict="not_enough_evidence", sources=contested), found)
    last = history(run)["findings"][-1]
    assert {s["contested"] for s in last["sources"]} == {"supports"}
    assert reasons(run) == ["other_reading", "other_reading", "model"]
    out = flat(run("history", CLAIM, "--library", "lib").out)
    assert "is contested (one reader sees that it supports it, another does not)" in out
    assert "openai:any@" in out
    assert ", read again by openai:other" in out


def test_limits_are_questions_of_their_own(run: Run, lib: str) -> None:
    checked(run)
    checked(run, "--publisher", "Orl Gazette")
    checked(run, "--no-screen")
    checked(run)
    kept = history(run)["findings"]
    assert [(f["limits"], f["times"]) for f in kept] == [
        ({}, 2),
        ({"publisher": "Orl Gazette"}, 1),
        ({"screen": "off"}, 1),
    ]


def test_listing_all_sources_is_no_other_finding(run: Run, lib: str, articles: Path) -> None:
    add(run, articles, "rain.txt", ELSEWHERE)
    checked(run)
    checked(run, "--all-sources")
    assert [f["times"] for f in history(run)["findings"]] == [2]


@pytest.mark.parametrize("how", ["flag", "variable"])
def test_nothing_is_kept_when_the_history_is_off(run: Run, lib: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "variable":
        monkeypatch.setenv("TWOSOURCE_HISTORY", "false")
    checked(run, *(["--no-history"] if how == "flag" else []))
    assert not Path("lib/history.sqlite").exists()


def test_all_claims_with_their_last_verdicts(run: Run, lib: str) -> None:
    assert "No claim was checked yet." in run("history", "--library", "lib").out
    assert "Not checked yet." in run("history", CLAIM, "--library", "lib").out
    assert not Path("lib/history.sqlite").exists(), "reading makes no file"
    checked(run)
    checked(run, claim=OTHER)
    run("judge", "The mayor has resigned.", "--verdict", "refuted", "--note", "Asked her.", "--library", "lib")
    listed = json.loads(run("history", "--library", "lib", "--json").out)
    assert [(c["claim"][-6:], c["verdict"], c["findings"]) for c in listed] == [
        ("night.", "not_enough_evidence", 1),
        ("May 3.", "supported", 1),
        ("igned.", None, 0),
    ]
    out = run("history", "--library", "lib").out
    assert out.count("\n") == 4
    assert "A person decided: REFUTED" in out


def test_a_finding_by_its_id_and_ids_that_name_nothing(run: Run, lib: str) -> None:
    checked(run)
    kept = history(run)
    assert history(run, kept["findings"][0]["id"]) == kept
    assert history(run, kept["claim_id"][:12]) == kept
    for wrong in ("fnd_0123456789abcdef0123", "clm_000000"):
        ran = run("history", wrong, "--library", "lib")
        assert (ran.code, ran.out) == (2, "")
        assert wrong in ran.err
    assert run("history", "...", "--library", "lib").code == 2


@pytest.mark.parametrize("command", [["history"], ["judge", CLAIM, "--verdict", "refuted", "--note", "x"]])
def test_a_folder_that_is_no_library_is_not_written_to(run: Run, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "letters").mkdir()
    for where in ("letters", "nowhere"):
        ran = run(*command, "--library", where)
        assert (ran.code, ran.out) == (4, "")
        assert "no library" in ran.err
    assert list((tmp_path / "letters").iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


def test_a_library_can_be_made_anew_beside_its_history(run: Run, lib: str, articles: Path) -> None:
    checked(run)
    for path in Path("lib").iterdir():
        if path.name != "history.sqlite":
            path.unlink() if path.is_file() else [p.unlink() for p in path.iterdir()] and path.rmdir()
    assert run("ingest", str(articles), "--library", "lib").code == 0
    checked(run)
    assert [f["times"] for f in history(run)["findings"]] == [2]


# -- a person's verdict ------------------------------------------------------------------------------------------


def judged(run: Run, claim: str = CLAIM, verdict: str = "refuted", note: str = "The minutes say May 4.") -> Ran:
    return run("judge", claim, "--verdict", verdict, "--note", note, "--by", "Ana", "--library", "lib")


def test_it_is_shown_beside_ours_in_text_and_json_and_changes_nothing_of_it(run: Run, lib: str) -> None:
    bare = json.loads(checked(run, "--json").out)
    assert judged(run).code == 0
    finding = json.loads(checked(run, "--json").out)
    jsonschema.validate(finding, json.loads(run("schema", "finding").out))
    person = finding.pop("person")
    assert bare.pop("person") is None
    assert {**finding, "usage": None} == {**bare, "usage": None}
    assert (person["verdict"], person["by"], person["note"]) == ("refuted", "Ana", "The minutes say May 4.")
    assert person["ours"] == "supported"
    assert person["finding_id"] == history(run)["findings"][0]["id"]
    assert "A person decided: REFUTED (Ana, " in (out := flat(checked(run).out))
    assert "where we had supported): The minutes say May 4." in out
    assert checked(run, "--no-history", "--json").out.count('"psn_') == 1


def test_it_survives_new_articles_their_removal_and_a_rebuild(run: Run, lib: str, articles: Path) -> None:
    checked(run)
    judged(run)
    add(run, articles, "late.md", LATE)
    finding = json.loads(checked(run, "--json").out)
    assert finding["person"]["verdict"] == "refuted"
    assert run("library", "rebuild", "--library", "lib").code == 0
    ids = [s["article_id"] for s in finding["sources"]]
    assert run("library", "remove", *ids, "--library", "lib").code == 0
    add(run, articles, "rain.txt", ELSEWHERE)
    assert json.loads(checked(run, "--json").out)["person"]["verdict"] == "refuted"
    assert [p["verdict"] for p in history(run)["persons"]] == ["refuted"]


def test_the_last_one_holds_and_all_are_in_the_history(run: Run, lib: str) -> None:
    checked(run)
    judged(run)
    judged(run, claim=history(run)["findings"][0]["id"], verdict="supported", note="Asked again.")
    assert json.loads(checked(run, "--json").out)["person"]["note"] == "Asked again."
    assert [p["verdict"] for p in history(run)["persons"]] == ["refuted", "supported"]


def test_a_claim_that_was_never_checked_can_be_decided(run: Run, lib: str) -> None:
    assert judged(run).code == 0
    assert history(run)["findings"] == []
    person = json.loads(checked(run, "--json").out)["person"]
    assert (person["ours"], person["finding_id"]) == (None, None)


def test_hostile_notes_are_text(run: Run, lib: str) -> None:
    note = "[red]x[/red] \x1b[31m '; DROP TABLE verdicts; -- \u202e\n\x00 end"
    assert judged(run, note=note).code == 0
    for out in (checked(run).out, run("history", CLAIM, "--library", "lib").out, checked(run, "--json").out):
        assert not any(c in out for c in "\x1b\x00\u202e")
        assert "DROP TABLE verdicts" in flat(out)
        assert "[red]x[/red]" in flat(out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--verdict", "true", "--note", "x"], "verdict"),
        (["--verdict", "refuted"], "--note"),
        (["--verdict", "refuted", "--note", "x" * 2001], "2,001"),
        (["--verdict", "refuted", "--note", "x", "--by", "y" * 201], "201"),
    ],
)
def test_what_cannot_be_kept_as_a_verdict(run: Run, lib: str, arguments: list[str], words: str) -> None:
    ran = run("judge", CLAIM, *arguments, "--library", "lib")
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_from_python_as_the_shell_does(lib: str) -> None:
    with FactChecker(Settings(library="lib", model="openai:any"), embedder=WordEmbedder()) as checker:
        assert checker.person_verdict(CLAIM) is None
        finding = checker.check(CLAIM)
        assert finding.person is None
        person = checker.judge(CLAIM, verdict="refuted", note="n", by="b")
        assert checker.person_verdict(CLAIM) == checker.check(CLAIM).person == person
        assert checker.person_verdict(finding.claim.id) == person
        kept = checker.history(CLAIM)
        assert [f.verdict for f in kept.findings] == ["supported"]
        assert kept.persons == (person,)
        with pytest.raises(UsageError, match="no verdict"):
            checker.judge(CLAIM, verdict="ungraded")
        with pytest.raises(UsageError, match="empty"):
            checker.judge(" ", verdict="refuted")


def test_what_is_written_when_the_library_was_made_anew_is_kept(run: Run, lib: str, articles: Path) -> None:
    with FactChecker(Settings(library="lib", model="openai:any"), embedder=WordEmbedder()) as checker:
        checker.check(CLAIM)
        checker.judge(CLAIM, verdict="refuted", note="before")
        shutil.rmtree("lib")
        assert len(checker.ingest([str(articles)]).added) == 2
        checker.check(CLAIM)
        checker.judge(CLAIM, verdict="supported", note="after")
    kept = history(run)
    assert [p["note"] for p in kept["persons"]] == ["after"]
    assert len(kept["findings"]) == 1


# -- a history that cannot be used -------------------------------------------------------------------------------


def test_a_damaged_history_is_said_and_costs_no_finding(run: Run, lib: str) -> None:
    checked(run)
    path = Path("lib/history.sqlite")
    path.write_bytes(b"garbage " * 1000)
    finding = json.loads(checked(run, "--json").out)
    assert finding["verdict"] == "supported"
    (note,) = [n for n in finding["provenance"]["notes"] if "history" in n]
    assert "damaged" in note
    assert "move it away" in note
    assert "note: not kept in the history" in flat(checked(run).out)
    Path("claims.txt").write_text(CLAIM)
    for command in (["history"], ["judge", CLAIM, "--verdict", "refuted", "--note", "x"], ["watch", "claims.txt"]):
        ran = run(*command, "--library", "lib")
        assert (ran.code, ran.out) == (4, ""), command
        assert "lib/history.sqlite is damaged" in ran.err
    assert path.read_bytes() == b"garbage " * 1000


# -- watch -------------------------------------------------------------------------------------------------------

OTHER = "Rain fell on the hills of Tamber all night."


def watched(run: Run, *more: str, claims: str = f"{CLAIM}\n{OTHER}\n") -> Ran:
    Path("claims.txt").write_text(claims)
    return run("watch", "claims.txt", "--library", "lib", "--model", "openai:any", *more)


def statuses(ran: Ran) -> list[str]:
    return [one["status"] for one in json.loads(ran.out)["claims"]]


def test_claims_are_checked_first_and_then_left_alone(run: Run, lib: str, stub: StubServer) -> None:
    ran = watched(run, "--json")
    assert ran.code == 0, ran.err
    jsonschema.validate(json.loads(ran.out), json.loads(run("schema", "watch").out))
    assert statuses(ran) == ["first", "first"]
    sent = len(stub.requests)
    assert statuses(watched(run, "--json")) == ["untouched", "untouched"]
    assert len(stub.requests) == sent


def test_only_what_a_new_article_touches_is_asked(run: Run, lib: str, stub: StubServer, articles: Path) -> None:
    add(run, articles, "rain.txt", ELSEWHERE)
    watched(run)
    add(run, articles, "late.md", LATE)
    sent = len(stub.requests)
    ran = watched(run, "--json", "--fail-on-changed")
    assert ran.code == 1
    assert statuses(ran) == ["changed", "untouched"]
    first = json.loads(ran.out)["claims"][0]
    assert first["verdict"] == "conflicting"
    assert [Path(t["path"]).name for t in first["touched_by"]] == ["late.md"]
    assert [r["kind"] for r in first["change"]["reasons"]] == ["new_source"]
    new = [last_passage(r) for r in stub.requests[sent:]]
    assert len(new) == 1  # the other passages of the claim come from the cache
    assert "a second vote" in new[0]
    sent = len(stub.requests)
    again = watched(run, "--json", "--fail-on-changed")
    assert (again.code, statuses(again), len(stub.requests)) == (0, ["untouched", "untouched"], sent)


def test_an_article_that_touches_nothing_is_passed_over_for_good(
    run: Run, lib: str, stub: StubServer, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(run, claims=CLAIM)
    add(run, articles, "rain.txt", ELSEWHERE)
    sent = len(stub.requests)
    assert statuses(watched(run, "--json", claims=CLAIM)) == ["untouched"]
    # The second time not even a search is needed.
    monkeypatch.setattr(FactChecker, "retrieve", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(History, "pass_over", lambda *_: 1 / 0)  # and nothing is written
    assert statuses(watched(run, "--json", claims=CLAIM)) == ["untouched"]
    assert len(stub.requests) == sent


def test_a_source_that_is_gone_and_one_that_was_corrected_touch_too(run: Run, lib: str, articles: Path) -> None:
    watched(run, claims=CLAIM)
    path = articles / "courier.txt"
    path.write_text(path.read_text().replace("May 3", "May 4"))
    assert run("ingest", str(articles), "--library", "lib").code == 0
    ran = watched(run, "--json", claims=CLAIM)
    assert statuses(ran) == ["changed"]
    assert [r["kind"] for r in json.loads(ran.out)["claims"][0]["change"]["reasons"]] == ["corrected"]
    ids = [s["article_id"] for s in history(run)["findings"][-1]["sources"]]
    assert run("library", "remove", ids[0], "--library", "lib").code == 0
    out = flat(watched(run, claims=CLAIM).out)
    assert "is no longer in the library" in out


def test_what_failed_is_tried_again_and_what_worked_is_not_paid_again(run: Run, lib: str, stub: StubServer) -> None:
    def one_fails(request: Recorded) -> Scripted:
        return error_reply(400, "no") if "Gazette" in last_passage(request) else reads_dates(request)

    stub.otherwise = one_fails
    ran = watched(run, "--json", claims=CLAIM)
    assert (ran.code, json.loads(ran.out)["claims"][0]["verdict"]) == (5, "ungraded")
    stub.otherwise = reads_dates
    sent = len(stub.requests)
    ran = watched(run, "--json", claims=CLAIM)
    assert (ran.code, statuses(ran)) == (0, ["changed"])
    assert "could not be graded" in json.loads(ran.out)["claims"][0]["why"]
    assert len(stub.requests) == sent + 1


def test_a_verdict_that_could_not_be_kept_is_told_and_not_called_the_same(
    run: Run, lib: str, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise HistoryFault("The disk is full.", mend="Make room.")

    watched(run, claims=CLAIM)
    add(run, articles, "late.md", LATE)
    with monkeypatch.context() as patched:
        patched.setattr(History, "keep", full)
        ran = watched(run, "--json", claims=f"{CLAIM}\n{OTHER}\n")
    assert ran.code == 5
    first, other = json.loads(ran.out)["claims"]
    assert (first["status"], first["verdict"], other["status"]) == ("failed", "conflicting", "failed")
    assert "The disk is full. Make room." in first["problem"]
    assert statuses(watched(run, "--json", claims=CLAIM)) == ["changed"]


def test_a_finding_of_another_model_is_left_alone_and_said_to_be_one(run: Run, lib: str, stub: StubServer) -> None:
    watched(run, claims=CLAIM)
    sent = len(stub.requests)
    ran = watched(run, "--model", "openai:other", claims=CLAIM)
    assert "graded by openai:any@" in flat(ran.out)
    assert "the last time, and not by openai:other@" in flat(ran.out)
    ran = watched(run, "--json", "--second-model", "openai:other", claims=CLAIM)
    assert statuses(ran) == ["untouched"]
    assert json.loads(ran.out)["claims"][0]["why"].startswith("read again by nobody the last time")
    assert len(stub.requests) == sent


def test_copies_that_are_found_while_a_claim_is_graded_touch_it(lib: str, articles: Path) -> None:
    with FactChecker(Settings(library="lib", model="openai:any"), embedder=WordEmbedder()) as checker:
        found = checker.look_up(Claim.make(CLAIM))
        one, other = sorted(found.evidence.articles)
        checker.library().index.note_compared([one, other], [Edge(one, other, "one text")])
        (articles / "rain.txt").write_text(ELSEWHERE)
        checker.ingest([str(articles)])
        assert checker.keep(checker.run(checker.afind_from(found.evidence)), found).counts.supports.origins == 2
        (watched,) = checker.watch([ClaimLine(1, CLAIM)]).claims
        assert watched.status == "changed"
        assert checker.check(CLAIM).counts.supports.origins == 1


def test_lines_that_fail_fail_alone(run: Run, lib: str) -> None:
    ran = watched(run, "--json", claims=f"...\n{CLAIM}\n{'x' * 1001}\n{CLAIM}\n")
    assert ran.code == 5
    assert statuses(ran) == ["failed", "first", "failed", "untouched"]
    assert [one["line"] for one in json.loads(ran.out)["claims"]] == [1, 2, 3, 4]
    assert ":1: holds no claim" in watched(run, claims="...\n").err


def test_each_as_of_is_watched_by_itself(run: Run, lib: str, articles: Path) -> None:
    watched(run, claims=CLAIM)
    assert statuses(watched(run, "--json", "--as-of", "2024-05-07", claims=CLAIM)) == ["first"]
    add(run, articles, "late.md", LATE)  # of 9 May
    assert statuses(watched(run, "--json", "--as-of", "2024-05-07", claims=CLAIM)) == ["untouched"]
    assert statuses(watched(run, "--json", claims=CLAIM)) == ["changed"]


def test_a_persons_verdict_is_shown(run: Run, lib: str) -> None:
    judged(run)
    assert "A person decided: REFUTED" in watched(run, claims=CLAIM).out
    assert "A person decided: REFUTED" in watched(run, claims=CLAIM).out


def test_it_needs_the_history_a_file_and_a_library(run: Run, lib: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("watch", "none.txt", "--library", "lib").code == 2
    Path("claims.txt").write_text(CLAIM)
    assert run("watch", "claims.txt", "--library", "none").code == 4
    monkeypatch.setenv("TWOSOURCE_HISTORY", "0")
    ran = watched(run)
    assert (ran.code, ran.out) == (2, "")
    assert "history" in ran.err


def any_grade(request: Recorded) -> Scripted:
    """A grade that looks arbitrary and follows from the passage and claim alone: whatever is graded otherwise shows."""
    number = hashlib.sha256(last_passage(request).encode()).digest()[0]
    stance = ("supports", "contradicts", "neutral", "neutral")[number % 4]
    return chat_reply(grade(stance, [] if stance == "neutral" else [1]))


@pytest.mark.slow
def test_what_watch_leaves_alone_a_full_check_would_not_have_changed(
    stub: StubServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The promise of `watch`, on the eval corpus: half of the articles come later, in three parts."""
    stub.otherwise = any_grade
    monkeypatch.setattr("pipeline.factcheck.open_embedder", lambda settings: LocalEmbedder())
    root = Path(__file__).parents[2] / "eval"
    texts = sorted(p for event in ("rail", "ferry", "strike", "mine") for p in (root / "corpus" / event).iterdir())
    cases = [
        json.loads(line)
        for event in ("rail", "ferry", "strike")
        for line in (root / "cases" / f"{event}.jsonl").read_text().splitlines()
    ]
    claims = [ClaimLine(n, c["claim"]) for n, c in enumerate([c for c in cases if c.get("claim")][::8], 1)]
    parts = [texts[0::2], texts[1::6], texts[3::6], texts[5::6]]
    untouched = 0
    for number, part in enumerate(parts):
        assert run("ingest", *map(str, part), "--library", "lib").code == 0
        with FactChecker(Settings(library="lib", model="openai:any")) as checker:
            report = checker.watch(claims)
            sent = len(stub.requests)
            for one in report.claims:
                before = checker.history(one.claim).findings[-1]
                after = checker.check(one.claim)
                assert checker.history(one.claim).findings[-1].id == before.id, (number, one)
                assert after.verdict == one.verdict
                untouched += one.status == "untouched"
            assert len(stub.requests) == sent  # what a check holds against a claim, watch has held against it
    assert 0 < untouched < 3 * len(claims)
