"""Origins: what merges two articles into one source, and what does not."""

from __future__ import annotations

import pytest

from eval.origins import CHANGES, changed_copies, claim_pairs, event_pairs, gold_copies, is_copy
from eval.suite.records import ClaimCase
from eval.suite.suites import load_suite, split_of
from pipeline.findings import Grade, Voice
from pipeline.origins import group_origins
from pipeline.read.agencies import agency, credited_agency, credited_outlet, known_agency
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
    assert why[0] == why[1]
    assert (why[0] or "").startswith("copy: ")


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


FAR = (
    "The orchestra of Lindau opened its season with a work that nobody had heard for ninety years. The score had lain "
    "in an attic until a granddaughter of the composer sold the house. A recording is planned for the summer."
)


def test_copies_known_to_the_library_are_one_origin_through_an_article_that_is_not_there() -> None:
    entries = [entry(WIRE, "A"), entry(OWN, "B"), entry(FAR, "C")]
    ids = [article.id for article, _, _ in entries]
    found = group_origins(entries, copies={ids[0]: "art_x", ids[2]: "art_x", "art_x": "art_x"})
    assert found[0].id == found[2].id == min(ids[0], ids[2])
    assert found[0].why == found[2].why == "both are copies of one text in the library"
    assert (found[1].id, found[1].why) == (ids[1], None)
    assert len({o.id for o in group_origins(entries, copies={ids[0]: "art_x", ids[1]: "art_y"})}) == 3


def test_a_paragraph_taken_from_another_article_has_its_origin_for_that_claim_only() -> None:
    paragraph = (
        "The governor asked the capital for pumps and sandbags, and said that the bridge would be checked by engineers "
        "before any lorry was let onto it again, since a barge had struck its middle pier nine years ago."
    )
    source = Article.make(f"{WIRE}\n\n{paragraph}\n\n{WIRE[::-1]}", publisher="A")
    text = f"{OWN}\n\n{paragraph}\n\n{FAR} {FAR[::-1]} {OWN[::-1]}"
    taker = Article.make(text, publisher="B")

    def lead(start: int) -> Grade:
        return Grade("clm", taker.id, "psg", "supports", "asserts", None, ((start, start + 40),), None, "", "m", "p")

    first = (source, "", grade(source))
    taken = group_origins([first, (taker, "", lead(text.index(paragraph)))])
    assert taken[0].id == taken[1].id
    assert taken[0].why == taken[1].why == "copied passage: 100 % of its wording is in the other"
    own = group_origins([first, (taker, "", lead(0))])
    assert own[0].id != own[1].id


def test_two_outlets_that_rest_on_one_outlet_are_one_origin() -> None:
    first = entry(WIRE, "A", words="The Karv Gazette reported that the gates were open.")
    assert origins(first, entry(OWN, "B", words="The gates were open, according to the Karv Gazette."))[0] == 1
    assert origins(first, entry(OWN, "B", words="The gates were open, according to the Karv Courier."))[0] == 2


def test_who_credits_an_outlet_has_the_origin_of_its_article() -> None:
    first = entry(WIRE, "A", words="The gates were open, La Rada reported.")
    assert origins(first, entry(OWN, "La Rada")) == (1, ["one credits La Rada, which published the other"] * 2)
    assert origins(first, entry(OWN, "El Candil"))[0] == 2
    assert origins(first, entry(OWN, "B", origin="La Rada"))[0] == 1


def test_who_corrects_an_outlet_does_not_rest_on_it() -> None:
    first = entry(WIRE, "A", words="It rose by 2.4 metres, not 2 metres, as the Meridian News Agency reported.")
    assert origins(first, entry(OWN, "B", origin="Meridian News Agency"))[0] == 2


@pytest.mark.parametrize("words", ["Según la agencia Meridian, subió.", "It rose, the Meridian News Agency reported."])
def test_an_agency_is_the_same_by_any_form_of_its_name(words: str) -> None:
    assert origins(entry(WIRE, "A", words=words), entry(OWN, "B", origin="Meridian News Agency"))[0] == 1
    assert origins(entry(WIRE, "A", words=words), entry(OWN, "B", origin="Meridian"))[0] == 1


def test_a_joint_credit_shares_with_each_agency() -> None:
    both = entry(WIRE, "A", origin="AFP, Reuters")
    assert origins(both, entry(OWN, "B", origin="Reuters"))[0] == 1
    assert origins(both, entry(OWN, "B", words="It rose, AFP reported."))[0] == 1
    assert origins(both, entry(OWN, "B", origin="TASS"))[0] == 2


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("Putin", "M. Poutine", 1),
        ("Masoud Pezeshkian", "Massoud Pezechkian", 1),
        ("Volodymyr Zelenskyy", "Selenskyj", 1),
        ("José Muñoz", "Munoz", 1),
        ("the defence ministry", "the health ministry", 2),
        ("the Merin Post", "the Ostrey Post", 2),
        ("a spokesman", "Ana Kol", 2),
        ("Kol", "Kahl", 2),
        ("the coastguard", "coastguard", 1),
    ],
)
def test_speakers_are_one_by_their_names(one: str, other: str, number: int) -> None:
    first = entry(WIRE, "A", voice="attributes", speaker=one)
    assert origins(first, entry(OWN, "B", voice="attributes", speaker=other))[0] == number


