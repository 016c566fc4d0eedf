"""Scoring of drawn claims: every measure can go wrong here, and the label file is what it says it is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from eval import extraction
from eval.extraction import counts, draw, problems, report, table, to_judge
from eval.extraction_labels import Drawn, Label, Reference, RelativeDate, load_labels, load_verdicts
from eval.extraction_measures import (
    dangling,
    entailed_by_words,
    from_afar,
    keeps_holder,
    made_up,
    unresolved,
)
from eval.suite.corpus import load_corpus
from eval.suite.suites import TEST_EVENTS
from pipeline.errors import InputError
from pipeline.llm import Usage
from pipeline.split import passages
from store import Article, Claim, Dropped, Extraction, Passage
from tests.stub_server import StubServer, chat_reply

TEXT = (
    "Norrin Line owns the ferry Silver Tern. Its head is Lars Brandvik. It lost 14 boats, he said on Monday."
    " Why did nobody ask?"
)
SAID = "It lost 14 boats, he said on Monday."


@pytest.fixture(scope="module")
def corpus() -> dict[str, Article]:
    return load_corpus()


@pytest.fixture(scope="module")
def labels(corpus: dict[str, Article]) -> list[Label]:
    return load_labels(corpus)


@pytest.fixture
def article() -> Article:
    return Article.make(TEXT, title="A ferry firm", publisher="The Courier", published="2025-04-23", language="en")


def label_of(text: str = SAID, **changes: Any) -> Label:
    start = TEXT.index(text)
    values: dict[str, Any] = {
        "article": "made/up",
        "span": (start, start + len(text)),
        "text": text,
        "split": "dev",
        "checkable": True,
        "ambiguous": False,
        "references": (
            Reference(words="It", stands_for=("Norrin Line",)),
            Reference(words="he", stands_for=("Lars Brandvik", "Brandvik")),
        ),
        "dates": (RelativeDate(words="on Monday", iso="2025-04-21"),),
        "when": "2025-04-21",
        "voice": "attributes",
        "speaker": "Lars Brandvik",
        "note": "",
    }
    return Label.model_validate(values | changes)


def claim_of(text: str, **more: Any) -> Claim:
    return Claim.make(text, "art", *label_of().span, **more)


def drawn_of(article: Article, *claims: Claim, label: Label | None = None, dropped: tuple[str, ...] = ()) -> Drawn:
    wanted = label or label_of()
    passage = next(p for p in passages(article) if wanted.span in p.sentences)
    return Drawn(wanted, article, passage, claims, tuple(Dropped(*wanted.span, reason) for reason in dropped))


def why(article: Article, text: str, *others: Claim, **more: Any) -> list[str]:
    claim = claim_of(text, **more)
    return unresolved(claim, drawn_of(article, claim, *others))


# The label file


def test_the_label_file_holds_what_it_is_to_hold(labels: list[Label], corpus: dict[str, Article]) -> None:
    assert len(labels) == len({(label.article, label.span) for label in labels}) == 100
    assert sum(label.split == "dev" for label in labels) == 60
    voices = [label.voice for label in labels if label.checkable and not label.ambiguous]
    assert sum(bool(label.references) for label in labels) >= 35
    assert sum(bool(label.dates) for label in labels) >= 20
    assert sum(label.speaker is not None for label in labels) >= 25
    assert (voices.count("denies") >= 6, voices.count("plans") >= 8, voices.count("hedges") >= 6) == (True,) * 3
    assert sum(not label.checkable for label in labels) >= 8
    assert sum(label.ambiguous for label in labels) >= 6
    assert sum(corpus[label.article].language != "en" for label in labels) >= 5


def test_labels_are_spread_over_the_events_and_split_as_the_cases(labels: list[Label]) -> None:
    by_event = [label.article.split("/")[0] for label in labels]
    assert len(set(by_event)) == 9
    assert min(by_event.count(event) for event in by_event) >= 10
    assert all((event in TEST_EVENTS) == (label.split == "test") for event, label in zip(by_event, labels, strict=True))


def test_labels_stand_on_whole_sentences_and_words(labels: list[Label], corpus: dict[str, Article]) -> None:
    for label in labels:
        article = corpus[label.article]
        assert article.text[slice(*label.span)] == label.text
        assert sum(label.span in passage.sentences for passage in passages(article)) == 1
        assert all(reference.words in label.text for reference in label.references)
        assert all(date.words in label.text for date in label.dates)


def test_what_references_stand_for_is_in_the_article(labels: list[Label], corpus: dict[str, Article]) -> None:
    """One of the names at least; others may be in another language or spelled out ("per cent")."""
    for label in labels:
        article = corpus[label.article]
        known = f"{article.title}\n{article.publisher}\n{article.text}".casefold()
        for reference in label.references:
            assert any(name.casefold() in known for name in reference.stands_for), (label.text, reference)
        for part in (label.speaker or "").split():
            assert part.casefold() in known, (label.text, part)


def test_what_holds_nothing_to_check_has_nothing_labelled(labels: list[Label]) -> None:
    empty = [label for label in labels if not label.checkable]
    assert all(not (label.references or label.dates or label.when or label.speaker) for label in empty)
    assert all(label.note for label in labels if label.ambiguous or not label.checkable)


def test_the_sentences_own_words_never_stand_alone_where_labels_say_so(
    labels: list[Label], corpus: dict[str, Article]
) -> None:
    """Each label with a reference or a date is one that an unchanged sentence fails."""
    for label in labels:
        if not (label.references or label.dates) or label.ambiguous:
            continue
        claim = Claim.make(label.text, corpus[label.article].id, *label.span)
        passage = next(p for p in passages(corpus[label.article]) if label.span in p.sentences)
        assert unresolved(claim, Drawn(label, corpus[label.article], passage, (claim,))), label.text


def test_a_sentence_that_does_not_stand_there_is_refused(corpus: dict[str, Article], tmp_path: Path) -> None:
    row = label_of().model_dump() | {"article": "ferry/wire"}
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(InputError, match="ferry/wire does not hold") as raised:
        load_labels(corpus, path)
    assert raised.value.line == 1
    assert raised.value.mend


@pytest.mark.parametrize("line", ["{", "[]", '{"article": "ferry/wire"}', '{"when": "soon"}'])
def test_a_malformed_label_is_named_by_its_line(line: str, corpus: dict[str, Article], tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(InputError) as raised:
        load_labels(corpus, path)
    assert raised.value.line == 2


# Standing alone


def test_a_claim_stands_alone_with_names_and_days(article: Article) -> None:
    assert why(article, "Lars Brandvik said on 21 April 2025 that Norrin Line had lost 14 boats.") == []
    assert why(article, "On April 21, 2025, Brandvik said that Norrin Line lost 14 boats.") == []
    assert why(article, "Lars Brandvik said on Monday that Norrin Line lost 14 boats.", when="2025-04-21") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It lost 14 boats, Lars Brandvik said on 21 April 2025.", "'It' is not Norrin Line"),
        ("The firm lost 14 boats, Lars Brandvik said on 21 April 2025.", "'It' is not Norrin Line"),
        ("Norrin Line lost 14 boats, he said on 21 April 2025.", "'he' is not Lars Brandvik"),
        ("Norrin Line lost 14 boats, Lars Brandvik said on Monday.", "'on Monday' is not 2025-04-21"),
        ("Norrin Line lost 14 boats, Lars Brandvik said on 22 April 2025.", "'on Monday' is not 2025-04-21"),
        ("Norrin Line lost 14 boats, Lars Brandvik said on 21 April.", "'on Monday' is not 2025-04-21"),
    ],
)
def test_a_claim_that_needs_its_article(text: str, reason: str, article: Article) -> None:
    assert reason in why(article, text)


def test_a_wrong_day_in_when_does_not_help(article: Article) -> None:
    assert why(article, "Lars Brandvik said on Monday that Norrin Line lost 14 boats.", when="2025-04-28")


def test_a_pronoun_may_stay_behind_its_name(article: Article) -> None:
    assert why(article, "Lars Brandvik said on 21 April 2025 that he knew Norrin Line as it lost 14 boats.") == []
    label = label_of(references=(Reference(words="the firm", stands_for=("Norrin Line",)),), dates=())
    for text, stands in (
        ("the firm (Norrin Line) lost boats", True),
        ("the firm of the owner Norrin Line lost boats", True),
        ("Norrin Line said that the firm lost boats", True),
        ("the firm lost boats to others, unlike Norrin Line", False),
    ):
        claim = claim_of(text)
        assert (unresolved(claim, drawn_of(article, claim, label=label)) == []) is stands, text


def test_words_within_a_name_are_not_left_over(article: Article) -> None:
    label = label_of(references=(Reference(words="Brandvik", stands_for=("Lars Brandvik",)),), dates=())
    full, bare = claim_of("Lars Brandvik lost 14 boats."), claim_of("Brandvik lost 14 boats.")
    assert unresolved(full, drawn_of(article, full, label=label)) == []
    assert unresolved(bare, drawn_of(article, bare, label=label)) == ["'Brandvik' is not Lars Brandvik"]


def test_what_is_left_out_must_be_put_in(article: Article) -> None:
    label = label_of(references=(Reference(words="", stands_for=("Silver Tern",)),), dates=())
    full, bare = claim_of("Nobody on the Silver Tern was killed."), claim_of("Nobody was killed.")
    assert unresolved(full, drawn_of(article, full, label=label)) == []
    assert unresolved(bare, drawn_of(article, bare, label=label)) == ["'' is not Silver Tern"]


def test_the_i_of_a_quotation_is_whoever_is_named(article: Article) -> None:
    label = label_of(references=(Reference(words="I", stands_for=("Brandvik",)),), dates=())
    quoted, bare = claim_of('"I never said so," Lars Brandvik said.'), claim_of("I never said so.")
    assert unresolved(quoted, drawn_of(article, quoted, label=label)) == []
    assert unresolved(bare, drawn_of(article, bare, label=label)) == ["'I' is not Brandvik"]


def test_a_sentence_may_be_taken_apart(article: Article) -> None:
    """What one claim leaves to another is not missing; what it has half is."""
    report_of = claim_of("Lars Brandvik spoke on 21 April 2025.")
    assert why(article, "Norrin Line lost 14 boats.", report_of) == []
    assert why(article, "Norrin Line lost 14 boats.") != []
    assert why(article, "Norrin Line lost 14 boats on Monday.", report_of) == ["'on Monday' is not 2025-04-21"]


def test_a_longer_stretch_and_a_finer_date(article: Article) -> None:
    week = label_of(references=(), dates=(RelativeDate(words="last week", iso="2025-04-14/2025-04-20"),))
    month = label_of(references=(), dates=(RelativeDate(words="next month", iso="2025-05"),))
    for label, text, when, stands in (
        (week, "Norrin Line lost boats last week.", "2025-04-14/2025-04-20", True),
        (week, "Norrin Line lost boats last week.", "2025-04", False),
        (month, "Norrin Line will lose boats in May 2025.", None, True),
        (month, "Norrin Line will lose boats next month.", "2025-05-03", True),
        (month, "Norrin Line will lose boats in May.", None, False),
    ):
        claim = claim_of(text, when=when)
        assert (unresolved(claim, drawn_of(article, claim, label=label)) == []) is stands, (text, when)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("On Tuesday he left the hall.", ["he"]),
        ("They lost their boats.", ["They"]),
        ("In its report, the inspectorate blamed nobody.", []),
        ("Investigators said that they had found it.", []),
        ("It is expected that the plant will reopen.", []),
        ("The ferry sank before it reached port.", []),
    ],
)
def test_pronouns_without_anything_before_them(text: str, left: list[str]) -> None:
    assert dangling(text)[: len(left) or None] == left


# Holders


@pytest.mark.parametrize(
    ("voice", "speaker", "kept"),
    [
        ("attributes", "Lars Brandvik", True),
        ("attributes", "Brandvik", True),
        ("attributes", "the head, Lars Brandvik", True),
        ("attributes", "he", False),
        ("attributes", "Karin Brandvik", False),
        ("attributes", None, False),
        ("asserts", None, False),
        ("asserts", "Lars Brandvik", False),
        ("denies", "Lars Brandvik", False),
    ],
)
def test_voice_and_speaker(voice: str, speaker: str | None, kept: bool) -> None:
    assert keeps_holder(label_of(), [claim_of("P", voice=voice, speaker=speaker)]) is kept


def test_one_of_several_claims_is_enough() -> None:
    asserted, attributed = (
        claim_of("Q"),
        claim_of("P", voice="attributes", speaker="Brandvik"),
    )
    assert keeps_holder(label_of(), [asserted, attributed])
    assert not keeps_holder(label_of(), [])


def test_a_plan_told_by_somebody_may_be_attributed_and_a_denial_may_not() -> None:
    said = claim_of("P", voice="attributes", speaker="Lars Brandvik")
    assert keeps_holder(label_of(voice="plans"), [said])
    assert not keeps_holder(label_of(voice="denies"), [said])
    assert not keeps_holder(label_of(voice="plans", speaker=None), [said])


def test_an_assertion_has_no_speaker() -> None:
    label = label_of(voice="asserts", speaker=None)
    assert keeps_holder(label, [claim_of("P")])
    assert not keeps_holder(label, [claim_of("P", speaker="Lars Brandvik")])


# Entailment


@pytest.mark.parametrize(
    "claim",
    [
        claim_of("Norrin Line lost 14 boats, Lars Brandvik said on 21 April 2025."),
        claim_of("Lars Brandvik said on Monday (21 April 2025) that Norrin Line had lost 14 boats."),
        claim_of(
            "Norrin Line lost 14 boats on 21 April 2025.", voice="attributes", speaker="Brandvik", when="2025-04-21"
        ),
        claim_of("Norrin Line lost 14 boats.", voice="attributes", speaker="Brandvik", when="2025-04-21"),
    ],
)
def test_the_sentence_itself_is_entailed(claim: Claim) -> None:
    assert entailed_by_words(claim, label_of())


@pytest.mark.parametrize(
    "claim",
    [
        claim_of("Norrin Line lost 14 boats."),  # the speaker is gone, and the claim does not carry him
        claim_of("Norrin Line lost 14 boats.", voice="attributes", speaker="Karin Holt", when="2025-04-21"),
        claim_of("Norrin Line never lost 14 boats, Lars Brandvik said on 21 April 2025."),
        claim_of("Norrin Line lost 15 boats, Lars Brandvik said on 21 April 2025."),
        claim_of("Norrin Line lost 14 boats, Lars Brandvik said on 22 April 2025."),
        claim_of("Lars Brandvik lost 14 boats, Norrin Line said on 21 April 2025."),
        claim_of("Boats lost 14 Norrin Line, Lars Brandvik said on 21 April 2025."),
        claim_of("Greyholm Shipping lost 14 boats, Lars Brandvik said on 21 April 2025."),
        claim_of(""),
    ],
)
def test_anything_else_is_left_to_a_reader(claim: Claim) -> None:
    assert not entailed_by_words(claim, label_of())


def test_a_lost_reservation_or_denial_is_left_to_a_reader() -> None:
    hedged = label_of("Its head is Lars Brandvik.", references=(), dates=(), voice="asserts", speaker=None, when=None)
    denied = hedged.model_copy(
        update={"text": "Brandvik denied that it sank.", "voice": "denies", "speaker": "Brandvik"}
    )
    maybe = hedged.model_copy(update={"text": "Silver Tern may have sunk.", "voice": "hedges"})
    assert not entailed_by_words(claim_of("It sank.", voice="denies", speaker="Brandvik"), denied)
    assert not entailed_by_words(claim_of("Silver Tern sunk.", voice="hedges"), maybe)
    assert entailed_by_words(claim_of("Silver Tern may have sunk.", voice="hedges"), maybe)


def test_a_readers_word_goes_before_the_codes(article: Article) -> None:
    wrong = claim_of("Norrin Line lost 14 boats, Lars Brandvik said on 21 April 2025.")
    assert extraction.entailed(wrong, label_of(), {}) is True
    assert extraction.entailed(wrong, label_of(), {wrong.text: False}) is False
    assert extraction.entailed(claim_of("Boats."), label_of(), {}) is None


def test_verdicts_go_round(article: Article, tmp_path: Path) -> None:
    one = drawn_of(article, claim_of("Norrin Line had boats."), claim_of("Norrin Line had boats."))
    lines = list(to_judge([one], {}))
    assert len(lines) == 1
    path = tmp_path / "judged.jsonl"
    path.write_text(lines[0] + "\n")
    assert load_verdicts(path) == {}
    path.write_text(lines[0].replace('"entailed":null', '"entailed":false') + "\n")
    verdicts = load_verdicts(path)
    assert verdicts == {"Norrin Line had boats.": False}
    assert list(to_judge([one], verdicts)) == []


def test_two_verdicts_on_one_claim_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text('{"claim": "P", "entailed": true}\n{"claim": "P", "entailed": false}\n')
    with pytest.raises(InputError, match="judged otherwise"):
        load_verdicts(path)


# Made up


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lars Brandvik of Norrin Line lost fourteen boats in April 2025.", []),
        ("Lars Brandvik of Norrin Line lost 14 boats on 21 April 2025.", []),
        ("Greyholm Shipping lost 14 boats.", ["Greyholm Shipping"]),
        ("Norrin Line lost 41 boats.", ["41"]),
        ("Norrin Line lost fifteen boats.", ["fifteen"]),
        ("Norrin Line lost thousands of boats.", []),
    ],
)
def test_made_up_names_and_numbers(text: str, found: list[str], article: Article) -> None:
    claim = claim_of(text)
    assert made_up(claim, drawn_of(article, claim)) == found


def test_a_made_up_speaker_counts(article: Article) -> None:
    claim = claim_of("Norrin Line lost 14 boats.", voice="attributes", speaker="Karin Holt")
    assert made_up(claim, drawn_of(article, claim)) == ["Karin Holt"]


def test_a_number_from_elsewhere_is_made_up_and_a_name_is_from_afar(corpus: dict[str, Article]) -> None:
    article = corpus["ferry/wire"]
    last = passages(article)[-1]
    span = last.sentences[-1]
    label = label_of(article="ferry/wire").model_copy(update={"span": span, "text": article.text[slice(*span)]})
    claim = Claim.make("Edvin Holt carried 187 people.", article.id, *span)
    drawn = Drawn(label, article, last, (claim,))
    assert made_up(claim, drawn) == ["187"]
    assert from_afar(claim, drawn) == ["Edvin Holt"]


def test_numbers_of_other_languages_are_read_by_their_digits(corpus: dict[str, Article], labels: list[Label]) -> None:
    label = next(one for one in labels if one.article == "outbreak/echo-tormel" and one.text.startswith("Lundi soir"))
    article = corpus[label.article]
    passage = next(p for p in passages(article) if label.span in p.sentences)
    for text, found in (
        ("Le 13 janvier 2025, la région du Velmarche comptait 48 malades.", []),
        ("L'entreprise a rappelé 6184 fromages.", []),
        ("La région comptait 49 malades.", ["49"]),
    ):
        claim = Claim.make(text, article.id, *label.span, when="2025-01-13")
        assert made_up(claim, Drawn(label, article, passage, (claim,))) == found, text


# Counting


def wrong_and_right(article: Article) -> list[Drawn]:
    """Seven labelled sentences: two right, and one for each way to go wrong."""
    right = claim_of(
        "Norrin Line lost 14 boats, Lars Brandvik said on 21 April 2025.",
        voice="attributes",
        speaker="Brandvik",
        when="2025-04-21",
    )
    invented = claim_of("It lost 99 boats.")
    question = label_of("Why did nobody ask?", checkable=False, references=(), dates=(), when=None, speaker=None)
    unclear = label_of(ambiguous=True)
    return [
        drawn_of(article, right),
        drawn_of(article, invented),
        drawn_of(article),
        drawn_of(article, label=question),
        drawn_of(article, claim_of("Nobody asked."), label=question),
        drawn_of(article, label=unclear, dropped=("two readings",)),
        drawn_of(article, label=unclear, dropped=(" ",)),
    ]


def test_every_measure_counts_right_and_wrong(article: Article) -> None:
    found = [(right, of) for _, right, of in counts(wrong_and_right(article), {"Nobody asked.": False})]
    assert found == [
        (7, 7),  # read
        (2, 3),  # with a claim
        (1, 2),  # nothing to check
        (1, 2),  # ambiguous
        (2, 3),  # claims from checkable sentences
        (1, 2),  # stand alone
        (1, 2),  # entailed
        (1, 2),  # by code
        (2, 3),  # judged
        (1, 2),  # held
        (1, 2),  # held, where it is more than asserted
        (1, 2),  # dated
        (0, 3),  # from afar
        (1, 3),  # made up
    ]


def test_an_ambiguous_sentence_that_gives_a_claim_is_not_dropped(article: Article) -> None:
    one = drawn_of(article, claim_of("It lost boats."), label=label_of(ambiguous=True), dropped=("a part of it",))
    assert counts([one], {})[3] == ("ambiguous ones dropped with a reason", 0, 1)


def test_a_passage_that_could_not_be_read_is_no_silence(article: Article) -> None:
    label = label_of("Why did nobody ask?", checkable=False, references=(), dates=())
    failed = Drawn(label, article, passages(article)[0], (), failed=True)
    found = {title: (right, of) for title, right, of in counts([failed], {})}
    assert found["sentences whose passage could be read"] == (0, 1)
    assert found["others with none"] == (0, 1)


def test_the_table_has_each_split_with_its_counts(article: Article) -> None:
    label = label_of(split="test")
    lines = table([drawn_of(article, claim_of("Norrin Line.")), drawn_of(article, label=label)], {}).splitlines()
    assert lines[3] == "| checkable ones with a claim | 1 of 1 (1.00) | 0 of 1 (0.00) | 1 of 2 (0.50) |"
    assert lines[4] == "| others with none | – | – | – |"


def test_problems_are_told_for_dev_alone_but_made_up_words_always(article: Article) -> None:
    claims = (claim_of("It lost 99 boats."),)
    dev = list(problems([drawn_of(article, *claims)]))
    test = list(problems([drawn_of(article, *claims, label=label_of(split="test"))]))
    assert len(dev) == 3
    assert [("MADE UP" in line, "99" in line) for line in test] == [(True, True)]


def test_the_exit_code_is_one_where_something_is_made_up(article: Article, capsys: pytest.CaptureFixture[str]) -> None:
    assert report([drawn_of(article, claim_of("It lost 14 boats."))], {}) == 0
    assert report([drawn_of(article, claim_of("It lost 99 boats."))], {}) == 1
    assert "MADE UP (99)" in capsys.readouterr().out


# Drawing


class _Extractor:
    """Gives each passage's sentences back as claims, and drops nothing."""

    def __init__(self, *, fails: bool = False) -> None:
        self.seen: list[str] = []
        self.fails = fails

    async def extract(self, article: Article, passage: Passage) -> tuple[Extraction | None, Usage]:
        self.seen.append(passage.id)
        claims = tuple(Claim.make(article.text[a:b], article.id, a, b) for a, b in passage.sentences)
        made = Extraction(passage.id, article.id, "key", claims, ())
        return (None if self.fails else made), Usage()


