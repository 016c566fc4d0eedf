"""Which texts are the same story: a copy, edited, cut, under another headline, or inside a longer article.

What is compared is the outlet's own wording. Words in quotation marks are nobody's own: two reporters who heard one
statement, or who cite one law, quote it alike and at length. They are taken out, and so are lines that only address
the reader ("Subscribe to ...", "© 2025 ..."). What is left is compared by its shingles (runs of three words), all of
them: sketches (`store.sketch`) only say which articles are worth comparing.

Resemblance is the part of all shingles that both texts have, containment the part of the smaller text's (Broder 1997).
Containment decides, since a copy inside a longer article is a copy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from store.index import Edge
from store.sketch import LONGEST, RUN, words

# Fitted on the dev events of the eval corpus, with `python -m eval.origins`: independent reports of one event have a
# containment of at most 0.083, wire copies of at least 0.54, copies with 20 % of their words changed of at least 0.46.
SAME_STORY = 0.25
"""Containment from which two texts are one story."""
SAME_FLASH = 0.35
"""Containment that a text of few shingles needs, as two reporters may well open with the same eight words: the
strictest in steps of 0.05 that found 95 % of the dev events' leads with 20 % of their words changed."""
FLASH = 40
"""A text of fewer shingles is a flash."""
CERTAIN = 0.5
"""Containment from which it does not matter how the shared words lie."""
SAME_PASSAGE = 0.5
"""Part of a passage's shingles that must be in another article, for a passage of `LONG_PASSAGE` shingles or more."""
SAME_SHORT_PASSAGE = 0.65
LONG_PASSAGE = 30
LEAST_OF_PASSAGE = 12
"""A passage of fewer shingles is no more than a stock phrase."""
LEAST_COUNT = 6
"""Shingles that two texts must share: "Rain in Karv" twice is no copy."""
LEAST_SHARED = 3
"""Sketch hashes that two articles must share to be compared at all."""
LEAST_PART = 0.06
"""And this part of the smaller sketch: a flash with a fifth of its words changed, inside a long article, shares an
eighth. Two reports that use the same everyday phrases are not worth reading both again."""
MOST_CANDIDATES = 50

_LEAST_WORDS = 12  # with fewer words of its own, a text is nothing but a quotation, and is compared with it
_PLACES = 4  # of a shingle in the other text that are followed; more of them are a hostile or an empty text

