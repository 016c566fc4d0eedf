"""Claims drawn by a capable model: a passage in one call (`prompts/extract.md`), checked by code.

What the model gives is text from a stranger: its sentence numbers must be those of the passage, every name and number
of a claim must stand in the passage or what was shown with it, and the claim must follow from its sentence as far as
code can see. What does not is dropped, with the reason.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from pipeline.claims.checks import LONGEST, TOLD, invented, not_entailed, why_unchecked
from pipeline.claims.days import when_of
from pipeline.claims.records import Estimate, Wanted
from pipeline.claims.references import find_references
from pipeline.claims.sentences import Sentence, sentences_of
from pipeline.errors import ModelCallError
from pipeline.grade.full import WITHHELD, boundary, label
from pipeline.grade.replies import ReplyError, read_object
from pipeline.llm import ChatModel, Message, Usage
from pipeline.llm.prices import cost_usd
from pipeline.orders import without_orders
from pipeline.slots import find_dates, overlap, spell_out
from pipeline.slots.dates import as_date
from pipeline.text import normalised, one_line
from pipeline.voice import read_voice
from prompts import Prompt
from store import Article, Claim, Dropped, Extraction, Passage, Voice, content_id

RULES = "rules 1"
"""Part of the key of what was drawn: to be counted up with every change of the checks."""
_MAX_TOKENS = 1500
LEAST_SHARED = 0.6
"""Share of a claim's words that the sentence it names must have, if any sentence of the passage has so many."""


class _Drawn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sentence: int
    text: str = Field(min_length=1, max_length=2 * LONGEST)
    voice: Voice
    speaker: str | None = Field(max_length=200)
    when: str | None = Field(max_length=40)


