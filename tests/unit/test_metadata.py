"""What an article states about itself, and what must not be guessed from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.read import read_article
from pipeline.read.agencies import agency, known_agency
from pipeline.read.front_matter import split_front_matter
from pipeline.read.metadata import Metadata, metadata_from_text

BODY = "The assembly voted on Wednesday for the act that pays for the dam. It was late.\n"


def _read(text: str, name: str = "x.txt") -> Metadata:
    return metadata_from_text(text, name)


# Datelines


@pytest.mark.parametrize(
    ("line", "publisher", "published", "origin"),
    [
        ("date 2025-05-14 KARVALA – It rained.", None, "2025-05-14", None),
        (" date 2025-05-14 KARVALA – It rained.", None, "2025-05-14", None),
        ("Date: 2025-05-14. KARVALA (TASS) – It rained.", None, "2025-05-14", "TASS"),
        ("2025-05-14 KARVALA (Reuters) - It rained.", None, "2025-05-14", "Reuters"),
        (
            "Karvala (Lower Teyl Morning Newspaper) – On Wednesday it rained.",
            "Lower Teyl Morning Newspaper",
            None,
            None,
        ),
        ("KARVALA (AP) — It rained.", None, None, "AP"),
        ("KARVALA (The Associated Press) — It rained.", None, None, "AP"),
        ("KARVALA, May 14 (Xinhua) -- It rained.", None, None, "Xinhua"),
        ("KARVALA, May 14, 2025 (Velmara Public Radio) – It rained.", "Velmara Public Radio", "2025-05-14", None),
        ("KARVALA, 14 May 2025 (IRNA) – It rained.", None, "2025-05-14", "IRNA"),
        ("KARVALA, Wednesday, May 14, 2025 (dpa) - It rained.", None, "2025-05-14", "dpa"),
        ("KARVALA, Sept. 4. /TASS/. It rained.", None, None, "TASS"),
        ("Karvala, IRNA – It rained.", None, None, "IRNA"),
        ("KARVALA, Velmara (AFP) - It rained.", None, None, "AFP"),
        ("(Reuters) - It rained.", None, None, "Reuters"),
        ("KARVALA (AFP/Reuters) – It rained.", None, None, "AFP, Reuters"),
        ("KARVALA (Velmara News Agency) – It rained.", None, None, "Velmara News Agency"),
        ("KARVALA (CNN) – It rained.", "CNN", None, None),
        ("KARVALA, May 14, 2025 (Palisade) – It rained.", None, "2025-05-14", "Palisade"),
        ("KARVALA (Palisade) – It rained.", None, None, "Palisade"),
        # not datelines, or not dates
        ("KARVALA (Congo) – It rained.", None, None, None),
        ("KARVALA (Update) – It rained.", None, None, None),
        ("KARVALA (Tarsa) – It rained in Tarsa.", None, None, None),
        ("Karvala (Palisade) – It rained.", None, None, None),
        ("KARVALA (Texas) – It rained.", None, None, None),
        ("The prime minister (Reform Party) – who is ill – stayed away.", None, None, None),
        ("It rained in Karvala (AP) and elsewhere.", None, None, None),
        ("2025-05-14 was the day on which it rained.", None, None, None),
        ("date 2025-02-30 KARVALA – It rained.", None, None, None),
        ("KARVALA, February 30, 2025 (AP) – It rained.", None, None, "AP"),
        ("On May 14, 2025, the assembly voted.", None, None, None),
        ("May 14, the assembly voted – at last.", None, None, None),
    ],
)
def test_datelines(line: str, publisher: str | None, published: str | None, origin: str | None) -> None:
    found = _read(f"{line} {BODY}")
    assert (found.publisher, found.published, found.origin) == (publisher, published, origin)
    assert found.title is None


def test_a_dateline_is_looked_for_after_title_byline_and_date() -> None:
    found = _read(f"Dam holds, for now\nBy Dana Brisk\n2025-05-14\n\nKARVALA (AP) — {BODY}")
    assert found == Metadata(title="Dam holds, for now", byline="Dana Brisk", published="2025-05-14", origin="AP")


def test_a_dateline_in_the_middle_of_the_story_is_nobody_s() -> None:
    assert _read(f"{BODY}\nKARVALA (AP) — {BODY}") == Metadata()


def test_a_dateline_that_credits_another_outlet_than_the_publisher_names_the_origin() -> None:
    text = f"KARVALA (Karvala Herald) – {BODY}"
    assert metadata_from_text(text, "x", publisher="Minsara Courier").origin == "Karvala Herald"
    assert metadata_from_text(text, "x", publisher="karvala herald").origin is None
    assert metadata_from_text(BODY, "x", publisher="Reuters").origin == "Reuters"


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Dam holds\n" + BODY, "Dam holds"),
        ("\n\n  Dam holds: what now?  \r\n\r\n" + BODY, "Dam holds: what now?"),
        ("# Dam holds #\n\n" + BODY, "Dam holds"),
        ("Minister leaves for the U.S.\n" + BODY, "Minister leaves for the U.S."),
        ("The dam holds.\n" + BODY, None),
        ("“The dam holds.”\n" + BODY, None),
        ("Dam holds", None),
        ("Dam holds\n\n", None),
        ("D" * 141 + "\n" + BODY, None),
        ("D" * 140 + "\n" + BODY, "D" * 140),
        ("KARVALA (AP) — Dam holds\n" + BODY, None),
        # the first line of a hard-wrapped paragraph is no title
        ("The assembly voted late on Wednesday for the act that the minister\nhad put before it in April.\n", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    assert _read(text).title == title


# Bylines and credits


@pytest.mark.parametrize(
    ("line", "byline", "origin"),
    [
        ("By Dana Brisk, Associated Press", "Dana Brisk", "AP"),
        ("By Dana Brisk and Jo van der Holt | Reuters", "Dana Brisk and Jo van der Holt", "Reuters"),
        ("BY DANA BRISK", "DANA BRISK", None),
        ("By The Associated Press", "The Associated Press", "AP"),
        ("By Dana Brisk, Political Editor", "Dana Brisk", None),
    ],
)
def test_bylines(line: str, byline: str, origin: str | None) -> None:
    found = _read(f"Dam holds\n{line}\n\n{BODY}")
    assert (found.title, found.byline, found.origin) == ("Dam holds", byline, origin)


def test_a_sentence_that_begins_with_by_is_no_byline() -> None:
    assert _read(f"Dam holds\nBy Monday the water had fallen\n{BODY}").byline is None


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("Source: TASS", "TASS"),
        ("(Source: Agence France-Presse)", "AFP"),
        ("Source: Velmara News Agency.", "Velmara News Agency"),
        ("(AFP)", "AFP"),
        ("— Reuters", "Reuters"),
        ("Source: Ministry of Water", None),
        ("Reuters could not reach the ministry.", None),
        ("He spoke to TASS", None),
    ],
)
def test_closing_credits(line: str, origin: str | None) -> None:
    assert _read(f"{BODY}\n{line}\n\n").origin == origin
    assert _read(f"{BODY}\n{line}\n\n{BODY}").origin is None


def test_agencies_have_one_name_each() -> None:
    same = ["AP", "Associated Press", "The Associated Press", "the associated press", "AP News"]
    assert {known_agency(name) for name in same} == {"AP"}
    assert known_agency("Reuters and TASS") == "Reuters, TASS"
    assert known_agency("Reuters and friends") is None
    assert known_agency("pa") is None, "two small letters are a syllable"
    assert agency("Teyl Press Agency") == "Teyl Press Agency"
    assert agency("Karvala Herald") is None
    assert known_agency("") is known_agency(None) is None


# File names


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("2025-05-20-signed.txt", "2025-05-20"),
        ("2025-13-45-x.txt", None),
        ("2025-05-201.txt", None),
        ("x-2025-05-20", None),
    ],
)
def test_a_file_name_s_date_counts_where_the_text_states_none(name: str, published: str | None) -> None:
    assert _read(BODY, name).published == published
    assert _read(f"date 2025-05-14 KARVALA – {BODY}", name).published == "2025-05-14"


# Front matter


def _markdown(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.md"
    path.write_bytes(text.encode())
    return path


def test_front_matter_is_taken_and_the_body_kept_exactly(tmp_path: Path) -> None:
    header = (
        "---\r\nTitle: 'Dam: holds'\r\npublisher: Herald\r\nurl: https://herald.example/1\r\n"
        "date: 2025-05-14T10:00:00Z\r\nlang: en-GB\r\nauthors: [Dana Brisk, Jo Holt]\r\n"
        "agency: The Associated Press\r\ntags: [a, {b: c}]\r\n---\r\n"
    )
    body = "\r\nRain fell.\r\n\r\n---\r\nIt stopped.\r\n"
    article = read_article(_markdown(tmp_path, header + body), given="x.md")
    assert article.text == body
    assert (article.title, article.publisher, article.url) == ("Dam: holds", "Herald", "https://herald.example/1")
    assert (article.published, article.language) == ("2025-05-14", "en")
    assert (article.byline, article.origin) == ("Dana Brisk, Jo Holt", "AP")


def test_front_matter_wins_and_the_text_fills_its_gaps(tmp_path: Path) -> None:
    text = "---\npublisher: Herald\npublished:\n---\nDam holds\nKARVALA, May 14, 2025 (AP) – Rain fell.\n"
    article = read_article(_markdown(tmp_path, text), given="x.md")
    assert (article.title, article.publisher, article.published) == ("Dam holds", "Herald", "2025-05-14")
    assert article.origin == "AP"


def test_yaml_words_stay_words(tmp_path: Path) -> None:
    article = read_article(_markdown(tmp_path, "---\ntitle: 1984\nlanguage: no\n---\nRain fell."), given="x.md")
    assert (article.title, article.language) == ("1984", "no")


@pytest.mark.parametrize(
    "text", ["---\nRain fell.\n---\nIt stopped.", "---\nRain fell.", "----\ntitle: x\n---\n", "a\n---\n"]
)
def test_what_is_no_front_matter_is_text(tmp_path: Path, text: str) -> None:
    assert read_article(_markdown(tmp_path, text), given="x.md").text == text


def test_plain_text_files_have_no_front_matter(tmp_path: Path) -> None:
    text = "---\ntitle: x\n---\nRain fell.\n"
    (tmp_path / "x.txt").write_text(text)
    assert read_article(tmp_path / "x.txt", given="x.txt").text == text


@pytest.mark.parametrize(
    ("block", "line", "says"),
    [
        ("title: x\ndate: 21 April\n---", 3, "date: '21 April' is not a date; write it as YYYY-MM-DD"),
        ("published: 2025-02-30\n---", 2, "not a date"),
        ("published: 20250214\n---", 2, "not a date"),
        ("a: b\ntitle: [x]\n---", 3, "title: must be text"),
        ("author: {name: x}\n---", 2, "author: must be text"),
        ("url: herald.example\n---", 2, "http://"),
        ("lang: English language\n---", 2, "language code"),
        ('title: "\\ud800"\n---', 2, "control characters"),
        ('title: "a\\0b"\n---', 2, "control characters"),
        ("title: a: b\n---", 2, "not YAML"),
        ("x: y\ntitle: 'open\n---", 4, "not YAML"),
        ("title: " + "[" * 3000 + "\n---", None, "not YAML"),
        ("title: x\n\nRain fell.", 1, "never closed"),
        ("title: " + "x " * 20_000 + "\n---", 1, "longer than"),
    ],
)
def test_malformed_front_matter_is_an_error_with_its_line(block: str, line: int | None, says: str) -> None:
    with pytest.raises(InputError) as caught:
        split_front_matter(f"---\n{block}\nRain fell.", "x.md")
    assert says in str(caught.value)
    assert caught.value.mend
    assert line is None or caught.value.line == line


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.text("()-–/., \nABaby0123:By", max_size=120)
)
def test_any_text_has_some_metadata(text: str) -> None:
    found = _read(text)
    assert found.published is None or len(found.published) == 10
    assert found.title is None or found.title in text
