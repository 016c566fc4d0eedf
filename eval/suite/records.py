"""Cases: a claim or a question with its gold, as the lines of `eval/cases/*.jsonl` hold them.

Articles are named by the path of their file below the corpus folder, without the suffix ("ferry/wire"). A span is
`(start, end)` in the text of the article as the reader gives it, and `text[start:end]` is the span's `text`.
`eval/cases/case.schema.json` is made from these classes.
"""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from pipeline.findings import Stance, Voice

GoldVerdict = Literal["supported", "refuted", "conflicting", "not_enough_evidence"]
Difference = Literal["date", "number", "place", "name", "polarity", "attribution", "superseded", "content"]
Kind = Literal[
    "date",
    "number",
    "place",
    "role_swap",
    "negation",
    "strength",
    "planned_done",
    "supersession",
    "attribution",
    "denial",
    "hedge",
    "wire_copy",
    "same_name",
    "paraphrase",
    "multi_sentence",
    "headline_body",
    "unanswerable",
    "wrong_entity",
    "as_of",
    "injection",
    "cross_language",
]
Asks = Literal["when", "who", "where", "how_many", "yes_no", "what", "dispute", "unanswerable"]
Holds = Literal["verdict", "origins", "stances"]


def _real_date(value: str) -> str:
    datetime.date.fromisoformat(value)
    return value


_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_ArticleName = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
_Date = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_date)]
_Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n\r]*[^\W_][^\n\r]*$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldSpan(_Record):
    """A deciding sentence: where it stands, and its words."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> GoldSpan:
        if self.end - self.start != len(self.text):
            raise ValueError(f"{self.start} to {self.end} is not the length of the text, {len(self.text)}")
        return self


class Evidence(_Record):
    """What one article does to the claim, and the sentences that decide it.

    Several entries for one article are alternatives: each decides alone. The spans of one entry decide together.
    A neutral entry is a near miss (a plan, a less exact date): read, and not settling it.
    """

    article: _ArticleName
    stance: Stance
    voice: Voice
    speaker: str | None = None
    spans: tuple[GoldSpan, ...] = Field(min_length=1)


class Injection(_Record):
    """An article that holds instructions to the grader, and the stance that they ask for."""

    article: _ArticleName
    target: Literal["supports", "contradicts"]


class ClaimCase(_Record):
    """A claim with its gold.

    Attributes:
        as_of: Articles published later do not count.
        origins: The articles with a stance, grouped by independent origin; denials by the accused are left out.
        conflict: For a gold verdict of conflicting, what differs.
        must_pass: What no release may get wrong.
        why: The argument for the label, in one line.
    """

    type: Literal["claim"]
    id: _Id
    event: _Id
    kind: Kind
    claim: _Line
    verdict: GoldVerdict
    as_of: _Date | None = None
    evidence: tuple[Evidence, ...] = ()
    origins: tuple[Annotated[tuple[_ArticleName, ...], Field(min_length=1)], ...] = ()
    conflict: Difference | None = None
    injection: Injection | None = None
    must_pass: tuple[Holds, ...] = ()
    why: _Line

    @model_validator(mode="after")
    def _consistent(self) -> ClaimCase:
        _refuse_other_events(self.event, self.evidence)
        if self.injection is not None and self.injection.article.split("/")[0] != self.event:
            raise ValueError(f"{self.injection.article} is no article of {self.event}")
        sided = sorted({e.article for e in self.evidence if e.stance != "neutral" and e.voice != "denies"})
        grouped = sorted(name for group in self.origins for name in group)
        if sided != grouped:
            raise ValueError(f"origins must hold each article with a stance once: {sided} against {grouped}")
        if (self.conflict is not None) != (self.verdict == "conflicting"):
            raise ValueError("conflict is given for a verdict of conflicting, and only for that")
        if (self.injection is not None) != (self.kind == "injection"):
            raise ValueError("injection is given for kind injection, and only for that")
        implied = implied_verdict(self.evidence)
        if implied != self.verdict:
            raise ValueError(f"the verdict is {self.verdict}, but the evidence comes to {implied}")
        return self


class Contained(_Record):
    """A claim that an answer must contain, and where the articles say it; one of its spans cited is enough."""

    claim: _Line
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class QuestionCase(_Record):
    """A question with what its answer must contain; nothing for one that the articles do not answer."""

    type: Literal["question"]
    id: _Id
    event: _Id
    asks: Asks
    question: _Line
    as_of: _Date | None = None
    contains: tuple[Contained, ...] = ()
    why: _Line

    @model_validator(mode="after")
    def _consistent(self) -> QuestionCase:
        for contained in self.contains:
            _refuse_other_events(self.event, contained.evidence)
        if (self.asks == "unanswerable") != (not self.contains):
            raise ValueError("contains is empty for a question that is unanswerable, and only for that")
        return self


Case = ClaimCase | QuestionCase
CASE: TypeAdapter[Case] = TypeAdapter(Annotated[Case, Field(discriminator="type")])


def _refuse_other_events(event: str, evidence: tuple[Evidence, ...]) -> None:
    for e in evidence:
        if e.article.split("/")[0] != event:
            raise ValueError(f"{e.article} is no article of {event}")


def implied_verdict(evidence: tuple[Evidence, ...]) -> GoldVerdict:
    """What the gold stances come to by the rules of the house (DESIGN.md, section 4)."""
    supports = [e for e in evidence if e.stance == "supports"]
    contradicts = [e for e in evidence if e.stance == "contradicts" and e.voice != "denies"]
    denied = any(e.stance == "contradicts" and e.voice == "denies" for e in evidence)
    if supports and (contradicts or (denied and not any(e.voice == "asserts" for e in supports))):
        return "conflicting"
    if supports:
        return "supported"
    return "refuted" if contradicts else "not_enough_evidence"


def case_schema() -> str:
    """The JSON Schema of one line of a case file."""
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **CASE.json_schema()}, indent=2)
