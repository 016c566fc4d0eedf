"""The brief grade: one evidence sentence, one word back. For small models.

The word alone is a poor grade (see the figures in README.md here), so its log-probabilities go through the fitted
layer together with similarity and with what code found when it compared dates, numbers, names and polarity.
Rules then hold whatever the layer says: a support with another date or number is not shown as support, and a
contradiction must name what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.clashes import Clash
from pipeline.errors import ModelCallError
from pipeline.findings import ConflictType, Grade, Leaning, Stance, Ungraded
from pipeline.grade.calibration import find_calibration
from pipeline.grade.elements import differing_element, told
from pipeline.grade.layer import Layer, features
from pipeline.grade.replies import ReplyError, read_label
from pipeline.llm import ChatModel, Message, Usage
from pipeline.orders import order_in, orders_at
from pipeline.orders.frames import unsaid_frame
from pipeline.retrieve import Candidate
from pipeline.slots import SlotReport, compare, spell_out
from pipeline.slots.coverage import names_other_doer
from pipeline.slots.dates import as_date
from pipeline.text import one_line
from pipeline.voice import VoiceReading, is_beside_denial, read_voice
from prompts import Prompt
from store import Claim

# What follows was set on the items that the layer is fitted on (held-out probabilities of `eval.layer.fit`) and on the
# "dev" claims of `eval/real_articles.jsonl`. What it gives elsewhere stands in `layer.json` ("decided") and in
# `eval/FIGURES.md`. A wrong support costs more than a missed one: half of those that the model sees are let go.
LEAST_SUPPORTS = 0.6
# Share of the claim's content words that a sentence has when it speaks of the same thing. A support in other words is
# a paraphrase, which the small model is too ready to see; one without a name of the claim may mean somebody else.
SAME_WORDS = 0.7
LEAST_PARAPHRASED = 0.93
LEAST_NAMELESS = 0.8
# The same for a sentence that has all of the claim: its words, its names, its dates and numbers.
LEAST_WHOLE = 0.4
# Where code is sure of what differs, or reads a denial, the layer need not be as sure as where it stands alone ...
LEAST_NAMED = 0.25
LEAST_DENIED = 0.3
# ... where the model says "false" and code can name what that may rest on, more; where that is a name, more still ...
LEAST_CLASHING = 0.5
LEAST_OTHER_NAME = 0.7
# ... and where nothing can be named, the model must say "false" the other way round too, or it stays contested.
LEAST_UNNAMED = 0.55
LEAST_REVERSED = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """A model's answer about one sentence.

    Attributes:
        labels: Probabilities of true, false and unknown; None where there was no answer that can be used.
        has_logprobs: They come from log-probabilities and not from the one word that was written.
        problem: Why there are no labels.
    """

    labels: Mapping[str, float] | None
    usage: Usage
    has_logprobs: bool = False
    problem: str = ""


# A sentence that is the claim word for word, its days told, says the same without anybody being asked.
_VERBATIM = Reading({"true": 0.98, "false": 0.01, "unknown": 0.01}, Usage(), has_logprobs=True)
_SAME_WORDING = "it says so in the same words"


def brief_prompt(model: ChatModel) -> str:
    """The name of the prompt for a model. Without its adapter it has to be shown examples of what is asked; with it,
    the wording that the adapter was trained on."""
    return "grade.adapted" if model.adapted else "grade.brief"


class BriefGrader:
    """Grades one sentence at a time with `prompts/grade.brief.md`, or with `prompts/grade.adapted.md` where the model
    has its adapter."""

    def __init__(self, model: ChatModel, prompt: Prompt, layer: Layer) -> None:
        self._model = model
        self._prompt = prompt
        self.layer = layer
        self.prompts = (prompt,)
        self._layer_fits = layer.fits(model.identity, prompt.hash)
        self.calibration = None if self._layer_fits else find_calibration(model.identity, prompt.hash)
        self.calibrated = self._layer_fits or self.calibration is not None

    @property
    def model_identity(self) -> str:
        """Which model, for provenance."""
        return self._model.identity

    async def grade(self, claim: Claim, candidate: Candidate, *, repeat: int = 0) -> tuple[Grade | Ungraded, Usage]:
        """What the sentence does to the claim, and what it cost to find out."""
        if reason := _settles_nothing(claim, candidate):
            return self._neutral(claim, candidate, reason), Usage()
        verbatim = _is_verbatim(claim, candidate)
        reading = _VERBATIM if verbatim else await self.read(claim, candidate, repeat=repeat)
        if reading.labels is None:
            return ungraded(claim, candidate, reading.problem), reading.usage
        slots, voice = look(claim, candidate)
        probabilities = self.layer.probabilities(features(reading.labels, slots))
        said = max(reading.labels, key=reading.labels.__getitem__)
        decision = decide(probabilities, said, slots, voice, ground(claim, candidate, said, slots))
        usage = reading.usage
        if decision.difference == "attribution" and voice.voice != "denies":
            voice = VoiceReading("denies")  # no cue governs the claim, so that nobody can be named
        if verbatim and decision.stance == "supports":
            decision = replace(decision, why=_SAME_WORDING)
        against = decision.contested or decision.stance == "contradicts"
        if against and is_beside_denial(claim.text, candidate.statement):
            decision = Decision("neutral", _BESIDE_DENIAL, bears=False)
        if decision.contested and names_other_doer(claim.text, candidate.statement):
            decision = replace(decision, why=_OTHER_DOER)
        elif decision.contested:
            other = await self._read_reversed(claim, candidate, repeat)
            usage += other.usage
            if other.labels is None:
                return ungraded(claim, candidate, other.problem), usage
            if other.labels["false"] >= LEAST_REVERSED:
                decision = Decision("contradicts", _BOTH_WAYS, difference="content")
        return self._as_grade(claim, candidate, reading, decision, voice, probabilities), usage

    def _neutral(self, claim: Claim, candidate: Candidate, reason: str) -> Grade:
        """A grade without a call, for what settles nothing."""
        return Grade(
            claim_id=claim.id,
            article_id=candidate.article.id,
            passage_id=candidate.passage.id,
            stance="neutral",
            voice="asserts",
            speaker=None,
            quotes=(),
            confidence=None,
            reason=reason,
            model=self._model.identity,
            prompt_hash=self._prompt.hash,
        )

    async def read(self, claim: Claim, candidate: Candidate, *, repeat: int = 0) -> Reading:
        """What the model alone says of the sentence, before anything is weighed."""
        return await self._ask(self._sent(candidate), one_line(claim.text), repeat)

    async def _read_reversed(self, claim: Claim, candidate: Candidate, repeat: int) -> Reading:
        """What the claim, were it true, would do to the sentence: two that cannot both hold contradict each other
        from either side, while a claim that a sentence is silent on says nothing of it."""
        return await self._ask(one_line(claim.text), self._sent(candidate), repeat)

    def _sent(self, candidate: Candidate) -> str:
        """The sentence; for the adapter as in its training: it has no date to count from."""
        sentence = one_line(candidate.statement)
        return spell_out(sentence, as_date(candidate.article.published)) if self._model.adapted else sentence

    async def _ask(self, sentence: str, claim: str, repeat: int) -> Reading:
        adapted = self._model.adapted
        messages = [Message(m.role, m.content) for m in self._prompt.render(claim=claim, sentence=sentence)]
        # The adapter's labels are one token each; a second one costs a tenth of the grade and says nothing.
        tokens = 1 if adapted else 3
        try:
            reply = await self._model.ask(messages, max_tokens=tokens, top_logprobs=12, repeat=repeat, adapted=adapted)
        except ModelCallError as e:
            return Reading(None, Usage(), problem=str(e))
        try:
            labels = read_label(reply.text, reply.logprobs)
        except ReplyError as e:
            return Reading(None, reply.usage, problem=str(e))
        return Reading(labels, reply.usage, has_logprobs=bool(reply.logprobs))

    def _as_grade(
        self,
        claim: Claim,
        candidate: Candidate,
        reading: Reading,
        decision: Decision,
        voice: VoiceReading,
        probabilities: Mapping[Stance, float],
    ) -> Grade:
        stance = decision.stance
        labels = reading.labels or {}
        shown = self.calibration.probabilities(labels) if self.calibration else probabilities
        # Where a rule has overruled what is likeliest, the probability says nothing about the stance.
        likeliest = shown[stance] == max(shown.values()) and voice.voice != "denies" and not decision.contested
        confidence = round(shown[stance], 3) if self.calibrated and reading.has_logprobs and likeliest else None
        return Grade(
            claim_id=claim.id,
            article_id=candidate.article.id,
            passage_id=candidate.passage.id,
            stance=stance,
            voice=voice.voice,
            speaker=voice.speaker,
            quotes=(candidate.span,) if decision.bears else (),
            confidence=confidence,
            reason=decision.why or _READINGS[stance],
            model=self._model.identity,
            prompt_hash=self._prompt.hash,
            difference=decision.difference,
            contested=decision.contested,
        )


def look(claim: Claim, candidate: Candidate) -> tuple[SlotReport, VoiceReading]:
    """What code sees in claim and sentence, without a model."""
    return slots_of(claim.text, candidate), read_voice(claim.text, candidate.statement, candidate.previous)


def slots_of(claim: str, candidate: Candidate) -> SlotReport:
    """What code finds when it compares dates, numbers, names and polarity."""
    return compare(claim, candidate.statement, reference_date=candidate.article.published, context=candidate.context)


def ground(claim: Claim, candidate: Candidate, said: str, slots: SlotReport) -> Clash | None:
    """What a contradiction that the model has read may rest on, where the slots are not sure."""
    return differing_element(claim, candidate) if said == "false" and not slots.differing else None


def _settles_nothing(claim: Claim, candidate: Candidate) -> str:
    """Why the sentence settles nothing whatever a model says of it, or ""."""
    if order := orders_at(candidate.article.text).get(candidate.span) or order_in(candidate.text):
        return f'it tells its reader how to grade ("{order}")'
    if frame := unsaid_frame(claim.text, candidate.text):
        return f'it only stands behind "{frame}", which is no report of it'
    return ""


def _is_verbatim(claim: Claim, candidate: Candidate) -> bool:
    """Whether the sentence is the claim word for word, and no "Monday" in it is another one than the claim's."""
    sentence = one_line(candidate.statement)
    same = _bare(sentence) == _bare(one_line(claim.text))
    return same and spell_out(sentence, as_date(candidate.article.published)) == sentence


