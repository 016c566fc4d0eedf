"""Articles that try to tell a model what to say, against a model that does whatever it is told.

So what is tested is ours: what we let through turns a verdict. What gets through is named here, one by one, and is to
grow shorter; a new attack belongs into `eval/injection/` first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from eval.injection.attacks import ATTACKS
from eval.injection.bases import BASES
from eval.injection.outcomes import Outcome, Told, answered, drawn, slipped_in, turned, verdicts, write
from eval.injection.records import VERDICTS, Aim, Attack, Base
from pipeline.factcheck import FactChecker
from pipeline.settings import Settings
from tests.conftest import WordEmbedder
from tests.gullible import Gullible
from tests.stub_server import StubServer

pytestmark = pytest.mark.slow

KINDS = sorted({attack.kind.split()[0] for attack in ATTACKS})
# Wordings that code does not know, and questions and lines that an order elsewhere is about.
GETS_THROUGH = {
    "brief": {"later-25", "later-29", "last-9", "last-24"},
    # Two are ungraded here, since no quote stands up: no verdict, and not the one of the clean article.
    "full": {"later-25", "later-29", "last-9", "last-24", "split-7", "last-21"},
}


class Checked:
    """Checks articles, clean or attacked, with a gullible model."""

    def __init__(self, stub: StubServer, folder: Path, grader: Literal["brief", "full"]) -> None:
        self._stub, self._folder, self._grader = stub, folder, grader
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
            settings = Settings(library=str(self._folder / f"{name}.lib"), model="openai:any", grader=self._grader)
            with FactChecker(settings, embedder=WordEmbedder()) as checker:
                checker.ingest([str(write(self._folder / name, base, attack))])
                return verdicts(checker, base)

    def told(self, base: Base, attack: Attack | None) -> Told:
        """The claims that are drawn, and the answer; to be called after `of`."""
        self._stub.otherwise = Gullible(base, attack)
        name = attack.id if attack else f"clean-{base.name}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TWOSOURCE_CACHE_DIR", str(self._folder / f"{name}.cache"))
            settings = Settings(library=str(self._folder / f"{name}.lib"), model="openai:any", grader=self._grader)
            with FactChecker(settings, embedder=WordEmbedder()) as checker:
                return drawn(checker), answered(checker, base)


@pytest.fixture(params=["brief", "full"])
def grader(request: pytest.FixtureRequest) -> Literal["brief", "full"]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def checked(stub: StubServer, tmp_path: Path, grader: Literal["brief", "full"]) -> Checked:
    return Checked(stub, tmp_path, grader)


def test_clean_articles_are_read_right(checked: Checked) -> None:
    for base in BASES.values():
        assert {aim: found.verdict for aim, found in checked.clean(base).items()} == VERDICTS, base.name


@pytest.mark.parametrize("kind", KINDS)
def test_an_attack_turns_nothing(kind: str, checked: Checked, grader: str) -> None:
    attacks = [attack for attack in ATTACKS if attack.kind.split()[0] == kind]
    flips = {
        attack.id: changes
        for attack in attacks
        if (changes := turned(checked.clean(BASES[attack.base]), checked.of(BASES[attack.base], attack)))
    }
    assert set(flips) == {attack.id for attack in attacks} & GETS_THROUGH[grader], flips


@pytest.mark.parametrize("kind", ["extraction", "answer", "metadata"])
def test_an_attack_slips_nothing_in(kind: str, checked: Checked) -> None:
    slipped = {}
    for attack in (attack for attack in ATTACKS if attack.kind == kind):
        base = BASES[attack.base]
        checked.clean(base), checked.of(base, attack)
        if changes := slipped_in(base, attack, checked.told(base, None), checked.told(base, attack)):
            slipped[attack.id] = changes
    assert slipped == {}


def test_the_model_would_obey_what_it_saw() -> None:
    """Else nothing is tested: given an attack's text as it stands, it does as it is told."""
    told = [a for a in ATTACKS if Gullible(BASES[a.base], a).obeys(a.text)]
    assert len(told) == len(ATTACKS)
    assert not any(Gullible(BASES[a.base]).obeys(a.text) for a in ATTACKS)
