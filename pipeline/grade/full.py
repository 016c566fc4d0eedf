"""The full grade: one passage, JSON back. For capable models.

The model names sentence numbers, so that it cannot invent a quote. Code then checks what it said against dates,
numbers, names and voice, and a contradiction must name the words that cannot both hold; a grade at odds with them is
asked again once, with the reason, and demoted if it stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import ModelCallError
from pipeline.findings import Grade, Ungraded
from pipeline.gates import GateFailure, check_grade
from pipeline.grade.brief import ungraded
from pipeline.grade.replies import GradeReply, ReplyError, grade_schema, read_grade, read_object
from pipeline.llm import ChatModel, Message, Usage
from pipeline.orders import orders_at, without_orders
from pipeline.retrieve import Candidate
from pipeline.text import one_line
from prompts import Prompt
from store import Article, Claim

_MAX_TOKENS = 400
WITHHELD = "(left out: it speaks to its reader)"
"""Stands in place of a sentence that orders its reader: what a model does not see, it cannot obey."""


class FullGrader:
    """Grades one passage at a time with `prompts/grade.md`."""

    calibrated = False

    def __init__(self, model: ChatModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt
        self.prompts = (prompt,)

    @property
    def model_identity(self) -> str:
        """Which model, for provenance."""
        return self._model.base_identity

    async def grade(self, claim: Claim, candidate: Candidate, *, repeat: int = 0) -> tuple[Grade | Ungraded, Usage]:
        """What the candidate's passage does to the claim, and what it cost to find out."""
        messages = self._messages(claim, candidate)
        usage = Usage()
        for attempt in range(2):
            try:
                reply = await self._model.ask(
                    messages, max_tokens=_MAX_TOKENS, schema=grade_schema(), repeat=repeat, usable=_readable
                )
            except ModelCallError as e:
                return ungraded(claim, candidate, str(e)), usage
            usage += reply.usage
            try:
                said = read_grade(reply.text, finish=reply.finish, sentence_count=len(candidate.passage.sentences))
            except ReplyError as e:
                return ungraded(claim, candidate, str(e)), usage
            grade = self._as_grade(claim, candidate, said)
            try:
                differs = (said.differs.claim, said.differs.passage) if said.differs else None
                return check_grade(grade, claim, candidate, differs), usage
            except GateFailure as e:
                failure = e
            if attempt == 0:
                messages = [*messages, Message("assistant", _one_object(said)), Message("user", _again(str(failure)))]
        return _demoted(grade, claim, candidate, failure), usage

    def _messages(self, claim: Claim, candidate: Candidate) -> list[Message]:
        article, passage = without_orders(candidate.article), candidate.passage
        orders = orders_at(article.text)
        shown = [WITHHELD if span in orders else one_line(article.text[slice(*span)]) for span in passage.sentences]
        lines = [f"[{n}] {text}" for n, text in enumerate(shown, 1)]
        rendered = self._prompt.render(
            claim=one_line(claim.text),
            title=label(article.title) or "no headline",
            publisher=label(article.publisher or "") or "publisher unknown",
            published=article.published or "date unknown",
            sentences="\n".join(lines),
            boundary=boundary(claim.text, article),
        )
        return [Message(m.role, m.content) for m in rendered]

    def _as_grade(self, claim: Claim, candidate: Candidate, said: GradeReply) -> Grade:
        assert said.stance != "cannot_tell"  # `read_grade` has refused it
        numbers = sorted(set(said.sentences)) if said.stance != "neutral" else []
        quotes = tuple(candidate.passage.sentences[n - 1] for n in numbers)
        return Grade(
            claim_id=claim.id,
            article_id=candidate.article.id,
            passage_id=candidate.passage.id,
            stance=said.stance,
            voice=said.voice,
            speaker=one_line(said.speaker) if said.speaker else None,
            quotes=quotes,
            confidence=None,
            reason=one_line(said.reason),
            model=self._model.base_identity,
            prompt_hash=self._prompt.hash,
        )


def _readable(text: str) -> bool:
    """Whether a reply is worth keeping: what is no grade at all is asked for again the next time."""
    try:
        read_object(text, GradeReply, finish=None)
    except ReplyError:
        return False
    return True


def _demoted(grade: Grade, claim: Claim, candidate: Candidate, failure: GateFailure) -> Grade | Ungraded:
    """A grade that has failed a gate twice: what code and model see differently is contested."""
    if failure.settles_nothing:
        return replace(grade, stance="neutral", quotes=(), reason=str(failure))
    if not failure.contests or grade.stance == "neutral":
        return ungraded(claim, candidate, f"the model's grade is at odds with the text: {failure}")
    return replace(
        grade, stance="neutral", contested=grade.stance, reason=f"code does not see what the model sees: {failure}"
    )


def label(text: str) -> str:
    """What an article says of itself, short and without quotation marks, for a line inside the fence."""
    return one_line(text).replace('"', "'")[:200]


def boundary(claim: str, article: Article) -> str:
    """The line that fences a passage: 16 hex digits over the claim, the whole article and what is stated about it.

    It differs for every call and cannot be written into an article in advance, since the article's own text is
    hashed: an author would have to find a text that holds its own hash. Being computed, it leaves cache and
    findings the same from run to run, which a random one would not.
    """
    return hashlib.sha256(f"{article.id}:{claim}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _one_object(said: GradeReply) -> str:
    return said.model_dump_json()


def _again(failure: str) -> str:
    return (
        f"A check by program found this at odds with your answer: {one_line(failure)}. "
        "Read the passage again and answer once more with one JSON object."
    )


def passages_of(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One candidate a passage, the best, in the order given: a passage is graded once."""
    seen: set[str] = set()
    kept = []
    for candidate in candidates:
        if candidate.passage.id not in seen:
            seen.add(candidate.passage.id)
            kept.append(candidate)
    return kept
