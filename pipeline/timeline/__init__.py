"""Time lines: dated events that articles assert or announce, who says so, and what changed between articles.

`build_timeline` is the entry. `about` picks the claims of the subject, `statements` reads each, `nearby` and `alike`
tell which are about the same thing, `events` puts those together, `changes` finds what one article says otherwise than
another; `records` is what comes out.
"""

from __future__ import annotations

from pipeline.timeline.build import build_timeline
from pipeline.timeline.records import Change, ChangeSide, Event, LeftOut, Timeline, Told

__all__ = ["Change", "ChangeSide", "Event", "LeftOut", "Timeline", "Told", "build_timeline"]
