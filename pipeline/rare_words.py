"""How much of what a question asks for a text has, the words that few of the library's sentences have counting most.

What a library's articles are about is in many of their sentences, and in the question too: having that in common says
little. "Who cut the ribbon at the opening of the tunnel?" is answered by a sentence with a ribbon, not by one more
about the tunnel. Names are left out here: articles give them in full once, and then write "he" and "the company".
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.slots.coverage import content_tokens, plain_concepts
from pipeline.slots.lexicon import word_set
from pipeline.slots.words import meets, tokens

# Words that say what kind of answer is wanted, or nothing.
_ASKING = frozenset(
    token.concept
    for word in word_set(
        "date day month year name city town country place number sum amount percentage people person company kind "
        "done having take happen connection according behalf"
    )
    for token in content_tokens(word)
)


@dataclass(frozen=True, slots=True)
class RareWords:
    """The words of a question, each with its weight. Made by `of`.

    Attributes:
        weights: By concept.
    """

    weights: Mapping[str, float]

    @staticmethod
    def of(question: str, sentences: Sequence[str]) -> RareWords:
        """The words of a question, weighed by how many of these sentences have them.

        Args:
            sentences: What the library has that is near to it.
        """
        present = [frozenset(token.concept for token in tokens(sentence)) for sentence in sentences]
        found = {word: sum(meets(word, one) for one in present) for word in plain_concepts(question) - _ASKING}
        return RareWords({word: math.log((len(present) + 1) / (n + 0.5)) for word, n in found.items()})

    def share(self, text: str) -> float:
        """How much of the weight the words of a text have: 0 to 1, and 0 where the question has no words but names."""
        present = frozenset(token.concept for token in tokens(text))
        whole = sum(self.weights.values())
        return sum(w for word, w in self.weights.items() if meets(word, present)) / whole if whole else 0.0
