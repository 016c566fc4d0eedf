"""A time line for a terminal: a line an event, below it who says so and what changed. Everything that comes from
articles is put on one line, control characters taken out, and never read as markup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from pipeline.report.text import drawn
from pipeline.report.words import counted
from pipeline.text import one_line, quoted
from pipeline.timeline.records import Change, Event, Timeline, Told
from pipeline.timeline.statements import outlet_name

LONGEST = 300
"""Characters of a statement or a quote that are shown; `--json` has all of them."""
_INDENT = 12
_LEAST_WIDTH = 20
_DATE = "bold cyan"
_STATUS = {"done": "", "hedged": "unconfirmed: ", "planned": "planned: ", "denied": "denied: "}
_REPORTED = _STATUS | {"done": "reported: ", "planned": "announced: "}
_NO_DATE = "no date"
_SIGNS = {"carried_out": "→", "not_done": "→", "moved": "→", "updated": "→"}


Numbers = Callable[[Told], int]
"""The number of what an article tells; 0 for none."""


def timeline_text(timeline: Timeline) -> str:
    """The time line, for the terminal that stdout is."""
    return drawn(lambda out: print_timeline(timeline, out))


def print_timeline(timeline: Timeline, out: Console, *, numbers: Numbers = lambda told: 0) -> None:
    """Prints the events in order, those without a date last, and how many claims are not among them."""
    changes: dict[int, list[Change]] = defaultdict(list)
    for change in timeline.changes:
        for number in sorted({change.earlier.event, change.later.event}):
            changes[number].append(change)
    out.print(Text(f"Time line: {one_line(timeline.subject)}", style="bold"))
    out.print(Text(_summary(timeline), style="dim"))
    dates = {event.number: _date(event) for event in timeline.events}
    undated = False
    for event in timeline.events:
        if event.when is None and not undated:
            undated = True
            out.print()
            out.print(Text("Without a date", style="bold"))
        out.print()
        _print_event(event, changes[event.number], dates, numbers, out)
    out.print()
    for note in _notes(timeline):
        out.print(Text(note, style="dim"))


def _summary(timeline: Timeline) -> str:
    if not timeline.events:
        return "No event could be read." if timeline.unread else "The articles tell of no event."
    dates = [event.when for event in timeline.events if event.when is not None]
    stretch = f", {dates[0].split('/')[0]} to {dates[-1].split('/')[-1]}" if dates else ""
    return f"{counted(len(timeline.events), 'event')} from {counted(timeline.articles, 'article')}{stretch}"


def _date(event: Event) -> str:
    return (event.when or _NO_DATE).replace("/", " to ")


def _print_event(
    event: Event, changes: Sequence[Change], dates: Mapping[int, str], numbers: Numbers, out: Console
) -> None:
    label = (_REPORTED if event.dated_by == "reported" else _STATUS)[event.status]
    line = Text.assemble((label, "italic"), (_cut(event.statement), "bold"))
    if event.said_by is not None:
        line.append(f" (only as said by {_cut(event.said_by)})", "yellow")
    _hanging(_date(event), line, out)
    shown: dict[str, str] = {}
    for told in event.told:
        number = numbers(told)
        _inset(Text(f"[{number}] " if number else "") + _told(told, event, shown), out)
    if event.articles > 1:
        _inset(Text(_independent(event), style="dim"), out)
    # A denial within the event is told above.
    for change in (c for c in changes if c.kind != "denied" or c.earlier.event != c.later.event):
        _inset(_change(change, event, dates), out)


def _told(told: Told, event: Event, shown: dict[str, str]) -> Text:
    outlet = _outlet(told)
    guessed = " (guessed)" if told.date_guessed else ""
    line = Text.assemble(outlet, f", {told.published or 'date unknown'}{guessed}", _manner(told, event), ": ")
    words = one_line(told.quote.text)
    if words.endswith(event.statement):
        line.append("in these words", "dim")
    elif words in shown:
        line.append(f"the same words as {shown[words]}", "dim")
    else:
        shown[words] = outlet
        line.append(quoted(_cut(told.quote.text)))
    return line


def _manner(told: Told, event: Event) -> str:
    """How the article tells it, where that is not what the event's line says already."""
    who = _cut(told.speaker or "others")
    if told.status == "denied":
        return f", denial by {who}"
    parts = (
        [{"planned": "as planned", "hedged": "unconfirmed"}.get(told.status, "")] if told.status != event.status else []
    )
    if told.voice == "attributes" and event.said_by is None:
        parts.append(f"as said by {who}")
    if told.when != event.when and event.dated_by == "stated":
        parts.append(f"gives {told.when.replace('/', ' to ')}" if told.when else "gives no date")
    return "".join(f", {part}" for part in parts if part)


