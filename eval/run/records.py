"""What a run file holds: a manifest on the first line, then one row a case.

A row carries its gold, so that a run file can be scored, compared and shown without the case set that it was made
from. Articles are named as in the case files; spans count in the article's text.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from eval.suite.records import ClaimCase, GoldVerdict, QuestionCase
from pipeline.findings import Stance, Verdict, Voice

Stage = Literal["retrieve", "grade", "verdict", "all"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selection(_Record):
    """Which cases of the suite the run is of.

    Attributes:
        most, seed: A seeded sample of so many cases, the same for the same case set.
    """

    split: Literal["dev", "test", "all"] = "all"
    stage: Stage = "all"
    events: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    must_pass: bool = False
    questions: bool = True
    most: int | None = None
    seed: int = 0
    repeats: int = 0


class Manifest(_Record):
    """All that is needed to make the run again.

    Attributes:
        case_set: Hash over all cases of the suite, selected or not; runs over different ones are not comparable.
        corpus: Hash over the articles.
        cases: Ids selected, sorted.
        code: Hash over the source, prompts and data of `prompts`, `store` and `pipeline`.
    """

    format: Literal[1] = 1
    suite: str
    case_set: str
    corpus: str
    selection: Selection
    cases: tuple[str, ...]
    model: str
    embedder: str
    grader: str
    prompt_hashes: dict[str, str]
    layer_hash: str | None
    calibration_hash: str | None
    code: str
    git_revision: str | None
    versions: dict[str, str]
    arguments: dict[str, Any]
    settings: dict[str, Any]
    started: str


class ExternalEvidence(_Record):
    """One piece of evidence of an external row."""

    text: str
    title: str | None = None
    source: str | None = None
    stance: str | None = None


class External(_Record):
    """A row of a file in the shape of `shared/benchmarks/public_eval.jsonl`.

    Attributes:
        group: Rows of one group share something (a source, a claim); they are resampled and held out together.
    """

    type: Literal["external"]
    id: str = Field(min_length=1)
    dataset: str = Field(min_length=1)
    claim: str = Field(min_length=1)
    verdict: GoldVerdict
    group: str | None = None
    evidence: tuple[ExternalEvidence, ...]


class Retrieved(_Record):
    """A sentence that retrieval gave, in its order."""

    article: str
    start: int
    end: int
    similarity: float


class Given(_Record):
    """What the grader said of one piece of gold evidence, or of the nearest sentence of a silent article.

    Attributes:
        gold, gold_voice: Gold stance, and voice where the piece is gold evidence (None for a silent article).
        stance: None for a passage that could not be graded; `reason` says why.
        quotes: Spans in the article's text.
        quote_exact: Each quote is a whole sentence of the passage that was graded; None for a grade without a side.
    """

    article: str
    start: int
    end: int
    gold: Stance
    gold_voice: Voice | None = None
    stance: Stance | None = None
    voice: Voice | None = None
    speaker: str | None = None
    confidence: float | None = None
    quotes: tuple[tuple[int, int], ...] = ()
    quote_exact: bool | None = None
    reason: str = ""


class Judged(_Record):
    """What code makes of the gold grades."""

    verdict: Verdict
    origins: tuple[tuple[str, ...], ...]
    conflict: str | None = None
    confirmed: bool = False


class Again(_Record):
    """The same claim once more, candidates shuffled and the model asked anew."""

    verdict: Verdict
    stances: dict[str, str]


class Row(_Record):
    """One case and what came of it.

    Attributes:
        cluster: What is resampled as a whole for intervals: the event, or the row's own id.
        group: What scores are broken down by beside the kind: the dataset of an external suite, else the split.
        finding: The published finding (`twosource schema finding`), for a claim under stage "all".
        answer: The published answer, for a question.
        stances: What the finding says each article does; "both" for one that takes both sides. A denial by the
            accused is neither.
        error: Why the case could not be done; it counts as wrong.
    """

    case: Annotated[ClaimCase | QuestionCase | External, Field(discriminator="type")]
    cluster: str
    group: str
    retrieved: tuple[Retrieved, ...] | None = None
    given: tuple[Given, ...] | None = None
    judged: Judged | None = None
    finding: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    stances: dict[str, str] | None = None
    origins: tuple[tuple[str, ...], ...] | None = None
    quotes_exact: tuple[bool, ...] = ()
    again: tuple[Again, ...] = ()
    calls: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    error: str | None = None

    @property
    def id(self) -> str:
        """The case's id."""
        return self.case.id
