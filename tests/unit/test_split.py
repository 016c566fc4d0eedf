"""Sentences and passages: exact spans for any text, and the right sentences for news text."""

from __future__ import annotations

import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.split import LONGEST, PASSAGE_TARGET, passages, sentences
from store.records import Article, Span

GOLDEN = Path(__file__).parent / "data" / "sentences.golden.txt"

_FRAGMENTS = st.sampled_from(
    [
        *(
            "The vote passed. ",
            "Gov. ",
            "“No.” ",
            '"Yes!" ',
            "U.S. ",
            "(AP) — ",
            "KARVALA, May 14. /TASS/. ",
            "3.5 ",
            "… ",
        ),
        *(
            "\n",
            "\r\n",
            "\r",
            "\x85",
            "\u2028",
            "\x1c",
            "\t",
            " ",
            "\u3000",
            "\u200b",
            "\ufeff",
            "\0",
            "\ud800",
            "\udfff",
        ),
        *(
            "雨。",
            "「行く。」",
            "هل؟ ",
            "a" * 90,
            "word " * 30,
            "x" * 1500,
            ". ",
            "!" * 20,
            ")." * 5,
            "’",
            "\u0301",
            "👩‍👩‍👧",
        ),
    ]
)
_TEXTS = st.lists(_FRAGMENTS, max_size=25).map("".join) | st.text(st.characters(), max_size=400)


def _article(text: str) -> Article:
    return Article.make(text)


def _assert_covers(text: str, spans: list[Span]) -> None:
    """In order, no overlap, trimmed, not too long, and only white space outside."""
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert end - start <= LONGEST
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        gap = text[position:start]
        assert not gap or gap.isspace()
        position = end
    rest = text[position:]
    assert not rest or rest.isspace()


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
@example("a" * 2500 + " " + "b " * 2500)
@example("one. " + " " * 3000 + "Two.")
@example("\ud800\0\u200b")
def test_sentences_cover_any_text_exactly(text: str) -> None:
    _assert_covers(text, sentences(text))


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
@example("Short.\n" * 400)
@example("one. " + " " * 3000 + "Two.")
def test_passages_cover_any_text_and_partition_its_sentences(text: str) -> None:
    article = _article(text)
    found = passages(article)
    _assert_covers(text, [(passage.start, passage.end) for passage in found])
    assert [span for passage in found for span in passage.sentences] == sentences(text)
    for passage in found:
        assert (passage.sentences[0][0], passage.sentences[-1][1]) == (passage.start, passage.end)
        assert passage.end - passage.start <= PASSAGE_TARGET or len(passage.sentences) == 1
        assert passage.article_id == article.id
    assert len({passage.id for passage in found}) == len(found)


def _golden_cases() -> list[list[str]]:
    cases: list[list[str]] = [[]]
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if not line:
            cases.append([])
        elif not line.startswith("#"):
            cases[-1].append(line)
    return [case for case in cases if case]


@pytest.mark.parametrize("case", _golden_cases(), ids=lambda case: str(case[0])[:40])
def test_golden_sentences(case: list[str]) -> None:
    text = "".join(line[:-1] if line.endswith("‸") else line if line.endswith("⏎") else line + " " for line in case)
    text = text.replace("⏎", "\n")
    expected = [line.rstrip("⏎‸").replace("⏎", "\n") for line in case if line != "⏎"]
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_line_end_ends_a_sentence_unless_lines_are_wrapped() -> None:
    text = (
        "Officials confirmed the figure late on Tuesday evening\nresidents had long suspected it, "
        + "so they said " * 4
    )
    assert len(sentences(text)) == 2, "the first line had room for the next word: it was not wrapped"
    wrapped = "Officials confirmed the figure late on Tuesday evening, a figure\nresidents had long suspected."
    assert len(sentences(wrapped)) == 1
    assert len(sentences(wrapped.replace("\n", "\r\n"))) == 1
    assert len(sentences(wrapped.replace("\n", "\n\n"))) == 2


def test_passages_end_with_a_paragraph_where_they_can() -> None:
    paragraph = "The wall held through the night, the operator said. " * 7
    text = "\n".join(paragraph.strip() for _ in range(4))
    assert [(text[p.start : p.end]) for p in passages(_article(text))] == [paragraph.strip()] * 4


def test_a_headline_stays_with_the_paragraph_after_it() -> None:
    text = "Assembly votes\n" + "The wall held through the night, the operator said. " * 14
    first = passages(_article(text))[0]
    assert len(first.sentences) > 5


def test_no_text_has_no_passages() -> None:
    assert passages(_article("")) == []
    assert passages(_article(" \n\u2028\t ")) == []


def test_no_sentence_begins_with_the_marks_that_close_the_one_before() -> None:
    for end, marks, opening in product((".", "!", ".)", "U.S."), product("\"'”’)]", repeat=3), ("“", '"', "(")):
        text = f"{opening}He went to see it{end}{''.join(marks)} Then it rained."
        assert not [text[start:] for start, _ in sentences(text)[1:] if text[start] in "\"'”’)]"], text


@pytest.mark.parametrize("shift", range(0, 42, 3))
def test_a_long_line_has_the_sentences_of_its_parts(shift: int) -> None:
    # Text is split in chunks; wherever a chunk ends, a sentence there must be found all the same.
    parts = ["R" * (shift + 1) + " fell.", *["Gov. Ferrant spoke of the wall at noon."] * 250]
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "\n" * 200_000,
        "a\n" * 30_000,
        "A. " * 60_000,
        "…" * 300_000,
        '"' * 500_000,
        "雨。" * 30_000,
        "Rain fell. " * 40_000,
    ],
    ids=["one word", "line ends", "short lines", "initials", "ellipses", "quotes", "cjk", "one line"],
)
def test_monsters_take_linear_time(text: str) -> None:
    began = time.process_time()
    passages(_article(text))
    # A quadratic step takes minutes here; a linear one well under a second on an idle machine.
    assert time.process_time() - began < 8
