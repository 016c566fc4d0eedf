"""What a person adds to a finding: a verdict of their own, a remark."""

from __future__ import annotations

from dataclasses import replace

from pipeline.errors import UsageError
from pipeline.findings import Finding
from pipeline.shell import person, screens
from pipeline.shell.desk import Desk
from pipeline.shell.lines import Line
from pipeline.shell.outcome import Outcome, told

LONGEST_NOTE = 2000


async def judge(desk: Desk, line: Line) -> Outcome:
    """Records a person's verdict on the last claim."""
    verdict, note = line.words[0], _short(" ".join(line.words[1:]))
    turn = desk.session.turn
    if not isinstance(turn.result, Finding):
        raise UsageError(
            "A verdict goes with a claim; what you asked last is a question.", mend="Check the claim first."
        )
    judged = person.record(desk.checker, turn.result.claim.text, verdict, note)
    turn = desk.session.put(replace(turn, judged=judged))
    where = "" if judged.kept == "library" else "It is kept in this session: `save` keeps it longer."
    return told(*screens.added_by_person(turn)[:1], where, kind="judged", verdict=verdict, note=note, kept=judged.kept)


async def note(desk: Desk, line: Line) -> Outcome:
    """Keeps a remark with the last finding."""
    text = line.text
    words = _short(" ".join(line.words) if text[:1] in "\"'" else text)
    if not words:
        raise UsageError("The note is empty.", mend='Write note "ask for the minutes".')
    turn = desk.session.turn
    desk.session.put(replace(turn, notes=(*turn.notes, words)))
    return told(f"note: {words}", kind="note", note=words)


def _short(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise UsageError(f"A note has at most {LONGEST_NOTE:,} characters; this one has {len(text):,}.")
    return text
