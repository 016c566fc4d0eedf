"""Which articles go back to one source. Counting outlets is not counting sources.

Entries share an origin when, for the deciding words,

* they credit the same news agency or outlet, in the article's credit line or in the sentence ("Reuters reported"), or
  one credits the outlet or agency that published the other,
* they cite the same named speaker as the one who holds it,
* their articles are one story (a copy, edited, cut, or inside a longer article), or the paragraph with the deciding
  words is copied from the other article or with it from a third, or
* the library knows their articles as copies of one text, though that text is not among the entries.

Each rule can only merge, never split: an undercount costs a second phone call, an overcount a correction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

from pipeline.copies import compare, copied_passage, same_story
from pipeline.findings import Grade
from pipeline.read.agencies import agency, credited_agency, credited_outlet
from pipeline.slots.lexicon import word_set
from pipeline.split import paragraph_spans, sentences
from store import Article, Span

_NO_COPIES: Mapping[str, str] = MappingProxyType({})
# What an agency's or outlet's name may have or lack: "Estuary", "Estuary News Agency"; "The Halcyon Newswire".
_BARE = re.compile(r"^the | (?:(?:state )?(?:news|press|telegraph|wire) agency|agency|newswire|news|online|wire)$")
# A speaker named by one of these alone is nobody yet: what stands before it says whose.
_ROLES = word_set("""
    administration agency army association authority bank board bureau chairman chief committee commission company
    council court department directorate director embassy foundation government group head industry institute leader
    lawyer league ministry minister ministerium ministerio ministère office official officials operator organisation
    organization owner parliament party police president prosecutor prosecutors service source sources spokesman
    spokesperson spokeswoman union university post press star sun times tribune journal courier gazette herald ledger
    observer chronicle telegraph mail news radio television
""")
# One name in two alphabets or spellings: "Poutine", "Putin"; "Pezechkian", "Pezeshkian"; "Zelenskyy", "Selenskyj".
_SPELLINGS = (
    (r"tsch|tch|cz", "ch"),
    (r"sch|sz|ch|zh", "sh"),
    (r"ou|oo", "u"),
    (r"ph", "f"),
    (r"kh|gh|q|c|ck", "k"),
    (r"w", "v"),
    (r"^z|^s", "z"),
    (r"[iyj]+", "i"),
    (r"(.)\1+", r"\1"),
    (r"(?<=n)e$|(?<=ff)$", ""),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry goes back to: an id that entries share, and why it is shared (None if it stands alone)."""

    id: str
    why: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry can be merged by.

    Attributes:
        shares: What it credits and cites, by key, with the words for a reader.
        published_by: Keys that a credit of this very article would have, with its publisher's or agency's name.
        passage: The paragraphs that hold the deciding words.
    """

    article: Article
    shares: Mapping[str, str]
    published_by: Mapping[str, str]
    passage: str


def group_origins(
    entries: Sequence[tuple[Article, str, Grade]], *, copies: Mapping[str, str] = _NO_COPIES
) -> list[Origin]:
    """One origin per entry, in the order given. The order changes nothing.

    Args:
        entries: Article, its deciding words, and the grade that leads the entry.
        copies: The copy group of each article that has one in the library, by article id (`pipeline.copies.groups`).
    """
    names = sorted({name for article, _, _ in entries for name in (article.publisher, article.origin) if name})
    known = [_entry(article, words, grade, names) for article, words, grade in entries]
    parent = list(range(len(known)))
    reasons: list[list[str]] = [[] for _ in known]
    for j, i in combinations(range(len(known)), 2):
        why = _why_same(known[i], known[j], copies)
        if why is not None:
            parent[_root(parent, i)] = _root(parent, j)
            if why:
                reasons[i].append(why)
                reasons[j].append(why)
    roots = [_root(parent, i) for i in range(len(known))]
    ids = {root: min(e.article.id for e, r in zip(known, roots, strict=True) if r == root) for root in set(roots)}
    return [Origin(ids[r], "; ".join(sorted(set(why))) or None) for r, why in zip(roots, reasons, strict=True)]


def _entry(article: Article, words: str, grade: Grade, names: Sequence[str]) -> _Entry:
    others = [name for name in names if name not in (article.publisher, article.origin)]
    own = [name for name in (article.publisher, article.origin) if name]
    return _Entry(
        article,
        dict(_shares(article, words, grade, others)),
        {_source(name): name for name in own},
        _passage(article.text, grade.quotes),
    )


def _shares(article: Article, words: str, grade: Grade, others: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What an entry credits and cites."""
    for name in _agencies(article.origin):
        yield _source(name), f"both credit {name}"
    for start, end in sentences(words):
        sentence = words[start:end]
        outlet = credited_outlet(sentence, others)
        for credited in (*_agencies(credited_agency(sentence)), *([outlet] if outlet else [])):
            yield _source(credited), f"both credit {credited}"
    # A sentence that does not bear on the claim shares nothing by whom it happens to quote.
    if grade.quotes and grade.voice == "attributes" and grade.speaker and (key := _speaker(grade.speaker)):
        yield f"speaker:{key}", f"both cite {grade.speaker}"


def _agencies(credit: str | None) -> list[str]:
    """Each agency of a joint credit: "AFP, Reuters"."""
    return credit.split(", ") if credit else []


def _why_same(a: _Entry, b: _Entry, copies: Mapping[str, str]) -> str | None:
    """Why two entries share an origin; empty for two entries of one article, None if they do not."""
    if a.article.id == b.article.id:
        return ""
    if shared := sorted(a.shares.keys() & b.shares.keys()):
        return min(a.shares[shared[0]], b.shares[shared[0]], key=lambda why: (-len(why), why))
    for one, other in ((a, b), (b, a)):
        if cited := sorted(one.shares.keys() & other.published_by.keys()):
            return f"one credits {other.published_by[cited[0]]}, which published the other"
    if (why := same_story(compare(a.article.text, b.article.text))) is not None:
        return why
    group = copies.get(a.article.id)
    if group is not None and group == copies.get(b.article.id):
        return "both are copies of one text in the library"
    found = (copied_passage(one.passage, other.article.text) for one, other in ((a, b), (b, a)))
    return max((why for why in found if why is not None), default=None)


def _passage(text: str, quotes: Sequence[Span]) -> str:
    """The paragraphs that hold the deciding words."""
    held = (p for p in _paragraphs(text) if any(start < p[1] and p[0] < end for start, end in quotes))
    return "\n".join(text[start:end] for start, end in held)


@lru_cache(maxsize=128)  # the claims of a run meet the same articles
def _paragraphs(text: str) -> tuple[Span, ...]:
    return tuple(paragraph_spans(text))


def _source(name: str) -> str:
    """The key of an agency or outlet: one for each form of its name."""
    plain = _plain(agency(name) or name)
    return "source:" + (_BARE.sub("", _BARE.sub("", plain)) or plain)


def _speaker(name: str) -> str | None:
    """What outlets have in common when they name a speaker: "Minister Ana Kol", "Kol"; but "the defence ministry"."""
    words = _plain(name).removeprefix("the ").split()
    if not words:
        return None
    return " ".join(words) if words[-1] in _ROLES else _spelled_alike(words[-1])


def _spelled_alike(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for written, alike in _SPELLINGS:
        plain = re.sub(written, alike, plain)
    return plain or word


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        i = parent[i]
    return i
