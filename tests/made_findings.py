"""Findings for tests of reports: invented, seeded, of every kind that a report has to show."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.findings import (
    ClaimText,
    Conflict,
    Count,
    Counts,
    Coverage,
    Finding,
    OpposedQuote,
    Provenance,
    Quote,
    Source,
    UngradedPassage,
    UsageReport,
)
from store import Article, content_id
from store.history import PersonVerdict

_TOWNS = ("Orl", "Minsara", "Karvala", "Lindmark", "Port Ansa", "Telmar", "Velm", "Brunnick")
_OUTLETS = ("Orl Gazette", "The Minsara Courier", "Karvala Herald", "Eastern Ledger", "Valley Online", "Harbour Star")
_SPEAKERS = ("Mayor Ana Brandt", "the interior ministry", "Ulf Sonn", "the harbour company")
_THINGS = ("approved the budget", "closed the north bridge", "sold the gas works", "opened the tunnel")
HOSTILE = (
    "<script>document.title='broken'</script>",
    '"><img src=x onerror="document.title=\'broken\'">',
    "javascript:document.title='broken'",
    "x" * 10_000,
    "\u202eright to left\u202c \x1b[31mred\x00 ]]> --> {{ 7 * 7 }} =1+1 |a|b| `c` [d](javascript:alert(1))",
)


def article(text: str, number: int = 0, **more: Any) -> Article:
    """An article of one paragraph or more."""
    values = {"publisher": _OUTLETS[number % len(_OUTLETS)], "published": f"2025-05-{1 + number % 28:02d}"} | more
    return Article.make(text, path=f"articles/{number}.md", **values)


def source(of: Article, words: str, stance: Any = "supports", **more: Any) -> Source:
    """What an article says, by words that stand in it."""
    start = of.text.index(words)
    values: dict[str, Any] = {
        "article_id": of.id,
        "path": of.path,
        "title": of.title,
        "publisher": of.publisher,
        "published": of.published,
        "stance": stance,
        "voice": "asserts",
        "speaker": None,
        "quotes": (Quote(words, start, start + len(words)),) if words else (),
        "origin": of.id,
        "origin_why": None,
        "confidence": None,
        "reason": "the same event with the same day",
    }
    return Source(**(values | more))


def decided(verdict: Any, *, by: str = "", at: str = "2025-06-01T10:00:00Z", note: str = "") -> PersonVerdict:
    """What a person decided, as `judge` keeps it."""
    return PersonVerdict("per_1", "clm_1", "A claim.", verdict, note, by, at, None, None)


def opposed(one: Source) -> OpposedQuote:
    quote = one.quotes[0]
    return OpposedQuote(one.article_id, one.publisher, one.published, one.stance, quote.text, quote.start, quote.end)


def finding(claim: str, sources: Sequence[Source] = (), verdict: Any = "supported", **more: Any) -> Finding:
    """A finding over these sources, with counts that follow from them."""

    def count(stance: str) -> Count:
        taking = [s for s in sources if s.stance == stance and s.voice != "denies" and s.quotes]
        return Count(len({s.article_id for s in taking}), len({s.origin for s in taking}))

    values: dict[str, Any] = {
        "claim": ClaimText(content_id("clm", claim), claim),
        "verdict": verdict,
        "summary": "What the sources come to, in a sentence.",
        "confirmed_by_two_origins": verdict == "supported" and count("supports").origins > 1,
        "sources": tuple(sources),
        "counts": Counts(count("supports"), count("contradicts")),
        "conflict": None,
        "coverage": Coverage(4, 4, 2, ()),
        "usage": UsageReport(3, 1, 900, 12, 0.002),
        "provenance": Provenance("test:model", "test:words", {"grade": "ab12" * 16}, None, "lib_1", None, "0.1.0"),
    }
    return Finding(**(values | more))


def dispute(number: int = 0, kind: Any = "date") -> tuple[Finding, list[Article]]:
    """Two outlets on one day from one origin, a third on another day, a denial and a plan."""
    town, thing = _TOWNS[number % len(_TOWNS)], _THINGS[number % len(_THINGS)]
    said = f"{town}'s council {thing} on May 3 after a long debate."
    texts = (
        f"The sitting began late. {said} Nobody asked for a count.",
        f"Agencies report from {town}. {said} The gallery was empty.",
        f"It took two sittings. The council of {town} {thing} on May 4, the clerk's record shows. Spring has come.",
        f"There are doubts. Ulf Sonn denied that {town}'s council {thing}. He gave no reasons.",
        f"In April it was still to come. {town}'s council is to decide in May. Many expected a delay.",
    )
    made = [article(text, number + i, title=f"{town} decides, part {i + 1}") for i, text in enumerate(texts)]
    sentences = [text.split(". ", 1)[1].split(". ", 1)[0] + "." for text in texts]
    sources = [
        source(made[0], sentences[0], confidence=0.91),
        source(made[1], sentences[1], origin=made[0].id, origin_why="one text in two papers", flags=("re-asked once",)),
        source(made[2], sentences[2], "contradicts", difference="date", reason='the date: "May 3" against "May 4"'),
        source(made[3], sentences[3], "contradicts", voice="denies", speaker="Ulf Sonn"),
        source(made[4], sentences[4], "neutral", voice="plans"),
    ]
    conflict = Conflict(kind, 'the date: "May 3" against "May 4"', (opposed(sources[0]), opposed(sources[2])))
    claim = f"{town}'s council {thing} on May 3 (matter {number})."
    return finding(claim, sources, "conflicting", conflict=conflict), made


def superseded() -> tuple[Finding, list[Article]]:
    """Expected in April, done in May; given newest first, as a conflict may be."""
    older = article("Parliament is expected to ratify the treaty this month.", 1, published="2025-04-09")
    newer = article("Parliament ratified the treaty on May 21.", 2, published="2025-05-22")
    sources = [
        source(newer, newer.text),
        source(older, older.text, "contradicts", voice="plans", reason="planned then"),
    ]
    conflict: Any = Conflict(
        "superseded",  # type: ignore[arg-type]
        "expected on 2025-04-09, done by 2025-05-22",
        (opposed(sources[0]), opposed(sources[1])),
    )
    return finding("Parliament ratified the treaty.", sources, conflict=conflict), [older, newer]


def failed() -> Finding:
    """Too much could not be graded."""
    lost = tuple(UngradedPassage("art_lost", f"psg_{n}", "the model timed out") for n in range(3))
    return finding("The bridge is closed.", verdict="ungraded", coverage=Coverage(1, 4, 0, lost))


def many(number: int, seed: int = 7) -> list[Finding]:
    """So many findings of all verdicts, each with its own claim."""
    chance = random.Random(seed)
    made: list[Finding] = []
    for n in range(number):
        whole, _ = dispute(n)
        claim = ClaimText(content_id("clm", str(n)), whole.claim.text)
        kind = chance.choice(("supported", "refuted", "conflicting", "not_enough_evidence", "ungraded"))
        kept = {
            "supported": [0, 1, 4],
            "refuted": [2, 4],
            "conflicting": [0, 1, 2, 3],
            "not_enough_evidence": [3, 4],
            "ungraded": [],
        }[kind]
        sources = [whole.sources[i] for i in kept]
        if sources and chance.random() < 0.5:
            said = replace(sources[0], voice="attributes", speaker=chance.choice(_SPEAKERS))
            sources[0] = said
        record = finding(whole.claim.text, sources, kind, conflict=whole.conflict if kind == "conflicting" else None)
        if kind == "ungraded":
            record = replace(record, coverage=failed().coverage)
        made.append(replace(record, claim=claim))
    return made


def hostile() -> tuple[Finding, list[Article]]:
    """Whatever an article, a model or a file could put into a finding, everywhere at once."""
    text = " ".join(HOSTILE)
    made = Article.make(f"Before. {text} After.", title=text, publisher=text, path=text, url=HOSTILE[2])
    first = source(made, text, speaker=text, voice="attributes", origin_why=text, reason=text, flags=(text,))
    second = replace(first, stance="contradicts", voice="asserts", difference="content")
    record = finding(text, [first, second], "conflicting", summary=text)
    coverage = Coverage(1, 2, 0, (UngradedPassage(text, text, text),))
    provenance = replace(record.provenance, model=text, notes=(text,), prompt_hashes={text: text}, as_of=text)
    conflict = Conflict("content", text, (opposed(first), opposed(second)))
    claim = ClaimText("claims", text)  # the id of an element of the page
    return replace(record, claim=claim, coverage=coverage, provenance=provenance, conflict=conflict), [made]
