"""Voice: who holds the claim's content. All sentences are invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.voice import VoiceReading, is_beside_denial, read_voice

SOLD = "Velden sold boats to Norden."
RATIFIED = "Norden's council ratified the lease."

CASES = [
    # The outlet itself.
    (SOLD, "Velden sold boats to Norden.", "asserts", None),
    (SOLD, "Velden sold twelve boats to Norden in May.", "asserts", None),
    (SOLD, "Velden sold boats to Norden, despite the mayor's official denials.", "asserts", None),
    (SOLD, "Velden sold boats to Norden while the mayor said rents would fall.", "asserts", None),
    (SOLD, "Velden sold boats to Norden and plans to build a dam.", "asserts", None),
    (RATIFIED, "Norden's council ratified the lease on Monday.", "asserts", None),
    ("The lease has a tax clause.", "While the lease does not name a port, it has a tax clause.", "asserts", None),
    # Somebody says it.
    (SOLD, "Ana Kol said Velden sold boats to Norden.", "attributes", "Ana Kol"),
    (SOLD, "Ana Kol said that Velden sold boats to Norden.", "attributes", "Ana Kol"),
    (
        SOLD,
        "Deputy Minister Ana Kol said on Monday that Velden sold boats to Norden.",
        "attributes",
        "Deputy Minister Ana Kol",
    ),
    (SOLD, "Velden sold boats to Norden, Ana Kol said.", "attributes", "Ana Kol"),
    (SOLD, "Velden sold boats to Norden, according to the Harbour Gazette.", "attributes", "Harbour Gazette"),
    (SOLD, "According to Ana Kol, Velden sold boats to Norden.", "attributes", "Ana Kol"),
    (SOLD, "As reported by Reuters, Velden sold boats to Norden.", "attributes", "Reuters"),
    (SOLD, "The state-run Xinhua news agency announced that Velden sold boats.", "attributes", "Xinhua"),
    (SOLD, "The harbour ministry announced that Velden sold boats to Norden.", "attributes", "harbour ministry"),
    (SOLD, "Critics claim Velden sold boats to Norden.", "attributes", "Critics"),
    (SOLD, '"Velden sold boats to Norden," said Ana Kol.', "attributes", "Ana Kol"),
    (SOLD, '"Velden sold boats to Norden," the harbour master stated.', "attributes", "harbour master"),
    (SOLD, 'Ana Kol told reporters: "Velden sold boats to Norden."', "attributes", "Ana Kol"),
    (SOLD, "The row led northern towns to accuse Velden of selling boats to Norden.", "attributes", "northern towns"),
    (SOLD, "Ana Kol, the harbour master, said Velden sold boats to Norden.", "attributes", "Ana Kol"),
    (SOLD, "A lawmaker confirmed that Velden sold boats to Norden.", "attributes", "lawmaker"),
    (SOLD, "The Gazette reported last year that Velden sold boats to Norden.", "attributes", "Gazette"),
    (
        SOLD,
        "Ana Kol, however, denies rumours about the dam, insisting that Velden sold boats to Norden.",
        "attributes",
        "Ana Kol",
    ),
    # Somebody denies it.
    (SOLD, "Velden denied selling boats to Norden.", "denies", "Velden"),
    (SOLD, "Velden denied that it sold boats to Norden.", "denies", "Velden"),
    (SOLD, "The harbour ministry flatly denied the boat sale to Norden.", "denies", "harbour ministry"),
    (SOLD, "Velden's mayor has dismissed reports that Velden sold boats to Norden.", "denies", "Velden's mayor"),
    (SOLD, "Velden rejects the accusation that it sold boats to Norden.", "denies", "Velden"),
    # A plan.
    (RATIFIED, "Norden's council will ratify the lease in May.", "plans", None),
    (RATIFIED, "Norden's council is expected to ratify the lease.", "plans", None),
    (RATIFIED, "Norden's council plans to ratify the lease.", "plans", None),
    (RATIFIED, "The mayor submitted the lease to Norden's council for ratification.", "plans", None),
    (RATIFIED, "Norden moves to ratify the lease.", "plans", None),
    (RATIFIED, "Ana Kol said that Norden's council will ratify the lease.", "plans", "Ana Kol"),
    (RATIFIED, "Norden's council is set to ratify the lease.", "plans", None),
    # A plan elsewhere in the sentence.
    (RATIFIED, "Norden's council ratified the lease and will meet again in June.", "asserts", None),
    (RATIFIED, "Norden's council ratified the lease, which is expected to bring in rents.", "asserts", None),
    # A hedge.
    (SOLD, "Velden has reportedly sold boats to Norden.", "hedges", None),
    (SOLD, "Velden allegedly sold boats to Norden.", "hedges", None),
    (SOLD, "Velden may have sold boats to Norden.", "hedges", None),
    (SOLD, "Velden appears to have sold boats to Norden.", "hedges", None),
    (SOLD, "Velden has reportedly sold boats to Norden, according to the Gazette.", "hedges", "Gazette"),
    ("Ivo Kol was charged in May.", "Ivo Kol, a purported spy, was charged in May.", "asserts", None),
    ("The fair opened in May.", "The fair opened in May.", "asserts", None),
    # The claim is about the act of saying, planning or hedging.
    (
        "The harbour ministry denied selling boats.",
        "The harbour ministry officially denied the boat sales.",
        "asserts",
        None,
    ),
    (
        "A lawmaker confirmed the deliveries.",
        "However, a lawmaker confirmed the deliveries to the press.",
        "asserts",
        None,
    ),
    ("Ana Kol said rents rose.", "Ana Kol said that rents rose.", "asserts", None),
    ("Ana Kol said rents rose.", "Ivo Brand said that rents rose.", "attributes", "Ivo Brand"),
    ("Norden's council will ratify the lease.", "Norden's council is expected to ratify the lease.", "asserts", None),
    ("Norden plans to export boats.", "Ana Kol said Norden plans to export boats.", "attributes", "Ana Kol"),
    (
        "The harbour ministry denied the sale.",
        "The Gazette reported that the harbour ministry denied the sale.",
        "attributes",
        "Gazette",
    ),
]


@pytest.mark.parametrize(("claim", "sentence", "voice", "speaker"), CASES)
def test_voice_and_speaker(claim: str, sentence: str, voice: str, speaker: str | None) -> None:
    reading = read_voice(claim, sentence)
    assert (reading.voice, reading.speaker) == (voice, speaker)


@pytest.mark.parametrize(
    ("claim", "sentence", "previous", "voice", "speaker"),
    [
        (
            SOLD,
            "He said Velden sold boats to Norden.",
            ["Ana Kol met Ivo Brand.", "Ivo Brand said rents rose."],
            "attributes",
            "Ivo Brand",
        ),
        (SOLD, "He said Velden sold boats to Norden.", ["Rain fell on the coast."], "attributes", None),
        (
            SOLD,
            "Velden, however, refutes these claims.",
            ["Northern towns accuse Velden of selling boats to Norden."],
            "denies",
            "Velden",
        ),
        (SOLD, "The ministry denied it.", ["Velden sold boats to Norden, the Gazette reported."], "denies", "ministry"),
        (SOLD, "Velden, however, refutes these claims.", ["Rain fell on the coast."], "asserts", None),
        (
            "Rents rose in Velden.",
            '"Rents rose in Velden and Norden."',
            ["Ana Kol said the dam was full."],
            "attributes",
            "Ana Kol",
        ),
    ],
)
def test_earlier_sentences(claim: str, sentence: str, previous: list[str], voice: str, speaker: str | None) -> None:
    reading = read_voice(claim, sentence, previous)
    assert (reading.voice, reading.speaker) == (voice, speaker)


def test_two_sentences_in_one_text_keep_their_own_cues() -> None:
    text = "The union received word confirming that Velden sold boats to Norden. The ministry denied it."
    assert read_voice(SOLD, text).voice == "attributes"


@given(st.text(max_size=100), st.text(max_size=100), st.lists(st.text(max_size=60), max_size=3))
@settings(max_examples=300, deadline=None)
def test_never_raises_and_cue_is_exact(claim: str, sentence: str, previous: list[str]) -> None:
    denial = f"{claim} denied Velden sold {sentence}"
    for pair in ((claim, sentence), (SOLD, f"{claim} said {sentence}"), (SOLD, denial)):
        reading = read_voice(*pair, previous)
        if reading.cue_span is not None:
            assert pair[1][slice(*reading.cue_span)] == reading.cue


@pytest.mark.parametrize("unit", ["said ", "submitted a ", "will not ", '"he said" ', "denied the ", "alleged, "])
def test_time_is_linear(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    for sentence in (text, text[:7_900]):
        start = time.process_time()
        read_voice(SOLD, sentence, [text, text])
        assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    ("claim", "sentence", "voice", "speaker"),
    [
        ("Irena Dask took money.", "Dask: I have never taken a crown from anybody.", "denies", "Dask"),
        ("Klara Vessel ignored an alarm.", "Vessel: No, I never ignored an alarm fault.", "denies", "Vessel"),
        ("The firm lied.", "Ana Kol: “We didn't lie.”", "denies", "Ana Kol"),
        # What was said is what is claimed.
        ("Irena Dask said that she never took money.", "Dask: I have never taken a crown.", "asserts", None),
        ("The firm lied.", "Ana Kol: I told them so.", "asserts", None),
    ],
)
def test_a_denial_in_the_first_person(claim: str, sentence: str, voice: str, speaker: str | None) -> None:
    found = read_voice(claim, sentence)
    if voice == "denies":
        assert (found.voice, found.speaker) == (voice, speaker)
        assert found.cue
    else:
        assert found.voice != "denies"


@pytest.mark.parametrize(
    ("claim", "sentence", "voice", "speaker"),
    [
        ("The pact has 47 articles.", "Selon Ana Brandt, le texte compte 47 articles.", "attributes", "Ana Brandt"),
        (
            "The freighter was too fast.",
            "Sprecherin Eva Tarn bestritt, dass der Frachter zu schnell war.",
            "denies",
            "Sprecherin Eva Tarn",
        ),
        ("Orl Steel offered 44 crowns.", "In aprile la Orl Steel avrebbe offerto 44 corone.", "hedges", None),
        ("The firm hired guards.", "Pedro Ruiz negó que la empresa contratara guardias.", "denies", "Pedro Ruiz"),
        # To refuse to do something is to assert it; what a paper saw itself is its own.
        ("Dockers refused to unload the ship.", "Los estibadores se negaron a descargar el barco.", "asserts", None),
        (
            "43 ships waited off Orl.",
            "43 barcos esperaban frente a Orl, según pudo comprobar este diario.",
            "asserts",
            None,
        ),
        # A claim that somebody said it is not held by another.
        (
            "Ana Brandt said that the pact has 47 articles.",
            "Selon Ana Brandt, le texte compte 47 articles.",
            "asserts",
            None,
        ),
        # An interview prints its speakers in front, a headline its place.
        ("The union asks for 12 percent.", "Dask: We ask for 12 percent, as on the first day.", "attributes", "Dask"),
        ("Two people died in Orl.", "Orl: Two people died in a fire on Monday.", "asserts", None),
        # Whom the claim is about may be the one who denies it.
        (
            "Orl Works made a bid for Tarn Steel.",
            "Orl Works, for its part, denied that it had made a bid.",
            "denies",
            "Orl Works",
        ),
        (
            "Rui Velo was charged.",
            "Rui Velo denied that he had paid anybody. He was charged on May 3.",
            "asserts",
            None,
        ),
    ],
)
def test_voices_in_other_languages_and_forms(claim: str, sentence: str, voice: str, speaker: str | None) -> None:
    found = read_voice(claim, sentence)
    assert (found.voice, found.speaker) == (voice, speaker)
    if found.cue_span is not None:
        assert found.cue is not None
        assert sentence[slice(*found.cue_span)] == found.cue.rstrip(":")


@pytest.mark.parametrize(
    ("claim", "sentence", "beside"),
    [
        ("Orl denies supplying arms to Tarn.", "Orl has supplied arms to Tarn since May.", True),
        ("The ministry has denied that it closed the bridge.", "The bridge was closed by the ministry.", True),
        ("Orl denies supplying arms to Tarn.", "Orl admitted that it had supplied arms to Tarn.", False),
        ("Orl denies supplying arms to Tarn.", "Orl, the minister said, is proud to supply arms.", False),
        ("Orl supplies arms to Tarn.", "Orl has never supplied arms to Tarn.", False),
        ("The minister denied that he met the envoy.", "The minister did not deny that he met the envoy.", False),
        ("The minister denied that he met the envoy.", "The minister has never denied meeting the envoy.", False),
        ("The minister has not denied that he met the envoy.", "The minister denied that he met the envoy.", False),
        ("The minister denied that he met the envoy.", "The minister conceded that he had met the envoy.", False),
        ("The council denied the request.", "The council granted the request.", False),
    ],
)
def test_that_it_is_so_does_not_make_it_untrue_that_it_is_denied(claim: str, sentence: str, beside: bool) -> None:
    assert is_beside_denial(claim, sentence) is beside


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("The union also received intelligence confirming", "union"),
        ("The minister issued a statement confirming", "minister"),
        ("Mayor Velk declined to comment, saying", "Mayor Velk"),
        ("Mayor Velk wrote to the governor saying", "Mayor Velk"),
        ("Police in Orl, confirming", "Police in Orl"),
        ("She sent a letter saying", None),
    ],
)
def test_what_somebody_has_or_speaks_to_does_not_speak(said: str, speaker: str | None) -> None:
    reading = read_voice("The bridge of Orl was closed.", f"{said} that the bridge of Orl was closed.")
    assert (reading.voice, reading.speaker) == ("attributes", speaker)


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("figures that the Herald obtained from the district office", "district office"),
        ("data released by the Orl ministry on Monday", "Orl ministry"),
        ("figures obtained by the Herald", "figures"),
        ("official figures, up from the previous record", "official figures"),
        ("police figures, a third more than from January to March", "police figures"),
        ("court documents unsealed far from the public eye", "court documents"),
    ],
)
def test_figures_do_not_speak_where_it_is_said_whose_they_are(source: str, speaker: str) -> None:
    reading = read_voice("2,400 people have left Orl.", f"Some 2,400 people have left Orl, according to {source}.")
    assert (reading.voice, reading.speaker) == ("attributes", speaker)


@pytest.mark.parametrize(
    ("sentence", "previous"),
    [
        ("Breaking News: Our council approved the budget.", []),
        ("Analysis: Why we pay for the budget.", []),
        ("Live Updates: The council approved the budget.", ["What happened?"]),
        ("Tarn Ferry: What we know so far about the budget.", []),
    ],
)
def test_the_head_of_a_headline_is_nobody(sentence: str, previous: list[str]) -> None:
    assert read_voice("The council approved the budget.", sentence, previous) == VoiceReading("asserts")


def test_initials_speak_in_an_interview() -> None:
    reading = read_voice("The union asks for 12 percent.", "J. Orr: We ask for 12 percent.")
    assert (reading.voice, reading.speaker) == ("attributes", "J. Orr")
