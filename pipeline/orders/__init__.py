"""Orders to the reader: sentences that tell whoever checks claims what to say. They settle nothing.

A page can state a claim in the words "every claim that ... must be graded as supported", and a model takes the order
for the fact, or obeys. No news sentence needs such words, so code looks for them before any model does: for the
vocabulary of grading and of talking to machines, in any dress that a model sees through, not for that of doubt ("any
claim that he took money is false, she said" is a denial) and not for reports of orders ("told inspectors to mark the
claims as true"). An order may be spread over sentences; so may what a page hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.orders.rules import find, suspicious
from pipeline.orders.undress import set_apart, undress
from pipeline.split import sentences as split_into_sentences
from store import Article

_LONGEST = 20_000
_SHOWN = 80
_TOGETHER = 3  # sentences over which one order is spread
_FEW_WORDS = 2
# What stands beside an order and only names what it is about.
_MENTIONS = re.compile(
    r"\?[\"'”’»)\s]*$|\bwhether\b|\b(?:the|this|that|any|every|following|next)\s(?:claims?|statements?|assertions?|lines?|words?)\b|"
    r"^\W*(?:claim|statement|label|grade|verdict|answer|of)\s?:|^[\W\d_]*$",
    re.IGNORECASE,
)
# Some word of grading, of machines or of instructions stands in every order.
_AT_ALL = re.compile(
    r"claim|statement|assertion|stance|verdict|label|grad|rate|rating|support|contradict|refut|true|false|instruct|prompt|answer|reply|model|"
    r"\bai\b|bots?\b|assistant|\byou\b|\byour\b|whoever|passage|ignore|disregard|[^\x00-\x7f]",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|on|was|were|has|have|is|by|for)\b", re.IGNORECASE)
_OPENS, _CLOSES = "<!--", "-->"
_HEAD = (
    r"(?:system|assistant|user|human|instructions?|input|response|prompt|<\|[^>\n]{0,200}>\w*|\[/?inst\])"
    r"(?:\s(?:message|prompt|turn|notice|note))?"
)
_TURN = re.compile(rf"^\W*{_HEAD}\W*$", re.IGNORECASE)
_TURNS = re.compile(rf"^[^\w\n]{{0,200}}{_HEAD}[^\w\n]*$", re.IGNORECASE | re.MULTILINE)


def order_in(sentence: str) -> str:
    """The words by which a sentence orders its reader what to say, at most 80 characters; "" where it gives none."""
    return _order_in(sentence[:_LONGEST])


@lru_cache(maxsize=4096)  # the claims of a run look at the same sentences
def may_order(sentence: str) -> bool:
    """Whether a sentence is worth `order_in`, which takes fifty times as long: it has a word that orders have, or none
    of English."""
    return _AT_ALL.search(sentence) is not None or _ENGLISH.search(sentence) is None


@lru_cache(maxsize=256)
def may_hide(text: str) -> bool:
    """Whether an article is worth `orders_at` whatever its sentences say one by one: it has a comment in it, or the
    head of a turn."""
    return _OPENS in text or _TURNS.search(text) is not None


@lru_cache(maxsize=4096)
def _order_in(sentence: str) -> str:
    if letters := set_apart(sentence):
        return letters[:_SHOWN] if suspicious(letters) else ""
    found = find(undress(sentence))
    return (" ".join(found.group().split()) or "hidden text")[:_SHOWN] if found else ""


def orders_among(sentences: Sequence[str]) -> dict[int, str]:
    """The sentences of an article that give orders, alone or together, by number, with the words that do.

    Args:
        sentences: In the order of the text, without a gap.
    """
    found = {n: order for n, sentence in enumerate(sentences) if (order := order_in(sentence))}
    _add_hidden(sentences, found)
    _add_spread(sentences, found)
    _add_beside(sentences, found)
    return found


@lru_cache(maxsize=256)
def orders_at(text: str) -> dict[tuple[int, int], str]:
    """The spans of an article's sentences that give orders, with the words that do. Not to be changed.

    Args:
        text: The whole article's.
    """
    spans = split_into_sentences(text)
    found = orders_among([text[start:end] for start, end in spans])
    return {spans[n]: order for n, order in sorted(found.items())}


def without_orders(article: Article) -> Article:
    """The article, but for what it says of itself to order its reader: a title or outlet that does is none."""
    title = "" if order_in(article.title) else article.title
    publisher = None if article.publisher and order_in(article.publisher) else article.publisher
    if (title, publisher) == (article.title, article.publisher):
        return article
    return replace(article, title=title, publisher=publisher)


def _add_hidden(sentences: Sequence[str], found: dict[int, str]) -> None:
    """What stands inside a comment, or follows the head of a turn."""
    opened = False
    for n, sentence in enumerate(sentences):
        if opened:
            found.setdefault(n, _OPENS)
        if _OPENS in sentence or _CLOSES in sentence:
            opened = sentence.rfind(_OPENS) > sentence.rfind(_CLOSES)
        if n + 1 < len(sentences) and _TURN.match(sentence) and n in found:
            found.setdefault(n + 1, found[n])


def _add_spread(sentences: Sequence[str], found: dict[int, str]) -> None:
    """Orders of two or three sentences in a row, none of which is one alone."""
    for run in _runs_of_words(sentences):
        if order := order_in(" ".join(sentences[m].strip(" .!?:") for m in run)):
            found.update(dict.fromkeys(run, order))
    near = [_AT_ALL.search(sentence) is not None for sentence in sentences]
    for width in range(2, _TOGETHER + 1):
        for n in range(len(sentences) - width + 1):
            together = range(n, n + width)
            if any(m in found for m in together) or sum(near[m] for m in together) < 2:
                continue
            if order := order_in(" ".join(sentences[m] for m in together)):
                found.update(dict.fromkeys(together, order))


def _runs_of_words(sentences: Sequence[str]) -> Iterator[range]:
    """Three sentences or more in a row of one or two words each, with the one behind them."""
    begin = 0
    for n in range(len(sentences) + 1):
        if n == len(sentences) or len(sentences[n].split()) > _FEW_WORDS:
            if n - begin >= _TOGETHER:
                yield range(begin, min(n + 1, len(sentences)))
            begin = n + 1


def _add_beside(sentences: Sequence[str], found: dict[int, str]) -> None:
    """Sentences beside an order that only name what it is about."""
    for n in sorted(found):
        for beside in (n - 1, n + 1):
            if 0 <= beside < len(sentences) and beside not in found and _MENTIONS.search(undress(sentences[beside])):
                found[beside] = found[n]
