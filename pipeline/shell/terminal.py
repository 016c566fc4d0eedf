"""The prompt. It stands before anything dear is loaded; library and models come behind it.

While a command works the terminal is in raw mode: Ctrl-C is heard at once, nothing that is typed is echoed into the
live lines, and what was typed is there at the next prompt.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from pipeline.cli.exits import DONE, INTERRUPTED
from pipeline.shell.complete import ShellCompleter
from pipeline.shell.live import Live, cut
from pipeline.shell.outcome import Outcome
from pipeline.shell.sitting import Sitting

PROMPT = "twosource> "
_PATIENCE = 0.25  # seconds after which a command is worth live lines
_EVERY = 0.1
_LEAVE = "Ctrl-C again within two seconds leaves; so does Ctrl-D."


class Terminal:
    """A sitting at a terminal."""

    def __init__(
        self,
        sitting: Sitting,
        show: Callable[[Outcome], None],
        *,
        write: Callable[[str], None] | None = None,
        live: bool = True,
        colour: bool = False,
        source: Input | None = None,
        output: Output | None = None,
    ) -> None:
        """Shows nothing yet.

        Args:
            show: Prints what a line came to.
            write: Writes to the terminal as it is.
            live: Draw live lines while a command works.
        """
        self._sitting, self._show, self._write = sitting, show, write or _write
        self._live, self._colour, self._leaving = live, colour, False
        self._input = source if source is not None else create_input(always_prefer_tty=True)
        self._output = output if output is not None else create_output(always_prefer_tty=True)
        self._prompt: PromptSession[str] = PromptSession(
            PROMPT,
            history=sitting.history,
            completer=ShellCompleter(lambda: sitting.desk),
            complete_style=CompleteStyle.READLINE_LIKE,
            complete_while_typing=False,
            search_ignore_case=True,
            bottom_toolbar=self._bar,
            refresh_interval=0.5,
            reserve_space_for_menu=0,
            style=Style.from_dict({"bottom-toolbar": "noreverse", "bottom-toolbar.text": "noreverse"}),
            input=self._input,
            output=self._output,
        )

    def run(self) -> int:
        """Prompts until the session ends; returns the exit code."""
        return asyncio.run(self._run())

    async def _run(self) -> int:
        self._prompt.app.after_render += self._rendered
        while not self._leaving:
            try:
                typed = await self._prompt.prompt_async()
            except KeyboardInterrupt:
                if self._sitting.interrupt():
                    return INTERRUPTED
                self._write(_LEAVE + "\n")
                continue
            except EOFError:
                return DONE
            outcome = await self._done(typed)
            if outcome is not None:
                self._show(outcome)
                if outcome.leave:
                    return DONE
        return INTERRUPTED

    def _rendered(self, _: object) -> None:
        # Once the prompt stands; what is loaded behind it must not keep it waiting.
        self._prompt.app.after_render -= self._rendered
        self._sitting.start()

    async def _done(self, typed: str) -> Outcome | None:
        """What the line came to; None where the user leaves before it is known."""
        future = asyncio.wrap_future(self._sitting.submit(typed))
        live = Live(self._write, lambda: self._output.get_size().columns, colour=self._colour)
        with self._hearing():
            await asyncio.wait([future], timeout=_PATIENCE)
            while not future.done() and not self._leaving:
                if self._live:
                    live.draw(self._sitting.feed)
                await asyncio.wait([future], timeout=_EVERY)
            live.wipe()
        return future.result() if future.done() else None

    @contextlib.contextmanager
    def _hearing(self) -> Iterator[None]:
        """Ctrl-C stops; other keys are kept for the next prompt."""
        kept: list[KeyPress] = []

        def heard(keys: list[KeyPress]) -> None:
            for key in keys:
                if key.key in (Keys.ControlC, Keys.SIGINT):
                    self._interrupt()
                else:
                    kept.append(key)

        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(signal.SIGINT, self._interrupt)
        heard(get_typeahead(self._input))
        try:
            with self._input.raw_mode(), self._input.attach(lambda: heard(self._input.read_keys())):
                yield
        finally:
            store_typeahead(self._input, kept)
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(signal.SIGINT)

    def _interrupt(self) -> None:
        self._leaving = self._sitting.interrupt() or self._leaving

    def _bar(self) -> str:
        return cut(self._sitting.status, self._output.get_size().columns - 1)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
