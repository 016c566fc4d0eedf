"""Which side of a conflict the other has overtaken: a later article that takes an earlier figure back, or updates it.

Newer is not right: that the later article says so itself is what makes a sequence of a contradiction. Without dates on
both sides nothing is overtaken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.clashes import Reading, Weights, correction, corrects
from pipeline.findings import Source
from pipeline.located import Located
from pipeline.slots import DateMention
from pipeline.slots.same_number import same_unit
from store import Article, Claim

_ALIKE = Weights({}, 1)  # two sentences say nothing about which words are rare


def find_overtaken(
    supports: Sequence[Source], contradicts: Sequence[Source], articles: Mapping[str, Article]
) -> tuple[Source, Source, str] | None:
    """The earlier source, the later one that overtakes it, and why; None where neither side overtakes the other.

    Args:
        supports, contradicts: The two sides, each with quotes. Denials are none: who denies takes nothing back.
        articles: Those of the sources, by id.
    """
    for later_side, earlier_side in ((contradicts, supports), (supports, contradicts)):
        if any(s.published is None or s.date_guessed for s in earlier_side):
            continue
        last = max((s.published or "" for s in earlier_side), default="9999")
        for later in sorted(later_side, key=lambda s: (s.published or "", s.article_id)):
            is_later = (later.published or "") > last and not later.date_guessed
            if is_later and (how := _says_so(later, earlier_side, articles)):
                first = earlier_side[0]
                return first, later, f"{how}: {later.published} against {first.published}"
    return None


def _says_so(later: Source, earlier: Sequence[Source], articles: Mapping[str, Article]) -> str:
    """How the later article's words show that they put the earlier ones right; empty where they do not."""
    new = _readings(later, articles)
    known = [old for source in earlier for old in _readings(source, articles)]
    if any(corrects(one.text) and _same_kind(one, old) for one in new for old in known):
        return "the later article corrects or updates the earlier one"
    if any(correction(old, one, _ALIKE) for one in new for old in known):
        return "the later article takes back what the earlier one says"
    return ""


def _readings(source: Source, articles: Mapping[str, Article]) -> list[Reading]:
    article = articles[source.article_id]
    return [Reading(Located(Claim.make(q.text, article.id, q.start, q.end), article)) for q in source.quotes]


def _same_kind(one: Reading, other: Reading) -> bool:
    """Whether both name a day, or a number of what may be the same things."""
    if any(_is_day(x) for x in one.dates) and any(_is_day(y) for y in other.dates):
        return True
    return any(same_unit(x, y) != "other" for x in one.numbers for y in other.numbers)


def _is_day(date: DateMention) -> bool:
    return not date.loose and date.granularity != "year"