# A quotation may run over a line end, not over a blank line; where it is not closed, it ends with its paragraph.
_ON = r"\n(?!\s*\n)"
_QUOTED = re.compile(
    rf"“(?:[^“”\n]|{_ON}){{16,2000}}(?:[”“]|$|(?=\n))"
    rf"|„(?:[^“”„\n]|{_ON}){{16,2000}}(?:[”“]|$|(?=\n))"
    rf"|”(?:[^“”\n]|{_ON}){{16,2000}}”"
    rf"|«(?:[^«»\n]|{_ON}){{16,2000}}(?:»|$|(?=\n))"
    rf"|»(?:[^«»\n]|{_ON}){{16,2000}}«"
    rf"|(?<!\w)\"(?=\S)(?:[^\"\n]|{_ON}){{16,2000}}(?:\"|$|(?=\n))"
    rf"|(?<!\w)[‘‚](?=\S)(?:[^‘‚’\n]|(?<=\w)’(?=\w)|{_ON}){{16,2000}}[’‘](?!\w)"
    r"|「[^「」\n]{6,900}」|『[^『』\n]{6,900}』|“[^“”\n]{6,16}”(?=[\u3000-\u9fff])"
    r"|^[ \t]*>.*$",
    re.MULTILINE,
)
_BOILERPLATE = re.compile(
    r"^.{0,40}?(?:"
    r"©|\(c\)\s?\d{4}|\bcopyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|все права защищены"
    r"|\bsubscribe (?:to|now|today|for)\b|\bsign up (?:to|for|here|now)\b|\bnewsletters?\b|\bfollow us\b"
    r"|\bfollow .{0,30}\bon (?:twitter|facebook|x|instagram|telegram|whatsapp)\b|\bclick here\b"
    r"|\bread (?:more|also|next)\b"
    r"|\bshare this (?:article|story)\b|\b(?:support|donate to) (?:our|independent) journalism\b|\bcookies?\b"
    r"|\bdownload (?:our|the) app\b|\b(?:may|must) not be (?:published|reproduced|republished)\b|\badvertisement\b"
    r"|\bsuscríbete\b|\babonnez-vous\b|\babonnieren sie\b|\bassine\b|\biscriviti\b|подпи(?:шитесь|сывайтесь)"
    r").{0,260}$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts have in common, counted on all their own words.

    Attributes:
        resemblance: Shared shingles of all shingles, 0 to 1.
        containment: Shared shingles of the smaller text's, 0 to 1.
        longest: Words in the longest run that both have.
        count: Shared shingles.
        smaller: Shingles of the smaller text.
    """

    resemblance: float
    containment: float
    longest: int
    count: int
    smaller: int


class SharesSketches(Protocol):
    """A library that knows which of its articles share hashes with a sketch."""

    def sharing(self, sketch: Sequence[int], least: int) -> list[tuple[str, int]]:
        """Article ids with how many of the sketch's hashes they have, `least` or more."""

    def sketch_sizes(self, article_ids: Sequence[str]) -> dict[str, int]:
        """By article, how many hashes its sketch has."""


def own_words(text: str) -> list[str]:
    """The words that are the outlet's own: without quotations of any length and lines that address the reader.

    A text that is nothing but quotations keeps them.
    """
    text = text[:LONGEST]
    bare = words(_BOILERPLATE.sub("\n", _QUOTED.sub(" ", text)))
    return bare if len(bare) >= _LEAST_WORDS else words(text)


@lru_cache(maxsize=256)
def _shingles(text: str) -> dict[int, tuple[int, ...]]:
    """Where in the text's own words each shingle begins (its first few places), by hash."""
    found = own_words(text)
    places: dict[int, list[int]] = defaultdict(list)
    for at in range(len(found) - RUN + 1):
        places[hash(tuple(found[at : at + RUN]))].append(at)
    return {run: tuple(at[:_PLACES]) for run, at in places.items()}


@lru_cache(maxsize=128)  # the claims of a run meet the same articles
def compare(a: str, b: str) -> Shared:
    """What two texts share, on all their shingles. The order of the two does not matter."""
    left, right = _shingles(a), _shingles(b)
    both = left.keys() & right.keys()
    smaller = min(len(left), len(right))
    if not both:
        return Shared(0.0, 0.0, 0, 0, smaller)
    all_of_them = len(left) + len(right) - len(both)
    return Shared(len(both) / all_of_them, len(both) / smaller, _longest(left, right, both), len(both), smaller)


def _longest(left: Mapping[int, tuple[int, ...]], right: Mapping[int, tuple[int, ...]], both: Iterable[int]) -> int:
    """Words in the longest run of words that both texts have: shingles that follow each other in both."""
    pairs = {(i, j) for run in both for i in left[run] for j in right[run]}
    lengths: dict[tuple[int, int], int] = {}
    for i, j in sorted(pairs):
        lengths[i, j] = lengths.get((i - 1, j - 1), 0) + 1
    return max(lengths.values()) + RUN - 1


def same_story(shared: Shared) -> str | None:
    """Why the two texts are one story, for a reader; None if they are not.

    One long run of words that both have proves nothing alone, as when both print the same article of a law: what is
    left without it must be shared as well.
    """
    least = SAME_STORY if shared.smaller >= FLASH else SAME_FLASH
    if shared.containment < least or shared.count < LEAST_COUNT:
        return None
    in_run = shared.longest - RUN + 1
    elsewhere = (shared.count - in_run) / max(1, shared.smaller - in_run)
    if shared.containment < CERTAIN and elsewhere < least / 2:
        return None
    return f"copy: {round(100 * shared.containment)} % of the shorter text's wording is in the other"


def copied_passage(passage: str, other: str) -> str | None:
    """Why a passage goes back to another article (or both to a third), for a reader; None if it does not.

    Args:
        passage: A paragraph, or a few sentences, of an article.
        other: The whole text of another article.
    """
    mine, theirs = _shingles(passage), _shingles(other)
    if len(mine) < LEAST_OF_PASSAGE:
        return None
    least = SAME_PASSAGE if len(mine) >= LONG_PASSAGE else SAME_SHORT_PASSAGE
    part = len(mine.keys() & theirs.keys()) / len(mine)
    return f"copied passage: {round(100 * part)} % of its wording is in the other" if part >= least else None


def candidates(library: SharesSketches, article_id: str, sketch: Sequence[int]) -> list[str]:
    """The articles of a library that may be the same story as this one, likeliest first, at most `MOST_CANDIDATES`."""
    least = max(1, min(LEAST_SHARED, len(sketch)))
    shared = [(count, other) for other, count in library.sharing(sketch, least) if other != article_id]
    sizes = library.sketch_sizes([other for _, other in shared])
    found = [(count, other) for count, other in shared if count >= LEAST_PART * min(len(sketch), sizes[other])]
    return [other for _, other in sorted(found, key=lambda item: (-item[0], item[1]))[:MOST_CANDIDATES]]


def edges(article_id: str, text: str, others: Mapping[str, str]) -> list[Edge]:
    """The article's copies among others, each pair verified on the whole texts.

    Args:
        others: Texts by article id, those that `candidates` named.
    """
    found = ((other, same_story(compare(text, theirs))) for other, theirs in others.items() if other != article_id)
    return [
        Edge(min(article_id, other), max(article_id, other), why) for other, why in sorted(found) if why is not None
    ]


def groups(edges: Iterable[Edge]) -> dict[str, str]:
    """The origin of every article that an edge names: articles that edges connect, directly or through others, have
    one, which is the smallest id among them. Neither the edges' order nor their direction matters."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = one = parent[parent[one]]
        return one

    for edge in edges:
        low, high = sorted((root(edge.one), root(edge.other)))
        parent[high] = low
    return {article_id: root(article_id) for article_id in sorted(parent)}
