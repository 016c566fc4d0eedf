"""Time lines as text: what an editor reads, and hostile text that does no harm; as JSON by their schema."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from pipeline.findings import Quote
from pipeline.report import schema_of, to_json
from pipeline.report.timeline import LONGEST, print_timeline
from pipeline.timeline import Change, ChangeSide, Event, LeftOut, Timeline, Told

HOSTILE = (
    "[red]Injected[/red] \x1b[31mred\x1b[0m \x07bell \u202eright to left\u202c \r overwritten 📰 文字 [link=x]y[/link]"
)


def told(text: str = "Parliament ratified it on Wednesday.", **changes: object) -> Told:
    made = Told(
        article_id="art_1",
        claim_id="clm_1",
        path="/news/star.md",
        title="A vote in Orl",
        publisher="Star",
        published="2024-05-22",
        date_guessed=False,
        status="done",
        voice="asserts",
        speaker=None,
        statement=text,
        when="2024-05-21",
        quote=Quote(text, 0, len(text)),
        origin="art_1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def event(*entries: Told, **changes: object) -> Event:
    made = Event(
        number=1,
        when="2024-05-21",
        dated_by="stated",
        status="done",
        statement="Orl's parliament ratified the treaty on May 21, 2024.",
        said_by=None,
        told=entries or (told(),),
        articles=len({e.article_id for e in entries}) or 1,
        origins=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def change(kind: str, summary: str, earlier: int = 1, later: int = 2) -> Change:
    sides = [ChangeSide(number, "art_1", "Star", "2024-05-22", "", Quote("", 0, 0)) for number in (earlier, later)]
    return Change(kind, summary, sides[0], sides[1])  # type: ignore[arg-type]


def shown(
    *events: Event, changes: tuple[Change, ...] = (), left_out: tuple[LeftOut, ...] = (), width: int = 100
) -> str:
    out = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False)
    print_timeline(Timeline("Orl's treaty", events, changes, left_out, 3), out)
    page = out.file
    assert isinstance(page, io.StringIO)
    return page.getvalue()


def test_a_line_an_event_and_who_says_so_below_it() -> None:
    lines = shown(event()).splitlines()
    assert lines[0] == "Time line: Orl's treaty"
    assert lines[1] == "1 event from 3 articles, 2024-05-21 to 2024-05-21"
    assert lines[3] == "2024-05-21  Orl's parliament ratified the treaty on May 21, 2024."
    assert lines[4] == "            Star, 2024-05-22: “Parliament ratified it on Wednesday.”"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "planned"}, "2024-05-21  planned: Orl's"),
        ({"status": "planned", "dated_by": "reported"}, "2024-05-21  announced: Orl's"),
        ({"dated_by": "reported"}, "2024-05-21  reported: Orl's"),
        ({"status": "hedged"}, "2024-05-21  unconfirmed: Orl's"),
        ({"status": "denied"}, "2024-05-21  denied: Orl's"),
        ({"said_by": "the Journal"}, "(only as said by the Journal)"),
        ({"when": "2024-05"}, "2024-05     Orl's"),
        ({"when": "2024-05-01/2024-05-20"}, "2024-05-01 to 2024-05-20\n            Orl's"),
        ({"when": None, "dated_by": None}, "Without a date\n\nno date     Orl's"),
    ],
)
def test_how_sure_it_is_and_how_it_is_dated_stand_before_it(changes: dict[str, object], words: str) -> None:
    assert words in shown(event(**changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "denied", "speaker": "the ministry"}, "Star, 2024-05-22, denial by the ministry: “"),
        ({"status": "planned"}, "Star, 2024-05-22, as planned: “"),
        ({"voice": "attributes", "speaker": "the Journal"}, "Star, 2024-05-22, as said by the Journal: “"),
        ({"when": None}, "Star, 2024-05-22, gives no date: “"),
        ({"when": "2024-05"}, "Star, 2024-05-22, gives 2024-05: “"),
        ({"date_guessed": True}, "Star, 2024-05-22 (guessed): “"),
        ({"published": None}, "Star, date unknown: “"),
        ({"publisher": None}, "“A vote in Orl”, 2024-05-22: “"),
        ({"publisher": None, "title": ""}, "star.md, 2024-05-22: “"),
    ],
)
def test_each_entry_says_who_tells_it_and_how(changes: dict[str, Any], words: str) -> None:
    assert words in shown(event(told(**changes)))


def test_the_same_words_are_printed_once() -> None:
    second = told(article_id="art_2", publisher="Post", origin_why="both credit Halcyon")
    page = shown(event(told(origin_why="both credit Halcyon"), second))
    assert page.count("Parliament ratified it") == 1
    assert "Post, 2024-05-22: the same words as Star" in page
    assert "2 articles, 1 origin (both credit Halcyon)" in page
    own = "Orl's parliament ratified the treaty on May 21, 2024."
    assert "Star, 2024-05-22: in these words" in shown(event(told(own)))
    assert "2 articles, origins not compared" in shown(event(told(), second, origins=None))


def test_a_change_stands_at_both_events_and_says_where_the_other_is() -> None:
    plan = event(number=1, when="2024-04-21", dated_by="reported", status="planned")
    done = event(number=2)
    page = shown(plan, done, changes=(change("carried_out", "planned in Herald, done in Star"),))
    assert "→ planned in Herald, done in Star [see 2024-05-21]" in page
    assert "→ planned in Herald, done in Star [see 2024-04-21]" in page
    assert "reported, announced: the articles give no date" in page


def test_a_denial_is_seen_from_both_sides_and_not_twice_in_one_event() -> None:
    page = shown(event(), event(number=2, when="2024-06-01"), changes=(change("denied", "denied by X in Star"),))
    assert "≠ denied by X in Star [see 2024-06-01]" in page
    assert "≠ denies what Star (2024-05-22) tells [see 2024-05-21]" in page
    assert "denied by X" not in shown(event(), changes=(change("denied", "denied by X in Star", 1, 1),))


def test_what_is_left_out_is_counted_by_reason() -> None:
    out = tuple(LeftOut(f"clm_{n}", "art_1", "The tunnel is long.", "nothing happens in it") for n in range(2))
    assert "Left out: 2 claims: nothing happens in it." in shown(event(), left_out=out)
    assert "The articles tell of no event." in shown(left_out=out)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_hostile_text_neither_obeys_nor_breaks_the_width(width: int) -> None:
    entry = told(HOSTILE * 3, publisher=HOSTILE, speaker=HOSTILE, voice="attributes", origin_why=HOSTILE)
    page = shown(
        event(entry, replace(entry, article_id="art_2"), statement=HOSTILE, said_by=HOSTILE),
        changes=(change("disputed", HOSTILE, 1, 1),),
        left_out=(LeftOut("clm_1", "art_1", HOSTILE, HOSTILE),),
        width=width,
    )
    assert all(c.isprintable() or c == "\n" for c in page)
    assert "[red]Injected[/red]" in page
    from rich.cells import cell_len

    assert max(cell_len(line) for line in page.splitlines()) <= width


def test_long_text_is_cut() -> None:
    page = shown(event(told("word " * 2_000), statement="word " * 2_000))
    assert page.count("…") == 2
    assert len(page) < 3 * LONGEST + 400


def test_json_has_all_of_it_and_fits_its_schema() -> None:
    line = Timeline("Orl", (event(told(HOSTILE)),), (change("disputed", HOSTILE, 1, 1),), (), 1)
    published = json.loads(to_json(line))
    jsonschema.validate(published, json.loads(schema_of("timeline")))
    assert published["events"][0]["told"][0]["quote"]["text"] == HOSTILE
    assert to_json(line) == to_json(line)
