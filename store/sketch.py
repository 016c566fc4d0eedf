"""A small sketch of an article's wording, by which a library finds the articles that share wording with it.

The sketch is the set of the article's shingles (runs of words) whose hash lies below a fixed part of the hash space:
FracMinHash, or "scaled" MinHash (Irber et al. 2022, doi:10.1101/2022.01.11.475838). Two sketches hold the same sample
of the shingles that two texts share, whatever the texts' lengths, so that they estimate both resemblance (shared of
all) and containment (shared of the smaller; both Broder 1997, "On the resemblance and containment of documents").
Plain MinHash keeps a fixed number of hashes and estimates resemblance only: a wire report inside an article five
times as long has a resemblance of 0.2 at best, but a containment of 1.

What is kept never depends on the machine, the run or what else is in the library. A sketch only proposes: whether two
articles are one story is decided on their whole texts (`pipeline.copies`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

RUN = 3
"""Words in a shingle. With a fifth of the words changed, 0.8 ** 3 = 51 % of them survive (of 5 words, 33 %). With 2
words, a quarter of the pairs of articles on different dev events of the eval corpus were proposed; with 3, none."""
KEPT = 4
"""One shingle in so many is kept: about 125 hashes for 500 words."""
LEAST = 40
"""Every text keeps at least its so many lowest hashes: a text of up to 42 words keeps all its shingles, since a
quarter of a flash of 25 words would be too few to find its copy by. There is no jump between short and long."""
LIMIT = 2**63 // KEPT
"""Hashes below this are kept, whatever the length."""

LONGEST = 120_000
"""Characters that are read: a longer "article" is a book, and its tail is not looked at."""

# Letters and their signs: in the scripts of India and South-East Asia a vowel sign is no letter to `\w`.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u0669\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0df3"
)
_SIGNS += "\u0e01-\u0e2e\u0e30-\u0e4e\u0e50-\u0e59\u0e81-\u0fcf\u1000-\u1049\u1780-\u17d3\u3099\u309a"
_HAN = "\u3005-\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
_HAN += "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_THAI = "\u0e01-\u0e2e\u0e30-\u0e4e\u0e80-\u0eff\u1000-\u103f\u1050-\u109f\u1780-\u17d3"
# Scripts without blanks are cut into overlapping pieces: four of them cover what a few words do elsewhere.
_PIECES = ((re.compile(f"[{_HAN}]+"), 2), (re.compile(f"[{_THAI}]+"), 6))
_BLANKLESS = re.compile(f"[{_HAN}{_THAI}]")
_WORD = re.compile(rf"[{_HAN}]+|[{_THAI}]+|(?:[^\W_{_HAN}{_THAI}]|[{_SIGNS}])+")
_IN_NUMBER = re.compile(r"(?<=\d)[.,'\u2019\u00a0\u202f](?=\d{3}(?!\d))")
_IN_WORD = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")
_ACCENTS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What two sketches say of their texts, both 0 to 1: shared of all shingles, and shared of the smaller text's."""

    resemblance: float
    containment: float


def words(text: str) -> list[str]:
    """The text's words as they are compared, in order, without punctuation.

    Case, accents, apostrophes, width, and the marks within long numbers do not count ("1,200" is "1.200"); the digits
    do. Scripts without blanks come in overlapping pieces: pairs of characters in Chinese and Japanese, six characters
    in Thai, Lao, Burmese and Khmer.
    """
    # Numbers first: normalising turns the narrow blanks within them into plain ones.
    text = _IN_NUMBER.sub("", text[:LONGEST]).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
    text = _IN_WORD.sub("", text)
    found = _WORD.findall(text)
    if text.isascii() or not _BLANKLESS.search(text):
        return found
    return [piece for word in found for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    width = next((width for script, width in _PIECES if script.match(word)), len(word))
    return [word[at : at + width] for at in range(max(1, len(word) - width + 1))]


def sketch(text: str) -> tuple[int, ...]:
    """The text's sketch: hashes of 63 bits, ascending, each once; empty for a text without words.

    A text of fewer words than a shingle is one shingle.
    """
    found = words(text)
    hashes = {_hash(found[at : at + RUN]) for at in range(max(1, len(found) - RUN + 1))} if found else set()
    kept = sorted(value for value in hashes if value < LIMIT)
    return tuple(kept if len(kept) >= LEAST else nsmallest(LEAST, hashes))


def _hash(run: Sequence[str]) -> int:
    data = " ".join(run).encode("utf-8", "surrogatepass")
    # 63 bits, so that it is a positive integer to SQLite.
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big") >> 1


def estimate(a: Sequence[int], b: Sequence[int]) -> Estimate:
    """Resemblance and containment of two texts, from their sketches alone.

    Only the part of the hash space that both sketches cover is counted: of a flash and a long article, the part that
    the long one kept.
    """
    reach = min(_reach(a), _reach(b))
    left, right = ({value for value in side if value < reach} for side in (a, b))
    shared, smaller = len(left & right), min(len(left), len(right))
    return Estimate(shared / len(left | right), shared / smaller) if smaller else Estimate(0.0, 0.0)


def _reach(kept: Sequence[int]) -> int:
    """Below this, the sketch holds every hash of its text."""
    if len(kept) < LEAST:
        return 2**63
    return max(LIMIT, kept[-1] + 1)
