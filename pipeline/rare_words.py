"""How much of what a question asks for a text has, the words that few of the library's sentences have counting most.

What a library's articles are about is in many of their sentences, and in the question too: having that in common says
little. "Who cut the ribbon at the opening of the tunnel?" is answered by a sentence with a ribbon, not by one more
about the tunnel. Names are left out here: articles give them in full once, and then write "he" and "the company".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.questions import Question
from pipeline.retrieve import Candidate
from pipeline.slots import find_names, missing_names
from pipeline.slots.coverage import content_tokens
from pipeline.slots.lexicon import word_set
from pipeline.slots.words import meets, tokens
from store import Article

# What the rare words of a question, and the kind of thing that it asks for, are worth beside a cosine.
WORTH = 0.25
WANTED_WORTH = 0.3
# Words that say what kind of answer is wanted, or nothing.
_ASKING = word_set(
    "date dates day days month year name names city cities town country countries place number sum amount percentage "
    "people person company kind done having take happen happens happened connection behalf"
)
# Who is said to say it; else an "accord", and so the treaty that was asked for.
_ACCORDING = re.compile(r"\baccording to\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RareWords:
    """The words of a question, each with its weight. Made by `of`.

    Attributes:
        weights: By concept.
    """

    weights: Mapping[str, float]

    @staticmethod
    def among(question: str, candidates: Sequence[Candidate]) -> RareWords:
        """The words of a question, weighed by how many of the candidates have them: of those whose articles have the
        question's names, for whoever asks about one event asks nothing of the others; of all where none has."""
        articles = {c.article.id: c.article for c in candidates}
        about = {i for i, article in articles.items() if names_are_in(question, article)} or set(articles)
        return RareWords.of(question, [c.statement for c in candidates if c.article.id in about])

    @staticmethod
    def of(question: str, sentences: Sequence[str]) -> RareWords:
        """The words of a question, weighed by how many of these sentences have them."""
        present = [_concepts(sentence) for sentence in sentences]
        asked = without_sources(question)
        names = find_names(asked)
        words = {
            token.concept
            for token in content_tokens(asked)
            if token.lower not in _ASKING and not any(name.start <= token.start < name.end for name in names)
        }
        found = {word: sum(meets(word, one) for one in present) for word in sorted(words)}
        return RareWords({word: math.log((len(present) + 1) / (n + 0.5)) for word, n in found.items()})

    def share(self, text: str) -> float:
        """How much of the weight the words of a text have: 0 to 1, and 0 where the question has no words but names."""
        present = _concepts(text)
        whole = sum(self.weights.values())
        return sum(w for word, w in self.weights.items() if meets(word, present)) / whole if whole else 0.0


def worth(question: Question, rare: RareWords, text: str) -> float:
    """What a sentence's words are worth as an answer, beside its similarity to the question."""
    return WORTH * rare.share(text) + WANTED_WORTH * question.has_wanted(text)


def names_are_in(text: str, article: Article) -> bool:
    """Whether an article has all names of a text somewhere: it need not give them in full again in each sentence."""
    return not missing_names(text, f"{article.title} {article.publisher or ''} {article.text}")


def without_sources(text: str) -> str:
    """A text without the words "according to"."""
    return _ACCORDING.sub("", text)


def _concepts(text: str) -> frozenset[str]:
    return frozenset(token.concept for token in tokens(without_sources(text)))
