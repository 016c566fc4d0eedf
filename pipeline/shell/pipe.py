"""Lines from a pipe or a file, one after the other: no prompt, no live lines; an error is one line's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TextIO

from pipeline.cli.exits import DONE, ENVIRONMENT, INTERRUPTED, PARTIAL, code_of
from pipeline.shell.outcome import Outcome
from pipeline.shell.sitting import Sitting

LONGEST = 100_000  # characters of a line


def run_pipe(sitting: Sitting, lines: Iterable[str], show: Callable[[int, str, Outcome], None]) -> int:
    """Does all lines.

    Args:
        show: Prints what a line came to, with its number and as it was typed.

    Returns:
        The exit code: that of the errors where every line failed for the same reason, 5 where some lines failed.
    """
    sitting.start()
    codes: list[int] = []
    for number, line in enumerate(lines, 1):
        outcome = _done(sitting, sitting.submit(line))
        if outcome is None:
            return INTERRUPTED
        if outcome.kind != "nothing":
            show(number, line, outcome)
            codes.append(outcome.code if outcome.error is None else code_of(outcome.error) or ENVIRONMENT)
        if outcome.leave:
            break
    failed = {code for code in codes if code != DONE}
    if not failed:
        return DONE
    return failed.pop() if len(failed) == 1 and DONE not in codes else PARTIAL


def _done(sitting: Sitting, future: Future[Outcome]) -> Outcome | None:
    """What a line came to; None where the user leaves."""
    while True:
        try:
            return future.result()
        except KeyboardInterrupt:
            if sitting.interrupt():
                return None


def bounded(source: TextIO) -> Iterator[str]:
    """The lines of a stream, without line ends; what is longer than a line can be is cut, and will be refused."""
    while line := source.readline(LONGEST):
        rest = line
        while rest and not rest.endswith("\n"):
            rest = source.readline(LONGEST)
        yield line.rstrip("\r\n")
