"""Copies: found however they were edited; two reports of one event are not, however much both quote."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import permutations

import pytest

from pipeline.copies import (
    LEAST_SHARED,
    MOST_CANDIDATES,
    Shared,
    candidates,
    compare,
    copied_passage,
    edges,
    groups,
    own_words,
    same_story,
)
from store.index import Edge
from store.sketch import sketch

WIRE = """KARV, May 14 (Meridian) – The river Teyl rose by two metres overnight and flooded the lower town of Karv, the
regional office said on Wednesday.

About 300 people left their homes, most of them by boat. Two elderly women were taken to hospital with cold injuries,
but nobody was killed. Schools and the covered market stay closed until Friday at the earliest.

The governor asked the capital for pumps and sandbags, and said that engineers would check the stone bridge before any
lorry crossed it again. The bridge was last repaired nine years ago, after a barge had struck its middle pier.

Upstream, the operator of the Orsa reservoir opened two of its five gates on Tuesday evening. Residents had not been
warned, the mayor complained. The operator said that the gates opened by themselves when the water passed the mark, as
the licence of 1998 provides.

Rain is forecast to ease on Thursday. The level of the river should fall below the quay wall by Saturday, according to
the hydrological service, which counts this flood as the third highest since its records began."""

OWN = """Firefighters woke the people of Quay Street at four in the morning. An hour later the bakery stood under water.

By noon some 300 residents of Karv's lower town had been brought to the sports hall, where our reporter counted the
camp beds. A boy of six had carried his rabbit through the flood in a saucepan. No school opened in the town.

Anger is turning on the Orsa reservoir. Its gates stood open when the water came, and in the town hall nobody can
remember having been told. Mayor Otto Rey wants to see the operator in court. He has asked a lawyer to read the licence.

The old stone bridge is shut to lorries. Engineers are to look at its piers today, and pumps are on their way from the
capital. If the rain stops, as the forecasters think it will, the quay may be dry again at the weekend."""

FAR = """The orchestra of Lindau opened its season with a work that nobody had heard for ninety years. The score had
lain in an attic, between tax papers, until a granddaughter of the composer sold the house.

Critics were divided. One praised the slow movement and its two harps, another found the finale noisy and long. The
conductor promised to repeat the piece in March, and a recording is planned for the summer.

