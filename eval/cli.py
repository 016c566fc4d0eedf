"""`twosource eval`: run the eval set, compare runs, bless one, show them. Registered as an entry point."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import emit, model_options, output_options, progress_bar, settings_from

if TYPE_CHECKING:
    from eval.compare import Comparison
    from eval.run.file import Run

_FILE = click.Path(path_type=Path, dir_okay=False)
_EMBEDDER = click.option("--embedder", metavar="NAME", help='"local" (default) or "openai:MODEL".')
_AGAINST = click.option(
    "--against", metavar="baseline|RUN", help="Compare with the blessed baseline of this suite and model, or a run."
)


@click.group(short_help="Score prompts, models and retrieval on the fixed eval set.")
def evaluate() -> None:
    """Score prompts, models and retrieval on the fixed eval set, and hold one run against another.

    \b
    Example:
      twosource eval run --suite core --model local --split dev -o before.jsonl
      ... change a prompt ...
      twosource eval run --suite core --model local --split dev -o after.jsonl --against before.jsonl
    """


@evaluate.command(short_help="Do the cases of a suite; goes on where it was stopped.")
@click.option("--suite", default="core", show_default=True, metavar="NAME", help="core, or file:PATH.")
@click.option(
    "-o",
    "--output",
    "run_file",
    type=_FILE,
    required=True,
    metavar="RUN",
    help="The run file to write, or to go on with.",
)
@click.option("--split", type=click.Choice(["dev", "test", "all"]), default="all", show_default=True)
@click.option(
    "--stage",
    type=click.Choice(["retrieve", "grade", "verdict", "all"]),
    default="all",
    show_default=True,
    help="One stage on gold input from the stage before it, or every stage and the whole.",
)
@click.option("--event", "events", multiple=True, metavar="NAME", help="Only this event (or dataset); repeatable.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only claims of this kind; repeatable.")
@click.option("--case", "cases", multiple=True, metavar="ID", help="Only this case; repeatable.")
@click.option("--must-pass", is_flag=True, help="Only the cases that no release may fail.")
@click.option("--no-questions", is_flag=True, help="Claims only.")
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="A seeded sample of N cases.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sample.")
@click.option(
    "--repeats",
    type=click.IntRange(min=0, max=20),
    default=0,
    metavar="K",
    help="Ask K times more, shuffled (flip rate).",
)
@_AGAINST
@_EMBEDDER
@model_options
@output_options
def run(**given: Any) -> int:
    """Check every case of a suite as a user would, score each stage, and write a run file.

    A run that was stopped goes on from there. Exit code 1: with --against, a must_pass case flipped or a stage fell
    significantly; 3: the baseline is of another case set; 5: some cases could not be done.
    """
    from eval.run.records import Selection
    from eval.run.runner import run_suite
    from eval.suite.suites import load_suite
    from pipeline.errors import UsageError

    if given["as_of"] is not None:
        raise UsageError("--as-of does not go with eval run.", mend="Cases of kind as_of state their own dates.")
    suite = load_suite(given["suite"])
    selection = Selection(
        split=given["split"],
        stage=given["stage"],
        events=_known(given["events"], "event", _events(suite)),
        kinds=_known(given["kinds"], "kind", _kinds()),
        cases=tuple(sorted(set(given["cases"]))),
        must_pass=given["must_pass"],
        questions=not given["no_questions"],
        most=given["most"],
        seed=given["seed"],
        repeats=given["repeats"],
    )
    settings = settings_from(given)
    with progress_bar("Cases") as progress:
        done = run_suite(suite, selection, settings, given["run_file"], arguments=_stated(given), progress=progress)
    return _told(done, given["against"], given["run_file"], as_json=given["output"] == "json")


def _stated(given: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, Path) else v for k, v in given.items() if v not in (None, (), False)}


def _events(suite: Any) -> set[str]:
    return {getattr(c, "event", None) or c.dataset for c in suite.cases}


def _kinds() -> set[str]:
    from typing import get_args

    from eval.suite.records import Kind

    return set(get_args(Kind))


def _known(given: tuple[str, ...], what: str, known: set[str]) -> tuple[str, ...]:
    """The values, sorted.

    Raises:
        UsageError: One of them is not known.
    """
    from pipeline.errors import UsageError

    for name in given:
        if name not in known:
            raise UsageError(f"There is no {what} {name!r}.", mend=f"There are: {', '.join(sorted(known))}.")
    return tuple(sorted(set(given)))


def _told(done: Run, against: str | None, output: Path, *, as_json: bool) -> int:
    """Prints the run's figures and what a comparison comes to; returns the exit code."""
    from pipeline.cli.exits import DONE, FAILED_ON, PARTIAL

    found = _against(done, against) if against is not None else None
    if as_json:
        from eval.report.json import run_json

        emit(run_json(done, found))
    else:
        from eval.report.text import comparison_text, run_text

        parts = [run_text(done)]
        parts += [f"Against {against}:\n{comparison_text(found, whole=False)}"] if found is not None else []
        emit("\n\n".join(parts))
    click.echo(f"written: {output}", err=True)
    if found is not None and found.regression:
        return FAILED_ON
    return PARTIAL if any(row.error for row in done.rows.values()) else DONE


