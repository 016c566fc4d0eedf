"""Names and their aliases. All sentences are invented."""

from __future__ import annotations

import pytest

from pipeline.slots.names import find_names, missing_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway's Ministry of Fisheries met Ana Kol.", ["Norway", "Ministry of Fisheries", "Ana Kol"]),
        ("Prices rose in Velden.", ["Velden"]),
        ("The harbour closed on Monday in May.", []),
        ("President Ana Kol left.", ["Ana Kol"]),
        ("Kol left for North Korea.", ["Kol", "North Korea"]),
        ("However, the EU and the U.N. agreed.", ["EU", "U.N."]),
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert [name.text for name in find_names(text)] == expected


@pytest.mark.parametrize(
    ("claim", "text", "missing"),
    [
        ("Norway sent boats.", "Norwegian boats arrived.", []),
        ("Norwegian boats arrived.", "Norway sent boats.", []),
        ("Norway sent boats.", "Norway's boats arrived.", []),
        ("Norway sent boats.", "Oslo sent boats.", []),
        ("Boats left Oslo.", "Boats left Norway.", ["Oslo"]),
        ("Ana Kol resigned.", "Kol resigned.", []),
        ("Ana Kol resigned.", "Ivo Kol resigned.", ["Ana Kol"]),
        ("Kol resigned.", "Minister Ana Kol resigned.", []),
        ("The EU agreed.", "The European Union agreed.", []),
        ("The European Union agreed.", "The EU agreed.", []),
        ("The US agreed.", "The United States agreed.", []),
        ("The United States agreed.", "U.S. envoys agreed.", []),
        ("The US agreed.", "They told us to agree.", ["US"]),
        ("The WHO agreed.", "The World Health Organization agreed.", []),
        ("President Ana Kol spoke.", "Ana Kol, the prime minister, spoke.", []),
        ("The Fisheries Council met in Velden.", "The council met in Velden.", ["Fisheries Council"]),
        ("Denmark and Norway signed.", "Norway and Sweden signed.", ["Denmark"]),
    ],
)
def test_missing(claim: str, text: str, missing: list[str]) -> None:
    assert [name.text for name in missing_names(claim, text)] == missing