def test_claims_of_the_labelled_sentence_alone_are_taken(article: Article) -> None:
    labels = [label_of(), label_of("Its head is Lars Brandvik.")]
    extractor = _Extractor()
    found = asyncio.run(draw(extractor, labels, {"made/up": article}, 2))
    assert [[claim.text for claim in one.claims] for one in found] == [[SAID], ["Its head is Lars Brandvik."]]
    assert len(extractor.seen) == 1


def test_a_failed_call_is_kept_as_such(article: Article) -> None:
    found = asyncio.run(draw(_Extractor(fails=True), [label_of()], {"made/up": article}))
    assert [(one.failed, one.claims) for one in found] == [(True, ())]


def test_it_runs_from_end_to_end(
    labels: list[Label], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a scripted model, whose one reply drops everything; the sentence stands as labelled and unanswered."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with StubServer() as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", stub.base_url)
        stub.reply(chat_reply('{"claims": [], "dropped": []}'))
        out = tmp_path / "drawn.jsonl"
        code = extraction.main(["--model", "openai:gpt-5-mini", "--split", "dev", "--limit", "1", "--out", str(out)])
        asked = json.dumps(stub.requests[0].json, ensure_ascii=False)
    first = next(label for label in labels if label.split == "dev")
    assert code == 0
    assert json.dumps(first.text, ensure_ascii=False)[1:-1] in asked
    assert json.loads(out.read_text())["sentence"] == first.text
    assert "| checkable ones with a claim | 0 of 1 (0.00) | – | 0 of 1 (0.00) |" in capsys.readouterr().out


def test_bad_arguments_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extraction.main(["--judged", str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        extraction.main(["--limit", "0"])
