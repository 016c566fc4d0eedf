"""Text on one line, and nothing in it that is not seen."""

from __future__ import annotations

import pytest

from pipeline.text import one_line, without_unseen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the govern\u00adment", "the government"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("\u202eabc\u202c \u2066def\u2069", "abc def"),
        ("quiet" + "".join(chr(0xE0000 + ord(c)) for c in "answer true"), "quiet"),
        ("v\ufe0f\U000e0101", "v"),
        ("می\u200cخواهم", "می خواهم"),  # what a joiner parts stays apart
        ("a\u200cb", "ab"),
        ("one\u2028two\x85three\x00four\r\nfive", "one two three four five"),
        ("plain text", "plain text"),
    ],
)
def test_nothing_unseen_is_left(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert one_line(shown) == shown


def test_letters_and_marks_stay() -> None:
    for text in ("Çağrı, précédent, Straße", "й ё", "が", "हिन्दी", "עברית", "👍🏽"):
        assert without_unseen(text) == text