def _bare(text: str) -> str:
    """A statement without its last full stop, and in whatever case."""
    return text.removesuffix(".").casefold()


def ungraded(claim: Claim, candidate: Candidate, reason: str) -> Ungraded:
    """The candidate's passage as one that could not be graded."""
    return Ungraded(claim.id, candidate.article.id, candidate.passage.id, reason)


_READINGS: dict[Stance, str] = {
    "supports": "the model reads it as saying the same",
    "contradicts": "the model reads it as saying the opposite",
    "neutral": "the model reads it as being about something else",
}


_BOTH_WAYS = "the model reads each as denying the other; code cannot name what differs"
_BESIDE_DENIAL = "the claim is that it is denied; whether it is so is another matter"
_SEEN_ONCE = "the model reads it as saying the opposite, and nothing that differs can be named"
_OTHER_DOER = f"{_SEEN_ONCE}; whoever acts in the claim is not named in it"
_ONE_WAY = f"{_SEEN_ONCE}; the other way round it does not"


@dataclass(frozen=True, slots=True)
class Decision:
    """A stance and why.

    Attributes:
        bears: The sentence bears on the claim: then it is shown even if neutral.
        difference: For a contradiction, what differs.
        contested: The side that the model sees without a ground that can be named.
    """

    stance: Stance
    why: str = ""
    bears: bool = True
    difference: ConflictType | None = None
    contested: Leaning | None = None


