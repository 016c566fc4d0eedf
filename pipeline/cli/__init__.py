"""The command line. Each command is a module of its own, found through the entry-point group `twosource.commands`,
so that other packages (`eval` among them) add commands without being imported here.

Payload goes to stdout, everything else to stderr. Nothing dear is imported before a command needs it.
"""

from __future__ import annotations

import gc
import io
import sys
from importlib import metadata

import click

GROUP = "twosource.commands"


class CommandsByEntryPoint(click.Group):
    """A click group whose commands are entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all installed commands, sorted."""
        return sorted(point.name for point in metadata.entry_points(group=GROUP))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command by name, or None."""
        for point in metadata.entry_points(group=GROUP, name=cmd_name):
            command = point.load()
            if isinstance(command, click.Command):
                return command
        return None


@click.group(cls=CommandsByEntryPoint, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="twosource", prog_name="twosource")
def cli() -> None:
    """Check claims against a library of news articles: who supports them, who contradicts them, in which words,
    and how many of the sources are independent."""


def main() -> None:
    """Runs the command line and leaves with the exit code of DESIGN section 5."""
    from pipeline.cli.exits import INTERRUPTED, code_of, explain

    # A command makes very many objects that stay, and few cycles: the collector took a tenth of its time.
    gc.set_threshold(50_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 gets escapes for what it cannot show, not a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        result = cli.main(prog_name="twosource", standalone_mode=False)
    except click.exceptions.Abort:
        sys.stderr.write("twosource: interrupted\n")
        sys.exit(INTERRUPTED)
    except click.exceptions.Exit as e:
        sys.exit(e.exit_code)
    except Exception as e:
        code = code_of(e)
        if code is None:
            raise
        sys.stderr.write(explain(e))
        sys.exit(code)
    sys.exit(result if isinstance(result, int) else 0)