Tickets for the next concert, with music by three living composers, go on sale on Monday at nine in the morning."""

LAW = (
    "Whoever operates a reservoir shall warn all persons who live within thirty kilometres downstream at least twelve "
    "hours before a gate is opened, and shall keep a record of each warning with the names of those who received it, "
    "and shall bear the whole cost of any damage that arises where no such warning was given in due time, unless the "
    "water had risen so fast that no operator of ordinary care could have foreseen that the gates would have to open"
)


def changed(text: str, part: float, seed: int = 1) -> str:
    chance = random.Random(seed)
    stock = re.findall(r"[a-z]{4,}", FAR)
    return re.sub(r"\w+", lambda word: chance.choice(stock) if chance.random() < part else word.group(), text)


def lines(text: str) -> list[str]:
    return re.split(r"(?<=\.)\s+", text)


def story(a: str, b: str) -> str | None:
    return same_story(compare(a, b))


COPIES = {
    "the same": WIRE,
    "a tenth changed": changed(WIRE, 0.1),
    "a fifth changed": changed(WIRE, 0.2),
    "sentences in another order": " ".join(random.Random(2).sample(lines(WIRE), len(lines(WIRE)))),
    "cut off in the middle": WIRE[: len(WIRE) // 2],
    "another headline": "The night the water came\n\n" + WIRE.split("– ", 1)[1],
    "paragraphs put in": "\n\n".join(f"{one}\n\n{FAR.splitlines()[0]}" for one in WIRE.split("\n\n")),
    "inside a longer article": f"{FAR}\n\n{OWN}\n\n{WIRE}\n\n{FAR}",
    "changed and inside a longer article": f"{FAR}\n\n{changed(WIRE, 0.2)}\n\n{OWN}",
    "typographic": WIRE.replace("'", "’").upper(),
    "synonyms": WIRE.replace("people", "residents").replace("said", "stated").replace("opened", "unlocked"),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_found(name: str) -> None:
    assert story(WIRE, COPIES[name]) is not None
    assert story(COPIES[name], WIRE) == story(WIRE, COPIES[name])


@pytest.mark.parametrize("seed", range(25))
def test_a_fifth_of_the_words_may_be_changed_whichever_they_are(seed: int) -> None:
    assert story(WIRE, changed(WIRE, 0.2, seed)) is not None


def test_the_reason_gives_the_share_of_the_shorter_text() -> None:
    assert story(WIRE, f"{FAR}\n\n{WIRE}") == "copy: 100 % of the shorter text's wording is in the other"


def test_two_reports_of_one_event_are_two_stories() -> None:
    assert story(WIRE, OWN) is None
    assert compare(WIRE, OWN).containment < 0.1


def test_the_figures_are_those_of_the_whole_texts() -> None:
    # 12 words have 10 shingles; the other text has the first 7 words, that is 5 shingles, and 5 words of its own.
    first = "one two three four five six seven eight nine ten eleven twelve"
    second = "one two three four five six seven red green blue white black"
    assert compare(first, second) == Shared(resemblance=5 / 15, containment=0.5, longest=7, count=5, smaller=10)
    assert compare(first, FAR) == Shared(0.0, 0.0, 0, 0, 10)


@pytest.mark.parametrize(
    ("opening", "closing"), [("“", "”"), ('"', '"'), ("„", "“"), ("«", "»"), ("»", "«"), ("‘", "’"), ("\n> ", "\n")]
)
def test_quoting_the_same_words_makes_no_copy(opening: str, closing: str) -> None:
    quoted = f"{opening}{LAW}.{closing}"
    assert story(f"{WIRE}\n\nThe law says: {quoted}", f"{OWN}\n\nParagraph 12 is plain. {quoted}") is None
    both = f"{opening}{LAW}.{closing} he said. {opening}{FAR.splitlines()[0]}{closing} she said."
    assert story(f"{WIRE[:500]} {both}", f"{OWN[:500]} {both}") is None


def test_a_quotation_that_is_not_closed_ends_with_its_paragraph() -> None:
    text = f"“{LAW}.\n\n{WIRE}"
    assert own_words(text) == own_words(WIRE)


def test_short_quotations_are_the_outlets_own_wording() -> None:
    assert "freedom" in own_words('They call it "freedom day" ' + WIRE)


def test_a_text_of_nothing_but_quotations_is_compared_as_it_is() -> None:
    assert story(f"“{LAW}.”", f"“{LAW}.”") is not None


def test_one_long_passage_that_both_print_makes_no_copy() -> None:
    """As a law or a statement without quotation marks; it is no more than that passage that they share."""
    shared = compare(f"{WIRE[:600]}\n\n{LAW}.", f"{OWN[:600]}\n\n{LAW}.")
    assert 0.25 < shared.containment < 0.5
    assert shared.longest >= 70
    assert same_story(shared) is None


def test_lines_to_the_reader_make_no_copy() -> None:
    footer = (
        "\n\nSubscribe to our newsletter and get the best stories of the day in your inbox every morning at six.\n"
        "Follow the Evening Post on Facebook for live coverage of the floods and all other stories from the region.\n"
        "© 2025 Evening Post Publishing. All rights reserved. This material may not be published, broadcast, rewritten "
        "or redistributed without permission of the publisher and of the agencies that supplied it to the paper.\n"
    )
    assert story(FAR[:200] + footer, OWN[:200] + footer) is None
    assert own_words(WIRE + footer) == own_words(WIRE)


def test_flashes_need_more_in_common_than_articles() -> None:
    flash = "The river Teyl flooded the lower town of Karv overnight, and about 300 people left their homes by boat."
    assert story(flash, flash.replace("overnight", "on Tuesday night")) is not None
    assert story(flash, WIRE.split("\n\n")[0]) is None
    assert story(flash, "The river Teyl flooded the lower town of Karv, as it had done nine years before that.") is None
    assert story("Rain in Karv", "Rain in Karv") is None, "too short to be a copy of anything"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (
            "新华社北京电 洪水星期三夜间淹没了卡尔夫下城,大约三百人离开家园,"
            "其中多数人乘船撤离。学校停课到星期五,省长请求首都提供水泵和沙袋。",
            "消防员清晨四点叫醒了码头街的居民,一小时后面包店已经被水淹没,体育馆里摆满了行军床,没有一所学校开门上课。",
        ),
        (
            "แม่น้ำเทลเพิ่มสูงขึ้นสองเมตรเมื่อคืนนี้และท่วมเมืองล่างของคาร์ฟ ประชาชนราวสามร้อยคนออกจากบ้านโดยเรือ โรงเรียนปิดจนถึงวันศุกร์",
            "นักดับเพลิงปลุกชาวถนนท่าเรือตอนตีสี่ หนึ่งชั่วโมงต่อมาร้านขนมปังก็จมอยู่ใต้น้ำ ไม่มีโรงเรียนใดเปิดเรียน",
        ),
    ],
)
def test_scripts_without_blanks(text: str, other: str) -> None:
    assert story(text, text[: 3 * len(text) // 4] + other[:20]) is not None
    assert story(text, other) is None


def test_a_copied_paragraph_is_known_in_an_article_of_its_own() -> None:
    paragraph = WIRE.split("\n\n")[2]
    mixed = f"{OWN}\n\n{changed(paragraph, 0.1)}\n\n{FAR}"
    assert story(mixed, WIRE) is None
    assert copied_passage(changed(paragraph, 0.1), WIRE) is not None
    assert copied_passage(paragraph, WIRE) == "copied passage: 100 % of its wording is in the other"
    assert all(copied_passage(one, WIRE) is None for one in OWN.split("\n\n"))


def test_a_stock_phrase_or_a_quotation_is_no_copied_passage() -> None:
    phrase = "The company did not reply to a request for comment."
    assert copied_passage(phrase, f"{WIRE} {phrase}") is None
    law = f"The law says: “{LAW}.”"
    assert copied_passage(law, f"{OWN} In the words of the law, “{LAW}.”") is None


class Sketches:
    """A library that holds sketches only."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.kept = {article_id: set(sketch(text)) for article_id, text in texts.items()}

    def sharing(self, sketch: Sequence[int], least: int) -> list[tuple[str, int]]:
        found = ((article_id, len(kept & set(sketch))) for article_id, kept in self.kept.items())
        return [(article_id, count) for article_id, count in found if count >= least]

    def sketch_sizes(self, article_ids: Sequence[str]) -> dict[str, int]:
        return {article_id: len(self.kept[article_id]) for article_id in article_ids}


