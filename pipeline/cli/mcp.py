"""`twosource mcp`: an MCP server over the library, for programs with a model of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import history_option, library_options, model_options, settings_from

if TYPE_CHECKING:
    from pipeline.programs.mcp_server.tools import Counter
    from pipeline.settings import Settings


@click.command(short_help="Serve check, ask, conflicts and articles to other programs (MCP).")
@library_options
@model_options
@history_option
@click.option(
    "--http", "port", type=click.IntRange(0, 65535), metavar="PORT", help="Serve on http://127.0.0.1:PORT/mcp."
)
@click.option(
    "--allow-ingest",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Let clients have files of this folder read into the library; without it they cannot.",
)
@click.option(
    "--max-calls",
    type=click.IntRange(min=0),
    default=500,
    show_default=True,
    help="New calls to the model that one scan for conflicts may make.",
)
def mcp(port: int | None, folder: Path | None, max_calls: int, **flags: Any) -> None:
    """Serve the library to a client of the Model Context Protocol: over stdin and stdout, for a client that starts
    this command itself, or with --http on this machine's own address. There are the tools check, ask, conflicts,
    open_source and, if a folder is allowed, ingest; articles are resources (twosource://article/ID).

    \b
    Examples:
      twosource mcp --library lib
      twosource mcp --library lib --http 8765 --allow-ingest articles/
    """
    settings = settings_from(flags)
    import asyncio

    counter, serving = _counter(settings, folder, max_calls)
    with counter.aside:
        server = serving.build_server(counter)
        if port is None:
            _say(f"twosource mcp: serving {settings.library} over stdin and stdout")
            asyncio.run(serving.serve_stdio(server, _leave))
            return
        with serving.listen(port) as listening:
            where = f"http://{serving.HOST}:{listening.getsockname()[1]}{serving.PATH}"
            _say(f"twosource mcp: serving {settings.library} on {where}")
            asyncio.run(serving.serve_http(server, listening))


def _counter(settings: Settings, folder: Path | None, max_calls: int) -> tuple[Counter, Any]:
    """What the tools work with, and the module that serves them.

    Raises:
        EnvironmentFault: The package that speaks the protocol is not installed.
    """
    from pipeline.errors import EnvironmentFault

    try:
        from pipeline.programs.mcp_server import serving
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types", "uvicorn", "starlette"):
            raise
        message = "The package that speaks MCP is not installed."
        raise EnvironmentFault(message, mend="pip install 'twosource[mcp]'") from error
    from pipeline.factcheck import FactChecker
    from pipeline.programs.aside import Aside
    from pipeline.programs.mcp_server.bounds import ReadableFolder
    from pipeline.programs.mcp_server.tools import Counter

    allowed = ReadableFolder.at(folder) if folder is not None else None
    # The embedded model in a process of its own: one that loads must not keep a client's ping waiting.
    first = FactChecker(settings, apart=True)
    return Counter(Aside(first.twin), first.twin, allowed, max_calls), serving


def _leave() -> None:
    """Ends at once. What still runs can be killed at any time: nothing is lost by it, and the embedded model's process
    ends with ours."""
    import os

    from pipeline.cli.exits import INTERRUPTED

    _say("twosource: interrupted")
    os._exit(INTERRUPTED)


def _say(line: str) -> None:
    from pipeline.text import one_line

    click.echo(one_line(line), err=True)
