"""Claims drawn by a small model and code, sentence by sentence.

A small model cannot be trusted to rewrite a sentence: it drops a "not" or adds a name. So it is asked only who or what
a word stands for (`prompts/extract.brief.md`), where code has found one that needs it; code does the rest: it spells
out days, puts the answer in, takes reports apart, and checks what has come out.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.claims.checks import LONGEST, TOLD, invented, not_entailed, why_unchecked
from pipeline.claims.days import lost_day, spelled, unclear_day, when_of, without_lost_days
from pipeline.claims.records import PASSED_OVER, Estimate, Wanted
from pipeline.claims.references import MOST_REFERENCES, Reference, find_references
from pipeline.claims.resolve import earlier_noun, named_lately, referent, replaced, with_full_names
from pipeline.claims.sentences import Sentence, sentences_of
from pipeline.claims.statements import Statement, statements
from pipeline.errors import ModelCallError
from pipeline.llm import ChatModel, Message, Usage
from pipeline.llm.prices import cost_usd
from pipeline.orders import without_orders
from pipeline.slots.lexicon import word_set
from pipeline.text import one_line
from prompts import Prompt
from store import Article, Claim, Dropped, Extraction, Passage, content_id

RULES = "rules 6"
"""Part of the key of what was drawn: to be counted up with every change of the rules here and in the modules beside."""
_CONTEXT = 700  # characters
_ANSWER_TOKENS = 24
_LINKS = re.compile(
    r"^(?:(?:however|moreover|meanwhile|additionally|notably|furthermore|also|earlier|later|still|yet|but|and|so|besides|"
    r"in addition|in return|in turn|at the time|at the same time|as a result|for (?:his|her|its|their) part|instead|"
    r"nevertheless|nonetheless|previously|separately|finally)(?:,\s+))+",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me|[Yy]ou|[Yy]our)\b")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_QUOTE_MARKS = '"“„«'
# Sentences in other languages are taken as they stand; one that opens with such a word speaks of something before it.
_ELSEWHERE = {
    "de": word_set("er sie es sein seine seinen ihr ihre ihren dies diese dieser dieses dort dabei damit dazu"),
    "fr": word_set("il elle ils elles ce cette ces son sa ses leur leurs"),
    "es": word_set("él ella ellos ellas esto este esta estos estas su sus"),
    "it": word_set("lui lei loro egli essa esse questo questa questi queste suo sua"),
    "pt": word_set("ele ela eles elas isso isto este esta seu sua"),
    "nl": word_set("hij zij hun dit deze"),
    "ru": word_set("он она оно они его её их это"),
}


class BriefExtractor:
    """Draws the claims of a passage with `prompts/extract.brief.md`.

    Attributes:
        key: Of what it draws: model, prompt and rules.
    """

    def __init__(self, model: ChatModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt
        self.prompts = (prompt,)
        self.key = content_id("xtr", model.base_identity, prompt.hash, RULES)

    def estimate(self, passages: int) -> Estimate:
        """What so many passages of news would take: each about 2 calls of 350 tokens in and 10 out."""
        calls = 2 * passages
        return Estimate(passages, calls, cost_usd(self._model.base_identity, 350 * calls, 10 * calls))

    async def extract(
        self, article: Article, passage: Passage, wanted: Wanted | None = None
    ) -> tuple[Extraction | None, Usage]:
        """The claims of a passage, and what it cost; None instead of them where a call failed for good.

        Args:
            wanted: Which sentences are worth a call; the others are dropped as `PASSED_OVER`. None: all.
        """
        article = without_orders(article)
        english = (article.language or "en") == "en"
        claims: list[Claim] = []
        dropped: list[Dropped] = []
        usage = Usage()
        for sentence in sentences_of(article, passage):
            reason = TOLD.format(sentence.order) if sentence.order else why_unchecked(sentence.text, english=english)
            text = sentence.text
            if reason is None and english:
                bare = _LINKS.sub("", sentence.text)
                sentence = replace(sentence, text=bare[:1].upper() + bare[1:])
                try:
                    text, reason, spent = await self._resolved(article, sentence, wanted)
                except ModelCallError:
                    return None, usage
                usage += spent
            elif reason is None and opens_with_a_pronoun(sentence.text, article.language):
                reason = "it opens with a word that stands for something before it"
            if reason is not None:
                dropped.append(Dropped(*sentence.span, reason))
                continue
            kept, lost = _drawn(article, passage, sentence, text)
            claims += kept
            dropped += lost
        return Extraction(passage.id, article.id, self.key, tuple(claims), tuple(dropped)), usage

    async def _resolved(
        self, article: Article, sentence: Sentence, wanted: Wanted | None
    ) -> tuple[str, str | None, Usage]:
        """The sentence with what its words stand for, or why that cannot be told."""
        references = find_references(sentence.text)
        if len(references) > MOST_REFERENCES:
            return "", f"{len(references)} of its words stand for something before it", Usage()
        context = _context(article, sentence)
        earlier = f"{article.title}. {context}"
        known = [earlier_noun(r, earlier) for r in references]
        asked = [r for r, noun in zip(references, known, strict=True) if noun is None]
        if asked and wanted is not None and not wanted(article, sentence.span, _own_words(sentence.text, references)):
            return "", PASSED_OVER, Usage()
        answers = await asyncio.gather(*(self._ask(r, article, sentence, context) for r in asked))
        usage = sum((spent for _, spent in answers), Usage())
        found = [(r, noun) for r, noun in zip(references, known, strict=True) if noun is not None]
        for reference, (answer, _) in zip(asked, answers, strict=True):
            meant = referent(reference, answer, earlier)
            if meant is None or not (
                reference.head or named_lately(reference, meant, *_read_from_the_top(article, sentence))
            ):
                return "", f'what "{reference.text}" stands for cannot be told', usage
            found.append((reference, meant))
        return replaced(sentence.text, found), None, usage

    async def _ask(self, reference: Reference, article: Article, sentence: Sentence, context: str) -> tuple[str, Usage]:
        if not context and not article.title:
            return "", Usage()
        rendered = self._prompt.render(
            headline=one_line(article.title)[:200] or "none",
            text=context or "none",
            sentence=sentence.text,
            words=reference.text,
        )
        reply = await self._model.ask([Message(m.role, m.content) for m in rendered], max_tokens=_ANSWER_TOKENS)
        return one_line(reply.text), reply.usage


def opens_with_a_pronoun(text: str, language: str | None) -> bool:
    """Whether a sentence in another language than English opens with a word that stands for something before it."""
    return text.split()[0].lower() in _ELSEWHERE.get(language or "", ())


def _own_words(text: str, references: Sequence[Reference]) -> str:
    """A sentence without the words that stand for something before it."""
    for reference in sorted(references, key=lambda r: -r.start):
        text = f"{text[: reference.start]} {text[reference.end :]}"
    return text


def _context(article: Article, sentence: Sentence) -> str:
    """What stands before the sentence, as much as the model is shown; the headline is shown apart."""
    lines = [line for line in sentence.before if line != one_line(article.title)]
    text = " ".join(lines)
    return text if len(text) <= _CONTEXT else text[-_CONTEXT:].partition(" ")[2]


def _read_from_the_top(article: Article, sentence: Sentence) -> tuple[str, int]:
    """Headline and text, and where the sentence begins in them."""
    headline = f"{article.title}\n\n"
    return headline + article.text, len(headline) + sentence.span[0]


def _drawn(article: Article, passage: Passage, sentence: Sentence, text: str) -> tuple[list[Claim], list[Dropped]]:
    """The claims of a sentence that can be read alone but for its days, and those that a check has stopped."""
    published, english = article.published, (article.language or "en") == "en"
    text = with_full_names(text, f"{article.title}. {article.text}") if english else text
    whole = without_lost_days(spelled(text, published, sentence.before), published)
    around = f"{article.title}. {article.publisher or ''}. {' '.join(sentence.before)} {sentence.text}"
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    for found in statements(whole, sentence.before):
        found = _with_its_speaker(found)
        reason = _why_not(found, whole, f"{around} {whole}", published, english=english)
        if reason is not None:
            dropped.append(Dropped(*sentence.span, reason, found.text))
            continue
        claims.append(
            Claim.make(
                found.text,
                article.id,
                *sentence.span,
                passage_id=passage.id,
                voice=found.voice,
                speaker=found.speaker,
                when=when_of(found.text, published),
            )
        )
    return claims, dropped


def _with_its_speaker(found: Statement) -> Statement:
    """A bare quotation with who says it before it: "We need time." is nobody's claim."""
    if found.voice == "attributes" and not found.inner and found.speaker and found.text[:1] in _QUOTE_MARKS:
        inside = found.text.strip(_QUOTE_MARKS + "”»")
        if not any(mark in inside for mark in '"“”'):
            return Statement(f"{found.speaker} said: “{inside}”", "asserts", None)
    return found


def _why_not(found: Statement, whole: str, around: str, published: str | None, *, english: bool) -> str | None:
    if len(found.text) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if (day := unclear_day(found.text)) is not None:
        return f'it counts "{day}" from a day that it does not name'
    if english and (lost := lost_day(found.text, published)) is not None:
        return f'it says "{lost}", and its article has no date'
    if english and _FIRST_PERSON.search(_QUOTED.sub("", found.text)):
        return "it speaks in the first person, and does not say who"
    if made_up := invented(found.text, around, published):
        return f"it names what the passage does not: {', '.join(made_up[:3])}"
    # What is denied does not follow from the sentence, and the whole is the sentence itself.
    own_words = not found.inner or found.voice == "denies"
    return None if own_words else not_entailed(found.text, whole, around, published)