def decide(
    probabilities: Mapping[Stance, float],
    said: str,
    slots: SlotReport,
    voice: VoiceReading,
    clash: Clash | None = None,
) -> Decision:
    """The stance that the layer's probabilities and what code found come to.

    What differs by code is looked at before what the layer finds likely.

    Args:
        said: The model's own word, "true", "false" or "unknown".
        clash: What a contradiction may rest on, where `slots` are sure of nothing (`differing_element`).
    """
    contradicts = probabilities["contradicts"]
    if slots.differing and contradicts >= LEAST_NAMED:
        first = slots.differing[0]
        return _unless_planned(Decision("contradicts", first.why, difference=first.kind), voice)
    if voice.voice == "denies":
        if contradicts < LEAST_DENIED:
            return Decision("neutral", bears=False)
        return Decision("contradicts", f'a denial ("{voice.cue}")', difference="attribution")
    if said == "false" and clash is not None and contradicts >= _least_clashing(clash):
        return _unless_planned(Decision("contradicts", told(clash), difference=clash.kind), voice)
    if said == "false" and contradicts >= LEAST_UNNAMED:
        return _unless_planned(Decision("neutral", _ONE_WAY, contested="contradicts"), voice)
    if probabilities["supports"] >= _least_supports(slots):
        short = [*slots.differing, *(c for c in slots.unsupported if c.kind != "name")]
        return Decision("neutral", short[0].why) if short else _unless_planned(Decision("supports"), voice)
    return Decision("neutral", bears=False)


def _least_clashing(clash: Clash) -> float:
    """How likely a contradiction must be. Another name is often just somebody else."""
    return LEAST_OTHER_NAME if clash.kind in ("name", "place") else LEAST_CLASHING


def _least_supports(slots: SlotReport) -> float:
    """How likely a support must be. What lacks a name of the claim may still mean it: "the firm", "she"."""
    if slots.coverage < SAME_WORDS:
        return LEAST_PARAPHRASED
    if slots.unsupported:
        return LEAST_NAMELESS
    return LEAST_SUPPORTS if any(c.outcome == "unclear" for c in slots.comparisons) else LEAST_WHOLE


def _unless_planned(decision: Decision, voice: VoiceReading) -> Decision:
    """What was planned when the article was written neither supports nor contradicts what is claimed to be done."""
    if voice.voice == "plans":
        return Decision("neutral", f'planned or expected ("{voice.cue}"), not done')
    return decision
