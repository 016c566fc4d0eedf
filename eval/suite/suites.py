"""Suites: which cases there are, under one hash. `core` is ours; `file:PATH` is labelled data of others."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from eval.run.records import External, Selection
from eval.suite.corpus import CORPUS, fingerprint, load_corpus
from eval.suite.records import CASE, ClaimCase, GoldVerdict, QuestionCase
from pipeline.errors import InputError, UsageError
from store import Article
from store.records import encodable

CASES = Path(__file__).parent.parent / "cases"
# Whole events, one in three, reported and not tuned on. Chosen before any was graded.
TEST_EVENTS = frozenset({"mine", "outbreak", "heritage"})
_LABELS: dict[str, GoldVerdict] = {
    "SUPPORTS": "supported",
    "REFUTES": "refuted",
    "CONFLICTING": "conflicting",
    "NOT_ENOUGH_INFO": "not_enough_evidence",
}
AnyCase = ClaimCase | QuestionCase | External


@dataclass(frozen=True)
class Suite:
    """Cases and the articles that they are about.

    Attributes:
        cases: Sorted by id.
        articles: By name; empty for an external suite, whose rows bring their evidence.
        case_set: 16 hex digits over all cases; any edit changes it.
    """

    name: str
    cases: tuple[AnyCase, ...]
    case_set: str
    articles: dict[str, Article] = field(default_factory=dict)

    @property
    def corpus(self) -> str:
        """Hash over the articles."""
        return fingerprint(self.articles)


def load_suite(name: str) -> Suite:
    """The suite of that name.

    Raises:
        UsageError: There is none of that name.
        InputError: A case file or article cannot be read; names file, line and what is wrong.
    """
    if name == "core":
        return load_core(CASES, CORPUS)
    if name.startswith("file:"):
        path = Path(name.removeprefix("file:"))
        # By the name alone: where the file lies makes no other suite of it.
        return load_external(path, f"file:{path.name}")
    raise UsageError(
        f"There is no suite {name!r}.", mend="Suites are: core, and file:PATH for labelled data of others."
    )


def load_core(cases: Path, corpus: Path) -> Suite:
    """The fixed eval set, its gold held against its articles.

    Raises:
        InputError: As for `load_suite`.
    """
    articles = load_corpus(corpus)
    found: dict[str, AnyCase] = {}
    files = sorted(cases.glob("*.jsonl"))
    for path in files:
        for number, line in lines_of(path):
            case = _case(line, path, number)
            _refuse_twice(case.id, found, path, number)
            _hold_against(case, articles, path, number)
            found[case.id] = case
    if not found:
        what = "holds no case files (*.jsonl)" if not files else "its case files hold no cases"
        raise InputError(what, path=str(cases), mend="Reinstall twosource, or restore the files with git.")
    return Suite("core", _sorted(found.values()), _hash(found.values()), articles)


def load_external(path: Path, name: str) -> Suite:
    """Labelled data in the shape of `shared/benchmarks/public_eval.jsonl`.

    Raises:
        InputError: As for `load_suite`.
    """
    found: dict[str, AnyCase] = {}
    for number, line in lines_of(path):
        row = external_row(line, path, number)
        _refuse_twice(row.id, found, path, number)
        found[row.id] = row
    if not found:
        raise InputError("holds no rows", path=str(path), mend="One JSON object a line is expected.")
    return Suite(name, _sorted(found.values()), _hash(found.values()))


def _refuse_twice(case_id: str, found: Mapping[str, AnyCase], path: Path, number: int) -> None:
    if case_id in found:
        raise InputError(f"a second {_short(case_id)}", path=str(path), line=number, mend="Give it another id.")


def _hold_against(case: ClaimCase | QuestionCase, articles: Mapping[str, Article], path: Path, number: int) -> None:
    """Refuses gold that names words which do not stand where it says."""
    entries = case.evidence if isinstance(case, ClaimCase) else [e for c in case.contains for e in c.evidence]
    mend = "python -m eval.suite.locate finds spans for quotes."
    for entry in entries:
        if entry.article not in articles:
            raise InputError(f"there is no article {entry.article}", path=str(path), line=number, mend=mend)
        for span in entry.spans:
            if articles[entry.article].text[span.start : span.end] != span.text:
                what = f"{entry.article} does not hold {_short(span.text)} at {span.start}"
                raise InputError(what, path=str(path), line=number, mend=mend)


def split_of(case: AnyCase) -> str:
    """ "dev" or "test"; an external row's dataset."""
    if isinstance(case, External):
        return case.dataset
    return "test" if case.event in TEST_EVENTS else "dev"