@pytest.mark.parametrize("name", COPIES)
def test_the_sketch_proposes_every_copy(name: str) -> None:
    library = Sketches({"art_far": FAR.replace("orchestra", "choir"), "art_copy": COPIES[name], "art_wire": WIRE})
    assert "art_copy" in candidates(library, "art_wire", sketch(WIRE))
    assert "art_wire" not in candidates(library, "art_wire", sketch(WIRE))


def test_candidates_are_bounded_and_the_likeliest_come_first() -> None:
    texts = {f"art_{number:03}": f"{WIRE[: 300 + number]} {number}" for number in range(MOST_CANDIDATES + 9)}
    found = candidates(Sketches(texts), "art_new", sketch(WIRE))
    assert len(found) == MOST_CANDIDATES
    assert found[0] > "art_040"
    assert candidates(Sketches({"art_own": OWN}), "art_far", sketch(FAR)) == []


def test_the_shortest_text_asks_for_no_more_hashes_than_it_has() -> None:
    asked: list[int] = []

    class Asked(Sketches):
        def sharing(self, sketch: Sequence[int], least: int) -> list[tuple[str, int]]:
            asked.append(least)
            return []

    for text in ("", "Rain in Karv", WIRE):
        candidates(Asked({}), "art", sketch(text))
    assert asked == [1, 1, LEAST_SHARED]


def test_edges_are_verified_on_the_texts() -> None:
    others = {"art_c": COPIES["a fifth changed"], "art_a": WIRE, "art_own": OWN, "art_b": FAR}
    found = edges("art_b", WIRE, others)
    assert [(edge.one, edge.other) for edge in found] == [("art_a", "art_b"), ("art_b", "art_c")]
    assert found[0].why == "copy: 100 % of the shorter text's wording is in the other"


def test_groups_go_along_chains_and_are_named_by_the_smallest_id() -> None:
    pairs = [Edge("d", "c", "x"), Edge("b", "c", "y"), Edge("f", "e", "z"), Edge("a", "d", "w")]
    expected = {"a": "a", "b": "a", "c": "a", "d": "a", "e": "e", "f": "e"}
    assert all(groups(order) == expected for order in permutations(pairs))
    assert groups([]) == {}


def test_a_long_chain_is_grouped() -> None:
    chain = [Edge(f"{number:05}", f"{number + 1:05}", "") for number in reversed(range(20_000))]
    assert set(groups(chain).values()) == {"00000"}


@pytest.mark.parametrize(
    "text", ["", "“", '"' * 3_000, "a " * 30_000, "\ud800 lone " * 2_000, "> \n" * 9_000, "‘a " * 9_000]
)
def test_hostile_texts_are_compared(text: str) -> None:
    assert compare(text, WIRE).containment < 0.5
    assert compare(text, text).smaller >= 0
