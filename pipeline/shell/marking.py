"""What a person adds to a finding: a verdict of their own, a remark."""

from __future__ import annotations

from dataclasses import replace

from pipeline.errors import UsageError
from pipeline.findings import Finding
from pipeline.history.keep import MAX_NOTE
from pipeline.report import to_value
from pipeline.report.text import person_line
from pipeline.shell.desk import Desk
from pipeline.shell.lines import Line
from pipeline.shell.outcome import Outcome, told


async def judge(desk: Desk, line: Line) -> Outcome:
    """Records a person's verdict on the last claim, beside the finding that is shown."""
    verdict, note = line.words[0], " ".join(line.words[1:])
    turn = desk.session.turn
    if not isinstance(turn.result, Finding):
        raise UsageError(
            "A verdict goes with a claim; what you asked last is a question.", mend="Check the claim first."
        )
    person = desk.checker.judge(turn.result.claim.text, verdict=verdict, note=note, shown=turn.result)
    desk.session.put(replace(turn, result=replace(turn.result, person=person)))
    return told(person_line(person), kind="judged", person=to_value(person))


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
    if len(text) > MAX_NOTE:
        message = f"A note has at most {MAX_NOTE:,} characters; this one has {len(text):,}."
        raise UsageError(message, mend="Shorten it, or write two notes.")
    return text