def select(suite: Suite, selection: Selection) -> list[AnyCase]:
    """The cases of a selection, sorted by id.

    Raises:
        UsageError: No case is left, or the suite does not know what is asked for.
    """
    _refuse_unknown(suite, selection)
    if unknown := set(selection.cases) - {c.id for c in suite.cases}:
        raise UsageError(f"There is no case {min(unknown)!r} in {suite.name}.", mend="Check the id.")
    kept = [c for c in suite.cases if _wanted(c, selection)]
    if selection.most is not None and selection.most < len(kept):
        # By hash, so that a sample stays the same sample when cases are added to the set elsewhere.
        kept = sorted(kept, key=lambda c: hashlib.sha256(f"{selection.seed}:{c.id}".encode()).digest())
        kept = sorted(kept[: selection.most], key=lambda c: c.id)
    if not kept:
        mend = "Leave out --split, --event, --kind, --case, --must-pass or --no-questions (questions need --stage all)."
        raise UsageError("No case is selected.", mend=mend)
    return kept


def _refuse_unknown(suite: Suite, selection: Selection) -> None:
    if suite.name == "core":
        return
    asked = [
        option
        for option, given in (
            ("--split", selection.split != "all"),
            ("--stage", selection.stage != "all"),
            ("--kind", bool(selection.kinds)),
            ("--must-pass", selection.must_pass),
            ("--repeats", bool(selection.repeats)),
        )
        if given
    ]
    if asked:
        raise UsageError(
            f"{', '.join(asked)} goes with the suite core only.",
            mend="Pick datasets with --event, or rows with --case.",
        )


def _wanted(case: AnyCase, selection: Selection) -> bool:
    if selection.cases and case.id not in selection.cases:
        return False
    if isinstance(case, External):
        return not selection.events or case.dataset in selection.events
    kind = case.kind if isinstance(case, ClaimCase) else None
    return (
        (selection.split == "all" or split_of(case) == selection.split)
        and (not selection.events or case.event in selection.events)
        and (not selection.kinds or kind in selection.kinds)
        and (not selection.must_pass or (isinstance(case, ClaimCase) and bool(case.must_pass)))
        and (kind is not None or (selection.questions and selection.stage == "all"))
    )


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold anything, with their numbers; `.gz` is unpacked.

    Raises:
        InputError: It cannot be read, or a line is not UTF-8.
    """
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(cast("Iterator[bytes]", file), 1):
                if line.strip():
                    yield number, line.decode("utf-8")
    except UnicodeDecodeError as e:
        raise InputError("is not UTF-8", path=str(path), line=number, mend="Save it in UTF-8.") from e
    except (OSError, EOFError, zlib.error) as e:
        reason = (e.strerror if isinstance(e, OSError) else None) or str(e)
        raise InputError(f"cannot be read: {reason}", path=str(path), mend="Check the path and the file.") from e


def _case(line: str, path: Path, number: int) -> ClaimCase | QuestionCase:
    try:
        return CASE.validate_json(line)
    except ValidationError as e:
        raise InputError(_first(e), path=str(path), line=number, mend="See eval/cases/case.schema.json.") from e


def external_row(line: str, path: Path, number: int) -> External:
    """One line of labelled data of others.

    Raises:
        InputError: It is no such row; names the line.
    """
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise TypeError("not an object")
        if row["label"] not in _LABELS:
            raise ValueError(f"the label {row['label']!r} is none of those that are known")
        fields = {name: _text(row[name]) for name in ("id", "dataset", "claim")}
        evidence = [{k: _text(e.get(k)) for k in ("text", "title", "source", "stance")} for e in row["evidence"]]
        group = row.get("group")
        return External.model_validate(
            {
                "type": "external",
                **fields,
                "verdict": _LABELS[row["label"]],
                "group": None if group is None else encodable(str(group)),
                "evidence": evidence,
            }
        )
    except ValidationError as e:
        reason = _first(e)
    except KeyError as e:
        reason = f"no field {_short(str(e))}"
    except (ValueError, TypeError, AttributeError, RecursionError) as e:
        reason = f"is not a labelled row: {_short(str(e))}"
    mend = "Fields: id, dataset, claim, label (SUPPORTS, REFUTES, CONFLICTING, NOT_ENOUGH_INFO), evidence [{text}]."
    raise InputError(reason, path=str(path), line=number, mend=mend)


def _text(value: object) -> object:
    """Text without lone surrogates, which neither a server nor a file takes; anything else as it is."""
    return encodable(value) if isinstance(value, str) else value


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return _short(f"{'.'.join(map(str, problem['loc'])) or 'the line'}: {problem['msg']}")


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:300] + "..."


def _sorted(cases: Iterable[AnyCase]) -> tuple[AnyCase, ...]:
    return tuple(sorted(cases, key=lambda c: c.id))


def _hash(cases: Iterable[AnyCase]) -> str:
    lines = "".join(c.model_dump_json() + "\n" for c in _sorted(cases))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
