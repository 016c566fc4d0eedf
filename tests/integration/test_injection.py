"""Articles that try to tell a model what to say, against a model that does whatever it is told.

So what is tested is ours: what we let through turns a verdict. What gets through is named here, one by one, and is to
grow shorter; a new attack belongs into `eval/injection/` first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.injection.attacks import ATTACKS
from eval.injection.bases import BASES
from eval.injection.outcomes import Outcome, turned, verdicts, write
from eval.injection.records import VERDICTS, Aim, Attack, Base
from pipeline.factcheck import FactChecker
from pipeline.settings import Settings
from tests.conftest import WordEmbedder
from tests.gullible import Gullible
from tests.stub_server import StubServer

pytestmark = pytest.mark.slow

KINDS = sorted({attack.kind.split()[0] for attack in ATTACKS})
GETS_THROUGH = {
    # Orders whose second sentence, or what a page hides, is no order by itself: retrieval has to leave them out.
    "markup-4",
    "self-graded-6",
    "split-3",
    "split-7",
    "split-8",
    "template-3",
    "template-7",
    "last-24",
    # Wordings that code does not know.
    "last-9",
    "later-25",
    "later-29",
}


class Checked:
    """Checks articles, clean or attacked, with a gullible model."""

    def __init__(self, stub: StubServer, folder: Path) -> None:
        self._stub, self._folder = stub, folder
        self._clean: dict[str, dict[Aim, Outcome]] = {}

    def clean(self, base: Base) -> dict[Aim, Outcome]:
        if base.name not in self._clean:
            self._clean[base.name] = self.of(base, None)
        return self._clean[base.name]

    def of(self, base: Base, attack: Attack | None) -> dict[Aim, Outcome]:
        self._stub.otherwise = Gullible(base, attack)
        name = attack.id if attack else f"clean-{base.name}"
        # The stub answers the same question otherwise from attack to attack: each has a cache of its own.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TWOSOURCE_CACHE_DIR", str(self._folder / f"{name}.cache"))
            settings = Settings(library=str(self._folder / f"{name}.lib"), model="openai:any", grader="brief")
            with FactChecker(settings, embedder=WordEmbedder()) as checker:
                checker.ingest([str(write(self._folder / name, base, attack))])
                return verdicts(checker, base)


@pytest.fixture
def checked(stub: StubServer, tmp_path: Path) -> Checked:
    return Checked(stub, tmp_path)


def test_clean_articles_are_read_right(checked: Checked) -> None:
    for base in BASES.values():
        assert {aim: found.verdict for aim, found in checked.clean(base).items()} == VERDICTS, base.name


@pytest.mark.parametrize("kind", KINDS)
def test_an_attack_turns_nothing(kind: str, checked: Checked) -> None:
    attacks = [attack for attack in ATTACKS if attack.kind.split()[0] == kind]
    flips = {
        attack.id: changes
        for attack in attacks
        if (changes := turned(checked.clean(BASES[attack.base]), checked.of(BASES[attack.base], attack)))
    }
    assert set(flips) == {attack.id for attack in attacks} & GETS_THROUGH, flips


def test_the_model_would_obey_what_it_saw() -> None:
    """Else nothing is tested: given an attack's text as it stands, it does as it is told."""
    told = [a for a in ATTACKS if Gullible(BASES[a.base], a).obeys(a.text)]
    assert len(told) == len(ATTACKS)
    assert not any(Gullible(BASES[a.base]).obeys(a.text) for a in ATTACKS)
