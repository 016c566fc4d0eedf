"""Conflicts as a terminal shows them: what is said, in which order, and nothing that a terminal would obey."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from pipeline.conflicts.records import Conflict, ConflictKind, Conflicts, Side, UngradedPair, Voiced
from pipeline.findings import Provenance, Quote, UsageReport
from pipeline.report import schema_of
from pipeline.report.conflicts import conflicts_text, conflicts_value
from store import Voice

PROVENANCE = Provenance("local:m", "local", {}, None, "f", None, "0")
FREE = UsageReport(calls=10, cached=3, tokens_in=900, tokens_out=13, cost_usd=0.0)


def voiced(
    text: str, outlet: str | None, published: str | None, voice: Voice = "asserts", speaker: str | None = None
) -> Voiced:
    quote = Quote(text, 0, len(text))
    return Voiced(f"art_{outlet}", f"{outlet}.txt", "", outlet, published, voice, speaker, quote, f"art_{outlet}")


def side(*said_by: Voiced, origins: int = 1) -> Side:
    return Side(said_by[0].quote.text, said_by, origins)


def conflict(kind: ConflictKind = "date", **more: Any) -> Conflict:
    sides = (
        side(voiced("The council voted on April 16.", "Wire", "2025-04-17"), voiced("On April 16.", "Star", None)),
        side(voiced("The council voted on April 15.", "Ledger", "2025-04-22", "attributes", "Ana Brandt")),
    )
    values = {"difference": 'the date: "April 16" against "April 15"', "sides": sides, "agreed": True} | more
    return Conflict(type=kind, **values)


def found(*conflicts: Conflict, superseded: tuple[Conflict, ...] = (), **more: Any) -> Conflicts:
    counts = {"statements": 40, "candidates": 12, "graded": 12, "remembered": 0, "left": 0, "hidden": 0, "ungraded": ()}
    values = counts | {"usage": FREE, "provenance": PROVENANCE} | more
    return Conflicts(conflicts=conflicts, superseded=superseded, **values)


def test_a_conflict_shows_type_difference_quotes_outlets_dates_voices_and_origins() -> None:
    text = conflicts_text(found(conflict()))
    assert '1. DATE  the date: "April 16" against "April 15"' in text
    assert "“The council voted on April 16.”" in text
    assert "Wire, 2025-04-17; Star, date unknown · 2 articles from 1 origin" in text
    assert "Ledger, 2025-04-22, as said by Ana Brandt · 1 article" in text
    assert "40 statements · 12 pairs worth a question · 12 graded" in text
    assert "10 calls (3 from the cache) · local:m" in text


def test_superseded_statements_stand_apart_as_a_time_line() -> None:
    older = side(voiced("Parliament is expected to ratify it.", "Wire", "2025-04-21", "plans"))
    newer = side(voiced("Parliament ratified it.", "Star", None))
    text = conflicts_text(found(conflict(), superseded=(conflict("superseded", sides=(older, newer)),)))
    order = ["1. DATE", "Overtaken by later articles", "2025-04-21  “Parliament is", "→ no date  “Parliament ratified"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "Wire, 2025-04-21, planned" in text


def test_a_conflict_that_one_side_only_sees_says_so() -> None:
    words = "only one side was read as contradicting the other"
    assert words in conflicts_text(found(conflict(agreed=False)))
    assert words not in conflicts_text(found(conflict(agreed=True)))
    assert words not in conflicts_text(found(conflict("attribution", agreed=False)))


def test_nothing_found_is_said() -> None:
    assert "No two statements of the library were found to contradict each other." in conflicts_text(found())


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"unread": 1}, "1 passage could not be read for claims; the same command tries again"),
        ({"left": 1200}, "1,200 pairs left by the cap; the same command goes on as far as its cap reaches"),
        ({"hidden": 7}, "7 more found; --limit shows them"),
        ({"remembered": 5}, "12 graded (5 remembered from earlier scans)"),
        (
            {"ungraded": (UngradedPair(("a", "b"), "timed out"),)},
            "1 pair could not be graded (timed out), and may be in conflict",
        ),
        ({"usage": UsageReport(4, 0, 100, 4, None)}, "4 calls, 104 tokens at an unknown price"),
        ({"usage": UsageReport(4, 0, 100, 4, 0.0123)}, "4 calls, $0.0123"),
    ],
)
def test_the_small_print_counts_what_is_not_shown(more: dict[str, Any], line: str) -> None:
    assert line in conflicts_text(found(conflict(), **more))
    assert line.split(";")[0] not in conflicts_text(found(conflict()))


def test_of_many_articles_the_first_are_named_and_the_others_counted() -> None:
    many = side(*(voiced("It is so.", f"Outlet {n}", "2025-01-01") for n in range(7)), origins=2)
    text = conflicts_text(found(conflict(sides=(many, many))))
    assert "and 3 more" in " ".join(text.split())
    assert "7 articles from 2 origins" in " ".join(text.split())


def test_hostile_text_stays_on_its_line_and_is_no_markup() -> None:
    nasty = "It is\n\n\x1b[31m[bold]so[/bold]\u202e.\r\nFAKE: 3. DATE"
    sides = (
        side(voiced(nasty, "Out\nlet\x07", "2025-01-01", "denies", "Ana\x1b[0m\nBrandt")),
        side(voiced("It is not so.", None, None)),
    )
    text = conflicts_text(found(conflict(sides=sides, difference="a\x1b[2J\nb")))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]so[/bold]" in text
    assert not any(line.startswith("FAKE") for line in text.splitlines())
    assert "None.txt, date unknown" in text


def test_json_has_everything_and_is_json() -> None:
    value = json.loads(json.dumps(conflicts_value(found(conflict(), left=3))))
    jsonschema.validate(value, json.loads(schema_of("conflicts")))
    assert value["left"] == 3
    assert value["conflicts"][0]["type"] == "date"
    first = value["conflicts"][0]["sides"][0]["said_by"][0]
    assert first["quote"]["text"] == "The council voted on April 16."
    assert (first["publisher"], first["published"], first["voice"]) == ("Wire", "2025-04-17", "asserts")