def test_one_article_twice_is_one_origin_without_a_reason() -> None:
    article = Article.make(WIRE, publisher="A")
    found = group_origins([(article, "", grade(article)), (article, "", grade(article))])
    assert found[0] == found[1]
    assert found[0].why is None


def test_no_entries_have_no_origins() -> None:
    assert group_origins([]) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The river rose, Reuters reported.", "Reuters"),
        ("As reported by Reuters, the river rose.", "Reuters"),
        ("according to TASS, the vote is off", "TASS"),
        ('"We will go," she told AFP on Monday.', "AFP"),
        ("Moscow agreed, RIA said, citing Interfax.", "Interfax"),
        ("IRNA news agency quoted the minister as saying the deal was done.", "IRNA"),
        ("Wie die dpa meldet, steigt der Pegel.", "dpa"),
        ("Die Lage sei ernst, sagte Müller der dpa.", "dpa"),
        ("Das berichtet die Nachrichtenagentur Reuters.", "Reuters"),
        ("Selon l'AFP, dix personnes sont mortes.", "AFP"),
        ("« C'est faux », a déclaré à l’AFP le ministre.", "AFP"),
        ("Según EFE, hay diez muertos.", "EFE"),
        ("según la agencia EFE, hay diez muertos.", "EFE"),
        ("Secondo l'ANSA i morti sono dieci.", "ANSA"),
        ("Lo ha detto all'ANSA il sindaco.", "ANSA"),
        ("По данным ТАСС, погибли десять человек.", "TASS"),
        ("Об этом сообщает «Интерфакс».", "Interfax"),
        ("Об этом сообщает Интерфакс.", "Interfax"),
        ("Об этом заявил РИА Новости министр.", "RIA Novosti"),
        ("据新华社报道,十人死亡。", "Xinhua"),
        ("共同通信によると、10人が死亡した。", "Kyodo"),
        ("ロイター通信が報じた。", "Reuters"),
        ("وقالت وكالة رويترز إن عشرة قتلوا", "Reuters"),
        ("وفقا لوكالة فرانس برس", "AFP"),
        ("به گزارش ایرنا، وزیر گفت", "IRNA"),
        ("연합뉴스에 따르면 10명이 숨졌다.", "Yonhap"),
        ("Russian state-run TASS news agency reported that the pact includes a security clause.", "TASS"),
        ("As reported by Reuters, according to the agreement, the two nations will collaborate.", "Reuters"),
        ("Segundo a agência Lusa, morreram dez pessoas.", "Lusa"),
        ("Jak podaje PAP, zginęło dziesięć osób.", "PAP"),
        ("Volgens persbureau ANP zijn er tien doden.", "ANP"),
        ("Ministers did not agree, Reuters reported.", "Reuters"),
        ("Reuters and AFP reported the deal.", "AFP, Reuters"),
        ("the Lindmark News Agency reported on October 14 that it was 31.4 kilometres long", "Lindmark News Agency"),
        ("Según la agencia Estuary, el convenio sube los salarios un 9,5 %.", "Estuary"),
        ("MOSCOW (Reuters) - Putin signed", "Reuters"),
        ("MOSCOW, April 21. /TASS/. Putin signed", "TASS"),
        ("according to Russia's Interfax news agency", "Interfax"),
        ("A Reuters poll showed", "Reuters"),
        ("a document seen by Reuters shows", "Reuters"),
        ("The minister denied the charges in an interview with AFP.", "AFP"),
        ("The Associated Press reported", "AP"),
        ("Yonhap has reported that", "Yonhap"),
        ("told the PA news agency", "PA"),
        ("told PA that", "PA"),
        ("Ukraine said, Interfax-Ukraine reported", "Interfax-Ukraine"),
        ("За даними Укрінформу, загинули десятеро.", "Ukrinform"),
        ("AA'nın haberine göre on kişi öldü", "Anadolu"),
        ("according to Reuters on Monday", "Reuters"),
        ("he told Reuters Monday that", "Reuters"),
        ("REUTERS reported", "Reuters"),
        ("Tass reported", "TASS"),
        ("The minister, quoted by the official Xinhua News Agency, said", "Xinhua"),
        ("– Reuters", "Reuters"),
        ("Interfax quoted him as saying", "Interfax"),
        ("He was quoted as saying by the semi-official Fars news agency.", "Fars"),
        ("Fars reported", "Fars"),
        ("com informações da agência Lusa, disse à Lusa o ministro", "Lusa"),
    ],
)
def test_a_sentence_credits_an_agency(sentence: str, name: str) -> None:
    assert credited_agency(sentence) == name


