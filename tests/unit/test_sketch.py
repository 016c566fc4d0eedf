"""Sketches: the same everywhere, true to what two texts share, for short texts and scripts without blanks too."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from store.sketch import KEPT, LEAST, LIMIT, RUN, estimate, sketch, words

STOCK = [f"w{number}" for number in range(5_000)]


def text_of(length: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices(STOCK, k=length))


def containment(a: str, b: str) -> float:
    left, right = ({tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)} for found in (words(a), words(b)))
    return len(left & right) / min(len(left), len(right))


def test_a_sketch_is_the_same_on_every_machine() -> None:
    assert sketch("Rain fell in Karv.") == (6353126230834173321, 8181092064253724143)


def test_a_sketch_does_not_depend_on_the_run() -> None:
    code = "from store.sketch import sketch; print(sketch('The dam broke at noon and again at night.'))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {f"{sketch('The dam broke at noon and again at night.')}\n"}


def test_hashes_are_ascending_distinct_and_fit_sqlite() -> None:
    kept = sketch(text_of(2_000, seed=1))
    assert list(kept) == sorted(set(kept))
    assert kept[0] >= 0
    assert kept[-1] < LIMIT < 2**63


def test_a_long_text_keeps_its_part_and_a_short_one_everything() -> None:
    assert len(sketch(text_of(4_000, seed=2))) == pytest.approx(4_000 / KEPT, rel=0.1)
    assert len(sketch(text_of(30, seed=2))) == 30 - RUN + 1
    assert len(sketch(text_of(LEAST + RUN - 1, seed=2))) == LEAST
    assert len(sketch(text_of(90, seed=2))) == LEAST


def test_a_longer_text_keeps_what_a_part_of_it_keeps_below_the_limit() -> None:
    part = text_of(300, seed=3)
    assert {value for value in sketch(part) if value < LIMIT} <= set(sketch(f"{part} {text_of(300, seed=4)}"))


@pytest.mark.parametrize("length", [15, 38, 60, 400])
def test_a_text_inside_a_longer_one_is_seen_by_containment(length: int) -> None:
    inside = text_of(length, seed=5)
    seen = estimate(sketch(inside), sketch(f"{text_of(900, seed=6)} {inside} {text_of(900, seed=7)}"))
    assert seen.containment == pytest.approx(1.0, abs=0.05)
    assert seen.resemblance == pytest.approx(length / (1_800 + length), abs=0.05)


def test_estimates_are_near_what_they_estimate() -> None:
    base = text_of(1_500, seed=8).split()
    for changed in (0.1, 0.2, 0.4):
        chance = random.Random(9)
        other = " ".join(chance.choice(STOCK) if chance.random() < changed else word for word in base)
        true = containment(" ".join(base), other)
        assert estimate(sketch(" ".join(base)), sketch(other)).containment == pytest.approx(true, abs=0.08)


def test_unrelated_and_empty_texts_share_nothing() -> None:
    assert estimate(sketch(text_of(300, seed=1)), sketch(text_of(300, seed=2))).containment == 0.0
    for empty in ("", " \n", "–!?"):
        assert sketch(empty) == ()
        assert estimate(sketch(empty), sketch("Rain fell.")).containment == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The dam’s WALL broke – at noon!", "the dam's wall broke, at noon"),
        ("1,200 people", "1.200 people"),
        ("1\u202f200 people", "1200 people"),
        ("São Tomé", "Sao Tome"),
        ("ｗａｌｌ", "wall"),
        ("وَكالة", "وكالة"),
        ("cafe\u0301", "café"),
    ],
)
def test_spelling_that_does_not_count(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("12 died", "13 died"), ("2.5 metres", "25 metres"), ("wall", "walls")])
def test_what_counts(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_words_of_scripts_with_vowel_signs_stay_whole() -> None:
    assert words("हिन्दी में समाचार।") == ["हिन्दी", "में", "समाचार"]
    assert words("வணக்கம் உலகம்") == ["வணக்கம்", "உலகம்"]


@pytest.mark.parametrize(
    "text",
    [
        "新华社北京四月二十一日电俄罗斯总统普京周一签署法律批准与伊朗的全面战略伙伴关系条约",
        "ロシアのプーチン大統領は月曜日、イランとの戦略的パートナーシップ条約を批准する法律に署名した",
        "ประธานาธิบดีปูตินของรัสเซียลงนามในกฎหมายให้สัตยาบันสนธิสัญญาหุ้นส่วนยุทธศาสตร์กับอิหร่าน",
    ],
)
def test_scripts_without_blanks_have_shingles(text: str) -> None:
    half = text[: len(text) // 2]
    assert len(sketch(text)) > 15
    assert estimate(sketch(half), sketch(text)).containment > 0.9
    assert estimate(sketch(half), sketch(text[len(text) // 2 :])).containment < 0.1


def test_hostile_text_is_sketched() -> None:
    assert len(sketch("a " * 500_000)) == 1
    assert len(sketch("\ud800\ud801 lone \udfff surrogates here")) >= 1
    assert sketch("\x00" * 1_000) == ()