def _against(done: Run, against: str) -> Comparison:
    from eval.bless import find_baseline
    from eval.compare import compare
    from eval.run.file import read_run

    first = find_baseline(done.manifest) if against == "baseline" else read_run(Path(against))
    return compare(first, done, within_b=True)


@evaluate.command("compare", short_help="Hold run B against run A, case by case.")
@click.argument("a", type=_FILE)
@click.argument("b", type=_FILE)
@output_options
def compare_runs(a: Path, b: Path, output: str) -> int:
    """Hold run B against run A: scores with intervals, exact McNemar tests, every case that flipped.

    Exit code 1: B falls behind A; 3: they are of different case sets.
    """
    from eval.compare import compare
    from eval.run.file import read_run
    from pipeline.cli.exits import DONE, FAILED_ON

    found = compare(read_run(a), read_run(b))
    if output == "json":
        from eval.report.json import comparison_json

        emit(comparison_json(found))
    else:
        from eval.report.text import comparison_text

        emit(comparison_text(found))
    return FAILED_ON if found.regression else DONE


@evaluate.command(short_help="Make a run the baseline of its suite and model.")
@click.argument("run_file", type=_FILE, metavar="RUN")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Instead of eval/baselines.")
def bless(run_file: Path, folder: Path | None) -> int:
    """Make a complete run of a whole suite the baseline that --against baseline compares with."""
    from eval import bless as blessing
    from eval.run.file import read_run

    path = blessing.bless(read_run(run_file), folder or blessing.BASELINES)
    emit(f"{path}")
    return 0


@evaluate.command(short_help="A run as text or as one HTML page.")
@click.argument("run_file", type=_FILE, metavar="RUN")
@_AGAINST
@click.option("--html", type=_FILE, metavar="PAGE", help="Write one self-contained page.")
@output_options
def report(run_file: Path, against: str | None, html: Path | None, output: str) -> int:
    """Show a run: scores per class with intervals, confusion matrices, calibration, and flips against another run."""
    from eval.run.file import read_run
    from pipeline.cli.exits import DONE

    done = read_run(run_file)
    if html is None:
        code = _told(done, against, run_file, as_json=output == "json")
        return DONE if against is None else code
    from eval.report.page import write_page

    write_page(html, done, _against(done, against) if against is not None else None)
    emit(f"{html}")
    return DONE


@evaluate.command(short_help="Fit a calibration of a model's label log-probabilities.")
@click.option("--data", type=_FILE, required=True, metavar="PATH", help="Labelled pairs, JSONL or JSONL.gz.")
@click.option("--most", type=click.IntRange(min=90), default=600, show_default=True, help="Rows to ask about.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sample.")
@click.option("-o", "--output", "file", type=_FILE, metavar="FILE", help="Instead of the user's cache folder.")
@model_options
@output_options
def calibrate(data: Path, most: int, seed: int, file: Path | None, output: str, **given: Any) -> int:
    """Ask a model about labelled pairs with the brief prompt, and fit what its log-probabilities are worth.

    Stored by model and prompt; findings by that model then carry calibrated confidences and name the fit's hash.
    Scores are on rows that the scoring fit had not seen.
    """
    import json

    from eval import calibrate as calibrating
    from pipeline.llm import open_model
    from store.cache import CallCache, cache_dir

    settings = settings_from(given)
    cache = CallCache(cache_dir() / "llm-calls.sqlite")
    model = open_model(
        settings.model,
        cache=cache,
        timeout=settings.timeout,
        deadline=settings.deadline,
        concurrency=settings.concurrency,
    )
    try:
        with progress_bar("Pairs") as progress:
            done = calibrating.calibrate(model, data, most=most, seed=seed, output=file, progress=progress)
    finally:
        cache.close()
    value = {"path": str(done.path), "hash": done.hash, "failed": done.failed, **done.content.model_dump(mode="json")}
    if output == "json":
        emit(json.dumps(value, indent=2, ensure_ascii=False))
    else:
        from eval.report.text import calibration_text

        emit(calibration_text(done))
    return 0


@evaluate.command("bench", short_help="What a batch run costs beside the calls: wall time, CPU, memory.")
@click.option("--claims", type=click.IntRange(min=1), default=200, show_default=True, help="Claims of the run.")
@click.option("--latency", type=click.FloatRange(0, 60), default=0.2, show_default=True, help="Seconds a call takes.")
@click.option("--concurrency", type=click.IntRange(1, 256), default=32, show_default=True, help="Calls at once.")
@click.option("--loop", type=click.IntRange(min=1), default=50, show_default=True, help="Calls of the naive loop.")
@output_options
def bench_runner(claims: int, latency: float, concurrency: int, loop: int, output: str) -> int:
    """Time the batch runner against a server of our own, beside LangChain's .batch() and a naive loop over the same
    calls. Close everything else: figures hold for the machine and the moment."""
    from eval.bench import as_json, bench, bench_text
    from pipeline.cli.options import emit_json
    from pipeline.settings import Settings

    found = bench(claims=claims, latency=latency, concurrency=concurrency, loop=loop, settings=Settings())
    if output == "json":
        emit_json(as_json(found))
    else:
        emit(bench_text(found))
    return 0
