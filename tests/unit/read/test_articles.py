"""Files to articles: what goes before what, and what both callers and processes can rely on."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.read import LIMITS, SUFFIXES, find_files, read_article, read_bytes, read_file, read_meta
from pipeline.read.document import signing_agency
from pipeline.read.kinds import KINDS, ROW_KINDS
from pipeline.read.language import detected_language
from store import Article

_ENGLISH = "The assembly voted on Wednesday for the act that pays for the dam, and it was late when all left the hall. "
_FRENCH = "L'assemblée a voté mercredi la loi qui paie la réparation du barrage, et il était tard quand on est parti. "


def _write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_every_kind_has_a_reader_and_a_limit() -> None:
    assert set(KINDS.values()) == set(LIMITS) | set(ROW_KINDS)
    assert tuple(KINDS) == SUFFIXES


def test_a_folder_of_all_kinds_is_listed_and_read(tmp_path: Path) -> None:
    page = f"<html><body><p>{_ENGLISH * 3}</p></body></html>"
    _write(tmp_path / "a.TXT", _ENGLISH)
    _write(tmp_path / "b.md", f"---\ntitle: Dam\n---\n{_ENGLISH}")
    _write(tmp_path / "c.htm", page)
    _write(tmp_path / "d.xhtml", page)
    _write(tmp_path / "e.eml", f"Subject: Dam\n\n{_ENGLISH}")
    _write(tmp_path / "f.jsonl", '{"text": "Rain fell."}\n{"text": "It stopped."}\n')
    _write(tmp_path / "g.csv", "text\nRain fell.\n")
    _write(tmp_path / "h.docx", "x")
    found = {path.name: list(read_file(path, given=path.name)) for path in find_files([tmp_path])}
    assert {name: [one.path for one in articles] for name, articles in found.items()} == {
        **{name: [name] for name in ("a.TXT", "b.md", "c.htm", "d.xhtml", "e.eml")},
        "f.jsonl": ["f.jsonl#1", "f.jsonl#2"],
        "g.csv": ["g.csv#2"],
    }
    assert all(isinstance(one, Article) for articles in found.values() for one in articles)


def test_a_whole_file_that_cannot_be_read_is_one_error_that_is_not_raised(tmp_path: Path) -> None:
    for name in ("gone.txt", "gone.jsonl"):
        (found,) = read_file(tmp_path / name, given=name)
        assert isinstance(found, InputError)
        assert found.path == name


def test_a_single_article_of_a_file_of_rows(tmp_path: Path) -> None:
    one, two = '{"text": "Rain fell."}\n', '{"text": "It stopped."}\n'
    assert read_article(_write(tmp_path / "1.jsonl", one), given="g").path == "g#1"
    for data, says in ((one + two, "more than one"), ("\n", "no article"), ("{", "not JSON")):
        with pytest.raises(InputError, match=says):
            read_article(_write(tmp_path / "f.jsonl", data), given="g")


@pytest.mark.parametrize("kind", ["txt", "md", "html", "eml"])
def test_a_document_in_memory_has_its_address(kind: str) -> None:
    data = {"html": f"<html><body><p>{_ENGLISH}</p></body></html>", "eml": f"Subject: Dam\n\n{_ENGLISH}"}.get(
        kind, _ENGLISH
    )
    article = read_bytes(data.encode(), given="g", kind=kind, url="https://post.example/2025/05/14/dam")
    assert (article.path, article.url, article.published) == ("g", "https://post.example/2025/05/14/dam", "2025-05-14")
    assert (article.source_of("url"), article.source_of("published")) == ("address", "address")


@pytest.mark.parametrize("kind", ["txt", "md", "eml", "html", "pdf"])
def test_the_limits_hold_in_memory_too(kind: str) -> None:
    head = {"html": b"<html>", "pdf": b"%PDF-1.7\n"}.get(kind, b"")
    with pytest.raises(InputError, match="MB"):
        read_bytes(head + b"x" * (LIMITS[kind] + 1), given="g", kind=kind)


# What goes before what


def test_where_each_value_was_found(tmp_path: Path) -> None:
    text = f"Dam holds\nBy Dana Brisk\n\nKARVALA, May 14, 2025 (AP) – {_ENGLISH}\n"
    article = read_article(_write(tmp_path / "2024-01-01-x.txt", text), given="x")
    assert dict(article.stated_by) == {
        "title": "text",
        "byline": "text",
        "published": "dateline",
        "origin": "dateline",
        "language": "detected",
    }
    front = f"---\npublished: 2025-06-01\npublisher: Reuters\nlang: fr\n---\n{_ENGLISH}"
    article = read_article(_write(tmp_path / "x.md", front), given="x")
    assert (article.origin, article.language) == ("Reuters", "fr")
    assert set(dict(article.stated_by).values()) == {"front matter"}
    article = read_article(_write(tmp_path / "2024-01-01-x.txt", _ENGLISH), given="x")
    assert (article.published, article.source_of("published")) == ("2024-01-01", "file name")


@pytest.mark.parametrize(
    ("text", "field", "value", "source"),
    [
        ("date 2025-05-14 KARVALA – {}", "published", "2025-05-14", "text"),
        ("Dam holds\nMay 14, 2025\n\n{}", "published", "2025-05-14", "text"),
        ("Dam holds\nPublished: Wednesday, 14 May 2025, 10:30 GMT\n\n{}", "published", "2025-05-14", "text"),
        ("Dam holds\nMay 14\n\n{}", "published", None, None),
        ("Dam holds\nUpdated May 14, 2025\n\n{}", "published", None, None),
        ("{}\n\nSource: TASS", "origin", "TASS", "text"),
        ("{}\n\nSource: Corvina Press", "origin", "Corvina Press", "text"),
        ("{}\n\nSource: Ministry of Water", "origin", None, None),
        ("{}\n\n(Velmara News Agency)", "origin", "Velmara News Agency", "text"),
        ("By Dana Brisk, Velmara Newswire\n\n{}", "origin", "Velmara Newswire", "text"),
        ("KARVALA (Velmara Wire Service) – {}", "origin", "Velmara Wire Service", "dateline"),
        ("Karvala, Velmara News Agency – {}", "origin", "Velmara News Agency", "dateline"),
        ("Dam holds\nBy Courier staff and agencies\n\n{}", "byline", "Courier staff and agencies", "text"),
        ("Dam holds\nBy Anouk Terrel; translated by Sam Hollis\n\n{}", "byline", "Anouk Terrel", "text"),
        ("Dam holds\nBy Monday the water had fallen\n{}", "byline", None, None),
    ],
)
def test_what_a_plain_text_states(text: str, field: str, value: str | None, source: str | None, tmp_path: Path) -> None:
    article = read_article(_write(tmp_path / "x.txt", text.format(_ENGLISH)), given="x")
    assert (getattr(article, field), article.source_of(field)) == (value, source)


def test_the_text_of_plain_files_is_not_touched(tmp_path: Path) -> None:
    text = f"Dam holds\r\n\r\n<!-- kept: spans count in it -->\r\n{_ENGLISH}\r\n"
    assert read_article(_write(tmp_path / "x.md", text), given="x").text == text


def test_the_table_goes_before_everything(tmp_path: Path) -> None:
    _write(tmp_path / "in/x.md", f"---\npublished: 2025-06-01\npublisher: Post\ntitle: Dam\n---\n{_ENGLISH}")
    _write(tmp_path / "in/f.jsonl", '{"text": "Rain fell.", "source": "Post"}\n' * 3)
    table = (
        "path,publisher,published,language\nin/x.md,Herald,2025-05-01,\nin/f.jsonl,Wire,,\nin/f.jsonl#2,Courier,,fa\n"
    )
    meta = read_meta(_write(tmp_path / "meta.csv", table))
    (article,) = read_file(tmp_path / "in/x.md", given="x.md", meta=meta)
    assert isinstance(article, Article)
    assert (article.publisher, article.published, article.title) == ("Herald", "2025-05-01", "Dam")
    assert (article.source_of("published"), article.source_of("title")) == ("--meta", "front matter")
    rows = [one for one in read_file(tmp_path / "in/f.jsonl", given="f.jsonl", meta=meta) if isinstance(one, Article)]
    assert [(row.publisher, row.language) for row in rows] == [("Wire", None), ("Courier", "fa"), ("Wire", None)]


def test_the_table_holds_for_pages_by_their_address(tmp_path: Path) -> None:
    meta = read_meta(_write(tmp_path / "meta.csv", "path,publisher\nhttps://post.example/dam,Herald\n"))
    page = f"<html><body><p>{_ENGLISH}</p></body></html>".encode()
    url = "https://post.example/dam"
    assert read_bytes(page, given=url, kind="html", url=url, meta=meta).publisher == "Herald"


@pytest.mark.parametrize(
    ("byline", "agency"),
    [
        ("AFP", "AFP"),
        ("Dana Brisk, AP", "AP"),
        ("Dana Brisk (Reuters)", "Reuters"),
        ("Dana Brisk for Reuters", "Reuters"),
        ("Velmara News Agency", "Velmara News Agency"),
        ("Courier staff and Reuters", None),
        ("Dana Brisk", None),
        ("", None),
        (None, None),
    ],
)
def test_agencies_that_sign(byline: str | None, agency: str | None) -> None:
    assert signing_agency(byline) == agency


# Languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (_ENGLISH, "en"),
        (_FRENCH, "fr"),
        ("议会周三就大坝修缮法案进行了表决。" * 6, "zh"),
        ("Rain fell.", None),
        ("12 34 56 " * 100, None),
        ("", None),
    ],
)
def test_a_language_is_detected_only_in_enough_text(text: str, language: str | None) -> None:
    assert detected_language(text) == language


def test_a_detected_language_says_so_and_is_no_part_of_the_id(tmp_path: Path) -> None:
    article = read_article(_write(tmp_path / "x.txt", _FRENCH), given="x")
    assert (article.language, article.guessed("language")) == ("fr", True)
    assert article.id == Article.make(_FRENCH).id
    stated = read_article(_write(tmp_path / "x.md", f"---\nlang: fr\n---\n{_FRENCH}"), given="x")
    assert (stated.language, stated.guessed("language")) == ("fr", False)


# Between processes


def test_all_that_is_yielded_can_be_pickled(tmp_path: Path) -> None:
    path = _write(tmp_path / "f.jsonl", '{"text": "Rain fell."}\n{\n')
    found = list(read_file(path, given="f.jsonl"))
    article, error = pickle.loads(pickle.dumps(found))
    assert article == found[0]
    assert isinstance(error, InputError)
    assert isinstance(found[1], InputError)
    assert (str(error), error.path, error.line, error.mend) == (str(found[1]), "f.jsonl", 2, found[1].mend)
    assert error.mend
