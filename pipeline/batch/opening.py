"""A batch run is begun in a folder, or gone on with.

Invariants: one process works on a run. A run goes on only with what it began with, unless it is told to take the
change; then what the change makes obsolete is kept as history and done again. Limits on money and pace stay in force
from session to session until others are given. Saying what a run would take writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pipeline.batch.entries import entries_of, rows_left
from pipeline.batch.manifest import (
    MANIFEST_NAME,
    Manifest,
    changed,
    keep_beside,
    make_manifest,
    read_manifest,
    refuse_change,
    write_manifest,
)
from pipeline.batch.output import FINDINGS_NAME
from pipeline.batch.records import BatchOptions, Claims, Row, Unreadable
from pipeline.batch.run import Run
from pipeline.errors import UsageError
from pipeline.factcheck import FactChecker
from pipeline.llm.names import split_name
from pipeline.llm.prices import price_of
from store.ledger import Entry, Ledger, open_ledger, read_ledger
from store.ledger_file import LEDGER_NAME

_LIMITS = ("engine", "rpm", "tpm", "max_cost", "by_file", "poll")
_OF_ENGINE = {
    "by_file": "openai-batch",
    "answers": "openai-batch",
    "poll": "openai-batch",
    "ray_address": "ray",
    "ray_workers": "ray",
}


def begin(
    folder: Path,
    claims: Claims,
    checker: FactChecker,
    options: BatchOptions,
    *,
    arguments: Mapping[str, Any],
    reading: Mapping[str, Any],
) -> Run:
    """Begins a run in a folder, which is made.

    Raises:
        UsageError: The folder holds a run, or something else; a cost is to be kept to whose price is not known.
        RunBusy, StoreError, ModelUnavailable: It cannot be begun.
    """
    if (folder / MANIFEST_NAME).exists():
        raise UsageError(f"{folder} holds a run already.", mend=f"Go on with it: twosource batch --resume {folder}")
    if folder.exists() and (not folder.is_dir() or any(_foreign(folder))):
        raise UsageError(f"{folder} is not an empty folder.", mend="Give another one with -o.")
    refuse_options(checker, options, arguments)
    manifest = make_manifest(checker, claims, options, arguments=arguments, reading=reading)
    ledger = open_ledger(folder)
    try:
        ledger.put_claims(entries_of(claims, merge=options.merge), name=claims.sha256)
        _note_limits(ledger, options)
        write_manifest(folder, manifest)
    except BaseException:
        ledger.close()
        raise
    return Run(folder, manifest, ledger, checker, options)


def _foreign(folder: Path) -> Iterator[Path]:
    """What stands in a folder, but for what a begin that was killed may have left there."""
    ours = (LEDGER_NAME, "writer.lock", MANIFEST_NAME)
    return (p for p in folder.iterdir() if not p.name.startswith(ours))


def kept_options(folder: Path, before: Manifest, stated: Mapping[str, Any]) -> dict[str, Any]:
    """How the run was done up to now, where nothing else is said now: fields of `BatchOptions`.

    Args:
        stated: What the user gives now, by name.

    Raises:
        RunInvalid: The run cannot be read.
    """
    with read_ledger(folder) as ledger:
        noted = ledger.about("limits")
    if noted is not None:
        kept = {**before.less_work, **json.loads(noted)}
    else:  # a run of before limits were noted
        kept = {**before.less_work, "engine": before.engine}
        kept |= {name: value for name, value in before.arguments.items() if name in _LIMITS}
    if stated.get("engine", kept["engine"]) != kept["engine"]:
        kept = {name: value for name, value in kept.items() if name not in _OF_ENGINE}
    return {name: value for name, value in kept.items() if name not in stated}


def _note_limits(ledger: Ledger, options: BatchOptions) -> None:
    in_force = {name: value for name, value in asdict(options).items() if name in _LIMITS}
    ledger.note("limits", json.dumps(in_force, sort_keys=True))


def resume(
    folder: Path, claims: Claims | None, checker: FactChecker, options: BatchOptions, *, arguments: Mapping[str, Any]
) -> Run:
    """Goes on with a run.

    Args:
        claims: The input as it is now; None to go on with the claims as the ledger has them.

    Raises:
        UsageError: The folder holds no run.
        NotComparable: Something has changed that decides about findings, and `options.force` is not set.
        RunBusy, StoreError, ModelUnavailable: It cannot go on.
    """
    before, now = _before_and_now(folder, claims, checker, options, arguments)
    ledger = open_ledger(folder)
    try:
        what = changed(before, now)
        _note_limits(ledger, options)
        if what:
            _take_change(folder, ledger, claims, what, options)
            now = replace(now, forced=(*before.forced, f"{now.created}: {', '.join(what)}"))
            write_manifest(folder, now)
    except BaseException:
        ledger.close()
        raise
    return Run(folder, now, ledger, checker, options)


def _take_change(
    folder: Path, ledger: Ledger, claims: Claims | None, what: Sequence[str], options: BatchOptions
) -> None:
    """Keeps as history what a change has made obsolete."""
    new = _after_change(ledger, claims, what, options)
    name = claims.sha256 if claims is not None else ledger.about("claims") or ""
    ledger.put_claims(new, name=name, set_aside=", ".join(what))
    ledger.forget_attempts()
    keep_beside(folder / FINDINGS_NAME)
    (folder / FINDINGS_NAME).unlink(missing_ok=True)


def _after_change(ledger: Ledger, claims: Claims | None, what: Sequence[str], options: BatchOptions) -> list[Entry]:
    """What the run's claims are then: findings of claims that are still there stay, unless it is what made them that
    has changed."""
    entries = list(ledger.entries())
    if claims is not None:
        return list(entries_of(claims, merge=options.merge, known=entries if list(what) == ["the claims"] else ()))
    kept = Claims("", "", tuple(map(_restored, entries)))
    return list(entries_of(kept, merge=options.merge))


def _restored(entry: Entry) -> Row | Unreadable:
    """The row of the input that an entry was made from."""
    if entry.state == "unreadable":
        stored = entry.row
        return Unreadable(entry.number, stored["line"], stored["unreadable"], stored.get("mend", ""))
    return Row.restored(entry.number, entry.row)


def would_begin(
    claims: Claims, checker: FactChecker, options: BatchOptions, *, arguments: Mapping[str, Any]
) -> list[Row]:
    """The claims that a run would grade; nothing is written.

    Raises:
        UsageError, EnvironmentFault: As for `begin`.
    """
    refuse_options(checker, options, arguments)
    return rows_left(entries_of(claims, merge=options.merge))


def would_resume(
    folder: Path, claims: Claims | None, checker: FactChecker, options: BatchOptions, *, arguments: Mapping[str, Any]
) -> list[Row]:
    """The claims that `resume` and `Run.go` would grade; nothing is written, another process may be at work.

    Raises:
        As for `resume`, but for RunBusy.
    """
    before, now = _before_and_now(folder, claims, checker, options, arguments)
    what = changed(before, now)
    with read_ledger(folder) as ledger:
        if what:
            return rows_left(_after_change(ledger, claims, what, options))
        return [Row.restored(e.number, e.row) for e in ledger.to_grade(failed_too=True)]


def _before_and_now(
    folder: Path, claims: Claims | None, checker: FactChecker, options: BatchOptions, arguments: Mapping[str, Any]
) -> tuple[Manifest, Manifest]:
    before = read_manifest(folder)
    refuse_options(checker, options, arguments)
    as_kept = claims or Claims(before.source, before.claims, ())
    now = make_manifest(checker, as_kept, options, arguments=arguments, reading=before.reading)
    if not options.force:
        refuse_change(before, now, folder)
    return before, now


def refuse_options(checker: FactChecker, options: BatchOptions, arguments: Mapping[str, Any] | None = None) -> None:
    """Refuses options that cannot be kept to.

    Args:
        arguments: What the user has given, by name.

    Raises:
        UsageError: An option is another engine's; a cost is to be kept to, and a model's price is not known; or the
            engine cannot ask these models.
        EnvironmentFault: The engine is not installed.
    """
    given = {**(arguments or {}), "by_file": options.by_file, "answers": options.answers}
    for name, engine in _OF_ENGINE.items():
        if given.get(name) and engine != options.engine:
            message = f"--{name.replace('_', '-')} is for --engine {engine}; this run's is {options.engine}."
            raise UsageError(message, mend=f"Add --engine {engine}, or leave it out.")
    if options.engine == "openai-batch":
        _refuse_by_file(checker)
    if options.engine == "ray":
        from pipeline.batch.ray_engine import refuse_ray

        refuse_ray(checker)
    unknown = [model.identity for model in checker.models if price_of(model.identity) is None]
    if options.max_cost is not None and unknown:
        from pipeline.llm.prices import prices_path

        message = f"--max-cost cannot be kept to: the price of {unknown[0]} is not known."
        raise UsageError(message, mend=f"Put its price into {prices_path()}, or leave out --max-cost.")


def _refuse_by_file(checker: FactChecker) -> None:
    if len(checker.models) > 1:
        message = "--engine openai-batch asks one model."
        raise UsageError(message, mend="Leave out the second model, or use --engine local.")
    name = checker.model.name
    if checker.model.small or split_name(name)[0] != "openai":
        raise UsageError(f"{name} cannot be asked by file.", mend="Use --engine local, or an openai: model.")