def _independent(event: Event) -> str:
    articles = counted(event.articles, "article")
    if event.origins is None:
        return f"{articles}, origins not compared"
    reasons = sorted({one_line(why) for t in event.told for why in (t.origin_why or "").split("; ") if why})
    why = f" ({'; '.join(map(_cut, reasons))})" if reasons and event.origins < event.articles else ""
    return f"{articles}, {counted(event.origins, 'origin')}{why}"


def _change(change: Change, event: Event, dates: Mapping[int, str]) -> Text:
    """The change, seen from this event: where the other side is another event, its date says where to look."""
    sign = _SIGNS.get(change.kind, "≠")
    style = "green" if change.kind == "carried_out" else "yellow"
    other = change.later.event if change.earlier.event == event.number else change.earlier.event
    where = f" [see {dates[other]}]" if other != event.number and dates.get(other, _NO_DATE) != _NO_DATE else ""
    summary = one_line(change.summary)
    if change.kind == "denied" and change.later.event == event.number:
        guessed = ", guessed" if change.earlier.date_guessed else ""
        date = f"{change.earlier.published or 'date unknown'}{guessed}"
        summary = f"denies what {one_line(change.earlier.outlet)} ({date}) tells"
    return Text(f"{sign} {summary}{where}", style=style)


def _notes(timeline: Timeline) -> Iterator[str]:
    if any(event.dated_by == "reported" for event in timeline.events):
        yield "reported, announced: the articles give no date; it is that of the first article that tells of it."
    reasons: dict[str, int] = defaultdict(int)
    for one in timeline.left_out:
        reasons[one.reason] += 1
    for reason, count in sorted(reasons.items()):
        yield f"Left out: {counted(count, 'claim')}: {one_line(reason)}."
    if timeline.uncompared:
        yield f"Not compared for differences, as there were too many: {counted(timeline.uncompared, 'pair')}."
    if timeline.unread:
        yield f"Could not be read for claims: {counted(timeline.unread, 'passage')}; the same command tries again."


def _outlet(told: Told) -> str:
    return outlet_name(told.publisher, told.title, told.path)


def _cut(text: str) -> str:
    line = one_line(text[: 4 * LONGEST])
    return line if len(line) <= LONGEST and len(text) <= 4 * LONGEST else line[:LONGEST].rstrip() + " …"


def _hanging(date: str, line: Text, out: Console) -> None:
    """The date, and the line beside it; below it where the date is long."""
    if len(date) >= _INDENT:
        out.print(Text(date, style=_DATE))
        date = ""
    for part in line.wrap(out, max(out.width - _INDENT, _LEAST_WIDTH)):
        part.rstrip()
        out.print(Text.assemble((date.ljust(_INDENT), _DATE), part))
        date = ""


def _inset(line: Text, out: Console) -> None:
    """Below the statement; what does not fit on a line stands further in."""
    hang = "  "
    for number, part in enumerate(line.wrap(out, max(out.width - _INDENT - len(hang), _LEAST_WIDTH))):
        part.rstrip()
        out.print(Text.assemble(" " * _INDENT, hang * (number > 0), part))
