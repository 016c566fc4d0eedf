"""What a reader is shown of a finding: rows, columns, quotes in their sentences, what differs, what failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.findings import Conflict, Finding
from pipeline.report.differences import differing, pieces
from pipeline.report.read import report_of
from pipeline.report.records import Report, Shown
from pipeline.report.view import address, anchors, show
from pipeline.report.words import plain
from store import Article
from store.history import PersonVerdict
from tests.made_findings import article, decided, dispute, failed, finding, hostile, many, opposed, source, superseded


def reported(*findings: Finding, person: PersonVerdict | None = None) -> Report:
    kept = tuple(report_of(replace(f, person=person)).findings[0] for f in findings)
    return Report("Report", kept)


def shown(record: Finding, articles: list[Article] | None = None, person: PersonVerdict | None = None) -> Shown:
    return show(reported(record, person=person), {a.id: a for a in articles or []})[0]


def test_rows_are_origins_and_columns_are_sides() -> None:
    record, _ = dispute()
    claim = shown(record)
    assert [len(o.articles) for o in claim.origins] == [2, 1, 1, 1]
    assert claim.origins[0].why == "one text in two papers"
    sides = [[side for side, cell in a.cells.items() if cell] for o in claim.origins for a in o.articles]
    # The denial and the plan stand in neither side's column: they are counted for neither.
    assert sides == [["supports"], ["supports"], ["contradicts"], ["otherwise"], ["otherwise"]]
    assert claim.tally == "2 articles from 1 origin support; 1 article from 1 origin contradicts"
    voices = [cell.voice for o in claim.origins for a in o.articles for cells in a.cells.values() for cell in cells]
    assert voices == ["states it itself"] * 3 + ["denial by Ulf Sonn", "planned, not done"]


def test_an_article_that_says_both_is_one_row() -> None:
    both = article("The bridge opened in May. The bridge opened in June.")
    sources = [source(both, "The bridge opened in May."), source(both, "The bridge opened in June.", "contradicts")]
    claim = shown(finding("The bridge opened in May.", sources, "conflicting"))
    (row,) = claim.origins[0].articles
    assert row.cells["supports"]
    assert row.cells["contradicts"]
    assert claim.articles == 1


def test_a_quote_stands_in_its_sentences_where_the_article_is_at_hand() -> None:
    record, articles = dispute()
    quote = shown(record, articles).origins[0].articles[0].cells["supports"][0].quotes[0]
    assert (quote.before, quote.after) == ("The sitting began late. ", " Nobody asked for a count.")
    words = "".join(text for text, _ in quote.parts)
    assert quote.before + words + quote.after == articles[0].text
    alone = shown(record).origins[0].articles[0].cells["supports"][0].quotes[0]
    assert (alone.before, alone.after, alone.altered) == ("", "", False)


def test_half_a_sentence_is_shown_with_the_other_half() -> None:
    text = (
        "First comes this. The council voted on May 3, as the mayor said, in the old hall. Last comes that. And more."
    )
    made = article(text)
    quote = (
        shown(finding("x", [source(made, "on May 3")]), [made]).origins[0].articles[0].cells["supports"][0].quotes[0]
    )
    assert quote.before == "First comes this. The council voted "
    assert quote.after == ", as the mayor said, in the old hall. Last comes that."


def test_what_stands_around_a_quote_has_an_end() -> None:
    made = article("word " * 400 + "the quote itself " + "word " * 400)
    quote = (
        shown(finding("x", [source(made, "the quote itself")]), [made])
        .origins[0].articles[0].cells["supports"][0].quotes[0]
    )  # fmt: skip
    assert quote.before.startswith("… ")
    assert quote.after.endswith(" …")
    assert max(len(quote.before), len(quote.after)) <= 290


@pytest.mark.parametrize("text", ["Quite other words stand here now, and many of them, far beyond the span.", "Short."])
def test_a_quote_that_the_article_does_not_have_is_told(text: str) -> None:
    record, articles = dispute()
    other = replace(articles[0], text=text)
    quote = shown(record, [other]).origins[0].articles[0].cells["supports"][0].quotes[0]
    assert quote.altered
    assert (quote.before, quote.after) == ("", "")
    assert "".join(text for text, _ in quote.parts) == record.sources[0].quotes[0].text


def test_what_differs_is_marked_on_both_sides() -> None:
    clash = shown(dispute()[0]).clash
    assert clash is not None
    assert [[text for text, differs in one.words.parts if differs] for one in clash.sides] == [["May 3"], ["May 4"]]
    assert not clash.overtaken


@pytest.mark.parametrize(
    ("kind", "difference", "one", "other", "expected"),
    [
        (
            "number",
            'the claim says "31.4", the sentence says "34.1"',
            "It is 31.4 km.",
            "It is 34.1.",
            ["31.4", "34.1"],
        ),
        # The claim's spelling stands in neither quote: the values that only one of them has are marked.
        ("date", 'the date: "3 May" against "May 4"', "On May 3 at noon.", "On May 4 at noon.", ["May 3", "May 4"]),
        ("number", "another number", "Twelve boats and 40 men.", "Nine boats and 40 men.", ["Twelve", "Nine"]),
        ("polarity", 'the claim says "passed"', "It passed.", "It surpassed all.", ["passed", ""]),
        ("content", "the opposite", "It passed on May 3.", "It failed on May 4.", ["", ""]),
    ],
)
def test_differences(kind: str, difference: str, one: str, other: str, expected: list[str]) -> None:
    marks = differing(kind, difference, one, other)
    assert [" ".join(t[a:b] for a, b in m) for t, m in zip((one, other), marks, strict=True)] == expected


def test_pieces_are_the_text_again() -> None:
    text = "It opened on May 3, not on May 4."
    for marks in ((), ((13, 18),), ((0, 2), (2, 9)), ((0, len(text)),)):
        assert "".join(part for part, _ in pieces(text, marks)) == text


def test_what_was_overtaken_reads_from_old_to_new() -> None:
    record, articles = superseded()
    clash = shown(record, articles).clash
    assert clash is not None
    assert clash.overtaken
    assert [one.published for one in clash.sides] == ["2025-04-09", "2025-05-22"]


def test_a_denial_in_a_conflict_is_no_contradiction() -> None:
    record, _ = dispute()
    accused = replace(record.sources[0], voice="attributes", speaker="Ana Brandt")
    denial = record.sources[3]
    conflict = Conflict("attribution", "a denial", (opposed(accused), opposed(denial)))
    clash = shown(replace(record, sources=(accused, denial), conflict=conflict)).clash
    assert clash is not None
    assert [(one.side.name, one.voice) for one in clash.sides] == [
        ("supports", "as said by Ana Brandt"),
        ("otherwise", "denial by Ulf Sonn"),
    ]


def test_both_sides_of_one_article_have_their_own_voice() -> None:
    both = article("The bridge opened in May. Ana Brandt says that it opened in June.")
    one = source(both, "The bridge opened in May.")
    other = source(
        both, "Ana Brandt says that it opened in June.", "contradicts", voice="attributes", speaker="Ana Brandt"
    )
    conflict = Conflict("date", "another month", (opposed(one), opposed(other)))
    clash = shown(finding("The bridge opened in May.", [one, other], "conflicting", conflict=conflict)).clash
    assert clash is not None
    assert [side.voice for side in clash.sides] == ["states it itself", "as said by Ana Brandt"]


def test_what_failed_is_told_by_reason() -> None:
    (failure,) = shown(failed()).failures
    assert (failure.reason, failure.passages, failure.articles) == ("the model timed out", 3, ("art_lost",))
    named = Article("art_lost", "text", publisher="Orl Gazette")
    assert shown(failed(), [named]).failures[0].articles == ("Orl Gazette",)


def test_a_persons_verdict_is_shown_beside_ours() -> None:
    claim = shown(dispute()[0], person=decided("refuted", by="M.\x1b Ode"))
    assert claim.person is not None
    assert (claim.person.verdict, claim.person.by, claim.person.note) == ("refuted", "M. Ode", "")
    assert claim.verdict.name == "conflicting"
    assert shown(dispute()[0]).person is None


def test_anchors_are_ids_of_claims_and_never_elements_of_the_page() -> None:
    first, second = many(2)
    assert anchors(reported(first, second).findings) == [first.claim.id, second.claim.id]
    record = hostile()[0]
    forged = [replace(record, claim=replace(record.claim, id=i)) for i in ("claims", 'x" onclick="', first.claim.id)]
    assert anchors(reported(first, *forged).findings) == [first.claim.id, "claim-2", "claim-3", "claim-4"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)//https://a.example", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("http://a.example/ onclick=x", None),
        ("http://a.example/\x01", None),
        ("https://[::1", None),
        ("https://", None),
        ("articles/a.md", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_linked(text: str | None, expected: str | None) -> None:
    assert address(text) == expected


def test_plain_text_keeps_joiners_and_nothing_that_steers() -> None:
    assert plain("می\u200cشود") == "می\u200cشود"
    assert plain("a\x00b\u202ec\u2066d\ne\u2028f\x9bg \ud800") == "a b c d e f g ?"
    assert plain(None) == ""