@pytest.mark.parametrize(
    "sentence",
    [
        "A Reuters photographer was hurt.",
        "The Reuters building is empty.",
        "AP classes are full.",
        "The PA system failed.",
        "Shares of Thomson Reuters fell.",
        "according to Thomson Reuters shareholders",
        "The Palestinian Authority said so, and the PA said more.",
        "He studied at the Reuters Institute, according to the Reuters Institute.",
        "Marta Velo won by 178 votes and not by 187, the figure that Corvina Press reported on May 15.",
        "Halvern held 14.8 percent before the bid, not 18.4 percent as Lindmark News Agency reported on June 16.",
        "It raises pay by 8.5 percent, not by 9.5 percent, as the Estuary News Agency report that we carried had it.",
        "The Hask tunnel is 34.1 kilometres long, not 31.4 kilometres as the Lindmark News Agency wrote on October 14.",
        "The ministry denied a Reuters report that it had sold the ship.",
        "The company dismissed reports by Reuters of a sale.",
        "Contrary to what AFP reported, nobody died.",
        "He took the AP exam.",
        "Tasnim Ahmed said she was tired.",
        "Hina Khan said she would go.",
        "Mehr Geld gab es nicht, sagte Mehr.",
        "AA meetings help, he said.",
        "Lake Ansa lies in the north, according to the Ansa Institute.",
        "He was told AP courses are hard.",
        "The SPA is open.",
        "The Fars province governor said so.",
        "A spokesman for Interfax said it had been hacked.",
        "Reuters staff were evacuated.",
        "la agencia espacial anunció",
        "según la agencia Moody's, la deuda",
        "the PA said",
        "Nach Angaben der Polizei",
        "TT Tag sagte",
        "Pa told me so",
        "A man told AA meetings were",
        "Die Reuters-Gruppe wächst.",
        "a Reuters cameraman told police",
        "The boat was sold to AFP Holdings, the owner said.",
        "killed by Reuters shares",
    ],
)
def test_a_name_alone_is_no_credit(sentence: str) -> None:
    assert credited_agency(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The Wall Street Journal wrote last year that missiles had come.", "Wall Street Journal"),
        ("Missiles had come, according to The Jerusalem Post.", "Jerusalem Post"),
        ("She told the broadcaster RT that relations were close.", "RT"),
        ("Das sagte sie dem Spiegel.", "Spiegel"),
        ("The gates were open, La Rada reported.", "La Rada"),
        ("The river rose, Reuters reported.", None),
        ("The Evening Post was sold on Monday.", None),
        ("Not 49 but 62, and not the 40 given in the Merin Post's report.", None),
        ("The National Water Inspectorate said so.", None),
    ],
)
def test_a_sentence_credits_an_outlet(sentence: str, name: str | None) -> None:
    assert credited_outlet(sentence, ["La Rada", "The Merin Post"]) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [("ТАСС", "TASS"), ("新华社", "Xinhua"), ("共同通信", "Kyodo"), ("رويترز", "Reuters"), ("Интерфакс", "Interfax")],
)
def test_agencies_have_one_name_in_every_script(written: str, name: str) -> None:
    assert known_agency(written) == agency(written) == name


@pytest.mark.parametrize(
    "text", ["told " * 999, "Reuters " * 999, "not 1 " * 999 + "as Reuters", "Aa Bb " * 999 + "Post", "\ud800"]
)
def test_hostile_sentences_are_read(text: str) -> None:
    credited_agency(text)
    credited_outlet(text, ["", "(", text])


@pytest.mark.parametrize("split", ["dev", "test"])
def test_origins_on_the_eval_set(split: str) -> None:
    suite = load_suite("core")
    cases = [case for case in suite.cases if isinstance(case, ClaimCase) and split_of(case) == split]
    events = {case.event for case in cases}
    inside = {name: article for name, article in suite.articles.items() if name.split("/")[0] in events}
    counts = claim_pairs(cases, inside)
    assert counts["found"] >= 100
    assert counts["found"] / (counts["found"] + counts["false"]) >= 0.95
    assert counts["found"] / (counts["found"] + counts["missed"]) >= 0.95
    copies, ever = gold_copies(cases)
    merged = {pair for pair in event_pairs(inside, same=True) if is_copy(*(inside[name].text for name in pair))}
    assert len(merged & copies) >= 0.95 * len(copies)
    assert merged <= ever


def test_changed_copies_of_the_eval_corpus_are_found() -> None:
    suite = load_suite("core")
    found = changed_copies({name: suite.articles[name] for name in sorted(suite.articles) if "/wire" in name})
    assert set(found) == set(CHANGES)
    for label, (made, seen, proposed) in found.items():
        assert made == 8, label
        assert seen == made, label
        assert proposed == made, label
