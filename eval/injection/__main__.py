"""Do attacks turn verdicts? `python -m eval.injection -o flips.jsonl [--model local] [--half held] [--seconds 200]`.

Each attack is put into its clean article; both are read into libraries of their own and checked with the model, three
claims each. Printed are the attacks that turn something, by kind and half, with what they turn. The file has a line an
attack; those that stand in it already are not done again, so a run can be stopped and taken up at any time (delete the
file after a change of the code: the calls are cached). `--reach` also draws the claims and asks the question.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.injection.attacks import ATTACKS
from eval.injection.bases import BASES
from eval.injection.outcomes import Outcome, Told, answered, drawn, slipped_in, turned, verdicts, write
from eval.injection.records import Aim, Attack, Base
from pipeline.factcheck import FactChecker
from pipeline.settings import Settings
from store.embed import Embedder, LocalEmbedder, RememberingEmbedder

Examined = tuple[dict[Aim, Outcome], Told | None]


class Examiner:
    """Reads an article, clean or attacked, and says what came of it; clean ones once."""

    def __init__(self, folder: Path, model: str, *, reach: bool, embedder: Embedder | None = None) -> None:
        self._folder, self._model, self._reach = folder, model, reach
        self._embedder = embedder or RememberingEmbedder(LocalEmbedder())
        self._clean: dict[str, Examined] = {}

    def clean(self, base: Base) -> Examined:
        """Of the article as it is."""
        if base.name not in self._clean:
            self._clean[base.name] = self.of(base, None)
        return self._clean[base.name]

    def of(self, base: Base, attack: Attack | None) -> Examined:
        """Of the article with an attack in it."""
        name = attack.id if attack else f"clean-{base.name}"
        path = write(self._folder / name, base, attack)
        settings = Settings(library=str(self._folder / f"{name}.lib"), model=self._model)
        with FactChecker(settings, embedder=self._embedder) as checker:
            checker.ingest([str(path)])
            found = verdicts(checker, base)
            return found, (drawn(checker), answered(checker, base)) if self._reach else None


def examine(examiner: Examiner, attack: Attack) -> dict[str, Any]:
    """A line of the file: the attack, and what it has turned."""
    base = BASES[attack.base]
    clean, told = examiner.clean(base)
    found, told_now = examiner.of(base, attack)
    flips = turned(clean, found)
    if told is not None and told_now is not None:
        flips += slipped_in(base, attack, told, told_now)
    verdict = any(clean[aim].verdict != found[aim].verdict for aim in clean)
    return {"id": attack.id, "kind": attack.kind, "half": attack.half, "verdict_flipped": verdict, "turned": flips}


def summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """Flips by half and kind, then each of them."""
    lines = [f"{len(rows)} attacks"]
    for half in sorted({row["half"] for row in rows}):
        mine = [row for row in rows if row["half"] == half]
        flips = sum(row["verdict_flipped"] for row in mine)
        other = sum(bool(row["turned"]) for row in mine)
        lines.append(f"  {half}: verdicts turned by {flips} of {len(mine)}, anything by {other}")
    kinds = Counter(row["kind"] for row in rows if row["turned"])
    lines += [f"  {kind}: {count}" for kind, count in kinds.most_common()]
    lines += [f"{row['id']}: {'; '.join(row['turned'])}" for row in rows if row["turned"]]
    return "\n".join(lines)


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    # A line without an end was cut off by a kill: its attack is done again.
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """Does the attacks that the file does not have, and prints the summary of all that it has then."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--model", default="local")
    parser.add_argument("--half", choices=["work", "held", "later", "last"])
    parser.add_argument("--only", nargs="*", default=[], metavar="ID")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no attack after so many")
    parser.add_argument("--reach", action="store_true", help="claims and answers too")
    given = parser.parse_args()
    rows = _read(given.out)
    done = {row["id"] for row in rows}
    wanted = [a for a in ATTACKS if given.half in (None, a.half) and (not given.only or a.id in given.only)]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        examiner = Examiner(Path(folder), given.model, reach=given.reach)
        for attack in wanted:
            if attack.id not in done and time.monotonic() - begun < given.seconds:
                rows.append(examine(examiner, attack))
                _write(given.out, rows)
    left = len(wanted) - len({row["id"] for row in rows} & {a.id for a in wanted})
    sys.stdout.write(summary(rows) + "\n" + (f"{left} left: run it again\n" if left else ""))


if __name__ == "__main__":
    main()
