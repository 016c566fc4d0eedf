"""What a running command tells while it works, and how it is told to stop. One thread writes, another reads."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.text import name_of, one_line

if TYPE_CHECKING:
    from pipeline.findings import Grade, Stance, Ungraded
    from pipeline.retrieve import Candidate
    from store import Claim

SHOWN = 5


class Stopped(Exception):
    """The user has stopped what was running."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A passage that was graded: by which outlet, of which day, as what (None: it could not be), in which words."""

    stance: Stance | Literal["contested"] | None
    outlet: str
    published: str
    words: str


@dataclass(slots=True)
class Feed:
    """What one command is doing.

    Attributes:
        seen: The last passages that were graded, newest last.
        counts: Passages so far by stance; "contested" for those in which readers see different things, "silent" for
            those that do not bear on the claim, "failed" for those that could not be graded.
    """

    done: int = 0
    total: int = 0
    what: str = ""
    seen: deque[Seen] = field(default_factory=lambda: deque(maxlen=SHOWN))
    counts: Counter[str] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, total: int, what: str) -> None:
        """As `pipeline.ingest.Progress`.

        Raises:
            Stopped: The user has stopped the command.
        """
        self.done, self.total, self.what = done, total, one_line(what)
        if self.stopping.is_set():
            raise Stopped

    def graded(self, claim: Claim, candidate: Candidate, graded: Grade | Ungraded) -> None:
        """As `pipeline.factcheck.Told`."""
        article = candidate.article
        outlet = name_of(article.publisher, article.title, article.path)
        words = " ".join(one_line(article.text[start:end]) for start, end in getattr(graded, "quotes", ()))
        stance: Stance | Literal["contested"] | None
        stance = "contested" if getattr(graded, "contested", None) else getattr(graded, "stance", None)
        if stance is None:
            words = one_line(graded.reason)
        self.counts["failed" if stance is None else stance if words else "silent"] += 1
        self.seen.append(Seen(stance, outlet, article.published or "no date", words))