class _Left(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sentence: int
    reason: str = Field(max_length=400)


class ExtractReply(BaseModel):
    """The JSON that `prompts/extract.md` asks for."""

    model_config = ConfigDict(extra="forbid")

    claims: list[_Drawn] = Field(max_length=60)
    dropped: list[_Left] = Field(max_length=60)


def extract_schema() -> dict[str, object]:
    """JSON Schema of `ExtractReply` in the strict subset that OpenAI takes: every field required, no bounds."""
    optional = {"type": ["string", "null"]}
    voices = {"type": "string", "enum": ["asserts", "attributes", "denies", "plans", "hedges"]}
    number, text = {"type": "integer"}, {"type": "string"}
    drawn = {"sentence": number, "text": text, "voice": voices, "speaker": optional, "when": optional}
    return _object({"claims": _list(_object(drawn)), "dropped": _list(_object({"sentence": number, "reason": text}))})


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": items}


class FullExtractor:
    """Draws the claims of a passage in one call.

    Attributes:
        key: Of what it draws: model, prompt and checks.
    """

    def __init__(self, model: ChatModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt
        self.prompts = (prompt,)
        self.key = content_id("xtr", model.base_identity, prompt.hash, RULES)

    def estimate(self, passages: int) -> Estimate:
        """What so many passages of news would take: each one call of about 1,500 tokens in and 450 out."""
        calls = passages
        return Estimate(passages, calls, cost_usd(self._model.base_identity, 1500 * calls, 450 * calls))

    async def extract(
        self, article: Article, passage: Passage, wanted: Wanted | None = None
    ) -> tuple[Extraction | None, Usage]:
        """The claims of a passage, and what it cost; None instead of them where the call failed or gave no JSON.

        Args:
            wanted: Of no account: a passage is one call, whatever is wanted of it.
        """
        article = without_orders(article)
        sentences = sentences_of(article, passage)
        try:
            reply = await self._model.ask(
                self._messages(article, passage, sentences),
                max_tokens=_MAX_TOKENS,
                schema=extract_schema(),
                usable=_readable,
            )
        except ModelCallError:
            return None, Usage()
        try:
            said = read_object(reply.text, ExtractReply, finish=reply.finish)
        except ReplyError:
            return None, reply.usage
        return self._checked(article, passage, sentences, said), reply.usage

    def _messages(self, article: Article, passage: Passage, sentences: list[Sentence]) -> list[Message]:
        rendered = self._prompt.render(
            title=label(article.title) or "no headline",
            publisher=label(article.publisher or "") or "publisher unknown",
            published=article.published or "date unknown",
            before=" ".join(sentences[0].before)[-800:] or "nothing" if sentences else "nothing",
            sentences="\n".join(f"[{n}] {WITHHELD if s.order else s.text}" for n, s in enumerate(sentences, 1)),
            boundary=boundary(passage.id, article),
        )
        return [Message(m.role, m.content) for m in rendered]

    def _checked(self, article: Article, passage: Passage, sentences: list[Sentence], said: ExtractReply) -> Extraction:
        around = _around(article, sentences)
        claims: dict[str, Claim] = {}
        dropped: list[Dropped] = []
        for drawn in said.claims:
            text = one_line(drawn.text)
            if not 1 <= drawn.sentence <= len(sentences):
                dropped.append(Dropped(passage.start, passage.end, "it names a sentence that there is not", text))
                continue
            sentence = sentences[drawn.sentence - 1]
            if reason := _why_not(text, sentence, sentences, around, article.published):
                dropped.append(Dropped(*sentence.span, reason, text))
                continue
            voice, speaker = _held_by(drawn, text, sentence, around)
            when = when_of(text, article.published)
            claim = Claim.make(
                text, article.id, *sentence.span, passage_id=passage.id, voice=voice, speaker=speaker, when=when
            )
            claims.setdefault(claim.id, claim)
        left = set(range(1, len(sentences) + 1)) - {d.sentence for d in said.claims}
        reasons = {d.sentence: one_line(d.reason) for d in said.dropped}
        for n in sorted(left):
            dropped.append(Dropped(*sentences[n - 1].span, reasons.get(n) or "the model drew no claim from it"))
        order = sorted(claims.values(), key=lambda c: c.start or 0)
        return Extraction(passage.id, article.id, self.key, tuple(order), tuple(dropped))


def _readable(text: str) -> bool:
    try:
        read_object(text, ExtractReply, finish=None)
    except ReplyError:
        return False
    return True


def _around(article: Article, sentences: list[Sentence]) -> str:
    """All that a claim may take its words from, days spelled out."""
    before = sentences[0].before if sentences else ()
    # A sentence that orders its reader gives nobody words.
    text = " ".join((*before, *(s.text for s in sentences if not s.order)))
    stated = f"{article.title}. {article.publisher or ''}. {article.published or ''}."
    return f"{stated} {spell_out(text, as_date(article.published))}"


def _held_by(drawn: _Drawn, text: str, sentence: Sentence, around: str) -> tuple[Voice, str | None]:
    """Voice and speaker: the model's, unless it takes for the outlet's own what code reads as planned or said."""
    speaker = one_line(drawn.speaker) if drawn.speaker else None
    if speaker and normalised(speaker).casefold() not in normalised(around).casefold():
        speaker = None
    read = read_voice(text, sentence.text, sentence.before)
    if drawn.voice == "asserts" and read.voice != "asserts":
        return read.voice, read.speaker or speaker
    return drawn.voice, speaker


def _why_not(
    text: str, sentence: Sentence, sentences: list[Sentence], around: str, published: str | None
) -> str | None:
    if len(text) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if sentence.order:
        return TOLD.format(sentence.order)
    if reason := why_unchecked(sentence.text) or why_unchecked(text):
        return reason
    open_word = next((r.text for r in find_references(text) if not r.head), None)
    if open_word is not None:
        return f'what "{open_word}" stands for is left open'
    if any(d.weekday is not None or (d.loose and not d.filled) for d in find_dates(text)):
        return "a day in it counts from the article's date"
    if made_up := invented(text, around, published):
        return f"it names what the passage does not: {', '.join(made_up[:3])}"
    shares = [overlap(text, s.text) for s in sentences]
    shared = overlap(text, sentence.text)
    if shared < LEAST_SHARED and shared < max(shares) - 0.1:
        return "its words stand in another sentence than the one it names"
    return not_entailed(text, sentence.text, around, published)
