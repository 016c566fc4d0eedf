"""Suites: which cases there are, under one hash. `core` is ours; `file:PATH` is labelled data of others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from eval.run.records import External, ExternalEvidence, Selection
from eval.suite.corpus import CORPUS, fingerprint, load_corpus
from eval.suite.records import CASE, ClaimCase, GoldVerdict, QuestionCase
from pipeline.errors import InputError, UsageError
from store import Article

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
        return load_external(Path(name.removeprefix("file:")), name)
    raise UsageError(
        f"There is no suite {name!r}.", mend="Suites are: core, and file:PATH for labelled data of others."
    )


def load_core(cases: Path, corpus: Path) -> Suite:
    """The fixed eval set.

    Raises:
        InputError: As for `load_suite`.
    """
    found: dict[str, AnyCase] = {}
    for path in sorted(cases.glob("*.jsonl")):
        for number, line in _lines(path):
            case = _case(line, path, number)
            if case.id in found:
                raise InputError(f"a second case {case.id}", path=str(path), line=number, mend="Give it another id.")
            found[case.id] = case
    if not found:
        raise InputError("holds no case files (*.jsonl)", path=str(cases), mend="Reinstall twosource.")
    return Suite("core", _sorted(found.values()), _hash(found.values()), load_corpus(corpus))


def load_external(path: Path, name: str) -> Suite:
    """Labelled data in the shape of `shared/benchmarks/public_eval.jsonl`.

    Raises:
        InputError: As for `load_suite`.
    """
    found: dict[str, AnyCase] = {}
    for number, line in _lines(path):
        case = _external(line, path, number)
        if case.id in found:
            raise InputError(f"a second row {case.id}", path=str(path), line=number, mend="Give it another id.")
        found[case.id] = case
    if not found:
        raise InputError("holds no rows", path=str(path), mend="One JSON object a line is expected.")
    return Suite(name, _sorted(found.values()), _hash(found.values()))


def split_of(case: AnyCase) -> str:
    """ "dev" or "test"; an external row's dataset."""
    if isinstance(case, External):
        return case.dataset
    return "test" if case.event in TEST_EVENTS else "dev"


def select(suite: Suite, selection: Selection) -> list[AnyCase]:
    """The cases of a selection, sorted by id.

    Raises:
        UsageError: No case is left.
    """
    if unknown := set(selection.cases) - {c.id for c in suite.cases}:
        raise UsageError(f"There is no case {min(unknown)!r} in {suite.name}.", mend="Check the id.")
    kept = [c for c in suite.cases if _wanted(c, selection)]
    if selection.most is not None and selection.most < len(kept):
        # By hash, so that a sample stays the same sample when cases are added to the set elsewhere.
        kept = sorted(kept, key=lambda c: hashlib.sha256(f"{selection.seed}:{c.id}".encode()).digest())
        kept = sorted(kept[: selection.most], key=lambda c: c.id)
    if not kept:
        raise UsageError("No case is selected.", mend="Leave out --split, --event, --kind or --must-pass.")
    return kept


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


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as e:
        reason = e.strerror if isinstance(e, OSError) else "is not UTF-8"
        raise InputError(f"cannot be read: {reason}", path=str(path), mend="Check the path and the file.") from e


def _case(line: str, path: Path, number: int) -> ClaimCase | QuestionCase:
    try:
        return CASE.validate_json(line)
    except ValidationError as e:
        raise InputError(_first(e), path=str(path), line=number, mend="See eval/cases/case.schema.json.") from e


def _external(line: str, path: Path, number: int) -> External:
    try:
        row = json.loads(line)
        return External(
            type="external",
            id=str(row["id"]),
            dataset=str(row["dataset"]),
            claim=row["claim"],
            verdict=_LABELS[row["label"]],
            evidence=tuple(
                ExternalEvidence(**{k: e.get(k) for k in ("text", "title", "source", "stance")})
                for e in row["evidence"]
            ),
        )
    except ValidationError as e:
        reason = _first(e)
    except KeyError as e:
        reason = f"no field or label {e}"
    except (ValueError, TypeError, AttributeError, RecursionError) as e:
        reason = f"is not a labelled row: {e}"
    mend = "Fields: id, dataset, claim, label (SUPPORTS, REFUTES, CONFLICTING, NOT_ENOUGH_INFO), evidence [{text}]."
    raise InputError(reason, path=str(path), line=number, mend=mend)


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"{'.'.join(map(str, problem['loc'])) or 'the line'}: {problem['msg']}"


def _sorted(cases: Iterable[AnyCase]) -> tuple[AnyCase, ...]:
    return tuple(sorted(cases, key=lambda c: c.id))


def _hash(cases: Iterable[AnyCase]) -> str:
    lines = "".join(c.model_dump_json() + "\n" for c in _sorted(cases))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
