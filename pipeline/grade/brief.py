"""The brief grade: one evidence sentence, one word back. For small models.

The word alone is a poor grade (see the figures in README.md here), so its log-probabilities go through the fitted
layer together with similarity and with what code found when it compared dates, numbers, names and polarity.
Rules then hold whatever the layer says: a support with another date or number is not shown as support, and a
contradiction must name what differs.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.errors import ModelCallError
from pipeline.findings import ConflictType, Grade, Stance, Ungraded
from pipeline.grade.layer import Layer, features
from pipeline.grade.replies import ReplyError, read_label
from pipeline.llm import ChatModel, Message, Usage
from pipeline.retrieve import Candidate
from pipeline.slots import SlotReport, compare
from pipeline.text import one_line
from pipeline.voice import VoiceReading, read_voice
from prompts import Prompt
from store import Claim


class BriefGrader:
    """Grades one sentence at a time with `prompts/grade.brief.md`."""

    def __init__(self, model: ChatModel, prompt: Prompt, layer: Layer) -> None:
        self._model = model
        self._prompt = prompt
        self._layer = layer
        self.prompts = (prompt,)
        self.calibrated = layer.fits(model.identity, prompt.hash)

    async def grade(self, claim: Claim, candidate: Candidate) -> tuple[Grade | Ungraded, Usage]:
        """What the sentence does to the claim, and what it cost to find out."""
        rendered = self._prompt.render(claim=one_line(claim.text), sentence=one_line(candidate.text))
        messages = [Message(m.role, m.content) for m in rendered]
        try:
            reply = await self._model.ask(messages, max_tokens=3, top_logprobs=12)
        except ModelCallError as e:
            return ungraded(claim, candidate, str(e)), Usage()
        try:
            labels = read_label(reply.text, reply.logprobs)
        except ReplyError as e:
            return ungraded(claim, candidate, str(e)), reply.usage
        return self._weigh(claim, candidate, labels, has_logprobs=bool(reply.logprobs)), reply.usage

    def _weigh(
        self, claim: Claim, candidate: Candidate, labels: Mapping[str, float], *, has_logprobs: bool
    ) -> Grade:
        slots = compare(
            claim.text, candidate.text, reference_date=candidate.article.published, context=candidate.context
        )
        voice = read_voice(claim.text, candidate.text, candidate.previous)
        probabilities = self._layer.probabilities(features(labels, candidate.similarity, slots))
        stance, reason = decide(probabilities, self._layer.thresholds, slots, voice)
        said = max(labels, key=lambda label: labels[label])
        return Grade(
            claim_id=claim.id,
            article_id=candidate.article.id,
            passage_id=candidate.passage.id,
            stance=stance,
            voice=voice.voice,
            speaker=voice.speaker,
            quotes=() if stance == "neutral" and voice.voice != "plans" else (candidate.span,),
            confidence=round(probabilities[stance], 3) if self.calibrated and has_logprobs else None,
            reason=reason or f'the model reads the sentence as "{said}"',
            model=self._model.identity,
            prompt_hash=self._prompt.hash,
            difference=difference(slots) if stance == "contradicts" else None,
        )


def ungraded(claim: Claim, candidate: Candidate, reason: str) -> Ungraded:
    """The candidate's passage as one that could not be graded."""
    return Ungraded(claim.id, candidate.article.id, candidate.passage.id, reason)


def decide(
    probabilities: Mapping[Stance, float],
    thresholds: Mapping[str, float],
    slots: SlotReport,
    voice: VoiceReading,
) -> tuple[Stance, str]:
    """The stance, and what code has to say about it (empty where the model alone decided).

    The order matters: what differs by code is looked at before what the layer finds likely.
    """
    likely = [s for s in ("supports", "contradicts") if probabilities[s] >= thresholds[s]]
    if slots.differing and probabilities["contradicts"] >= thresholds["contradicts_named"]:
        return "contradicts", slots.differing[0].why
    if voice.voice == "denies" and probabilities["neutral"] < thresholds["neutral_denied"]:
        return "contradicts", f'a denial ("{voice.cue}")'
    if "contradicts" in likely and not slots.differing:
        return "contradicts", ""
    if "supports" in likely:
        if slots.differing:
            return "neutral", slots.differing[0].why
        if slots.unsupported:
            return "neutral", slots.unsupported[0].why
        if voice.voice == "plans":
            return "neutral", f'planned or expected ("{voice.cue}"), not done'
        return "supports", ""
    return "neutral", ""


def difference(slots: SlotReport) -> ConflictType:
    """What differs between claim and sentence, by kind; "content" where only the model sees it."""
    return slots.differing[0].kind if slots.differing else "content"
