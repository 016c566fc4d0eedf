"""Origins: what merges two articles into one source, and what does not."""

from __future__ import annotations

import pytest

from pipeline.findings import Grade, Voice
from pipeline.origins import group_origins
from store import Article

WIRE = (
    "The river Teyl rose by two metres overnight and flooded the lower town of Karv, the regional office said. "
    "About 300 people left their homes, most of them by boat. Schools stay closed until Friday. "
    "The governor asked the capital for pumps and sandbags, and said that the bridge would be checked by engineers."
)
EDITED = WIRE.replace("overnight", "during the night").replace("most of them by boat", "many by boat")
OWN = (
    "Firefighters woke the lower town of Karv at four in the morning. By noon 300 residents had been taken to the "
    "sports hall, our reporter counted. Water stood a metre high in the bakery on Quay Street. No school opened."
)


def grade(article: Article, voice: Voice = "asserts", speaker: str | None = None) -> Grade:
    return Grade("clm", article.id, "psg", "supports", voice, speaker, ((0, 10),), None, "", "m", "p")


def origins(*entries: tuple[Article, str, Grade]) -> tuple[int, list[str | None]]:
    found = group_origins(entries)
    return len({o.id for o in found}), [o.why for o in found]


def entry(
    text: str,
    name: str,
    *,
    origin: str | None = None,
    words: str = "",
    voice: Voice = "asserts",
    speaker: str | None = None,
) -> tuple[Article, str, Grade]:
    article = Article.make(text, publisher=name, origin=origin)
    return article, words, grade(article, voice, speaker)


def test_independent_reports_are_two() -> None:
    assert origins(entry(WIRE, "A"), entry(OWN, "B")) == (2, [None, None])


@pytest.mark.parametrize("copy", [WIRE, EDITED, f"{OWN}\n\n{WIRE}", "Flood in Karv\n\n" + EDITED])
def test_a_copy_is_the_same_origin(copy: str) -> None:
    number, why = origins(entry(WIRE, "A"), entry(copy, "B"))
    assert number == 1
    assert why == ["largely the same text"] * 2


def test_one_agency_credited_by_both_articles() -> None:
    assert origins(entry(WIRE, "A", origin="Reuters"), entry(OWN, "B", origin="Reuters")) == (
        1,
        ["both credit Reuters"] * 2,
    )


def test_an_agency_named_in_the_sentence_counts() -> None:
    first = entry(WIRE, "A", words="The river rose, Reuters reported.")
    second = entry(OWN, "B", words="As reported by Reuters, the river rose.")
    assert origins(first, second)[0] == 1
    assert origins(first, entry(OWN, "B", words="As reported by TASS, the river rose."))[0] == 2


def test_one_speaker_cited_by_both() -> None:
    first = entry(WIRE, "A", voice="attributes", speaker="Governor Ilse Brandt")
    assert origins(first, entry(OWN, "B", voice="attributes", speaker="Brandt"))[0] == 1
    assert origins(first, entry(OWN, "B", voice="attributes", speaker="Mayor Otto Rey"))[0] == 2
    assert origins(first, entry(OWN, "B", voice="asserts", speaker="Brandt"))[0] == 2


def test_merging_goes_along_chains() -> None:
    copy_with_credit = entry(EDITED, "B", origin="AFP")
    assert origins(entry(WIRE, "A"), copy_with_credit, entry(OWN, "C", origin="AFP"))[0] == 1


def test_the_order_does_not_matter() -> None:
    entries = [entry(WIRE, "A"), entry(EDITED, "B", origin="AFP"), entry(OWN, "C", origin="AFP"), entry("Rain.", "D")]
    forward = {e[0].id: o.id for e, o in zip(entries, group_origins(entries), strict=True)}
    entries.reverse()
    assert {e[0].id: o.id for e, o in zip(entries, group_origins(entries), strict=True)} == forward
