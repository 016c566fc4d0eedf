"""Which claims are about a subject. It leaves out what surely is not; ranking has come before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.slots import find_names, missing_names, overlap
from pipeline.slots.coverage import content_tokens
from pipeline.text import one_line

if TYPE_CHECKING:  # it brings the library with it
    from pipeline.located import Located

LEAST_OVERLAP = 0.5
"""Share of the subject's words that a claim must have where the subject names nobody."""
LEAST_IN_LEAD = 0.6
"""Share of a topic's words that the headline and lead of an article on it must have, with all of its names."""
_LEAD = 600  # characters of an article that say what it is about


class About:
    """Whether a claim is about the subject, as far as names and words tell.

    Where the subject is a name and nothing else ("Irena Dovik"), a claim must have it. Where it is a topic ("Hask
    tunnel"), what an article on that topic tells belongs to it, whatever it names: the ranking has come before.
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.names = find_names(subject)
        parts = {part for name in self.names for part in name.parts}
        self.is_topic = any(token.concept not in parts for token in content_tokens(subject))
        self._articles: dict[str, bool] = {}

    def __call__(self, located: Located) -> bool:
        """Whether the claim, or for a topic its article's headline and lead, have the subject."""
        text = one_line(located.claim.text)
        if not content_tokens(self.subject):
            return True
        if self.names and not missing_names(self.subject, text):
            return True
        if not self.names and overlap(self.subject, text) >= LEAST_OVERLAP:
            return True
        return self.is_topic and self._tells_of_it(located)

    def _tells_of_it(self, located: Located) -> bool:
        article = located.article
        if article.id not in self._articles:
            lead = one_line(f"{article.title[:_LEAD]} {article.text[:_LEAD]}")
            self._articles[article.id] = not missing_names(self.subject, lead) and (
                overlap(self.subject, lead) >= LEAST_IN_LEAD
            )
        return self._articles[article.id]
